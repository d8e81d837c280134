#include "maillage/classify.h"

#include "analysis/communes.h"
#include "analysis/region.h"
#include "base/i18n.h"
#include "base/par.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A radius below this is a point; a distance nearer than `doubt` to the threshold is
 * decided by the geodesic. Ground metres. */
static const double point_like = 0.1, doubt = 1.0;

typedef struct task {
    const mlg_sites *sites;
    const mlg_zones *qpv, *centres, *communes;
    const mlg_rules *rules;
    const commune_index *index;
    mlg_site_class *rows;
    standings *standings; /* per site; 0: not settled yet */
} task;

/* --- points ------------------------------------------------------------------------------ */

static bool is_near(const mlg_rules *rules, double distance)
{
    return rules->proximity_strict ? distance < rules->proximity_m
                                   : distance <= rules->proximity_m;
}

/* Distance with its sign: negative inside. */
static double from_edge(const zone_hit *hit)
{
    return hit->distance > 0 ? hit->distance : -hit->depth;
}

/* The standings on either side of the centres that a position within `r` may have, when the
 * distances alone can tell. 0: they cannot. */
static standings centre_sides(bool known, const zone_hit *hit, double r)
{
    if (!known)
        return ANYTHING;
    if (hit->distance > r)
        return ANY_OUTSIDE;
    return hit->distance == 0 && hit->depth >= r ? ANY_IN_CENTRE : 0;
}

static standings qpv_sides(bool known, const mlg_rules *rules, const zone_hit *hit, double r)
{
    double d = from_edge(hit);

    if (!known)
        return ANYTHING;
    if (hit->distance == 0 && hit->depth >= r)
        return ANY_IN_QPV;
    if (d > r && !is_near(rules, d - r))
        return ANY_FAR;
    return d > r && is_near(rules, d + r) ? ANY_NEAR : 0;
}

