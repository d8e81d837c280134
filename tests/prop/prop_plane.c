/* plane.h's closed forms against PROJ: scale against its numeric derivatives, ground
 * distances against the geodesic, areas against Karney's geodesic polygons. */
#include "test.h"

#include "dice.h"
#include "geo/plane.h"

#include <geodesic.h>
#include <proj.h>
#include <stdio.h>
#include <string.h>

static const double degree = 0.017453292519943295;

typedef struct site {
    plane *p;
    plane_id id;
    double meridian;
    int side; /* of the equator */
} site;

/* The zone of a plane, told from its EPSG code, not from plane.c. */
static int utm_code(plane_id id)
{
    switch (id) {
    case PLANE_ANTILLES:
        return 32620;
    case PLANE_GUYANE:
        return 32622;
    case PLANE_REUNION:
        return 32740;
    case PLANE_MAYOTTE:
        return 32738;
    case PLANE_SAINT_PIERRE:
        return 32621;
    default:
        return plane_epsg(id);
    }
}

static site open_site(plane_id id)
{
    site s = { .id = id, .meridian = 3, .side = 1 };
    mlg_err err = { 0 };

    assert_ok(plane_open(&s.p, id, &err));
    if (id != PLANE_MAINLAND) {
        s.meridian = utm_code(id) % 100 * 6 - 183;
        s.side = utm_code(id) / 100 == 327 ? -1 : 1;
    }
    return s;
}

/* Degrees, within `reach` metres of the territory or the meridian. */
static mlg_xy somewhere(const site *s, dice *d, double reach)
{
    double lat, wide;

    if (s->id == PLANE_MAINLAND) {
        double more = reach / 111e3;

        lat = dice_in(d, 41.15 - more, 51.56 + more);
        return (mlg_xy){ dice_in(d, -9.86 - 1.5 * more, 10.38 + 1.5 * more), lat };
    }
    lat = dice_in(d, 0, 83) * s->side;
    wide = reach / (111e3 * cos(lat * degree));
    return (mlg_xy){ s->meridian + dice_in(d, -wide, wide), lat };
}

/* --- scale --------------------------------------------------------------------------- */

static PJ *proj_of(PJ_CONTEXT *ctx, plane_id id)
{
    char text[120] = "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 "
                     "+y_0=6600000 +ellps=GRS80";

    if (id != PLANE_MAINLAND)
        snprintf(text, sizeof text, "+proj=utm +zone=%d %s +ellps=GRS80", utm_code(id) % 100,
                 utm_code(id) / 100 == 327 ? "+south" : "");
    return proj_create(ctx, text);
}

static void scale_is_that_of_proj(void **state)
{
    dice d = dice_new("scale");
    double worst = 0;

    (void)state;
    for (plane_id id = PLANE_MAINLAND; id < PLANE_END; id++) {
        PJ_CONTEXT *ctx;
        PJ *pj;
        site s;

        if (id == PLANE_UTM)
            continue;
        s = open_site(id);
        ctx = proj_context_create();
        pj = proj_of(ctx, id);
        assert_non_null(pj);
        for (int i = 0; i < (id < PLANE_UTM ? 20000 : 500); i++) {
            mlg_xy at = somewhere(&s, &d, 6e5);
            PJ_FACTORS f = proj_factors(pj, proj_coord(at.x * degree, at.y * degree, 0, 0));
            double error;

            assert_int_equal(plane_from_lonlat(s.p, &at, 1), 0);
            error = fabs(plane_scale(s.p, at) / f.meridional_scale - 1);
            worst = fmax(worst, error);
            if (!(error < 1e-9))
                fail_msg("plane %u at (%.3f, %.3f): %.3g off", id, at.x, at.y, error);
        }
        proj_destroy(pj);
        proj_context_destroy(ctx);
        plane_close(s.p);
    }
    printf("scale, within 600 km: at most %.2g off (promised 1e-9)\n", worst);
}

