#ifndef MLG_INVALID_H
#define MLG_INVALID_H
#include "maillage/inspect.h"

/* The polygons of a layer that are invalid as the file draws them, in its own coordinates
 * (reprojection moves vertices off the edges that they touched). Areas only when `measured`,
 * which wants a known CRS. malloc'ed, freed with invalid_free. */
mlg_code invalid_find(mlg_invalid **out, size_t *n, const mlg_layer *layer, bool measured,
                      mlg_planes *planes, unsigned threads, mlg_err *err);
void invalid_free(mlg_invalid *invalid, size_t n); /* NULL is fine */
#endif
