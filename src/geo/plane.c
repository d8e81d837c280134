#include "geo/plane.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/box.h"

#include <geodesic.h>
#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- which planes there are ------------------------------------------------------ */

/* GRS80 (EPSG:7019). */
static const double A = 6378137.0, F = 1 / 298.257222101;
static const double E2 = (2 - 1 / 298.257222101) / 298.257222101;
static const double DEGREE = 0.017453292519943295;

/* UTM */
static const double K0 = 0.9996, EAST = 500000.0, SOUTH = 10000000.0;

/* Lambert-93, as defined by the decree of 2000-12-26 and EPSG:2154. */
static const double LAT_1 = 44, LAT_2 = 49, LAT_0 = 46.5;
static const double LON_0 = 3;
static const double X_0 = 700000.0, Y_0 = 6600000.0;

static const struct territory {
    const char *name;
    int epsg;
    int zone; /* UTM: 1 to 60 north, 61 to 120 south; 0: Lambert-93 */
    mlg_box box;
} territories[] = {
    [PLANE_NONE] = { "none", 0, 0, { 1, 1, 0, 0 } },
    /* The legal area of use of EPSG:2154: land and sea. */
    [PLANE_MAINLAND] = { "mainland", 2154, 0, { -9.86, 41.15, 10.38, 51.56 } },
    [PLANE_ANTILLES] = { "antilles", 5490, 20, { -63.66, 14.08, -57.52, 18.54 } },
    [PLANE_GUYANE] = { "guyane", 2972, 22, { -54.61, 2.11, -49.45, 8.88 } },
    [PLANE_REUNION] = { "reunion", 2975, 100, { 54.5, -22.0, 56.5, -20.0 } },
    [PLANE_MAYOTTE] = { "mayotte", 4471, 98, { 44.5, -13.5, 46.0, -12.0 } },
    [PLANE_SAINT_PIERRE] = { "saint-pierre", 4467, 21, { -57.1, 46.4, -55.9, 47.4 } },
};

static const struct alias {
    const char *folded;
    plane_id id;
} aliases[] = {
    { "mainland", PLANE_MAINLAND },
    { "metropole", PLANE_MAINLAND },
    { "france_metropolitaine", PLANE_MAINLAND },
    { "antilles", PLANE_ANTILLES },
    { "guadeloupe", PLANE_ANTILLES },
    { "martinique", PLANE_ANTILLES },
    { "saint_martin", PLANE_ANTILLES },
    { "saint_barthelemy", PLANE_ANTILLES },
    { "guyane", PLANE_GUYANE },
    { "reunion", PLANE_REUNION },
    { "la_reunion", PLANE_REUNION },
    { "mayotte", PLANE_MAYOTTE },
    { "saint_pierre", PLANE_SAINT_PIERRE },
    { "saint_pierre_et_miquelon", PLANE_SAINT_PIERRE },
};

static int zone_of(plane_id id)
{
    if (id > PLANE_UTM && id < PLANE_END)
        return (int)(id - PLANE_UTM);
    return id < PLANE_UTM ? territories[id].zone : 0;
}

static double meridian_of(int zone)
{
    return 6 * (zone > 60 ? zone - 60 : zone) - 183;
}

char *plane_name(plane_id id, char *out, size_t size)
{
    int zone = zone_of(id);

    if (id < PLANE_UTM)
        snprintf(out, size, "%s", territories[id].name);
    else
        snprintf(out, size, "utm%d%c", zone > 60 ? zone - 60 : zone, zone > 60 ? 's' : 'n');
    return out;
}

plane_id plane_by_name(const char *name)
{
    char folded[40], side = 0, more = 0;
    unsigned zone = 0;

    text_fold(folded, sizeof folded, name);
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (!strcmp(folded, aliases[i].folded))
            return aliases[i].id;
    if (sscanf(folded, "utm%2u%c%c", &zone, &side, &more) == 2 && zone >= 1 && zone <= 60 &&
        (side == 'n' || side == 's'))
        return PLANE_UTM + zone + (side == 's' ? 60 : 0);
    return PLANE_NONE;
}

int plane_epsg(plane_id id)
{
    int zone = zone_of(id);

    if (id < PLANE_UTM)
        return territories[id].epsg;
    return zone == 0 ? 0 : zone > 60 ? 32700 + zone - 60 : 32600 + zone;
}

