#ifndef MLG_DOSSIER_H
#define MLG_DOSSIER_H
#include "maillage/output.h"
#include "maillage/study.h"

/* The evidence behind a verdict, for who must sign: one page to read and print, and one JSON
 * that holds every figure and the study that made them, so that anyone with the same files
 * can recompute and compare. Indicative: no regulatory attestation. */

#define MLG_DOSSIER_FORMAT "maillage-dossier/1"
enum { MLG_DOSSIER_SITES = 100000 }; /* more would be neither read nor printed */

typedef struct mlg_dossier_output {
    const char *html, *json; /* paths of the two files */
    bool overwrite;
    const mlg_study *study; /* that the answers come from; its title is the answers' */
} mlg_dossier_output;

/* Both files or none. The page names the JSON by its base name and SHA-256. Needs the
 * answers' `classes` and `split`; says which other parts are not there. Texts are in the
 * language of outputs. MLG_EDATA: more than MLG_DOSSIER_SITES sites. */
mlg_code mlg_write_dossier(const mlg_answers *answers, const mlg_provenance *provenance,
                           const mlg_dossier_output *out, mlg_err *err);

/* --- a dossier read again ----------------------------------------------------------------- */

typedef struct mlg_dossier {
    char *text; /* the JSON, whole */
    size_t size;
    char sha256[65];   /* of these bytes: what the page says */
    char *language;    /* of its sentences: "fr", "en" */
    bool coverage;     /* it has that part */
    bool network;      /* likewise */
    mlg_study *study;  /* that made it, its files named by their base names; may be changed */
    mlg_source *files; /* every input it names */
    size_t n_files;
} mlg_dossier;

/* Reads dossier.json. MLG_EDATA when it is no dossier, was cut short, or lacks what every
 * dossier has. Freed with mlg_dossier_free. */
mlg_code mlg_dossier_read(mlg_dossier **out, const char *path, mlg_err *err);
void mlg_dossier_free(mlg_dossier *d); /* NULL is fine */

/* The SHA-256 of a file that the dossier names; NULL: it names none of that name. */
const char *mlg_dossier_expects(const mlg_dossier *d, const char *name);

typedef enum mlg_differs {
    MLG_DIFFERS_INPUT,   /* a file's bytes, or what was read of it */
    MLG_DIFFERS_RULE,    /* a rule, or the bytes of the rules file */
    MLG_DIFFERS_STUDY,   /* what was asked */
    MLG_DIFFERS_VERSION, /* of the tool or a library; what only another version says */
    MLG_DIFFERS_FIGURE,
    MLG_DIFFERS_SITE,
    MLG_DIFFERS_TEXT, /* a warning, a limit */
    MLG_DIFFERS_COUNT
} mlg_differs;

/* "entree", "regle", "etude", "version", "chiffre", "lieu", "texte" */
const char *mlg_differs_name(mlg_differs kind);

typedef struct mlg_difference {
    mlg_differs kind;
    char *where;          /* "partage.intervalle_qpv", "sites[F04].classe" */
    char *recorded, *now; /* as JSON on one line; NULL: not there */
} mlg_difference;

enum { MLG_DIFFERENCES_KEPT = 10000 };

typedef struct mlg_differences {
    size_t counts[MLG_DIFFERS_COUNT]; /* of all */
    size_t n;                         /* the first ones, in the dossier's order */
    mlg_difference *rows;
    bool same;    /* nothing differs but versions */
    bool altered; /* figures differ while inputs, rules, study and versions are the same: the
                   * dossier was changed after it was written */
} mlg_differences;

/* What a dossier says against what is now found. The language of outputs must be the
 * dossier's. `study`: what the answers come from. Freed with mlg_differences_free. */
mlg_code mlg_dossier_compare(mlg_differences **out, const mlg_dossier *d,
                             const mlg_answers *answers, const mlg_provenance *provenance,
                             const mlg_study *study, mlg_err *err);
void mlg_differences_free(mlg_differences *d); /* NULL is fine */

/* As JSON; `name` is the dossier's base name. "-": standard output. */
mlg_code mlg_write_differences(const mlg_differences *d, const mlg_dossier *of,
                               const char *name, const char *path, bool overwrite,
                               mlg_err *err);
#endif
