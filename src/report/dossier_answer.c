#include "report/dossier.h"

#include "base/i18n.h"
#include "report/svg.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>

/* --- the question --------------------------------------------------------------------------
 */

static void say_target(dossier *d)
{
    const mlg_rules *r = d->provenance->rules;
    const mlg_split *s = d->answers->split;
    char qpv[WORDS_NUMBER], hors[WORDS_NUMBER], tolerance[WORDS_NUMBER];
    html *h = &d->page;

    if (d->study->target) {
        html_p(h,
               O_("Target, as asked: at least %zu in the QPV half and %zu in the "
                  "other."),
               s->target.qpv, s->target.hors);
        return;
    }
    html_p(h,
           O_("Target, by the shares of the rules (%s %% and %s %%, less a tolerance of %s "
              "points): at least %zu in the QPV half and %zu in the other."),
           words_number(qpv, 100 * r->split.qpv, 0), words_number(hors, 100 * r->split.hors, 0),
           words_number(tolerance, 100 * r->split.tolerance, 0), s->target.qpv, s->target.hors);
}

void dossier_question(dossier *d)
{
    const mlg_classification *c = d->answers->classes;
    html *h = &d->page;

    html_section(h, "question", 2, O_("The question"));
    html_p(h, "%s",
           O_("The programme supports places half of which are in a priority neighbourhood "
              "(QPV) or in its immediate proximity, and half outside the large urban centres. "
              "Can the places of the list be booked in that way?"));
    html_p(h, O_("Denominator (fabriques of the list, one per label): %zu."),
           d->answers->split->sites);
    if (c->all.sites > c->fabriques.sites)
        html_p(h, O_("Other tiers-lieux of the list, classified below but not counted: %zu."),
               c->all.sites - c->fabriques.sites);
    say_target(d);
    html_close(h);
}

/* --- the three conditions ------------------------------------------------------------------
 */

/* How many fabriques can count in one half or the other, at the least and at the most. */
static mlg_interval counted(const dossier *d)
{
    const mlg_classification *c = d->answers->classes;
    mlg_interval n = { 0, 0 };

    for (size_t i = 0; i < mlg_sites_count(c->sites); i++) {
        uint8_t possible = c->rows[i].eligibilities;

        if (mlg_site_kind(c->sites, i) != MLG_FABRIQUE)
            continue;
        n.min += !(possible & 1u << MLG_ELIGIBLE_AUCUNE);
        n.max += possible != 1u << MLG_ELIGIBLE_AUCUNE;
    }
    return n;
}

/* Which condition fails, when none can be said to hold. */
static void say_why(dossier *d)
{
    const mlg_split *s = d->answers->split;
    size_t most = counted(d).max, wanted = s->target.qpv + s->target.hors;
    html *h = &d->page;

    if (s->qpv_all.max < s->target.qpv)
        html_p(h, O_("Why: at most %zu fabriques can count in the QPV half, for %zu wanted."),
               s->qpv_all.max, s->target.qpv);
    if (s->hors_all.max < s->target.hors)
        html_p(h,
               O_("Why: at most %zu fabriques can count in the half outside the large urban "
                  "centres, for %zu wanted."),
               s->hors_all.max, s->target.hors);
    if (most < wanted)
        html_p(h,
               O_("Why: at most %zu fabriques can count in one half or the other, each once, "
                  "for %zu wanted in all; those that can count in neither: %zu."),
               most, wanted, s->sites - most);
    if (s->qpv_all.max >= s->target.qpv && s->hors_all.max >= s->target.hors && most >= wanted)
        html_p(h, "%s",
               O_("Why: each half can be reached alone, but not both under one and the same "
                  "truth."));
}

/* --- the answer ----------------------------------------------------------------------------
 */

