#ifndef MLG_SIMPLIFY_H
#define MLG_SIMPLIFY_H
#include "maillage/diag.h"
#include "maillage/layer.h"

/* Lighter polygons for publication: the polygons of a layer are simplified together, so
 * that neighbours keep the borders that they share. */

enum { MLG_DECIMALS = 7, MLG_DECIMALS_MIN = 4, MLG_DECIMALS_MAX = 9 };

typedef struct mlg_simplify_options {
    double tolerance_m; /* no border moves by more than this on the ground; 0: none moves */
    size_t max_bytes;   /* at most, of the geometries as GeoJSON: the tolerance that it takes;
                         * 0: no limit */
    int decimals;       /* of a degree: coordinates are rounded to this grid first */
    unsigned threads;
} mlg_simplify_options;

typedef struct mlg_simplified {
    double tolerance_m;   /* in force */
    size_t before, after; /* vertices, each ring counted for itself */
    size_t restored;      /* vertices put back, so that no border meets another */
    size_t bytes;         /* of the geometries as GeoJSON, at most; 0: no limit was set */
    size_t dropped;       /* rings smaller than the grid */
    bool too_large;       /* max_bytes cannot be kept without losing a polygon */
} mlg_simplified;

/* In place; `polys` in degrees, as mlg_zones_lonlat gives them. Borders are cut into arcs where
 * three or more meet, each arc is simplified once (Douglas and Peucker 1973, with distances on
 * the ground), its ends stay. What was apart or inside stays so: where a lighter arc would
 * meet or jump over another, vertices are put back. Every polygon keeps three vertices at
 * least, holes and islands too. Borders that two polygons draw differently are simplified
 * apart: a gap between them never opens or crosses, and closes where both become one line.
 *
 * A ring that is no more than a point or a line once rounded is dropped; a feature that loses
 * all its rings is a warning in `diag`, which names it `where`. Polygons that cross themselves
 * come out valid, in silence: where the source was valid only rounding can have done it,
 * within a step of the grid; what a file draws badly is told by who reads it. The result
 * depends neither on `threads` nor on the order of the features. Freed with mlg_polys_release
 * as before, after a failure too. */
mlg_code mlg_simplify(mlg_polys *polys, const mlg_simplify_options *options,
                      mlg_simplified *what, const char *where, mlg_diag *diag, mlg_err *err);

/* Which features share a border (more than a point) with which: those of feature f are
 * of[from[f]] .. of[from[f + 1] - 1], in increasing order. Borders are shared when drawn with
 * the same vertices. malloc'ed, both. */
mlg_code mlg_neighbours(uint32_t **from, uint32_t **of, const mlg_polys *polys, mlg_err *err);
#endif
