#include "report/dossier.h"

#include "base/i18n.h"
#include "report/words.h"

/* Why two labels are taken for one place, in words. */
static void say_reasons(html *h, unsigned evidence)
{
    const char *between = "";

    for (unsigned e = 1; e < MLG_EVIDENCE_END; e <<= 1) {
        if (!(evidence & e))
            continue;
        html_say(h, "%s%s", between, O_(mlg_evidence_words((mlg_evidence)e)));
        between = ", ";
    }
}

static void pairs_table(dossier *d)
{
    const html_column columns[] = {
        { O_("site"), HTML_PLAIN },
        { O_("and"), HTML_PLAIN },
        { O_("because"), HTML_PLAIN },
    };
    const mlg_identity *id = d->answers->identity;
    html *h = &d->page;

    html_table(h, NULL, NULL, O_("Labels that are probably one place"), columns, 3);
    for (size_t i = 0; i < id->n_pairs; i++) {
        html_row(h);
        dossier_site_cell(d, id->pairs[i].a);
        dossier_site_cell(d, id->pairs[i].b);
        html_cell_open(h);
        say_reasons(h, id->pairs[i].evidence);
        html_close(h);
    }
    html_table_end(h);
}

static void half_row(html *h, const char *half, mlg_interval label, mlg_interval place,
                     size_t wanted)
{
    html_row(h);
    html_cell(h, half);
    html_cell_say(h, O_("%zu to %zu"), label.min, label.max);
    html_cell_say(h, O_("%zu to %zu"), place.min, place.max);
    html_cell_count(h, wanted);
}

/* The same split, counted twice. */
static void both_ways(dossier *d)
{
    const html_column columns[] = {
        { O_("half"), HTML_PLAIN },
        { O_("label by label"), HTML_NUMBER },
        { O_("place by place"), HTML_NUMBER },
        { O_("wanted of the places, at least"), HTML_NUMBER },
    };
    const mlg_split *s = d->answers->split;
    const mlg_place_split *p = d->answers->places;
    html *h = &d->page;

    html_table(h, NULL, NULL, O_("What each half may hold, with the uncertainty of locations"),
               columns, 4);
    half_row(h, O_("in a QPV or in its immediate proximity"), s->qpv_all, p->qpv_all,
             p->target.qpv);
    half_row(h, O_("outside the large urban centres"), s->hors_all, p->hors_all,
             p->target.hors);
    html_table_end(h);
    html_p(h, O_("Place by place, the verdict is: %s."), words_verdict(p->verdict));
}

void dossier_identity(dossier *d)
{
    const mlg_identity *id = d->answers->identity;
    html *h = &d->page;

    if (!id)
        return;
    html_section(h, "identity", 2, O_("A label is not a place"));
    html_p(h,
           O_("Labels of the same or a close name, in one commune or near each other, are "
              "probably one place labelled again. Pairs found: %zu; labels without commune or "
              "position, compared with none: %zu."),
           id->n_pairs, id->unplaced);
    if (id->n_pairs) {
        pairs_table(d);
        both_ways(d);
    }
    html_close(h);
}
