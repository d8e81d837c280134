#include "geo/interior.h"

#include "model/box.h"
#include "model/build.h"

#include <stdlib.h>

/* The rings of the largest polygon: its shell and the holes behind it. */
static bool largest_polygon(const mlg_polys *p, size_t f, size_t *from, size_t *to)
{
    size_t n = 0, last = p->ring_of[f + 1];
    double most = -1;

    for (size_t r = p->ring_of[f], end; r < last; r = end) {
        double area = 0;

        for (end = r + 1; end < last && p->hole[end]; end++)
            ;
        for (size_t k = r; k < end && (n || end < last); k++) /* unless it is the only one */
            area += ring_area(p->xy + p->xy_of[k], p->xy_of[k + 1] - p->xy_of[k]);
        if (n++ && area <= most)
            continue;
        most = area;
        *from = r;
        *to = end;
    }
    return n;
}

/* A height that no vertex has, close to the middle of the box. */
static double height(const mlg_polys *p, size_t from, size_t to)
{
    mlg_box box = box_around(p->xy + p->xy_of[from], p->xy_of[to] - p->xy_of[from]);
    double middle = (box.ymin + box.ymax) / 2, below = box.ymin, above = box.ymax;

    for (size_t v = p->xy_of[from]; v < p->xy_of[to]; v++) {
        double y = p->xy[v].y;

        if (y <= middle)
            below = y > below ? y : below;
        else
            above = y < above ? y : above;
    }
    return (below + above) / 2;
}

static int by_number(const void *a, const void *b)
{
    double l = *(const double *)a, r = *(const double *)b;

    return (l > r) - (l < r);
}

/* Where the rings cross the height; returns how many times. */
static size_t crossings(double *x, const mlg_polys *p, size_t from, size_t to, double y)
{
    size_t n = 0;

    for (size_t r = from; r < to; r++) {
        for (size_t v = p->xy_of[r]; v + 1 < p->xy_of[r + 1]; v++) {
            mlg_xy a = p->xy[v], b = p->xy[v + 1];

            if ((a.y > y) != (b.y > y))
                x[n++] = a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y));
        }
    }
    return n;
}

bool polys_interior(mlg_xy *out, const mlg_polys *p, size_t f)
{
    size_t from = 0, to = 0, n;
    double y, *x, widest = -1;

    if (!largest_polygon(p, f, &from, &to))
        return false;
    x = malloc((p->xy_of[to] - p->xy_of[from]) * sizeof *x);
    if (!x)
        return false;
    y = height(p, from, to);
    n = crossings(x, p, from, to, y);
    qsort(x, n, sizeof *x, by_number);
    *out = p->xy[p->xy_of[from]];
    for (size_t i = 0; i + 1 < n; i += 2) {
        if (x[i + 1] - x[i] <= widest)
            continue;
        widest = x[i + 1] - x[i];
        *out = (mlg_xy){ (x[i] + x[i + 1]) / 2, y };
    }
    free(x);
    return true;
}
