#include "test.h"

#include "analysis/coverage/hubs.h"
#include "analysis/coverage/nearness.h"
#include "made.h"
#include "maillage/coverage.h"

static const double X = 652000, Y = 6862000;

typedef struct town {
    world w;
    mlg_zones *communes;
    commune_index *index;
    mlg_xy interior[2];
    mlg_sites *sites;
    hubs *hubs;
} town;

static town town_new(made *sites)
{
    town t = { .w = world_new(), .interior = { { X + 10, Y + 10 }, { 338500, 7690500 } } };
    made m = made_new("com.shp", "EPSG:2154", "insee_com");
    mlg_err err = { 0 };

    made_box(&m, X, Y, 1000, 1000);
    made_row(&m, "75056");
    t.communes = world_zones(&t.w, &m, MLG_ROLE_COMMUNE, NULL);
    t.index = commune_index_new(t.communes);
    t.sites = world_sites(&t.w, sites, "0");
    assert_ok(hubs_new(&t.hubs, t.sites, t.index, t.communes, t.interior, t.w.planes, &err));
    return t;
}

static void town_free(town *t)
{
    hubs_free(t->hubs);
    mlg_sites_free(t->sites);
    commune_index_free(t->index);
    mlg_zones_free(t->communes);
    world_free(&t->w);
}

static mlg_xy position_of(const hub_sheet *h, uint32_t site)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->site[i] == site)
            return h->at[i];
    fail_msg("no hub is site %u", site);
    return (mlg_xy){ NAN, NAN };
}

/* Fabriques only, each where it is best known to be, plane by plane. */
static void where_hubs_are(void **state)
{
    made m = made_new("sites.csv", "EPSG:4326", "id|type|insee_com|precision");
    const hub_sheet *home, *away;
    town t;

    (void)state;
    made_point(&m, 2.3, 48.8, "0|fabrique||0");
    made_point(&m, 2.4, 48.8, "1|tiers-lieu||0");
    made_point(&m, NAN, NAN, "2|fabrique|75056|commune");  /* an interior point */
    made_point(&m, 2.5, 48.8, "3|fabrique|75056|commune"); /* its own point wins */
    made_point(&m, NAN, NAN, "4|fabrique|99999|commune");
    made_point(&m, NAN, NAN, "5|fabrique||0");
    made_point(&m, 55.45, -20.88, "6|fabrique||0");
    t = town_new(&m);
    assert_int_equal(t.hubs->n_sheets, 2);
    home = hubs_sheet(t.hubs, PLANE_MAINLAND);
    away = hubs_sheet(t.hubs, PLANE_REUNION);
    assert_null(hubs_sheet(t.hubs, PLANE_MAYOTTE));
    assert_int_equal(home->n, 3);
    assert_near(position_of(home, 0).x, t.sites->at[0].x, 0);
    assert_true(position_of(home, 2).x == X + 10 && position_of(home, 2).y == Y + 10);
    assert_near(position_of(home, 3).x, t.sites->at[3].x, 0);
    assert_int_equal(away->n, 1);
    assert_int_equal(away->site[0], 6);
    town_free(&t);
    hubs_free(NULL);
}

/* Against every hub in turn, from near and from 800 km away; ties to the smaller site. */
static void nearest_of_all(void **state)
{
    enum { N = 60 };
    made m = made_new("sites.csv", "EPSG:2154", "id");
    plane *l93 = world_plane(PLANE_MAINLAND);
    const hub_sheet *h;
    town t;

    (void)state;
    for (int i = 0; i < N; i++) /* pairs at the same place */
        made_point(&m, X + i / 2 * 7919 % 400000, Y - i / 2 * 104729 % 500000, "x");
    t = town_new(&m);
    h = hubs_sheet(t.hubs, PLANE_MAINLAND);
    for (int k = 0; k < 400; k++) {
        mlg_xy p = { X + k * 5003 % 1000000 - 400000, Y - k * 10007 % 1100000 + 200000 };
        double got, best = INFINITY;
        uint32_t want = MLG_NO_SITE, site;
        uint32_t hub = k % 3 ? (uint32_t)k : UINT32_MAX; /* from any, or from none */

        for (uint32_t i = 0; i < N; i++) {
            double d = plane_ground(l93, p, t.sites->at[i]);

            if (d < best) {
                best = d;
                want = i;
            }
        }
        site = hubs_nearest(h, p, &got, &hub);
        assert_int_equal(site, want);
        assert_int_equal(h->site[hub], want);
        assert_near(got, best, 0);
        assert_int_equal(site % 2, 0);
    }
    plane_close(l93);
    town_free(&t);
}

