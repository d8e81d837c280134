#ifndef MLG_BORDERS_H
#define MLG_BORDERS_H
#include "geo/seams.h"

/* The rings of polygons in stretches of edges that have the same feature beyond (seams.h): a
 * hundredth of the room that a number for each edge takes. Immutable. */

/* Edges from .. to - 1 of one ring, each called by its first vertex among all. */
typedef struct border {
    uint32_t from, to;
    uint32_t beyond; /* the other feature; SEAM_NONE: nobody */
} border;

typedef struct borders {
    uint32_t *of_ring; /* ring r has stretches of_ring[r] .. of_ring[r + 1] - 1, in order */
    border *list;
} borders;

/* Released by the caller, after a failure too. Does not depend on `threads`. */
mlg_code borders_find(borders *out, const mlg_polys *polys, unsigned threads, mlg_err *err);
void borders_release(borders *b);
#endif