void dossier_verdict(dossier *d)
{
    static const char *const sentences[] = {
        [MLG_TENU] = N_("The target can be reached, wherever the coarse locations really are."),
        [MLG_NON_TENU] =
            N_("The target cannot be reached, wherever the coarse locations really are."),
        [MLG_INDETERMINE] = N_("It depends on where the coarse locations really are, or on "
                               "layers that have no data there."),
    };
    const mlg_split *s = d->answers->split;
    html *h = &d->page;

    html_p(h, "%s", O_(sentences[s->verdict]));
    if (s->verdict == MLG_NON_TENU)
        say_why(d);
    html_p(h,
           O_("QPV half: %zu to %zu by the overlap of the criteria alone, %zu to %zu "
              "with the uncertainty of locations, for at least %zu wanted. The other half: %zu "
              "to %zu, then %zu to %zu, for at least %zu wanted."),
           s->qpv.min, s->qpv.max, s->qpv_all.min, s->qpv_all.max, s->target.qpv, s->hors.min,
           s->hors.max, s->hors_all.min, s->hors_all.max, s->target.hors);
    if (s->bookable)
        html_p(h,
               O_("The determined sites alone reach the target: %zu booked in the QPV half and "
                  "%zu in the other."),
               s->booked_qpv, s->booked_hors);
}

static void intervals_table(dossier *d)
{
    const html_column columns[] = {
        { O_("half"), HTML_PLAIN },
        { O_("overlap of the criteria alone"), HTML_NUMBER },
        { O_("with the uncertainty of locations"), HTML_NUMBER },
        { O_("wanted, at least"), HTML_NUMBER },
    };
    const mlg_split *s = d->answers->split;
    size_t sure = s->sites - s->eligibilities[MLG_ELIGIBLE_AUCUNE] -
                  s->eligibilities[MLG_ELIGIBLE_INDETERMINEE];
    const struct {
        const char *label;
        mlg_interval sure, all;
        size_t target;
    } rows[] = {
        { O_("in a QPV or in its immediate proximity"), s->qpv, s->qpv_all, s->target.qpv },
        { O_("outside the large urban centres"), s->hors, s->hors_all, s->target.hors },
        { O_("in one or the other, each counted once"),
          { sure, sure },
          counted(d),
          s->target.qpv + s->target.hors },
    };
    html *h = &d->page;

    html_table(h, NULL, "whole", O_("How many fabriques may be booked in each half"), columns,
               4);
    for (int i = 0; i < 3; i++) {
        html_row(h);
        html_cell(h, rows[i].label);
        html_cell_say(h, O_("%zu to %zu"), rows[i].sure.min, rows[i].sure.max);
        html_cell_say(h, O_("%zu to %zu"), rows[i].all.min, rows[i].all.max);
        html_cell_count(h, rows[i].target);
    }
    html_table_end(h);
}

static void intervals_chart(dossier *d)
{
    const mlg_split *s = d->answers->split;
    const svg_range rows[] = {
        { O_("in a QPV or in its immediate proximity"), (double)s->qpv.min, (double)s->qpv.max,
          (double)s->qpv_all.min, (double)s->qpv_all.max, (double)s->target.qpv },
        { O_("outside the large urban centres"), (double)s->hors.min, (double)s->hors.max,
          (double)s->hors_all.min, (double)s->hors_all.max, (double)s->target.hors },
    };
    char description[600];

    snprintf(description, sizeof description,
             O_("Two ranges on an axis from 0 to %zu fabriques. QPV half: %zu to %zu, %zu to "
                "%zu with the uncertainty of locations, target %zu. The other half: %zu to "
                "%zu, %zu to %zu, target %zu. The table above holds these figures."),
             s->sites, s->qpv.min, s->qpv.max, s->qpv_all.min, s->qpv_all.max, s->target.qpv,
             s->hors.min, s->hors.max, s->hors_all.min, s->hors_all.max, s->target.hors);
    svg_draw_ranges(&d->page,
                    &(svg_ranges){ .title = O_("Interval of each half, and its target"),
                                   .description = description,
                                   .caption = O_("What each half may hold, against what is "
                                                 "wanted. A site that is eligible for both "
                                                 "halves makes both intervals longer, and is "
                                                 "booked only once."),
                                   .sure = O_("overlap of the criteria alone"),
                                   .wide = O_("with the uncertainty of locations"),
                                   .target = O_("target"),
                                   .unit = O_("fabriques"),
                                   .most = (double)s->sites,
                                   .rows = rows,
                                   .n = 2 });
}

