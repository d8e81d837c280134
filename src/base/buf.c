#include "base/buf.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_free(buf *b)
{
    free(b->at);
    *b = (buf){ 0 };
}

void buf_clear(buf *b)
{
    b->n = 0;
    b->broken = false;
    if (b->at)
        b->at[0] = '\0';
}

static bool reserve(buf *b, size_t more)
{
    size_t room = b->room ? b->room : 256;
    char *at;

    if (b->broken || more > SIZE_MAX / 2 - b->n)
        return !(b->broken = true);
    if (b->n + more < b->room)
        return true;
    while (room <= b->n + more)
        room *= 2;
    at = realloc(b->at, room);
    if (!at)
        return !(b->broken = true);
    b->at = at;
    b->room = room;
    return true;
}

void buf_add(buf *b, const void *bytes, size_t n)
{
    if (!reserve(b, n))
        return;
    if (n)
        memcpy(b->at + b->n, bytes, n);
    b->n += n;
    b->at[b->n] = '\0';
}

void buf_text(buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

void buf_char(buf *b, char c)
{
    buf_add(b, &c, 1);
}

/* Digits of `value`, at least `least` of them, into the end of `end`; returns the start. */
static char *digits(char *end, uint64_t value, int least)
{
    do {
        *--end = (char)('0' + value % 10);
        value /= 10;
        least--;
    } while (value || least > 0);
    return end;
}

void buf_int(buf *b, int64_t value)
{
    char room[24], *end = room + sizeof room;
    char *at = digits(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 1);

    if (value < 0)
        *--at = '-';
    buf_add(b, at, (size_t)(end - at));
}

void buf_fixed(buf *b, double value, int decimals)
{
    static const double scale[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };
    double scaled = fabs(value) * scale[decimals];
    char room[48], *end = room + sizeof room, *at = end;
    uint64_t whole;

    if (!(scaled < 9e15)) { /* beyond exact integers: rare, so slow is fine */
        buf_printf(b, "%.0f", value);
        return;
    }
    whole = (uint64_t)(scaled + 0.5);
    at = digits(end, whole, decimals + 1);
    if (decimals) {
        memmove(at - 1, at, (size_t)(end - decimals - at));
        at--;
        end[-decimals - 1] = '.';
    }
    if (value < 0 && whole)
        *--at = '-';
    buf_add(b, at, (size_t)(end - at));
}

void buf_json(buf *b, const char *text)
{
    const char *from = text, *at = text;

    buf_char(b, '"');
    for (; *at; at++) {
        unsigned char c = (unsigned char)*at;
        bool tag = c == '/' && at > text && at[-1] == '<';

        if (c >= 0x20 && c != '"' && c != '\\' && !tag)
            continue;
        buf_add(b, from, (size_t)(at - from));
        from = at + 1;
        if (c == '\n')
            buf_text(b, "\\n");
        else if (c == '\t')
            buf_text(b, "\\t");
        else if (c < 0x20)
            buf_printf(b, "\\u%04x", c);
        else {
            buf_char(b, '\\');
            buf_char(b, (char)c);
        }
    }
    buf_add(b, from, (size_t)(at - from));
    buf_char(b, '"');
}

void buf_printf(buf *b, const char *format, ...)
{
    va_list args;
    char small[512];
    int n;

    va_start(args, format);
    n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n < 0) {
        b->broken = true;
    } else if ((size_t)n < sizeof small) {
        buf_add(b, small, (size_t)n);
    } else if (reserve(b, (size_t)n + 1)) {
        va_start(args, format);
        vsnprintf(b->at + b->n, (size_t)n + 1, format, args);
        va_end(args);
        b->n += (size_t)n;
    }
}
