#include "io/json_shape.h"

#include "base/i18n.h"
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

typedef enum part { PART_NONE, PART_POINT, PART_POLYGON, PART_OTHER } part;

struct json_shapes {
    const char *where;
    mlg_diag *diag;
    size_t n, room;
    uint8_t *parts;  /* n: what each feature holds */
    mlg_xy *points;  /* room of them, NaN where there is none; NULL until the first point */
    size_t count[4]; /* by part */
    polys_build *polys;
};

json_shapes *json_shapes_new(const char *where, mlg_diag *diag)
{
    json_shapes *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->where = where;
    s->diag = diag;
    s->polys = polys_build_new();
    if (s->polys)
        return s;
    free(s);
    return NULL;
}

void json_shapes_free(json_shapes *s)
{
    if (!s)
        return;
    polys_build_free(s->polys);
    free(s->parts);
    free(s->points);
    free(s);
}

static void warn_empty(json_shapes *s)
{
    mlg_diag_add(s->diag, MLG_WARNING, "geometry-empty", s->where, (int64_t)s->n + 1,
                 N_("has an empty geometry"));
}

/* --- points ----------------------------------------------------------------------------- */

static bool grow_points(json_shapes *s)
{
    mlg_xy *more = realloc(s->points, s->room * sizeof *more);

    if (!more)
        return false;
    for (size_t i = s->points ? s->n : 0; i < s->room; i++)
        more[i] = (mlg_xy){ NAN, NAN };
    s->points = more;
    return true;
}

static mlg_code add_point(json_shapes *s, part *said, mlg_xy p, mlg_err *err)
{
    if (!readers_possible(p)) {
        mlg_diag_add(s->diag, MLG_WARNING, "coordinate-impossible", s->where, (int64_t)s->n + 1,
                     N_("has a coordinate that is no possible position"));
        return MLG_OK;
    }
    if (!s->points && !grow_points(s))
        return readers_no_memory(err);
    s->points[s->n] = p;
    *said = PART_POINT;
    return MLG_OK;
}

/* --- polygons --------------------------------------------------------------------------- */

static ring_said take_ring(json_shapes *s, const mlg_xy *xy, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!readers_possible(xy[i]))
            return RING_NOT_FINITE;
    return polys_build_ring(s->polys, xy, n);
}

/* Rings `from` to `to`: a shell and its holes. Without a usable shell its holes mean nothing.
 */
static mlg_code add_polygon(json_shapes *s, part *said, const json_coords *c, size_t from,
                            size_t to, mlg_err *err)
{
    for (size_t r = from; r < to; r++) {
        size_t start = r ? c->ring[r - 1] : 0;

        switch (take_ring(s, c->xy + start, c->ring[r] - start)) {
        case RING_TAKEN:
            *said = PART_POLYGON;
            continue;
        case RING_TOO_SHORT:
            mlg_diag_add(s->diag, MLG_WARNING, "ring-too-short", s->where, (int64_t)s->n + 1,
                         N_("has a ring of fewer than three distinct points; it is left out"));
            break;
        case RING_NOT_FINITE:
            mlg_diag_add(s->diag, MLG_WARNING, "coordinate-impossible", s->where,
                         (int64_t)s->n + 1,
                         N_("has a ring with a coordinate that is no possible position; it is "
                            "left out"));
            break;
        default:
            return readers_no_memory(err);
        }
        if (r == from)
            break;
    }
    return polys_build_end_polygon(s->polys) ? MLG_OK : readers_no_memory(err);
}

/* --- any geometry ------------------------------------------------------------------------- */

int json_shapes_depth(const char *type)
{
    static const struct {
        const char *type;
        int depth;
    } types[] = { { "Point", 1 },
                  { "Polygon", 3 },
                  { "MultiPolygon", 4 },
                  { "MultiPoint", 2 },
                  { "LineString", 2 },
                  { "MultiLineString", 3 },
                  { "GeometryCollection", 0 } };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(type, types[i].type))
            return types[i].depth;
    return -1;
}

static mlg_code add_collection(json_shapes *s, part *said, const json_geometry *g, mlg_err *err)
{
    if (!g->has_members)
        return mlg_fail(err, MLG_EDATA, _("has a GeometryCollection without geometries"));
    if (g->n_members) {
        *said = PART_OTHER;
        mlg_diag_add(s->diag, MLG_WARNING, "geometry-collection", s->where, (int64_t)s->n + 1,
                     N_("has a GeometryCollection, which is not used"));
    } else {
        mlg_diag_add(s->diag, MLG_WARNING, "geometry-collection", s->where, (int64_t)s->n + 1,
                     N_("has an empty GeometryCollection"));
    }
    return MLG_OK;
}

