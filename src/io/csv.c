#include "io/csv.h"

#include "base/i18n.h"
#include "base/par.h"
#include "base/text.h"
#include "io/csv_rows.h"
#include "io/csv_table.h"
#include "io/faults.h"
#include "model/build.h"
#include "model/fields.h"

#include <stdlib.h>
#include <string.h>

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

/* --- its encoding ---------------------------------------------------------------------------
 */

/* The bytes of ASCII letters in UTF-16: every other one is NUL, in the first row at least. */
static const char *unmarked_utf16(const blob *text)
{
    enum { LOOKED_AT = 64 };
    size_t n = text->size < LOOKED_AT ? text->size & ~(size_t)1 : LOOKED_AT, nul[2] = { 0 };

    for (size_t i = 0; i < n; i++)
        nul[i % 2] += text->data[i] == '\0';
    if (n < 4 || nul[0] + nul[1] < n / 2 - n / 8 || (nul[0] && nul[1]))
        return NULL;
    return nul[0] ? "UTF-16BE" : "UTF-16LE";
}

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
    if (text->size >= 4 && !memcmp(text->data, "\xFF\xFE\0\0", 4))
        return "UTF-32LE";
    if (text->size >= 4 && !memcmp(text->data, "\0\0\xFE\xFF", 4))
        return "UTF-32BE";
    if (text->size >= 2 && !memcmp(text->data, "\xFF\xFE", 2))
        return "UTF-16LE";
    if (text->size >= 2 && !memcmp(text->data, "\xFE\xFF", 2))
        return "UTF-16BE";
    *from = "detected";
    if (unmarked_utf16(text))
        return unmarked_utf16(text);
    return encoding_look(text->data, text->size) == LOOKS_OTHER ? "CP1252" : "UTF-8";
}

/* A CSV being read. */
typedef struct reading {
    mlg_layer *layer;
    const char *where;
    unsigned threads;
    mlg_diag *diag;
} reading;

static mlg_code convert(const reading *r, encoding *e, buf *out, blob *text, mlg_err *err)
{
    if (encoding_add(e, out, text->data, text->size) != ENCODED)
        mlg_diag_add(r->diag, MLG_WARNING, "text-encoding", r->where, 0,
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

static mlg_code read_table(const reading *r, blob text, bool plain, mlg_err *err)
{
    const csv_text as = { r->where, text.data, text.size, plain };
    char delimiter[2] = { csv_sniff(text.data, text.size), '\0' };
    mlg_code code = readers_set(&r->layer->delimiter, delimiter, err);

    return code == MLG_OK ? csv_table_read(r->layer, &as, r->threads, r->diag, err) : code;
}

static mlg_code read_encoded(const reading *r, blob text, const char *option, mlg_err *err)
{
    const char *from, *name = csv_encoding(&text, option, &from);
    encoding *e = NULL;
    buf converted = { 0 };
    mlg_code code = encoding_open(&e, name, err);
    bool plain = encoding_is_ascii(text.data, text.size) && (!e || encoding_keeps_ascii(e)) &&
                 !(text.size && memchr(text.data, '\0', text.size));

    if (code == MLG_OK)
        code = readers_set_encoding(r->layer, encoding_name(e), from, err);
    if (code == MLG_OK && !plain && !strcmp(from, "detected"))
        mlg_diag_add(r->diag, MLG_NOTE, "encoding-detected", r->where, 0,
                     N_("declares no encoding; its text is read as %s"), name);
    if (code == MLG_OK && !encoding_is_utf8(e) && !plain)
        code = convert(r, e, &converted, &text, err);
    if (code == MLG_OK)
        code = read_table(r, text, plain, err);
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

enum { BLOCK = 1 << 14 };

/* Some rows, and what is to be told of them. */
typedef struct block {
    size_t without;
    mlg_diag told;
} block;

typedef struct pointing {
    const reading *reading;
    const csv_axes *axes;
    block *blocks;
} pointing;

/* One cell. False: nothing there, or nothing that can be read, which is a warning. */
static bool read_axis(const reading *r, const mlg_column *column, size_t row, mlg_diag *told,
                      double *value)
{
    const char *cell = mlg_cell(column, row);
    char shown[60];

    if (text_number(cell, value))
        return true;
    if (!text_is_missing(cell))
        fault_tell(told, AXIS_UNREADABLE, r->where, (int64_t)row + 1, column->name,
                   readers_quote(shown, sizeof shown, cell, strlen(cell)));
    return false;
}

static void read_point(const pointing *p, block *b, size_t row)
{
    const reading *r = p->reading;
    const csv_axes *a = p->axes;
    mlg_xy at;
    bool x = read_axis(r, a->x, row, &b->told, &at.x);
    bool y = read_axis(r, a->y, row, &b->told, &at.y);
    fault what;

    if (x && y && readers_possible(at)) {
        r->layer->points[row] = at;
        return;
    }
    r->layer->points[row] = (mlg_xy){ NAN, NAN };
    b->without++;
    what = x && y   ? POINT_IMPOSSIBLE
           : x || y ? POINT_INCOMPLETE
           : text_is_missing(mlg_cell(a->x, row)) && text_is_missing(mlg_cell(a->y, row))
               ? POINT_BLANK
               : FAULT_NONE; /* told of each axis */
    if (what)
        fault_tell(&b->told, what, r->where, (int64_t)row + 1, "", "");
}

static mlg_code read_block(void *arg, size_t i, mlg_err *err)
{
    const pointing *p = arg;
    size_t n = p->reading->layer->n, from = i * BLOCK, to = from + BLOCK < n ? from + BLOCK : n;

    (void)err;
    for (size_t row = from; row < to; row++)
        read_point(p, &p->blocks[i], row);
    return MLG_OK;
}

static mlg_code read_points(const reading *r, const csv_axes *a, mlg_err *err)
{
    static const par_job job = { .run = read_block };
    mlg_layer *layer = r->layer;
    size_t n_blocks = (layer->n + BLOCK - 1) / BLOCK;
    pointing p = { r, a, calloc(n_blocks + 1, sizeof *p.blocks) };
    bool fine = true;

    layer->geometry = MLG_GEOMETRY_POINT;
    layer->points = malloc((layer->n ? layer->n : 1) * sizeof *layer->points);
    if (!layer->points || !p.blocks) {
        free(p.blocks);
        return readers_no_memory(err);
    }
    par_for(n_blocks, r->threads, &job, &p, err);
    for (size_t i = 0; i < n_blocks; i++) {
        layer->n_without_geometry += p.blocks[i].without;
        fine &= mlg_diag_append(r->diag, &p.blocks[i].told);
        mlg_diag_release(&p.blocks[i].told);
    }
    free(p.blocks);
    layer->box = readers_box(layer->points, layer->n);
    return fine ? MLG_OK : readers_no_memory(err);
}

mlg_code csv_read_bytes(mlg_layer *layer, blob text, const mlg_read_options *o, mlg_diag *diag,
                        mlg_err *err)
{
    const reading r = { layer, text.name, o->threads, diag };
    csv_axes a;
    mlg_code code = read_encoded(&r, text, o->encoding, err);

    if (code == MLG_OK)
        code = csv_find_axes(&a, layer, o, err);
    if (code == MLG_OK && a.x)
        code = read_points(&r, &a, err);
    if (code != MLG_OK)
        return code;
    if (o->crs)
        return readers_set_crs(layer, o->crs, "option", err);
    return *a.crs ? readers_set_crs(layer, a.crs, "columns", err) : MLG_OK;
}
