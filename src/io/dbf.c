#include "io/dbf.h"

#include "base/i18n.h"
#include "base/text.h"
#include "io/encoding.h"
#include "model/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One column while it is filled. */
typedef struct filling {
    dbf_field field;
    column_build *build;
    char *name; /* UTF-8 */
    bool readable;
} filling;

typedef struct table {
    mlg_layer *layer;
    dbf_room *room;
    const char *name; /* of the .dbf */
    filling *columns;
    size_t n;
    encoding *encoding;
    bool ascii;     /* every byte of every record */
    bool holds_nul; /* one of them, at least */
    buf text;
    mlg_diag *diag;
} table;

mlg_code dbf_deleted(uint8_t **out, size_t *n_deleted, dbf_room *room, const char *name,
                     mlg_diag *diag, mlg_err *err)
{
    blob body = dbf_body(room);
    size_t n = dbf_count(room), width = n ? body.size / n : 0;

    *out = NULL;
    *n_deleted = 0;
    for (size_t i = 0; i < n; i++) {
        if (body.data[i * width] != '*')
            continue;
        if (!*out && !(*out = calloc(n, 1)))
            return readers_no_memory(err);
        (*out)[i] = 1;
        ++*n_deleted;
        mlg_diag_add(diag, MLG_WARNING, "record-deleted", name, (int64_t)i + 1,
                     N_("is marked as deleted and left out; the records after it are numbered "
                        "without it"));
    }
    return MLG_OK;
}

/* --- encoding ------------------------------------------------------------------------- */

static bool holds_text(char type)
{
    return type == 'C';
}

void dbf_look_at(dbf_look *look, dbf_room *room, size_t from, size_t to)
{
    blob body = dbf_body(room);
    size_t n = dbf_field_count(room), width = to > from ? body.size / dbf_count(room) : 0;

    if (to <= from || encoding_is_ascii(body.data + from * width, (to - from) * width))
        return;
    look->foreign = true;
    for (size_t i = from; i < to && !look->other; i++) {
        const char *record = body.data + i * width;

        for (size_t c = 0; c < n; c++) {
            dbf_field f = dbf_field_at(room, c);
            utf8_look one =
                holds_text(f.type) ? encoding_look(record + f.offset, f.width) : LOOKS_ASCII;

            look->other |= one == LOOKS_OTHER;
            look->whole += one == LOOKS_UTF8;
            look->cut += one == LOOKS_CUT_UTF8;
        }
    }
}

const char *dbf_guess(const dbf_look *look)
{
    if (!look->foreign)
        return NULL;
    return look->other || (look->cut && !look->whole) ? "CP1252" : "UTF-8";
}

/* Of the records here, or of more than these. */
static const char *guess(table *t, const char *told)
{
    dbf_look look = { 0 };
    const char *name = told;

    if (!name) {
        dbf_look_at(&look, t->room, 0, dbf_count(t->room));
        name = dbf_guess(&look);
    }
    if (name)
        mlg_diag_add(t->diag, MLG_NOTE, "encoding-detected", t->name, 0,
                     N_("declares no encoding; its text is read as %s"), name);
    return name ? name : "UTF-8";
}

/* The .cpg's one word, without blanks, BOM or what follows its first line. */
static void cpg_name(char *out, size_t size, blob cpg)
{
    const char *at = cpg.data, *end = at + cpg.size;
    size_t n = 0;

    if (cpg.size >= 3 && !memcmp(at, "\xEF\xBB\xBF", 3))
        at += 3;
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    while (at + n < end && at[n] && at[n] != '\r' && at[n] != '\n')
        n++;
    while (n && (at[n - 1] == ' ' || at[n - 1] == '\t'))
        n--;
    readers_quote(out, size, at, n);
}

