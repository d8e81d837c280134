#include "geo/arcs.h"

#include "base/big.h"
#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"
#include "geo/rtree.h"
#include "model/box.h"
#include "model/build.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static int by_position(mlg_xy a, mlg_xy b)
{
    if (a.x != b.x)
        return a.x < b.x ? -1 : 1;
    return a.y < b.y ? -1 : a.y > b.y;
}

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* Vertices from .. to - 1, one after the other in one cell. */
typedef struct stay {
    uint32_t cell, from, to;
} stay;

/* One of so many parts of the vertices. */
enum { SLICES = 64 };

typedef struct slice {
    mlg_box box;
    stay *stays;
    size_t n, room;
} slice;

typedef struct cutting {
    const mlg_polys *polys;
    arcs *out;
    unsigned threads;
    uint32_t *order; /* features, each near the one before */

    mlg_xy corner; /* of a square grid over the polygons, */
    double scale;  /* cells per degree, */
    uint32_t side; /* and per side */
    slice slices[SLICES];
    uint32_t *start; /* side * side + 1: where each cell's stays are */
    stay *stays;     /* cell by cell, increasing */
    uint32_t *same;  /* of each vertex, the first one at its place */

    atomic_uchar *marks; /* of each vertex, OPENS and JUNCTION; the latter of first ones only */
    struct passage *passages; /* feature by feature in that order */
    uint32_t *at;             /* of each ring, the first of its passages */
} cutting;

typedef struct ordering {
    const mlg_polys *polys;
    mlg_box box;
    uint32_t *keys;
} ordering;

static mlg_code place_feature(void *arg, size_t f, mlg_err *err)
{
    const ordering *o = arg;
    const mlg_polys *p = o->polys;

    (void)err;
    o->keys[f] = p->ring_of[f] < p->ring_of[f + 1]
                     ? hilbert_key(o->box, p->xy[p->xy_of[p->ring_of[f]]])
                     : 0;
    return MLG_OK;
}

/* Whatever order a file has, neighbours are looked at one after the other, while they are in
 * the processor's cache, and their arcs are near in memory. */
static mlg_code order_features(cutting *c, mlg_box box, mlg_err *err)
{
    static const par_job job = { .run = place_feature };
    size_t n = c->polys->n;
    uint32_t *keys = malloc((n + 1) * sizeof *keys);
    mlg_code code = keys ? par_for(n, c->threads, &job, &(ordering){ c->polys, box, keys }, err)
                         : MLG_ENOMEM;

    c->order = code == MLG_OK ? order_by_key(keys, n) : NULL;
    free(keys);
    return c->order ? MLG_OK : no_memory(err);
}

/* --- the same vertex -------------------------------------------------------------------
 * Rings run from cell to cell of a grid, and each cell names the vertices that stay in it: few
 * enough for the processor's cache, and near one another in memory. */

enum { PER_CELL = 1024, SIDE_MAX = 256 };

static size_t slice_start(const cutting *c, size_t i)
{
    return c->polys->n_xy * i / SLICES;
}

static mlg_code measure_slice(void *arg, size_t i, mlg_err *err)
{
    cutting *c = arg;
    size_t from = slice_start(c, i);

    (void)err;
    c->slices[i].box = box_of(c->polys->xy + from, slice_start(c, i + 1) - from);
    return MLG_OK;
}

static uint32_t cell_of(const cutting *c, mlg_xy p)
{
    uint32_t column = (uint32_t)((p.x - c->corner.x) * c->scale);
    uint32_t row = (uint32_t)((p.y - c->corner.y) * c->scale);

    return row * c->side + column;
}

static mlg_code follow_slice(void *arg, size_t i, mlg_err *err)
{
    cutting *c = arg;
    slice *s = &c->slices[i];
    uint32_t end = (uint32_t)slice_start(c, i + 1);

    for (uint32_t v = (uint32_t)slice_start(c, i); v < end;) {
        stay here = { cell_of(c, c->polys->xy[v]), v, v + 1 };

        while (here.to < end && cell_of(c, c->polys->xy[here.to]) == here.cell)
            here.to++;
        if (!big_room((void **)&s->stays, &s->room, s->n + 1, sizeof *s->stays))
            return no_memory(err);
        s->stays[s->n++] = here;
        v = here.to;
    }
    return MLG_OK;
}

