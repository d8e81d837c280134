#include "maillage/sensitivity.h"

#include "analysis/siting/class_work.h"
#include "analysis/siting/coarse.h"
#include "analysis/split/split.h"
#include "base/i18n.h"
#include "base/par.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const double mlg_sensitivity_distances[MLG_SENSITIVITY_DISTANCES] = { 0, 100, 300, 500, 1000 };

enum { STANDINGS = ANYTHING + 1, CHUNK = 4096 };

/* What the cells add up: fabriques by class and by set of eligibilities. */
typedef struct tally {
    size_t classes[MLG_CLASS_COUNT], eligibilities[MLG_ELIGIBLE_COUNT], changed;
    split_counts sets;
} tally;

typedef struct task {
    const mlg_classification *c;
    const mlg_zones *const *centres;
    site_nearest **centre; /* by definition */
    const mlg_zones **qpv; /* by vintage */
    size_t n_qpv, n_centres, n_judged;
    bool dated; /* the first judgment is the classification's own */

    size_t n_near; /* distances in order, each strict then inclusive */
    proximity near[2 * REGION_PROXIMITY_MAX];
    double metres[REGION_PROXIMITY_MAX];

    const mlg_sites *sites;
    coarse regions;
    region_criteria criteria;
    mlg_site_class meaning[STANDINGS]; /* of every set of standings */
    tally *tallies;                    /* of each chunk of sites, one per cell */
} task;

static size_t n_cells(const task *t)
{
    return t->n_judged * t->n_centres * t->n_near;
}

static size_t cell_of(const task *t, size_t judged, size_t centres, size_t near)
{
    return (judged * t->n_centres + centres) * t->n_near + near;
}

/* The vintages a site is held against under one judgment. */
static vintages held_against(const task *t, size_t judged, size_t site)
{
    if (t->dated && !judged)
        return t->c->work->vintages[site];
    return (vintages)1 << (judged - t->dated);
}

/* --- one site ----------------------------------------------------------------------------- */

static bool has_qpv(const task *t, size_t v, size_t site)
{
    return t->qpv[v]->covers[t->sites->plane[site]];
}

static standings by_vintage(const task *t, size_t site, size_t v, size_t near)
{
    return standings_by_qpv(has_qpv(t, v, site), t->c->work->qpv[v][site].from_edge,
                            site_radius(t->sites, site), t->near[near]);
}

static standings by_centres(const task *t, size_t site, size_t k)
{
    return standings_by_centre(t->centres[k]->covers[t->sites->plane[site]],
                               t->centre[k][site].from_edge, site_radius(t->sites, site));
}

/* Of a point that distances settle: the side of the QPV over its possible vintages. */
static standings side_of_qpv(const task *t, size_t site, vintages possible, size_t near)
{
    standings all = 0;

    if (!possible)
        return ANYTHING;
    for (size_t v = 0; possible >> v; v++)
        if (possible >> v & 1)
            all |= by_vintage(t, site, v, near);
    return all;
}

static standings in_region(const task *t, size_t site, vintages possible, size_t k, size_t near)
{
    const region_criteria *rc = &t->criteria;
    const standings *cells = &t->regions.cells[t->regions.of_site[site] * region_cells(rc)];
    standings all = 0;

    if (!possible)
        return whatever_qpv(cells[region_cell(rc, 0, k, near / 2)]);
    for (size_t v = 0; possible >> v; v++)
        if (possible >> v & 1)
            all |= cells[region_cell(rc, v, k, near / 2)];
    return all;
}

static void add(const task *t, tally *cell, size_t site, standings s, size_t times)
{
    const mlg_site_class *before = &t->c->rows[site];
    uint8_t forced = t->sites->forced[site];
    const mlg_site_class *now;
    uint8_t klass;

    if (forced)
        s = standings_force(s, (mlg_class)(forced - 1));
    now = &t->meaning[s];
    klass = before->klass == MLG_CLASS_NON_LOCALISE ? MLG_CLASS_NON_LOCALISE : now->klass;
    for (size_t i = 0; i < times; i++) {
        cell[i].classes[klass]++;
        cell[i].eligibilities[now->eligibility]++;
        cell[i].sets.of[now->eligibilities]++;
        cell[i].changed += klass != before->klass;
    }
}

/* The widest and the narrowest of the distances agree: so do all between. */
static bool same_at_all(const task *t, size_t site, vintages possible, standings *side)
{
    *side = side_of_qpv(t, site, possible, 0);
    return side_of_qpv(t, site, possible, t->n_near - 1) == *side &&
           (*side == ANY_IN_QPV || *side == ANY_FAR || *side == ANYTHING);
}

static void add_point(const task *t, tally *tallies, size_t site)
{
    for (size_t j = 0; j < t->n_judged; j++) {
        vintages possible = held_against(t, j, site);
        standings side;
        bool same = same_at_all(t, site, possible, &side);

        for (size_t k = 0; k < t->n_centres; k++) {
            tally *cells = &tallies[cell_of(t, j, k, 0)];
            standings centre = by_centres(t, site, k);

            if (same) {
                add(t, cells, site, side & centre, t->n_near);
                continue;
            }
            for (size_t d = 0; d < t->n_near; d++)
                add(t, &cells[d], site, side_of_qpv(t, site, possible, d) & centre, 1);
        }
    }
}

