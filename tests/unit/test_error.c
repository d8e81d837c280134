#include "test.h"

#include <string.h>

static void texts(void **state)
{
    static const struct {
        mlg_err err;
        const char *want;
    } rows[] = {
        { { .what = "no such thing" }, "no such thing" },
        { { .where = "a.shp", .what = "is cut" }, "a.shp: is cut" },
        { { .record = 12, .what = "is open" }, "record 12: is open" },
        { { .where = "a.shp", .record = 12, .what = "ring 2 is not closed" },
          "a.shp: record 12: ring 2 is not closed" },
    };
    char text[80];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(mlg_err_text(&rows[i].err, text, sizeof text), rows[i].want);
    assert_string_equal(mlg_err_text(&rows[1].err, text, 6), "a.shp");
}

static void context_is_added_once(void **state)
{
    mlg_err err = { .code = MLG_EBUG, .record = 99, .where = "old", .what = "older" };
    char longest[600];

    (void)state;
    assert_int_equal(mlg_fail(&err, MLG_EDATA, "%d of %s", 3, "them"), MLG_EDATA);
    assert_string_equal(err.what, "3 of them");
    mlg_fail(&err, MLG_EDATA, "'%.3s'", "ab\xC3\xA9"); /* no half of a character */
    assert_string_equal(err.what, "'ab'");
    mlg_fail(&err, MLG_EDATA, "'%.4s'", "ab\xC3\xA9");
    assert_string_equal(err.what, "'ab\xC3\xA9'");
    mlg_fail(&err, MLG_EDATA, "%d of %s", 3, "them");
    assert_string_equal(err.where, ""); /* a new failure starts afresh */
    assert_int_equal(err.record, 0);
    assert_int_equal(mlg_at(&err, NULL, 7), MLG_EDATA);
    assert_int_equal(mlg_at(&err, "inner.csv", 8), MLG_EDATA);
    assert_int_equal(mlg_at(&err, "outer.csv", 9), MLG_EDATA);
    assert_int_equal(err.record, 7);
    assert_string_equal(err.where, "inner.csv");

    memset(longest, 'y', sizeof longest);
    longest[599] = '\0';
    mlg_fail(&err, MLG_EIO, "%s", longest);
    mlg_at(&err, longest, 0);
    assert_int_equal(strlen(err.what), sizeof err.what - 1);
    assert_int_equal(strlen(err.where), sizeof err.where - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(context_is_added_once),
    };

    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
