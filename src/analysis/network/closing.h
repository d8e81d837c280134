#ifndef MLG_CLOSING_H
#define MLG_CLOSING_H
#include "analysis/network/nodes.h"

/* What the closing of each hub would change: fills n_isolated, moved_mean_m, moved_max_m,
 * loss and rank of the hubs. `cost` is residents_count's. */
mlg_code closing_find(mlg_network *net, const double *cost, const nodes *hubs, mlg_err *err);
#endif
