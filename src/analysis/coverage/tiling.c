#include "analysis/coverage/tiling.h"

#include "base/i18n.h"
#include "base/par.h"
#include "geo/exact.h"
#include "geo/geos.h"
#include "geo/merge.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>

static const double NEAR_M = 1e-3, SHORT_M = 0.1, LEAST_M2 = 1;

typedef struct pair {
    uint32_t a, b; /* a < b, by rank */
} pair;

typedef struct pairs {
    pair *list;
    size_t n, room;
    bool broken;
} pairs;

static void add_pair(pairs *p, const mlg_zones *z, uint32_t a, uint32_t b)
{
    bool swap = z->rank[b] < z->rank[a];

    if (p->n == p->room) {
        size_t room = 2 * p->room + 64;
        pair *list = realloc(p->list, room * sizeof *list);

        if (!list) {
            p->broken = true;
            return;
        }
        p->list = list;
        p->room = room;
    }
    p->list[p->n++] = (pair){ swap ? b : a, swap ? a : b };
}

/* --- who is at a place
 * ------------------------------------------------------------------------ */

typedef struct at_place {
    const mlg_zones *zones;
    mlg_xy at;
    uint32_t zone[8];
    size_t n;
} at_place;

static bool note_zone(void *arg, uint32_t zone)
{
    at_place *p = arg;
    mlg_xy nearest;

    if (edges_cover(p->zones->edges, zone, p->at) ||
        isfinite(edges_nearest(p->zones->edges, zone, p->at, NEAR_M, &nearest, NULL)))
        p->zone[p->n++] = zone;
    return p->n < sizeof p->zone / sizeof *p->zone;
}

static at_place zones_at(const mlg_zones *z, const zone_sheet *sheet, mlg_xy at)
{
    at_place p = { .zones = z, .at = at };

    rtree_query(sheet->tree,
                (mlg_box){ at.x - NEAR_M, at.y - NEAR_M, at.x + NEAR_M, at.y + NEAR_M },
                note_zone, &p);
    return p;
}

static void add_place(pairs *out, const mlg_zones *z, const zone_sheet *sheet, mlg_xy at)
{
    at_place p = zones_at(z, sheet, at);

    for (size_t i = 0; i < p.n; i++)
        for (size_t k = i + 1; k < p.n; k++)
            add_pair(out, z, p.zone[i], p.zone[k]);
}

/* --- the edges left
 * -------------------------------------------------------------------------------- */

typedef struct left {
    const mlg_zones *zones;
    const zone_sheet *sheet;
    mlg_xy *from, *to;
    size_t n;
    rtree *tree;
    pairs *found; /* per edge: a few, or none */
} left;

typedef struct meeting {
    const left *left;
    uint32_t edge;
} meeting;

/* Edges that cross each other, once per crossing. */
static bool try_crossing(void *arg, uint32_t other)
{
    const meeting *m = arg;
    const left *l = m->left;
    mlg_xy a = l->from[m->edge], b = l->to[m->edge], c = l->from[other], d = l->to[other];
    double t, cross;

    if (other <= m->edge || orientation(a, b, c) * orientation(a, b, d) >= 0 ||
        orientation(c, d, a) * orientation(c, d, b) >= 0)
        return true;
    cross = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
    t = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / cross;
    add_place(&l->found[m->edge], l->zones, l->sheet,
              (mlg_xy){ a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) });
    return true;
}

static mlg_code look_at_edge(void *arg, size_t i, mlg_err *err)
{
    const left *l = arg;
    mlg_xy a = l->from[i], b = l->to[i];
    meeting m = { l, (uint32_t)i };

    if (hypot(b.x - a.x, b.y - a.y) > SHORT_M)
        add_place(&l->found[i], l->zones, l->sheet,
                  (mlg_xy){ (a.x + b.x) / 2, (a.y + b.y) / 2 });
    rtree_query(l->tree,
                (mlg_box){ fmin(a.x, b.x), fmin(a.y, b.y), fmax(a.x, b.x), fmax(a.y, b.y) },
                try_crossing, &m);
    return l->found[i].broken ? mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory")) : MLG_OK;
}

