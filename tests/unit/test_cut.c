/* Polygons minus discs, in the cases where a circle touches, coincides or passes through a
 * corner: each area worked out by hand. */
#include "test.h"

#include "geo/cut.h"
#include "made.h"

#define PI 3.141592653589793

static const double X = 700000, Y = 6600000;

typedef struct scene {
    plane *p;
    mlg_polys polys;
    edges *edges;
    discs *discs;
    frontier *frontier;
    cut cut;
} scene;

static scene square(double side, double hole_from, double hole_side)
{
    polys_build *b = polys_build_new();
    scene s = { .p = world_plane(PLANE_MAINLAND) };
    mlg_xy ring[4] = { { X, Y }, { X + side, Y }, { X + side, Y + side }, { X, Y + side } };
    double f = hole_from, t = hole_from + hole_side;
    mlg_xy hole[4] = { { X + f, Y + f }, { X + f, Y + t }, { X + t, Y + t }, { X + t, Y + f } };

    assert_int_equal(polys_build_ring(b, ring, 4), RING_TAKEN);
    if (hole_side > 0)
        assert_int_equal(polys_build_ring(b, hole, 4), RING_TAKEN);
    assert_true(polys_build_end_polygon(b));
    assert_true(polys_build_end_feature(b));
    polys_build_finish(b, &s.polys);
    return s;
}

static void scene_free(scene *s)
{
    cut_release(&s->cut);
    frontier_free(s->frontier);
    discs_free(s->discs);
    edges_free(s->edges);
    mlg_polys_release(&s->polys);
    plane_close(s->p);
}

/* Discs in the square's own metres; their planar radius is as told, to a micrometre: the
 * scale is taken out, and the centre's shift is under a tenth of a millimetre here. */
static void put_discs(scene *s, const double (*c)[3], size_t n)
{
    mlg_xy *at = malloc((n + 1) * sizeof *at);
    double *ground = malloc((n + 1) * sizeof *ground);
    uint8_t *wanted = malloc(n + 1);
    mlg_err err = { 0 };

    for (size_t i = 0; i < n; i++) {
        at[i] = (mlg_xy){ X + c[i][0], Y + c[i][1] };
        ground[i] = c[i][2] / plane_scale(s->p, at[i]);
    }
    memset(wanted, 1, n + 1);
    s->discs = discs_new(s->p, at, ground, NULL, n, 0);
    assert_non_null(s->discs);
    assert_ok(frontier_new(&s->frontier, s->discs, wanted, 1, &err));
    s->edges = edges_new(&s->polys);
    assert_non_null(s->edges);
    assert_false(s->frontier->broken);
    free(at);
    free(ground);
    free(wanted);
}

/* What is left, in the plane's square metres (the scale hardly varies over the square). */
static double left(scene *s)
{
    double k = plane_scale(s->p, (mlg_xy){ X + 500, Y + 500 }), area = 0;

    cut_feature(&s->cut, &s->polys, s->edges, 0, s->discs, s->frontier);
    assert_false(s->cut.broken);
    assert_false(s->cut.no_memory);
    for (size_t l = 0; l < s->cut.n; l++)
        area += cut_loop_area(&s->cut, l, s->discs);
    return area * k * k;
}

