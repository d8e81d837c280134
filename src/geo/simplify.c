#include "maillage/simplify.h"

#include "base/big.h"
#include "base/buf.h"
#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"
#include "geo/arcs.h"
#include "geo/peucker.h"
#include "geo/repair.h"
#include "geo/untangle.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* --- the grid --------------------------------------------------------------------------- */

typedef struct rounding {
    mlg_polys *polys;
    double grid;
    uint32_t *kept; /* vertices of each ring, 0 when they enclose nothing any more */
} rounding;

/* round() without a call: so large a number leaves no room for a fraction beside it, and what
 * is halfway goes to the even one of its neighbours, hence perhaps not away from zero. */
static inline double whole(double v)
{
    static const double large = 6755399441055744.0; /* 1.5 * 2^52 */
    double near, off;

    if (!(fabs(v) < 1e15))
        return round(v);
    near = (v + large) - large;
    off = v - near;
    near += off >= 0.5 && v > 0 ? 1 : 0;
    near -= off <= -0.5 && v < 0 ? 1 : 0;
    return near;
}

/* Rounds the vertices of a ring in place, closed; a vertex that falls on the one before goes.
 */
static mlg_code round_ring(void *arg, size_t r, mlg_err *err)
{
    const rounding *g = arg;
    const mlg_polys *p = g->polys;
    mlg_xy *xy = p->xy + p->xy_of[r];
    uint32_t n = p->xy_of[r + 1] - p->xy_of[r], kept = 0;
    double grid = g->grid, area;

    (void)err;
    for (uint32_t i = 0; i < n; i++) {
        mlg_xy at = { whole(xy[i].x * grid) / grid + 0.0, whole(xy[i].y * grid) / grid + 0.0 };

        if (!kept || at.x != xy[kept - 1].x || at.y != xy[kept - 1].y)
            xy[kept++] = at;
    }
    area = kept < 4 ? 0 : ring_area(xy, kept);
    g->kept[r] = (p->hole[r] ? -area : area) > 0 ? kept : 0;
    return MLG_OK;
}

/* Closes the ranks in place: what is kept never runs ahead of what is read. A hole goes with
 * its shell. */
static void drop_rings(mlg_polys *p, const uint32_t *kept, int decimals, mlg_simplified *what,
                       const char *where, mlg_diag *diag)
{
    uint32_t xy = 0, rings = 0;

    for (size_t f = 0; f < p->n; f++) {
        uint32_t from = p->ring_of[f], to = p->ring_of[f + 1], before = rings;
        bool shell_is_there = false;

        p->ring_of[f] = rings;
        for (uint32_t r = from; r < to; r++) {
            bool hole = p->hole[r];

            shell_is_there = hole ? shell_is_there : kept[r] > 0;
            if (!shell_is_there || !kept[r]) {
                what->dropped++;
                continue;
            }
            if (xy != p->xy_of[r])
                memmove(p->xy + xy, p->xy + p->xy_of[r], kept[r] * sizeof *p->xy);
            p->hole[rings] = hole;
            p->xy_of[rings++] = xy;
            xy += kept[r];
        }
        if (from < to && before == rings)
            mlg_diag_add(diag, MLG_WARNING, "geometry-too-small", where, (int64_t)f + 1,
                         N_("smaller than one step of %d decimals of a degree: published "
                            "without its polygon"),
                         decimals);
    }
    p->ring_of[p->n] = rings;
    p->xy_of[rings] = xy;
    p->n_rings = rings;
    p->n_xy = xy;
}

static mlg_code round_all(mlg_polys *p, const mlg_simplify_options *o, mlg_simplified *what,
                          const char *where, mlg_diag *diag, mlg_err *err)
{
    static const par_job job = { .run = round_ring };
    rounding g = { p, pow(10, o->decimals), malloc((p->n_rings + 1) * sizeof *g.kept) };
    mlg_code code = g.kept ? par_for(p->n_rings, o->threads, &job, &g, err) : no_memory(err);

    if (code == MLG_OK)
        drop_rings(p, g.kept, o->decimals, what, where, diag);
    free(g.kept);
    return code;
}

