#include "geo/geos.h"

#include "base/i18n.h"
#include "model/build.h"

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* geos_shape is GEOSGeometry under a name that the rest may know. */

struct geos_room {
    GEOSContextHandle_t ctx;
    char said[160]; /* the last error, by GEOS's handler */
};

static GEOSGeometry *inside(geos_shape *shape)
{
    return (GEOSGeometry *)shape;
}

static const GEOSGeometry *within(const geos_shape *shape)
{
    return (const GEOSGeometry *)shape;
}

/* On one line, without the end of line that GEOS may add. */
static void hear(const char *message, void *data)
{
    geos_room *room = data;
    size_t n = 0;

    for (; *message && n + 1 < sizeof room->said; message++)
        room->said[n++] = (unsigned char)*message < ' ' ? ' ' : *message;
    while (n && room->said[n - 1] == ' ')
        n--;
    room->said[n] = '\0';
}

mlg_code geos_room_new(geos_room **out, mlg_err *err)
{
    geos_room *room = calloc(1, sizeof *room);

    *out = NULL;
    if (!room || !(room->ctx = GEOS_init_r())) {
        free(room);
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    }
    GEOSContext_setErrorMessageHandler_r(room->ctx, hear, room);
    *out = room;
    return MLG_OK;
}

void geos_room_free(geos_room *room)
{
    if (!room)
        return;
    GEOS_finish_r(room->ctx);
    free(room);
}

void geos_free(geos_room *room, geos_shape *shape)
{
    if (shape)
        GEOSGeom_destroy_r(room->ctx, inside(shape));
}

const char *geos_version(void)
{
    return GEOSversion(); /* a constant: needs no context */
}

static mlg_code refuse(geos_room *room, mlg_err *err)
{
    mlg_code code = mlg_fail(err, MLG_EGEOM, _("a geometry cannot be computed with (%s)"),
                             room->said[0] ? room->said : _("no reason given"));

    room->said[0] = '\0';
    return code;
}

/* GEOS returns NULL after an exception. */
static mlg_code hand_out(geos_room *room, geos_shape **out, GEOSGeometry *made, mlg_err *err)
{
    *out = (geos_shape *)made;
    return made ? MLG_OK : refuse(room, err);
}

/* GEOS predicates answer 0, 1 or 2, and 2 (an exception) is true to an `if`. */
static mlg_code answer(geos_room *room, char said, bool *yes, mlg_err *err)
{
    *yes = said == 1;
    return said == 0 || said == 1 ? MLG_OK : refuse(room, err);
}

/* --- in --------------------------------------------------------------------------------- */

static GEOSGeometry *make_ring(geos_room *room, const mlg_xy *xy, size_t n)
{
    GEOSCoordSequence *seq =
        GEOSCoordSeq_copyFromBuffer_r(room->ctx, &xy->x, (unsigned)n, 0, 0);

    return seq ? GEOSGeom_createLinearRing_r(room->ctx, seq) : NULL; /* takes seq, always */
}

static void destroy_all(geos_room *room, GEOSGeometry **parts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        GEOSGeom_destroy_r(room->ctx, parts[i]);
}

/* The shell `first` and the holes up to `end`. `spare` has room for the holes. */
static GEOSGeometry *make_polygon(geos_room *room, const mlg_polys *polys, size_t first,
                                  size_t end, GEOSGeometry **spare)
{
    GEOSGeometry *shell = NULL, *polygon;
    unsigned holes = 0;

    for (size_t r = first; r < end; r++) {
        size_t from = polys->xy_of[r];
        GEOSGeometry *ring = make_ring(room, polys->xy + from, polys->xy_of[r + 1] - from);

        if (!ring) {
            destroy_all(room, spare, holes);
            if (shell)
                GEOSGeom_destroy_r(room->ctx, shell);
            return NULL;
        }
        if (r == first)
            shell = ring;
        else
            spare[holes++] = ring;
    }
    polygon = GEOSGeom_createPolygon_r(room->ctx, shell, spare, holes); /* takes the rings */
    return polygon;
}

mlg_code geos_from_feature(geos_room *room, geos_shape **out, const mlg_polys *polys,
                           size_t feature, mlg_err *err)
{
    size_t first = polys->ring_of[feature], end = polys->ring_of[feature + 1];
    size_t n = end - first, n_parts = 0;
    GEOSGeometry **parts, *made = NULL;

    *out = NULL;
    if (!n)
        return hand_out(room, out, GEOSGeom_createEmptyPolygon_r(room->ctx), err);
    /* Polygons from the front, holes of the current one behind them: n rings fill both. */
    parts = malloc(n * sizeof(GEOSGeometry *));
    if (!parts)
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    for (size_t r = first, next; r < end; r = next) {
        for (next = r + 1; next < end && polys->hole[next]; next++)
            ;
        made = make_polygon(room, polys, r, next, parts + n_parts + 1);
        if (!made) {
            destroy_all(room, parts, n_parts);
            free(parts);
            return refuse(room, err);
        }
        parts[n_parts++] = made;
    }
    if (n_parts > 1)
        made = GEOSGeom_createCollection_r(room->ctx, GEOS_MULTIPOLYGON, parts,
                                           (unsigned)n_parts); /* takes the parts */
    free(parts);
    return hand_out(room, out, made, err);
}

