#include "geo/dissolve.h"

#include "base/big.h"
#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

/* The outline of one group: its edges that nobody in the group has the other way round.
 * At every vertex as many of them end as start, so that following them closes rings. */
typedef struct outline {
    const mlg_polys *polys;
    uint32_t *edge; /* the edges that remain, in order */
    uint32_t *next; /* after each, as an index of `edge` */
    size_t n, room;
    uint32_t *path;  /* the ring being followed, by edges */
    uint32_t *slots; /* places in `path` of the vertices met, by hash */
    size_t n_path, mask;
    polys_build *build;
} outline;

typedef struct task {
    const mlg_polys *polys;
    const borders *between;
    const uint32_t *group_of;
    const uint32_t *order; /* features by group */
    const size_t *first;   /* of each group, in `order` */
    size_t from;           /* the groups at work: this one and those after it */
    mlg_polys *parts;      /* of them */
    mlg_polys *out;
} task;

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* --- which edges remain --------------------------------------------------------------------
 */

static bool keep_edge(outline *o, size_t e)
{
    if (o->n == o->room) {
        size_t room = o->room ? 2 * o->room : 256;
        uint32_t *edge = realloc(o->edge, room * sizeof *edge);

        if (!edge)
            return false;
        o->edge = edge;
        o->room = room;
    }
    o->edge[o->n++] = (uint32_t)e;
    return true;
}

static bool keep_edges(outline *o, const task *t, size_t f)
{
    const mlg_polys *p = t->polys;

    const uint32_t *of_ring = t->between->of_ring;

    for (size_t k = of_ring[p->ring_of[f]]; k < of_ring[p->ring_of[f + 1]]; k++) {
        const border *b = &t->between->list[k];

        if (b->beyond != SEAM_NONE && t->group_of[b->beyond] == t->group_of[f])
            continue;
        for (size_t e = b->from; e < b->to; e++)
            if (!keep_edge(o, e))
                return false;
    }
    return true;
}

/* --- what follows each
 * ------------------------------------------------------------------------
 */

/* Where an edge starts, or where one ends that its ring does not go on from. */
typedef struct loose {
    mlg_xy at;
    uint32_t k;
} loose;

static int by_place(const void *a, const void *b)
{
    const loose *l = a, *r = b;

    if (l->at.x != r->at.x)
        return l->at.x < r->at.x ? -1 : 1;
    if (l->at.y != r->at.y)
        return l->at.y < r->at.y ? -1 : 1;
    return l->k < r->k ? -1 : l->k > r->k;
}

/* Edges that follow each other in their own ring do so here; the other ends are joined to
 * the other starts by place. */
static bool link_edges(outline *o)
{
    const mlg_xy *xy = o->polys->xy;
    loose *ends = malloc((o->n + 1) * sizeof *ends),
          *starts = malloc((o->n + 1) * sizeof *starts);
    size_t n_ends = 0, n_starts = 0;
    bool fine = ends && starts && (o->next = malloc((o->n + 1) * sizeof *o->next));

    for (size_t k = 0; fine && k < o->n; k++) {
        bool follows = k && o->edge[k - 1] + 1 == o->edge[k];
        bool followed = k + 1 < o->n && o->edge[k] + 1 == o->edge[k + 1];

        if (!follows)
            starts[n_starts++] = (loose){ xy[o->edge[k]], (uint32_t)k };
        if (!followed)
            ends[n_ends++] = (loose){ xy[o->edge[k] + 1], (uint32_t)k };
        o->next[k] = (uint32_t)(k + 1);
    }
    fine = fine && n_ends == n_starts;
    if (fine) {
        qsort(ends, n_ends, sizeof *ends, by_place);
        qsort(starts, n_starts, sizeof *starts, by_place);
    }
    for (size_t i = 0; fine && i < n_ends; i++)
        o->next[ends[i].k] = starts[i].k;
    free(ends);
    free(starts);
    return fine;
}

/* --- rings
 * ------------------------------------------------------------------------------------
 */

