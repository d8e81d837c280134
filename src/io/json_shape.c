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
    mlg_xy *ring;
    size_t room_ring;
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
    free(s->ring);
    free(s);
}

static void warn(json_shapes *s, const char *kind, const char *what)
{
    mlg_diag_add(s->diag, MLG_WARNING, kind, s->where, (int64_t)s->n + 1, "%s", what);
}

/* --- points ----------------------------------------------------------------------------- */

static mlg_code position(mlg_xy *out, const json_t *pair, mlg_err *err)
{
    const json_t *x = json_array_get(pair, 0), *y = json_array_get(pair, 1);

    if (!json_is_number(x) || !json_is_number(y))
        return mlg_fail(err, MLG_EDATA, _("has a position that is not two numbers"));
    *out = (mlg_xy){ json_number_value(x), json_number_value(y) };
    return MLG_OK;
}

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

static mlg_code add_point(json_shapes *s, part *said, const json_t *pair, mlg_err *err)
{
    mlg_xy p;

    if (json_is_array(pair) && !json_array_size(pair)) {
        warn(s, "geometry-empty", _("has an empty geometry"));
        return MLG_OK;
    }
    if (position(&p, pair, err) != MLG_OK)
        return err->code;
    if (!readers_possible(p)) {
        warn(s, "coordinate-impossible", _("has a coordinate that is no possible position"));
        return MLG_OK;
    }
    if (!s->points && !grow_points(s))
        return readers_no_memory(err);
    s->points[s->n] = p;
    *said = PART_POINT;
    return MLG_OK;
}

/* --- polygons --------------------------------------------------------------------------- */

static mlg_code load_ring(json_shapes *s, const json_t *ring, size_t *n, mlg_err *err)
{
    mlg_xy *more;

    if (!json_is_array(ring))
        return mlg_fail(err, MLG_EDATA, _("has a ring that is not an array of positions"));
    *n = json_array_size(ring);
    if (*n > s->room_ring) {
        if (!(more = realloc(s->ring, 2 * *n * sizeof *more)))
            return readers_no_memory(err);
        s->ring = more;
        s->room_ring = 2 * *n;
    }
    for (size_t i = 0; i < *n; i++)
        if (position(&s->ring[i], json_array_get(ring, i), err) != MLG_OK)
            return err->code;
    return MLG_OK;
}

static ring_said take_ring(json_shapes *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!readers_possible(s->ring[i]))
            return RING_NOT_FINITE;
    return polys_build_ring(s->polys, s->ring, n);
}

/* A shell and its holes. Without a usable shell its holes mean nothing. */
static mlg_code add_polygon(json_shapes *s, const json_t *rings, bool *any, mlg_err *err)
{
    size_t n = 0;

    if (!json_is_array(rings))
        return mlg_fail(err, MLG_EDATA, _("has a polygon that is not an array of rings"));
    for (size_t r = 0; r < json_array_size(rings); r++) {
        if (load_ring(s, json_array_get(rings, r), &n, err) != MLG_OK)
            return err->code;
        switch (take_ring(s, n)) {
        case RING_TAKEN:
            *any = true;
            continue;
        case RING_TOO_SHORT:
            warn(s, "ring-too-short",
                 _("has a ring of fewer than three distinct points; it is left out"));
            break;
        case RING_NOT_FINITE:
            warn(
                s, "coordinate-impossible",
                _("has a ring with a coordinate that is no possible position; it is left out"));
            break;
        default:
            return readers_no_memory(err);
        }
        if (!r)
            break;
    }
    return polys_build_end_polygon(s->polys) ? MLG_OK : readers_no_memory(err);
}

static mlg_code add_polygons(json_shapes *s, part *said, const json_t *polygons, mlg_err *err)
{
    bool any = false, nothing = true;

    for (size_t i = 0; i < json_array_size(polygons); i++) {
        const json_t *rings = json_array_get(polygons, i);

        nothing = nothing && json_is_array(rings) && !json_array_size(rings);
        if (add_polygon(s, rings, &any, err) != MLG_OK)
            return err->code;
    }
    if (nothing)
        warn(s, "geometry-empty", _("has an empty geometry"));
    if (any)
        *said = PART_POLYGON;
    return MLG_OK;
}

/* --- any geometry ------------------------------------------------------------------------- */

static const char *const types[] = {
    "Point",   "MultiPoint",   "LineString",        "MultiLineString",
    "Polygon", "MultiPolygon", "GeometryCollection"
};

bool json_shapes_is_type(const char *type)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(type, types[i]))
            return true;
    return false;
}

