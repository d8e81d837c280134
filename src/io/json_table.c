#include "io/json_table.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "io/encoding.h"
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

typedef struct property {
    char *key;
    column_build *build;
    size_t filled; /* rows */
} property;

struct json_table {
    const char *where;
    mlg_diag *diag;
    property *columns;
    size_t n, room;
    size_t *slots; /* hash of keys: column + 1, 0 for none; a power of two of them */
    size_t n_slots;
    size_t rows, cells_allowed;
    buf text;
};

json_table *json_table_new(const char *where, size_t size, mlg_diag *diag)
{
    json_table *t = calloc(1, sizeof *t);

    if (!t)
        return NULL;
    t->where = where;
    t->diag = diag;
    t->cells_allowed = 2 * size + 100000;
    t->n_slots = 64;
    t->slots = calloc(t->n_slots, sizeof *t->slots);
    if (t->slots)
        return t;
    free(t);
    return NULL;
}

void json_table_free(json_table *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->n; i++) {
        free(t->columns[i].key);
        column_build_free(t->columns[i].build);
    }
    free(t->columns);
    free(t->slots);
    buf_free(&t->text);
    free(t);
}

/* --- which column ----------------------------------------------------------------------- */

/* FNV-1a. */
static size_t hash(const char *key)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (; *key; key++)
        h = (h ^ (unsigned char)*key) * UINT64_C(1099511628211);
    return (size_t)(h ^ h >> 32);
}

static size_t *slot_of(const json_table *t, const char *key)
{
    size_t i = hash(key) & (t->n_slots - 1);

    while (t->slots[i] && strcmp(t->columns[t->slots[i] - 1].key, key))
        i = (i + 1) & (t->n_slots - 1);
    return &t->slots[i];
}

static bool rehash(json_table *t)
{
    size_t *old = t->slots;

    t->slots = calloc(2 * t->n_slots, sizeof *t->slots);
    if (!t->slots) {
        t->slots = old;
        return false;
    }
    t->n_slots *= 2;
    free(old);
    for (size_t c = 0; c < t->n; c++)
        *slot_of(t, t->columns[c].key) = c + 1;
    return true;
}

static property *new_column(json_table *t, const char *key)
{
    property *p;

    if (t->n == t->room) {
        size_t room = t->room ? 2 * t->room : 16;

        if (!(p = realloc(t->columns, room * sizeof *p)))
            return NULL;
        t->columns = p;
        t->room = room;
    }
    if (2 * (t->n + 1) > t->n_slots && !rehash(t))
        return NULL;
    p = &t->columns[t->n];
    *p = (property){ .key = strdup(key), .build = column_build_new(key, MLG_TEXT) };
    if (!p->key || !p->build) {
        free(p->key);
        column_build_free(p->build);
        return NULL;
    }
    *slot_of(t, key) = ++t->n;
    return p;
}

/* `likely` is where the key would be if all features had the same ones. */
static property *column_of(json_table *t, const char *key, size_t likely)
{
    size_t found;

    if (likely < t->n && !strcmp(t->columns[likely].key, key))
        return &t->columns[likely];
    found = *slot_of(t, key);
    return found ? &t->columns[found - 1] : new_column(t, key);
}

/* --- the source text, known to be valid JSON ---------------------------------------------- */

static const char *skip_blank(const char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')
        at++;
    return at;
}

static const char *skip_string(const char *at)
{
    for (at++; *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at + 1;
}

static const char *skip_value(const char *at)
{
    size_t depth = 0;

    do {
        if (*at == '"') {
            at = skip_string(at);
            continue;
        }
        if (*at == '{' || *at == '[')
            depth++;
        else if (*at == '}' || *at == ']')
            depth--;
        else if (!depth) { /* a number or a word */
            while (!strchr(",]} \t\r\n", *at))
                at++;
            return at;
        }
        at++;
    } while (depth);
    return at;
}

/* From the start of a member (or of the object) to its value. */
static const char *to_value(const char *at)
{
    at = skip_blank(at);
    if (*at == '{' || *at == ',')
        at = skip_blank(at + 1);
    at = skip_blank(skip_string(at));
    return skip_blank(at + 1); /* the colon */
}

/* The text of a member's value. jansson keeps the members' order and duplicates were refused,
 * so the k-th of the object is the k-th of the text. */
static const char *text_of(const json_t *object, const char *text, const char *key)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        text = to_value(text);
        if (!strcmp(name, key))
            return text;
        text = skip_value(text);
    }
    return NULL;
}

