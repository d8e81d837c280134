#ifndef MLG_OUTLINE_H
#define MLG_OUTLINE_H
#include "geo/geos.h"
#include "geo/zones.h"

/* All the zones of one plane as one shape. Where they tile, shared borders are cancelled;
 * where they overlap or leave slits, an overlay merges them. */
typedef struct outline {
    geos_room *room;
    geos_shape *shape; /* NULL: no zone there */
    mlg_box box;
    double area_m2; /* on the ellipsoid */
} outline;

mlg_code outline_new(outline *out, const mlg_zones *zones, plane_id id, const plane *p,
                     mlg_err *err);
void outline_release(outline *o);
#endif
