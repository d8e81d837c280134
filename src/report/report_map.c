#include "report/report.h"

#include "base/i18n.h"
#include "report/svg.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Outlines and symbols on paper: the same colours and shapes as the web map's. */

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

static const struct {
    const char *fill, *ink, *pattern; /* pattern: of lines or dots over the fill */
} paints[MLG_STATUT_COUNT] = {
    [MLG_STATUT_POURVU] = { "#a9ccd9", "#2f6477", NULL },
    [MLG_STATUT_DESSERVI] = { "url(#map-dots)", "#2f6477", "#e3eff3" },
    [MLG_STATUT_PARTIEL] = { "url(#map-sparse)", "#8a4b00", "#fbe9c8" },
    [MLG_STATUT_NON_POURVU] = { "url(#map-dense)", "#7a3a00", "#efb269" },
};

/* --- frames: the main land, the others beside it
 * ---------------------------------------------- */

static const struct {
    const char *name;
    mlg_box box;
} lands[] = {
    { N_("mainland"), { -6, 41, 10, 52 } },
    { "Guadeloupe", { -62, 15.6, -60.8, 16.7 } },
    { "Martinique", { -61.4, 14.2, -60.6, 15 } },
    { "Guyane", { -55, 2, -51, 6.2 } },
    { "La Réunion", { 55, -21.6, 56, -20.7 } },
    { "Mayotte", { 44.8, -13.2, 45.5, -12.4 } },
    { "Saint-Pierre-et-Miquelon", { -56.6, 46.6, -56, 47.3 } },
    { "Saint-Martin, Saint-Barth\xC3\xA9lemy", { -63.3, 17.8, -62.6, 18.3 } },
};
enum { LANDS = sizeof lands / sizeof *lands, ELSEWHERE = LANDS, FRAMES };

typedef struct frame {
    mlg_box box;                /* degrees, of what is drawn in it */
    size_t n;                   /* features */
    double x, y, width, height; /* on the paper */
    double sx, sy;              /* pixels per degree */
} frame;

static size_t land_of(mlg_xy p)
{
    for (size_t i = 0; i < LANDS; i++)
        if (p.x >= lands[i].box.xmin && p.x <= lands[i].box.xmax && p.y >= lands[i].box.ymin &&
            p.y <= lands[i].box.ymax)
            return i;
    return ELSEWHERE;
}

static void widen(frame *f, mlg_xy p)
{
    if (!f->n || p.x < f->box.xmin)
        f->box.xmin = p.x;
    if (!f->n || p.x > f->box.xmax)
        f->box.xmax = p.x;
    if (!f->n || p.y < f->box.ymin)
        f->box.ymin = p.y;
    if (!f->n || p.y > f->box.ymax)
        f->box.ymax = p.y;
    f->n++;
}

static void widen_all(frame *frames, const mlg_polys *p)
{
    for (size_t f = 0; p && f < p->n; f++) {
        uint32_t from = p->xy_of[p->ring_of[f]], to = p->xy_of[p->ring_of[f + 1]];
        size_t land = from < to ? land_of(p->xy[from]) : 0;

        for (uint32_t i = from; i < to; i++)
            widen(&frames[land], p->xy[i]);
    }
}

static void widen_sites(frame *frames, const mlg_sites *sites)
{
    mlg_xy at;

    for (size_t i = 0; i < mlg_sites_count(sites); i++)
        if (mlg_site_lonlat(sites, i, &at))
            widen(&frames[land_of(at)], at);
}

/* The scale that fits a box into a space, and where it then starts. */
static void fit(frame *f, double x, double y, double width, double height)
{
    double middle = (f->box.ymin + f->box.ymax) / 2 * 0.017453292519943295;
    double w = fmax((f->box.xmax - f->box.xmin) * cos(middle), 1e-4);
    double h = fmax(f->box.ymax - f->box.ymin, 1e-4);
    double scale = fmin((width - 16) / w, (height - 16) / h);

    f->sy = scale;
    f->sx = scale * cos(middle);
    f->width = width;
    f->height = h * scale + 16;
    f->y = y;
    f->x = x + (width - w * scale) / 2 - 8;
}

static mlg_xy on_paper(const frame *f, mlg_xy p)
{
    return (mlg_xy){ f->x + 8 + (p.x - f->box.xmin) * f->sx,
                     f->y + 8 + (f->box.ymax - p.y) * f->sy };
}

