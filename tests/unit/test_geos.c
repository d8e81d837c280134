#include "test.h"

#include "base/par.h"
#include "geo/geos.h"
#include "model/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Polygons as text: rings of "x y" pairs, ',' between vertices, '/' before a hole, ';'
 * before another polygon. Closing is the builder's. */
static mlg_polys polys_of(const char *text)
{
    polys_build *build = polys_build_new();
    mlg_polys out = { 0 };
    mlg_xy ring[40];
    size_t n = 0;

    assert_non_null(build);
    while (*text) {
        int used = 0;

        assert_int_equal(sscanf(text, "%lf %lf%n", &ring[n].x, &ring[n].y, &used), 2);
        n++;
        text += used;
        if (*text == '/' || *text == ';' || !*text) {
            assert_int_equal(polys_build_ring(build, ring, n), RING_TAKEN);
            n = 0;
        }
        if (*text == ';' || !*text)
            assert_true(polys_build_end_polygon(build));
        text += *text != '\0';
    }
    assert_true(polys_build_end_feature(build));
    polys_build_finish(build, &out);
    return out;
}

typedef struct kit {
    geos_room *room;
    mlg_err err;
} kit;

static int kit_open(void **state)
{
    static kit k;

    k = (kit){ 0 };
    *state = &k;
    return geos_room_new(&k.room, &k.err) != MLG_OK;
}

static int kit_close(void **state)
{
    geos_room_free(((kit *)*state)->room);
    return 0;
}

static geos_shape *shape_of(kit *k, const char *text)
{
    mlg_polys polys = polys_of(text);
    geos_shape *shape = NULL;
    mlg_err err = { 0 };

    assert_ok(geos_from_feature(k->room, &shape, &polys, 0, &err));
    mlg_polys_release(&polys);
    return shape;
}

/* The feature that a shape becomes. */
static mlg_polys back(kit *k, const geos_shape *shape)
{
    polys_build *build = polys_build_new();
    mlg_polys out = { 0 };
    mlg_err err = { 0 };

    assert_non_null(build);
    assert_ok(geos_to_feature(k->room, shape, build, &err));
    polys_build_finish(build, &out);
    assert_int_equal(out.n, 1);
    return out;
}

static const char donut[] = "0 0,10 0,10 10,0 10/4 4,6 4,6 6,4 6";
static const char bow_tie[] = "0 0,10 10,10 0,0 10";

static void features_go_in_and_out(void **state)
{
    static const struct {
        const char *what, *text;
        size_t parts, rings;
        double area;
    } rows[] = {
        { "a square", "0 0,10 0,10 10,0 10", 1, 1, 100 },
        { "clockwise", "0 0,0 10,10 10,10 0", 1, 1, 100 },
        { "with a hole", donut, 1, 2, 96 },
        { "two holes", "0 0,10 0,10 10,0 10/1 1,2 1,2 2,1 2/4 4,6 4,6 6,4 6", 1, 3, 95 },
        { "two polygons", "0 0,1 0,1 1,0 1;5 5,7 5,7 7,5 7", 2, 2, 5 },
        { "hole, then a polygon in it",
          "0 0,10 0,10 10,0 10/2 2,8 2,8 8,2 8;4 4,5 4,5 5,4 5;20 20,21 20,21 21", 3, 4, 65.5 },
    };
    kit *k = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        geos_shape *shape = shape_of(k, rows[i].text), *part = NULL;
        mlg_polys polys = back(k, shape);
        double area = 0, parts = 0;
        mlg_err err = { 0 };

        if (geos_parts(k->room, shape) != rows[i].parts || polys.n_rings != rows[i].rings)
            fail_msg("%s: %zu parts, %zu rings", rows[i].what, geos_parts(k->room, shape),
                     polys.n_rings);
        for (size_t r = 0; r < polys.n_rings; r++) {
            double ring =
                ring_area(polys.xy + polys.xy_of[r], polys.xy_of[r + 1] - polys.xy_of[r]);

            assert_true(polys.hole[r] ? ring < 0 : ring > 0);
            area += ring;
        }
        assert_near(area, rows[i].area, 1e-12);
        assert_near(geos_area(k->room, shape), rows[i].area, 1e-12);
        for (size_t p = 0; p < rows[i].parts; p++) {
            assert_ok(geos_part(k->room, &part, shape, p, &err));
            assert_int_equal(geos_parts(k->room, part), 1);
            parts += geos_area(k->room, part);
            geos_free(k->room, part);
        }
        assert_near(parts, rows[i].area, 1e-12);
        assert_int_equal(geos_part(k->room, &part, shape, rows[i].parts, &err), MLG_EBUG);
        assert_null(part);
        mlg_polys_release(&polys);
        geos_free(k->room, shape);
    }
}

