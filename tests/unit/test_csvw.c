#include "test.h"

#include "fake_table.h"

#include <jansson.h>

static const table_column columns[] = {
    { "id", COLUMN_TEXT, 0, "Identifiant" },
    { "nb", COLUMN_INTEGER, 0, NULL },
    { "distance_m", COLUMN_NUMBER, 2, "Distance \"au sol\"" },
    { "classes", COLUMN_LIST, 0, "Classes possibles" },
};

static const table t = { "sites", columns, 4, 0, 0, NULL, fake_value, NULL, NULL, NULL, NULL };

static void test_columns(void **state)
{
    static const struct {
        const char *name, *type, *title, *separator;
    } rows[] = {
        { "id", "string", "Identifiant", NULL },
        { "nb", "integer", NULL, NULL },
        { "distance_m", "decimal", "Distance \"au sol\"", NULL },
        { "classes", "string", "Classes possibles", ";" },
    };
    mlg_err err = { 0 };
    file_out *out;

    (void)state;

    char *text;

    WRITTEN(text, write_csv_metadata(&t, CSV_MACHINE, "sites.csv", "{\"a\":1}", out, &err));
    json_t *all = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    json_t *schema = json_object_get(all, "tableSchema");
    json_t *said = json_object_get(schema, "columns");
    json_t *note = json_array_get(json_object_get(all, "notes"), 0);

    assert_non_null(all);
    assert_string_equal(json_string_value(json_object_get(all, "url")), "sites.csv");
    assert_string_equal(json_string_value(json_object_get(schema, "primaryKey")), "id");
    assert_int_equal(json_integer_value(json_object_get(note, "a")), 1);
    assert_int_equal(json_array_size(said), 4);
    for (size_t i = 0; i < 4; i++) {
        json_t *column = json_array_get(said, i);
        const char *title = json_string_value(json_object_get(column, "dc:description"));
        const char *separator = json_string_value(json_object_get(column, "separator"));

        assert_string_equal(json_string_value(json_object_get(column, "name")), rows[i].name);
        assert_string_equal(json_string_value(json_object_get(column, "titles")), rows[i].name);
        assert_string_equal(json_string_value(json_object_get(column, "datatype")),
                            rows[i].type);
        assert_string_equal(title ? title : "none", rows[i].title ? rows[i].title : "none");
        assert_string_equal(separator ? separator : "none",
                            rows[i].separator ? rows[i].separator : "none");
    }
    json_decref(all);
    free(text);
}

static void test_excel_flavour(void **state)
{
    (void)state;
    mlg_err err = { 0 };
    file_out *out;
    char *text;

    WRITTEN(text, write_csv_metadata(&t, CSV_EXCEL_FR, "sites.csv", NULL, out, &err));
    json_t *all = json_loads(text, 0, NULL);
    json_t *dialect = json_object_get(all, "dialect");
    json_t *column =
        json_array_get(json_object_get(json_object_get(all, "tableSchema"), "columns"), 2);
    json_t *format = json_object_get(json_object_get(column, "datatype"), "format");

    assert_string_equal(json_string_value(json_object_get(dialect, "delimiter")), ";");
    assert_string_equal(json_string_value(json_object_get(format, "decimalChar")), ",");
    json_decref(all);
    free(text);
}

static void test_metadata_must_be_json(void **state)
{
    (void)state;
    mlg_err err = { 0 };
    file_out *out;

    assert_ok(file_out_open(&out, "written", true, &err));
    assert_int_equal(write_csv_metadata(&t, CSV_MACHINE, "sites.csv", "{", out, &err),
                     MLG_EBUG);
    file_out_abort(out);
}

static void test_without_metadata(void **state)
{
    (void)state;
    mlg_err err = { 0 };
    file_out *out;
    char *text;

    WRITTEN(text, write_csv_metadata(&t, CSV_MACHINE, "sites.csv", NULL, out, &err));

    assert_null(strstr(text, "notes"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_excel_flavour),
        cmocka_unit_test(test_metadata_must_be_json),
        cmocka_unit_test(test_without_metadata),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