/* --- what is drawn --------------------------------------------------------------------------
 */

/* Tenths of a pixel, which no eye tells apart, as shortly as a path may say them. */
static void add_tenths(buf *d, long v, bool first)
{
    if (v < 0)
        buf_char(d, '-');
    else if (!first)
        buf_char(d, ' ');
    v = labs(v);
    if (v >= 10 || !v)
        buf_int(d, v / 10);
    if (v % 10) {
        buf_char(d, '.');
        buf_char(d, (char)('0' + v % 10));
    }
}

/* A ring by its steps; one that is no more than a dot or a line on paper is not drawn. */
static void add_ring(buf *d, const frame *f, const mlg_polys *p, uint32_t ring)
{
    size_t begun = d->n, steps = 0;
    long x = 0, y = 0;

    for (uint32_t i = p->xy_of[ring]; i + 1 < p->xy_of[ring + 1]; i++) {
        mlg_xy at = on_paper(f, p->xy[i]);
        long to_x = lround(10 * at.x), to_y = lround(10 * at.y);

        if (i == p->xy_of[ring]) {
            buf_char(d, 'M');
        } else if (to_x == x && to_y == y) {
            continue;
        } else if (!steps++) {
            buf_char(d, 'l');
        }
        add_tenths(d, to_x - x, i == p->xy_of[ring] || steps == 1);
        add_tenths(d, to_y - y, false);
        x = to_x;
        y = to_y;
    }
    if (steps >= 2)
        buf_char(d, 'Z');
    else if (!d->broken)
        d->n = begun;
}

static void add_path(buf *d, const frame *f, const mlg_polys *p, size_t feature)
{
    for (uint32_t r = p->ring_of[feature]; r < p->ring_of[feature + 1]; r++)
        add_ring(d, f, p, r);
}

static size_t land_of_feature(const mlg_polys *p, size_t f)
{
    uint32_t from = p->xy_of[p->ring_of[f]];

    return p->ring_of[f] < p->ring_of[f + 1] ? land_of(p->xy[from]) : FRAMES;
}

/* All in one path: shells and holes turn opposite ways, so that what overlaps stays filled. */
static void draw_path(report *r, buf *d, const char *under, const char *fill,
                      const char *stroke, const char *width)
{
    char id[40], ref[48];

    if (d->n && under) { /* drawn once, painted twice */
        html_id(&r->page, id, "path");
        snprintf(ref, sizeof ref, "#%s", id);
        html_open(&r->page, "defs", NULL);
        html_empty(&r->page, "path", "id", id, "d", d->at, NULL);
        html_close(&r->page);
        html_empty(&r->page, "use", "href", ref, "fill", under, NULL);
        html_empty(&r->page, "use", "href", ref, "fill", fill, "stroke", stroke, "stroke-width",
                   width, NULL);
    } else if (d->n) {
        html_empty(&r->page, "path", "d", d->at, "fill", fill, "stroke", stroke, "stroke-width",
                   width, NULL);
    }
    r->page.out.broken |= d->broken;
    buf_free(d);
}

static void draw_polys(report *r, const frame *frames, const mlg_polys *p, const char *under,
                       const char *fill, const char *stroke, const char *width, size_t only)
{
    buf d = { 0 };

    for (size_t f = 0; f < p->n; f++) {
        size_t land = land_of_feature(p, f);

        if (land != FRAMES && frames[land].n && (only == REPORT_ALL || f == only))
            add_path(&d, &frames[land], p, f);
    }
    draw_path(r, &d, under, fill, stroke, width);
}

/* May a feature be seen in its frame? Of maps that show all, all may. */
static bool in_view(const frame *f, const mlg_polys *p, size_t feature)
{
    mlg_box b = { 1e9, 1e9, -1e9, -1e9 };

    for (uint32_t i = p->xy_of[p->ring_of[feature]]; i < p->xy_of[p->ring_of[feature + 1]];
         i++) {
        b.xmin = fmin(b.xmin, p->xy[i].x);
        b.xmax = fmax(b.xmax, p->xy[i].x);
        b.ymin = fmin(b.ymin, p->xy[i].y);
        b.ymax = fmax(b.ymax, p->xy[i].y);
    }
    return b.xmin <= f->box.xmax && b.xmax >= f->box.xmin && b.ymin <= f->box.ymax &&
           b.ymax >= f->box.ymin;
}

