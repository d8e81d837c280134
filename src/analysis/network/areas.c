#include "analysis/network/areas.h"

#include "analysis/network/cells_drawn.h"
#include "analysis/network/outline.h"
#include "base/i18n.h"
#include "base/par.h"
#include "geo/geos_worker.h"
#include "geo/place.h"
#include "model/box.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Cells are cut in groups: the outline is first cut down to what is around each group, and
 * again within it, so that a cell meets but the few vertices near it, and most cells, being
 * far inside, none. */
enum { GROUP = 256, FEW = 4 };

typedef struct group {
    uint32_t *cell; /* part of one array */
    size_t n;
    mlg_polys land; /* the outline around them */
} group;

typedef struct cutting {
    const mlg_polys *cells;
    const mlg_box *box; /* of each */
    mlg_polys *parts;   /* what is left of each */
    group *groups;
    size_t n_groups, room;
} cutting;

/* --- shapes --------------------------------------------------------------------------------
 */

static mlg_box box_of_cells(const cutting *c, const uint32_t *cell, size_t n)
{
    mlg_box all = { INFINITY, INFINITY, -INFINITY, -INFINITY };

    for (size_t i = 0; i < n; i++)
        all = box_join(all, c->box[cell[i]]);
    return (mlg_box){ all.xmin - 1, all.ymin - 1, all.xmax + 1, all.ymax + 1 };
}

static mlg_code keep(mlg_polys *out, geos_room *room, const geos_shape *shape, mlg_err *err)
{
    polys_build *build = polys_build_new();
    mlg_code code = build ? geos_to_feature(room, shape, build, err)
                          : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    if (code == MLG_OK)
        polys_build_finish(build, out);
    else
        polys_build_free(build);
    return code;
}

