#ifndef MLG_SQUARES_H
#define MLG_SQUARES_H
#include "maillage/layer.h"

/* Points of one plane sorted into squares, row by row: whatever lies within the width of a
 * point is in its square or in one of the eight around. Immutable once made. */
typedef struct squares {
    size_t n;       /* squares that hold a point */
    uint32_t *from; /* square q holds item[from[q]] .. item[from[q + 1] - 1], in order */
    uint32_t *item;
    mlg_xy *at;      /* of each item */
    uint32_t *key;   /* of each square: its row, its column */
    uint32_t *above; /* of each square: the first one that may touch it from the next row */
} squares;

/* Of at[items[0]] .. at[items[n - 1]], finite, `items` increasing. False: out of memory. */
bool squares_new(squares *out, const mlg_xy *at, const uint32_t *items, size_t n, double width);
void squares_release(squares *s);

/* The squares that touch square q and come after it, so that over all squares each two
 * neighbours are met once; returns how many. */
enum { SQUARES_AHEAD = 4 };
size_t squares_ahead(const squares *s, size_t q, uint32_t out[SQUARES_AHEAD]);
#endif