static void scale_stays_in_its_range(void **state)
{
    dice d = dice_new("scale range");

    (void)state;
    for (plane_id id = PLANE_MAINLAND; id < PLANE_UTM + 2; id++) {
        site s;

        if (id == PLANE_UTM)
            continue;
        s = open_site(id);
        for (int i = 0; i < 500; i++) {
            mlg_xy at = somewhere(&s, &d, 3e5);
            double size = pow(10, dice_in(&d, 1, 6)), min, max;
            mlg_box box;

            plane_from_lonlat(s.p, &at, 1);
            box = (mlg_box){ at.x - size * dice_in(&d, 0, 1), at.y - size * dice_in(&d, 0, 1),
                             at.x + size * dice_in(&d, 0, 1), at.y + size * dice_in(&d, 0, 1) };
            plane_scale_range(s.p, box, &min, &max);
            for (int k = 0; k < 60; k++) {
                /* Corners and edges too. */
                double u = fmin(fmax(dice_in(&d, -0.5, 1.5), 0), 1);
                double v = fmin(fmax(dice_in(&d, -0.5, 1.5), 0), 1);
                double scale =
                    plane_scale(s.p, (mlg_xy){ box.xmin + u * (box.xmax - box.xmin),
                                               box.ymin + v * (box.ymax - box.ymin) });

                assert_true(min <= scale && scale <= max);
            }
        }
        plane_close(s.p);
    }
}

/* --- distances --------------------------------------------------------------------------- */

static void ground_is_the_geodesic(void **state)
{
    static const struct {
        double length, promised;
    } rows[] = {
        { 1, 2e-6 },   { 100, 2e-6 },   { 2999, 2e-6 }, { 5e3, 2e-6 }, { 2e4, 2e-6 },
        { 5e4, 2e-6 }, { 1.5e5, 2e-4 }, { 2e5, 2e-4 },  { 5e5, 2e-2 },
    };
    dice d = dice_new("ground");

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        double worst = 0;

        for (plane_id id = PLANE_MAINLAND; id < PLANE_END; id++) {
            site s;

            if (id == PLANE_UTM)
                continue;
            s = open_site(id);
            for (int i = 0; i < (id < PLANE_UTM ? 4000 : 40); i++) {
                mlg_xy a = somewhere(&s, &d, 3e5), b;
                double turn = dice_in(&d, 0, 360) * degree, ground, error;

                plane_from_lonlat(s.p, &a, 1);
                b = (mlg_xy){ a.x + rows[k].length * cos(turn),
                              a.y + rows[k].length * sin(turn) };
                ground = plane_ground(s.p, a, b);
                assert_true(ground == plane_ground(s.p, b, a));
                error = fabs(ground - plane_geodesic(s.p, a, b));
                worst = fmax(worst, error);
                if (!(error < rows[k].promised))
                    fail_msg("plane %u from (%.3f, %.3f) to (%.3f, %.3f): %.3g m off", id, a.x,
                             a.y, b.x, b.y, error);
            }
            plane_close(s.p);
        }
        printf("ground, %6.0f m: at most %.2g m off (promised %g)\n", rows[k].length, worst,
               rows[k].promised);
    }
}

/* The geodesic itself, from the other side: points laid out by the direct problem. */
static void geodesic_is_karney_s(void **state)
{
    dice d = dice_new("geodesic");
    struct geod_geodesic globe;
    double worst = 0;

    (void)state;
    geod_init(&globe, 6378137.0, 1 / 298.257222101);
    for (plane_id id = PLANE_MAINLAND; id < PLANE_UTM; id++) {
        site s = open_site(id);

        for (int i = 0; i < 2000; i++) {
            mlg_xy a = somewhere(&s, &d, 2e5), b;
            double length = pow(10, dice_in(&d, 0, 5.5)), error;

            geod_direct(&globe, a.y, a.x, dice_in(&d, 0, 360), length, &b.y, &b.x, NULL);
            plane_from_lonlat(s.p, &a, 1);
            plane_from_lonlat(s.p, &b, 1);
            error = fabs(plane_geodesic(s.p, a, b) - length);
            worst = fmax(worst, error);
            assert_true(error < 1e-6);
        }
        plane_close(s.p);
    }
    printf("geodesic: at most %.2g m off\n", worst);
}

/* --- areas ---------------------------------------------------------------------------------
 */

enum { MOST = 12 };

/* A star-shaped ring about a point, `size` across, closed. */
static size_t star(mlg_xy *ring, dice *d, mlg_xy centre, double size)
{
    int n = dice_int(d, 3, MOST);
    double turn = dice_in(d, 0, 6.28);

    for (int i = 0; i < n; i++) {
        double angle = turn + 6.283185307179586 * i / n;
        double radius = size / 2 * dice_in(d, 0.3, 1);

        ring[i].x = centre.x + radius * cos(angle);
        ring[i].y = centre.y + radius * sin(angle);
    }
    ring[n] = ring[0];
    return (size_t)n + 1;
}

