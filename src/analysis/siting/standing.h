#ifndef MLG_STANDING_H
#define MLG_STANDING_H
#include "maillage/classify.h"

/* Where a position can stand: which side of each criterion. A location's region is
 * described by the set of standings that occur in it; classes and eligibilities follow. */
enum {
    IN_QPV_IN_CENTRE = 1,
    IN_QPV_OUTSIDE = 2,
    NEAR_IN_CENTRE = 4,
    NEAR_OUTSIDE = 8,
    FAR_IN_CENTRE = 16,
    FAR_OUTSIDE = 32,

    ANY_IN_QPV = IN_QPV_IN_CENTRE | IN_QPV_OUTSIDE,
    ANY_NEAR = NEAR_IN_CENTRE | NEAR_OUTSIDE,
    ANY_FAR = FAR_IN_CENTRE | FAR_OUTSIDE,
    ANY_IN_CENTRE = IN_QPV_IN_CENTRE | NEAR_IN_CENTRE | FAR_IN_CENTRE,
    ANY_OUTSIDE = IN_QPV_OUTSIDE | NEAR_OUTSIDE | FAR_OUTSIDE,
    ANYTHING = 63
};
typedef uint8_t standings;

/* How near is near: the rule's distance and its bound. */
typedef struct proximity {
    double metres;
    bool strict; /* nearer than, rather than at most */
} proximity;

/* The standings of the positions within `radius` of a point, when distances from the edges
 * (negative inside, as site_nearest has them) are enough to tell; 0: they are not. A layer
 * without data there is not known. The first answers for the QPV alone, the second for the
 * centres; both together are their intersection. */
standings standings_by_qpv(bool known, double from_edge, double radius, proximity near);
standings standings_by_centre(bool known, double from_edge, double radius);

/* Classes and eligibilities (sets and single values) of a non-empty set of standings. */
void standings_apply(standings s, mlg_site_class *row);

/* The standings that remain once a justified decision has said the class. */
standings standings_force(standings s, mlg_class forced);
#endif