static void by_hand(void **state)
{
    static const struct {
        const char *what;
        double side, hole_from, hole_side;
        size_t n;
        double c[9][3];
        double want;
        size_t loops;
    } rows[] = {
        { "no disc", 1000, 0, 0, 0, { { 0 } }, 1e6, 1 },
        { "radius 0", 1000, 0, 0, 1, { { 500, 500, 0 } }, 1e6, 1 },
        { "inside", 1000, 0, 0, 1, { { 500, 500, 100 } }, 1e6 - 1e4 * PI, 2 },
        { "twins", 1000, 0, 0, 2, { { 500, 500, 100 }, { 500, 500, 100 } }, 1e6 - 1e4 * PI, 2 },
        { "one in another",
          1000,
          0,
          0,
          2,
          { { 500, 500, 100 }, { 520, 500, 50 } },
          1e6 - 1e4 * PI,
          2 },
        { "touching an edge from inside",
          1000,
          0,
          0,
          1,
          { { 500, 100, 100 } },
          1e6 - 1e4 * PI,
          0 },
        { "touching an edge from outside", 1000, 0, 0, 1, { { 500, -100, 100 } }, 1e6, 0 },
        { "touching a corner from outside", 1000, 0, 0, 1, { { -300, -400, 500 } }, 1e6, 0 },
        { "through a corner, along a diameter",
          1000,
          0,
          0,
          1,
          { { 0, 100, 100 } },
          1e6 - 1e4 * PI / 2,
          0 },
        { "about a corner", 1000, 0, 0, 1, { { 0, 0, 1000 } }, 1e6 - 1e6 * PI / 4, 0 },
        { "about the middle, through all corners",
          1000,
          0,
          0,
          1,
          { { 500, 500, 707.1067811865476 } },
          0,
          0 },
        { "touching all edges", 1000, 0, 0, 1, { { 500, 500, 500 } }, 1e6 - 25e4 * PI, 0 },
        { "half a disc", 1000, 0, 0, 1, { { 500, 0, 100 } }, 1e6 - 5e3 * PI, 1 },
        { "larger than everything", 1000, 0, 0, 1, { { 500, 500, 5e6 } }, 0, 0 },
        { "far away", 1000, 0, 0, 1, { { 90000, 500, 100 } }, 1e6, 1 },
        { "in the hole", 1000, 300, 400, 1, { { 500, 500, 100 } }, 1e6 - 16e4, 2 },
        { "touching the hole", 1000, 300, 400, 1, { { 500, 500, 200 } }, 1e6 - 16e4, 0 },
        { "over the hole", 1000, 300, 400, 1, { { 500, 500, 300 } }, 1e6 - 9e4 * PI, 2 },
        { "two that touch",
          1000,
          0,
          0,
          2,
          { { 400, 500, 100 }, { 600, 500, 100 } },
          1e6 - 2e4 * PI,
          0 },
        { "two through each other's middle",
          1000,
          0,
          0,
          2,
          { { 450, 500, 100 }, { 550, 500, 100 } },
          1e6 - 1e4 * (2 * PI - (2 * PI / 3 - 0.8660254037844386)),
          2 },
        { "four through one point",
          1000,
          0,
          0,
          4,
          { { 400, 500, 100 }, { 600, 500, 100 }, { 500, 400, 100 }, { 500, 600, 100 } },
          1e6 - 1e4 * (2 * PI + 4),
          0 },
        { "nine on a lattice, meeting four by four",
          1000,
          0,
          0,
          9,
          { { 400, 400, 70.71067811865476 },
            { 500, 400, 70.71067811865476 },
            { 600, 400, 70.71067811865476 },
            { 400, 500, 70.71067811865476 },
            { 500, 500, 70.71067811865476 },
            { 600, 500, 70.71067811865476 },
            { 400, 600, 70.71067811865476 },
            { 500, 600, 70.71067811865476 },
            { 600, 600, 70.71067811865476 } },
          /* the square of 300 m, and twelve segments of a quarter turn */
          1e6 - 9e4 - 12 * 5000 * (PI / 4 - 0.5),
          0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        scene s = square(rows[i].side, rows[i].hole_from, rows[i].hole_side);
        double got;

        put_discs(&s, rows[i].c, rows[i].n);
        got = left(&s);
        if (fabs(got - rows[i].want) > 0.05)
            fail_msg("%s: %.3f, not %.3f", rows[i].what, got, rows[i].want);
        if (rows[i].loops && s.cut.n != rows[i].loops)
            fail_msg("%s: %zu loops, not %zu", rows[i].what, s.cut.n, rows[i].loops);
        scene_free(&s);
    }
}

/* A ring of discs leaves a pocket in its middle: a gap of arcs alone. */
static void pocket(void **state)
{
    double c[24][3];
    scene s = square(1000, 0, 0);
    double line, segment, want;

    (void)state;
    for (int i = 0; i < 24; i++) {
        c[i][0] = 500 + 200 * cos(i * PI / 12);
        c[i][1] = 500 + 200 * sin(i * PI / 12);
        c[i][2] = 60;
    }
    put_discs(&s, (const double(*)[3])c, 24);
    /* each has its sector of the ring, between lines that cut two segments off it */
    line = 200 * sin(PI / 24);
    segment = 60 * 60 * acos(line / 60) - line * sqrt(60 * 60 - line * line);
    want = 24 * (PI * 60 * 60 - 2 * segment);
    assert_near(left(&s), 1e6 - want, 0.5);
    assert_int_equal(s.cut.n, 3); /* the square, the ring's outside, the pocket */
    scene_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(pocket),
    };

    return cmocka_run_group_tests_name("cut", tests, NULL, NULL);
}
