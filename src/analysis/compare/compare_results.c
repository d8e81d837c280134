#include "analysis/compare/causes.h"
#include "analysis/compare/match_sites.h"
#include "analysis/split/split.h"
#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *mlg_cause_name(mlg_cause c)
{
    static const char *const names[] = {
        "position",     "precision", "derogation", "regle",   "qpv_modifie", "qpv_cree",
        "qpv_supprime", "qpv",       "centre",     "commune", "version",     "inconnue"
    };

    return names[c];
}

static void count_side(mlg_results_side *out, const mlg_result *r)
{
    split_counts all = { { 0 } }, sure = { { 0 } };

    out->sites = r->n;
    for (size_t i = 0; i < r->n; i++) {
        const mlg_result_site *s = &r->rows[i];

        if (s->kind != MLG_FABRIQUE)
            continue;
        out->fabriques++;
        out->classes[s->klass]++;
        out->eligibilities[s->eligibility]++;
        all.of[s->eligibilities]++;
        if (s->eligibility != MLG_ELIGIBLE_INDETERMINEE)
            sure.of[s->eligibilities]++;
    }
    out->qpv = split_interval(&sure, MLG_ELIGIBLE_QPV);
    out->hors = split_interval(&sure, MLG_ELIGIBLE_HORS);
    out->qpv_all = split_interval(&all, MLG_ELIGIBLE_QPV);
    out->hors_all = split_interval(&all, MLG_ELIGIBLE_HORS);
}

static mlg_code fill_row(mlg_results_comparison *c, mlg_site_change *s, const causes *w,
                         mlg_planes *planes, mlg_err *err)
{
    const mlg_result_site *a = &c->a->rows[s->a], *b = &c->b->rows[s->b];

    if (positions_apart(&s->moved_m, a->lonlat, b->lonlat, planes, err) != MLG_OK)
        return err->code;
    s->moved_m = isfinite(s->moved_m) ? s->moved_m : NAN;
    c->classes[a->klass][b->klass]++;
    c->eligibilities[a->eligibility][b->eligibility]++;
    c->matched_by_id += s->matched == MLG_MATCHED_BY_ID;
    c->matched_by_name += s->matched == MLG_MATCHED_BY_NAME;
    s->changed = a->klass != b->klass || a->eligibility != b->eligibility ||
                 a->eligibilities != b->eligibilities;
    if (!s->changed)
        return MLG_OK;
    causes_find(s, w);
    for (int i = 0; i < MLG_CAUSE_COUNT; i++)
        c->causes[i] += s->causes >> i & 1;
    return MLG_OK;
}

static mlg_code fill(mlg_results_comparison *c, const uint32_t *to, const uint8_t *how,
                     const causes *w, mlg_planes *planes, mlg_err *err)
{
    bool *met = calloc(c->b->n + 1, sizeof *met);
    mlg_code code = met ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    for (size_t i = 0; code == MLG_OK && i < c->a->n; i++) {
        mlg_site_change *s = &c->rows[c->n++];

        *s = (mlg_site_change){ .a = (uint32_t)i,
                                .b = to[i],
                                .matched = how[i],
                                .changed = true,
                                .moved_m = NAN,
                                .change_a = MLG_CHANGE_COUNT,
                                .change_b = MLG_CHANGE_COUNT };
        if (to[i] == MLG_NO_ROW) {
            c->removed++;
        } else {
            met[to[i]] = true;
            code = fill_row(c, s, w, planes, err);
        }
        c->n_changed += s->changed;
    }
    for (size_t i = 0; code == MLG_OK && i < c->b->n; i++) {
        if (met[i])
            continue;
        c->rows[c->n++] = (mlg_site_change){ .a = MLG_NO_ROW,
                                             .b = (uint32_t)i,
                                             .changed = true,
                                             .moved_m = NAN,
                                             .change_a = MLG_CHANGE_COUNT,
                                             .change_b = MLG_CHANGE_COUNT };
        c->added++;
        c->n_changed++;
    }
    free(met);
    return code;
}

static void weigh_sources(mlg_results_comparison *c)
{
    c->same_qpv = causes_same_sources(c->a, c->b, "qpv");
    c->same_centres = causes_same_sources(c->a, c->b, "centres");
    c->same_communes = causes_same_sources(c->a, c->b, "communes");
    c->same_rules = causes_same_rules(c->a, c->b);
    c->same_version = !c->a->told || !c->b->told             ? MLG_SAME_UNKNOWN
                      : strcmp(c->a->version, c->b->version) ? MLG_DIFFERENT
                                                             : MLG_SAME;
}

mlg_code mlg_compare_results(mlg_results_comparison **out, const mlg_result *a,
                             const mlg_result *b, const mlg_zones_comparison *qpv,
                             mlg_planes *planes, mlg_err *err)
{
    mlg_results_comparison *c = calloc(1, sizeof *c);
    uint32_t *to = malloc((a->n + 1) * sizeof *to);
    uint8_t *how = malloc(a->n + 1);
    causes w = { 0 };
    mlg_code code = MLG_OK;

    *out = NULL;
    if (c) {
        *c = (mlg_results_comparison){ .a = a, .b = b, .qpv = qpv };
        c->rows = calloc(a->n + b->n + 1, sizeof *c->rows);
    }
    if (!c || !c->rows || !to || !how)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK) {
        count_side(&c->side_a, a);
        count_side(&c->side_b, b);
        weigh_sources(c);
        code = match_sites(to, how, &c->same_id_other_site, a, b, planes, err);
    }
    if (code == MLG_OK)
        code = causes_new(&w, c, err);
    if (code == MLG_OK)
        code = fill(c, to, how, &w, planes, err);
    causes_release(&w);
    free(to);
    free(how);
    if (code == MLG_OK)
        *out = c;
    else
        mlg_results_comparison_free(c);
    return code;
}

void mlg_results_comparison_free(mlg_results_comparison *c)
{
    if (!c)
        return;
    free(c->rows);
    free(c);
}
