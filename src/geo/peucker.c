#include "geo/peucker.h"

#include "base/big.h"
#include "base/i18n.h"
#include "base/par.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHAIN_MAX = 4096, /* vertices given up between two kept ones */
    DEPTH_MAX = 64,   /* splits at the farthest vertex; deeper ones are in the middle */
    STACK = 40
};

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

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
    float *weight; /* or NULL: */
    uint8_t *keep; /* what is worth more than `least` */
    double least;
} weighing;

/* One worker, and the arc at hand. Distances are taken twice: roughly, as if the whole arc were
 * at one latitude, and then on the ground where that leaves a doubt. */
typedef struct weigher {
    const weighing *job;
    const mlg_xy *xy;
    float *weight;
    mlg_xy scale; /* metres per degree at the latitude nearest to the equator */
    double doubt; /* a squared distance may be so many times the rough one, or less */
    double *rough;
    float *scratch;
    size_t room_rough, room_scratch;
} weigher;

static const double SLACK = 1e-8; /* square metres: beyond any rounding */

typedef struct span {
    uint32_t from, to, depth;
    float most; /* no vertex in it is worth more */
} span;

/* Of the vertices in between, in rough[0] and on; the greatest. */
static double rough_distances(const weigher *w, uint32_t from, uint32_t to)
{
    const mlg_xy *xy = w->xy;
    double *rough = w->rough, most = 0;
    mlg_xy a = xy[from], scale = w->scale;
    double dx = (xy[to].x - a.x) * scale.x, dy = (xy[to].y - a.y) * scale.y;
    double length2 = dx * dx + dy * dy, per_length2 = 1 / length2;

    for (uint32_t i = from + 1; i < to; i++) {
        double px = (xy[i].x - a.x) * scale.x, py = (xy[i].y - a.y) * scale.y;
        double qx = px - dx, qy = py - dy, t = px * dx + py * dy, cross = px * dy - py * dx;
        double d = cross * cross * per_length2;

        d = t >= length2 ? qx * qx + qy * qy : d;
        d = t <= 0 ? px * px + py * py : d; /* so it is where the ends are one */
        rough[i - from - 1] = d;
        most = d > most ? d : most;
    }
    return most;
}

/* The vertex in between that is farthest on the ground; false when none is farther than
 * `least`, if that is not negative. */
static bool farthest(const weigher *w, uint32_t from, uint32_t to, double least, uint32_t *at,
                     double *metres)
{
    const mlg_xy *xy = w->xy;
    double likely = rough_distances(w, from, to), most = -1;

    *at = from + 1;
    if (least >= 0 && likely * w->doubt + SLACK <= least * least)
        return false;
    likely /= w->doubt;
    for (uint32_t i = from + 1; i < to; i++) {
        double d;

        if (w->rough[i - from - 1] * w->doubt + SLACK < likely)
            continue;
        d = distance2(xy[from], xy[to], xy[i], metres_at(xy[i].y));
        if (d > most) {
            most = d;
            *at = i;
        }
    }
    *metres = sqrt(most > 0 ? most : 0);
    return true;
}

static void weigh_span(const weigher *w, uint32_t from, uint32_t to)
{
    span stack[STACK];
    size_t n = 0;

    stack[n++] = (span){ from, to, 0, INFINITY };
    while (n) {
        span s = stack[--n];
        uint32_t length = s.to - s.from, at;
        double metres, least = length > CHAIN_MAX ? -1 : w->job->least;

        if (length < 2 || !farthest(w, s.from, s.to, least, &at, &metres) || metres <= least)
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
static uint32_t third_of(const weigher *w, uint32_t from, uint32_t far, uint32_t to)
{
    const mlg_xy *xy = w->xy;
    uint32_t third = far;
    double most = -1;

    for (uint32_t i = from + 1; i < to; i++) {
        double d = i == far ? -1 : distance2(xy[from], xy[far], xy[i], metres_at(xy[i].y));

        if (d > most) {
            most = d;
            third = i;
        }
    }
    return third;
}

/* A loop keeps two more vertices than its end: a triangle. */
static void weigh_loop(const weigher *w, uint32_t from, uint32_t to)
{
    double metres;
    uint32_t far, third, one, two;

    farthest(w, from, to, -1, &far, &metres);
    third = third_of(w, from, far, to);
    one = far < third ? far : third;
    two = far < third ? third : far;
    weigh_span(w, from, one);
    weigh_span(w, one, two);
    weigh_span(w, two, to);
    w->weight[one] = w->weight[two] = INFINITY;
}

/* A degree of longitude shrinks away from the equator, one of latitude grows. */
static void choose_scale(weigher *w, uint32_t n)
{
    double south = INFINITY, north = -INFINITY;
    mlg_xy far;

    for (uint32_t k = 1; k + 1 < n; k++) {
        south = w->xy[k].y < south ? w->xy[k].y : south;
        north = w->xy[k].y > north ? w->xy[k].y : north;
    }
    w->scale = metres_at(south > 0 ? south : north < 0 ? north : 0);
    far = metres_at(fmax(fabs(south), fabs(north)));
    w->doubt = fmax(1, fmax(w->scale.x / far.x, far.y / w->scale.y));
    w->doubt *= w->doubt * (1 + 1e-9);
    if (!(far.x > 0)) /* beyond a pole */
        w->doubt = INFINITY;
}

static void weigh_line(weigher *w, uint32_t n)
{
    const mlg_xy *xy = w->xy;
    uint32_t last = n - 1;

    memset(w->weight, 0, n * sizeof *w->weight);
    w->weight[0] = w->weight[last] = INFINITY;
    if (n < 3)
        return;
    choose_scale(w, n);
    if (xy[0].x == xy[last].x && xy[0].y == xy[last].y && last > 2)
        weigh_loop(w, 0, last);
    else
        weigh_span(w, 0, last);
}

static mlg_code weigh_arc(void *arg, size_t i, mlg_err *err)
{
    weigher *w = arg;
    const weighing *job = w->job;
    uint32_t start = job->arcs->start[i], n = job->arcs->start[i + 1] - start;

    if (!big_room((void **)&w->rough, &w->room_rough, n, sizeof *w->rough) ||
        !big_room((void **)&w->scratch, &w->room_scratch, n, sizeof *w->scratch))
        return no_memory(err);
    w->xy = job->arcs->xy + start;
    w->weight = job->weight ? job->weight + start : w->scratch;
    weigh_line(w, n);
    for (uint32_t k = 0; job->keep && k < n; k++)
        job->keep[start + k] = w->weight[k] > 0;
    return MLG_OK;
}

static mlg_code weigher_open(void **out, void *shared, mlg_err *err)
{
    weigher *w = calloc(1, sizeof *w);

    if (!w)
        return no_memory(err);
    w->job = shared;
    *out = w;
    return MLG_OK;
}

static void weigher_close(void *arg)
{
    weigher *w = arg;

    free(w->rough);
    free(w->scratch);
    free(w);
}

static mlg_code weigh(weighing job, unsigned threads, mlg_err *err)
{
    static const par_job arc = { weigher_open, weigh_arc, weigher_close };

    return par_for(job.arcs->n, threads, &arc, &job, err);
}

mlg_code peucker_weigh(float *weight, const arcs *a, double least, unsigned threads,
                       mlg_err *err)
{
    return weigh((weighing){ .arcs = a, .weight = weight, .least = least }, threads, err);
}

mlg_code peucker_keep(uint8_t *keep, const arcs *a, double tolerance, unsigned threads,
                      mlg_err *err)
{
    return weigh((weighing){ .arcs = a, .keep = keep, .least = tolerance }, threads, err);
}