static size_t hash_of(mlg_xy p)
{
    uint64_t b[2], h;

    memcpy(b, &p, sizeof b);
    h = b[0] * 0x9E3779B97F4A7C15u + b[1] * 0xC2B2AE3D27D4EB4Fu;
    return (size_t)(h ^ h >> 31);
}

static bool prepare_slots(outline *o)
{
    size_t size = 64;

    while (size < 2 * o->n)
        size *= 2;
    o->mask = size - 1;
    o->path = malloc((o->n + 1) * sizeof *o->path);
    o->slots = malloc(size * sizeof *o->slots);
    if (o->slots)
        memset(o->slots, 0xFF, size * sizeof *o->slots);
    return o->path && o->slots;
}

/* Where on the path the vertex was met before; the path's length when it was not, and it is
 * noted there. What was cut off the path leaves stale places behind, which are taken again. */
static size_t met_before(outline *o, mlg_xy at)
{
    const mlg_xy *xy = o->polys->xy;
    size_t slot = hash_of(at) & o->mask, free_slot = SIZE_MAX;

    for (; o->slots[slot] != UINT32_MAX; slot = (slot + 1) & o->mask) {
        uint32_t place = o->slots[slot];

        if (place < o->n_path && xy[o->path[place]].x == at.x && xy[o->path[place]].y == at.y)
            return place;
        if (free_slot == SIZE_MAX && place >= o->n_path)
            free_slot = slot;
    }
    o->slots[free_slot == SIZE_MAX ? slot : free_slot] = (uint32_t)o->n_path;
    return o->n_path;
}

/* The path from `from` on is a closed ring: take it off. */
static bool cut_ring(outline *o, size_t from)
{
    size_t n = o->n_path - from;
    mlg_xy *ring = malloc((n + 1) * sizeof *ring);
    ring_said said;

    if (!ring)
        return false;
    for (size_t i = 0; i < n; i++)
        ring[i] = o->polys->xy[o->path[from + i]];
    o->n_path = from;
    said = polys_build_ring(o->build, ring, n);
    free(ring);
    return said != RING_NO_MEMORY;
}

/* Follow the edges; a ring that comes back to one of its vertices is cut there, so that
 * every ring is simple. */
static bool follow(outline *o)
{
    const uint32_t done = UINT32_MAX;
    bool fine = true;

    for (size_t k = 0; fine && k < o->n; k++) {
        o->n_path = 0;
        for (uint32_t at = (uint32_t)k; fine && o->next[at] != done;) {
            uint32_t e = o->edge[at], then = o->next[at];
            size_t met = met_before(o, o->polys->xy[e]);

            if (met < o->n_path) {
                fine = cut_ring(o, met);
                met_before(o, o->polys->xy[e]);
            }
            o->path[o->n_path++] = e;
            o->next[at] = done;
            at = then;
        }
        if (fine && o->n_path)
            fine = cut_ring(o, 0);
    }
    return fine;
}

static mlg_code dissolve_one(void *arg, size_t i, mlg_err *err)
{
    const task *t = arg;
    size_t g = t->from + i;
    outline o = { .polys = t->polys, .build = polys_build_new() };
    bool fine = o.build;
    size_t stray;

    for (size_t k = t->first[g]; fine && k < t->first[g + 1]; k++)
        fine = keep_edges(&o, t, t->order[k]);
    fine = fine && link_edges(&o) && prepare_slots(&o) && follow(&o) &&
           polys_build_sort_rings(o.build, false, &stray) && polys_build_end_feature(o.build);
    free(o.edge);
    free(o.next);
    free(o.path);
    free(o.slots);
    if (fine)
        polys_build_finish(o.build, &t->parts[i]);
    else
        polys_build_free(o.build);
    return fine ? MLG_OK : no_memory(err);
}

/* --- all groups
 * -------------------------------------------------------------------------------
 */

