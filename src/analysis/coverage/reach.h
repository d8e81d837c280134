#ifndef MLG_ANALYSIS_REACH_H
#define MLG_ANALYSIS_REACH_H
#include "analysis/coverage/catchments.h"
#include "maillage/coverage.h"

/* How far each fabrique serves people. */
typedef struct reaches {
    size_t n;
    mlg_reach *asked;           /* the main one first */
    double **of_site;           /* for each of them, by site; NaN: serves by no distance */
    catchment_set **catchments; /* that serve in each, maybe the same ones; NULL: none */
    bool uniform;               /* nothing but distances, the same for every fabrique */
} reaches;

/* A site's own catchment wins over its own distance, and that over the one asked. Catchments
 * that no reach names serve in all; with them there is a reach even if none is asked. A name
 * that is none of the catchments': MLG_EUSAGE. */
mlg_code reaches_new(reaches **out, const mlg_sites *sites, const mlg_coverage_options *asked,
                     mlg_err *err);
void reaches_forget_sites(reaches *r); /* makes room, once all is measured: of_site is gone */
void reaches_free(reaches *r);         /* NULL is fine */

/* Do the catchments serve in reach `k` of those? */
bool reach_served_by(const mlg_reach *all, size_t n, size_t k, const mlg_catchments *c);
#endif
