#ifndef MLG_DICE_H
#define MLG_DICE_H
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Repeatable chance for property tests: the seed is printed, MLG_SEED=N sets another. */
typedef struct dice {
    uint64_t state;
} dice;

static inline dice dice_new(const char *what)
{
    const char *asked = getenv("MLG_SEED");
    uint64_t seed = asked ? strtoull(asked, NULL, 10) : 20191122;

    printf("%s: seed %llu\n", what, (unsigned long long)seed);
    return (dice){ seed };
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
static inline uint64_t dice_next(dice *d)
{
    uint64_t z = d->state += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static inline double dice_in(dice *d, double from, double to)
{
    return from + (to - from) * (double)(dice_next(d) >> 11) * 0x1p-53;
}

static inline int dice_int(dice *d, int from, int to) /* both ends included */
{
    return from + (int)(dice_next(d) % (uint64_t)(to - from + 1));
}
#endif
