#include "io/json_coords.h"

#include "base/big.h"

#include <stdlib.h>

typedef struct cursor {
    json_coords *c;
    const char *at, *end;
} cursor;

void json_coords_release(json_coords *c)
{
    free(c->xy);
    free(c->ring);
    free(c->polygon);
    *c = (json_coords){ 0 };
}

static int peek(cursor *k)
{
    while (k->at < k->end &&
           (*k->at == ' ' || *k->at == '\n' || *k->at == '\t' || *k->at == '\r'))
        k->at++;
    return k->at < k->end ? (unsigned char)*k->at : -1;
}

static coords_said wrong(const cursor *k)
{
    return k->at < k->end ? COORDS_WRONG : COORDS_CUT;
}

static bool is_digit(const cursor *k)
{
    return k->at < k->end && *k->at >= '0' && *k->at <= '9';
}

/* Up to 19 digits are kept, more than a double can tell apart. */
static void take_digits(cursor *k, uint64_t *digits, int *shift, int per_digit)
{
    for (; is_digit(k); k->at++) {
        if (*digits < UINT64_C(1000000000000000000)) {
            *digits = *digits * 10 + (unsigned)(*k->at - '0');
            *shift += per_digit;
        } else {
            *shift += per_digit + 1;
        }
    }
}

static bool take_exponent(cursor *k, int *shift)
{
    int power = 0, sign = 1;

    if (k->at == k->end || (*k->at != 'e' && *k->at != 'E'))
        return true;
    k->at++;
    if (k->at < k->end && (*k->at == '-' || *k->at == '+'))
        sign = *k->at++ == '-' ? -1 : 1;
    if (!is_digit(k))
        return false;
    for (; is_digit(k); k->at++)
        power = power < 10000 ? power * 10 + (*k->at - '0') : power;
    *shift += sign * power;
    return true;
}

/* The extended precision makes the rare second rounding all but harmless. */
static double scaled(uint64_t digits, int shift)
{
    static const double exact[] = { 1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

    if (shift <= 0 && shift >= -22)
        return (double)((long double)digits / exact[-shift]);
    if (shift > 0 && shift <= 22)
        return (double)((long double)digits * exact[shift]);
    return digits ? (double)digits * pow(10, shift) : 0;
}

static coords_said number(cursor *k, double *out)
{
    bool negative = peek(k) == '-';
    uint64_t digits = 0;
    int shift = 0;

    k->at += negative;
    if (!is_digit(k))
        return wrong(k);
    if (*k->at == '0') {
        k->at++;
        if (is_digit(k))
            return COORDS_WRONG;
    } else {
        take_digits(k, &digits, &shift, 0);
    }
    if (k->at < k->end && *k->at == '.') {
        k->at++;
        if (!is_digit(k))
            return wrong(k);
        take_digits(k, &digits, &shift, -1);
    }
    if (!take_exponent(k, &shift))
        return wrong(k);
    *out = negative ? -scaled(digits, shift) : scaled(digits, shift);
    return COORDS_READ;
}

static coords_said position(cursor *k)
{
    json_coords *c = k->c;
    double value[2] = { 0 }, height;
    coords_said said = COORDS_READ;

    for (size_t i = 0; said == COORDS_READ; i++) {
        said = number(k, i < 2 ? &value[i] : &height);
        if (said != COORDS_READ)
            return said;
        if (peek(k) == ']' && i)
            break;
        if (peek(k) != ',')
            return wrong(k);
        k->at++;
    }
    k->at++;
    if (!big_room((void **)&c->xy, &c->room_xy, c->n_xy + 1, sizeof *c->xy))
        return COORDS_NO_MEMORY;
    c->xy[c->n_xy++] = (mlg_xy){ value[0], value[1] };
    return COORDS_READ;
}

/* A list of level 2 (positions) or 3 (rings) is over. */
static bool close_list(json_coords *c, unsigned depth)
{
    if (depth == 2) {
        if (!big_room((void **)&c->ring, &c->room_rings, c->n_rings + 1, sizeof *c->ring))
            return false;
        c->ring[c->n_rings++] = c->n_xy;
    } else if (depth == 3) {
        if (!big_room((void **)&c->polygon, &c->room_polygons, c->n_polygons + 1,
                      sizeof *c->polygon))
            return false;
        c->polygon[c->n_polygons++] = c->n_rings;
    }
    return true;
}

/* An array of `depth` levels; at most four, so recursion is shallow. */
static coords_said array(cursor *k, unsigned depth)
{
    coords_said said;

    if (peek(k) != '[')
        return wrong(k);
    k->at++;
    if (peek(k) == ']') {
        k->at++;
        return close_list(k->c, depth) ? COORDS_READ : COORDS_NO_MEMORY;
    }
    if (depth == 1)
        return position(k);
    for (;;) {
        if ((said = array(k, depth - 1)) != COORDS_READ)
            return said;
        if (peek(k) == ']')
            break;
        if (peek(k) != ',')
            return wrong(k);
        k->at++;
    }
    k->at++;
    return close_list(k->c, depth) ? COORDS_READ : COORDS_NO_MEMORY;
}

coords_said json_coords_read(json_coords *c, unsigned depth, const char **at, const char *end)
{
    cursor k = { c, *at, end };
    coords_said said;

    c->n_xy = c->n_rings = c->n_polygons = 0;
    said = array(&k, depth);
    *at = k.at;
    return said;
}
