#ifndef MLG_RESULT_H
#define MLG_RESULT_H
#include "maillage/classify.h"
#include "maillage/diag.h"
#include "maillage/layer.h"

/* A sites table that `classify` or `run` wrote, read back. */

typedef struct mlg_result_site {
    const char *id, *name, *commune; /* borrowed from the layer, like all texts; "": not said */
    const char *code_qpv, *name_qpv, *code_centre, *name_centre, *justification;
    uint8_t kind, location, klass, computed, eligibility;
    uint8_t classes, eligibilities;                 /* sets of possible values */
    double distance_qpv, distance_centre, radius_m; /* NaN: not said */
    mlg_xy lonlat;                                  /* NaN: no position */
} mlg_result_site;

/* A threshold, by its key in the provenance: "proximite_m" "300", "precision.street" "150". */
typedef struct mlg_parameter {
    char key[48], value[80];
} mlg_parameter;

/* One layer the result rests on. */
typedef struct mlg_result_source {
    char role[24], name[128];
    char digest[65]; /* of its first file, which holds the geometry; "": not said */
} mlg_result_source;

typedef struct mlg_result {
    mlg_layer *layer;
    size_t n;
    mlg_result_site *rows;
    bool told; /* the provenance was found: */
    char version[32];
    mlg_parameter *parameters;
    size_t n_parameters;
    mlg_result_source *sources;
    size_t n_sources;
} mlg_result;

/* Has the layer the columns of a sites table? */
bool mlg_result_is(const mlg_layer *layer);

/* Takes the layer over, even on failure. `path` is where it was read from: the provenance is
 * the member "maillage" of a GeoJSON; of a CSV, the notes of FILE-metadata.json, else the
 * member of a synthese.json beside it. Its absence is a warning; a table that lacks columns,
 * or holds words that no version of the tool writes, is an MLG_EDATA. */
mlg_code mlg_result_new(mlg_result **out, mlg_layer *layer, const char *path, mlg_diag *diag,
                        mlg_err *err);
void mlg_result_free(mlg_result *result); /* NULL is fine */
#endif