static mlg_code sort_stays(cutting *c, mlg_err *err)
{
    size_t cells = (size_t)c->side * c->side, n = 0;

    for (size_t i = 0; i < SLICES; i++)
        n += c->slices[i].n;
    c->start = calloc(cells + 2, sizeof *c->start);
    c->stays = malloc((n + 1) * sizeof *c->stays);
    if (!c->start || !c->stays)
        return no_memory(err);
    for (size_t i = 0; i < SLICES; i++)
        for (size_t k = 0; k < c->slices[i].n; k++)
            c->start[c->slices[i].stays[k].cell + 2]++;
    for (size_t k = 0; k < cells; k++)
        c->start[k + 2] += c->start[k + 1];
    for (size_t i = 0; i < SLICES; i++)
        for (size_t k = 0; k < c->slices[i].n; k++) {
            stay here = c->slices[i].stays[k];

            c->stays[c->start[here.cell + 1]++] = here;
        }
    return MLG_OK;
}

static mlg_code deal(cutting *c, mlg_err *err)
{
    static const par_job measure = { .run = measure_slice }, follow = { .run = follow_slice };
    mlg_box box;
    double most;
    mlg_code code = par_for(SLICES, c->threads, &measure, c, err);

    if (code != MLG_OK)
        return code;
    box = c->slices[0].box;
    for (size_t i = 1; i < SLICES; i++)
        box = box_join(box, c->slices[i].box);
    most = fmax(box.xmax - box.xmin, box.ymax - box.ymin);
    c->side = (uint32_t)fmin(SIDE_MAX, 1 + sqrt((double)c->polys->n_xy / PER_CELL));
    c->corner = (mlg_xy){ box.xmin, box.ymin };
    c->scale = most > 0 ? c->side / most * (1 - 1e-9) : 0;
    code = order_features(c, box, err);
    if (code == MLG_OK)
        code = par_for(SLICES, c->threads, &follow, c, err);
    return code == MLG_OK ? sort_stays(c, err) : code;
}

/* Zeros of both signs are one place. */
static uint64_t place_hash(mlg_xy p)
{
    double at[2] = { p.x + 0.0, p.y + 0.0 };
    uint64_t b[2];

    memcpy(b, at, sizeof b);
    b[0] = b[0] * 0x9E3779B97F4A7C15u ^ (b[1] >> 32 | b[1] << 32);
    b[0] *= 0xD6E8FEB86659FD93u;
    return b[0] ^ b[0] >> 32;
}

/* The first vertex at each place, by hash. */
typedef struct places {
    const mlg_xy *xy;
    uint32_t *first;
    size_t mask;
} places;

enum { NOBODY = UINT32_MAX };

static uint32_t first_at(places *p, uint32_t vertex)
{
    size_t at = place_hash(p->xy[vertex]) & p->mask;

    while (p->first[at] != NOBODY && by_position(p->xy[p->first[at]], p->xy[vertex]))
        at = (at + 1) & p->mask;
    if (p->first[at] == NOBODY)
        p->first[at] = vertex;
    return p->first[at];
}

/* A border that two rings share runs backwards in the second: where one vertex is known, the
 * next one is most likely the one before. */
static void name_stay(uint32_t *same, places *p, stay s)
{
    uint32_t before = NOBODY;

    for (uint32_t i = s.from; i < s.to; i++) {
        if (before != NOBODY && !by_position(p->xy[before], p->xy[i]))
            same[i] = same[before];
        else
            same[i] = before = first_at(p, i);
        before = before && before != i ? before - 1 : NOBODY;
    }
}

