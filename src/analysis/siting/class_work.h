#ifndef MLG_CLASS_WORK_H
#define MLG_CLASS_WORK_H
#include "analysis/siting/communes.h"
#include "analysis/siting/nearest.h"
#include "analysis/siting/standing.h"
#include "analysis/siting/vintage.h"

/* What a classification worked out on its way, kept so that other distances, centres and
 * vintages cost little more. */
struct class_work {
    vintages *vintages; /* that each site may be judged on */
    site_nearest **qpv; /* by vintage; NULL: no site is judged on it */
    site_nearest *centres;
    commune_index *index;
};

/* A radius below this is a point; metres. */
static inline double site_radius(const mlg_sites *s, size_t site)
{
    return s->radius[site] < 0.1 ? 0 : s->radius[site];
}

/* What remains of standings when the QPV are not known. */
static inline standings whatever_qpv(standings s)
{
    return (standings)((s & ANY_IN_CENTRE ? ANY_IN_CENTRE : 0) |
                       (s & ANY_OUTSIDE ? ANY_OUTSIDE : 0));
}
#endif