plane_id plane_at(mlg_xy at, plane_id home)
{
    int zone = zone_of(home);
    bool south = at.y < 0;

    if (!(fabs(at.x) <= 180 && fabs(at.y) <= 84))
        return PLANE_NONE;
    for (plane_id id = PLANE_MAINLAND; id < PLANE_UTM; id++) {
        const mlg_box *box = &territories[id].box;

        if (at.x >= box->xmin && at.x <= box->xmax && at.y >= box->ymin && at.y <= box->ymax)
            return id;
    }
    if (zone && south == (zone > 60) && fabs(remainder(at.x - meridian_of(zone), 360)) <= 9)
        return home;
    zone = (int)((at.x + 180) / 6) + 1;
    if (zone > 60) /* longitude 180 exactly */
        zone = 60;
    return PLANE_UTM + (plane_id)zone + (south ? 60 : 0);
}

/* --- scale ------------------------------------------------------------------------ */

enum { STEPS = 128 };

/* A smooth function of one variable as cubic pieces. */
typedef struct curve {
    double from, step, per_step; /* per_step: 1 / step */
    double piece[STEPS][4];
} curve;

struct plane {
    plane_id id;
    PJ_CONTEXT *ctx;
    PJ *pj;
    struct geod_geodesic globe;

    bool conic;
    mlg_xy apex;    /* conic: where the meridians meet */
    double cone;    /* conic: sine of the parallel of least scale */
    double radius;  /* conic: distance from the apex to the equator */
    double calm;    /* conic: ...to the parallel of least scale */
    curve shrink;   /* conic: 1/scale by the distance from the apex */
    curve latitude; /* conic: radians, likewise */
    double false_y; /* Mercator: y of the equator */
    curve even[2];  /* Mercator: scale = K0 (1 + even[0] x^2 + even[1] x^4 + ...), by |y| */
};

static void curve_begin(curve *c, double from, double step)
{
    c->from = from;
    c->step = step;
    c->per_step = 1 / step;
}

/* Pieces through the values and slopes at their ends (Hermite). */
static void curve_piece(curve *c, int i, const double value[2], const double slope[2])
{
    double rise = value[1] - value[0], left = slope[0] * c->step, right = slope[1] * c->step;

    c->piece[i][0] = value[0];
    c->piece[i][1] = left;
    c->piece[i][2] = 3 * rise - 2 * left - right;
    c->piece[i][3] = left + right - 2 * rise;
}

static inline double curve_value(const double *piece, double t)
{
    return piece[0] + t * (piece[1] + t * (piece[2] + t * piece[3]));
}

/* Conformal colatitude's tangent: Snyder (15-9). */
static double isometric(double sine)
{
    double e = sqrt(E2);

    return sqrt((1 - sine) / (1 + sine)) * pow((1 + e * sine) / (1 - e * sine), e / 2);
}

/* Radius of a parallel over the equator's: Snyder (14-15). */
static double parallel(double sine)
{
    return sqrt((1 - sine * sine) / (1 - E2 * sine * sine));
}

/* Sine of the latitude at a distance from the apex: Snyder (15-11) and (7-9), which
 * converges by a factor of about 150 per turn. */
static double conic_sine(const plane *p, double distance)
{
    double t = pow(distance / p->radius, 1 / p->cone), e = sqrt(E2), sine = 0;

    for (int turn = 0; turn < 10; turn++) {
        double s = t * pow((1 - e * sine) / (1 + e * sine), e / 2);

        sine = (1 - s * s) / (1 + s * s);
    }
    return sine;
}

/* 1/scale at a distance from the apex, and its slope there: with rho' = -scale M and
 * m' = -M sin/a along the meridian, d ln(scale) / d rho = (1 - sin/n) / rho. */
static double conic_shrink(const plane *p, double distance, double *slope)
{
    double sine = conic_sine(p, distance);
    double shrink = A * parallel(sine) / (p->cone * distance);

    *slope = -shrink * (1 - sine / p->cone) / distance;
    return shrink;
}

/* Latitude at a distance from the apex, and its slope: the meridian's radius of curvature
 * is what a radian takes, times the scale. */
static double conic_latitude(const plane *p, double distance, double *slope)
{
    double sine = conic_sine(p, distance), w2 = 1 - E2 * sine * sine, ignored;

    *slope = -conic_shrink(p, distance, &ignored) * w2 * sqrt(w2) / (A * (1 - E2));
    return asin(sine);
}