static mlg_code name_cell(void *arg, size_t cell, mlg_err *err)
{
    const cutting *c = arg;
    places p = { .xy = c->polys->xy };
    size_t n = 0, slots = 4;

    for (uint32_t k = c->start[cell]; k < c->start[cell + 1]; k++)
        n += c->stays[k].to - c->stays[k].from;
    while (slots < 2 * n)
        slots *= 2;
    p.first = malloc(slots * sizeof *p.first);
    p.mask = slots - 1;
    if (!p.first)
        return no_memory(err);
    memset(p.first, 0xFF, slots * sizeof *p.first);
    for (uint32_t k = c->start[cell]; k < c->start[cell + 1]; k++)
        name_stay(c->same, &p, c->stays[k]);
    free(p.first);
    return MLG_OK;
}

static mlg_code name_vertices(cutting *c, mlg_err *err)
{
    static const par_job job = { .run = name_cell };
    mlg_code code;

    c->same = big_new(c->polys->n_xy + 1, sizeof *c->same);
    if (!c->same)
        return no_memory(err);
    code = deal(c, err);
    if (code == MLG_OK)
        code = par_for((size_t)c->side * c->side, c->threads, &job, c, err);
    for (size_t i = 0; i < SLICES; i++)
        free(c->slices[i].stays);
    free(c->stays);
    free(c->start);
    return code;
}

/* --- junctions --------------------------------------------------------------------------- */

enum { OPENS = 1, JUNCTION = 2 }; /* a ring starts here; passages differ here */

static unsigned mark(const cutting *c, uint32_t vertex)
{
    return atomic_load_explicit(&c->marks[vertex], memory_order_relaxed);
}

static bool is_junction(const cutting *c, uint32_t vertex)
{
    return mark(c, c->same[vertex]) & JUNCTION;
}

/* The vertex before this one, which is not the last of its ring. */
static uint32_t before(const cutting *c, uint32_t vertex)
{
    const uint32_t *xy_of = c->polys->xy_of;
    size_t low = 0, high = c->polys->n_rings;

    if (!(mark(c, vertex) & OPENS))
        return vertex - 1;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (xy_of[middle] <= vertex)
            low = middle;
        else
            high = middle;
    }
    return xy_of[low + 1] - 2;
}

/* The neighbours of every passage are compared with those of the first one there. Marks only
 * ever go up, so that the order of the rings never shows. */
static void mark_ring(const cutting *c, size_t r)
{
    const uint32_t *same = c->same;
    uint32_t first = c->polys->xy_of[r], last = c->polys->xy_of[r + 1] - 1;

    for (uint32_t i = first; i < last; i++) {
        uint32_t to = same[i], u, v, s, t;

        if (to == i || mark(c, to) & JUNCTION)
            continue;
        u = same[i > first ? i - 1 : last - 1];
        v = same[i + 1];
        s = same[before(c, to)];
        t = same[to + 1];
        if (!((u == s && v == t) || (u == t && v == s)))
            atomic_fetch_or_explicit(&c->marks[to], JUNCTION, memory_order_relaxed);
    }
}

static mlg_code mark_feature(void *arg, size_t i, mlg_err *err)
{
    const cutting *c = arg;
    const uint32_t *ring_of = c->polys->ring_of + c->order[i];

    (void)err;
    for (size_t r = ring_of[0]; r < ring_of[1]; r++)
        mark_ring(c, r);
    return MLG_OK;
}

static mlg_code find_junctions(cutting *c, mlg_err *err)
{
    static const par_job job = { .run = mark_feature };
    const mlg_polys *p = c->polys;

    c->marks = big_zeroed(p->n_xy + 1, sizeof *c->marks);
    if (!c->marks)
        return no_memory(err);
    for (size_t r = 0; r < p->n_rings; r++)
        atomic_store_explicit(&c->marks[p->xy_of[r]], OPENS, memory_order_relaxed);
    return par_for(p->n, c->threads, &job, c, err);
}

/* --- passages ------------------------------------------------------------------------------
 */

/* One stretch of a ring between junctions: from vertex `from`, `n` edges on, around the
 * ring's end; named by its first two vertices in the direction of the arc. */
typedef struct passage {
    uint32_t ring, from, n, first, second;
    bool backwards;
} passage;

static uint32_t along(const cutting *c, const passage *w, uint32_t k)
{
    uint32_t first = c->polys->xy_of[w->ring], last = c->polys->xy_of[w->ring + 1] - 1;
    uint32_t i = w->from - first + (w->backwards ? w->n - k : k), n = last - first;

    return first + (i < n ? i : i - n);
}

