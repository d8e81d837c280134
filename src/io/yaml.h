#ifndef MLG_YAML_H
#define MLG_YAML_H
#include "maillage/error.h"

#include <cyaml/cyaml.h>

/* A YAML text of ours, checked against a libcyaml schema and loaded by libcyaml. libcyaml
 * forgets the lines of what it accepts and explains what it refuses in a log only, so the
 * events of libyaml (on which it stands) are walked first: every refusal is a sentence of
 * ours that starts with its line, and every value's line can be asked for afterwards.
 *
 * Schemas are made of mappings, sequences and strings, and the root is a mapping with at least
 * one required key: numbers are converted by value.h, which no locale disturbs. A text may be 1
 * MiB of UTF-8, with or without a byte order mark. Anchors, aliases, tags and further documents
 * are refused. */
typedef struct doc doc;

/* On success `*data` is what the schema describes: free it with doc_unload, or piece by
 * piece with free(). On failure both are NULL. Errors are MLG_EDATA (or MLG_ENOMEM). */
mlg_code doc_load(doc **out, void **data, const char *text, size_t n,
                  const cyaml_schema_value_t *schema, mlg_err *err);
void doc_unload(const cyaml_schema_value_t *schema, void *data); /* NULL is fine */
void doc_free(doc *d);                                           /* NULL is fine */

/* The line of a value, counted from 1, by its path: "reach", "sites.columns.id",
 * "qpv[0].file" (entries count from 0). 0: there is no such value. */
unsigned doc_line(const doc *d, const char *path);

/* An MLG_EDATA: "line 12: " (unless the line is 0) and the sentence. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
mlg_code
doc_fail(mlg_err *err, unsigned line, const char *what, ...);

/* The longest text a schema of ours accepts. */
enum { DOC_TEXT_MAX = 2000 };

/* Schema of a field that is a text in a `char *`. */
#define DOC_TEXT(key, structure, member)                                                       \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, structure, member, 1, DOC_TEXT_MAX)
#define DOC_TEXT_OPTIONAL(key, structure, member)                                              \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, structure, member,   \
                           1, DOC_TEXT_MAX)

/* Schema of a sequence's entries that are texts in a `char **`. */
extern const cyaml_schema_value_t doc_text_entry;
#endif
