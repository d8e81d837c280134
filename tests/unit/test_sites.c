#include "test.h"

#include "made.h"

static const double X = 652000, Y = 6862000;

static void precisions(void **state)
{
    static const struct {
        const char *said, *usual; /* of the site, of the layer */
        bool point, code;
        mlg_location location;
        double radius;
        int warnings;
    } rows[] = {
        { "", NULL, true, true, MLG_POINT, 0, 0 },
        { "", "50m", true, true, MLG_POINT, 50, 0 },
        { "NA", "1,5 km", true, true, MLG_POINT, 1500, 0 },
        { "12", "50m", true, true, MLG_POINT, 12, 0 },
        { "0", "commune", true, true, MLG_POINT, 0, 0 },
        { "1 km", NULL, true, false, MLG_POINT, 1000, 0 },
        { "housenumber", NULL, true, true, MLG_POINT, 25, 0 },
        { "Street", NULL, true, true, MLG_POINT, 150, 0 },
        { "locality", NULL, true, true, MLG_POINT, 700, 0 },
        { "municipality", NULL, true, true, MLG_COMMUNE, 0, 0 },
        { "Commune", NULL, true, false, MLG_COMMUNE, 0, 0 }, /* the one around its point */
        { "commune", NULL, false, true, MLG_COMMUNE, 0, 0 },
        { "", "commune", false, true, MLG_COMMUNE, 0, 0 },
        { "", "50", false, true, MLG_NOWHERE, 0, 0 },
        { "commune", NULL, false, false, MLG_NOWHERE, 0, 0 },
        { "à peu près", "50m", true, true, MLG_POINT, 50, 1 },
        { "-5", "50m", true, true, MLG_POINT, 50, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        made m = made_new("sites.csv", "EPSG:2154", "id|nom|precision|insee_com");
        char cells[80];
        mlg_sites *s;
        mlg_xy lonlat;

        snprintf(cells, sizeof cells, "7|Lieu|%s|%s", rows[i].said,
                 rows[i].code ? "75056" : "");
        made_point(&m, rows[i].point ? X : NAN, rows[i].point ? Y : NAN, cells);
        s = world_sites(&w, &m, rows[i].usual);
        assert_int_equal(mlg_sites_count(s), 1);
        if (mlg_site_location(s, 0) != rows[i].location)
            fail_msg("'%s', usually '%s': location %d", rows[i].said, rows[i].usual,
                     mlg_site_location(s, 0));
        if (rows[i].location == MLG_POINT)
            assert_near(mlg_site_radius(s, 0), rows[i].radius, 0);
        else
            assert_true(isnan(mlg_site_radius(s, 0)));
        assert_int_equal(mlg_diag_count(&w.diag, "precision-unknown"), rows[i].warnings);
        assert_int_equal(mlg_diag_count(&w.diag, "site-unlocated"),
                         rows[i].location == MLG_NOWHERE);
        assert_int_equal(mlg_diag_count(&w.diag, "precision-unsaid"), 0);
        assert_true(mlg_site_lonlat(s, 0, &lonlat) == rows[i].point);
        if (rows[i].point) {
            assert_near(lonlat.x, 2.346, 1e-3);
            assert_near(lonlat.y, 48.856, 1e-3);
        } else {
            assert_true(isnan(lonlat.x));
        }
        mlg_sites_free(s);
        world_free(&w);
    }
}

static void kinds(void **state)
{
    static const struct {
        const char *said;
        mlg_kind kind;
        int warnings;
    } rows[] = {
        { "", MLG_FABRIQUE, 0 },
        { "fabrique", MLG_FABRIQUE, 0 },
        { "Fabrique de territoire", MLG_FABRIQUE, 0 },
        { "FABRIQUES", MLG_FABRIQUE, 0 },
        { "tiers-lieu", MLG_TIERS_LIEU, 0 },
        { "Tiers lieux", MLG_TIERS_LIEU, 0 },
        { "fablab", MLG_TIERS_LIEU, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        made m = made_new("sites.csv", "EPSG:2154", "id|type");
        char cells[80];
        mlg_sites *s;

        snprintf(cells, sizeof cells, "7|%s", rows[i].said);
        made_point(&m, X, Y, cells);
        s = world_sites(&w, &m, "0");
        assert_int_equal(mlg_site_kind(s, 0), rows[i].kind);
        assert_int_equal(mlg_diag_count(&w.diag, "kind-unknown"), rows[i].warnings);
        mlg_sites_free(s);
        world_free(&w);
    }
}

static void what_is_left_unsaid_is_noted(void **state)
{
    world w = world_new();
    made m = made_new("sites.csv", "EPSG:2154", "nom");
    mlg_sites *s;

    (void)state;
    made_point(&m, X, Y, "Ici");
    s = world_sites(&w, &m, NULL);
    assert_int_equal(mlg_diag_count(&w.diag, "precision-unsaid"), 1);
    assert_int_equal(mlg_diag_count(&w.diag, "kind-unsaid"), 1);
    assert_string_equal(mlg_site_name(s, 0), "Ici");
    assert_string_equal(mlg_site_id(s, 0), "");
    assert_string_equal(mlg_site_commune(s, 0), "");
    assert_string_equal(mlg_site_justification(s, 0), "");
    assert_int_equal(mlg_site_kind(s, 0), MLG_FABRIQUE);
    assert_int_equal(mlg_sites_layer(s)->n, 1);
    mlg_sites_free(s);
    mlg_sites_free(NULL);
    world_free(&w);
}

/* Each later one of a pair is told once, with the record of the one before. */
static void duplicates(void **state)
{
    static const struct {
        const char *id;
        double x;
    } rows[] = { { "a", 0 },   { "b", 1000 }, { "a", 2000 }, { "c", 0 },   { "", 3000 },
                 { "", 4000 }, { "d", NAN },  { "e", NAN },  { "a", 5000 } };
    world w = world_new();
    made m = made_new("sites.csv", "EPSG:2154", "id|nom");
    mlg_sites *s;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char cells[20];

        snprintf(cells, sizeof cells, "%s|n%zu", rows[i].id, i);
        made_point(&m, X + rows[i].x, isnan(rows[i].x) ? NAN : Y, cells);
    }
    s = world_sites(&w, &m, "0");
    assert_int_equal(mlg_diag_count(&w.diag, "id-duplicate"), 2);
    assert_int_equal(mlg_diag_count(&w.diag, "place-duplicate"), 1);
    for (size_t i = 0; i < w.diag.n; i++) {
        char text[200];

        if (!strcmp(w.diag.groups[i].kind, "place-duplicate")) {
            assert_int_equal(w.diag.groups[i].items[0].record, 4);
            assert_string_equal(mlg_diag_text(&w.diag.groups[i].items[0], text, sizeof text),
                                "'n3' stands at the very place of 'n0' (record 1)");
        }
    }
    mlg_sites_free(s);
    world_free(&w);
}

/* The columns told win over the usual names; a column that is not there is refused. */
static void columns_told(void **state)
{
    world w = world_new();
    mlg_planes *planes = w.planes;
    mlg_columns columns = { .id = "clé", .name = "titre du lieu" };
    mlg_sites_options o = { .columns = &columns, .rules = &w.rules, .threads = 1 };
    mlg_sites *s = NULL;
    mlg_err err = { 0 };
    made m = made_new("sites.csv", "EPSG:2154", "id|clé|nom|Titre du lieu");

    (void)state;
    made_point(&m, X, Y, "1|k1|non|oui");
    assert_ok(mlg_sites_new(&s, made_layer(&m), &o, planes, &w.diag, &err));
    assert_string_equal(mlg_site_id(s, 0), "k1");
    assert_string_equal(mlg_site_name(s, 0), "oui");
    mlg_sites_free(s);

    char *const *fields[] = { &columns.id,           &columns.name, &columns.commune,
                              &columns.precision,    &columns.kind, &columns.override,
                              &columns.justification };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        columns = (mlg_columns){ 0 };
        *(char **)fields[i] = "absente";
        m = made_new("sites.csv", "EPSG:2154", "nom");
        made_point(&m, X, Y, "x");
        assert_int_equal(mlg_sites_new(&s, made_layer(&m), &o, planes, &w.diag, &err),
                         MLG_EDATA);
        assert_null(s);
        assert_string_equal(err.where, "sites.csv");
        assert_non_null(strstr(err.what, "'absente'"));
    }
    world_free(&w);
}

