#include "analysis/coverage/gapset.h"

#include "analysis/coverage/joints.h"
#include "analysis/compare/overlay.h"
#include "analysis/coverage/remains.h"
#include "analysis/coverage/remote.h"
#include "base/big.h"
#include "base/i18n.h"
#include "base/par.h"
#include "geo/geos.h"
#include "geo/merge.h"
#include "geo/place.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>

/* Smaller than that, land beyond reach is no gap to plan for: it counts in areas alone. */
static const double LEAST_M2 = 1;

struct gap_index {
    edges *edges;
    rtree *tree;
};

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
}

/* --- patches: the connected parts of each zone
 * --------------------------------------------------- */

typedef struct patches {
    size_t n;
    patch *list;
    uint32_t *zone;
    double *area;
    uint32_t *whole; /* of each zone left whole: its first patch; else SEAM_NONE */
} patches;

static void patches_free(patches *p)
{
    free(p->list);
    free(p->zone);
    free(p->area);
    free(p->whole);
}

static bool patches_make(patches *p, const mlg_zones *z, const remain *remains)
{
    size_t n = z->polys.n_rings;

    for (size_t f = 0; f < z->n; f++)
        n += remains[f].pieces.n;
    *p = (patches){ .list = malloc((n + 1) * sizeof *p->list),
                    .zone = malloc((n + 1) * sizeof *p->zone),
                    .area = malloc((n + 1) * sizeof *p->area),
                    .whole = malloc((z->n + 1) * sizeof *p->whole) };
    return p->list && p->zone && p->area && p->whole;
}

static void add_patch(patches *p, const mlg_polys *polys, uint32_t first, uint32_t last,
                      uint32_t zone, double area)
{
    p->list[p->n] = (patch){ polys, first, last };
    p->zone[p->n] = zone;
    p->area[p->n++] = area;
}

/* Each shell with its holes. */
static void add_whole(patches *p, const mlg_zones *z, uint32_t f)
{
    const mlg_polys *polys = &z->polys;
    const plane *on = zones_sheet(z, z->plane[f])->plane;
    uint32_t from = polys->ring_of[f], to = polys->ring_of[f + 1];

    for (uint32_t r = from, next; r < to; r = next) {
        double area = 0;

        for (next = r + 1; next < to && polys->hole[next]; next++)
            ;
        for (uint32_t k = r; k < next && (r > from || next < to); k++)
            area += plane_ring_area(on, polys->xy + polys->xy_of[k],
                                    polys->xy_of[k + 1] - polys->xy_of[k]);
        add_patch(p, polys, r, next, f, r > from || next < to ? area : z->area[f]);
    }
}

/* By zones in the order of their codes: records may come in any. */
static void patches_of_plane(patches *p, const mlg_zones *z, const remain *remains,
                             const uint32_t *by_rank, plane_id id)
{
    p->n = 0;
    for (size_t i = 0; i < z->n; i++) {
        uint32_t f = by_rank[i];
        const remain *r = &remains[f];

        p->whole[f] = SEAM_NONE;
        if (z->plane[f] != id)
            continue;
        if (r->kind == REMAIN_WHOLE) {
            p->whole[f] = (uint32_t)p->n;
            add_whole(p, z, f);
        }
        for (uint32_t k = 0; k < r->pieces.n; k++)
            add_patch(p, &r->pieces, r->pieces.ring_of[k], r->pieces.ring_of[k + 1], f,
                      r->piece_m2[k]);
    }
}

/* --- gaps
 * -------------------------------------------------------------------------------------------
 */

typedef struct made_gap {
    mlg_gap gap;
    plane_id plane;
    const mlg_polys *polys;
    uint32_t feature;
    uint32_t number; /* among all that were made */
} made_gap;

typedef struct making {
    made_gap *list;
    size_t n, room;
    gap_piece *pieces;
    size_t n_pieces, piece_room;
    merged *sheets; /* per plane */
} making;