/* --- size --------------------------------------------------------------------------------- */

/* What the geometries take as GeoJSON beside their positions, in place of `null`:
 * {"type":"Polygon","coordinates":[ ... ]}, or {"type":"MultiPolygon","coordinates":[[ ... ]]}
 * with ],[ between shells; [ ] around a ring, a comma before the next one. */
enum { POLYGON_BYTES = 31, MULTIPOLYGON_BYTES = 38, SHELL_BYTES = 4, HOLE_BYTES = 2 };

typedef struct pricing {
    const mlg_polys *polys;
    const arcs *arcs;
    int decimals;
    uint8_t *price; /* of each vertex of the arcs, once */
} pricing;

static mlg_code price_arc(void *arg, size_t i, mlg_err *err)
{
    const pricing *p = arg;
    buf text = { 0 };
    mlg_code code = MLG_OK;

    for (uint32_t k = p->arcs->start[i]; k < p->arcs->start[i + 1]; k++) {
        buf_clear(&text);
        buf_degree(&text, p->arcs->xy[k].x, p->decimals);
        buf_degree(&text, p->arcs->xy[k].y, p->decimals);
        p->price[k] = (uint8_t)(text.n + sizeof "[,]," - 1);
    }
    if (text.broken)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    buf_free(&text);
    return code;
}

static size_t frame_bytes(const mlg_polys *p)
{
    size_t sum = 0;

    for (size_t f = 0; f < p->n; f++) {
        size_t shells = 0;

        for (uint32_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++) {
            shells += !p->hole[r];
            sum += p->hole[r] ? HOLE_BYTES : SHELL_BYTES;
        }
        sum += shells > 1 ? MULTIPOLYGON_BYTES : shells ? POLYGON_BYTES : 0;
    }
    return sum;
}

/* Bytes of what cannot be given up: frames, and the vertices between arcs. */
static size_t least_bytes(const pricing *p)
{
    const arcs *a = p->arcs;
    size_t sum = frame_bytes(p->polys);

    for (size_t r = 0; r < a->n_rings; r++)
        for (uint32_t k = a->use_of[r]; k < a->use_of[r + 1]; k++) {
            uint32_t arc = a->part[k] / 2, last = a->start[arc + 1] - 1;
            uint32_t first = a->part[k] & 1 ? last : a->start[arc];

            /* A ring is closed by its first vertex. */
            sum += (size_t)p->price[first] * (k == a->use_of[r] ? 2 : 1);
        }
    return sum;
}

static size_t bytes_of(const pricing *p, const uint8_t *keep)
{
    const arcs *a = p->arcs;
    size_t sum = least_bytes(p);

    for (size_t arc = 0; arc < a->n; arc++)
        for (uint32_t i = a->start[arc] + 1; i + 1 < a->start[arc + 1]; i++)
            sum += keep[i] ? (size_t)p->price[i] * a->uses[arc] : 0;
    return sum;
}

/* The least tolerance that `bytes` allow; `order` has the inner vertices' worth, least first.
 * False: even the vertices that always stay take more. */
static bool tolerance_for(double *tolerance, const pricing *p, const float *weight,
                          const uint32_t *order, const uint32_t *arc_of, size_t bytes)
{
    const arcs *a = p->arcs;
    size_t sum = least_bytes(p), n = a->start[a->n];

    for (size_t i = n; i-- > 0;) {
        uint32_t v = order[i], arc = arc_of[v];

        if (v == a->start[arc] || v + 1 == a->start[arc + 1])
            continue;
        sum += (size_t)p->price[v] * a->uses[arc];
        if (sum > bytes) {
            bool fits = isfinite(weight[v]);

            for (; !isfinite(weight[order[i]]) && i; i--)
                ;
            *tolerance = fits                         ? (double)weight[v]
                         : isfinite(weight[order[i]]) ? (double)weight[order[i]]
                                                      : 0;
            return fits;
        }
    }
    *tolerance = 0;
    return true;
}