/* Karney's area of the ring, its edges cut every `step` metres. */
static double karney_area(plane *p, const mlg_xy *ring, size_t n, double step)
{
    struct geod_geodesic globe;
    struct geod_polygon sum;
    double area, around;

    geod_init(&globe, 6378137.0, 1 / 298.257222101);
    geod_polygon_init(&sum, 0);
    for (size_t i = 0; i + 1 < n; i++) {
        mlg_xy a = ring[i], b = ring[i + 1];
        int cuts = (int)(hypot(b.x - a.x, b.y - a.y) / step) + 1;

        for (int k = 0; k < cuts; k++) {
            double t = (double)k / cuts;
            mlg_xy at = { a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t };

            plane_to_lonlat(p, &at, 1);
            geod_polygon_addpoint(&globe, &sum, at.y, at.x);
        }
    }
    geod_polygon_compute(&globe, &sum, 0, 1, &area, &around);
    return area;
}

static void area_is_karney_s(void **state)
{
    static const struct {
        double size, step;
        int times;
    } rows[] = {
        { 100, 1000, 300 }, { 1e3, 50, 100 }, { 1e4, 50, 20 }, { 3e4, 50, 10 },
        { 1e5, 50, 4 },     { 3e5, 50, 2 },   { 1e6, 200, 2 },
    };
    dice d = dice_new("area");

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        double worst = 0;

        for (plane_id id = PLANE_MAINLAND; id < PLANE_UTM; id++) {
            site s = open_site(id);

            for (int i = 0; i < rows[k].times; i++) {
                mlg_xy centre = somewhere(&s, &d, 1e5), ring[MOST + 1];
                double want, area, error;
                size_t n;

                plane_from_lonlat(s.p, &centre, 1);
                n = star(ring, &d, centre, rows[k].size);
                want = karney_area(s.p, ring, n, rows[k].step);
                area = plane_ring_area(s.p, ring, n);
                /* Karney's sum is itself good to about a tenth of a millimetre squared a
                 * vertex: a thousandth of a square metre is forgiven to small rings. */
                error = fmax(fabs(area - want) - 1e-3, 0) / want;
                worst = fmax(worst, error);
                if (!(error < 1e-8))
                    fail_msg("plane %u, %g m: %.12g, should be %.12g", id, rows[k].size, area,
                             want);
            }
            plane_close(s.p);
        }
        printf("area, %7.0f m: at most %.2g off (promised 1e-8)\n", rows[k].size, worst);
    }
}

/* A ring cut in two by a chord through its middle weighs the same, whatever the sizes. */
static void area_adds_up(void **state)
{
    dice d = dice_new("area adds up");
    double worst = 0;

    (void)state;
    for (plane_id id = PLANE_MAINLAND; id < PLANE_UTM; id++) {
        site s = open_site(id);

        for (int i = 0; i < 2000; i++) {
            mlg_xy centre = somewhere(&s, &d, 1e5), ring[MOST + 1], part[MOST + 3];
            double size = pow(10, dice_in(&d, 2, 5.5)), whole, parts, error;
            size_t n, cut;

            plane_from_lonlat(s.p, &centre, 1);
            n = star(ring, &d, centre, size);
            cut = (size_t)dice_int(&d, 1, (int)n - 2);
            whole = plane_ring_area(s.p, ring, n);
            memcpy(part, ring, (cut + 1) * sizeof *ring); /* 0 .. cut, centre */
            part[cut + 1] = centre;
            parts = plane_ring_area(s.p, part, cut + 2);
            memcpy(part, ring + cut, (n - cut) * sizeof *ring); /* cut .. 0, centre */
            part[n - cut] = centre;
            parts += plane_ring_area(s.p, part, n - cut + 1);
            error = fabs(parts / whole - 1);
            worst = fmax(worst, error);
            assert_true(error < 2e-8);
        }
        plane_close(s.p);
    }
    printf("area adds up: at most %.2g off\n", worst);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scale_is_that_of_proj),  cmocka_unit_test(scale_stays_in_its_range),
        cmocka_unit_test(ground_is_the_geodesic), cmocka_unit_test(geodesic_is_karney_s),
        cmocka_unit_test(area_is_karney_s),       cmocka_unit_test(area_adds_up),
    };

    return cmocka_run_group_tests_name("plane", tests, NULL, NULL);
}
