#ifndef MLG_REPORT_SPLIT_H
#define MLG_REPORT_SPLIT_H
#include "maillage/output.h"

#include <jansson.h>

/* Pieces of the summary. NULL: out of memory. */
json_t *class_counts_json(const size_t n[MLG_CLASS_COUNT]);
json_t *eligibility_counts_json(const size_t n[MLG_ELIGIBLE_COUNT]);
json_t *interval_json(mlg_interval i);
json_t *sensitivity_json(const mlg_sensitivity *s);

/* The summary's `partage`, without its waves. NULL: out of memory. */
json_t *split_json(const mlg_split *split, const mlg_classification *c, const mlg_rules *rules);

/* What every split is described by, its pivots (a list of identifiers) included, added to
 * `into`. Takes `pivots` over. Returns a fault, as jansson does. */
int split_describe(json_t *into, const mlg_split *s, const size_t *classes, json_t *pivots,
                   const mlg_rules *rules);

json_t *site_id_json(const mlg_sites *sites, uint32_t site); /* or, without one, its record */
#endif