mlg_code geos_disc(geos_room *room, geos_shape **out, mlg_xy centre, double radius,
                   int quad_segs, mlg_err *err)
{
    const double quarter = 1.5707963267948966;
    size_t n = quad_segs > 0 ? 4 * (size_t)quad_segs : 4;
    GEOSGeometry *ring;
    mlg_xy *xy;

    *out = NULL;
    if (!isfinite(centre.x) || !isfinite(centre.y) || !isfinite(radius) || radius < 0)
        return mlg_fail(err, MLG_EGEOM, "%s", _("a disc's numbers are not finite"));
    if (radius == 0)
        return hand_out(room, out, GEOSGeom_createEmptyPolygon_r(room->ctx), err);
    xy = malloc((n + 1) * sizeof *xy);
    if (!xy)
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    for (size_t i = 0; i < n; i++) {
        size_t side = i / (n / 4), step = i % (n / 4);
        double angle = quarter * (double)step / (double)(n / 4);
        double c = radius * cos(angle), s = step ? radius * sin(angle) : 0;

        /* One quarter turned: opposite vertices are opposite to the last bit. */
        xy[i].x = centre.x + (side == 0 ? c : side == 1 ? -s : side == 2 ? -c : s);
        xy[i].y = centre.y + (side == 0 ? s : side == 1 ? c : side == 2 ? -s : -c);
    }
    xy[n] = xy[0];
    ring = make_ring(room, xy, n + 1);
    free(xy);
    if (!ring)
        return refuse(room, err);
    return hand_out(room, out, GEOSGeom_createPolygon_r(room->ctx, ring, NULL, 0), err);
}

mlg_code geos_box(geos_room *room, geos_shape **out, mlg_box b, mlg_err *err)
{
    const mlg_xy xy[5] = { { b.xmin, b.ymin },
                           { b.xmax, b.ymin },
                           { b.xmax, b.ymax },
                           { b.xmin, b.ymax },
                           { b.xmin, b.ymin } };
    GEOSGeometry *ring = make_ring(room, xy, 5);

    *out = NULL;
    if (!ring)
        return refuse(room, err);
    return hand_out(room, out, GEOSGeom_createPolygon_r(room->ctx, ring, NULL, 0), err);
}

mlg_code geos_point(geos_room *room, geos_shape **out, mlg_xy at, mlg_err *err)
{
    *out = NULL;
    /* GEOS says that a NaN point is inside nothing, without a word. */
    if (!isfinite(at.x) || !isfinite(at.y))
        return mlg_fail(err, MLG_EGEOM, "%s", _("a coordinate is not a finite number"));
    return hand_out(room, out, GEOSGeom_createPointFromXY_r(room->ctx, at.x, at.y), err);
}

/* --- out -------------------------------------------------------------------------------- */

static bool is_polygon(geos_room *room, const GEOSGeometry *g)
{
    return GEOSGeomTypeId_r(room->ctx, g) == GEOS_POLYGON && !GEOSisEmpty_r(room->ctx, g);
}

static bool is_collection(geos_room *room, const GEOSGeometry *g)
{
    int type = GEOSGeomTypeId_r(room->ctx, g);

    return type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION;
}

/* Calls `visit` for each polygon of g, in order, until it fails. */
typedef mlg_code visitor(geos_room *room, const GEOSGeometry *polygon, void *arg, mlg_err *err);

static mlg_code each_polygon(geos_room *room, const GEOSGeometry *g, visitor *visit, void *arg,
                             mlg_err *err)
{
    mlg_code code = MLG_OK;
    int n;

    if (is_polygon(room, g))
        return visit(room, g, arg, err);
    if (!is_collection(room, g))
        return MLG_OK;
    n = GEOSGetNumGeometries_r(room->ctx, g);
    for (int i = 0; i < n && code == MLG_OK; i++)
        code = each_polygon(room, GEOSGetGeometryN_r(room->ctx, g, i), visit, arg, err);
    return code;
}

