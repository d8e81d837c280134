/* Polygons minus discs, exactly: against GEOS with circles of thousands of sides, against
 * points taken at random, and against what must add up. Circles in the plane against PROJ's
 * geodesics. */
#include "test.h"

#include "dice.h"
#include "geo/cut.h"
#include "geo/geos.h"
#include "made.h"

#include <geodesic.h>

static const double X = 652000, Y = 6862000;
enum { FINE = 1000 }; /* sides to a quarter turn */

/* --- ground circles ------------------------------------------------------------------------
 */

static double worst_of_circle(plane *p, mlg_xy centre, double ground_m, double *area_error)
{
    struct geod_geodesic globe;
    struct geod_polygon polygon;
    disc c = disc_of_ground(p, centre, ground_m);
    mlg_xy lonlat = centre, ring[721];
    double worst = 0, area = 0;

    geod_init(&globe, 6378137, 1 / 298.257222101);
    geod_polygon_init(&polygon, 0);
    assert_int_equal(plane_to_lonlat(p, &lonlat, 1), 0);
    for (int i = 0; i < 720; i++) {
        mlg_xy at;

        geod_direct(&globe, lonlat.y, lonlat.x, i / 2.0, ground_m, &at.y, &at.x, NULL);
        geod_polygon_addpoint(&globe, &polygon, at.y, at.x);
        assert_int_equal(plane_from_lonlat(p, &at, 1), 0);
        worst = fmax(worst, fabs(hypot(at.x - c.at.x, at.y - c.at.y) - c.radius));
        ring[i] = (mlg_xy){ c.at.x + c.radius * cos(i * 0.008726646259971648),
                            c.at.y + c.radius * sin(i * 0.008726646259971648) };
    }
    ring[720] = ring[0];
    geod_polygon_compute(&globe, &polygon, 1, 1, &area, NULL);
    *area_error = fabs(fabs(area) - plane_ring_area(p, ring, 721)) / fabs(area);
    return worst;
}

static void ground_circles(void **state)
{
    static const struct {
        double ground_m, worst_m, area;
    } rows[] = { { 300, 1e-5, 1e-8 },
                 { 5e3, 4e-4, 1e-8 },
                 { 20e3, 0.02, 2e-8 },
                 { 100e3, 2.5, 1e-6 },
                 { 250e3, 40, 2e-5 } };
    static const plane_id planes[] = { PLANE_MAINLAND, PLANE_REUNION, PLANE_GUYANE };
    static const mlg_xy middle[] = { { 700000, 6600000 },
                                     { 340000, 7660000 },
                                     { 300000, 450000 } };
    dice d = dice_new("ground circles");

    (void)state;
    for (size_t k = 0; k < sizeof planes / sizeof *planes; k++) {
        plane *p = world_plane(planes[k]);
        double wide = k ? 60e3 : 450e3;

        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            double worst = 0, off = 0;

            for (int n = 0; n < 40; n++) {
                mlg_xy at = { middle[k].x + dice_in(&d, -wide, wide),
                              middle[k].y + dice_in(&d, -wide, wide) };
                double area;

                worst = fmax(worst, worst_of_circle(p, at, rows[i].ground_m, &area));
                off = fmax(off, area);
            }
            print_message("plane %u, %g m: off by %.3g m, area by %.2g\n", planes[k],
                          rows[i].ground_m, worst, off);
            assert_true(worst <= rows[i].worst_m);
            assert_true(off <= rows[i].area);
        }
        plane_close(p);
    }
}

/* --- a small world: polygons of one feature, discs about -------------------------------------
 */

typedef struct scene {
    plane *p;
    mlg_polys polys;
    edges *edges;
    discs *discs;
    frontier *frontier;
    cut cut;
} scene;

static void draw_discs(scene *s, const mlg_xy *at, const double *ground_m, size_t n,
                       unsigned attempt)
{
    uint8_t *wanted = malloc(n + 1);
    mlg_err err = { 0 };

    memset(wanted, 1, n + 1);
    s->discs = discs_new(s->p, at, ground_m, NULL, n, attempt);
    assert_non_null(s->discs);
    assert_ok(frontier_new(&s->frontier, s->discs, wanted, 2, &err));
    free(wanted);
}

