#ifndef MLG_DELAUNAY_H
#define MLG_DELAUNAY_H
#include <stddef.h>
#include <stdint.h>

/* Delaunay triangulation of points of a fine grid: whole coordinates make every decision
 * exact, whatever the points (aligned, on a circle). */
enum { DELAUNAY_SIDE = 1 << 28 }; /* |x|, |y| <= this; points strictly inside */

typedef struct grid_point {
    int32_t x, y;
} grid_point;

/* Half-edge e goes from corner[e] to corner[next(e)]; triangle t has the half-edges 3t, 3t+1
 * and 3t+2, counter-clockwise. The four corners of the grid, far around the points, are
 * vertices n .. n+3, so that every point is surrounded by triangles. */
typedef struct delaunay {
    size_t n, n_triangles;
    uint32_t *corner;
    uint32_t *twin;   /* the same edge seen from the other side; DELAUNAY_NONE at the rim */
    uint32_t *leaves; /* per vertex: a half-edge that leaves it */
    grid_point *at;   /* n + 4 */
} delaunay;

#define DELAUNAY_NONE UINT32_MAX

static inline uint32_t delaunay_next(uint32_t e)
{
    return e % 3 == 2 ? e - 2 : e + 1;
}

static inline uint32_t delaunay_prev(uint32_t e)
{
    return e % 3 ? e - 1 : e + 2;
}

/* All different points, in any order (by x, then y, gives the same triangles for the same
 * set); at most 2^30. False: out of memory. n log n. */
int delaunay_make(delaunay *out, const grid_point *at, size_t n);
void delaunay_release(delaunay *d);
#endif
