#ifndef MLG_READERS_H
#define MLG_READERS_H
#include "maillage/read.h"

#include <math.h>

/* What the readers share: each fills a fresh layer from bytes in memory, which is also how
 * the fuzzers call them. They borrow the bytes for the duration of the call. On failure the
 * layer is left in a state that mlg_layer_free accepts. */

typedef struct blob {
    const char *name; /* base name, for messages */
    const char *data; /* NULL: there is no such file */
    size_t size;
} blob;

struct file;

typedef struct shp_files {
    blob shp; /* absent: the .dbf alone is read, as a table */
    blob shx, dbf, prj, cpg;
    const struct file *mapped; /* the .shp: what was read of it is given back. NULL: it stays */
    const char *guess;         /* what the text of a .dbf seems to be in; NULL: look at it */
} shp_files;

mlg_code shp_read_bytes(mlg_layer *layer, const shp_files *files,
                        const mlg_read_options *options, mlg_diag *diag, mlg_err *err);

/* The same with what is told apart, in that order; each to be released. */
typedef struct shp_told {
    mlg_diag of_file, of_deleted, of_shapes, of_table; /* of_deleted: records deleted or not */
} shp_told;
mlg_code shp_read_apart(mlg_layer *layer, const shp_files *files,
                        const mlg_read_options *options, unsigned threads, shp_told *told,
                        mlg_err *err);
mlg_code shp_check_counts(const shp_files *files, size_t shapes, size_t rows, mlg_err *err);
mlg_code geojson_read_bytes(mlg_layer *layer, blob text, const mlg_read_options *options,
                            mlg_diag *diag, mlg_err *err);
mlg_code csv_read_bytes(mlg_layer *layer, blob text, const mlg_read_options *options,
                        mlg_diag *diag, mlg_err *err);

/* "shapefile", "dbf", "geojson" or "csv", by the file's extension; NULL: no known one. */
const char *readers_format(const char *path);

/* A layer whose every text is set ("" for now). NULL: out of memory. */
mlg_layer *readers_layer(const char *path, const char *format);

/* Replace one of a layer's texts. */
mlg_code readers_set(char **slot, const char *text, mlg_err *err);
mlg_code readers_set_crs(mlg_layer *layer, const char *crs, const char *from, mlg_err *err);
mlg_code readers_set_encoding(mlg_layer *layer, const char *encoding, const char *from,
                              mlg_err *err);

mlg_code readers_no_memory(mlg_err *err);

/* Finite, and small enough to be a place in any unit. A layer holds no other coordinates. */
static inline bool readers_possible(mlg_xy p)
{
    const double most = 1e12; /* metres or millimetres, no plane reaches as far */

    return fabs(p.x) <= most && fabs(p.y) <= most; /* false for NaN */
}

/* The box of the points that are finite. Empty when there is none. */
mlg_box readers_box(const mlg_xy *xy, size_t n);

/* Warn when a text looks decoded twice ("CitÃ©"). `text` is UTF-8. */
void readers_check_text(const char *text, const char *column, int64_t record, const char *where,
                        mlg_diag *diag);

/* For quoting a foreign text in a message: cut to `size`, control characters as spaces,
 * never in the middle of a UTF-8 sequence. Returns `out`. */
char *readers_quote(char *out, size_t size, const char *text, size_t n);
#endif
