#ifndef MLG_INTERIOR_H
#define MLG_INTERIOR_H
#include "maillage/layer.h"

#include <stdbool.h>

/* A point well inside feature f: the middle of the widest stretch of its largest polygon
 * along a horizontal half way up, between two vertices' heights. False: the feature has no
 * polygon, or no memory. Pure. */
bool polys_interior(mlg_xy *out, const mlg_polys *polys, size_t f);
#endif
