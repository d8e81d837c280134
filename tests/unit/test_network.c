#include "test.h"

#include "made.h"
#include "maillage/network.h"

static const double X = 652000, Y = 6862000;

typedef struct town {
    world w;
    mlg_sites *sites, *hubs;
    mlg_zones *communes, *levels[2];
    mlg_network *net;
    mlg_network_options o;
} town;

static town town_new(made *sites, const char *precision)
{
    town t = { .w = world_new(), .o = { .within_m = NAN, .mesh_m = NAN, .threads = 1 } };

    t.sites = world_sites(&t.w, sites, precision);
    return t;
}

static void town_connect(town *t)
{
    mlg_err err = { 0 };

    t->o.communes = t->communes;
    t->o.levels = t->levels;
    t->o.n_levels = (t->levels[0] != NULL) + (t->levels[1] != NULL);
    assert_ok(
        mlg_network_new(&t->net, t->sites, t->hubs, &t->o, t->w.planes, &t->w.diag, &err));
}

static void town_free(town *t)
{
    mlg_network_free(t->net);
    mlg_sites_free(t->sites);
    mlg_sites_free(t->hubs);
    mlg_zones_free(t->communes);
    mlg_zones_free(t->levels[0]);
    mlg_zones_free(t->levels[1]);
    world_free(&t->w);
}

/* No hub, no place, nothing at all: answers, with a warning. */
static void nobody(void **state)
{
    static const struct {
        const char *kinds[2], *warning;
        size_t isolated, components;
    } rows[] = {
        { { "tiers_lieu", "tiers_lieu" }, "network-no-hub", 2, 0 },
        { { "fabrique", "fabrique" }, "network-no-place", 0, 1 },
        { { NULL, NULL }, "network-no-hub", 0, 0 },
        { { "fabrique", "tiers_lieu" }, NULL, 0, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made m = made_new("sites.csv", "EPSG:2154", "id|type");
        town t;

        m.layer->geometry = MLG_GEOMETRY_POINT;
        for (int k = 0; k < 2; k++)
            if (rows[i].kinds[k]) {
                char cells[32];

                snprintf(cells, sizeof cells, "%d|%s", k, rows[i].kinds[k]);
                made_point(&m, X + 1000 * k, Y, cells);
            }
        t = town_new(&m, "0");
        town_connect(&t);
        if (rows[i].warning)
            assert_true(mlg_diag_count(&t.w.diag, rows[i].warning));
        assert_int_equal(t.net->n_components, rows[i].components);
        assert_int_equal(t.net->counts[MLG_ISOLATED], rows[i].isolated);
        town_free(&t);
    }
}

/* Hubs that may be anywhere: no answer, wherever the places are. */
static void all_lost(void **state)
{
    made m = made_new("sites.csv", "EPSG:2154", "id|type");
    mlg_err err = { 0 };
    town t;

    (void)state;
    m.layer->geometry = MLG_GEOMETRY_POINT;
    made_point(&m, NAN, Y, "0|fabrique");
    made_point(&m, X, Y, "1|tiers_lieu");
    t = town_new(&m, "0");
    assert_int_equal(
        mlg_network_new(&t.net, t.sites, t.hubs, &t.o, t.w.planes, &t.w.diag, &err), MLG_EDATA);
    assert_string_equal(err.where, "sites.csv");
    town_free(&t);
}

/* Hubs at one place: all linked to the smallest identifier, which has the area and the
 * places; nothing is lost when it closes. */
static void all_at_one_place(void **state)
{
    made m = made_new("sites.csv", "EPSG:2154", "id|type");
    made dep = made_new("dep.shp", "EPSG:2154", "insee_dep");
    town t;

    (void)state;
    for (int i = 0; i < 6; i++) {
        char cells[32];

        snprintf(cells, sizeof cells, "f%d|fabrique", 9 - i);
        made_point(&m, X, Y, cells);
    }
    for (int i = 0; i < 5; i++)
        made_point(&m, X, Y, "p|tiers_lieu");
    made_box(&dep, X - 5000, Y - 5000, 10000, 10000);
    made_row(&dep, "75");
    t = town_new(&m, "0");
    t.levels[0] = world_level(&t.w, &dep, "departement");
    town_connect(&t);
    assert_int_equal(t.net->n_mesh, 5);
    assert_int_equal(t.net->n_components, 1);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(t.net->mesh[i].a, 5); /* f4 */
        assert_true(t.net->mesh[i].length_m == 0 && t.net->mesh[i].tree);
        assert_int_equal(t.net->places[i].hub, 5);
        assert_int_equal(t.net->places[i].second, 4);
        assert_true(t.net->places[i].distance_m == 0 && t.net->places[i].moves);
        assert_int_equal(t.net->places[i].certainty, MLG_CERTAIN);
    }
    assert_near(t.net->hubs[5].area_m2, t.levels[0] ? mlg_zone_area(t.levels[0], 0) : 0, 1);
    assert_near(t.net->hubs[0].area_m2, 0, 0);
    assert_near(t.net->hubs[5].loss, 0, 0);
    assert_near(t.net->levels[0].rows[0].index, 0, 0); /* clustered as can be */
    town_free(&t);
}

