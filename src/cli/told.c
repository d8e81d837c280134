#include "session.h"

#include "cmd.h"
#include "prose.h"
#include "say.h"

#include "base/i18n.h"

#include <math.h>

enum { TOLD = 10, WAVES_TOLD = 40 }; /* of a list; --json has them all */

static void tell_more(size_t n, size_t told)
{
    if (n > told)
        say(P_("  and %zu more; --json lists it\n", "  and %zu more; --json lists them\n",
               n - told),
            n - told);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* --- waves ------------------------------------------------------------------------------ */

static void tell_wave(const mlg_wave *w)
{
    const mlg_split *p = &w->split, *u = &w->until;

    say(P_("  %s: %zu label; QPV half %zu to %zu, the other %zu to %zu: %s",
           "  %s: %zu labels; QPV half %zu to %zu, the other %zu to %zu: %s", p->sites),
        w->name[0] ? w->name : _("no wave"), p->sites, p->qpv_all.min, p->qpv_all.max,
        p->hors_all.min, p->hors_all.max, mlg_verdict_name(p->verdict));
    say(_("; so far %zu to %zu, %zu to %zu of %zu: %s\n"), u->qpv_all.min, u->qpv_all.max,
        u->hors_all.min, u->hors_all.max, u->sites, mlg_verdict_name(u->verdict));
}

static void tell_waves(const mlg_programme *p)
{
    static const char *const orders[] = {
        N_("Wave by wave, by number, with the uncertainty of locations:"),
        N_("Wave by wave, by date, with the uncertainty of locations:"),
        N_("Wave by wave, by name, with the uncertainty of locations:"),
    };
    unsigned most = p->classes->rules->programme.wave_max;
    size_t told = least(p->n_waves, WAVES_TOLD);

    if (!p->n_waves)
        return;
    say("%s\n", _(orders[p->order]));
    for (size_t i = 0; i < told; i++)
        tell_wave(&p->waves[i]);
    tell_more(p->n_waves, told);
    for (size_t i = 0; i < p->n_waves; i++)
        if (p->waves[i].over)
            say(_("Wave %s has %zu labels; the rules allow %u.\n"), p->waves[i].name,
                p->waves[i].split.sites, most);
}

static void tell_late(const mlg_programme *p)
{
    const mlg_sites *s = p->classes->sites;
    size_t told = least(p->n_late, TOLD);

    if (!p->n_late)
        return;
    say(P_("%zu fabrique is dated after a deadline (to be looked at: a date may be that "
           "of the decision):\n",
           "%zu fabriques are dated after a deadline (to be looked at: a date may be that "
           "of the decision):\n",
           p->n_late),
        p->n_late);
    for (size_t i = 0; i < told; i++) {
        char day[MLG_DAY_ROOM], deadline[MLG_DAY_ROOM];

        say(_("  %s (%s; deadline %s)\n"), mlg_site_name(s, p->late[i].site),
            mlg_day_text(day, mlg_site_day(s, p->late[i].site)),
            mlg_day_text(deadline, p->late[i].deadline));
    }
    tell_more(p->n_late, told);
}

/* Cents are shown when there are any. */
static const char *euros(char text[NUMBER_SIZE], double amount)
{
    return prose(text, amount, llround(amount * 100) % 100 ? 2 : 0);
}

/* --- money -------------------------------------------------------------------------------- */

static void tell_budget(const mlg_programme *p)
{
    char sum[NUMBER_SIZE], budget[NUMBER_SIZE];

    if (p->missing & 1u << MLG_MISSING_GRANTS)
        return;
    say(P_("Grants of %zu fabrique: %s euros, of a budget of %s: ",
           "Grants of %zu fabriques: %s euros, of a budget of %s: ",
           p->sites - p->without_grant),
        p->sites - p->without_grant, euros(sum, p->grants),
        euros(budget, p->classes->rules->programme.budget_eur));
    if (p->budget == MLG_BUDGET_OVER)
        say(_("exceeded.\n"));
    else if (p->budget == MLG_BUDGET_KEPT)
        say(_("kept.\n"));
    else
        say(P_("it cannot be told, since %zu fabrique says none.\n",
               "it cannot be told, since %zu fabriques say none.\n", p->without_grant),
            p->without_grant);
}

static void tell_grants(const mlg_programme *p)
{
    const mlg_sites *s = p->classes->sites;
    const mlg_rules *r = p->classes->rules;
    size_t told = least(p->n_out_of_range, TOLD);
    char from[NUMBER_SIZE], to[NUMBER_SIZE], grant[NUMBER_SIZE];

    tell_budget(p);
    if (!told)
        return;
    say(P_("%zu grant is not within %s to %s euros:\n",
           "%zu grants are not within %s to %s euros:\n", p->n_out_of_range),
        p->n_out_of_range, euros(from, r->programme.grant_min_eur),
        euros(to, r->programme.grant_max_eur));
    for (size_t i = 0; i < told; i++)
        say(_("  %s (%s euros)\n"), mlg_site_name(s, p->out_of_range[i]),
            euros(grant, mlg_site_grant(s, p->out_of_range[i])));
    tell_more(p->n_out_of_range, told);
}

/* --- bearers and projects -------------------------------------------------------------------
 */

static void tell_bearers(const mlg_programme *p)
{
    const mlg_sites *s = p->classes->sites;
    const size_t *n = p->bearers;
    size_t told = 0;

    if (p->missing & 1u << MLG_MISSING_BEARERS)
        return;
    say(_("Bearers of a kind that the rules list: %zu; of another: %zu; not recognised: "
          "%zu; not said: %zu.\n"),
        n[MLG_BEARER_LISTED], n[MLG_BEARER_NOT_LISTED], n[MLG_BEARER_UNKNOWN],
        n[MLG_BEARER_UNSAID]);
    for (size_t i = 0; told < least(n[MLG_BEARER_NOT_LISTED], TOLD); i++) {
        if (p->bearer_of[i] != MLG_BEARER_NOT_LISTED)
            continue;
        say(_("  not listed: %s (%s)\n"), mlg_site_name(s, i), mlg_site_bearer(s, i));
        told++;
    }
    tell_more(n[MLG_BEARER_NOT_LISTED], told);
}

static void tell_project(const mlg_programme *p, const mlg_project *project)
{
    const mlg_sites *s = p->classes->sites;

    if (project->need == MLG_NEED_NOWHERE) {
        say(_("  %s (in no territory of the layer)\n"), mlg_site_name(s, project->site));
        return;
    }
    say(project->need == MLG_NEED_NOT_MET ? _("  %s (%s has %s)\n")
                                          : _("  %s (%s may have %s)\n"),
        mlg_site_name(s, project->site), mlg_zone_label(p->level, project->zone),
        mlg_site_name(s, project->fabrique));
}

static void tell_projects(const mlg_programme *p)
{
    size_t told = 0, n = p->n_projects - p->needs[MLG_NEED_MET];

    if (!p->n_projects || !p->level)
        return;
    say(P_("%zu project; in a territory without an existing fabrique (%s): %zu; not: %zu; "
           "it cannot be told: %zu.\n",
           "%zu projects; in a territory without an existing fabrique (%s): %zu; not: "
           "%zu; it cannot be told: %zu.\n",
           p->n_projects),
        p->n_projects, mlg_zones_name(p->level), p->needs[MLG_NEED_MET],
        p->needs[MLG_NEED_NOT_MET], p->needs[MLG_NEED_UNKNOWN] + p->needs[MLG_NEED_NOWHERE]);
    for (size_t i = 0; told < least(n, TOLD); i++) {
        if (p->projects[i].need == MLG_NEED_MET)
            continue;
        tell_project(p, &p->projects[i]);
        told++;
    }
    tell_more(n, told);
}

/* --- declared against computed
 * ----------------------------------------------------------------- */

static void tell_disagreement(const mlg_declared *d, uint32_t site)
{
    const mlg_sites *s = d->classes->sites;
    const mlg_site_class *r = &d->classes->rows[site];
    const char *between = "";
    char distance[NUMBER_SIZE];

    say(_("  %s: declared %s, computed %s"), mlg_site_name(s, site),
        mlg_class_name(mlg_declared_class(s, site)), mlg_class_name((mlg_class)r->computed));
    if (r->computed < MLG_CLASS_INDETERMINE && isfinite(r->distance_qpv))
        say(_(" (nearest QPV at %s m)"), prose(distance, r->distance_qpv, 0));
    say(r->computed < MLG_CLASS_INDETERMINE ? "\n" : " (");
    if (r->computed < MLG_CLASS_INDETERMINE)
        return;
    for (int c = 0; c < MLG_CLASS_INDETERMINE; c++) {
        if (!(r->classes & 1u << c))
            continue;
        say("%s%s", between, mlg_class_name((mlg_class)c));
        between = ", ";
    }
    say(")\n");
}

static void tell_declared(const mlg_declared *d)
{
    size_t told = least(d->n_disagreements, TOLD);

    if (!d->declared)
        return;
    say(_("Declared classes as computed: %zu; possible: %zu; contradicted: %zu; sites that "
          "declare none: %zu.\n"),
        d->agreed, d->possible, d->n_disagreements, d->undeclared);
    for (size_t i = 0; i < told; i++)
        tell_disagreement(d, d->disagreements[i]);
    tell_more(d->n_disagreements, told);
}

/* --- all together
 * -------------------------------------------------------------------------------- */

static void tell_missing(const mlg_programme *p)
{
    static const char *const what[MLG_MISSING_COUNT] = {
        [MLG_MISSING_WAVES] = N_("waves"),
        [MLG_MISSING_DATES] = N_("dates"),
        [MLG_MISSING_GRANTS] = N_("grants"),
        [MLG_MISSING_BEARERS] = N_("bearers"),
        [MLG_MISSING_STATES] = N_("states (all are taken as existing)"),
        [MLG_MISSING_DECLARED] = N_("declared classes"),
        [MLG_MISSING_DEADLINES] = N_("deadlines of the rules"),
        [MLG_MISSING_TERRITORIES] = N_("territories of the rules' level"),
    };
    const char *between = "";

    if (!p->missing)
        return;
    say(_("Not checked, for want of data: "));
    for (int m = 0; m < MLG_MISSING_COUNT; m++) {
        if (!(p->missing & 1u << m))
            continue;
        say("%s%s", between, _(what[m]));
        between = ", ";
    }
    say(".\n");
}

void session_tell_programme(const session *s)
{
    const mlg_programme *p = s->programme;

    if (common.quiet)
        return;
    if (p->sites > p->classes->rules->programme.sites)
        say(_("The list has %zu labels; the rules plan %u.\n"), p->sites,
            p->classes->rules->programme.sites);
    tell_waves(p);
    tell_late(p);
    tell_grants(p);
    tell_bearers(p);
    tell_projects(p);
    tell_declared(s->declared);
    tell_missing(p);
}