static void nothing_is_a_shape_too(void **state)
{
    kit *k = *state;
    geos_shape *empty = shape_of(k, ""), *all = NULL, *disc = NULL;
    mlg_polys polys = back(k, empty);
    mlg_xy at;
    mlg_err err = { 0 };

    assert_true(geos_empty(k->room, empty));
    assert_int_equal(geos_parts(k->room, empty), 0);
    assert_near(geos_area(k->room, empty), 0, 0);
    assert_int_equal(polys.n_rings, 0);
    assert_int_equal(geos_interior_point(k->room, empty, &at, &err), MLG_EGEOM);
    assert_ok(geos_union(k->room, &all, NULL, 0, &err));
    assert_true(geos_empty(k->room, all));
    assert_ok(geos_disc(k->room, &disc, (mlg_xy){ 1, 1 }, 0, 8, &err));
    assert_true(geos_empty(k->room, disc));
    assert_int_equal(geos_nearest_points(k->room, empty, disc, &at, &at, &err), MLG_EGEOM);
    mlg_polys_release(&polys);
    geos_free(k->room, disc);
    geos_free(k->room, all);
    geos_free(k->room, empty);
    geos_free(k->room, NULL);
    geos_room_free(NULL);
}

static void edges_count_as_inside(void **state)
{
    static const struct {
        const char *what;
        mlg_xy at;
        bool covered;
    } rows[] = {
        { "plainly inside", { 1, 1 }, true },        { "in the hole", { 5, 5 }, false },
        { "on an edge", { 10, 5 }, true },           { "on the hole's edge", { 4, 5 }, true },
        { "on a corner", { 0, 0 }, true },           { "outside", { 11, 5 }, false },
        { "just outside", { 10 + 1e-9, 5 }, false },
    };
    kit *k = *state;
    geos_shape *zone = shape_of(k, donut);
    mlg_err err = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        geos_shape *point = NULL;
        bool covers, meets;

        assert_ok(geos_point(k->room, &point, rows[i].at, &err));
        assert_ok(geos_covers(k->room, zone, point, &covers, &err));
        assert_ok(geos_intersects(k->room, zone, point, &meets, &err));
        if (covers != rows[i].covered || meets != rows[i].covered)
            fail_msg("%s: covers %d, meets %d", rows[i].what, covers, meets);
        geos_free(k->room, point);
    }
    geos_free(k->room, zone);
}

static void validity_has_a_reason(void **state)
{
    static const struct {
        const char *what, *text, *reason; /* NULL: valid */
    } rows[] = {
        { "a square", "0 0,10 0,10 10,0 10", NULL },
        { "with a hole", donut, NULL },
        { "empty", "", NULL },
        { "a bow-tie", bow_tie, "Self-intersection at 5 5" },
        { "overlapping shells", "0 0,2 0,2 2,0 2;1 0,3 0,3 2,1 2", "Self-intersection at" },
        { "a hole outside", "0 0,2 0,2 2,0 2/5 5,6 5,6 6,5 6", "Hole lies outside shell" },
        { "shells one in the other", "0 0,9 0,9 9,0 9;1 1,2 1,2 2,1 2", "Nested shells" },
    };
    kit *k = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        geos_shape *shape = shape_of(k, rows[i].text);
        char reason[80] = "?";
        mlg_err err = { 0 };
        bool valid;

        assert_ok(geos_valid(k->room, shape, &valid, reason, sizeof reason, &err));
        if (valid != !rows[i].reason || strncmp(reason, rows[i].reason ? rows[i].reason : "",
                                                rows[i].reason ? strlen(rows[i].reason) : 1))
            fail_msg("%s: %d '%s'", rows[i].what, valid, reason);
        geos_free(k->room, shape);
    }
}

