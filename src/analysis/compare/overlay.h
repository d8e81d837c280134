#ifndef MLG_OVERLAY_H
#define MLG_OVERLAY_H
#include "geo/merge.h"
#include "geo/plane.h"

/* A copy of the patches, one feature each. */
mlg_code patches_apart(mlg_polys *out, const patch *patches, size_t n, mlg_err *err);

/* Patches that do not tile, merged by GEOS: slower, but whatever overlaps or touches is one.
 * twice[c] (malloc'ed) is the ground area, m2, that patches of component c share. */
mlg_code overlay_patches(merged *out, double **twice, const patch *patches, size_t n,
                         const plane *on, mlg_err *err);
#endif
