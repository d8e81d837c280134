#include "test.h"

#include "made.h"

static const double X = 652000, Y = 6862000;

/* A row of communes of 10 km, hubs given by their place along it. */
typedef struct strip {
    world w;
    mlg_zones *communes;
    mlg_sites *hubs;
    mlg_coverage *c;
} strip;

static strip strip_new(int n, const double *hubs, size_t n_hubs, double reach)
{
    strip s = { .w = world_new() };
    made m = made_new("com.shp", "EPSG:2154", "insee_com"),
         k = made_new("sites.csv", "EPSG:2154", "id");
    mlg_coverage_options o = { .reaches = &(mlg_reach){ reach, NULL },
                               .n_reaches = !isnan(reach),
                               .rules = &s.w.rules,
                               .threads = 2 };
    mlg_err err = { 0 };

    for (int i = 0; i < n; i++) {
        char code[16];

        made_box(&m, X + i * 10000, Y, 10000, 10000);
        snprintf(code, sizeof code, "010%02d", i);
        made_row(&m, code);
    }
    for (size_t i = 0; i < n_hubs; i++)
        made_point(&k, X + hubs[i], Y + 5000, "x");
    s.communes = world_level(&s.w, &m, "commune");
    s.hubs = world_sites(&s.w, &k, "0");
    o.communes = s.communes;
    assert_ok(mlg_cover(&s.c, s.hubs, &s.communes, 1, &o, s.w.planes, &s.w.diag, &err));
    return s;
}

static void strip_free(strip *s)
{
    mlg_coverage_free(s->c);
    mlg_sites_free(s->hubs);
    mlg_zones_free(s->communes);
    world_free(&s->w);
}

static double far_from(double hub, double x, double y)
{
    plane *l93 = world_plane(PLANE_MAINLAND);
    double d = plane_ground(l93, (mlg_xy){ X + hub, Y + 5000 }, (mlg_xy){ X + x, Y + y });

    plane_close(l93);
    return d;
}

/* A reach that spans the strip cuts the land beyond into two gaps; each is one piece though
 * it lies in several communes. */
static void cut_in_two(void **state)
{
    static const double hub[] = { 25000 };
    strip s = strip_new(6, hub, 1, 12000);

    (void)state;
    assert_int_equal(s.c->n_gaps, 2);
    assert_int_equal(s.c->gap_polys.n, 2);
    /* the eastern one is larger: 60 - 37 against 13 km; the ends of the disc are not straight
     */
    assert_near(s.c->gaps[0].area_m2 / 1e8, 2.35, 0.08);
    assert_near(s.c->gaps[1].area_m2 / 1e8, 1.35, 0.08);
    assert_int_equal(s.c->gaps[0].n_communes, 3);
    assert_int_equal(s.c->gaps[1].n_communes, 2);
    assert_near(s.c->gaps[0].remote_m, far_from(25000, 60000, 0), 0.01);
    assert_near(s.c->gaps[1].remote_m, far_from(25000, 0, 0), 0.01);
    assert_true(isnan(s.c->gaps[0].population));
    strip_free(&s);
}

static void no_hub_at_all(void **state)
{
    strip s = strip_new(3, NULL, 0, 12000);

    (void)state;
    assert_int_equal(s.c->n_gaps, 1);
    assert_near(s.c->gaps[0].area_m2, s.c->levels[0].rows[0].area_m2 * 3, 1e6);
    assert_int_equal(s.c->gaps[0].n_communes, 3);
    assert_true(isnan(s.c->gaps[0].remote_m));
    strip_free(&s);
}

static void none_left(void **state)
{
    static const double hub[] = { 10000 };
    strip s = strip_new(2, hub, 1, 12000);

    (void)state;
    assert_int_equal(s.c->n_gaps, 0);
    assert_int_equal(s.c->gap_polys.n, 0);
    assert_near(s.c->levels[0].rows[0].area_out_m2, 0, 0);
    strip_free(&s);
}

/* Rings as GeoJSON wants them, in degrees, with the served disc as a hole. */
static void a_hole_around_the_hub(void **state)
{
    static const double hub[] = { 5000 };
    strip s = strip_new(1, hub, 1, 2000);
    const mlg_polys *p = &s.c->gap_polys;
    mlg_xy middle = { 0, 0 };

    (void)state;
    assert_int_equal(s.c->n_gaps, 1);
    assert_int_equal(p->n_rings, 2);
    assert_int_equal(p->hole[0], 0);
    assert_int_equal(p->hole[1], 1);
    assert_true(ring_area(p->xy, p->xy_of[1]) > 0);
    assert_true(ring_area(p->xy + p->xy_of[1], p->xy_of[2] - p->xy_of[1]) < 0);
    /* chords of a circle of 2 km leave it by a metre: pi / acos(1 - 1/2000) of them */
    assert_int_equal(p->xy_of[2] - p->xy_of[1], 101);
    for (size_t i = p->xy_of[1]; i + 1 < p->xy_of[2]; i++) {
        middle.x += p->xy[i].x / 100;
        middle.y += p->xy[i].y / 100;
    }
    for (size_t i = 0; i < p->n_xy; i++)
        assert_true(p->xy[i].x > 2 && p->xy[i].x < 3 && p->xy[i].y > 48 && p->xy[i].y < 50);
    assert_true(ring_covers(p->xy, p->xy_of[1], middle));
    strip_free(&s);
}

/* Crumbs below a square metre are the rounding of the computation, not gaps. */
static void crumbs_are_no_gaps(void **state)
{
    world w = world_new();
    made m = made_new("com.shp", "EPSG:2154", "insee_com"),
         k = made_new("sites.csv", "EPSG:2154", "id");
    mlg_coverage_options o = {
        .reaches = &(mlg_reach){ 1000, NULL }, .n_reaches = 1, .rules = &w.rules, .threads = 1
    };
    mlg_zones *z;
    mlg_sites *s;
    mlg_coverage *c = NULL;
    mlg_err err = { 0 };

    (void)state;
    made_box(&m, X, Y, 100, 100);
    made_row(&m, "01001");
    made_box(&m, X + 50000, Y, 0.9, 0.9); /* beyond reach, and no larger than a crumb */
    made_row(&m, "01002");
    made_point(&k, X, Y, "1");
    z = world_level(&w, &m, "commune");
    s = world_sites(&w, &k, "0");
    assert_ok(mlg_cover(&c, s, &z, 1, &o, w.planes, &w.diag, &err));
    assert_int_equal(c->n_gaps, 0);
    assert_near(c->levels[0].rows[1].area_out_m2, 0.81, 0.01);
    assert_int_equal(c->levels[0].rows[1].statut, MLG_STATUT_NON_POURVU);
    mlg_coverage_free(c);
    mlg_sites_free(s);
    mlg_zones_free(z);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_in_two),         cmocka_unit_test(no_hub_at_all),
        cmocka_unit_test(none_left),          cmocka_unit_test(a_hole_around_the_hub),
        cmocka_unit_test(crumbs_are_no_gaps),
    };

    return cmocka_run_group_tests_name("gaps", tests, NULL, NULL);
}