static void draw_statuts(report *r, const frame *frames, const report_map *m)
{
    const mlg_polys *p = m->statuts;
    buf d[MLG_STATUT_COUNT] = { 0 };

    for (size_t f = 0; f < p->n; f++) {
        size_t land = land_of_feature(p, f);

        if (land != FRAMES && frames[land].n && in_view(&frames[land], p, f))
            add_path(&d[m->level->rows[f].statut], &frames[land], p, f);
    }
    for (int s = 0; s < MLG_STATUT_COUNT; s++)
        draw_path(r, &d[s], paints[s].pattern, paints[s].fill, "#5b6168",
                  p->n > 2000 ? "0.15" : "0.7");
}

static void draw_symbol(report *r, size_t klass, double x, double y, double size)
{
    char move[80];

    snprintf(move, sizeof move, "translate(%.1f %.1f) scale(%.3f)", x - size / 2, y - size / 2,
             size / 24);
    html_empty(&r->page, "path", "transform", move, "d", symbols[klass].path, "fill",
               symbols[klass].hollow ? "#ffffff" : symbols[klass].colour, "stroke",
               symbols[klass].hollow ? symbols[klass].colour : "#ffffff", "stroke-width",
               symbols[klass].hollow ? "3" : "2", "paint-order", "stroke", NULL);
}

static size_t class_of(const report *r, size_t site)
{
    return r->classes ? r->classes->rows[site].klass : MLG_CLASS_COUNT;
}

static bool shown(const frame *frames, mlg_xy at)
{
    const frame *f = &frames[land_of(at)];

    return f->n && at.x >= f->box.xmin && at.x <= f->box.xmax && at.y >= f->box.ymin &&
           at.y <= f->box.ymax;
}

static void draw_sites(report *r, const frame *frames)
{
    const mlg_sites *sites = r->said->sites;
    size_t n = mlg_sites_count(sites);
    double size = n > 2000 ? 5 : n > 400 ? 7 : n > 100 ? 9 : 12;

    for (int hubs = 0; hubs < 2; hubs++) /* fabriques on top */
        for (size_t i = 0; i < n; i++) {
            mlg_xy at;

            if ((mlg_site_kind(sites, i) == MLG_FABRIQUE) != hubs ||
                !mlg_site_lonlat(sites, i, &at) || !shown(frames, at))
                continue;
            at = on_paper(&frames[land_of(at)], at);
            draw_symbol(r, class_of(r, i), at.x, at.y, hubs ? size : size * 0.6);
        }
}

/* In the middle of its largest shell's box, `width` degrees wide. */
static bool label_at(mlg_xy *at, double *width, const mlg_polys *p, size_t f)
{
    double most = -1;

    for (uint32_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++) {
        mlg_box b = { 1e9, 1e9, -1e9, -1e9 };

        for (uint32_t i = p->xy_of[r]; i < p->xy_of[r + 1]; i++) {
            b.xmin = fmin(b.xmin, p->xy[i].x);
            b.xmax = fmax(b.xmax, p->xy[i].x);
            b.ymin = fmin(b.ymin, p->xy[i].y);
            b.ymax = fmax(b.ymax, p->xy[i].y);
        }
        if (p->hole[r] || (b.xmax - b.xmin) * (b.ymax - b.ymin) <= most)
            continue;
        most = (b.xmax - b.xmin) * (b.ymax - b.ymin);
        *width = b.xmax - b.xmin;
        *at = (mlg_xy){ (b.xmin + b.xmax) / 2, (b.ymin + b.ymax) / 2 };
    }
    return most >= 0;
}

enum { NAMES_MAX = 25, NAME_HIGH = 15 };

/* Names already there: a new one goes a line lower or higher, or is left out. */
typedef struct names {
    mlg_box at[NAMES_MAX];
    size_t n;
} names;

static bool make_room(names *there, mlg_xy *at, double width)
{
    static const int lines[] = { 0, 1, -1, 2, -2 };

    for (size_t i = 0; i < sizeof lines / sizeof *lines && there->n < NAMES_MAX; i++) {
        double y = at->y + lines[i] * NAME_HIGH;
        mlg_box b = { at->x - width / 2, y - NAME_HIGH, at->x + width / 2, y };
        bool free = true;

        for (size_t k = 0; k < there->n && free; k++)
            free = b.xmin > there->at[k].xmax || b.xmax < there->at[k].xmin ||
                   b.ymin >= there->at[k].ymax || b.ymax <= there->at[k].ymin;
        if (!free)
            continue;
        there->at[there->n++] = b;
        at->y = y;
        return true;
    }
    return false;
}

