#include "test.h"

#include "base/buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void test_fixed(void **state)
{
    static const struct {
        double value;
        int decimals;
        const char *want;
    } rows[] = {
        { 0, 0, "0" },
        { 0, 7, "0.0000000" },
        { -0.0, 2, "0.00" },
        { -0.004, 2, "0.00" },
        { -0.006, 2, "-0.01" },
        { 0.5, 0, "1" },
        { -0.5, 0, "-1" },
        { 2.5, 0, "3" },
        { 1.005, 1, "1.0" },
        { 99.999, 2, "100.00" },
        { 46.5, 7, "46.5000000" },
        { 1234567.125, 3, "1234567.125" },
        { 1e15, 0, "1000000000000000" },
        { 1e16, 2, "10000000000000000.00" },
    };
    buf b = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_clear(&b);
        buf_fixed(&b, rows[i].value, rows[i].decimals);
        assert_string_equal(b.at, rows[i].want);
    }
    buf_free(&b);
}

/* The C library, which is slow and right. */
static void test_numbers_against_printf(void **state)
{
    uint64_t seed = 20240229;
    char want[64];
    buf b = { 0 };

    (void)state;
    for (int i = 0; i < 200000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;

        int64_t whole = (int64_t)seed >> (seed % 63);
        int decimals = (int)(seed >> 40) % 8;
        double value = (double)(int32_t)(seed >> 13) / 1e5;

        buf_clear(&b);
        buf_int(&b, whole);
        snprintf(want, sizeof want, "%" PRId64, whole);
        assert_string_equal(b.at, want);
        buf_clear(&b);
        buf_fixed(&b, value, decimals);
        assert_near(strtod(b.at, NULL), value, 0.500001 * pow(10, -decimals));
    }
    buf_clear(&b);
    buf_int(&b, INT64_MIN);
    assert_string_equal(b.at, "-9223372036854775808");
    buf_free(&b);
}

static void test_json(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "", "\"\"" },
        { "plain", "\"plain\"" },
        { "dit \"oui\"", "\"dit \\\"oui\\\"\"" },
        { "a\\b/c", "\"a\\\\b/c\"" },
        { "</script>", "\"<\\/script>\"" },
        { "1\n2\t3\r\x01\x1f", "\"1\\n2\\t3\\u000d\\u0001\\u001f\"" },
        { "\303\251t\303\251 \360\237\230\200", "\"\303\251t\303\251 \360\237\230\200\"" },
    };
    buf b = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_clear(&b);
        buf_json(&b, rows[i].text);
        assert_string_equal(b.at, rows[i].want);
        assert_int_equal(b.n, strlen(rows[i].want));
    }
    buf_free(&b);
}

static void test_growth(void **state)
{
    buf b = { 0 };

    (void)state;
    buf_add(&b, "", 0);
    assert_null(b.at);
    for (int i = 0; i < 10000; i++)
        buf_printf(&b, "%d%s", i % 10, i % 100 ? "" : "!");
    assert_int_equal(b.n, 10100);
    assert_int_equal(b.at[b.n], 0);
    for (int i = 0; i < 3; i++) { /* longer than the room of buf_printf */
        buf_clear(&b);
        buf_printf(&b, "%*d", 2000, i);
        assert_int_equal(b.n, 2000);
    }
    buf_free(&b);
    assert_null(b.at);
}

/* Out of memory is remembered, keeps what was there, and lets nothing be added after. */
static void test_broken(void **state)
{
    buf b = { 0 };

    (void)state;
    buf_text(&b, "kept");
    assert_false(buf_grow(&b, SIZE_MAX / 2));
    assert_true(b.broken);
    buf_text(&b, "lost");
    buf_char(&b, 'x');
    buf_json(&b, "lost");
    buf_printf(&b, "%d", 1);
    assert_string_equal(b.at, "kept");
    buf_clear(&b);
    assert_false(b.broken);
    buf_text(&b, "again");
    assert_string_equal(b.at, "again");
    buf_free(&b);
}

/* A degree is the fixed number without the zeros that say nothing. */
static void degrees(void **state)
{
    static const struct {
        double value;
        int decimals;
        const char *want;
    } rows[] = {
        { 2.35, 7, "2.35" },
        { -61.5, 7, "-61.5" },
        { 0, 7, "0" },
        { -0.00000001, 7, "0" },
        { 180, 7, "180" },
        { -179.9999999, 7, "-179.9999999" },
        { 48.00000004, 7, "48" },
        { 0.0000001, 7, "0.0000001" },
        { 12.30405, 7, "12.30405" },
        { 1e12, 2, "1000000000000" },
        { 99.95, 1, "100" },
        { 7, 0, "7" },
        { 1234567.5, 3, "1234567.5" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf b = { 0 };

        buf_degree(&b, rows[i].value, rows[i].decimals);
        assert_string_equal(b.at, rows[i].want);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(degrees),
        cmocka_unit_test(test_fixed),
        cmocka_unit_test(test_numbers_against_printf),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
