#ifndef MLG_JSON_SHAPE_H
#define MLG_JSON_SHAPE_H
#include "io/readers.h"

#include <jansson.h>

/* The geometries of GeoJSON features, gathered one by one into the arrays of a layer. Points
 * and polygons are used; of a mixture, whichever the file has more of (polygons when as
 * many), the others being counted as warnings. */
typedef struct json_shapes json_shapes;

json_shapes *json_shapes_new(const char *where, mlg_diag *diag); /* NULL: out of memory */
void json_shapes_free(json_shapes *s);                           /* NULL is fine */

/* The next feature's geometry; NULL or JSON null: none. */
mlg_code json_shapes_add(json_shapes *s, const json_t *geometry, mlg_err *err);

bool json_shapes_is_type(const char *type); /* "Point", ..., "GeometryCollection" */

/* Sets the layer's n, geometry, points or polys, n_without_geometry and box. */
void json_shapes_finish(json_shapes *s, mlg_layer *layer);
#endif