static void draw_name(report *r, mlg_xy at, const char *name)
{
    char x[32], y[32];

    snprintf(x, sizeof x, "%.1f", at.x);
    snprintf(y, sizeof y, "%.1f", at.y);
    html_open(&r->page, "text", "x", x, "y", y, "font-size", "12", "text-anchor", "middle",
              "fill", "#1b1b1b", "stroke", "#ffffff", "stroke-width", "3", "paint-order",
              "stroke", NULL);
    html_text(&r->page, name);
    html_close(&r->page);
}

static void draw_names(report *r, const frame *frames, const report_map *m)
{
    const mlg_zones *zones = m->level->zones;
    names there = { .n = 0 };
    bool few = m->only != REPORT_ALL || m->statuts->n <= NAMES_MAX;

    for (size_t f = 0; f < m->statuts->n && few; f++) {
        const char *name = mlg_zone_label(zones, f);
        double width = 0, wide;
        mlg_xy at;

        name = *name ? name : mlg_zone_code(zones, f);
        wide = svg_width(name, 12);
        if (!label_at(&at, &width, m->statuts, f) || !shown(frames, at) ||
            wide > width * frames[land_of(at)].sx)
            continue; /* a name wider than its territory would be another's */
        at = on_paper(&frames[land_of(at)], at);
        if (make_room(&there, &at, wide))
            draw_name(r, at, name);
    }
}

/* --- legend, scale
 * ------------------------------------------------------------------------------ */

static double legend_item(report *r, double *x, double y, const char *words, double width)
{
    if (*x + 26 + svg_width(words, 12.5) > width) {
        *x = 4;
        y += 21;
    }
    (void)r;
    return y;
}

static void legend_words(report *r, double *x, double y, const char *words)
{
    svg_words(&r->page, *x + 25, y + 4, SVG_START, 12.5, false, words);
    *x += 25 + svg_width(words, 12.5) + 20;
}

static void swatch(report *r, double x, double y, const char *under, const char *fill,
                   const char *stroke)
{
    char at[24], up[24];

    snprintf(at, sizeof at, "%.1f", x);
    snprintf(up, sizeof up, "%.1f", y - 7);
    if (under)
        html_empty(&r->page, "rect", "x", at, "y", up, "width", "20", "height", "13", "fill",
                   under, NULL);
    html_empty(&r->page, "rect", "x", at, "y", up, "width", "20", "height", "13", "fill", fill,
               "stroke", stroke, "stroke-width", "1", NULL);
}

static double draw_legend(report *r, const report_map *m, double y)
{
    double x = 4;

    for (int i = 0; m->statuts && i < MLG_STATUT_COUNT; i++) {
        const char *words = words_statut((mlg_statut)i);

        if (!m->level->statuts[i])
            continue;
        y = legend_item(r, &x, y, words, SVG_WIDE);
        swatch(r, x, y, paints[i].pattern, paints[i].fill, "#5b6168");
        legend_words(r, &x, y, words);
    }
    if (m->gaps) {
        y = legend_item(r, &x, y, O_("beyond the reach of every fabrique"), SVG_WIDE);
        swatch(r, x, y, "#efb269", "url(#map-dense)", "#7a3a00");
        legend_words(r, &x, y, O_("beyond the reach of every fabrique"));
    }
    for (size_t i = 0; m->sites && i <= MLG_CLASS_COUNT; i++) {
        const char *words = i < MLG_CLASS_COUNT ? words_class((mlg_class)i) : O_("site");

        if (r->classes ? i == MLG_CLASS_NON_LOCALISE || i == MLG_CLASS_COUNT ||
                             !r->classes->all.classes[i]
                       : i < MLG_CLASS_COUNT)
            continue;
        y = legend_item(r, &x, y, words, SVG_WIDE);
        draw_symbol(r, i, x + 10, y, 13);
        legend_words(r, &x, y, words);
    }
    return y + 16;
}

/* A round number of kilometres, about a fifth of the width. */
static void draw_scale(report *r, const frame *f, double y)
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

