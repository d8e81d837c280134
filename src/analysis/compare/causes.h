#ifndef MLG_CAUSES_H
#define MLG_CAUSES_H
#include "maillage/compare.h"

/* What the causes of a change are looked for in, once for all sites. */
typedef struct causes {
    const mlg_results_comparison *c;
    bool rules_known;
    double proximity[2]; /* of A and B */
    bool strict[2];
    struct zone_row *of_a, *of_b; /* rows of c->qpv by code; NULL: the layers were not given */
    size_t n_a, n_b;
} causes;

mlg_code causes_new(causes *out, const mlg_results_comparison *c, mlg_err *err);
void causes_release(causes *w);

/* Fills in causes, sure, change_a and change_b of a matched site that changed. */
void causes_find(mlg_site_change *s, const causes *w);

/* Does anything that may decide a class differ between the thresholds of A and B? */
mlg_same causes_same_rules(const mlg_result *a, const mlg_result *b);
/* Layers of one role: the same files, in the same order. */
mlg_same causes_same_sources(const mlg_result *a, const mlg_result *b, const char *role);
#endif
