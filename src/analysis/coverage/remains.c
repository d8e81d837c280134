#include "analysis/coverage/remains.h"

#include "base/i18n.h"
#include "base/par.h"
#include "geo/geos.h"
#include "model/build.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { ATTEMPTS = 8 };

/* --- which zones need geometry -------------------------------------------------------------
 */

typedef struct task {
    served *served;
    const mlg_zones *zones;
    double chord_m;
    remain *remains;
    _Atomic uint8_t **wanted; /* per sheet, per disc */
    frontier **frontiers;     /* per sheet */
    _Atomic uint8_t *broken;  /* per sheet */
    uint32_t *rim;            /* the zones to cut */
} task;

static bool disc_covers(const discs *d, uint32_t i, const mlg_zones *z, size_t f)
{
    const mlg_polys *p = &z->polys;
    mlg_box b = z->box[f];
    const mlg_xy corners[4] = {
        { b.xmin, b.ymin }, { b.xmax, b.ymin }, { b.xmin, b.ymax }, { b.xmax, b.ymax }
    };
    bool all = true;

    for (int k = 0; k < 4 && all; k++)
        all = disc_beyond(d, i, corners[k]) <= 0;
    if (all)
        return true;
    for (size_t v = p->xy_of[p->ring_of[f]]; v < p->xy_of[p->ring_of[f + 1]]; v++)
        if (disc_beyond(d, i, p->xy[v]) > 0)
            return false;
    return true;
}

static void mark(void *arg, uint32_t i)
{
    _Atomic uint8_t *wanted = arg;

    atomic_store_explicit(&wanted[i], 1, memory_order_relaxed);
}

/* A disc is convex: it covers a polygon whose vertices it holds. */
static mlg_code sort_out(void *arg, size_t f, mlg_err *err)
{
    task *t = arg;
    const mlg_zones *z = t->zones;
    remain *r = &t->remains[f];
    mlg_box box = z->box[f];
    mlg_xy middle = { (box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2 };
    double half = hypot(box.xmax - box.xmin, box.ymax - box.ymin) / 2;
    uint32_t near = DISC_NONE;
    catchment_part part;
    const served_sheet *s;

    if (!z->plane[f])
        return MLG_OK;
    if (!catchment_set_about(t->served->catchments, z->plane[f], box, &part, NULL))
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    s = served_on(t->served, z->plane[f]);
    if (s)
        near = discs_about(s->discs, middle, half);
    if (part == CATCHMENT_ALL || (near != DISC_NONE && disc_covers(s->discs, near, z, f)))
        return MLG_OK;
    if (near == DISC_NONE && part == CATCHMENT_NONE) {
        r->kind = REMAIN_WHOLE;
        r->area_m2 = z->area[f];
        return MLG_OK;
    }
    r->kind = REMAIN_PART;
    if (s)
        discs_crossing(s->discs, box, mark, t->wanted[s - t->served->sheets]);
    return MLG_OK;
}

/* --- cutting
 * ---------------------------------------------------------------------------------------- */

typedef struct worker {
    task *task;
    cut cut;
    geos_room *room; /* with catchments */
    catchment_list near;
} worker;

static mlg_code open_worker(void **out, void *shared, mlg_err *err)
{
    worker *w = calloc(1, sizeof *w);

    if (!w)
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    w->task = shared;
    if (w->task->served->catchments && geos_room_new(&w->room, err) != MLG_OK) {
        free(w);
        return err->code;
    }
    *out = w;
    return MLG_OK;
}

static void close_worker(void *arg)
{
    worker *w = arg;

    geos_room_free(w->room);
    cut_release(&w->cut);
    free(w->near.at);
    free(w);
}

/* What a catchment has in the box. Whole ones may be large, and most of them elsewhere. */
static mlg_code clipped(worker *w, geos_shape **out, catchment_at at, const geos_shape *box,
                        mlg_err *err)
{
    geos_shape *whole = NULL;
    mlg_code code = geos_from_feature(
        w->room, &whole, &w->task->served->catchments->zones[at.layer]->polys, at.zone, err);

    if (code == MLG_OK)
        code = geos_intersection(w->room, out, whole, box, err);
    geos_free(w->room, whole);
    return code;
}

/* The union of the catchments around a zone, there. */
static mlg_code served_there(worker *w, geos_shape **out, mlg_box there, mlg_err *err)
{
    geos_shape **each = calloc(w->near.n + 1, sizeof *each), *box = NULL;
    mlg_code code = each ? MLG_OK : mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));

    *out = NULL;
    if (code == MLG_OK) /* a metre wider: no edge along the zone's own */
        code = geos_box(
            w->room, &box,
            (mlg_box){ there.xmin - 1, there.ymin - 1, there.xmax + 1, there.ymax + 1 }, err);
    for (size_t i = 0; code == MLG_OK && i < w->near.n; i++)
        code = clipped(w, &each[i], w->near.at[i], box, err);
    if (code == MLG_OK)
        code = geos_union(w->room, out, each, w->near.n, err);
    for (size_t i = 0; each && i < w->near.n; i++)
        geos_free(w->room, each[i]);
    geos_free(w->room, box);
    free(each);
    return code;
}

