#ifndef MLG_REPORT_SPLIT_H
#define MLG_REPORT_SPLIT_H
#include "maillage/output.h"

#include <jansson.h>

/* The summary's `partage`. NULL: out of memory. */
json_t *split_json(const mlg_split *split, const mlg_classification *c, const mlg_rules *rules);
#endif
