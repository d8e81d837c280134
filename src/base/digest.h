#ifndef MLG_DIGEST_H
#define MLG_DIGEST_H
#include <stddef.h>

/* The SHA-256 of some bytes, as 64 lower-case hexadecimal digits and a NUL. */
void digest_sha256(char out[65], const void *bytes, size_t n);
#endif