static mlg_code choose_encoding(table *t, const shp_files *files, const char *option,
                                mlg_err *err)
{
    blob cpg = files->cpg;
    char declared[64] = "";
    const char *name = option, *from = "option";
    mlg_code code;

    if (!name && cpg.data) {
        cpg_name(declared, sizeof declared, cpg);
        name = *declared ? declared : NULL;
        from = "cpg";
    }
    if (!name) {
        name = encoding_of_ldid(dbf_ldid(t->room));
        from = "ldid";
    }
    if (!name) {
        name = guess(t, files->guess);
        from = "detected";
    }
    code = encoding_open(&t->encoding, name, err);
    if (code == MLG_OK && !encoding_keeps_ascii(t->encoding))
        code = mlg_fail(err, MLG_EDATA,
                        _("%s cannot be the encoding of a .dbf; give the right one with "
                          "--encoding"),
                        encoding_name(t->encoding));
    if (code != MLG_OK)
        return mlg_at(err, from[0] == 'c' ? cpg.name : t->name, 0);
    return readers_set_encoding(t->layer, encoding_name(t->encoding), from, err);
}

/* --- columns -------------------------------------------------------------------------- */

static mlg_type type_of(char native)
{
    switch (native) {
    case 'N':
    case 'F':
        return MLG_NUMBER;
    case 'D':
        return MLG_DATE;
    case 'L':
        return MLG_LOGICAL;
    default:
        return MLG_TEXT;
    }
}

static bool known_name(const table *t, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (t->columns[i].name && !strcmp(t->columns[i].name, name))
            return true;
    return false;
}

static mlg_code open_column(table *t, size_t i, mlg_err *err)
{
    filling *c = &t->columns[i];

    buf_clear(&t->text);
    encoding_add(t->encoding, &t->text, c->field.name, strlen(c->field.name));
    buf_char(&t->text, '\0');
    if (t->text.broken || !(c->name = strdup(t->text.at)) ||
        !(c->build = column_build_new(c->name, type_of(c->field.type))))
        return readers_no_memory(err);
    c->readable = memchr("CNFDL", c->field.type, 5) != NULL;
    if (!c->readable)
        mlg_diag_add(t->diag, MLG_WARNING, "column-type", t->name, 0,
                     N_("column \"%s\" has type '%c', which is not read: it is left empty"),
                     c->name,
                     c->field.type > ' ' && c->field.type < 0x7F ? c->field.type : '?');
    if (known_name(t, i, c->name))
        mlg_diag_add(t->diag, MLG_WARNING, "column-duplicate", t->name, 0,
                     N_("column \"%s\" occurs twice; the first one is used by that name"),
                     c->name);
    return MLG_OK;
}

/* Columns without width hold nothing, and would cost memory without limit. */
static mlg_code open_columns(table *t, mlg_err *err)
{
    size_t n = dbf_field_count(t->room);

    t->columns = calloc(n ? n : 1, sizeof *t->columns);
    if (!t->columns)
        return readers_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        dbf_field field = dbf_field_at(t->room, i);

        if (field.width)
            t->columns[t->n++].field = field;
        else
            mlg_diag_add(t->diag, MLG_WARNING, "column-type", t->name, 0,
                         N_("column %zu has no width and is left out"), i + 1);
    }
    return MLG_OK;
}

static bool all_stars(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] != '*')
            return false;
    return n > 0;
}

static bool all_of(const char *text, size_t n, char c)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] != c)
            return false;
    return true;
}

static void trim(const char **text, size_t *n)
{
    while (*n && ((*text)[*n - 1] == ' ' || !(*text)[*n - 1]))
        --*n;
    while (*n && **text == ' ') {
        ++*text;
        --*n;
    }
}

/* A text with something else than ASCII in it. A blank after it, if there is one, comes along:
 * a character is cut by the column's width only. */
