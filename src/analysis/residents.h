#ifndef MLG_RESIDENTS_H
#define MLG_RESIDENTS_H
#include "analysis/near.h"

/* Where people are counted: population cells or, without them, the people of each commune
 * (failing that, of each zone of the first level) at a point inside it. */
typedef struct residents {
    size_t n;
    double *number;
    mlg_xy *at;
    uint8_t *plane;   /* PLANE_NONE: not placed, or outside the territory */
    const char *from; /* "carreaux", "communes", a level's name; NULL: not known */
    bool cells;
} residents;

/* A point inside each zone, in its plane; malloc'ed (zones may be NULL). */
mlg_code interior_points(mlg_xy **out, const mlg_zones *zones, mlg_err *err);

/* `interior` has a point inside each commune. Unreadable numbers are counted as 0 and told. */
mlg_code residents_new(residents *out, const mlg_network_options *o, const mlg_xy *interior,
                       mlg_planes *planes, mlg_diag *diag, mlg_err *err);
void residents_release(residents *r);

/* Fills population, people_mean_m and people_next_m of the hubs, population and people_from
 * of the network; `cost` (per hub) takes what closing would cost them, in people x metres
 * (NaN: not known there; INFINITY: no other hub). In parallel, summed in order. */
mlg_code residents_count(mlg_network *net, double *cost, const residents *r,
                         const near_sheets *sheets, unsigned threads, mlg_err *err);

/* Fills n_communes of the hubs: communes whose interior point is in the territory. */
void residents_communes(mlg_network *net, const mlg_zones *communes, const mlg_xy *interior,
                        const mlg_zones *territory, const near_sheets *sheets);
#endif
