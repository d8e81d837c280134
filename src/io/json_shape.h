#ifndef MLG_JSON_SHAPE_H
#define MLG_JSON_SHAPE_H
#include "io/json_coords.h"

/* The geometries of GeoJSON features, gathered one by one into the arrays of a layer. Points
 * and polygons are used; of a mixture, whichever the file has more of (polygons when as
 * many), the others being counted as warnings. */
typedef struct json_shapes json_shapes;

/* One geometry as its members say it. */
typedef struct json_geometry {
    char type[24]; /* "": no geometry */
    bool has_coordinates;
    json_coords coords;
    bool has_members; /* of a GeometryCollection */
    size_t n_members;
} json_geometry;

json_shapes *json_shapes_new(const char *where, mlg_diag *diag); /* NULL: out of memory */
void json_shapes_free(json_shapes *s);                           /* NULL is fine */

/* How deep the coordinates of a type are nested: "Point" 1, "MultiPolygon" 4; a
 * GeometryCollection 0; anything else -1. */
int json_shapes_depth(const char *type);

/* The next feature's geometry. */
mlg_code json_shapes_add(json_shapes *s, const json_geometry *g, mlg_err *err);

/* Sets the layer's n, geometry, points or polys, n_without_geometry and box. */
void json_shapes_finish(json_shapes *s, mlg_layer *layer);
#endif
