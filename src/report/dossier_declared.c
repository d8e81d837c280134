#include "report/dossier.h"

#include "base/i18n.h"
#include "report/words.h"

static void confusion(dossier *d)
{
    html_column columns[MLG_CLASS_COUNT + 1] = { { O_("declared \\ computed"), HTML_PLAIN } };
    const mlg_declared *a = d->answers->declared;
    html *h = &d->page;

    for (int k = 0; k < MLG_CLASS_COUNT; k++)
        columns[k + 1] =
            (html_column){ mlg_class_name((mlg_class)k), HTML_NUMBER | HTML_SMALL };
    html_table(h, NULL, "whole", O_("Declared classes (rows) against computed ones (columns)"),
               columns, MLG_CLASS_COUNT + 1);
    for (int i = 0; i < MLG_CLASS_INDETERMINE; i++) {
        html_row(h);
        html_cell(h, words_class((mlg_class)i));
        for (int k = 0; k < MLG_CLASS_COUNT; k++)
            html_cell_count(h, a->confusion[i][k]);
    }
    html_table_end(h);
}

void dossier_declared(dossier *d)
{
    const html_column columns[] = {
        { O_("site"), HTML_PLAIN },
        { O_("declared"), HTML_PLAIN },
        { O_("computed"), HTML_PLAIN },
    };
    const mlg_declared *a = d->answers->declared;
    html *h = &d->page;

    if (!a || !a->declared)
        return;
    html_section(h, "declared", 2, O_("Declared against computed"));
    html_p(h,
           O_("Sites that declare a class: %zu. Agreed: %zu. Possible, the location being too "
              "coarse to tell: %zu. Contradicted: %zu."),
           a->declared, a->agreed, a->possible, a->n_disagreements);
    confusion(d);
    if (a->n_disagreements) {
        html_table(h, NULL, NULL,
                   O_("Disagreements; the evidence of each is in its line below"), columns, 3);
        for (size_t i = 0; i < a->n_disagreements; i++) {
            uint32_t site = a->disagreements[i];

            html_row(h);
            dossier_site_cell(d, site);
            html_cell_open(h);
            html_name(h, mlg_site_declared(a->classes->sites, site));
            html_close(h);
            html_cell(h, words_class((mlg_class)a->classes->rows[site].computed));
        }
        html_table_end(h);
    }
    html_close(h);
}
