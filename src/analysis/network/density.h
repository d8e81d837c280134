#ifndef MLG_DENSITY_H
#define MLG_DENSITY_H
#include "analysis/network/residents.h"

/* How dense the network is in each territory of a level, from where each node is at home.
 * `people`: of each territory, by cells; NULL: as the territories say. */
mlg_code density_find(mlg_level_density *out, const mlg_zones *level, const nodes *hubs,
                      const uint32_t *zone_of_hub, const nodes *places,
                      const uint32_t *zone_of_place, const double *people, unsigned threads,
                      mlg_err *err);
#endif