/* The zone without the catchments around, as feature 0. */
static mlg_code without_catchments(worker *w, size_t f, mlg_polys *out, mlg_err *err)
{
    geos_shape *whole = NULL, *cover = NULL, *left = NULL;
    polys_build *build = polys_build_new();
    mlg_code code = build ? MLG_OK : mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));

    if (code == MLG_OK)
        code = geos_from_feature(w->room, &whole, &w->task->zones->polys, f, err);
    if (code == MLG_OK)
        code = served_there(w, &cover, w->task->zones->box[f], err);
    if (code == MLG_OK)
        code = geos_difference(w->room, &left, whole, cover, err);
    if (code == MLG_OK)
        code = geos_to_feature(w->room, left, build, err);
    geos_free(w->room, whole);
    geos_free(w->room, cover);
    geos_free(w->room, left);
    if (code == MLG_OK)
        polys_build_finish(build, out);
    else
        polys_build_free(build);
    return code;
}

/* --- one zone
 * ---------------------------------------------------------------------------------------------
 */

static mlg_code measure_cut(worker *w, size_t f, const discs *d, mlg_err *err)
{
    remain *r = &w->task->remains[f];
    cut *c = &w->cut;
    double area = 0;

    for (size_t l = 0; l < c->n; l++)
        area += cut_loop_area(c, l, d);
    r->area_m2 = fmin(fmax(area, 0), w->task->zones->area[f]);
    if (!c->n)
        r->kind = REMAIN_NOTHING;
    else if (w->task->chord_m > 0 && !pieces_draw(r, c, d, w->task->chord_m))
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    return c->no_memory ? mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory")) : MLG_OK;
}

static mlg_code cut_zone(void *arg, size_t i, mlg_err *err)
{
    worker *w = arg;
    task *t = w->task;
    size_t f = t->rim[i], feature = f;
    const mlg_zones *z = t->zones;
    const served_sheet *s = served_on(t->served, z->plane[f]);
    const mlg_polys *polys = &z->polys;
    const edges *e = z->edges;
    mlg_polys less = { 0 };
    edges *own = NULL;
    catchment_part part;
    mlg_code code = MLG_OK;

    if (!catchment_set_about(t->served->catchments, z->plane[f], z->box[f], &part, &w->near))
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    if (w->near.n) {
        code = without_catchments(w, f, &less, err);
        if (code == MLG_OK && !(own = edges_new(&less)))
            code = mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
        polys = &less;
        e = own;
        feature = 0;
    }
    if (code == MLG_OK) {
        cut_feature(&w->cut, polys, e, feature, s->discs, t->frontiers[s - t->served->sheets]);
        if (w->cut.broken)
            t->broken[s - t->served->sheets] = 1;
        else if (w->cut.no_memory)
            code = mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
        else if (w->cut.whole && !w->near.n)
            t->remains[f] = (remain){ .kind = REMAIN_WHOLE, .area_m2 = z->area[f] };
        else
            code = measure_cut(w, f, s->discs, err);
    }
    edges_free(own);
    mlg_polys_release(&less);
    return code == MLG_OK ? code : mlg_at(err, z->layer->name, (int64_t)f + 1);
}

