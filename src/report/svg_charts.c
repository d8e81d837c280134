#include "report/svg.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>

/* --- axes -------------------------------------------------------------------------------- */

/* A round step that cuts 0 .. most into at most eight. */
static double step_of(double most)
{
    double unit = pow(10, floor(log10(most > 0 ? most : 1)) - 1);

    for (int i = 0;; i++) {
        static const double steps[] = { 1, 2, 5 };
        double step = unit * steps[i % 3] * pow(10, (double)(i / 3));

        if (most / step <= 8)
            return step < 1 ? 1 : step;
    }
}

typedef struct axis {
    double x0, x1, most;
} axis;

static double across(const axis *a, double value)
{
    double share = a->most > 0 ? value / a->most : 0;

    return a->x0 + (a->x1 - a->x0) * (share < 0 ? 0 : share > 1 ? 1 : share);
}

static void draw_axis(html *h, const axis *a, double top, double bottom, const char *unit)
{
    double step = step_of(a->most);
    char text[WORDS_NUMBER];

    for (double v = 0; v <= a->most + step / 1000; v += step) {
        svg_dashes(h, across(a, v), top, across(a, v), bottom);
        svg_words(h, across(a, v), bottom + 16, SVG_MIDDLE_OF, 12, false,
                  words_number(text, v, 0));
    }
    svg_line(h, a->x0, bottom, a->x1, bottom, 1);
    if (unit)
        svg_words(h, a->x1, bottom + 32, SVG_FINISH, 12, false, unit);
}

/* --- ranges against a target ------------------------------------------------------------- */

enum { RANGE_ROW = 58, RANGE_BAR = 20 };

static void bar_from_to(html *h, const axis *a, double from, double to, double y, double height,
                        svg_fill fill)
{
    double x = across(a, from), width = across(a, to) - x;

    if (width < 4) { /* a single value still shows */
        x -= (4 - width) / 2;
        width = 4;
    }
    svg_rect(h, x, y, width, height, fill);
}

static void draw_target(html *h, const axis *a, double value, double y)
{
    double x = across(a, value);
    char points[96];

    snprintf(points, sizeof points, "%.1f,%.1f %.1f,%.1f %.1f,%.1f", x - 6, y - 11, x + 6,
             y - 11, x, y - 2);
    svg_line(h, x, y - 4, x, y + RANGE_BAR + 5, 3);
    html_empty(h, "polygon", "points", points, "fill", "#1b1b1b", NULL);
}

void svg_draw_ranges(html *h, const svg_ranges *c)
{
    double top = 40, bottom = top + (double)c->n * RANGE_ROW;
    axis a = { 8, SVG_WIDE - 8, c->most };
    const svg_key keys[] = { { SVG_DARK, c->sure }, { SVG_STRIPE, c->wide } };
    double key_end = 0;

    svg_begin(h, c->title, c->description, SVG_WIDE, bottom + 42);
    svg_legend(h, keys, 2);
    for (int i = 0; i < 2; i++)
        key_end += 42 + svg_width(keys[i].label, 13);
    svg_line(h, 14 + key_end, 7, 14 + key_end, 21, 3);
    svg_words(h, 22 + key_end, 18, SVG_START, 13, false, c->target);
    draw_axis(h, &a, top, bottom, c->unit);
    for (size_t i = 0; i < c->n; i++) {
        const svg_range *r = &c->rows[i];
        double y = top + (double)i * RANGE_ROW + 28;

        svg_on(h, a.x0 + svg_width(r->label, 13) / 2 + 2, y - 10, 13, SVG_WHITE, r->label);
        bar_from_to(h, &a, r->wide_min, r->wide_max, y, RANGE_BAR, SVG_STRIPE);
        bar_from_to(h, &a, r->min, r->max, y + 5, RANGE_BAR - 10, SVG_DARK);
        if (isfinite(r->target))
            draw_target(h, &a, r->target, y);
    }
    svg_end(h, c->caption);
}

/* --- parts of a whole, row by row -------------------------------------------------------- */

enum { BAR_ROW = 30, BAR_HIGH = 20 };

