#include "base/i18n.h"
#include "base/text.h"
#include "io/encoding.h"
#include "io/json_shape.h"
#include "io/json_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Objects are walked member by member and jansson parses one member at a time; coordinates go
 * straight to arrays. So memory grows with the layer and not with the text. */
typedef struct walk {
    const char *start, *at, *end;
    mlg_layer *layer;
    const char *where;
    mlg_diag *diag;
    json_shapes *shapes;
    json_table *table;
    json_geometry geometry; /* of the current feature */
    size_t n;               /* features so far */
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

/* --- objects ------------------------------------------------------------------------------ */

/* A short string without escapes needs no parser; anything else is left to jansson. */
static bool plain_string(walk *w, char *out, size_t size)
{
    const char *at = w->at + 1;
    size_t n = 0;

    if (!next_is(w, '"'))
        return false;
    while (n + 1 < size && at + n < w->end && at[n] >= ' ' && at[n] < 0x7F && at[n] != '"' &&
           at[n] != '\\') {
        out[n] = at[n];
        n++;
    }
    out[n] = '\0';
    if (at + n >= w->end || at[n] != '"')
        return false;
    w->at = at + n + 1;
    return true;
}

/* Reads one member's value, which starts at w->at. */
typedef mlg_code (*member_reader)(walk *w, void *to, const char *key, mlg_err *err);

static mlg_code read_value(walk *w, json_t *seen, const char *key, const char *start,
                           member_reader reader, void *to, mlg_err *err)
{
    if (json_object_get(seen, key))
        return not_json(w, start, _("the same member occurs twice"), err);
    if (json_object_set_new(seen, key, json_null()))
        return readers_no_memory(err);
    if (expect(w, ':', err) != MLG_OK)
        return err->code;
    skip_blank(w);
    return reader(w, to, key, err);
}

static mlg_code read_pair(walk *w, json_t *seen, member_reader reader, void *to, mlg_err *err)
{
    char plain[32];
    const char *start;
    json_t *key;
    mlg_code code;

    skip_blank(w);
    start = w->at;
    if (!next_is(w, '"'))
        return expect(w, '"', err);
    if (plain_string(w, plain, sizeof plain))
        return read_value(w, seen, plain, start, reader, to, err);
    if (load(w, &key, err) != MLG_OK)
        return err->code;
    code = read_value(w, seen, json_string_value(key), start, reader, to, err);
    json_decref(key);
    return code;
}

/* Walk an object. `seen` gets its keys, in order; readers may give them their values. */
static mlg_code read_object(walk *w, json_t *seen, member_reader reader, void *to, mlg_err *err)
{
    if (expect(w, '{', err) != MLG_OK)
        return err->code;
    skip_blank(w);
    if (next_is(w, '}')) {
        w->at++;
        return MLG_OK;
    }
    for (;;) {
        if (read_pair(w, seen, reader, to, err) != MLG_OK)
            return err->code;
        skip_blank(w);
        if (!next_is(w, ','))
            return expect(w, '}', err);
        w->at++;
    }
}

/* --- geometries --------------------------------------------------------------------------- */

/* The value of a member "type"; "?" when it is none. */
static mlg_code read_type(walk *w, char *type, size_t size, mlg_err *err)
{
    json_t *value;
    const char *text;

    if (plain_string(w, type, size))
        return MLG_OK;
    if (load(w, &value, err) != MLG_OK)
        return err->code;
    text = json_string_value(value);
    readers_quote(type, size, text ? text : "?", text ? strlen(text) : 1);
    json_decref(value);
    return MLG_OK;
}

static mlg_code read_coordinates(walk *w, mlg_err *err)
{
    json_geometry *g = &w->geometry;
    size_t line, column;

    switch (
        json_coords_read(&g->coords, (unsigned)json_shapes_depth(g->type), &w->at, w->end)) {
    case COORDS_READ:
        g->has_coordinates = true;
        return MLG_OK;
    case COORDS_CUT:
        return not_json(w, w->at, _("the text ends here"), err);
    case COORDS_WRONG:
        line_of(w, w->at, &line, &column);
        return mlg_fail(err, MLG_EDATA,
                        _("has coordinates that are not those of a %s at line %zu, column %zu"),
                        g->type, line, column);
    default:
        return readers_no_memory(err);
    }
}

/* Where the members of a geometry are, as long as its type is not known. */
typedef struct pending {
    const char *coordinates;
} pending;

static mlg_code read_geometry_member(walk *w, void *to, const char *key, mlg_err *err)
{
    json_geometry *g = &w->geometry;
    pending *later = to;
    json_t *value;

    if (!strcmp(key, "type"))
        return read_type(w, g->type, sizeof g->type, err);
    if (!strcmp(key, "coordinates")) {
        if (json_shapes_depth(g->type) > 0)
            return read_coordinates(w, err);
        later->coordinates = w->at;
    }
    if (load(w, &value, err) != MLG_OK)
        return err->code;
    if (!strcmp(key, "geometries") && json_is_array(value)) {
        g->has_members = true;
        g->n_members = json_array_size(value);
    }
    json_decref(value);
    return MLG_OK;
}

/* The coordinates came before the type: now they can be read. */
static mlg_code read_pending(walk *w, const pending *later, mlg_err *err)
{
    const char *at = w->at;
    mlg_code code;

    if (!later->coordinates || json_shapes_depth(w->geometry.type) < 1)
        return MLG_OK;
    w->at = later->coordinates;
    code = read_coordinates(w, err);
    w->at = at;
    return code;
}

static mlg_code read_geometry(walk *w, mlg_err *err)
{
    pending later = { 0 };
    json_t *seen;
    mlg_code code;

    if (!next_is(w, '{')) {
        json_t *value;

        if (load(w, &value, err) != MLG_OK)
            return err->code;
        code = json_is_null(value)
                   ? MLG_OK
                   : mlg_fail(err, MLG_EDATA, _("has a geometry that is not an object"));
        json_decref(value);
        return code;
    }
    if (!(seen = json_object()))
        return readers_no_memory(err);
    code = read_object(w, seen, read_geometry_member, &later, err);
    json_decref(seen);
    if (code == MLG_OK && !*w->geometry.type)
        code = mlg_fail(err, MLG_EDATA, _("has a geometry without a type"));
    return code == MLG_OK ? read_pending(w, &later, err) : code;
}

/* --- features ----------------------------------------------------------------------------- */

/* A feature while it is read; it may turn out to be a bare geometry. */
typedef struct feature {
    json_t *object; /* its members in order; the geometry as null */
    char type[24];
    pending later;
} feature;

static mlg_code read_feature_member(walk *w, void *to, const char *key, mlg_err *err)
{
    feature *f = to;
    json_t *value;

    if (!strcmp(key, "geometry"))
        return read_geometry(w, err);
    if (!strcmp(key, "type"))
        return read_type(w, f->type, sizeof f->type, err);
    if (!strcmp(key, "coordinates"))
        f->later.coordinates = w->at;
    if (load(w, &value, err) != MLG_OK)
        return err->code;
    return json_object_set_new(f->object, key, value) ? readers_no_memory(err) : MLG_OK;
}

static mlg_code become_geometry(walk *w, const feature *f, mlg_err *err)
{
    const json_t *members = json_object_get(f->object, "geometries");

    memcpy(w->geometry.type, f->type, sizeof f->type);
    w->geometry.has_members = json_is_array(members);
    w->geometry.n_members = json_array_size(members);
    return read_pending(w, &f->later, err);
}

static mlg_code take_feature(walk *w, const feature *f, const char *text, mlg_err *err)
{
    const json_t *properties = json_object_get(f->object, "properties");
    mlg_code code = MLG_OK;

    if (json_shapes_depth(f->type) >= 0)
        code = become_geometry(w, f, err);
    else if (strcmp(f->type, "Feature"))
        code = mlg_fail(err, MLG_EDATA, _("is not a GeoJSON Feature"));
    else if (properties && !json_is_object(properties) && !json_is_null(properties))
        code = mlg_fail(err, MLG_EDATA, _("has properties that are not an object"));
    if (code == MLG_OK)
        code = json_shapes_add(w->shapes, &w->geometry, err);
    return code == MLG_OK ? json_table_row(w->table, f->object, text, err) : code;
}

static mlg_code read_feature(walk *w, mlg_err *err)
{
    const char *text = w->at;
    feature f = { .object = json_object() };
    mlg_code code = MLG_OK;

    w->n++;
    w->geometry.type[0] = '\0';
    w->geometry.has_coordinates = w->geometry.has_members = false;
    if (!f.object)
        return readers_no_memory(err);
    if (!next_is(w, '{')) {
        json_t *value;

        code = load(w, &value, err);
        if (code == MLG_OK) {
            json_decref(value);
            code = mlg_fail(err, MLG_EDATA, _("is not a GeoJSON Feature"));
        }
    }
    if (code == MLG_OK)
        code = read_object(w, f.object, read_feature_member, &f, err);
    if (code == MLG_OK)
        code = take_feature(w, &f, text, err);
    json_decref(f.object);
    return code == MLG_OK ? MLG_OK : mlg_at(err, NULL, (int64_t)w->n);
}

static mlg_code read_features(walk *w, mlg_err *err)
{
    if (expect(w, '[', err) != MLG_OK)
        return err->code;
    skip_blank(w);
    if (next_is(w, ']')) {
        w->at++;
        return MLG_OK;
    }
    for (;;) {
        skip_blank(w);
        if (read_feature(w, err) != MLG_OK)
            return err->code;
        skip_blank(w);
        if (!next_is(w, ','))
            return expect(w, ']', err);
        w->at++;
    }
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
    if (json_is_number(code) && fabs(json_number_value(code)) < 1e9) {
        snprintf(epsg, sizeof epsg, "EPSG:%d", (int)json_number_value(code));
        return readers_set_crs(w->layer, epsg, "crs", err);
    }
    return mlg_fail(err, MLG_EDATA, _("has a crs member that names none; give it with --crs"));
}

/* What the top-level object says beside its features. */
typedef struct top {
    char type[24];
    bool features;
} top;

static mlg_code read_top_member(walk *w, void *to, const char *key, mlg_err *err)
{
    top *t = to;
    json_t *value;
    mlg_code code;

    if (!strcmp(key, "features") && next_is(w, '[')) {
        t->features = true;
        return read_features(w, err);
    }
    if (!strcmp(key, "type"))
        return read_type(w, t->type, sizeof t->type, err);
    if (load(w, &value, err) != MLG_OK)
        return err->code;
    code = strcmp(key, "crs") ? MLG_OK : read_crs(w, value, err);
    json_decref(value);
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
    const char *first, *nul = memchr(w->at, '\0', (size_t)(w->end - w->at));
    top t = { 0 };
    json_t *seen;
    mlg_code code;

    if (nul) /* jansson would pass over some of them */
        return not_json(w, nul, _("NUL byte; if the text is UTF-16, say so with --encoding"),
                        err);
    while (skip_blank(w), next_is(w, '\x1E'))
        w->at++;
    if (w->at == w->end)
        return mlg_fail(err, MLG_EDATA, _("is empty"));
    first = w->at;
    if (!(seen = json_object()))
        return readers_no_memory(err);
    code = read_object(w, seen, read_top_member, &t, err);
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
    if (t.features || (strcmp(t.type, "Feature") && json_shapes_depth(t.type) < 0))
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
    json_coords_release(&w->geometry.coords);
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
                     N_("holds bytes that are not valid %s"), encoding_name(e));
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
