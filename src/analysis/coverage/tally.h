#ifndef MLG_TALLY_H
#define MLG_TALLY_H
#include <stdint.h>

/* A sum of numbers that does not depend on their order: whole parts and fractions apart, in
 * units of 2^-32 (exact for halves; a tenth is off by 10^-10). */
typedef struct tally {
    int64_t whole;
    uint64_t part;
} tally;

/* `value` is finite, not negative, below 2^53. */
static inline tally tally_of(double value)
{
    int64_t whole = (int64_t)value;

    return (tally){ whole, (uint64_t)((value - (double)whole) * 0x1p32 + 0.5) };
}

static inline void tally_add(tally *t, tally more)
{
    t->whole += more.whole;
    t->part += more.part;
}

static inline double tally_value(tally t)
{
    return (double)t.whole + (double)t.part * 0x1p-32;
}
#endif
