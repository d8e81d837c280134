#include "maillage/classify.h"

#include "analysis/siting/class_work.h"
#include "analysis/siting/coarse.h"
#include "base/i18n.h"
#include "base/par.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct task {
    const mlg_sites *sites;
    const mlg_geography *geography;
    const mlg_rules *rules;
    struct class_work *work;
    mlg_site_class *rows;
    standings *standings; /* per site; 0: not settled yet */
} task;

/* --- points ------------------------------------------------------------------------------ */

static bool qpv_known(const task *t, size_t v, size_t site)
{
    return t->geography->qpv[v].zones->covers[t->sites->plane[site]];
}

/* How far an exact point may move, at least, before its class changes. */
static double margin_of(const mlg_rules *rules, mlg_class klass, const site_nearest *q,
                        const site_nearest *c)
{
    double margin;

    switch (klass) {
    case MLG_CLASS_QPV:
        return nearest_depth(q);
    case MLG_CLASS_PROXIMITE:
        return fmin(q->from_edge, rules->proximity_m - q->from_edge);
    case MLG_CLASS_HORS:
        margin = fmin(q->from_edge - rules->proximity_m, c->from_edge);
        break;
    case MLG_CLASS_GRAND_CENTRE:
        margin = fmin(q->from_edge - rules->proximity_m, nearest_depth(c));
        break;
    default:
        return NAN;
    }
    return isfinite(margin) ? margin : NAN;
}

static double or_nan(double distance)
{
    return isfinite(distance) ? distance : NAN;
}

/* The side of the QPV, over every vintage that the site may be judged on. */
static standings side_of_qpv(const task *t, size_t i)
{
    const proximity near = { t->rules->proximity_m, t->rules->proximity_strict };
    vintages possible = t->work->vintages[i];
    standings all = 0;

    if (!possible)
        return ANYTHING;
    for (size_t v = 0; possible >> v; v++) {
        standings side;

        if (!(possible >> v & 1))
            continue;
        side = standings_by_qpv(qpv_known(t, v, i), t->work->qpv[v][i].from_edge,
                                site_radius(t->sites, i), near);
        if (!side)
            return 0;
        all |= side;
    }
    return all;
}

static uint8_t judged_on(vintages possible)
{
    size_t v = 0;

    if (!possible)
        return MLG_NO_VINTAGE;
    while (!(possible >> v & 1))
        v++;
    return possible >> v == 1 ? (uint8_t)v : MLG_ANY_VINTAGE;
}

/* The vintage whose zones a row names; NULL when none is in force. */
static const site_nearest *named(const task *t, size_t i)
{
    uint8_t v = t->rows[i].vintage;

    return v == MLG_NO_VINTAGE ? NULL : &t->work->qpv[v == MLG_ANY_VINTAGE ? 0 : v][i];
}

static mlg_code settle_point(void *arg, size_t i, mlg_err *err)
{
    static const site_nearest none = { ZONE_NONE, INFINITY };
    const task *t = arg;
    mlg_site_class *row = &t->rows[i];
    const site_nearest *c = &t->work->centres[i], *q;

    (void)err;
    *row = (mlg_site_class){ .vintage = judged_on(t->work->vintages[i]),
                             .qpv = MLG_NO_ZONE,
                             .centre = MLG_NO_ZONE,
                             .distance_qpv = NAN,
                             .distance_centre = NAN,
                             .margin = NAN };
    if (t->sites->location[i] != MLG_POINT)
        return MLG_OK;
    q = named(t, i) ? named(t, i) : &none;
    t->standings[i] = side_of_qpv(t, i) &
                      standings_by_centre(t->geography->centres->covers[t->sites->plane[i]],
                                          c->from_edge, site_radius(t->sites, i));
    row->qpv = q->zone;
    row->distance_qpv = or_nan(nearest_distance(q));
    row->depth_qpv = nearest_depth(q);
    row->centre = c->zone;
    row->distance_centre = or_nan(nearest_distance(c));
    if (!t->standings[i])
        return MLG_OK;
    standings_apply(t->standings[i], row);
    if (row->vintage < t->geography->n_qpv)
        row->margin = margin_of(t->rules, (mlg_class)row->klass, q, c);
    return MLG_OK;
}

