#include "geo/pointgrid.h"

#include "model/build.h"

#include <math.h>
#include <stdlib.h>

enum { EACH = 1, ROWS = 8, CROWD = 1024 };

static const double FARTHER = 1.3;

struct pointgrid {
    const rtree *tree;
    mlg_xy corner;
    double side, per_side; /* and its inverse */
    int64_t nx, ny;
    uint32_t *first; /* of the points of each square, row by row; nx * ny + 1 */
    mlg_xy *at;
    uint32_t *point; /* what the caller calls them */
    const mlg_xy *given;
};

static size_t square_of(const pointgrid *g, mlg_xy at)
{
    return (size_t)((at.y - g->corner.y) * g->per_side) * (size_t)g->nx +
           (size_t)((at.x - g->corner.x) * g->per_side);
}

static void lay_out(pointgrid *g, const mlg_xy *at, size_t n)
{
    mlg_box all = box_of(at, n);
    double width = n ? all.xmax - all.xmin : 0, height = n ? all.ymax - all.ymin : 0;
    double squares = (double)(n / EACH + 1);

    g->side = fmax(sqrt(width * height / squares), fmax(width, height) / squares);
    g->side = fmax(g->side, 1e-3);
    g->per_side = 1 / g->side;
    g->corner = n ? (mlg_xy){ all.xmin, all.ymin } : (mlg_xy){ 0, 0 };
    g->nx = (int64_t)(width * g->per_side) + 1;
    g->ny = (int64_t)(height * g->per_side) + 1;
}

pointgrid *pointgrid_new(const mlg_xy *at, size_t n, const rtree *tree)
{
    pointgrid *g = calloc(1, sizeof *g);
    size_t squares;

    if (!g)
        return NULL;
    lay_out(g, at, n);
    squares = (size_t)(g->nx * g->ny);
    g->tree = tree;
    g->given = at;
    g->first = calloc(squares + 2, sizeof *g->first);
    g->at = malloc((n + 1) * sizeof *g->at);
    g->point = malloc((n + 1) * sizeof *g->point);
    if (!g->first || !g->at || !g->point) {
        pointgrid_free(g);
        return NULL;
    }
    for (size_t i = 0; i < n; i++)
        g->first[square_of(g, at[i]) + 2]++;
    for (size_t k = 2; k <= squares; k++)
        g->first[k + 1] += g->first[k];
    for (size_t i = 0; i < n; i++) { /* what begins a square ends where the next one does */
        uint32_t slot = g->first[square_of(g, at[i]) + 1]++;

        g->at[slot] = at[i];
        g->point[slot] = (uint32_t)i;
    }
    return g;
}

void pointgrid_free(pointgrid *g)
{
    if (!g)
        return;
    free(g->first);
    free(g->at);
    free(g->point);
    free(g);
}

/* --- asking --------------------------------------------------------------------------------
 */

static double planar2(mlg_xy a, mlg_xy b)
{
    double dx = a.x - b.x, dy = a.y - b.y;

    return dx * dx + dy * dy;
}

/* Without branches, which would be taken at random. */
static inline void meet(nearest_point *n, uint32_t point, double d2)
{
    double loser = d2 < n->d2 ? n->d2 : d2;

    n->point = d2 < n->d2 ? point : n->point;
    n->d2 = d2 < n->d2 ? d2 : n->d2;
    n->others_d2 = loser < n->others_d2 ? loser : n->others_d2;
}

typedef struct search {
    const pointgrid *grid;
    mlg_xy at;
    nearest_point found;
} search;

static double visit(void *arg, uint32_t point, double bound)
{
    search *s = arg;

    (void)bound;
    meet(&s->found, point, planar2(s->grid->given[point], s->at));
    return sqrt(s->found.d2);
}

static nearest_point ask_tree(const pointgrid *g, mlg_xy at, double bound)
{
    search s = { g, at, { 0, INFINITY, INFINITY } };
    double passed = rtree_nearest(g->tree, at, bound, visit, &s);

    if (passed * passed < s.found.others_d2)
        s.found.others_d2 = passed * passed;
    return s.found;
}

static int64_t step(double steps, int64_t n)
{
    return !(steps > 0) ? 0 : steps < (double)n ? (int64_t)steps : n - 1;
}

/* Squares from .. to of both axes, as far as there are such. */
typedef struct block {
    int64_t west, east, south, north;
} block;

/* `by` squares around a place. */
static block block_of(const pointgrid *g, mlg_xy at, double by)
{
    double x = (at.x - g->corner.x) * g->per_side, y = (at.y - g->corner.y) * g->per_side;

    return (block){ step(x - by, g->nx), step(x + by, g->nx), step(y - by, g->ny),
                    step(y + by, g->ny) };
}

/* The points of a row lie side by side. False: too many. */
static bool look(nearest_point *n, const pointgrid *g, mlg_xy at, double by)
{
    block b = block_of(g, at, by);

    for (int64_t row = b.south; row <= b.north; row++) {
        uint32_t from = g->first[row * g->nx + b.west], to = g->first[row * g->nx + b.east + 1];

        if (to - from > CROWD)
            return false;
        for (uint32_t k = from; k < to; k++)
            meet(n, k, planar2(g->at[k], at));
    }
    return true;
}

/* What is surely no less than the distance to the nearest point: as known, or what a look into
 * the square at hand and, where nothing near is known, into those around it finds. */
static double bound_of(const pointgrid *g, mlg_xy at, double known)
{
    nearest_point n = { .d2 = known * known };

    for (double by = 0; by < ROWS / 2; by = 3 * by + 1)
        if (!look(&n, g, at, by) || n.d2 < 4 * g->side * g->side)
            break;
    return sqrt(n.d2);
}

/* Looks a little farther than it must, so as to tell how far others are. */
nearest_point pointgrid_nearest(const pointgrid *g, mlg_xy at, double known)
{
    nearest_point n = { 0, INFINITY, INFINITY };
    double bound = bound_of(g, at, known), radius = FARTHER * bound;
    double by = radius * g->per_side + 1e-6; /* squares end where rounding says */

    if (!(by < ROWS) || !look(&n, g, at, by))
        return ask_tree(g, at, bound);
    n.point = g->point[n.point];
    if (radius * radius < n.others_d2)
        n.others_d2 = radius * radius;
    return n;
}
