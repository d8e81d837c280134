#include "maillage/publish.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/i18n.h"
#include "base/text.h"
#include "report/collection.h"
#include "report/json.h"
#include "report/provenance.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Frictionless Data Package 1 and Table Schema 1 (specs.frictionlessdata.io). */

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);

    return n >= m && !strcmp(name + n - m, end);
}

/* --- Table Schema ---------------------------------------------------------------------- */

static json_t *field(const table *t, size_t column, mlg_format format)
{
    const table_column *c = &t->columns[column];
    static const char *const types[] = { [COLUMN_TEXT] = "string",
                                         [COLUMN_INTEGER] = "integer",
                                         [COLUMN_NUMBER] = "number",
                                         [COLUMN_LIST] = "string" };
    json_t *f = json_pack("{s:s, s:s}", "name", c->name, "type", types[c->kind]);
    int fault = !f;

    if (c->title && *c->title)
        fault |= json_object_set_new(f, "description", json_string(O_(c->title)));
    if (c->kind == COLUMN_LIST)
        fault |= json_object_set_new(f, "title", json_string(O_("list, separated by ;")));
    if (c->kind == COLUMN_NUMBER && format == MLG_CSV_EXCEL)
        fault |= json_object_set_new(f, "decimalChar", json_string(","));
    if (!fault)
        return f;
    json_decref(f);
    return NULL;
}

/* An identifier that is always there and never twice may be a key; codes of the source may not
 * be, and a schema must not say so then. */
static bool is_key(const table *t)
{
    return t->columns[t->id_column].kind == COLUMN_INTEGER;
}

