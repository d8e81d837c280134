#include "analysis/siting/sites.h"
#include "base/i18n.h"
#include "maillage/programme.h"

#include <stdlib.h>

/* What the geometry allows: the class itself or, undetermined, all that are possible. Of an
 * overridden site only the computed class is kept: undetermined, it contradicts nothing. */
static unsigned computed_classes(const mlg_site_class *r)
{
    if (r->computed < MLG_CLASS_INDETERMINE)
        return 1u << r->computed;
    return r->reason == MLG_BECAUSE_OVERRIDE ? ~0u : r->classes;
}

mlg_class mlg_declared_class(const mlg_sites *s, size_t site)
{
    return s->declares[site] ? (mlg_class)(s->declares[site] - 1) : MLG_CLASS_INDETERMINE;
}

mlg_code mlg_declared_new(mlg_declared **out, const mlg_classification *c, mlg_err *err)
{
    const mlg_sites *s = c->sites;
    mlg_declared *d = calloc(1, sizeof *d);

    *out = NULL;
    if (d)
        d->disagreements = calloc(s->n + 1, sizeof *d->disagreements);
    if (!d || !d->disagreements) {
        free(d);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    d->classes = c;
    for (size_t i = 0; i < s->n; i++) {
        const mlg_site_class *r = &c->rows[i];
        unsigned declared = s->declares[i] - 1u;

        if (!s->declares[i]) {
            d->undeclared++;
            continue;
        }
        d->declared++;
        d->confusion[declared][r->computed]++;
        if (r->computed == declared) {
            d->agreed++;
        } else if (computed_classes(r) & 1u << declared) {
            d->compatible[declared]++;
            d->possible++;
        } else {
            d->disagreements[d->n_disagreements++] = (uint32_t)i;
        }
    }
    *out = d;
    return MLG_OK;
}

void mlg_declared_free(mlg_declared *d)
{
    if (!d)
        return;
    free(d->disagreements);
    free(d);
}
