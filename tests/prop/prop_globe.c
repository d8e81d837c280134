/* Gauss's sphere against PROJ's geodesics. */
#include "test.h"

#include "dice.h"
#include "geo/globe.h"
#include "geo/plane.h"

#include <geodesic.h>
#include <string.h>

static struct geod_geodesic earth;

static double ground(mlg_xy a, mlg_xy b)
{
    double m;

    geod_inverse(&earth, a.y, a.x, b.y, b.x, &m, NULL, NULL);
    return m;
}

static double along(const globe *g, vec3 a, vec3 b)
{
    vec3 n = { a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x };

    return g->radius *
           atan2(sqrt(n.x * n.x + n.y * n.y + n.z * n.z), a.x * b.x + a.y * b.y + a.z * b.z);
}

static mlg_xy somewhere(dice *d, mlg_xy around, double metres)
{
    double lat, lon;

    geod_direct(&earth, around.y, around.x, dice_in(d, 0, 360), dice_in(d, 0, metres), &lat,
                &lon, NULL);
    return (mlg_xy){ lon, lat };
}

/* There and back; lengths as the header says; which of two is nearer. */
static void lengths(void **state)
{
    dice d = dice_new("globe");

    (void)state;
    for (int turn = 0; turn < 20000; turn++) {
        mlg_xy centre = { dice_in(&d, -180, 180), dice_in(&d, -75, 75) };
        double around = turn % 2 ? 600e3 : 100e3, allowed = turn % 2 ? 4e-6 : 5e-8;
        globe g = globe_at(centre);
        mlg_xy p = somewhere(&d, centre, around), q = somewhere(&d, p, 100e3);
        mlg_xy back = globe_lonlat(&g, globe_direction(&g, p));
        double on_earth = ground(p, q);

        assert_near(remainder(back.x - p.x, 360), 0, 1e-12 / cos(p.y * 0.0174533) + 1e-13);
        assert_near(back.y, p.y, 1e-12);
        assert_near(along(&g, globe_direction(&g, p), globe_direction(&g, q)), on_earth,
                    on_earth * allowed + 1e-6);
    }
}

typedef struct path {
    mlg_xy at[4000];
    size_t n;
} path;

static void keep(void *arg, mlg_xy p)
{
    path *to = arg;

    assert_true(to->n < 4000);
    to->at[to->n++] = p;
}

/* On the geodesic, evenly, from end to end. */
static void paths(void **state)
{
    dice d = dice_new("paths");
    static path p;

    (void)state;
    for (int turn = 0; turn < 500; turn++) {
        mlg_xy a = { dice_in(&d, -180, 180), dice_in(&d, -70, 70) };
        mlg_xy b = turn % 10 ? somewhere(&d, a, turn % 3 ? 30e3 : 800e3) : a;
        double whole = ground(a, b), sum = 0;

        p.n = 0;
        globe_path(a, b, 5000, keep, &p);
        assert_true(p.at[0].x == a.x && p.at[0].y == a.y);
        assert_true(p.at[p.n - 1].x == b.x && p.at[p.n - 1].y == b.y);
        for (size_t i = 1; i < p.n; i++) {
            double step = ground(p.at[i - 1], p.at[i]);

            assert_true(step <= 5001);
            sum += step;
        }
        assert_near(sum, whole, whole * 1e-9 + 1e-6); /* no longer than the shortest way */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(lengths), cmocka_unit_test(paths) };

    geod_init(&earth, 6378137.0, 1 / 298.257222101);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
