#ifndef MLG_DISSOLVE_H
#define MLG_DISSOLVE_H
#include "geo/borders.h"

/* Merging the features of a tiling by cancelling the edges that two of them share, vertex
 * by vertex: exact, and many times faster than an overlay. */

/* One feature per group: those f with group_of[f] == g, less the edges between two of them.
 * `between` is of the polygons. Features of no group have SEAM_NONE. Rings are simple wherever
 * the features tile, that is, meet vertex to vertex; where they overlap or leave slits, the
 * result is to be repaired (repair.h). In parallel; does not depend on `threads`. */
mlg_code polys_dissolve(mlg_polys *out, const mlg_polys *polys, const borders *between,
                        const uint32_t *group_of, size_t n_groups, unsigned threads,
                        mlg_err *err);
#endif
