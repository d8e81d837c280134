#ifndef MLG_BIG_H
#define MLG_BIG_H
#include <stdbool.h>
#include <stddef.h>

/* Arrays that may take many megabytes: as malloc, calloc and realloc of n elements, freed with
 * free(). The system is asked for large pages, which it finds and clears far faster than as
 * many small ones; whether it has any changes nothing else. */
void *big_new(size_t n, size_t size);
void *big_zeroed(size_t n, size_t size);
void *big_resized(void *array, size_t n, size_t size);

/* An array that grows: afterwards it has room for `need` elements. False: out of memory, and
 * it is as it was. Tables of millions of cells are made through the second, hence inline. */
bool big_grow(void **array, size_t *room, size_t need, size_t size);

static inline bool big_room(void **array, size_t *room, size_t need, size_t size)
{
    return need <= *room || big_grow(array, room, need, size);
}
#endif
