#ifndef MLG_PLACER_H
#define MLG_PLACER_H
#include "geo/plane.h"

/* Points on their way to the planes, some thousands at a time. One placer per thread, made on
 * the main thread (par.h's `open`); the same answers as points_place. */
typedef struct placer placer;

/* From the layer's CRS; `home` is that of the planes in use. Errors name the layer. */
mlg_code placer_new(placer **out, const mlg_layer *layer, plane_id home, mlg_err *err);
void placer_free(placer *p); /* NULL is fine */

/* Can the CRS hold points with this box (crs_check_range)? Errors name the layer. */
mlg_code placer_check(const placer *p, mlg_box box, mlg_err *err);

/* `at` and `ids` get the places of `points`; NaN and PLANE_NONE: nowhere on Earth's map. */
mlg_code placer_run(placer *p, mlg_xy *at, uint8_t *ids, const mlg_xy *points, size_t n,
                    mlg_err *err);

/* A plane of the placer's own, for its thread. */
mlg_code placer_plane(placer *p, plane_id id, plane **out, mlg_err *err);
#endif
