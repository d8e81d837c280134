#include "geo/cut.h"

#include "base/big.h"
#include "geo/edges.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TURN 6.283185307179586

/* Where a ring meets the end of the union. */
typedef struct crossing {
    mlg_xy at;
    double along; /* the edge, 0 to 1 */
    double angle; /* on the arc, from its own `from` on */
    uint32_t arc;
    uint32_t vertex; /* the edge begins there */
    uint32_t ring;
    uint32_t first, last; /* crossings of that ring */
    bool enters, done;
} crossing;

/* Crossings along the arcs. */
typedef struct slot {
    double angle;
    uint32_t arc, crossing;
} slot;

void cut_release(cut *c)
{
    free(c->corner_of);
    free(c->corners);
    free(c->crossings);
    free(c->slots);
    free(c->ring);
    free(c->met);
    *c = (cut){ 0 };
}

/* --- finding crossings
 * ------------------------------------------------------------------------ */

/* One edge at a time. */
typedef struct edge {
    cut *cut;
    const discs *discs;
    const frontier *frontier;
    mlg_xy a, b; /* in the order of their coordinates, so that both owners of an edge compute
                    the same */
    bool reversed;
    uint32_t vertex;
} edge;

static void cross_at(const edge *e, const arc_piece *piece, disc c, double t, bool enters)
{
    cut *out = e->cut;
    const arc *on = &e->frontier->arcs[piece->arc];
    mlg_xy at = { e->a.x + t * (e->b.x - e->a.x), e->a.y + t * (e->b.y - e->a.y) };
    double angle = atan2(at.y - c.at.y, at.x - c.at.x);

    if (angle < 0)
        angle += TURN;
    if (angle >= TURN)
        angle = 0;
    if (angle < piece->from)
        angle += TURN;
    if (angle < piece->from || angle >= piece->to)
        return;
    if (!big_room((void **)&out->crossings, &out->crossing_room, out->n_crossings + 1,
                  sizeof *out->crossings)) {
        out->no_memory = true;
        return;
    }
    out->crossings[out->n_crossings++] = (crossing){ .at = at,
                                                     .along = e->reversed ? 1 - t : t,
                                                     .angle = angle - on->from,
                                                     .arc = piece->arc,
                                                     .vertex = e->vertex,
                                                     .enters = enters != e->reversed };
}

/* Where the edge crosses the piece's circle: decided by its ends, and when both are outside
 * by the foot of the centre. */
static void cross_piece(void *arg, const arc_piece *piece)
{
    const edge *e = arg;
    uint32_t number = e->frontier->arcs[piece->arc].disc;
    disc c = discs_get(e->discs, number);
    bool in_a = disc_beyond(e->discs, number, e->a) <= 0;
    bool in_b = disc_beyond(e->discs, number, e->b) <= 0;
    double mx = e->a.x - c.at.x, my = e->a.y - c.at.y;
    double dx = e->b.x - e->a.x, dy = e->b.y - e->a.y;
    double length2 = dx * dx + dy * dy, half = mx * dx + my * dy;
    double rest = mx * mx + my * my - c.radius * c.radius, square, root, near, far;

    if (in_a && in_b)
        return;
    square = half * half - length2 * rest;
    if (!in_a && !in_b && !(half < 0 && -half < length2 && square > 0))
        return;
    root = sqrt(fmax(square, 0));
    /* the roots of length2 t^2 + 2 half t + rest, each without cancellation */
    if (half > 0) {
        near = (-half - root) / length2;
        far = rest / (-half - root);
    } else {
        far = (-half + root) / length2;
        near = -half + root > 0 ? rest / (-half + root) : 0;
    }
    near = near < 0 ? 0 : near > 1 ? 1 : near;
    far = far < 0 ? 0 : far > 1 ? 1 : far;
    if (!in_a)
        cross_at(e, piece, c, near, true);
    if (!in_b)
        cross_at(e, piece, c, far, false);
}

