#ifndef MLG_WITNESS_H
#define MLG_WITNESS_H
#include "analysis/siting/region.h"

/* What single places prove of a region, without cutting it up. A witness is a place with a
 * disc around it (half a metre at least, so that it weighs more than noise) that lies within
 * the region and on one side of the centres, of the QPV and of a distance: what holds there
 * occurs in the region. Witnesses prove that something occurs, never that nothing does. */
typedef struct witness {
    bool in_qpv;
    double nearest;  /* to the QPV, of the places outside them; INFINITY: no such place */
    double farthest; /* likewise; -INFINITY */
} witness;

enum { WITNESS_SIDES = 2 }; /* in a centre, outside */

static inline size_t witness_of(const region_criteria *c, size_t qpv, size_t centres, int side)
{
    return (qpv * c->n_centres + centres) * WITNESS_SIDES + (size_t)side;
}

/* `out` has n_qpv * n_centres * WITNESS_SIDES entries; those of vintages that are not wanted
 * or not known in the region's plane stay without witness. Where no centre is known, every
 * place counts as outside. */
void witness_find(witness *out, const region_criteria *criteria, uint64_t wanted,
                  const region *r);

/* The standings proven at one distance, on any side: ANY_IN_QPV, ANY_NEAR, ANY_FAR. */
standings witness_says(const witness *w, double metres);
#endif
