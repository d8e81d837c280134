#ifndef MLG_CSV_TABLE_H
#define MLG_CSV_TABLE_H
#include "io/readers.h"

/* The columns of a CSV in UTF-8 whose delimiter the layer knows. A long text is taken apart on
 * several threads; neither the columns nor what is told depends on how many. */
typedef struct csv_text {
    const char *where; /* what warnings call it */
    const char *at;
    size_t n;
    bool plain; /* ASCII without NUL: no cell needs a second look */
} csv_text;

mlg_code csv_table_read(mlg_layer *layer, const csv_text *text, unsigned threads,
                        mlg_diag *diag, mlg_err *err);
#endif
