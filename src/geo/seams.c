#include "geo/seams.h"

#include "base/big.h"
#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"
#include "geo/rtree.h"
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

/* Rings are put in the order of a Hilbert curve, so that most borders are between rings of one
 * neighbourhood: these fit in the cache, and are found first. Edges that have nobody there are
 * then listed by runs of neighbourhoods, and looked up by parts of the values of their hash.
 * There are as many of all of them however many threads there are. */
enum { SAMPLE = 16, NEIGHBOURHOOD = 1 << 15, RUNS = 16, PARTS = 16, EMPTY = UINT32_MAX };

typedef struct edge {
    uint32_t ring, i; /* EMPTY: none */
    uint64_t hash;
} edge;

typedef struct edges_listed {
    edge *list;
    size_t n, room;
} edges_listed;

/* Edges from .. to - 1 of a ring. */
typedef struct stretch {
    uint32_t ring, from, to;
} stretch;

typedef struct stretches {
    stretch *list;
    size_t n, room;
} stretches;

typedef struct match {
    edge one, other;
} match;

typedef struct matches {
    match *list;
    size_t n, room;
} matches;

typedef struct seams {
    seam_ring *rings; /* neighbours near each other */
    size_t n_rings;
    size_t *first; /* of each neighbourhood, among the rings */
    size_t n_neighbourhoods;
    stretches *rest; /* what it leaves alone */
    uint32_t *across;
    bool known;                        /* `across` holds something */
    unsigned sample;                   /* one edge in so many is listed */
    edges_listed listed[RUNS * PARTS]; /* by run, then by part */
    matches found[PARTS];
} seams;

/* The same for both directions: sums do not depend on the order of their terms. */
static uint64_t edge_hash(mlg_xy a, mlg_xy b)
{
    double sums[2] = { a.x + b.x + 0.0, a.y + b.y + 0.0 }; /* minus zero is zero */
    uint64_t bits[2];

    memcpy(bits, sums, sizeof bits);
    return bits[0] * 0x9E3779B97F4A7C15u ^ bits[1] * 0xC2B2AE3D27D4EB4Fu;
}

static bool same(mlg_xy a, mlg_xy b)
{
    return a.x == b.x && a.y == b.y;
}

static void take(seams *s, const seam_ring *r, uint32_t i, const seam_ring *t, uint32_t j)
{
    s->across[r->base + i] = t->owner;
    s->across[t->base + j] = r->owner;
}

static bool alone(const seams *s, const seam_ring *r, uint32_t i)
{
    return s->across[r->base + i] == SEAM_NONE;
}

/* Edge i of r is edge j of t the other way round: so may be those on either side. */
static void pair(seams *s, const seam_ring *r, uint32_t i, const seam_ring *t, uint32_t j)
{
    take(s, r, i, t, j);
    for (uint32_t a = i + 1, b = j; a < r->n && b && same(r->xy[a + 1], t->xy[b - 1]); a++) {
        b--;
        if (!alone(s, r, a) || !alone(s, t, b))
            break;
        take(s, r, a, t, b);
    }
    for (uint32_t a = i, b = j + 1; a && b < t->n && same(r->xy[a - 1], t->xy[b + 1]); b++) {
        a--;
        if (!alone(s, r, a) || !alone(s, t, b))
            break;
        take(s, r, a, t, b);
    }
}

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
}

/* --- listing ------------------------------------------------------------------------------ */

static bool list_edge(edges_listed *l, edge e)
{
    if (!big_room((void **)&l->list, &l->room, l->n + 1, sizeof *l->list))
        return false;
    l->list[l->n++] = e;
    return true;
}

/* Of a stretch, the edges still alone: one in `sample` of them, by parts. */
static bool list_edges(const seams *s, edges_listed *parts, size_t n_parts, stretch of,
                       unsigned sample)
{
    const seam_ring *r = &s->rings[of.ring];

    for (uint32_t i = of.from; i < of.to; i++) {
        edge e = { of.ring, i, 0 };

        if (!alone(s, r, i))
            continue;
        e.hash = edge_hash(r->xy[i], r->xy[i + 1]);
        if (!(e.hash >> 60 & (sample - 1)) &&
            !list_edge(&parts[e.hash >> 56 & (n_parts - 1)], e))
            return false;
    }
    return true;
}

/* The same of what a run of neighbourhoods left. */
static mlg_code list_run(void *arg, size_t run, mlg_err *err)
{
    seams *s = arg;
    edges_listed *parts = s->listed + run * PARTS;
    size_t from = s->n_neighbourhoods * run / RUNS, to = s->n_neighbourhoods * (run + 1) / RUNS;

    for (size_t p = 0; p < PARTS; p++)
        parts[p].n = 0;
    for (size_t k = from; k < to; k++)
        for (size_t i = 0; i < s->rest[k].n; i++)
            if (!list_edges(s, parts, PARTS, s->rest[k].list[i], s->sample))
                return no_memory(err);
    return MLG_OK;
}

