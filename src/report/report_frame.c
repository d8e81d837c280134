#include "report/report_frame.h"

#include "base/i18n.h"
#include "report/svg.h"

#include <math.h>

static const struct {
    const char *name;
    mlg_box box;
} lands[FRAME_ELSEWHERE] = {
    { N_("mainland"), { -6, 41, 10, 52 } },
    { "Guadeloupe", { -62, 15.6, -60.8, 16.7 } },
    { "Martinique", { -61.4, 14.2, -60.6, 15 } },
    { "Guyane", { -55, 2, -51, 6.2 } },
    { "La Réunion", { 55, -21.6, 56, -20.7 } },
    { "Mayotte", { 44.8, -13.2, 45.5, -12.4 } },
    { "Saint-Pierre-et-Miquelon", { -56.6, 46.6, -56, 47.3 } },
    { "Saint-Martin, Saint-Barth\xC3\xA9lemy", { -63.3, 17.8, -62.6, 18.3 } },
};

const char *frame_name(size_t which)
{
    return which < FRAME_ELSEWHERE ? O_(lands[which].name) : O_("elsewhere");
}

size_t frame_of(mlg_xy p)
{
    for (size_t i = 0; i < FRAME_ELSEWHERE; i++)
        if (p.x >= lands[i].box.xmin && p.x <= lands[i].box.xmax && p.y >= lands[i].box.ymin &&
            p.y <= lands[i].box.ymax)
            return i;
    return FRAME_ELSEWHERE;
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

void frames_widen(frame *frames, const mlg_polys *p)
{
    for (size_t f = 0; p && f < p->n; f++) {
        uint32_t from = p->xy_of[p->ring_of[f]], to = p->xy_of[p->ring_of[f + 1]];
        size_t land = from < to ? frame_of(p->xy[from]) : 0;

        for (uint32_t i = from; i < to; i++)
            widen(&frames[land], p->xy[i]);
    }
}

void frames_widen_sites(frame *frames, const mlg_sites *sites)
{
    mlg_xy at;

    for (size_t i = 0; i < mlg_sites_count(sites); i++)
        if (mlg_site_lonlat(sites, i, &at))
            widen(&frames[frame_of(at)], at);
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

mlg_xy frame_paper(const frame *f, mlg_xy p)
{
    return (mlg_xy){ f->x + 8 + (p.x - f->box.xmin) * f->sx,
                     f->y + 8 + (f->box.ymax - p.y) * f->sy };
}

size_t frame_of_feature(const mlg_polys *p, size_t f)
{
    uint32_t from = p->xy_of[p->ring_of[f]];

    return p->ring_of[f] < p->ring_of[f + 1] ? frame_of(p->xy[from]) : FRAMES;
}

bool frame_sees(const frame *f, const mlg_polys *p, size_t feature)
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

bool frames_show(const frame *frames, mlg_xy at)
{
    const frame *f = &frames[frame_of(at)];

    return f->n && at.x >= f->box.xmin && at.x <= f->box.xmax && at.y >= f->box.ymin &&
           at.y <= f->box.ymax;
}

size_t frames_main(const frame *frames)
{
    size_t main = 0;

    for (size_t i = 0; i < FRAMES; i++)
        if (frames[i].n > frames[main].n)
            main = i;
    return main;
}

double frames_place(frame *frames, double most)
{
    size_t main = frames_main(frames), others = 0;
    double height, x = 0;

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

void frames_close_up(frame *frames, const mlg_polys *p, size_t only)
{
    size_t land = frame_of_feature(p, only);
    frame *f = &frames[land == FRAMES ? 0 : land];
    double dx, dy;

    for (uint32_t i = p->xy_of[p->ring_of[only]]; i < p->xy_of[p->ring_of[only + 1]]; i++)
        widen(f, p->xy[i]);
    dx = (f->box.xmax - f->box.xmin) * 0.25;
    dy = (f->box.ymax - f->box.ymin) * 0.25;
    f->box =
        (mlg_box){ f->box.xmin - dx, f->box.ymin - dy, f->box.xmax + dx, f->box.ymax + dy };
}
