/* Inside or not against GEOS, nearest boundary point against every edge in turn. */
#include "test.h"

#include "dice.h"
#include "geo/edges.h"
#include "geo/geos.h"
#include "model/build.h"

#include <string.h>

typedef struct shape {
    mlg_polys polys;
    edges *edges;
    geos_shape *geos;
} shape;

static void finish(shape *s, polys_build *build, geos_room *room)
{
    mlg_err err = { 0 };

    polys_build_finish(build, &s->polys);
    s->edges = edges_new(&s->polys); /* borrows the polygons: the shape stays where it is */
    assert_non_null(s->edges);
    assert_ok(geos_from_feature(room, &s->geos, &s->polys, 0, &err));
}

static void release(shape *s, geos_room *room)
{
    geos_free(room, s->geos);
    edges_free(s->edges);
    mlg_polys_release(&s->polys);
}

/* A star around a centre with a star-shaped hole in it: valid whatever the radii. */
static void star(shape *s, dice *d, geos_room *room, mlg_xy c, double size, int n)
{
    polys_build *build = polys_build_new();
    mlg_xy *xy = malloc((size_t)n * sizeof *xy);

    for (int hole = 0; hole < 2; hole++) {
        for (int i = 0; i < n; i++) {
            double angle = 6.283185307179586 * i / n;
            double radius = size * (hole ? dice_in(d, 0.1, 0.35) : dice_in(d, 0.4, 1));

            xy[i] = (mlg_xy){ c.x + radius * cos(angle), c.y + radius * sin(angle) };
        }
        assert_int_equal(polys_build_ring(build, xy, (size_t)n), RING_TAKEN);
    }
    free(xy);
    polys_build_end_polygon(build);
    polys_build_end_feature(build);
    finish(s, build, room);
}

enum { GRID = 12 };

/* Cells of a grid, merged by GEOS: horizontal edges, holes, parts that touch at corners. */
static void blocks(shape *s, dice *d, geos_room *room)
{
    geos_shape *cells[GRID * GRID], *whole = NULL;
    polys_build *build = polys_build_new(), *one;
    size_t n = 0;
    mlg_err err = { 0 };

    for (int i = 0; i < GRID * GRID; i++) {
        mlg_polys cell;
        double x = i % GRID, y = i / GRID;
        mlg_xy ring[] = { { x, y }, { x + 1, y }, { x + 1, y + 1 }, { x, y + 1 } };

        if (dice_int(d, 0, 2) == 0)
            continue;
        one = polys_build_new();
        polys_build_ring(one, ring, 4);
        polys_build_end_polygon(one);
        polys_build_end_feature(one);
        polys_build_finish(one, &cell);
        assert_ok(geos_from_feature(room, &cells[n++], &cell, 0, &err));
        mlg_polys_release(&cell);
    }
    assert_ok(geos_union(room, &whole, cells, n, &err));
    assert_ok(geos_to_feature(room, whole, build, &err));
    for (size_t i = 0; i < n; i++)
        geos_free(room, cells[i]);
    geos_free(room, whole);
    finish(s, build, room);
}

static void same_answer(const shape *s, geos_room *room, mlg_xy p)
{
    geos_shape *point = NULL;
    bool want;
    mlg_err err = { 0 };

    assert_ok(geos_point(room, &point, p, &err));
    assert_ok(geos_covers(room, s->geos, point, &want, &err));
    geos_free(room, point);
    if (edges_cover(s->edges, 0, p) != want)
        fail_msg("(%.17g %.17g): GEOS says %d", p.x, p.y, want);
}

static mlg_xy between(mlg_xy a, mlg_xy b, double t)
{
    return (mlg_xy){ a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t };
}

