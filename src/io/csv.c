#include "io/csv.h"

#include "base/i18n.h"
#include "base/text.h"
#include "io/csv_rows.h"
#include "io/faults.h"
#include "model/build.h"
#include "model/fields.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 10000 };

/* A table while libcsv hands out its cells. */
typedef struct table {
    mlg_layer *layer;
    const char *where;
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
    bool plain; /* the whole text is ASCII without NUL: no cell needs a second look */
    encoding *utf8;
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

/* --- cells ------------------------------------------------------------------------------ */

bool csv_decode(encoding *e, buf *out, const char *text, size_t n)
{
    size_t before = out->n;
    encoded how = encoding_add(e, out, text, n);

    if (how == ENCODED_CUT) { /* no column's width has cut it */
        out->n = before;
        text_from_cp1252(out, text, n);
    }
    return how == ENCODED || !encoding_is_utf8(e);
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
    if (t->row > t->cells_allowed / t->n)
        t->code = mlg_fail(t->err, MLG_EDATA,
                           _("its header names %zu columns, far more than its rows have cells"),
                           t->n);
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

static mlg_code parse(table *t, const char *text, size_t n, mlg_err *err)
{
    const csv_sink sink = { take_cell, take_row, t, &t->code };

    switch (csv_rows(text, n, *t->layer->delimiter, &sink)) {
    case CSV_NO_MEMORY:
        no_memory(t);
        break;
    case CSV_OPEN_QUOTE:
        t->code = mlg_fail(err, MLG_EDATA,
                           _("a quoted cell that starts in this record is never closed"));
        mlg_at(err, NULL, (int64_t)t->row);
        break;
    default:
        break;
    }
    return t->code;
}

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

static mlg_code finish_columns(table *t, mlg_err *err)
{
    mlg_layer *layer = t->layer;

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

static mlg_code read_table(table *t, const char *text, size_t n, mlg_err *err)
{
    char delimiter[2] = { csv_sniff(text, n), '\0' };
    mlg_code code = readers_set(&t->layer->delimiter, delimiter, err);

    t->cells_allowed = 2 * n + 100000;
    if (code == MLG_OK)
        code = parse(t, text, n, err);
    if (code == MLG_OK)
        code = check_header(t, err);
    if (code == MLG_OK)
        code = finish_columns(t, err);
    for (size_t i = 0; i < t->n; i++) {
        free(t->names[i]);
        column_build_free(t->columns[i]);
    }
    free(t->names);
    free(t->columns);
    buf_free(&t->text);
    return code;
}

/* --- its encoding ---------------------------------------------------------------------------
 */

const char *csv_encoding(blob *text, const char *option, const char **from)
{
    if (text->size >= 3 && !memcmp(text->data, "\xEF\xBB\xBF", 3)) {
        text->data += 3;
        text->size -= 3;
        *from = option ? "option" : "bom";
        return option ? option : "UTF-8";
    }
    *from = "option";
    if (option)
        return option;
    *from = "bom";
    if (text->size >= 2 && !memcmp(text->data, "\xFF\xFE", 2))
        return "UTF-16LE";
    if (text->size >= 2 && !memcmp(text->data, "\xFE\xFF", 2))
        return "UTF-16BE";
    *from = "detected";
    return encoding_look(text->data, text->size) == LOOKS_OTHER ? "CP1252" : "UTF-8";
}

static mlg_code convert(table *t, encoding *e, buf *out, blob *text, mlg_err *err)
{
    if (encoding_add(e, out, text->data, text->size) != ENCODED)
        mlg_diag_add(t->diag, MLG_WARNING, "text-encoding", t->where, 0,
                     N_("holds bytes that are not valid %s"), encoding_name(e));
    if (out->broken)
        return readers_no_memory(err);
    *text = (blob){ text->name, out->at ? out->at : "", out->n };
    if (text->size >= 3 && !memcmp(text->data, "\xEF\xBB\xBF", 3)) {
        text->data += 3;
        text->size -= 3;
    }
    return MLG_OK;
}

static mlg_code read_encoded(table *t, blob text, const char *option, mlg_err *err)
{
    const char *from, *name = csv_encoding(&text, option, &from);
    encoding *e = NULL;
    buf converted = { 0 };
    mlg_code code = encoding_open(&e, name, err);

    t->plain = encoding_is_ascii(text.data, text.size) && (!e || encoding_keeps_ascii(e)) &&
               !(text.size && memchr(text.data, '\0', text.size));
    if (code == MLG_OK)
        code = readers_set_encoding(t->layer, encoding_name(e), from, err);
    if (code == MLG_OK && !t->plain && !strcmp(from, "detected"))
        mlg_diag_add(t->diag, MLG_NOTE, "encoding-detected", t->where, 0,
                     N_("declares no encoding; its text is read as %s"), name);
    if (code == MLG_OK && !encoding_is_utf8(e) && !t->plain)
        code = convert(t, e, &converted, &text, err);
    if (code == MLG_OK)
        code = encoding_open(&t->utf8, "UTF-8", err);
    if (code == MLG_OK)
        code = read_table(t, text.data, text.size, err);
    encoding_free(t->utf8);
    encoding_free(e);
    buf_free(&converted);
    return code;
}

/* --- its coordinates -------------------------------------------------------------------------
 */

static mlg_code told_axes(csv_axes *a, const mlg_layer *layer, const mlg_read_options *o,
                          mlg_err *err)
{
    if (!o->x || !o->y)
        return mlg_fail(err, MLG_EUSAGE,
                        _("the columns of both coordinates are needed, or neither"));
    a->x = mlg_layer_column(layer, o->x);
    a->y = mlg_layer_column(layer, o->y);
    if (!a->x || !a->y)
        return mlg_fail(err, MLG_EUSAGE, _("has no column \"%s\""), a->x ? o->y : o->x);
    return MLG_OK;
}

static const char *plane_of(const mlg_column *x)
{
    char folded[40];

    text_fold(folded, sizeof folded, x->name);
    return strstr(folded, "l93") || strstr(folded, "lambert93") || strstr(folded, "2154")
               ? "EPSG:2154"
               : "";
}

/* Degrees win over metres, unless a CRS is given that is plainly not of degrees. */
mlg_code csv_find_axes(csv_axes *a, const mlg_layer *layer, const mlg_read_options *o,
                       mlg_err *err)
{
    const mlg_column *lon = fields_find(layer, F_LON), *lat = fields_find(layer, F_LAT);
    const mlg_column *x = fields_find(layer, F_X), *y = fields_find(layer, F_Y);
    bool metres = o->crs && !strstr(o->crs, "84") && !strstr(o->crs, "4326");

    *a = (csv_axes){ .crs = "" };
    if (o->x || o->y) {
        if (told_axes(a, layer, o, err) != MLG_OK)
            return err->code;
    } else if (lon && lat && !(metres && x && y)) {
        a->x = lon;
        a->y = lat;
    } else if (x && y) {
        a->x = x;
        a->y = y;
    }
    if (a->x && a->x == lon && a->y == lat)
        a->crs = "OGC:CRS84";
    else if (a->x)
        a->crs = plane_of(a->x);
    return MLG_OK;
}

/* One cell. False: nothing there, or nothing that can be read, which is a warning. */
static bool read_axis(table *t, const mlg_column *column, size_t row, double *value)
{
    const char *cell = mlg_cell(column, row);
    char shown[60];

    if (text_number(cell, value))
        return true;
    if (!text_is_missing(cell))
        fault_tell(t->diag, AXIS_UNREADABLE, t->where, (int64_t)row + 1, column->name,
                   readers_quote(shown, sizeof shown, cell, strlen(cell)));
    return false;
}

static mlg_code read_points(table *t, const csv_axes *a, mlg_err *err)
{
    mlg_layer *layer = t->layer;

    layer->geometry = MLG_GEOMETRY_POINT;
    layer->points = malloc((layer->n ? layer->n : 1) * sizeof *layer->points);
    if (!layer->points)
        return readers_no_memory(err);
    for (size_t i = 0; i < layer->n; i++) {
        mlg_xy p;
        bool x = read_axis(t, a->x, i, &p.x), y = read_axis(t, a->y, i, &p.y);
        fault what;

        if (x && y && readers_possible(p)) {
            layer->points[i] = p;
            continue;
        }
        layer->points[i] = (mlg_xy){ NAN, NAN };
        layer->n_without_geometry++;
        what = x && y   ? POINT_IMPOSSIBLE
               : x || y ? POINT_INCOMPLETE
               : text_is_missing(mlg_cell(a->x, i)) && text_is_missing(mlg_cell(a->y, i))
                   ? POINT_BLANK
                   : FAULT_NONE; /* told of each axis */
        if (what)
            fault_tell(t->diag, what, t->where, (int64_t)i + 1, "", "");
    }
    layer->box = readers_box(layer->points, layer->n);
    return MLG_OK;
}

mlg_code csv_read_bytes(mlg_layer *layer, blob text, const mlg_read_options *o, mlg_diag *diag,
                        mlg_err *err)
{
    table t = { .layer = layer, .where = text.name, .diag = diag, .err = err };
    csv_axes a;
    mlg_code code = read_encoded(&t, text, o->encoding, err);

    if (code == MLG_OK)
        code = csv_find_axes(&a, layer, o, err);
    if (code == MLG_OK && a.x)
        code = read_points(&t, &a, err);
    if (code != MLG_OK)
        return code;
    if (o->crs)
        return readers_set_crs(layer, o->crs, "option", err);
    return *a.crs ? readers_set_crs(layer, a.crs, "columns", err) : MLG_OK;
}
