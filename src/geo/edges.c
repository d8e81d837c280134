#include "geo/edges.h"

#include "base/big.h"
#include "geo/exact.h"
#include "geo/rtree.h"
#include "model/box.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { RUN = 16 };

/* Half as large as a box, and never smaller than what it is around. */
typedef struct rough_box {
    float xmin, ymin, xmax, ymax;
} rough_box;

typedef struct run {
    rough_box box;
    uint32_t first, last; /* vertices first .. last of one ring (or runs, for a group) */
} run;

struct edges {
    const mlg_polys *polys;
    uint32_t *group_of; /* feature f has groups group_of[f] .. group_of[f+1]-1 */
    run *groups;        /* each spans runs first .. last-1 */
    run *runs;
};

static size_t runs_of(const mlg_polys *p, size_t f)
{
    size_t runs = 0;

    for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++)
        runs += (p->xy_of[r + 1] - p->xy_of[r] - 1 + RUN - 1) / RUN;
    return runs;
}

static void count(const mlg_polys *p, size_t *n_runs, size_t *n_groups)
{
    *n_runs = *n_groups = 0;
    for (size_t f = 0; f < p->n; f++) {
        size_t runs = runs_of(p, f);

        *n_runs += runs;
        *n_groups += (runs + RUN - 1) / RUN;
    }
}

/* Which runs there are, in which groups. */
static void lay_out(edges *e)
{
    const mlg_polys *p = e->polys;
    size_t n = 0, g = 0;

    for (size_t f = 0; f < p->n; f++) {
        e->group_of[f] = (uint32_t)g;
        for (size_t left = runs_of(p, f), some; left; left -= some, n += some) {
            some = left < RUN ? left : RUN;
            e->groups[g++] = (run){ .first = (uint32_t)n, .last = (uint32_t)(n + some) };
        }
    }
    e->group_of[p->n] = (uint32_t)g;
    e->groups[g].first = (uint32_t)n;
}

edges *edges_begin(const mlg_polys *p)
{
    edges *e = calloc(1, sizeof *e);
    size_t n_runs, n_groups;

    if (!e)
        return NULL;
    count(p, &n_runs, &n_groups);
    e->polys = p;
    e->runs = big_new(n_runs + 1, sizeof *e->runs);
    e->groups = malloc((n_groups + 1) * sizeof *e->groups);
    e->group_of = malloc((p->n + 1) * sizeof *e->group_of);
    if (e->runs && e->groups && e->group_of) {
        lay_out(e);
        return e;
    }
    edges_free(e);
    return NULL;
}

static const mlg_box nothing = { INFINITY, INFINITY, -INFINITY, -INFINITY };

/* Not above the value, or not below. */
static float below(double value)
{
    float rough = (float)value;

    return rough - (fabsf(rough) * FLT_EPSILON + FLT_MIN);
}

static float above(double value)
{
    return -below(-value);
}

static rough_box rough_of(mlg_box b)
{
    return (rough_box){ below(b.xmin), below(b.ymin), above(b.xmax), above(b.ymax) };
}

static double distance2(const rough_box *b, mlg_xy p)
{
    mlg_box box = { b->xmin, b->ymin, b->xmax, b->ymax };

    return box_distance2(&box, p);
}

mlg_box edges_measure(edges *e, size_t f)
{
    const mlg_polys *p = e->polys;
    size_t g = e->group_of[f], i = e->groups[g].first;
    mlg_box all = nothing, some = nothing;

    for (size_t ring = p->ring_of[f]; ring < p->ring_of[f + 1]; ring++) {
        size_t end = p->xy_of[ring + 1] - 1;

        for (size_t v = p->xy_of[ring]; v < end; v += RUN) {
            size_t last = v + RUN < end ? v + RUN : end;
            mlg_box box = box_around(p->xy + v, last - v + 1);

            e->runs[i++] = (run){ rough_of(box), (uint32_t)v, (uint32_t)last };
            some = box_join(some, box);
            if (i < e->groups[g].last)
                continue;
            e->groups[g++].box = rough_of(some);
            all = box_join(all, some);
            some = nothing;
        }
    }
    return all;
}

edges *edges_new(const mlg_polys *p)
{
    edges *e = edges_begin(p);

    for (size_t f = 0; e && f < p->n; f++)
        edges_measure(e, f);
    return e;
}

void edges_free(edges *e)
{
    if (!e)
        return;
    free(e->group_of);
    free(e->groups);
    free(e->runs);
    free(e);
}

/* --- inside ------------------------------------------------------------------------ */

crossed edges_cross(const mlg_xy *xy, size_t from, size_t to, mlg_xy p)
{
    bool odd = false;

    for (size_t v = from; v < to; v++) {
        mlg_xy a = xy[v], b = xy[v + 1];
        bool up = b.y > p.y;
        int side;

        if ((a.y > p.y) == up) {
            if ((a.y == p.y || b.y == p.y) && on_segment(a, b, p))
                return ON_BOUNDARY;
            continue;
        }
        if (p.x > a.x && p.x > b.x)
            continue;
        side = p.x < a.x && p.x < b.x ? (up ? 1 : -1) : orientation(a, b, p);
        if (!side)
            return ON_BOUNDARY;
        odd ^= (side > 0) == up; /* p is left of an upward edge, or right of a downward one */
    }
    return odd ? ODD : EVEN;
}

static crossed cross_run(const mlg_xy *xy, const run *r, mlg_xy p)
{
    if (p.x < r->box.xmin) /* all to the right: only the ends matter */
        return (xy[r->first].y > p.y) != (xy[r->last].y > p.y) ? ODD : EVEN;
    return edges_cross(xy, r->first, r->last, p);
}

