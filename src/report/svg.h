#ifndef MLG_SVG_H
#define MLG_SVG_H
#include "report/html.h"

/* Charts as SVG inside a page: sized to the text column, with <title> and <desc> for those who
 * cannot see them, and told apart by shape, hatching and words as well as by colour, so that
 * they survive a black-and-white printer. The figures belong in a table beside the chart; these
 * functions draw only. Texts are in the language of outputs. */

/* A figure: its drawing (in units of about one pixel; SVG_WIDE fills the column), then a
 * caption. */
enum { SVG_WIDE = 720 };
void svg_begin(html *h, const char *title, const char *description, double width,
               double height);
void svg_end(html *h, const char *caption); /* NULL: none */

/* How something is filled: light to dark on paper, and in this order in legends. */
typedef enum svg_fill {
    SVG_DARK,   /* plain, dark blue */
    SVG_STRIPE, /* slanted lines on pale turquoise */
    SVG_MIDDLE, /* plain, turquoise */
    SVG_DOTS,   /* dots on pale orange */
    SVG_WHITE,  /* outlined only */
    SVG_FILLS
} svg_fill;

typedef enum svg_anchor { SVG_START, SVG_MIDDLE_OF, SVG_FINISH } svg_anchor;

void svg_rect(html *h, double x, double y, double width, double height, svg_fill fill);
void svg_outline(html *h, double x, double y, double width, double height); /* thick */
void svg_line(html *h, double x1, double y1, double x2, double y2, double thickness);
void svg_dashes(html *h, double x1, double y1, double x2, double y2);
void svg_words(html *h, double x, double y, svg_anchor anchor, double size, bool bold,
               const char *text);
/* Words on a mark: white when the fill is dark. */
void svg_on(html *h, double x, double y, double size, svg_fill fill, const char *text);

double svg_width(const char *text, double size); /* about; for laying out */

typedef struct svg_key {
    svg_fill fill;
    const char *label;
} svg_key;
/* At the top of a drawing, in as many lines as it takes; returns where the last one stands.
 * A NULL page measures only. */
double svg_legend(html *h, const svg_key *keys, size_t n);

/* --- charts ------------------------------------------------------------------------------ */

/* Ranges against a target, one row each, from 0 to `most`. */
typedef struct svg_range {
    const char *label;
    double min, max;           /* sure: the dark bar */
    double wide_min, wide_max; /* with uncertainty: the hatched bar around it */
    double target;             /* NaN: none */
} svg_range;

typedef struct svg_ranges {
    const char *title, *description, *caption;
    const char *sure, *wide, *target; /* for the legend */
    const char *unit;                 /* of the axis */
    double most;
    const svg_range *rows;
    size_t n;
} svg_ranges;

void svg_draw_ranges(html *h, const svg_ranges *chart);

/* Shares of a whole, row by row, as bars from 0 to `most`. */
typedef struct svg_bars {
    const char *title, *description, *caption;
    const char *const *labels; /* one a row */
    const svg_key *keys;       /* one a part */
    const double *values;      /* row by row, n_keys each */
    size_t n, n_keys;
    double most; /* 0: the largest row */
} svg_bars;

void svg_draw_bars(html *h, const svg_bars *chart);

/* A grid of cells, each with words and a fill. */
typedef struct svg_cell {
    const char *words, *below; /* second line; may be NULL */
    svg_fill fill;
    bool marked; /* a thick outline */
} svg_cell;

typedef struct svg_grid {
    const char *title, *description, *caption;
    const char *const *columns, *const *rows; /* heads */
    const svg_cell *cells;                    /* row by row */
    size_t n_columns, n_rows;
    const svg_key *keys;
    size_t n_keys;
} svg_grid;

void svg_draw_grid(html *h, const svg_grid *chart);
#endif
