#include "report/dossier.h"

#include "base/i18n.h"
#include "report/provenance.h"
#include "report/words.h"

#include <stdio.h>
#include <string.h>

static const char *role_words(const char *role)
{
    static const struct {
        const char *role, *words;
    } roles[] = { { "sites", N_("places") },
                  { "qpv", N_("QPV") },
                  { "centres", N_("large urban centres") },
                  { "communes", N_("communes") },
                  { "territoires", N_("territories") },
                  { "population", N_("population") } };

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (!strcmp(roles[i].role, role))
            return O_(roles[i].words);
    return role;
}

/* "RGF_1993_Lambert_93" of a long definition. */
static void say_crs(html *h, const mlg_layer *l)
{
    const char *quote = strchr(l->crs, '"'), *to = quote ? strchr(quote + 1, '"') : NULL;

    if (!l->crs[0])
        html_text(h, "\xE2\x80\x93");
    else if (to)
        html_say(h, "%.*s", (int)(to - quote - 1), quote + 1);
    else
        html_text(h, l->crs);
}

static int64_t repaired(const mlg_diag *diag, const mlg_layer *l)
{
    int64_t n = 0;

    for (size_t i = 0; i < diag->n; i++)
        if (!strcmp(diag->groups[i].kind, "geometry-repaired") &&
            !strcmp(diag->groups[i].where, l->name))
            n += diag->groups[i].count;
    return n;
}

static void told(html *h, const char *label, const char *text)
{
    if (!text)
        return;
    html_open(h, "span", "class", "s", NULL);
    html_say(h, " %s ", label);
    html_name(h, text);
    html_text(h, ".");
    html_close(h);
}

static void source_row(dossier *d, const mlg_input *in)
{
    const mlg_layer *l = in->layer;
    const mlg_study_layer *said = provenance_said(d->study, in);
    html *h = &d->page;

    html_row(h);
    html_cell_open(h);
    html_text(h, role_words(in->role));
    if (in->name && *in->name && strcmp(in->name, l->name)) {
        html_text(h, " ");
        html_name(h, in->name);
    }
    html_close(h);
    html_cell_open(h);
    html_name(h, l->name);
    told(h, O_("Source:"), said ? said->source : NULL);
    told(h, O_("Date:"), said ? said->dated : NULL);
    told(h, O_("Licence:"), said ? said->licence : NULL);
    html_close(h);
    html_cell_count(h, l->n);
    html_cell_count(h, l->n_without_geometry);
    html_cell_number(h, (double)repaired(d->answers->diag, l), 0);
    html_cell_open(h);
    say_crs(h, l);
    html_close(h);
    html_cell(h, l->encoding);
}

static void files_table(dossier *d)
{
    const html_column columns[] = {
        { O_("file"), HTML_PLAIN },
        { O_("bytes"), HTML_NUMBER },
        { "SHA-256", HTML_PLAIN },
    };
    html *h = &d->page;

    html_table(h, NULL, NULL, O_("The files, byte for byte"), columns, 3);
    for (size_t i = 0; i < d->provenance->n_inputs; i++) {
        const mlg_layer *l = d->provenance->inputs[i].layer;

        for (size_t k = 0; k < l->n_sources; k++) {
            html_row(h);
            html_cell_open(h);
            html_name(h, l->sources[k].name);
            html_close(h);
            html_cell_number(h, (double)l->sources[k].size, 0);
            html_cell_open(h);
            html_open(h, "span", "class", "hash", NULL);
            html_text(h, l->sources[k].sha256);
            html_close(h);
            html_close(h);
        }
    }
    html_table_end(h);
}

void dossier_sources(dossier *d)
{
    const html_column columns[] = {
        { O_("role"), HTML_PLAIN },
        { O_("file"), HTML_PLAIN },
        { O_("records"), HTML_NUMBER },
        { O_("without geometry"), HTML_NUMBER },
        { O_("polygons repaired"), HTML_NUMBER },
        { O_("coordinate system"), HTML_PLAIN },
        { O_("encoding"), HTML_PLAIN },
    };
    html *h = &d->page;
    bool all_told = true;

    html_section(h, "sources", 2, O_("The sources"));
    html_table(h, NULL, "whole", O_("The layers examined"), columns, 7);
    for (size_t i = 0; i < d->provenance->n_inputs; i++) {
        const mlg_study_layer *said = provenance_said(d->study, &d->provenance->inputs[i]);

        all_told = all_told && said && said->licence;
        source_row(d, &d->provenance->inputs[i]);
    }
    html_table_end(h);
    if (!all_told)
        html_p(h, "%s",
               O_("The licence of a layer is shown when the study says it (keys 'licence', "
                  "'source' and 'date' of the layer); files do not carry it."));
    files_table(d);
    html_close(h);
}

/* --- warnings ------------------------------------------------------------------------------
 */

enum { CASES_SHOWN = 5 };

static void group_row(html *h, const mlg_diag_group *g)
{
    size_t shown = g->n_items < CASES_SHOWN ? g->n_items : CASES_SHOWN;

    html_row(h);
    html_cell_open(h);
    html_name(h, g->where);
    html_close(h);
    html_cell(h, g->level == MLG_WARNING ? O_("warning") : O_("note"));
    html_cell_number(h, (double)g->count, 0);
    html_cell_open(h);
    for (size_t i = 0; i < shown; i++) {
        char text[480];

        if (i)
            html_empty(h, "br", NULL);
        if (g->items[i].record)
            html_say(h, O_("Record %lld: "), (long long)g->items[i].record);
        html_name(h, mlg_diag_output_text(&g->items[i], text, sizeof text));
    }
    if (g->count > (int64_t)shown) {
        html_empty(h, "br", NULL);
        html_say(h, O_("and %lld more, in the JSON of this dossier."),
                 (long long)(g->count - (int64_t)shown));
    }
    html_close(h);
}

void dossier_warnings(dossier *d)
{
    const html_column columns[] = {
        { O_("file"), HTML_PLAIN },
        { O_("what"), HTML_PLAIN },
        { O_("cases"), HTML_NUMBER },
        { O_("the first ones"), HTML_PLAIN },
    };
    const mlg_diag *diag = d->answers->diag;
    html *h = &d->page;

    html_section(h, "warnings", 2, O_("What the reading of the files brought up"));
    if (!diag->n)
        html_p(h, "%s", O_("Nothing: every record could be used as it is."));
    else
        html_table(
            h, NULL, NULL,
            O_("Choices made (notes), and records repaired, doubtful or unusable (warnings)"),
            columns, 4);
    for (int level = MLG_WARNING; diag->n && level >= MLG_NOTE; level--)
        for (size_t i = 0; i < diag->n; i++)
            if ((int)diag->groups[i].level == level)
                group_row(h, &diag->groups[i]);
    if (diag->n)
        html_table_end(h);
    html_close(h);
}
