#include "geo/untangle.h"

#include "base/big.h"
#include "base/i18n.h"
#include "base/par.h"
#include "geo/exact.h"
#include "geo/boxgrid.h"
#include "geo/peucker.h"
#include "geo/ways.h"
#include "model/box.h"
#include "model/build.h"

#include <stdatomic.h>
#include <stdlib.h>

/* A segment kept at first and the vertices that it stands for: it may be split since, but
 * what it is split into stays in its box. */
typedef struct chain {
    uint32_t from, to, arc, stretch;
} chain;

/* Chains one after the other, `from` to before `to`, whose vertices all go one way: no two of
 * their segments can meet. One that goes no way is alone. */
typedef struct stretch {
    uint32_t from, to;
    unsigned ways;
} stretch;

typedef struct piece {
    uint32_t from, chain;
} piece;

typedef struct tangle {
    const arcs *arcs;
    uint32_t *next;    /* of each kept vertex of an arc, the next one; of its end, itself */
    atomic_uchar *hit; /* of the segment that starts there: split it */
    chain *chains;
    mlg_box *boxes; /* of the chains */
    size_t n_chains;
    stretch *stretches;
    mlg_box *around; /* each of them */
    size_t n_stretches;
    boxgrid *grid; /* of the boxes around */
    double *swept; /* of each arc, twice the area that it sweeps around its start, at first */
    piece *fresh;  /* segments not looked at yet */
    size_t n_fresh;
    double tolerance; /* metres */
    bool all_fresh;   /* every segment is, and each is a chain */
} tangle;

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static bool same(mlg_xy a, mlg_xy b)
{
    return a.x == b.x && a.y == b.y;
}

static bool within(mlg_box b, mlg_xy p)
{
    return b.xmin <= p.x && p.x <= b.xmax && b.ymin <= p.y && p.y <= b.ymax;
}

/* Does some feature use both arcs? */
static bool share_a_feature(const arcs *a, uint32_t one, uint32_t other)
{
    const uint32_t *u = a->user + (size_t)2 * one, *v = a->user + (size_t)2 * other;

    return u[1] == ARC_MANY || v[1] == ARC_MANY || u[0] == v[0] || u[0] == v[1] ||
           (u[1] != ARC_NOBODY && (u[1] == v[0] || u[1] == v[1]));
}

/* Do two segments meet where they should not? */
static bool clash(const tangle *t, uint32_t s, uint32_t s_arc, uint32_t o, uint32_t o_arc)
{
    const mlg_xy *xy = t->arcs->xy;
    mlg_xy a = xy[s], b = xy[t->next[s]], c = xy[o], d = xy[t->next[o]];

    if (!box_meet(box_of_edge(a, b), box_of_edge(c, d)))
        return false;
    if ((same(a, c) && same(b, d)) || (same(a, d) && same(b, c)))
        return share_a_feature(t->arcs, s_arc, o_arc);
    if (same(a, d) || same(b, d)) { /* the common end, if there is one, is c */
        mlg_xy swap = c;

        c = d;
        d = swap;
    }
    if (same(a, c) || same(b, c)) {
        mlg_xy other = same(a, c) ? b : a;

        return (other.x - c.x) * (d.x - c.x) + (other.y - c.y) * (d.y - c.y) > 0 &&
               !orientation(c, other, d);
    }
    return orientation(a, b, c) * orientation(a, b, d) <= 0 &&
           orientation(c, d, a) * orientation(c, d, b) <= 0;
}

/* Is p between the segment from s and what it stands for? By winding numbers, since a chain
 * may cross its own segment; its vertices' edges count as between, its ends do not. */
static bool between(const tangle *t, uint32_t s, mlg_xy p)
{
    const mlg_xy *xy = t->arcs->xy;
    uint32_t to = t->next[s];
    int turns = 0;

    if (same(p, xy[s]) || same(p, xy[to]))
        return false;
    for (uint32_t i = s; i <= to; i++) {
        mlg_xy u = xy[i], v = xy[i < to ? i + 1 : s];

        if ((u.y <= p.y) == (v.y <= p.y) || (u.x < p.x && v.x < p.x))
            continue;

        int side = orientation(u, v, p);

        if (!side)
            return true;
        turns += u.y <= p.y ? side > 0 : -(side < 0);
    }
    return turns != 0;
}

typedef struct look {
    const tangle *t;
    uint32_t s;      /* the segment looked at, from this vertex */
    uint32_t chain;  /* of its arc */
    bool stands_for; /* vertices given up */
    bool caught;     /* its own flag is set already */
    mlg_box box;     /* of them */
} look;

static void flag(const tangle *t, uint32_t s)
{
    atomic_store_explicit(&t->hit[s], 1, memory_order_relaxed);
}