static void conic_open(plane *p)
{
    double s1 = sin(LAT_1 * DEGREE), s2 = sin(LAT_2 * DEGREE);
    double t1 = isometric(s1), m1 = parallel(s1);
    double value[2], slope[2];

    p->conic = true;
    p->cone = log(m1 / parallel(s2)) / log(t1 / isometric(s2));
    p->radius = A * m1 / (p->cone * pow(t1, p->cone));
    p->calm = p->radius * pow(isometric(p->cone), p->cone);
    p->apex.x = X_0;
    p->apex.y = Y_0 + p->radius * pow(isometric(sin(LAT_0 * DEGREE)), p->cone);
    curve_begin(&p->shrink, 4.4e6, 2.5e4); /* to 7.6e6: latitudes 32 to 61 */
    value[1] = conic_shrink(p, p->shrink.from, &slope[1]);
    for (int i = 0; i < STEPS; i++) {
        value[0] = value[1];
        slope[0] = slope[1];
        value[1] = conic_shrink(p, p->shrink.from + (i + 1) * p->shrink.step, &slope[1]);
        curve_piece(&p->shrink, i, value, slope);
    }
    curve_begin(&p->latitude, p->shrink.from, p->shrink.step);
    value[1] = conic_latitude(p, p->shrink.from, &slope[1]);
    for (int i = 0; i < STEPS; i++) {
        value[0] = value[1];
        slope[0] = slope[1];
        value[1] = conic_latitude(p, p->shrink.from + (i + 1) * p->shrink.step, &slope[1]);
        curve_piece(&p->latitude, i, value, slope);
    }
}

/* Latitude whose distance to the equator, along the central meridian, is y: Snyder (7-19)
 * and (3-26). */
static double footpoint(double y)
{
    double mu = y / (K0 * A * (1 - E2 * (1.0 / 4 + E2 * (3.0 / 64 + E2 * 5 / 256))));
    double n = (1 - sqrt(1 - E2)) / (1 + sqrt(1 - E2)), n2 = n * n;

    return mu + n * (3.0 / 2 - n2 * 27 / 32) * sin(2 * mu) +
           n2 * (21.0 / 16 - n2 * 55 / 32) * sin(4 * mu) + n * n2 * 151 / 96 * sin(6 * mu) +
           n2 * n2 * 1097 / 512 * sin(8 * mu);
}

/* The coefficients of x^2 and x^4 at a footpoint. */
static void mercator_even(double y, double even[2])
{
    double lat = footpoint(y), sine = sin(lat), cosine = cos(lat);
    double nu2 = A * A / (1 - E2 * sine * sine), t2 = sine * sine / (cosine * cosine);
    double eta2 = E2 / (1 - E2) * cosine * cosine;
    double q = 1 / (K0 * K0 * nu2);

    even[0] = q * (1 + eta2) / 2;
    even[1] = q * q / 24 * (1 + eta2 * (6 + eta2 * (9 - 24 * t2 + eta2 * (4 - 24 * t2))));
}

static void mercator_open(plane *p, bool south)
{
    const double near = 100; /* metres, for slopes */
    double at[2][2], before[2], after[2], slope[2][2];

    p->false_y = south ? SOUTH : 0;
    for (int k = 0; k < 2; k++)
        curve_begin(&p->even[k], 0, 7.5e4); /* to 9 600 km, latitude 86 */
    for (int i = 0; i <= STEPS; i++) {
        double y = i * p->even[0].step;

        mercator_even(y, at[1]);
        mercator_even(y - near, before);
        mercator_even(y + near, after);
        for (int k = 0; k < 2; k++) {
            slope[k][1] = (after[k] - before[k]) / (2 * near);
            if (i)
                curve_piece(&p->even[k], i - 1, (double[]){ at[0][k], at[1][k] }, slope[k]);
            slope[k][0] = slope[k][1];
            at[0][k] = at[1][k];
        }
    }
}

/* Ground length of a planar metre: 1/scale. */
static inline double shrink_at(const plane *p, double x, double y)
{
    if (p->conic) {
        double dx = x - p->apex.x, dy = y - p->apex.y, slope;
        double distance = sqrt(dx * dx + dy * dy);
        double t = (distance - p->shrink.from) * p->shrink.per_step;

        if (!(t >= 0 && t < STEPS)) /* far from France, or NaN */
            return conic_shrink(p, distance, &slope);
        return curve_value(p->shrink.piece[(int)t], t - (int)t);
    }
    double dx = x - EAST, x2 = dx * dx;
    double t = fabs(y - p->false_y) * p->even[0].per_step;
    int i = t < STEPS ? (int)t : STEPS - 1;
    double a, b, c;

    t = t > STEPS ? 1 : t - i; /* at the pole, flat; NaN stays */
    a = curve_value(p->even[0].piece[i], t) * x2;
    b = curve_value(p->even[1].piece[i], t) * x2 * x2;
    c = a * a * a / 90; /* the spherical term, (2a)^3 / 6! */
    return 1 / (K0 * (1 + a + b + c));
}

