#include "analysis/coverage/remote.h"

#include "model/build.h"

#include <math.h>

typedef struct search {
    const mlg_polys *polys;
    const edges *edges;
    size_t feature;
    const hub_sheet *hubs;
    double rate; /* the most ground in a metre of the plane */
    double tolerance;
    uint32_t one[1], three[3]; /* what was found last, of one hub and of three */
    remote best;
} search;

/* --- distances to the nearest hubs -----------------------------------------------------------
 */

typedef struct nearest {
    const hub_sheet *hubs;
    mlg_xy from;
    int want;
    double ground[3]; /* increasing */
    uint32_t hub[3];  /* which they are */
} nearest;

/* No hub as near on the ground is farther in the plane. */
static double in_plane(const hub_sheet *sheet, double ground)
{
    return ground * sheet->scale_max * (1 + 1e-9);
}

static double visit(void *arg, uint32_t hub, double bound)
{
    nearest *n = arg;
    double d = plane_ground(n->hubs->plane, n->from, n->hubs->at[hub]);

    for (int i = 0; i < n->want; i++)
        if (d < n->ground[i]) {
            double ground = n->ground[i];
            uint32_t which = n->hub[i];

            n->ground[i] = d;
            n->hub[i] = hub;
            d = ground;
            hub = which;
        }
    return fmin(bound, in_plane(n->hubs, n->ground[n->want - 1]));
}

/* None of as many hubs is farther than the farthest of those found last. */
static nearest find(search *s, mlg_xy at, int want)
{
    uint32_t *last = want == 1 ? s->one : s->three;
    nearest n = { s->hubs, at, want, { INFINITY, INFINITY, INFINITY }, { 0 } };
    double far = s->hubs->n < 3 ? INFINITY : 0;

    for (int i = 0; i < want && isfinite(far); i++)
        far = fmax(far, plane_ground(s->hubs->plane, at, s->hubs->at[last[i]]));
    rtree_nearest(s->hubs->tree, at, in_plane(s->hubs, far), visit, &n);
    for (int i = 0; i < want; i++)
        last[i] = n.hub[i];
    return n;
}

/* A point of the polygon. */
static nearest try_point(search *s, mlg_xy at)
{
    nearest n = find(s, at, 1);

    if (n.ground[0] > s->best.ground_m)
        s->best = (remote){ at, n.ground[0] };
    return n;
}

/* --- the boundary
 * ------------------------------------------------------------------------------- */

static double length(mlg_xy a, mlg_xy b)
{
    double dx = b.x - a.x, dy = b.y - a.y;

    return sqrt(dx * dx + dy * dy);
}

/* No point of the segment is farther from its nearest hub than this: it is nearer than one
 * moves from either end, and the distance to one hub is convex (straight lines bend less than
 * `bent`). */
static double most_between(const search *s, const nearest *a, const nearest *b)
{
    static const double bend = 2e-8; /* slope of the scale, at most */
    double far = length(a->from, b->from), bent = bend * far * far / 2;
    double most = (a->ground[0] + b->ground[0] + s->rate * far) / 2;
    double by_a = plane_ground(s->hubs->plane, b->from, s->hubs->at[a->hub[0]]);
    double by_b = plane_ground(s->hubs->plane, a->from, s->hubs->at[b->hub[0]]);

    most = fmin(most, fmax(a->ground[0], by_a) + bent);
    return fmin(most, fmax(b->ground[0], by_b) + bent);
}

static void try_edge(search *s, const nearest *a, const nearest *b)
{
    mlg_xy middle = { (a->from.x + b->from.x) / 2, (a->from.y + b->from.y) / 2 };
    nearest at_middle;

    if (most_between(s, a, b) <= s->best.ground_m + s->tolerance)
        return;
    at_middle = try_point(s, middle);
    try_edge(s, a, &at_middle);
    try_edge(s, &at_middle, b);
}

/* What was last measured may settle a long way of boundary. */
static void try_ring(search *s, const mlg_xy *xy, size_t n)
{
    nearest anchor = try_point(s, xy[0]);

    for (size_t i = 0; i + 1 < n; i++) {
        double settled = (s->best.ground_m - anchor.ground[0]) / s->rate;
        nearest next;

        if (length(anchor.from, xy[i]) <= settled && length(anchor.from, xy[i + 1]) <= settled)
            continue;
        if (length(anchor.from, xy[i]) > 0)
            anchor = try_point(s, xy[i]);
        next = try_point(s, xy[i + 1]);
        try_edge(s, &anchor, &next);
        anchor = next;
    }
}

/* --- the inside
 * ------------------------------------------------------------------------------------ */

static void try_square(search *s, mlg_xy middle, double half)
{
    double reach = half * 1.4142135623730951, change = reach * s->rate;
    nearest n = find(s, middle, 3);
    mlg_xy at;

    if (n.ground[0] + change <= s->best.ground_m + s->tolerance)
        return;
    if (n.ground[2] - n.ground[0] > 2 * change) /* no three hubs are equally near here */
        return;
    if (edges_cover(s->edges, s->feature, middle)) {
        if (n.ground[0] > s->best.ground_m)
            s->best = (remote){ middle, n.ground[0] };
    } else if (isinf(edges_nearest(s->edges, s->feature, middle, reach, &at, NULL))) {
        return;
    }
    if (2 * change < s->tolerance) /* across a boundary, which is searched by itself */
        return;
    half /= 2;
    for (int k = 0; k < 4; k++)
        try_square(
            s, (mlg_xy){ middle.x + (k & 1 ? half : -half), middle.y + (k & 2 ? half : -half) },
            half);
}

remote remote_of(const mlg_polys *polys, const edges *e, size_t f, const hub_sheet *sheet,
                 double tolerance)
{
    enum { STRIDE = 64 };
    size_t from = polys->xy_of[polys->ring_of[f]], to = polys->xy_of[polys->ring_of[f + 1]];
    mlg_box box = box_of(polys->xy + from, to - from);
    search s = { .polys = polys,
                 .edges = e,
                 .feature = f,
                 .hubs = sheet,
                 .tolerance = tolerance,
                 .three = { 0, 1, 2 },
                 .best = { polys->xy[from], -1 } };
    double least, most;

    plane_scale_range(sheet->plane, box, &least, &most);
    s.rate = (1 + 1e-6) / least;
    for (size_t i = from; i < to; i += STRIDE)
        try_point(&s, polys->xy[i]);
    try_square(&s, (mlg_xy){ (box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2 },
               fmax(box.xmax - box.xmin, box.ymax - box.ymin) / 2);
    for (size_t r = polys->ring_of[f]; r < polys->ring_of[f + 1]; r++)
        try_ring(&s, polys->xy + polys->xy_of[r], polys->xy_of[r + 1] - polys->xy_of[r]);
    return s.best;
}
