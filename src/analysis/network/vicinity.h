#ifndef MLG_VICINITY_H
#define MLG_VICINITY_H
#include "analysis/network/nodes.h"
#include "geo/delaunay.h"
#include "geo/globe.h"

/* The hubs of one plane as neighbours of each other: their Delaunay triangulation on the
 * globe around them. A stereographic view keeps circles, hence triangulates as the globe
 * does. Hubs of the same step of its grid (a few mm in France) are one place. */
typedef struct vicinity {
    plane_id id;
    const plane *plane;
    const nodes *hubs; /* borrowed */
    globe globe;
    double unit; /* of the grid, in radii of the globe */

    size_t n;         /* places */
    uint32_t *hub_of; /* hub_of[start[p]] .. hub_of[start[p+1]-1], by rank: those of place p */
    uint32_t *start;
    delaunay mesh; /* its vertices are the places */
} vicinity;

typedef struct vicinities {
    size_t n;
    vicinity *list; /* by plane */
} vicinities;

/* One per plane with hubs. The zones of `territory` (may be NULL) lie well inside the rim of
 * the vicinity of their plane. */
mlg_code vicinities_new(vicinities *out, const nodes *hubs, const mlg_zones *territory,
                        mlg_planes *planes, mlg_err *err);
void vicinities_release(vicinities *t);

/* For each triangle of the mesh, the middle of the circle through its corners: a corner of
 * the cells of the three places. A cell is all that is nearer to a place than to any other;
 * its edges are great circles. malloc'ed; NULL: out of memory. */
vec3 *vicinity_middles(const vicinity *v);
#endif