/* --- looking up --------------------------------------------------------------------------- */

static bool opposite(const seams *s, edge a, edge b)
{
    const mlg_xy *p = s->rings[a.ring].xy + a.i, *q = s->rings[b.ring].xy + b.i;

    return a.hash == b.hash && same(p[0], q[1]) && same(p[1], q[0]);
}

/* The edge's reverse among those put away, which it leaves; or it is put away. */
static void look_up(const seams *s, matches *found, edge *slots, size_t mask, edge e)
{
    size_t at = (size_t)((e.hash ^ e.hash >> 32) * 0xD6E8FEB86659FD93u >> 32) & mask;

    for (; slots[at].ring != EMPTY; at = (at + 1) & mask)
        if (slots[at].i != EMPTY && opposite(s, slots[at], e)) {
            found->list[found->n++] = (match){ slots[at], e };
            slots[at].i = EMPTY;
            return;
        }
    slots[at] = e;
}

/* Who does it, and the room that it takes. */
typedef struct worker {
    seams *seams;
    edge *slots;
    size_t room;
    edges_listed listed; /* of one neighbourhood */
    matches found;
} worker;

static mlg_code worker_open(void **out, void *shared, mlg_err *err)
{
    worker *w = calloc(1, sizeof *w);

    if (!w)
        return no_memory(err);
    w->seams = shared;
    *out = w;
    return MLG_OK;
}

static void worker_close(void *arg)
{
    worker *w = arg;

    free(w->slots);
    free(w->listed.list);
    free(w->found.list);
    free(w);
}

/* Which edges of these lists run along each other. */
static mlg_code look_up_all(worker *w, matches *found, const edges_listed *lists,
                            size_t n_lists, size_t stride, mlg_err *err)
{
    size_t n = 0, size = 64;

    for (size_t k = 0; k < n_lists; k++)
        n += lists[k * stride].n;
    while (size < 2 * n)
        size *= 2;
    found->n = 0;
    if (!big_room((void **)&found->list, &found->room, n / 2 + 1, sizeof *found->list) ||
        !big_room((void **)&w->slots, &w->room, size, sizeof *w->slots))
        return no_memory(err);
    memset(w->slots, 0xFF, size * sizeof *w->slots);
    for (size_t k = 0; k < n_lists; k++)
        for (size_t i = 0; i < lists[k * stride].n; i++)
            look_up(w->seams, found, w->slots, size - 1, lists[k * stride].list[i]);
    return MLG_OK;
}

static mlg_code look_up_part(void *arg, size_t part, mlg_err *err)
{
    worker *w = arg;
    seams *s = w->seams;

    return look_up_all(w, &s->found[part], s->listed + part, RUNS, PARTS, err);
}

/* --- settling ----------------------------------------------------------------------------- */

/* False: one of the two was taken by the border of another pair. */
static bool settle(seams *s, const match *m)
{
    const seam_ring *r = &s->rings[m->one.ring], *t = &s->rings[m->other.ring];
    bool first = alone(s, r, m->one.i), second = alone(s, t, m->other.i);

    if (first && second)
        pair(s, r, m->one.i, t, m->other.i);
    return first == second;
}

/* --- neighbourhood by neighbourhood --------------------------------------------------------
 */

/* What of a list is left alone. */
static bool keep_rest(const seams *s, stretches *out, const edges_listed *l)
{
    for (size_t i = 0; i < l->n; i++) {
        edge e = l->list[i];
        stretch *last = out->n ? &out->list[out->n - 1] : NULL;

        if (!alone(s, &s->rings[e.ring], e.i))
            continue;
        if (last && last->ring == e.ring && last->to == e.i) {
            last->to++;
            continue;
        }
        if (!big_room((void **)&out->list, &out->room, out->n + 1, sizeof *out->list))
            return false;
        out->list[out->n++] = (stretch){ e.ring, e.i, e.i + 1 };
    }
    return true;
}

/* The ring after this one lies elsewhere in memory: its first vertices are sent for in time. */
static void send_for(const seam_ring *r)
{
    enum { LINE = 64 / sizeof(mlg_xy), AHEAD = 16 * LINE };

    for (uint32_t i = 0; i < r->n && i < AHEAD; i += LINE)
        __builtin_prefetch(r->xy + i);
}

/* Of one neighbourhood. */
static bool list_rings(const seams *s, edges_listed *out, size_t k, unsigned sample)
{
    bool fine = true;

    out->n = 0;
    for (size_t r = s->first[k]; fine && r < s->first[k + 1]; r++) {
        if (r + 1 < s->n_rings)
            send_for(&s->rings[r + 1]);
        fine = list_edges(s, out, 1, (stretch){ (uint32_t)r, 0, s->rings[r].n }, sample);
    }
    return fine;
}

