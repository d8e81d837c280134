#include "test.h"

#include "fake_table.h"

#include <jansson.h>

static const table_column columns[] = {
    { "id", COLUMN_TEXT, 0, "Identifiant" },
    { "nb", COLUMN_INTEGER, 0, "Nombre" },
    { "distance_m", COLUMN_NUMBER, 2, "Distance" },
    { "classes", COLUMN_LIST, 0, "Classes possibles" },
};

static const char *const cells[] = {
    "01004",
    "12",
    "3.14159",
    "qpv",
    "dit \"oui\" \\ </b>\n\x01",
    "-3",
    "nan",
    "\xC3\xA9t\xC3\xA9|b",
    "",
    "",
    "inf",
    "",
    "d",
    "0",
    "-0.001",
    "a|b|c",
};

static const mlg_xy points[] = {
    { 3, 46.5 },
    { 2.35222191, -48.856613951 },
    { NAN, NAN },
    { -61.00000004, 100 },
};

static const fake data = { cells, 4, 4, columns, points };
static const table t = { "sites",    columns,    4,    4,    0,   &data,
                         fake_value, fake_point, NULL, NULL, NULL };

static void test_exact(void **state)
{
    (void)state;
    mlg_err err = { 0 };
    file_out *out;
    char *text;

    WRITTEN(text, write_geojson(&t, "{\"outil\":\"maillage\"}", 7, 1, out, &err));

    assert_string_equal(
        text,
        "{\"type\":\"FeatureCollection\",\n\"name\":\"sites\",\n"
        "\"bbox\":[-61,-48.856614,3,100],\n\"maillage\":{\"outil\":\"maillage\"},"
        "\n\"features\":[\n"
        "{\"type\":\"Feature\",\"id\":\"01004\",\"geometry\":{\"type\":\"Point\","
        "\"coordinates\":"
        "[3,46.5]},\"properties\":{\"id\":\"01004\",\"nb\":12,\"distance_m\":3.14,\"classes\":"
        "[\"qpv\"]}},\n"
        "{\"type\":\"Feature\",\"id\":\"dit \\\"oui\\\" \\\\ <\\/b>\\n\\u0001\",\"geometry\":{"
        "\"type\":\"Point\",\"coordinates\":[2.3522219,-48.856614]},\"properties\":{\"id\":"
        "\"dit \\\"oui\\\" \\\\ <\\/b>\\n\\u0001\",\"nb\":-3,\"distance_m\":null,\"classes\":"
        "[\"\xC3\xA9t\xC3\xA9\",\"b\"]}},\n"
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"id\":null,\"nb\":null,"
        "\"distance_m\":null,\"classes\":null}},\n"
        "{\"type\":\"Feature\",\"id\":\"d\",\"geometry\":{\"type\":\"Point\",\"coordinates\":"
        "[-61,100]},\"properties\":{\"id\":\"d\",\"nb\":0,\"distance_m\":0.00,\"classes\":"
        "[\"a\",\"b\",\"c\"]}}\n]}\n");
    free(text);
}

/* jansson, which has no part in writing, agrees with the cells. */
static void test_reads_back(void **state)
{
    (void)state;
    mlg_err err = { 0 };
    file_out *out;
    char *text;

    WRITTEN(text, write_geojson(&t, NULL, 7, 3, out, &err));
    json_t *all = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    json_t *features = json_object_get(all, "features");

    assert_non_null(all);
    assert_null(json_object_get(all, "crs"));
    assert_int_equal(json_array_size(features), 4);
    for (size_t i = 0; i < 4; i++) {
        json_t *feature = json_array_get(features, i);
        json_t *properties = json_object_get(feature, "properties");
        json_t *id = json_object_get(properties, "id");

        assert_int_equal(json_object_size(properties), 4);
        assert_string_equal(json_is_null(id) ? "" : json_string_value(id), cells[i * 4]);
        assert_int_equal(json_is_null(json_object_get(feature, "geometry")), i == 2);
    }
    json_decref(all);
    free(text);
}

