#include "test.h"

#include "analysis/inspect/cells.h"
#include "analysis/inspect/invalid.h"
#include "analysis/inspect/positions.h"
#include "made.h"
#include "maillage/inspect.h"

#include <jansson.h>

static mlg_inspection *inspected(world *w, made *m, const mlg_zones *communes)
{
    mlg_inspection *out = NULL;
    mlg_err err = { 0 };

    assert_ok(mlg_inspect(&out, made_layer(m), communes, w->planes, 2, &w->diag, &err));
    return out;
}

/* --- columns --------------------------------------------------------------------------- */

static void column_facts(void **state)
{
    static const struct {
        const char *what;
        const char *cells[6];
        size_t blank, missing, distinct, zeros, mojibake;
        bool numeric;
        double min, max;
        const char *example;
    } rows[] = {
        { "texts", { "a", "b", "a", "", "", "" }, 3, 0, 2, 0, 0, false, 0, 0, "a" },
        { "nothing at all", { "", "", "", "", "", "" }, 6, 0, 0, 0, 0, false, 0, 0, "" },
        { "words for nothing",
          { "NA", "-", "x", "", "NULL", "x" },
          1,
          3,
          1,
          0,
          0,
          false,
          0,
          0,
          "x" },
        { "numbers as the French write them",
          { "1 234,5", "-3", "", "7", "7", "7.0" },
          1,
          0,
          4,
          0,
          0,
          true,
          -3,
          1234.5,
          "1 234,5" },
        { "codes keep their zeros",
          { "01004", "13055", "0", "00", "2A004", "97801" },
          0,
          0,
          6,
          2,
          0,
          false,
          0,
          0,
          "01004" },
        { "zeros before decimals are none",
          { "0.5", "0,25", "0", "", "", "" },
          3,
          0,
          3,
          0,
          0,
          true,
          0,
          0.5,
          "0.5" },
        { "mojibake",
          { "Cité", "CitÃ©", "ArÃ¨nes", "CitÃ©", "é", "" },
          1,
          0,
          4,
          0,
          3,
          false,
          0,
          0,
          "Cité" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made m = made_new("t.csv", "", "c");
        mlg_column_facts f;
        mlg_err err = { 0 };
        mlg_layer *layer;

        for (size_t k = 0; k < 6; k++)
            made_row(&m, rows[i].cells[k]);
        layer = made_layer(&m);
        assert_ok(cells_inspect(&f, layer, 1, &err));
        if (f.blank != rows[i].blank || f.missing != rows[i].missing ||
            f.distinct != rows[i].distinct || f.leading_zeros != rows[i].zeros ||
            f.mojibake != rows[i].mojibake || f.numeric != rows[i].numeric)
            fail_msg("%s: blank %zu missing %zu distinct %zu zeros %zu mojibake %zu numeric %d",
                     rows[i].what, f.blank, f.missing, f.distinct, f.leading_zeros, f.mojibake,
                     f.numeric);
        assert_string_equal(f.example, rows[i].example);
        assert_string_equal(f.name, "c");
        if (f.numeric) {
            assert_near(f.min, rows[i].min, 0);
            assert_near(f.max, rows[i].max, 0);
        } else {
            assert_true(isnan(f.min) && isnan(f.max));
        }
        cells_release(&f, 1);
        mlg_layer_free(layer);
    }
}

/* 32-bit keys collide among so many values; the count is exact all the same. */
static void many_distinct(void **state)
{
    enum { N = 200000 };
    made m = made_new("t.csv", "", "c|d");
    mlg_column_facts f[2];
    mlg_err err = { 0 };
    mlg_layer *layer;
    char cells[40];

    (void)state;
    for (int i = 0; i < N; i++) {
        snprintf(cells, sizeof cells, "v%d|%d", i, i % 7);
        made_row(&m, cells);
    }
    layer = made_layer(&m);
    assert_ok(cells_inspect(f, layer, 2, &err));
    assert_int_equal(f[0].distinct, N);
    assert_int_equal(f[1].distinct, 7);
    cells_release(f, 2);
    mlg_layer_free(layer);
}

static const mlg_recognised *find(const mlg_inspection *in, const char *role, const char *field)
{
    for (size_t i = 0; i < in->n_recognised; i++)
        if (!strcmp(in->recognised[i].role, role) && !strcmp(in->recognised[i].field, field))
            return &in->recognised[i];
    return NULL;
}

static void roles_of_columns(void **state)
{
    world w = world_new();
    made m = made_new("qpv.shp", "EPSG:2154", "CODE_QP|NOM_QP|INSEE_COM");
    mlg_inspection *in;

    (void)state;
    made_box(&m, 700000, 6600000, 10, 10);
    made_row(&m, "QP1|A|01004");
    made_box(&m, 700100, 6600000, 10, 10);
    made_row(&m, "QP2|B|01004");
    in = inspected(&w, &m, NULL);
    assert_string_equal(find(in, "qpv", "code")->column, "CODE_QP");
    assert_string_equal(find(in, "qpv", "label")->column, "NOM_QP");
    assert_int_equal(find(in, "qpv", "code")->repeated, 0);
    assert_int_equal(find(in, "communes", "code")->repeated, 1);
    assert_null(find(in, "sites", "commune")); /* polygons are no sites */
    assert_null(find(in, "epci", "label"));    /* a label without its code is no role */
    mlg_inspection_free(in);
    world_free(&w);
}

/* --- polygons -------------------------------------------------------------------------- */

/* 46.5 N 3 E is the origin of Lambert-93; the scale there is 0.99905, so that 10 km by 10 km
 * of the plane are 100.19 km2 on the ground. */
static void polygons_are_measured(void **state)
{
    world w = world_new();
    made m = made_new("p.shp", "EPSG:2154", "code");
    mlg_inspection *in;

    (void)state;
    made_box(&m, 700000, 6600000, 10000, 10000);
    made_row(&m, "a");
    made_row(&m, "nothing");
    made_box(&m, 800000, 6600000, 2000, 2000);
    made_box_hole(&m, 800500, 6600500, 1000, 1000);
    made_row(&m, "b");
    in = inspected(&w, &m, NULL);
    assert_int_equal(in->layer->n, 3);
    assert_int_equal(in->usable, 2);
    assert_int_equal(in->shells, 2);
    assert_int_equal(in->rings, 3);
    assert_int_equal(in->vertices, 15);
    assert_int_equal(in->n_invalid, 0);
    assert_near(in->area_m2 / 1e6, 100.19 + 3.005, 0.02);
    assert_int_equal(in->n_planes, 1);
    assert_string_equal(in->planes[0].name, "mainland");
    assert_int_equal(in->planes[0].n, 2);
    assert_string_equal(in->crs_name, "Lambert-93 (EPSG:2154)");
    assert_string_equal(in->operation, "");
    assert_near(in->lonlat.xmin, 3, 1e-9);
    assert_near(in->lonlat.ymin, 46.5, 0.01);
    mlg_inspection_free(in);
    world_free(&w);
}

/* The extent is found from few polygons; here it is from all of them. */
static void extent_in_degrees(void **state)
{
    world w = world_new();
    made m = made_new("p.shp", "EPSG:2154", "code");
    plane *mainland = world_plane(PLANE_MAINLAND);
    mlg_box want = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    mlg_inspection *in;

    (void)state;
    for (int i = 0; i < 400; i++) {
        double x = 200000 + 40000 * (i % 20), y = 6200000 + 40000 * (i / 20);
        double far = i % 3 ? 39000 : 200;
        mlg_xy corners[] = { { x, y }, { x + far, y }, { x + far, y + far }, { x, y + far } };

        made_shell(&m, corners, 4);
        made_row(&m, "a");
        plane_to_lonlat(mainland, corners, 4);
        for (size_t k = 0; k < 4; k++)
            want = (mlg_box){ fmin(want.xmin, corners[k].x), fmin(want.ymin, corners[k].y),
                              fmax(want.xmax, corners[k].x), fmax(want.ymax, corners[k].y) };
    }
    in = inspected(&w, &m, NULL);
    assert_near(in->lonlat.xmin, want.xmin, 0);
    assert_near(in->lonlat.ymin, want.ymin, 0);
    assert_near(in->lonlat.xmax, want.xmax, 0);
    assert_near(in->lonlat.ymax, want.ymax, 0);
    plane_close(mainland);
    mlg_inspection_free(in);
    world_free(&w);
}

/* A bow-tie of two triangles of 5 000 000 m2: drawn, they cancel out. */
static void bow_tie(made *m, double x, double y, double size)
{
    made_shell(
        m, (mlg_xy[]){ { x, y }, { x + size, y + size }, { x + size, y }, { x, y + size } }, 4);
    made_row(m, "bow");
}

static void invalid_polygons(void **state)
{
    world w = world_new();
    made m = made_new("p.shp", "EPSG:2154", "code");
    mlg_inspection *in;

    (void)state;
    made_box(&m, 710000, 6600000, 10, 10);
    made_row(&m, "fine");
    bow_tie(&m, 700000, 6600000, 1000);
    in = inspected(&w, &m, NULL);
    assert_int_equal(in->n_invalid, 1);
    assert_int_equal(in->invalid[0].record, 2);
    assert_non_null(strstr(in->invalid[0].reason, "Self-intersection"));
    assert_near(in->invalid[0].before_m2, 0, 5);
    assert_near(in->invalid[0].after_m2, 500000 * 1.0019, 100);
    assert_near(in->area_m2, in->invalid[0].after_m2 + 100.19, 0.1);
    assert_int_equal(mlg_diag_count(&w.diag, "geometry-repaired"), 1);
    mlg_inspection_free(in);
    world_free(&w);
}

/* Two rings that touch on an edge in degrees no longer do once reprojected: the file is
 * judged as it is drawn. */
static void judged_as_drawn(void **state)
{
    world w = world_new();
    made m = made_new("p.geojson", "OGC:CRS84", "code");
    mlg_inspection *in;

    (void)state;
    made_shell(&m,
               (mlg_xy[]){ { 2, 43 },
                           { 2.01, 43 },
                           { 2.01, 43.01 },
                           { 2.0041, 43.0041 },
                           { 2.005, 43.0 }, /* on the first edge */
                           { 2, 43.01 } },
               6);
    made_row(&m, "a");
    in = inspected(&w, &m, NULL);
    assert_int_equal(in->n_invalid, 1);
    assert_true(isfinite(in->invalid[0].after_m2));
    assert_near(in->lonlat.xmax, 2.01, 0);
    mlg_inspection_free(in);
    world_free(&w);
}

static void without_crs(void **state)
{
    world w = world_new();
    made m = made_new("p.shp", "", "code");
    mlg_inspection *in;

    (void)state;
    bow_tie(&m, 0, 0, 10);
    made_row(&m, "nothing");
    m.layer->n_without_geometry = 1;
    in = inspected(&w, &m, NULL);
    assert_string_equal(in->crs_name, "");
    assert_int_equal(in->usable, 1);
    assert_int_equal(in->n_invalid, 1);
    assert_true(isnan(in->invalid[0].after_m2));
    assert_true(isnan(in->area_m2));
    assert_int_equal(in->n_planes, 0);
    assert_true(in->lonlat.xmin > in->lonlat.xmax);
    assert_int_equal(mlg_diag_count(&w.diag, "geometry-invalid"), 1);
    mlg_inspection_free(in);
    world_free(&w);
}

/* A layer of polygons of which none is usable. */
static void no_polygon_at_all(void **state)
{
    world w = world_new();
    made m = made_new("p.geojson", "OGC:CRS84", "code");
    mlg_inspection *in;

    (void)state;
    made_row(&m, "a");
    m.layer->geometry = MLG_GEOMETRY_POLYGON;
    m.layer->n_without_geometry = 1;
    in = inspected(&w, &m, NULL);
    assert_int_equal(in->usable, 0);
    assert_int_equal(in->n_planes, 0);
    assert_near(in->area_m2, 0, 0);
    assert_true(in->lonlat.xmin > in->lonlat.xmax);
    mlg_inspection_free(in);
    world_free(&w);
}

static void refusals(void **state)
{
    static const struct {
        const char *what, *crs, *says;
    } rows[] = {
        { "degrees that are metres", "OGC:CRS84", "look like Lambert-93 metres" },
        { "no such system", "nonsense", "nonsense" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        made m = made_new("p.geojson", rows[i].crs, "code");
        mlg_inspection *in = NULL;
        mlg_err err = { 0 };

        made_box(&m, 700000, 6600000, 10, 10);
        made_row(&m, "a");
        assert_int_equal(mlg_inspect(&in, made_layer(&m), NULL, w.planes, 1, &w.diag, &err),
                         MLG_ECRS);
        assert_null(in);
        if (!strstr(err.what, rows[i].says))
            fail_msg("%s: %s", rows[i].what, err.what);
        assert_string_equal(err.where, "p.geojson");
        world_free(&w);
    }
}

static void a_transformation_is_named(void **state)
{
    world w = world_new();
    made m = made_new("p.shp", "EPSG:27572", "code");
    mlg_inspection *in;

    (void)state;
    made_box(&m, 600000, 2200000, 100, 100);
    made_row(&m, "a");
    in = inspected(&w, &m, NULL);
    assert_non_null(strstr(in->operation, "NTF"));
    assert_true(in->accuracy_m > 0 && in->accuracy_m <= 5);
    mlg_inspection_free(in);
    world_free(&w);
}

/* --- points ---------------------------------------------------------------------------- */

static void same_places(void **state)
{
    world w = world_new();
    made m = made_new("s.csv", "EPSG:2154", "id|insee_com");
    mlg_inspection *in;

    (void)state;
    made_point(&m, 700000, 6600000, "1|01004");
    made_point(&m, 700001, 6600000, "2|01004");
    made_point(&m, NAN, NAN, "3|01004");
    made_point(&m, 700000, 6600000, "4|NA");
    made_point(&m, 700000, 6600000, "5|01004");
    in = inspected(&w, &m, NULL);
    assert_int_equal(in->usable, 4);
    assert_int_equal(in->positions.distinct, 2);
    assert_int_equal(in->positions.sharing, 3);
    assert_int_equal(in->positions.largest, 3);
    assert_int_equal(in->positions.same_commune, 3);
    assert_int_equal(in->positions.same_both, 2);
    assert_false(in->positions.look_so); /* too few to tell */
    assert_int_equal(mlg_diag_count(&w.diag, "place-duplicate"), 2);
    assert_int_equal(w.diag.groups[0].items[0].record, 4);
    assert_false(in->centroids.asked);
    mlg_inspection_free(in);
    world_free(&w);
}

/* Communes of 4 km by 4 km (radius of the same area: 2 257 m), one in two pieces. */
static mlg_zones *communes_of(world *w)
{
    made m = made_new("c.shp", "EPSG:2154", "insee_com");

    made_box(&m, 700000, 6600000, 4000, 4000);
    made_row(&m, "01001");
    made_box(&m, 704000, 6600000, 4000, 4000);
    made_row(&m, "01002");
    made_box(&m, 708000, 6600000, 2000, 4000);
    made_row(&m, "01003");
    made_box(&m, 710000, 6600000, 2000, 4000);
    made_row(&m, "01003");
    return world_zones(w, &m, MLG_ROLE_COMMUNE, NULL);
}

static void centroids(void **state)
{
    static const struct {
        const char *what;
        double off; /* metres from the centroid */
        size_t near;
        bool so;
    } rows[] = {
        { "exactly there", 0, 6, true },
        { "of another vintage of the polygons", 150, 6, true },
        { "just beyond a tenth of the radius", 230, 0, false },
        { "addresses", 1200, 0, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        mlg_zones *communes = communes_of(&w);
        made m = made_new("s.csv", "EPSG:2154", "id|insee_com");
        mlg_inspection *in;

        for (int k = 0; k < 6; k++)
            made_point(&m, 702000 + 4000 * (k % 3) + rows[i].off, 6602000,
                       k % 3 == 0   ? "a|01001"
                       : k % 3 == 1 ? "b|01002"
                                    : "c|01003");
        made_point(&m, 702000, 6602000, "no such commune|99999");
        made_point(&m, 702000, 6602000, "no code|");
        made_point(&m, NAN, NAN, "no position|01001");
        in = inspected(&w, &m, communes);
        assert_true(in->centroids.asked);
        assert_int_equal(in->centroids.compared, 6);
        if (in->centroids.near != rows[i].near || in->centroids.look_so != rows[i].so)
            fail_msg("%s: %zu near, %d", rows[i].what, in->centroids.near,
                     in->centroids.look_so);
        assert_near(in->centroids.median_m, rows[i].off * 1.00095, 0.2);
        mlg_inspection_free(in);
        mlg_zones_free(communes);
        world_free(&w);
    }
}

/* Paris as twenty arrondissements: the whole's centroid is meant. */
static void a_divided_commune(void **state)
{
    world w = world_new();
    made c = made_new("c.shp", "EPSG:2154", "insee_com"),
         m = made_new("s.csv", "EPSG:2154", "insee_com");
    mlg_zones *communes;
    mlg_inspection *in;

    (void)state;
    for (int i = 1; i <= 20; i++) {
        char code[8];

        snprintf(code, sizeof code, "%d", 75100 + i);
        made_box(&c, 640000 + 1000 * i, 6860000, 1000, 1000);
        made_row(&c, code);
    }
    made_point(&m, 651000, 6860500, "75056");
    communes = world_zones(&w, &c, MLG_ROLE_COMMUNE, NULL);
    in = inspected(&w, &m, communes);
    assert_int_equal(in->centroids.compared, 1);
    assert_int_equal(in->centroids.near, 1);
    assert_near(in->centroids.median_m, 0, 0.01);
    assert_false(in->centroids.look_so); /* one site proves nothing */
    mlg_inspection_free(in);
    mlg_zones_free(communes);
    world_free(&w);
}

/* --- JSON ------------------------------------------------------------------------------ */

static void the_document(void **state)
{
    world w = world_new();
    made m = made_new("s.csv", "EPSG:2154", "id|insee_com");
    mlg_inspection *in;
    mlg_inspected files[2];
    mlg_diag none = { 0 };
    mlg_err err = { 0 };
    json_error_t where;
    json_t *all, *one;

    (void)state;
    made_point(&m, 700000, 6600000, "CitÃ©|01004");
    made_point(&m, NAN, NAN, "x|");
    in = inspected(&w, &m, NULL);
    files[0] = (mlg_inspected){ "s.csv", in, NULL, &w.diag };
    files[1] = (mlg_inspected){ "no.csv", NULL, "cannot be opened, cut \xC3", &none };
    assert_ok(mlg_write_inspections(files, 2, "inspect.json", true, &err));
    all = json_load_file("inspect.json", 0, &where);
    assert_int_equal(json_array_size(all), 2);
    one = json_array_get(all, 0);
    assert_int_equal(json_integer_value(json_object_get(one, "enregistrements")), 2);
    assert_int_equal(json_integer_value(json_object_get(one, "utilisables")), 1);
    assert_true(json_is_null(json_object_get(one, "polygones")));
    assert_string_equal(json_string_value(json_object_get(one, "crs")), "EPSG:2154");
    one = json_array_get(json_object_get(one, "colonnes"), 1);
    assert_int_equal(json_integer_value(json_object_get(one, "zeros_en_tete")), 1);
    one = json_array_get(all, 1);
    assert_string_equal(json_string_value(json_object_get(one, "erreur")),
                        "cannot be opened, cut \xEF\xBF\xBD");
    json_decref(all);
    mlg_inspection_free(in);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(column_facts),
        cmocka_unit_test(many_distinct),
        cmocka_unit_test(roles_of_columns),
        cmocka_unit_test(polygons_are_measured),
        cmocka_unit_test(extent_in_degrees),
        cmocka_unit_test(invalid_polygons),
        cmocka_unit_test(judged_as_drawn),
        cmocka_unit_test(without_crs),
        cmocka_unit_test(no_polygon_at_all),
        cmocka_unit_test(refusals),
        cmocka_unit_test(a_transformation_is_named),
        cmocka_unit_test(same_places),
        cmocka_unit_test(centroids),
        cmocka_unit_test(a_divided_commune),
        cmocka_unit_test(the_document),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
