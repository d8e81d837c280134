#include "report/report.h"

#include "base/i18n.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>

static void figure(html *h, const char *value, const char *what)
{
    html_open(h, "li", NULL);
    html_element(h, "strong", value);
    html_say(h, " %s", what);
    html_close(h);
}

static double gap_area_km2(const mlg_coverage *c)
{
    double area = 0;

    for (size_t i = 0; i < c->n_gaps; i++)
        area += c->gaps[i].area_m2;
    return area / 1e6;
}

static void coverage_figures(report *r)
{
    const mlg_coverage *c = r->coverage;
    char text[WORDS_NUMBER], far[WORDS_NUMBER], more[240], part[WORDS_NUMBER];
    html *h = &r->page;

    for (size_t i = 0; i < c->n_levels; i++) {
        const mlg_level_coverage *l = &c->levels[i];
        size_t n = mlg_zones_count(l->zones);

        snprintf(more, sizeof more, O_("territories without a fabrique, of %s (%.100s)"),
                 words_number(text, (double)n, 0), words_level(mlg_zones_name(l->zones)));
        figure(h, words_number(text, (double)(n - l->statuts[MLG_STATUT_POURVU]), 0), more);
    }
    if (!c->n_reaches)
        return;
    words_metres(far, c->reach_m);
    if (isfinite(c->population_out)) {
        words_number(part, c->population > 0 ? 100 * c->population_out / c->population : 0, 1);
        if (words_one_reach(c))
            snprintf(more, sizeof more,
                     O_("people farther than %s from every fabrique (%s %%)"), far, part);
        else
            snprintf(more, sizeof more, O_("people beyond the reach of every fabrique (%s %%)"),
                     part);
        figure(h, words_number(text, c->population_out, 0), more);
    }
    if (words_one_reach(c))
        snprintf(more, sizeof more, O_("km² farther than %s from every fabrique, in %zu parts"),
                 far, c->n_gaps);
    else
        snprintf(more, sizeof more, O_("km² beyond the reach of every fabrique, in %zu parts"),
                 c->n_gaps);
    figure(h, words_number(text, gap_area_km2(c), 0), more);
}

void report_figures(report *r)
{
    const mlg_split *s = r->said->answers->split;
    char text[WORDS_NUMBER], more[240];
    html *h = &r->page;

    html_open(h, "ul", "class", "figures", NULL);
    if (r->classes) {
        const size_t others = r->classes->all.sites - r->classes->fabriques.sites;

        figure(h, words_number(text, (double)r->classes->fabriques.sites, 0), O_("fabriques"));
        if (others)
            figure(h, words_number(text, (double)others, 0), O_("other tiers-lieux"));
    }
    if (s) {
        snprintf(text, sizeof text, "%zu\xE2\x80\x93%zu", s->qpv_all.min, s->qpv_all.max);
        snprintf(more, sizeof more,
                 O_("fabriques that can be booked in the QPV half (target: %zu)"),
                 s->target.qpv);
        figure(h, text, more);
        snprintf(text, sizeof text, "%zu\xE2\x80\x93%zu", s->hors_all.min, s->hors_all.max);
        snprintf(more, sizeof more,
                 O_("fabriques that can be booked in the other half (target: %zu)"),
                 s->target.hors);
        figure(h, text, more);
        figure(h, words_verdict(s->verdict), O_("half-and-half split"));
    }
    if (r->coverage)
        coverage_figures(r);
    html_close(h);
}

void report_classes(report *r)
{
    const html_column columns[] = { { O_("class"), HTML_PLAIN },
                                    { O_("fabriques"), HTML_NUMBER },
                                    { O_("all sites"), HTML_NUMBER } };
    const mlg_classification *c = r->classes;
    html *h = &r->page;

    html_table(h, NULL, NULL, O_("Sites by class"), columns, 3);
    for (int i = 0; i < MLG_CLASS_COUNT; i++) {
        html_row(h);
        html_cell(h, words_class((mlg_class)i));
        html_cell_count(h, c->fabriques.classes[i]);
        html_cell_count(h, c->all.classes[i]);
    }
    html_table_end(h);
}

/* --- territories
 * ------------------------------------------------------------------------------ */

/* What a territory lacks: people out of reach, failing that area; without a reach, its people.
 */
static double need(const mlg_territory *t)
{
    return isfinite(t->population_out) ? t->population_out
           : isfinite(t->area_out_m2)  ? t->area_out_m2 / 1e6
           : isfinite(t->population)   ? t->population
                                       : t->area_m2 / 1e6;
}

static void statut_counts(report *r, const mlg_level_coverage *l)
{
    const html_column columns[] = { { O_("statut"), HTML_PLAIN },
                                    { O_("territories"), HTML_NUMBER } };
    html *h = &r->page;

    html_table(h, NULL, "whole", O_("Territories by statut"), columns, 2);
    for (int i = 0; i < MLG_STATUT_COUNT; i++) {
        html_row(h);
        html_cell(h, words_statut((mlg_statut)i));
        html_cell_count(h, l->statuts[i]);
    }
    html_table_end(h);
}

static void name_cell(html *h, const mlg_zones *zones, uint32_t zone)
{
    html_cell_open(h);
    html_name(h, mlg_zone_label(zones, zone));
    if (*mlg_zone_label(zones, zone))
        html_text(h, " ");
    html_open(h, "span", "class", "s", NULL);
    html_name(h, mlg_zone_code(zones, zone));
    html_close(h);
    html_close(h);
}

