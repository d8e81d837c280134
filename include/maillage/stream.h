#ifndef MLG_STREAM_H
#define MLG_STREAM_H
#include "maillage/layer.h"

/* Rows too many to be held at once, handed over batch by batch. */

/* Some rows: a point and some numbers each. Borrowed until the next batch is asked for. */
typedef struct mlg_batch {
    size_t n;              /* 0: there is no more */
    int64_t first;         /* record of the first row, counted from 1 */
    const mlg_xy *points;  /* in the source's CRS; NaN: no position */
    const double *numbers; /* of row i: numbers + i * n_numbers; NaN: none */
} mlg_batch;

/* Where batches come from. */
typedef struct mlg_feed {
    const mlg_layer *layer; /* what is known of the file (name, crs, sources): no rows */
    size_t n_numbers;
    const char *const *names; /* of the numbers: their columns */
    void *from;
    mlg_code (*next)(void *from, mlg_batch *out, mlg_err *err);
} mlg_feed;
#endif
