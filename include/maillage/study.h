#ifndef MLG_STUDY_H
#define MLG_STUDY_H
#include "maillage/error.h"
#include "maillage/reach.h"

#include <stdbool.h>
#include <stddef.h>

/* A study: which files play which roles, under which rules, and what to write. Read from
 * YAML by mlg_study_read, or filled from options by a program: one description serves both,
 * so that a command by hand and `maillage run` are the same thing. Every text is malloc'ed
 * and owned by the study; NULL means "not said". */

/* Columns by what they hold; NULL: found by their usual names. */
typedef struct mlg_columns {
    char *id, *name, *lon, *lat, *x, *y, *commune, *precision, *kind, *wave, *date;
    char *declared, *grant, *bearer, *state, *reach;
    char *override, *justification;
    char *code, *label, *population;
    char *site; /* of a catchment: the identifier of its site */
} mlg_columns;

typedef struct mlg_study_layer {
    char *name; /* vintage, definition, level or catchment: "2015", "gcu", "epci", "30min" */
    char *file; /* as it can be opened: relative paths of a study file are resolved */
    char *crs;  /* "EPSG:2154": instead of what the file says */
    char *encoding;  /* "CP1252": likewise */
    char *precision; /* sites without a precision of their own: metres ("50m") or "commune" */
    char *licence, *source, *dated; /* as they should be quoted; keys licence, source, date */
    char *valid, *valid_overseas;   /* QPV: "2015-01-01/2023-12-31", when they are the law */
    char **covers;                  /* planes the layer covers though it may be empty there */
    unsigned n_covers;
    char **groups; /* of a population: further columns of people, age classes for example */
    unsigned n_groups;
    char **where; /* of catchments: "COLUMN=VALUE", those of the file to take */
    unsigned n_where;
    mlg_columns columns;
} mlg_study_layer;

/* Thresholds said here win over the rules'. */
typedef struct mlg_parameters {
    char *proximity;                                      /* "300m" */
    char *bound;                                          /* "strict", "inclusive" */
    char *commune_margin;                                 /* "50m" */
    char *served, *unserved;                              /* shares, "0.95" */
    char *housenumber, *street, *locality, *municipality; /* metres, or "commune" */
} mlg_parameters;

/* How results are published. */
typedef struct mlg_publication {
    char *simplify; /* "50m": by how much borders may move */
    char *max_size; /* "1MB": of each GeoJSON of territories or gaps, at most */
    char *decimals; /* "5": of degrees */
    char *fiches;   /* level of territories that get a page each in the report */
} mlg_publication;

/* What is asked of the network of places. */
typedef struct mlg_study_network {
    mlg_study_layer *hubs; /* fabriques in a layer of their own: all sites are then places */
    unsigned n_hubs;       /* 0 or 1 */
    char *within;          /* "50km": lean on no fabrique farther than that */
    char *first;           /* a level: fabriques of a place's own territory come first */
    char *mesh;            /* "80km": no longer link between fabriques */
} mlg_study_network;

typedef struct mlg_study {
    char *title;
    char *rules; /* a shipped name ("fabriques-2021") or a file */
    mlg_parameters parameters;
    mlg_publication publication;
    mlg_study_layer *sites;
    unsigned n_sites; /* 0 or 1 */
    mlg_study_layer *qpv;
    unsigned n_qpv; /* the first is the reference */
    mlg_study_layer *centres;
    unsigned n_centres;
    mlg_study_layer *communes;
    unsigned n_communes; /* 0 or 1 */
    mlg_study_layer *territories;
    unsigned n_territories;
    mlg_study_layer *population;
    unsigned n_population;       /* 0 or 1 */
    mlg_study_layer *catchments; /* polygons that fabriques serve, instead of a distance */
    unsigned n_catchments;
    char *target;       /* "180/180": of the two halves; NULL: the rules' shares */
    char *at;           /* "date", a day or a vintage's name: the QPV that judge */
    char **sensitivity; /* distances of the matrix, "300m"; none said: the usual ones */
    unsigned n_sensitivity;
    char **levels; /* made of the communes by their codes: "epci", "bassin=BV2022" */
    unsigned n_levels;
    mlg_study_layer *with; /* planned sites: the scenario */
    unsigned n_with;       /* 0 or 1 */
    char **without;        /* identifiers of sites that close: likewise */
    unsigned n_without;
    char *after_wave, *until;   /* the network as it was: "5", "2021-06-30" */
    char *reach;                /* "20km", or several: "10km,20km,30km", the main one first */
    mlg_study_network *network; /* NULL: not asked for */
    char **outputs; /* of "sites", "territoires", "non_pourvus", "distances", "scenario",
                       "lacunes", "carte", "dossier", "reseau"; "territoires.csv" and the like:
                       the table without polygons; none said: all that can be made */
    unsigned n_outputs;
    char *csv; /* "machine" (default) or "excel_fr" */
} mlg_study;

/* Unknown keys, wrong types, missing files, values out of range: MLG_EDATA naming the study
 * file; the sentence starts with the line ("line 12: "), and there is no record. `rules` is a
 * path that can be opened if it named a file, else a shipped name, as it was said. */
mlg_code mlg_study_read(mlg_study **out, const char *path, mlg_err *err);

/* The same study as JSON, with the keys of a study file. Files, and rules that are one, are
 * named by their base name: no path of the machine. malloc'ed. */
mlg_code mlg_study_text(char **out, const mlg_study *study, mlg_err *err);

/* "300", "300m", "1,5 km": metres. False: no distance. */
bool mlg_distance(const char *text, double *metres);

/* "20km", "10km,20km", "1,5km;3km", or the name of catchments of the study among them,
 * "30min,20km": up to `room` of them, whose names are the study's. 0: one is neither, or stands
 * there twice, or there are too many. */
size_t mlg_reaches_read(const char *text, const mlg_study *study, mlg_reach *reaches,
                        size_t room);

/* Put the study's thresholds in place of the rules'. MLG_EUSAGE names the one that cannot
 * be: not a distance, not a share, shares that contradict each other. */
struct mlg_rules;
mlg_code mlg_rules_change(struct mlg_rules *rules, const mlg_parameters *parameters,
                          mlg_err *err);

/* What the study asks for; `threads` is left alone. MLG_EUSAGE names what cannot be. */
struct mlg_simplify_options;
mlg_code mlg_publication_read(struct mlg_simplify_options *out,
                              const mlg_publication *publication, mlg_err *err);

/* "1MB", "500 ko", "800000": bytes; M is a million, Mi 1024 times 1024. False: no size. */
bool mlg_size(const char *text, size_t *bytes);

mlg_study *mlg_study_new(void);        /* an empty one; NULL: out of memory */
void mlg_study_free(mlg_study *study); /* NULL is fine */
#endif