/* The components of one plane, and what each zone has in them. */
static bool keep_plane(making *m, const patches *p, const merged *d, const double *twice,
                       plane_id id)
{
    uint32_t *number = malloc((d->n + 1) * sizeof *number);
    double *area = calloc(d->n + 1, sizeof *area);
    bool fine = number && area &&
                big_room((void **)&m->list, &m->room, m->n + d->n + 1, sizeof *m->list) &&
                big_room((void **)&m->pieces, &m->piece_room, m->n_pieces + p->n + 1,
                         sizeof *m->pieces);

    for (size_t i = 0; fine && i < p->n; i++)
        area[d->component[i]] += p->area[i];
    for (uint32_t c = 0; fine && c < d->n; c++) {
        number[c] = UINT32_MAX;
        area[c] -= twice ? twice[c] : 0;
        if (area[c] < LEAST_M2 || d->polys.ring_of[c] == d->polys.ring_of[c + 1])
            continue;
        number[c] = (uint32_t)m->n;
        m->list[m->n++] = (made_gap){ .gap = { .area_m2 = area[c], .population = NAN },
                                      .plane = id,
                                      .polys = &d->polys,
                                      .feature = c,
                                      .number = number[c] };
    }
    for (size_t i = 0; fine && i < p->n; i++)
        if (number[d->component[i]] != UINT32_MAX)
            m->pieces[m->n_pieces++] =
                (gap_piece){ p->zone[i], number[d->component[i]], p->area[i] };
    free(number);
    free(area);
    return fine;
}

static mlg_xy first_vertex(const made_gap *g)
{
    return g->polys->xy[g->polys->xy_of[g->polys->ring_of[g->feature]]];
}

/* Largest first; equal areas by place. */
static int by_size(const void *a, const void *b)
{
    const made_gap *l = a, *r = b;
    mlg_xy p = first_vertex(l), q = first_vertex(r);

    if (l->gap.area_m2 != r->gap.area_m2)
        return l->gap.area_m2 > r->gap.area_m2 ? -1 : 1;
    if (l->plane != r->plane)
        return l->plane < r->plane ? -1 : 1;
    if (p.x != q.x)
        return p.x < q.x ? -1 : 1;
    return p.y < q.y ? -1 : p.y > q.y;
}

static int by_zone(const void *a, const void *b)
{
    const gap_piece *l = a, *r = b;

    if (l->zone != r->zone)
        return l->zone < r->zone ? -1 : 1;
    if (l->gap != r->gap)
        return l->gap < r->gap ? -1 : 1;
    return l->area_m2 > r->area_m2 ? -1 : l->area_m2 < r->area_m2;
}

/* Several pieces of a zone in one gap are one. */
static void join_pieces(gapset *g)
{
    size_t kept = 0;

    if (g->n_pieces)
        qsort(g->pieces, g->n_pieces, sizeof *g->pieces, by_zone);
    for (size_t i = 0; i < g->n_pieces; i++) {
        gap_piece *p = &g->pieces[i];

        if (kept && g->pieces[kept - 1].zone == p->zone && g->pieces[kept - 1].gap == p->gap)
            g->pieces[kept - 1].area_m2 += p->area_m2;
        else
            g->pieces[kept++] = *p;
    }
    g->n_pieces = kept;
}