static mlg_code add_collection(json_shapes *s, part *said, const json_t *geometry, mlg_err *err)
{
    const json_t *members = json_object_get(geometry, "geometries");

    if (!json_is_array(members))
        return mlg_fail(err, MLG_EDATA, _("has a GeometryCollection without geometries"));
    if (json_array_size(members)) {
        *said = PART_OTHER;
        warn(s, "geometry-collection", _("has a GeometryCollection, which is not used"));
    } else {
        warn(s, "geometry-collection", _("has an empty GeometryCollection"));
    }
    return MLG_OK;
}

static mlg_code add_single(json_shapes *s, part *said, const json_t *polygon, mlg_err *err)
{
    bool any = false;

    if (!json_array_size(polygon))
        warn(s, "geometry-empty", _("has an empty geometry"));
    else if (add_polygon(s, polygon, &any, err) != MLG_OK)
        return err->code;
    if (any)
        *said = PART_POLYGON;
    return MLG_OK;
}

static mlg_code add_typed(json_shapes *s, part *said, const json_t *geometry, mlg_err *err)
{
    const char *type = json_string_value(json_object_get(geometry, "type"));
    const json_t *coordinates = json_object_get(geometry, "coordinates");
    char shown[40];

    if (!type)
        return mlg_fail(err, MLG_EDATA, _("has a geometry without a type"));
    if (!json_shapes_is_type(type))
        return mlg_fail(err, MLG_EDATA,
                        _("has a geometry of type \"%s\", which GeoJSON does not know"),
                        readers_quote(shown, sizeof shown, type, strlen(type)));
    if (!strcmp(type, "GeometryCollection"))
        return add_collection(s, said, geometry, err);
    if (!json_is_array(coordinates))
        return mlg_fail(err, MLG_EDATA, _("has a geometry without coordinates"));
    if (!strcmp(type, "Point"))
        return add_point(s, said, coordinates, err);
    if (!strcmp(type, "MultiPoint") && json_array_size(coordinates) == 1)
        return add_point(s, said, json_array_get(coordinates, 0), err);
    if (!strcmp(type, "Polygon"))
        return add_single(s, said, coordinates, err);
    if (!strcmp(type, "MultiPolygon"))
        return add_polygons(s, said, coordinates, err);
    if (!json_array_size(coordinates)) {
        warn(s, "geometry-empty", _("has an empty geometry"));
        return MLG_OK;
    }
    *said = PART_OTHER;
    mlg_diag_add(s->diag, MLG_WARNING, "geometry-other", s->where, (int64_t)s->n + 1,
                 _("has a %s, which is not used"), type);
    return MLG_OK;
}

mlg_code json_shapes_add(json_shapes *s, const json_t *geometry, mlg_err *err)
{
    part said = PART_NONE;
    mlg_code code = MLG_OK;

    if (s->n == s->room) {
        size_t room = s->room ? s->room + s->room / 2 : 64;
        uint8_t *parts = realloc(s->parts, room);

        if (!parts)
            return readers_no_memory(err);
        s->parts = parts;
        s->room = room;
        if (s->points && !grow_points(s))
            return readers_no_memory(err);
    }
    if (!geometry || json_is_null(geometry))
        warn(s, "geometry-null", _("has no geometry"));
    else if (!json_is_object(geometry))
        code = mlg_fail(err, MLG_EDATA, _("has a geometry that is not an object"));
    else
        code = add_typed(s, &said, geometry, err);
    if (code != MLG_OK)
        return code;
    s->parts[s->n++] = (uint8_t)said;
    s->count[said]++;
    return polys_build_end_feature(s->polys) ? MLG_OK : readers_no_memory(err);
}

/* --- the layer ---------------------------------------------------------------------------- */

static void warn_of_minority(json_shapes *s, part minority, const char *what)
{
    for (size_t i = 0; i < s->n && s->count[minority]; i++)
        if (s->parts[i] == minority)
            mlg_diag_add(s->diag, MLG_WARNING, "geometry-mixed", s->where, (int64_t)i + 1, "%s",
                         what);
}

static void finish_points(json_shapes *s, mlg_layer *layer)
{
    mlg_xy *trimmed;

    warn_of_minority(s, PART_POLYGON,
                     _("has a polygon in a file mostly of points; it is left out"));
    layer->geometry = MLG_GEOMETRY_POINT;
    layer->n_without_geometry = s->n - s->count[PART_POINT];
    trimmed = realloc(s->points, s->n * sizeof *trimmed);
    layer->points = trimmed ? trimmed : s->points;
    s->points = NULL;
    layer->box = readers_box(layer->points, layer->n);
}

static void finish_polygons(json_shapes *s, mlg_layer *layer)
{
    warn_of_minority(s, PART_POINT,
                     _("has a point in a file mostly of polygons; it is left out"));
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
