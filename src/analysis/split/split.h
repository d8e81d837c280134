#ifndef MLG_ANALYSIS_SPLIT_H
#define MLG_ANALYSIS_SPLIT_H
#include "maillage/split.h"

/* How many sites have each set of possible eligibilities (bit 1 << mlg_eligibility). All
 * that a verdict depends on. */
enum { SPLIT_SETS = 1 << MLG_ELIGIBLE_INDETERMINEE };
typedef struct split_counts {
    size_t of[SPLIT_SETS];
} split_counts;

mlg_verdict split_verdict(const split_counts *counts, mlg_target target);

/* Attainable numbers of sites booked in the QPV half (`half` MLG_ELIGIBLE_QPV) or in the
 * other (MLG_ELIGIBLE_HORS), over every truth and every booking that leaves no bookable site
 * out. */
mlg_interval split_interval(const split_counts *counts, mlg_eligibility half);

/* Everything but the pivots, of sites with these counts. */
void split_conclude(mlg_split *out, const split_counts *counts, mlg_target target);

/* Does a site with these possible eligibilities decide? */
bool split_is_pivot(unsigned set);

/* What the verdict on `split`, of these counts, would be if that one site were determined:
 * fills `verdict_if`. `counts` is as before afterwards. */
void split_weigh(mlg_pivot *pivot, unsigned set, split_counts *counts, const mlg_split *split);
#endif
