#ifndef MLG_REMOTE_H
#define MLG_REMOTE_H
#include "analysis/coverage/hubs.h"

/* The point of a polygon that is farthest from its nearest hub, and that ground distance, to
 * `tolerance`. Inside, it can only be where three hubs are equally near (a vertex of their
 * Voronoi diagram), on the boundary anywhere: edges are bisected and squares quartered as
 * long as they may hold something better, knowing that the distance changes no faster than
 * one moves. Pure. */
typedef struct remote {
    mlg_xy at;
    double ground_m;
} remote;

remote remote_of(const mlg_polys *polys, const edges *e, size_t f, const hub_sheet *sheet,
                 double tolerance);
#endif
