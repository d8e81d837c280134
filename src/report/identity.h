#ifndef MLG_REPORT_IDENTITY_H
#define MLG_REPORT_IDENTITY_H
#include "maillage/output.h"

#include <jansson.h>

/* The summary's `identite`: the pairs with their reasons, the places, the split per label and
 * per place. `places` and `split` may be NULL. NULL: out of memory. */
json_t *identity_json(const mlg_identity *identity, const mlg_split *split,
                      const mlg_place_split *places);
#endif