/* What one neighbourhood holds alone. */
static mlg_code settle_neighbourhood(void *arg, size_t k, mlg_err *err)
{
    static const unsigned samples[] = { SAMPLE, 1 };
    worker *w = arg;
    seams *s = w->seams;

    for (size_t r = s->first[k]; !s->known && r < s->first[k + 1]; r++)
        memset(s->across + s->rings[r].base, 0xFF, (s->rings[r].n + 1) * sizeof *s->across);
    for (size_t turn = 0; turn < 2; turn++) {
        if (!list_rings(s, &w->listed, k, samples[turn]))
            return no_memory(err);
        if (look_up_all(w, &w->found, &w->listed, 1, 1, err) != MLG_OK)
            return err->code;
        for (size_t i = 0; i < w->found.n; i++)
            settle(s, &w->found.list[i]);
    }
    return keep_rest(s, &s->rest[k], &w->listed) ? MLG_OK : no_memory(err);
}

/* --- all edges ---------------------------------------------------------------------------- */

/* Pairs one edge in `sample`, and the borders around. `again`: the like of an edge that was
 * taken may still have a reverse. */
static mlg_code sweep(seams *s, unsigned sample, bool *again, unsigned threads, mlg_err *err)
{
    static const par_job list = { .run = list_run };
    static const par_job look = { worker_open, look_up_part, worker_close };

    s->sample = sample;
    *again = false;
    if (par_for(RUNS, threads, &list, s, err) != MLG_OK ||
        par_for(PARTS, threads, &look, s, err) != MLG_OK)
        return err->code;
    for (size_t p = 0; p < PARTS; p++)
        for (size_t i = 0; i < s->found[p].n; i++)
            *again |= !settle(s, &s->found[p].list[i]);
    return MLG_OK;
}

static void seams_release(seams *s)
{
    for (size_t k = 0; s->rest && k < s->n_neighbourhoods; k++)
        free(s->rest[k].list);
    free(s->rest);
    free(s->rings);
    free(s->first);
    for (size_t i = 0; i < RUNS * PARTS; i++)
        free(s->listed[i].list);
    for (size_t p = 0; p < PARTS; p++)
        free(s->found[p].list);
}

/* --- neighbourhoods ----------------------------------------------------------------------- */

/* The order does not depend on the one that the rings come in, but for those that start at one
 * place. */
static bool order_rings(seams *s, const seam_ring *rings, size_t n)
{
    mlg_xy *at = calloc(n + 1, sizeof *at);
    uint32_t *keys = malloc((n + 1) * sizeof *keys), *order = NULL;
    mlg_box all;

    s->rings = malloc((n + 1) * sizeof *s->rings);
    for (size_t k = 0; at && k < n; k++)
        at[k] = rings[k].xy[0];
    if (at && keys && s->rings) {
        all = box_of(at, n);
        for (size_t k = 0; k < n; k++)
            keys[k] = hilbert_key(all, at[k]);
        order = order_by_key(keys, n);
    }
    for (size_t k = 0; order && k < n; k++)
        s->rings[k] = rings[order[k]];
    s->n_rings = n;
    free(at);
    free(keys);
    free(order);
    return order;
}

/* Each has so many edges, or one ring. */
static bool cut_neighbourhoods(seams *s)
{
    size_t n = 0, edges = 0;

    s->first = malloc((s->n_rings + 1) * sizeof *s->first);
    for (size_t k = 0; s->first && k < s->n_rings; k++) {
        if (!k || edges + s->rings[k].n > NEIGHBOURHOOD) {
            s->first[n++] = k;
            edges = 0;
        }
        edges += s->rings[k].n;
    }
    if (s->first)
        s->first[n] = s->n_rings;
    s->n_neighbourhoods = n;
    s->rest = calloc(n + 1, sizeof *s->rest);
    return s->first && s->rest;
}

mlg_code seams_find(uint32_t *across, bool known, const seam_ring *rings, size_t n,
                    unsigned threads, mlg_err *err)
{
    static const par_job job = { worker_open, settle_neighbourhood, worker_close };
    seams s = { .across = across, .known = known };
    bool again = true;
    mlg_code code =
        order_rings(&s, rings, n) && cut_neighbourhoods(&s) ? MLG_OK : no_memory(err);

    if (code == MLG_OK)
        code = par_for(s.n_neighbourhoods, threads, &job, &s, err);
    if (code == MLG_OK)
        code = sweep(&s, SAMPLE, &again, threads, err);
    for (again = true; code == MLG_OK && again;)
        code = sweep(&s, 1, &again, threads, err);
    seams_release(&s);
    return code;
}
