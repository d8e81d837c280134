#ifndef MLG_SHEET_H
#define MLG_SHEET_H
#include <stddef.h>
#include <stdio.h>

/* A readable sheet of labelled texts, wrapped between words at SHEET_WIDTH columns. Nothing
 * is cut: a word longer than the line runs over it. Control characters, which a file's
 * texts may hold, are shown as blanks or as U+FFFD. */
enum { SHEET_WIDTH = 96, SHEET_INDENT = 20 };

typedef struct sheet {
    FILE *to;
    size_t indent;  /* where a wrapped line goes on */
    size_t column;  /* where the line at hand has got to */
    size_t pending; /* blanks at its end, not printed yet */
} sheet;

void sheet_label(sheet *s, const char *label); /* a new line, "  label      " */
void sheet_line(sheet *s);                     /* a new line at the indent */
void sheet_gap(sheet *s);                      /* ends the line at hand, then an empty one */

/* Words after those already there. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void sheet_say(sheet *s, const char *what, ...);

/* One text padded with blanks to `width` columns, on the left if `right`. */
void sheet_cell(sheet *s, const char *text, size_t width, int right);

size_t sheet_width(const char *text); /* characters of a UTF-8 text */
#endif