static bool order_gaps(gapset *g, making *m)
{
    uint32_t *rank = malloc((m->n + 1) * sizeof *rank);
    polys_build *b = polys_build_new();
    bool fine = rank && b;

    g->gaps = calloc(m->n + 1, sizeof *g->gaps);
    g->plane = calloc(m->n + 1, sizeof *g->plane);
    fine = fine && g->gaps && g->plane;
    if (m->n)
        qsort(m->list, m->n, sizeof *m->list, by_size);
    for (size_t i = 0; fine && i < m->n; i++) {
        rank[m->list[i].number] = (uint32_t)i;
        g->gaps[i] = m->list[i].gap;
        g->plane[i] = m->list[i].plane;
        fine = polys_build_copy(b, m->list[i].polys, m->list[i].feature);
    }
    for (size_t i = 0; fine && i < m->n_pieces; i++)
        m->pieces[i].gap = rank[m->pieces[i].gap];
    free(rank);
    if (!fine) {
        polys_build_free(b);
        return false;
    }
    g->n = m->n;
    polys_build_finish(b, &g->polys);
    g->pieces = m->pieces;
    g->n_pieces = m->n_pieces;
    m->pieces = NULL;
    join_pieces(g);
    return true;
}

static uint32_t *zones_by_rank(const mlg_zones *z)
{
    uint32_t *list = malloc((z->n + 1) * sizeof *list);

    for (uint32_t f = 0; list && f < z->n; f++)
        list[z->rank[f]] = f;
    return list;
}

/* Without merging, each zone is alone with its patches. */
static mlg_code merge_plane(merged *d, double **twice, const patches *p, const mlg_zones *z,
                            const plane *on, const gapset_options *o, mlg_err *err)
{
    known_seams known = { &z->polys, NULL, p->whole, false };

    *twice = NULL;
    if (o->merged && zones_borders(&known.borders, z, o->threads, err) != MLG_OK)
        return err->code;
    if (o->merged && !o->tiled)
        return overlay_patches(d, twice, p->list, p->n, on, err);
    if (o->merged)
        return merge_patches(d, p->list, p->n, &known, o->threads, err);
    d->n = p->n;
    d->component = malloc((p->n + 1) * sizeof *d->component);
    for (uint32_t i = 0; d->component && i < p->n; i++)
        d->component[i] = i;
    return d->component ? patches_apart(&d->polys, p->list, p->n, err) : no_memory(err);
}

/* Takes `remains` over: they are freed as soon as they are merged. */
static mlg_code make_gaps(gapset *g, const mlg_zones *z, remain *remains,
                          const gapset_options *o, mlg_err *err)
{
    making m = { .sheets = calloc(z->n_sheets + 1, sizeof *m.sheets) };
    uint32_t *by_rank = zones_by_rank(z);
    patches p;
    mlg_code code =
        patches_make(&p, z, remains) && by_rank && m.sheets ? MLG_OK : no_memory(err);

    for (size_t i = 0; code == MLG_OK && i < z->n_sheets; i++) {
        const zone_sheet *on = &z->sheets[i];
        double *twice;

        patches_of_plane(&p, z, remains, by_rank, on->id);
        code = merge_plane(&m.sheets[i], &twice, &p, z, on->plane, o, err);
        if (code == MLG_OK && !keep_plane(&m, &p, &m.sheets[i], twice, on->id))
            code = no_memory(err);
        free(twice);
    }
    patches_free(&p);
    remains_free(remains, z->n);
    if (code == MLG_OK && !order_gaps(g, &m))
        code = no_memory(err);
    for (size_t i = 0; m.sheets && i < z->n_sheets; i++)
        merged_release(&m.sheets[i]);
    free(m.sheets);
    free(m.list);
    free(m.pieces);
    free(by_rank);
    return code;
}

/* --- where a place lies
 * ------------------------------------------------------------------------------- */

static bool index_gaps(gapset *g)
{
    mlg_box *boxes = malloc((g->n + 1) * sizeof *boxes);

    g->index = calloc(1, sizeof *g->index);
    for (size_t i = 0; boxes && i < g->n; i++) {
        size_t from = g->polys.xy_of[g->polys.ring_of[i]];

        boxes[i] = box_of(g->polys.xy + from, g->polys.xy_of[g->polys.ring_of[i + 1]] - from);
    }
    if (boxes && g->index) {
        g->index->edges = edges_new(&g->polys);
        g->index->tree = rtree_new(boxes, g->n);
    }
    free(boxes);
    return g->index && g->index->edges && g->index->tree;
}

