#ifndef MLG_REPORT_COVERAGE_H
#define MLG_REPORT_COVERAGE_H
#include "maillage/coverage.h"
#include "report/json.h"

/* The `couverture` part of a summary. NULL: out of memory. */
json_t *coverage_json(const mlg_coverage *c);
#endif