/* A square; a square with a hole and an island; nothing; a table without rows. */
static void test_polygons(void **state)
{
    static uint32_t ring_of[] = { 0, 1, 4, 4 }, xy_of[] = { 0, 5, 9, 13, 17 };
    static uint8_t hole[] = { 0, 0, 1, 0 };
    static mlg_xy xy[] = {
        { 0, 0 }, { 1, 0 }, { 1, 1 },     { 0, 1 }, { 0, 0 }, /* shell */
        { 2, 2 }, { 6, 2 }, { 2, 6 },     { 2, 2 },           /* shell */
        { 3, 3 }, { 3, 4 }, { 4.25, 3 },  { 3, 3 },           /* its hole */
        { 8, 8 }, { 9, 8 }, { 8, 9.125 }, { 8, 8 },           /* island */
    };
    static const struct {
        const char *want;
    } rows[] = {
        { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}" },
        { "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[2,2],[6,2],[2,6],[2,2]],[[3,3],[3,4],"
          "[4.25,3],[3,3]]],[[[8,8],[9,8],[8,9.125],[8,8]]]]}" },
        { "null" },
    };
    mlg_polys polys = { 3, 4, 17, ring_of, xy_of, hole, xy };
    table shapes = t;
    mlg_err err = { 0 };
    file_out *out;

    (void)state;
    shapes.n_rows = 3;
    shapes.point = NULL;
    shapes.polys = &polys;

    char *text;

    WRITTEN(text, write_geojson(&shapes, NULL, 7, 2, out, &err));
    json_t *all = json_loads(text, 0, NULL);

    assert_non_null(all);
    assert_non_null(strstr(text, "\"bbox\":[0,0,9,9.125]"));
    for (size_t i = 0; i < 3; i++) {
        json_t *geometry =
            json_object_get(json_array_get(json_object_get(all, "features"), i), "geometry");
        char *a = json_dumps(geometry, JSON_ENCODE_ANY | JSON_COMPACT);

        assert_string_equal(a, rows[i].want);
        free(a);
    }
    json_decref(all);
    free(text);
}

static void test_nothing(void **state)
{
    (void)state;
    table none = t;
    mlg_err err = { 0 };
    file_out *out;

    none.n_rows = 0;
    none.point = NULL;

    char *text;

    WRITTEN(text, write_geojson(&none, NULL, 7, 2, out, &err));

    assert_string_equal(text, "{\"type\":\"FeatureCollection\",\n\"name\":\"sites\",\n"
                              "\"features\":[\n\n]}\n");
    free(text);
}

static void test_threads_change_nothing(void **state)
{
    static const size_t sizes[] = { 1, 2047, 2048, 2049, 70001 };

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        table many = t;
        mlg_err err = { 0 };
        file_out *out;

        many.n_rows = sizes[i];

        char *one;

        WRITTEN(one, write_geojson(&many, NULL, 7, 1, out, &err));

        for (unsigned threads = 2; threads <= 8; threads++) {
            char *text;

            WRITTEN(text, write_geojson(&many, NULL, 7, threads, out, &err));

            assert_string_equal(text, one);
            free(text);
        }
        free(one);
    }
}

/* Rows of another table. */
typedef struct chosen {
    const table *of;
    const uint32_t *rows;
} chosen;

static void chosen_value(const void *from, size_t row, size_t column, table_value *out)
{
    const chosen *c = from;

    c->of->value(c->of->data, c->rows[row], column, out);
}

static bool chosen_point(const void *from, size_t row, mlg_xy *lonlat)
{
    const chosen *c = from;

    return c->of->point(c->of->data, c->rows[row], lonlat);
}

/* Written beside all rows, some are what they are when written alone. */
static void test_twice(void **state)
{
    enum { N = 70001 };
    static const struct {
        uint32_t first, step;
    } some[] = {
        { 0, 1 }, { 0, 7 }, { 1, 1 }, { 2047, 1 }, { 3, 2048 }, { N - 1, 1 }, { N, 1 }
    };
    uint32_t *rows = malloc(N * sizeof *rows);

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        const chosen which = { &t, rows };
        table all = t, few = t;
        file_out *out, *all_out;
        char *alone, *beside;
        mlg_err err = { 0 };

        all.n_rows = N;
        few.n_rows = 0;
        for (uint32_t row = some[i].first; row < N; row += some[i].step)
            rows[few.n_rows++] = row;
        few.data = &which;
        few.value = chosen_value;
        few.point = chosen_point;
        few.feature_of = rows;
        WRITTEN(alone, write_geojson(&few, "{}", 7, 2, out, &err));
        assert_ok(file_out_open(&all_out, "/dev/null", true, &err));
        WRITTEN(beside, write_geojson_twice(&all, &few, "{}", 7, 3, all_out, out, &err));
        assert_ok(file_out_commit(all_out, &err));
        assert_string_equal(beside, alone);
        free(alone);
        free(beside);
    }
    free(rows);
}

static void test_full_disk(void **state)
{
    (void)state;
    table many = t;
    mlg_err err = { 0 };
    file_out *out;

    many.n_rows = 100000;
    assert_ok(file_out_open(&out, "/dev/full", true, &err));
    assert_int_equal(write_geojson(&many, NULL, 7, 4, out, &err), MLG_EIO);
    assert_string_not_equal(err.what, "");
    file_out_abort(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_reads_back),
        cmocka_unit_test(test_polygons),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_threads_change_nothing),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
