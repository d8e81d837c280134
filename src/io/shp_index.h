#ifndef MLG_SHP_INDEX_H
#define MLG_SHP_INDEX_H
#include "base/buf.h"
#include "io/readers.h"

/* Where the records of a .shp are: where its .shx says or, failing that, one after the other.
 * Bytes only, of a .shp that shp_check accepts. */

enum { SHP_HEADER = 100, SHP_MAGIC = 9994 };

static inline uint32_t shp_big(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static inline uint32_t shp_little(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

/* The number of records. A .shx that is missing or unusable is noted in `diag` and its data
 * made NULL; a .shp whose records then do not lead to its end is an MLG_EDATA. `passed`, if
 * given, is called now and then: what was looked at is not needed any more. */
mlg_code shp_index_choose(size_t *n, blob shp, blob *shx, void (*passed)(void *arg), void *arg,
                          mlg_diag *diag, mlg_err *err);

/* The .shx of a .shp of n records, one after the other; freed with free(). NULL: memory. */
char *shx_rebuild(blob shp, size_t n);

/* A .shp cut into small ones; `shx` and `n` as chosen above. */
typedef struct shp_cutter {
    blob shp, shx;
    size_t n, next, at; /* records; the next one, and where it is without a .shx */
} shp_cutter;

/* The next records, `most` of them at most and not many bytes more than `size`, as a .shp with
 * its .shx; their number. 0: out of memory when one of them is broken, else there is no more,
 * or the file has changed. */
size_t shp_cut(shp_cutter *c, size_t most, size_t size, buf *shp, buf *shx);
#endif
