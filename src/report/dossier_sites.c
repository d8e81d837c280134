#include "report/dossier.h"

#include "base/i18n.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>

static void say_site(html *h, const mlg_sites *sites, size_t row)
{
    const char *wave = mlg_site_wave(sites, row), *date = mlg_site_date(sites, row);
    char id[24];

    html_name(h, words_site(id, sites, row));
    html_text(h, " ");
    html_name(h, mlg_site_name(sites, row));
    if (!*wave && !*date)
        return;
    html_empty(h, "br", NULL);
    html_open(h, "span", "class", "s", NULL);
    if (*wave) {
        html_say(h, "%s ", O_("wave"));
        html_name(h, wave);
    }
    if (*date) {
        html_text(h, *wave ? ", " : "");
        html_name(h, date);
    }
    html_close(h);
}

static void say_location(html *h, const mlg_classification *c, size_t row)
{
    static const char *const found[] = {
        [MLG_FOUND_NOT] = N_("polygon not found"),
        [MLG_FOUND_BY_CODE] = N_("polygon found by its code"),
        [MLG_FOUND_BY_POINT] = N_("polygon found by the point"),
    };
    mlg_location location = mlg_site_location(c->sites, row);
    const char *commune = mlg_site_commune(c->sites, row);
    char radius[WORDS_NUMBER], lon[WORDS_NUMBER], lat[WORDS_NUMBER];
    mlg_xy at;

    if (location == MLG_NOWHERE) {
        html_text(h, O_("none that can be used"));
        return;
    }
    if (location == MLG_COMMUNE) {
        html_text(h, O_("anywhere in the commune "));
        html_name(h, commune);
        html_say(h, " (%s)", O_(found[c->rows[row].found]));
        return;
    }
    if (mlg_site_radius(c->sites, row) > 0)
        html_say(h, O_("within %s of the point "),
                 words_metres(radius, mlg_site_radius(c->sites, row)));
    else
        html_text(h, O_("exactly at the point "));
    if (mlg_site_lonlat(c->sites, row, &at))
        html_say(h, O_("%s N, %s E"), words_number(lat, at.y, 5), words_number(lon, at.x, 5));
}

/* `depth`: to the edge, inside; of a location that is a whole commune, the distance is the
 * least possible. */
static void say_zone(html *h, const mlg_zones *zones, uint32_t zone, double distance,
                     double depth, bool commune)
{
    char metres[WORDS_NUMBER];

    if (zone == MLG_NO_ZONE) {
        html_text(h, "\xE2\x80\x93");
        return;
    }
    if (commune && !(distance > 0))
        html_text(h, O_("in part of the commune: "));
    else if (distance > 0)
        html_say(h, commune ? O_("at least %s from ") : O_("%s from "),
                 words_metres(metres, distance));
    else if (depth > 0)
        html_say(h, O_("inside, %s from the edge, "), words_metres(metres, depth));
    else
        html_text(h, O_("inside "));
    html_name(h, mlg_zone_code(zones, zone));
    html_text(h, " ");
    html_name(h, mlg_zone_label(zones, zone));
}

static void say_class(html *h, const mlg_site_class *r)
{
    const char *between = " ";

    html_element(h, "strong", words_class((mlg_class)r->klass));
    if (r->computed != r->klass)
        html_say(h, O_(" (computed: %s)"), words_class((mlg_class)r->computed));
    if (r->klass != MLG_CLASS_INDETERMINE)
        return;
    html_text(h, O_("; possible:"));
    for (int k = 0; k < MLG_CLASS_INDETERMINE; k++) {
        if (!(r->classes & 1u << k))
            continue;
        html_text(h, between);
        html_text(h, mlg_class_name((mlg_class)k));
        between = ", ";
    }
}

static void say_eligibility(html *h, const mlg_site_class *r)
{
    const char *between = " ";

    html_text(h, words_eligibility((mlg_eligibility)r->eligibility));
    if (r->eligibility != MLG_ELIGIBLE_INDETERMINEE)
        return;
    html_text(h, O_("; possible:"));
    for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++) {
        if (!(r->eligibilities & 1u << e))
            continue;
        html_text(h, between);
        html_text(h, mlg_eligibility_name((mlg_eligibility)e));
        between = ", ";
    }
}

static void site_row(dossier *d, size_t row)
{
    const mlg_classification *c = d->answers->classes;
    const mlg_site_class *r = &c->rows[row];
    bool point = mlg_site_location(c->sites, row) == MLG_POINT;
    bool commune = mlg_site_location(c->sites, row) == MLG_COMMUNE;
    char margin[WORDS_NUMBER];
    html *h = &d->page;

    html_row(h);
    html_cell_open(h);
    say_site(h, c->sites, row);
    html_close(h);
    html_cell_open(h);
    say_location(h, c, row);
    html_close(h);
    html_cell_open(h);
    say_zone(h, mlg_class_qpv(c, row), r->qpv, r->distance_qpv, point ? r->depth_qpv : 0,
             commune);
    html_close(h);
    html_cell_open(h);
    say_zone(h, c->geography.centres, r->centre, r->distance_centre, 0, commune);
    html_close(h);
    html_cell_open(h);
    say_class(h, r);
    html_close(h);
    html_cell_open(h);
    say_eligibility(h, r);
    html_close(h);
    html_cell(h, words_metres(margin, r->margin));
    html_cell_open(h);
    if (r->reason == MLG_BECAUSE_OVERRIDE) {
        html_text(h, d->words.override);
        html_name(h, mlg_site_justification(c->sites, row));
    } else {
        html_text(h, d->words.because[r->reason]);
    }
    html_close(h);
}

static void sites_of(dossier *d, mlg_kind kind, const char *caption)
{
    const html_column columns[] = {
        { O_("site"), HTML_PLAIN },        { O_("location"), HTML_PLAIN },
        { O_("nearest QPV"), HTML_PLAIN }, { O_("nearest large urban centre"), HTML_PLAIN },
        { O_("class"), HTML_PLAIN },       { O_("may be booked in"), HTML_PLAIN },
        { O_("margin"), HTML_NUMBER },     { O_("why"), HTML_PLAIN },
    };
    const mlg_sites *sites = d->answers->classes->sites;
    html *h = &d->page;

    html_table(h, NULL, NULL, caption, columns, 8);
    for (size_t i = 0; i < mlg_sites_count(sites); i++)
        if (mlg_site_kind(sites, i) == kind)
            site_row(d, i);
    html_table_end(h);
}

void dossier_sites(dossier *d)
{
    const mlg_classification *c = d->answers->classes;
    html *h = &d->page;

    html_open(h, "section", "id", "sites", "class", "wide", NULL);
    html_element(h, "h2", O_("The evidence, site by site"));
    html_p(h, "%s",
           O_("The distance of a place known by its commune is the least possible. The margin "
              "is how far the point may move before its class changes; it has no meaning for a "
              "place that is undetermined or known by its commune."));
    sites_of(d, MLG_FABRIQUE, O_("The fabriques"));
    if (c->all.sites > c->fabriques.sites)
        sites_of(d, MLG_TIERS_LIEU,
                 O_("The other tiers-lieux, which do not count in the split"));
    html_close(h);
}