static void repair_keeps_what_was_meant(void **state)
{
    static const struct {
        const char *what, *text;
        double area;
        size_t parts, rings;
    } rows[] = {
        { "nothing to do", donut, 96, 1, 2 },
        { "both lobes of a bow-tie", bow_tie, 50, 2, 2 },
        { "overlapping shells", "0 0,2 0,2 2,0 2;1 0,3 0,3 2,1 2", 6, 1, 1 },
        { "shells one in the other", "0 0,9 0,9 9,0 9;1 1,2 1,2 2,1 2", 81, 1, 1 },
        { "a hole outside is a shell", "0 0,2 0,2 2,0 2/5 5,6 5,6 6,5 6", 5, 2, 2 },
        { "a hole across the edge", "0 0,4 0,4 4,0 4/3 1,6 1,6 3,3 3", 14, 1, 1 },
        { "a hole kept beside a twist", "0 0,10 0,10 10,5 11,6 11,0 10/4 4,6 4,6 6,4 6", 0, 0,
          0 },
        { "a spike", "0 0,10 0,10 5,20 5,10 5,10 10,0 10", 100, 1, 1 },
        { "a line", "0 0,10 0,5 0", 0, 0, 0 },
        { "nothing", "", 0, 0, 0 },
    };
    kit *k = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        geos_shape *shape = shape_of(k, rows[i].text), *fixed = NULL;
        mlg_polys polys;
        char reason[80];
        mlg_err err = { 0 };
        bool valid;

        assert_ok(geos_repair(k->room, &fixed, shape, &err));
        assert_ok(geos_valid(k->room, fixed, &valid, reason, sizeof reason, &err));
        assert_true(valid);
        polys = back(k, fixed);
        if (strstr(rows[i].what, "twist")) { /* the hole, whatever the twist became */
            assert_int_equal(polys.hole[1], 1);
            assert_true(geos_area(k->room, fixed) > 96);
        } else if (fabs(geos_area(k->room, fixed) - rows[i].area) > 1e-12 ||
                   geos_parts(k->room, fixed) != rows[i].parts ||
                   polys.n_rings != rows[i].rings) {
            fail_msg("%s: area %g, %zu parts, %zu rings", rows[i].what,
                     geos_area(k->room, fixed), geos_parts(k->room, fixed), polys.n_rings);
        }
        mlg_polys_release(&polys);
        geos_free(k->room, fixed);
        geos_free(k->room, shape);
    }
}

/* GEOS throws: that is an error here, never a silent nothing. */
static void exceptions_are_errors(void **state)
{
    kit *k = *state;
    geos_shape *twisted = shape_of(k, bow_tie), *square = shape_of(k, "2 0,8 0,8 9,2 9");
    geos_shape *out = (geos_shape *)k;
    mlg_xy open_ring[] = { { 0, 0 }, { 10, 0 }, { 10, 10 }, { 0, 10 } };
    mlg_polys open_polys = { .n = 1,
                             .n_rings = 1,
                             .n_xy = 4,
                             .ring_of = (uint32_t[]){ 0, 1 },
                             .xy_of = (uint32_t[]){ 0, 4 },
                             .hole = (uint8_t[]){ 0 },
                             .xy = open_ring };
    mlg_err err = { 0 };

    assert_int_equal(geos_intersection(k->room, &out, twisted, square, &err), MLG_EGEOM);
    assert_null(out);
    assert_non_null(strstr(err.what, "5 5"));
    out = (geos_shape *)k;
    assert_int_equal(geos_difference(k->room, &out, square, twisted, &err), MLG_EGEOM);
    assert_null(out);
    out = (geos_shape *)k;
    assert_int_equal(geos_from_feature(k->room, &out, &open_polys, 0, &err), MLG_EGEOM);
    assert_null(out);
    assert_non_null(strstr(err.what, "closed"));
    geos_free(k->room, square);
    geos_free(k->room, twisted);
}