/* One part goes where its room is, and is gone. */
static mlg_code gather_one(void *arg, size_t i, mlg_err *err)
{
    const task *t = arg;
    mlg_polys *part = &t->parts[i], *out = t->out;
    uint32_t ring = out->ring_of[t->from + i], at = out->xy_of[ring];

    (void)err;
    for (size_t r = 0; r < part->n_rings; r++) {
        out->xy_of[ring + r] = at + part->xy_of[r];
        out->hole[ring + r] = part->hole[r];
    }
    if (part->n_xy)
        memcpy(out->xy + at, part->xy, part->n_xy * sizeof *part->xy);
    mlg_polys_release(part);
    return MLG_OK;
}

static bool stretch(void **array, size_t n, size_t size)
{
    void *more = big_resized(*array, n + 1, size);

    if (more)
        *array = more;
    return more;
}

/* Where each of the next n parts goes. */
static bool make_room(task *t, size_t n)
{
    mlg_polys *out = t->out;

    for (size_t i = 0; i < n; i++) {
        out->n_rings += t->parts[i].n_rings;
        out->n_xy += t->parts[i].n_xy;
    }
    if (!stretch((void **)&out->xy_of, out->n_rings, sizeof *out->xy_of) ||
        !stretch((void **)&out->hole, out->n_rings, 1) ||
        !stretch((void **)&out->xy, out->n_xy, sizeof *out->xy))
        return false;
    out->xy_of[0] = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t *ring = &out->ring_of[t->from + i];

        ring[1] = ring[0] + (uint32_t)t->parts[i].n_rings;
        out->xy_of[ring[1]] = out->xy_of[ring[0]] + (uint32_t)t->parts[i].n_xy;
    }
    return true;
}

enum { BATCHES = 8, BATCH_MIN = 64 };

/* In batches, whose parts take little room beside what they are put into. */
static mlg_code dissolve_all(task *t, size_t n_groups, unsigned threads, mlg_err *err)
{
    static const par_job dissolve = { .run = dissolve_one }, gather = { .run = gather_one };
    size_t batch = n_groups / BATCHES > BATCH_MIN ? n_groups / BATCHES : BATCH_MIN;
    mlg_code code = make_room(t, 0) ? MLG_OK : no_memory(err);

    for (t->from = 0; code == MLG_OK && t->from < n_groups; t->from += batch) {
        size_t n = t->from + batch < n_groups ? batch : n_groups - t->from;

        t->parts = calloc(n, sizeof *t->parts);
        code = t->parts ? par_for(n, threads, &dissolve, t, err) : no_memory(err);
        if (code == MLG_OK)
            code = make_room(t, n) ? par_for(n, threads, &gather, t, err) : no_memory(err);
        for (size_t i = 0; t->parts && i < n; i++)
            mlg_polys_release(&t->parts[i]);
        free(t->parts);
    }
    return code;
}

/* Where each group starts in the order of its features; those of none come last. */
static size_t *first_of_groups(const uint32_t *order, const uint32_t *group_of, size_t n,
                               size_t n_groups)
{
    size_t *first = malloc((n_groups + 1) * sizeof *first), at = 0;

    for (size_t g = 0; first && g <= n_groups; g++) {
        while (at < n && group_of[order[at]] < g)
            at++;
        first[g] = at;
    }
    return first;
}

mlg_code polys_dissolve(mlg_polys *out, const mlg_polys *polys, const borders *between,
                        const uint32_t *group_of, size_t n_groups, unsigned threads,
                        mlg_err *err)
{
    uint32_t *order = order_by_key(group_of, polys->n);
    size_t *first = order ? first_of_groups(order, group_of, polys->n, n_groups) : NULL;
    task t = { polys, between, group_of, order, first, .out = out };
    mlg_code code;

    *out = (mlg_polys){ .n = n_groups, .ring_of = calloc(n_groups + 1, sizeof *out->ring_of) };
    code = first && out->ring_of ? dissolve_all(&t, n_groups, threads, err) : no_memory(err);
    if (code != MLG_OK)
        mlg_polys_release(out);
    free(first);
    free(order);
    return code;
}
