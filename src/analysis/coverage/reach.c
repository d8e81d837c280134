#include "analysis/coverage/reach.h"

#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>

static void fill(reaches *r, const mlg_sites *sites, const catchment_set *catchments)
{
    r->uniform = !catchments;
    for (size_t i = 0; i < sites->n; i++) {
        double own = mlg_site_reach(sites, i);
        bool drawn = catchments && catchments->own[i];

        if (sites->kinds[i] == MLG_FABRIQUE && !(sites->absent && sites->absent[i]))
            r->uniform &= isnan(own);
        for (size_t k = 0; k < r->n; k++)
            r->of_site[k][i] = drawn ? NAN : isnan(own) ? r->asked[k] : own;
    }
}

mlg_code reaches_new(reaches **out, const mlg_sites *sites, const catchment_set *catchments,
                     double main, const double *more, size_t n_more, mlg_err *err)
{
    reaches *r = calloc(1, sizeof *r);
    size_t n = isfinite(main) ? 1 + n_more : catchments ? 1 : 0;
    bool fine = r && (r->asked = calloc(n + 1, sizeof *r->asked)) &&
                (r->of_site = calloc(n + 1, sizeof *r->of_site));

    for (size_t k = 0; fine && k < n; k++) {
        r->asked[k] = k ? more[k - 1] : main;
        fine = (r->of_site[k] = malloc((sites->n + 1) * sizeof **r->of_site));
        r->n += fine;
    }
    if (!fine) {
        reaches_free(r);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    fill(r, sites, catchments);
    *out = r;
    return MLG_OK;
}

void reaches_free(reaches *r)
{
    if (!r)
        return;
    for (size_t k = 0; k < r->n; k++)
        free(r->of_site[k]);
    free(r->of_site);
    free(r->asked);
    free(r);
}
