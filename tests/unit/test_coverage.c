#include "test.h"

#include "made.h"

static const double X = 652000, Y = 6862000;

static mlg_coverage *cover(world *w, const mlg_sites *s, mlg_zones *const *levels, size_t n,
                           double reach, const mlg_zones *communes, const mlg_layer *population)
{
    mlg_coverage_options o = { .reaches = &(mlg_reach){ reach, NULL },
                               .n_reaches = !isnan(reach),
                               .rules = &w->rules,
                               .communes = communes,
                               .cells = world_people(w, population),
                               .threads = 2 };
    mlg_coverage *c = NULL;
    mlg_err err = { 0 };

    assert_ok(mlg_cover(&c, s, levels, n, &o, w->planes, &w->diag, &err));
    return c;
}

static mlg_sites *hubs_at(world *w, const mlg_xy *at, size_t n)
{
    made m = made_new("sites.csv", "EPSG:2154", "id");

    for (size_t i = 0; i < n; i++)
        made_point(&m, at[i].x, at[i].y, "x");
    return world_sites(w, &m, "0");
}

/* What two discs of radius r, d apart, have in common. */
static double lens(double r, double d)
{
    return d >= 2 * r ? 0 : 2 * r * r * acos(d / (2 * r)) - d / 2 * sqrt(4 * r * r - d * d);
}

/* Discs within a square of 50 km: what is left has a closed form. The circles' 256 sides
 * leave out at most 1.0e-4 of each. */
