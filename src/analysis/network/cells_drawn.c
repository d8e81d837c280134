#include "analysis/network/cells_drawn.h"

#include "base/i18n.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>

static const double STEP = 2500;

/* A half of the globe: v.x * x + v.y * y + v.z * z >= 0. */
typedef vec3 half;

static double side(half h, vec3 v)
{
    return h.x * v.x + h.y * v.y + h.z * v.z;
}

typedef struct ring {
    vec3 *v;
    size_t n, room;
} ring;

typedef struct drawing {
    const vicinity *vicinity;
    plane *plane;
    const vec3 *middle; /* of each triangle */
    half halves[4];     /* around the box */
    ring now, next;
    mlg_xy *xy;
    size_t n, room;
    bool broken;
} drawing;

static void push(drawing *d, ring *r, vec3 v)
{
    if (r->n == r->room) {
        size_t room = 2 * r->room + 32;
        vec3 *more = realloc(r->v, room * sizeof *more);

        if (!more) {
            d->broken = true;
            return;
        }
        r->v = more;
        r->room = room;
    }
    r->v[r->n++] = v;
}

static void push_xy(drawing *d, mlg_xy p)
{
    if (d->n == d->room) {
        size_t room = 2 * d->room + 1024;
        mlg_xy *more = realloc(d->xy, room * sizeof *more);

        if (!more) {
            d->broken = true;
            return;
        }
        d->xy = more;
        d->room = room;
    }
    d->xy[d->n++] = p;
}

/* --- around the box --------------------------------------------------------------------------
 */

/* Seen from the middle of the globe through its tangent plane, great circles are straight:
 * the box in that view, a little larger, is four halves of the globe. */
static void find_halves(drawing *d, mlg_box box)
{
    enum { EACH = 16 };
    double most[4] = { 0, 0, 0, 0 };

    for (int k = 0; k < 4 * EACH; k++) {
        double t = (k % EACH) / (double)EACH, w = box.xmax - box.xmin, h = box.ymax - box.ymin;
        mlg_xy p = k < EACH       ? (mlg_xy){ box.xmin + t * w, box.ymin }
                   : k < 2 * EACH ? (mlg_xy){ box.xmax, box.ymin + t * h }
                   : k < 3 * EACH ? (mlg_xy){ box.xmax - t * w, box.ymax }
                                  : (mlg_xy){ box.xmin, box.ymax - t * h };
        vec3 v;

        plane_to_lonlat(d->plane, &p, 1);
        v = globe_direction(&d->vicinity->globe, p);
        if (!(v.z > 0.05)) /* nowhere, or out of sight: no limit */
            v = (vec3){ v.x < 0 ? -20 : 20, v.y < 0 ? -20 : 20, 1 };
        most[0] = fmax(most[0], v.x / v.z);
        most[1] = fmax(most[1], -v.x / v.z);
        most[2] = fmax(most[2], v.y / v.z);
        most[3] = fmax(most[3], -v.y / v.z);
    }
    for (int k = 0; k < 4; k++)
        most[k] = most[k] * 1.1 + 1e-5;
    d->halves[0] = (half){ -1, 0, most[0] };
    d->halves[1] = (half){ 1, 0, most[1] };
    d->halves[2] = (half){ 0, -1, most[2] };
    d->halves[3] = (half){ 0, 1, most[3] };
}

/* Sutherland and Hodgman's clipping (1974) of a convex ring. */
static void clip(drawing *d, half h)
{
    d->next.n = 0;
    for (size_t i = 0; i < d->now.n; i++) {
        vec3 a = d->now.v[i], b = d->now.v[(i + 1) % d->now.n];
        double at_a = side(h, a), at_b = side(h, b);

        if (at_a >= 0)
            push(d, &d->next, a);
        if ((at_a < 0) != (at_b < 0)) {
            double t = at_a / (at_a - at_b);

            push(d, &d->next,
                 (vec3){ a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.z + (b.z - a.z) * t });
        }
    }
    ring swap = d->now;

    d->now = d->next;
    d->next = swap;
}

/* --- one cell --------------------------------------------------------------------------------
 */

static bool smaller(vec3 a, vec3 b)
{
    return a.x != b.x ? a.x < b.x : a.y != b.y ? a.y < b.y : a.z < b.z;
}

static double length_of(vec3 a)
{
    return sqrt(a.x * a.x + a.y * a.y + a.z * a.z);
}

/* Vertices of the arc after its start, its end left out: computed from the same end whoever
 * owns it. */
static void push_arc(drawing *d, vec3 a, vec3 b)
{
    bool swap = smaller(b, a);
    vec3 from = swap ? b : a, to = swap ? a : b;
    vec3 chord = { to.x - from.x, to.y - from.y, to.z - from.z };
    double pieces = ceil(length_of(chord) * d->vicinity->globe.radius / STEP);

    for (double k = 1; k < pieces; k++) {
        double t = (swap ? pieces - k : k) / pieces;
        vec3 v = { from.x + chord.x * t, from.y + chord.y * t, from.z + chord.z * t };

        push_xy(d, globe_lonlat(&d->vicinity->globe, v));
    }
}

static void draw_one(drawing *d, uint32_t place)
{
    const delaunay *mesh = &d->vicinity->mesh;
    uint32_t first = mesh->leaves[place], e = first;

    d->now.n = 0;
    d->n = 0;
    do {
        push(d, &d->now, d->middle[e / 3]);
        e = mesh->twin[delaunay_prev(e)];
    } while (e != first);
    for (int k = 0; k < 4 && d->now.n; k++)
        clip(d, d->halves[k]);
    for (size_t i = 0; i < d->now.n; i++) {
        vec3 a = d->now.v[i], b = d->now.v[(i + 1) % d->now.n];

        push_xy(d, globe_lonlat(&d->vicinity->globe, a));
        push_arc(d, a, b);
    }
    plane_from_lonlat(d->plane, d->xy, d->n);
}

mlg_code cells_draw(mlg_polys *out, const vicinity *t, mlg_box box, mlg_planes *planes,
                    mlg_err *err)
{
    drawing d = { .vicinity = t, .plane = planes->open[t->id] };
    vec3 *middle = vicinity_middles(t);
    polys_build *build = polys_build_new();

    d.middle = middle;
    d.broken = !middle || !build;
    find_halves(&d, box);
    for (uint32_t p = 0; p < t->n && !d.broken; p++) {
        draw_one(&d, p);
        d.broken = d.broken ||
                   (d.n >= 3 && polys_build_ring(build, d.xy, d.n) == RING_NO_MEMORY) ||
                   !polys_build_end_polygon(build) || !polys_build_end_feature(build);
    }
    free(middle);
    free(d.now.v);
    free(d.next.v);
    free(d.xy);
    if (d.broken) {
        polys_build_free(build);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    polys_build_finish(build, out);
    return MLG_OK;
}