/* Nothing is linked between the mainland and overseas. */
static void two_planes(void **state)
{
    made m = made_new("sites.csv", "EPSG:4326", "id|type");
    town t;

    (void)state;
    made_point(&m, 2.35, 48.85, "a|fabrique");
    made_point(&m, 2.45, 48.85, "b|fabrique");
    made_point(&m, 55.5, -21.1, "c|fabrique");
    made_point(&m, 55.4, -21.0, "d|tiers_lieu");
    made_point(&m, 45.2, -12.8, "e|tiers_lieu"); /* no hub in Mayotte */
    t = town_new(&m, "0");
    town_connect(&t);
    assert_int_equal(t.net->n_mesh, 1);
    assert_int_equal(t.net->n_components, 2);
    assert_int_equal(t.net->places[0].hub, 2);
    assert_int_equal(t.net->places[0].second, MLG_NO_HUB);
    assert_int_equal(t.net->places[0].moves, 0);
    assert_int_equal(t.net->places[1].attachment, MLG_ISOLATED);
    assert_int_equal(t.net->places[1].hub, MLG_NO_HUB);
    assert_int_equal(t.net->hubs[2].n_isolated, 1);
    assert_int_equal(t.net->hubs[2].rank, 1); /* no other would take its place over */
    assert_true(isinf(t.net->hubs[2].loss));
    town_free(&t);
}

/* Own territory first, within the distance; else the nearest anywhere. */
static void own_territory_first(void **state)
{
    static const struct {
        double within;
        uint32_t hub, second, home;
    } rows[] = {
        { NAN, 1, 2, 1 },  /* its own two, though 0 is nearer */
        { 9000, 1, 0, 1 }, /* 2 is out of reach: next is the nearest elsewhere */
        { 3000, 0, 1, 0 }, /* none of its own within reach */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made m = made_new("sites.csv", "EPSG:2154", "id|type");
        made dep = made_new("dep.shp", "EPSG:2154", "insee_dep");
        town t;

        made_point(&m, X - 1000, Y, "0|fabrique");
        made_point(&m, X + 5000, Y, "1|fabrique");
        made_point(&m, X + 9900, Y, "2|fabrique");
        made_point(&m, X + 500, Y, "p|tiers_lieu");
        made_box(&dep, X, Y - 5000, 10000, 10000);
        made_row(&dep, "75");
        made_box(&dep, X - 10000, Y - 5000, 10000, 10000);
        made_row(&dep, "78");
        t = town_new(&m, "0");
        t.levels[0] = world_level(&t.w, &dep, "departement");
        t.o.first = "departement";
        t.o.within_m = rows[i].within;
        town_connect(&t);
        assert_int_equal(t.net->places[0].hub, rows[i].hub);
        assert_int_equal(t.net->places[0].second, rows[i].second);
        assert_int_equal(t.net->places[0].home, rows[i].home);
        town_free(&t);
    }
}

/* Half-way between two hubs, give or take. */
static void doubts(void **state)
{
    static const struct {
        double x, radius;
        double within;
        mlg_certainty want;
    } rows[] = {
        { 4000, 0, NAN, MLG_CERTAIN },     { 4000, 900, NAN, MLG_CERTAIN },
        { 4000, 1100, NAN, MLG_DOUBTFUL }, { 6000, 1100, NAN, MLG_DOUBTFUL },
        { 4000, 900, 4500, MLG_DOUBTFUL }, { 4000, 900, 5000, MLG_CERTAIN },
        { 4000, 900, 3500, MLG_DOUBTFUL }, { 4000, 900, 3000, MLG_CERTAIN },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made m = made_new("sites.csv", "EPSG:2154", "id|type|precision");
        char cells[64];
        town t;

        made_point(&m, X, Y, "a|fabrique|0");
        made_point(&m, X + 10000, Y, "b|fabrique|0");
        snprintf(cells, sizeof cells, "p|tiers_lieu|%g", rows[i].radius);
        made_point(&m, X + rows[i].x, Y, cells);
        t = town_new(&m, "0");
        t.o.within_m = rows[i].within;
        town_connect(&t);
        if (t.net->places[0].certainty != rows[i].want)
            fail_msg("row %zu: %s", i,
                     mlg_certainty_name((mlg_certainty)t.net->places[0].certainty));
        town_free(&t);
    }
}

