#include "io/csv_table.h"

#include "base/i18n.h"
#include "base/par.h"
#include "base/text.h"
#include "io/csv.h"
#include "io/csv_rows.h"
#include "io/faults.h"
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 10000, PART = 1 << 20 };

/* A table, or some rows of it, while libcsv hands out its cells. */
typedef struct table {
    const char *where;
    char delimiter;
    mlg_diag *diag;
    mlg_err *err;
    mlg_code code; /* the first failure, kept until libcsv returns */
    column_build **columns;
    char **names;
    size_t n, room;
    size_t row;    /* being read; the header is row 0 */
    size_t cell;   /* of that row, being read */
    size_t filled; /* columns of that row that have their value; empty ones wait */
    size_t cells_allowed;
    bool has_header, too_long;
    bool plain;     /* no cell needs a second look */
    encoding *utf8; /* free to share */
    buf text;
} table;

static void no_memory(table *t)
{
    t->code = readers_no_memory(t->err);
}

/* Of the row at hand. */
static void tell(table *t, fault f)
{
    fault_tell(t->diag, f, t->where, (int64_t)t->row, "", "");
}

/* NUL bytes, what is not UTF-8 in a text that claims to be, what was decoded twice. */
static void second_look(table *t, const char **cell, size_t *n)
{
    const char *nul = *n ? memchr(*cell, '\0', *n) : NULL;

    if (nul) {
        *n = (size_t)(nul - *cell);
        tell(t, TEXT_NUL);
    }
    if (encoding_is_ascii(*cell, *n))
        return;
    buf_clear(&t->text);
    if (!csv_decode(t->utf8, &t->text, *cell, *n))
        tell(t, TEXT_ENCODING);
    buf_char(&t->text, '\0');
    if (t->text.broken) {
        no_memory(t);
        return;
    }
    *cell = t->text.at;
    *n = t->text.n - 1;
    if (t->row && t->cell < t->n)
        readers_check_text(*cell, t->names[t->cell], (int64_t)t->row, t->where, t->diag);
}

static bool room_for_column(table *t)
{
    size_t room = t->room ? 2 * t->room : 16;
    char **names;
    column_build **columns;

    if (t->n < t->room)
        return true;
    if ((names = realloc(t->names, room * sizeof *names)))
        t->names = names;
    if ((columns = realloc(t->columns, room * sizeof *columns)))
        t->columns = columns;
    if (!names || !columns)
        return false;
    t->room = room;
    return true;
}

static void add_column(table *t, const char *name, size_t n)
{
    char *copy;

    if (t->n == COLUMNS_MAX) {
        t->code = mlg_fail(t->err, MLG_EDATA, _("has more than %d columns"), (int)COLUMNS_MAX);
        return;
    }
    if (!room_for_column(t) || !(copy = strndup(n ? name : "", n))) {
        no_memory(t);
        return;
    }
    for (size_t i = 0; i < t->n && n; i++) {
        if (strcmp(t->names[i], copy))
            continue;
        mlg_diag_add(t->diag, MLG_WARNING, "column-duplicate", t->where, 0,
                     N_("column \"%s\" occurs twice; the first one is used by that name"),
                     copy);
        break;
    }
    t->names[t->n] = copy;
    t->columns[t->n] = column_build_new(copy, MLG_TEXT);
    if (t->columns[t->n++])
        return;
    t->n--;
    free(copy);
    no_memory(t);
}

static void fill_up_to(table *t, size_t column)
{
    for (; t->filled < column && t->code == MLG_OK; t->filled++)
        if (!column_build_add(t->columns[t->filled], "", 0))
            no_memory(t);
}

static void take_cell(void *cell, size_t n, void *data)
{
    table *t = data;
    const char *text = cell;

    if (t->code != MLG_OK)
        return;
    if (!t->plain)
        second_look(t, &text, &n);
    if (!t->has_header) {
        add_column(t, text, n);
    } else if (t->cell >= t->n) {
        t->too_long |= n > 0;
    } else if (n && t->code == MLG_OK) {
        fill_up_to(t, t->cell);
        if (t->code == MLG_OK && !column_build_add(t->columns[t->filled++], text, n))
            no_memory(t);
    }
    t->cell++;
}

