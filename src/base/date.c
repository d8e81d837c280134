#include "base/date.h"

#include "maillage/day.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_YEAR = 1900, LAST_YEAR = 2199 };

/* --- the calendar ---------------------------------------------------------------------- */

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of(int year, int month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days before a year since 0000-01-01, by the Gregorian rule. */
static int32_t days_before(int year)
{
    int last = year - 1;

    return 365 * year + (year > 0 ? last / 4 - last / 100 + last / 400 + 1 : 0);
}

static bool day_of(int32_t *out, int year, int month, int day)
{
    int32_t n;

    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 ||
        day > days_of(year, month))
        return false;
    n = days_before(year) - days_before(1970) + day - 1;
    for (int m = 1; m < month; m++)
        n += days_of(year, m);
    *out = n;
    return true;
}

char *date_text(char text[DATE_ROOM], int32_t day)
{
    int year, month = 1;
    int32_t left;

    text[0] = '\0';
    if (day == DATE_NONE)
        return text;
    left = day + days_before(1970);
    year = (int)((int64_t)left * 400 / 146097); /* right, or one too many or too few */
    while (days_before(year) > left)
        year--;
    while (days_before(year + 1) <= left)
        year++;
    left -= days_before(year);
    while (left >= days_of(year, month))
        left -= days_of(year, month++);
    if (year >= 0 && year <= 9999)
        snprintf(text, DATE_ROOM, "%04u-%02u-%02u", (unsigned)year % 10000,
                 (unsigned)month % 100, (unsigned)(left + 1) % 100);
    return text;
}

/* --- how it is written ----------------------------------------------------------------- */

/* Up to `most` digits; their number. */
static int digits(const char **s, int most, int *value)
{
    int n = 0;

    for (*value = 0; n < most && **s >= '0' && **s <= '9'; n++)
        *value = *value * 10 + (*(*s)++ - '0');
    return n;
}

/* Nothing, or a time of day: "T10:00:00Z", " 10:00:00.000 +01:00". */
static bool is_time(const char *s)
{
    const char *digit = s + 1;

    if (!*s)
        return true;
    return (*s == 'T' || *s == ' ') && *digit >= '0' && *digit <= '9' && strchr(s, ':') &&
           !digit[strspn(digit, "0123456789:.,+-Z ")];
}

/* "20210330": years of four digits only, or any eight digits would be a day. */
static date_said read_packed(const char *s, int32_t *day)
{
    int year, month, number;

    digits(&s, 4, &year);
    digits(&s, 2, &month);
    digits(&s, 2, &number);
    return day_of(day, year, month, number) ? DATE_READ : DATE_IMPOSSIBLE;
}

date_said date_read(const char *text, int32_t *day, date_form *form)
{
    const char *s = text;
    int a, b, c, n_a, n_c;
    char between;

    if (strlen(text) == 8 && strspn(text, "0123456789") == 8) {
        *form = DATE_ISO;
        return read_packed(text, day);
    }
    n_a = digits(&s, 4, &a);
    between = *s;
    if (!n_a || n_a == 3 || (between != '-' && between != '/' && between != '.'))
        return DATE_UNREADABLE;
    s++;
    if (!digits(&s, 2, &b) || *s++ != between)
        return DATE_UNREADABLE;
    n_c = digits(&s, 4, &c);
    if (!is_time(s))
        return DATE_UNREADABLE;
    if (n_a == 4 && between != '.' && (n_c == 1 || n_c == 2)) {
        *form = DATE_ISO;
        return day_of(day, a, b, c) ? DATE_READ : DATE_IMPOSSIBLE;
    }
    if (n_a <= 2 && n_c == 4) {
        *form = DATE_FRENCH;
        return day_of(day, c, b, a) ? DATE_READ : DATE_IMPOSSIBLE;
    }
    return n_a <= 2 && n_c == 2 ? DATE_SHORT_YEAR : DATE_UNREADABLE;
}

bool date_iso(const char *text, int32_t *day)
{
    date_form form;

    for (size_t i = 0; i < sizeof "dddd-dd-dd"; i++) /* its NUL too */
        if ("dddd-dd-dd"[i] == 'd' ? text[i] < '0' || text[i] > '9'
                                   : text[i] != "dddd-dd-dd"[i])
            return false;
    return date_read(text, day, &form) == DATE_READ;
}

/* --- as a public noun ----------------------------------------------------------------------
 */

bool mlg_day(const char *text, int32_t *day)
{
    return date_iso(text, day);
}

char *mlg_day_text(char text[MLG_DAY_ROOM], int32_t day)
{
    return date_text(text, day);
}

/* One end of a period: a day, or "" and ".." for none. */
static bool read_end(const char *text, size_t n, int32_t *day)
{
    char copy[MLG_DAY_ROOM];

    *day = MLG_NO_DAY;
    if (!n || (n == 2 && !strncmp(text, "..", 2)))
        return true;
    if (n >= sizeof copy)
        return false;
    memcpy(copy, text, n);
    copy[n] = '\0';
    return date_iso(copy, day);
}

bool mlg_period_read(const char *text, mlg_period *out)
{
    size_t n = strcspn(text, "/");

    return text[n] && read_end(text, n, &out->from) &&
           read_end(text + n + 1, strlen(text + n + 1), &out->to) &&
           (out->from == MLG_NO_DAY || out->to == MLG_NO_DAY || out->from <= out->to);
}