typedef struct gap_search {
    const gapset *set;
    plane_id plane;
    mlg_xy at;
    double distance;
    uint32_t gap;
} gap_search;

static bool try_gap(void *arg, uint32_t gap)
{
    gap_search *s = arg;
    mlg_xy at;
    double d;

    if (s->set->plane[gap] != s->plane)
        return true;
    d = edges_cover(s->set->index->edges, gap, s->at)
            ? 0
            : edges_nearest(s->set->index->edges, gap, s->at, s->distance, &at, NULL);
    if (d < s->distance || (d == s->distance && gap < s->gap)) {
        s->distance = d;
        s->gap = gap;
    }
    return true;
}

mlg_code gapset_lonlat(mlg_polys *out, const gapset *g, unsigned threads, mlg_err *err)
{
    polys_build *b = polys_build_new();
    bool fine = b;
    mlg_code code;

    *out = (mlg_polys){ 0 };
    for (size_t i = 0; fine && i < g->n; i++)
        fine = polys_build_copy(b, &g->polys, i);
    if (!fine) {
        polys_build_free(b);
        return no_memory(err);
    }
    polys_build_finish(b, out);
    code = polys_to_lonlat(out, out->xy, g->plane, threads, err);
    if (code != MLG_OK)
        mlg_polys_release(out);
    return code;
}

uint32_t gapset_at(const gapset *g, plane_id id, mlg_xy at)
{
    gap_search s = { g, id, at, 1, UINT32_MAX };

    rtree_query(g->index->tree, (mlg_box){ at.x - 1, at.y - 1, at.x + 1, at.y + 1 }, try_gap,
                &s);
    return s.gap;
}

/* --- remote points
 * --------------------------------------------------------------------------------------- */

typedef struct remoteness {
    gapset *set;
    const served *served;
} remoteness;

static mlg_code find_remote(void *arg, size_t i, mlg_err *err)
{
    const remoteness *t = arg;
    mlg_gap *gap = &t->set->gaps[i];
    const hub_sheet *sheet = hubs_sheet(t->served->hubs, t->set->plane[i]);
    const mlg_polys *p = &t->set->polys;

    (void)err;
    gap->remote = p->xy[p->xy_of[p->ring_of[i]]];
    gap->remote_m = NAN;
    if (sheet) {
        remote r = remote_of(p, t->set->index->edges, i, sheet, GAP_REMOTE_TOLERANCE_M);

        gap->remote = r.at;
        gap->remote_m = r.ground_m;
    }
    return MLG_OK;
}

static mlg_code find_remotes(gapset *g, const served *s, unsigned threads, mlg_planes *planes,
                             mlg_err *err)
{
    static const par_job job = { .run = find_remote };
    remoteness t = { g, s };
    mlg_code code = par_for(g->n, threads, &job, &t, err);

    for (size_t i = 0; code == MLG_OK && i < g->n; i++) {
        const plane *opened;

        code = planes_get(planes, g->plane[i], &opened, err);
        if (code == MLG_OK)
            plane_to_lonlat(planes->open[g->plane[i]], &g->gaps[i].remote, 1);
    }
    return code;
}

/* --- communes
 * ----------------------------------------------------------------------------------------------
 */

/* Of the territories themselves, each piece is one. */
static void count_zones(gapset *g)
{
    for (size_t i = 0; i < g->n_pieces; i++)
        g->gaps[g->pieces[i].gap].n_communes += g->pieces[i].area_m2 > 1;
}

/* Of other zones, what is left of each lies in the gap around a point inside it. */
typedef struct commune_pieces {
    geos_room *room;
    const mlg_zones *communes;
    gapset *set;
    uint32_t *last; /* per gap: the commune counted last */
} commune_pieces;

