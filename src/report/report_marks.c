#include "report/report_marks.h"

#include "base/i18n.h"
#include "report/svg.h"
#include "report/words.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *colour, *path; /* in a square of 24 */
    bool hollow;
} symbols[MLG_CLASS_COUNT + 1] = {
    [MLG_CLASS_QPV] = { "#12436d", "M4.5 4.5h15v15h-15z", false },
    [MLG_CLASS_PROXIMITE] = { "#0b7a6f", "M12 2l10 10-10 10-10-10z", false },
    [MLG_CLASS_HORS] = { "#c8500a", "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", false },
    [MLG_CLASS_GRAND_CENTRE] = { "#801650", "M12 2.5l10.5 18.5h-21z", false },
    [MLG_CLASS_INDETERMINE] = { "#3b3b3b", "M7 3.3h10l5 8.7-5 8.7h-10l-5-8.7z", true },
    [MLG_CLASS_NON_LOCALISE] = { "#3b3b3b", "M7 3.3h10l5 8.7-5 8.7h-10l-5-8.7z", true },
    [MLG_CLASS_COUNT] = { "#12436d", "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", false },
};

const paint paint_statuts[MLG_STATUT_COUNT] = {
    [MLG_STATUT_POURVU] = { NULL, "#a9ccd9", NULL, "#5b6168" },
    [MLG_STATUT_DESSERVI] = { "#e3eff3", "url(#map-dots)", NULL, "#5b6168" },
    [MLG_STATUT_PARTIEL] = { "#fbe9c8", "url(#map-sparse)", NULL, "#5b6168" },
    [MLG_STATUT_NON_POURVU] = { "#efb269", "url(#map-dense)", NULL, "#5b6168" },
};
const paint paint_gap = { "#efb269", "url(#map-dense)", NULL, "#7a3a00" };
const paint paint_catchment = { NULL, "#dbe7f1", "0.4", "#12436d" };

void marks_symbol(report *r, size_t klass, double x, double y, double size)
{
    char move[80];

    snprintf(move, sizeof move, "translate(%.1f %.1f) scale(%.3f)", x - size / 2, y - size / 2,
             size / 24);
    html_empty(&r->page, "path", "transform", move, "d", symbols[klass].path, "fill",
               symbols[klass].hollow ? "#ffffff" : symbols[klass].colour, "stroke",
               symbols[klass].hollow ? symbols[klass].colour : "#ffffff", "stroke-width",
               symbols[klass].hollow ? "3" : "2", "paint-order", "stroke", NULL);
}

/* --- legend, scale
 * ------------------------------------------------------------------------------ */

/* Where words of that length go: further on, or on the next line. */
static void legend_room(double *x, double *y, const char *words)
{
    if (*x + 26 + svg_width(words, 12.5) > SVG_WIDE) {
        *x = 4;
        *y += 21;
    }
}

static void legend_words(report *r, double *x, double y, const char *words)
{
    svg_words(&r->page, *x + 25, y + 4, SVG_START, 12.5, false, words);
    *x += 25 + svg_width(words, 12.5) + 20;
}

static void legend_paint(report *r, double *x, double *y, const paint *p, const char *words)
{
    char at[24], up[24];

    legend_room(x, y, words);
    snprintf(at, sizeof at, "%.1f", *x);
    snprintf(up, sizeof up, "%.1f", *y - 7);
    if (p->under)
        html_empty(&r->page, "rect", "x", at, "y", up, "width", "20", "height", "13", "fill",
                   p->under, NULL);
    html_empty(&r->page, "rect", "x", at, "y", up, "width", "20", "height", "13", "fill",
               p->fill, "fill-opacity", p->opacity, "stroke", p->stroke, "stroke-width", "1",
               (char *)NULL);
    legend_words(r, x, *y, words);
}

void marks_legend(report *r, const report_map *m, double y)
{
    double x = 4;

    for (int i = 0; m->statuts && i < MLG_STATUT_COUNT; i++)
        if (m->level->statuts[i])
            legend_paint(r, &x, &y, &paint_statuts[i], words_statut((mlg_statut)i));
    if (m->gaps)
        legend_paint(r, &x, &y, &paint_gap, O_("beyond the reach of every fabrique"));
    if (m->catchments && r->said->n_catchments)
        legend_paint(r, &x, &y, &paint_catchment, O_("catchment"));
    for (size_t i = 0; m->sites && i <= MLG_CLASS_COUNT; i++) {
        const char *words = i < MLG_CLASS_COUNT ? words_class((mlg_class)i) : O_("site");

        if (r->classes ? i == MLG_CLASS_NON_LOCALISE || i == MLG_CLASS_COUNT ||
                             !r->classes->all.classes[i]
                       : i < MLG_CLASS_COUNT)
            continue;
        legend_room(&x, &y, words);
        marks_symbol(r, i, x + 10, y, 13);
        legend_words(r, &x, y, words);
    }
}

/* A round number of kilometres, about a fifth of the width. */
void marks_scale(report *r, const frame *f, double y)
{
    static const double steps[] = { 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000 };
    double per_km = f->sy / 111.2, best = steps[0];
    char label[WORDS_NUMBER + 8];

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i] * per_km <= SVG_WIDE / 5.0)
            best = steps[i];
    words_number(label, best, best < 1 ? 1 : 0);
    svg_line(&r->page, 8, y, 8 + best * per_km, y, 2);
    svg_line(&r->page, 8, y - 4, 8, y + 4, 1);
    svg_line(&r->page, 8 + best * per_km, y - 4, 8 + best * per_km, y + 4, 1);
    snprintf(label + strlen(label), 8, "\xC2\xA0km");
    svg_words(&r->page, 14 + best * per_km, y + 4, SVG_START, 12, false, label);
}

static void pattern(report *r, const char *id, const char *size, bool dots, const char *ink)
{
    html *h = &r->page;

    html_open(h, "pattern", "id", id, "width", size, "height", size, "patternUnits",
              "userSpaceOnUse", "patternTransform", dots ? NULL : "rotate(45)", (char *)NULL);
    if (dots)
        html_empty(h, "circle", "cx", "3", "cy", "3", "r", "0.9", "fill", ink, NULL);
    else
        html_empty(h, "rect", "width", "1.1", "height", size, "fill", ink, NULL);
    html_close(h);
}

void marks_hatchings(report *r)
{
    html_open(&r->page, "defs", NULL);
    pattern(r, "map-dots", "6", true, "#2f6477");
    pattern(r, "map-sparse", "9", false, "#8a4b00");
    pattern(r, "map-dense", "4.5", false, "#7a3a00");
    html_close(&r->page);
}
