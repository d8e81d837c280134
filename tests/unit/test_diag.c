#include "test.h"

#include "maillage/diag.h"

#include <string.h>

static const char *text_of(const mlg_diag *d, size_t group, size_t item)
{
    static char text[400];

    return mlg_diag_text(&d->groups[group].items[item], text, sizeof text);
}

/* Every conversion the header names, as printf would. */
static void sentences(void **state)
{
    mlg_diag d = { 0 };

    (void)state;
    mlg_diag_add(&d, MLG_NOTE, "k", "f", 0, "plain");
    mlg_diag_add(&d, MLG_NOTE, "k", "f", 0, "%s is %d %% of %u", "x", -3, 7u);
    mlg_diag_add(&d, MLG_NOTE, "k", "f", 0, "%.3s|%-5s|%5s|", "abcdef", "ab", "cd");
    mlg_diag_add(&d, MLG_NOTE, "k", "f", 0, "%x %c %.2f %g %e", 255u, 'z', 2.5, 0.125, 1.5);
    mlg_diag_add(&d, MLG_NOTE, "k", "f", 0, "%ld %lld %zu %lu", -5L, -6LL, (size_t)7, 8UL);
    mlg_diag_add(&d, MLG_NOTE, "k", "f", 0, "%05d %+d", 42, 42);
    mlg_diag_add(&d, MLG_NOTE, "k", "f", 0, "%s", "");
    assert_string_equal(text_of(&d, 0, 0), "plain");
    assert_string_equal(text_of(&d, 0, 1), "x is -3 % of 7");
    assert_string_equal(text_of(&d, 0, 2), "abc|ab   |   cd|");
    assert_string_equal(text_of(&d, 0, 3), "ff z 2.50 0.125 1.500000e+00");
    assert_string_equal(text_of(&d, 0, 4), "-5 -6 7 8");
    assert_string_equal(text_of(&d, 0, 5), "00042 +42");
    assert_string_equal(text_of(&d, 0, 6), "");
    mlg_diag_release(&d);
}

/* A translation may name its arguments in another order. */
static void arguments_by_position(void **state)
{
    mlg_diag_item item = { 1, "%2$s before %1$s", (char[]){ "one\0two" } };
    char text[40];

    (void)state;
    assert_string_equal(mlg_diag_text(&item, text, sizeof text), "two before one");
    assert_string_equal(mlg_diag_text(&item, text, 8), "two bef"); /* cut, never beyond */
    assert_string_equal(mlg_diag_text(&item, text, 3), "tw");
}

static void a_long_value_is_cut(void **state)
{
    mlg_diag d = { 0 };
    char longest[1000];

    (void)state;
    memset(longest, 'x', sizeof longest);
    longest[999] = '\0';
    mlg_diag_add(&d, MLG_WARNING, "k", "f", 1, "%s|%s", longest, "end");
    assert_int_equal(strlen(text_of(&d, 0, 0)), 255 + 1 + 3);
    assert_non_null(strstr(text_of(&d, 0, 0), "x|end"));
    mlg_diag_release(&d);
}

static void groups(void **state)
{
    mlg_diag d = { 0 };

    (void)state;
    mlg_diag_add(&d, MLG_WARNING, "repaired", "a.shp", 3, "x");
    mlg_diag_add(&d, MLG_NOTE, "encoding", "a.shp", 0, "x");
    mlg_diag_add(&d, MLG_WARNING, "repaired", "b.shp", 4, "x");
    mlg_diag_add(&d, MLG_WARNING, "repaired", "a.shp", 5, "x");
    assert_int_equal(d.n, 3);
    assert_string_equal(d.groups[0].kind, "repaired");
    assert_string_equal(d.groups[0].where, "a.shp");
    assert_int_equal(d.groups[0].level, MLG_WARNING);
    assert_int_equal(d.groups[0].count, 2);
    assert_int_equal(d.groups[0].items[1].record, 5);
    assert_int_equal(d.groups[1].level, MLG_NOTE);
    assert_int_equal(mlg_diag_count(&d, "repaired"), 3);
    assert_int_equal(mlg_diag_count(&d, "encoding"), 1);
    assert_int_equal(mlg_diag_count(&d, "none"), 0);
    mlg_diag_release(&d);
    assert_int_equal(d.n, 0);
    mlg_diag_release(&d);
}

/* All are counted, the first ones kept: memory stays bounded. */
static void many(void **state)
{
    mlg_diag d = { 0 };

    (void)state;
    for (int i = 1; i <= 5000; i++)
        mlg_diag_add(&d, MLG_WARNING, "k", "f", i, "record %d", i);
    assert_int_equal(d.groups[0].count, 5000);
    assert_int_equal(d.groups[0].n_items, MLG_DIAG_KEPT);
    assert_string_equal(text_of(&d, 0, MLG_DIAG_KEPT - 1), "record 1000");
    mlg_diag_release(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences),
        cmocka_unit_test(arguments_by_position),
        cmocka_unit_test(a_long_value_is_cut),
        cmocka_unit_test(groups),
        cmocka_unit_test(many),
    };

    return cmocka_run_group_tests_name("diag", tests, NULL, NULL);
}
