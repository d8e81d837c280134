#include "session.h"

#include "cmd.h"
#include "prose.h"
#include "say.h"

#include "base/i18n.h"

static void line(const char *label, size_t n)
{
    if (n)
        say("  %6zu  %s\n", n, label);
}

void session_tell_classes(const session *s)
{
    const mlg_classification *c = s->classes;
    const size_t *n = c->fabriques.classes, *e = c->fabriques.eligibilities;
    size_t others = c->all.sites - c->fabriques.sites;

    if (common.quiet)
        return;
    say(P_("%zu fabrique", "%zu fabriques", c->fabriques.sites), c->fabriques.sites);
    if (others)
        say(P_(" and %zu other tiers-lieu", " and %zu other tiers-lieux", others), others);
    say(_(", under the rules %s (proximity: %s %g m).\n"), s->rules->name,
        s->rules->proximity_strict ? _("less than") : _("at most"), s->rules->proximity_m);
    say(_("Of the fabriques:\n"));
    line(_("in a QPV"), n[MLG_CLASS_QPV]);
    line(_("in the immediate proximity of one"), n[MLG_CLASS_PROXIMITE]);
    line(_("outside the large urban centres, far from any QPV"), n[MLG_CLASS_HORS]);
    line(_("in a large urban centre, far from any QPV: in neither half"),
         n[MLG_CLASS_GRAND_CENTRE]);
    line(_("undetermined: the location is too coarse, or a layer has no data there"),
         n[MLG_CLASS_INDETERMINE]);
    line(_("without a usable location"), n[MLG_CLASS_NON_LOCALISE]);
    say(_("They may be booked: %zu in the QPV half only, %zu in the other half only, %zu in "
          "either, %zu in neither; %zu cannot be told.\n"),
        e[MLG_ELIGIBLE_QPV], e[MLG_ELIGIBLE_HORS], e[MLG_ELIGIBLE_DEUX], e[MLG_ELIGIBLE_AUCUNE],
        e[MLG_ELIGIBLE_INDETERMINEE]);
}

static void tell_interval(const char *half, mlg_interval sure, mlg_interval all)
{
    say(_("%s: %zu to %zu by rule overlap alone; %zu to %zu with the uncertainty of "
          "locations.\n"),
        half, sure.min, sure.max, all.min, all.max);
}

static void tell_verdict(const session *s)
{
    const mlg_split *p = s->split;
    static const char *const verdicts[] = {
        N_("Verdict: tenu. The target can be reached, wherever the coarse locations really "
           "are."),
        N_("Verdict: non_tenu. The target cannot be reached, wherever the coarse locations "
           "really "
           "are."),
        N_("Verdict: indetermine. It depends on where the coarse locations really are."),
    };

    say("%s\n", _(verdicts[p->verdict]));
    if (p->bookable)
        say(_("The determined sites alone reach it: %zu booked in the QPV half, %zu in "
              "the other.\n"),
            p->booked_qpv, p->booked_hors);
}

enum { PIVOTS_TOLD = 10 };

/* A site that may be booked in either half, or is not determined. */
static void tell_pivots(const session *s)
{
    const mlg_split *p = s->split;
    size_t n = p->n_pivots < PIVOTS_TOLD ? p->n_pivots : PIVOTS_TOLD;

    if (!n)
        return;
    say(P_("%zu site weighs on it, bookable in either half or undetermined:\n",
           "%zu sites weigh on it, bookable in either half or undetermined:\n", p->n_pivots),
        p->n_pivots);
    for (size_t i = 0; i < n; i++) {
        uint32_t site = p->pivots[i].site;
        uint8_t possible = s->classes->rows[site].eligibilities;
        const char *between = "";

        say("  %s (", mlg_site_name(s->sites, site));
        for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++) {
            if (!(possible & 1u << e))
                continue;
            say("%s%s", between, mlg_eligibility_name((mlg_eligibility)e));
            between = ", ";
        }
        say(")\n");
    }
    if (p->n_pivots > n)
        say(P_("  and %zu more; --json lists it\n", "  and %zu more; --json lists them\n",
               p->n_pivots - n),
            p->n_pivots - n);
}

void session_tell_split(const session *s)
{
    const mlg_split *p = s->split;

    if (common.quiet)
        return;
    say(P_("Denominator: %zu fabrique, one per label. ",
           "Denominator: %zu fabriques, one per label. ", p->sites),
        p->sites);
    say(_("Target: at least %zu in the QPV half and %zu in the other.\n"), p->target.qpv,
        p->target.hors);
    tell_interval(_("QPV half"), p->qpv, p->qpv_all);
    tell_interval(_("The other half"), p->hors, p->hors_all);
    tell_verdict(s);
    tell_pivots(s);
}

/* --- how firm the verdict is -------------------------------------------------------------- */

/* One vintage and definition: a line per bound, a column per distance. */
static void tell_matrix(const mlg_sensitivity *m, size_t first)
{
    static const char *const verdicts[] = { N_("kept"), N_("missed"), N_("?") };
    size_t n = 2 * m->n_distances;
    const mlg_reading *cells = &m->cells[first];

    say(_("  QPV %s, centres %s\n"), cells->vintage, cells->centres);
    for (size_t bound = 0; bound < 2; bound++) {
        say("    %-10s", bound ? _("inclusive") : _("strict"));
        for (size_t d = bound; d < n; d += 2)
            say("  %5gm %-7s", cells[d].distance_m, _(verdicts[cells[d].verdict]));
        say("\n");
    }
}

void session_tell_sensitivity(const session *s)
{
    const mlg_sensitivity *m = s->sensitivity;
    size_t verdicts[3] = { 0 }, most = 0;

    if (common.quiet)
        return;
    for (size_t i = 0; i < m->n_cells; i++) {
        verdicts[m->cells[i].verdict]++;
        most = m->cells[i].changed > most ? m->cells[i].changed : most;
    }
    say(m->robust ? _("Robust: all %zu readings of the criteria give the same verdict")
                  : _("Fragile: %zu readings of the criteria do not all give this verdict"),
        m->n_cells);
    say(_(" (tenu %zu, non_tenu %zu, indetermine %zu); at most %zu fabriques change "
          "class.\n"),
        verdicts[MLG_TENU], verdicts[MLG_NON_TENU], verdicts[MLG_INDETERMINE], most);
    if (!m->robust)
        for (size_t i = 0; i < m->n_cells; i += 2 * m->n_distances)
            tell_matrix(m, i);
}