static mlg_code add_ring(geos_room *room, const GEOSGeometry *ring, polys_build *build,
                         bool *taken, mlg_err *err)
{
    const GEOSCoordSequence *seq = ring ? GEOSGeom_getCoordSeq_r(room->ctx, ring) : NULL;
    unsigned n = 0;
    ring_said said;
    mlg_xy *xy;

    if (!seq || !GEOSCoordSeq_getSize_r(room->ctx, seq, &n))
        return refuse(room, err);
    xy = malloc((n ? n : 1) * sizeof *xy);
    if (!xy)
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    if (!GEOSCoordSeq_copyToBuffer_r(room->ctx, seq, &xy->x, 0, 0)) {
        free(xy);
        return refuse(room, err);
    }
    said = polys_build_ring(build, xy, n);
    free(xy);
    *taken = said == RING_TAKEN;
    if (said == RING_NOT_FINITE)
        return mlg_fail(err, MLG_EGEOM, "%s", _("a coordinate is not a finite number"));
    if (said == RING_NO_MEMORY)
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    return MLG_OK;
}

static mlg_code add_polygon(geos_room *room, const GEOSGeometry *polygon, void *arg,
                            mlg_err *err)
{
    polys_build *build = arg;
    int holes = GEOSGetNumInteriorRings_r(room->ctx, polygon);
    bool taken = false, ignored;
    mlg_code code =
        add_ring(room, GEOSGetExteriorRing_r(room->ctx, polygon), build, &taken, err);

    if (code != MLG_OK || !taken) /* a shell too short to have holes */
        return code;
    for (int i = 0; i < holes && code == MLG_OK; i++)
        code =
            add_ring(room, GEOSGetInteriorRingN_r(room->ctx, polygon, i), build, &ignored, err);
    if (code == MLG_OK && !polys_build_end_polygon(build))
        code = mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    return code;
}

mlg_code geos_to_feature(geos_room *room, const geos_shape *shape, polys_build *builder,
                         mlg_err *err)
{
    mlg_code code = each_polygon(room, within(shape), add_polygon, builder, err);

    if (code == MLG_OK && !polys_build_end_feature(builder))
        code = mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    return code;
}

typedef struct pick {
    size_t skip;
    const GEOSGeometry *found;
} pick;

static mlg_code pick_polygon(geos_room *room, const GEOSGeometry *polygon, void *arg,
                             mlg_err *err)
{
    pick *p = arg;

    (void)room;
    (void)err;
    if (p->skip)
        p->skip--;
    else if (!p->found)
        p->found = polygon;
    return MLG_OK;
}

size_t geos_parts(geos_room *room, const geos_shape *shape)
{
    pick p = { .skip = SIZE_MAX };
    mlg_err ignored;

    each_polygon(room, within(shape), pick_polygon, &p, &ignored);
    return SIZE_MAX - p.skip;
}

mlg_code geos_part(geos_room *room, geos_shape **out, const geos_shape *shape, size_t i,
                   mlg_err *err)
{
    pick p = { .skip = i };

    *out = NULL;
    each_polygon(room, within(shape), pick_polygon, &p, err);
    if (!p.found)
        return mlg_fail(err, MLG_EBUG, "%s", _("a shape has fewer parts than asked for"));
    return hand_out(room, out, GEOSGeom_clone_r(room->ctx, p.found), err);
}

/* --- validity ----------------------------------------------------------------------------- */

mlg_code geos_valid(geos_room *room, const geos_shape *shape, bool *valid, char *reason,
                    size_t size, mlg_err *err)
{
    GEOSGeometry *where = NULL;
    char *why = NULL;
    char said = GEOSisValidDetail_r(room->ctx, within(shape), 0, &why, &where);
    double x, y;

    if (size)
        reason[0] = '\0';
    if (said == 0 && why && size) {
        if (where && GEOSGeomGetX_r(room->ctx, where, &x) == 1 &&
            GEOSGeomGetY_r(room->ctx, where, &y) == 1)
            snprintf(reason, size, "%s at %.9g %.9g", why, x, y);
        else
            snprintf(reason, size, "%s", why);
    }
    GEOSFree_r(room->ctx, why);
    if (where)
        GEOSGeom_destroy_r(room->ctx, where);
    return answer(room, said, valid, err);
}

mlg_code geos_repair(geos_room *room, geos_shape **out, const geos_shape *shape, mlg_err *err)
{
    GEOSMakeValidParams *params = GEOSMakeValidParams_create_r(room->ctx);
    GEOSGeometry *made = NULL;

    *out = NULL;
    if (!params)
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    if (GEOSMakeValidParams_setMethod_r(room->ctx, params, GEOS_MAKE_VALID_STRUCTURE) &&
        GEOSMakeValidParams_setKeepCollapsed_r(room->ctx, params, 0))
        made = GEOSMakeValidWithParams_r(room->ctx, within(shape), params);
    GEOSMakeValidParams_destroy_r(room->ctx, params);
    return hand_out(room, out, made, err);
}

