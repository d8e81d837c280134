#include "test.h"

#include "base/text.h"

#include <string.h>

static void utf8(void **state)
{
    static const struct {
        const char *text;
        bool is;
    } rows[] = {
        { "", true },
        { "Orleans, vingt-deux lettres", true },
        { "Orléans", true },
        { "\xE2\x82\xAC \xF0\x9F\x8C\x8D", true },
        { "\xC0\x80", false },         /* overlong NUL */
        { "\xE0\x80\xAF", false },     /* overlong '/' */
        { "\xED\xA0\x80", false },     /* a surrogate */
        { "\xF4\x90\x80\x80", false }, /* beyond U+10FFFF */
        { "\xF5\x80\x80\x80", false },
        { "caf\xE9", false }, /* CP1252 */
        { "caf\xC3", false }, /* cut */
        { "\x80", false },
        { "seize octets ici\xE9", false }, /* after the ASCII by eights */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (text_is_utf8(rows[i].text, strlen(rows[i].text)) != rows[i].is)
            fail_msg("row %zu", i);
    assert_true(text_is_utf8("a\0b", 3));
}

static void from_cp1252(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        { "", "" },
        { "abc", "abc" },
        { "caf\xE9", "café" },
        { "\x80 \x9C \x8C \x92", "€ œ Œ ’" },
        { "\xFF\xA0", "\xC3\xBF\xC2\xA0" },
        { "\x81\x8D\x8F\x90\x9D", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf b = { 0 };

        text_from_cp1252(&b, rows[i].from, strlen(rows[i].from));
        assert_string_equal(b.at ? b.at : "", rows[i].to);
        buf_free(&b);
    }
}

static void mojibake(void **state)
{
    static const struct {
        const char *text;
        bool is;
    } rows[] = {
        { "", false },
        { "Cité", false },
        { "CitÃ©", true },
        { "Å’uvre", true },
        { "l’Ã‰toile", true },
        { "â‚¬", true },
        { "Ã\u00A0 la fin", true },
        { "Ã", false },
        { "Ãa", false },
        { "SÃO PAULO", false },
        { "é©", false },         /* two letters that belong together in no encoding */
        { "\u0152\xC3", false }, /* not UTF-8 at all */
        { "日本", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (text_is_mojibake(rows[i].text) != rows[i].is)
            fail_msg("'%s'", rows[i].text);
}

static void fold(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "N° Départ. ", "n_depart" },
        { "CODE_QP", "code_qp" },
        { "  Lib  EPCI ", "lib_epci" },
        { "Île-de-France", "ile_de_france" },
        { "e\u0301te\u0301", "ete" }, /* combining accents */
        { "Œuvre", "ouvre" },
        { "ŻółŹ", "zolz" },
        { "a×b", "a_b" },
        { "---", "" },
        { "", "" },
        { "日本 x", "x" },
        { "b\xE9z", "b_z" },
    };
    char out[64];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        text_fold(out, sizeof out, rows[i].text);
        assert_string_equal(out, rows[i].want);
    }
    text_fold(out, 5, "abcdefgh");
    assert_true(strlen(out) < 5 && !strncmp(out, "abc", 3));
}

static void numbers(void **state)
{
    static const struct {
        const char *text;
        bool is;
        double value;
    } rows[] = {
        { "0", true, 0 },
        { "-3", true, -3 },
        { "+3", true, 3 },
        { "1234.5", true, 1234.5 },
        { "1 234,5", true, 1234.5 },
        { "1\u00A0234,5", true, 1234.5 },
        { "1\u202F234\u202F567,25", true, 1234567.25 },
        { "1\u2009000", true, 1000 },
        { "1e3", true, 1000 },
        { "1E-2", true, 0.01 },
        { "2.5e+1", true, 25 },
        { ".5", true, 0.5 },
        { "5.", true, 5 },
        { "48.856613", true, 48.856613 },
        { "0.1", true, 0.1 },
        { "123456789012345678901234567890", true, 1.2345678901234568e29 },
        { "0.000000000000000000000000000001", true, 1e-30 },
        { "", false, 0 },
        { " ", false, 0 },
        { "-", false, 0 },
        { ".", false, 0 },
        { "1.2.3", false, 0 },
        { "1,234,5", false, 0 },
        { "12 m", false, 0 },
        { "1e", false, 0 },
        { "1e+", false, 0 },
        { "1e999", false, 0 }, /* not finite */
        { "0x10", false, 0 },
        { "nan", false, 0 },
        { "inf", false, 0 },
        { "2A004", false, 0 },
        { "1111111111111111111111111111111111111111111111111111111111111111111 1", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double v = -7;

        if (text_number(rows[i].text, &v) != rows[i].is)
            fail_msg("'%s'", rows[i].text);
        if (rows[i].is && !(fabs(v - rows[i].value) <= fabs(rows[i].value) * 1e-15))
            fail_msg("'%s' is %.17g", rows[i].text, v);
        assert_true(rows[i].is || v == -7);
    }
}

static void distances(void **state)
{
    static const struct {
        const char *text;
        bool is;
        double metres;
    } rows[] = {
        { "300", true, 300 },     { "300m", true, 300 },   { "300 m", true, 300 },
        { "1,5 km", true, 1500 }, { "20km", true, 20000 }, { "0", true, 0 },
        { "-5", false, 0 },       { "-5m", false, 0 },     { "m", false, 0 },
        { "", false, 0 },         { "5 miles", false, 0 }, { "5mm", false, 0 },
        { "1e400km", false, 0 },  { "300 mm", false, 0 },  { "40075km", true, 40075e3 },
        { "40076km", false, 0 },  { "1e300km", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double v = -7;

        if (text_distance(rows[i].text, &v) != rows[i].is)
            fail_msg("'%s'", rows[i].text);
        assert_near(v, rows[i].is ? rows[i].metres : -7, 1e-9);
    }
}

static void missing(void **state)
{
    static const char *const yes[] = { "",    " ", "NA", "N/A", "n/a", "NULL",
                                       "nan", "-", "--", "nd",  "NR",  "None" };
    static const char *const no[] = { "0", "non", "Nantes", "oui", "----", "?!?!" };

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!text_is_missing(yes[i]))
            fail_msg("'%s'", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (text_is_missing(no[i]))
            fail_msg("'%s'", no[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8),    cmocka_unit_test(from_cp1252), cmocka_unit_test(mojibake),
        cmocka_unit_test(fold),    cmocka_unit_test(numbers),     cmocka_unit_test(distances),
        cmocka_unit_test(missing),
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
