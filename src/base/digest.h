#ifndef MLG_DIGEST_H
#define MLG_DIGEST_H
#include <stddef.h>

/* The SHA-256 of some bytes, as 64 lower-case hexadecimal digits and a NUL. */
void digest_sha256(char out[65], const void *bytes, size_t n);

/* The same, as the bytes come. */
typedef struct digest digest;

digest *digest_new(void); /* NULL: out of memory */
void digest_add(digest *d, const void *bytes, size_t n);
void digest_end(digest *d, char out[65]); /* and begins afresh */
void digest_free(digest *d);              /* NULL is fine */
#endif
