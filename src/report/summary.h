#ifndef MLG_REPORT_SUMMARY_H
#define MLG_REPORT_SUMMARY_H
#include "maillage/output.h"

#include <jansson.h>

/* The document that mlg_write_summary writes. NULL: out of memory. */
json_t *summary_json(const mlg_answers *answers, const mlg_provenance *provenance);
#endif