static passage make_passage(const cutting *c, uint32_t ring, uint32_t from, uint32_t n)
{
    const mlg_xy *xy = c->polys->xy;
    passage w = { .ring = ring, .from = from, .n = n };
    int order = by_position(xy[along(c, &w, 0)], xy[along(c, &w, n)]);

    if (!order)
        order = by_position(xy[along(c, &w, 1)], xy[along(c, &w, n - 1)]);
    w.backwards = order > 0;
    w.first = c->same[along(c, &w, 0)];
    w.second = c->same[along(c, &w, 1)];
    return w;
}

/* How many passages a ring has: at slot r + 1, to be added up. */
static mlg_code count_ring(void *arg, size_t r, mlg_err *err)
{
    const cutting *c = arg;
    uint32_t n = 0;

    (void)err;
    for (uint32_t i = c->polys->xy_of[r]; i + 1 < c->polys->xy_of[r + 1]; i++)
        n += is_junction(c, i);
    c->out->use_of[r + 1] = n ? n : 1;
    return MLG_OK;
}

static mlg_code cut_ring(void *arg, size_t r, mlg_err *err)
{
    const cutting *c = arg;
    const mlg_xy *xy = c->polys->xy;
    uint32_t first = c->polys->xy_of[r], last = c->polys->xy_of[r + 1] - 1, k = first;
    uint32_t from;
    passage *to = c->passages + c->at[r];

    (void)err;
    while (k < last && !is_junction(c, k))
        k++;
    if (k == last) { /* alone */
        for (uint32_t i = k = first; i < last; i++)
            k = by_position(xy[i], xy[k]) < 0 ? i : k;
        *to = make_passage(c, (uint32_t)r, k, last - first);
        return MLG_OK;
    }
    for (uint32_t i = (from = k) + 1; i < last; i++) {
        if (!is_junction(c, i))
            continue;
        *to++ = make_passage(c, (uint32_t)r, from, i - from);
        from = i;
    }
    /* around the end, to where it started */
    *to = make_passage(c, (uint32_t)r, from, last - from + k - first);
    return MLG_OK;
}

static void place_passages(cutting *c)
{
    const mlg_polys *p = c->polys;
    uint32_t *use_of = c->out->use_of, n = 0;

    for (size_t i = 0; i < p->n; i++)
        for (uint32_t r = p->ring_of[c->order[i]]; r < p->ring_of[c->order[i] + 1]; r++) {
            c->at[r] = n;
            n += use_of[r + 1];
        }
    for (size_t r = 0; r < p->n_rings; r++)
        use_of[r + 1] += use_of[r];
}

static mlg_code find_passages(cutting *c, mlg_err *err)
{
    static const par_job count = { .run = count_ring }, cut = { .run = cut_ring };
    size_t n_rings = c->polys->n_rings;
    arcs *a = c->out;
    mlg_code code;

    a->n_rings = n_rings;
    a->use_of = calloc(n_rings + 1, sizeof *a->use_of);
    c->at = malloc((n_rings + 1) * sizeof *c->at);
    if (!a->use_of || !c->at)
        return no_memory(err);
    code = par_for(n_rings, c->threads, &count, c, err);
    if (code != MLG_OK)
        return code;
    place_passages(c);
    c->passages = big_new((size_t)a->use_of[n_rings] + 1, sizeof *c->passages);
    if (!c->passages)
        return no_memory(err);
    return par_for(n_rings, c->threads, &cut, c, err);
}

/* --- arcs -------------------------------------------------------------------------------- */

static void note_user(arcs *a, uint32_t id, uint32_t feature)
{
    uint32_t *user = a->user + (size_t)2 * id;

    a->uses[id]++;
    if (user[0] == ARC_NOBODY || user[0] == feature)
        user[0] = feature;
    else
        user[1] = user[1] == ARC_NOBODY || user[1] == feature ? feature : ARC_MANY;
}

/* The arc of a passage, by its first two vertices; `table` holds 1 + arc, `drawn` the first
 * passage of each. */
