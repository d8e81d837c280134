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
#endif