/* --- one layer ---------------------------------------------------------------------------- */

typedef struct layer_job {
    const mlg_polys *polys;
    const mlg_simplify_options *options;
    mlg_simplified *what;
    arcs arcs;
    float *weight;
    uint8_t *keep, *price;
    uint32_t *order, *arc_of;
} layer_job;

/* What the tolerance keeps, and what borders need beside it. */
static mlg_code settle(layer_job *j, double tolerance, mlg_err *err)
{
    j->what->tolerance_m = tolerance;
    return untangle(j->keep, &j->what->restored, &j->arcs, j->polys->hole, tolerance,
                    j->options->threads, err);
}

static mlg_code thin(layer_job *j, double tolerance, mlg_err *err)
{
    size_t n = j->arcs.start[j->arcs.n];

    for (size_t i = 0; i < n; i++)
        j->keep[i] = (double)j->weight[i] > tolerance;
    return settle(j, tolerance, err);
}

/* Worth to sort by: positive floats sort like their bits. */
static bool sort_weights(layer_job *j)
{
    size_t n = j->arcs.start[j->arcs.n];
    uint32_t *keys = malloc((n + 1) * sizeof *keys);

    j->arc_of = malloc((n + 1) * sizeof *j->arc_of);
    if (keys && j->arc_of) {
        memcpy(keys, j->weight, n * sizeof *keys);
        for (size_t arc = 0; arc < j->arcs.n; arc++)
            for (uint32_t i = j->arcs.start[arc]; i < j->arcs.start[arc + 1]; i++)
                j->arc_of[i] = (uint32_t)arc;
        j->order = order_by_key(keys, n);
    }
    free(keys);
    return j->order;
}

/* Vertices put back cost too: what they exceed the size by is taken off, and once more. */
static mlg_code thin_to_size(layer_job *j, const pricing *p, mlg_err *err)
{
    enum { TRIES = 8 };
    size_t most = j->options->max_bytes, aim = most;
    mlg_code code = sort_weights(j) ? MLG_OK : no_memory(err);
    bool fits = true;

    for (int i = 0; code == MLG_OK && i < TRIES; i++) {
        double tolerance;

        fits = tolerance_for(&tolerance, p, j->weight, j->order, j->arc_of, aim);
        code = thin(j, fmax(tolerance, j->options->tolerance_m), err);
        if (code == MLG_OK)
            j->what->bytes = bytes_of(p, j->keep);
        if (j->what->bytes <= most || !fits)
            break;
        aim -= j->what->bytes - most < aim ? j->what->bytes - most : aim;
    }
    j->what->too_large = j->what->bytes > most;
    return code;
}

static mlg_code weigh_layer(layer_job *j, mlg_err *err)
{
    static const par_job price = { .run = price_arc };
    const mlg_simplify_options *o = j->options;
    size_t n = j->arcs.start[j->arcs.n];
    pricing p = { j->polys, &j->arcs, o->decimals, j->price = malloc(n + 1) };
    mlg_code code;

    j->weight = big_new(n + 1, sizeof *j->weight);
    if (!j->weight || !j->price)
        return no_memory(err);
    code = peucker_weigh(j->weight, &j->arcs, o->tolerance_m, o->threads, err);
    if (code == MLG_OK)
        code = par_for(j->arcs.n, o->threads, &price, &p, err);
    return code == MLG_OK ? thin_to_size(j, &p, err) : code;
}

static mlg_code thin_layer(layer_job *j, mlg_err *err)
{
    const mlg_simplify_options *o = j->options;
    mlg_code code;

    j->keep = malloc(j->arcs.start[j->arcs.n] + 1);
    if (!j->keep)
        return no_memory(err);
    if (o->max_bytes)
        return weigh_layer(j, err);
    code = peucker_keep(j->keep, &j->arcs, o->tolerance_m, o->threads, err);
    return code == MLG_OK ? settle(j, o->tolerance_m, err) : code;
}

/* --- back to rings -------------------------------------------------------------------------
 */