static bool list_edges(left *l, const mlg_polys *p)
{
    mlg_box *boxes = malloc((p->n_xy + 1) * sizeof *boxes);

    l->from = malloc((p->n_xy + 1) * sizeof *l->from);
    l->to = malloc((p->n_xy + 1) * sizeof *l->to);
    l->found = calloc(p->n_xy + 1, sizeof *l->found);
    for (size_t r = 0; boxes && l->from && l->to && l->found && r < p->n_rings; r++)
        for (size_t i = p->xy_of[r]; i + 1 < p->xy_of[r + 1]; i++) {
            mlg_xy a = p->xy[i], b = p->xy[i + 1];

            l->from[l->n] = a;
            l->to[l->n] = b;
            boxes[l->n++] =
                (mlg_box){ fmin(a.x, b.x), fmin(a.y, b.y), fmax(a.x, b.x), fmax(a.y, b.y) };
        }
    l->tree = boxes ? rtree_new(boxes, l->n) : NULL;
    free(boxes);
    return l->tree && l->from && l->to && l->found;
}

static int by_pair(const void *a, const void *b)
{
    const pair *l = a, *r = b;

    if (l->a != r->a)
        return l->a < r->a ? -1 : 1;
    return l->b < r->b ? -1 : l->b > r->b;
}

/* All pairs that edges bring together, each once. */
static mlg_code find_pairs(pairs *out, const mlg_zones *z, const zone_sheet *sheet,
                           const mlg_polys *outline, unsigned threads, mlg_err *err)
{
    static const par_job job = { .run = look_at_edge };
    left l = { .zones = z, .sheet = sheet };
    size_t kept = 0;
    mlg_code code = list_edges(&l, outline)
                        ? par_for(l.n, threads, &job, &l, err)
                        : mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));

    for (size_t i = 0; l.found && i < l.n; i++) {
        for (size_t k = 0; k < l.found[i].n; k++)
            add_pair(out, z, l.found[i].list[k].a, l.found[i].list[k].b);
        free(l.found[i].list);
    }
    free(l.from);
    free(l.to);
    free(l.found);
    rtree_free(l.tree);
    if (out->n)
        qsort(out->list, out->n, sizeof *out->list, by_pair);
    for (size_t i = 0; i < out->n; i++)
        if (!kept || by_pair(&out->list[kept - 1], &out->list[i]))
            out->list[kept++] = out->list[i];
    out->n = kept;
    if (code == MLG_OK && out->broken)
        code = mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    return code;
}

/* --- what is told
 * ------------------------------------------------------------------------------------- */

static double ground_area(const plane *on, const mlg_polys *p)
{
    double area = 0;

    for (size_t r = 0; r < p->n_rings; r++)
        area += plane_ring_area(on, p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]);
    return area;
}

static mlg_code shared_area(double *out, geos_room *room, const mlg_zones *z, const pair *p,
                            mlg_err *err)
{
    geos_shape *a = NULL, *b = NULL, *both = NULL;
    polys_build *build = polys_build_new();
    mlg_polys polys = { 0 };
    mlg_code code = build ? MLG_OK : mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));

    if (code == MLG_OK)
        code = geos_from_feature(room, &a, &z->polys, p->a, err);
    if (code == MLG_OK)
        code = geos_from_feature(room, &b, &z->polys, p->b, err);
    if (code == MLG_OK)
        code = geos_intersection(room, &both, a, b, err);
    if (code == MLG_OK)
        code = geos_to_feature(room, both, build, err);
    geos_free(room, a);
    geos_free(room, b);
    geos_free(room, both);
    if (code != MLG_OK) {
        polys_build_free(build);
        return code;
    }
    polys_build_finish(build, &polys);
    *out = ground_area(zones_sheet(z, z->plane[p->a])->plane, &polys);
    mlg_polys_release(&polys);
    return MLG_OK;
}

