#include "analysis/gaps.h"

#include "base/i18n.h"
#include "base/par.h"
#include "geo/place.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SEGMENTS = 64 }; /* per quarter turn */

typedef struct task {
    const mlg_zones *zones;
    const hubs *hubs;
    const double *reach; /* by site */
    double *area_out;
    mlg_polys *parts; /* one per zone */
    double most;      /* of the reaches */
} task;

typedef struct worker {
    const task *task;
    geos_room *room;
    const hub_sheet *sheet;
    uint32_t *near; /* hubs around the territory at hand */
    size_t n, size;
    bool broken;
} worker;

static mlg_code open_worker(void **out, void *shared, mlg_err *err)
{
    worker *w = calloc(1, sizeof *w);

    if (!w)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    w->task = shared;
    if (geos_room_new(&w->room, err) != MLG_OK) {
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
    free(w->near);
    free(w);
}

static bool collect(void *arg, uint32_t hub)
{
    worker *w = arg;

    if (!(w->task->reach[w->sheet->site[hub]] > 0))
        return true;
    if (w->n == w->size) {
        size_t size = w->size ? 2 * w->size : 64;
        uint32_t *near = realloc(w->near, size * sizeof *near);

        if (!near)
            return !(w->broken = true);
        w->near = near;
        w->size = size;
    }
    w->near[w->n++] = hub;
    return true;
}

static int by_number(const void *a, const void *b)
{
    uint32_t l = *(const uint32_t *)a, r = *(const uint32_t *)b;

    return l < r ? -1 : l > r;
}

/* The union of the reaches of the hubs around. */
static mlg_code served(geos_shape **out, worker *w, const hub_sheet *sheet, mlg_err *err)
{
    geos_shape **discs = calloc(w->n + 1, sizeof *discs);
    mlg_code code = discs ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    *out = NULL;
    for (size_t i = 0; code == MLG_OK && i < w->n; i++) {
        mlg_xy at = sheet->at[w->near[i]];

        code =
            geos_disc(w->room, &discs[i], at,
                      w->task->reach[sheet->site[w->near[i]]] * plane_scale(sheet->plane, at),
                      SEGMENTS, err);
    }
    if (code == MLG_OK)
        code = geos_union(w->room, out, discs, w->n, err);
    for (size_t i = 0; discs && i < w->n; i++)
        geos_free(w->room, discs[i]);
    free(discs);
    return code;
}

/* One feature without rings when `left` is NULL. */
static mlg_code keep_part(worker *w, size_t f, const geos_shape *left, mlg_err *err)
{
    polys_build *build = polys_build_new();
    mlg_code code = MLG_OK;

    if (!build)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (left)
        code = geos_to_feature(w->room, left, build, err);
    else if (!polys_build_end_feature(build))
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK)
        polys_build_finish(build, &w->task->parts[f]);
    else
        polys_build_free(build);
    return code;
}

static double feature_area(const plane *p, const mlg_polys *polys, size_t f)
{
    double area = 0;

    for (size_t r = polys->ring_of[f]; r < polys->ring_of[f + 1]; r++)
        area += plane_ring_area(p, polys->xy + polys->xy_of[r],
                                polys->xy_of[r + 1] - polys->xy_of[r]);
    return area;
}

static mlg_code cut_one(void *arg, size_t f, mlg_err *err)
{
    worker *w = arg;
    const mlg_zones *z = w->task->zones;
    double *out = &w->task->area_out[f];
    const hub_sheet *sheet = hubs_sheet(w->task->hubs, z->plane[f]);
    geos_shape *whole = NULL, *cover = NULL, *left = NULL;
    mlg_code code;

    *out = 0;
    if (!z->plane[f])
        return keep_part(w, f, NULL, err);
    w->n = 0;
    w->sheet = sheet;
    if (sheet)
        hubs_around(sheet, z->box[f], w->task->most, collect, w);
    if (w->broken)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (w->n)
        qsort(w->near, w->n, sizeof *w->near, by_number);
    code = geos_from_feature(w->room, &whole, &z->polys, f, err);
    if (code == MLG_OK && w->n)
        code = served(&cover, w, sheet, err);
    if (code == MLG_OK && w->n)
        code = geos_difference(w->room, &left, whole, cover, err);
    if (code == MLG_OK)
        code = keep_part(w, f, w->n ? left : whole, err);
    if (code == MLG_OK)
        *out = feature_area(zones_sheet(z, z->plane[f])->plane, &w->task->parts[f], 0);
    geos_free(w->room, whole);
    geos_free(w->room, cover);
    geos_free(w->room, left);
    return code == MLG_OK ? code : mlg_at(err, z->layer->name, (int64_t)f + 1);
}

