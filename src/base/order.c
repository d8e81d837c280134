#include "base/order.h"

#include <stdlib.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

uint32_t *order_by_key(const uint32_t *keys, size_t n)
{
    uint32_t *from = malloc((n + 1) * sizeof *from), *to = malloc((n + 1) * sizeof *to), *swap;

    if (!from || !to) {
        free(from);
        free(to);
        return NULL;
    }
    for (size_t i = 0; i < n; i++)
        from[i] = (uint32_t)i;
    for (unsigned shift = 0; shift < 32; shift += DIGIT_BITS) {
        size_t start[DIGITS + 1] = { 0 };

        for (size_t i = 0; i < n; i++)
            start[(keys[i] >> shift) % DIGITS + 1]++;
        for (size_t d = 0; d < DIGITS; d++)
            start[d + 1] += start[d];
        for (size_t i = 0; i < n; i++)
            to[start[(keys[from[i]] >> shift) % DIGITS]++] = from[i];
        swap = from;
        from = to;
        to = swap;
    }
    free(to);
    return from;
}

uint32_t text_key(const char *text)
{
    uint32_t key = 2166136261u;

    for (; *text; text++)
        key = (key ^ (unsigned char)*text) * 16777619u;
    return key;
}
