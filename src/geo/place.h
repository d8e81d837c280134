#ifndef MLG_PLACE_H
#define MLG_PLACE_H
#include "geo/zones.h"

/* From a layer's own CRS to the planes. */

/* Places where edges that are straight in the layer's CRS bend in the plane get extra
 * vertices, so that no edge is off by more than this. */
#define PLACE_TOLERANCE_M 0.01

/* Moves the layer's polygons to `out` and into their planes: ids[f] is PLANE_NONE for a
 * feature without polygon, or one that cannot be placed (a warning). A layer already in
 * one of the planes keeps its coordinates to the last bit. */
mlg_code polys_place(mlg_polys *out, plane_id *ids, mlg_layer *layer, mlg_planes *planes,
                     mlg_diag *diag, mlg_err *err);

/* The layer's points: in degrees, and in their planes. Arrays of layer->n, the caller's.
 * Points without coordinates, or that cannot be placed, get NaN and PLANE_NONE. */
mlg_code points_place(mlg_xy *lonlat, mlg_xy *at, uint8_t *ids, const mlg_layer *layer,
                      unsigned threads, mlg_planes *planes, mlg_diag *diag, mlg_err *err);

/* From their planes to degrees, by features: the vertices `from`, which may be those of `polys`
 * themselves. Polygons across the antimeridian go on beyond it (antimeridian.h). */
mlg_code polys_to_lonlat(mlg_polys *polys, const mlg_xy *from, const plane_id *ids,
                         unsigned threads, mlg_err *err);
#endif
