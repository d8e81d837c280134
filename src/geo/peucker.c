#include "geo/peucker.h"

#include "base/big.h"
#include "base/i18n.h"
#include "base/par.h"

#include <math.h>
#include <stdlib.h>

enum {
    CHAIN_MAX = 4096, /* vertices given up between two kept ones */
    DEPTH_MAX = 64,   /* splits at the farthest vertex; deeper ones are in the middle */
    STACK = 40
};

/* Metres per degree of longitude and latitude at this latitude, on GRS80. */
static mlg_xy metres_at(double latitude)
{
    static const double a = 6378137, e2 = 0.00669438002290, degree = 0.017453292519943295;
    double s = sin(latitude * degree), w2 = 1 - e2 * s * s, n = a / sqrt(w2);

    return (mlg_xy){ n * cos(latitude * degree) * degree, n * (1 - e2) / w2 * degree };
}

/* Squared distance from b to the segment a-c, measured around b. */
static inline double distance2(mlg_xy a, mlg_xy c, mlg_xy b, mlg_xy scale)
{
    double ax = (a.x - b.x) * scale.x, ay = (a.y - b.y) * scale.y;
    double cx = (c.x - b.x) * scale.x, cy = (c.y - b.y) * scale.y;
    double dx = cx - ax, dy = cy - ay, length2 = dx * dx + dy * dy;
    double t = -(ax * dx + ay * dy);

    if (t >= length2)
        return cx * cx + cy * cy;
    if (t <= 0)
        return ax * ax + ay * ay;
    double cross = ax * dy - ay * dx;

    return cross * cross / length2;
}

uint32_t peucker_farthest(const mlg_xy *xy, uint32_t from, uint32_t to, double *metres)
{
    double most = -1;
    uint32_t farthest = from + 1;

    for (uint32_t i = from + 1; i < to; i++) {
        double d = distance2(xy[from], xy[to], xy[i], metres_at(xy[i].y));

        if (d > most) {
            most = d;
            farthest = i;
        }
    }
    *metres = sqrt(most > 0 ? most : 0);
    return farthest;
}

typedef struct weighing {
    const arcs *arcs;
    float *weight;
    mlg_xy *scale; /* metres per degree at each vertex */
    double least;
} weighing;

typedef struct span {
    uint32_t from, to, depth;
    float most; /* no vertex in it is worth more */
} span;

static uint32_t farthest(const weighing *w, uint32_t from, uint32_t to, double *metres)
{
    const mlg_xy *xy = w->arcs->xy;
    double most = -1;
    uint32_t at = from + 1;

    for (uint32_t i = from + 1; i < to; i++) {
        double d = distance2(xy[from], xy[to], xy[i], w->scale[i]);

        if (d > most) {
            most = d;
            at = i;
        }
    }
    *metres = sqrt(most > 0 ? most : 0);
    return at;
}

static void weigh_span(const weighing *w, uint32_t from, uint32_t to)
{
    span stack[STACK];
    size_t n = 0;

    stack[n++] = (span){ from, to, 0, INFINITY };
    while (n) {
        span s = stack[--n];
        uint32_t length = s.to - s.from;
        double metres;

        if (length < 2)
            continue;

        uint32_t at = farthest(w, s.from, s.to, &metres);

        if (metres <= w->least && length <= CHAIN_MAX)
            continue;
        if (s.depth > DEPTH_MAX)
            at = s.from + length / 2;
        if (length > CHAIN_MAX)
            metres = INFINITY;
        /* Rounded up, so that a vertex farther than the tolerance is never given up. */
        s.most = fminf(s.most, nextafterf((float)metres, INFINITY));
        w->weight[at] = s.most;

        span left = { s.from, at, s.depth + 1, s.most };
        span right = { at, s.to, s.depth + 1, s.most };
        bool left_longer = at - s.from > s.to - at;

        stack[n++] = left_longer ? left : right; /* the longer waits: the stack stays short */
        stack[n++] = left_longer ? right : left;
    }
}

/* The vertex of a loop that is farthest from the line between its end and `far`. */
static uint32_t third_of(const weighing *w, uint32_t from, uint32_t far, uint32_t to)
{
    const mlg_xy *xy = w->arcs->xy;
    uint32_t third = far;
    double most = -1;

    for (uint32_t i = from + 1; i < to; i++) {
        double d = i == far ? -1 : distance2(xy[from], xy[far], xy[i], w->scale[i]);

        if (d > most) {
            most = d;
            third = i;
        }
    }
    return third;
}

/* A loop keeps two more vertices than its end: a triangle. */
static void weigh_loop(const weighing *w, uint32_t from, uint32_t to)
{
    double metres;
    uint32_t far = farthest(w, from, to, &metres), third = third_of(w, from, far, to);
    uint32_t one = far < third ? far : third, two = far < third ? third : far;

    weigh_span(w, from, one);
    weigh_span(w, one, two);
    weigh_span(w, two, to);
    w->weight[one] = w->weight[two] = INFINITY;
}

static mlg_code weigh_arc(void *arg, size_t i, mlg_err *err)
{
    const weighing *w = arg;
    uint32_t from = w->arcs->start[i], to = w->arcs->start[i + 1] - 1;
    const mlg_xy *xy = w->arcs->xy;

    (void)err;
    for (uint32_t k = from; k <= to; k++) {
        w->scale[k] = metres_at(xy[k].y);
        w->weight[k] = 0;
    }
    w->weight[from] = w->weight[to] = INFINITY;
    if (xy[from].x == xy[to].x && xy[from].y == xy[to].y && to > from + 2)
        weigh_loop(w, from, to);
    else
        weigh_span(w, from, to);
    return MLG_OK;
}

mlg_code peucker_weigh(float *weight, const arcs *a, double least, unsigned threads,
                       mlg_err *err)
{
    static const par_job job = { .run = weigh_arc };
    weighing w = { .arcs = a, .weight = weight, .least = least };
    mlg_code code;

    w.scale = big_new((size_t)a->start[a->n] + 1, sizeof *w.scale);
    if (!w.scale)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    code = par_for(a->n, threads, &job, &w, err);
    free(w.scale);
    return code;
}
