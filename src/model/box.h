#ifndef MLG_MODEL_BOX_H
#define MLG_MODEL_BOX_H
#include "maillage/layer.h"

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

/* Around the edge a-b. */
static inline mlg_box box_of_edge(mlg_xy a, mlg_xy b)
{
    return box_join((mlg_box){ a.x, a.y, a.x, a.y }, (mlg_box){ b.x, b.y, b.x, b.y });
}
#endif