static void refusals(void **state)
{
    world w = world_new();
    mlg_sites_options o = { .rules = &w.rules, .threads = 1 };
    mlg_sites *s = NULL;
    mlg_err err = { 0 };
    made m = made_new("sites.shp", "EPSG:2154", "nom");

    (void)state;
    made_box(&m, X, Y, 100, 100);
    made_row(&m, "un polygone");
    assert_int_equal(mlg_sites_new(&s, made_layer(&m), &o, w.planes, &w.diag, &err), MLG_EDATA);
    assert_non_null(strstr(err.what, "no points"));

    m = made_new("sites.csv", "", "nom");
    made_point(&m, X, Y, "sans système");
    assert_int_equal(mlg_sites_new(&s, made_layer(&m), &o, w.planes, &w.diag, &err), MLG_ECRS);
    assert_non_null(strstr(err.what, "--crs"));

    o.precision = "un peu";
    m = made_new("sites.csv", "EPSG:2154", "nom");
    made_point(&m, X, Y, "x");
    assert_int_equal(mlg_sites_new(&s, made_layer(&m), &o, w.planes, &w.diag, &err),
                     MLG_EUSAGE);
    assert_non_null(strstr(err.what, "'un peu'"));
    assert_null(s);
    world_free(&w);
}

/* Positions that cannot be: not an error, but the record is told. */
static void positions_nowhere_on_earth(void **state)
{
    world w = world_new();
    made m = made_new("sites.csv", "EPSG:4326", "nom");
    mlg_sites *s;

    (void)state;
    made_point(&m, 2.35, 48.85, "Paris");
    made_point(&m, 2.35, 91, "nulle part");
    made_point(&m, NAN, NAN, "vide");
    s = world_sites(&w, &m, "0");
    assert_int_equal(mlg_site_location(s, 0), MLG_POINT);
    assert_int_equal(mlg_site_location(s, 1), MLG_NOWHERE);
    assert_int_equal(mlg_site_location(s, 2), MLG_NOWHERE);
    assert_int_equal(mlg_diag_count(&w.diag, "position-unplaced"), 1);
    assert_int_equal(mlg_diag_count(&w.diag, "site-unlocated"), 2);
    mlg_sites_free(s);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(precisions),
        cmocka_unit_test(kinds),
        cmocka_unit_test(duplicates),
        cmocka_unit_test(what_is_left_unsaid_is_noted),
        cmocka_unit_test(columns_told),
        cmocka_unit_test(refusals),
        cmocka_unit_test(positions_nowhere_on_earth),
    };

    return cmocka_run_group_tests_name("sites", tests, NULL, NULL);
}
