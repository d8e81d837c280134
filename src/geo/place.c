#include "geo/place.h"

#include "base/i18n.h"
#include "base/par.h"
#include "geo/antimeridian.h"
#include "geo/crs.h"
#include "geo/repair.h"
#include "model/build.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* How a layer's coordinates become degrees. */
typedef struct source {
    crs_kind kind;
    plane_id plane; /* CRS_PLANE */
    crs_step *step; /* CRS_OTHER */
} source;

static mlg_code source_open(source *s, const mlg_layer *layer, mlg_err *err)
{
    char name[80];

    *s = (source){ .kind = CRS_LONLAT };
    if (!layer->crs || !layer->crs[0]) {
        mlg_fail(
            err, MLG_ECRS,
            _("its coordinate system is not known (no .prj?): give it, e.g. --crs EPSG:2154"));
        return mlg_at(err, layer->name, 0);
    }
    if (crs_identify(layer->crs, &s->kind, &s->plane, name, sizeof name, err) != MLG_OK ||
        crs_check_range(s->kind, s->plane, layer->box, err) != MLG_OK)
        return mlg_at(err, layer->name, 0), err->code;
    if (s->kind == CRS_OTHER && crs_step_new(&s->step, layer->crs, err) != MLG_OK)
        return mlg_at(err, layer->name, 0), err->code;
    return MLG_OK;
}

static void source_close(source *s)
{
    crs_step_free(s->step);
}

/* Which operation served is known once it has. */
static void note_operation(const source *s, const mlg_layer *layer, mlg_diag *diag)
{
    double accuracy;
    const char *operation;

    if (!s->step)
        return;
    operation = crs_step_operation(s->step, &accuracy);
    mlg_diag_add(diag, MLG_NOTE, "crs-transformed", layer->name, 0,
                 N_("reprojected by: %s (accuracy %g m)"), operation, accuracy);
}

static void to_degrees(const source *s, mlg_xy *xy, size_t n)
{
    if (s->step)
        crs_step_run(s->step, xy, n);
}

static mlg_code open_plane(mlg_planes *planes, plane_id id, plane **out, mlg_err *err)
{
    const plane *opened;
    mlg_code code = planes_get(planes, id, &opened, err);

    *out = planes->open[id];
    return code;
}

/* --- polygons -------------------------------------------------------------------- */

typedef struct placing {
    source source;
    plane *plane; /* of the feature at hand */
    polys_build *build;
    mlg_xy *ring; /* the ring at hand, in the plane, with extra vertices */
    size_t n, room;
    bool broken;
} placing;

static void push(placing *p, mlg_xy xy)
{
    if (p->n == p->room) {
        size_t room = p->room ? 2 * p->room : 256;
        mlg_xy *ring = realloc(p->ring, room * sizeof *ring);

        if (!ring) {
            p->broken = true;
            return;
        }
        p->ring = ring;
        p->room = room;
    }
    p->ring[p->n++] = xy;
}

static mlg_xy between(mlg_xy a, mlg_xy b, double t)
{
    return (mlg_xy){ a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t };
}

/* The longitude that every neighbour gives a place, 180 rather than -180. Exact within 52
 * degrees of the antimeridian, where both have the same last bit. */
static mlg_xy on_map(mlg_xy xy)
{
    if (fabs(xy.x) <= 360)
        xy.x += xy.x > 180 ? -360 : xy.x <= -180 ? 360 : 0;
    return xy;
}

static mlg_xy to_plane(placing *p, mlg_xy xy)
{
    to_degrees(&p->source, &xy, 1);
    xy = on_map(xy);
    plane_from_lonlat(p->plane, &xy, 1);
    return xy;
}

enum { PARTS_MAX = 4096 };

/* How far the edge, cut into n equal parts, is from straight pieces, times n squared: from
 * its second differences at the quarters, continued to its ends (short edges: one bow, seen
 * from its middle). Ends A and B in the plane. */