static json_t *table_schema(const table *t, mlg_format format)
{
    json_t *fields = json_array();
    int fault = !fields;

    for (size_t c = 0; c < t->n_columns; c++)
        fault |= json_array_append_new(fields, field(t, c, format));
    json_t *all = json_pack("{s:s, s:o, s:[s]}", "$schema",
                            "https://specs.frictionlessdata.io/schemas/table-schema.json",
                            "fields", fields, "missingValues", "");

    if (all && is_key(t))
        fault |=
            json_object_set_new(all, "primaryKey", json_string(t->columns[t->id_column].name));
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

/* --- resources ---------------------------------------------------------------------------- */

static const struct {
    const char *end, *format, *mediatype;
} kinds[] = {
    { ".csv", "csv", "text/csv" },
    { ".geojson", "geojson", "application/geo+json" },
    { ".xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
    { ".html", "html", "text/html" },
    { ".graphml", "graphml", "application/graphml+xml" },
    { ".json", "json", "application/json" },
};

/* A name of the package: lower case letters and digits without accents, - and _ and the rest
 * folded; the format is part of it, since a table comes as CSV and as GeoJSON. */
static void resource_name(char *out, size_t size, const char *name)
{
    text_fold(out, size, name);
    for (char *at = out; *at; at++)
        if (!isalnum((unsigned char)*at) || (unsigned char)*at > 0x7F)
            *at = '-';
    if (!*out)
        snprintf(out, size, "maillage");
}

/* The territories without a fabrique are some of the territories: one schema for both. */
static const table *table_of(const collection *c, const char *name)
{
    static const char some[] = "non-pourvus-", all[] = "territoires-";
    size_t skip = strncmp(name, some, sizeof some - 1) ? 0 : sizeof some - 1;

    name += skip;
    for (size_t i = 0; i < c->n; i++) {
        const char *is = c->names[i];

        if (skip && strncmp(is, all, sizeof all - 1))
            continue;
        is += skip ? sizeof all - 1 : 0;
        if (!strncmp(is, name, strlen(is)) && !strcmp(name + strlen(is), ".csv"))
            return &c->tables[i];
    }
    return NULL;
}

static json_t *measured(const mlg_published *f, mlg_err *err)
{
    char sha256[65], hash[80], name[200];
    file bytes;
    json_t *r;

    if (file_read(&bytes, f->path, err) != MLG_OK)
        return NULL;
    digest_sha256(sha256, bytes.data, bytes.size);
    snprintf(hash, sizeof hash, "sha256:%s", sha256);
    resource_name(name, sizeof name, f->name);
    r = json_pack("{s:s, s:s, s:s, s:I, s:s}", "name", name, "path", f->name, "profile",
                  "data-resource", "bytes", (json_int_t)bytes.size, "hash", hash);
    file_close(&bytes);
    if (!r)
        mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    return r;
}

/* Where the Table Schema of that CSV is, in the folder of the package. */
static void schema_name(char *name, size_t size, const mlg_published *f)
{
    snprintf(name, size, "schemas/%.*s.json", (int)(strlen(f->name) - 4), f->name);
}

/* NULL: see `err`. */
static json_t *resource(const collection *c, const mlg_published *f, mlg_err *err)
{
    json_t *r = measured(f, err);
    const table *t = table_of(c, f->name);
    bool excel = f->format == MLG_CSV_EXCEL;
    int fault = 0;

    for (size_t i = 0; r && i < sizeof kinds / sizeof *kinds; i++) {
        if (!ends_with(f->name, kinds[i].end))
            continue;
        fault |= json_object_set_new(r, "format", json_string(kinds[i].format)) |
                 json_object_set_new(r, "mediatype", json_string(kinds[i].mediatype));
        break;
    }
    if (r && t) {
        char schema[220];

        schema_name(schema, sizeof schema, f);
        fault |= json_object_set_new(r, "profile", json_string("tabular-data-resource")) |
                 json_object_set_new(r, "encoding", json_string("utf-8")) |
                 json_object_set_new(r, "dialect",
                                     json_pack("{s:s, s:s, s:s, s:b, s:b}", "delimiter",
                                               excel ? ";" : ",", "lineTerminator",
                                               excel ? "\r\n" : "\n", "quoteChar", "\"",
                                               "doubleQuote", 1, "header", 1)) |
                 json_object_set_new(r, "schema", json_string(schema));
    }
    if (!r || !fault)
        return r;
    json_decref(r);
    mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    return NULL;
}

/* --- the package ----------------------------------------------------------------------------
 */

/* Each input once: title, and the licence and date that the study says. */
static json_t *sources(const mlg_provenance *p)
{
    json_t *all = json_array();
    int fault = !all;

    for (size_t i = 0; i < p->n_inputs; i++) {
        const mlg_study_layer *said = provenance_said(p->study, &p->inputs[i]);
        buf title = { 0 };

        buf_text(&title, p->inputs[i].layer->name);
        for (int k = 0; said && k < 3; k++) {
            const char *more[] = { said->source, said->dated, said->licence };

            if (more[k])
                buf_printf(&title, ", %s", more[k]);
        }
        fault |= title.broken ||
                 json_array_append_new(all, json_pack("{s:o}", "title", text_json(title.at)));
        buf_free(&title);
    }
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

static mlg_code write_schema(const table *t, const mlg_published *f, const char *folder,
                             bool overwrite, mlg_err *err)
{
    json_t *schema = table_schema(t, f->format);
    char name[220];
    buf path = { 0 };
    mlg_code code;

    schema_name(name, sizeof name, f);
    buf_printf(&path, "%s/%s", folder, name);
    code = schema && !path.broken ? write_json(schema, path.at, overwrite, err)
                                  : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    json_decref(schema);
    buf_free(&path);
    return code;
}

static mlg_code write_description(const mlg_answers *answers, const mlg_provenance *p,
                                  json_t *resources, const char *folder, bool overwrite,
                                  mlg_err *err)
{
    char name[200];
    const char *title = answers->title ? answers->title : "maillage";
    json_t *about = provenance_json(p), *from = sources(p), *all;
    buf path = { 0 };
    mlg_code code;

    resource_name(name, sizeof name, title);
    all = about && from ? json_pack("{s:s, s:s, s:o, s:O, s:O, s:O}", "profile", "data-package",
                                    "name", name, "title", text_json(title), "sources", from,
                                    "resources", resources, "maillage", about)
                        : NULL;
    buf_printf(&path, "%s/datapackage.json", folder);
    code = all && !path.broken ? write_json(all, path.at, overwrite, err)
                               : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    json_decref(all);
    json_decref(about);
    json_decref(from);
    buf_free(&path);
    return code;
}

mlg_code mlg_write_package(const mlg_answers *answers, const mlg_provenance *provenance,
                           const mlg_published *files, size_t n_files, const char *folder,
                           bool overwrite, mlg_err *err)
{
    json_t *resources = json_array();
    collection c;
    mlg_code code = collection_new(&c, answers, err);

    for (size_t i = 0; code == MLG_OK && i < n_files; i++) {
        const table *t = table_of(&c, files[i].name);
        json_t *r = resource(&c, &files[i], err);

        code = r ? MLG_OK : err->code;
        if (r && json_array_append_new(resources, r))
            code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
        if (code == MLG_OK && t)
            code = folder_below(folder, "schemas", err);
        if (code == MLG_OK && t)
            code = write_schema(t, &files[i], folder, overwrite, err);
    }
    if (code == MLG_OK)
        code = write_description(answers, provenance, resources, folder, overwrite, err);
    json_decref(resources);
    collection_release(&c);
    return code;
}
