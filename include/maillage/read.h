#ifndef MLG_READ_H
#define MLG_READ_H
#include "maillage/diag.h"
#include "maillage/layer.h"

/* Read a layer: a shapefile (.shp, its side files found beside it), a bare .dbf, a
 * GeoJSON (.geojson, .json) or a CSV (.csv, .tsv, .txt). What the file leaves open is
 * decided, and the decision noted in `diag`; a record that cannot be used is a warning
 * there; a file that cannot be trusted is an error naming file, record and reason.
 * Coordinates stay in the file's own CRS; nothing is repaired (zones.h does).
 * Thread-safe for distinct `out` and `diag`. */
typedef struct mlg_read_options {
    const char
        *crs; /* "EPSG:2154", ...: instead of what the file says. NULL: believe the file */
    const char *encoding; /* "UTF-8", "CP1252", ...: likewise */
    const char *x, *y; /* CSV: columns of the coordinates. NULL: found by their usual names */
    bool digest;       /* compute the SHA-256 of each file read */
    unsigned threads;  /* that may take a CSV apart; 0 and 1: one */
} mlg_read_options;

mlg_code mlg_read(mlg_layer **out, const char *path, const mlg_read_options *options,
                  mlg_diag *diag, mlg_err *err);
#endif
