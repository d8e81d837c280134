#ifndef MLG_PROVENANCE_H
#define MLG_PROVENANCE_H
#include "maillage/output.h"

#include <jansson.h>

/* What an answer rests on, as a JSON object: versions, parameters, sources. No path of the
 * machine, no time of day. NULL: out of memory. The caller's to decref. */
json_t *provenance_json(const mlg_provenance *p);

/* What the study says of that layer. NULL: nothing, or there is no study. */
const mlg_study_layer *provenance_said(const mlg_study *study, const mlg_input *input);
#endif
