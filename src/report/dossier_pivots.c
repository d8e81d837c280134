#include "report/dossier.h"

#include "base/i18n.h"
#include "report/words.h"

#include <stdio.h>

/* Would this site alone, once settled, change the verdict? */
static bool changes(const mlg_pivot *p, uint8_t possible, mlg_verdict verdict)
{
    for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++)
        if (possible & 1u << e && p->verdict_if[e] != verdict)
            return true;
    return false;
}

static void pivot_row(dossier *d, const mlg_pivot *p)
{
    static const mlg_eligibility order[] = { MLG_ELIGIBLE_QPV, MLG_ELIGIBLE_HORS,
                                             MLG_ELIGIBLE_DEUX, MLG_ELIGIBLE_AUCUNE };
    const mlg_classification *c = d->answers->classes;
    const mlg_site_class *r = &c->rows[p->site];
    html *h = &d->page;

    html_row(h);
    dossier_site_cell(d, p->site);
    html_cell(h, words_class((mlg_class)r->klass));
    for (int i = 0; i < 4; i++) {
        bool possible = r->eligibilities & 1u << order[i];

        if (possible && p->verdict_if[order[i]] != d->answers->split->verdict) {
            html_cell_open(h);
            html_element(h, "strong", words_verdict((mlg_verdict)p->verdict_if[order[i]]));
            html_close(h);
        } else {
            html_cell(h, possible ? words_verdict((mlg_verdict)p->verdict_if[order[i]])
                                  : "\xE2\x80\x93");
        }
    }
}

void dossier_pivots(dossier *d)
{
    const html_column columns[] = {
        { O_("site"), HTML_PLAIN },
        { O_("class"), HTML_PLAIN },
        { O_("verdict if QPV half only"), HTML_PLAIN },
        { O_("if the other half only"), HTML_PLAIN },
        { O_("if either half"), HTML_PLAIN },
        { O_("if neither half"), HTML_PLAIN },
    };
    const mlg_split *s = d->answers->split;
    size_t alone = 0;
    html *h = &d->page;

    html_section(h, "pivots", 2, O_("The sites that decide"));
    for (size_t i = 0; i < s->n_pivots; i++)
        alone +=
            changes(&s->pivots[i], d->answers->classes->rows[s->pivots[i].site].eligibilities,
                    s->verdict);
    if (!s->n_pivots) {
        html_p(h, "%s",
               O_("None: every fabrique is determined, and none is eligible for both "
                  "halves."));
        html_close(h);
        return;
    }
    html_p(h,
           O_("Fabriques that weigh on the answer, being bookable in either half or of "
              "undetermined eligibility: %zu."),
           s->n_pivots);
    if (alone)
        html_p(h,
               O_("Of these, those that could change the verdict by being settled alone (in "
                  "bold): %zu."),
               alone);
    else
        html_p(h, "%s",
               O_("Settling any one of them alone would not change the verdict; several "
                  "together may."));
    html_table(h, NULL, NULL, O_("What each pivot would change; a dash: not possible there"),
               columns, 6);
    for (size_t i = 0; i < s->n_pivots; i++)
        pivot_row(d, &s->pivots[i]);
    html_table_end(h);
    html_close(h);
}
