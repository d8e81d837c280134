#ifndef MLG_EDGES_H
#define MLG_EDGES_H
#include "maillage/layer.h"

/* The boundary of each feature of a set of polygons, made quick to ask: boxes over runs of
 * 16 consecutive edges, and over runs of 16 of those. Borrows the polygons; immutable,
 * hence free to share between threads. */
typedef struct edges edges;

edges *edges_new(const mlg_polys *polys); /* NULL: out of memory */
/* The same in steps: room for all, then feature by feature, on any thread; returns its box. */
edges *edges_begin(const mlg_polys *polys);
mlg_box edges_measure(edges *edges, size_t f);
void edges_free(edges *e); /* NULL is fine */

/* Is `p` inside feature f or on its boundary? Exact for the doubles given. */
bool edges_cover(const edges *e, size_t f, mlg_xy p);

/* How often a ray from p towards +x crosses the edges between vertices from .. to of a ring.
 * An edge counts when it has one end strictly above p and the other not. Exact. */
typedef enum crossed { EVEN, ODD, ON_BOUNDARY } crossed;
crossed edges_cross(const mlg_xy *xy, size_t from, size_t to, mlg_xy p);

/* Planar distance from `p` to the nearest point of f's boundary, and that point: the same
 * doubles for an edge shared by two features. INFINITY, and `at` untouched, when it is
 * beyond `bound`. `hint` is where the last answer was found, to start from; any value will
 * do (0 to begin with), and it never changes the answer. NULL: no hint. */
double edges_nearest(const edges *e, size_t f, mlg_xy p, double bound, mlg_xy *at,
                     uint32_t *hint);
#endif