static mlg_code count_piece(commune_pieces *t, const mlg_polys *polys, size_t feature,
                            uint32_t commune, mlg_err *err)
{
    geos_shape *shape = NULL;
    mlg_xy inside;
    uint32_t gap;
    mlg_code code = geos_from_feature(t->room, &shape, polys, feature, err);

    if (code == MLG_OK)
        code = geos_interior_point(t->room, shape, &inside, err);
    geos_free(t->room, shape);
    if (code != MLG_OK)
        return code;
    gap = gapset_at(t->set, t->communes->plane[commune], inside);
    if (gap != UINT32_MAX && t->last[gap] != commune) {
        t->last[gap] = commune;
        t->set->gaps[gap].n_communes++;
    }
    return MLG_OK;
}

static mlg_code count_commune(commune_pieces *t, const remain *r, uint32_t f, mlg_err *err)
{
    mlg_code code = MLG_OK;

    if (r->kind == REMAIN_WHOLE && r->area_m2 > LEAST_M2)
        code = count_piece(t, &t->communes->polys, f, f, err);
    for (size_t k = 0; code == MLG_OK && k < r->pieces.n; k++)
        if (r->piece_m2[k] > LEAST_M2)
            code = count_piece(t, &r->pieces, k, f, err);
    return code;
}

static mlg_code count_communes(gapset *g, served *s, const mlg_zones *communes,
                               const gapset_options *o, mlg_err *err)
{
    commune_pieces t = { .communes = communes, .set = g };
    remain *remains = NULL;
    mlg_code code = geos_room_new(&t.room, err);

    t.last = malloc((g->n + 1) * sizeof *t.last);
    for (size_t i = 0; t.last && i < g->n; i++)
        t.last[i] = UINT32_MAX;
    if (code == MLG_OK && !t.last)
        code = no_memory(err);
    if (code == MLG_OK && g->n)
        code = remains_new(&remains, s, communes, o->chord_m, o->threads, err);
    for (uint32_t f = 0; code == MLG_OK && g->n && f < communes->n; f++)
        code = count_commune(&t, &remains[f], f, err);
    remains_free(remains, communes->n);
    geos_room_free(t.room);
    free(t.last);
    return code;
}

/* --- all of it
 * -----------------------------------------------------------------------------------------------
 */

mlg_code gapset_new(gapset **out, served *s, const mlg_zones *zones, const mlg_zones *communes,
                    const gapset_options *options, mlg_planes *planes, mlg_err *err)
{
    gapset *g = calloc(1, sizeof *g);
    remain *remains = NULL;
    mlg_code code = g ? MLG_OK : no_memory(err);

    *out = NULL;
    if (code == MLG_OK)
        code = remains_new(&remains, s, zones, options->chord_m, options->threads, err);
    if (code == MLG_OK && s->catchments && !remains_join(remains, zones))
        code = no_memory(err);
    if (code == MLG_OK && !(g->area_out = malloc((zones->n + 1) * sizeof *g->area_out)))
        code = no_memory(err);
    for (size_t f = 0; code == MLG_OK && f < zones->n; f++)
        g->area_out[f] = remains[f].area_m2;
    if (code == MLG_OK)
        code = make_gaps(g, zones, remains, options, err);
    else
        remains_free(remains, zones->n);
    if (code == MLG_OK && !index_gaps(g))
        code = no_memory(err);
    if (code == MLG_OK)
        code = find_remotes(g, s, options->threads, planes, err);
    if (code == MLG_OK && communes == zones)
        count_zones(g);
    else if (code == MLG_OK && communes)
        code = count_communes(g, s, communes, options, err);
    if (code == MLG_OK)
        *out = g;
    else
        gapset_free(g);
    return code;
}

void gapset_free(gapset *g)
{
    if (!g)
        return;
    if (g->index) {
        edges_free(g->index->edges);
        rtree_free(g->index->tree);
    }
    free(g->index);
    free(g->gaps);
    free(g->plane);
    free(g->pieces);
    free(g->area_out);
    mlg_polys_release(&g->polys);
    free(g);
}
