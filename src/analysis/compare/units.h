#ifndef MLG_UNITS_H
#define MLG_UNITS_H
#include "geo/geos.h"
#include "geo/zones.h"

/* The zones of a layer by code: records of one plane that share a code are one unit, a
 * record without a code is one of its own. Units are sorted by plane, code, record. Borrows
 * the zones; immutable. */
typedef struct units {
    const mlg_zones *zones;
    size_t n;
    uint32_t *from;    /* unit u has records record[from[u]] .. record[from[u+1]-1] */
    uint32_t *record;  /* those with a polygon */
    uint32_t *unit_of; /* of each record; ZONE_NONE: it has no polygon */
    mlg_box *box;      /* in the unit's plane */
    double *area;      /* m2 on the ellipsoid, overlaps of its records counted twice */
} units;

mlg_code units_new(units *out, const mlg_zones *zones, mlg_err *err);
void units_release(units *u);

plane_id units_plane(const units *u, size_t unit);
const char *units_code(const units *u, size_t unit); /* "" when it has none */

/* The unit of that plane and code, or ZONE_NONE; none for "". */
uint32_t units_find(const units *u, plane_id id, const char *code);

/* The union of some units' records; the caller's to free. */
mlg_code units_shape(geos_shape **out, geos_room *room, const units *u, const uint32_t *which,
                     size_t n, mlg_err *err);

/* Do two units have the same vertices, in the same order? */
bool units_same_bytes(const units *a, size_t ua, const units *b, size_t ub);
#endif
