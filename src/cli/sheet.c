#include "sheet.h"

#include "say.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

size_t sheet_width(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static void put(sheet *s, const char *text, size_t n)
{
    for (; n && s->pending; s->pending--)
        fputc(' ', s->to);
    s->column += show(s->to, text, n);
}

/* Blanks are only printed when something follows them. */
static void blanks(sheet *s, size_t upto)
{
    for (; s->column < upto; s->column++)
        s->pending++;
}

static void end_line(sheet *s)
{
    if (s->column)
        fputc('\n', s->to);
    s->column = s->pending = 0;
}

void sheet_line(sheet *s)
{
    end_line(s);
    blanks(s, s->indent);
}

void sheet_gap(sheet *s)
{
    end_line(s);
    fputc('\n', s->to);
}

void sheet_label(sheet *s, const char *label)
{
    end_line(s);
    s->indent = SHEET_INDENT;
    blanks(s, 2);
    put(s, label, strlen(label));
    if (s->column >= s->indent)
        end_line(s);
    blanks(s, s->indent);
}

/* Only a plain space may end a line: the no-break ones of French stay. */
static void put_words(sheet *s, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, " \n\t\r"), width = 0;

        for (size_t i = 0; i < n; i++)
            width += ((unsigned char)text[i] & 0xC0) != 0x80;
        if (n && s->column > s->indent) {
            if (s->column + 1 + width > SHEET_WIDTH)
                sheet_line(s);
            else
                put(s, " ", 1);
        }
        put(s, text, n);
        text += n;
        text += strspn(text, " \n\t\r");
    }
}

void sheet_say(sheet *s, const char *what, ...)
{
    va_list args, again;
    char *text;
    int n;

    va_start(args, what);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, what, args);
    text = n < 0 ? NULL : malloc((size_t)n + 1);
    if (text) {
        vsnprintf(text, (size_t)n + 1, what, again);
        put_words(s, text);
        free(text);
    }
    va_end(again);
    va_end(args);
}

void sheet_cell(sheet *s, const char *text, size_t width, int right)
{
    size_t has = sheet_width(text), from = s->column;

    if (right && has < width)
        blanks(s, from + width - has);
    put(s, text, strlen(text));
    blanks(s, from + width);
}
