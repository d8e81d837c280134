#include "analysis/compare/causes.h"

#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct zone_row {
    const char *code;
    uint8_t change;
} zone_row;

/* --- what A and B rest on -------------------------------------------------------------------
 */

static const char *parameter(const mlg_result *r, const char *key)
{
    for (size_t i = 0; i < r->n_parameters; i++)
        if (!strcmp(r->parameters[i].key, key))
            return r->parameters[i].value;
    return "";
}

/* The name of the rules and what only coverage depends on. */
static bool decides_no_class(const char *key)
{
    static const char *const keys[] = { "regles", "part_desservi", "part_non_pourvu",
                                        "portee_m", "tolerance_m" };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!strcmp(keys[i], key))
            return true;
    return false;
}

static bool covered_by(const mlg_result *a, const mlg_result *b)
{
    for (size_t i = 0; i < a->n_parameters; i++)
        if (!decides_no_class(a->parameters[i].key) &&
            strcmp(a->parameters[i].value, parameter(b, a->parameters[i].key)))
            return false;
    return true;
}

mlg_same causes_same_rules(const mlg_result *a, const mlg_result *b)
{
    if (!a->told || !b->told)
        return MLG_SAME_UNKNOWN;
    return covered_by(a, b) && covered_by(b, a) ? MLG_SAME : MLG_DIFFERENT;
}

static const mlg_result_source *next_source(const mlg_result *r, const char *role, size_t *at)
{
    while (*at < r->n_sources) {
        const mlg_result_source *s = &r->sources[(*at)++];

        if (!strcmp(s->role, role))
            return s;
    }
    return NULL;
}

mlg_same causes_same_sources(const mlg_result *a, const mlg_result *b, const char *role)
{
    size_t i = 0, k = 0;

    if (!a->told || !b->told)
        return MLG_SAME_UNKNOWN;
    for (;;) {
        const mlg_result_source *l = next_source(a, role, &i), *r = next_source(b, role, &k);

        if (!l && !r)
            return MLG_SAME;
        if (!l || !r)
            return MLG_DIFFERENT;
        if (!*l->digest || !*r->digest)
            return MLG_SAME_UNKNOWN;
        if (strcmp(l->digest, r->digest))
            return MLG_DIFFERENT;
    }
}

/* --- rows of the QPV by code
 * ------------------------------------------------------------------ */

static int by_code(const void *a, const void *b)
{
    return strcmp(((const zone_row *)a)->code, ((const zone_row *)b)->code);
}

static zone_row *rows_by_code(const mlg_zones_comparison *c, const mlg_zones *z,
                              const uint32_t *row_of, size_t *n)
{
    size_t all = mlg_zones_count(z);
    zone_row *list = malloc((all + 1) * sizeof *list);

    *n = 0;
    for (size_t i = 0; list && i < all; i++) {
        const mlg_zone_change *r = row_of[i] == MLG_NO_ROW ? NULL : &c->rows[row_of[i]];
        bool same_ground =
            r && r->change == MLG_CHANGE_RENUMBERED && r->gained_beyond + r->lost_beyond <= 1;

        if (r)
            list[(*n)++] =
                (zone_row){ mlg_zone_code(z, i), same_ground ? MLG_CHANGE_NONE : r->change };
    }
    if (list)
        qsort(list, *n, sizeof *list, by_code);
    return list;
}

static uint8_t change_of(const zone_row *list, size_t n, const char *code)
{
    zone_row wanted = { code, 0 };
    const zone_row *found = list && n ? bsearch(&wanted, list, n, sizeof *list, by_code) : NULL;

    return found ? found->change : MLG_CHANGE_COUNT;
}