static void scene_discs(scene *s, const mlg_xy *at, const double *ground_m, size_t n)
{
    draw_discs(s, at, ground_m, n, 0);
    assert_false(s->frontier->broken);
}

/* As those who use discs do: what is contradictory is drawn again. */
static void scene_degenerate(scene *s, const mlg_xy *at, const double *ground_m, size_t n)
{
    for (unsigned attempt = 0; attempt < 8; attempt++) {
        draw_discs(s, at, ground_m, n, attempt);
        cut_feature(&s->cut, &s->polys, s->edges, 0, s->discs, s->frontier);
        if (!s->frontier->broken && !s->cut.broken)
            return;
        frontier_free(s->frontier);
        discs_free(s->discs);
    }
    fail_msg("eight draws are contradictory");
}

static void scene_free(scene *s)
{
    cut_release(&s->cut);
    frontier_free(s->frontier);
    discs_free(s->discs);
    edges_free(s->edges);
    mlg_polys_release(&s->polys);
}

static double whole_area(const scene *s, size_t f)
{
    const mlg_polys *p = &s->polys;
    double area = 0;

    for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++)
        area += plane_ring_area(s->p, p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]);
    return area;
}

static double area_left(scene *s, size_t f)
{
    double area = 0;

    cut_feature(&s->cut, &s->polys, s->edges, f, s->discs, s->frontier);
    assert_false(s->cut.broken);
    assert_false(s->cut.no_memory);
    for (size_t l = 0; l < s->cut.n; l++)
        area += cut_loop_area(&s->cut, l, s->discs);
    if (s->cut.whole)
        assert_near(area, whole_area(s, f), 0);
    return area;
}

/* The same by GEOS, in the plane, each circle of 4 * FINE sides. */
static geos_shape *left_by_geos(const scene *s, geos_room *room, size_t f)
{
    size_t n = discs_count(s->discs);
    geos_shape **each = calloc(n + 1, sizeof *each), *served, *whole, *left;
    mlg_err err = { 0 };

    for (uint32_t i = 0; i < n; i++) {
        disc c = discs_get(s->discs, i);

        assert_ok(geos_disc(room, &each[i], c.at, c.radius, FINE, &err));
    }
    assert_ok(geos_union(room, &served, each, n, &err));
    assert_ok(geos_from_feature(room, &whole, &s->polys, f, &err));
    assert_ok(geos_difference(room, &left, whole, served, &err));
    for (size_t i = 0; i < n; i++)
        geos_free(room, each[i]);
    free(each);
    geos_free(room, served);
    geos_free(room, whole);
    return left;
}

static double ellipsoid_area(const plane *p, geos_room *room, const geos_shape *shape)
{
    polys_build *build = polys_build_new();
    mlg_polys polys = { 0 };
    double area = 0;
    mlg_err err = { 0 };

    assert_ok(geos_to_feature(room, shape, build, &err));
    polys_build_finish(build, &polys);
    for (size_t r = 0; r < polys.n_rings; r++)
        area +=
            plane_ring_area(p, polys.xy + polys.xy_of[r], polys.xy_of[r + 1] - polys.xy_of[r]);
    mlg_polys_release(&polys);
    return area;
}

/* How much a polygon of 4 * FINE sides may lack along all circles. */
static double lacking(const scene *s)
{
    double sum = 0;

    for (uint32_t i = 0; i < discs_count(s->discs); i++) {
        double r = discs_get(s->discs, i).radius;

        sum += 6.3 * r * r * (1 - cos(1.5707963267948966 / (2 * FINE)));
    }
    return sum;
}

