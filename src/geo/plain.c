#include "geo/plain.h"

#include "geo/exact.h"
#include "geo/ways.h"
#include "model/box.h"
#include "model/build.h"

#include <stdlib.h>

/* A stretch of a ring whose edges all go one way: no two of them meet, but neighbours at
 * their common vertex. Vertices from .. last. */
typedef struct stretch {
    mlg_box box;
    uint32_t from, last;
    uint32_t next; /* first vertex of the stretch that follows in the ring */
    unsigned ways; /* that all its edges go */
} stretch;

/* Stretches in the order of the rings are the leaves of a tree of boxes, 0 .. n-1; box n+k
 * is around boxes 2k and 2k+1, whichever they are. */
typedef struct tree {
    const mlg_xy *xy;
    stretch *box;
    size_t n;
} tree;

enum { LONGEST = 8 };

/* The longest stretch from vertex v on, of a ring that ends with vertex `end`. */
static stretch stretch_from(const mlg_xy *xy, uint32_t v, uint32_t end)
{
    stretch s = { { xy[v].x, xy[v].y, xy[v].x, xy[v].y }, v, v, v, WAY_ANY };

    if (end - v > LONGEST)
        end = v + LONGEST;
    while (s.last < end) {
        mlg_xy to = xy[s.last + 1];
        unsigned all = s.ways & ways_of(xy[s.last], to);

        if (!all && s.last > s.from)
            break;
        s.ways = all;
        s.last++;
        s.box = box_join(s.box, (mlg_box){ to.x, to.y, to.x, to.y });
    }
    s.next = s.last;
    return s;
}

static void grow(tree *t, const mlg_polys *p, size_t f)
{
    for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++) {
        uint32_t first = p->xy_of[r], end = p->xy_of[r + 1] - 1;

        for (uint32_t v = first; v < end; v = t->box[t->n++].last)
            t->box[t->n] = stretch_from(p->xy, v, end);
        t->box[t->n - 1].next = first;
    }
    for (size_t k = 0; k + 1 < t->n; k++)
        t->box[t->n + k].box = box_join(t->box[2 * k].box, t->box[2 * k + 1].box);
}

/* Does the path a-b-c fold back onto itself? Only a turn of more than 90 degrees can. */
static bool folds(mlg_xy a, mlg_xy b, mlg_xy c)
{
    if ((b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) >= 0)
        return false;
    return on_segment(a, b, c) || on_segment(b, c, a);
}

/* Do edge v of s and edge w of t meet elsewhere than at the vertex that neighbours share? */
static bool clash(const mlg_xy *xy, const stretch *s, uint32_t v, const stretch *t, uint32_t w)
{
    mlg_xy a = xy[v], b = xy[v + 1], c = xy[w], d = xy[w + 1];

    if ((v + 1 < s->last ? v + 1 : s->next) == w)
        return folds(a, b, d);
    if ((w + 1 < t->last ? w + 1 : t->next) == v)
        return folds(c, d, b);
    if (orientation(a, b, c) * orientation(a, b, d) > 0)
        return false;
    return orientation(c, d, a) * orientation(c, d, b) <= 0;
}

static bool stretches_are_apart(const mlg_xy *xy, const stretch *s, const stretch *t)
{
    if ((s->next == t->from || t->next == s->from) && s->ways & t->ways)
        return true;
    for (uint32_t v = s->from; v < s->last; v++) {
        mlg_box box = box_of_edge(xy[v], xy[v + 1]);

        for (uint32_t w = t->from; w < t->last && box_meet(box, t->box); w++)
            if (box_meet(box, box_of_edge(xy[w], xy[w + 1])) && clash(xy, s, v, t, w))
                return false;
    }
    return true;
}

/* All stretches below box i from all below box k: of two boxes, the later one is higher. */
static bool are_apart(const tree *t, size_t i, size_t k)
{
    size_t low = i < k ? i : k, high = i < k ? k : i;

    if (!box_meet(t->box[i].box, t->box[k].box))
        return true;
    if (high < t->n)
        return stretches_are_apart(t->xy, &t->box[i], &t->box[k]);
    return are_apart(t, 2 * (high - t->n), low) && are_apart(t, 2 * (high - t->n) + 1, low);
}

static bool edges_are_apart(const tree *t)
{
    for (size_t k = 0; k + 1 < t->n; k++)
        if (!are_apart(t, 2 * k, 2 * k + 1))
            return false;
    return true;
}

/* Is a point that is not on the ring within it? Exactly. */
static bool surrounds(const mlg_xy *xy, size_t n, mlg_xy at)
{
    bool within = false;

    for (size_t i = 0; i + 1 < n; i++) {
        mlg_xy a = xy[i], b = xy[i + 1];

        if ((a.y > at.y) != (b.y > at.y) && (orientation(a, b, at) > 0) == (b.y > a.y))
            within = !within;
    }
    return within;
}

enum { NESTING_MAX = 64 };

/* With edges apart, a ring is wholly inside or outside another: one vertex decides. */
static bool rings_are_nested(const mlg_polys *p, size_t f)
{
    size_t from = p->ring_of[f], to = p->ring_of[f + 1], shell = from;
    mlg_box box[NESTING_MAX];

    if (to - from == 1)
        return true;
    if (to - from > NESTING_MAX)
        return false;
    for (size_t r = from; r < to; r++)
        box[r - from] = box_of(p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]);
    for (size_t r = from; r < to; r++) {
        mlg_xy at = p->xy[p->xy_of[r]];
        size_t around = 0;
        bool in_own_shell = false;

        if (!p->hole[r])
            shell = r;
        for (size_t o = from; o < to; o++) {
            if (o == r || !box_meet(box[o - from], box_of_edge(at, at)) ||
                !surrounds(p->xy + p->xy_of[o], p->xy_of[o + 1] - p->xy_of[o], at))
                continue;
            around++;
            in_own_shell |= o == shell;
        }
        if (around != (p->hole[r] ? 1u : 0u) || (p->hole[r] && !in_own_shell))
            return false; /* an island in a lake is legal: rare enough for GEOS */
    }
    return true;
}

bool polygon_is_plain(const mlg_polys *p, size_t f)
{
    size_t n = p->xy_of[p->ring_of[f + 1]] - p->xy_of[p->ring_of[f]];
    tree t = { p->xy, malloc(2 * n * sizeof *t.box), 0 };
    bool plain = false;

    if (t.box) {
        grow(&t, p, f);
        plain = edges_are_apart(&t) && rings_are_nested(p, f);
    }
    free(t.box);
    return plain;
}
