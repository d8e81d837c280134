#include "geo/delaunay.h"

#include "base/order.h"
#include "geo/rtree.h"

#include <stdlib.h>
#include <string.h>

/* Points are added one by one in rounds that double in size, at random within the whole but
 * along a Hilbert curve within a round (Amenta, Choi, Rote 2003: "Incremental constructions
 * con BRIO"); the triangle of each is found by walking from the last one, and edges are
 * turned until every circle is empty (Lawson 1977). */

__extension__ typedef __int128 wide;

/* Twice the area of a, b, c: exact. */
static int64_t area2(grid_point a, grid_point b, grid_point c)
{
    return ((int64_t)b.x - a.x) * ((int64_t)c.y - a.y) -
           ((int64_t)b.y - a.y) * ((int64_t)c.x - a.x);
}

/* Is p strictly inside the circle through a, b, c (counter-clockwise)? Differences have 30
 * bits, squares 61, products of two of those 122: exact. */
static int in_circle(grid_point a, grid_point b, grid_point c, grid_point p)
{
    int64_t ax = (int64_t)a.x - p.x, ay = (int64_t)a.y - p.y;
    int64_t bx = (int64_t)b.x - p.x, by = (int64_t)b.y - p.y;
    int64_t cx = (int64_t)c.x - p.x, cy = (int64_t)c.y - p.y;

    return (wide)(ax * ax + ay * ay) * (bx * cy - by * cx) +
               (wide)(bx * bx + by * by) * (cx * ay - cy * ax) +
               (wide)(cx * cx + cy * cy) * (ax * by - ay * bx) >
           0;
}

typedef struct making {
    delaunay *d;
    uint32_t *stack; /* half-edges to look at */
    size_t n_stack, room;
} making;

static void join(delaunay *d, uint32_t e, uint32_t f)
{
    d->twin[e] = f;
    if (f != DELAUNAY_NONE)
        d->twin[f] = e;
}

static int push(making *m, uint32_t e)
{
    if (m->n_stack == m->room) {
        size_t room = 2 * m->room + 64;
        uint32_t *more = realloc(m->stack, room * sizeof *more);

        if (!more)
            return 0;
        m->stack = more;
        m->room = room;
    }
    m->stack[m->n_stack++] = e;
    return 1;
}

/* The triangle around p, from triangle t on. Each step crosses an edge that has p beyond it. */
static uint32_t locate(const delaunay *d, uint32_t t, grid_point p)
{
    uint32_t from = DELAUNAY_NONE;

    for (;;) {
        uint32_t e = 3 * t, k = 0;

        for (; k < 3; k++, e++) {
            if (e == from)
                continue;
            if (area2(d->at[d->corner[e]], d->at[d->corner[delaunay_next(e)]], p) < 0)
                break;
        }
        if (k == 3)
            return t;
        from = d->twin[e];
        t = from / 3;
    }
}

/* e: u->v of triangle (u, v, p), its twin v->u of (v, u, w). Were w inside the circle of the
 * first, the diagonal becomes p-w: triangles (w, v, p) and (p, u, w). */
static int turn(making *m, uint32_t e)
{
    delaunay *d = m->d;
    uint32_t f = d->twin[e], u = d->corner[e], v, p, w, to_p, to_w;

    if (f == DELAUNAY_NONE)
        return 1;
    v = d->corner[f];
    to_p = delaunay_prev(e); /* p->u */
    to_w = delaunay_prev(f); /* w->v */
    p = d->corner[to_p];
    w = d->corner[to_w];
    if (!in_circle(d->at[u], d->at[v], d->at[p], d->at[w]))
        return 1;
    d->corner[e] = w;
    d->corner[f] = p;
    join(d, e, d->twin[to_w]);
    join(d, f, d->twin[to_p]);
    join(d, to_p, to_w);
    d->leaves[u] = delaunay_next(f);
    d->leaves[v] = delaunay_next(e);
    d->leaves[w] = e;
    d->leaves[p] = f;
    return push(m, e) && push(m, delaunay_next(f));
}

/* Triangle t = (a, b, c) becomes (a, b, p), (b, c, p), (c, a, p). A point on an edge makes a
 * flat triangle, whose edge is then turned: its circle holds all the other side. */
