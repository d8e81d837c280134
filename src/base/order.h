#ifndef MLG_ORDER_H
#define MLG_ORDER_H
#include <stddef.h>
#include <stdint.h>

/* The indices 0 .. n-1 by increasing key; equal keys keep their order (a radix sort: linear
 * time). malloc'ed; NULL: out of memory. */
uint32_t *order_by_key(const uint32_t *keys, size_t n);

/* The same of 64-bit words whose upper halves are the keys, whatever the lower ones hold: takes
 * them over, and returns them sorted. */
uint64_t *order_keyed(uint64_t *keyed, size_t n);

/* A key for texts: equal texts have equal keys (FNV-1a). */
uint32_t text_key(const char *text);

/* The first eight bytes of a text, the first one heaviest: where they differ, they are in the
 * order of strcmp. */
uint64_t text_start(const char *text);
#endif