static void add_region(const task *t, tally *tallies, size_t site)
{
    for (size_t j = 0; j < t->n_judged; j++) {
        vintages possible = held_against(t, j, site);

        for (size_t k = 0; k < t->n_centres; k++)
            for (size_t d = 0; d < t->n_near; d++)
                add(t, &tallies[cell_of(t, j, k, d)], site, in_region(t, site, possible, k, d),
                    1);
    }
}

/* --- all sites ---------------------------------------------------------------------------- */

static bool is_settled(const task *t, size_t site)
{
    for (size_t k = 0; k < t->n_centres; k++)
        if (!by_centres(t, site, k))
            return false;
    for (size_t v = 0; v < t->n_qpv; v++)
        for (size_t d = 0; d < t->n_near; d++)
            if (!by_vintage(t, site, v, d))
                return false;
    return true;
}

/* Every vintage, of the sites that distances do not settle. */
static bool want(const task *t, uint64_t *wanted)
{
    const mlg_sites *s = t->sites;
    bool any = false;

    for (size_t i = 0; i < s->n; i++) {
        if (s->kinds[i] != MLG_FABRIQUE || s->location[i] == MLG_NOWHERE ||
            (s->location[i] == MLG_POINT && (site_radius(s, i) == 0 || is_settled(t, i))))
            continue;
        wanted[i] = t->n_qpv < 64 ? ((uint64_t)1 << t->n_qpv) - 1 : ~(uint64_t)0;
        any = true;
    }
    return any;
}

static mlg_code settle_coarse(task *t, mlg_planes *planes, unsigned threads, mlg_err *err)
{
    uint64_t *wanted = calloc(t->sites->n + 1, sizeof *wanted);
    coarse_question question = { .sites = t->sites,
                                 .communes = t->c->geography.communes,
                                 .index = t->c->work->index,
                                 .criteria = &t->criteria,
                                 .margin = t->c->rules->commune_margin_m,
                                 .planes = planes,
                                 .threads = threads };
    mlg_code code = MLG_OK;

    if (!wanted)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (want(t, wanted))
        code = coarse_settle(&t->regions, &question, wanted, err);
    free(wanted);
    return code;
}

static mlg_code run_chunk(void *arg, size_t chunk, mlg_err *err)
{
    const task *t = arg;
    const mlg_sites *s = t->sites;
    tally *tallies = &t->tallies[chunk * n_cells(t)];
    size_t end = (chunk + 1) * CHUNK < s->n ? (chunk + 1) * CHUNK : s->n;

    (void)err;
    for (size_t i = chunk * CHUNK; i < end; i++) {
        bool located = s->location[i] != MLG_NOWHERE, regional;

        if (s->kinds[i] != MLG_FABRIQUE)
            continue;
        regional = located && t->regions.n && t->regions.of_site[i] != COARSE_NONE;
        if (regional)
            add_region(t, tallies, i);
        else if (s->location[i] == MLG_POINT)
            add_point(t, tallies, i);
        else
            add(t, tallies, i, ANYTHING, n_cells(t));
    }
    return MLG_OK;
}

/* --- distances ---------------------------------------------------------------------------- */

static int by_metres(const void *a, const void *b)
{
    double l = *(const double *)a, r = *(const double *)b;

    return l < r ? -1 : l > r;
}

static void order_distances(task *t, const mlg_sensitivity_options *o)
{
    memcpy(t->metres, o->distances, o->n_distances * sizeof *t->metres);
    qsort(t->metres, o->n_distances, sizeof *t->metres, by_metres);
    for (size_t d = 0; d < o->n_distances; d++)
        for (int inclusive = 0; inclusive < 2; inclusive++)
            t->near[t->n_near++] = (proximity){ t->metres[d], !inclusive };
}

/* Distances to the layers that the classification did not need, and what the geodesic says
 * near the new thresholds. */
static mlg_code measure(task *t, const mlg_sensitivity_options *o, mlg_planes *planes,
                        mlg_err *err)
{
    struct class_work *work = t->c->work;

    for (size_t v = 0; v < t->n_qpv; v++) {
        if (!work->qpv[v] &&
            nearest_of_sites(&work->qpv[v], t->sites, t->qpv[v], o->threads, err) != MLG_OK)
            return err->code;
        if (nearest_decide(work->qpv[v], t->sites, t->qpv[v], t->metres, o->n_distances, planes,
                           err) != MLG_OK)
            return err->code;
    }
    t->centre[0] = work->centres;
    for (size_t k = 1; k < t->n_centres; k++)
        if (nearest_of_sites(&t->centre[k], t->sites, t->centres[k], o->threads, err) != MLG_OK)
            return err->code;
    return MLG_OK;
}

/* --- cells -------------------------------------------------------------------------------- */