double plane_scale(const plane *p, mlg_xy at)
{
    return 1 / shrink_at(p, at.x, at.y);
}

/* Nearest to and farthest from `at`, of a segment of the axis. */
static double axis_near(double at, double from, double to)
{
    return at < from ? from : at > to ? to : at;
}

static double axis_far(double at, double from, double to)
{
    return at - from > to - at ? from : to;
}

/* hypot's care for huge numbers is not wanted here. */
static double length(double dx, double dy)
{
    return sqrt(dx * dx + dy * dy);
}

/* The conic's scale depends on the distance to the apex alone and is least on one parallel;
 * Mercator's grows with |x| and with nearness to the equator. */
void plane_scale_range(const plane *p, mlg_box box, double *min, double *max)
{
    const double slack = 1e-9; /* of the interpolation, and room to spare */
    double low, high;

    if (p->conic) {
        mlg_xy near = { axis_near(p->apex.x, box.xmin, box.xmax),
                        axis_near(p->apex.y, box.ymin, box.ymax) };
        mlg_xy far = { axis_far(p->apex.x, box.xmin, box.xmax),
                       axis_far(p->apex.y, box.ymin, box.ymax) };
        double from = length(near.x - p->apex.x, near.y - p->apex.y);
        double to = length(far.x - p->apex.x, far.y - p->apex.y);

        low = fmin(plane_scale(p, near), plane_scale(p, far));
        high = fmax(plane_scale(p, near), plane_scale(p, far));
        if (from < p->calm && p->calm < to)
            low = plane_scale(p, (mlg_xy){ p->apex.x, p->apex.y - p->calm });
    } else {
        mlg_xy least = { axis_near(EAST, box.xmin, box.xmax),
                         axis_far(p->false_y, box.ymin, box.ymax) };
        mlg_xy most = { axis_far(EAST, box.xmin, box.xmax),
                        axis_near(p->false_y, box.ymin, box.ymax) };

        low = plane_scale(p, least);
        high = plane_scale(p, most);
    }
    *min = low * (1 - slack);
    *max = high * (1 + slack);
}

/* --- distances and areas ---------------------------------------------------------- */

/* What the geodesic gains by leaving the straight line for the side of greater scale: with
 * a slope g of ln(scale) across the line, it bends by g and is shorter by g^2 length^3/24. */
static double bending(const plane *p, mlg_xy middle, double dx, double dy, double length)
{
    double reach = 0.25, here = shrink_at(p, middle.x, middle.y);
    double left = shrink_at(p, middle.x - reach * dy, middle.y + reach * dx);
    double right = shrink_at(p, middle.x + reach * dy, middle.y - reach * dx);
    double g = (left - right) / (2 * reach * length * here);

    return here * g * g * length * length * length / 24;
}

double plane_ground(const plane *p, mlg_xy a, mlg_xy b)
{
    const double piece = 1e5, straight = 3e3; /* metres: below it, bending is under a micron */
    bool swap = b.x < a.x || (b.x == a.x && b.y < a.y);
    mlg_xy from = swap ? b : a, to = swap ? a : b;
    double dx = to.x - from.x, dy = to.y - from.y, length = sqrt(dx * dx + dy * dy);
    double ends = shrink_at(p, from.x, from.y) + shrink_at(p, to.x, to.y);
    double inner = 4 * shrink_at(p, from.x + dx / 2, from.y + dy / 2);
    double ground;

    if (length <= straight)
        return length * (ends + inner) / 6;
    if (length > piece) {
        /* At most a few hundred pieces: beyond the Earth's size the answer means nothing. */
        int n = length < 4e7 ? (int)(length / piece) + 1 : 400;

        inner = 4 * shrink_at(p, from.x + dx / (2 * n), from.y + dy / (2 * n));
        for (int i = 1; i < n; i++) {
            double knot = (double)i / n, middle = (i + 0.5) / n;

            inner += 2 * shrink_at(p, from.x + dx * knot, from.y + dy * knot);
            inner += 4 * shrink_at(p, from.x + dx * middle, from.y + dy * middle);
        }
        ground = length * (ends + inner) / (6 * n);
    } else {
        ground = length * (ends + inner) / 6;
    }
    return ground - bending(p, (mlg_xy){ from.x + dx / 2, from.y + dy / 2 }, dx, dy, length);
}