static bool flagged(const tangle *t, uint32_t s)
{
    return atomic_load_explicit(&t->hit[s], memory_order_relaxed);
}

/* The segment looked at against the one from `o`. Flags only ever go up, and each pair's do
 * not depend on the others, so that the order of the looks never shows. */
static void compare(look *l, uint32_t o, uint32_t item)
{
    const tangle *t = l->t;
    const mlg_xy *xy = t->arcs->xy;
    bool other_stands_for = t->next[o] - o > 1;

    if (o == l->s || (!l->stands_for && !other_stands_for))
        return;
    if (clash(t, l->s, t->chains[l->chain].arc, o, t->chains[item].arc)) {
        if (other_stands_for)
            flag(t, o);
        l->caught |= l->stands_for;
    }
    for (int end = 0; end < 2; end++) {
        mlg_xy mine = xy[end ? t->next[l->s] : l->s], its = xy[end ? t->next[o] : o];

        if (l->stands_for && !l->caught && within(l->box, its) && between(t, l->s, its))
            l->caught = true;
        if (other_stands_for && !flagged(t, o) && within(t->boxes[item], mine) &&
            between(t, o, mine))
            flag(t, o);
    }
}

static bool look_at_stretch(void *arg, uint32_t item)
{
    look *l = arg;
    const tangle *t = l->t;
    const stretch *z = &t->stretches[item];

    if (z->ways && item == t->chains[l->chain].stretch)
        return true;
    for (uint32_t c = z->from; c < z->to; c++) {
        if (!box_meet(t->boxes[c], l->box))
            continue;
        for (uint32_t o = t->chains[c].from; o < t->chains[c].to; o = t->next[o])
            compare(l, o, c);
    }
    return true;
}

static mlg_code look_around(void *arg, size_t i, mlg_err *err)
{
    const tangle *t = arg;
    piece p = t->fresh[i];
    look l = { .t = t, .s = p.from, .chain = p.chain };

    (void)err;
    l.stands_for = t->next[p.from] - p.from > 1;
    l.box = box_of(t->arcs->xy + p.from, t->next[p.from] - p.from + 1);
    boxgrid_query(t->grid, l.box, look_at_stretch, &l);
    if (l.caught)
        flag(t, p.from);
    return MLG_OK;
}

/* Two stretches of one arc, the second where the first ends, that are one but for its length.
 */
static bool go_on(const tangle *t, const stretch *one, const stretch *other)
{
    return one->ways & other->ways && t->chains[one->to - 1].to == t->chains[other->from].from;
}

typedef struct first_look {
    const tangle *t;
    uint32_t stretch;
} first_look;

static bool look_from_stretch(void *arg, uint32_t item)
{
    const first_look *f = arg;
    const tangle *t = f->t;
    const stretch *mine = &t->stretches[f->stretch], *its = &t->stretches[item];

    if (item <= f->stretch || go_on(t, mine, its) || go_on(t, its, mine))
        return true;
    for (uint32_t c = mine->from; c < mine->to; c++) {
        const chain *one = &t->chains[c];

        if (!box_meet(t->boxes[c], t->around[item]))
            continue;

        look l = { .t = t,
                   .s = one->from,
                   .chain = c,
                   .stands_for = one->to - one->from > 1,
                   .caught = flagged(t, one->from),
                   .box = t->boxes[c] };

        look_at_stretch(&l, item);
        if (l.caught)
            flag(t, l.s);
    }
    return true;
}

/* When all are fresh and each segment is a chain: stretch by stretch. */
static mlg_code look_first(void *arg, size_t i, mlg_err *err)
{
    const tangle *t = arg;

    (void)err;
    boxgrid_query(t->grid, t->around[i], look_from_stretch, &(first_look){ t, (uint32_t)i });
    return MLG_OK;
}

/* --- rings ---------------------------------------------------------------------------------
 */

