#include "report/writers.h"

#include "base/buf.h"
#include "base/i18n.h"

#include <jansson.h>

/* What a value of that column looks like, in the words of the W3C's "Metadata Vocabulary
 * for Tabular Data". */
static int describe(json_t *about, const table_column *column, csv_flavour flavour)
{
    int fault = json_object_set_new(about, "name", json_string(column->name)) |
                json_object_set_new(about, "titles", json_string(column->name));

    if (column->title && *column->title)
        fault |= json_object_set_new(about, "dc:description", json_string(O_(column->title)));
    switch (column->kind) {
    case COLUMN_TEXT:
        fault |= json_object_set_new(about, "datatype", json_string("string"));
        break;
    case COLUMN_INTEGER:
        fault |= json_object_set_new(about, "datatype", json_string("integer"));
        break;
    case COLUMN_NUMBER:
        fault |= json_object_set_new(
            about, "datatype",
            flavour == CSV_MACHINE
                ? json_string("decimal")
                : json_pack("{s:s, s:{s:s}}", "base", "decimal", "format", "decimalChar", ","));
        break;
    case COLUMN_LIST:
        fault |= json_object_set_new(about, "datatype", json_string("string")) |
                 json_object_set_new(about, "separator", json_string(";"));
        break;
    }
    return fault;
}

/* NULL: out of memory. */
static json_t *schema(const table *t, csv_flavour flavour)
{
    json_t *columns = json_array();
    int fault = 0;

    for (size_t c = 0; c < t->n_columns; c++) {
        json_t *about = json_object();

        fault |= !about || describe(about, &t->columns[c], flavour);
        fault |= json_array_append_new(columns, about);
    }
    json_t *all = json_pack("{s:o, s:s}", "columns", columns, "primaryKey",
                            t->columns[t->id_column].name);

    if (fault) {
        json_decref(all);
        return NULL;
    }
    return all;
}

static int append(const char *bytes, size_t n, void *out)
{
    buf_add(out, bytes, n);
    return 0;
}

mlg_code write_csv_metadata(const table *t, csv_flavour flavour, const char *csv_name,
                            const char *meta, file_out *out, mlg_err *err)
{
    json_t *notes = meta ? json_loads(meta, 0, NULL) : NULL;
    /* translators: the code of the language you translate into */
    json_t *document = json_pack(
        "{s:[s, {s:s}], s:s, s:{s:s, s:s, s:b}, s:o}", "@context", "http://www.w3.org/ns/csvw",
        "@language", O_("en"), "url", csv_name, "dialect", "encoding", "utf-8", "delimiter",
        flavour == CSV_MACHINE ? "," : ";", "header", 1, "tableSchema", schema(t, flavour));
    mlg_code code = MLG_OK;
    buf text = { 0 };

    if (meta && !notes)
        code = mlg_fail(err, MLG_EBUG, "metadata is not JSON");
    else if (!document ||
             (notes && json_object_set_new(document, "notes", json_pack("[O]", notes))) ||
             json_dump_callback(document, append, &text, JSON_INDENT(2)))
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    buf_char(&text, '\n');
    if (code == MLG_OK && text.broken)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK)
        code = file_out_write(out, text.at, text.n, err);
    json_decref(document);
    json_decref(notes);
    buf_free(&text);
    return code;
}