static void nearest_cell(report *r, const mlg_territory *t)
{
    char far[WORDS_NUMBER];
    html *h = &r->page;

    html_cell_open(h);
    if (t->nearest == MLG_NO_SITE) {
        html_text(h, "\xE2\x80\x93");
    } else {
        html_name(h, mlg_site_name(r->said->sites, t->nearest));
        html_say(h, " (%s)", words_metres(far, t->nearest_m));
    }
    html_close(h);
}

/* The territories without a fabrique that need one most. */
static void unserved_table(report *r, const mlg_level_coverage *l, const uint32_t *which,
                           size_t n, size_t all)
{
    const html_column columns[] = {
        { O_("territory"), HTML_PLAIN },         { O_("statut"), HTML_PLAIN },
        { O_("people"), HTML_NUMBER },           { O_("people out of reach"), HTML_NUMBER },
        { O_("km² out of reach"), HTML_NUMBER }, { O_("nearest fabrique"), HTML_PLAIN }
    };
    char caption[200];
    html *h = &r->page;

    if (n < all)
        snprintf(caption, sizeof caption,
                 O_("Territories without a fabrique: the first %zu of %zu"), n, all);
    else
        snprintf(caption, sizeof caption, "%s", O_("Territories without a fabrique"));
    html_table(h, NULL, NULL, caption, columns, 6);
    for (size_t i = 0; i < n; i++) {
        const mlg_territory *t = &l->rows[which[i]];

        html_row(h);
        name_cell(h, l->zones, which[i]);
        html_cell(h, words_statut((mlg_statut)t->statut));
        html_cell_number(h, t->population, 0);
        html_cell_number(h, t->population_out, 0);
        html_cell_number(h, t->area_out_m2 / 1e6, 1);
        nearest_cell(r, t);
    }
    html_table_end(h);
}

/* The `most` neediest of those without a fabrique, by insertion: most is small. */
static size_t neediest(uint32_t *which, size_t most, const mlg_level_coverage *l)
{
    size_t n = 0;

    for (size_t i = 0; i < mlg_zones_count(l->zones); i++) {
        size_t at = n;

        if (l->rows[i].statut == MLG_STATUT_POURVU)
            continue;
        while (at && need(&l->rows[which[at - 1]]) < need(&l->rows[i]))
            at--;
        if (at == most)
            continue;
        if (n < most)
            n++;
        for (size_t k = n - 1; k > at; k--)
            which[k] = which[k - 1];
        which[at] = (uint32_t)i;
    }
    return n;
}

void report_level(report *r, size_t level)
{
    enum { LISTED = 40 };
    const mlg_level_coverage *l = &r->coverage->levels[level];
    size_t all = mlg_zones_count(l->zones) - l->statuts[MLG_STATUT_POURVU], n;
    uint32_t which[LISTED];
    char title[240], id[40], described[300];
    const report_map map = { .title = title,
                             .description = described,
                             .statuts = &r->said->levels[level],
                             .level = l,
                             .sites = mlg_sites_count(r->said->sites) <= 5000,
                             .only = REPORT_ALL,
                             .height = 640 };
    html *h = &r->page;

    snprintf(title, sizeof title, O_("Territories: %.150s"),
             words_level(mlg_zones_name(l->zones)));
    snprintf(described, sizeof described,
             O_("Map of %zu territories painted by statut, %zu of them without a fabrique; the "
                "table says which."),
             mlg_zones_count(l->zones), all);
    html_section(h, html_id(h, id, "level"), 2, title);
    report_draw(r, &map);
    statut_counts(r, l);
    n = neediest(which, LISTED, l);
    if (n)
        unserved_table(r, l, which, n, all);
    html_close(h);
}

/* Fine enough to find one's way, coarse enough to see the gaps. */
static const mlg_polys *some_outlines(const report *r)
{
    enum { MANY = 2000 };
    size_t i = 0;

    while (i + 1 < r->coverage->n_levels && r->said->levels[i].n > MANY)
        i++;
    return &r->said->levels[i];
}

void report_gaps(report *r)
{
    enum { LISTED = 20 };
    const html_column columns[] = { { O_("gap"), HTML_PLAIN },
                                    { O_("km²"), HTML_NUMBER },
                                    { O_("people"), HTML_NUMBER },
                                    { O_("communes"), HTML_NUMBER },
                                    { O_("most remote point"), HTML_PLAIN },
                                    { O_("from a fabrique"), HTML_NUMBER } };
    const mlg_coverage *c = r->coverage;
    const report_map map = {
        .title = O_("Gaps: beyond the reach of every fabrique"),
        .description = O_("Map of the parts of the territories that are farther than the reach "
                          "from every fabrique; the table lists the largest."),
        .outlines = some_outlines(r),
        .gaps = r->said->gaps ? r->said->gaps : &c->gap_polys,
        .catchments = true,
        .sites = mlg_sites_count(r->said->sites) <= 5000,
        .only = REPORT_ALL,
        .height = 560
    };
    char far[WORDS_NUMBER];
    html *h = &r->page;

    html_section(h, "gaps", 2, O_("Gaps"));
    if (c->n_gaps) {
        report_draw(r, &map);
        html_table(h, NULL, NULL, O_("The largest gaps"), columns, 6);
    } else {
        html_p(h, "%s", O_("No gap: every place is within reach."));
    }
    for (size_t i = 0; i < c->n_gaps && i < LISTED; i++) {
        const mlg_gap *g = &c->gaps[i];

        html_row(h);
        html_cell_count(h, i + 1);
        html_cell_number(h, g->area_m2 / 1e6, 1);
        html_cell_number(h, g->population, 0);
        html_cell_count(h, g->n_communes);
        html_cell_say(h, "%.4f, %.4f", g->remote.y, g->remote.x);
        html_cell(h, words_metres(far, g->remote_m));
    }
    if (c->n_gaps)
        html_table_end(h);
    html_close(h);
}