/* The rings as drawn are a valid polygon, off by at most the chord along every arc. */
static void check_drawing(scene *s, geos_room *room, double area)
{
    const double chord = 1;
    polys_build *build = polys_build_new();
    mlg_polys polys = { 0 };
    double drawn = 0, arcs = 0;
    size_t stray;
    mlg_err err = { 0 };
    geos_shape *shape = NULL, *fixed = NULL;

    for (size_t l = 0; l < s->cut.n; l++) {
        for (size_t i = s->cut.corner_of[l]; i < s->cut.corner_of[l + 1]; i++)
            if (s->cut.corners[i].disc != DISC_NONE)
                arcs += (s->cut.corners[i].from - s->cut.corners[i].to) *
                        discs_get(s->discs, s->cut.corners[i].disc).radius;
        cut_loop_draw(&s->cut, l, s->discs, chord);
        drawn += plane_ring_area(s->p, s->cut.ring, s->cut.n_ring);
        polys_build_ring(build, s->cut.ring, s->cut.n_ring);
    }
    assert_true(drawn >= area - 1e-6 * fabs(area) - 1e-3);
    assert_true(drawn <= area + chord * arcs * (1 + 1e-3) + 1e-3);
    assert_true(polys_build_sort_rings(build, false, &stray));
    assert_true(polys_build_end_feature(build));
    polys_build_finish(build, &polys);
    assert_ok(geos_from_feature(room, &shape, &polys, 0, &err));
    assert_ok(geos_repair(room, &fixed, shape, &err));
    assert_near(ellipsoid_area(s->p, room, fixed), drawn, 1e-7 * drawn + 0.1);
    geos_free(room, shape);
    geos_free(room, fixed);
    mlg_polys_release(&polys);
}

static void check_scene(scene *s, geos_room *room)
{
    for (size_t f = 0; f < s->polys.n; f++) {
        geos_shape *left = left_by_geos(s, room, f);
        double want = ellipsoid_area(s->p, room, left), got = area_left(s, f);

        if (fabs(got - want) > lacking(s) + 1e-8 * whole_area(s, f) + 1e-3)
            fail_msg("area %.6f, GEOS says %.6f, of %.6f", got, want, whole_area(s, f));
        check_drawing(s, room, got);
        geos_free(room, left);
    }
}

/* A star of n vertices, and sometimes a hole of the same form. */
static void add_star(polys_build *b, dice *d, mlg_xy at, double radius, bool lattice)
{
    mlg_xy ring[40];
    int n = dice_int(d, 3, 40);

    for (int i = 0; i < n; i++) {
        double r = radius * dice_in(d, 0.3, 1), t = 6.283185307179586 * (i + 0.4) / n;

        ring[i] = (mlg_xy){ at.x + r * cos(t), at.y + r * sin(t) };
        if (lattice)
            ring[i] = (mlg_xy){ at.x + round(r * cos(t) / 500) * 500,
                                at.y + round(r * sin(t) / 500) * 500 };
    }
    polys_build_ring(b, ring, (size_t)n);
    for (int i = 0; i < n; i++)
        ring[i] = (mlg_xy){ at.x + 0.3 * (ring[i].x - at.x), at.y + 0.3 * (ring[i].y - at.y) };
    if (dice_int(d, 0, 1))
        polys_build_ring(b, ring, (size_t)n);
    assert_true(polys_build_end_polygon(b));
}

static void random_scenes(void **state)
{
    dice d = dice_new("random scenes");
    geos_room *room = NULL;
    plane *p = world_plane(PLANE_MAINLAND);
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int round = 0; round < 200; round++) {
        polys_build *b = polys_build_new();
        scene s = { .p = p };
        mlg_xy at[30];
        double reach[30], all = dice_in(&d, 500, 9000);
        size_t n = (size_t)dice_int(&d, 0, 30);

        add_star(b, &d, (mlg_xy){ X, Y }, 10000, false);
        assert_true(polys_build_end_feature(b));
        polys_build_finish(b, &s.polys);
        s.edges = edges_new(&s.polys);
        for (size_t i = 0; i < n; i++) {
            at[i] = (mlg_xy){ X + dice_in(&d, -15000, 15000), Y + dice_in(&d, -15000, 15000) };
            reach[i] = round % 2 ? all : dice_in(&d, 0, 1) < 0.1 ? 0 : dice_in(&d, 10, 9000);
        }
        scene_discs(&s, at, reach, n);
        check_scene(&s, room);
        scene_free(&s);
    }
    geos_room_free(room);
    plane_close(p);
}

