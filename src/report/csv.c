#include "report/writers.h"

#include "report/rows.h"

#include "base/i18n.h"

#include <string.h>

enum { BLOCK = 2048 };

typedef struct style {
    char delimiter, point;
    const char *bom, *line_end;
    bool stops[256]; /* the end, and the characters that call for quotes */
} style;

static const style styles[] = {
    [CSV_MACHINE] = { ',',
                      '.',
                      "",
                      "\n",
                      { ['\0'] = true,
                        [','] = true,
                        ['"'] = true,
                        ['\r'] = true,
                        ['\n'] = true } },
    [CSV_EXCEL_FR] = { ';',
                       ',',
                       "\xEF\xBB\xBF",
                       "\r\n",
                       { ['\0'] = true,
                         [';'] = true,
                         ['"'] = true,
                         ['\r'] = true,
                         ['\n'] = true } },
};

/* Length of what can stand without quotes. */
static size_t plain_length(const style *s, const char *text)
{
    size_t n = 0;

    while (!s->stops[(unsigned char)text[n]])
        n++;
    return n;
}

static void add_quoted(buf *out, const char *text)
{
    for (const char *from = text; *from; from = text) {
        text += strcspn(text, "\"");
        if (*text)
            text++;
        buf_add(out, from, (size_t)(text - from));
        if (text[-1] == '"')
            buf_char(out, '"');
    }
}

static void add_text(buf *out, const style *s, const char *text)
{
    size_t n = plain_length(s, text);

    if (!text[n]) {
        buf_add(out, text, n);
        return;
    }
    buf_char(out, '"');
    add_quoted(out, text);
    buf_char(out, '"');
}

static void add_list(buf *out, const style *s, const table_value *v)
{
    bool quotes = false;

    for (size_t i = 0; i < v->n_list; i++)
        quotes = quotes || table_item(v, i)[plain_length(s, table_item(v, i))];
    quotes = quotes || (v->n_list > 1 && s->delimiter == ';');
    if (quotes)
        buf_char(out, '"');
    for (size_t i = 0; i < v->n_list; i++) {
        if (i)
            buf_char(out, ';');
        add_quoted(out, table_item(v, i));
    }
    if (quotes)
        buf_char(out, '"');
}

static void add_number(buf *out, const style *s, double value, int decimals)
{
    size_t at = out->n;
    char *point;

    buf_fixed(out, value, decimals);
    if (s->point != '.' && !out->broken && (point = memchr(out->at + at, '.', out->n - at)))
        *point = s->point;
}

static void add_row(buf *out, const rows *r, size_t row)
{
    const style *s = r->shared;
    const table *t = r->table;
    size_t start = out->n;
    table_value v;

    for (size_t c = 0; c < t->n_columns; c++) {
        if (c)
            buf_char(out, s->delimiter);
        rows_value(t, row, c, &v);
        if (v.null)
            continue;
        switch (t->columns[c].kind) {
        case COLUMN_TEXT:
            add_text(out, s, v.text);
            break;
        case COLUMN_INTEGER:
            buf_int(out, (int64_t)v.number);
            break;
        case COLUMN_NUMBER:
            add_number(out, s, v.number, t->columns[c].decimals);
            break;
        case COLUMN_LIST:
            add_list(out, s, &v);
            break;
        }
    }
    if (out->n == start) /* one empty column: a blank line would be no row at all */
        buf_text(out, "\"\"");
    buf_text(out, s->line_end);
}

mlg_code write_csv(const table *t, csv_flavour flavour, unsigned threads, file_out *out,
                   mlg_err *err)
{
    const style *s = &styles[flavour];
    rows r = { .table = t, .block = BLOCK, .shared = s, .add = add_row };
    mlg_code code = MLG_OK;
    buf head = { 0 };

    buf_text(&head, s->bom);
    for (size_t c = 0; c < t->n_columns; c++) {
        if (c)
            buf_char(&head, s->delimiter);
        add_text(&head, s, t->columns[c].name);
    }
    buf_text(&head, s->line_end);
    if (head.broken)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    else
        code = file_out_write(out, head.at, head.n, err);
    buf_free(&head);
    return code == MLG_OK ? rows_write(&r, threads, out, err) : code;
}
