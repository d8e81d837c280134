#ifndef MLG_NEARNESS_H
#define MLG_NEARNESS_H
#include "analysis/coverage/hubs.h"
#include "geo/pointgrid.h"

/* How far the nearest hub is from places asked for by the million: in the plane, and from there
 * on the ground as closely as the scale around lets tell; measured there only when asked. The
 * answers do not depend on what was asked before. One walk per thread. */
typedef struct nearness nearness; /* the hubs of each plane, in a grid: free to share */

nearness *nearness_new(const hubs *h); /* borrows them; NULL: out of memory */
void nearness_free(nearness *n);       /* NULL is fine */

typedef struct near_walk {
    const nearness *all; /* to be set; the rest is zeroed to start with */
    const hub_sheet *sheet;
    const pointgrid *grid;
    mlg_xy at; /* the place asked last: its nearest hub, how far in the plane... */
    uint32_t hub;
    double planar, others; /* ...and how far any other is at least */
    mlg_xy anchor;         /* the place searched last, of which that was learnt */
    double around;
    mlg_box square;                /* from any place in it... */
    double radius;                 /* ...as far as that... */
    double shrink_min, shrink_max; /* ...a planar metre is so many on the ground */
} near_walk;

/* Bounds of the ground distance to the nearest hub, a few metres apart; both INFINITY when
 * there is none in that plane. */
void near_bounds(near_walk *w, plane_id id, mlg_xy at, double *least, double *most);

/* That distance itself: the least plane_ground. Of the place that near_bounds was asked last.
 */
double near_distance(const near_walk *w);
#endif
