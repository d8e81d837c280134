#include "analysis/coverage/territory.h"

#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"
#include "base/text.h"
#include "geo/rtree.h"
#include "model/box.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct task {
    const territory_level *t;
    const mlg_coverage *c;
    const hubs *hubs;
    const mlg_rules *rules;
    const uint32_t *order; /* of the rows: neighbours near each other */
} task;

typedef struct worker {
    const task *task;
    uint32_t hub; /* the nearest to the row before */
} worker;

static mlg_code open_worker(void **out, void *shared, mlg_err *err)
{
    worker *w = malloc(sizeof *w);

    if (!w)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    *w = (worker){ .task = shared };
    *out = w;
    return MLG_OK;
}

/* --- people and areas ------------------------------------------------------------------------
 */

/* People by the column of the parts; NaN when one of them has none. */
static void own_people(const territory_level *t, size_t f, mlg_territory *row)
{
    double all = 0;

    for (size_t i = t->first[f]; i < t->first[f + 1]; i++) {
        double number = mlg_zone_population(t->set, t->parts[i]);

        all += number < 0 ? 0 : number;
    }
    row->population = t->first[f] < t->first[f + 1] ? all : NAN;
    row->people = isnan(row->population) ? MLG_PEOPLE_UNKNOWN : MLG_PEOPLE_SPREAD;
}

/* Without cells, people live evenly over each part's area. */
static double spread_beyond(const territory_level *t, size_t f, size_t reach)
{
    double out = 0;

    for (size_t i = t->first[f]; i < t->first[f + 1]; i++) {
        uint32_t zone = t->parts[i];
        double number = mlg_zone_population(t->set, zone), area = t->set->area[zone];

        if (number > 0 && area > 0)
            out += number * (t->area_out[reach][zone] / area);
        else if (isnan(number) || number > 0) /* nobody knows where they live */
            return NAN;
    }
    return out;
}

static void measure_beyond(const task *k, size_t f, mlg_territory *row)
{
    const territory_level *t = k->t;
    people_group of = { t->set_number, t->parts + t->first[f], t->first[f + 1] - t->first[f] };

    for (size_t r = 0; r < k->c->n_reaches; r++) {
        mlg_beyond *b = &t->level->beyond[f * k->c->n_reaches + r];

        *b = (mlg_beyond){ .population = NAN, .share = NAN };
        for (size_t i = 0; i < of.n; i++)
            b->area_m2 += t->area_out[r][of.zones[i]];
        if (row->people == MLG_PEOPLE_CELLS)
            b->population = people_beyond(t->people, &of, r);
        else if (row->people == MLG_PEOPLE_SPREAD)
            b->population = spread_beyond(t, f, r);
        if (isfinite(b->population) && row->population > 0)
            b->share = fmin(b->population / row->population, 1);
        else if (row->area_m2 > 0)
            b->share = fmin(b->area_m2 / row->area_m2, 1);
    }
}

/* --- the nearest fabrique --------------------------------------------------------------------
 */

/* Made of parts whose people are known by a column: the mean place of their interior points
 * is not theirs; it takes cells to tell where people are. */
static mlg_xy measured_from(const task *k, size_t f, mlg_territory *row)
{
    const territory_level *t = k->t;
    people_group of = { t->set_number, t->parts + t->first[f], t->first[f + 1] - t->first[f] };
    mlg_xy at = t->interior[f];

    row->from = MLG_FROM_INTERIOR;
    if (t->people && of.n && people_middle(t->people, &of, &at))
        row->from = MLG_FROM_PEOPLE;
    return at;
}

static void find_nearest(worker *w, size_t f, mlg_territory *row)
{
    const task *k = w->task;
    const hub_sheet *sheet = hubs_sheet(k->hubs, k->t->level->zones->plane[f]);
    mlg_xy at = measured_from(k, f, row);

    row->nearest = MLG_NO_SITE;
    row->nearest_m = NAN;
    if (sheet && isfinite(at.x))
        row->nearest = hubs_nearest(sheet, at, &row->nearest_m, &w->hub);
}

/* --- statut ----------------------------------------------------------------------------------
 */

static mlg_statut statut_of(const mlg_territory *row, const mlg_rules *rules)
{
    static const double rounding = 1e-12; /* 1 - 19/20 is a little more than 0.05 */
    double within = 1 - row->share_out;

    if (row->n_fabriques)
        return MLG_STATUT_POURVU;
    if (!isfinite(row->share_out))
        return MLG_STATUT_NON_POURVU;
    if (within >= rules->coverage.served - rounding)
        return MLG_STATUT_DESSERVI;
    return within <= rules->coverage.unserved + rounding ? MLG_STATUT_NON_POURVU
                                                         : MLG_STATUT_PARTIEL;
}