static double bend_of(placing *p, mlg_xy from, mlg_xy to, mlg_xy A, mlg_xy B)
{
    static const double one_bow = 3000;
    bool brief = hypot(B.x - A.x, B.y - A.y) < one_bow;
    mlg_xy off[5] = { 0 }, d[3];
    double most = 0;

    for (int i = brief ? 2 : 1; i <= (brief ? 2 : 3); i++) {
        mlg_xy chord = between(A, B, i / 4.0), at = to_plane(p, between(from, to, i / 4.0));

        off[i] = (mlg_xy){ at.x - chord.x, at.y - chord.y };
    }
    if (brief)
        return hypot(off[2].x, off[2].y);
    for (int i = 0; i < 3; i++)
        d[i] = (mlg_xy){ off[i].x - 2 * off[i + 1].x + off[i + 2].x,
                         off[i].y - 2 * off[i + 1].y + off[i + 2].y };
    for (int i = 0; i < 3; i++)
        most = fmax(most, hypot(d[i].x, d[i].y));
    most = fmax(most, hypot(2 * d[0].x - d[1].x, 2 * d[0].y - d[1].y));
    most = fmax(most, hypot(2 * d[2].x - d[1].x, 2 * d[2].y - d[1].y));
    return 2 * most; /* 16 for the quarters' width, over 8 for a bow's height */
}

/* The turn that brings an edge beyond the antimeridian back where its neighbour has it. */
static double turn_of(double a, double b)
{
    if (a >= 180 && b >= 180)
        return -360;
    return a <= -180 && b <= -180 && fmin(a, b) < -180 ? 360 : 0;
}

/* Extra vertices of the edge a-b of the file, from A to B in the plane. Computed from the
 * same end whoever owns the edge, so that neighbours keep their shared border. */
static void push_bend(placing *p, mlg_xy a, mlg_xy b, mlg_xy A, mlg_xy B)
{
    static const double straight = 300; /* no shorter edge bends by 1 cm in any CRS we meet */
    bool swap = b.x < a.x || (b.x == a.x && b.y < a.y);
    mlg_xy from = swap ? b : a, to = swap ? a : b;
    size_t parts = 1;
    double bend;

    if (hypot(B.x - A.x, B.y - A.y) < straight)
        return;
    if (p->source.kind == CRS_LONLAT) {
        double turn = turn_of(from.x, to.x);

        from.x += turn;
        to.x += turn;
    }
    bend = bend_of(p, from, to, swap ? B : A, swap ? A : B);
    for (; bend > 0.9 * PLACE_TOLERANCE_M && parts < PARTS_MAX; bend /= 4)
        parts *= 2;
    for (size_t i = 1; i < parts; i++) {
        double t = (double)(swap ? parts - i : i) / (double)parts;
        mlg_xy at = to_plane(p, between(from, to, t));

        if (isfinite(at.x) && isfinite(at.y))
            push(p, at);
    }
}

/* One ring: `raw` as in the file, `flat` the same vertices in the plane. */
static void place_ring(placing *p, const mlg_xy *raw, const mlg_xy *flat, size_t n)
{
    p->n = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        push(p, flat[i]);
        push_bend(p, raw[i], raw[i + 1], flat[i], flat[i + 1]);
    }
    if (polys_build_ring(p->build, p->ring, p->n) == RING_NO_MEMORY)
        p->broken = true;
}

static void place_feature(placing *p, const mlg_polys *raw, const mlg_xy *flat, size_t f)
{
    for (size_t r = raw->ring_of[f]; r < raw->ring_of[f + 1]; r++) {
        size_t from = raw->xy_of[r], n = raw->xy_of[r + 1] - from;

        if (!raw->hole[r] && r > raw->ring_of[f])
            polys_build_end_polygon(p->build);
        place_ring(p, raw->xy + from, flat + (from - raw->xy_of[raw->ring_of[f]]), n);
    }
    polys_build_end_polygon(p->build);
}

static bool placed(mlg_xy p)
{
    return isfinite(p.x) && isfinite(p.y);
}

static bool all_placed(const mlg_xy *xy, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!placed(xy[i]))
            return false;
    return true;
}

/* The middle of places in degrees, on the map; of places on both sides of it (a projection
 * gives them so), there. */
static mlg_xy centre(const mlg_xy *xy, size_t n)
{
    mlg_box b = box_of(xy, n);
    double middle = (b.xmin + b.xmax) / 2, least = 360, most = 0;

    for (size_t i = 0; b.xmax - b.xmin > 180 && i < n; i++) {
        double x = xy[i].x < 0 ? xy[i].x + 360 : xy[i].x;

        least = fmin(least, x);
        most = fmax(most, x);
    }
    if (most > least && most - least < 90)
        middle = (least + most) / 2;
    return on_map((mlg_xy){ middle, (b.ymin + b.ymax) / 2 });
}

