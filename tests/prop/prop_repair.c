/* Polygons of every quality: what is called plain is valid to GEOS, what was repaired is
 * valid too, and what is left as it was has not moved by a bit. */
#include "test.h"

#include "dice.h"
#include "geo/exact.h"
#include "geo/geos.h"
#include "geo/plain.h"
#include "geo/repair.h"
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

static void star(polys_build *b, dice *d, mlg_xy c, double size, int n)
{
    mlg_xy xy[64];

    for (int i = 0; i < n; i++) {
        double angle = 6.283185307179586 * i / n, r = size * dice_in(d, 0.5, 1);

        xy[i] = (mlg_xy){ c.x + r * cos(angle), c.y + r * sin(angle) };
    }
    polys_build_ring(b, xy, (size_t)n);
}

/* On a small lattice: rings that cross, touch, fold back, coincide. */
static void scribble(polys_build *b, dice *d, int side)
{
    mlg_xy xy[10];
    int n = dice_int(d, 3, 10);

    for (int i = 0; i < n; i++)
        xy[i] = (mlg_xy){ dice_int(d, 0, side), dice_int(d, 0, side) };
    polys_build_ring(b, xy, (size_t)n);
}

static void feature(polys_build *b, dice *d)
{
    int parts = dice_int(d, 1, 3);

    for (int i = 0; i < parts; i++) {
        mlg_xy c = { dice_int(d, 0, 4) * 50, dice_int(d, 0, 4) * 50 };
        int holes = dice_int(d, 0, 2);

        if (dice_int(d, 0, 2))
            star(b, d, c, 100, dice_int(d, 3, 60));
        else
            scribble(b, d, 6);
        for (int k = 0; k < holes; k++) {
            mlg_xy in = { c.x + dice_int(d, -60, 60), c.y + dice_int(d, -60, 60) };

            if (dice_int(d, 0, 3))
                star(b, d, in, dice_in(d, 1, 30), dice_int(d, 3, 12));
            else
                scribble(b, d, 4);
        }
        polys_build_end_polygon(b);
    }
    polys_build_end_feature(b);
}

static mlg_polys draw(dice *d, size_t n)
{
    polys_build *b = polys_build_new();
    mlg_polys out;

    for (size_t i = 0; i < n; i++) {
        if (dice_int(d, 0, 19))
            feature(b, d);
        else
            polys_build_end_feature(b); /* nothing at all */
    }
    polys_build_finish(b, &out);
    return out;
}

static bool is_valid(geos_room *room, const mlg_polys *p, size_t f)
{
    geos_shape *shape = NULL;
    char reason[120];
    bool valid;
    mlg_err err = { 0 };

    assert_ok(geos_from_feature(room, &shape, p, f, &err));
    assert_ok(geos_valid(room, shape, &valid, reason, sizeof reason, &err));
    geos_free(room, shape);
    return valid;
}

static void plain_means_valid(void **state)
{
    dice d = dice_new("plain means valid");
    geos_room *room = NULL;
    mlg_err err = { 0 };
    size_t plain = 0, doubtful = 0, n = 1200;
    mlg_polys p = draw(&d, n);

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (size_t f = 0; f < n; f++) {
        if (p.ring_of[f] == p.ring_of[f + 1])
            continue;
        if (!polygon_is_plain(&p, f)) {
            doubtful++;
            continue;
        }
        plain++;
        if (!is_valid(room, &p, f))
            fail_msg("feature %zu is called plain", f);
    }
    printf("plain: %zu, doubtful: %zu\n", plain, doubtful);
    assert_true(plain > n / 10 && doubtful > n / 10);
    geos_room_free(room);
    mlg_polys_release(&p);
}

/* Around the origin, now and then stirred a little, on a lattice. */
static void wobble(polys_build *b, dice *d)
{
    mlg_xy xy[300];
    int n = dice_int(d, 3, 300), lobes = dice_int(d, 1, 9);
    double step = dice_in(d, 1, 30), stir = dice_int(d, 0, 1) ? 0 : dice_in(d, 0, 2 * step);

    for (int i = 0; i < n; i++) {
        double angle = 6.283185307179586 * i / n;
        double r = step * n / 6 * (1 + 0.5 * sin(lobes * angle));

        xy[i] = (mlg_xy){ round(r * cos(angle) + stir * dice_in(d, -1, 1)),
                          round(r * sin(angle) + stir * dice_in(d, -1, 1)) };
    }
    polys_build_ring(b, xy, (size_t)n);
    polys_build_end_polygon(b);
    polys_build_end_feature(b);
}

static bool edges_meet(mlg_xy a, mlg_xy b, mlg_xy c, mlg_xy d)
{
    return (orientation(a, b, c) * orientation(a, b, d) < 0 &&
            orientation(c, d, a) * orientation(c, d, b) < 0) ||
           on_segment(a, b, c) || on_segment(a, b, d) || on_segment(c, d, a) ||
           on_segment(c, d, b);
}

/* By the definition, every edge of a ring against every other. */
static bool is_simple(const mlg_xy *xy, size_t edges)
{
    for (size_t k = 1; k < edges; k++) {
        for (size_t i = 0; i < k; i++) {
            if (i + 1 == k
                    ? on_segment(xy[i], xy[k], xy[k + 1]) || on_segment(xy[k], xy[k + 1], xy[i])
                : !i && k + 1 == edges
                    ? on_segment(xy[k], xy[0], xy[1]) || on_segment(xy[0], xy[1], xy[k])
                    : edges_meet(xy[i], xy[i + 1], xy[k], xy[k + 1]))
                return false;
        }
    }
    return true;
}

