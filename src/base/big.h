#ifndef MLG_BIG_H
#define MLG_BIG_H
#include <stddef.h>

/* Arrays that may take many megabytes: as malloc, calloc and realloc of n elements, freed with
 * free(). The system is asked for large pages, which it finds and clears far faster than as
 * many small ones; whether it has any changes nothing else. */
void *big_new(size_t n, size_t size);
void *big_zeroed(size_t n, size_t size);
void *big_resized(void *array, size_t n, size_t size);
#endif
