#ifndef MLG_REPORT_MAP_LAYER_H
#define MLG_REPORT_MAP_LAYER_H
#include "base/buf.h"
#include "report/table.h"

/* One layer of the map as compact JSON. Tables go column by column: a column of few different
 * texts is a list of words and their numbers, one that never changes is its value, one that is
 * all null is left out. Polygons and lines are numbers on a grid of 1e-5 degree (about 1 m), so
 * that borders two neighbours share stay shared; see add_shape and add_line for their writing.
 * src/web/data.js reads it back. */

typedef struct map_layer {
    const char *id;   /* "territoires-epci": names the file; ASCII letters, digits, '-', '_' */
    const char *role; /* "territoires": what the page does with it */
    const char *name; /* level, vintage or definition; "": none */
    const table *table;
    double tolerance_m; /* of its outlines; 0: not simplified */
} map_layer;

void map_layer_write(buf *out, const map_layer *layer);

/* What the shapes of polygons take there. */
size_t map_layer_shapes_bytes(const mlg_polys *polys);

/* What the manifest says of it: id, role, name, count, geometry, bounds, size. */
void map_layer_describe(buf *out, const map_layer *layer, size_t bytes);
#endif
