#ifndef MLG_REPAIR_H
#define MLG_REPAIR_H
#include "maillage/diag.h"
#include "maillage/layer.h"

/* Replace every invalid feature by a valid one (geos_repair), in parallel; each is a
 * warning that gives GEOS's reason and the area before and after. Planar coordinates. */
mlg_code polys_repair(mlg_polys *polys, const char *where, unsigned threads, mlg_diag *diag,
                      mlg_err *err);
#endif
