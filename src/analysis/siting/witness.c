#include "analysis/siting/witness.h"

#include <math.h>

static const double least = 0.5; /* radius of a witness's disc, ground metres */

enum {
    GRID = 7,     /* places across the region */
    CORNERS = 16, /* of each QPV, at most, around which places are tried */
    DEPTHS = 2    /* inside them */
};

typedef struct search {
    const region_criteria *criteria;
    const region *region;
    uint64_t wanted;
    witness *out;
    const zone_sheet *sheet; /* of any layer: for the scale; NULL: no layer has a zone there */
} search;

/* How far `p` is inside the region, ground metres at least; negative outside. */
static double clearance(const search *s, mlg_xy p)
{
    const region *r = s->region;
    double scale = s->sheet->scale_max, best = -INFINITY;

    if (!r->communes)
        return (r->radius - hypot(p.x - r->centre.x, p.y - r->centre.y)) / scale;
    for (size_t i = 0; i < r->n; i++) {
        uint32_t commune = r->which[i];
        mlg_xy at;

        if (box_distance2(&r->communes->box[commune], p) > 0 ||
            !edges_cover(r->communes->edges, commune, p))
            continue;
        best = fmax(best,
                    edges_nearest(r->communes->edges, commune, p, INFINITY, &at, NULL) / scale -
                        r->margin * (1 + 1e-3));
    }
    return best;
}

/* Ground metres to the edge of the nearest zone, negative inside. */
static double from_edge(const mlg_zones *zones, plane_id id, mlg_xy p)
{
    zone_hit hit = zones_nearest(zones, id, p);

    return hit.distance > 0 ? hit.distance : -hit.depth;
}

static void testify(const search *s, double room, int side, size_t centres, const double *q)
{
    const region_criteria *c = s->criteria;

    for (size_t v = 0; v < c->n_qpv; v++) {
        witness *w = &s->out[witness_of(c, v, centres, side)];

        if (isnan(q[v]) || room < least)
            continue;
        if (q[v] <= -least)
            w->in_qpv = true;
        if (q[v] < least)
            continue;
        w->nearest = fmin(w->nearest, q[v]);
        w->farthest = fmax(w->farthest, q[v]);
    }
}

/* One place, held against everything. */
static void hear(const search *s, mlg_xy p)
{
    const region_criteria *c = s->criteria;
    double q[REGION_QPV_MAX], inside = clearance(s, p);
    plane_id id = s->region->plane;

    if (inside < least)
        return;
    for (size_t v = 0; v < c->n_qpv; v++)
        q[v] = s->wanted >> v & 1 && c->qpv[v]->covers[id] ? from_edge(c->qpv[v], id, p) : NAN;
    for (size_t k = 0; k < c->n_centres; k++) {
        double e = c->centres[k]->covers[id] ? from_edge(c->centres[k], id, p) : INFINITY;

        testify(s, fmin(inside, fabs(e)), e > 0, k, q);
    }
}

static void hear_grid(const search *s)
{
    mlg_box b = s->region->box;

    for (int i = 0; i < GRID; i++)
        for (int j = 0; j < GRID; j++)
            hear(s, (mlg_xy){ b.xmin + (b.xmax - b.xmin) * (i + 0.5) / GRID,
                              b.ymin + (b.ymax - b.ymin) * (j + 0.5) / GRID });
}

/* Beside the middle of an edge of a QPV: some metres within, and around it half-way to each
 * distance. Polygons lie to the left of their rings. */
static void hear_edge(const search *s, mlg_xy a, mlg_xy b)
{
    static const double within[DEPTHS] = { 1, 20 };
    double dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy);
    mlg_xy m = { (a.x + b.x) / 2, (a.y + b.y) / 2 };

    if (!(length > 0))
        return;
    dx /= length;
    dy /= length;
    for (int i = 0; i < DEPTHS; i++)
        hear(s, (mlg_xy){ m.x - dy * within[i], m.y + dx * within[i] });
    for (size_t d = 0; d < s->criteria->n_proximity; d++) {
        double out = s->criteria->proximity[d] / 2;

        if (out >= least)
            hear(s, (mlg_xy){ m.x + dy * out, m.y - dx * out });
    }
}

static bool hear_zone(void *arg, uint32_t zone)
{
    const search *s = arg;
    size_t v = 0;

    while (!(s->wanted >> v & 1))
        v++;
    const mlg_polys *p = &s->criteria->qpv[v]->polys;
    uint32_t from = p->xy_of[p->ring_of[zone]], to = p->xy_of[p->ring_of[zone] + 1] - 1;
    uint32_t step = (to - from + CORNERS - 1) / CORNERS;

    for (uint32_t i = from; i < to; i += step)
        hear_edge(s, p->xy[i], p->xy[i + 1]);
    return true;
}

void witness_find(witness *out, const region_criteria *c, uint64_t wanted, const region *r)
{
    search s = { c, r, 0, out, NULL };
    mlg_box box = r->box;
    double around;

    for (size_t i = 0; i < c->n_qpv * c->n_centres * WITNESS_SIDES; i++)
        out[i] = (witness){ false, INFINITY, -INFINITY };
    for (size_t v = 0; v < c->n_qpv; v++)
        if (wanted >> v & 1 && zones_sheet(c->qpv[v], r->plane))
            s.sheet = zones_sheet(c->qpv[v], r->plane);
    if (!s.sheet)
        return;
    s.wanted = wanted;
    hear_grid(&s);
    around = c->proximity[c->n_proximity - 1] * s.sheet->scale_max;
    box =
        (mlg_box){ box.xmin - around, box.ymin - around, box.xmax + around, box.ymax + around };
    for (size_t v = 0; v < c->n_qpv; v++) {
        const zone_sheet *sheet = zones_sheet(c->qpv[v], r->plane);

        if (!(wanted >> v & 1) || !sheet)
            continue;
        s.wanted = (uint64_t)1 << v;
        rtree_query(sheet->tree, box, hear_zone, &s);
    }
}

standings witness_says(const witness *w, double metres)
{
    return (standings)((w->in_qpv ? ANY_IN_QPV : 0) |
                       (w->nearest + least < metres ? ANY_NEAR : 0) |
                       (w->farthest - least > metres ? ANY_FAR : 0));
}
