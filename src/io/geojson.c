#include "base/i18n.h"
#include "base/text.h"
#include "io/encoding.h"
#include "io/json_shape.h"
#include "io/json_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* jansson parses one feature at a time; what surrounds the features is walked here, so that
 * memory grows with the layer and not with the text. */
typedef struct walk {
    const char *start, *at, *end;
    mlg_layer *layer;
    const char *where;
    mlg_diag *diag;
    json_shapes *shapes;
    json_table *table;
    size_t n; /* features so far */
} walk;

/* --- text ------------------------------------------------------------------------------- */

static void skip_blank(walk *w)
{
    while (w->at < w->end && strchr(" \t\r\n", *w->at) && *w->at)
        w->at++;
}

static bool next_is(const walk *w, char c)
{
    return w->at < w->end && *w->at == c;
}

static void line_of(const walk *w, const char *at, size_t *line, size_t *column)
{
    *line = *column = 1;
    for (const char *c = w->start; c < at && c < w->end; c++) {
        ++*column;
        if (*c == '\n') {
            ++*line;
            *column = 1;
        }
    }
}

static mlg_code not_json(walk *w, const char *at, const char *why, mlg_err *err)
{
    size_t line, column;

    line_of(w, at, &line, &column);
    return mlg_fail(err, MLG_EDATA, _("is not valid JSON at line %zu, column %zu: %s"), line,
                    column, why);
}

static mlg_code load(walk *w, json_t **out, mlg_err *err)
{
    json_error_t e;
    char why[120];

    *out = json_loadb(w->at, (size_t)(w->end - w->at),
                      JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY |
                          JSON_DECODE_INT_AS_REAL,
                      &e);
    if (*out) {
        w->at += e.position;
        return MLG_OK;
    }
    if (json_error_code(&e) == json_error_out_of_memory)
        return readers_no_memory(err);
    if (json_error_code(&e) == json_error_invalid_utf8)
        return not_json(w, w->at + e.position,
                        _("the text is not UTF-8; give its encoding with --encoding"), err);
    return not_json(w, w->at + e.position,
                    readers_quote(why, sizeof why, e.text, strlen(e.text)), err);
}

static mlg_code expect(walk *w, char c, mlg_err *err)
{
    char why[] = "'?' expected";

    skip_blank(w);
    if (next_is(w, c)) {
        w->at++;
        return MLG_OK;
    }
    why[1] = c;
    return not_json(w, w->at, why, err);
}

/* --- features ---------------------------------------------------------------------------- */

static mlg_code take_feature(walk *w, const json_t *value, const char *text, mlg_err *err)
{
    const char *type = json_string_value(json_object_get(value, "type"));
    json_t *properties = json_object_get(value, "properties");
    mlg_code code;

    if (!type || (strcmp(type, "Feature") && !json_shapes_is_type(type)))
        return mlg_fail(err, MLG_EDATA, _("is not a GeoJSON Feature"));
    if (properties && !json_is_object(properties) && !json_is_null(properties))
        return mlg_fail(err, MLG_EDATA, _("has properties that are not an object"));
    code = json_shapes_add(
        w->shapes, strcmp(type, "Feature") ? value : json_object_get(value, "geometry"), err);
    return code == MLG_OK ? json_table_row(w->table, value, text, err) : code;
}

static mlg_code read_feature(walk *w, mlg_err *err)
{
    const char *text = w->at;
    json_t *value;
    mlg_code code = load(w, &value, err);

    if (code == MLG_OK) {
        code = take_feature(w, value, text, err);
        json_decref(value);
    }
    w->n++;
    return code == MLG_OK ? MLG_OK : mlg_at(err, NULL, (int64_t)w->n);
}

static mlg_code read_features(walk *w, mlg_err *err)
{
    mlg_code code = expect(w, '[', err);

    skip_blank(w);
    if (code == MLG_OK && next_is(w, ']')) {
        w->at++;
        return MLG_OK;
    }
    while (code == MLG_OK) {
        skip_blank(w);
        if ((code = read_feature(w, err)) != MLG_OK)
            return code;
        skip_blank(w);
        if (!next_is(w, ','))
            return expect(w, ']', err);
        w->at++;
    }
    return code;
}

/* --- what surrounds them -------------------------------------------------------------------
 */

/* The `crs` member of GeoJSON before RFC 7946. */
static mlg_code read_crs(walk *w, const json_t *crs, mlg_err *err)
{
    const json_t *properties = json_object_get(crs, "properties");
    const char *name = json_string_value(json_object_get(properties, "name"));
    const json_t *code = json_object_get(properties, "code");
    char epsg[40];

    if (json_is_null(crs)) /* "no CRS can be assumed" */
        return readers_set_crs(w->layer, "", "crs", err);
    if (name && *name)
        return readers_set_crs(w->layer, name, "crs", err);
    if (json_is_number(code)) {
        snprintf(epsg, sizeof epsg, "EPSG:%.0f", json_number_value(code));
        return readers_set_crs(w->layer, epsg, "crs", err);
    }
    return mlg_fail(err, MLG_EDATA, _("has a crs member that names none; give it with --crs"));
}

/* What the top-level object says beside its features. */
typedef struct top {
    char type[40];
    bool features;
} top;

static mlg_code read_member(walk *w, top *t, const char *key, mlg_err *err)
{
    json_t *value;
    mlg_code code;

    if (!strcmp(key, "features") && next_is(w, '[')) {
        t->features = true;
        return read_features(w, err);
    }
    code = load(w, &value, err);
    if (code != MLG_OK)
        return code;
    if (!strcmp(key, "type") && json_is_string(value))
        readers_quote(t->type, sizeof t->type, json_string_value(value),
                      json_string_length(value));
    if (!strcmp(key, "crs"))
        code = read_crs(w, value, err);
    json_decref(value);
    return code;
}

