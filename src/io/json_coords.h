#ifndef MLG_JSON_COORDS_H
#define MLG_JSON_COORDS_H
#include "io/readers.h"

/* The `coordinates` of a GeoJSON geometry straight from the text to flat arrays: they are
 * nearly all of a file, and a tree of JSON values would take ten times their size. */
typedef struct json_coords {
    mlg_xy *xy; /* every position, heights left out */
    size_t n_xy, room_xy;
    size_t *ring; /* where in `xy` each list of positions ends */
    size_t n_rings, room_rings;
    size_t *polygon; /* where in `ring` each list of lists ends */
    size_t n_polygons, room_polygons;
} json_coords;

typedef enum coords_said {
    COORDS_READ,
    COORDS_WRONG, /* not arrays of numbers nested as deep as asked */
    COORDS_CUT,   /* the text ends inside */
    COORDS_NO_MEMORY
} coords_said;

/* `depth` is 1 for a position, 2 for a list of them, up to 4. `at` moves behind the value, or
 * to where it goes wrong. Replaces what `c` held. */
coords_said json_coords_read(json_coords *c, unsigned depth, const char **at, const char *end);
void json_coords_release(json_coords *c);
#endif
