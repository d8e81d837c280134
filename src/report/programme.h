#ifndef MLG_REPORT_PROGRAMME_H
#define MLG_REPORT_PROGRAMME_H
#include "maillage/output.h"

#include <jansson.h>

/* The summary's `partage.vagues`, `programme` and `declare`. NULL: out of memory. */
json_t *waves_json(const mlg_programme *p);
json_t *programme_json(const mlg_programme *p);
json_t *declared_json(const mlg_declared *d);
#endif
