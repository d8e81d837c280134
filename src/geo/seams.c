#include "geo/seams.h"

#include "base/i18n.h"
#include "base/par.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Edges are listed by runs of rings, and looked up by parts of the values of their hash: so
 * many of each, however many threads there are. */
enum { SAMPLE = 8, RUNS = 16, PARTS = 16, EMPTY = UINT32_MAX };

typedef struct edge {
    uint32_t ring, i; /* EMPTY: none */
    uint64_t hash;
} edge;

typedef struct edges_listed {
    edge *list;
    size_t n, room;
} edges_listed;

typedef struct match {
    edge one, other;
} match;

typedef struct matches {
    match *list;
    size_t n;
} matches;

typedef struct seams {
    const seam_ring *rings;
    size_t n_rings;
    uint32_t *across;
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

/* --- listing ------------------------------------------------------------------------------ */

static bool list_edge(edges_listed *l, edge e)
{
    if (l->n == l->room) {
        size_t room = 2 * l->room + 256;
        edge *list = realloc(l->list, room * sizeof *list);

        if (!list)
            return false;
        l->list = list;
        l->room = room;
    }
    l->list[l->n++] = e;
    return true;
}

/* Of one run of rings, the edges still alone: one in `sample` of them. */
static mlg_code list_run(void *arg, size_t run, mlg_err *err)
{
    seams *s = arg;
    edges_listed *parts = s->listed + run * PARTS;
    size_t from = s->n_rings * run / RUNS, to = s->n_rings * (run + 1) / RUNS;

    for (size_t p = 0; p < PARTS; p++)
        parts[p].n = 0;
    for (size_t k = from; k < to; k++) {
        const seam_ring *r = &s->rings[k];

        for (uint32_t i = 0; i < r->n; i++) {
            edge e = { (uint32_t)k, i, 0 };

            if (!alone(s, r, i))
                continue;
            e.hash = edge_hash(r->xy[i], r->xy[i + 1]);
            if ((e.hash >> 61) % s->sample == 0 &&
                !list_edge(&parts[e.hash >> 57 & (PARTS - 1)], e))
                return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
        }
    }
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

static mlg_code look_up_part(void *arg, size_t part, mlg_err *err)
{
    seams *s = arg;
    matches *found = &s->found[part];
    size_t n = 0, size = 64;
    edge *slots;

    for (size_t run = 0; run < RUNS; run++)
        n += s->listed[run * PARTS + part].n;
    while (size < 2 * n)
        size *= 2;
    free(found->list);
    *found = (matches){ malloc((n / 2 + 1) * sizeof *found->list), 0 };
    slots = malloc(size * sizeof *slots);
    if (!found->list || !slots) {
        free(slots);
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    }
    memset(slots, 0xFF, size * sizeof *slots);
    for (size_t run = 0; run < RUNS; run++) {
        const edges_listed *l = &s->listed[run * PARTS + part];

        for (size_t i = 0; i < l->n; i++)
            look_up(s, found, slots, size - 1, l->list[i]);
    }
    free(slots);
    return MLG_OK;
}

/* --- all edges ---------------------------------------------------------------------------- */

/* False: one of the two was taken by the border of another pair. */
static bool settle(seams *s, const match *m)
{
    const seam_ring *r = &s->rings[m->one.ring], *t = &s->rings[m->other.ring];
    bool first = alone(s, r, m->one.i), second = alone(s, t, m->other.i);

    if (first && second)
        pair(s, r, m->one.i, t, m->other.i);
    return first == second;
}

/* Pairs one edge in `sample`, and the borders around, ring by ring: that is kind to the cache.
 * `again`: the like of an edge that was taken may still have a reverse. */
static mlg_code sweep(seams *s, unsigned sample, bool *again, unsigned threads, mlg_err *err)
{
    static const par_job list = { .run = list_run }, look = { .run = look_up_part };
    size_t at[PARTS] = { 0 };

    s->sample = sample;
    *again = false;
    if (par_for(RUNS, threads, &list, s, err) != MLG_OK ||
        par_for(PARTS, threads, &look, s, err) != MLG_OK)
        return err->code;
    for (size_t k = 0; k < s->n_rings; k++)
        for (size_t p = 0; p < PARTS; p++) {
            const matches *m = &s->found[p];

            for (; at[p] < m->n && m->list[at[p]].other.ring == k; at[p]++)
                *again |= !settle(s, &m->list[at[p]]);
        }
    return MLG_OK;
}

static void seams_release(seams *s)
{
    for (size_t i = 0; i < RUNS * PARTS; i++)
        free(s->listed[i].list);
    for (size_t p = 0; p < PARTS; p++)
        free(s->found[p].list);
}

uint32_t *seams_none(size_t n_numbers)
{
    uint32_t *across = malloc((n_numbers + 1) * sizeof *across);

    if (across)
        memset(across, 0xFF, n_numbers * sizeof *across);
    return across;
}

mlg_code seams_find(uint32_t *across, const seam_ring *rings, size_t n, unsigned threads,
                    mlg_err *err)
{
    seams s = { .rings = rings, .n_rings = n, .across = across };
    bool again = true;
    mlg_code code = sweep(&s, SAMPLE, &again, threads, err);

    for (again = true; code == MLG_OK && again;)
        code = sweep(&s, 1, &again, threads, err);
    seams_release(&s);
    return code;
}

mlg_code seams_new(uint32_t **out, const mlg_polys *p, unsigned threads, mlg_err *err)
{
    seam_ring *rings = malloc((p->n_rings + 1) * sizeof *rings);
    uint32_t *across = seams_none(p->n_xy);
    mlg_code code = MLG_OK;

    *out = NULL;
    if (!rings || !across)
        code = mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    for (uint32_t f = 0; code == MLG_OK && f < p->n; f++)
        for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++)
            rings[r] = (seam_ring){ p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r] - 1,
                                    p->xy_of[r], f };
    if (code == MLG_OK)
        code = seams_find(across, rings, p->n_rings, threads, err);
    free(rings);
    if (code == MLG_OK)
        *out = across;
    else
        free(across);
    return code;
}
