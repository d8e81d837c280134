#ifndef MLG_SAY_H
#define MLG_SAY_H
#include <stdarg.h>
#include <stdio.h>

/* Words for people, on standard error. What comes from files (names, paths) is shown on one
 * line and never obeyed: a line break becomes a space and every other control character
 * U+FFFD; only the line breaks that begin or end the format are line breaks. Very long words
 * are cut, which an ellipsis shows. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_list(const char *format, va_list args);

/* n bytes of such text, likewise; returns how many columns they take. */
size_t show(FILE *to, const char *text, size_t n);
#endif
