#include "test.h"

#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void what_is_read(void **state)
{
    static const struct {
        const char *text, *day; /* "": not read */
        date_said said;
        date_form form;
    } rows[] = {
        { "2021-03-30", "2021-03-30", DATE_READ, DATE_ISO },
        { "2021/3/30", "2021-03-30", DATE_READ, DATE_ISO },
        { "2021-03-30T10:00:00Z", "2021-03-30", DATE_READ, DATE_ISO },
        { "2021-03-30 10:00:00.000 +01:00", "2021-03-30", DATE_READ, DATE_ISO },
        { "20210330", "2021-03-30", DATE_READ, DATE_ISO },
        { "30/03/2021", "2021-03-30", DATE_READ, DATE_FRENCH },
        { "1/4/2021", "2021-04-01", DATE_READ, DATE_FRENCH },
        { "30-03-2021", "2021-03-30", DATE_READ, DATE_FRENCH },
        { "30.03.2021", "2021-03-30", DATE_READ, DATE_FRENCH },
        { "30/03/2021 00:00", "2021-03-30", DATE_READ, DATE_FRENCH },
        { "29/02/2020", "2020-02-29", DATE_READ, DATE_FRENCH },
        { "1970-01-01", "1970-01-01", DATE_READ, DATE_ISO },
        { "2000-02-29", "2000-02-29", DATE_READ, DATE_ISO },
        { "1900-02-29", "", DATE_IMPOSSIBLE, 0 },
        { "31/02/2021", "", DATE_IMPOSSIBLE, 0 },
        { "03/30/2021", "", DATE_IMPOSSIBLE, 0 }, /* not the American order */
        { "00/01/2021", "", DATE_IMPOSSIBLE, 0 },
        { "2021-13-01", "", DATE_IMPOSSIBLE, 0 },
        { "30/03/0021", "", DATE_IMPOSSIBLE, 0 },
        { "2201-01-01", "", DATE_IMPOSSIBLE, 0 },
        { "30/03/21", "", DATE_SHORT_YEAR, 0 },
        { "21-03-30", "", DATE_SHORT_YEAR, 0 },
        { "", "", DATE_UNREADABLE, 0 },
        { "2021", "", DATE_UNREADABLE, 0 },
        { "2021-03", "", DATE_UNREADABLE, 0 },
        { "mars 2021", "", DATE_UNREADABLE, 0 },
        { "30/03-2021", "", DATE_UNREADABLE, 0 },
        { "2021.03.30", "", DATE_UNREADABLE, 0 },
        { "30/03/202", "", DATE_UNREADABLE, 0 },
        { "130/03/2021", "", DATE_UNREADABLE, 0 },
        { "30/03/20211", "", DATE_UNREADABLE, 0 },
        { "2021-03-30x", "", DATE_UNREADABLE, 0 },
        { "2021-03-30T", "", DATE_UNREADABLE, 0 },
        { "2021-03-30 et 2021-04-01", "", DATE_UNREADABLE, 0 },
        { "-2021-03-30", "", DATE_UNREADABLE, 0 },
        { "44285", "", DATE_UNREADABLE, 0 }, /* a spreadsheet's serial number */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t day = DATE_NONE;
        date_form form = DATE_ISO;
        char text[DATE_ROOM];
        date_said said = date_read(rows[i].text, &day, &form);

        if (said != rows[i].said || strcmp(date_text(text, day), rows[i].day) != 0)
            fail_msg("'%s': said %d, day '%s'", rows[i].text, said, date_text(text, day));
        if (said == DATE_READ)
            assert_int_equal(form, rows[i].form);
    }
}

/* Against the C library's calendar, every day of three centuries. */
static void every_day(void **state)
{
    int32_t first, last, n = 0;

    (void)state;
    assert_true(date_iso("1900-01-01", &first));
    assert_true(date_iso("2199-12-31", &last));
    for (int32_t day = first; day <= last; day++, n++) {
        time_t at = (time_t)day * 86400;
        struct tm *it = gmtime(&at);
        char want[32], french[32], text[DATE_ROOM];
        int32_t again = DATE_NONE;
        date_form form;

        assert_non_null(it);
        strftime(want, sizeof want, "%Y-%m-%d", it);
        strftime(french, sizeof french, "%d/%m/%Y", it);
        assert_string_equal(date_text(text, day), want);
        assert_true(date_iso(want, &again));
        assert_int_equal(again, day);
        assert_int_equal(date_read(french, &again, &form), DATE_READ);
        assert_int_equal(again, day);
    }
    assert_int_equal(n, 300 * 365 + 73); /* leap years: 24 of 1900 on, 25 of 2000, 24 of 2100 */
}

static void exactly_iso(void **state)
{
    static const char *const not [] = {
        "2021/03/30",           "2021-3-30", "20210330", "2021-02-30", "2021-03-30 ",
        "2021-03-30T10:00:00Z", ""
    };
    int32_t day;

    (void)state;
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        assert_false(date_iso(not [i], &day));
    assert_true(date_iso("1970-01-02", &day));
    assert_int_equal(day, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_read),
                                        cmocka_unit_test(every_day),
                                        cmocka_unit_test(exactly_iso) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
