#ifndef MLG_STREAM_H
#define MLG_STREAM_H
#include "maillage/diag.h"
#include "maillage/layer.h"

/* Rows too many to be held at once, handed over run by run, each in pieces that are read side
 * by side. */

/* Some rows: a point and some numbers each. Borrowed until the next run is asked for. */
typedef struct mlg_batch {
    size_t n;
    const mlg_xy *points; /* in the source's CRS; NaN: no position */
    const double
        *numbers; /* of row i: numbers + i * n_numbers; 0 to MLG_MOST_PEOPLE; NaN: none */
} mlg_batch;

/* Nobody counts that many people in one place. */
#define MLG_MOST_PEOPLE 1e10

/* Where rows come from. */
typedef struct mlg_feed {
    const mlg_layer *layer; /* what is known of the file (name, crs, sources): no rows */
    size_t n_numbers;
    const char *const *names; /* of the numbers: their columns */
    void *from;
    /* The next run: how many pieces it has, to be read before another one is asked for. 0:
     * there is no more; asked again, the feed begins afresh. What is wrong with rows is told in
     * `diag` once, with the end of the first pass. */
    mlg_code (*next)(void *from, size_t *pieces, mlg_diag *diag, mlg_err *err);
    /* Piece i of the run, read once, by any thread beside any other; their rows, of which some
     * pieces have none, follow one another as in the file. */
    mlg_code (*piece)(void *from, size_t i, mlg_batch *out, mlg_err *err);
} mlg_feed;
#endif