/* Append all features of `from` to the builder. */
static bool append(polys_build *to, const mlg_polys *from)
{
    bool fine = true;

    for (size_t f = 0; fine && f < from->n; f++)
        fine = polys_build_copy(to, from, f);
    return fine;
}

static mlg_code gather(mlg_polys *out, mlg_polys *parts, size_t n, mlg_err *err)
{
    polys_build *build = polys_build_new();
    bool fine = build;

    for (size_t i = 0; fine && i < n; i++)
        fine = append(build, &parts[i]);
    if (!fine) {
        polys_build_free(build);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    polys_build_finish(build, out);
    return MLG_OK;
}

static double longest(const hubs *h, const double *reach)
{
    double most = 0;

    for (size_t s = 0; s < h->n_sheets; s++)
        for (size_t i = 0; i < h->sheets[s].n; i++)
            most = fmax(most, reach[h->sheets[s].site[i]]);
    return most;
}

mlg_code gaps_of_territories(mlg_polys *out, double *area_out, const mlg_zones *zones,
                             const hubs *h, const double *reach, unsigned threads, mlg_err *err)
{
    static const par_job job = { open_worker, cut_one, close_worker };
    task t = {
        zones, h, reach, area_out, calloc(zones->n + 1, sizeof *t.parts), longest(h, reach)
    };
    mlg_code code;

    *out = (mlg_polys){ 0 };
    if (!t.parts)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    code = par_for(zones->n, threads, &job, &t, err);
    if (code == MLG_OK)
        code = gather(out, t.parts, zones->n, err);
    for (size_t i = 0; i < zones->n; i++)
        mlg_polys_release(&t.parts[i]);
    free(t.parts);
    return code;
}

/* --- merging ----------------------------------------------------------------------------- */

/* One connected gap, still in its plane. */
typedef struct piece {
    mlg_polys polys;
    plane_id id;
    mlg_gap gap;
} piece;

typedef struct pieces {
    piece *list;
    size_t n;
} pieces;

static mlg_code union_of_plane(geos_shape **out, geos_room *room, const mlg_polys *parts,
                               const mlg_zones *zones, plane_id id, mlg_err *err)
{
    geos_shape **shapes = calloc(parts->n + 1, sizeof *shapes);
    size_t n = 0;
    mlg_code code = shapes ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    *out = NULL;
    for (size_t f = 0; code == MLG_OK && f < parts->n; f++)
        if (zones->plane[f] == id && parts->ring_of[f] < parts->ring_of[f + 1])
            code = geos_from_feature(room, &shapes[n++], parts, f, err);
    if (code == MLG_OK)
        code = geos_union(room, out, shapes, n, err);
    for (size_t i = 0; shapes && i < n; i++)
        geos_free(room, shapes[i]);
    free(shapes);
    return code;
}

/* The vertex of the gap farthest from any fabrique. */
static void find_remote(piece *p, const hub_sheet *sheet)
{
    p->gap.remote = p->polys.xy[0];
    p->gap.remote_m = NAN;
    if (!sheet)
        return;
    p->gap.remote_m = -1;
    for (size_t i = 0; i < p->polys.n_xy; i++) {
        double d;

        hubs_nearest(sheet, p->polys.xy[i], &d);
        if (d > p->gap.remote_m) {
            p->gap.remote_m = d;
            p->gap.remote = p->polys.xy[i];
        }
    }
}

static mlg_code keep_piece(pieces *all, geos_room *room, const geos_shape *shape, plane_id id,
                           const plane *opened, const hub_sheet *sheet, mlg_err *err)
{
    piece *more = realloc(all->list, (all->n + 1) * sizeof *more), *p;
    polys_build *build = polys_build_new();
    mlg_code code;

    if (more)
        all->list = more;
    if (!more || !build) {
        polys_build_free(build);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    p = &all->list[all->n];
    *p = (piece){ .id = id };
    code = geos_to_feature(room, shape, build, err);
    if (code != MLG_OK) {
        polys_build_free(build);
        return code;
    }
    polys_build_finish(build, &p->polys);
    all->n++;
    p->gap.population = NAN;
    p->gap.area_m2 = feature_area(opened, &p->polys, 0);
    if (p->polys.n_xy)
        find_remote(p, sheet);
    return MLG_OK;
}

static mlg_code merge_plane(pieces *all, geos_room *room, const mlg_polys *parts,
                            const mlg_zones *zones, const zone_sheet *sheet, const hubs *h,
                            mlg_err *err)
{
    geos_shape *whole = NULL;
    mlg_code code = union_of_plane(&whole, room, parts, zones, sheet->id, err);

    for (size_t i = 0; code == MLG_OK && i < geos_parts(room, whole); i++) {
        geos_shape *part = NULL;

        code = geos_part(room, &part, whole, i, err);
        if (code == MLG_OK && geos_area(room, part) > 1) /* crumbs below 1 m2 are rounding */
            code = keep_piece(all, room, part, sheet->id, sheet->plane,
                              hubs_sheet(h, sheet->id), err);
        geos_free(room, part);
    }
    geos_free(room, whole);
    return code;
}

typedef struct touching {
    geos_room *room;
    const mlg_zones *communes;
    const geos_shape *gap;
    uint32_t n;
    mlg_code code;
    mlg_err *err;
} touching;

static bool touch(void *arg, uint32_t zone)
{
    touching *t = arg;
    geos_shape *commune = NULL, *common = NULL;

    t->code = geos_from_feature(t->room, &commune, &t->communes->polys, zone, t->err);
    if (t->code == MLG_OK)
        t->code = geos_intersection(t->room, &common, t->gap, commune, t->err);
    if (t->code == MLG_OK)
        t->n += geos_area(t->room, common) > 1;
    geos_free(t->room, common);
    geos_free(t->room, commune);
    return t->code == MLG_OK;
}

static mlg_code count_communes(piece *p, geos_room *room, const mlg_zones *communes,
                               mlg_err *err)
{
    const zone_sheet *sheet = communes ? zones_sheet(communes, p->id) : NULL;
    geos_shape *gap = NULL;
    touching t = { .room = room, .communes = communes, .err = err };

    if (!sheet)
        return MLG_OK;
    t.code = geos_from_feature(room, &gap, &p->polys, 0, err);
    t.gap = gap;
    if (t.code == MLG_OK)
        rtree_query(sheet->tree, box_of(p->polys.xy, p->polys.n_xy), touch, &t);
    p->gap.n_communes = t.n;
    geos_free(room, gap);
    return t.code;
}

/* Largest first; equal areas by place. */
static int by_size(const void *a, const void *b)
{
    const piece *l = a, *r = b;

    if (l->gap.area_m2 != r->gap.area_m2)
        return l->gap.area_m2 > r->gap.area_m2 ? -1 : 1;
    if (l->polys.xy[0].x != r->polys.xy[0].x)
        return l->polys.xy[0].x < r->polys.xy[0].x ? -1 : 1;
    return l->polys.xy[0].y < r->polys.xy[0].y ? -1 : l->polys.xy[0].y > r->polys.xy[0].y;
}

void flat_gaps_release(flat_gaps *flat)
{
    mlg_polys_release(&flat->polys);
    free(flat->plane);
    *flat = (flat_gaps){ 0 };
}

static mlg_code flatten(flat_gaps *flat, const pieces *all, mlg_err *err)
{
    polys_build *build = polys_build_new();
    bool fine = build;

    flat->plane = calloc(all->n + 1, sizeof *flat->plane);
    for (size_t i = 0; fine && flat->plane && i < all->n; i++) {
        flat->plane[i] = all->list[i].id;
        fine = append(build, &all->list[i].polys);
    }
    if (!fine || !flat->plane) {
        polys_build_free(build);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    polys_build_finish(build, &flat->polys);
    return MLG_OK;
}

/* Into the result, in degrees. */
static mlg_code publish(mlg_coverage *c, pieces *all, mlg_planes *planes, mlg_err *err)
{
    polys_build *build = polys_build_new();
    bool fine = build;

    c->gaps = calloc(all->n + 1, sizeof *c->gaps);
    for (size_t i = 0; fine && c->gaps && i < all->n; i++) {
        piece *p = &all->list[i];

        if (polys_to_lonlat(&p->polys, &p->id, planes, err) != MLG_OK) {
            polys_build_free(build);
            return err->code;
        }
        plane_to_lonlat(planes->open[p->id], &p->gap.remote, 1);
        c->gaps[c->n_gaps++] = p->gap;
        fine = append(build, &p->polys);
    }
    if (!fine || !c->gaps) {
        polys_build_free(build);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    polys_build_finish(build, &c->gap_polys);
    return MLG_OK;
}

mlg_code gaps_merge(mlg_coverage *c, flat_gaps *flat, const mlg_polys *parts,
                    const mlg_zones *zones, const mlg_zones *communes, const hubs *h,
                    mlg_planes *planes, mlg_err *err)
{
    geos_room *room = NULL;
    pieces all = { 0 };
    mlg_code code = geos_room_new(&room, err);

    for (size_t i = 0; code == MLG_OK && i < zones->n_sheets; i++)
        code = merge_plane(&all, room, parts, zones, &zones->sheets[i], h, err);
    for (size_t i = 0; code == MLG_OK && i < all.n; i++)
        code = count_communes(&all.list[i], room, communes, err);
    if (code == MLG_OK && all.n)
        qsort(all.list, all.n, sizeof *all.list, by_size);
    if (code == MLG_OK)
        code = flatten(flat, &all, err);
    if (code == MLG_OK)
        code = publish(c, &all, planes, err);
    for (size_t i = 0; i < all.n; i++)
        mlg_polys_release(&all.list[i].polys);
    free(all.list);
    geos_room_free(room);
    return code;
}

/* --- by place ---------------------------------------------------------------------------- */

struct polys_index {
    const mlg_polys *polys;
    edges *edges;
    rtree *tree;
};

static rtree *tree_of(const mlg_polys *polys)
{
    mlg_box *boxes = malloc((polys->n + 1) * sizeof *boxes);
    rtree *tree = NULL;

    for (size_t g = 0; boxes && g < polys->n; g++) {
        size_t from = polys->xy_of[polys->ring_of[g]], to = polys->xy_of[polys->ring_of[g + 1]];

        boxes[g] = box_of(polys->xy + from, to - from);
    }
    if (boxes)
        tree = rtree_new(boxes, polys->n);
    free(boxes);
    return tree;
}

polys_index *polys_index_new(const mlg_polys *polys)
{
    polys_index *x = calloc(1, sizeof *x);

    if (!x)
        return NULL;
    *x = (polys_index){ polys, edges_new(polys), tree_of(polys) };
    if (x->edges && x->tree)
        return x;
    polys_index_free(x);
    return NULL;
}

void polys_index_free(polys_index *x)
{
    if (!x)
        return;
    edges_free(x->edges);
    rtree_free(x->tree);
    free(x);
}

typedef struct gap_search {
    const polys_index *index;
    const plane_id *planes;
    mlg_xy at;
    plane_id plane;
    double distance;
    uint32_t gap;
} gap_search;

static bool try_gap(void *arg, uint32_t gap)
{
    gap_search *s = arg;
    double d;
    mlg_xy at;

    if (s->planes[gap] != s->plane)
        return true;
    d = edges_cover(s->index->edges, gap, s->at)
            ? 0
            : edges_nearest(s->index->edges, gap, s->at, s->distance, &at, NULL);
    if (d < s->distance || (d == s->distance && gap < s->gap)) {
        s->distance = d;
        s->gap = gap;
    }
    return true;
}

uint32_t polys_index_at(const polys_index *x, const plane_id *planes, plane_id id, mlg_xy at)
{
    gap_search s = { x, planes, at, id, 1, UINT32_MAX };

    rtree_query(x->tree, (mlg_box){ at.x - 1, at.y - 1, at.x + 1, at.y + 1 }, try_gap, &s);
    return s.gap;
}