/* How far an exact point may move, at least, before its class changes. */
static double margin_of(const mlg_rules *rules, mlg_class class, const zone_hit *q,
                        const zone_hit *c)
{
    double margin;

    switch (class) {
    case MLG_CLASS_QPV:
        return q->depth;
    case MLG_CLASS_PROXIMITE:
        return fmin(q->distance, rules->proximity_m - q->distance);
    case MLG_CLASS_HORS:
        margin = fmin(q->distance - rules->proximity_m, c->distance);
        break;
    case MLG_CLASS_GRAND_CENTRE:
        margin = fmin(q->distance - rules->proximity_m, c->depth);
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

static void settle_point(const task *t, size_t i, const zone_hit *q, const zone_hit *c)
{
    const mlg_sites *s = t->sites;
    mlg_site_class *row = &t->rows[i];
    double r = s->radius[i] < point_like ? 0 : s->radius[i];
    bool qpv_known = t->qpv->covers[s->plane[i]],
         centres_known = t->centres->covers[s->plane[i]];
    standings by_qpv = qpv_sides(qpv_known, t->rules, q, r);
    standings by_centre = centre_sides(centres_known, c, r);

    t->standings[i] = by_qpv & by_centre;
    row->qpv = q->zone;
    row->distance_qpv = or_nan(q->distance);
    row->depth_qpv = q->distance == 0 ? q->depth : 0;
    row->centre = c->zone;
    row->distance_centre = or_nan(c->distance);
    row->margin = NAN;
    if (t->standings[i]) {
        standings_apply(t->standings[i], row);
        row->margin = margin_of(t->rules, (mlg_class)row->klass, q, c);
    }
}

/* One thread's way through the sites: neighbours follow each other, so that what was found
 * at the last one bounds the search at the next. */
typedef struct walk {
    const task *task;
    plane_id id;
    zone_walk qpv, centres;
    char apart[128]; /* no cache line in common with another thread's */
} walk;

static mlg_code open_walk(void **out, void *shared, mlg_err *err)
{
    walk *w = calloc(1, sizeof *w);

    if (!w)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    w->task = shared;
    *out = w;
    return MLG_OK;
}

static mlg_code run_point(void *arg, size_t k, mlg_err *err)
{
    walk *w = arg;
    const task *t = w->task;
    const mlg_sites *s = t->sites;
    size_t i = s->order[k];
    zone_hit q, c;

    (void)err;
    t->rows[i] = (mlg_site_class){ .qpv = MLG_NO_ZONE,
                                   .centre = MLG_NO_ZONE,
                                   .distance_qpv = NAN,
                                   .distance_centre = NAN,
                                   .margin = NAN };
    if (s->location[i] != MLG_POINT)
        return MLG_OK;
    if (s->plane[i] != w->id)
        *w = (walk){ .task = t, .id = s->plane[i] };
    q = zones_nearest_next(t->qpv, w->id, s->at[i], &w->qpv);
    c = zones_nearest_next(t->centres, w->id, s->at[i], &w->centres);
    settle_point(t, i, &q, &c);
    return MLG_OK;
}

/* Within a metre of the threshold the geodesic decides. Few sites, so one thread. */
static mlg_code decide_by_geodesic(const task *t, mlg_planes *planes, mlg_err *err)
{
    const mlg_sites *s = t->sites;

    for (size_t i = 0; i < s->n; i++) {
        const plane *opened;
        zone_hit q, c;

        if (!(fabs(t->rows[i].distance_qpv - t->rules->proximity_m) < doubt))
            continue;
        if (planes_get(planes, s->plane[i], &opened, err) != MLG_OK)
            return err->code;
        q = zones_nearest(t->qpv, s->plane[i], s->at[i]);
        c = zones_nearest(t->centres, s->plane[i], s->at[i]);
        if (q.distance > 0)
            q.distance = plane_geodesic(planes->open[s->plane[i]], s->at[i], q.at);
        settle_point(t, i, &q, &c);
    }
    return MLG_OK;
}

/* --- regions ----------------------------------------------------------------------------- */

/* One region to cut up: a disc, or communes shared by several sites. */
typedef struct region {
    uint32_t site; /* the first one of this region */
    uint32_t n;    /* communes; 0: a disc */
    uint32_t which[COMMUNES_MAX];
    mlg_found found;
    region_answer answer;
} region;

typedef struct regions {
    const task *task;
    region *list;
    size_t n;
} regions;

typedef struct worker {
    const regions *regions;
    geos_room *room;
} worker;

static mlg_code open_room(void **out, void *shared, mlg_err *err)
{
    worker *w = calloc(1, sizeof *w);

    if (!w)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    w->regions = shared;
    if (geos_room_new(&w->room, err) != MLG_OK) {
        free(w);
        return err->code;
    }
    *out = w;
    return MLG_OK;
}

static void close_room(void *arg)
{
    geos_room_free(((worker *)arg)->room);
    free(arg);
}

static mlg_code run_region(void *arg, size_t i, mlg_err *err)
{
    worker *w = arg;
    const task *t = w->regions->task;
    const mlg_sites *s = t->sites;
    region *r = &w->regions->list[i];
    region_rules rules = { t->qpv, t->centres, t->rules->proximity_m };
    mlg_code code;

    if (r->n)
        code = region_of_communes(&r->answer, w->room, &rules, t->communes, r->which, r->n,
                                  t->rules->commune_margin_m, err);
    else
        code = region_of_disc(&r->answer, w->room, &rules, s->plane[r->site], s->at[r->site],
                              s->radius[r->site], err);
    return code == MLG_OK ? code : mlg_at(err, s->layer->name, r->site + 1);
}

/* By communes, so that sites of one commune meet; then by site. */
static int by_communes(const void *a, const void *b)
{
    const region *l = a, *r = b;
    int order;

    if (l->n != r->n)
        return l->n < r->n ? -1 : 1;
    order = memcmp(l->which, r->which, l->n * sizeof *l->which);
    return order ? order : l->site < r->site ? -1 : 1;
}

static bool same_region(const region *a, const region *b)
{
    return a->n && a->n == b->n && !memcmp(a->which, b->which, a->n * sizeof *a->which);
}

/* What a site takes from its region. */
static void settle_region(const task *t, const region *r, const region_answer *answer)
{
    mlg_site_class *row = &t->rows[r->site];

    t->standings[r->site] = answer->standings;
    standings_apply(answer->standings, row);
    row->found = (uint8_t)r->found;
    if (!r->n)
        return;
    row->qpv = answer->qpv;
    row->centre = answer->centre;
    row->distance_qpv = answer->distance_qpv;
    row->distance_centre = answer->distance_centre;
}

static mlg_code cut_regions(const task *t, region *list, size_t n, unsigned threads,
                            mlg_err *err)
{
    static const par_job job = { open_room, run_region, close_room };
    regions distinct = { t, malloc((n + 1) * sizeof *list), 0 };
    mlg_code code = MLG_OK;

    if (!distinct.list)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    qsort(list, n, sizeof *list, by_communes);
    for (size_t i = 0; i < n; i++)
        if (!i || !same_region(&list[i], &list[i - 1]))
            distinct.list[distinct.n++] = list[i];
    if (distinct.n)
        code = par_for(distinct.n, threads, &job, &distinct, err);
    for (size_t i = 0, k = 0; code == MLG_OK && i < n; i++) {
        k += i && !same_region(&list[i], &list[i - 1]);
        settle_region(t, &list[i], &distinct.list[k].answer);
    }
    free(distinct.list);
    return code;
}

static mlg_code settle_regions(const task *t, unsigned threads, mlg_err *err)
{
    const mlg_sites *s = t->sites;
    region *list = NULL;
    size_t n = 0;
    mlg_code code;

    for (size_t i = 0; i < s->n; i++)
        n += s->location[i] != MLG_NOWHERE && !t->standings[i];
    if (!n)
        return MLG_OK;
    list = calloc(n, sizeof *list);
    if (!list)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    n = 0;
    for (size_t i = 0; i < s->n; i++) {
        region r = { .site = (uint32_t)i };

        if (s->location[i] == MLG_NOWHERE || t->standings[i])
            continue;
        if (s->location[i] == MLG_COMMUNE) {
            r.n = (uint32_t)commune_of_site(t->index, s, i, r.which, &r.found);
            if (!r.n) { /* anything is possible there */
                t->standings[i] = ANYTHING;
                standings_apply(ANYTHING, &t->rows[i]);
                continue;
            }
        }
        list[n++] = r;
    }
    code = cut_regions(t, list, n, threads, err);
    free(list);
    return code;
}

/* --- reasons, overrides, counts ------------------------------------------------------------
 */

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
    if (id && !t->qpv->covers[id])
        return MLG_BECAUSE_NO_QPV_DATA;
    if (id && !t->centres->covers[id])
        return MLG_BECAUSE_NO_CENTRE_DATA;
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
            mlg_diag_add(
                diag, MLG_WARNING, "layer-silent", where, (int64_t)i + 1,
                N_("'%.60s' lies where the layer '%.40s' has no data"), name,
                mlg_zones_name(row->reason == MLG_BECAUSE_NO_QPV_DATA ? c->qpv : c->centres));
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

mlg_code mlg_classify(mlg_classification **out, const mlg_sites *sites, const mlg_zones *qpv,
                      const mlg_zones *centres, const mlg_zones *communes,
                      const mlg_rules *rules, mlg_planes *planes, unsigned threads,
                      mlg_diag *diag, mlg_err *err)
{
    static const par_job job = { open_walk, run_point, free };
    mlg_classification *c = calloc(1, sizeof *c);
    task t = { sites, qpv, centres, communes, rules, commune_index_new(communes), NULL, NULL };
    mlg_code code;

    *out = NULL;
    t.rows = malloc((sites->n + 1) * sizeof *t.rows);
    t.standings = calloc(sites->n + 1, 1);
    if (!c || !t.index || !t.rows || !t.standings) {
        free(t.rows);
        free(c);
        c = NULL;
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    } else {
        *c = (mlg_classification){
            .sites = sites, .qpv = qpv, .centres = centres, .rules = rules, .rows = t.rows
        };
        code = par_for(sites->n, threads, &job, &t, err);
    }
    if (code == MLG_OK)
        code = decide_by_geodesic(&t, planes, err);
    if (code == MLG_OK)
        code = settle_regions(&t, threads, err);
    if (code == MLG_OK) {
        finish(&t, c);
        warn(c, t.index, diag);
        *out = c;
    } else {
        mlg_classification_free(c);
    }
    commune_index_free((commune_index *)t.index);
    free(t.standings);
    return code;
}

void mlg_classification_free(mlg_classification *c)
{
    if (!c)
        return;
    free(c->rows);
    free(c);
}
