#include "test.h"

#include "analysis/siting/region.h"
#include "made.h"

static const double X = 652000, Y = 6862000;

/* A QPV of 1 km, a centre that is the half plane to the west of X + 500, communes. */
typedef struct town {
    world w;
    mlg_zones *qpv, *centres, *communes;
    geos_room *room;
} town;

static town town_new(void)
{
    town t = { .w = world_new() };
    made q = made_new("qpv.shp", "EPSG:2154", "code_qp"),
         c = made_new("centres.shp", "EPSG:2154", "code"),
         k = made_new("com.shp", "EPSG:2154", "insee_com");
    mlg_err err = { 0 };

    made_box(&q, X, Y, 1000, 1000);
    made_row(&q, "QP1");
    made_box(&c, X - 50000, Y - 50000, 50500, 100000);
    made_row(&c, "GC1");
    made_box(&k, X, Y, 1000, 1000); /* 0: the QPV itself */
    made_row(&k, "01000");
    made_box(&k, X + 1000, Y, 2000, 1000); /* 1: east of it */
    made_row(&k, "01001");
    made_box(&k, X + 1000, Y + 5000, 80, 1000); /* 2: thinner than two margins */
    made_row(&k, "01002");
    made_box(&k, X - 20000, Y, 1000, 1000); /* 3: far, in the centre */
    made_row(&k, "01003");
    t.qpv = world_zones(&t.w, &q, MLG_ROLE_QPV, NULL);
    t.centres = world_zones(&t.w, &c, MLG_ROLE_CENTRE, NULL);
    t.communes = world_zones(&t.w, &k, MLG_ROLE_COMMUNE, NULL);
    assert_ok(geos_room_new(&t.room, &err));
    return t;
}

static void town_free(town *t)
{
    geos_room_free(t->room);
    mlg_zones_free(t->qpv);
    mlg_zones_free(t->centres);
    mlg_zones_free(t->communes);
    world_free(&t->w);
}

/* The standings of a region under one vintage, one definition and 300 m; closes it. */
static standings occurring(geos_room *room, const mlg_zones *qpv, const mlg_zones *centres,
                           region *r)
{
    static const double distance = 300;
    const region_criteria one = { &qpv, &centres, &distance, 1, 1, 1 };
    standings found = 0;
    mlg_err err = { 0 };

    assert_ok(region_standings(&found, room, &one, 1, r, &err));
    region_close(room, r);
    return found;
}

static standings in_disc(const town *t, double x, double y, double radius)
{
    const plane *l93 = zones_sheet(t->qpv, PLANE_MAINLAND)->plane;
    region r;
    mlg_err err = { 0 };

    assert_ok(region_of_disc(&r, t->room, l93, PLANE_MAINLAND, (mlg_xy){ X + x, Y + y }, radius,
                             &err));
    return occurring(t->room, t->qpv, t->centres, &r);
}

static void discs(void **state)
{
    static const struct {
        const char *what;
        double x, y, radius;
        standings want;
    } rows[] = {
        { "in the QPV, in the centre", 200, 500, 100, IN_QPV_IN_CENTRE },
        { "in the QPV, over the centre's edge", 500, 500, 100, ANY_IN_QPV },
        { "in the QPV, outside", 800, 500, 100, IN_QPV_OUTSIDE },
        { "over the QPV's edge", 1000, 500, 100, IN_QPV_OUTSIDE | NEAR_OUTSIDE },
        { "over both edges of the surroundings", 1150, 500, 200,
          IN_QPV_OUTSIDE | NEAR_OUTSIDE | FAR_OUTSIDE },
        { "near", 1150, 500, 100, NEAR_OUTSIDE },
        { "near and far", 1300, 500, 10, NEAR_OUTSIDE | FAR_OUTSIDE },
        { "far", 2000, 500, 500, FAR_OUTSIDE },
        { "far, over the centre's edge", 500, 5000, 50, FAR_IN_CENTRE | FAR_OUTSIDE },
        { "all there is", 500, 500, 2000, ANYTHING },
        { "all there is, and more", 500, 500, 30000, ANYTHING },
    };
    town t = town_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        standings got = in_disc(&t, rows[i].x, rows[i].y, rows[i].radius);

        if (got != rows[i].want)
            fail_msg("%s: %x", rows[i].what, got);
    }
    town_free(&t);
}

/* A part counts from a dm2, or a thousandth of the region, on: discs pushed over an edge. */
static void parts_that_are_noise(void **state)
{
    town t = town_new();

    (void)state;
    for (int i = 0; i < 40; i++) {
        const plane *l93 = zones_sheet(t.qpv, PLANE_MAINLAND)->plane;
        double r = 100 * plane_scale(l93, (mlg_xy){ X + 900, Y + 500 }), over = 0.002 * i;
        double cap =
            r * r * acos((r - over) / r) - (r - over) * sqrt(2 * r * over - over * over);
        standings got = in_disc(&t, 1000 - r + over, 500, 100);

        if (cap > 0.5)
            assert_int_equal(got, IN_QPV_OUTSIDE | NEAR_OUTSIDE);
        if (over == 0)
            assert_int_equal(got, IN_QPV_OUTSIDE);
    }
    town_free(&t);
}

