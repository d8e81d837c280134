#include "report/report_marks.h"

#include "report/svg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
        mlg_xy at = frame_paper(f, p->xy[i]);
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

/* All in one path: shells and holes turn opposite ways, so that what overlaps stays filled. */
static void draw_path(report *r, buf *d, const paint *p, const char *width)
{
    char id[40], ref[48];

    if (d->n && p->under) { /* drawn once, painted twice */
        html_id(&r->page, id, "path");
        snprintf(ref, sizeof ref, "#%s", id);
        html_open(&r->page, "defs", NULL);
        html_empty(&r->page, "path", "id", id, "d", d->at, NULL);
        html_close(&r->page);
        html_empty(&r->page, "use", "href", ref, "fill", p->under, NULL);
        html_empty(&r->page, "use", "href", ref, "fill", p->fill, "stroke", p->stroke,
                   "stroke-width", width, NULL);
    } else if (d->n) {
        html_empty(&r->page, "path", "d", d->at, "fill", p->fill, "fill-opacity", p->opacity,
                   "stroke", p->stroke, "stroke-width", width, (char *)NULL);
    }
    r->page.out.broken |= d->broken;
    buf_free(d);
}

static void draw_polys(report *r, const frame *frames, const mlg_polys *p, const paint *look,
                       const char *width, size_t only)
{
    buf d = { 0 };

    for (size_t f = 0; f < p->n; f++) {
        size_t land = frame_of_feature(p, f);

        if (land != FRAMES && frames[land].n && (only == REPORT_ALL || f == only) &&
            frame_sees(&frames[land], p, f))
            add_path(&d, &frames[land], p, f);
    }
    draw_path(r, &d, look, width);
}

static void draw_statuts(report *r, const frame *frames, const report_map *m)
{
    const mlg_polys *p = m->statuts;
    buf d[MLG_STATUT_COUNT] = { 0 };

    for (size_t f = 0; f < p->n; f++) {
        size_t land = frame_of_feature(p, f);

        if (land != FRAMES && frames[land].n && frame_sees(&frames[land], p, f))
            add_path(&d[m->level->rows[f].statut], &frames[land], p, f);
    }
    for (int s = 0; s < MLG_STATUT_COUNT; s++)
        draw_path(r, &d[s], &paint_statuts[s], p->n > 2000 ? "0.15" : "0.7");
}

static size_t class_of(const report *r, size_t site)
{
    return r->classes ? r->classes->rows[site].klass : MLG_CLASS_COUNT;
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
                !mlg_site_lonlat(sites, i, &at) || !frames_show(frames, at))
                continue;
            at = frame_paper(&frames[frame_of(at)], at);
            marks_symbol(r, class_of(r, i), at.x, at.y, hubs ? size : size * 0.6);
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
        if (!label_at(&at, &width, m->statuts, f) || !frames_show(frames, at) ||
            wide > width * frames[frame_of(at)].sx)
            continue; /* a name wider than its territory would be another's */
        at = frame_paper(&frames[frame_of(at)], at);
        if (make_room(&there, &at, wide))
            draw_name(r, at, name);
    }
}

static void name_insets(report *r, const frame *frames, size_t main)
{
    for (size_t i = 0; i < FRAMES; i++)
        if (frames[i].n && i != main)
            svg_words(&r->page, frames[i].x + 8, frames[i].y + 2, SVG_START, 10, true,
                      frame_name(i));
}

/* All but the sites and the names, from back to front. */
static void draw_lands(report *r, const frame *frames, const report_map *m)
{
    static const paint line = { NULL, "none", NULL, "#5b6168" };
    static const paint thick = { NULL, "none", NULL, "#12436d" };

    if (m->statuts)
        draw_statuts(r, frames, m);
    if (m->gaps)
        draw_polys(r, frames, m->gaps, &paint_gap, "0.7", REPORT_ALL);
    for (size_t i = 0; m->catchments && i < r->said->n_catchments; i++)
        draw_polys(r, frames, &r->said->catchments[i], &paint_catchment, "1", REPORT_ALL);
    if (m->outlines)
        draw_polys(r, frames, m->outlines, &line, m->outlines->n > 2000 ? "0.2" : "0.8",
                   REPORT_ALL);
    if (m->only != REPORT_ALL)
        draw_polys(r, frames, m->statuts, &thick, "3", m->only);
}

static void widen(frame *frames, const report *r, const report_map *m)
{
    frames_widen(frames, m->statuts);
    frames_widen(frames, m->outlines);
    frames_widen(frames, m->gaps);
    for (size_t i = 0; m->catchments && i < r->said->n_catchments; i++)
        frames_widen(frames, &r->said->catchments[i]);
    if (m->sites)
        frames_widen_sites(frames, r->said->sites);
}

/* What is drawn stays inside a box that high. */
static void open_clip(html *h, double height)
{
    char clip[40], box[60], url[60];

    html_id(h, clip, "clip");
    snprintf(box, sizeof box, "%.1f", height);
    snprintf(url, sizeof url, "url(#%s)", clip);
    html_open(h, "clipPath", "id", clip, NULL);
    html_empty(h, "rect", "x", "0", "y", "0", "width", "720", "height", box, NULL);
    html_close(h);
    html_open(h, "g", "clip-path", url, "stroke-linejoin", "round", NULL);
}

void report_draw(report *r, const report_map *m)
{
    enum { LEGEND = 74 };
    frame frames[FRAMES] = { 0 };
    html *h = &r->page;
    bool first = !h->drawings;
    size_t main;
    double height;

    if (m->only != REPORT_ALL)
        frames_close_up(frames, m->statuts, m->only);
    else
        widen(frames, r, m);
    main = frames_main(frames);
    if (!frames[main].n)
        return;
    height = frames_place(frames, m->height);
    svg_begin(h, m->title, m->description, SVG_WIDE, height + LEGEND + 20);
    if (first)
        marks_hatchings(r);
    open_clip(h, height);
    draw_lands(r, frames, m);
    if (m->sites)
        draw_sites(r, frames);
    if (m->level && m->statuts)
        draw_names(r, frames, m);
    html_close(h);
    name_insets(r, frames, main);
    marks_scale(r, &frames[main], height + 12);
    marks_legend(r, m, height + 36);
    svg_end(h, m->caption);
}
