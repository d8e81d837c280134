#ifndef MLG_MATCH_SITES_H
#define MLG_MATCH_SITES_H
#include "geo/zones.h"
#include "maillage/compare.h"

/* Ground metres between two positions; INFINITY in different planes, NaN without one. */
mlg_code positions_apart(double *out, mlg_xy a, mlg_xy b, mlg_planes *planes, mlg_err *err);

/* Which row of B each row of A is: to[a] (MLG_NO_ROW: none) and how[a], by the rules of
 * mlg_compare_results. Both are the caller's, of a->n. `refused` counts the ids that both
 * have for different sites. */
mlg_code match_sites(uint32_t *to, uint8_t *how, size_t *refused, const mlg_result *a,
                     const mlg_result *b, mlg_planes *planes, mlg_err *err);
#endif
