#ifndef MLG_SERVED_H
#define MLG_SERVED_H
#include "session.h"

/* The catchments that serve as things are, to be drawn: which records of the layer, increasing
 * (the caller's to free), and their polygons in degrees. */
mlg_code served_catchments(mlg_polys *lonlat, uint32_t **rows, size_t *n, const session *s,
                           const mlg_catchments *c, mlg_err *err);
#endif
