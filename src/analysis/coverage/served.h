#ifndef MLG_SERVED_H
#define MLG_SERVED_H
#include "analysis/coverage/catchments.h"
#include "analysis/coverage/hubs.h"

/* The land within reach: the union, plane by plane, of a ground disc around every fabrique
 * and of catchment polygons. Exact discs (geo/discs.h): no polygon stands for a circle here.
 * One per set of fabriques and reaches; every level is measured against the same. */
typedef struct served served;

/* `reach_m` by site, ground metres: NaN, 0 or less serves no land. `catchments` serve too
 * (NULL: none). Hubs, catchments and their planes are borrowed; `reach_m` is not kept. */
mlg_code served_new(served **out, const hubs *h, const double *reach_m,
                    const catchment_set *catchments, mlg_err *err);
void served_free(served *s); /* NULL is fine */

/* Out of reach in every zone, m2 of the ellipsoid: area_out[zones->n], at most the zone's
 * area; exactly that area where nothing reaches, exactly 0 where one disc covers all, and 0
 * for a zone without polygon. The same bytes for any number of threads. */
mlg_code served_areas(double *area_out, served *s, const mlg_zones *zones, unsigned threads,
                      mlg_err *err);
#endif
