#include "report/svg.h"

#include "report/words.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Coordinates with one decimal: a tenth of a pixel, and the same bytes everywhere. */
enum { XY = 32 };

static const char *at(char text[XY], double value)
{
    snprintf(text, XY, "%.1f", value == 0 ? 0 : value);
    return text;
}

static const char ink[] = "#1b1b1b";

static const struct {
    const char *paint, *on; /* of the mark, of words on it */
} fills[SVG_FILLS] = {
    [SVG_DARK] = { "#12436d", "#ffffff" },   [SVG_STRIPE] = { "url(#svg-stripe)", "#1b1b1b" },
    [SVG_MIDDLE] = { "#28a197", "#1b1b1b" }, [SVG_DOTS] = { "url(#svg-dots)", "#1b1b1b" },
    [SVG_WHITE] = { "#ffffff", "#1b1b1b" },
};

/* Patterns are named once a page; every drawing after the first refers to them. */
static void patterns(html *h)
{
    html_open(h, "defs", NULL);
    html_open(h, "pattern", "id", "svg-stripe", "width", "6", "height", "6", "patternUnits",
              "userSpaceOnUse", "patternTransform", "rotate(45)", NULL);
    html_empty(h, "rect", "width", "6", "height", "6", "fill", "#d4eeeb", NULL);
    html_empty(h, "rect", "width", "1.6", "height", "6", "fill", "#12436d", NULL);
    html_close(h);
    html_open(h, "pattern", "id", "svg-dots", "width", "6", "height", "6", "patternUnits",
              "userSpaceOnUse", NULL);
    html_empty(h, "rect", "width", "6", "height", "6", "fill", "#fde1d3", NULL);
    html_empty(h, "circle", "cx", "3", "cy", "3", "r", "1.3", "fill", "#a03a0a", NULL);
    html_close(h);
    html_close(h);
}

void svg_begin(html *h, const char *title, const char *description, double width, double height)
{
    char box[80], named[96], name[40], described[40];

    snprintf(box, sizeof box, "0 0 %.0f %.0f", width, height);
    html_id(h, name, "svg-title");
    html_id(h, described, "svg-desc");
    snprintf(named, sizeof named, "%s %s", name, described);
    html_open(h, "figure", NULL);
    html_open(h, "svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", box, "role", "img",
              "aria-labelledby", named, NULL);
    html_open(h, "title", "id", name, NULL);
    html_text(h, title);
    html_close(h);
    html_open(h, "desc", "id", described, NULL);
    html_text(h, description);
    html_close(h);
    if (!h->drawings++)
        patterns(h);
}

void svg_end(html *h, const char *caption)
{
    html_close(h);
    if (caption)
        html_element(h, "figcaption", caption);
    html_close(h);
}

void svg_rect(html *h, double x, double y, double width, double height, svg_fill fill)
{
    char a[XY], b[XY], c[XY], d[XY];

    html_empty(h, "rect", "x", at(a, x), "y", at(b, y), "width", at(c, width), "height",
               at(d, height), "fill", fills[fill].paint, "stroke", ink, "stroke-width", "1",
               NULL);
}

void svg_outline(html *h, double x, double y, double width, double height)
{
    char a[XY], b[XY], c[XY], d[XY];

    html_empty(h, "rect", "x", at(a, x), "y", at(b, y), "width", at(c, width), "height",
               at(d, height), "fill", "none", "stroke", ink, "stroke-width", "3", NULL);
}

static void line(html *h, double x1, double y1, double x2, double y2, double thickness,
                 const char *colour, const char *dashes)
{
    char a[XY], b[XY], c[XY], d[XY], e[XY];

    html_empty(h, "line", "x1", at(a, x1), "y1", at(b, y1), "x2", at(c, x2), "y2", at(d, y2),
               "stroke", colour, "stroke-width", at(e, thickness), "stroke-dasharray", dashes,
               (char *)NULL);
}

void svg_line(html *h, double x1, double y1, double x2, double y2, double thickness)
{
    line(h, x1, y1, x2, y2, thickness, ink, NULL);
}

void svg_dashes(html *h, double x1, double y1, double x2, double y2)
{
    line(h, x1, y1, x2, y2, 1, "#8a9096", "4 3");
}

static void words(html *h, double x, double y, svg_anchor anchor, double size, bool bold,
                  const char *colour, const char *text)
{
    static const char *const anchors[] = { NULL, "middle", "end" };
    char a[XY], b[XY], c[XY];

    html_open(h, "text", "x", at(a, x), "y", at(b, y), "font-size", at(c, size), "text-anchor",
              anchors[anchor] ? anchors[anchor] : "start", "font-weight",
              bold ? "bold" : "normal", "fill", colour, NULL);
    html_text(h, text);
    html_close(h);
}

void svg_words(html *h, double x, double y, svg_anchor anchor, double size, bool bold,
               const char *text)
{
    words(h, x, y, anchor, size, bold, ink, text);
}

void svg_on(html *h, double x, double y, double size, svg_fill fill, const char *text)
{
    bool busy = fill == SVG_STRIPE || fill == SVG_DOTS; /* a halo keeps words readable on it */
    char a[XY], b[XY], c[XY];

    html_open(h, "text", "x", at(a, x), "y", at(b, y), "font-size", at(c, size), "text-anchor",
              "middle", "fill", fills[fill].on, "paint-order", busy ? "stroke" : NULL, "stroke",
              busy ? "#ffffff" : NULL, "stroke-width", busy ? "4" : NULL, (char *)NULL);
    html_text(h, text);
    html_close(h);
}

/* Roughly what a text takes on a line: half its size a character. */
double svg_width(const char *text, double size)
{
    size_t n = 0;

    for (; *text; text++)
        n += (*text & 0xC0) != 0x80;
    return 0.54 * size * (double)n;
}

double svg_legend(html *h, const svg_key *keys, size_t n)
{
    double x = 8, y = 18;

    for (size_t i = 0; i < n; i++) {
        double width = 24 + svg_width(keys[i].label, 13) + 18;

        if (i && x + width > SVG_WIDE) {
            x = 8;
            y += 20;
        }
        if (h) {
            svg_rect(h, x, y - 10, 18, 12, keys[i].fill);
            svg_words(h, x + 24, y, SVG_START, 13, false, keys[i].label);
        }
        x += width;
    }
    return y;
}
