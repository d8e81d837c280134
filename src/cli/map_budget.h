#ifndef MLG_MAP_BUDGET_H
#define MLG_MAP_BUDGET_H
#include "maillage/diag.h"
#include "maillage/map.h"

/* What a map may take, all its files together: as much as a page that opens at once. Tables and
 * places take what they take; outlines get the rest. */
enum { MAP_BYTES = 10000000 };

/* No border moves by more than `tolerance_m`, or than it takes to stay below `most` bytes of
 * GeoJSON (0: whatever it takes); borders that neighbours share stay shared. The tolerance adds
 * to that in force. */
mlg_code map_budget_lighten(mlg_map_outlines *out, double tolerance_m, size_t most,
                            const char *where, mlg_diag *diag, mlg_err *err);

/* Where the map takes more than that, one tolerance for all of its outlines that are more
 * detailed, the least that keeps it below; where none does, they stay and a warning says why.
 * `all`: those of the map that may become lighter. */
mlg_code map_budget_fit(const mlg_map *map, mlg_map_outlines *const *all, size_t n,
                        mlg_diag *diag, mlg_err *err);
#endif