/* Distances to every layer that some site is judged on. */
static mlg_code measure(task *t, mlg_planes *planes, unsigned threads, mlg_err *err)
{
    const mlg_geography *g = t->geography;
    vintages used = 1; /* the first names the zones of sites without date */

    for (size_t i = 0; i < t->sites->n; i++)
        used |= t->work->vintages[i];
    for (size_t v = 0; used >> v; v++) {
        const mlg_zones *zones = g->qpv[v].zones;

        if (!(used >> v & 1))
            continue;
        if (nearest_of_sites(&t->work->qpv[v], t->sites, zones, threads, err) != MLG_OK ||
            nearest_decide(t->work->qpv[v], t->sites, zones, &t->rules->proximity_m, 1, planes,
                           err) != MLG_OK)
            return err->code;
    }
    return nearest_of_sites(&t->work->centres, t->sites, g->centres, threads, err);
}

/* --- regions ----------------------------------------------------------------------------- */

/* Everything that may occur in the site's region, over its possible vintages. */
static standings in_region(const task *t, const region_criteria *k, const coarse *regions,
                           size_t i)
{
    const standings *cells = &regions->cells[regions->of_site[i] * region_cells(k)];
    vintages possible = t->work->vintages[i];
    standings all = 0;

    if (!possible)
        return whatever_qpv(cells[0]);
    for (size_t v = 0; possible >> v; v++)
        if (possible >> v & 1)
            all |= cells[region_cell(k, v, 0, 0)];
    return all;
}

static void settle_region(const task *t, const region_criteria *k, const coarse *regions,
                          size_t i)
{
    mlg_site_class *row = &t->rows[i];
    uint32_t r = regions->of_site[i];

    row->found = regions->found[i];
    t->standings[i] = r == COARSE_NONE ? ANYTHING : in_region(t, k, regions, i);
    standings_apply(t->standings[i], row);
    if (r == COARSE_NONE || t->sites->location[i] != MLG_COMMUNE)
        return;
    row->centre = regions->centre[r].zone;
    row->distance_centre = regions->centre[r].distance;
    if (row->vintage != MLG_NO_VINTAGE) {
        const coarse_nearest *q =
            &regions->qpv[r * k->n_qpv + (row->vintage == MLG_ANY_VINTAGE ? 0 : row->vintage)];

        row->qpv = q->zone;
        row->distance_qpv = q->distance;
    }
}

static mlg_code settle_coarse(const task *t, const mlg_zones *const *qpv, uint64_t *wanted,
                              mlg_planes *planes, unsigned threads, mlg_err *err)
{
    const mlg_geography *g = t->geography;
    region_criteria k = { .qpv = qpv,
                          .centres = &g->centres,
                          .proximity = &t->rules->proximity_m,
                          .n_qpv = g->n_qpv,
                          .n_centres = 1,
                          .n_proximity = 1 };
    coarse_question question = { .sites = t->sites,
                                 .communes = g->communes,
                                 .index = t->work->index,
                                 .criteria = &k,
                                 .margin = t->rules->commune_margin_m,
                                 .nearest = true,
                                 .planes = planes,
                                 .threads = threads };
    coarse regions;

    if (coarse_settle(&regions, &question, wanted, err) != MLG_OK)
        return err->code;
    for (size_t i = 0; i < t->sites->n; i++)
        if (wanted[i])
            settle_region(t, &k, &regions, i);
    coarse_release(&regions);
    return MLG_OK;
}

static mlg_code settle_regions(const task *t, mlg_planes *planes, unsigned threads,
                               mlg_err *err)
{
    const mlg_geography *g = t->geography;
    uint64_t *wanted = calloc(t->sites->n + 1, sizeof *wanted);
    const mlg_zones **qpv = calloc(g->n_qpv, sizeof *qpv);
    mlg_code code = MLG_OK;
    bool any = false;

    for (size_t v = 0; qpv && v < g->n_qpv; v++)
        qpv[v] = g->qpv[v].zones;
    for (size_t i = 0; wanted && i < t->sites->n; i++) {
        if (t->sites->location[i] == MLG_NOWHERE || t->standings[i])
            continue;
        wanted[i] = t->work->vintages[i] ? t->work->vintages[i] : 1;
        any = true;
    }
    if (!wanted || !qpv)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    else if (any)
        code = settle_coarse(t, qpv, wanted, planes, threads, err);
    free(wanted);
    free(qpv);
    return code;
}

/* --- reasons, overrides, counts ------------------------------------------------------------
 */

/* No vintage that the site may be judged on has data there. */
static bool is_silent(const task *t, size_t i)
{
    vintages possible = t->work->vintages[i];

    for (size_t v = 0; possible >> v; v++)
        if (possible >> v & 1 && qpv_known(t, v, i))
            return false;
    return true;
}

