/* Rings that cross themselves, as sources draw them and as rounding makes them of valid ones:
 * thinned, they cross as before, but none turns inside out. */
#include "test.h"

#include "dice.h"
#include "geo/peucker.h"
#include "geo/untangle.h"
#include "model/build.h"

#include <stdlib.h>

enum { MOST = 10 };

/* On a coarse grid; false: it turns neither way. */
static bool draw(mlg_xy *at, size_t n, dice *d)
{
    for (size_t i = 0; i < n; i++)
        at[i] = (mlg_xy){ 3 + dice_int(d, 0, 11) * 1e-3, 46 + dice_int(d, 0, 11) * 1e-3 };
    at[n] = at[0];
    return fabs(ring_area(at, n + 1)) > 1e-9;
}

/* A shell, and a hole that may be anywhere. */
static void draw_polygon(mlg_polys *out, dice *d)
{
    polys_build *build = polys_build_new();
    mlg_xy at[MOST + 1];

    for (int r = 0; r < 2; r++) {
        size_t n = (size_t)dice_int(d, 4, MOST);

        while (!draw(at, n, d))
            ;
        assert_int_equal(polys_build_ring(build, at, n), RING_TAKEN);
    }
    assert_true(polys_build_end_polygon(build) && polys_build_end_feature(build));
    polys_build_finish(build, out);
}

/* Of what is kept of a ring. */
static double area_kept(const arcs *a, size_t r, const uint8_t *keep)
{
    mlg_xy ring[MOST + 1];
    size_t n = 0;

    for (uint32_t k = a->use_of[r]; k < a->use_of[r + 1]; k++) {
        uint32_t from = a->start[a->part[k] / 2], last = a->start[a->part[k] / 2 + 1] - 1;

        for (uint32_t i = 0; i < last - from; i++) {
            uint32_t at = a->part[k] & 1 ? last - i : from + i;

            if (keep[at])
                ring[n++] = a->xy[at];
        }
    }
    ring[n++] = ring[0];
    return ring_area(ring, n);
}

static void rings_keep_their_direction(void **state)
{
    dice d = dice_new("directions");
    size_t turned = 0;

    (void)state;
    for (int turn = 0; turn < 20000; turn++) {
        double tolerance = pow(10, dice_in(&d, 1.5, 4));
        uint8_t keep[2 * (2 * MOST + 1)];
        size_t restored;
        mlg_polys p;
        arcs a;
        mlg_err err = { 0 };

        draw_polygon(&p, &d);
        assert_ok(arcs_new(&a, &p, 1, &err));
        assert_ok(peucker_keep(keep, &a, tolerance, 1, &err));
        for (size_t r = 0; r < 2; r++)
            turned += (p.hole[r] ? -1 : 1) * area_kept(&a, r, keep) < 0;
        assert_ok(untangle(keep, &restored, &a, p.hole, tolerance, 1, &err));
        for (size_t r = 0; r < 2; r++)
            assert_true((p.hole[r] ? -1 : 1) * area_kept(&a, r, keep) > 0);
        arcs_release(&a);
        mlg_polys_release(&p);
    }
    printf("%zu rings would have turned inside out\n", turned);
    assert_true(turned > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(rings_keep_their_direction) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