static void check_cells(table *t, size_t rows)
{
    if (rows > t->cells_allowed / t->n)
        t->code = mlg_fail(t->err, MLG_EDATA,
                           _("its header names %zu columns, far more than its rows have cells"),
                           t->n);
}

static void end_row(table *t)
{
    if (!t->filled && !t->too_long) { /* ";;;;", as spreadsheets leave below a table */
        tell(t, ROW_EMPTY);
        return;
    }
    if (t->cell < t->n)
        tell(t, ROW_SHORT);
    if (t->too_long)
        tell(t, ROW_LONG);
    fill_up_to(t, t->n);
    check_cells(t, t->row);
    t->row++;
}

static void take_row(int newline, void *data)
{
    table *t = data;

    (void)newline;
    if (t->code != MLG_OK)
        return;
    if (t->has_header) {
        end_row(t);
    } else {
        t->has_header = true;
        t->row = 1;
    }
    t->cell = t->filled = 0;
    t->too_long = false;
}

/* --- the text ----------------------------------------------------------------------------- */

static mlg_code parse(table *t, const char *text, size_t n)
{
    const csv_sink sink = { take_cell, take_row, t, &t->code };

    switch (csv_rows(text, n, t->delimiter, &sink)) {
    case CSV_NO_MEMORY:
        no_memory(t);
        break;
    case CSV_OPEN_QUOTE:
        t->code = mlg_fail(t->err, MLG_EDATA,
                           _("a quoted cell that starts in this record is never closed"));
        mlg_at(t->err, NULL, (int64_t)t->row);
        break;
    default:
        break;
    }
    return t->code;
}

static void release_columns(table *t)
{
    for (size_t i = 0; i < t->n && t->columns; i++)
        column_build_free(t->columns[i]);
    free(t->columns);
    buf_free(&t->text);
}

/* --- its rows, on several threads -----------------------------------------------------------
 */

/* Whole rows, counted from 1. */
typedef struct part {
    table rows;
    const char *at;
    size_t n;
    mlg_diag told;
} part;

typedef struct parts {
    table *whole;
    part *list;
    size_t n;
} parts;

static mlg_code read_part(void *arg, size_t i, mlg_err *err)
{
    const table *whole = ((parts *)arg)->whole;
    part *p = &((parts *)arg)->list[i];
    table *t = &p->rows;

    *t = *whole;
    t->diag = &p->told;
    t->err = err;
    t->text = (buf){ 0 };
    t->columns = calloc(t->n, sizeof *t->columns);
    for (size_t k = 0; t->columns && k < t->n; k++)
        if (!(t->columns[k] = column_build_new(t->names[k], MLG_TEXT)))
            return t->code = readers_no_memory(err);
    return t->columns ? parse(t, p->at, p->n) : (t->code = readers_no_memory(err));
}

/* Column k of all parts behind what there is of it. */
static mlg_code join_column(void *arg, size_t k, mlg_err *err)
{
    const parts *p = arg;
    column_build **others = malloc(p->n * sizeof *others);
    bool fine;

    for (size_t i = 0; others && i < p->n; i++) {
        others[i] = p->list[i].rows.columns[k];
        p->list[i].rows.columns[k] = NULL;
    }
    fine = others && column_build_join(p->whole->columns[k], others, p->n);
    free(others);
    return fine ? MLG_OK : readers_no_memory(err);
}

/* What was told of the parts' rows, up to the one that failed. */
static mlg_code join_told(parts *p, mlg_code code, mlg_err *err)
{
    table *whole = p->whole;
    size_t i;

    for (i = 0; i < p->n && p->list[i].rows.code == MLG_OK; i++) {
        if (!mlg_diag_append_part(whole->diag, &p->list[i].told, (int64_t)whole->row - 1))
            return readers_no_memory(err);
        whole->row += p->list[i].rows.row - 1;
    }
    if (code != MLG_OK && err->record)
        err->record += (int64_t)whole->row - 1;
    if (code == MLG_OK)
        check_cells(whole, whole->row - 1);
    return code == MLG_OK ? whole->code : code;
}

