#ifndef MLG_LEANING_H
#define MLG_LEANING_H
#include "analysis/network/near.h"

/* Who leans on whom. */
typedef struct leaning {
    const nodes *hubs, *places;
    const near_sheets *sheets;
    double within_m; /* INFINITY: any distance */

    /* hubs of one's own territory first; all NULL when that was not asked for */
    const uint32_t *zone_of_hub, *zone_of_place; /* ZONE_NONE: in none */
    const mlg_zones *territories;

    near_sheet *own;  /* leaning_prepare: the hubs of each territory that has some */
    uint32_t *own_of; /* by zone: index in `own`, or ZONE_NONE */
    size_t n_own;

    unsigned threads;
} leaning;

/* Readies the hubs of each territory, when those come first. */
mlg_code leaning_prepare(leaning *l, mlg_planes *planes, mlg_err *err);
void leaning_release(leaning *l);

/* The hubs of a place's own territory; NULL: none, or that was not asked for. */
const near_sheet *leaning_own(const leaning *l, size_t place);

/* Fills hub, second, their distances, attachment, moves and home of every place. Distances
 * within 1 m of within_m are geodesics. */
mlg_code leaning_find(mlg_place *rows, const leaning *l, mlg_planes *planes, mlg_err *err);
#endif