/* --- cells ------------------------------------------------------------------------------ */

static void add_compact(buf *out, const char *from, const char *to)
{
    while (from < to) {
        const char *next = *from == '"' ? skip_string(from) : from + 1;

        if (!strchr(" \t\r\n", *from))
            buf_add(out, from, (size_t)(next - from));
        from = next;
    }
}

static bool add_text(json_table *t, property *p, const char *text, size_t n)
{
    for (; p->filled < t->rows; p->filled++)
        if (!column_build_add(p->build, "", 0))
            return false;
    p->filled++;
    return column_build_add(p->build, text, n);
}

static bool add_value(json_table *t, property *p, const json_t *value, const char *text)
{
    size_t n;

    switch (json_typeof(value)) {
    case JSON_STRING:
        n = json_string_length(value);
        if (!encoding_is_ascii(json_string_value(value), n))
            readers_check_text(json_string_value(value), p->key, (int64_t)t->rows + 1, t->where,
                               t->diag);
        return add_text(t, p, json_string_value(value), n);
    case JSON_NULL:
        return true;
    case JSON_OBJECT:
    case JSON_ARRAY:
        buf_clear(&t->text);
        add_compact(&t->text, text, skip_value(text));
        return !t->text.broken && add_text(t, p, t->text.at, t->text.n);
    default: /* numbers and booleans, as written */
        return add_text(t, p, text, (size_t)(skip_value(text) - text));
    }
}

/* The padding of rare properties must not outgrow the text they come from. */
static mlg_code check_cells(const json_table *t, mlg_err *err)
{
    if (t->n <= t->cells_allowed / (t->rows + 1))
        return MLG_OK;
    return mlg_fail(err, MLG_EDATA,
                    _("its features name %zu different properties, most of them rarely; keep "
                      "those that are needed"),
                    t->n);
}

/* One value of the feature that is being added. */
static mlg_code take(json_table *t, const char *key, size_t likely, const json_t *value,
                     const char *text, mlg_err *err)
{
    property *p = column_of(t, key, likely);

    if (!p)
        return readers_no_memory(err);
    if (check_cells(t, err) != MLG_OK)
        return err->code;
    return add_value(t, p, value, text) ? MLG_OK : readers_no_memory(err);
}

mlg_code json_table_row(json_table *t, const json_t *feature, const char *text, mlg_err *err)
{
    json_t *properties = json_object_get(feature, "properties");
    json_t *id = json_object_get(feature, "id"), *value;
    const char *key, *at = properties ? text_of(feature, text, "properties") : NULL;
    size_t k = 0;

    json_object_foreach(properties, key, value)
    {
        at = to_value(at);
        if (take(t, key, k++, value, at, err) != MLG_OK)
            return err->code;
        at = skip_value(at);
    }
    if (id && !json_object_get(properties, "id") &&
        take(t, "id", k, id, text_of(feature, text, "id"), err) != MLG_OK)
        return err->code;
    t->rows++;
    return check_cells(t, err);
}

mlg_code json_table_finish(json_table *t, mlg_layer *layer, mlg_err *err)
{
    mlg_code code = MLG_OK;

    layer->columns = calloc(t->n ? t->n : 1, sizeof *layer->columns);
    if (!layer->columns)
        code = readers_no_memory(err);
    for (size_t i = 0; i < t->n && code == MLG_OK; i++) {
        property *p = &t->columns[i];

        for (; p->filled < t->rows && code == MLG_OK; p->filled++)
            if (!column_build_add(p->build, "", 0))
                code = readers_no_memory(err);
        if (code == MLG_OK) {
            column_build_finish(p->build, &layer->columns[layer->n_columns++]);
            p->build = NULL;
        }
    }
    json_table_free(t);
    return code;
}
