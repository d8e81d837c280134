#include "compared.h"

#include "cmd.h"
#include "prose.h"
#include "say.h"

#include "base/i18n.h"

static void line(const char *label, size_t n)
{
    if (n)
        say("  %6zu  %s\n", n, label);
}

static void tell_areas(const mlg_zones_comparison *c)
{
    char text[4][NUMBER_SIZE];
    double a = 0, b = 0, gained = 0, lost = 0;

    for (size_t i = 0; i < c->n; i++) {
        const mlg_zone_change *r = &c->rows[i];

        a += r->area_a;
        b += r->area_b;
        gained += r->change == MLG_CHANGE_NONE ? 0 : r->gained;
        lost += r->change == MLG_CHANGE_NONE ? 0 : r->lost;
    }
    say(_("Areas: %s km2 in A, %s km2 in B; the changed zones gain %s km2 and lose %s km2.\n"),
        prose(text[0], a / 1e6, 3), prose(text[1], b / 1e6, 3), prose(text[2], gained / 1e6, 3),
        prose(text[3], lost / 1e6, 3));
}

void compared_tell_zones(const mlg_zones_comparison *c)
{
    static const char *const words[] = {
        N_("unchanged: same code, same ground"),
        N_("modified: same code, other ground"),
        N_("renumbered: one for one, under another code"),
        N_("merged: several became one"),
        N_("split: one became several"),
        N_("recast: several became several"),
        N_("moved: same code, no common ground"),
        N_("created"),
        N_("abolished"),
    };

    if (common.quiet)
        return;
    say(_("Zones: %zu in A (%s), %zu in B (%s). Codes in both: %zu.\n"), c->codes_a,
        mlg_zones_name(c->a), c->codes_b, mlg_zones_name(c->b), c->codes_shared);
    for (int i = 0; i < MLG_CHANGE_COUNT; i++)
        line(_(words[i]), c->counts[i]);
    say(_("Boundaries count as the same when no more than 1 m2 lies farther than %g m from "
          "the other side.\n"),
        c->tolerance_m);
    tell_areas(c);
}

/* --- results ------------------------------------------------------------------------------ */

static void tell_match(const mlg_results_comparison *c)
{
    say(_("Sites: %zu in A, %zu in B; %zu matched by id, %zu by name and place; %zu added, "
          "%zu removed.\n"),
        c->side_a.sites, c->side_b.sites, c->matched_by_id, c->matched_by_name, c->added,
        c->removed);
    if (c->same_id_other_site)
        say(P_("%zu id is used by both for sites of other names in other places: not "
               "matched by it.\n",
               "%zu ids are used by both for sites of other names in other places: not "
               "matched by them.\n",
               c->same_id_other_site),
            c->same_id_other_site);
}

static void tell_causes(const mlg_results_comparison *c)
{
    static const char *const words[] = {
        N_("the position changed"),
        N_("the location is known with another precision"),
        N_("an override came, went or changed"),
        N_("a threshold changed"),
        N_("the boundary of a QPV changed"),
        N_("a QPV was created"),
        N_("a QPV was abolished"),
        N_("the QPV differ, in a way that cannot be told"),
        N_("the large urban centres differ"),
        N_("the commune polygons differ"),
        N_("nothing differs but the version of the tool"),
        N_("it cannot be told why"),
    };
    size_t n = c->n_changed - c->added - c->removed, several = 0;

    say(P_("%zu site of both changed class, eligibility or possible eligibilities",
           "%zu sites of both changed class, eligibility or possible eligibilities", n),
        n);
    say(n ? _(", because:\n") : ".\n");
    for (int i = 0; i < MLG_CAUSE_COUNT; i++)
        line(_(words[i]), c->causes[i]);
    for (size_t i = 0; i < c->n; i++)
        several += (c->rows[i].causes & (c->rows[i].causes - 1)) != 0;
    if (several)
        say(P_("%zu site has several possible causes.\n",
               "%zu sites have several possible causes.\n", several),
            several);
}

static void tell_transitions(const mlg_results_comparison *c)
{
    for (int i = 0; i < MLG_CLASS_COUNT; i++)
        for (int k = 0; k < MLG_CLASS_COUNT; k++)
            if (i != k && c->classes[i][k])
                say("  %6zu  %s -> %s\n", c->classes[i][k], mlg_class_name((mlg_class)i),
                    mlg_class_name((mlg_class)k));
}

static void tell_half(const char *half, mlg_interval a, mlg_interval b, mlg_interval all_a,
                      mlg_interval all_b)
{
    say(_("%s: %zu to %zu by rule overlap alone, then %zu to %zu; with the uncertainty of "
          "locations %zu to %zu, then %zu to %zu.\n"),
        half, a.min, a.max, b.min, b.max, all_a.min, all_a.max, all_b.min, all_b.max);
}

void compared_tell_results(const mlg_results_comparison *c)
{
    const mlg_results_side *a = &c->side_a, *b = &c->side_b;

    if (common.quiet)
        return;
    tell_match(c);
    tell_causes(c);
    tell_transitions(c);
    tell_half(_("QPV half"), a->qpv, b->qpv, a->qpv_all, b->qpv_all);
    tell_half(_("The other half"), a->hors, b->hors, a->hors_all, b->hors_all);
}
