#include "maillage/publish.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "maillage/version.h"
#include "report/collection.h"
#include "report/provenance.h"
#include "report/rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

/* The room of libxlsxwriter: nothing else includes it. */

enum { CELL_MAX = 32767, SHEET_NAME = 31, DECIMALS = 8 };

typedef struct book {
    lxw_workbook *file;
    lxw_format *head, *whole, *text, *fixed[DECIMALS];
    buf scratch;
} book;

/* --- sheets ------------------------------------------------------------------------------ */

/* As Excel wants names: at most 31 characters, none of []:*?/\, no apostrophe at the ends, no
 * two alike. */
static lxw_worksheet *add_sheet(book *b, const char *name)
{
    char made[4 * SHEET_NAME + 16];
    size_t n = 0, characters = 0;

    for (; name[n] && n + 1 < sizeof made - 12; n++) {
        characters += ((unsigned char)name[n] & 0xC0) != 0x80;
        if (characters > SHEET_NAME - 4)
            break;
        made[n] = strchr("[]:*?/\\'", name[n]) ? '-' : name[n];
    }
    made[n] = '\0';
    for (int again = 2; workbook_get_worksheet_by_name(b->file, made) && again < 1000; again++)
        snprintf(made + n, 12, "-%d", again);
    return workbook_add_worksheet(b->file, made);
}

/* A text, cut where a cell ends. Control characters, which XML cannot hold, become blanks. */
static const char *cell_text(book *b, const char *text)
{
    size_t n = strlen(text), most = CELL_MAX;

    buf_clear(&b->scratch);
    if (n > most) {
        while (((unsigned char)text[most] & 0xC0) == 0x80)
            most--;
        n = most;
    }
    buf_add(&b->scratch, text, n);
    buf_add(&b->scratch, "", 1);
    for (size_t i = 0; i < n && !b->scratch.broken; i++)
        if ((unsigned char)b->scratch.at[i] < 0x20 && b->scratch.at[i] != '\n')
            b->scratch.at[i] = ' ';
    return b->scratch.broken ? "" : b->scratch.at;
}

static void put_text(book *b, lxw_worksheet *to, size_t row, size_t column, const char *text)
{
    if (text && *text)
        worksheet_write_string(to, (lxw_row_t)row, (lxw_col_t)column, cell_text(b, text),
                               b->text);
}

static void put_list(book *b, lxw_worksheet *to, size_t row, size_t column,
                     const table_value *v)
{
    buf all = { 0 };

    for (size_t i = 0; i < v->n_list; i++) {
        buf_text(&all, i ? ";" : "");
        buf_text(&all, v->list[i]);
    }
    if (!all.broken && all.n)
        put_text(b, to, row, column, all.at);
    buf_free(&all);
}

static double rounded(double value, int decimals)
{
    double unit = pow(10, decimals);

    return fabs(value) < 1e15 / unit ? round(value * unit) / unit : value;
}

static void put_cell(book *b, lxw_worksheet *to, const table *t, size_t row, size_t column)
{
    const table_column *about = &t->columns[column];
    lxw_row_t at = (lxw_row_t)(row + 1);
    lxw_col_t c = (lxw_col_t)column;
    table_value v;

    rows_value(t, row, column, &v);
    if (v.null)
        return;
    switch (about->kind) {
    case COLUMN_TEXT:
        put_text(b, to, at, column, v.text);
        break;
    case COLUMN_INTEGER:
        worksheet_write_number(to, at, c, v.number, b->whole);
        break;
    case COLUMN_NUMBER:
        worksheet_write_number(
            to, at, c, rounded(v.number, about->decimals),
            b->fixed[about->decimals < DECIMALS ? about->decimals : DECIMALS - 1]);
        break;
    case COLUMN_LIST:
        put_list(b, to, at, column, &v);
        break;
    }
}