static mlg_code add_coordinates(json_shapes *s, part *said, const json_geometry *g,
                                mlg_err *err)
{
    const json_coords *c = &g->coords;
    mlg_code code = MLG_OK;

    if (!c->n_xy) {
        warn_empty(s);
        return MLG_OK;
    }
    if (!strcmp(g->type, "Point") || (!strcmp(g->type, "MultiPoint") && c->n_xy == 1))
        return add_point(s, said, c->xy[0], err);
    if (!strcmp(g->type, "Polygon") || !strcmp(g->type, "MultiPolygon")) {
        for (size_t p = 0; p < c->n_polygons && code == MLG_OK; p++)
            code = add_polygon(s, said, c, p ? c->polygon[p - 1] : 0, c->polygon[p], err);
        return code;
    }
    *said = PART_OTHER;
    mlg_diag_add(s->diag, MLG_WARNING, "geometry-other", s->where, (int64_t)s->n + 1,
                 N_("has a %s, which is not used"), g->type);
    return MLG_OK;
}

static mlg_code add_typed(json_shapes *s, part *said, const json_geometry *g, mlg_err *err)
{
    int depth = json_shapes_depth(g->type);

    if (!*g->type) {
        mlg_diag_add(s->diag, MLG_WARNING, "geometry-null", s->where, (int64_t)s->n + 1,
                     N_("has no geometry"));
        return MLG_OK;
    }
    if (depth < 0)
        return mlg_fail(err, MLG_EDATA,
                        _("has a geometry of type \"%s\", which GeoJSON does not know"),
                        g->type);
    if (!depth)
        return add_collection(s, said, g, err);
    if (!g->has_coordinates)
        return mlg_fail(err, MLG_EDATA, _("has a geometry without coordinates"));
    return add_coordinates(s, said, g, err);
}

static bool make_room(json_shapes *s)
{
    size_t room = s->room ? s->room + s->room / 2 : 64;
    uint8_t *parts;

    if (s->n < s->room)
        return true;
    if (!(parts = realloc(s->parts, room)))
        return false;
    s->parts = parts;
    s->room = room;
    return !s->points || grow_points(s);
}

mlg_code json_shapes_add(json_shapes *s, const json_geometry *g, mlg_err *err)
{
    part said = PART_NONE;

    if (!make_room(s))
        return readers_no_memory(err);
    if (add_typed(s, &said, g, err) != MLG_OK)
        return err->code;
    s->parts[s->n++] = (uint8_t)said;
    s->count[said]++;
    return polys_build_end_feature(s->polys) ? MLG_OK : readers_no_memory(err);
}

/* --- the layer ---------------------------------------------------------------------------- */

/* A file of points has a polygon here and there, or the reverse. */
static void warn_of_minority(json_shapes *s, part minority)
{
    for (size_t i = 0; i < s->n && s->count[minority]; i++) {
        if (s->parts[i] != minority)
            continue;
        if (minority == PART_POLYGON)
            mlg_diag_add(s->diag, MLG_WARNING, "geometry-mixed", s->where, (int64_t)i + 1,
                         N_("has a polygon in a file mostly of points; it is left out"));
        else
            mlg_diag_add(s->diag, MLG_WARNING, "geometry-mixed", s->where, (int64_t)i + 1,
                         N_("has a point in a file mostly of polygons; it is left out"));
    }
}

static void finish_points(json_shapes *s, mlg_layer *layer)
{
    mlg_xy *trimmed;

    warn_of_minority(s, PART_POLYGON);
    layer->geometry = MLG_GEOMETRY_POINT;
    layer->n_without_geometry = s->n - s->count[PART_POINT];
    trimmed = realloc(s->points, s->n * sizeof *trimmed);
    layer->points = trimmed ? trimmed : s->points;
    s->points = NULL;
    layer->box = readers_box(layer->points, layer->n);
}

static void finish_polygons(json_shapes *s, mlg_layer *layer)
{
    warn_of_minority(s, PART_POINT);
    layer->n_without_geometry = s->n - s->count[PART_POLYGON];
    if (s->count[PART_POLYGON])
        layer->geometry = MLG_GEOMETRY_POLYGON;
    else if (s->count[PART_OTHER])
        layer->geometry = MLG_GEOMETRY_OTHER;
    else
        return; /* nothing but empty geometries: a table */
    if (layer->geometry == MLG_GEOMETRY_OTHER)
        layer->n_without_geometry = s->count[PART_NONE];
    polys_build_finish(s->polys, &layer->polys);
    s->polys = NULL;
    layer->box = readers_box(layer->polys.xy, layer->polys.n_xy);
}

void json_shapes_finish(json_shapes *s, mlg_layer *layer)
{
    layer->n = s->n;
    if (s->count[PART_POINT] > s->count[PART_POLYGON])
        finish_points(s, layer);
    else
        finish_polygons(s, layer);
}
