#ifndef MLG_JSON_TABLE_H
#define MLG_JSON_TABLE_H
#include "io/readers.h"

#include <jansson.h>

/* The properties of GeoJSON features as columns: the union of their keys in order of first
 * appearance. Numbers keep the digits of the source; null is "", arrays and objects are
 * compact JSON. */
typedef struct json_table json_table;

/* `size` is that of the text: features that name too many different properties for
 * it are refused, because each would cost memory in all of them. NULL: out of memory. */
json_table *json_table_new(const char *where, size_t size, mlg_diag *diag);
void json_table_free(json_table *t); /* NULL is fine */

/* One feature. `text` is where its valid JSON starts; `properties` (an object or NULL) and
 * `id` (NULL: none) are parts of it. */
mlg_code json_table_row(json_table *t, const json_t *feature, const char *text, mlg_err *err);

/* Moves the columns to the layer and frees `t`, even on failure. */
mlg_code json_table_finish(json_table *t, mlg_layer *layer, mlg_err *err);
#endif
