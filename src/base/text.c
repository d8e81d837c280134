#include "base/text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* One code point from `n` bytes; its length, or 0 when they are not UTF-8. */
static size_t decode(const unsigned char *s, size_t n, uint32_t *point)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t length = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;

    if (!length || length > n || s[0] > 0xF4)
        return 0;
    *point = length == 1 ? s[0] : s[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        *point = *point << 6 | (s[i] & 0x3F);
    }
    if (*point < least[length] || *point > 0x10FFFF || (*point >= 0xD800 && *point < 0xE000))
        return 0;
    return length;
}

bool text_is_utf8(const char *text, size_t n)
{
    const unsigned char *s = (const unsigned char *)text;

    for (size_t i = 0, length; i < n; i += length) {
        uint64_t eight;
        uint32_t point;

        while (i + 8 <= n) { /* ASCII by eights */
            memcpy(&eight, s + i, 8);
            if (eight & 0x8080808080808080u)
                break;
            i += 8;
        }
        if (i >= n)
            break;
        if (!(length = decode(s + i, n - i, &point)))
            return false;
    }
    return true;
}

void text_drop_cut(char *text)
{
    char *to = text;

    while (*text) {
        unsigned char c = (unsigned char)*text;
        size_t whole = c < 0xC2 || c > 0xF4 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4, n = 1;

        while (n < whole && ((unsigned char)text[n] & 0xC0) == 0x80)
            n++;
        if (n == whole) {
            memmove(to, text, n);
            to += n;
        }
        text += n;
    }
    *to = '\0';
}

static void add_point(buf *out, uint32_t point)
{
    char s[4];

    if (point < 0x80) {
        buf_char(out, (char)point);
    } else if (point < 0x800) {
        s[0] = (char)(0xC0 | point >> 6);
        s[1] = (char)(0x80 | (point & 0x3F));
        buf_add(out, s, 2);
    } else {
        s[0] = (char)(0xE0 | point >> 12);
        s[1] = (char)(0x80 | (point >> 6 & 0x3F));
        s[2] = (char)(0x80 | (point & 0x3F));
        buf_add(out, s, 3);
    }
}

/* What Windows-1252 puts where ISO-8859-1 has control characters. 0: undefined. */
static const uint16_t cp1252_high[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178
};

void text_from_cp1252(buf *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c >= 0x80 && c < 0xA0)
            add_point(out, cp1252_high[c - 0x80] ? cp1252_high[c - 0x80] : 0xFFFD);
        else
            add_point(out, c);
    }
}

/* The CP1252 byte of a code point, or -1. */
static int to_cp1252(uint32_t point)
{
    if (point < 0x80 || (point >= 0xA0 && point < 0x100))
        return (int)point;
    for (int i = 0; i < 32; i++)
        if (cp1252_high[i] == point || (!cp1252_high[i] && point == 0x80u + (unsigned)i))
            return 0x80 + i;
    return -1;
}

bool text_is_mojibake(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t n = strlen(text);
    unsigned char pending[4];
    size_t n_pending = 0;

    for (size_t i = 0, length; i < n; i += length) {
        uint32_t point, inner;
        int byte;

        if (!(length = decode(s + i, n - i, &point)))
            return false;
        byte = to_cp1252(point);
        if (byte < 0x80) { /* plain, or not of CP1252: no sequence goes on */
            n_pending = 0;
            continue;
        }
        if (byte >= 0xC2 && byte <= 0xF4)
            n_pending = 0; /* a lead byte starts afresh */
        else if (!n_pending)
            continue;
        pending[n_pending++] = (unsigned char)byte;
        if (n_pending > 1 && decode(pending, n_pending, &inner) == n_pending)
            return true;
        if (n_pending == sizeof pending)
            n_pending = 0;
    }
    return false;
}

/* ASCII skeletons of the Latin letters U+00C0 to U+017F, in order; '?' for none. */
static const char latin_base[] =
    "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

