#include "report/graphml.h"

#include "base/i18n.h"
#include "report/rows.h"

#include <string.h>

enum { BLOCK = 2048 };

/* What a row needs: which columns are attributes, and how keys begin. */
typedef struct style {
    const char *prefix; /* of keys: "n" or "l" */
    size_t de, vers;    /* SIZE_MAX: nodes */
} style;

/* XML 1.0 has no other control characters than these three. */
static void add_xml(buf *out, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '&')
            buf_text(out, "&amp;");
        else if (c == '<')
            buf_text(out, "&lt;");
        else if (c == '>')
            buf_text(out, "&gt;");
        else if (c == '"')
            buf_text(out, "&quot;");
        else if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
            buf_text(out, "\xEF\xBF\xBD");
        else
            buf_char(out, (char)c);
    }
}

static void add_value(buf *out, const table_column *column, const table_value *v)
{
    switch (column->kind) {
    case COLUMN_INTEGER:
        buf_int(out, (int64_t)v->number);
        break;
    case COLUMN_NUMBER:
        buf_fixed(out, v->number, column->decimals);
        break;
    case COLUMN_TEXT:
        add_xml(out, v->text);
        break;
    case COLUMN_LIST:
        for (size_t i = 0; i < v->n_list; i++) {
            if (i)
                buf_char(out, ';');
            add_xml(out, v->list[i]);
        }
        break;
    }
}

static bool is_attribute(const table *t, const style *s, size_t column)
{
    return s->vers == SIZE_MAX ? column != t->id_column
                               : column != s->de && column != s->vers && column != t->id_column;
}

static void add_reference(buf *out, const char *name, const table *t, size_t row, size_t column)
{
    table_value v;

    rows_value(t, row, column, &v);
    buf_text(out, name);
    if (!v.null)
        add_value(out, &t->columns[column], &v);
    buf_char(out, '"');
}

static void add_row(buf *out, const rows *r, size_t row)
{
    const table *t = r->table;
    const style *s = r->shared;
    bool node = s->vers == SIZE_MAX;
    table_value v;

    if (node) {
        add_reference(out, "<node id=\"", t, row, t->id_column);
    } else {
        add_reference(out, "<edge source=\"", t, row, s->de);
        add_reference(out, " target=\"", t, row, s->vers);
    }
    buf_char(out, '>');
    for (size_t c = 0; c < t->n_columns; c++) {
        if (!is_attribute(t, s, c))
            continue;
        rows_value(t, row, c, &v);
        if (v.null)
            continue;
        buf_text(out, "<data key=\"");
        buf_text(out, s->prefix);
        buf_int(out, (int64_t)c);
        buf_text(out, "\">");
        add_value(out, &t->columns[c], &v);
        buf_text(out, "</data>");
    }
    buf_text(out, node ? "</node>\n" : "</edge>\n");
}

static void add_keys(buf *out, const table *t, const style *s)
{
    for (size_t c = 0; c < t->n_columns; c++) {
        const table_column *column = &t->columns[c];
        const char *name = !strcmp(column->name, "nom")  ? "label"
                           : !strcmp(column->name, "id") ? "id_site"
                                                         : column->name;

        if (!is_attribute(t, s, c))
            continue;
        buf_text(out, "<key id=\"");
        buf_text(out, s->prefix);
        buf_int(out, (int64_t)c);
        buf_text(out, s->vers == SIZE_MAX ? "\" for=\"node\"" : "\" for=\"edge\"");
        buf_text(out, " attr.name=\"");
        add_xml(out, name);
        buf_text(out, "\" attr.type=\"");
        buf_text(out, column->kind == COLUMN_INTEGER  ? "int"
                      : column->kind == COLUMN_NUMBER ? "double"
                                                      : "string");
        buf_text(out, "\"><desc>");
        add_xml(out, column->title ? O_(column->title) : "");
        buf_text(out, "</desc></key>\n");
    }
}

/* Two hyphens end a comment. */
static void add_comment(buf *out, const char *meta)
{
    char last = 0;

    buf_text(out, "<!-- ");
    for (; *meta; meta++) {
        if (*meta == '-' && last == '-')
            buf_char(out, ' ');
        buf_char(out, *meta);
        last = *meta;
    }
    buf_text(out, " -->\n");
}

static mlg_code write_text(buf *text, file_out *out, mlg_err *err)
{
    mlg_code code = text->broken ? mlg_fail(err, MLG_ENOMEM, _("out of memory"))
                                 : file_out_write(out, text->at, text->n, err);

    buf_free(text);
    return code;
}

mlg_code write_graphml(const table *nodes, const table *links, size_t de, size_t vers,
                       const char *meta, unsigned threads, file_out *out, mlg_err *err)
{
    const style of_nodes = { "n", SIZE_MAX, SIZE_MAX }, of_links = { "l", de, vers };
    const rows all_nodes = {
        .table = nodes, .block = BLOCK, .shared = &of_nodes, .add = add_row
    };
    const rows all_links = {
        .table = links, .block = BLOCK, .shared = &of_links, .add = add_row
    };
    buf text = { 0 };

    buf_text(&text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    add_comment(&text, meta);
    buf_text(&text, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
    add_keys(&text, nodes, &of_nodes);
    add_keys(&text, links, &of_links);
    buf_text(&text, "<graph id=\"reseau\" edgedefault=\"undirected\">\n");
    if (write_text(&text, out, err) != MLG_OK ||
        rows_write(&all_nodes, threads, out, err) != MLG_OK ||
        rows_write(&all_links, threads, out, err) != MLG_OK)
        return err->code;
    buf_text(&text, "</graph>\n</graphml>\n");
    return write_text(&text, out, err);
}
