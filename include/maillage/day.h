#ifndef MLG_DAY_H
#define MLG_DAY_H
#include <stdbool.h>
#include <stdint.h>

/* Days of the Gregorian calendar, counted from 1970-01-01. */
#define MLG_NO_DAY INT32_MIN

/* "2021-03-30", as study and rules files write them. False: no such day. */
bool mlg_day(const char *text, int32_t *day);

enum { MLG_DAY_ROOM = 11 };
char *mlg_day_text(char text[MLG_DAY_ROOM], int32_t day); /* returns `text`; no day: "" */

/* The days something is in force, both ends included; MLG_NO_DAY: no such end. */
typedef struct mlg_period {
    int32_t from, to;
} mlg_period;

/* "2015-01-01/2023-12-31", an ISO 8601 interval; "2024-01-01/.." has no end. False: no such
 * interval, or it ends before it starts. */
bool mlg_period_read(const char *text, mlg_period *period);
#endif
