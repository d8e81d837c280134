#ifndef MLG_REPORT_COMPARE_H
#define MLG_REPORT_COMPARE_H
#include "maillage/output.h"

#include <jansson.h>

/* What became of the zones: counts, areas, the rows that changed. NULL: out of memory. */
json_t *zones_comparison_json(const mlg_zones_comparison *c);
#endif