/* --- operations -----------------------------------------------------------------------------
 */

mlg_code geos_buffer(geos_room *room, geos_shape **out, const geos_shape *shape,
                     double distance, int quad_segs, mlg_err *err)
{
    *out = NULL;
    if (!isfinite(distance))
        return mlg_fail(err, MLG_EGEOM, "%s", _("a distance is not a finite number"));
    return hand_out(room, out, GEOSBuffer_r(room->ctx, within(shape), distance, quad_segs),
                    err);
}

mlg_code geos_union(geos_room *room, geos_shape **out, geos_shape *const *shapes, size_t n,
                    mlg_err *err)
{
    GEOSGeometry **copies, *all, *made;
    size_t made_copies = 0;

    *out = NULL;
    if (!n)
        return hand_out(room, out, GEOSGeom_createEmptyPolygon_r(room->ctx), err);
    copies = malloc(n * sizeof(GEOSGeometry *));
    if (!copies)
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    for (; made_copies < n; made_copies++) {
        copies[made_copies] = GEOSGeom_clone_r(room->ctx, within(shapes[made_copies]));
        if (!copies[made_copies])
            break;
    }
    if (made_copies < n) {
        destroy_all(room, copies, made_copies);
        free(copies);
        return refuse(room, err);
    }
    all = GEOSGeom_createCollection_r(room->ctx, GEOS_GEOMETRYCOLLECTION, copies,
                                      (unsigned)n); /* takes the copies */
    free(copies);
    made = all ? GEOSUnaryUnion_r(room->ctx, all) : NULL;
    if (all)
        GEOSGeom_destroy_r(room->ctx, all);
    return hand_out(room, out, made, err);
}

mlg_code geos_difference(geos_room *room, geos_shape **out, const geos_shape *a,
                         const geos_shape *b, mlg_err *err)
{
    return hand_out(room, out, GEOSDifference_r(room->ctx, within(a), within(b)), err);
}

mlg_code geos_intersection(geos_room *room, geos_shape **out, const geos_shape *a,
                           const geos_shape *b, mlg_err *err)
{
    return hand_out(room, out, GEOSIntersection_r(room->ctx, within(a), within(b)), err);
}

mlg_code geos_intersects(geos_room *room, const geos_shape *a, const geos_shape *b, bool *yes,
                         mlg_err *err)
{
    return answer(room, GEOSIntersects_r(room->ctx, within(a), within(b)), yes, err);
}

mlg_code geos_covers(geos_room *room, const geos_shape *a, const geos_shape *b, bool *yes,
                     mlg_err *err)
{
    return answer(room, GEOSCovers_r(room->ctx, within(a), within(b)), yes, err);
}

mlg_code geos_nearest_points(geos_room *room, const geos_shape *a, const geos_shape *b,
                             mlg_xy *on_a, mlg_xy *on_b, mlg_err *err)
{
    GEOSCoordSequence *pair;
    bool ok;

    if (geos_empty(room, a) || geos_empty(room, b))
        return mlg_fail(err, MLG_EGEOM, "%s", _("an empty shape has no nearest point"));
    pair = GEOSNearestPoints_r(room->ctx, within(a), within(b));
    if (!pair)
        return refuse(room, err);
    ok = GEOSCoordSeq_getXY_r(room->ctx, pair, 0, &on_a->x, &on_a->y) &&
         GEOSCoordSeq_getXY_r(room->ctx, pair, 1, &on_b->x, &on_b->y);
    GEOSCoordSeq_destroy_r(room->ctx, pair);
    return ok ? MLG_OK : refuse(room, err);
}

double geos_area(geos_room *room, const geos_shape *shape)
{
    double area = 0;

    return GEOSArea_r(room->ctx, within(shape), &area) == 1 ? area : 0;
}

bool geos_empty(geos_room *room, const geos_shape *shape)
{
    return GEOSisEmpty_r(room->ctx, within(shape)) == 1;
}

mlg_code geos_interior_point(geos_room *room, const geos_shape *shape, mlg_xy *out,
                             mlg_err *err)
{
    GEOSGeometry *point;
    bool ok;

    if (geos_empty(room, shape))
        return mlg_fail(err, MLG_EGEOM, "%s", _("an empty shape has no interior"));
    point = GEOSPointOnSurface_r(room->ctx, within(shape));
    if (!point)
        return refuse(room, err);
    ok = GEOSGeomGetX_r(room->ctx, point, &out->x) == 1 &&
         GEOSGeomGetY_r(room->ctx, point, &out->y) == 1;
    GEOSGeom_destroy_r(room->ctx, point);
    return ok ? MLG_OK : refuse(room, err);
}
