#include "report/dossier.h"

#include "base/i18n.h"
#include "report/words.h"

#include <string.h>

/* Pivots that would change the same things: listed together, since a list of places known by
 * their commune has hundreds of them. */
typedef struct kin {
    uint8_t possible; /* eligibilities */
    uint8_t verdict_if[MLG_ELIGIBLE_INDETERMINEE];
    size_t n, first;
    bool changes; /* settling one alone could change the verdict */
} kin;

enum { KINDS = 32 };

static bool same_kind(const kin *k, const mlg_pivot *p, uint8_t possible)
{
    if (k->possible != possible)
        return false;
    for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++)
        if (possible & 1u << e && k->verdict_if[e] != p->verdict_if[e])
            return false;
    return true;
}

static bool changes(const mlg_pivot *p, uint8_t possible, mlg_verdict verdict)
{
    for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++)
        if (possible & 1u << e && p->verdict_if[e] != verdict)
            return true;
    return false;
}

static uint8_t possible_of(const dossier *d, const mlg_pivot *p)
{
    return d->answers->classes->rows[p->site].eligibilities;
}

/* The kinds, in order of first appearance, those that change the verdict first. */
static size_t sort_out(const dossier *d, kin *kinds)
{
    const mlg_split *s = d->answers->split;
    size_t n = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < s->n_pivots; i++) {
            const mlg_pivot *p = &s->pivots[i];
            uint8_t possible = possible_of(d, p);
            size_t k = 0;

            if (changes(p, possible, s->verdict) != (pass == 0))
                continue;
            while (k < n && !same_kind(&kinds[k], p, possible))
                k++;
            if (k == n) {
                if (n == KINDS)
                    continue; /* cannot be: fifteen sets, and equal sets change the same */
                kinds[n] = (kin){ .possible = possible, .first = i, .changes = pass == 0 };
                memcpy(kinds[n++].verdict_if, p->verdict_if, sizeof p->verdict_if);
            }
            kinds[k].n++;
        }
    }
    return n;
}

static void say_verdicts(dossier *d, const kin *k)
{
    static const mlg_eligibility order[] = { MLG_ELIGIBLE_QPV, MLG_ELIGIBLE_HORS,
                                             MLG_ELIGIBLE_DEUX, MLG_ELIGIBLE_AUCUNE };
    bool first = true;
    html *h = &d->page;

    for (int i = 0; i < 4; i++) {
        mlg_verdict then;

        if (!(k->possible & 1u << order[i]))
            continue;
        then = (mlg_verdict)k->verdict_if[order[i]];
        if (!first)
            html_empty(h, "br", NULL);
        first = false;
        html_text(h, words_eligibility(order[i]));
        html_text(h, O_(": "));
        if (then == d->answers->split->verdict)
            html_text(h, words_verdict(then));
        else
            html_element(h, "strong", words_verdict(then));
    }
}

static void kind_row(dossier *d, const kin *k)
{
    const mlg_split *s = d->answers->split;
    const mlg_sites *sites = d->answers->classes->sites;
    bool first = true;
    html *h = &d->page;
    char id[24];

    html_row(h);
    html_cell_open(h);
    say_verdicts(d, k);
    html_close(h);
    html_cell_count(h, k->n);
    html_cell_open(h);
    for (size_t i = k->first; i < s->n_pivots; i++) {
        const mlg_pivot *p = &s->pivots[i];

        if (!same_kind(k, p, possible_of(d, p)))
            continue;
        html_text(h, first ? "" : "; ");
        first = false;
        html_name(h, words_site(id, sites, p->site));
        html_text(h, " ");
        html_name(h, mlg_site_name(sites, p->site));
    }
    html_close(h);
}

static size_t alone(const kin *kinds, size_t n)
{
    size_t sites = 0;

    for (size_t k = 0; k < n; k++)
        sites += kinds[k].changes ? kinds[k].n : 0;
    return sites;
}

/* Determined, and bookable in neither half: they weigh on the whole, and nothing settles them.
 */
static void neither(dossier *d)
{
    const mlg_classification *c = d->answers->classes;
    size_t n = d->answers->split->eligibilities[MLG_ELIGIBLE_AUCUNE];
    const char *between = " ";
    html *h = &d->page;

    if (!n)
        return;
    html_open(h, "p", NULL);
    html_say(h, O_("Fabriques that can count in neither half, whatever is settled: %zu."), n);
    for (size_t i = 0; i < mlg_sites_count(c->sites); i++) {
        char id[24];

        if (mlg_site_kind(c->sites, i) != MLG_FABRIQUE ||
            c->rows[i].eligibility != MLG_ELIGIBLE_AUCUNE)
            continue;
        html_text(h, between);
        html_name(h, words_site(id, c->sites, i));
        html_text(h, " ");
        html_name(h, mlg_site_name(c->sites, i));
        between = "; ";
    }
    html_close(h);
}

static void table_of(dossier *d, const kin *kinds, size_t n)
{
    const html_column columns[] = {
        { O_("once settled, the verdict"), HTML_PLAIN },
        { O_("fabriques"), HTML_NUMBER },
        { O_("which ones"), HTML_PLAIN },
    };
    html *h = &d->page;

    html_table(h, NULL, "flow", O_("What each pivot would change, for each half it may be in"),
               columns, 3);
    for (size_t k = 0; k < n; k++)
        kind_row(d, &kinds[k]);
    html_table_end(h);
}

void dossier_pivots(dossier *d)
{
    const mlg_split *s = d->answers->split;
    kin kinds[KINDS];
    size_t n = sort_out(d, kinds), decisive = alone(kinds, n);
    html *h = &d->page;

    html_section(h, "pivots", 2, O_("The sites that decide"));
    if (n) {
        html_p(h,
               O_("Fabriques that weigh on the answer, being bookable in either half or of "
                  "undetermined eligibility: %zu."),
               s->n_pivots);
        if (decisive)
            html_p(h,
                   O_("Of these, those that could change the verdict by being settled alone "
                      "(in bold): %zu."),
                   decisive);
        else if (s->verdict == MLG_INDETERMINE)
            html_p(h, "%s",
                   O_("Settling any one of them alone would not change the verdict; several "
                      "together may."));
        else
            html_p(h, "%s",
                   O_("Settling them would not change the verdict, which holds whatever the "
                      "truth."));
        table_of(d, kinds, n);
    } else {
        html_p(h, "%s",
               O_("None: every fabrique is determined, and none is eligible for both halves."));
    }
    neither(d);
    html_close(h);
}