double plane_geodesic(plane *p, mlg_xy a, mlg_xy b)
{
    mlg_xy ends[2] = { a, b };
    double length;

    if (plane_to_lonlat(p, ends, 2))
        return NAN;
    geod_inverse(&p->globe, ends[0].y, ends[0].x, ends[1].y, ends[1].x, &length, NULL, NULL);
    return length;
}

/* Square metres of ground in a square metre of the plane. */
static inline double ground_area(const plane *p, double x, double y)
{
    double s = shrink_at(p, x, y);

    return s * s;
}

/* ground_area taken as the parabola through nine points of the box, times the moments of
 * the ring about its middle: a few nanoseconds a vertex. */
static double area_small(const plane *p, const mlg_xy *xy, size_t n, mlg_xy o, mlg_xy half)
{
    double f[3][3], s = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0;
    double ax = xy[n - 1].x - o.x, ay = xy[n - 1].y - o.y;

    for (size_t i = 0; i < n; i++) {
        double bx = xy[i].x - o.x, by = xy[i].y - o.y, c = ax * by - ay * bx;

        s += c;
        sx += c * (ax + bx);
        sy += c * (ay + by);
        sxx += c * (ax * ax + ax * bx + bx * bx);
        sxy += c * (ax * (2 * ay + by) + bx * (ay + 2 * by));
        syy += c * (ay * ay + ay * by + by * by);
        ax = bx;
        ay = by;
    }
    if (!(half.x > 0 && half.y > 0)) /* flat, or NaN */
        return s / 2;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            f[i][j] = ground_area(p, o.x + (i - 1) * half.x, o.y + (j - 1) * half.y);
    return f[1][1] * s / 2 + (f[2][1] - f[0][1]) / (2 * half.x) * sx / 6 +
           (f[1][2] - f[1][0]) / (2 * half.y) * sy / 6 +
           (f[2][1] - 2 * f[1][1] + f[0][1]) / (2 * half.x * half.x) * sxx / 12 +
           (f[1][2] - 2 * f[1][1] + f[1][0]) / (2 * half.y * half.y) * syy / 12 +
           (f[2][2] - f[2][0] - f[0][2] + f[0][0]) / (4 * half.x * half.y) * sxy / 24;
}

/* Sum over the edges of the triangle (o, a, b) times the mean of ground_area in it, by
 * Radon's seven points: exact for degree 5. */
static double area_large(const plane *p, const mlg_xy *xy, size_t n, mlg_xy o)
{
    static const double inner = 0.47014206410511505, inner_weight = 0.13239415278850619;
    static const double outer = 0.10128650732345634, outer_weight = 0.12593918054482714;
    static const double centre_weight = 0.225;
    const double at[2] = { inner, outer }, weight[2] = { inner_weight, outer_weight };
    double ax = xy[n - 1].x - o.x, ay = xy[n - 1].y - o.y, twice = 0;

    for (size_t i = 0; i < n; i++) {
        double bx = xy[i].x - o.x, by = xy[i].y - o.y;
        double mean = centre_weight * ground_area(p, o.x + (ax + bx) / 3, o.y + (ay + by) / 3);

        for (int k = 0; k < 2; k++) {
            double u = at[k], v = 1 - 2 * u;

            mean += weight[k] * (ground_area(p, o.x + u * (ax + bx), o.y + u * (ay + by)) +
                                 ground_area(p, o.x + u * ax + v * bx, o.y + u * ay + v * by) +
                                 ground_area(p, o.x + v * ax + u * bx, o.y + v * ay + u * by));
        }
        twice += (ax * by - ay * bx) * mean;
        ax = bx;
        ay = by;
    }
    return twice / 2;
}

double plane_ring_area(const plane *p, const mlg_xy *xy, size_t n)
{
    return plane_ring_area_in(p, xy, n, box_around(xy, n));
}

double plane_ring_area_in(const plane *p, const mlg_xy *xy, size_t n, mlg_box box)
{
    const double small =
        3e4; /* metres: sum of the half sides; degree 2 is good to 1e-9 below it */
    mlg_xy middle, half;

    if (n < 3)
        return 0;
    middle.x = (box.xmin + box.xmax) / 2;
    middle.y = (box.ymin + box.ymax) / 2;
    half = (mlg_xy){ (box.xmax - box.xmin) / 2, (box.ymax - box.ymin) / 2 };
    if (half.x + half.y <= small)
        return area_small(p, xy, n, middle, half);
    return area_large(p, xy, n, middle);
}

