#include "session.h"

#include "cmd.h"
#include "prose.h"
#include "say.h"

#include "base/i18n.h"

#include <math.h>

static size_t without(const mlg_level_coverage *l)
{
    return mlg_zones_count(l->zones) - l->statuts[MLG_STATUT_POURVU];
}

static void tell_level(const mlg_level_coverage *l)
{
    say(_("%s: %zu of %zu without a fabrique"), mlg_zones_name(l->zones), without(l),
        mlg_zones_count(l->zones));
    if (l->statuts[MLG_STATUT_DESSERVI] || l->statuts[MLG_STATUT_PARTIEL])
        say(_(" (%zu served by a neighbour, %zu in part, %zu not at all)"),
            l->statuts[MLG_STATUT_DESSERVI], l->statuts[MLG_STATUT_PARTIEL],
            l->statuts[MLG_STATUT_NON_POURVU]);
    say(".\n");
}

/* What reach means, where it is not one distance for all. */
static void tell_serving(const mlg_coverage *c)
{
    if (!c->n_catchments && !c->by_own_reach)
        return;
    say(_("Fabriques that serve a catchment: %zu; a distance of their own: %zu"),
        c->by_catchment, c->by_own_reach);
    if (isfinite(c->reach_m))
        say(_("; %g km: %zu"), c->reach_m / 1000, c->by_asked_reach);
    say(_("; nothing of their own: %zu.\n"), c->by_nothing);
}

static void tell_gaps(const mlg_coverage *c)
{
    char people[NUMBER_SIZE], all[NUMBER_SIZE], far[NUMBER_SIZE], share[NUMBER_SIZE];
    double area = 0;

    if (!c->n_reaches)
        return;
    for (size_t i = 0; i < c->n_gaps; i++)
        area += c->gaps[i].area_m2;
    tell_serving(c);
    if (isfinite(c->population_out) && (c->n_catchments || c->by_own_reach))
        say(_("%s people of %s live beyond the reach of every fabrique (%s %%).\n"),
            prose(people, c->population_out, 0), prose(all, c->population, 0),
            prose(share, c->population > 0 ? 100 * c->population_out / c->population : 0, 1));
    else if (isfinite(c->population_out))
        say(_("%s people of %s live more than %g km from any fabrique (%s %%).\n"),
            prose(people, c->population_out, 0), prose(all, c->population, 0),
            c->reach_m / 1000,
            prose(share, c->population > 0 ? 100 * c->population_out / c->population : 0, 1));
    if (!c->n_gaps) {
        say(_("No gap: every place is within reach.\n"));
        return;
    }
    say(P_("%zu gap, %s km2 in all", "%zu gaps, %s km2 in all", c->n_gaps), c->n_gaps,
        prose(people, area / 1e6, 0));
    if (isfinite(c->gaps[0].remote_m))
        say(_("; the largest reaches %s km from the nearest fabrique, near %.4f, %.4f"),
            prose(far, c->gaps[0].remote_m / 1000, 1), c->gaps[0].remote.y,
            c->gaps[0].remote.x);
    say(".\n");
}

/* Planned and closing sites: what they change. */
static void tell_scenario(const mlg_coverage *before, const mlg_coverage *after)
{
    char was[NUMBER_SIZE], is[NUMBER_SIZE];

    say(_("With the planned and closing sites:\n"));
    if (isfinite(before->population_out))
        say(_("  people out of reach: %s instead of %s\n"), prose(is, after->population_out, 0),
            prose(was, before->population_out, 0));
    for (size_t i = 0; i < before->n_levels; i++) {
        const char *level = mlg_zones_name(before->levels[i].zones);
        size_t had = without(&before->levels[i]), has = without(&after->levels[i]);

        if (has == had)
            say(_("  %s without a fabrique: %zu, as before\n"), level, has);
        else
            say(_("  %s without a fabrique: %zu instead of %zu\n"), level, has, had);
    }
}

void session_tell_coverage(const session *s)
{
    if (common.quiet)
        return;
    for (size_t i = 0; i < s->coverage->n_levels; i++)
        tell_level(&s->coverage->levels[i]);
    tell_gaps(s->coverage);
    if (s->scenario)
        tell_scenario(s->coverage, s->scenario);
}
