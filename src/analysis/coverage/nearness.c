#include "analysis/coverage/nearness.h"

#include <math.h>
#include <stdlib.h>

struct nearness {
    const hubs *hubs;
    pointgrid *grids[]; /* of each sheet */
};

nearness *nearness_new(const hubs *h)
{
    nearness *n = calloc(1, sizeof *n + h->n_sheets * sizeof *n->grids);

    if (!n)
        return NULL;
    n->hubs = h;
    for (size_t i = 0; i < h->n_sheets; i++) {
        const hub_sheet *s = &h->sheets[i];

        if (!(n->grids[i] = pointgrid_new(s->at, s->n, s->tree))) {
            nearness_free(n);
            return NULL;
        }
    }
    return n;
}

void nearness_free(nearness *n)
{
    if (!n)
        return;
    for (size_t i = 0; i < n->hubs->n_sheets; i++)
        pointgrid_free(n->grids[i]);
    free(n);
}

/* --- scales --------------------------------------------------------------------------------
 */

static const double SIDE = 16e3;

/* The straight line is longer than the geodesic by far less than a ten-millionth. */
static const double slack = 1e-7;

/* On the way from here to anything as near in the plane as the nearest hub, and to hubs that
 * the scale might put before it. */
static void learn_scale(near_walk *w, mlg_xy at)
{
    double by, least, most;

    w->square = (mlg_box){ at.x - SIDE / 2, at.y - SIDE / 2, at.x + SIDE / 2, at.y + SIDE / 2 };
    w->radius = fmax(SIDE, 1.5 * w->planar);
    by = SIDE / 2 + 1.1 * w->radius;
    plane_scale_range(w->sheet->plane, (mlg_box){ at.x - by, at.y - by, at.x + by, at.y + by },
                      &least, &most);
    if (!(most <= 1.1 * least)) { /* far beyond the plane's own country */
        least = 1e-9;
        most = 1e9;
    }
    w->shrink_min = (1 - slack) / most;
    w->shrink_max = (1 + slack) / least;
}

static void choose_sheet(near_walk *w, plane_id id)
{
    const hubs *h = w->all->hubs;

    w->sheet = id ? hubs_sheet(h, id) : NULL;
    w->grid = w->sheet ? w->all->grids[w->sheet - h->sheets] : NULL;
    w->hub = 0;
    w->around = -INFINITY;
    w->square = (mlg_box){ 1, 1, 0, 0 };
}

static double planar(mlg_xy a, mlg_xy b)
{
    double dx = a.x - b.x, dy = a.y - b.y;

    return sqrt(dx * dx + dy * dy);
}

/* As long as the way from the last search keeps all others farther, its hub is the nearest. */
static void find_hub(near_walk *w, mlg_xy at)
{
    nearest_point found;

    w->at = at;
    w->planar = planar(at, w->sheet->at[w->hub]);
    w->others = w->around - planar(at, w->anchor) * (1 + 1e-12);
    if (w->planar <= w->others)
        return;
    found = pointgrid_nearest(w->grid, at, w->planar * (1 + 1e-12));
    w->anchor = at;
    w->hub = found.point;
    w->planar = sqrt(found.d2);
    w->others = w->around = sqrt(found.others_d2) * (1 - 1e-12);
}

void near_bounds(near_walk *w, plane_id id, mlg_xy at, double *least, double *most)
{
    *least = *most = INFINITY;
    if (!w->sheet || w->sheet->id != id)
        choose_sheet(w, id);
    if (!w->sheet)
        return;
    find_hub(w, at);
    if (!(w->planar <= w->radius && at.x >= w->square.xmin && at.x <= w->square.xmax &&
          at.y >= w->square.ymin && at.y <= w->square.ymax))
        learn_scale(w, at);
    *least = w->planar * w->shrink_min;
    *most = w->planar * w->shrink_max;
}

/* --- on the ground --------------------------------------------------------------------------
 */

typedef struct measuring {
    const near_walk *walk;
    double limit, best;
} measuring;

static bool measure_hub(void *arg, uint32_t hub)
{
    measuring *m = arg;
    const hub_sheet *s = m->walk->sheet;

    if (planar(m->walk->at, s->at[hub]) <= m->limit)
        m->best = fmin(m->best, plane_ground(s->plane, m->walk->at, s->at[hub]));
    return true;
}

/* Mostly no other hub can be nearer on the ground than the one that is in the plane. */
double near_distance(const near_walk *w)
{
    measuring m = { .walk = w, .best = INFINITY };
    mlg_xy at = w->at;

    if (!w->sheet)
        return INFINITY;
    m.limit = w->planar * (w->shrink_max / w->shrink_min) * (1 + slack);
    if (w->others > m.limit)
        return plane_ground(w->sheet->plane, at, w->sheet->at[w->hub]);
    rtree_query(w->sheet->tree,
                (mlg_box){ at.x - m.limit, at.y - m.limit, at.x + m.limit, at.y + m.limit },
                measure_hub, &m);
    return m.best;
}
