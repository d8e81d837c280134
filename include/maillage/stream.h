#ifndef MLG_STREAM_H
#define MLG_STREAM_H
#include "maillage/diag.h"
#include "maillage/layer.h"

/* Rows too many to be held at once, handed over batch by batch. */

/* Some rows: a point and some numbers each. Borrowed until the next batch is asked for. */
typedef struct mlg_batch {
    size_t n;             /* 0: there is no more; asked again, the feed begins afresh */
    int64_t first;        /* record of the first row, counted from 1 */
    const mlg_xy *points; /* in the source's CRS; NaN: no position */
    const double
        *numbers; /* of row i: numbers + i * n_numbers; 0 to MLG_MOST_PEOPLE; NaN: none */
} mlg_batch;

/* Nobody counts that many people in one place. */
#define MLG_MOST_PEOPLE 1e10

/* Where batches come from. Not to be shared between threads. */
typedef struct mlg_feed {
    const mlg_layer *layer; /* what is known of the file (name, crs, sources): no rows */
    size_t n_numbers;
    const char *const *names; /* of the numbers: their columns */
    void *from;
    /* What is wrong with rows is told in `diag` once, with the end of the first pass. */
    mlg_code (*next)(void *from, mlg_batch *out, mlg_diag *diag, mlg_err *err);
} mlg_feed;
#endif