static mlg_reason reason_of(const task *t, size_t i)
{
    const mlg_sites *s = t->sites;
    const mlg_site_class *row = &t->rows[i];
    plane_id id = s->plane[i];

    switch (row->klass) {
    case MLG_CLASS_QPV:
        return MLG_BECAUSE_IN_QPV;
    case MLG_CLASS_PROXIMITE:
        return MLG_BECAUSE_NEAR_QPV;
    case MLG_CLASS_HORS:
        return MLG_BECAUSE_OUTSIDE;
    case MLG_CLASS_GRAND_CENTRE:
        return MLG_BECAUSE_IN_CENTRE;
    default:
        break;
    }
    if (row->vintage == MLG_NO_VINTAGE)
        return MLG_BECAUSE_NO_VINTAGE;
    if (id && is_silent(t, i))
        return MLG_BECAUSE_NO_QPV_DATA;
    if (id && !t->geography->centres->covers[id])
        return MLG_BECAUSE_NO_CENTRE_DATA;
    if (row->vintage == MLG_ANY_VINTAGE && s->location[i] == MLG_POINT && side_of_qpv(t, i))
        return MLG_BECAUSE_NO_DATE;
    return s->location[i] == MLG_COMMUNE && row->found == MLG_FOUND_NOT ? MLG_BECAUSE_NO_COMMUNE
                                                                        : MLG_BECAUSE_COARSE;
}

/* No location, or a commune that is unknown by its code and by any point. */
static bool is_nowhere(const task *t, size_t i)
{
    const mlg_sites *s = t->sites;

    return s->location[i] == MLG_NOWHERE ||
           (s->location[i] == MLG_COMMUNE && !s->plane[i] && t->rows[i].found == MLG_FOUND_NOT);
}

static void finish(const task *t, mlg_classification *c)
{
    const mlg_sites *s = t->sites;

    for (size_t i = 0; i < s->n; i++) {
        mlg_site_class *row = &t->rows[i];

        if (is_nowhere(t, i)) {
            standings_apply(ANYTHING, row);
            row->klass = MLG_CLASS_NON_LOCALISE;
            row->reason = s->location[i] == MLG_COMMUNE ? MLG_BECAUSE_NO_COMMUNE
                                                        : MLG_BECAUSE_NO_LOCATION;
        } else {
            row->reason = (uint8_t)reason_of(t, i);
        }
        row->computed = row->klass;
        if (s->forced[i]) {
            standings before = t->standings[i] ? t->standings[i] : ANYTHING;

            standings_apply(standings_force(before, (mlg_class)(s->forced[i] - 1)), row);
            row->reason = MLG_BECAUSE_OVERRIDE;
            row->margin = NAN;
        }
        c->all.sites++;
        c->all.classes[row->klass]++;
        c->all.eligibilities[row->eligibility]++;
        if (s->kinds[i] != MLG_FABRIQUE)
            continue;
        c->fabriques.sites++;
        c->fabriques.classes[row->klass]++;
        c->fabriques.eligibilities[row->eligibility]++;
    }
}

/* "01004" for "1004" when that is a commune: what a spreadsheet did to the code. */
static bool lost_zero(const commune_index *index, const char *code, char whole[6])
{
    uint32_t found[COMMUNES_MAX];

    if (strlen(code) != 4 || strspn(code, "0123456789") != 4)
        return false;
    snprintf(whole, 6, "0%.4s", code);
    return commune_of_code(index, whole, found) > 0;
}

static void warn_commune(const mlg_sites *s, size_t i, const commune_index *index,
                         mlg_diag *diag)
{
    const char *code = mlg_site_commune(s, i), *name = mlg_site_name(s, i);
    char whole[6];

    if (lost_zero(index, code, whole))
        mlg_diag_add(diag, MLG_WARNING, "commune-zero-lost", s->layer->name, (int64_t)i + 1,
                     N_("commune '%.40s' of '%.60s' has no polygon; there is one for '%s': "
                        "check the leading zero, which spreadsheets drop"),
                     code, name, whole);
    else
        mlg_diag_add(diag, MLG_WARNING, "commune-unknown", s->layer->name, (int64_t)i + 1,
                     N_("commune '%.40s' of '%.60s' has no polygon"), code, name);
}

