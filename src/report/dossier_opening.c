#include "report/dossier.h"

#include "base/i18n.h"
#include "report/words.h"

#include <stdio.h>

/* Its own marks, beside the house's style. */
static const char style[] = "nav ol{columns:2;column-gap:2em}\n"
                            "#sites table{font-size:.74rem;table-layout:fixed}\n"
                            "#sites thead th{width:14%}\n"
                            "#sites thead th:nth-child(1){width:17%}\n"
                            "#sites thead th:nth-child(4){width:12%}\n"
                            "#sites thead th:nth-child(6){width:13%}\n"
                            "#sites thead th:nth-child(7){width:6%}\n"
                            "#sites thead th:nth-child(8){width:10%}\n"
                            "#pivots thead th:first-child{width:30%}\n"
                            "#sites th,#sites td{padding:.2em .4em}\n"
                            ".hash{font-family:'Liberation Mono','DejaVu Sans Mono',monospace;"
                            "font-size:.72rem;overflow-wrap:anywhere}\n"
                            "@media print{#sites{break-before:page}}\n";

static void entry(html *h, const char *to, const char *title)
{
    html_open(h, "li", NULL);
    html_open(h, "a", "href", to, NULL);
    html_text(h, title);
    html_close(h);
    html_close(h);
}

static void contents(dossier *d)
{
    html *h = &d->page;

    html_open(h, "nav", "aria-label", O_("Contents"), NULL);
    html_open(h, "ol", NULL);
    entry(h, "#question", O_("The question"));
    entry(h, "#answer", O_("The answer"));
    entry(h, "#pivots", O_("The sites that decide"));
    if (d->answers->sensitivity)
        entry(h, "#sensitivity", O_("Robust or fragile?"));
    if (d->answers->programme && d->answers->programme->n_waves)
        entry(h, "#waves", O_("Wave after wave"));
    if (dossier_has_programme(d))
        entry(h, "#programme", O_("Money, bearers, projects"));
    if (d->answers->declared && d->answers->declared->declared)
        entry(h, "#declared", O_("Declared against computed"));
    if (d->answers->identity)
        entry(h, "#identity", O_("A label is not a place"));
    if (d->answers->coverage)
        entry(h, "#coverage", O_("Territories without a fabrique"));
    entry(h, "#limits", O_("What cannot be concluded"));
    entry(h, "#rules", O_("The rules"));
    entry(h, "#method", O_("The method"));
    entry(h, "#sources", O_("The sources"));
    entry(h, "#warnings", O_("What the reading of the files brought up"));
    entry(h, "#again", O_("How to do it again"));
    entry(h, "#sites", O_("The evidence, site by site"));
    html_close(h);
    html_close(h);
}

void dossier_opening(dossier *d)
{
    const char *title = d->answers->title ? d->answers->title : O_("Siting of the fabriques");
    const mlg_split *s = d->answers->split;
    html *h = &d->page;
    char head[400];

    snprintf(head, sizeof head, O_("%.300s: evidence dossier"), title);
    html_page(h, head, style);
    html_open(h, "header", NULL);
    html_open(h, "h1", NULL);
    html_name(h, title);
    html_close(h);
    html_open(h, "p", "class", "lead", NULL);
    html_text(h, O_("Evidence dossier: is the half-and-half siting split of the programme "
                    "kept?"));
    html_close(h);
    html_close(h);
    html_open(h, "main", NULL);
    html_open(h, "div", "class", "box", "id", "verdict", NULL);
    html_open(h, "p", "class", "lead", NULL);
    html_open(h, "strong", NULL);
    html_say(h, O_("Verdict: %s."), words_verdict(s->verdict));
    html_close(h);
    html_close(h);
    dossier_verdict(d);
    dossier_robustness(d);
    html_open(h, "p", NULL);
    html_element(h, "strong", O_("Indicative: no regulatory attestation."));
    html_text(h, " ");
    html_text(h, O_("It is computed from the files named below, under the rules quoted below, "
                    "and says nothing beyond them."));
    html_close(h);
    html_close(h);
    contents(d);
}