/* A study outside France has a home: the UTM plane at the middle of its first layer. */
static void find_home(mlg_planes *planes, const mlg_polys *p, const mlg_xy *lonlat)
{
    mlg_meridians taken = { 0 };
    double south = INFINITY, north = -INFINITY, west, east;
    plane_id home;

    if (planes->home)
        return;
    for (size_t f = 0; f < p->n; f++) {
        size_t from = p->xy_of[p->ring_of[f]], to = p->xy_of[p->ring_of[f + 1]];
        mlg_xy c = centre(lonlat + from, to - from);

        if (plane_at(c, PLANE_NONE) <= PLANE_UTM)
            continue;
        mlg_meridians_add(&taken, c.x, c.x);
        south = fmin(south, c.y);
        north = fmax(north, c.y);
    }
    if (!mlg_meridians_stretch(&taken, &west, &east))
        return;
    home = plane_at((mlg_xy){ remainder((west + east) / 2, 360), (south + north) / 2 },
                    PLANE_NONE);
    if (home > PLANE_UTM)
        planes->home = home;
}

static bool in_france(plane_id id)
{
    return id != PLANE_NONE && id < PLANE_UTM;
}

static bool exchanged(mlg_xy at)
{
    return !in_france(plane_at(at, PLANE_NONE)) &&
           in_france(plane_at((mlg_xy){ at.y, at.x }, PLANE_NONE));
}

static void tell_exchanged(const mlg_layer *layer, size_t record, mlg_diag *diag)
{
    mlg_diag_add(diag, MLG_WARNING, "coordinates-exchanged", layer->name, (int64_t)record + 1,
                 N_("would be in France if longitude and latitude were exchanged: check which "
                    "column is which"));
}

static bool has_rings(const mlg_polys *p, size_t f)
{
    return p->ring_of[f] < p->ring_of[f + 1];
}

/* Across the antimeridian. */
static mlg_code join(mlg_polys *polys, const mlg_layer *layer, mlg_diag *diag, mlg_err *err)
{
    uint8_t *had = malloc(polys->n + 1);
    mlg_code code;

    if (!had)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t f = 0; f < polys->n; f++)
        had[f] = has_rings(polys, f);
    code = antimeridian_join(polys, err);
    for (size_t f = 0; code == MLG_OK && f < polys->n; f++)
        if (had[f] && !has_rings(polys, f))
            mlg_diag_add(diag, MLG_WARNING, "geometry-unplaced", layer->name, (int64_t)f + 1,
                         N_("polygon around the whole world, from one side of the "
                            "antimeridian to the other: left out"));
    free(had);
    return code;
}

