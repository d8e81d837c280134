#ifndef MLG_PLAIN_H
#define MLG_PLAIN_H
#include "maillage/layer.h"

/* Is feature f beyond doubt valid by the OGC rules (no two edges meet but neighbours at
 * their common vertex; rings nested shell, hole, shell, ...)? False means "ask GEOS", not
 * "invalid". Far cheaper than GEOS for the many polygons that are plain. Out of memory
 * also answers false. */
bool polygon_is_plain(const mlg_polys *polys, size_t f);
#endif
