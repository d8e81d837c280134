#ifndef MLG_RESIDENTS_H
#define MLG_RESIDENTS_H
#include "analysis/network/near.h"

/* Where people are counted: population cells, as they stream by, or, without them, the people
 * of each commune (failing that, of each zone of the first level) at a point inside it. */
typedef struct residents {
    size_t n_levels;   /* 0: without cells */
    double **of_level; /* people of each zone of each level, by cells */
} residents;

/* A point inside each zone, in its plane; malloc'ed (zones may be NULL). */
mlg_code interior_points(mlg_xy **out, const mlg_zones *zones, mlg_err *err);

/* Fills population, people_mean_m and people_next_m of the hubs, population and people_from
 * of the network; `cost` (per hub) takes what closing would cost them, in people x metres
 * (NaN: not known there; INFINITY: no other hub). `interior` has a point inside each commune.
 * In parallel, summed in order. */
mlg_code residents_count(residents *out, mlg_network *net, double *cost,
                         const mlg_network_options *o, const mlg_xy *interior,
                         const near_sheets *sheets, mlg_planes *planes, mlg_diag *diag,
                         mlg_err *err);
void residents_release(residents *r);

/* Fills n_communes of the hubs: communes whose interior point is in the territory. */
void residents_communes(mlg_network *net, const mlg_zones *communes, const mlg_xy *interior,
                        const mlg_zones *territory, const near_sheets *sheets);
#endif
