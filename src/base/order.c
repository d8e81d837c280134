#include "base/order.h"

#include "base/big.h"

#include <stdlib.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

/* A key and its index travel together, so that each pass reads in order. */
static void sort_digit(uint64_t *to, const uint64_t *from, size_t n, unsigned shift)
{
    size_t start[DIGITS + 1] = { 0 };

    for (size_t i = 0; i < n; i++)
        start[(from[i] >> shift) % DIGITS + 1]++;
    for (size_t d = 0; d < DIGITS; d++)
        start[d + 1] += start[d];
    for (size_t i = 0; i < n; i++)
        to[start[(from[i] >> shift) % DIGITS]++] = from[i];
}

uint64_t *order_keyed(uint64_t *keyed, size_t n)
{
    uint64_t *to = big_new(n + 1, sizeof *to), *swap;

    for (unsigned shift = 32; to && shift < 64; shift += DIGIT_BITS) {
        sort_digit(to, keyed, n, shift);
        swap = keyed;
        keyed = to;
        to = swap;
    }
    if (to) {
        free(to);
        return keyed;
    }
    free(keyed);
    return NULL;
}

uint32_t *order_by_key(const uint32_t *keys, size_t n)
{
    uint64_t *keyed = big_new(n + 1, sizeof *keyed);
    uint32_t *order = NULL;

    for (size_t i = 0; keyed && i < n; i++)
        keyed[i] = (uint64_t)keys[i] << 32 | i;
    if (keyed && (keyed = order_keyed(keyed, n)))
        order = big_new(n + 1, sizeof *order);
    for (size_t i = 0; order && i < n; i++)
        order[i] = (uint32_t)keyed[i];
    free(keyed);
    return order;
}

uint64_t text_start(const char *text)
{
    uint64_t start = 0;

    for (size_t i = 0; i < sizeof start; i++) {
        start = start << 8 | (unsigned char)*text;
        text += *text != '\0';
    }
    return start;
}

uint32_t text_key(const char *text)
{
    uint32_t key = 2166136261u;

    for (; *text; text++)
        key = (key ^ (unsigned char)*text) * 16777619u;
    return key;
}