static void one_ring_is_plain_if_simple(void **state)
{
    dice d = dice_new("one ring is plain if simple");
    size_t plain = 0, n = 600;
    polys_build *b = polys_build_new();
    mlg_polys p;

    (void)state;
    for (size_t i = 0; i < n; i++)
        wobble(b, &d);
    polys_build_finish(b, &p);
    for (size_t f = 0; f < n; f++) {
        size_t r = p.ring_of[f];
        bool simple = is_simple(p.xy + p.xy_of[r], p.xy_of[r + 1] - p.xy_of[r] - 1);

        if (polygon_is_plain(&p, f) != simple)
            fail_msg("feature %zu is %s", f, simple ? "simple" : "not simple");
        plain += simple;
    }
    printf("plain: %zu of %zu\n", plain, n);
    assert_true(plain > n / 5 && plain < n - n / 5);
    mlg_polys_release(&p);
}

/* A star with a star in it is as plain as can be; so is one of a few thousand vertices. */
static void stars_are_plain(void **state)
{
    dice d = dice_new("stars are plain");

    (void)state;
    for (int i = 0; i < 200; i++) {
        polys_build *b = polys_build_new();
        mlg_polys p;

        star(b, &d, (mlg_xy){ 7e5, 6.6e6 }, 1000, dice_int(&d, 8, 64));
        star(b, &d, (mlg_xy){ 7e5, 6.6e6 }, 200, dice_int(&d, 3, 64));
        polys_build_end_polygon(b);
        star(b, &d, (mlg_xy){ 7.1e5, 6.6e6 }, 1000, dice_int(&d, 8, 64));
        polys_build_end_polygon(b);
        polys_build_end_feature(b);
        polys_build_finish(b, &p);
        assert_true(polygon_is_plain(&p, 0));
        mlg_polys_release(&p);
    }
}

static mlg_polys copy(const mlg_polys *p)
{
    polys_build *b = polys_build_new();
    mlg_polys out;

    for (size_t f = 0; f < p->n; f++) {
        for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++) {
            if (!p->hole[r] && r > p->ring_of[f])
                polys_build_end_polygon(b);
            polys_build_ring(b, p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]);
        }
        polys_build_end_polygon(b);
        polys_build_end_feature(b);
    }
    polys_build_finish(b, &out);
    return out;
}

static bool same_feature(const mlg_polys *a, const mlg_polys *b, size_t f)
{
    size_t from = a->xy_of[a->ring_of[f]], n = a->xy_of[a->ring_of[f + 1]] - from;
    size_t to = b->xy_of[b->ring_of[f]];

    return a->ring_of[f + 1] - a->ring_of[f] == b->ring_of[f + 1] - b->ring_of[f] &&
           b->xy_of[b->ring_of[f + 1]] - to == n &&
           !memcmp(a->xy + from, b->xy + to, n * sizeof *a->xy);
}

static void check_layout(const mlg_polys *p)
{
    for (size_t f = 0; f < p->n; f++) {
        for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++) {
            size_t n = p->xy_of[r + 1] - p->xy_of[r];
            const mlg_xy *xy = p->xy + p->xy_of[r];

            assert_true(n >= 4);
            assert_true(xy[0].x == xy[n - 1].x && xy[0].y == xy[n - 1].y);
            assert_true(r > p->ring_of[f] || !p->hole[r]);
            if (p->hole[r])
                assert_true(ring_area(xy, n) <= 0);
            else
                assert_true(ring_area(xy, n) >= 0);
        }
    }
    assert_int_equal(p->ring_of[p->n], p->n_rings);
    assert_int_equal(p->xy_of[p->n_rings], p->n_xy);
}

static void repaired_is_valid(void **state)
{
    dice d = dice_new("repaired is valid");
    geos_room *room = NULL;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int round = 0; round < 2; round++) {
        size_t n = 80, broken = 0;
        mlg_polys before = draw(&d, n), reference = { 0 };

        for (unsigned threads = 1; threads <= 8; threads += threads < 3 ? 1 : 5) {
            mlg_polys p = copy(&before);
            mlg_diag diag = { 0 };

            assert_ok(polys_repair(&p, NULL, NULL, "zones.shp", threads, &diag, &err));
            assert_int_equal(p.n, n);
            if (threads == 1) {
                check_layout(&p);
                for (size_t f = 0; f < n; f++) {
                    bool was_valid = is_valid(room, &before, f);

                    broken += !was_valid;
                    assert_true(is_valid(room, &p, f));
                    if (was_valid)
                        assert_true(same_feature(&before, &p, f));
                }
                reference = p;
            } else {
                assert_int_equal(p.n_xy, reference.n_xy);
                assert_int_equal(p.n_rings, reference.n_rings);
                assert_memory_equal(p.xy, reference.xy, p.n_xy * sizeof *p.xy);
                assert_memory_equal(p.xy_of, reference.xy_of, (p.n_rings + 1) * 4);
                assert_memory_equal(p.ring_of, reference.ring_of, (p.n + 1) * 4);
                assert_memory_equal(p.hole, reference.hole, p.n_rings);
                mlg_polys_release(&p);
            }
            assert_int_equal(mlg_diag_count(&diag, "geometry-repaired"), broken);
            mlg_diag_release(&diag);
        }
        mlg_polys_release(&reference);
        mlg_polys_release(&before);
    }
    geos_room_free(room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_means_valid),
        cmocka_unit_test(stars_are_plain),
        cmocka_unit_test(one_ring_is_plain_if_simple),
        cmocka_unit_test(repaired_is_valid),
    };

    return cmocka_run_group_tests_name("repair", tests, NULL, NULL);
}