static mlg_code tell_overlaps(tiling *out, const mlg_zones *z, const pairs *list,
                              mlg_diag *diag, mlg_err *err)
{
    geos_room *room = NULL;
    mlg_code code = list->n ? geos_room_new(&room, err) : MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < list->n; i++) {
        const pair *p = &list->list[i];
        double area = 0;

        code = shared_area(&area, room, z, p, err);
        if (code != MLG_OK || area < LEAST_M2)
            continue;
        out->overlap_m2 += area;
        mlg_diag_add(diag, MLG_WARNING, "territories-overlap", z->layer->name, p->b + 1,
                     N_("'%.40s' shares %.0f m2 with '%.40s': counted in both"),
                     mlg_zone_code(z, p->b), area, mlg_zone_code(z, p->a));
    }
    geos_room_free(room);
    return code;
}

static void tell_holes(tiling *out, const mlg_zones *z, const zone_sheet *sheet,
                       const mlg_polys *outline, mlg_diag *diag)
{
    for (size_t r = 0; r < outline->n_rings; r++) {
        const mlg_xy *xy = outline->xy + outline->xy_of[r];
        size_t n = outline->xy_of[r + 1] - outline->xy_of[r];
        double area = outline->hole[r] ? -plane_ring_area(sheet->plane, xy, n) : 0;
        at_place p;

        if (area < LEAST_M2)
            continue;
        p = zones_at(z, sheet, xy[0]);
        out->hole_m2 += area;
        mlg_diag_add(diag, MLG_NOTE, "territories-hole", z->layer->name,
                     p.n ? (int64_t)p.zone[0] + 1 : 0,
                     N_("%.0f m2 beside or inside '%.40s' are in no territory"), area,
                     p.n ? mlg_zone_code(z, p.zone[0]) : "");
    }
}

/* --- one plane, all planes
 * ------------------------------------------------------------------------------ */

static mlg_code outline_of(merged *out, const mlg_zones *z, plane_id id, unsigned threads,
                           mlg_err *err)
{
    const mlg_polys *p = &z->polys;
    patch *list = malloc((p->n_rings + 1) * sizeof *list);
    uint32_t *patch_of = malloc((z->n + 1) * sizeof *patch_of);
    known_seams known = { p, NULL, patch_of, true };
    size_t n = 0;
    mlg_code code = list && patch_of ? zones_borders(&known.borders, z, threads, err)
                                     : mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));

    for (uint32_t f = 0; code == MLG_OK && f < z->n; f++) {
        patch_of[f] = z->plane[f] == id ? (uint32_t)n : SEAM_NONE;
        for (uint32_t r = p->ring_of[f], next; z->plane[f] == id && r < p->ring_of[f + 1];
             r = next) {
            for (next = r + 1; next < p->ring_of[f + 1] && p->hole[next]; next++)
                ;
            list[n++] = (patch){ p, r, next };
        }
    }
    if (code == MLG_OK)
        code = merge_patches(out, list, n, &known, threads, err);
    free(list);
    free(patch_of);
    return code;
}

mlg_code tiling_of(tiling *out, const mlg_zones *zones, unsigned threads, mlg_diag *diag,
                   mlg_err *err)
{
    mlg_code code = MLG_OK;

    *out = (tiling){ .clean = true };
    for (size_t i = 0; code == MLG_OK && i < zones->n_sheets; i++) {
        const zone_sheet *sheet = &zones->sheets[i];
        merged outline = { 0 };
        pairs list = { 0 };

        code = outline_of(&outline, zones, sheet->id, threads, err);
        if (code == MLG_OK)
            code = find_pairs(&list, zones, sheet, &outline.polys, threads, err);
        out->clean &= !list.n;
        if (code == MLG_OK)
            code = tell_overlaps(out, zones, &list, diag, err);
        if (code == MLG_OK)
            tell_holes(out, zones, sheet, &outline.polys, diag);
        free(list.list);
        merged_release(&outline);
    }
    return code;
}
