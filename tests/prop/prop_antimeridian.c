/* Polygons across the antimeridian and around poles, put together and cut again: what must not
 * change does not. Validity by GEOS, areas (of the map in degrees) by the definition. */
#include "test.h"

#include "dice.h"
#include "geo/antimeridian.h"
#include "geo/geos.h"
#include "model/build.h"

#include <string.h>

enum { MOST = 60 };

static double wrap(double lon)
{
    return lon - 360 * floor((lon + 180) / 360);
}

static double area_of(const mlg_polys *p, size_t f)
{
    double sum = 0;

    for (uint32_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++)
        sum += ring_area(p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]);
    return sum;
}

static void check_valid(geos_room *room, const mlg_polys *p, size_t f)
{
    geos_shape *shape;
    char reason[120];
    mlg_err err = { 0 };
    bool valid;

    assert_ok(geos_from_feature(room, &shape, p, f, &err));
    assert_ok(geos_valid(room, shape, &valid, reason, sizeof reason, &err));
    if (!valid)
        fail_msg("feature %zu: %s", f, reason);
    geos_free(room, shape);
}

/* As RFC 7946 wants them: on the map, right-hand rule, no edge across. */
static void check_published(geos_room *room, const mlg_polys *p)
{
    for (size_t f = 0; f < p->n; f++) {
        assert_true(p->ring_of[f] < p->ring_of[f + 1]);
        check_valid(room, p, f);
    }
    for (size_t r = 0; r < p->n_rings; r++) {
        uint32_t first = p->xy_of[r], last = p->xy_of[r + 1] - 1;
        double area = ring_area(p->xy + first, last + 1 - first);

        assert_true(p->hole[r] ? area < 0 : area > 0);
        assert_true(p->xy[first].x == p->xy[last].x && p->xy[first].y == p->xy[last].y);
        for (uint32_t i = first; i <= last; i++)
            assert_true(fabs(p->xy[i].x) <= 180 && fabs(p->xy[i].y) <= 90);
    }
}

static size_t star(mlg_xy *to, dice *d, mlg_xy at, double least, double most, bool clockwise)
{
    int n = dice_int(d, 3, MOST);

    for (int i = 0; i < n; i++) {
        double angle = 6.283185307179586 * (clockwise ? n - i : i) / n;
        double r = dice_in(d, least, most);

        to[i] = (mlg_xy){ at.x + r * cos(angle), at.y + r * sin(angle) };
    }
    return (size_t)n;
}

static void add_ring(polys_build *b, const mlg_xy *ring, size_t n, bool wrapped)
{
    mlg_xy moved[4 * MOST];

    for (size_t i = 0; i < n; i++)
        moved[i] = (mlg_xy){ wrapped ? wrap(ring[i].x) : ring[i].x, ring[i].y };
    assert_int_equal(polys_build_ring(b, moved, n), RING_TAKEN);
}

static void end(polys_build *b)
{
    assert_true(polys_build_end_polygon(b) && polys_build_end_feature(b));
}

