#include "report/dossier.h"

#include "base/i18n.h"
#include "report/svg.h"
#include "report/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *vintage(const mlg_reading *c)
{
    return strcmp(c->vintage, MLG_READING_DATED) ? c->vintage : O_("at each site's date");
}

static size_t others(const mlg_sensitivity *s, mlg_verdict verdict)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n_cells; i++)
        n += s->cells[i].verdict != verdict;
    return n;
}

void dossier_robustness(dossier *d)
{
    const mlg_sensitivity *s = d->answers->sensitivity;
    html *h = &d->page;

    if (!s)
        return;
    if (s->robust)
        html_p(h,
               O_("Robust: the %zu readings of the criteria that were tried (distance, "
                  "definition of the centres, vintage of the QPV) all give this verdict."),
               s->n_cells);
    else
        html_p(
            h,
            O_("Fragile: of the %zu readings of the criteria that were tried (distance, "
               "definition of the centres, vintage of the QPV), %zu give another verdict. It "
               "should not be quoted without the reading that it rests on."),
            s->n_cells, others(s, d->answers->split->verdict));
}

/* --- the chart
 * -------------------------------------------------------------------------------- */

enum { COLUMNS_DRAWN = 14, ROWS_DRAWN = 20, WORDS = 96 };

/* Texts of the drawing: heads of columns and rows, two lines a cell. */
typedef struct heads {
    char columns[COLUMNS_DRAWN][WORDS], rows[ROWS_DRAWN][WORDS];
    char cells[COLUMNS_DRAWN * ROWS_DRAWN][2][WORDS];
} heads;

static svg_fill fill_of(mlg_verdict v)
{
    return v == MLG_TENU ? SVG_DARK : v == MLG_NON_TENU ? SVG_WHITE : SVG_STRIPE;
}

static bool is_reading(const dossier *d, const mlg_reading *c)
{
    const mlg_rules *r = d->provenance->rules;
    const mlg_geography *g = &d->answers->classes->geography;
    bool dated = !strcmp(c->vintage, MLG_READING_DATED);

    return c->distance_m == r->proximity_m && c->strict == r->proximity_strict &&
           !strcmp(c->centres, mlg_zones_name(g->centres)) &&
           (g->when == MLG_WHEN_CHOSEN
                ? !strcmp(c->vintage, mlg_zones_name(g->qpv[g->chosen].zones))
                : dated);
}

static void fill_cells(const dossier *d, heads *w, svg_cell *cells)
{
    const mlg_sensitivity *s = d->answers->sensitivity;

    for (size_t i = 0; i < s->n_cells; i++) {
        const mlg_reading *c = &s->cells[i];

        snprintf(w->cells[i][0], WORDS, "%zu\xE2\x80\x93%zu", c->qpv_all.min, c->qpv_all.max);
        snprintf(w->cells[i][1], WORDS, "%zu\xE2\x80\x93%zu", c->hors_all.min, c->hors_all.max);
        cells[i] = (svg_cell){ .words = w->cells[i][0],
                               .below = w->cells[i][1],
                               .fill = fill_of(c->verdict),
                               .marked = is_reading(d, c) };
    }
}

