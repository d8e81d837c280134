#ifndef MLG_RTREE_H
#define MLG_RTREE_H
#include "maillage/layer.h"

/* A packed static R-tree over boxes, sorted once along a Hilbert curve. Immutable, hence
 * free to share between threads. Items are named by their index in the array given. */
typedef struct rtree rtree;

rtree *rtree_new(const mlg_box *boxes,
                 size_t n); /* copies; empty boxes are never found. NULL: out of memory */
/* The same over places, none of them NaN, in an order that keeps neighbours together: borrowed
 * as they are. */
rtree *rtree_over(const mlg_xy *places, size_t n);
void rtree_free(rtree *t); /* NULL is fine */

/* Every item whose box meets `box` (touching counts), in no particular order, until `hit`
 * answers false. */
void rtree_query(const rtree *t, mlg_box box, bool (*hit)(void *arg, uint32_t item), void *arg);

/* Every item whose box is no farther from `at` than the bound, near ones mostly first.
 * `visit` answers the bound from then on; since an item at exactly the bound is still
 * visited, ties can be settled by the caller and the order of visits never shows. Returns a
 * distance that no box left unvisited is nearer than; INFINITY when all were visited. */
double rtree_nearest(const rtree *t, mlg_xy at, double bound,
                     double (*visit)(void *arg, uint32_t item, double bound), void *arg);

/* Position of a point along a Hilbert curve over `box`: neighbours get near keys. */
uint32_t hilbert_key(mlg_box box, mlg_xy at);

/* Squared distance from a point to a box, 0 inside. */
static inline double box_distance2(const mlg_box *b, mlg_xy at)
{
    double left = b->xmin - at.x, right = at.x - b->xmax;
    double below = b->ymin - at.y, above = at.y - b->ymax;
    double dx = left > right ? left : right, dy = below > above ? below : above;

    dx = dx > 0 ? dx : 0;
    dy = dy > 0 ? dy : 0;
    return dx * dx + dy * dy;
}
#endif