/* Named once a page: svg_begin counts the drawings. */
static void patterns(report *r)
{
    html_open(&r->page, "defs", NULL);
    pattern(r, "map-dots", "6", true, "#2f6477");
    pattern(r, "map-sparse", "9", false, "#8a4b00");
    pattern(r, "map-dense", "4.5", false, "#7a3a00");
    html_close(&r->page);
}

/* Main land first, as wide as the column; the others in a row below. Returns the height. */
static double place_frames(frame *frames, double most)
{
    size_t main = 0, others = 0;
    double height, x = 0;

    for (size_t i = 0; i < FRAMES; i++)
        if (frames[i].n > frames[main].n)
            main = i;
    for (size_t i = 0; i < FRAMES; i++)
        others += frames[i].n && i != main;
    fit(&frames[main], 0, 0, SVG_WIDE, most);
    height = frames[main].height;
    if (!others)
        return height;
    for (size_t i = 0; i < FRAMES; i++) {
        double width = fmin(SVG_WIDE / (double)others, 150);

        if (!frames[i].n || i == main)
            continue;
        fit(&frames[i], x, height + 18, width, 120);
        x += width;
    }
    return height + 18 + 122;
}

static void name_insets(report *r, const frame *frames, size_t main)
{
    for (size_t i = 0; i < FRAMES; i++)
        if (frames[i].n && i != main)
            svg_words(&r->page, frames[i].x + 8, frames[i].y + 2, SVG_START, 10, true,
                      i < LANDS ? O_(lands[i].name) : O_("elsewhere"));
}

static void frame_one(frame *frames, const mlg_polys *p, size_t only)
{
    size_t land = land_of_feature(p, only);
    frame *f = &frames[land == FRAMES ? 0 : land];
    double dx, dy;

    for (uint32_t i = p->xy_of[p->ring_of[only]]; i < p->xy_of[p->ring_of[only + 1]]; i++)
        widen(f, p->xy[i]);
    dx = (f->box.xmax - f->box.xmin) * 0.25;
    dy = (f->box.ymax - f->box.ymin) * 0.25;
    f->box =
        (mlg_box){ f->box.xmin - dx, f->box.ymin - dy, f->box.xmax + dx, f->box.ymax + dy };
}

void report_draw(report *r, const report_map *m)
{
    enum { LEGEND = 74 };
    frame frames[FRAMES] = { 0 };
    size_t main = 0;
    double height;
    html *h = &r->page;
    char clip[40], box[60], url[60];

    if (m->only != REPORT_ALL) {
        frame_one(frames, m->statuts, m->only);
    } else {
        widen_all(frames, m->statuts);
        widen_all(frames, m->outlines);
        widen_all(frames, m->gaps);
        if (m->sites)
            widen_sites(frames, r->said->sites);
    }
    for (size_t i = 0; i < FRAMES; i++)
        main = frames[i].n > frames[main].n ? i : main;
    if (!frames[main].n)
        return;
    height = place_frames(frames, m->height);
    bool first = !h->drawings;

    svg_begin(h, m->title, m->description, SVG_WIDE, height + LEGEND + 20);
    if (first)
        patterns(r);
    html_id(h, clip, "clip");
    snprintf(box, sizeof box, "%.1f", height);
    snprintf(url, sizeof url, "url(#%s)", clip);
    html_open(h, "clipPath", "id", clip, NULL);
    html_empty(h, "rect", "x", "0", "y", "0", "width", "720", "height", box, NULL);
    html_close(h);
    html_open(h, "g", "clip-path", url, "stroke-linejoin", "round", NULL);
    if (m->statuts)
        draw_statuts(r, frames, m);
    if (m->gaps)
        draw_polys(r, frames, m->gaps, "#efb269", "url(#map-dense)", "#7a3a00", "0.7",
                   REPORT_ALL);
    if (m->outlines)
        draw_polys(r, frames, m->outlines, NULL, "none", "#5b6168",
                   m->outlines->n > 2000 ? "0.2" : "0.8", REPORT_ALL);
    if (m->only != REPORT_ALL)
        draw_polys(r, frames, m->statuts, NULL, "none", "#12436d", "3", m->only);
    if (m->sites)
        draw_sites(r, frames);
    if (m->level && m->statuts)
        draw_names(r, frames, m);
    html_close(h);
    name_insets(r, frames, main);
    draw_scale(r, &frames[main], height + 12);
    draw_legend(r, m, height + 36);
    svg_end(h, m->caption);
}
