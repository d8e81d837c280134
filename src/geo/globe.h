#ifndef MLG_GLOBE_H
#define MLG_GLOBE_H
#include "maillage/layer.h"

/* Gauss's conformal sphere, osculating the ellipsoid GRS80 at a chosen centre: great circles
 * of the sphere stand for geodesics. Its scale is wrong by the cube of the way north or south:
 * lengths by 3 parts in 10^8 at 100 km from the centre, 2 in 10^6 at 600 km. So that of two
 * places at the same distance one seems nearer by at most 1 mm at 50 km and 10 cm at 100 km of
 * distance, wherever in mainland France (prop.globe). Formulas of the first half of the
 * "oblique stereographic" of IOGP's Guidance Note 7-2. Plain value, pure, any thread. */
typedef struct globe {
    double lon0; /* degrees */
    double power,
        shift; /* isometric latitude on the sphere = power x that of the ellipsoid + shift */
    double sine, cosine; /* of the centre's latitude on the sphere */
    double radius;       /* metres */
} globe;

/* A direction from the middle of the sphere, of length 1: z towards the centre of the globe,
 * x east and y north of it. */
typedef struct vec3 {
    double x, y, z;
} vec3;

globe globe_at(mlg_xy lonlat); /* centre in degrees, |latitude| < 90 */

vec3 globe_direction(const globe *g, mlg_xy lonlat);
mlg_xy globe_lonlat(const globe *g, vec3 v); /* any length but 0; longitude in -180 .. 180 */

/* Vertices of the geodesic from a to b, both included, no two more than `step` metres apart:
 * calls `add` for each. Longitudes are in -180 .. 180. */
void globe_path(mlg_xy a, mlg_xy b, double step, void (*add)(void *arg, mlg_xy lonlat),
                void *arg);
#endif
