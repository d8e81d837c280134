#ifndef MLG_REPAIR_H
#define MLG_REPAIR_H
#include "maillage/diag.h"
#include "geo/plane.h"
#include "maillage/layer.h"
#include "maillage/zones.h"

/* Replace every invalid feature by a valid one (geos_repair), in parallel; each is a
 * warning that gives GEOS's reason and the area before and after, on the ellipsoid: `ids` are
 * the features' planes, NULL when coordinates are degrees. `planes` NULL: the area as the
 * coordinates have it. `diag` NULL: nothing is told, since what is drawn anew (rounded,
 * moved, lighter) and crosses itself is no fault of the file. */
mlg_code polys_repair(mlg_polys *polys, const plane_id *ids, mlg_planes *planes,
                      const char *where, unsigned threads, mlg_diag *diag, mlg_err *err);
#endif
