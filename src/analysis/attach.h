#ifndef MLG_ATTACH_H
#define MLG_ATTACH_H
#include "analysis/communes.h"
#include "maillage/coverage.h"

/* Which territory each site counts in: fills n_fabriques and n_tiers_lieux of the rows and
 * the level's four counts. `interior` has a point inside each commune. */
mlg_code attach_sites(mlg_level_coverage *level, const mlg_sites *sites,
                      const commune_index *index, const mlg_zones *communes,
                      const mlg_xy *interior, mlg_diag *diag, mlg_err *err);
#endif