static void communes(void **state)
{
    static const struct {
        const char *what;
        uint32_t which[2];
        size_t n;
        double margin;
        standings want;
        double distance_qpv, distance_centre;
    } rows[] = {
        { "the QPV's own ground", { 0 }, 1, 50, ANY_IN_QPV, 0, 0 },
        { "its neighbour, less the margin", { 1 }, 1, 50, NEAR_OUTSIDE | FAR_OUTSIDE, 50, 550 },
        { "its neighbour, whole", { 1 }, 1, 0, NEAR_OUTSIDE | FAR_OUTSIDE, 0, 500 },
        { "both: the common border is a place like another",
          { 0, 1 },
          2,
          50,
          ANY_IN_QPV | NEAR_OUTSIDE | FAR_OUTSIDE,
          0,
          0 },
        { "a margin that eats the surroundings", { 1 }, 1, 310, FAR_OUTSIDE, 310, 810 },
        { "too thin: whole", { 2 }, 1, 50, FAR_OUTSIDE, 4000, 500 },
        { "far, in the centre", { 3 }, 1, 50, FAR_IN_CENTRE, 19050, 0 },
        { "here and there", { 0, 3 }, 2, 50, ANY_IN_QPV | FAR_IN_CENTRE, 0, 0 },
    };
    town t = town_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        region r;
        uint32_t q, c;
        double to_qpv, to_centre;
        standings got;
        mlg_err err = { 0 };

        assert_ok(region_of_communes(&r, t.room, t.communes, rows[i].which, rows[i].n,
                                     rows[i].margin, &err));
        assert_ok(region_nearest(&q, &to_qpv, t.room, t.qpv, &r, &err));
        assert_ok(region_nearest(&c, &to_centre, t.room, t.centres, &r, &err));
        got = occurring(t.room, t.qpv, t.centres, &r);
        if (got != rows[i].want)
            fail_msg("%s: %x", rows[i].what, got);
        assert_int_equal(q, 0);
        assert_int_equal(c, 0);
        assert_near(to_qpv, rows[i].distance_qpv, 0.0015 * rows[i].distance_qpv + 1e-6);
        assert_near(to_centre, rows[i].distance_centre,
                    0.0015 * rows[i].distance_centre + 1e-6);
    }
    town_free(&t);
}

/* The nearest zone of a commune against every zone in turn; ties to the smallest code. */
static void nearest_zone_of_a_commune(void **state)
{
    world w = world_new();
    made q = made_new("qpv.shp", "EPSG:2154", "code_qp"),
         k = made_new("com.shp", "EPSG:2154", "insee_com");
    mlg_zones *qpv, *communes;
    geos_room *room = NULL;
    region r;
    uint32_t which = 0, nearest;
    double distance;
    mlg_err err = { 0 };

    (void)state;
    for (int i = 0; i < 40; i++) {
        char code[16];

        /* a ring of boxes, the nearest ones 3 km east and west of the commune's sides */
        made_box(&q, X + (i % 2 ? 5000 + i * 100 : -3100 - i * 100), Y + 950, 100, 100);
        snprintf(code, sizeof code, "QP%03d", 900 - i);
        made_row(&q, code);
    }
    made_box(&k, X, Y, 2000, 2000);
    made_row(&k, "01001");
    qpv = world_zones(&w, &q, MLG_ROLE_QPV, NULL);
    communes = world_zones(&w, &k, MLG_ROLE_COMMUNE, NULL);
    assert_ok(geos_room_new(&room, &err));
    assert_ok(region_of_communes(&r, room, communes, &which, 1, 0, &err));
    assert_ok(region_nearest(&nearest, &distance, room, qpv, &r, &err));
    assert_int_equal(nearest, 0); /* 3000 m west; the eastern ones are 3100 m off */
    assert_near(distance, 3000, 5);
    assert_int_equal(occurring(room, qpv, qpv, &r), FAR_OUTSIDE);
    geos_room_free(room);
    mlg_zones_free(qpv);
    mlg_zones_free(communes);
    world_free(&w);
}

/* Many distances, definitions and vintages at once are the same as each by itself. */
static void all_criteria_at_once(void **state)
{
    static const double distances[] = { 0, 50, 100, 150, 300, 450, 1000, 2000 };
    enum { DISTANCES = sizeof distances / sizeof *distances };
    town t = town_new();
    const mlg_zones *qpv[] = { t.qpv, t.communes, t.centres };
    const mlg_zones *centres[] = { t.centres, t.qpv };
    const region_criteria all = { qpv, centres, distances, 3, 2, DISTANCES };

    (void)state;
    for (uint32_t which = 0; which < 4; which++) {
        standings got[3 * 2 * DISTANCES] = { 0 };
        region r;
        mlg_err err = { 0 };

        assert_ok(region_of_communes(&r, t.room, t.communes, &which, 1, 50, &err));
        assert_ok(region_standings(got, t.room, &all, 5, &r, &err)); /* not the second */
        for (size_t i = 0; i < region_cells(&all); i++) {
            size_t v = i / DISTANCES / 2, k = i / DISTANCES % 2;
            const region_criteria one = { &qpv[v], &centres[k], &distances[i % DISTANCES],
                                          1,       1,           1 };
            standings alone = 0;

            assert_int_equal(region_cell(&all, v, k, i % DISTANCES), i);
            assert_ok(region_standings(&alone, t.room, &one, 1, &r, &err));
            assert_int_equal(got[i], v == 1 ? 0 : alone);
            assert_true(v == 1 || got[i]);
        }
        region_close(t.room, &r);
    }
    town_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(discs),
        cmocka_unit_test(all_criteria_at_once),
        cmocka_unit_test(parts_that_are_noise),
        cmocka_unit_test(communes),
        cmocka_unit_test(nearest_zone_of_a_commune),
    };

    return cmocka_run_group_tests_name("region", tests, NULL, NULL);
}
