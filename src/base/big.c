#define _DEFAULT_SOURCE /* madvise */
#include "base/big.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Pages of 2 MB: an array of less than a few would be mostly edges. */
enum { LEAST = 4 << 20, PAGE = 4096 };

static void *advised(void *array, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    if (array && bytes >= LEAST) {
        /* Whole pages: realloc could not stretch a mapping that is advised in part. */
        size_t before = (uintptr_t)array % PAGE;

        madvise((char *)array - before, before + bytes, MADV_HUGEPAGE);
    }
#else
    (void)bytes;
#endif
    return array;
}

void *big_new(size_t n, size_t size)
{
    return big_resized(NULL, n, size);
}

void *big_zeroed(size_t n, size_t size)
{
    return n <= SIZE_MAX / size ? advised(calloc(n, size), n * size) : NULL;
}

void *big_resized(void *array, size_t n, size_t size)
{
    return n <= SIZE_MAX / size ? advised(realloc(array, n * size), n * size) : NULL;
}

bool big_grow(void **array, size_t *room, size_t need, size_t size)
{
    size_t more = *room ? *room : 64;
    void *at;

    while (more < need)
        more += more / 2;
    at = big_resized(*array, more, size);
    if (!at)
        return false;
    *array = at;
    *room = more;
    return true;
}
