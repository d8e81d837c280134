#ifndef MLG_TERRITORY_H
#define MLG_TERRITORY_H
#include "analysis/coverage/people.h"
#include "maillage/coverage.h"

/* From what was counted to what is said of each territory. */

/* A level, and what its rows are made from. */
typedef struct territory_level {
    mlg_level_coverage *level;
    const mlg_zones *set;  /* its zones, or those that they are made of */
    size_t set_number;     /* among the people's */
    const uint32_t *parts; /* zones of the set by territory: parts[first[f]] ... */
    const size_t *first;
    const mlg_xy *interior;  /* of each territory; NaN: no polygon */
    double *const *area_out; /* by reach, of each zone of the set; NULL without a reach */
    const people *people;    /* NULL: by the territories' own column */
} territory_level;

/* Fills rows, beyond and distances, presence aside. */
mlg_code territories_fill(const territory_level *t, const mlg_coverage *c, const hubs *h,
                          const mlg_rules *rules, unsigned threads, mlg_diag *diag,
                          mlg_err *err);
#endif
