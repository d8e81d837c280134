#ifndef MLG_DOC_JSON_H
#define MLG_DOC_JSON_H
#include "io/yaml.h"

#include <jansson.h>

/* What a schema of ours describes, as JSON that doc_load reads back: it follows the schema,
 * so that a key added there is never forgotten here. Parts that say nothing are left
 * out, but for a mapping that was there though empty.
 * NULL: out of memory. */
json_t *doc_json(const cyaml_schema_value_t *schema, const void *data);

/* JSON as a text that doc_load reads. YAML knows no surrogate pairs, and takes more bytes for
 * line breaks than JSON does. malloc'ed; NULL: out of memory. */
char *doc_json_text(const json_t *value);
#endif