static void warn(const mlg_classification *c, const commune_index *index, mlg_diag *diag)
{
    const char *where = c->sites->layer->name;

    for (size_t i = 0; i < c->sites->n; i++) {
        const mlg_site_class *row = &c->rows[i];
        const char *name = mlg_site_name(c->sites, i);

        if (row->reason == MLG_BECAUSE_NO_QPV_DATA || row->reason == MLG_BECAUSE_NO_CENTRE_DATA)
            mlg_diag_add(diag, MLG_WARNING, "layer-silent", where, (int64_t)i + 1,
                         N_("'%.60s' lies where the layer '%.40s' has no data"), name,
                         mlg_zones_name(row->reason == MLG_BECAUSE_NO_QPV_DATA
                                            ? mlg_class_qpv(c, i)
                                            : c->geography.centres));
        else if (row->reason == MLG_BECAUSE_NO_COMMUNE)
            warn_commune(c->sites, i, index, diag);
        if (row->found == MLG_FOUND_BY_POINT)
            mlg_diag_add(
                diag, MLG_NOTE, "commune-by-point", where, (int64_t)i + 1,
                N_("commune '%.40s' of '%.60s' is not in the layer: the one around its "
                   "point is taken"),
                mlg_site_commune(c->sites, i), name);
        if (row->reason == MLG_BECAUSE_OVERRIDE)
            mlg_diag_add(diag, MLG_NOTE, "override", where, (int64_t)i + 1,
                         N_("'%.60s' is classed %s by a justified decision (computed: %s)"),
                         name, mlg_class_name((mlg_class)row->klass),
                         mlg_class_name((mlg_class)row->computed));
    }
}

static void work_free(struct class_work *w, size_t n_qpv)
{
    if (!w)
        return;
    for (size_t v = 0; w->qpv && v < n_qpv; v++)
        free(w->qpv[v]);
    free(w->qpv);
    free(w->centres);
    free(w->vintages);
    commune_index_free(w->index);
    free(w);
}

static struct class_work *work_new(const mlg_sites *sites, const mlg_geography *g)
{
    struct class_work *w = calloc(1, sizeof *w);

    if (!w)
        return NULL;
    w->vintages = malloc((sites->n + 1) * sizeof *w->vintages);
    w->qpv = calloc(g->n_qpv, sizeof *w->qpv);
    w->index = commune_index_new(g->communes);
    if (w->vintages && w->qpv && w->index)
        return w;
    work_free(w, g->n_qpv);
    return NULL;
}

static mlg_code classify(task *t, mlg_planes *planes, unsigned threads, mlg_diag *diag,
                         mlg_err *err)
{
    static const par_job job = { .run = settle_point };

    if (vintages_of_sites(t->work->vintages, t->sites, t->geography, diag, err) != MLG_OK ||
        measure(t, planes, threads, err) != MLG_OK ||
        par_for(t->sites->n, threads, &job, t, err) != MLG_OK)
        return err->code;
    return settle_regions(t, planes, threads, err);
}

mlg_code mlg_classify(mlg_classification **out, const mlg_sites *sites,
                      const mlg_geography *geography, const mlg_rules *rules,
                      mlg_planes *planes, unsigned threads, mlg_diag *diag, mlg_err *err)
{
    mlg_classification *c = calloc(1, sizeof *c);
    task t = { .sites = sites, .geography = geography, .rules = rules };
    mlg_code code;

    mlg_vintage *qpv = malloc(geography->n_qpv * sizeof *qpv);

    *out = NULL;
    if (c && qpv) {
        memcpy(qpv, geography->qpv, geography->n_qpv * sizeof *qpv);
        *c = (mlg_classification){ .sites = sites,
                                   .geography = *geography,
                                   .rules = rules,
                                   .rows = malloc((sites->n + 1) * sizeof *c->rows),
                                   .work = work_new(sites, geography) };
        c->geography.qpv = qpv;
        qpv = NULL;
        t.rows = c->rows;
        t.work = c->work;
    }
    t.standings = calloc(sites->n + 1, 1);
    if (!c || !c->rows || !c->work || !t.standings)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    else
        code = classify(&t, planes, threads, diag, err);
    if (code == MLG_OK) {
        finish(&t, c);
        warn(c, c->work->index, diag);
        *out = c;
    } else {
        mlg_classification_free(c);
    }
    free(t.standings);
    free(qpv);
    return code;
}

void mlg_classification_free(mlg_classification *c)
{
    if (!c)
        return;
    work_free(c->work, c->geography.n_qpv);
    free((mlg_vintage *)c->geography.qpv);
    free(c->rows);
    free(c);
}

const mlg_zones *mlg_class_qpv(const mlg_classification *c, size_t site)
{
    uint8_t v = c->rows[site].vintage;

    return c->geography.qpv[v < c->geography.n_qpv ? v : 0].zones;
}