/* Stars with a hole near the antimeridian, as a projection gives them and as drawn. */
static void stars_are_cut(void **state)
{
    dice d = dice_new("stars");
    geos_room *room;
    mlg_err err = { 0 };
    size_t crossing = 0;

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int turn = 0; turn < 300; turn++) {
        polys_build *wrapped = polys_build_new(), *drawn = polys_build_new();
        mlg_polys p, truth, cut;

        for (int f = 0; f < 4; f++) {
            double size = pow(10, dice_in(&d, -4, 1));
            mlg_xy ring[MOST], hole[MOST];
            mlg_xy at = { 180 + (f ? dice_in(&d, -2, 2) : 0) * size, dice_in(&d, -70, 70) };
            size_t n = star(ring, &d, at, size / 2, size, false);
            size_t m = star(hole, &d, at, size / 50, size / 10, true);
            bool holed = n > 5 && dice_int(&d, 0, 1);

            add_ring(wrapped, ring, n, true);
            add_ring(drawn, ring, n, false);
            if (holed) {
                add_ring(wrapped, hole, m, true);
                add_ring(drawn, hole, m, false);
            }
            end(wrapped);
            end(drawn);
        }
        polys_build_finish(wrapped, &p);
        polys_build_finish(drawn, &truth);
        assert_ok(antimeridian_unroll(&p, &err));
        assert_int_equal(p.n_xy, truth.n_xy);
        for (size_t i = 0; i < p.n_xy; i++) {
            assert_near(remainder(p.xy[i].x - truth.xy[i].x, 360), 0, 1e-12);
            if (i && p.xy[i].y != p.xy[0].y) /* one turn for the whole layer */
                assert_near(p.xy[i].x - truth.xy[i].x, p.xy[0].x - truth.xy[0].x, 1e-9);
        }
        assert_ok(mlg_cut_antimeridian(&cut, &p, 0, &err));
        assert_int_equal(cut.n, p.n);
        check_published(room, &cut);
        for (size_t f = 0; f < p.n; f++) {
            double was = area_of(&truth, f);

            assert_near(area_of(&cut, f) / was, 1, 1e-9);
            crossing += cut.ring_of[f + 1] - cut.ring_of[f] > p.ring_of[f + 1] - p.ring_of[f];
        }
        mlg_polys_release(&p);
        mlg_polys_release(&truth);
        mlg_polys_release(&cut);
    }
    printf("stars: %zu of 1200 cut\n", crossing);
    assert_true(crossing > 300);
    geos_room_free(room);
}

/* Two polygons share a border that may be east, west or across: they share it afterwards. */
static void neighbours_stay_neighbours(void **state)
{
    dice d = dice_new("neighbours");
    mlg_err err = { 0 };

    (void)state;
    for (int turn = 0; turn < 300; turn++) {
        polys_build *b = polys_build_new();
        mlg_xy border[MOST], ring[MOST + 2];
        double x = 180 + dice_in(&d, -3, 3), y = dice_in(&d, -60, 50);
        size_t n = (size_t)dice_int(&d, 2, MOST), shared = 0;
        mlg_polys p;

        for (size_t i = 0; i < n; i++)
            border[i] = (mlg_xy){ x + dice_in(&d, -0.5, 0.5), y + (double)i / (double)n };
        for (int side = 0; side < 2; side++) {
            double far = side ? x + dice_in(&d, 1, 4) : x - dice_in(&d, 1, 4);

            for (size_t i = 0; i < n; i++)
                ring[i] = border[side ? n - 1 - i : i];
            ring[n] = (mlg_xy){ far, ring[n - 1].y };
            ring[n + 1] = (mlg_xy){ far, ring[0].y };
            add_ring(b, ring, n + 2, true);
            end(b);
        }
        polys_build_finish(b, &p);
        assert_ok(antimeridian_unroll(&p, &err));
        for (uint32_t i = 0; i + 1 < p.xy_of[1]; i++)
            for (uint32_t k = p.xy_of[1]; k + 1 < p.xy_of[2]; k++)
                shared += p.xy[i].x == p.xy[k].x && p.xy[i].y == p.xy[k].y;
        assert_int_equal(shared, n);
        mlg_polys_release(&p);
    }
}

/* As the plane has turned it: the builder, which sees leaps, may have turned it round. */
static void put_ring(mlg_polys *p, size_t r, const mlg_xy *ring, uint32_t n)
{
    for (uint32_t i = 0; i <= n; i++)
        p->xy[p->xy_of[r] + i] = (mlg_xy){ wrap(ring[i % n].x), ring[i % n].y };
}