/* --- PROJ --------------------------------------------------------------------------- */

static void quiet(void *data, int level, const char *message)
{
    (void)data;
    (void)level;
    (void)message;
}

mlg_code plane_open(plane **out, plane_id id, mlg_err *err)
{
    /* A plane needs no database and opening it would take 10 ms: PROJ is shown a place
     * where there is none. The settings of proj.ini play no part either. */
    static const char *const nowhere[] = { "/dev/null" };
    char text[120];
    int zone = zone_of(id);
    plane *p;

    *out = NULL;
    if (id != PLANE_MAINLAND && !zone)
        return mlg_fail(err, MLG_EBUG, "%s", _("there is no such plane"));
    p = calloc(1, sizeof *p);
    if (!p)
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    p->id = id;
    geod_init(&p->globe, A, F);
    if (zone) {
        mercator_open(p, zone > 60);
        snprintf(text, sizeof text, "+proj=utm +zone=%d %s+ellps=GRS80",
                 zone > 60 ? zone - 60 : zone, zone > 60 ? "+south " : "");
    } else {
        conic_open(p);
        snprintf(text, sizeof text,
                 "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 "
                 "+x_0=700000 +y_0=6600000 +ellps=GRS80");
    }
    p->ctx = proj_context_create();
    if (p->ctx) {
        proj_log_func(p->ctx, NULL, quiet);
        proj_context_set_search_paths(p->ctx, 1, nowhere);
        proj_context_set_enable_network(p->ctx, 0);
        p->pj = proj_create(p->ctx, text);
    }
    if (!p->pj) {
        plane_close(p);
        return mlg_fail(err, MLG_ECRS, _("PROJ cannot make the projection '%s'"), text);
    }
    *out = p;
    return MLG_OK;
}

void plane_close(plane *p)
{
    if (!p)
        return;
    proj_destroy(p->pj);
    proj_context_destroy(p->ctx); /* NULL would be PROJ's global context: a no-op */
    free(p);
}

plane_id plane_of(const plane *p)
{
    return p->id;
}

/* The count that proj_trans_generic returns includes failures; HUGE_VAL or NaN is the
 * only sign. `unit` is that of the result. */
static size_t transform(plane *p, PJ_DIRECTION direction, mlg_xy *xy, size_t n, double unit)
{
    size_t lost = 0;

    proj_trans_generic(p->pj, direction, &xy->x, sizeof *xy, n, &xy->y, sizeof *xy, n, NULL, 0,
                       0, NULL, 0, 0);
    for (size_t i = 0; i < n; i++) {
        xy[i].x *= unit;
        xy[i].y *= unit;
        if (isfinite(xy[i].x) && isfinite(xy[i].y))
            continue;
        xy[i] = (mlg_xy){ NAN, NAN };
        lost++;
    }
    return lost;
}

size_t plane_from_lonlat(plane *p, mlg_xy *xy, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        xy[i].x *= DEGREE;
        xy[i].y *= DEGREE;
    }
    return n ? transform(p, PJ_FWD, xy, n, 1) : 0;
}

/* False: beyond the curve of latitudes. */
static inline bool conic_to_lonlat(const plane *p, mlg_xy *at)
{
    double dx = at->x - p->apex.x, dy = p->apex.y - at->y, distance = sqrt(dx * dx + dy * dy);
    double t = (distance - p->latitude.from) / p->latitude.step;

    if (!(t >= 0 && t < STEPS && dy > 0))
        return false;

    int i = (int)t;

    at->x = LON_0 + atan(dx / dy) / p->cone / DEGREE;
    at->y = curve_value(p->latitude.piece[i], t - i) / DEGREE;
    return true;
}

size_t plane_to_lonlat(plane *p, mlg_xy *xy, size_t n)
{
    return n ? transform(p, PJ_INV, xy, n, 1 / DEGREE) : 0;
}

size_t plane_to_drawn_lonlat(plane *p, mlg_xy *xy, size_t n)
{
    size_t lost = 0;

    if (!p->conic)
        return plane_to_lonlat(p, xy, n);
    for (size_t i = 0; i < n; i++)
        if (!conic_to_lonlat(p, &xy[i]))
            lost += plane_to_lonlat(p, &xy[i], 1);
    return lost;
}