/* Vertices, centres and radii (in the plane, to a micrometre) are multiples of 500 m: circles
 * touch edges and each other, pass through vertices, lie in holes, coincide, meet by fours. */
static void degenerate_scenes(void **state)
{
    dice d = dice_new("degenerate scenes");
    geos_room *room = NULL;
    plane *p = world_plane(PLANE_MAINLAND);
    int valid = 0;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    while (valid < 100) {
        polys_build *b = polys_build_new();
        scene s = { .p = p };
        mlg_xy at[40];
        double reach[40];
        size_t n = (size_t)dice_int(&d, 1, 40);
        geos_shape *star = NULL;
        bool fine = false;
        char why[200];

        add_star(b, &d, (mlg_xy){ X, Y }, 6000, true);
        assert_true(polys_build_end_feature(b));
        polys_build_finish(b, &s.polys);
        s.edges = edges_new(&s.polys);
        for (size_t i = 0; i < n; i++) {
            at[i] =
                (mlg_xy){ X + 500 * dice_int(&d, -16, 16), Y + 500 * dice_int(&d, -16, 16) };
            reach[i] = 500 * dice_int(&d, 0, 6) / plane_scale(p, at[i]);
        }
        assert_ok(geos_from_feature(room, &star, &s.polys, 0, &err));
        assert_ok(geos_valid(room, star, &fine, why, sizeof why, &err));
        geos_free(room, star);
        if (fine && s.polys.n_rings) {
            scene_degenerate(&s, at, reach, n);
            check_scene(&s, room);
            valid++;
        }
        scene_free(&s);
    }
    geos_room_free(room);
    plane_close(p);
}

/* Thousands of discs over one another, every third of them twice. */
static void crowds(void **state)
{
    enum { N = 3000, SAMPLES = 200000 };
    dice d = dice_new("crowds");
    plane *p = world_plane(PLANE_MAINLAND);
    mlg_xy *at = malloc(N * sizeof *at);
    double *reach = malloc(N * sizeof *reach);

    (void)state;
    for (int round = 0; round < 4; round++) {
        polys_build *b = polys_build_new();
        scene s = { .p = p };
        double least = round % 2 ? 50 : 900, share, left, out = 0, in = 0;

        add_star(b, &d, (mlg_xy){ X, Y }, 10000, false);
        assert_true(polys_build_end_feature(b));
        polys_build_finish(b, &s.polys);
        s.edges = edges_new(&s.polys);
        for (size_t i = 0; i < N; i++) {
            at[i] = (mlg_xy){ X + dice_in(&d, -9000, 9000), Y + dice_in(&d, -9000, 9000) };
            reach[i] = dice_in(&d, least / 2, least);
            if (i % 3 == 2) {
                at[i] = at[i - 1];
                reach[i] = reach[i - 1];
            }
        }
        scene_discs(&s, at, reach, N);
        left = area_left(&s, 0);
        for (int k = 0; k < SAMPLES; k++) {
            mlg_xy q = { X + dice_in(&d, -10000, 10000), Y + dice_in(&d, -10000, 10000) };
            uint32_t hint = DISC_NONE;

            if (!edges_cover(s.edges, 0, q))
                continue;
            in++;
            out += discs_beyond(s.discs, q, &hint) > 0;
        }
        share = out / in;
        assert_near(left / whole_area(&s, 0), share,
                    5 * sqrt(fmax(share * (1 - share), 2 / in) / in));
        scene_free(&s);
    }
    free(at);
    free(reach);
    plane_close(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ground_circles),
        cmocka_unit_test(random_scenes),
        cmocka_unit_test(degenerate_scenes),
        cmocka_unit_test(crowds),
    };

    return cmocka_run_group_tests_name("discs", tests, NULL, NULL);
}