static void covers_stars(void **state)
{
    dice d = dice_new("covers stars");
    geos_room *room = NULL;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int i = 0; i < 24; i++) {
        mlg_xy c = { dice_in(&d, 1e5, 1.2e6), dice_in(&d, 6e6, 7.1e6) };
        double size = pow(10, dice_in(&d, 1, 5));
        shape s;

        star(&s, &d, room, c, size, dice_int(&d, 3, i % 4 ? 40 : 700));
        for (int k = 0; k < 40; k++) {
            size_t v = (size_t)dice_int(&d, 0, (int)s.polys.n_xy - 2);
            mlg_xy a = s.polys.xy[v], b = s.polys.xy[v + 1];
            double far = c.x + dice_in(&d, -3, 3) * size;

            same_answer(&s, room,
                        (mlg_xy){ c.x + dice_in(&d, -1.1, 1.1) * size,
                                  c.y + dice_in(&d, -1.1, 1.1) * size });
            same_answer(&s, room, a);
            same_answer(&s, room, between(a, b, dice_in(&d, 0, 1)));
            same_answer(&s, room, (mlg_xy){ far, a.y }); /* level with a vertex */
            same_answer(&s, room, (mlg_xy){ nextafter(a.x, far), a.y });
            same_answer(&s, room, (mlg_xy){ a.x, far });
        }
        release(&s, room);
    }
    geos_room_free(room);
}

/* Every corner, edge and middle of a lattice, and far left and right of it. */
static void covers_blocks(void **state)
{
    dice d = dice_new("covers blocks");
    geos_room *room = NULL;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int i = 0; i < 8; i++) {
        shape s;

        blocks(&s, &d, room);
        for (int y = -1; y <= 2 * GRID + 1; y++) {
            for (int x = -1; x <= 2 * GRID + 1; x++)
                same_answer(&s, room, (mlg_xy){ x / 2.0, y / 2.0 });
            same_answer(&s, room, (mlg_xy){ -1e9, y / 2.0 });
            same_answer(&s, room, (mlg_xy){ 1e9, y / 2.0 });
        }
        release(&s, room);
    }
    geos_room_free(room);
}

/* --- nearest ----------------------------------------------------------------------------- */

static long double to_edge(mlg_xy a, mlg_xy b, mlg_xy p)
{
    long double dx = (long double)b.x - a.x, dy = (long double)b.y - a.y;
    long double px = (long double)p.x - a.x, py = (long double)p.y - a.y;
    long double l2 = dx * dx + dy * dy, t = l2 > 0 ? (px * dx + py * dy) / l2 : 0;

    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypotl(px - t * dx, py - t * dy);
}

static double to_boundary(const mlg_polys *s, mlg_xy p)
{
    long double least = INFINITY;

    for (size_t r = 0; r < s->n_rings; r++)
        for (size_t v = s->xy_of[r]; v + 1 < s->xy_of[r + 1]; v++)
            least = fminl(least, to_edge(s->xy[v], s->xy[v + 1], p));
    return (double)least;
}

static void nearest_one(const shape *s, mlg_xy p, double noise, uint32_t *hint)
{
    mlg_xy at = { NAN, NAN }, again = { 7, 7 };
    double want = to_boundary(&s->polys, p);
    double got = edges_nearest(s->edges, 0, p, INFINITY, &at, NULL);

    if (!(fabs(got - want) <= noise) || !(fabs(hypot(p.x - at.x, p.y - at.y) - want) <= noise))
        fail_msg("(%.17g %.17g): %.17g, want %.17g", p.x, p.y, got, want);
    assert_true(to_boundary(&s->polys, at) <= noise);
    /* neither the bound nor the hint changes the answer */
    assert_true(edges_nearest(s->edges, 0, p, got, &again, NULL) == got);
    assert_true(again.x == at.x && again.y == at.y);
    if (edges_nearest(s->edges, 0, p, INFINITY, &again, hint) != got || again.x != at.x ||
        again.y != at.y)
        fail_msg("(%.17g %.17g): (%.17g %.17g) from a hint, (%.17g %.17g) without", p.x, p.y,
                 again.x, again.y, at.x, at.y);
    again = (mlg_xy){ 7, 7 };
    if (got > 100 * noise) {
        assert_true(isinf(edges_nearest(s->edges, 0, p, got * 0.999, &again, NULL)));
        assert_true(again.x == 7 && again.y == 7);
    }
}

