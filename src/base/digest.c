#include "base/digest.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <stdlib.h>

struct digest {
    struct sha256_ctx ctx;
};

digest *digest_new(void)
{
    digest *d = malloc(sizeof *d);

    if (d)
        sha256_init(&d->ctx);
    return d;
}

void digest_add(digest *d, const void *bytes, size_t n)
{
    sha256_update(&d->ctx, n, bytes);
}

void digest_end(digest *d, char out[65])
{
    static const char hex[] = "0123456789abcdef";
    uint8_t sum[SHA256_DIGEST_SIZE];

    sha256_digest(&d->ctx, sizeof sum, sum);
    for (size_t i = 0; i < sizeof sum; i++) {
        out[2 * i] = hex[sum[i] >> 4];
        out[2 * i + 1] = hex[sum[i] & 15];
    }
    out[64] = '\0';
}

void digest_free(digest *d)
{
    free(d);
}

void digest_sha256(char out[65], const void *bytes, size_t n)
{
    digest d;

    sha256_init(&d.ctx);
    digest_add(&d, bytes, n);
    digest_end(&d, out);
}
