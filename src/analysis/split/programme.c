#include "maillage/programme.h"

#include "analysis/split/bearers.h"
#include "analysis/split/projects.h"
#include "analysis/siting/sites.h"
#include "analysis/split/waves.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>

const char *mlg_budget_name(mlg_budget b)
{
    static const char *const names[] = { "tenu", "depasse", "indetermine" };

    return names[b];
}

const char *mlg_missing_name(mlg_missing m)
{
    static const char *const names[MLG_MISSING_COUNT] = { "vagues",      "dates",
                                                          "subventions", "porteurs",
                                                          "etats",       "classes_declarees",
                                                          "echeances",   "territoires" };

    return names[m];
}

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static bool is_fabrique(const mlg_programme *p, size_t site)
{
    return p->classes->sites->kinds[site] == MLG_FABRIQUE;
}

static void count_said(mlg_programme *p)
{
    const mlg_sites *s = p->classes->sites;
    bool declared = false;

    for (size_t i = 0; i < s->n; i++) {
        declared |= s->declares[i] != 0;
        if (!is_fabrique(p, i))
            continue;
        p->sites++;
        p->without_date += mlg_site_day(s, i) == MLG_NO_DAY;
        p->without_grant += !isfinite(mlg_site_grant(s, i));
    }
    if (p->without_date == p->sites)
        p->missing |= 1u << MLG_MISSING_DATES;
    if (p->without_grant == p->sites)
        p->missing |= 1u << MLG_MISSING_GRANTS;
    if (!declared)
        p->missing |= 1u << MLG_MISSING_DECLARED;
}

/* --- deadlines ------------------------------------------------------------------------------
 */

/* The rules' deadlines, in order. malloc'ed; one more than needed. */
static int32_t *deadlines_of(const mlg_rules *rules, size_t *n)
{
    int32_t *days = calloc(rules->programme.n_deadlines + 1, sizeof *days);

    *n = 0;
    for (unsigned i = 0; days && i < rules->programme.n_deadlines; i++)
        *n += date_iso(rules->programme.deadlines[i], &days[*n]);
    return days;
}

static int32_t first_not_before(const int32_t *days, size_t n, int32_t day)
{
    for (size_t i = 0; i < n; i++)
        if (days[i] >= day)
            return days[i];
    return MLG_NO_DAY;
}

static void find_late(mlg_programme *p)
{
    const mlg_sites *s = p->classes->sites;

    for (size_t i = 0; i < s->n; i++) {
        mlg_wave *w = p->n_waves && is_fabrique(p, i) ? &p->waves[p->wave_of[i]] : NULL;
        int32_t deadline = p->last_deadline;

        if (!is_fabrique(p, i) || mlg_site_day(s, i) == MLG_NO_DAY)
            continue;
        if (w && w->name[0] && w->deadline != MLG_NO_DAY)
            deadline = w->deadline;
        if (mlg_site_day(s, i) <= deadline)
            continue;
        p->late[p->n_late++] = (mlg_late){ (uint32_t)i, deadline };
        if (w)
            w->n_late++;
    }
}

static mlg_code hold_deadlines(mlg_programme *p, mlg_err *err)
{
    size_t n;
    int32_t *days = deadlines_of(p->classes->rules, &n);

    p->late = calloc(p->sites + 1, sizeof *p->late);
    if (!days || !p->late) {
        free(days);
        return no_memory(err);
    }
    p->last_deadline = n ? days[n - 1] : MLG_NO_DAY;
    for (size_t w = 0; w < p->n_waves; w++)
        p->waves[w].deadline = p->waves[w].name[0] && p->waves[w].first_day != MLG_NO_DAY
                                   ? first_not_before(days, n, p->waves[w].first_day)
                                   : MLG_NO_DAY;
    if (n)
        find_late(p);
    else
        p->missing |= 1u << MLG_MISSING_DEADLINES;
    free(days);
    return MLG_OK;
}

/* --- money -----------------------------------------------------------------------------------
 */

/* Sums are made in whole cents, so that they do not depend on the order of the sites. A
 * grant is at most a billion euros (said.c): 90 million of them fit. */
static int64_t cents(double euros)
{
    return llround(euros * 100);
}