mlg_code causes_new(causes *out, const mlg_results_comparison *c, mlg_err *err)
{
    const mlg_result *const sides[] = { c->a, c->b };

    *out = (causes){ .c = c, .rules_known = true };
    for (int i = 0; i < 2; i++) {
        const char *bound = parameter(sides[i], "borne");

        out->strict[i] = !strcmp(bound, "stricte");
        out->rules_known = out->rules_known && *bound &&
                           text_number(parameter(sides[i], "proximite_m"), &out->proximity[i]);
    }
    if (!c->qpv)
        return MLG_OK;
    out->of_a = rows_by_code(c->qpv, c->qpv->a, c->qpv->row_of_a, &out->n_a);
    out->of_b = rows_by_code(c->qpv, c->qpv->b, c->qpv->row_of_b, &out->n_b);
    return out->of_a && out->of_b ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

void causes_release(causes *w)
{
    free(w->of_a);
    free(w->of_b);
}

/* --- exact points: exchange one thing at a time
 * ------------------------------------------------ */

enum { QPV_DISTANCE = 1, CENTRE_DISTANCE = 2, RULE = 4, EVERYTHING = 7 };

/* Class and eligibility as one number, each factor being A's or, if in `from_b`, B's. */
static int answer(const causes *w, const mlg_site_change *s, unsigned from_b)
{
    const mlg_result_site *a = &w->c->a->rows[s->a], *b = &w->c->b->rows[s->b];
    double qpv = from_b & QPV_DISTANCE ? b->distance_qpv : a->distance_qpv;
    double centre = from_b & CENTRE_DISTANCE ? b->distance_centre : a->distance_centre;
    int rule = (from_b & RULE) != 0;
    bool near = w->strict[rule] ? qpv < w->proximity[rule] : qpv <= w->proximity[rule];
    bool in = qpv == 0 || near, out = centre > 0;
    mlg_class klass = qpv == 0 ? MLG_CLASS_QPV
                      : near   ? MLG_CLASS_PROXIMITE
                      : out    ? MLG_CLASS_HORS
                               : MLG_CLASS_GRAND_CENTRE;
    mlg_eligibility eligibility = in    ? out ? MLG_ELIGIBLE_DEUX : MLG_ELIGIBLE_QPV
                                  : out ? MLG_ELIGIBLE_HORS
                                        : MLG_ELIGIBLE_AUCUNE;

    return (int)klass * MLG_ELIGIBLE_COUNT + (int)eligibility;
}

static bool is_exact(const mlg_result_site *s)
{
    return s->location == MLG_POINT && s->radius_m == 0 && isfinite(s->distance_qpv) &&
           isfinite(s->distance_centre);
}

/* Do the published figures, rounded to the centimetre, give the published class? */
static bool reproducible(const causes *w, const mlg_site_change *s)
{
    const mlg_result_site *a = &w->c->a->rows[s->a], *b = &w->c->b->rows[s->b];

    return w->rules_known && is_exact(a) && is_exact(b) &&
           answer(w, s, 0) / MLG_ELIGIBLE_COUNT == a->computed &&
           answer(w, s, EVERYTHING) / MLG_ELIGIBLE_COUNT == b->computed;
}

static bool matters(const causes *w, const mlg_site_change *s, unsigned factor)
{
    for (unsigned others = 0; others <= EVERYTHING; others++)
        if (!(others & factor) && answer(w, s, others) != answer(w, s, others | factor))
            return true;
    return false;
}

/* --- what differs
 * ------------------------------------------------------------------------------ */

static bool same_figure(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_position(const mlg_site_change *s, const mlg_result_site *a,
                          const mlg_result_site *b)
{
    static const double noise_m = 0.05; /* positions are written to a centimetre */
    bool of_a = isfinite(a->lonlat.x), of_b = isfinite(b->lonlat.x);

    if (a->location == MLG_COMMUNE && b->location == MLG_COMMUNE)
        return !strcmp(a->commune, b->commune);
    return of_a == of_b && (!of_a || s->moved_m <= noise_m) &&
           (of_a || !strcmp(a->commune, b->commune));
}

static bool overrides_differ(const mlg_result_site *a, const mlg_result_site *b)
{
    bool of_a = a->klass != a->computed, of_b = b->klass != b->computed;

    return of_a != of_b || (of_a && a->klass != b->klass);
}

static unsigned cause(mlg_cause c)
{
    return 1u << c;
}

/* A QPV farther than either threshold decides nothing. */
static bool counts(const causes *w, double distance)
{
    return !w->rules_known || distance <= fmax(w->proximity[0], w->proximity[1]);
}

static unsigned of_change(uint8_t change, mlg_change gone, mlg_cause if_gone)
{
    if (change == MLG_CHANGE_COUNT || change == MLG_CHANGE_NONE)
        return 0;
    return cause(change == gone ? if_gone : MLG_CAUSE_QPV_MODIFIED);
}

/* How the QPV near the site changed, as far as can be told. */
static unsigned qpv_cause(const mlg_site_change *s, const causes *w, bool moved)
{
    const mlg_result_site *a = &w->c->a->rows[s->a], *b = &w->c->b->rows[s->b];
    unsigned found = 0;

    if (!w->c->qpv)
        return !moved && *a->code_qpv && !strcmp(a->code_qpv, b->code_qpv) &&
                       !same_figure(a->distance_qpv, b->distance_qpv)
                   ? cause(MLG_CAUSE_QPV_MODIFIED)
                   : cause(MLG_CAUSE_QPV);
    if (counts(w, a->distance_qpv))
        found |= of_change(s->change_a, MLG_CHANGE_ABOLISHED, MLG_CAUSE_QPV_ABOLISHED);
    if (counts(w, b->distance_qpv))
        found |= of_change(s->change_b, MLG_CHANGE_CREATED, MLG_CAUSE_QPV_CREATED);
    /* A move explains the rest: these QPV are the same. */
    return found || moved ? found : cause(MLG_CAUSE_QPV);
}

static unsigned of_layers(const mlg_site_change *s, const causes *w, bool exact, bool moved)
{
    const mlg_results_comparison *c = w->c;
    const mlg_result_site *a = &c->a->rows[s->a], *b = &c->b->rows[s->b];
    bool qpv_differs =
        strcmp(a->code_qpv, b->code_qpv) || !same_figure(a->distance_qpv, b->distance_qpv);
    bool centre_differs = strcmp(a->code_centre, b->code_centre) ||
                          !same_figure(a->distance_centre, b->distance_centre);
    unsigned found = 0;

    if (exact) {
        qpv_differs = matters(w, s, QPV_DISTANCE);
        centre_differs = matters(w, s, CENTRE_DISTANCE);
    } else {
        qpv_differs = qpv_differs || c->same_qpv == MLG_DIFFERENT;
        centre_differs = centre_differs || c->same_centres == MLG_DIFFERENT;
    }
    if (qpv_differs && c->same_qpv != MLG_SAME &&
        (counts(w, a->distance_qpv) || counts(w, b->distance_qpv)))
        found |= qpv_cause(s, w, moved);
    if (centre_differs && c->same_centres != MLG_SAME &&
        (!moved || c->same_centres == MLG_DIFFERENT))
        found |= cause(MLG_CAUSE_CENTRE);
    if (!exact && a->location == MLG_COMMUNE && b->location == MLG_COMMUNE &&
        c->same_communes == MLG_DIFFERENT)
        found |= cause(MLG_CAUSE_COMMUNE);
    return found;
}

static bool anything_unknown(const mlg_results_comparison *c)
{
    return c->same_qpv == MLG_SAME_UNKNOWN || c->same_centres == MLG_SAME_UNKNOWN ||
           c->same_rules == MLG_SAME_UNKNOWN || c->same_version == MLG_SAME_UNKNOWN;
}

/* Nothing differs that the results tell. Of what they do not, only thresholds change an
 * answer while the distances stay. */
static unsigned what_is_left(const mlg_site_change *s, const mlg_results_comparison *c)
{
    const mlg_result_site *a = &c->a->rows[s->a], *b = &c->b->rows[s->b];

    if (c->same_version == MLG_DIFFERENT)
        return cause(MLG_CAUSE_VERSION);
    return cause(c->same_rules == MLG_SAME_UNKNOWN && is_exact(a) && is_exact(b) &&
                         a->distance_qpv == b->distance_qpv &&
                         a->distance_centre == b->distance_centre
                     ? MLG_CAUSE_RULE
                     : MLG_CAUSE_UNKNOWN);
}

void causes_find(mlg_site_change *s, const causes *w)
{
    const mlg_results_comparison *c = w->c;
    const mlg_result_site *a = &c->a->rows[s->a], *b = &c->b->rows[s->b];
    bool moved = !same_position(s, a, b), exact = reproducible(w, s);
    bool precise = a->location == b->location && same_figure(a->radius_m, b->radius_m);
    unsigned found = overrides_differ(a, b) ? cause(MLG_CAUSE_OVERRIDE) : 0;

    s->change_a = change_of(w->of_a, w->n_a, a->code_qpv);
    s->change_b = change_of(w->of_b, w->n_b, b->code_qpv);
    if (!found || a->computed != b->computed) {
        if (moved && (!exact || matters(w, s, QPV_DISTANCE) || matters(w, s, CENTRE_DISTANCE)))
            found |= cause(MLG_CAUSE_POSITION);
        if (!precise)
            found |= cause(MLG_CAUSE_PRECISION);
        if (exact ? matters(w, s, RULE) : c->same_rules == MLG_DIFFERENT)
            found |= cause(MLG_CAUSE_RULE);
        found |= of_layers(s, w, exact, moved);
    }
    if (!found)
        found = what_is_left(s, c);
    s->causes = (uint16_t)found;
    s->sure = !(found & (found - 1)) && !(found & cause(MLG_CAUSE_UNKNOWN)) &&
              (exact || found == cause(MLG_CAUSE_OVERRIDE) || !anything_unknown(c));
}
