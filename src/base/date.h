#ifndef MLG_DATE_H
#define MLG_DATE_H
#include <stdbool.h>
#include <stdint.h>

/* Days of the Gregorian calendar, counted from 1970-01-01. */

#define DATE_NONE INT32_MIN

typedef enum date_form {
    DATE_ISO,   /* 2021-03-30, 2021/03/30, 20210330; a time of day may follow */
    DATE_FRENCH /* 30/03/2021, 30-3-2021, 30.03.2021: day first */
} date_form;

typedef enum date_said {
    DATE_READ,
    DATE_IMPOSSIBLE, /* 31/02/2021, or a year before 1900 or after 2199 */
    DATE_SHORT_YEAR, /* 30/03/21: of which century, and which number is the year? */
    DATE_UNREADABLE
} date_said;

/* Fills `day` and `form` only when read. */
date_said date_read(const char *text, int32_t *day, date_form *form);

/* Exactly "2021-03-30", and a real day. */
bool date_iso(const char *text, int32_t *day);

enum { DATE_ROOM = 11 };
char *date_text(char text[DATE_ROOM], int32_t day); /* "2021-03-30"; DATE_NONE: "" */
#endif
