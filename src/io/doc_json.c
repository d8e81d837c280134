#include "io/doc_json.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *mapping(const cyaml_schema_field_t *fields, const char *data);

/* The pointer that lies there. */
static const char *pointer_at(const char *where)
{
    const char *to;

    memcpy(&to, where, sizeof(char *));
    return to;
}

/* Data of a field: where it lies, or where it is pointed at. */
static const char *place_of(const cyaml_schema_field_t *f, const char *data)
{
    const char *at = data + f->data_offset;

    return f->value.flags & CYAML_FLAG_POINTER ? pointer_at(at) : at;
}

static json_t *one(const cyaml_schema_value_t *schema, const char *at)
{
    return schema->type == CYAML_STRING ? json_string(at) : mapping(schema->mapping.fields, at);
}

/* Entries stand side by side, or are pointed at. */
static json_t *sequence(const cyaml_schema_field_t *f, const char *data, const char *at)
{
    const cyaml_schema_value_t *entry = f->value.sequence.entry;
    bool pointed = entry->flags & CYAML_FLAG_POINTER;
    size_t step = pointed ? sizeof(char *) : entry->data_size;
    json_t *all = json_array();
    unsigned n;

    memcpy(&n, data + f->count_offset, sizeof n);
    for (unsigned i = 0; i < n; i++) {
        const char *each = at + i * step;

        if (json_array_append_new(all, one(entry, pointed ? pointer_at(each) : each))) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

static bool says_nothing(const json_t *value)
{
    return json_is_string(value) ? false : !json_object_size(value) && !json_array_size(value);
}

static json_t *mapping(const cyaml_schema_field_t *fields, const char *data)
{
    json_t *all = json_object();

    for (const cyaml_schema_field_t *f = fields; f->key; f++) {
        const char *at = place_of(f, data);
        json_t *value;

        if (!at)
            continue;
        value = f->value.type == CYAML_SEQUENCE ? sequence(f, data, at) : one(&f->value, at);
        if (value && says_nothing(value) &&
            !(f->value.type == CYAML_MAPPING && f->value.flags & CYAML_FLAG_POINTER)) {
            json_decref(value);
        } else if (json_object_set_new(all, f->key, value)) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

json_t *doc_json(const cyaml_schema_value_t *schema, const void *data)
{
    return mapping(schema->mapping.fields, data);
}

/* "\\ud83d\\ude00", as jansson writes what lies beyond 16 bits, as YAML's "\\U0001f600". */
static void join_surrogates(char *text)
{
    for (char *at = text; (at = strchr(at, '\\')); at += 2) {
        unsigned high, low;

        if (at[1] != 'u' || sscanf(at, "\\u%4x\\u%4x", &high, &low) != 2 || high < 0xD800 ||
            high > 0xDBFF)
            continue;
        char joined[12];

        snprintf(joined, sizeof joined, "\\U%08x",
                 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        memcpy(at, joined, 10);
        memmove(at + 10, at + 12, strlen(at + 12) + 1);
    }
}

char *doc_json_text(const json_t *value)
{
    char *text = value ? json_dumps(value, JSON_INDENT(2) | JSON_ENSURE_ASCII) : NULL;

    if (text)
        join_surrogates(text);
    return text;
}
