#ifndef MLG_TILING_H
#define MLG_TILING_H
#include "geo/zones.h"

/* Do the zones of a layer tile the land, each border drawn once and used by both sides? What
 * they share and what they leave between them is told (warnings "territories-overlap" and
 * "territories-hole") with its area. Borders are cancelled (geo/merge.h); only the edges left,
 * those of the outer border if all is well, are looked at, and only pairs of zones that two
 * of those edges bring together are overlaid. */
typedef struct tiling {
    bool clean; /* no two zones come within a millimetre of each other otherwise than by
                   common edges: cancelling merges all that touches */
    double overlap_m2, hole_m2; /* parts counted twice; parts inside that no zone has */
} tiling;

mlg_code tiling_of(tiling *out, const mlg_zones *zones, unsigned threads, mlg_diag *diag,
                   mlg_err *err);
#endif
