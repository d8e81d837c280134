#ifndef MLG_ZONEGRID_H
#define MLG_ZONEGRID_H
#include "geo/zones.h"

/* The zones around places asked for by the million. Each plane is cut into squares, and a
 * square knows the zones that cover all of it and the edges that come into it: a place is
 * held against those alone. Borrows the zones; immutable, hence free to share between threads.
 */
typedef struct zonegrid zonegrid;

zonegrid *zonegrid_new(const mlg_zones *zones); /* NULL: out of memory */
void zonegrid_free(zonegrid *s);                /* NULL is fine */

/* Those of some zones: made at first use, by the one thread that asks, and kept by the zones.
 */
mlg_code zones_grid(const zonegrid **out, const mlg_zones *zones, mlg_err *err);

/* zones_cover, to the last bit. */
uint32_t zonegrid_cover(const zonegrid *s, plane_id id, mlg_xy at);
#endif
