#include "io/result_notes.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "io/readers.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A small file beside the table, as JSON; NULL: absent, too large or not JSON. */
static json_t *load(const char *path)
{
    enum { MOST = 256 << 20 };
    file f;
    mlg_err ignored;
    json_t *all = NULL;

    if (!file_exists(path) || file_read(&f, path, &ignored) != MLG_OK)
        return NULL;
    if (f.size < MOST)
        all = json_loadb(f.data, f.size, JSON_REJECT_DUPLICATES, NULL);
    file_close(&f);
    return all;
}

static const char *find(const char *data, size_t size, const char *what)
{
    size_t n = strlen(what);

    for (const char *at = data; size >= n; at++, size--) {
        const char *next = memchr(at, what[0], size - n + 1);

        if (!next)
            return NULL;
        size -= (size_t)(next - at);
        at = next;
        if (!memcmp(at, what, n))
            return at;
    }
    return NULL;
}

/* Our writer puts the member before the features, so that a million of these are not parsed
 * to get at it. */
static json_t *of_geojson(const char *path)
{
    static const char key[] = "\n\"maillage\":", features[] = "\n\"features\":";
    file f;
    mlg_err ignored;
    json_t *notes = NULL;

    if (file_read(&f, path, &ignored) != MLG_OK)
        return NULL;
    const char *end = find(f.data, f.size, features);
    const char *at = end ? find(f.data, (size_t)(end - f.data), key) : NULL;

    if (at) {
        at += sizeof key - 1;
        notes = json_loadb(at, (size_t)(end - at), JSON_DISABLE_EOF_CHECK, NULL);
    }
    file_close(&f);
    return notes;
}

static json_t *of_csv(const char *path)
{
    const char *base = file_base(path);
    buf beside = { 0 };
    json_t *all = NULL, *notes = NULL;

    buf_text(&beside, path);
    buf_text(&beside, "-metadata.json");
    if (!beside.broken && (all = load(beside.at)))
        notes = json_incref(json_array_get(json_object_get(all, "notes"), 0));
    json_decref(all);
    if (!notes) {
        buf_clear(&beside);
        buf_add(&beside, path, (size_t)(base - path));
        buf_text(&beside, "synthese.json");
        all = beside.broken ? NULL : load(beside.at);
        notes = json_incref(json_object_get(all, "maillage"));
        json_decref(all);
    }
    buf_free(&beside);
    return notes;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

/* --- parameters -----------------------------------------------------------------------------
 */

static mlg_code add_parameter(mlg_result *r, const char *above, const char *key,
                              const json_t *value, mlg_err *err)
{
    mlg_parameter *more = realloc(r->parameters, (r->n_parameters + 1) * sizeof *more), *p;
    char *text =
        json_is_string(value)
            ? strdup(json_string_value(value))
            : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(12));

    if (more)
        r->parameters = more;
    if (!more || !text) {
        free(text);
        return readers_no_memory(err);
    }
    p = &more[r->n_parameters++];
    snprintf(p->key, sizeof p->key, "%s%s%s", above, *above ? "." : "", key);
    snprintf(p->value, sizeof p->value, "%s", text);
    free(text);
    return MLG_OK;
}

static mlg_code add_parameters(mlg_result *r, json_t *all, mlg_err *err)
{
    const char *key, *inner;
    json_t *value, *one;
    mlg_code code = MLG_OK;

    json_object_foreach(all, key, value)
    {
        if (code == MLG_OK && !json_is_object(value))
            code = add_parameter(r, "", key, value, err);
        json_object_foreach(value, inner, one) if (code == MLG_OK) code =
            add_parameter(r, key, inner, one, err);
    }
    return code;
}

/* --- sources --------------------------------------------------------------------------------
 */

static mlg_code add_source(mlg_result *r, const json_t *source, mlg_err *err)
{
    mlg_result_source *more = realloc(r->sources, (r->n_sources + 1) * sizeof *more), *s;
    const json_t *first = json_array_get(json_object_get(source, "fichiers"), 0);

    if (!more)
        return readers_no_memory(err);
    r->sources = more;
    s = &more[r->n_sources++];
    snprintf(s->role, sizeof s->role, "%s", text_of(source, "role"));
    snprintf(s->name, sizeof s->name, "%s", text_of(source, "nom"));
    snprintf(s->digest, sizeof s->digest, "%s", text_of(first, "sha256"));
    return MLG_OK;
}

mlg_code result_notes(mlg_result *r, const char *path, mlg_err *err)
{
    json_t *notes = strcmp(r->layer->format, "geojson") ? of_csv(path) : of_geojson(path);
    json_t *sources = json_object_get(notes, "sources"), *source;
    mlg_code code = MLG_OK;
    size_t i;

    if (!strcmp(text_of(notes, "outil"), "maillage") &&
        json_is_object(json_object_get(notes, "parametres")) && json_is_array(sources)) {
        r->told = true;
        snprintf(r->version, sizeof r->version, "%s", text_of(notes, "version"));
        code = add_parameters(r, json_object_get(notes, "parametres"), err);
        json_array_foreach(sources, i, source) if (code == MLG_OK) code =
            add_source(r, source, err);
    }
    json_decref(notes);
    return code;
}