static mlg_code rectangle(geos_shape **out, geos_room *room, mlg_box b, mlg_err *err)
{
    const mlg_xy xy[4] = {
        { b.xmin, b.ymin }, { b.xmax, b.ymin }, { b.xmax, b.ymax }, { b.xmin, b.ymax }
    };
    polys_build *build = polys_build_new();
    mlg_polys one = { 0 };
    mlg_code code;

    *out = NULL;
    if (!build || polys_build_ring(build, xy, 4) != RING_TAKEN ||
        !polys_build_end_polygon(build) || !polys_build_end_feature(build)) {
        polys_build_free(build);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    polys_build_finish(build, &one);
    code = geos_from_feature(room, out, &one, 0, err);
    mlg_polys_release(&one);
    return code;
}

/* What of the land is in the box, and is that all of the box? */
static mlg_code narrow(geos_shape **out, bool *full, geos_room *room, const geos_shape *land,
                       mlg_box box, mlg_err *err)
{
    double area = (box.xmax - box.xmin) * (box.ymax - box.ymin);
    geos_shape *frame = NULL;
    mlg_code code = rectangle(&frame, room, box, err);

    *out = NULL;
    if (code == MLG_OK)
        code = geos_intersection(room, out, land, frame, err);
    geos_free(room, frame);
    *full = code == MLG_OK && geos_area(room, *out) >= area * (1 - 1e-12);
    return code;
}

/* --- cells ----------------------------------------------------------------------------------
 */

static mlg_code cut_one(const cutting *c, uint32_t cell, geos_room *room,
                        const geos_shape *land, mlg_err *err)
{
    geos_shape *whole = NULL, *sound = NULL, *part = NULL;
    mlg_code code = geos_from_feature(room, &whole, c->cells, cell, err);

    if (code == MLG_OK && geos_intersection(room, &part, whole, land, err) != MLG_OK) {
        /* corners that rounding made cross */
        code = geos_repair(room, &sound, whole, err);
        if (code == MLG_OK)
            code = geos_intersection(room, &part, sound, land, err);
    }
    if (code == MLG_OK)
        code = keep(&c->parts[cell], room, part, err);
    geos_free(room, whole);
    geos_free(room, sound);
    geos_free(room, part);
    return code;
}

static mlg_code keep_whole(const cutting *c, uint32_t cell, mlg_err *err)
{
    polys_build *build = polys_build_new();

    if (!build || !polys_build_copy(build, c->cells, cell)) {
        polys_build_free(build);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    polys_build_finish(build, &c->parts[cell]);
    return MLG_OK;
}

/* Along x, or y: cells below `middle` first. Returns how many they are. */
static size_t part_cells(const cutting *c, uint32_t *cell, size_t n, mlg_box all)
{
    bool wide = all.xmax - all.xmin > all.ymax - all.ymin;
    double middle = wide ? (all.xmin + all.xmax) / 2 : (all.ymin + all.ymax) / 2;
    size_t low = 0;

    for (size_t i = 0; i < n; i++) {
        const mlg_box *b = &c->box[cell[i]];
        uint32_t swap = cell[i];

        if ((wide ? b->xmin + b->xmax : b->ymin + b->ymax) / 2 >= middle)
            continue;
        cell[i] = cell[low];
        cell[low++] = swap;
    }
    return low && low < n ? low : n / 2;
}

static bool push_group(cutting *c, uint32_t *cell, size_t n, mlg_polys *land)
{
    if (c->n_groups == c->room) {
        size_t room = 2 * c->room + 64;
        group *more = realloc(c->groups, room * sizeof *more);

        if (!more)
            return false;
        c->groups = more;
        c->room = room;
    }
    c->groups[c->n_groups++] = (group){ cell, n, *land };
    *land = (mlg_polys){ 0 };
    return true;
}

/* Cells `cell` of `land`: halved until they are few. At the top (`groups`), until they make a
 * group, which is for a worker to take up. */
static mlg_code cut(cutting *c, uint32_t *cell, size_t n, geos_room *room,
                    const geos_shape *land, bool groups, mlg_err *err)
{
    mlg_box box = box_of_cells(c, cell, n);
    geos_shape *here = NULL;
    size_t low;
    bool full;
    mlg_code code;

    if (!n)
        return MLG_OK;
    code = narrow(&here, &full, room, land, box, err);
    if (code == MLG_OK && full) {
        for (size_t i = 0; code == MLG_OK && i < n; i++)
            code = keep_whole(c, cell[i], err);
    } else if (code == MLG_OK && groups && n <= GROUP) {
        mlg_polys flat = { 0 };

        code = keep(&flat, room, here, err);
        if (code == MLG_OK && !push_group(c, cell, n, &flat))
            code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
        mlg_polys_release(&flat);
    } else if (code == MLG_OK && !groups && n <= FEW) {
        for (size_t i = 0; code == MLG_OK && i < n && !geos_empty(room, here); i++)
            code = cut_one(c, cell[i], room, here, err);
    } else if (code == MLG_OK && !geos_empty(room, here)) {
        low = part_cells(c, cell, n, box);
        code = cut(c, cell, low, room, here, groups, err);
        if (code == MLG_OK)
            code = cut(c, cell + low, n - low, room, here, groups, err);
    }
    geos_free(room, here);
    return code;
}

/* --- in parallel -----------------------------------------------------------------------------
 */

static mlg_code cut_group(void *arg, size_t i, mlg_err *err)
{
    geos_worker *w = arg;
    cutting *c = w->task;
    group *g = &c->groups[i];
    geos_shape *land = NULL;
    mlg_code code = geos_from_feature(w->room, &land, &g->land, 0, err);

    if (code == MLG_OK)
        code = cut(c, g->cell, g->n, w->room, land, false, err);
    geos_free(w->room, land);
    return code;
}

/* --- one plane -------------------------------------------------------------------------------
 */

static mlg_code cut_all(cutting *c, uint32_t *order, size_t n, geos_room *room,
                        const geos_shape *land, unsigned threads, mlg_err *err)
{
    static const par_job job = { geos_worker_open, cut_group, geos_worker_close };
    mlg_code code = cut(c, order, n, room, land, true, err);

    if (code == MLG_OK)
        code = par_for(c->n_groups, threads, &job, c, err);
    for (size_t g = 0; g < c->n_groups; g++)
        mlg_polys_release(&c->groups[g].land);
    free(c->groups);
    return code;
}

static double feature_area(const plane *p, const mlg_polys *polys)
{
    double area = 0;

    for (size_t r = 0; r < polys->n_rings; r++)
        area += plane_ring_area(p, polys->xy + polys->xy_of[r],
                                polys->xy_of[r + 1] - polys->xy_of[r]);
    return area;
}

/* Fills parts[hub] of every first hub of the vicinity. */
static mlg_code find_plane(mlg_network *net, mlg_polys *parts, const vicinity *t,
                           const mlg_zones *territory, mlg_planes *planes, unsigned threads,
                           mlg_err *err)
{
    mlg_polys cells = { 0 };
    outline land = { 0 };
    mlg_box *boxes = malloc((t->n + 1) * sizeof *boxes);
    uint32_t *order = malloc((t->n + 1) * sizeof *order);
    mlg_polys *cut = calloc(t->n + 1, sizeof *cut);
    cutting c = { .cells = &cells, .box = boxes, .parts = cut };
    size_t n = 0;
    mlg_code code = outline_new(&land, territory, t->id, t->plane, err);

    if (!boxes || !order || !cut)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK)
        code = cells_draw(&cells, t, land.box, planes, err);
    for (uint32_t p = 0; code == MLG_OK && p < t->n; p++) {
        size_t from = cells.xy_of[cells.ring_of[p]], to = cells.xy_of[cells.ring_of[p + 1]];

        boxes[p] = box_of(cells.xy + from, to - from);
        if (to > from)
            order[n++] = p;
    }
    if (code == MLG_OK && land.shape)
        code = cut_all(&c, order, n, land.room, land.shape, threads, err);
    for (uint32_t p = 0; code == MLG_OK && p < t->n; p++) {
        uint32_t first = t->hub_of[t->start[p]];

        for (uint32_t k = t->start[p]; k < t->start[p + 1]; k++)
            net->hubs[t->hub_of[k]].area_m2 = 0;
        net->hubs[first].area_m2 = feature_area(t->plane, &cut[p]);
        parts[first] = cut[p];
        cut[p] = (mlg_polys){ 0 };
    }
    net->area_m2 += land.area_m2;
    for (uint32_t p = 0; cut && p < t->n; p++)
        mlg_polys_release(&cut[p]);
    outline_release(&land);
    mlg_polys_release(&cells);
    free(boxes);
    free(order);
    free(cut);
    return code;
}

/* --- all of them
 * -------------------------------------------------------------------------------- */

/* Into the result, in degrees: a feature per hub. */
static mlg_code publish(mlg_network *net, const mlg_polys *parts, const nodes *hubs,
                        unsigned threads, mlg_err *err)
{
    polys_build *build = polys_build_new();
    plane_id *ids = malloc((net->n_hubs + 1) * sizeof *ids);
    bool fine = build && ids;
    mlg_code code;

    for (size_t h = 0; fine && h < net->n_hubs; h++) {
        ids[h] = hubs->plane[h];
        fine =
            parts[h].n ? polys_build_copy(build, &parts[h], 0) : polys_build_end_feature(build);
    }
    if (!fine) {
        polys_build_free(build);
        free(ids);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    polys_build_finish(build, &net->areas);
    code = polys_to_lonlat(&net->areas, net->areas.xy, ids, threads, err);
    free(ids);
    return code;
}

mlg_code areas_find(mlg_network *net, const vicinities *all, const mlg_zones *territory,
                    mlg_planes *planes, unsigned threads, mlg_err *err)
{
    mlg_polys *parts = calloc(net->n_hubs + 1, sizeof *parts);
    bool with[PLANE_END] = { false };
    mlg_code code = parts ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    net->area_m2 = net->area_without_m2 = 0;
    for (size_t i = 0; code == MLG_OK && i < all->n; i++) {
        with[all->list[i].id] = true;
        code = find_plane(net, parts, &all->list[i], territory, planes, threads, err);
    }
    for (size_t z = 0; z < territory->n; z++)
        if (territory->plane[z] && !with[territory->plane[z]])
            net->area_without_m2 += territory->area[z];
    if (code == MLG_OK && all->n)
        code = publish(net, parts, all->list[0].hubs, threads, err);
    for (size_t h = 0; parts && h < net->n_hubs; h++)
        mlg_polys_release(&parts[h]);
    free(parts);
    return code;
}