static void classes_table(dossier *d)
{
    const html_column columns[] = {
        { O_("class"), HTML_PLAIN },
        { O_("key"), HTML_SMALL },
        { O_("fabriques"), HTML_NUMBER },
        { O_("other tiers-lieux"), HTML_NUMBER },
    };
    const mlg_classification *c = d->answers->classes;
    unsigned n = c->all.sites > c->fabriques.sites ? 4 : 3;
    html *h = &d->page;

    html_table(h, NULL, "whole", O_("Where the places stand"), columns, n);
    for (int k = 0; k < MLG_CLASS_COUNT; k++) {
        html_row(h);
        html_cell(h, words_class((mlg_class)k));
        html_cell(h, mlg_class_name((mlg_class)k));
        html_cell_count(h, c->fabriques.classes[k]);
        if (n == 4)
            html_cell_count(h, c->all.classes[k] - c->fabriques.classes[k]);
    }
    html_row(h);
    html_cell(h, O_("all"));
    html_cell(h, "");
    html_cell_count(h, c->fabriques.sites);
    if (n == 4)
        html_cell_count(h, c->all.sites - c->fabriques.sites);
    html_table_end(h);
}

static void eligibilities_table(dossier *d)
{
    const html_column columns[] = {
        { O_("where they may be booked"), HTML_PLAIN },
        { O_("key"), HTML_SMALL },
        { O_("fabriques"), HTML_NUMBER },
    };
    const mlg_split *s = d->answers->split;
    html *h = &d->page;

    html_table(h, NULL, "whole", O_("In which half the fabriques may be booked"), columns, 3);
    for (int e = 0; e < MLG_ELIGIBLE_COUNT; e++) {
        html_row(h);
        html_cell(h, words_eligibility((mlg_eligibility)e));
        html_cell(h, mlg_eligibility_name((mlg_eligibility)e));
        html_cell_count(h, s->eligibilities[e]);
    }
    html_table_end(h);
}

static void eligibilities_chart(dossier *d)
{
    static const mlg_eligibility order[] = { MLG_ELIGIBLE_QPV, MLG_ELIGIBLE_DEUX,
                                             MLG_ELIGIBLE_HORS, MLG_ELIGIBLE_INDETERMINEE,
                                             MLG_ELIGIBLE_AUCUNE };
    static const svg_fill fills[] = { SVG_DARK, SVG_STRIPE, SVG_MIDDLE, SVG_DOTS, SVG_WHITE };
    const char *labels[] = { O_("fabriques") };
    svg_key keys[MLG_ELIGIBLE_COUNT];
    double values[MLG_ELIGIBLE_COUNT];

    for (int i = 0; i < MLG_ELIGIBLE_COUNT; i++) {
        keys[i] = (svg_key){ fills[i], words_eligibility(order[i]) };
        values[i] = (double)d->answers->split->eligibilities[order[i]];
    }
    svg_draw_bars(&d->page,
                  &(svg_bars){ .title = O_("Where the fabriques may be booked"),
                               .description = O_("One bar cut by eligibility; the table above "
                                                 "holds the figures."),
                               .labels = labels,
                               .keys = keys,
                               .values = values,
                               .n = 1,
                               .n_keys = MLG_ELIGIBLE_COUNT });
}

void dossier_answer(dossier *d)
{
    html *h = &d->page;

    html_section(h, "answer", 2, O_("The answer"));
    intervals_table(d);
    html_p(h, "%s",
           O_("The two criteria overlap: a QPV may lie outside the large urban centres. A site "
              "that meets both may be booked in either half, hence an interval rather than a "
              "number. The verdict is 'kept' only if a booking reaches both targets whatever "
              "the truth behind coarse locations, 'not kept' only if none does whatever that "
              "truth."));
    intervals_chart(d);
    classes_table(d);
    eligibilities_table(d);
    eligibilities_chart(d);
    html_close(h);
}