static void area_beyond_reach(void **state)
{
    static const struct {
        const char *what;
        mlg_xy hubs[3];
        size_t n;
        double reach;
    } rows[] = {
        { "no hub", { { 0, 0 } }, 0, 10000 },
        { "one disc", { { 25000, 25000 } }, 1, 10000 },
        { "one small disc", { { 25000, 25000 } }, 1, 100 },
        { "two apart", { { 12000, 12000 }, { 38000, 38000 } }, 2, 10000 },
        { "two that overlap", { { 20000, 25000 }, { 30000, 25000 } }, 2, 10000 },
        { "two that touch", { { 15000, 25000 }, { 35000, 25000 } }, 2, 10000 },
        { "twice the same", { { 20000, 25000 }, { 20000, 25000 } }, 2, 10000 },
        { "everything", { { 25000, 25000 } }, 1, 40000 },
        { "out of reach", { { 200000, 25000 } }, 1, 10000 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        made m = made_new("dep.shp", "EPSG:2154", "code");
        mlg_xy at[3] = { { X, Y }, { X, Y }, { X, Y } };
        mlg_zones *z;
        mlg_sites *s;
        mlg_coverage *c;
        const mlg_territory *row;
        double r = rows[i].reach, disc = 3.14159265358979 * r * r, out, apart;

        made_box(&m, X, Y, 50000, 50000);
        made_row(&m, "T");
        z = world_level(&w, &m, "territoire");
        for (size_t k = 0; k < rows[i].n; k++)
            at[k] = (mlg_xy){ X + rows[i].hubs[k].x, Y + rows[i].hubs[k].y };
        s = hubs_at(&w, at, rows[i].n);
        c = cover(&w, s, &z, 1, r, NULL, NULL);
        row = &c->levels[0].rows[0];
        out = row->area_m2 - (double)rows[i].n * disc;
        apart = hypot(at[1].x - at[0].x, at[1].y - at[0].y);
        if (rows[i].n == 2)
            out += lens(r, apart / plane_scale(zones_sheet(z, PLANE_MAINLAND)->plane, at[0]));
        if (r == 40000)
            out = 0;
        else if (rows[i].n && rows[i].hubs[0].x > 50000)
            out = row->area_m2;
        assert_near(mlg_zone_area(z, 0), row->area_m2, 0);
        assert_near(row->area_m2, 2.5e9, 3e7); /* the scale is 0.999 there */
        if (!(fabs(row->area_out_m2 - out) <= 1.3e-4 * disc * (double)rows[i].n + 1e-3))
            fail_msg("%s: %.1f m2 out, want %.1f", rows[i].what, row->area_out_m2, out);
        assert_near(row->share_out, row->area_out_m2 / row->area_m2, 1e-15);
        assert_int_equal(row->people, MLG_PEOPLE_UNKNOWN);
        assert_true(isnan(row->population) && isnan(c->population));
        assert_int_equal(c->n_gaps, r == 40000 ? 0 : 1);
        if (c->n_gaps)
            assert_near(c->gaps[0].area_m2, row->area_out_m2, 1e-3);
        assert_true(isnan(c->reach_m) == false && c->reach_m == r);
        mlg_coverage_free(c);
        mlg_sites_free(s);
        mlg_zones_free(z);
        world_free(&w);
    }
}

static void presence_without_a_reach(void **state)
{
    world w = world_new();
    made m = made_new("arr.shp", "EPSG:2154", "insee_arr|population"),
         k = made_new("sites.csv", "EPSG:2154", "id|type");
    mlg_zones *z;
    mlg_sites *s;
    mlg_coverage *c;

    (void)state;
    for (int i = 0; i < 4; i++) {
        char cells[20];

        made_box(&m, X + i * 1000, Y, 1000, 1000);
        snprintf(cells, sizeof cells, "01%d|%d", i, 1000 * i);
        made_row(&m, cells);
    }
    made_row(&m, "019|7"); /* no polygon */
    made_point(&k, X + 500, Y + 500, "1|fabrique");
    made_point(&k, X + 1500, Y + 500, "2|tiers-lieu");
    made_point(&k, X + 3000, Y + 500, "3|fabrique"); /* on the border of 012 and 013 */
    made_point(&k, X + 5000, Y + 500, "4|fabrique"); /* in none */
    z = world_level(&w, &m, "arrondissement");
    s = world_sites(&w, &k, "0");
    c = cover(&w, s, &z, 1, NAN, NULL, NULL);
    assert_int_equal(c->levels[0].rows[0].statut, MLG_STATUT_POURVU);
    assert_int_equal(c->levels[0].rows[1].statut, MLG_STATUT_NON_POURVU);
    assert_int_equal(c->levels[0].rows[2].statut, MLG_STATUT_POURVU);
    assert_int_equal(c->levels[0].rows[3].statut, MLG_STATUT_NON_POURVU);
    assert_int_equal(c->levels[0].rows[1].n_tiers_lieux, 1);
    assert_int_equal(c->levels[0].statuts[MLG_STATUT_POURVU], 2);
    assert_int_equal(c->levels[0].statuts[MLG_STATUT_NON_POURVU], 3);
    assert_int_equal(c->levels[0].attached_by_position, 3);
    assert_int_equal(c->levels[0].unattached, 1);
    assert_int_equal(mlg_diag_count(&w.diag, "site-unattached"), 1);
    assert_true(isnan(c->levels[0].rows[0].area_out_m2) &&
                isnan(c->levels[0].rows[0].share_out));
    assert_int_equal(c->n_gaps, 0);
    assert_near(c->population, 6000, 0);
    assert_true(isnan(c->population_out));
    assert_int_equal(c->levels[0].rows[1].nearest, 0); /* ties: the smaller site */
    assert_near(c->levels[0].rows[1].nearest_m, 1000, 2);
    assert_int_equal(c->levels[0].rows[4].nearest, MLG_NO_SITE);
    mlg_coverage_free(c);
    mlg_sites_free(s);
    mlg_zones_free(z);
    world_free(&w);
}

/* Twenty cells of which some are within 2 km of the hub next door: shares at the very
 * bounds of the rules. */
static void statut_by_share(void **state)
{
    static const struct {
        int within;
        double served, unserved;
        mlg_statut want;
    } rows[] = {
        { 0, 0.95, 0.05, MLG_STATUT_NON_POURVU }, { 1, 0.95, 0.05, MLG_STATUT_NON_POURVU },
        { 2, 0.95, 0.05, MLG_STATUT_PARTIEL },    { 18, 0.95, 0.05, MLG_STATUT_PARTIEL },
        { 19, 0.95, 0.05, MLG_STATUT_DESSERVI },  { 20, 0.95, 0.05, MLG_STATUT_DESSERVI },
        { 6, 0.7, 0.3, MLG_STATUT_NON_POURVU },   { 7, 0.7, 0.3, MLG_STATUT_PARTIEL },
        { 13, 0.7, 0.3, MLG_STATUT_PARTIEL },     { 14, 0.7, 0.3, MLG_STATUT_DESSERVI },
        { 3, 0.9, 0.15, MLG_STATUT_NON_POURVU },  { 17, 0.85, 0.1, MLG_STATUT_DESSERVI },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        made m = made_new("com.shp", "EPSG:2154", "insee_com"),
             p = made_new("cells.csv", "EPSG:2154", "pop");
        mlg_xy hub = { X - 1000, Y + 5000 };
        mlg_zones *z;
        mlg_sites *s;
        mlg_layer *cells;
        mlg_coverage *c;
        const mlg_territory *row;

        w.rules.coverage.served = rows[i].served;
        w.rules.coverage.unserved = rows[i].unserved;
        made_box(&m, X, Y, 10000, 10000);
        made_row(&m, "01001");
        for (int k = 0; k < 20; k++)
            made_point(&p, X + (k < rows[i].within ? 500 : 5000), Y + 5000 + k, "3");
        z = world_level(&w, &m, "commune");
        s = hubs_at(&w, &hub, 1);
        cells = made_layer(&p);
        c = cover(&w, s, &z, 1, 2000, NULL, cells);
        row = &c->levels[0].rows[0];
        assert_int_equal(row->people, MLG_PEOPLE_CELLS);
        assert_near(row->population, 60, 0);
        assert_near(row->population_out, 60 - 3 * rows[i].within, 0);
        assert_near(row->share_out, 1 - rows[i].within / 20.0, 1e-15);
        if (row->statut != rows[i].want)
            fail_msg("%d of 20 within reach: %s", rows[i].within,
                     mlg_statut_name((mlg_statut)row->statut));
        mlg_coverage_free(c);
        mlg_layer_free(cells);
        mlg_sites_free(s);
        mlg_zones_free(z);
        world_free(&w);
    }
}

/* A fabrique inside wins over any share. */
static void pourvu_though_out_of_reach(void **state)
{
    world w = world_new();
    made m = made_new("com.shp", "EPSG:2154", "insee_com|population");
    mlg_xy hub = { X + 5000, Y + 5000 };
    mlg_zones *z;
    mlg_sites *s;
    mlg_coverage *c;
    const mlg_territory *row;

    (void)state;
    made_box(&m, X, Y, 10000, 10000);
    made_row(&m, "01001|1 000");
    z = world_level(&w, &m, "commune");
    s = hubs_at(&w, &hub, 1);
    c = cover(&w, s, &z, 1, 100, NULL, NULL);
    row = &c->levels[0].rows[0];
    assert_int_equal(row->statut, MLG_STATUT_POURVU);
    assert_int_equal(row->people, MLG_PEOPLE_SPREAD);
    assert_near(row->population_out, 1000 * row->area_out_m2 / row->area_m2, 1e-9);
    assert_near(row->population_out, 1000 * (1 - 3.14159265 * 1e4 / 1e8), 0.01);
    assert_near(c->population_out, row->population_out, 0);
    assert_near(row->nearest_m, 0, 1);
    mlg_coverage_free(c);
    mlg_sites_free(s);
    mlg_zones_free(z);
    world_free(&w);
}

/* Two planes: nothing is measured across them. */
static void overseas(void **state)
{
    world w = world_new();
    made m = made_new("dep.shp", "EPSG:4326", "insee_dep"),
         k = made_new("sites.csv", "EPSG:4326", "id");
    mlg_zones *z;
    mlg_sites *s;
    mlg_coverage *c;

    (void)state;
    made_box(&m, 2, 48, 0.5, 0.5);
    made_row(&m, "75");
    made_box(&m, 55.3, -21.2, 0.2, 0.2);
    made_row(&m, "974");
    made_point(&k, 2.25, 48.25, "1");
    z = world_level(&w, &m, "departement");
    s = world_sites(&w, &k, "0");
    c = cover(&w, s, &z, 1, 5000, NULL, NULL);
    assert_int_equal(c->levels[0].rows[0].statut, MLG_STATUT_POURVU);
    assert_int_equal(c->levels[0].rows[0].nearest, 0);
    assert_int_equal(c->levels[0].rows[1].statut, MLG_STATUT_NON_POURVU);
    assert_int_equal(c->levels[0].rows[1].nearest, MLG_NO_SITE);
    assert_true(isnan(c->levels[0].rows[1].nearest_m));
    assert_near(c->levels[0].rows[1].area_out_m2, c->levels[0].rows[1].area_m2, 1);
    assert_int_equal(c->n_gaps, 2);
    assert_true(isnan(c->gaps[1].remote_m) || isnan(c->gaps[0].remote_m));
    mlg_coverage_free(c);
    mlg_sites_free(s);
    mlg_zones_free(z);
    world_free(&w);
}

static void refusals(void **state)
{
    world w = world_new();
    mlg_coverage_options o = {
        .reaches = &(mlg_reach){ 1000, NULL }, .n_reaches = 1, .rules = &w.rules, .threads = 1
    };
    made m = made_new("com.shp", "EPSG:2154", "insee_com"),
         p = made_new("cells.csv", "EPSG:2154", "pop"),
         n = made_new("table.csv", "EPSG:2154", "pop"), u = made_new("unplaced.csv", "", "pop");
    mlg_xy hub = { X, Y };
    mlg_sites *s = hubs_at(&w, &hub, 1);
    mlg_zones *z;
    mlg_layer *cells, *table, *unplaced;
    mlg_population_options how = { .threads = 1 };
    mlg_population *people = NULL;
    mlg_coverage *c = NULL;
    mlg_err err = { 0 };

    (void)state;
    made_box(&m, X, Y, 1000, 1000);
    made_row(&m, "1");
    made_point(&p, X, Y, "1");
    made_row(&n, "1");
    made_point(&u, X, Y, "1");
    z = world_level(&w, &m, "commune");
    cells = made_layer(&p);
    table = made_layer(&n);
    unplaced = made_layer(&u);
    assert_int_equal(mlg_cover(&c, s, NULL, 0, &o, w.planes, &w.diag, &err), MLG_EUSAGE);
    assert_null(c);
    assert_int_equal(mlg_population_of_layer(&people, table, &how, &err), MLG_EDATA);
    assert_non_null(strstr(err.what, "no points"));
    assert_string_equal(err.where, "table.csv");
    how.column = "habs";
    assert_int_equal(mlg_population_of_layer(&people, cells, &how, &err), MLG_EDATA);
    assert_non_null(strstr(err.what, "'habs'"));
    o.cells = world_people(&w, unplaced);
    assert_int_equal(mlg_cover(&c, s, &z, 1, &o, w.planes, &w.diag, &err), MLG_ECRS);
    assert_null(c);
    mlg_coverage_free(NULL);
    mlg_layer_free(cells);
    mlg_layer_free(table);
    mlg_layer_free(unplaced);
    mlg_sites_free(s);
    mlg_zones_free(z);
    world_free(&w);
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(mlg_statut_name(MLG_STATUT_POURVU), "pourvu");
    assert_string_equal(mlg_statut_name(MLG_STATUT_DESSERVI), "desservi");
    assert_string_equal(mlg_statut_name(MLG_STATUT_PARTIEL), "partiel");
    assert_string_equal(mlg_statut_name(MLG_STATUT_NON_POURVU), "non_pourvu");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(area_beyond_reach),
        cmocka_unit_test(presence_without_a_reach),
        cmocka_unit_test(statut_by_share),
        cmocka_unit_test(pourvu_though_out_of_reach),
        cmocka_unit_test(overseas),
        cmocka_unit_test(refusals),
        cmocka_unit_test(names),
    };

    return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