static bool beside(rough_box box, mlg_xy p)
{
    return p.y < box.ymin || p.y > box.ymax || p.x > box.xmax;
}

bool edges_cover(const edges *e, size_t f, mlg_xy p)
{
    bool odd = false;

    for (size_t g = e->group_of[f]; g < e->group_of[f + 1]; g++) {
        if (beside(e->groups[g].box, p))
            continue;
        for (size_t i = e->groups[g].first; i < e->groups[g].last; i++) {
            crossed c;

            if (beside(e->runs[i].box, p))
                continue;
            c = cross_run(e->polys->xy, &e->runs[i], p);
            if (c == ON_BOUNDARY)
                return true;
            odd ^= c == ODD;
        }
    }
    return odd;
}

/* --- nearest point of the boundary --------------------------------------------------- */

/* Between points that are equally near, the smaller x, then y, wins: the answer depends on
 * the boundary alone, whichever edge was tried first and whoever owns it. */
typedef struct best {
    double d2, limit2; /* an edge that seems farther than the limit cannot matter */
    mlg_xy at;
    uint32_t run; /* where it was found */
    bool found;
} best;

/* Quick, without division, and off by rounding that depends on the edge's direction: only to
 * rule edges out. */
static bool is_beyond(mlg_xy a, mlg_xy b, mlg_xy p, double limit2)
{
    double dx = b.x - a.x, dy = b.y - a.y, px = p.x - a.x, py = p.y - a.y;
    double dot = px * dx + py * dy, length2 = dx * dx + dy * dy, cross = px * dy - py * dx;

    if (dot > 0 && dot < length2)
        return cross * cross > limit2 * length2;
    if (dot > 0) {
        px = p.x - b.x;
        py = p.y - b.y;
    }
    return px * px + py * py > limit2;
}

/* The nearest point of an edge, from the same end whoever owns the edge, and the square of
 * its distance. */
static double nearest_point2(mlg_xy a, mlg_xy b, mlg_xy p, mlg_xy *at)
{
    double dx, dy, length2, t;

    if (b.x < a.x || (b.x == a.x && b.y < a.y)) {
        mlg_xy swap = a;
        a = b;
        b = swap;
    }
    dx = b.x - a.x;
    dy = b.y - a.y;
    length2 = dx * dx + dy * dy;
    t = length2 > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2 : 0;
    *at = t <= 0 ? a : t >= 1 ? b : (mlg_xy){ a.x + t * dx, a.y + t * dy };
    dx = p.x - at->x;
    dy = p.y - at->y;
    return dx * dx + dy * dy;
}

/* Leaves 1 nm of doubt, above what is_beyond is off by. */
static double limit_of(double d2)
{
    return d2 * (1 + 1e-9) + 1e-9;
}

static bool comes_first(mlg_xy at, const best *b)
{
    return !b->found || at.x < b->at.x || (at.x == b->at.x && at.y < b->at.y);
}

static void try_run(best *b, const edges *e, uint32_t i, mlg_xy p)
{
    const run *r = &e->runs[i];
    const mlg_xy *xy = e->polys->xy;

    for (uint32_t v = r->first; v < r->last; v++) {
        mlg_xy at;
        double d2;

        if (is_beyond(xy[v], xy[v + 1], p, b->limit2))
            continue;
        d2 = nearest_point2(xy[v], xy[v + 1], p, &at);
        if (d2 < b->d2 || (d2 == b->d2 && comes_first(at, b)))
            *b = (best){ d2, limit_of(d2), at, i, true };
    }
}

static void try_group(best *b, const edges *e, const run *g, mlg_xy p, uint32_t done)
{
    for (uint32_t i = g->first; i < g->last; i++)
        if (i != done && distance2(&e->runs[i].box, p) <= b->limit2)
            try_run(b, e, i, p);
}

/* The run whose box is nearest: mostly the one that holds the answer. Beyond the limit, none
 * does. */
static uint32_t likely_run(const edges *e, size_t f, mlg_xy p, double limit2)
{
    uint32_t likely = e->groups[e->group_of[f]].first;
    double least = limit2;

    for (size_t g = e->group_of[f]; g < e->group_of[f + 1]; g++) {
        if (distance2(&e->groups[g].box, p) >= least)
            continue;
        for (uint32_t i = e->groups[g].first; i < e->groups[g].last; i++) {
            double d2 = distance2(&e->runs[i].box, p);

            if (d2 < least) {
                least = d2;
                likely = i;
            }
        }
    }
    return likely;
}

double edges_nearest(const edges *e, size_t f, mlg_xy p, double bound, mlg_xy *at,
                     uint32_t *hint)
{
    double bound2 = bound * bound * (1 + 1e-15); /* sqrt and square may lose a bit */
    best b = { .d2 = bound2, .limit2 = limit_of(bound2) };
    size_t from = e->group_of[f], to = e->group_of[f + 1];
    uint32_t first;

    if (from == to)
        return INFINITY;
    first = hint && *hint >= e->groups[from].first && *hint < e->groups[to - 1].last
                ? *hint
                : likely_run(e, f, p, b.limit2);
    try_run(&b, e, first, p);
    for (size_t g = from; g < to; g++)
        if (distance2(&e->groups[g].box, p) <= b.limit2)
            try_group(&b, e, &e->groups[g], p, first);
    if (!b.found)
        return INFINITY;
    if (hint)
        *hint = b.run;
    *at = b.at;
    return sqrt(b.d2);
}