static bool add_foreign(table *t, filling *c, size_t row, const char *text, size_t n)
{
    encoded how;

    buf_clear(&t->text);
    how = encoding_add(t->encoding, &t->text, text, n);
    while (t->text.n && t->text.at[t->text.n - 1] == ' ')
        t->text.n--;
    buf_char(&t->text, '\0');
    if (t->text.broken)
        return false;
    if (how != ENCODED) {
        char shown[120];

        readers_quote(shown, sizeof shown, t->text.at, strlen(t->text.at));
        if (how == ENCODED_CUT)
            mlg_diag_add(t->diag, MLG_WARNING, "text-cut", t->name, (int64_t)row + 1,
                         N_("%s \"%s\" was cut in the middle of a character"), c->name, shown);
        else
            mlg_diag_add(t->diag, MLG_WARNING, "text-encoding", t->name, (int64_t)row + 1,
                         N_("%s \"%s\" is not valid %s"), c->name, shown,
                         encoding_name(t->encoding));
    }
    readers_check_text(t->text.at, c->name, (int64_t)row + 1, t->name, t->diag);
    return column_build_add(c->build, t->text.at, strlen(t->text.at));
}

static bool add_cell(table *t, filling *c, size_t row, const char *record)
{
    const char *text = record + c->field.offset, *end = text + c->field.width;
    size_t n = t->holds_nul ? strnlen(text, c->field.width) : c->field.width;

    if (!c->readable)
        n = 0;
    trim(&text, &n);
    switch (c->field.type) {
    case 'N':
    case 'F':
        if (all_stars(text, n)) {
            mlg_diag_add(t->diag, MLG_WARNING, "number-overflow", t->name, (int64_t)row + 1,
                         N_("%s holds only stars: its producer had a number too long for it"),
                         c->name);
            n = 0;
        }
        break;
    case 'D':
        if (all_of(text, n, '0'))
            n = 0;
        break;
    case 'L':
        if (n == 1 && *text == '?')
            n = 0;
        break;
    default:
        break;
    }
    if (t->ascii || encoding_is_ascii(text, n))
        return column_build_add(c->build, text, n);
    return add_foreign(t, c, row, text, n + (text + n < end && text[n] == ' '));
}

static mlg_code fill(table *t, const uint8_t *deleted, mlg_err *err)
{
    size_t row = 0, n = dbf_count(t->room);

    for (size_t i = 0; i < n; i++) {
        const char *record;

        if (deleted && deleted[i])
            continue;
        record = dbf_record(t->room, i);
        if (!record) {
            mlg_fail(err, MLG_EDATA, _("cannot be read"));
            return mlg_at(err, t->name, (int64_t)i + 1);
        }
        for (size_t c = 0; c < t->n; c++)
            if (!add_cell(t, &t->columns[c], row, record))
                return readers_no_memory(err);
        row++;
    }
    return MLG_OK;
}

static mlg_code finish(table *t, mlg_err *err)
{
    mlg_layer *layer = t->layer;

    layer->columns = calloc(t->n ? t->n : 1, sizeof *layer->columns);
    if (!layer->columns)
        return readers_no_memory(err);
    for (; layer->n_columns < t->n; layer->n_columns++) {
        column_build_finish(t->columns[layer->n_columns].build,
                            &layer->columns[layer->n_columns]);
        t->columns[layer->n_columns].build = NULL;
    }
    return MLG_OK;
}

mlg_code dbf_columns(mlg_layer *layer, dbf_room *room, const shp_files *files,
                     const uint8_t *deleted, const mlg_read_options *options, mlg_diag *diag,
                     mlg_err *err)
{
    blob body = dbf_body(room);
    table t = { .layer = layer, .room = room, .name = files->dbf.name, .diag = diag };
    mlg_code code = open_columns(&t, err);

    t.ascii = encoding_is_ascii(body.data, body.size);
    t.holds_nul = body.size && memchr(body.data, '\0', body.size);
    if (code == MLG_OK)
        code = choose_encoding(&t, files, options->encoding, err);
    for (size_t i = 0; code == MLG_OK && i < t.n; i++)
        code = open_column(&t, i, err);
    if (code == MLG_OK)
        code = fill(&t, deleted, err);
    if (code == MLG_OK)
        code = finish(&t, err);
    for (size_t i = 0; i < t.n; i++) {
        column_build_free(t.columns[i].build);
        free(t.columns[i].name);
    }
    free(t.columns);
    encoding_free(t.encoding);
    buf_free(&t.text);
    return code;
}