/* A walk by steps of a metre to a leap across the country, and beyond: the distances of a
 * search from nothing, to the last bit, and bounds that hold. */
static void near_on_the_way(void **state)
{
    enum { N = 300 };
    made m = made_new("sites.csv", "EPSG:2154", "id");
    near_walk walk = { 0 };
    nearness *n;
    const hub_sheet *h;
    mlg_xy p = { X, Y };
    double least, most;
    uint32_t hub;
    town t;

    (void)state;
    for (int i = 0; i < N; i++) /* heaps around a few towns */
        made_point(&m, X + i % 7 * 61001 + i * i % 4001, Y - i % 5 * 80021 - i * 37 % 3001,
                   "x");
    t = town_new(&m);
    h = hubs_sheet(t.hubs, PLANE_MAINLAND);
    walk.all = n = nearness_new(t.hubs);
    assert_non_null(n);
    for (int k = 0; k < 4000; k++) {
        double step = pow(10, k * 7 % 11 * 0.5), want;

        p.x += (k * 5003 % 2001 - 1000) / 1e3 * step;
        p.y += (k * 7919 % 2001 - 1000) / 1e3 * step;
        if (hypot(p.x - X, p.y - Y) > (k % 500 ? 6e5 : 4e6))
            p = (mlg_xy){ X + k, Y - k };
        hub = UINT32_MAX;
        hubs_nearest(h, p, &want, &hub);
        near_bounds(&walk, PLANE_MAINLAND, p, &least, &most);
        assert_true(least <= want && want <= most);
        assert_near(near_distance(&walk), want, 0);
        assert_true(want > 50e3 || hypot(p.x - X, p.y - Y) > 3e5 || most < 1.002 * least);
    }
    near_bounds(&walk, PLANE_REUNION, p, &least, &most);
    assert_true(isinf(least) && isinf(most) && isinf(near_distance(&walk)));
    near_bounds(&walk, PLANE_NONE, (mlg_xy){ NAN, NAN }, &least, &most);
    assert_true(isinf(least) && isinf(most));
    nearness_free(n);
    town_free(&t);
}

static bool mark(void *arg, uint32_t hub)
{
    ((bool *)arg)[hub] = true;
    return true;
}

/* None that could reach the box is left out. */
static void around_a_box(void **state)
{
    enum { N = 200 };
    made m = made_new("sites.csv", "EPSG:2154", "id");
    plane *l93 = world_plane(PLANE_MAINLAND);
    const hub_sheet *h;
    town t;

    (void)state;
    for (int i = 0; i < N; i++)
        made_point(&m, X + i * 7919 % 100000, Y + i * 104729 % 100000, "x");
    t = town_new(&m);
    h = hubs_sheet(t.hubs, PLANE_MAINLAND);
    for (int k = 0; k < 30; k++) {
        mlg_box box = { X + k * 3001 % 100000, Y + k * 7001 % 100000, 0, 0 };
        double reach = 500 * k;
        bool found[N] = { false };
        size_t n = 0;

        box.xmax = box.xmin + 5000;
        box.ymax = box.ymin + 3000;
        hubs_around(h, box, reach, mark, found);
        for (size_t i = 0; i < N; i++) {
            mlg_xy at = h->at[i], in = { fmin(fmax(at.x, box.xmin), box.xmax),
                                         fmin(fmax(at.y, box.ymin), box.ymax) };

            n += found[i];
            if (plane_ground(l93, at, in) <= reach)
                assert_true(found[i]);
            else if (fmax(fabs(at.x - in.x), fabs(at.y - in.y)) > 1.05 * reach)
                assert_false(found[i]);
        }
        assert_true(n < N);
    }
    plane_close(l93);
    town_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_hubs_are),
        cmocka_unit_test(nearest_of_all),
        cmocka_unit_test(near_on_the_way),
        cmocka_unit_test(around_a_box),
    };

    return cmocka_run_group_tests_name("hubs", tests, NULL, NULL);
}
