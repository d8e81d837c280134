/* Territories that tile, overlap, leave a hole between them, or draw a common border each in
 * their own way; and what becomes of their gaps. */
#include "test.h"

#include "analysis/coverage/gapset.h"
#include "analysis/coverage/tiling.h"
#include "made.h"

static const double X = 700000, Y = 6877600; /* scale 1 */

typedef struct territories {
    world w;
    made m;
    int n;
    mlg_zones *zones;
    tiling t;
} territories;

static territories tiles_new(void)
{
    return (territories){ .w = world_new(),
                          .m = made_new("com.shp", "EPSG:2154", "insee_com") };
}

static void put(territories *l, const mlg_xy *ring, size_t n)
{
    mlg_xy at[16];
    char code[16];

    for (size_t i = 0; i < n; i++)
        at[i] = (mlg_xy){ X + ring[i].x, Y + ring[i].y };
    made_shell(&l->m, at, n);
    snprintf(code, sizeof code, "%05d", ++l->n);
    made_row(&l->m, code);
}

static void put_box(territories *l, double x, double y, double width, double height)
{
    put(l,
        (mlg_xy[]){ { x, y }, { x + width, y }, { x + width, y + height }, { x, y + height } },
        4);
}

static void look(territories *l)
{
    mlg_err err = { 0 };

    l->zones = world_level(&l->w, &l->m, "commune");
    assert_ok(tiling_of(&l->t, l->zones, 2, &l->w.diag, &err));
}

/* Without any fabrique, all is gap. */
static void check_gaps(territories *l, size_t n, double area_m2)
{
    gapset_options o = { .chord_m = 1, .merged = true, .tiled = l->t.clean, .threads = 1 };
    hubs none = { 0 };
    served *s = NULL;
    gapset *g = NULL;
    double sum = 0;
    mlg_err err = { 0 };

    assert_ok(served_new(&s, &none, NULL, NULL, &err));
    assert_ok(gapset_new(&g, s, l->zones, l->zones, &o, l->w.planes, &err));
    assert_int_equal(g->n, n);
    for (size_t i = 0; i < g->n; i++)
        sum += g->gaps[i].area_m2;
    assert_near(sum, area_m2, 1e-3 * area_m2); /* the scale of the plane is not 1 */
    gapset_free(g);
    served_free(s);
}

static void territories_free(territories *l)
{
    mlg_zones_free(l->zones);
    world_free(&l->w);
}

static void they_tile(void **state)
{
    territories l = tiles_new();

    (void)state;
    put_box(&l, 0, 0, 1000, 1000);
    put_box(&l, 1000, 0, 1000, 1000);
    put_box(&l, 0, 1000, 1000, 1000);
    look(&l);
    assert_true(l.t.clean);
    assert_near(l.t.overlap_m2, 0, 0);
    assert_near(l.t.hole_m2, 0, 0);
    assert_int_equal(l.w.diag.n, 0);
    check_gaps(&l, 1, 3e6);
    territories_free(&l);
}

static void they_overlap(void **state)
{
    territories l = tiles_new();

    (void)state;
    put_box(&l, 0, 0, 1000, 1000);
    put_box(&l, 900, 900, 1000, 1000); /* corners, no side inside the other */
    look(&l);
    assert_false(l.t.clean);
    assert_near(l.t.overlap_m2, 1e4, 20);
    assert_int_equal(mlg_diag_count(&l.w.diag, "territories-overlap"), 1);
    check_gaps(&l, 1, 2e6 - 1e4);
    territories_free(&l);
}

static void one_holds_another(void **state)
{
    territories l = tiles_new();

    (void)state;
    put_box(&l, 0, 0, 1000, 1000);
    put_box(&l, 400, 400, 100, 100);
    put_box(&l, 0, 0, 1000, 1000); /* and a twin */
    look(&l);
    assert_false(l.t.clean);
    assert_near(l.t.overlap_m2, 1e6 + 2e4, 2000);
    assert_int_equal(mlg_diag_count(&l.w.diag, "territories-overlap"), 3);
    check_gaps(&l, 1, 1e6);
    territories_free(&l);
}

/* Four around a square that nobody has. */
static void a_hole_between(void **state)
{
    territories l = tiles_new();

    (void)state;
    put(&l, (mlg_xy[]){ { 0, 0 }, { 200, 0 }, { 200, 100 }, { 100, 100 }, { 0, 100 } }, 5);
    put(&l, (mlg_xy[]){ { 200, 0 }, { 300, 0 }, { 300, 200 }, { 200, 200 }, { 200, 100 } }, 5);
    put(&l, (mlg_xy[]){ { 100, 200 }, { 200, 200 }, { 300, 200 }, { 300, 300 }, { 100, 300 } },
        5);
    put(&l, (mlg_xy[]){ { 0, 100 }, { 100, 100 }, { 100, 200 }, { 100, 300 }, { 0, 300 } }, 5);
    look(&l);
    assert_near(l.t.hole_m2, 1e4, 20);
    assert_int_equal(mlg_diag_count(&l.w.diag, "territories-hole"), 1);
    check_gaps(&l, 1, 8e4);
    territories_free(&l);
}

/* A border with a vertex that only one side has. */
static void borders_drawn_twice(void **state)
{
    territories l = tiles_new();

    (void)state;
    put_box(&l, 0, 0, 1000, 1000);
    put_box(&l, 1000, 0, 1000, 500);
    put_box(&l, 1000, 500, 1000, 500);
    look(&l);
    assert_false(l.t.clean);
    assert_near(l.t.overlap_m2, 0, 0);
    assert_int_equal(mlg_diag_count(&l.w.diag, "territories-overlap"), 0);
    check_gaps(&l, 1, 2e6);
    territories_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_tile),           cmocka_unit_test(they_overlap),
        cmocka_unit_test(one_holds_another),   cmocka_unit_test(a_hole_between),
        cmocka_unit_test(borders_drawn_twice),
    };

    return cmocka_run_group_tests_name("tiling", tests, NULL, NULL);
}
