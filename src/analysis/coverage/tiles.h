#ifndef MLG_TILES_H
#define MLG_TILES_H
#include "analysis/coverage/hubs.h"

/* What lies around places asked for by the million: the plane is cut into squares, and what
 * a search finds around a square serves all the places in it. The answers are those of a
 * search per place, to the last bit. One per thread; memory does not grow with the number
 * of places. Borrows the hubs and the zones. */
typedef struct tiles tiles;

enum { TILES_SETS = 64 }; /* sets of zones, at most */

tiles *tiles_new(const hubs *h, const mlg_zones *const *sets, size_t n_sets); /* NULL: memory */
void tiles_free(tiles *t);                                                    /* NULL is fine */

/* The zone of sets[set] around a place, edges included (ties: smallest code); ZONE_NONE.
 * False: out of memory. */
bool tiles_zone(tiles *t, size_t set, plane_id id, mlg_xy at, uint32_t *zone);

/* Bounds of the ground distance to the nearest hub, a few metres apart; both INFINITY when
 * there is none in that plane. */
bool tiles_bounds(tiles *t, plane_id id, mlg_xy at, double *least, double *most);

/* That distance itself: the least plane_ground. After tiles_bounds of the same place. */
double tiles_distance(tiles *t, plane_id id, mlg_xy at);
#endif