typedef struct drawing {
    arcs *arcs;
    const uint8_t *keep;
    uint32_t *edges; /* of each arc, as it is drawn */
    mlg_polys *polys;
} drawing;

/* What is kept of an arc, at its start. */
static mlg_code close_ranks(void *arg, size_t arc, mlg_err *err)
{
    const drawing *d = arg;
    mlg_xy *xy = d->arcs->xy;
    uint32_t n = d->arcs->start[arc];

    (void)err;
    for (uint32_t i = n; i < d->arcs->start[arc + 1]; i++) {
        xy[n] = xy[i];
        n += d->keep[i];
    }
    d->edges[arc] = n - d->arcs->start[arc] - 1;
    return MLG_OK;
}

/* Where each ring starts: the edges of its arcs, and the vertex that closes it. */
static void place_rings(const drawing *d)
{
    const arcs *a = d->arcs;
    mlg_polys *p = d->polys;
    uint32_t xy = 0;

    for (size_t r = 0; r < p->n_rings; r++) {
        p->xy_of[r] = xy;
        for (uint32_t k = a->use_of[r]; k < a->use_of[r + 1]; k++)
            xy += d->edges[a->part[k] / 2];
        xy++;
    }
    p->xy_of[p->n_rings] = xy;
    p->n_xy = xy;
}

static mlg_code draw_ring(void *arg, size_t r, mlg_err *err)
{
    const drawing *d = arg;
    const arcs *a = d->arcs;
    mlg_xy *first = d->polys->xy + d->polys->xy_of[r], *to = first;

    (void)err;
    for (uint32_t k = a->use_of[r]; k < a->use_of[r + 1]; k++) {
        const mlg_xy *from = a->xy + a->start[a->part[k] / 2];
        uint32_t n = d->edges[a->part[k] / 2];

        for (uint32_t i = 0; i < n; i++)
            *to++ = from[a->part[k] & 1 ? n - i : i];
    }
    *to = *first;
    return MLG_OK;
}

static mlg_code draw(mlg_polys *p, layer_job *j, mlg_err *err)
{
    static const par_job close = { .run = close_ranks }, rings = { .run = draw_ring };
    drawing d = { &j->arcs, j->keep, malloc((j->arcs.n + 1) * sizeof *d.edges), p };
    unsigned threads = j->options->threads;
    mlg_code code = d.edges ? par_for(j->arcs.n, threads, &close, &d, err) : no_memory(err);

    if (code == MLG_OK) {
        place_rings(&d);
        p->xy = big_new(p->n_xy + 1, sizeof *p->xy);
        code = p->xy ? par_for(p->n_rings, threads, &rings, &d, err) : no_memory(err);
    }
    free(d.edges);
    return code;
}

/* Arcs hold all that there is to know of the vertices: those of the rings make room meanwhile.
 */
static mlg_code lighten(mlg_polys *p, layer_job *j, mlg_err *err)
{
    if (arcs_new(&j->arcs, p, j->options->threads, err) != MLG_OK)
        return err->code;
    free(p->xy);
    p->xy = NULL;
    return thin_layer(j, err) == MLG_OK ? draw(p, j, err) : err->code;
}

mlg_code mlg_simplify(mlg_polys *polys, const mlg_simplify_options *options,
                      mlg_simplified *what, const char *where, mlg_diag *diag, mlg_err *err)
{
    layer_job j = { .polys = polys, .options = options, .what = what };
    mlg_code code;

    *what = (mlg_simplified){ .before = polys->n_xy };
    code = round_all(polys, options, what, where, diag, err);
    if (code == MLG_OK && (options->tolerance_m > 0 || options->max_bytes))
        code = lighten(polys, &j, err);
    arcs_release(&j.arcs);
    free(j.weight);
    free(j.keep);
    free(j.price);
    free(j.order);
    free(j.arc_of);
    if (code == MLG_OK) /* what the source, or its rounding, crosses */
        code = polys_repair(polys, NULL, NULL, where, options->threads, NULL, err);
    what->after = polys->n_xy;
    return code;
}