static void draw(dossier *d, heads *w, size_t n_columns, size_t n_rows)
{
    const mlg_sensitivity *s = d->answers->sensitivity;
    const char *columns[COLUMNS_DRAWN], *rows[ROWS_DRAWN];
    svg_cell cells[COLUMNS_DRAWN * ROWS_DRAWN];
    const svg_key keys[] = { { SVG_DARK, words_verdict(MLG_TENU) },
                             { SVG_STRIPE, words_verdict(MLG_INDETERMINE) },
                             { SVG_WHITE, words_verdict(MLG_NON_TENU) } };
    char number[WORDS_NUMBER];

    for (size_t i = 0; i < n_columns; i++) {
        snprintf(w->columns[i], WORDS, "%s\xC2\xA0%s",
                 s->cells[i].strict ? "<" : "\xE2\x89\xA4",
                 words_number(number, s->cells[i].distance_m, 0));
        columns[i] = w->columns[i];
    }
    for (size_t i = 0; i < n_rows; i++) {
        snprintf(w->rows[i], WORDS, "%.40s, %.40s", vintage(&s->cells[i * n_columns]),
                 s->cells[i * n_columns].centres);
        rows[i] = w->rows[i];
    }
    fill_cells(d, w, cells);
    svg_draw_grid(
        &d->page,
        &(svg_grid){ .title = O_("The verdict under other readings of the criteria"),
                     .description =
                         O_("A grid: one row for each vintage of the QPV and definition "
                            "of the centres, one column for each distance and bound. "
                            "The table below holds its figures."),
                     .caption = O_("Columns: distance in metres, strict or inclusive. In each "
                                   "cell, the interval of the QPV half, then that of the "
                                   "other, with the uncertainty of locations. Thick outline: "
                                   "the reading of this dossier."),
                     .columns = columns,
                     .rows = rows,
                     .cells = cells,
                     .n_columns = n_columns,
                     .n_rows = n_rows,
                     .keys = keys,
                     .n_keys = 3 });
}

static void chart(dossier *d)
{
    const mlg_sensitivity *s = d->answers->sensitivity;
    size_t n_rows = s->n_vintages * s->n_centres, n_columns = n_rows ? s->n_cells / n_rows : 0;
    heads *w;

    if (!n_columns || n_columns > COLUMNS_DRAWN || n_rows > ROWS_DRAWN)
        return;
    w = malloc(sizeof *w);
    if (w)
        draw(d, w, n_columns, n_rows);
    else
        d->page.out.broken = true;
    free(w);
}

/* --- the table
 * ---------------------------------------------------------------------------------- */

static void cell_row(dossier *d, const mlg_reading *c)
{
    char metres[WORDS_NUMBER];
    html *h = &d->page;

    html_row(h);
    html_cell_open(h);
    html_name(h, vintage(c));
    html_close(h);
    html_cell_open(h);
    html_name(h, c->centres);
    html_close(h);
    html_cell_say(h, c->strict ? O_("less than %s") : O_("at most %s"),
                  words_metres(metres, c->distance_m));
    html_cell_say(h, O_("%zu to %zu"), c->qpv_all.min, c->qpv_all.max);
    html_cell_say(h, O_("%zu to %zu"), c->hors_all.min, c->hors_all.max);
    html_cell_count(h, c->changed);
    html_cell_open(h);
    if (is_reading(d, c))
        html_element(h, "strong", words_verdict(c->verdict));
    else
        html_text(h, words_verdict(c->verdict));
    html_close(h);
}

void dossier_sensitivity(dossier *d)
{
    const html_column columns[] = {
        { O_("QPV"), HTML_PLAIN },
        { O_("large urban centres"), HTML_PLAIN },
        { O_("proximity"), HTML_PLAIN },
        { O_("QPV half"), HTML_NUMBER },
        { O_("the other half"), HTML_NUMBER },
        { O_("fabriques of another class"), HTML_NUMBER },
        { O_("verdict"), HTML_PLAIN },
    };
    const mlg_sensitivity *s = d->answers->sensitivity;
    html *h = &d->page;

    if (!s)
        return;
    html_section(h, "sensitivity", 2, O_("Robust or fragile?"));
    html_p(h, "%s",
           O_("No text sets the distance of immediate proximity, nor defines the large urban "
              "centres; the QPV changed in 2024. The same split is computed here under other "
              "readings, the target being the same."));
    dossier_robustness(d);
    chart(d);
    html_table(h, NULL, NULL,
               O_("Every reading: intervals with the uncertainty of locations; in bold, the "
                  "reading of this dossier"),
               columns, 7);
    for (size_t i = 0; i < s->n_cells; i++)
        cell_row(d, &s->cells[i]);
    html_table_end(h);
    html_close(h);
}
