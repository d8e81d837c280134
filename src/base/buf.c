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

/* A broken buffer keeps its content and has no room, so that nothing is added to it. */
static bool broken(buf *b)
{
    b->room = 0;
    b->broken = true;
    return false;
}

bool buf_grow(buf *b, size_t more)
{
    size_t room = b->room ? b->room : 256;
    char *at;

    if (b->broken || more > SIZE_MAX / 4 - b->n)
        return broken(b);
    while (room <= b->n + more)
        room *= 2;
    at = realloc(b->at, room);
    if (!at)
        return broken(b);
    b->at = at;
    b->room = room;
    return true;
}

/* Digits of `value`, at least `least` of them, into the end of `end`; returns the start. */
static char *digits(char *end, uint64_t value, int least)
{
    for (; value >= 100; least -= 2, value /= 100) { /* in pairs: half the divisions */
        unsigned pair = (unsigned)(value % 100);

        *--end = (char)('0' + pair % 10);
        *--end = (char)('0' + pair / 10);
    }
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
        buf_printf(b, "%.*f", decimals, value);
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

static void trimmed(buf *b, double value, int decimals)
{
    buf_fixed(b, value, decimals);
    if (b->broken || !decimals || b->n <= (size_t)decimals ||
        b->at[b->n - (size_t)decimals - 1] != '.')
        return;
    while (b->at[b->n - 1] == '0')
        b->n--;
    if (b->at[b->n - 1] == '.')
        b->n--;
    b->at[b->n] = '\0';
}

static const uint32_t tens[] = { 1,      10,      100,      1000,      10000,
                                 100000, 1000000, 10000000, 100000000, 1000000000 };

/* `n` digits, in pairs: half the divisions. */
static void put_digits(char *at, uint32_t value, int n)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";

    for (; n > 1; n -= 2, value /= 100)
        memcpy(at + n - 2, pairs + (size_t)2 * (value % 100), 2);
    if (n)
        at[0] = (char)('0' + value % 10);
}

/* Millions of them are written: 32 bits hold what is a degree, and the digits go straight
 * where they belong. */
void buf_degree(buf *b, double value, int decimals)
{
    double scaled = fabs(value) * tens[decimals];
    uint32_t all, whole;
    int n = 1;
    char *at;

    if (!(scaled < 4e9)) {
        trimmed(b, value, decimals);
        return;
    }
    if (!buf_room(b, 24))
        return;
    all = (uint32_t)(scaled + 0.5);
    whole = all / tens[decimals];
    at = b->at + b->n;
    if (value < 0 && all)
        *at++ = '-';
    while (n < 10 && whole >= tens[n])
        n++;
    put_digits(at, whole, n);
    at += n;
    *at = '.';
    put_digits(at + 1, all % tens[decimals], decimals);
    while (decimals && at[decimals] == '0')
        decimals--;
    at += decimals ? 1 + decimals : 0;
    *at = '\0';
    b->n = (size_t)(at - b->at);
}

/* What JSON calls for before a byte: 0 as it is, 'u' a number, else that letter. '/' is
 * only escaped after '<'. */
static char escape_of(unsigned char c, unsigned char before)
{
    if (c == '"' || c == '\\')
        return (char)c;
    if (c == '/')
        return before == '<' ? '/' : 0;
    if (c >= 0x20)
        return 0;
    return c == '\n' ? 'n' : c == '\t' ? 't' : 'u';
}

void buf_json(buf *b, const char *text)
{
    static const char hex[] = "0123456789abcdef";
    size_t n = strlen(text);

    if (n > SIZE_MAX / 16 || !buf_room(b, 6 * n + 2)) { /* at worst all are \u00xx */
        broken(b);
        return;
    }

    char *to = b->at + b->n;

    *to++ = '"';
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        char escape = c > '\\' ? 0 : escape_of(c, i ? (unsigned char)text[i - 1] : 0);

        if (escape)
            *to++ = '\\';
        if (escape == 'u') {
            memcpy(to, "u00", 3);
            to[3] = hex[c >> 4];
            to[4] = hex[c & 15];
            to += 5;
        } else {
            *to++ = escape ? escape : (char)c;
        }
    }
    *to++ = '"';
    *to = '\0';
    b->n = (size_t)(to - b->at);
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
    } else if (buf_room(b, (size_t)n)) {
        va_start(args, format);
        vsnprintf(b->at + b->n, (size_t)n + 1, format, args);
        va_end(args);
        b->n += (size_t)n;
    }
}
