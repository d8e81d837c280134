#ifndef MLG_BUILD_H
#define MLG_BUILD_H
#include "maillage/layer.h"

/* How readers make layers: columns cell by cell, polygons ring by ring. */

/* --- columns ------------------------------------------------------------------- */
typedef struct column_build column_build;

column_build *column_build_new(const char *name, mlg_type type);
/* The next row's value; `text` is UTF-8, trimmed by the callee. False: out of memory. */
bool column_build_add(column_build *c, const char *text, size_t n);
/* The rows of others behind its own; frees these. False: out of memory. */
bool column_build_join(column_build *c, column_build *const *others, size_t n);
/* Moves the content to `out` and frees `c`. */
void column_build_finish(column_build *c, mlg_column *out);
void column_build_free(column_build *c); /* NULL is fine */

/* --- polygons ------------------------------------------------------------------ */
typedef struct polys_build polys_build;

polys_build *polys_build_new(void);
void polys_build_free(polys_build *b); /* NULL is fine */

/* No more vertices than that will come: room for them at once, where there is any. What is
 * left over costs nothing. */
void polys_build_expect(polys_build *b, size_t n_xy);

/* One ring of the current feature, closed or not (it is closed here; a repeated vertex is
 * dropped). Fewer than three distinct vertices, or one that is not finite: refused. */
typedef enum ring_said {
    RING_TAKEN,
    RING_TOO_SHORT,
    RING_NOT_FINITE,
    RING_NO_MEMORY
} ring_said;
ring_said polys_build_ring(polys_build *b, const mlg_xy *xy, size_t n);

/* GeoJSON: the rings added since the last call are one polygon, its shell first. */
bool polys_build_end_polygon(polys_build *b);

/* Shapefile: the rings added since the last feature are told apart by direction
 * (`shells_clockwise`), in any order; each hole goes to the smallest shell around it. A
 * ring without a shell becomes a shell; `stray_holes` counts those. */
bool polys_build_sort_rings(polys_build *b, bool shells_clockwise, size_t *stray_holes);

/* Feature f of other polygons, whose rings are in order already, as the next feature.
 * False: out of memory. */
bool polys_build_copy(polys_build *b, const mlg_polys *from, size_t f);

/* Close the current feature (which may have no ring). False: out of memory. */
bool polys_build_end_feature(polys_build *b);
void polys_build_finish(polys_build *b, mlg_polys *out); /* moves the content, frees `b` */

/* The same features and rings, with room for their vertices. False: out of memory. */
bool polys_like(mlg_polys *out, const mlg_polys *from);

/* --- small geometry of flat rings ------------------------------------------------ */
double ring_area(const mlg_xy *xy,
                 size_t n); /* signed, positive counter-clockwise; closed ring */
bool ring_covers(const mlg_xy *xy, size_t n, mlg_xy p); /* even-odd; the edge is arbitrary */
mlg_box box_of(const mlg_xy *xy, size_t n);             /* finite points only */

mlg_layer *layer_new(const char *path); /* zeroed, named after the file; NULL: out of memory */
#endif
