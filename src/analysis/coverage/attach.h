#ifndef MLG_ATTACH_H
#define MLG_ATTACH_H
#include "analysis/siting/communes.h"
#include "maillage/coverage.h"

/* How communes find their territory of one level. Borrows all but the index. */
typedef struct attaching {
    const mlg_zones *level, *communes; /* `communes` may be NULL */
    commune_index *territories;        /* the level's own codes */
    const mlg_column *parent; /* of the communes: the code of the territory they belong to */
    bool is_commune_level;
} attaching;

mlg_code attaching_open(attaching *a, const mlg_zones *level, const mlg_zones *communes,
                        mlg_err *err);
void attaching_close(attaching *a);

/* The territory that a commune's columns name, or ZONE_NONE. */
uint32_t attaching_by_code(const attaching *a, uint32_t commune);

/* For each site that is not known by its commune, the zone that covers it, or ZONE_NONE.
 * malloc'ed, the caller's. */
mlg_code attach_places(uint32_t **out, const mlg_zones *zones, const mlg_sites *sites,
                       unsigned threads, mlg_err *err);

/* Which territory each site counts in: fills n_fabriques and n_tiers_lieux of the rows and
 * the level's four counts. `interior` has a point inside each commune; `places` is that of
 * attach_places for the level, or for the base that it is made of. */
mlg_code attach_sites(mlg_level_coverage *level, const mlg_sites *sites,
                      const commune_index *index, const mlg_zones *communes,
                      const mlg_xy *interior, const uint32_t *places, mlg_diag *diag,
                      mlg_err *err);
#endif
