#include "test.h"

#include "made.h"

static const double X = 652000, Y = 6862000;

/* Two communes of 10 km side by side, the eastern one first in the file but second by code,
 * and a hub in the middle of the western one. */
typedef struct town {
    world w;
    mlg_zones *communes;
    mlg_sites *hubs;
} town;

static town town_new(void)
{
    town t = { .w = world_new() };
    made m = made_new("com.shp", "EPSG:2154", "insee_com"),
         k = made_new("sites.csv", "EPSG:2154", "id");

    made_box(&m, X + 10000, Y, 10000, 10000);
    made_row(&m, "01002");
    made_box(&m, X, Y, 10000, 10000);
    made_row(&m, "01001");
    made_point(&k, X + 5000, Y + 5000, "1");
    t.communes = world_level(&t.w, &m, "commune");
    t.hubs = world_sites(&t.w, &k, "0");
    return t;
}

static void town_free(town *t)
{
    mlg_zones_free(t->communes);
    mlg_sites_free(t->hubs);
    world_free(&t->w);
}

static mlg_coverage *cover(town *t, const mlg_layer *cells, double reach)
{
    mlg_coverage_options o = { .reaches = &(mlg_reach){ reach, NULL },
                               .n_reaches = !isnan(reach),
                               .rules = &t->w.rules,
                               .cells = world_people(&t->w, cells),
                               .threads = 3 };
    mlg_coverage *c = NULL;
    mlg_err err = { 0 };

    assert_ok(mlg_cover(&c, t->hubs, &t->communes, 1, &o, t->w.planes, &t->w.diag, &err));
    return c;
}

