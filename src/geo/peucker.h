#ifndef MLG_PEUCKER_H
#define MLG_PEUCKER_H
#include "geo/arcs.h"

/* The line simplification of Douglas and Peucker, "Algorithms for the reduction of the number
 * of points required to represent a digitized line or its caricature", 1973: the vertex that is
 * farthest from the straight line between two kept ones is kept too, unless it is nearer than
 * the tolerance. Distances are on the ground, from the vertex to the segment. */

/* What a vertex is worth: it stays while the tolerance is smaller. INFINITY: always (ends,
 * three vertices of a loop, one of a chain too long to be given up whole). Work stops where
 * no vertex is worth more than `least`: those below are 0. `weight` is one per vertex of the
 * arcs. At most 100 visits a vertex, whatever its shape. */
mlg_code peucker_weigh(float *weight, const arcs *a, double least, unsigned threads,
                       mlg_err *err);

/* The same at once: which vertices stay at this tolerance, 1 or 0. */
mlg_code peucker_keep(uint8_t *keep, const arcs *a, double tolerance, unsigned threads,
                      mlg_err *err);

/* The vertex between `from` and `to` that is farthest from their segment, and how far. */
uint32_t peucker_farthest(const mlg_xy *xy, uint32_t from, uint32_t to, double *metres);
#endif