static mlg_code read_members(walk *w, top *t, json_t *seen, mlg_err *err)
{
    mlg_code code = expect(w, '{', err);

    skip_blank(w);
    if (code == MLG_OK && next_is(w, '}')) {
        w->at++;
        return MLG_OK;
    }
    while (code == MLG_OK) {
        json_t *key;

        skip_blank(w);
        if (!next_is(w, '"'))
            return not_json(w, w->at, "'\"' expected", err);
        if ((code = load(w, &key, err)) != MLG_OK)
            return code;
        if (json_object_get(seen, json_string_value(key)))
            code = not_json(w, w->at, _("the same member occurs twice"), err);
        else if (json_object_set_new(seen, json_string_value(key), json_null()))
            code = readers_no_memory(err);
        if (code == MLG_OK && (code = expect(w, ':', err)) == MLG_OK) {
            skip_blank(w);
            code = read_member(w, t, json_string_value(key), err);
        }
        json_decref(key);
        skip_blank(w);
        if (code == MLG_OK && !next_is(w, ','))
            return expect(w, '}', err);
        w->at++;
    }
    return code;
}

/* One Feature or geometry after another (RFC 8142, and one per line); usually just one. */
static mlg_code read_sequence(walk *w, mlg_err *err)
{
    mlg_code code = MLG_OK;

    for (;;) {
        while (skip_blank(w), next_is(w, '\x1E'))
            w->at++;
        if (w->at == w->end || code != MLG_OK)
            return code;
        code = read_feature(w, err);
    }
}

static mlg_code read_top(walk *w, mlg_err *err)
{
    const char *first;
    top t = { 0 };
    json_t *seen;
    mlg_code code;

    while (skip_blank(w), next_is(w, '\x1E'))
        w->at++;
    if (w->at == w->end)
        return mlg_fail(err, MLG_EDATA, _("is empty"));
    first = w->at;
    if (!(seen = json_object()))
        return readers_no_memory(err);
    code = read_members(w, &t, seen, err);
    json_decref(seen);
    if (code != MLG_OK)
        return code;
    if (!strcmp(t.type, "FeatureCollection") && t.features) {
        skip_blank(w);
        return w->at == w->end
                   ? MLG_OK
                   : not_json(w, w->at, _("text after the end of the collection"), err);
    }
    if (!strcmp(t.type, "FeatureCollection"))
        return mlg_fail(err, MLG_EDATA, _("is a FeatureCollection without features"));
    if (!strcmp(t.type, "Topology"))
        return mlg_fail(err, MLG_EDATA, _("is TopoJSON; convert it to GeoJSON"));
    if (t.features || (strcmp(t.type, "Feature") && !json_shapes_is_type(t.type)))
        return mlg_fail(err, MLG_EDATA, _("is JSON, but its type \"%s\" is not one of GeoJSON"),
                        t.type);
    w->at = first;
    return read_sequence(w, err);
}

/* --- the whole -----------------------------------------------------------------------------
 */

static mlg_code read_text(walk *w, mlg_err *err)
{
    mlg_code code;

    w->shapes = json_shapes_new(w->where, w->diag);
    w->table = json_table_new(w->where, (size_t)(w->end - w->start), w->diag);
    code = w->shapes && w->table ? read_top(w, err) : readers_no_memory(err);
    if (code == MLG_OK) {
        json_shapes_finish(w->shapes, w->layer);
        code = json_table_finish(w->table, w->layer, err);
        w->table = NULL;
    }
    json_shapes_free(w->shapes);
    json_table_free(w->table);
    return code;
}

static mlg_code convert(buf *out, walk *w, const char *encoding_said, mlg_err *err)
{
    encoding *e;

    if (encoding_open(&e, encoding_said, err) != MLG_OK)
        return err->code;
    if (encoding_is_utf8(e)) {
        encoding_free(e);
        return MLG_OK;
    }
    if (encoding_add(e, out, w->at, (size_t)(w->end - w->at)) != ENCODED)
        mlg_diag_add(w->diag, MLG_WARNING, "text-encoding", w->where, 0,
                     _("holds bytes that are not valid %s"), encoding_name(e));
    encoding_free(e);
    if (out->broken)
        return readers_no_memory(err);
    w->start = w->at = out->at ? out->at : "";
    w->end = w->at + out->n;
    return MLG_OK;
}

mlg_code geojson_read_bytes(mlg_layer *layer, blob text, const mlg_read_options *o,
                            mlg_diag *diag, mlg_err *err)
{
    walk w = { .start = text.data,
               .at = text.data,
               .end = text.data + text.size,
               .layer = layer,
               .where = text.name,
               .diag = diag };
    buf converted = { 0 };
    mlg_code code = readers_set_crs(layer, "OGC:CRS84", "format", err);

    if (code == MLG_OK)
        code = readers_set_encoding(layer, "UTF-8", "format", err);
    if (code == MLG_OK && o->encoding) {
        code = convert(&converted, &w, o->encoding, err);
        if (code == MLG_OK)
            code = readers_set_encoding(layer, o->encoding, "option", err);
    }
    if (code == MLG_OK && w.end - w.at >= 3 && !memcmp(w.at, "\xEF\xBB\xBF", 3))
        w.at += 3;
    if (code == MLG_OK)
        code = read_text(&w, err);
    if (code == MLG_OK && o->crs)
        code = readers_set_crs(layer, o->crs, "option", err);
    buf_free(&converted);
    return code;
}