/* Heads that stay in view, filters, and columns wide enough for their heads. */
static lxw_worksheet *begin_sheet(book *b, const char *name, const char *const *heads,
                                  size_t n_columns, size_t n_rows)
{
    lxw_worksheet *to = add_sheet(b, name);

    for (size_t c = 0; to && c < n_columns; c++) {
        size_t width = strlen(heads[c]) + 4;

        worksheet_write_string(to, 0, (lxw_col_t)c, heads[c], b->head);
        worksheet_set_column(to, (lxw_col_t)c, (lxw_col_t)c, (double)(width < 12 ? 12 : width),
                             NULL);
    }
    if (!to)
        return NULL;
    worksheet_freeze_panes(to, 1, 0);
    if (n_columns)
        worksheet_autofilter(to, 0, 0, (lxw_row_t)n_rows, (lxw_col_t)(n_columns - 1));
    worksheet_set_landscape(to);
    worksheet_set_paper(to, 9); /* A4 */
    worksheet_repeat_rows(to, 0, 0);
    worksheet_fit_to_pages(to, 1, 0);
    return to;
}

static mlg_code add_table(book *b, const table *t, const char *name, mlg_err *err)
{
    const char **heads = malloc((t->n_columns + 1) * sizeof *heads);
    lxw_worksheet *to;

    if (!heads)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t c = 0; c < t->n_columns; c++)
        heads[c] = t->columns[c].name;
    to = begin_sheet(b, name, heads, t->n_columns, t->n_rows);
    free(heads);
    if (!to)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t row = 0; row < t->n_rows; row++)
        for (size_t c = 0; c < t->n_columns; c++)
            put_cell(b, to, t, row, c);
    return MLG_OK;
}

/* --- sources and definitions ---------------------------------------------------------------
 */

static mlg_code add_sources(book *b, const mlg_provenance *p, mlg_err *err)
{
    const char *heads[] = { "role", "nom",    "fichier", "sha256", "octets", "enregistrements",
                            "crs",  "source", "date",    "licence" };
    enum { ROLE, NOM, FICHIER, SHA256, OCTETS, ENREGISTREMENTS, CRS, SOURCE, DATE, LICENCE, N };
    size_t row = 1;
    lxw_worksheet *to;

    for (size_t i = 0; i < p->n_inputs; i++)
        row += p->inputs[i].layer->n_sources;
    to = begin_sheet(b, O_("sources"), heads, N, row - 1);
    if (!to)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    row = 1;
    for (size_t i = 0; i < p->n_inputs; i++) {
        const mlg_layer *l = p->inputs[i].layer;
        const mlg_study_layer *said = provenance_said(p->study, &p->inputs[i]);

        for (size_t k = 0; k < l->n_sources; k++, row++) {
            put_text(b, to, row, ROLE, p->inputs[i].role);
            put_text(b, to, row, NOM, p->inputs[i].name);
            put_text(b, to, row, FICHIER, l->sources[k].name);
            put_text(b, to, row, SHA256, l->sources[k].sha256);
            worksheet_write_number(to, (lxw_row_t)row, OCTETS, (double)l->sources[k].size,
                                   b->whole);
            worksheet_write_number(to, (lxw_row_t)row, ENREGISTREMENTS, (double)l->n, b->whole);
            put_text(b, to, row, CRS, l->crs);
            put_text(b, to, row, SOURCE, said ? said->source : NULL);
            put_text(b, to, row, DATE, said ? said->dated : NULL);
            put_text(b, to, row, LICENCE, said ? said->licence : NULL);
        }
    }
    worksheet_set_column(to, FICHIER, FICHIER, 28, NULL);
    worksheet_set_column(to, SHA256, SHA256, 66, NULL);
    worksheet_set_column(to, CRS, CRS, 30, NULL);
    return MLG_OK;
}

static const char *kind_words(column_kind kind)
{
    static const char *const words[] = { [COLUMN_TEXT] = N_("text"),
                                         [COLUMN_INTEGER] = N_("whole number"),
                                         [COLUMN_NUMBER] = N_("number"),
                                         [COLUMN_LIST] = N_("list, separated by ;") };

    return O_(words[kind]);
}