static double widest(const char *const *labels, size_t n, double size, double most)
{
    double wide = 0;

    for (size_t i = 0; i < n; i++)
        wide = fmax(wide, svg_width(labels[i], size));
    return fmin(wide, most);
}

static double total(const svg_bars *c, size_t row)
{
    double sum = 0;

    for (size_t k = 0; k < c->n_keys; k++)
        sum += c->values[row * c->n_keys + k];
    return sum;
}

static void draw_bar(html *h, const svg_bars *c, const axis *a, size_t row, double y)
{
    char text[WORDS_NUMBER];
    double from = 0;

    for (size_t k = 0; k < c->n_keys; k++) {
        double value = c->values[row * c->n_keys + k];
        double x = across(a, from), width = across(a, from + value) - x;

        from += value;
        if (value <= 0)
            continue;
        svg_rect(h, x, y, width, BAR_HIGH, c->keys[k].fill);
        words_number(text, value, 0);
        if (svg_width(text, 12) + 6 < width)
            svg_on(h, x + width / 2, y + 14.5, 12, c->keys[k].fill, text);
    }
    svg_words(h, across(a, from) + 6, y + 14.5, SVG_START, 12, true,
              words_number(text, from, 0));
}

void svg_draw_bars(html *h, const svg_bars *c)
{
    double left = 16 + widest(c->labels, c->n, 13, 260), most = c->most;
    double top = svg_legend(NULL, c->keys, c->n_keys) + 16;

    for (size_t i = 0; c->most <= 0 && i < c->n; i++)
        most = fmax(most, total(c, i));
    svg_begin(h, c->title, c->description, SVG_WIDE, top + (double)c->n * BAR_ROW + 8);
    svg_legend(h, c->keys, c->n_keys);

    axis a = { left, SVG_WIDE - 48, most };

    for (size_t i = 0; i < c->n; i++) {
        svg_words(h, left - 8, top + (double)i * BAR_ROW + 14.5, SVG_FINISH, 13, false,
                  c->labels[i]);
        draw_bar(h, c, &a, i, top + (double)i * BAR_ROW);
    }
    svg_line(h, left, top - 4, left, top + (double)c->n * BAR_ROW - 6, 1);
    svg_end(h, c->caption);
}

/* --- a grid ------------------------------------------------------------------------------ */

enum { CELL_HIGH = 40 };

static void draw_cell(html *h, const svg_cell *cell, double x, double y, double width)
{
    svg_rect(h, x, y, width, CELL_HIGH, cell->fill);
    if (cell->marked)
        svg_outline(h, x + 2, y + 2, width - 4, CELL_HIGH - 4);
    svg_on(h, x + width / 2, y + (cell->below ? 17 : 24), 12, cell->fill, cell->words);
    if (cell->below)
        svg_on(h, x + width / 2, y + 32, 11, cell->fill, cell->below);
}

void svg_draw_grid(html *h, const svg_grid *c)
{
    double left = 12 + widest(c->rows, c->n_rows, 13, 240);
    double width = (SVG_WIDE - 2 - left) / (double)c->n_columns;
    double top = svg_legend(NULL, c->keys, c->n_keys) + 40;

    svg_begin(h, c->title, c->description, SVG_WIDE, top + (double)c->n_rows * CELL_HIGH + 4);
    svg_legend(h, c->keys, c->n_keys);
    for (size_t k = 0; k < c->n_columns; k++)
        svg_words(h, left + ((double)k + 0.5) * width, top - 8, SVG_MIDDLE_OF, 12, true,
                  c->columns[k]);
    for (size_t i = 0; i < c->n_rows; i++) {
        svg_words(h, left - 6, top + ((double)i + 0.5) * CELL_HIGH + 5, SVG_FINISH, 13, false,
                  c->rows[i]);
        for (size_t k = 0; k < c->n_columns; k++)
            draw_cell(h, &c->cells[i * c->n_columns + k], left + (double)k * width,
                      top + (double)i * CELL_HIGH, width);
    }
    svg_end(h, c->caption);
}