static void nearest_of_all_edges(void **state)
{
    dice d = dice_new("nearest of all edges");
    geos_room *room = NULL;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int i = 0; i < 40; i++) {
        mlg_xy c = { dice_in(&d, 1e5, 1.2e6), dice_in(&d, 6e6, 7.1e6) };
        double size = pow(10, dice_in(&d, 1, 5));
        shape s;
        uint32_t hint = 0;

        if (i % 8) {
            star(&s, &d, room, c, size, dice_int(&d, 3, i % 5 ? 50 : 700));
        } else {
            c = (mlg_xy){ GRID / 2.0, GRID / 2.0 };
            size = GRID / 2.0;
            blocks(&s, &d, room);
        }
        for (int k = 0; k < 40; k++) {
            size_t v = (size_t)dice_int(&d, 0, (int)s.polys.n_xy - 1);

            nearest_one(
                &s,
                (mlg_xy){ c.x + dice_in(&d, -2, 2) * size, c.y + dice_in(&d, -2, 2) * size },
                2e-9, &hint);
            nearest_one(&s, s.polys.xy[v], 2e-9, &hint);
        }
        release(&s, room);
    }
    geos_room_free(room);
}

/* Between edges that are equally near, the choice depends on nothing but the boundary:
 * lattice points lie halfway between many. */
static void ties_stay_settled(void **state)
{
    dice d = dice_new("ties");
    geos_room *room = NULL;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int i = 0; i < 6; i++) {
        shape s;
        uint32_t hint = 0;

        blocks(&s, &d, room);
        for (int k = 0; k < 1000; k++)
            nearest_one(&s,
                        (mlg_xy){ dice_int(&d, -2, 2 * GRID + 2) / 2.0,
                                  dice_int(&d, -2, 2 * GRID + 2) / 2.0 },
                        1e-12, &hint);
        release(&s, room);
    }
    geos_room_free(room);
}

/* The same boundary owned by a polygon and by the hole around it, which runs the other way
 * and starts elsewhere: the same doubles. */
static void neighbours_agree(void **state)
{
    dice d = dice_new("neighbours agree");

    (void)state;
    for (int i = 0; i < 60; i++) {
        polys_build *build = polys_build_new();
        mlg_polys polys;
        edges *e;
        enum { N = 90 };
        mlg_xy ring[N], turned[N], box[4];
        bool lattice = i % 2;
        mlg_xy c = lattice ? (mlg_xy){ 0, 0 }
                           : (mlg_xy){ dice_in(&d, 1e5, 1.2e6), dice_in(&d, 6e6, 7.1e6) };

        for (int k = 0; k < N; k++) {
            double angle = 6.283185307179586 * k / N, radius = dice_in(&d, 300, 1000);

            ring[k] = (mlg_xy){ c.x + radius * cos(angle), c.y + radius * sin(angle) };
            if (lattice)
                ring[k] = (mlg_xy){ rint(ring[k].x), rint(ring[k].y) };
        }
        for (int k = 0; k < N; k++)
            turned[k] = ring[(k + 37) % N];
        for (int k = 0; k < 4; k++)
            box[k] =
                (mlg_xy){ c.x + (k == 1 || k == 2 ? 1e5 : -1e5), c.y + (k >= 2 ? 1e5 : -1e5) };
        polys_build_ring(build, ring, N);
        polys_build_end_polygon(build);
        polys_build_end_feature(build);
        polys_build_ring(build, box, 4);
        polys_build_ring(build, turned, N);
        polys_build_end_polygon(build);
        polys_build_end_feature(build);
        polys_build_finish(build, &polys);
        e = edges_new(&polys);
        for (int k = 0; k < 400; k++) {
            mlg_xy p = { c.x + dice_in(&d, -1200, 1200), c.y + dice_in(&d, -1200, 1200) }, a, b;
            double there, here;

            if (lattice) /* where perpendiculars end on vertices, and ties are exact */
                p = (mlg_xy){ rint(p.x), rint(p.y) };
            there = edges_nearest(e, 0, p, INFINITY, &a, NULL);
            here = edges_nearest(e, 1, p, INFINITY, &b, NULL);
            if (there != here || a.x != b.x || a.y != b.y)
                fail_msg("(%.17g %.17g): (%.17g %.17g) at %.17g or (%.17g %.17g) at %.17g", p.x,
                         p.y, a.x, a.y, there, b.x, b.y, here);
        }
        edges_free(e);
        mlg_polys_release(&polys);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covers_stars),         cmocka_unit_test(covers_blocks),
        cmocka_unit_test(nearest_of_all_edges), cmocka_unit_test(ties_stay_settled),
        cmocka_unit_test(neighbours_agree),
    };

    return cmocka_run_group_tests_name("edges", tests, NULL, NULL);
}
