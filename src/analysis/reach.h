#ifndef MLG_REACH_H
#define MLG_REACH_H
#include "analysis/hubs.h"

/* How far each fabrique serves people. */
typedef struct reaches {
    size_t n;
    double *asked;    /* ground metres, the main one first */
    double **of_site; /* for each of them, by site; NaN: serves by no distance */
    bool uniform;     /* every fabrique has the reach asked */
} reaches;

mlg_code reaches_new(reaches **out, const mlg_sites *sites, double main, const double *more,
                     size_t n_more, mlg_err *err);
void reaches_free(reaches *r); /* NULL is fine */
#endif