static mlg_code add_definitions(book *b, const collection *c, mlg_err *err)
{
    const char *heads[] = { O_("table"), O_("column"), O_("type"), O_("meaning") };
    size_t row = 0;
    lxw_worksheet *to;

    for (size_t i = 0; i < c->n; i++)
        row += c->tables[i].n_columns;
    to = begin_sheet(b, O_("definitions"), heads, 4, row);
    if (!to)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    row = 1;
    for (size_t i = 0; i < c->n; i++) {
        const table *t = &c->tables[i];

        for (size_t k = 0; k < t->n_columns; k++, row++) {
            put_text(b, to, row, 0, c->names[i]);
            put_text(b, to, row, 1, t->columns[k].name);
            put_text(b, to, row, 2, kind_words(t->columns[k].kind));
            put_text(b, to, row, 3,
                     t->columns[k].title && *t->columns[k].title ? O_(t->columns[k].title)
                                                                 : "");
        }
    }
    worksheet_set_column(to, 0, 2, 26, NULL);
    worksheet_set_column(to, 3, 3, 100, NULL);
    return MLG_OK;
}

/* --- the file --------------------------------------------------------------------------------
 */

static void add_formats(book *b)
{
    static const char *const patterns[DECIMALS] = {
        "0", "0.0", "0.00", "0.000", "0.0000", "0.00000", "0.000000", "0.0000000"
    };

    b->head = workbook_add_format(b->file);
    format_set_bold(b->head);
    format_set_bg_color(b->head, 0x12436D);
    format_set_font_color(b->head, 0xFFFFFF);
    b->text = workbook_add_format(b->file);
    format_set_num_format(b->text, "@"); /* codes keep their zeros when edited */
    b->whole = workbook_add_format(b->file);
    format_set_num_format(b->whole, "0");
    for (int i = 0; i < DECIMALS; i++) {
        b->fixed[i] = workbook_add_format(b->file);
        format_set_num_format(b->fixed[i], patterns[i]);
    }
}

/* The file says when it was made; ours must not, so that it says the year of the format. */
static void add_properties(book *b, const char *title)
{
    lxw_doc_properties about = { .title = (char *)(uintptr_t)(title ? title : "maillage"),
                                 .comments = (char *)(uintptr_t) "maillage",
                                 .created = 1136073600 /* 2006-01-01 */ };

    workbook_set_properties(b->file, &about);
}

static mlg_code fill(book *b, const collection *c, const mlg_answers *answers,
                     const mlg_provenance *p, mlg_err *err)
{
    mlg_code code = MLG_OK;

    add_formats(b);
    add_properties(b, answers->title);
    for (size_t i = 0; code == MLG_OK && i < c->n; i++)
        code = add_table(b, &c->tables[i], c->names[i], err);
    if (code == MLG_OK)
        code = add_sources(b, p, err);
    if (code == MLG_OK)
        code = add_definitions(b, c, err);
    if (code == MLG_OK && b->scratch.broken)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    return code;
}

static mlg_code write_book(const collection *c, const mlg_answers *answers,
                           const mlg_provenance *p, const char *path, bool overwrite,
                           mlg_err *err)
{
    file_out *to = NULL;
    book b = { 0 };
    lxw_error said;
    mlg_code code = file_out_open(&to, path, overwrite, err);

    if (code != MLG_OK)
        return code;
    b.file = workbook_new(file_out_where(to));
    code =
        b.file ? fill(&b, c, answers, p, err) : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    said = b.file ? workbook_close(b.file) : LXW_NO_ERROR;
    if (code == MLG_OK && said != LXW_NO_ERROR) {
        mlg_fail(err, MLG_EIO, _("cannot be written: %s"), lxw_strerror(said));
        code = mlg_at(err, path, 0);
    }
    buf_free(&b.scratch);
    if (code == MLG_OK)
        return file_out_commit(to, err);
    file_out_abort(to);
    return code;
}

mlg_code mlg_write_workbook(const mlg_answers *answers, const mlg_provenance *provenance,
                            const char *path, bool overwrite, mlg_err *err)
{
    collection c;
    mlg_code code = collection_new(&c, answers, err);

    for (size_t i = 0; code == MLG_OK && i < c.n; i++)
        if (c.tables[i].n_rows > MLG_WORKBOOK_ROWS)
            code =
                mlg_fail(err, MLG_EDATA,
                         _("%zu rows are more than a sheet holds (%d): leave 'classeur' out of "
                           "the outputs"),
                         c.tables[i].n_rows, MLG_WORKBOOK_ROWS);
    if (code == MLG_OK)
        code = write_book(&c, answers, provenance, path, overwrite, err);
    collection_release(&c);
    return code;
}
