#ifndef MLG_MODEL_BOX_H
#define MLG_MODEL_BOX_H
#include "maillage/layer.h"

#include <math.h>
#include <stddef.h>

/* Boxes without NaN; touching is meeting, and an empty box meets none. */

static inline bool box_meet(mlg_box a, mlg_box b)
{
    return (a.xmin <= b.xmax) & (b.xmin <= a.xmax) & (a.ymin <= b.ymax) & (b.ymin <= a.ymax);
}

static inline mlg_box box_join(mlg_box a, mlg_box b)
{
    return (mlg_box){ a.xmin < b.xmin ? a.xmin : b.xmin, a.ymin < b.ymin ? a.ymin : b.ymin,
                      a.xmax > b.xmax ? a.xmax : b.xmax, a.ymax > b.ymax ? a.ymax : b.ymax };
}

/* Around places, none of which is infinite; NaN are passed over. */
static inline mlg_box box_around(const mlg_xy *xy, size_t n)
{
    mlg_box b = { INFINITY, INFINITY, -INFINITY, -INFINITY };

    for (size_t i = 0; i < n; i++) {
        b.xmin = xy[i].x < b.xmin ? xy[i].x : b.xmin;
        b.ymin = xy[i].y < b.ymin ? xy[i].y : b.ymin;
        b.xmax = xy[i].x > b.xmax ? xy[i].x : b.xmax;
        b.ymax = xy[i].y > b.ymax ? xy[i].y : b.ymax;
    }
    return b;
}

/* Around the edge a-b. */
static inline mlg_box box_of_edge(mlg_xy a, mlg_xy b)
{
    return box_join((mlg_box){ a.x, a.y, a.x, a.y }, (mlg_box){ b.x, b.y, b.x, b.y });
}
#endif