void text_fold(char *out, size_t size, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t n = strlen(text), used = 0;
    bool gap = false;

    for (size_t i = 0, length; i < n && used + 2 < size; i += length) {
        uint32_t point;
        char c = '\0';

        if (!(length = decode(s + i, n - i, &point)))
            length = 1;
        else if (point < 0x80 && point >= 'A' && point <= 'Z')
            c = (char)(point - 'A' + 'a');
        else if (point < 0x80 &&
                 ((point >= 'a' && point <= 'z') || (point >= '0' && point <= '9')))
            c = (char)point;
        else if (point >= 0xC0 && point < 0x180 && latin_base[point - 0xC0] != '?')
            c = latin_base[point - 0xC0];
        else if (point >= 0x300 && point < 0x370)
            continue; /* a combining accent: its letter is there already */
        if (!c) {
            gap = used > 0;
            continue;
        }
        if (gap)
            out[used++] = '_';
        gap = false;
        out[used++] = c;
    }
    out[used] = '\0';
}

/* Copies without spaces of any kind, decimal comma to point. False: too long. */
static bool plain_number(char *out, size_t size, const char *text, size_t n)
{
    const unsigned char *s = (const unsigned char *)text, *end = s + n;
    size_t used = 0;

    for (; s < end && *s; s++) {
        if (*s == ' ' || *s == '\t')
            continue;
        if (end - s > 1 && s[0] == 0xC2 && s[1] == 0xA0) {
            s++;
            continue;
        }
        if (end - s > 2 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0xAF || s[2] == 0x89)) {
            s += 2;
            continue;
        }
        if (used + 1 >= size)
            return false;
        out[used++] = *s == ',' ? '.' : (char)*s;
    }
    out[used] = '\0';
    return used > 0;
}

static bool is_digit(const char *s, const char *end)
{
    return s < end && *s >= '0' && *s <= '9';
}

/* `digits[.digits][e[+-]digits]`, read without the locale. Returns its end, or NULL. */
static const char *scan_number(const char *s, const char *end, double *value)
{
    static const double exact[] = { 1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    bool negative = s < end && *s == '-', any = false;
    uint64_t digits = 0;
    int shift = 0, power = 0, sign = 1;
    double v;

    if (s < end && (*s == '-' || *s == '+'))
        s++;
    for (int point = 0; is_digit(s, end) || (s < end && *s == '.' && !point); s++) {
        if (*s == '.') {
            point = 1;
            continue;
        }
        any = true;
        if (digits < UINT64_C(900719925474099)) {
            digits = digits * 10 + (unsigned)(*s - '0');
            shift -= point;
        } else {
            shift += !point; /* digits beyond the 53rd bit change nothing we measure */
        }
    }
    if (!any)
        return NULL;
    if (s < end && (*s == 'e' || *s == 'E')) {
        const char *e = s + 1;

        if (e < end && (*e == '-' || *e == '+'))
            sign = *e++ == '-' ? -1 : 1;
        if (!is_digit(e, end))
            return NULL;
        for (; is_digit(e, end); e++)
            power = power < 1000 ? power * 10 + (*e - '0') : power;
        s = e;
    }
    shift += sign * power;
    v = (double)digits;
    if (shift >= 0 && shift <= 22)
        v *= exact[shift];
    else if (shift < 0 && shift >= -22)
        v /= exact[-shift];
    else
        v *= pow(10, shift);
    *value = negative ? -v : v;
    return s;
}

bool text_number_n(const char *text, size_t n, double *value)
{
    char plain[64];
    double v;
    const char *end = text + n;

    if (scan_number(text, end, &v) != end) { /* French, or no number */
        if (!plain_number(plain, sizeof plain, text, n))
            return false;
        end = plain + strlen(plain);
        if (scan_number(plain, end, &v) != end)
            return false;
    }
    if (!isfinite(v))
        return false;
    *value = v;
    return true;
}

bool text_number(const char *text, double *value)
{
    return text_number_n(text, strlen(text), value);
}

bool text_distance(const char *text, double *metres)
{
    const double around = 40075016.7; /* the equator of WGS84 */
    char plain[64];
    const char *unit;
    double v;

    if (!plain_number(plain, sizeof plain, text, strlen(text)) ||
        !(unit = scan_number(plain, plain + strlen(plain), &v)))
        return false;
    if (!strcmp(unit, "km"))
        v *= 1000;
    else if (*unit && strcmp(unit, "m"))
        return false;
    if (!(v >= 0 && v <= around))
        return false;
    *metres = v;
    return true;
}

bool text_is_missing(const char *text)
{
    static const char *const words[] = { "na", "n_a", "null", "nan", "none", "nd", "nr" };
    char folded[8];

    if (!*text)
        return true;
    text_fold(folded, sizeof folded, text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(folded, words[i]))
            return true;
    return !folded[0] && strlen(text) < 4; /* "", " ", "-", "--" */
}