static int by_along(const void *a, const void *b)
{
    const crossing *l = a, *r = b;

    return l->along < r->along ? -1 : l->along > r->along;
}

/* The crossings of one edge in order; they must alternate. Returns the state at its end. */
static bool cross_edge(cut *out, const discs *d, const frontier *f, const mlg_xy *xy,
                       uint32_t v, bool inside)
{
    mlg_xy a = xy[v], b = xy[v + 1];
    bool reversed = b.x < a.x || (b.x == a.x && b.y < a.y);
    edge e = { out, d, f, reversed ? b : a, reversed ? a : b, reversed, v };
    size_t first = out->n_crossings;

    frontier_near(f,
                  (mlg_box){ fmin(a.x, b.x), fmin(a.y, b.y), fmax(a.x, b.x), fmax(a.y, b.y) },
                  cross_piece, &e);
    if (out->n_crossings > first + 1)
        qsort(out->crossings + first, out->n_crossings - first, sizeof *out->crossings,
              by_along);
    for (size_t i = first; i < out->n_crossings; i++) {
        crossing *c = &out->crossings[i];

        if (c->enters == inside && i + 1 < out->n_crossings && c[1].along == c->along) {
            crossing swap = c[0];

            c[0] = c[1];
            c[1] = swap;
        }
        out->broken |= c->enters == inside;
        inside = !inside;
    }
    return inside;
}

/* Where the distance to the union was last measured: around, nothing changes. */
typedef struct known {
    mlg_xy at;
    double beyond;
    uint32_t disc;
} known;

static bool near_known(const known *k, mlg_xy p)
{
    static const double spare = 1e-3;
    double dx = p.x - k->at.x, dy = p.y - k->at.y, far = fabs(k->beyond) - spare;

    return far > 0 && dx * dx + dy * dy < far * far;
}

static void measure(known *k, const discs *d, mlg_xy at)
{
    k->at = at;
    k->beyond = discs_beyond(d, at, &k->disc);
}

/* Walks one ring; answers whether its first vertex is inside the union. */
static bool walk_ring(cut *out, const mlg_polys *polys, size_t ring, const discs *d,
                      const frontier *f)
{
    const mlg_xy *xy = polys->xy;
    size_t from = polys->xy_of[ring], to = polys->xy_of[ring + 1];
    known k = { .disc = DISC_NONE };
    size_t mark = out->n_crossings;
    bool first;

    measure(&k, d, xy[from]);
    first = k.beyond <= 0;
    for (size_t v = from; v + 1 < to; v++) {
        bool inside;

        if (near_known(&k, xy[v]) && near_known(&k, xy[v + 1]))
            continue;
        if (k.at.x != xy[v].x || k.at.y != xy[v].y)
            measure(&k, d, xy[v]);
        if (near_known(&k, xy[v + 1]))
            continue;
        inside = cross_edge(out, d, f, xy, (uint32_t)v, k.beyond <= 0);
        measure(&k, d, xy[v + 1]);
        out->broken |= inside != (k.beyond <= 0);
    }
    for (size_t i = mark; i < out->n_crossings; i++) {
        out->crossings[i].ring = (uint32_t)ring;
        out->crossings[i].first = (uint32_t)mark;
        out->crossings[i].last = (uint32_t)out->n_crossings - 1;
    }
    return first;
}

/* --- tracing
 * ------------------------------------------------------------------------------------ */

static void add_corner(cut *out, corner c)
{
    if (!big_room((void **)&out->corners, &out->corner_room, out->n_corners + 1, sizeof c)) {
        out->no_memory = true;
        return;
    }
    out->corners[out->n_corners++] = c;
}

static void end_loop(cut *out)
{
    if (!big_room((void **)&out->corner_of, &out->room, out->n + 2, sizeof *out->corner_of)) {
        out->no_memory = true;
        return;
    }
    out->corner_of[0] = 0;
    out->corner_of[++out->n] = (uint32_t)out->n_corners;
}

