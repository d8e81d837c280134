#ifndef MLG_WAYS_H
#define MLG_WAYS_H
#include "maillage/layer.h"

/* The ways that an edge goes. Where all edges of a path go one way, no two of them meet but
 * neighbours at their common vertex; nor do edges between any of its vertices in turn. */
enum { WAY_RIGHT = 1, WAY_LEFT = 2, WAY_UP = 4, WAY_DOWN = 8, WAY_ANY = 15 };

static inline unsigned ways_of(mlg_xy a, mlg_xy b)
{
    return (a.x < b.x ? WAY_RIGHT : 0) | (a.x > b.x ? WAY_LEFT : 0) | (a.y < b.y ? WAY_UP : 0) |
           (a.y > b.y ? WAY_DOWN : 0);
}
#endif
