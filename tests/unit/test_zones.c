#include "test.h"

#include "made.h"

static const double X = 652000, Y = 6862000;

static void columns_by_role(void **state)
{
    static const struct {
        mlg_role role;
        const char *columns, *cells, *code, *label;
    } rows[] = {
        { MLG_ROLE_QPV, "code_qp|lib_qp", "QP1|Les Tours", "QP1", "Les Tours" },
        { MLG_ROLE_QPV, "CODE_QP|NOM_QP", "QP1|Les Tours", "QP1", "Les Tours" },
        { MLG_ROLE_CENTRE, "UU2020|LIBUU", "00851|Paris", "00851", "Paris" },
        { MLG_ROLE_COMMUNE, "insee_com|nom_com", "01004|Ambérieu", "01004", "Ambérieu" },
        { MLG_ROLE_EPCI, "siren_epci|lib_epci", "240100750|CC", "240100750", "CC" },
        { MLG_ROLE_ARRONDISSEMENT, "insee_arr|lib_arr", "011|Belley", "011", "Belley" },
        { MLG_ROLE_DEPARTEMENT, "insee_dep|lib_dep", "2A|Corse", "2A", "Corse" },
        { MLG_ROLE_REGION, "insee_reg|lib_reg", "84|ARA", "84", "ARA" },
        { MLG_ROLE_TERRITORY, "code|nom", "Z9|Bassin", "Z9", "Bassin" },
        { MLG_ROLE_EPCI, "code|nom", "240100750|CC", "240100750", "CC" }, /* failing that */
        { MLG_ROLE_QPV, "x|y", "a|b", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        made m = made_new("zones.shp", "EPSG:2154", rows[i].columns);
        mlg_zones *z;

        made_box(&m, X, Y, 1000, 1000);
        made_row(&m, rows[i].cells);
        z = world_zones(&w, &m, rows[i].role, NULL);
        assert_string_equal(mlg_zone_code(z, 0), rows[i].code);
        assert_string_equal(mlg_zone_label(z, 0), rows[i].label);
        assert_int_equal(mlg_diag_count(&w.diag, "code-column-missing"), !rows[i].code[0]);
        assert_int_equal(mlg_zones_count(z), 1);
        assert_string_equal(mlg_zones_name(z), "zones.shp");
        assert_int_equal(mlg_zones_layer(z)->n, 1);
        mlg_zones_free(z);
        world_free(&w);
    }
    mlg_zones_free(NULL);
}

static void columns_told(void **state)
{
    world w = world_new();
    mlg_zones_options o = { .name = "2015",
                            .role = MLG_ROLE_QPV,
                            .code = "ref",
                            .label = "quartier",
                            .population = "gens",
                            .threads = 1 };
    mlg_zones *z = NULL;
    mlg_err err = { 0 };
    made m = made_new("q.shp", "EPSG:2154", "code_qp|ref|nom|Quartier|gens");

    (void)state;
    made_box(&m, X, Y, 1000, 1000);
    made_row(&m, "non|oui|non|Oui|1 234");
    made_box(&m, X, Y, 1000, 1000);
    made_row(&m, "non|oui2|non|Oui|?");
    assert_ok(mlg_zones_new(&z, made_layer(&m), &o, w.planes, &w.diag, &err));
    assert_string_equal(mlg_zone_code(z, 0), "oui");
    assert_string_equal(mlg_zone_label(z, 0), "Oui");
    assert_string_equal(mlg_zones_name(z), "2015");
    assert_near(mlg_zone_population(z, 0), 1234, 0);
    assert_true(isnan(mlg_zone_population(z, 1)));
    mlg_zones_free(z);

    const char **told[] = { &o.code, &o.label, &o.population };

    for (size_t i = 0; i < 3; i++) {
        o = (mlg_zones_options){ .role = MLG_ROLE_QPV, .threads = 1 };
        *told[i] = "absente";
        m = made_new("q.shp", "EPSG:2154", "code_qp");
        made_box(&m, X, Y, 1000, 1000);
        made_row(&m, "QP1");
        assert_int_equal(mlg_zones_new(&z, made_layer(&m), &o, w.planes, &w.diag, &err),
                         MLG_EDATA);
        assert_null(z);
        assert_non_null(strstr(err.what, "'absente'"));
        assert_string_equal(err.where, "q.shp");
    }
    world_free(&w);
}

/* Areas on the ellipsoid: a box of 0.1 degree by closed form (GRS80). */
static void areas(void **state)
{
    static const double a = 6378137, f = 1 / 298.257222101;
    static const struct {
        double lon, lat;
    } rows[] = { { 2, 48 }, { 55.3, -21.2 }, { -61.1, 14.5 }, { 13, 52 }, { -4.5, 48.3 } };
    double e = sqrt(f * (2 - f));

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        made m = made_new("zones.geojson", "EPSG:4326", "code");
        mlg_zones *z;
        double q[2];

        /* edges straight in degrees: parallels stay parallels */
        made_box(&m, rows[i].lon, rows[i].lat, 0.1, 0.1);
        made_box_hole(&m, rows[i].lon + 0.05, rows[i].lat + 0.05, 0.01, 0.01);
        made_row(&m, "1");
        z = world_zones(&w, &m, MLG_ROLE_TERRITORY, NULL);
        for (int hole = 0; hole < 2; hole++) {
            double side = hole ? 0.01 : 0.1, at = rows[i].lat + hole * 0.05, sum[2];

            for (int k = 0; k < 2; k++) {
                double s = sin((at + k * side) * 3.14159265358979323846 / 180);

                sum[k] = s / (2 * (1 - e * e * s * s)) + atanh(e * s) / (2 * e);
            }
            q[hole] =
                side * 3.14159265358979323846 / 180 * a * a * (1 - e * e) * (sum[1] - sum[0]);
        }
        /* within the centimetre that edges may be off: 40 km of border */
        assert_near(mlg_zone_area(z, 0), q[0] - q[1], 400);
        mlg_zones_free(z);
        world_free(&w);
    }
}