/* Two polygons that share an area and, elsewhere, edges: only the area is a feature. */
static void lines_are_left_out(void **state)
{
    kit *k = *state;
    geos_shape *comb = shape_of(k, "0 0,9 0,9 3,6 3,6 1,3 1,3 3,0 3");
    geos_shape *bar = shape_of(k, "3 1,6 1,6 2,7 2,7 5,3 5"), *mixed = NULL;
    mlg_polys polys;
    mlg_err err = { 0 };

    assert_ok(geos_intersection(k->room, &mixed, comb, bar, &err));
    polys = back(k, mixed);
    assert_int_equal(polys.n_rings, 1);
    assert_int_equal(geos_parts(k->room, mixed), 1);
    assert_near(ring_area(polys.xy, polys.n_xy), 1, 1e-12);
    mlg_polys_release(&polys);
    geos_free(k->room, mixed);
    geos_free(k->room, bar);
    geos_free(k->room, comb);
}

static void numbers_are_finite_or_refused(void **state)
{
    kit *k = *state;
    geos_shape *square = shape_of(k, "0 0,1 0,1 1,0 1"), *out = square;
    mlg_err err = { 0 };

    assert_int_equal(geos_point(k->room, &out, (mlg_xy){ NAN, 0 }, &err), MLG_EGEOM);
    assert_null(out);
    assert_int_equal(geos_disc(k->room, &out, (mlg_xy){ 0, INFINITY }, 1, 8, &err), MLG_EGEOM);
    assert_int_equal(geos_disc(k->room, &out, (mlg_xy){ 0, 0 }, NAN, 8, &err), MLG_EGEOM);
    assert_int_equal(geos_disc(k->room, &out, (mlg_xy){ 0, 0 }, -1, 8, &err), MLG_EGEOM);
    assert_int_equal(geos_buffer(k->room, &out, square, NAN, 8, &err), MLG_EGEOM);
    assert_null(out);
    geos_free(k->room, square);
}

static void discs_are_regular(void **state)
{
    static const int segments[] = { 1, 2, 8, 64, 250 };
    kit *k = *state;
    mlg_xy c = { 700000, 6600000 };

    for (size_t i = 0; i < sizeof segments / sizeof *segments; i++) {
        geos_shape *disc = NULL;
        size_t n = 4 * (size_t)segments[i];
        double side = 6.283185307179586 / (double)n, area = 0.5 * (double)n * sin(side) * 25e6;
        mlg_polys polys;
        mlg_err err = { 0 };

        assert_ok(geos_disc(k->room, &disc, c, 5000, segments[i], &err));
        assert_near(geos_area(k->room, disc), area, area * 1e-12);
        polys = back(k, disc);
        assert_int_equal(polys.n_xy, n + 1);
        for (size_t v = 0; v < n; v++)
            assert_near(hypot(polys.xy[v].x - c.x, polys.xy[v].y - c.y), 5000, 1e-8);
        assert_near(polys.xy[0].x, c.x + 5000, 0);
        assert_near(polys.xy[0].y, c.y, 0);
        mlg_polys_release(&polys);
        geos_free(k->room, disc);
    }
}

