/* The bytes as a dossier that is read again. */
#include "base/text.h"
#include "io/study.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* A refusal is one sentence; what is accepted names its language, its study and its files, and
 * no path. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    mlg_err err = { 0 };
    mlg_dossier *d;
    mlg_code code = dossier_parse(&d, n ? (const char *)bytes : "", n, &err);

    if (code != MLG_OK) {
        if (d || code != MLG_EDATA || !err.what[0] || strchr(err.what, '\n') ||
            !text_is_utf8(err.what, strlen(err.what)))
            abort();
        return 0;
    }
    if (!d->study || !d->study->n_sites || strchr(d->study->sites->file, '/') || !d->language ||
        strlen(d->sha256) != 64)
        abort();
    for (size_t i = 0; i < d->n_files; i++)
        if (!mlg_dossier_expects(d, d->files[i].name))
            abort();
    mlg_dossier_free(d);
    return 0;
}
