#ifndef MLG_ZONEGRID_H
#define MLG_ZONEGRID_H
#include "geo/zones.h"

/* The zones around places asked for by the million. Each plane is cut into squares, and a
 * square knows the zones that cover all of it and the edges that come into it: a place is
 * held against those alone. Borrows the zones; immutable, hence free to share between threads.
 */
typedef struct zonegrid zonegrid;

/* On failure too, `out` is to be freed. */
mlg_code zonegrid_new(zonegrid **out, const mlg_zones *zones, unsigned threads, mlg_err *err);
void zonegrid_free(zonegrid *g); /* NULL is fine */

/* That of some zones: made at first use, by the one thread that asks, and kept by the zones. */
mlg_code zones_grid(const zonegrid **out, const mlg_zones *zones, unsigned threads,
                    mlg_err *err);

/* zones_cover, to the last bit. */
uint32_t zonegrid_cover(const zonegrid *g, plane_id id, mlg_xy at);
#endif