static void operations(void **state)
{
    kit *k = *state;
    geos_shape *a = shape_of(k, "0 0,4 0,4 4,0 4"), *b = shape_of(k, "2 2,6 2,6 6,2 6");
    geos_shape *c = shape_of(k, "10 0,11 0,11 1,10 1"), *all[3] = { a, b, c };
    geos_shape *out = NULL;
    mlg_xy p, q;
    bool yes;
    mlg_err err = { 0 };

    assert_ok(geos_union(k->room, &out, all, 3, &err));
    assert_near(geos_area(k->room, out), 16 + 16 - 4 + 1, 1e-12);
    assert_int_equal(geos_parts(k->room, out), 2);
    assert_ok(geos_covers(k->room, out, a, &yes, &err));
    assert_true(yes);
    geos_free(k->room, out);
    assert_ok(geos_union(k->room, &out, all, 1, &err));
    assert_near(geos_area(k->room, out), 16, 1e-12);
    geos_free(k->room, out);
    assert_ok(geos_intersection(k->room, &out, a, b, &err));
    assert_near(geos_area(k->room, out), 4, 1e-12);
    geos_free(k->room, out);
    assert_ok(geos_difference(k->room, &out, a, b, &err));
    assert_near(geos_area(k->room, out), 12, 1e-12);
    geos_free(k->room, out);
    assert_ok(geos_difference(k->room, &out, a, a, &err));
    assert_true(geos_empty(k->room, out));
    geos_free(k->room, out);
    assert_ok(geos_intersects(k->room, a, c, &yes, &err));
    assert_false(yes);
    assert_ok(geos_buffer(k->room, &out, a, -1, 8, &err));
    assert_near(geos_area(k->room, out), 4, 1e-12);
    geos_free(k->room, out);
    assert_ok(geos_buffer(k->room, &out, a, -3, 8, &err));
    assert_true(geos_empty(k->room, out));
    geos_free(k->room, out);
    assert_ok(geos_nearest_points(k->room, a, c, &p, &q, &err));
    assert_near(hypot(p.x - q.x, p.y - q.y), 6, 1e-12);
    assert_near(p.x, 4, 1e-12);
    assert_near(q.x, 10, 1e-12);
    assert_ok(geos_nearest_points(k->room, a, b, &p, &q, &err));
    assert_near(hypot(p.x - q.x, p.y - q.y), 0, 1e-12);
    assert_ok(geos_interior_point(k->room, b, &p, &err));
    assert_true(p.x > 2 && p.x < 6 && p.y > 2 && p.y < 6);
    for (int i = 0; i < 3; i++)
        geos_free(k->room, all[i]);
    assert_non_null(strchr(geos_version(), '.'));
}

/* --- a room per thread ----------------------------------------------------------------------
 */

enum { TASKS = 2000 };

typedef struct shared {
    mlg_polys donut;
    double area[TASKS];
} shared;

typedef struct hand {
    geos_room *room;
    shared *all;
} hand;

static mlg_code hand_open(void **worker, void *arg, mlg_err *err)
{
    hand *h = calloc(1, sizeof *h);
    mlg_code code = MLG_OK;

    *worker = h;
    h->all = arg;
    code = geos_room_new(&h->room, err);
    if (code != MLG_OK)
        free(h);
    return code;
}

static mlg_code hand_run(void *worker, size_t i, mlg_err *err)
{
    hand *h = worker;
    geos_shape *zone = NULL, *disc = NULL, *out = NULL;
    mlg_code code = geos_from_feature(h->room, &zone, &h->all->donut, 0, err);

    if (code == MLG_OK)
        code = geos_disc(h->room, &disc, (mlg_xy){ (double)(i % 12), 5 }, 3, 16, err);
    if (code == MLG_OK)
        code = geos_intersection(h->room, &out, zone, disc, err);
    if (code == MLG_OK)
        h->all->area[i] = geos_area(h->room, out);
    geos_free(h->room, out);
    geos_free(h->room, disc);
    geos_free(h->room, zone);
    return code;
}

static void hand_close(void *worker)
{
    geos_room_free(((hand *)worker)->room);
    free(worker);
}

static void one_room_per_thread_gives_the_same(void **state)
{
    static const par_job job = { hand_open, hand_run, hand_close };
    static shared one, many;
    mlg_err err = { 0 };

    (void)state;
    one.donut = polys_of(donut);
    many.donut = one.donut;
    assert_ok(par_for(TASKS, 1, &job, &one, &err));
    for (unsigned t = 2; t <= 4; t++) {
        assert_ok(par_for(TASKS, t, &job, &many, &err));
        assert_memory_equal(one.area, many.area, sizeof one.area);
    }
    mlg_polys_release(&one.donut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(features_go_in_and_out),
        cmocka_unit_test(nothing_is_a_shape_too),
        cmocka_unit_test(edges_count_as_inside),
        cmocka_unit_test(validity_has_a_reason),
        cmocka_unit_test(repair_keeps_what_was_meant),
        cmocka_unit_test(exceptions_are_errors),
        cmocka_unit_test(lines_are_left_out),
        cmocka_unit_test(numbers_are_finite_or_refused),
        cmocka_unit_test(discs_are_regular),
        cmocka_unit_test(operations),
        cmocka_unit_test(one_room_per_thread_gives_the_same),
    };

    return cmocka_run_group_tests_name("geos", tests, kit_open, kit_close);
}
