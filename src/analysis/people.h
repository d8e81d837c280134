#ifndef MLG_PEOPLE_H
#define MLG_PEOPLE_H
#include "analysis/gaps.h"
#include "maillage/coverage.h"

/* Population cells: each counts where its point is, and is within reach when a fabrique is
 * at no more than the reach (closed form of plane.h; a cell within 1 m of it is decided by
 * the geodesic). */
typedef struct people people;

mlg_code people_new(people **out, const mlg_coverage_options *options, const hubs *h,
                    mlg_planes *planes, mlg_diag *diag, mlg_err *err);
void people_free(people *p); /* NULL is fine */

/* Fills population and population_out (reach known) of the level's rows. Cells in no
 * territory are counted in `diag`. */
mlg_code people_count(people *p, mlg_level_coverage *level, double reach, mlg_diag *diag,
                      mlg_err *err);

/* Fills the population of each gap: the cells beyond reach that lie in it, those on a border
 * of the territories included. The last level counted is the one the gaps are of. */
mlg_code people_in_gaps(const people *p, mlg_coverage *c, const flat_gaps *flat, mlg_err *err);
#endif