/* --- all zones
 * --------------------------------------------------------------------------------------------
 */

static void task_release(task *t)
{
    for (size_t i = 0; i < t->served->n_sheets; i++) {
        if (t->wanted)
            free(t->wanted[i]);
        if (t->frontiers)
            frontier_free(t->frontiers[i]);
    }
    free(t->wanted);
    free(t->frontiers);
    free(t->broken);
    free(t->rim);
}

static mlg_code prepare(task *t, mlg_err *err)
{
    const served *s = t->served;
    bool fine;

    t->wanted = calloc(s->n_sheets + 1, sizeof *t->wanted);
    t->frontiers = calloc(s->n_sheets + 1, sizeof *t->frontiers);
    t->broken = calloc(s->n_sheets + 1, sizeof *t->broken);
    t->rim = malloc((t->zones->n + 1) * sizeof *t->rim);
    fine = t->wanted && t->frontiers && t->broken && t->rim;
    for (size_t i = 0; fine && i < s->n_sheets; i++)
        fine = (t->wanted[i] = calloc(discs_count(s->sheets[i].discs) + 1, 1));
    return fine ? MLG_OK : mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
}

/* A contradiction is settled by drawing the discs of that plane again, and looking at all. */
static bool draw_again(task *t, bool *again, mlg_err *err)
{
    *again = false;
    for (size_t i = 0; i < t->served->n_sheets; i++) {
        served_sheet *s = &t->served->sheets[i];

        if (!t->broken[i])
            continue;
        *again = true;
        if (++s->attempt == ATTEMPTS)
            return mlg_fail(err, MLG_EBUG, "%s",
                            _("the reaches cannot be told from one another")) == MLG_OK;
        if (!served_draw(s))
            return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory")) == MLG_OK;
    }
    return true;
}

static mlg_code cut_all(task *t, bool wanted, unsigned threads, mlg_err *err)
{
    static const par_job first = { .run = sort_out };
    static const par_job second = { open_worker, cut_zone, close_worker };
    size_t n = 0;
    mlg_code code = prepare(t, err);

    if (code == MLG_OK)
        code = par_for(t->zones->n, threads, &first, t, err);
    for (size_t f = 0; code == MLG_OK && f < t->zones->n; f++)
        if (t->remains[f].kind == REMAIN_PART)
            t->rim[n++] = (uint32_t)f;
    for (size_t i = 0; code == MLG_OK && i < t->served->n_sheets; i++) {
        const discs *d = t->served->sheets[i].discs;

        for (size_t k = 0; wanted && k < discs_count(d); k++)
            t->wanted[i][k] = 1;
        code = frontier_new(&t->frontiers[i], d, (const uint8_t *)t->wanted[i], threads, err);
        t->broken[i] = code == MLG_OK && t->frontiers[i]->broken;
        if (t->broken[i])
            return code;
    }
    return code == MLG_OK ? par_for(n, threads, &second, t, err) : code;
}

mlg_code remains_new(remain **out, served *s, const mlg_zones *zones, double chord_m,
                     unsigned threads, mlg_err *err)
{
    bool again = true;
    mlg_code code = MLG_OK;

    *out = NULL;
    for (int turn = 0; again && code == MLG_OK; turn++) {
        task t = { .served = s, .zones = zones, .chord_m = chord_m };

        remains_free(*out, zones->n);
        *out = t.remains = calloc(zones->n + 1, sizeof *t.remains);
        code = t.remains ? cut_all(&t, turn > 0, threads, err)
                         : mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
        if (code == MLG_OK && !draw_again(&t, &again, err))
            code = err->code;
        task_release(&t);
    }
    if (code != MLG_OK) {
        remains_free(*out, zones->n);
        *out = NULL;
    }
    return code;
}

void remains_free(remain *r, size_t n)
{
    for (size_t i = 0; r && i < n; i++) {
        mlg_polys_release(&r[i].pieces);
        free(r[i].piece_m2);
    }
    free(r);
}
