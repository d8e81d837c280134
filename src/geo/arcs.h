#ifndef MLG_ARCS_H
#define MLG_ARCS_H
#include "maillage/layer.h"

/* Polygons as the borders that they share. A vertex is a junction where the rings that pass
 * there do not all pass alike; between two junctions runs one arc, whatever the number of
 * rings that use it. A ring without a junction is an arc that starts and ends at its
 * smallest vertex. Vertices are the same when their coordinates are. Arcs run from their
 * smaller end (x, then y), so that nothing depends on the order of the features but the
 * numbers of the arcs. */
typedef struct arcs {
    size_t n;
    uint32_t *start; /* n + 1: arc a has vertices start[a] .. start[a + 1] - 1 */
    uint32_t *user;  /* 2 n: the features that use it, ARC_NOBODY, ARC_MANY */
    uint32_t *uses;  /* n: how many rings do */
    mlg_xy *xy;
    size_t n_rings;
    uint32_t *use_of; /* n_rings + 1: ring r takes part[use_of[r]] .. part[use_of[r + 1] - 1] */
    uint32_t *part;   /* 2 * arc, + 1 when backwards */
} arcs;

enum { ARC_NOBODY = UINT32_MAX, ARC_MANY = UINT32_MAX - 1 };

mlg_code arcs_new(arcs *out, const mlg_polys *polys, unsigned threads, mlg_err *err);
void arcs_release(arcs *a);
#endif