static void codes_missing_and_twice(void **state)
{
    static const char *const codes[] = { "B", "A", "", "A", "" };
    world w = world_new();
    made m = made_new("q.shp", "EPSG:2154", "code_qp");
    mlg_zones *z;

    (void)state;
    for (int i = 0; i < 5; i++) {
        made_box(&m, X + i * 2000, Y, 1000, 1000);
        made_row(&m, codes[i]);
    }
    z = world_zones(&w, &m, MLG_ROLE_QPV, NULL);
    assert_int_equal(mlg_diag_count(&w.diag, "code-missing"), 2);
    assert_int_equal(mlg_diag_count(&w.diag, "code-duplicate"), 1);
    assert_int_equal(z->rank[2], 0);
    assert_int_equal(z->rank[4], 1);
    assert_int_equal(z->rank[1], 2);
    assert_int_equal(z->rank[3], 3);
    assert_int_equal(z->rank[0], 4);
    mlg_zones_free(z);
    world_free(&w);
}

/* A place in several zones: the smallest code, the deepest depth. */
static void overlapping_zones(void **state)
{
    world w = world_new();
    made m = made_new("q.shp", "EPSG:2154", "code_qp");
    mlg_zones *z;
    zone_hit hit;

    (void)state;
    made_box(&m, X, Y, 10000, 10000);
    made_row(&m, "QP3");
    made_box(&m, X + 4000, Y + 4000, 2000, 2000);
    made_row(&m, "QP1");
    made_box(&m, X + 4900, Y + 4900, 200, 200);
    made_row(&m, "QP2");
    z = world_zones(&w, &m, MLG_ROLE_QPV, NULL);
    hit = zones_nearest(z, PLANE_MAINLAND, (mlg_xy){ X + 5000, Y + 5000 });
    assert_int_equal(hit.zone, 1);
    assert_near(hit.distance, 0, 0);
    assert_near(hit.depth, 5000, 10);
    hit = zones_nearest(z, PLANE_REUNION, (mlg_xy){ X, Y });
    assert_int_equal(hit.zone, ZONE_NONE);
    assert_true(isinf(hit.distance));
    assert_null(zones_sheet(z, PLANE_REUNION));
    mlg_zones_free(z);
    world_free(&w);
}

static void planes_said_to_be_covered(void **state)
{
    world w = world_new();
    mlg_zones_options o = { .role = MLG_ROLE_QPV, .threads = 1 };
    mlg_zones *z = NULL;
    mlg_err err = { 0 };
    made m = made_new("q.shp", "EPSG:2154", "code_qp");

    (void)state;
    made_box(&m, X, Y, 1000, 1000);
    made_row(&m, "QP1");
    z = world_zones(&w, &m, MLG_ROLE_QPV, "réunion, Guadeloupe;utm31n");
    assert_true(z->covers[PLANE_MAINLAND]);
    assert_true(z->covers[PLANE_REUNION]);
    assert_true(z->covers[PLANE_ANTILLES]);
    assert_true(z->covers[PLANE_UTM + 31]);
    assert_false(z->covers[PLANE_GUYANE]);
    assert_int_equal(zones_nearest(z, PLANE_REUNION, (mlg_xy){ 338000, 7690000 }).zone,
                     ZONE_NONE);
    mlg_zones_free(z);

    o.covers = "mainland,atlantide";
    m = made_new("q.shp", "EPSG:2154", "code_qp");
    made_box(&m, X, Y, 1000, 1000);
    made_row(&m, "QP1");
    assert_int_equal(mlg_zones_new(&z, made_layer(&m), &o, w.planes, &w.diag, &err),
                     MLG_EUSAGE);
    assert_non_null(strstr(err.what, "'atlantide'"));
    world_free(&w);
}