static void fill_cell(mlg_reading *cell, const tally *all, mlg_target target)
{
    mlg_split split = { 0 };

    split_conclude(&split, &all->sets, target);
    memcpy(cell->classes, all->classes, sizeof cell->classes);
    memcpy(cell->eligibilities, all->eligibilities, sizeof cell->eligibilities);
    cell->changed = all->changed;
    cell->qpv = split.qpv;
    cell->hors = split.hors;
    cell->qpv_all = split.qpv_all;
    cell->hors_all = split.hors_all;
    cell->verdict = split.verdict;
}

static void add_tally(tally *to, const tally *from)
{
    for (int i = 0; i < MLG_CLASS_COUNT; i++)
        to->classes[i] += from->classes[i];
    for (int i = 0; i < MLG_ELIGIBLE_COUNT; i++)
        to->eligibilities[i] += from->eligibilities[i];
    for (int i = 0; i < SPLIT_SETS; i++)
        to->sets.of[i] += from->sets.of[i];
    to->changed += from->changed;
}

static void fill(mlg_sensitivity *out, const task *t, size_t n_chunks, const mlg_split *split)
{
    out->robust = true;
    for (size_t i = 0; i < out->n_cells; i++) {
        size_t near = i % t->n_near, k = i / t->n_near % t->n_centres;
        size_t j = i / t->n_near / t->n_centres;
        mlg_reading *cell = &out->cells[i];

        for (size_t chunk = 1; chunk < n_chunks; chunk++)
            add_tally(&t->tallies[i], &t->tallies[chunk * out->n_cells + i]);
        cell->distance_m = t->near[near].metres;
        cell->strict = t->near[near].strict;
        cell->centres = mlg_zones_name(t->centres[k]);
        cell->vintage =
            t->dated && !j ? MLG_READING_DATED : mlg_zones_name(t->qpv[j - t->dated]);
        fill_cell(cell, &t->tallies[i], split->target);
        out->robust &= cell->verdict == split->verdict;
    }
}

static mlg_code work_out(task *t, mlg_sensitivity *out, const mlg_split *split,
                         const mlg_sensitivity_options *o, mlg_planes *planes, mlg_err *err)
{
    static const par_job job = { .run = run_chunk };
    size_t n_chunks = (t->sites->n + CHUNK - 1) / CHUNK;

    if (measure(t, o, planes, err) != MLG_OK || settle_coarse(t, planes, o->threads, err))
        return err->code;
    t->tallies = calloc((n_chunks + 1) * out->n_cells, sizeof *t->tallies);
    if (!t->tallies)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (n_chunks && par_for(n_chunks, o->threads, &job, t, err) != MLG_OK)
        return err->code;
    fill(out, t, n_chunks, split);
    return MLG_OK;
}

static void task_release(task *t)
{
    for (size_t k = 1; t->centre && k < t->n_centres; k++)
        free(t->centre[k]);
    free(t->centre);
    free(t->qpv);
    free(t->tallies);
    coarse_release(&t->regions);
}

static bool task_open(task *t, mlg_sensitivity *out, const mlg_sensitivity_options *o)
{
    const mlg_geography *g = &t->c->geography;

    t->centre = calloc(o->n_centres, sizeof *t->centre);
    t->qpv = calloc(g->n_qpv, sizeof *t->qpv);
    order_distances(t, o);
    *out = (mlg_sensitivity){ .n_vintages = t->n_judged,
                              .n_centres = t->n_centres,
                              .n_distances = o->n_distances,
                              .n_cells = n_cells(t),
                              .cells = calloc(n_cells(t), sizeof *out->cells) };
    for (size_t v = 0; t->qpv && v < g->n_qpv; v++)
        t->qpv[v] = g->qpv[v].zones;
    t->criteria = (region_criteria){ t->qpv,   t->centres,   t->metres,
                                     t->n_qpv, t->n_centres, o->n_distances };
    for (int s = 1; s < STANDINGS; s++)
        standings_apply((standings)s, &t->meaning[s]);
    return t->centre && t->qpv && out->cells;
}

mlg_code mlg_sensitivity_new(mlg_sensitivity **out, mlg_classification *c,
                             const mlg_split *split, const mlg_sensitivity_options *o,
                             mlg_planes *planes, mlg_err *err)
{
    mlg_sensitivity *s = calloc(1, sizeof *s);
    bool dated = c->geography.when != MLG_WHEN_CHOSEN;
    task t = { .c = c,
               .centres = o->centres,
               .n_qpv = c->geography.n_qpv,
               .n_centres = o->n_centres,
               .n_judged = c->geography.n_qpv + dated,
               .dated = dated,
               .sites = c->sites };
    mlg_code code;

    *out = NULL;
    code = s && task_open(&t, s, o) ? work_out(&t, s, split, o, planes, err)
                                    : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    task_release(&t);
    if (code != MLG_OK) {
        mlg_sensitivity_free(s);
        return code;
    }
    *out = s;
    return MLG_OK;
}

void mlg_sensitivity_free(mlg_sensitivity *s)
{
    if (!s)
        return;
    free(s->cells);
    free(s);
}