/* Twice the area of the triangle o-a-b. */
static double turned(mlg_xy o, mlg_xy a, mlg_xy b)
{
    return (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
}

/* Twice the area that the kept vertices of an arc sweep around `o`. */
static double swept(const tangle *t, uint32_t arc, mlg_xy o)
{
    const mlg_xy *xy = t->arcs->xy;
    uint32_t to = t->arcs->start[arc + 1] - 1;
    double sum = 0;

    for (uint32_t i = t->arcs->start[arc]; i < to; i = t->next[i])
        sum += turned(o, xy[i], xy[t->next[i]]);
    return sum;
}

/* The same but for rounding, while no vertex was put back. */
static double swept_at_first(const tangle *t, uint32_t arc, mlg_xy o)
{
    const mlg_xy *xy = t->arcs->xy;

    return t->swept[arc] + turned(o, xy[t->arcs->start[arc]], xy[t->arcs->start[arc + 1] - 1]);
}

static void flag_ring(const tangle *t, size_t r)
{
    const arcs *a = t->arcs;

    for (uint32_t k = a->use_of[r]; k < a->use_of[r + 1]; k++) {
        uint32_t arc = a->part[k] / 2, to = a->start[arc + 1] - 1;

        for (uint32_t i = a->start[arc]; i < to; i = t->next[i])
            if (t->next[i] - i > 1)
                flag(t, i);
    }
}

typedef struct turning {
    const tangle *t;
    const uint8_t *hole;
} turning;

static double ring_swept(const turning *turn, size_t r,
                         double (*of)(const tangle *t, uint32_t arc, mlg_xy o))
{
    const arcs *a = turn->t->arcs;
    mlg_xy o = a->xy[a->start[a->part[a->use_of[r]] / 2]];
    double sum = 0;

    for (uint32_t k = a->use_of[r]; k < a->use_of[r + 1]; k++)
        sum += (a->part[k] & 1 ? -1 : 1) * of(turn->t, a->part[k] / 2, o);
    return turn->hole[r] ? -sum : sum;
}

/* Matters to rings that cross themselves, as rounding makes some. A simple one cannot turn
 * inside out unless a vertex comes between a segment and its chain: around all the vertices
 * but its ends, a chain and its segment wind so many times; summed over all chains that is 0
 * while the ring keeps its direction, n - 2 one way or the other once it has lost it, for n
 * vertices kept. */
static mlg_code check_ring(void *arg, size_t r, mlg_err *err)
{
    static const double nothing = 1e-19; /* half the least area of the finest grid, twice */
    static const double plenty = 1e-9;   /* some square metres: beyond any rounding */
    const turning *turn = arg;

    (void)err;
    if (turn->t->all_fresh && ring_swept(turn, r, swept_at_first) > plenty)
        return MLG_OK;
    if (ring_swept(turn, r, swept) < nothing)
        flag_ring(turn->t, r);
    return MLG_OK;
}

/* --- chains ----------------------------------------------------------------------------------
 */

typedef struct opening {
    tangle *t;
    const uint8_t *keep;
    uint32_t *first; /* chain of each arc */
    uint8_t *ways;   /* of each chain */
} opening;

/* At the slot of the next arc, to be added up. */
static mlg_code count_chains(void *arg, size_t arc, mlg_err *err)
{
    const opening *o = arg;
    uint32_t n = 0;

    (void)err;
    for (uint32_t i = o->t->arcs->start[arc] + 1; i < o->t->arcs->start[arc + 1]; i++)
        n += o->keep[i];
    o->first[arc + 1] = n;
    return MLG_OK;
}

static mlg_code fill_chains(void *arg, size_t arc, mlg_err *err)
{
    const opening *o = arg;
    const tangle *t = o->t;
    const mlg_xy *xy = t->arcs->xy;
    uint32_t from = t->arcs->start[arc], last = t->arcs->start[arc + 1] - 1;
    uint32_t n = o->first[arc];
    mlg_box box = box_of(xy + from, 1);
    unsigned ways = WAY_ANY;
    double sum = 0;

    (void)err;
    t->next[last] = last;
    for (uint32_t i = from + 1; i <= last; i++) {
        box = box_join(box, (mlg_box){ xy[i].x, xy[i].y, xy[i].x, xy[i].y });
        ways &= ways_of(xy[i - 1], xy[i]);
        if (!o->keep[i])
            continue;
        t->next[from] = i;
        t->chains[n] = (chain){ from, i, (uint32_t)arc, 0 };
        t->boxes[n] = box;
        o->ways[n++] = (uint8_t)ways;
        sum += turned(xy[t->arcs->start[arc]], xy[from], xy[i]);
        from = i;
        box = box_of(xy + from, 1);
        ways = WAY_ANY;
    }
    t->swept[arc] = sum;
    return MLG_OK;
}

static void make_stretches(tangle *t, const uint8_t *ways)
{
    enum { LONGEST = 8 };
    size_t n = 0;

    for (uint32_t c = 0; c < t->n_chains; c++) {
        stretch *z = n ? &t->stretches[n - 1] : NULL;

        if (z && z->ways & ways[c] && c - z->from < LONGEST &&
            t->chains[c - 1].to == t->chains[c].from) {
            z->to++;
            z->ways &= ways[c];
            t->around[n - 1] = box_join(t->around[n - 1], t->boxes[c]);
        } else {
            t->around[n] = t->boxes[c];
            t->stretches[n++] = (stretch){ c, c + 1, ways[c] };
        }
        t->chains[c].stretch = (uint32_t)n - 1;
    }
    t->n_stretches = n;
}

static mlg_code make_chains(opening *o, unsigned threads, mlg_err *err)
{
    static const par_job count = { .run = count_chains }, fill = { .run = fill_chains };
    tangle *t = o->t;
    size_t n_arcs = t->arcs->n;
    mlg_code code = par_for(n_arcs, threads, &count, o, err);

    for (size_t arc = 0; arc < n_arcs; arc++)
        o->first[arc + 1] += o->first[arc];
    t->n_chains = o->first[n_arcs];
    t->chains = big_new(t->n_chains + 1, sizeof *t->chains);
    t->boxes = big_new(t->n_chains + 1, sizeof *t->boxes);
    t->stretches = malloc((t->n_chains + 1) * sizeof *t->stretches);
    t->around = malloc((t->n_chains + 1) * sizeof *t->around);
    o->ways = malloc(t->n_chains + 1);
    if (!t->chains || !t->boxes || !t->stretches || !t->around || !o->ways)
        return no_memory(err);
    if (code == MLG_OK)
        code = par_for(n_arcs, threads, &fill, o, err);
    if (code == MLG_OK) {
        make_stretches(t, o->ways);
        t->grid = boxgrid_new(t->around, t->n_stretches);
    }
    return code != MLG_OK || t->grid ? code : no_memory(err);
}

static mlg_code open_tangle(tangle *t, const uint8_t *keep, unsigned threads, mlg_err *err)
{
    size_t n_xy = t->arcs->start[t->arcs->n];
    opening o = { t, keep, calloc(t->arcs->n + 1, sizeof *o.first), NULL };
    mlg_code code;

    t->next = big_new(n_xy + 1, sizeof *t->next);
    t->hit = calloc(n_xy + 1, sizeof *t->hit);
    t->fresh = malloc((n_xy + 1) * sizeof *t->fresh); /* hardly any of it is ever used */
    t->swept = malloc((t->arcs->n + 1) * sizeof *t->swept);
    code = o.first && t->next && t->hit && t->fresh && t->swept ? make_chains(&o, threads, err)
                                                                : no_memory(err);
    free(o.first);
    free(o.ways);
    return code;
}

/* --- rounds ---------------------------------------------------------------------------------
 */

/* Puts the farthest vertex of a segment's chain back. A half may be farther from its chain
 * than the whole was: what exceeds the tolerance is split again. Returns how many came back. */
static size_t split_segment(tangle *t, uint8_t *keep, uint32_t from, uint32_t c)
{
    uint32_t end = t->next[from];
    size_t n = 0;

    for (bool must = true; from < end; from = t->next[from], must = false) {
        for (uint32_t at; t->next[from] - from > 1; n++, must = false) {
            double metres;

            at = peucker_farthest(t->arcs->xy, from, t->next[from], &metres);
            if (!must && metres <= t->tolerance)
                break;
            keep[at] = 1;
            t->next[at] = t->next[from];
            t->next[from] = at;
        }
        t->fresh[t->n_fresh++] = (piece){ from, c };
    }
    return n;
}

/* Splits what is flagged; the halves are what to look at next. */
static size_t split(tangle *t, uint8_t *keep)
{
    size_t n = 0;

    t->n_fresh = 0;
    t->all_fresh = false;
    for (size_t c = 0; c < t->n_chains; c++) {
        for (uint32_t i = t->chains[c].from, to; i < t->chains[c].to; i = to) {
            to = t->next[i];
            if (!flagged(t, i))
                continue;
            atomic_store_explicit(&t->hit[i], 0, memory_order_relaxed);
            n += split_segment(t, keep, i, (uint32_t)c);
        }
    }
    return n;
}

mlg_code untangle(uint8_t *keep, size_t *restored, const arcs *a, const uint8_t *hole,
                  double tolerance_m, unsigned threads, mlg_err *err)
{
    static const par_job first = { .run = look_first }, again = { .run = look_around },
                         rings = { .run = check_ring };
    tangle t = { .arcs = a, .tolerance = tolerance_m, .all_fresh = true };
    mlg_code code = open_tangle(&t, keep, threads, err);

    *restored = 0;
    for (size_t n = 1; code == MLG_OK && n;) {
        code = t.all_fresh ? par_for(t.n_stretches, threads, &first, &t, err)
                           : par_for(t.n_fresh, threads, &again, &t, err);
        if (code == MLG_OK)
            code = par_for(a->n_rings, threads, &rings, &(turning){ &t, hole }, err);
        n = split(&t, keep);
        *restored += n;
    }
    boxgrid_free(t.grid);
    free(t.next);
    free(t.hit);
    free(t.chains);
    free(t.boxes);
    free(t.stretches);
    free(t.around);
    free(t.fresh);
    free(t.swept);
    return code;
}
