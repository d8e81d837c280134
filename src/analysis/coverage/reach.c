#include "analysis/coverage/reach.h"

#include "analysis/siting/sites.h"
#include "base/big.h"
#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_called(const mlg_catchments *c, const char *name)
{
    return name && !strcmp(mlg_zones_name(mlg_catchments_zones(c)), name);
}

bool reach_served_by(const mlg_reach *all, size_t n, size_t k, const mlg_catchments *c)
{
    bool elsewhere = false;

    for (size_t i = 0; i < n; i++)
        elsewhere |= is_called(c, all[i].name);
    return !elsewhere || is_called(c, all[k].name);
}

/* Reaches that name no catchments share their set. */
static mlg_code add_catchments(reaches *r, size_t k, const mlg_coverage_options *asked,
                               const mlg_sites *sites, mlg_err *err)
{
    mlg_catchments **these;
    size_t n = 0;
    bool named = false;
    mlg_code code;

    for (size_t i = 0; i < k && !r->asked[k].name; i++)
        if (!r->asked[i].name) {
            r->catchments[k] = r->catchments[i];
            return MLG_OK;
        }
    these = malloc((asked->n_catchments + 1) * sizeof *these);
    if (!these)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; i < asked->n_catchments; i++)
        if (reach_served_by(asked->reaches, asked->n_reaches, k, asked->catchments[i])) {
            named |= is_called(asked->catchments[i], r->asked[k].name);
            these[n++] = asked->catchments[i];
        }
    if (r->asked[k].name && !named)
        code =
            mlg_fail(err, MLG_EUSAGE, _("no catchments are called '%.60s'"), r->asked[k].name);
    else
        code = catchment_set_new(&r->catchments[k], n ? these : NULL, n, sites, err);
    free(these);
    return code;
}

static mlg_code add_reach(reaches *r, mlg_reach reach, const mlg_coverage_options *asked,
                          const mlg_sites *sites, mlg_err *err)
{
    size_t k = r->n;
    const catchment_set *drawn;

    r->asked[k] = reach;
    r->of_site[k] = big_new(sites->n + 1, sizeof **r->of_site);
    if (!r->of_site[k])
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    r->n++;
    if (add_catchments(r, k, asked, sites, err) != MLG_OK)
        return err->code;
    drawn = r->catchments[k];
    r->uniform &= !drawn;
    for (size_t i = 0; i < sites->n; i++) {
        double own = mlg_site_reach(sites, i);

        if (sites->kinds[i] == MLG_FABRIQUE && !(sites->absent && sites->absent[i]))
            r->uniform &= isnan(own);
        r->of_site[k][i] = drawn && drawn->own[i] ? NAN : isnan(own) ? reach.m : own;
    }
    return MLG_OK;
}

mlg_code reaches_new(reaches **out, const mlg_sites *sites, const mlg_coverage_options *asked,
                     mlg_err *err)
{
    static const mlg_reach drawn = { NAN, NULL };
    size_t n = asked->n_reaches ? asked->n_reaches : asked->n_catchments > 0;
    reaches *r = calloc(1, sizeof *r);
    bool fine = r && (r->asked = calloc(n + 1, sizeof *r->asked)) &&
                (r->of_site = calloc(n + 1, sizeof *r->of_site)) &&
                (r->catchments = calloc(n + 1, sizeof *r->catchments));
    mlg_code code = fine ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    if (fine)
        r->uniform = true;
    for (size_t k = 0; code == MLG_OK && k < n; k++)
        code = add_reach(r, asked->n_reaches ? asked->reaches[k] : drawn, asked, sites, err);
    if (code == MLG_OK)
        *out = r;
    else
        reaches_free(r);
    return code;
}

void reaches_forget_sites(reaches *r)
{
    for (size_t k = 0; k < r->n; k++) {
        free(r->of_site[k]);
        r->of_site[k] = NULL;
    }
}

void reaches_free(reaches *r)
{
    if (!r)
        return;
    reaches_forget_sites(r);
    for (size_t k = 0; k < r->n; k++) {
        bool shared = false;

        for (size_t i = 0; i < k; i++)
            shared |= r->catchments[i] == r->catchments[k];
        if (!shared)
            catchment_set_free(r->catchments[k]);
    }
    free(r->catchments);
    free(r->of_site);
    free(r->asked);
    free(r);
}