static void refusals(void **state)
{
    world w = world_new();
    mlg_zones_options o = { .role = MLG_ROLE_QPV, .threads = 1 };
    mlg_zones *z = NULL;
    mlg_err err = { 0 };
    made m = made_new("q.csv", "EPSG:2154", "code_qp");

    (void)state;
    made_point(&m, X, Y, "1");
    assert_int_equal(mlg_zones_new(&z, made_layer(&m), &o, w.planes, &w.diag, &err), MLG_EDATA);
    assert_non_null(strstr(err.what, "no polygons"));
    m = made_new("q.shp", "", "code_qp");
    made_box(&m, X, Y, 1000, 1000);
    made_row(&m, "1");
    assert_int_equal(mlg_zones_new(&z, made_layer(&m), &o, w.planes, &w.diag, &err), MLG_ECRS);
    assert_null(z);
    world_free(&w);
    mlg_planes_free(NULL);
}

/* The copy in degrees, one feature per zone, with those that have no polygon; and the polygons
 * themselves, which are the same. */
static void in_degrees(void **state)
{
    world w = world_new();
    made m = made_new("q.geojson", "EPSG:4326", "code");
    mlg_zones *z;
    mlg_polys out, given;
    mlg_err err = { 0 };

    (void)state;
    made_box(&m, 2, 48, 0.001, 0.001);
    made_row(&m, "A");
    made_row(&m, "vide");
    made_box(&m, 55.4, -21, 0.001, 0.001);
    made_row(&m, "B");
    z = world_zones(&w, &m, MLG_ROLE_TERRITORY, NULL);
    assert_int_equal(z->plane[1], PLANE_NONE);
    assert_near(mlg_zone_area(z, 1), 0, 0);
    assert_ok(mlg_zones_lonlat(&out, z, 2, &err));
    assert_int_equal(out.n, 3);
    assert_int_equal(out.ring_of[1], out.ring_of[2]);
    assert_near(out.xy[0].x, 2, 1e-10);
    assert_near(out.xy[0].y, 48, 1e-10);
    assert_near(out.xy[5].x, 55.4, 1e-10);
    assert_near(out.xy[5].y, -21, 1e-10);
    assert_ok(mlg_zones_give_lonlat(&given, z, 2, &err));
    assert_int_equal(given.n, out.n);
    assert_int_equal(given.n_xy, out.n_xy);
    assert_memory_equal(given.xy, out.xy, out.n_xy * sizeof *out.xy);
    assert_string_equal(mlg_zone_code(z, 2), "B");
    mlg_polys_release(&given);
    mlg_polys_release(&out);
    mlg_zones_free(z);
    world_free(&w);
}

/* Invalid polygons are repaired before anything is measured. */
static void repaired(void **state)
{
    static const mlg_xy bow_tie[] = {
        { 652000, 6862000 }, { 653000, 6863000 }, { 653000, 6862000 }, { 652000, 6863000 }
    };
    world w = world_new();
    made m = made_new("q.shp", "EPSG:2154", "code");
    mlg_zones *z;

    (void)state;
    made_shell(&m, bow_tie, 4);
    made_row(&m, "A");
    z = world_zones(&w, &m, MLG_ROLE_TERRITORY, NULL);
    assert_int_equal(mlg_diag_count(&w.diag, "geometry-repaired"), 1);
    assert_near(mlg_zone_area(z, 0), 500000, 1500);
    assert_near(zones_nearest(z, PLANE_MAINLAND, (mlg_xy){ 652100, 6862500 }).distance, 0, 0);
    assert_near(zones_nearest(z, PLANE_MAINLAND, (mlg_xy){ 652500, 6862900 }).distance, 283, 1);
    mlg_zones_free(z);
    world_free(&w);
}

static void roles_of_levels(void **state)
{
    static const struct {
        const char *level;
        mlg_role role;
    } rows[] = {
        { "commune", MLG_ROLE_COMMUNE },
        { "EPCI", MLG_ROLE_EPCI },
        { "Arrondissement", MLG_ROLE_ARRONDISSEMENT },
        { "département", MLG_ROLE_DEPARTEMENT },
        { "Région", MLG_ROLE_REGION },
        { "bassin", MLG_ROLE_TERRITORY },
        { "", MLG_ROLE_TERRITORY },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(mlg_role_of_level(rows[i].level), rows[i].role);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_by_role),
        cmocka_unit_test(columns_told),
        cmocka_unit_test(areas),
        cmocka_unit_test(codes_missing_and_twice),
        cmocka_unit_test(overlapping_zones),
        cmocka_unit_test(planes_said_to_be_covered),
        cmocka_unit_test(refusals),
        cmocka_unit_test(in_degrees),
        cmocka_unit_test(repaired),
        cmocka_unit_test(roles_of_levels),
    };

    return cmocka_run_group_tests_name("zones", tests, NULL, NULL);
}
