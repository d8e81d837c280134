#ifndef MLG_GROUND_H
#define MLG_GROUND_H
#include "geo/geos.h"
#include "geo/plane.h"

/* How much ground two shapes of one plane share. m2 on the ellipsoid. */
typedef struct ground {
    double a, b, common, gained, lost;
    double gained_beyond, lost_beyond; /* farther than the tolerance from the other shape */
} ground;

/* Of the polygons of a shape. */
mlg_code ground_area(double *out, geos_room *room, const plane *p, const geos_shape *shape,
                     mlg_err *err);

mlg_code ground_common(double *out, geos_room *room, const plane *p, const geos_shape *a,
                       const geos_shape *b, mlg_err *err);

/* `tolerance`: planar units. */
mlg_code ground_compare(ground *out, geos_room *room, const plane *p, const geos_shape *a,
                        const geos_shape *b, double tolerance, mlg_err *err);
#endif
