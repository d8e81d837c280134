#include "report/dossier.h"

#include "base/i18n.h"
#include "report/words.h"

#include <stdio.h>

/* A row: what it is about, the figures (said between begin and end), and where they come from.
 */
static void begin(html *h, const char *part)
{
    html_row(h);
    html_cell(h, part);
    html_cell_open(h);
}

static void end(html *h, const char *origin, bool set)
{
    if (set) {
        html_text(h, " ");
        html_element(h, "strong", O_("Set by the study, instead of the rules file."));
    }
    html_close(h);
    html_cell(h, origin ? origin : O_("the rules file does not say"));
}

static void list(html *h, const char *label, char *const *texts, unsigned n)
{
    html_text(h, " ");
    html_text(h, label);
    for (unsigned i = 0; i < n; i++) {
        html_text(h, i ? ", " : " ");
        html_name(h, texts[i]);
    }
    html_text(h, n ? "." : " \xE2\x80\x93.");
}

static void programme(html *h, const mlg_rules *r)
{
    char a[WORDS_NUMBER], b[WORDS_NUMBER], c[WORDS_NUMBER];

    begin(h, O_("programme"));
    html_say(h,
             O_("%u places; budget %s €; grant of %s to %s € over %u years; at most %u labels "
                "a wave."),
             r->programme.sites, words_number(a, r->programme.budget_eur, 0),
             words_number(b, r->programme.grant_min_eur, 0),
             words_number(c, r->programme.grant_max_eur, 0), r->programme.grant_years,
             r->programme.wave_max);
    list(h, O_("Deadlines:"), r->programme.deadlines, r->programme.n_deadlines);
    list(h, O_("Eligible bearers:"), r->programme.bearers, r->programme.n_bearers);
    end(h, r->origins.programme, false);
}

static void split(html *h, const mlg_rules *r)
{
    char a[WORDS_NUMBER], b[WORDS_NUMBER], c[WORDS_NUMBER];

    begin(h, O_("split"));
    html_say(h,
             O_("%s %% in a QPV or in its immediate proximity, %s %% outside the large urban "
                "centres, tolerance %s points."),
             words_number(a, 100 * r->split.qpv, 0), words_number(b, 100 * r->split.hors, 0),
             words_number(c, 100 * r->split.tolerance, 0));
    end(h, r->origins.split, false);
}

static char *radius(char text[WORDS_NUMBER], double metres)
{
    if (metres >= 0)
        return words_metres(text, metres);
    snprintf(text, WORDS_NUMBER, "%s", O_("the whole commune"));
    return text;
}

static void precision(html *h, const mlg_rules *r, const mlg_parameters *p)
{
    char a[WORDS_NUMBER], b[WORDS_NUMBER], c[WORDS_NUMBER], e[WORDS_NUMBER];

    begin(h, O_("precision of addresses"));
    html_say(h, O_("housenumber: %s; street: %s; locality: %s; municipality: %s."),
             radius(a, r->precision.housenumber_m), radius(b, r->precision.street_m),
             radius(c, r->precision.locality_m), radius(e, r->precision.municipality_m));
    end(h, r->origins.precision, p->housenumber || p->street || p->locality || p->municipality);
}

static void thresholds(html *h, const mlg_rules *r, const mlg_parameters *p)
{
    char a[WORDS_NUMBER], b[WORDS_NUMBER];

    begin(h, O_("immediate proximity"));
    html_say(h,
             r->proximity_strict ? O_("less than %s from a QPV") : O_("at most %s from a QPV"),
             words_metres(a, r->proximity_m));
    html_text(h, ".");
    end(h, r->origins.proximity, p->proximity || p->bound);
    begin(h, O_("margin of communes"));
    html_say(h, O_("a commune location is its polygon shrunk by %s."),
             words_metres(a, r->commune_margin_m));
    end(h, r->origins.commune_margin, p->commune_margin);
    precision(h, r, p);
    begin(h, O_("coverage"));
    html_say(h,
             O_("served from %s %% of the people within reach; not provided for up to %s %%; "
                "projects are held against the level '%s'."),
             words_number(a, 100 * r->coverage.served, 0),
             words_number(b, 100 * r->coverage.unserved, 0), r->coverage.level);
    end(h, r->origins.coverage, p->served || p->unserved);
}

void dossier_rules(dossier *d)
{
    const html_column columns[] = {
        { O_("rule"), HTML_PLAIN },
        { O_("in force here"), HTML_PLAIN },
        { O_("where it comes from, as the rules file says"), HTML_PLAIN },
    };
    const mlg_rules *r = d->provenance->rules;
    html *h = &d->page;

    html_section(h, "rules", 2, O_("The rules"));
    html_open(h, "p", NULL);
    html_name(h, r->title);
    html_say(h, O_(" (rules '%s')."), r->name);
    html_close(h);
    html_table(h, NULL, NULL, O_("Figures and thresholds in force"), columns, 3);
    programme(h, r);
    split(h, r);
    thresholds(h, r, &d->study->parameters);
    html_table_end(h);
    if (r->file) {
        html_open(h, "p", "class", "s", NULL);
        html_say(h, O_("Rules file: %s, SHA-256 "), r->file);
        html_open(h, "span", "class", "hash", NULL);
        html_text(h, r->sha256);
        html_close(h);
        html_close(h);
    }
    html_close(h);
}
