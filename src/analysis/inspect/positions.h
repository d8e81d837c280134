#ifndef MLG_POSITIONS_H
#define MLG_POSITIONS_H
#include "analysis/siting/communes.h"
#include "maillage/inspect.h"

/* Points at the very same place, in the layer's own coordinates; a record whose place is
 * an earlier one's is a warning. `commune` may be NULL. */
mlg_code positions_inspect(mlg_positions *out, const mlg_layer *layer,
                           const mlg_column *commune, mlg_diag *diag, mlg_err *err);

/* How far the points (in their planes) are from the centroids of the communes that their
 * codes name. */
mlg_code centroids_inspect(mlg_centroids *out, const mlg_xy *at, const uint8_t *ids, size_t n,
                           const mlg_column *commune, const mlg_zones *communes, mlg_err *err);
#endif
