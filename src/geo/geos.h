#ifndef MLG_GEOS_H
#define MLG_GEOS_H
#include "maillage/layer.h"

/* The GEOS room: nothing outside geos.c includes <geos_c.h>. One room per thread, made on
 * the main thread (par.h's `open`); nothing from one room is handed to another. Shapes are
 * owned by the caller, freed with geos_free in the room that made them. All planar: the
 * caller chooses the plane. On failure *out is NULL and err (MLG_EGEOM) tells what GEOS
 * said; the operations refuse invalid shapes, as GEOS does: repair them first. */
typedef struct geos_room geos_room;
typedef struct geos_shape geos_shape;

mlg_code geos_room_new(geos_room **out, mlg_err *err);
void geos_room_free(geos_room *room);               /* NULL is fine */
void geos_free(geos_room *room, geos_shape *shape); /* NULL is fine */
const char *geos_version(void); /* "3.11.1-CAPI-1.17.1": the one that runs */

/* A feature of `polys`, as it is, valid or not; no ring gives an empty shape. */
mlg_code geos_from_feature(geos_room *room, geos_shape **out, const mlg_polys *polys,
                           size_t feature, mlg_err *err);
/* A polygon of 4 * quad_segs vertices on the circle, the first due east: inside the true
 * disc, short of it by radius * (1 - cos(pi / (4 * quad_segs))) at most. Radius 0: empty. */
mlg_code geos_disc(geos_room *room, geos_shape **out, mlg_xy centre, double radius,
                   int quad_segs, mlg_err *err);
mlg_code geos_box(geos_room *room, geos_shape **out, mlg_box box, mlg_err *err);
mlg_code geos_point(geos_room *room, geos_shape **out, mlg_xy at, mlg_err *err);

/* Append the polygonal part of `shape` as one feature of `builder` (a polys_build); lines
 * and points are left out. After a failure the builder is only good to be freed. */
struct polys_build;
mlg_code geos_to_feature(geos_room *room, const geos_shape *shape, struct polys_build *builder,
                         mlg_err *err);

/* Number of polygons in a shape (in its collections too), and a copy of one of them. */
size_t geos_parts(geos_room *room, const geos_shape *shape);
mlg_code geos_part(geos_room *room, geos_shape **out, const geos_shape *shape, size_t i,
                   mlg_err *err);

/* Is it valid by the OGC rules? If not, `reason` ("Self-intersection at 5 5", in GEOS's
 * words); else "". */
mlg_code geos_valid(geos_room *room, const geos_shape *shape, bool *valid, char *reason,
                    size_t size, mlg_err *err);
/* The valid polygonal shape nearest in spirit: every ring's area is kept (both lobes of a
 * bow-tie), overlapping shells are merged, holes stay holes ("structure" method), lines
 * that collapse vanish. */
mlg_code geos_repair(geos_room *room, geos_shape **out, const geos_shape *shape, mlg_err *err);

/* Round joins of `quad_segs` segments to the quarter; a negative distance shrinks. */
mlg_code geos_buffer(geos_room *room, geos_shape **out, const geos_shape *shape,
                     double distance, int quad_segs, mlg_err *err);
/* Borrows; n may be 0: empty. */
mlg_code geos_union(geos_room *room, geos_shape **out, geos_shape *const *shapes, size_t n,
                    mlg_err *err);
mlg_code geos_difference(geos_room *room, geos_shape **out, const geos_shape *a,
                         const geos_shape *b, mlg_err *err);
mlg_code geos_intersection(geos_room *room, geos_shape **out, const geos_shape *a,
                           const geos_shape *b, mlg_err *err);
mlg_code geos_intersects(geos_room *room, const geos_shape *a, const geos_shape *b, bool *yes,
                         mlg_err *err);
/* Edges count as inside. */
mlg_code geos_covers(geos_room *room, const geos_shape *a, const geos_shape *b, bool *yes,
                     mlg_err *err);

/* A pair of points, one of each shape, at the least distance (the same point twice when
 * they meet). Empty shapes have none: an MLG_EGEOM. */
mlg_code geos_nearest_points(geos_room *room, const geos_shape *a, const geos_shape *b,
                             mlg_xy *on_a, mlg_xy *on_b, mlg_err *err);

double geos_area(geos_room *room, const geos_shape *shape); /* planar; 0 when empty */
bool geos_empty(geos_room *room, const geos_shape *shape);
/* A point well inside, or on, the shape; an empty one has none: an MLG_EGEOM. */
mlg_code geos_interior_point(geos_room *room, const geos_shape *shape, mlg_xy *out,
                             mlg_err *err);
#endif
