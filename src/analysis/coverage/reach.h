#ifndef MLG_REACH_H
#define MLG_REACH_H
#include "analysis/coverage/catchments.h"
#include "analysis/coverage/hubs.h"

/* How far each fabrique serves people. */
typedef struct reaches {
    size_t n;
    double *asked;    /* ground metres, the main one first; NaN: catchments alone */
    double **of_site; /* for each of them, by site; NaN: serves by no distance */
    bool uniform;     /* every fabrique has the reach asked */
} reaches;

/* A site's own catchment wins over its own distance, and that over the one asked.
 * `catchments` may be NULL; with them there is a reach even if no distance is asked. */
mlg_code reaches_new(reaches **out, const mlg_sites *sites, const catchment_set *catchments,
                     double main, const double *more, size_t n_more, mlg_err *err);
void reaches_free(reaches *r); /* NULL is fine */
#endif