static void each_cell_where_its_point_is(void **state)
{
    static const struct {
        const char *what;
        double x, y;
        const char *people;
        double east, west, east_out, west_out;
    } rows[] = {
        { "inside", 15000, 5000, "7", 7, 0, 7, 0 },
        { "within reach", 6000, 5000, "7", 0, 7, 0, 0 },
        { "on the common border: the smaller code", 10000, 5000, "7", 0, 7, 0, 7 },
        { "on an outer corner", 20000, 10000, "7", 7, 0, 7, 0 },
        { "on an outer border", 3333, 10000, "7", 0, 7, 0, 7 },
        { "in no territory", 25000, 5000, "7", 0, 0, 0, 0 },
        { "nobody in no territory", 25000, 5000, "0", 0, 0, 0, 0 },
        { "a decimal comma", 15000, 5000, "7,5", 7.5, 0, 7.5, 0 },
        { "no number", 15000, 5000, "beaucoup", 0, 0, 0, 0 },
        { "missing", 15000, 5000, "NA", 0, 0, 0, 0 },
        { "negative", 15000, 5000, "-3", 0, 0, 0, 0 },
        { "no position", NAN, NAN, "7", 0, 0, 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        town t = town_new();
        made p = made_new("cells.csv", "EPSG:2154", "num_people");
        mlg_layer *cells;
        mlg_coverage *c;
        const mlg_territory *row;
        double gaps = 0;

        made_point(&p, X + rows[i].x, Y + rows[i].y, rows[i].people);
        cells = made_layer(&p);
        c = cover(&t, cells, 3000);
        row = c->levels[0].rows;
        for (size_t g = 0; g < c->n_gaps; g++)
            gaps += c->gaps[g].population;
        if (row[0].population != rows[i].east || row[1].population != rows[i].west ||
            row[0].population_out != rows[i].east_out ||
            row[1].population_out != rows[i].west_out ||
            gaps != rows[i].east_out + rows[i].west_out)
            fail_msg("%s: %g of %g out in the east, %g of %g in the west, %g in gaps",
                     rows[i].what, row[0].population_out, row[0].population,
                     row[1].population_out, row[1].population, gaps);
        assert_near(c->population, rows[i].east + rows[i].west, 0);
        mlg_coverage_free(c);
        mlg_layer_free(cells);
        town_free(&t);
    }
}

static void what_cannot_be_counted_is_told(void **state)
{
    town t = town_new();
    made p = made_new("cells.csv", "EPSG:2154", "ind");
    mlg_layer *cells;
    mlg_coverage *c;

    (void)state;
    made_point(&p, X + 25000, Y, "7");
    made_point(&p, X + 25000, Y, "0"); /* nobody is missed */
    made_point(&p, NAN, NAN, "7");
    made_point(&p, X, Y, "x");
    made_point(&p, X, Y, "");
    made_point(&p, X, Y, "-1");
    cells = made_layer(&p);
    c = cover(&t, cells, NAN);
    assert_int_equal(mlg_diag_count(&t.w.diag, "cell-unattached"), 2);
    assert_int_equal(mlg_diag_count(&t.w.diag, "population-unreadable"), 2);
    assert_int_equal(mlg_diag_count(&t.w.diag, "population-negative"), 1);
    assert_near(c->population, 0, 0);
    assert_true(isnan(c->population_out) && isnan(c->levels[0].rows[0].population_out));
    mlg_coverage_free(c);
    mlg_layer_free(cells);
    town_free(&t);
}

/* The geodesic decides at the very reach, which is within. */
static void at_the_reach(void **state)
{
    plane *l93 = world_plane(PLANE_MAINLAND);
    mlg_xy hub = { X + 5000, Y + 5000 }, cell = { X + 8200, Y + 6100 };
    double reach = plane_geodesic(l93, cell, hub);
    const struct {
        double reach, out;
    } rows[] = { { reach, 0 },        { nextafter(reach, 0), 7 },
                 { reach - 1e-6, 7 }, { reach + 1e-6, 0 },
                 { reach - 0.5, 7 },  { reach + 0.5, 0 },
                 { reach - 5, 7 },    { reach + 5, 0 } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        town t = town_new();
        made p = made_new("cells.csv", "EPSG:2154", "ind");
        mlg_layer *cells;
        mlg_coverage *c;

        made_point(&p, cell.x, cell.y, "7");
        cells = made_layer(&p);
        c = cover(&t, cells, rows[i].reach);
        assert_near(c->population_out, rows[i].out, 0);
        mlg_coverage_free(c);
        mlg_layer_free(cells);
        town_free(&t);
    }
    plane_close(l93);
}

/* Without any fabrique in their plane, people are out of reach. */
static void overseas_cells(void **state)
{
    world w = world_new();
    made m = made_new("com.shp", "EPSG:2975", "insee_com"),
         k = made_new("sites.csv", "EPSG:2154", "id"),
         p = made_new("cells.csv", "EPSG:2975", "ind");
    mlg_coverage_options o = {
        .reaches = &(mlg_reach){ 1e7, NULL }, .n_reaches = 1, .rules = &w.rules, .threads = 1
    };
    mlg_zones *z;
    mlg_sites *s;
    mlg_layer *cells;
    mlg_coverage *c = NULL;
    mlg_err err = { 0 };

    (void)state;
    made_box(&m, 338000, 7690000, 1000, 1000);
    made_row(&m, "97411");
    made_point(&k, X, Y, "1");
    made_point(&p, 338500, 7690500, "12");
    z = world_level(&w, &m, "commune");
    s = world_sites(&w, &k, "0");
    cells = made_layer(&p);
    o.cells = world_people(&w, cells);
    assert_ok(mlg_cover(&c, s, &z, 1, &o, w.planes, &w.diag, &err));
    assert_near(c->levels[0].rows[0].population_out, 12, 0);
    assert_int_equal(c->n_gaps, 1);
    assert_near(c->gaps[0].population, 12, 0);
    mlg_coverage_free(c);
    mlg_layer_free(cells);
    mlg_sites_free(s);
    mlg_zones_free(z);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_cell_where_its_point_is),
        cmocka_unit_test(what_cannot_be_counted_is_told),
        cmocka_unit_test(at_the_reach),
        cmocka_unit_test(overseas_cells),
    };

    return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
