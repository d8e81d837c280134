#ifndef MLG_SEAMS_H
#define MLG_SEAMS_H
#include "maillage/error.h"
#include "maillage/layer.h"

#include <stdbool.h>

/* Which edges of polygons are run along by two of them in opposite directions, vertex by
 * vertex: the borders of neighbours, found by comparison alone. */

enum { SEAM_NONE = UINT32_MAX };

/* One closed ring: the edge from xy[i] to xy[i + 1], i < n, is number base + i. */
typedef struct seam_ring {
    const mlg_xy *xy;
    uint32_t n;
    uint32_t base;
    uint32_t owner; /* the polygon it belongs to, as the caller counts them */
} seam_ring;

/* across[e] for each edge e: the owner of the ring that has it the other way round, if there is
 * one, else SEAM_NONE. With `known`, what `across` holds already stays. Where several rings
 * have the edge, the pairing depends on the rings alone. Linear time: one edge in sixteen,
 * chosen by its own ends, is looked up; its neighbours follow by comparison; the few left are
 * looked up one by one. Does not depend on `threads`. */
mlg_code seams_find(uint32_t *across, bool known, const seam_ring *rings, size_t n,
                    unsigned threads, mlg_err *err);
#endif