/* Caps of ice with a lake at the pole or elsewhere. */
static void poles_are_closed(void **state)
{
    dice d = dice_new("poles");
    geos_room *room;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int turn = 0; turn < 300; turn++) {
        polys_build *b = polys_build_new();
        int n = dice_int(&d, 4, MOST), m = dice_int(&d, 4, MOST), north = dice_int(&d, 0, 1);
        bool lake = dice_int(&d, 0, 1);
        double start = dice_in(&d, -180, 180), want = 0;
        mlg_xy shell[MOST], hole[MOST];
        mlg_polys p, cut;

        for (int i = 0; i < n; i++)
            shell[i] = (mlg_xy){ start + 360.0 * (north ? i : n - i) / n,
                                 (north ? 1 : -1) * dice_in(&d, 50, 70) };
        for (int i = 0; i < m; i++)
            hole[i] = (mlg_xy){ start + 360.0 * (north ? m - i : i) / m,
                                (north ? 1 : -1) * dice_in(&d, 75, 85) };
        for (int i = 0; i < n; i++)
            want += 360.0 / n * (90 - fabs(shell[i].y));
        for (int i = 0; lake && i < m; i++)
            want -= 360.0 / m * (90 - fabs(hole[i].y));
        add_ring(b, shell, (size_t)n, true);
        if (lake)
            add_ring(b, hole, (size_t)m, true);
        end(b);
        polys_build_finish(b, &p);
        put_ring(&p, 0, shell, (uint32_t)n);
        if (lake)
            put_ring(&p, 1, hole, (uint32_t)m);
        assert_ok(antimeridian_unroll(&p, &err));
        assert_ok(mlg_cut_antimeridian(&cut, &p, 0, &err));
        check_published(room, &cut);
        assert_near(area_of(&cut, 0) / want, 1, 1e-9);
        mlg_polys_release(&p);
        mlg_polys_release(&cut);
    }
    geos_room_free(room);
}

/* What lies on one side is left alone, to the last bit. */
static void the_rest_is_untouched(void **state)
{
    dice d = dice_new("untouched");
    mlg_err err = { 0 };

    (void)state;
    for (int turn = 0; turn < 50; turn++) {
        polys_build *b = polys_build_new();
        mlg_xy ring[MOST];
        mlg_polys p, before, cut;

        for (int f = 0; f < 5; f++) {
            mlg_xy at = { dice_in(&d, -170, 170), dice_in(&d, -80, 80) };

            add_ring(b, ring, star(ring, &d, at, 1, 10, false), false);
            end(b);
        }
        polys_build_finish(b, &p);
        assert_true(mlg_polys_copy(&before, &p));
        assert_ok(antimeridian_unroll(&p, &err));
        assert_false(mlg_beyond_antimeridian(&p));
        assert_ok(mlg_cut_antimeridian(&cut, &p, 0, &err));
        assert_int_equal(cut.n_xy, before.n_xy);
        assert_memory_equal(p.xy, before.xy, before.n_xy * sizeof *p.xy);
        assert_memory_equal(cut.xy, before.xy, before.n_xy * sizeof *p.xy);
        mlg_polys_release(&p);
        mlg_polys_release(&before);
        mlg_polys_release(&cut);
    }
}

static int by_value(const void *a, const void *b)
{
    double l = *(const double *)a, r = *(const double *)b;

    return l < r ? -1 : l > r;
}

/* The stretch holds every place, from one of them to another, and none is much shorter. */
static void the_stretch_is_short(void **state)
{
    enum { PLACES = 40 };
    dice d = dice_new("stretch");

    (void)state;
    for (int turn = 0; turn < 500; turn++) {
        static mlg_meridians m;
        double at[PLACES + 1], gap = 0, west, east;
        int n = dice_int(&d, 1, PLACES);
        double middle = dice_in(&d, -180, 180), size = pow(10, dice_in(&d, -1, 2.2));

        memset(&m, 0, sizeof m);
        for (int i = 0; i < n; i++) {
            at[i] = wrap(middle + dice_in(&d, -size, size));
            mlg_meridians_add(&m, at[i], at[i]);
        }
        qsort(at, (size_t)n, sizeof *at, by_value);
        at[n] = at[0] + 360;
        for (int i = 0; i < n; i++)
            gap = fmax(gap, at[i + 1] - at[i]);
        if (!mlg_meridians_stretch(&m, &west, &east)) {
            assert_true(gap < 2);
            continue;
        }
        assert_true(east - west <= 360 - gap + 1 + 1e-9);
        for (int i = 0; i < n; i++)
            assert_true(west <= at[i] ? at[i] <= east : at[i] + 360 <= east);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stars_are_cut),        cmocka_unit_test(neighbours_stay_neighbours),
        cmocka_unit_test(poles_are_closed),     cmocka_unit_test(the_rest_is_untouched),
        cmocka_unit_test(the_stretch_is_short),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
