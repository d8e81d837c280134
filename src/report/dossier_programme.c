#include "report/dossier.h"

#include "base/i18n.h"
#include "report/words.h"

/* --- money
 * -------------------------------------------------------------------------------------- */

static void out_of_range(dossier *d)
{
    const html_column columns[] = { { O_("site"), HTML_PLAIN },
                                    { O_("grant, €"), HTML_NUMBER } };
    const mlg_programme *p = d->answers->programme;
    char grant[WORDS_NUMBER];
    html *h = &d->page;

    if (!p->n_out_of_range)
        return;
    html_table(h, NULL, NULL, O_("Grants outside the range of the rules"), columns, 2);
    for (size_t i = 0; i < p->n_out_of_range; i++) {
        html_row(h);
        dossier_site_cell(d, p->out_of_range[i]);
        html_cell(h, words_euros(grant, mlg_site_grant(p->classes->sites, p->out_of_range[i])));
    }
    html_table_end(h);
}

static void money(dossier *d)
{
    static const char *const sentences[] = {
        [MLG_BUDGET_KEPT] = N_("The budget is kept: every label says its grant, and their sum "
                               "is within it."),
        [MLG_BUDGET_OVER] = N_("The budget is exceeded by the grants that are said."),
        [MLG_BUDGET_UNKNOWN] = N_("Whether the budget is kept cannot be told: some labels say "
                                  "no grant."),
    };
    const mlg_programme *p = d->answers->programme;
    char sum[WORDS_NUMBER], budget[WORDS_NUMBER];
    html *h = &d->page;

    html_section(h, "money", 3, O_("Grants and budget"));
    html_p(h,
           O_("Sum of the grants said: %s €, for a budget of %s €. Labels that say none: %zu "
              "of %zu."),
           words_euros(sum, p->grants),
           words_euros(budget, d->provenance->rules->programme.budget_eur), p->without_grant,
           p->sites);
    html_p(h, "%s", O_(sentences[p->budget]));
    out_of_range(d);
    html_close(h);
}

/* --- bearers
 * ------------------------------------------------------------------------------------ */

static const char *bearer_words(mlg_bearer b)
{
    static const char *const words[MLG_BEARER_COUNT] = {
        [MLG_BEARER_UNSAID] = N_("not said"),
        [MLG_BEARER_LISTED] = N_("listed by the rules"),
        [MLG_BEARER_NOT_LISTED] = N_("a kind that the rules do not list"),
        [MLG_BEARER_UNKNOWN] = N_("not recognised, or too general to tell"),
    };

    return O_(words[b]);
}

static void bearers(dossier *d)
{
    const html_column counts[] = { { O_("kind of bearer"), HTML_PLAIN },
                                   { O_("fabriques"), HTML_NUMBER } };
    const html_column columns[] = { { O_("site"), HTML_PLAIN },
                                    { O_("bearer, as the list says"), HTML_PLAIN },
                                    { O_("what it is"), HTML_PLAIN } };
    const mlg_programme *p = d->answers->programme;
    const mlg_sites *sites = p->classes->sites;
    html *h = &d->page;

    html_section(h, "bearers", 3, O_("Bearers"));
    html_table(h, NULL, "whole", O_("Kinds of bearer against the rules"), counts, 2);
    for (int b = 0; b < MLG_BEARER_COUNT; b++) {
        html_row(h);
        html_cell(h, bearer_words((mlg_bearer)b));
        html_cell_count(h, p->bearers[b]);
    }
    html_table_end(h);
    if (p->bearers[MLG_BEARER_NOT_LISTED] + p->bearers[MLG_BEARER_UNKNOWN]) {
        html_table(h, NULL, NULL, O_("Bearers to be looked at"), columns, 3);
        for (size_t i = 0; i < mlg_sites_count(sites); i++) {
            mlg_bearer b = (mlg_bearer)p->bearer_of[i];

            if (mlg_site_kind(sites, i) != MLG_FABRIQUE ||
                (b != MLG_BEARER_NOT_LISTED && b != MLG_BEARER_UNKNOWN))
                continue;
            html_row(h);
            dossier_site_cell(d, i);
            html_cell_open(h);
            html_name(h, mlg_site_bearer(sites, i));
            html_close(h);
            html_cell(h, bearer_words(b));
        }
        html_table_end(h);
    }
    html_close(h);
}

/* --- projects
 * ------------------------------------------------------------------------------------ */

static const char *need_words(mlg_need n)
{
    static const char *const words[MLG_NEED_COUNT] = {
        [MLG_NEED_MET] = N_("no existing fabrique in its territory"),
        [MLG_NEED_NOT_MET] = N_("its territory has an existing fabrique"),
        [MLG_NEED_UNKNOWN] = N_("cannot be told: a location is too coarse, or no layer tells"),
        [MLG_NEED_NOWHERE] = N_("in no territory of the layer"),
    };

    return O_(words[n]);
}

static void projects(dossier *d)
{
    const html_column columns[] = {
        { O_("project"), HTML_PLAIN },
        { O_("territory"), HTML_PLAIN },
        { O_("is it not provided for?"), HTML_PLAIN },
        { O_("existing fabrique there"), HTML_PLAIN },
    };
    const mlg_programme *p = d->answers->programme;
    html *h = &d->page;

    html_section(h, "projects", 3, O_("Projects"));
    html_p(h,
           O_("A project must lie in a territory without an existing fabrique, at the level "
              "'%s'."),
           d->provenance->rules->coverage.level);
    html_table(h, NULL, NULL, O_("The projects, and their territories"), columns, 4);
    for (size_t i = 0; i < p->n_projects; i++) {
        const mlg_project *one = &p->projects[i];

        html_row(h);
        dossier_site_cell(d, one->site);
        html_cell_open(h);
        if (p->level && one->zone != MLG_NO_ZONE) {
            html_name(h, mlg_zone_code(p->level, one->zone));
            html_text(h, " ");
            html_name(h, mlg_zone_label(p->level, one->zone));
        }
        if (one->n_zones > 1)
            html_say(h, O_(" (one of %u possible)"), one->n_zones);
        html_close(h);
        html_cell(h, need_words((mlg_need)one->need));
        if (one->fabrique == MLG_NO_FABRIQUE)
            html_cell(h, "\xE2\x80\x93");
        else
            dossier_site_cell(d, one->fabrique);
    }
    html_table_end(h);
    html_close(h);
}

static bool has(const mlg_programme *p, mlg_missing what)
{
    return !(p->missing & 1u << what);
}

bool dossier_has_programme(const dossier *d)
{
    const mlg_programme *p = d->answers->programme;

    return p && (has(p, MLG_MISSING_GRANTS) || has(p, MLG_MISSING_BEARERS) || p->n_projects);
}

void dossier_programme(dossier *d)
{
    const mlg_programme *p = d->answers->programme;
    html *h = &d->page;

    if (!dossier_has_programme(d))
        return;
    html_section(h, "programme", 2, O_("Money, bearers, projects"));
    if (has(p, MLG_MISSING_GRANTS))
        money(d);
    if (has(p, MLG_MISSING_BEARERS))
        bearers(d);
    if (p->n_projects)
        projects(d);
    html_close(h);
}