static mlg_code place_all(placing *p, plane_id *ids, const mlg_layer *layer, mlg_xy *lonlat,
                          mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    const mlg_polys *raw = &layer->polys;

    for (size_t f = 0; f < raw->n; f++) {
        size_t from = raw->xy_of[raw->ring_of[f]], n = raw->xy_of[raw->ring_of[f + 1]] - from;
        mlg_xy middle = n ? centre(lonlat + from, n) : (mlg_xy){ NAN, NAN };

        ids[f] = n ? plane_at(middle, planes->home) : PLANE_NONE;
        if (n && p->source.kind == CRS_LONLAT && exchanged(middle))
            tell_exchanged(layer, f, diag);
        if (ids[f]) {
            if (open_plane(planes, ids[f], &p->plane, err) != MLG_OK)
                return err->code;
            for (size_t i = from; i < from + n; i++)
                lonlat[i] = on_map(lonlat[i]);
            plane_from_lonlat(p->plane, lonlat + from, n);
        }
        if (n && ids[f] && all_placed(lonlat + from, n)) {
            place_feature(p, raw, lonlat + from, f);
        } else if (n) {
            mlg_diag_add(diag, MLG_WARNING, "geometry-unplaced", layer->name, (int64_t)f + 1,
                         N_("polygon whose coordinates are not on Earth's map: left out"));
            ids[f] = PLANE_NONE;
        }
        if (p->broken || !polys_build_end_feature(p->build))
            return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    return MLG_OK;
}

mlg_code polys_place(mlg_polys *out, plane_id *ids, mlg_layer *layer, mlg_planes *planes,
                     mlg_diag *diag, mlg_err *err)
{
    placing p = { 0 };
    mlg_xy *lonlat = NULL;
    mlg_code code = source_open(&p.source, layer, err);

    if (code != MLG_OK)
        return code;
    if (p.source.kind == CRS_PLANE) {
        *out = layer->polys;
        layer->polys = (mlg_polys){ 0 };
        for (size_t f = 0; f < out->n; f++)
            ids[f] = out->ring_of[f] < out->ring_of[f + 1] ? p.source.plane : PLANE_NONE;
        return MLG_OK;
    }
    if (p.source.kind == CRS_LONLAT && join(&layer->polys, layer, diag, err) != MLG_OK)
        return err->code;
    lonlat = malloc((layer->polys.n_xy + 1) * sizeof *lonlat);
    p.build = polys_build_new();
    if (!lonlat || !p.build) {
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    } else {
        if (layer->polys.n_xy)
            memcpy(lonlat, layer->polys.xy, layer->polys.n_xy * sizeof *lonlat);
        to_degrees(&p.source, lonlat, layer->polys.n_xy);
        note_operation(&p.source, layer, diag);
        find_home(planes, &layer->polys, lonlat);
        code = place_all(&p, ids, layer, lonlat, planes, diag, err);
    }
    if (code == MLG_OK) {
        polys_build_finish(p.build, out);
        p.build = NULL;
        mlg_polys_release(&layer->polys);
    }
    polys_build_free(p.build);
    free(p.ring);
    free(lonlat);
    source_close(&p.source);
    return code;
}

/* --- moved in parallel ------------------------------------------------------------ */

typedef struct moving {
    const bool *used; /* by plane */
    mlg_xy *xy;
    const uint8_t *ids; /* of points */
    size_t n;
    bool to_lonlat;
    const mlg_polys *polys; /* else, of features */
    const mlg_xy *from;
    const plane_id *of_feature;
    atomic_bool *astray; /* some place is nowhere on Earth */
} moving;

typedef struct mover {
    const moving *job;
    plane *open[PLANE_END];
} mover;

static void mover_close(void *arg)
{
    mover *m = arg;

    for (size_t i = 0; i < PLANE_END; i++)
        plane_close(m->open[i]);
    free(m);
}

/* A plane of its own per worker: transformations want one thread at a time. */
static mlg_code mover_open(void **out, void *shared, mlg_err *err)
{
    mover *m = calloc(1, sizeof *m);

    if (!m)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    m->job = shared;
    for (plane_id id = 1; id < PLANE_END; id++) {
        if (m->job->used[id] && plane_open(&m->open[id], id, err) != MLG_OK) {
            mover_close(m);
            return err->code;
        }
    }
    *out = m;
    return MLG_OK;
}

static mlg_code move_feature(void *arg, size_t f, mlg_err *err)
{
    mover *m = arg;
    const mlg_polys *p = m->job->polys;
    size_t at = p->xy_of[p->ring_of[f]], n = p->xy_of[p->ring_of[f + 1]] - at;

    (void)err;
    if (!n)
        return MLG_OK;
    if (m->job->from != p->xy)
        memcpy(p->xy + at, m->job->from + at, n * sizeof *p->xy);
    if (plane_to_drawn_lonlat(m->open[m->job->of_feature[f]], p->xy + at, n))
        atomic_store(m->job->astray, true);
    return MLG_OK;
}

static mlg_code move_polys(mlg_polys *polys, const mlg_xy *from, const plane_id *ids,
                           unsigned threads, atomic_bool *astray, mlg_err *err)
{
    static const par_job job = { mover_open, move_feature, mover_close };
    bool used[PLANE_END] = { false };
    moving m = {
        .used = used, .polys = polys, .from = from, .of_feature = ids, .astray = astray
    };
    bool abroad = false; /* France ends nowhere near the antimeridian */

    for (size_t f = 0; f < polys->n; f++) {
        used[ids[f]] = true;
        abroad |= ids[f] > PLANE_UTM;
    }
    used[PLANE_NONE] = false;
    if (par_for(polys->n, threads, &job, &m, err) != MLG_OK)
        return err->code;
    return abroad ? antimeridian_unroll(polys, err) : MLG_OK;
}

mlg_code polys_to_lonlat(mlg_polys *polys, const mlg_xy *from, const plane_id *ids,
                         unsigned threads, mlg_err *err)
{
    atomic_bool astray = false;

    return move_polys(polys, from, ids, threads, &astray, err);
}

/* --- a layer to publish ---------------------------------------------------------- */

/* What is nowhere on Earth goes, and is told. */
static mlg_code drop_unplaced(mlg_polys *polys, const mlg_layer *layer, mlg_diag *diag,
                              mlg_err *err)
{
    polys_build *build = polys_build_new();
    bool fine = build;

    for (size_t f = 0; fine && f < polys->n; f++) {
        size_t from = polys->xy_of[polys->ring_of[f]], to = polys->xy_of[polys->ring_of[f + 1]];

        if (all_placed(polys->xy + from, to - from)) {
            fine = polys_build_copy(build, polys, f);
            continue;
        }
        mlg_diag_add(diag, MLG_WARNING, "geometry-unplaced", layer->name, (int64_t)f + 1,
                     N_("polygon whose coordinates are not on Earth's map: left out"));
        fine = polys_build_end_feature(build);
    }
    if (!fine) {
        polys_build_free(build);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    mlg_polys_release(polys);
    polys_build_finish(build, polys);
    return MLG_OK;
}

/* A layer on its way to degrees. */
typedef struct leaving {
    mlg_polys *polys;
    const mlg_layer *layer;
    mlg_planes *planes;
    unsigned threads;
    mlg_diag *diag;
} leaving;

/* What the file draws badly, `ids` as for polys_repair. */
static mlg_code repair(const leaving *l, const plane_id *ids, mlg_err *err)
{
    return polys_repair(l->polys, ids, l->planes, l->layer->name, l->threads, l->diag, err);
}

/* From the plane of the whole layer. */
static mlg_code off_plane(const leaving *l, plane_id id, mlg_err *err)
{
    mlg_polys *p = l->polys;
    plane_id *ids = malloc((p->n + 1) * sizeof *ids);
    atomic_bool astray = false;
    mlg_code code;

    if (!ids)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t f = 0; f < p->n; f++)
        ids[f] = p->ring_of[f] < p->ring_of[f + 1] ? id : PLANE_NONE;
    code = repair(l, ids, err);
    if (code == MLG_OK)
        code = move_polys(p, p->xy, ids, l->threads, &astray, err);
    free(ids);
    return code == MLG_OK && astray ? drop_unplaced(p, l->layer, l->diag, err) : code;
}

static mlg_code to_lonlat(const leaving *l, const source *s, mlg_err *err)
{
    mlg_polys *p = l->polys;

    if (s->kind == CRS_PLANE)
        return off_plane(l, s->plane, err);
    if (s->kind == CRS_LONLAT)
        return repair(l, NULL, err) == MLG_OK ? join(p, l->layer, l->diag, err) : err->code;
    to_degrees(s, p->xy, p->n_xy);
    note_operation(s, l->layer, l->diag);
    if ((!all_placed(p->xy, p->n_xy) && drop_unplaced(p, l->layer, l->diag, err) != MLG_OK) ||
        antimeridian_unroll(p, err) != MLG_OK)
        return err->code;
    return repair(l, NULL, err);
}

mlg_code mlg_layer_lonlat(mlg_polys *out, mlg_layer *layer, unsigned threads, mlg_diag *diag,
                          mlg_err *err)
{
    leaving l = { .polys = out, .layer = layer, .threads = threads, .diag = diag };
    source s;
    mlg_code code;

    if (layer->geometry != MLG_GEOMETRY_POLYGON) {
        mlg_fail(err, MLG_EDATA, _("holds no polygons; a layer of polygons is wanted here"));
        return mlg_at(err, layer->name, 0);
    }
    if (source_open(&s, layer, err) != MLG_OK)
        return err->code;
    *out = layer->polys;
    layer->polys = (mlg_polys){ 0 };
    code = mlg_planes_new(&l.planes, err);
    if (code == MLG_OK)
        code = to_lonlat(&l, &s, err);
    mlg_planes_free(l.planes);
    source_close(&s);
    return code;
}

/* --- points ---------------------------------------------------------------------- */

enum { CHUNK = 4096 };

static mlg_code mover_run(void *arg, size_t chunk, mlg_err *err)
{
    mover *m = arg;
    size_t at = chunk * CHUNK, end = at + CHUNK < m->job->n ? at + CHUNK : m->job->n;

    (void)err;
    while (at < end) { /* runs of points that share a plane go in bulk */
        uint8_t id = m->job->ids[at];
        size_t last = at + 1;

        while (last < end && m->job->ids[last] == id)
            last++;
        if (id && m->job->to_lonlat)
            plane_to_drawn_lonlat(m->open[id], m->job->xy + at, last - at);
        else if (id)
            plane_from_lonlat(m->open[id], m->job->xy + at, last - at);
        at = last;
    }
    return MLG_OK;
}

static mlg_code move(mlg_xy *xy, const uint8_t *ids, size_t n, bool to_lonlat, unsigned threads,
                     mlg_err *err)
{
    static const par_job job = { mover_open, mover_run, mover_close };
    bool used[PLANE_END] = { false };
    moving m = { .used = used, .xy = xy, .ids = ids, .n = n, .to_lonlat = to_lonlat };

    for (size_t i = 0; i < n; i++)
        used[ids[i]] = true;
    used[PLANE_NONE] = false;
    return par_for((n + CHUNK - 1) / CHUNK, threads, &job, &m, err);
}

/* Whatever ended up nowhere is nowhere in both systems. */
static void forget_unplaced(mlg_xy *lonlat, mlg_xy *at, uint8_t *ids, const mlg_layer *layer,
                            mlg_diag *diag)
{
    for (size_t i = 0; i < layer->n; i++) {
        if (ids[i] && placed(lonlat[i]) && placed(at[i]))
            continue;
        if (placed(layer->points[i]))
            mlg_diag_add(diag, MLG_WARNING, "position-unplaced", layer->name, (int64_t)i + 1,
                         N_("position that is not on Earth's map: left out"));
        ids[i] = PLANE_NONE;
        lonlat[i] = at[i] = (mlg_xy){ NAN, NAN };
    }
}

/* Taken as they are, but told: what is written there is rarely what was meant. */
static void doubt_points(const mlg_xy *lonlat, const uint8_t *ids, const mlg_layer *layer,
                         mlg_diag *diag)
{
    for (size_t i = 0; i < layer->n; i++) {
        mlg_xy p = lonlat[i];

        if (ids[i] == PLANE_NONE || in_france(ids[i]))
            continue;
        if (p.x == 0 && p.y == 0)
            mlg_diag_add(
                diag, MLG_WARNING, "position-zero", layer->name, (int64_t)i + 1,
                N_("stands at longitude 0, latitude 0: most likely a missing position"));
        else if (exchanged(p))
            tell_exchanged(layer, i, diag);
    }
}

mlg_code points_place(mlg_xy *lonlat, mlg_xy *at, uint8_t *ids, const mlg_layer *layer,
                      unsigned threads, mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    source s;
    mlg_code code = source_open(&s, layer, err);

    if (code != MLG_OK)
        return code;
    if (layer->n) {
        memcpy(lonlat, layer->points, layer->n * sizeof *lonlat);
        memcpy(at, layer->points, layer->n * sizeof *at);
    }
    if (s.kind == CRS_PLANE) {
        for (size_t i = 0; i < layer->n; i++)
            ids[i] = placed(at[i]) ? (uint8_t)s.plane : PLANE_NONE;
        code = move(lonlat, ids, layer->n, true, threads, err);
    } else {
        to_degrees(&s, lonlat, layer->n);
        note_operation(&s, layer, diag);
        memcpy(at, lonlat, layer->n * sizeof *at);
        for (size_t i = 0; i < layer->n; i++)
            ids[i] = placed(at[i]) ? (uint8_t)plane_at(at[i], planes->home) : PLANE_NONE;
        code = move(at, ids, layer->n, false, threads, err);
    }
    source_close(&s);
    if (code == MLG_OK)
        forget_unplaced(lonlat, at, ids, layer, diag);
    if (code == MLG_OK)
        doubt_points(lonlat, ids, layer, diag);
    return code;
}