/* Somewhere in a commune: the hub's, the place's; one without a polygon. */
static void doubts_of_communes(void **state)
{
    static const struct {
        const char *hub, *place;
        double at;
        mlg_certainty want;
    } rows[] = {
        { "a|fabrique||0", "p|tiers_lieu|A|commune", 1000, MLG_CERTAIN },
        { "a|fabrique||0", "p|tiers_lieu|B|commune", 4500, MLG_DOUBTFUL }, /* 4000 to 6000 */
        { "a|fabrique|A|commune", "p|tiers_lieu||0", 1000, MLG_CERTAIN },
        { "a|fabrique|A|commune", "p|tiers_lieu||0", 4800, MLG_DOUBTFUL },
        { "a|fabrique||0", "p|tiers_lieu|C|commune", 2500, MLG_UNKNOWN },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made m = made_new("sites.csv", "EPSG:2154", "id|type|insee_com|precision");
        made com = made_new("com.shp", "EPSG:2154", "insee_com");
        town t;

        made_point(&m, X, Y, rows[i].hub);
        made_point(&m, X + 10000, Y, "b|fabrique||0");
        made_point(&m, X + rows[i].at, Y, rows[i].place);
        made_box(&com, X - 1000, Y - 1000, 2000, 2000);
        made_row(&com, "A");
        made_box(&com, X + 4000, Y - 1000, 2000, 2000);
        made_row(&com, "B");
        t = town_new(&m, "0");
        t.communes = world_zones(&t.w, &com, MLG_ROLE_COMMUNE, NULL);
        town_connect(&t);
        if (t.net->places[0].certainty != rows[i].want)
            fail_msg("row %zu: %s", i,
                     mlg_certainty_name((mlg_certainty)t.net->places[0].certainty));
        town_free(&t);
    }
}

/* Across the antimeridian: two parts, neither of which goes round the Earth. */
static void date_line(void **state)
{
    made m = made_new("sites.csv", "EPSG:4326", "id|type");
    town t;
    const mlg_lines *l;

    (void)state;
    made_point(&m, 179.9, -17, "a|fabrique");
    made_point(&m, -179.8, -17.1, "b|fabrique");
    t = town_new(&m, "0");
    town_connect(&t);
    l = &t.net->lines;
    assert_int_equal(t.net->n_mesh, t.net->n_components == 1); /* one plane, or two */
    for (size_t p = 0; p < l->n_parts; p++)
        for (uint32_t i = l->xy_of[p] + 1; i < l->xy_of[p + 1]; i++)
            assert_true(fabs(l->xy[i].x - l->xy[i - 1].x) < 1);
    town_free(&t);
}

/* Four hubs in the corners of a square territory: a quarter of land and people each. */
static void quarters(void **state)
{
    made m = made_new("sites.csv", "EPSG:2154", "id|type");
    made dep = made_new("dep.shp", "EPSG:2154", "insee_dep|population");
    made com = made_new("com.shp", "EPSG:2154", "insee_com|population");
    town t;
    double sum = 0;

    (void)state;
    for (int i = 0; i < 4; i++) {
        char cells[32];

        snprintf(cells, sizeof cells, "%d|fabrique", i);
        made_point(&m, X + i % 2 * 10000, Y + i / 2 * 10000.0, cells);
        made_box(&com, X + i % 2 * 5000, Y + i / 2 * 5000.0, 5000, 5000);
        snprintf(cells, sizeof cells, "%d|%d", i, 100 * (i + 1));
        made_row(&com, cells);
    }
    made_box(&dep, X, Y, 10000, 10000);
    made_row(&dep, "75|1000");
    t = town_new(&m, "0");
    t.communes = world_zones(&t.w, &com, MLG_ROLE_COMMUNE, NULL);
    t.levels[0] = world_level(&t.w, &dep, "departement");
    town_connect(&t);
    for (int i = 0; i < 4; i++) {
        assert_near(t.net->hubs[i].area_m2, 25e6,
                    1e5); /* not on the plane, but on the ground */
        assert_near(t.net->hubs[i].population, 100 * (i + 1), 0);
        assert_int_equal(t.net->hubs[i].n_communes, 1);
        sum += t.net->hubs[i].area_m2;
    }
    assert_near(sum, mlg_zone_area(t.levels[0], 0), 1e-3);
    assert_near(t.net->area_m2, sum, 1e-3);
    assert_string_equal(t.net->people_from, "communes");
    assert_near(t.net->levels[0].rows[0].per_100000, 400, 1e-9);
    /* nearest neighbours 10 km apart; chance would give 1 / (2 sqrt(4 / area)) */
    assert_near(t.net->levels[0].rows[0].index, 4, 0.01);
    town_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody),
        cmocka_unit_test(all_lost),
        cmocka_unit_test(all_at_one_place),
        cmocka_unit_test(two_planes),
        cmocka_unit_test(own_territory_first),
        cmocka_unit_test(doubts),
        cmocka_unit_test(doubts_of_communes),
        cmocka_unit_test(date_line),
        cmocka_unit_test(quarters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