static mlg_code hold_grants(mlg_programme *p, mlg_err *err)
{
    const mlg_sites *s = p->classes->sites;
    const mlg_rules *rules = p->classes->rules;
    int64_t all = 0, *sums = calloc(p->n_waves + 1, sizeof *sums);

    p->out_of_range = calloc(p->sites + 1, sizeof *p->out_of_range);
    if (!sums || !p->out_of_range) {
        free(sums);
        return no_memory(err);
    }
    for (size_t i = 0; i < s->n; i++) {
        if (!is_fabrique(p, i) || !isfinite(mlg_site_grant(s, i)))
            continue;
        all += cents(mlg_site_grant(s, i));
        if (p->n_waves) {
            sums[p->wave_of[i]] += cents(mlg_site_grant(s, i));
            p->waves[p->wave_of[i]].n_grants++;
        }
        if (mlg_site_grant(s, i) < rules->programme.grant_min_eur ||
            mlg_site_grant(s, i) > rules->programme.grant_max_eur)
            p->out_of_range[p->n_out_of_range++] = (uint32_t)i;
    }
    for (size_t w = 0; w < p->n_waves; w++)
        p->waves[w].grants = (double)sums[w] / 100;
    free(sums);
    p->grants = (double)all / 100;
    p->budget = p->grants > rules->programme.budget_eur ? MLG_BUDGET_OVER
                : p->without_grant                      ? MLG_BUDGET_UNKNOWN
                                                        : MLG_BUDGET_KEPT;
    return MLG_OK;
}

/* --- bearers ---------------------------------------------------------------------------------
 */

static mlg_code hold_bearers(mlg_programme *p, mlg_diag *diag, mlg_err *err)
{
    const mlg_sites *s = p->classes->sites;
    bearers *listed = bearers_new(p->classes->rules);

    p->bearer_of = calloc(s->n + 1, 1);
    if (!listed || !p->bearer_of) {
        bearers_free(listed);
        return no_memory(err);
    }
    for (size_t i = 0; i < s->n; i++) {
        mlg_bearer b;

        if (!is_fabrique(p, i))
            continue;
        b = bearers_find(listed, mlg_site_bearer(s, i));
        p->bearer_of[i] = (uint8_t)b;
        p->bearers[b]++;
        if (b == MLG_BEARER_UNKNOWN)
            mlg_diag_add(diag, MLG_WARNING, "bearer-unknown", s->layer->name, (int64_t)i + 1,
                         N_("bearer '%.60s' is not recognised: whether the rules list it "
                            "cannot be told"),
                         mlg_site_bearer(s, i));
    }
    bearers_free(listed);
    if (p->bearers[MLG_BEARER_UNSAID] == p->sites)
        p->missing |= 1u << MLG_MISSING_BEARERS;
    return MLG_OK;
}

/* --- all together
 * ------------------------------------------------------------------------------ */

static mlg_code fill(mlg_programme *p, mlg_zones *const *levels, size_t n_levels,
                     const mlg_zones *communes, mlg_diag *diag, mlg_err *err)
{
    count_said(p);
    p->pivots = calloc(p->sites + 1, sizeof *p->pivots);
    if (!p->pivots)
        return no_memory(err);
    if (waves_make(p, diag, err) != MLG_OK || hold_deadlines(p, err) != MLG_OK ||
        hold_grants(p, err) != MLG_OK || hold_bearers(p, diag, err) != MLG_OK)
        return err->code;
    return projects_make(p, levels, n_levels, communes, err);
}

mlg_code mlg_programme_new(mlg_programme **out, const mlg_classification *c,
                           mlg_zones *const *levels, size_t n_levels, const mlg_zones *communes,
                           mlg_diag *diag, mlg_err *err)
{
    mlg_programme *p = calloc(1, sizeof *p);

    *out = NULL;
    if (!p)
        return no_memory(err);
    p->classes = c;
    if (fill(p, levels, n_levels, communes, diag, err) != MLG_OK) {
        mlg_programme_free(p);
        return err->code;
    }
    *out = p;
    return MLG_OK;
}

void mlg_programme_free(mlg_programme *p)
{
    if (!p)
        return;
    free(p->waves);
    free(p->wave_of);
    free(p->pivots);
    free(p->late);
    free(p->out_of_range);
    free(p->bearer_of);
    free(p->projects);
    free(p);
}
