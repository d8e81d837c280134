#ifndef MLG_SPLIT_H
#define MLG_SPLIT_H
#include "maillage/classify.h"

/* Does the programme keep its promise: half in or near a QPV, half outside the large urban
 * centres? The criteria overlap, so each half is an interval; coarse locations widen it. */

typedef struct mlg_interval {
    size_t min, max;
} mlg_interval;

typedef enum mlg_verdict {
    MLG_TENU,       /* the target can be reached, whatever the truth behind coarse locations */
    MLG_NON_TENU,   /* it cannot, whatever that truth */
    MLG_INDETERMINE /* it depends on it */
} mlg_verdict;

const char *mlg_verdict_name(mlg_verdict v); /* "tenu", "non_tenu", "indetermine" */

/* How many sites each half must have. */
typedef struct mlg_target {
    size_t qpv, hors;
} mlg_target;

/* Shares of `sites` places, less the rules' tolerance; a half place is not asked for. */
mlg_target mlg_target_of(const mlg_rules *rules, size_t sites);

/* A site that decides: it may be booked in either half, or is not determined. */
typedef struct mlg_pivot {
    uint32_t site;
    /* The verdict if its eligibility were qpv, hors, deux, aucune; where that is impossible,
     * the verdict as it is. */
    uint8_t verdict_if[MLG_ELIGIBLE_INDETERMINEE];
} mlg_pivot;

typedef struct mlg_split {
    size_t sites; /* the denominator: every fabrique of the list, one per label */
    size_t eligibilities[MLG_ELIGIBLE_COUNT];
    mlg_interval qpv, hors;         /* by rule overlap alone: undetermined sites left out */
    mlg_interval qpv_all, hors_all; /* with the uncertainty of locations */
    mlg_target target;
    mlg_verdict verdict;
    bool bookable;                  /* the determined sites alone reach the target: */
    size_t booked_qpv, booked_hors; /* by booking this many in each half */
    size_t n_pivots;
    mlg_pivot *pivots; /* in the order of the sites */
} mlg_split;

/* With A sites that may count as QPV, B as outside, C as either or both, halves of at least
 * q and h can be booked if and only if A >= q, B >= h and C >= q + h (Hall's condition for
 * two sets). Only fabriques count. Freed with mlg_split_free. */
mlg_code mlg_split_new(mlg_split **out, const mlg_classification *c, mlg_target target,
                       mlg_err *err);
void mlg_split_free(mlg_split *split); /* NULL is fine */
#endif