static uint32_t arc_of(cutting *c, uint32_t k, uint32_t *table, size_t mask, uint32_t *drawn)
{
    const passage *w = &c->passages[k];
    arcs *a = c->out;
    size_t at = ((size_t)w->first * 0x9E3779B1u ^ (size_t)w->second * 0x85EBCA6Bu) & mask;

    for (; table[at]; at = (at + 1) & mask) {
        const passage *other = &c->passages[drawn[table[at] - 1]];

        if (other->first == w->first && other->second == w->second)
            return table[at] - 1;
    }
    table[at] = (uint32_t)++a->n;
    drawn[a->n - 1] = k;
    a->user[2 * a->n - 2] = a->user[2 * a->n - 1] = ARC_NOBODY;
    a->uses[a->n - 1] = 0;
    a->start[a->n] = a->start[a->n - 1] + w->n + 1;
    return (uint32_t)a->n - 1;
}

typedef struct copying {
    const cutting *cutting;
    const uint32_t *drawn;
} copying;

static mlg_code copy_arc(void *arg, size_t id, mlg_err *err)
{
    const copying *y = arg;
    const cutting *c = y->cutting;
    const passage *w = &c->passages[y->drawn[id]];

    (void)err;
    for (uint32_t k = 0; k <= w->n; k++)
        c->out->xy[c->out->start[id] + k] = c->polys->xy[along(c, w, k)];
    return MLG_OK;
}

static mlg_code name_arcs(cutting *c, uint32_t *table, size_t mask, uint32_t *drawn,
                          mlg_err *err)
{
    static const par_job copy = { .run = copy_arc };
    const mlg_polys *p = c->polys;
    arcs *a = c->out;

    a->start[0] = 0;
    for (size_t i = 0, k = 0; i < p->n; i++) {
        uint32_t f = c->order[i], to = a->use_of[p->ring_of[f + 1]];

        for (uint32_t part = a->use_of[p->ring_of[f]]; part < to; part++, k++) {
            uint32_t id = arc_of(c, (uint32_t)k, table, mask, drawn);

            a->part[part] = 2 * id + c->passages[k].backwards;
            note_user(a, id, f);
        }
    }
    a->xy = big_new((size_t)a->start[a->n] + 1, sizeof *a->xy);
    if (!a->xy)
        return no_memory(err);
    return par_for(a->n, c->threads, &copy, &(copying){ c, drawn }, err);
}

static mlg_code draw_arcs(cutting *c, mlg_err *err)
{
    arcs *a = c->out;
    size_t most = a->use_of[a->n_rings], slots = 16;
    uint32_t *table, *drawn = malloc((most + 1) * sizeof *drawn);
    mlg_code code;

    while (slots < 2 * most)
        slots *= 2;
    table = calloc(slots, sizeof *table);
    a->start = malloc((most + 1) * sizeof *a->start);
    a->user = malloc((most + 1) * 2 * sizeof *a->user);
    a->uses = malloc((most + 1) * sizeof *a->uses);
    a->part = malloc((most + 1) * sizeof *a->part);
    if (table && drawn && a->start && a->user && a->uses && a->part)
        code = name_arcs(c, table, slots - 1, drawn, err);
    else
        code = no_memory(err);
    free(table);
    free(drawn);
    return code;
}

mlg_code arcs_new(arcs *out, const mlg_polys *polys, unsigned threads, mlg_err *err)
{
    cutting c = { .polys = polys, .out = out, .threads = threads };
    mlg_code code;

    *out = (arcs){ 0 };
    code = name_vertices(&c, err);
    if (code == MLG_OK)
        code = find_junctions(&c, err);
    if (code == MLG_OK)
        code = find_passages(&c, err);
    free(c.same);
    free(c.marks);
    if (code == MLG_OK)
        code = draw_arcs(&c, err);
    free(c.order);
    free(c.at);
    free(c.passages);
    if (code != MLG_OK)
        arcs_release(out);
    return code;
}

void arcs_release(arcs *a)
{
    free(a->start);
    free(a->user);
    free(a->uses);
    free(a->xy);
    free(a->use_of);
    free(a->part);
    *a = (arcs){ 0 };
}
