#ifndef MLG_GAPS_H
#define MLG_GAPS_H
#include "analysis/hubs.h"
#include "geo/geos.h"
#include "maillage/coverage.h"

/* What lies beyond every reach. The circles are drawn with 256 sides. */

/* Fill area_out of every zone and append each one's uncovered part, in its plane, as one
 * feature of `out` (released by the caller). `reach` is by site. In parallel. */
mlg_code gaps_of_territories(mlg_polys *out, double *area_out, const mlg_zones *zones,
                             const hubs *h, const double *reach, unsigned threads,
                             mlg_err *err);

/* The connected gaps where they are measured: one feature each. */
typedef struct flat_gaps {
    mlg_polys polys;
    plane_id *plane;
} flat_gaps;

void flat_gaps_release(flat_gaps *flat);

/* Merge those parts into connected gaps, largest first: fills gaps and gap_polys of `c`, and
 * `flat`, released by the caller (after a failure too). */
mlg_code gaps_merge(mlg_coverage *c, flat_gaps *flat, const mlg_polys *parts,
                    const mlg_zones *zones, const mlg_zones *communes, const hubs *h,
                    mlg_planes *planes, mlg_err *err);
/* Features by place: the one that covers it or, failing that, the nearest within a metre
 * (cutting moved the edges by a rounding); UINT32_MAX: none. */
typedef struct polys_index polys_index;
polys_index *polys_index_new(const mlg_polys *polys); /* borrows. NULL: out of memory */
void polys_index_free(polys_index *x);                /* NULL is fine */
uint32_t polys_index_at(const polys_index *x, const plane_id *planes, plane_id id, mlg_xy at);
#endif
