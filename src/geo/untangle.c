#include "geo/untangle.h"

#include "base/big.h"
#include "base/i18n.h"
#include "base/par.h"
#include "geo/exact.h"
#include "geo/peucker.h"
#include "geo/boxgrid.h"
#include "model/build.h"

#include <stdatomic.h>
#include <stdlib.h>

/* A segment kept at first and the vertices that it stands for: it may be split since, but
 * what it is split into stays in its box. */
typedef struct chain {
    uint32_t from, to, arc;
} chain;

typedef struct piece {
    uint32_t from, chain;
} piece;

typedef struct tangle {
    const arcs *arcs;
    uint32_t *next;    /* of each kept vertex of an arc, the next one; of its end, itself */
    atomic_uchar *hit; /* of the segment that starts there: split it */
    chain *chains;
    mlg_box *boxes;
    size_t n_chains;
    boxgrid *grid;
    piece *fresh; /* segments not looked at yet */
    size_t n_fresh;
    double tolerance; /* metres */
    bool all_fresh;   /* every segment is: each one settles its own flag */
} tangle;

static bool same(mlg_xy a, mlg_xy b)
{
    return a.x == b.x && a.y == b.y;
}

static mlg_box box_of_two(mlg_xy a, mlg_xy b)
{
    return (mlg_box){ a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y, a.x < b.x ? b.x : a.x,
                      a.y < b.y ? b.y : a.y };
}

static bool overlap(mlg_box a, mlg_box b)
{
    return a.xmin <= b.xmax && b.xmin <= a.xmax && a.ymin <= b.ymax && b.ymin <= a.ymax;
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

    if (!overlap(box_of_two(a, b), box_of_two(c, d)))
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
        if (other_stands_for && !t->all_fresh)
            flag(t, o);
        l->caught |= l->stands_for;
    }
    for (int end = 0; end < 2; end++) {
        mlg_xy mine = xy[end ? t->next[l->s] : l->s], its = xy[end ? t->next[o] : o];

        if (l->stands_for && !l->caught && within(l->box, its) && between(t, l->s, its))
            l->caught = true;
        if (other_stands_for && !t->all_fresh && !flagged(t, o) &&
            within(t->boxes[item], mine) && between(t, o, mine))
            flag(t, o);
    }
}

static bool look_at_chain(void *arg, uint32_t item)
{
    look *l = arg;
    const chain *c = &l->t->chains[item];

    if (l->caught && l->t->all_fresh)
        return false;
    for (uint32_t o = c->from; o < c->to; o = l->t->next[o])
        compare(l, o, item);
    return true;
}

static mlg_code look_around(void *arg, size_t i, mlg_err *err)
{
    const tangle *t = arg;
    piece p = t->fresh[i];
    look l = { .t = t, .s = p.from, .chain = p.chain };

    (void)err;
    l.stands_for = t->next[p.from] - p.from > 1;
    if (!l.stands_for && t->all_fresh)
        return MLG_OK;
    l.box = box_of(t->arcs->xy + p.from, t->next[p.from] - p.from + 1);
    boxgrid_query(t->grid, l.box, look_at_chain, &l);
    if (l.caught)
        flag(t, p.from);
    return MLG_OK;
}

/* --- rings ---------------------------------------------------------------------------------
 */

/* Twice the area that the kept vertices of an arc sweep around `o`. */
static double swept(const tangle *t, uint32_t arc, mlg_xy o)
{
    const mlg_xy *xy = t->arcs->xy;
    uint32_t to = t->arcs->start[arc + 1] - 1;
    double sum = 0;

    for (uint32_t i = t->arcs->start[arc]; i < to; i = t->next[i]) {
        mlg_xy a = xy[i], b = xy[t->next[i]];

        sum += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
    }
    return sum;
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

static void check_rings(const tangle *t, const uint8_t *hole)
{
    const arcs *a = t->arcs;
    static const double nothing = 1e-19; /* half the least area of the finest grid, twice */

    for (size_t r = 0; r < a->n_rings; r++) {
        mlg_xy o = a->xy[a->start[a->part[a->use_of[r]] / 2]];
        double sum = 0;

        for (uint32_t k = a->use_of[r]; k < a->use_of[r + 1]; k++)
            sum += (a->part[k] & 1 ? -1 : 1) * swept(t, a->part[k] / 2, o);
        if ((hole[r] ? -sum : sum) < nothing)
            flag_ring(t, r);
    }
}

/* --- rounds ---------------------------------------------------------------------------------
 */

static bool open_tangle(tangle *t, const uint8_t *keep)
{
    const arcs *a = t->arcs;
    size_t n_xy = a->start[a->n], n = 0, most = 0;

    for (size_t i = 0; i < n_xy; i++)
        most += keep[i];
    t->next = big_new(n_xy + 1, sizeof *t->next);
    t->hit = calloc(n_xy + 1, sizeof *t->hit);
    t->chains = big_new(most + 1, sizeof *t->chains);
    t->boxes = big_new(most + 1, sizeof *t->boxes);
    t->fresh = big_new(n_xy + 1, sizeof *t->fresh);
    if (!t->next || !t->hit || !t->chains || !t->boxes || !t->fresh)
        return false;
    for (size_t arc = 0; arc < a->n; arc++) {
        uint32_t last = a->start[arc + 1] - 1, from = a->start[arc];

        t->next[last] = last;
        for (uint32_t i = from + 1; i <= last; i++) {
            if (!keep[i])
                continue;
            t->next[from] = i;
            t->chains[n] = (chain){ from, i, (uint32_t)arc };
            t->boxes[n] = box_of(a->xy + from, i - from + 1);
            t->fresh[n] = (piece){ from, (uint32_t)n };
            n++;
            from = i;
        }
    }
    t->n_chains = t->n_fresh = n;
    t->grid = boxgrid_new(t->boxes, n);
    return t->grid;
}

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
    static const par_job job = { .run = look_around };
    tangle t = { .arcs = a, .tolerance = tolerance_m, .all_fresh = true };
    mlg_code code =
        open_tangle(&t, keep) ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    *restored = 0;
    for (size_t n = 1; code == MLG_OK && n;) {
        code = par_for(t.n_fresh, threads, &job, &t, err);
        check_rings(&t, hole);
        n = split(&t, keep);
        *restored += n;
    }
    boxgrid_free(t.grid);
    free(t.next);
    free(t.hit);
    free(t.chains);
    free(t.boxes);
    free(t.fresh);
    return code;
}