static int insert(making *m, uint32_t t, uint32_t p)
{
    delaunay *d = m->d;
    uint32_t e = 3 * t, one = (uint32_t)(3 * d->n_triangles), two = one + 3;
    uint32_t a = d->corner[e], b = d->corner[e + 1], c = d->corner[e + 2];

    d->n_triangles += 2;
    d->corner[one] = b;
    d->corner[one + 1] = c;
    d->corner[one + 2] = p;
    d->corner[two] = c;
    d->corner[two + 1] = a;
    d->corner[two + 2] = p;
    join(d, one, d->twin[e + 1]);
    join(d, two, d->twin[e + 2]);
    d->corner[e + 2] = p;
    join(d, e + 1, one + 2); /* b->p, p->b */
    join(d, one + 1, two + 2);
    join(d, two + 1, e + 2);
    d->leaves[a] = e;
    d->leaves[b] = one;
    d->leaves[c] = two;
    d->leaves[p] = e + 2;
    if (!push(m, e) || !push(m, one) || !push(m, two))
        return 0;
    while (m->n_stack)
        if (!turn(m, m->stack[--m->n_stack]))
            return 0;
    return 1;
}

/* --- the order of points ----------------------------------------------------------------- */

/* Chance that depends on the place alone (SplitMix64's finisher: Steele, Lea, Flood 2014). */
static uint64_t chance(grid_point p)
{
    uint64_t z = (uint64_t)(uint32_t)p.x << 32 | (uint32_t)p.y;

    z += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* The last round takes half of the points, the one before half of the rest, ... */
static uint32_t round_of(grid_point p)
{
    uint64_t bits = chance(p);
    uint32_t back = 0;

    for (; back < 30 && bits & 1; bits >>= 1)
        back++;
    return 30 - back;
}

static uint32_t *order_points(const grid_point *at, size_t n)
{
    static const mlg_box all = { -DELAUNAY_SIDE, -DELAUNAY_SIDE, DELAUNAY_SIDE, DELAUNAY_SIDE };
    uint32_t *keys = calloc(n + 1, sizeof *keys), *along = NULL, *rounds = NULL;

    for (size_t i = 0; keys && i < n; i++)
        keys[i] = hilbert_key(all, (mlg_xy){ at[i].x, at[i].y });
    if (keys)
        along = order_by_key(keys, n);
    for (size_t i = 0; along && i < n; i++)
        keys[i] = round_of(at[along[i]]);
    if (along)
        rounds = order_by_key(keys, n);
    for (size_t i = 0; rounds && i < n; i++)
        rounds[i] = along[rounds[i]];
    free(keys);
    free(along);
    return rounds;
}

/* --- doors ---------------------------------------------------------------------------------
 */

void delaunay_release(delaunay *d)
{
    free(d->corner);
    free(d->twin);
    free(d->leaves);
    free(d->at);
    *d = (delaunay){ 0 };
}

/* The grid itself, cut in two. */
static void begin(delaunay *d)
{
    static const int32_t side = DELAUNAY_SIDE;
    const grid_point corners[4] = {
        { -side, -side }, { side, -side }, { side, side }, { -side, side }
    };
    const uint32_t first[6] = { 0, 1, 2, 0, 2, 3 };
    uint32_t n = (uint32_t)d->n;

    for (uint32_t k = 0; k < 4; k++)
        d->at[n + k] = corners[k];
    for (uint32_t e = 0; e < 6; e++) {
        d->corner[e] = n + first[e];
        d->twin[e] = DELAUNAY_NONE;
        d->leaves[n + first[e]] = e;
    }
    join(d, 2, 3);
    d->n_triangles = 2;
}

int delaunay_make(delaunay *out, const grid_point *at, size_t n)
{
    size_t edges = 3 * (2 * n + 2);
    uint32_t *order = order_points(at, n), t = 0;
    making m = { .d = out };
    int fine;

    *out = (delaunay){ .n = n,
                       .corner = malloc(edges * sizeof *out->corner),
                       .twin = malloc(edges * sizeof *out->twin),
                       .leaves = malloc((n + 4) * sizeof *out->leaves),
                       .at = malloc((n + 4) * sizeof *out->at) };
    fine = order && out->corner && out->twin && out->leaves && out->at;
    if (fine) {
        if (n)
            memcpy(out->at, at, n * sizeof *at);
        begin(out);
    }
    for (size_t i = 0; fine && i < n; i++) {
        t = locate(out, t, at[order[i]]);
        fine = insert(&m, t, order[i]);
    }
    free(order);
    free(m.stack);
    if (!fine)
        delaunay_release(out);
    return fine;
}