static mlg_code fill_row(void *arg, size_t i, mlg_err *err)
{
    worker *w = arg;
    const task *k = w->task;
    size_t f = k->order[i];
    const territory_level *t = k->t;
    mlg_territory *row = &t->level->rows[f];
    people_group of = { t->set_number, t->parts + t->first[f], t->first[f + 1] - t->first[f] };

    (void)err;
    row->area_m2 = 0;
    row->population_out = row->area_out_m2 = row->share_out = NAN;
    for (size_t p = 0; p < of.n; p++)
        row->area_m2 += t->set->area[of.zones[p]];
    if (t->people) {
        row->people = MLG_PEOPLE_CELLS;
        row->population = people_all(t->people, &of);
    } else {
        own_people(t, f, row);
    }
    measure_beyond(k, f, row);
    if (k->c->n_reaches) {
        const mlg_beyond *b = &t->level->beyond[f * k->c->n_reaches];

        row->population_out = b->population;
        row->area_out_m2 = b->area_m2;
        row->share_out = b->share;
    }
    for (size_t g = 0; g < k->c->n_groups; g++)
        t->level->distances[f * k->c->n_groups + g] = people_distances(t->people, &of, g);
    find_nearest(w, f, row);
    row->statut = (uint8_t)statut_of(row, k->rules);
    return MLG_OK;
}

/* --- rank ------------------------------------------------------------------------------------
 */

typedef struct ranked {
    double need[3]; /* the largest first; NaN last */
    uint32_t code, zone;
} ranked;

static int by_need(const void *a, const void *b)
{
    const ranked *l = a, *r = b;

    for (int i = 0; i < 3; i++) {
        double x = isnan(l->need[i]) ? -1 : l->need[i], y = isnan(r->need[i]) ? -1 : r->need[i];

        if (x != y)
            return x > y ? -1 : 1;
    }
    return l->code < r->code ? -1 : 1;
}

static mlg_code rank_rows(mlg_level_coverage *level, mlg_err *err)
{
    const mlg_zones *z = level->zones;
    ranked *list = malloc((z->n + 1) * sizeof *list);
    size_t n = 0;

    if (!list)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t f = 0; f < z->n; f++) {
        const mlg_territory *r = &level->rows[f];

        if (z->plane[f])
            list[n++] = (ranked){ { r->population_out, r->area_out_m2, r->nearest_m },
                                  z->rank[f],
                                  (uint32_t)f };
    }
    if (n)
        qsort(list, n, sizeof *list, by_need);
    for (size_t i = 0; i < n; i++)
        level->rows[list[i].zone].rank = (uint32_t)(i + 1);
    free(list);
    return MLG_OK;
}

/* --- a level ---------------------------------------------------------------------------------
 */

static void tell_people(const territory_level *t, mlg_diag *diag)
{
    for (size_t f = 0; !t->people && t->set->population && f < t->set->n; f++) {
        double number = mlg_zone_population(t->set, f);
        const char *said = mlg_cell(t->set->population, f);

        if (number < 0)
            mlg_diag_add(diag, MLG_WARNING, "population-negative", t->set->layer->name,
                         (int64_t)f + 1, N_("population %s is negative: counted as 0"), said);
        else if (isnan(number) && text_number(said, &number))
            mlg_diag_add(diag, MLG_WARNING, "population-impossible", t->set->layer->name,
                         (int64_t)f + 1,
                         N_("population '%.40s' is more than ten thousand million: its people "
                            "are not known"),
                         said);
        else if (isnan(number))
            mlg_diag_add(
                diag, MLG_WARNING, "population-missing", t->set->layer->name, (int64_t)f + 1,
                N_("population '%.40s' is not a number: its people are not known"), said);
    }
}

static mlg_code allocate(const territory_level *t, const mlg_coverage *c, mlg_err *err)
{
    mlg_level_coverage *l = t->level;
    size_t n = l->zones->n;

    if (c->n_reaches)
        l->beyond = calloc(n * c->n_reaches + 1, sizeof *l->beyond);
    if (c->n_groups)
        l->distances = calloc(n * c->n_groups + 1, sizeof *l->distances);
    if ((c->n_reaches && !l->beyond) || (c->n_groups && !l->distances))
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    return MLG_OK;
}

/* Along a Hilbert curve through their interior points. */
static uint32_t *order_rows(const territory_level *t)
{
    size_t n = t->level->zones->n;
    mlg_box all = box_around(t->interior, n);
    uint32_t *keys = malloc((n + 1) * sizeof *keys), *order = NULL;

    for (size_t f = 0; keys && f < n; f++)
        keys[f] = isfinite(t->interior[f].x) ? hilbert_key(all, t->interior[f]) : UINT32_MAX;
    if (keys)
        order = order_by_key(keys, n);
    free(keys);
    return order;
}

mlg_code territories_fill(const territory_level *t, const mlg_coverage *c, const hubs *h,
                          const mlg_rules *rules, unsigned threads, mlg_diag *diag,
                          mlg_err *err)
{
    static const par_job job = { open_worker, fill_row, free };
    uint32_t *order = order_rows(t);
    task k = { t, c, h, rules, order };
    mlg_code code = order ? allocate(t, c, err) : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    if (code == MLG_OK)
        code = par_for(t->level->zones->n, threads, &job, &k, err);
    free(order);
    if (code != MLG_OK)
        return code;
    if (t->set == t->level->zones)
        tell_people(t, diag);
    for (size_t f = 0; f < t->level->zones->n; f++)
        t->level->statuts[t->level->rows[f].statut]++;
    if (t->people)
        people_outside(t->people, t->set_number, &t->level->cells_outside,
                       &t->level->people_outside);
    return rank_rows(t->level, err);
}
