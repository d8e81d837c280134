#ifndef MLG_MERGE_H
#define MLG_MERGE_H
#include "geo/borders.h"

#include <stdbool.h>

/* Polygons that share borders, merged by cancelling every edge that two of them run along in
 * opposite directions: no coordinate is computed, so none moves, and no sliver appears. The
 * shared borders must have the same vertices on both sides, to the last bit; where they have
 * not, both stay (see tiling.h, which says so). Linear time. */

/* One polygon: rings first .. last-1 of `polys`, the first a shell, the rest its holes. */
typedef struct patch {
    const mlg_polys *polys;
    uint32_t first, last;
} patch;

typedef struct merged {
    size_t n;            /* polygons left: patches that share an edge, directly or not, are
                            one; in the order of their first patches */
    uint32_t *component; /* of each patch */
    mlg_polys polys;     /* a feature each: a shell and its holes (several shells where the
                            patches overlap) */
} merged;

/* Borders found before, of the polygons that some of the patches are of. */
typedef struct known_seams {
    const mlg_polys *polys;
    const borders *borders;
    const uint32_t
        *patch_of; /* of each feature, a patch of its own; SEAM_NONE: not among them */
    bool whole;    /* every patch is of them: nothing more is looked for */
} known_seams;

/* `known` may be NULL. Released by the caller, after a failure too. */
mlg_code merge_patches(merged *out, const patch *patches, size_t n, const known_seams *known,
                       unsigned threads, mlg_err *err);
void merged_release(merged *d);
#endif
