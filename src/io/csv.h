#ifndef MLG_IO_CSV_H
#define MLG_IO_CSV_H
#include "io/encoding.h"
#include "io/readers.h"

/* How a CSV is understood before its rows are read. */

/* What the text says or looks like; skips a UTF-8 byte order mark. `from`: "option", "bom",
 * "detected". */
const char *csv_encoding(blob *text, const char *option, const char **from);

/* A cell as UTF-8, appended to `out`. False: it should have been that and is not; it is read as
 * CP1252. */
bool csv_decode(encoding *e, buf *out, const char *text, size_t n);

typedef struct csv_axes {
    const mlg_column *x, *y; /* NULL: the table holds no positions */
    const char *crs;         /* as far as the names tell */
} csv_axes;

mlg_code csv_find_axes(csv_axes *a, const mlg_layer *layer, const mlg_read_options *o,
                       mlg_err *err);
#endif
