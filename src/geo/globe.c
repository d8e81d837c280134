#include "geo/globe.h"

#include <math.h>

static const double DEGREE = 0.017453292519943295;

/* GRS80 (EPSG:7019). */
static const double A = 6378137.0;
static const double E2 = (2 - 1 / 298.257222101) / 298.257222101;

/* Isometric latitude of the ellipsoid, by the sine of the geodetic one. */
static double isometric(double sine)
{
    double e = sqrt(E2);

    return atanh(sine) - e * atanh(e * sine);
}

globe globe_at(mlg_xy lonlat)
{
    double sine = sin(lonlat.y * DEGREE), cosine = cos(lonlat.y * DEGREE);
    double w2 = 1 - E2 * sine * sine; /* N = A / w, M = A (1 - E2) / w^3 */
    globe g = { .lon0 = lonlat.x, .radius = A * sqrt(1 - E2) / w2 };

    g.power = sqrt(1 + E2 * cosine * cosine * cosine * cosine / (1 - E2));
    g.sine = sine / g.power;
    g.cosine = sqrt(1 - g.sine * g.sine);
    g.shift = atanh(g.sine) - g.power * isometric(sine);
    return g;
}

vec3 globe_direction(const globe *g, mlg_xy lonlat)
{
    double q = g->power * isometric(sin(lonlat.y * DEGREE)) + g->shift;
    double sine = tanh(q), cosine = 1 / cosh(q);
    double turn = g->power * remainder(lonlat.x - g->lon0, 360) * DEGREE;
    double east = cosine * sin(turn), ahead = cosine * cos(turn);

    return (vec3){ east, sine * g->cosine - ahead * g->sine,
                   sine * g->sine + ahead * g->cosine };
}

mlg_xy globe_lonlat(const globe *g, vec3 v)
{
    double up = v.y * g->cosine + v.z * g->sine, ahead = v.z * g->cosine - v.y * g->sine;
    double q = asinh(up / hypot(v.x, ahead)), e = sqrt(E2), sine;
    double lon = g->lon0 + atan2(v.x, ahead) / g->power / DEGREE;

    q = (q - g->shift) / g->power;
    sine = tanh(q);
    for (int turn = 0; turn < 8; turn++) /* converges by a factor of about 150 per turn */
        sine = tanh(q + e * atanh(e * sine));
    return (mlg_xy){ remainder(lon, 360),
                     atan2(sine, 1 / cosh(q + e * atanh(e * sine))) / DEGREE };
}

void globe_path(mlg_xy a, mlg_xy b, double step, void (*add)(void *arg, mlg_xy lonlat),
                void *arg)
{
    globe g = globe_at(a);
    vec3 to = globe_direction(&g, b);
    double side = hypot(to.x, to.y), angle = atan2(side, to.z);
    double pieces = ceil(angle * g.radius / step);

    add(arg, a);
    for (double k = 1; k < pieces; k++) {
        double t = angle * k / pieces;

        add(arg,
            globe_lonlat(&g, (vec3){ sin(t) * to.x / side, sin(t) * to.y / side, cos(t) }));
    }
    add(arg, b);
}
