#include "report/dossier.h"

#include "base/i18n.h"
#include "report/words.h"

#include <math.h>

static void levels_table(dossier *d)
{
    const html_column columns[] = {
        { O_("level"), HTML_PLAIN },
        { O_("territories"), HTML_NUMBER },
        { O_("without a fabrique"), HTML_NUMBER },
        { words_statut(MLG_STATUT_DESSERVI), HTML_NUMBER },
        { words_statut(MLG_STATUT_PARTIEL), HTML_NUMBER },
        { words_statut(MLG_STATUT_NON_POURVU), HTML_NUMBER },
    };
    const mlg_coverage *c = d->answers->coverage;
    html *h = &d->page;

    html_table(h, NULL, "whole", O_("Territories by level and statut"), columns, 6);
    for (size_t i = 0; i < c->n_levels; i++) {
        const mlg_level_coverage *l = &c->levels[i];
        size_t n = mlg_zones_count(l->zones);

        html_row(h);
        html_cell_open(h);
        html_name(h, words_level(mlg_zones_name(l->zones)));
        html_close(h);
        html_cell_count(h, n);
        html_cell_count(h, n - l->statuts[MLG_STATUT_POURVU]);
        html_cell_count(h, l->statuts[MLG_STATUT_DESSERVI]);
        html_cell_count(h, l->statuts[MLG_STATUT_PARTIEL]);
        html_cell_count(h, l->statuts[MLG_STATUT_NON_POURVU]);
    }
    html_table_end(h);
}

void dossier_coverage(dossier *d)
{
    const mlg_coverage *c = d->answers->coverage;
    char people[WORDS_NUMBER], all[WORDS_NUMBER], reach[WORDS_NUMBER];
    html *h = &d->page;

    if (!c)
        return;
    html_section(h, "coverage", 2, O_("Territories without a fabrique"));
    levels_table(d);
    if (isfinite(c->population_out) && !words_one_reach(c))
        html_p(h, O_("%s people of %s live beyond the reach of every fabrique."),
               words_number(people, c->population_out, 0), words_number(all, c->population, 0));
    else if (isfinite(c->population_out))
        html_p(h, O_("%s people of %s live more than %s from any fabrique."),
               words_number(people, c->population_out, 0), words_number(all, c->population, 0),
               words_metres(reach, c->reach_m));
    words_serving_p(h, c);
    html_p(
        h, "%s",
        O_("The split does not depend on these counts; they are shown because the study asked "
           "for them."));
    html_close(h);
}
