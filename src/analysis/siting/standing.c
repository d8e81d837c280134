#include "analysis/siting/standing.h"

#include <assert.h>
#include <stddef.h>

const char *mlg_class_name(mlg_class c)
{
    static const char *const names[MLG_CLASS_COUNT] = {
        "qpv",          "proximite_qpv", "hors_grands_centres",
        "grand_centre", "indetermine",   "non_localise"
    };

    return names[c];
}

const char *mlg_eligibility_name(mlg_eligibility e)
{
    static const char *const names[MLG_ELIGIBLE_COUNT] = { "qpv", "hors", "deux", "aucune",
                                                           "indeterminee" };

    return names[e];
}

static bool is_near(proximity near, double distance)
{
    return near.strict ? distance < near.metres : distance <= near.metres;
}

standings standings_by_qpv(bool known, double from_edge, double radius, proximity near)
{
    if (!known)
        return ANYTHING;
    if (from_edge <= 0 && -from_edge >= radius)
        return ANY_IN_QPV;
    if (from_edge > radius && !is_near(near, from_edge - radius))
        return ANY_FAR;
    return from_edge > radius && is_near(near, from_edge + radius) ? ANY_NEAR : 0;
}

standings standings_by_centre(bool known, double from_edge, double radius)
{
    if (!known)
        return ANYTHING;
    if (from_edge > radius)
        return ANY_OUTSIDE;
    return from_edge <= 0 && -from_edge >= radius ? ANY_IN_CENTRE : 0;
}

/* The only value of a set, or `several`. */
static uint8_t single(uint8_t set, int values, int several)
{
    for (int v = 0; v < values; v++)
        if (set == 1u << v)
            return (uint8_t)v;
    return (uint8_t)several;
}

void standings_apply(standings s, mlg_site_class *row)
{
    static const struct {
        standings where;
        mlg_class klass;
        mlg_eligibility eligibility;
    } meaning[] = { { IN_QPV_IN_CENTRE, MLG_CLASS_QPV, MLG_ELIGIBLE_QPV },
                    { IN_QPV_OUTSIDE, MLG_CLASS_QPV, MLG_ELIGIBLE_DEUX },
                    { NEAR_IN_CENTRE, MLG_CLASS_PROXIMITE, MLG_ELIGIBLE_QPV },
                    { NEAR_OUTSIDE, MLG_CLASS_PROXIMITE, MLG_ELIGIBLE_DEUX },
                    { FAR_IN_CENTRE, MLG_CLASS_GRAND_CENTRE, MLG_ELIGIBLE_AUCUNE },
                    { FAR_OUTSIDE, MLG_CLASS_HORS, MLG_ELIGIBLE_HORS } };

    assert(s && s <= ANYTHING);
    row->classes = row->eligibilities = 0;
    for (size_t i = 0; i < sizeof meaning / sizeof *meaning; i++) {
        if (!(s & meaning[i].where))
            continue;
        row->classes |= (uint8_t)(1u << meaning[i].klass);
        row->eligibilities |= (uint8_t)(1u << meaning[i].eligibility);
    }
    row->klass = single(row->classes, MLG_CLASS_INDETERMINE, MLG_CLASS_INDETERMINE);
    row->eligibility =
        single(row->eligibilities, MLG_ELIGIBLE_INDETERMINEE, MLG_ELIGIBLE_INDETERMINEE);
}

standings standings_force(standings s, mlg_class forced)
{
    standings in_centre = s & ANY_IN_CENTRE ? ANY_IN_CENTRE : 0;
    standings outside = s & ANY_OUTSIDE ? ANY_OUTSIDE : 0;

    switch (forced) {
    case MLG_CLASS_QPV:
        return ANY_IN_QPV & (in_centre | outside);
    case MLG_CLASS_PROXIMITE:
        return ANY_NEAR & (in_centre | outside);
    case MLG_CLASS_HORS:
        return FAR_OUTSIDE;
    default:
        return FAR_IN_CENTRE;
    }
}