static bool cut(parts *p, const char *at, const char *end)
{
    bool quoted = memchr(at, '"', (size_t)(end - at));

    p->list = calloc((size_t)(end - at) / PART + 1, sizeof *p->list);
    for (; p->list && at < end; p->n++) {
        const char *least = end - at > PART ? at + PART : end;
        const char *stop = csv_cut(at, least, end, p->whole->delimiter, quoted);

        stop = stop && least < end ? stop : end;
        p->list[p->n].at = at;
        p->list[p->n].n = (size_t)(stop - at);
        at = stop;
    }
    return p->list;
}

static mlg_code read_apart(table *whole, const char *at, const char *end, unsigned threads,
                           mlg_err *err)
{
    static const par_job reading = { .run = read_part }, joining = { .run = join_column };
    parts p = { .whole = whole };
    mlg_code code =
        cut(&p, at, end) ? par_for(p.n, threads, &reading, &p, err) : readers_no_memory(err);

    code = join_told(&p, code, err);
    if (code == MLG_OK)
        code = par_for(whole->n, threads, &joining, &p, err);
    for (size_t i = 0; i < p.n; i++) {
        release_columns(&p.list[i].rows);
        mlg_diag_release(&p.list[i].told);
    }
    free(p.list);
    return code;
}

/* The header first: what else there is depends on it. */
static mlg_code read_rows(table *t, const csv_text *text, unsigned threads)
{
    const char *at = text->at, *end = at + text->n;

    if (threads < 2 || text->n < 2 * PART)
        return parse(t, at, text->n);
    while (at < end && !t->has_header && t->code == MLG_OK) {
        const char *stop = csv_cut(at, at + 1, end, t->delimiter, true);

        stop = stop ? stop : end;
        parse(t, at, (size_t)(stop - at));
        at = stop;
    }
    return at < end && t->code == MLG_OK ? read_apart(t, at, end, threads, t->err) : t->code;
}

/* --- all together --------------------------------------------------------------------------
 */

/* A first row of numbers only is data. */
static mlg_code check_header(const table *t, mlg_err *err)
{
    size_t numbers = 0, empty = 0;
    double ignored;

    for (size_t i = 0; i < t->n; i++) {
        numbers += text_number(t->names[i], &ignored);
        empty += !*t->names[i];
    }
    if (!t->has_header || empty == t->n)
        return mlg_fail(err, MLG_EDATA,
                        _("is empty: a first line with the names of the columns is needed"));
    if (numbers + empty == t->n)
        return mlg_fail(err, MLG_EDATA,
                        _("starts with numbers: a first line with the names of the columns is "
                          "needed"));
    return MLG_OK;
}

static mlg_code finish_columns(mlg_layer *layer, table *t, mlg_err *err)
{
    layer->columns = calloc(t->n ? t->n : 1, sizeof *layer->columns);
    if (!layer->columns)
        return readers_no_memory(err);
    for (; layer->n_columns < t->n; layer->n_columns++) {
        column_build_finish(t->columns[layer->n_columns], &layer->columns[layer->n_columns]);
        t->columns[layer->n_columns] = NULL;
    }
    layer->n = t->row - 1;
    return MLG_OK;
}

mlg_code csv_table_read(mlg_layer *layer, const csv_text *text, unsigned threads,
                        mlg_diag *diag, mlg_err *err)
{
    table t = { .where = text->where,
                .delimiter = *layer->delimiter,
                .diag = diag,
                .err = err,
                .plain = text->plain,
                .cells_allowed = 2 * text->n + 100000 };
    mlg_code code = encoding_open(&t.utf8, "UTF-8", err);

    if (code == MLG_OK)
        code = read_rows(&t, text, threads);
    if (code == MLG_OK)
        code = check_header(&t, err);
    if (code == MLG_OK)
        code = finish_columns(layer, &t, err);
    release_columns(&t);
    for (size_t i = 0; i < t.n; i++)
        free(t.names[i]);
    free(t.names);
    encoding_free(t.utf8);
    return code;
}