static mlg_xy on_circle(disc c, double angle)
{
    return (mlg_xy){ c.at.x + c.radius * cos(angle), c.at.y + c.radius * sin(angle) };
}

static int by_arc(const void *a, const void *b)
{
    const slot *l = a, *r = b;

    if (l->arc != r->arc)
        return l->arc < r->arc ? -1 : 1;
    if (l->angle != r->angle)
        return l->angle < r->angle ? -1 : 1;
    return l->crossing < r->crossing ? -1 : 1;
}

static bool sort_slots(cut *out)
{
    if (!big_room((void **)&out->slots, &out->slot_room, out->n_crossings + 1,
                  sizeof *out->slots))
        return false;
    for (size_t i = 0; i < out->n_crossings; i++)
        out->slots[i] = (slot){ out->crossings[i].angle, out->crossings[i].arc, (uint32_t)i };
    qsort(out->slots, out->n_crossings, sizeof *out->slots, by_arc);
    return true;
}

/* The number of slots before an angle of an arc. */
static size_t slots_before(const cut *out, uint32_t number, double angle)
{
    size_t low = 0, high = out->n_crossings;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const slot *s = &out->slots[middle];

        if (s->arc < number || (s->arc == number && s->angle < angle))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Along the ring from a crossing that leaves the union to the next one, which enters it. */
static uint32_t follow_ring(cut *out, const mlg_polys *polys, uint32_t at)
{
    const crossing *c = &out->crossings[at];
    uint32_t next = at == c->last ? c->first : at + 1;
    const crossing *to = &out->crossings[next];
    size_t from = polys->xy_of[c->ring], n = polys->xy_of[c->ring + 1] - 1 - from;
    size_t steps = (to->vertex + n - c->vertex) % n;

    if (!steps && next <= at)
        steps = n;
    add_corner(out, (corner){ .at = c->at, .disc = DISC_NONE });
    for (size_t i = 1; i <= steps; i++)
        add_corner(out, (corner){ .at = polys->xy[from + (c->vertex - from + i) % n],
                                  .disc = DISC_NONE });
    return next;
}

/* Clockwise along the end of the union from a crossing that enters it to the next one, which
 * leaves it; UINT32_MAX: lost. */
static uint32_t follow_arcs(cut *out, const discs *d, const frontier *f, uint32_t at)
{
    const crossing *c = &out->crossings[at];
    const arc *on = &f->arcs[c->arc];
    uint32_t number = c->arc;
    double angle = on->from + c->angle;
    size_t slot_at = slots_before(out, number, c->angle);
    mlg_xy corner_at = c->at;

    for (size_t steps = 0; steps <= f->n_arcs + 1; steps++) {
        bool found = slot_at && out->slots[slot_at - 1].arc == number;
        uint32_t next = found ? out->slots[slot_at - 1].crossing : 0;
        double to = found ? on->from + out->crossings[next].angle : on->from;

        add_corner(out, (corner){ corner_at, on->disc, angle, to });
        if (found)
            return next;
        corner_at = on_circle(discs_get(d, on->disc), on->from);
        number = on->previous;
        if (number == DISC_NONE)
            return UINT32_MAX;
        on = &f->arcs[number];
        angle = on->to;
        slot_at = slots_before(out, number, INFINITY);
    }
    return UINT32_MAX;
}

static void trace_from(cut *out, const mlg_polys *polys, const discs *d, const frontier *f,
                       uint32_t start)
{
    uint32_t at = start;

    do {
        uint32_t enter;

        out->crossings[at].done = true;
        enter = follow_ring(out, polys, at);
        if (!out->crossings[enter].enters || out->crossings[enter].done) {
            out->broken = true;
            return;
        }
        out->crossings[enter].done = true;
        at = follow_arcs(out, d, f, enter);
        if (at == UINT32_MAX || out->crossings[at].enters ||
            (out->crossings[at].done && at != start)) {
            out->broken = true;
            return;
        }
    } while (at != start && !out->no_memory);
    end_loop(out);
}

static void trace(cut *out, const mlg_polys *polys, const discs *d, const frontier *f)
{
    if (out->n_crossings && !sort_slots(out)) {
        out->no_memory = true;
        return;
    }
    for (uint32_t i = 0; i < out->n_crossings && !out->broken && !out->no_memory; i++)
        if (!out->crossings[i].enters && !out->crossings[i].done)
            trace_from(out, polys, d, f, i);
    for (size_t i = 0; i < out->n_crossings; i++)
        out->broken |= !out->crossings[i].done;
}

static void copy_ring(cut *out, const mlg_polys *polys, size_t ring)
{
    for (size_t v = polys->xy_of[ring]; v + 1 < polys->xy_of[ring + 1]; v++)
        add_corner(out, (corner){ .at = polys->xy[v], .disc = DISC_NONE });
    end_loop(out);
}

/* --- parts of the union that no ring crosses
 * ------------------------------------------------------ */

typedef struct islands {
    cut *out;
    const edges *edges;
    const discs *discs;
    const frontier *frontier;
    size_t feature;
    mlg_box box;
} islands;

static void add_island(void *arg, uint32_t loop)
{
    islands *s = arg;
    const frontier *f = s->frontier;
    mlg_box box = f->loop_box[loop];
    const arc *on = &f->arcs[f->loop_arc[loop]];
    double inner = on->from + 0.381966 * (on->to - on->from);
    uint32_t at = f->loop_arc[loop];

    if (s->out->met[loop] || box.xmin < s->box.xmin || box.ymin < s->box.ymin ||
        box.xmax > s->box.xmax || box.ymax > s->box.ymax ||
        !edges_cover(s->edges, s->feature, on_circle(discs_get(s->discs, on->disc), inner)))
        return;
    do {
        const arc *a = &f->arcs[at];

        add_corner(s->out, (corner){ on_circle(discs_get(s->discs, a->disc), a->to), a->disc,
                                     a->to, a->from });
        at = a->previous;
    } while (at != f->loop_arc[loop]);
    end_loop(s->out);
}

/* Boxes of loops have some room to spare; so has the feature's here. */
static void add_islands(cut *out, const mlg_polys *polys, const edges *e, size_t f,
                        const discs *d, const frontier *front)
{
    static const double spare = 1e-5;
    size_t from = polys->xy_of[polys->ring_of[f]], to = polys->xy_of[polys->ring_of[f + 1]];
    islands s = { out, e, d, front, f, box_of(polys->xy + from, to - from) };

    if (!front->n_loops)
        return;
    if (out->met_room < front->n_loops) {
        uint8_t *met = realloc(out->met, front->n_loops);

        if (!met) {
            out->no_memory = true;
            return;
        }
        out->met = met;
        out->met_room = front->n_loops;
        memset(met, 0, front->n_loops);
    }
    s.box = (mlg_box){ s.box.xmin - spare, s.box.ymin - spare, s.box.xmax + spare,
                       s.box.ymax + spare };
    for (size_t i = 0; i < out->n_crossings; i++)
        if (front->arcs[out->crossings[i].arc].loop != DISC_NONE)
            out->met[front->arcs[out->crossings[i].arc].loop] = 1;
    frontier_loops(front, s.box, add_island, &s);
    for (size_t i = 0; i < out->n_crossings; i++)
        if (front->arcs[out->crossings[i].arc].loop != DISC_NONE)
            out->met[front->arcs[out->crossings[i].arc].loop] = 0;
}

void cut_feature(cut *out, const mlg_polys *polys, const edges *e, size_t f, const discs *d,
                 const frontier *front)
{
    size_t first = polys->ring_of[f], last = polys->ring_of[f + 1], inside = 0;

    out->n = out->n_corners = out->n_crossings = 0;
    out->broken = out->no_memory = out->whole = false;
    for (size_t r = first; r < last && !out->no_memory; r++) {
        size_t mark = out->n_crossings;
        bool in = walk_ring(out, polys, r, d, front);

        if (out->n_crossings == mark && !in)
            copy_ring(out, polys, r);
        else
            inside++;
    }
    if (!out->broken && !out->no_memory)
        trace(out, polys, d, front);
    if (!out->broken && !out->no_memory && first < last)
        add_islands(out, polys, e, f, d, front);
    out->whole = !inside && out->n == last - first;
}

/* --- measuring and drawing
 * ------------------------------------------------------------------------ */

static void ring_point(cut *c, mlg_xy at)
{
    if (!big_room((void **)&c->ring, &c->ring_room, c->n_ring + 1, sizeof at)) {
        c->no_memory = true;
        return;
    }
    c->ring[c->n_ring++] = at;
}

/* Distance between a circle and the chord of an arc, as an area and a place. */
static double segment_area(const plane *p, disc c, double from, double to)
{
    double turn = from - to, middle = (from + to) / 2, t2 = turn * turn, full, arm, s;
    /* turn - sin(turn) */
    double rest = turn < 0.2 ? turn * t2 * (1 - t2 / 20 * (1 - t2 / 42 * (1 - t2 / 72))) / 6
                             : turn - sin(turn);

    if (!(rest > 0))
        return 0;
    s = sin(turn / 2);
    full = c.radius * c.radius * rest / 2;
    arm = 4 * s * s * s / (3 * rest) * c.radius; /* of the centroid */
    s = plane_scale(p, (mlg_xy){ c.at.x + arm * cos(middle), c.at.y + arm * sin(middle) });
    return full / (s * s);
}

double cut_loop_area(cut *c, size_t loop, const discs *d)
{
    static const double longest = 5000, widest = 0.3; /* metres and radians of an arc */
    double lost = 0;

    c->n_ring = 0;
    for (size_t i = c->corner_of[loop]; i < c->corner_of[loop + 1]; i++) {
        const corner *k = &c->corners[i];
        disc circle;
        double turn = k->from - k->to;
        int parts;

        ring_point(c, k->at);
        if (k->disc == DISC_NONE)
            continue;
        circle = discs_get(d, k->disc);
        parts = (int)fmin(1e6, ceil(fmax(turn / widest, turn * circle.radius / longest)));
        for (int part = 0; part < parts; part++) {
            double from = k->from - turn * part / parts;
            double to = k->from - turn * (part + 1) / parts;

            if (part)
                ring_point(c, on_circle(circle, from));
            lost += segment_area(discs_plane(d), circle, from, to);
        }
    }
    if (c->no_memory || !c->n_ring)
        return 0;
    ring_point(c, c->ring[0]);
    return plane_ring_area(discs_plane(d), c->ring, c->n_ring) - lost;
}

void cut_loop_draw(cut *c, size_t loop, const discs *d, double chord)
{
    c->n_ring = 0;
    for (size_t i = c->corner_of[loop]; i < c->corner_of[loop + 1]; i++) {
        const corner *k = &c->corners[i];
        disc circle;
        double n, step;

        ring_point(c, k->at);
        if (k->disc == DISC_NONE)
            continue;
        circle = discs_get(d, k->disc);
        n = fmax(12, ceil(TURN / 2 / acos(fmax(0, 1 - chord / circle.radius))));
        step = TURN / n;
        for (double j = ceil(k->from / step) - 1; j * step > k->to; j--)
            if (k->from - j * step > 1e-3 * step && j * step - k->to > 1e-3 * step)
                ring_point(c, on_circle(circle, j * step));
    }
    if (c->n_ring)
        ring_point(c, c->ring[0]);
}
