#include "report/map_layer.h"

#include "maillage/network.h"

#include "base/i18n.h"
#include "report/rows.h"

#include <math.h>
#include <stdlib.h>

enum { GRID = 100000 }; /* steps in a degree */

/* --- words: the different texts of a column ------------------------------------------------
 */

/* Open addressing on what was seen; texts live in `bytes` since a table lends them briefly. */
typedef struct words {
    buf bytes, at;   /* NUL-terminated texts; where each begins (size_t) */
    uint32_t *slots; /* number of the text, plus 1; 0: free */
    size_t n, room;  /* texts; slots, a power of two */
    bool broken;
} words;

static uint64_t hash(const char *text)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a */

    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    return h;
}

static const char *word(const words *w, size_t i)
{
    size_t at;

    memcpy(&at, w->at.at + i * sizeof at, sizeof at);
    return w->bytes.at + at;
}

static uint32_t *slot_of(const words *w, const char *text)
{
    size_t i = hash(text) & (w->room - 1);

    while (w->slots[i] && strcmp(word(w, w->slots[i] - 1), text))
        i = (i + 1) & (w->room - 1);
    return &w->slots[i];
}

static bool widen(words *w)
{
    words wider = *w;

    wider.room = w->room ? 2 * w->room : 64;
    wider.slots = calloc(wider.room, sizeof *wider.slots);
    if (!wider.slots)
        return false;
    for (size_t i = 0; i < w->n; i++)
        *slot_of(&wider, word(w, i)) = (uint32_t)(i + 1);
    free(w->slots);
    *w = wider;
    return true;
}

/* The number of that text, a new one if need be. */
static size_t word_number(words *w, const char *text)
{
    uint32_t *slot;
    size_t at = w->bytes.n;

    if (2 * (w->n + 1) > w->room && !widen(w)) {
        w->broken = true;
        return 0;
    }
    slot = slot_of(w, text);
    if (!*slot) {
        buf_add(&w->bytes, text, strlen(text) + 1);
        buf_add(&w->at, &at, sizeof at);
        w->broken = w->broken || w->bytes.broken || w->at.broken;
        if (w->broken)
            return 0;
        *slot = (uint32_t)++w->n;
    }
    return *slot - 1;
}

static void words_free(words *w)
{
    buf_free(&w->bytes);
    buf_free(&w->at);
    free(w->slots);
}

/* --- columns ----------------------------------------------------------------------------- */

static bool all_null(const table *t, size_t column)
{
    table_value v;

    for (size_t row = 0; row < t->n_rows; row++) {
        rows_value(t, row, column, &v);
        if (t->columns[column].kind == COLUMN_LIST ? v.n_list > 0 : !v.null)
            return false;
    }
    return true;
}

static bool same_cell(column_kind kind, const table_value *a, const table_value *b)
{
    if (a->null || b->null)
        return a->null && b->null;
    return kind == COLUMN_TEXT ? !strcmp(a->text, b->text) : a->number == b->number;
}

/* One value all along, which is then written once. */
static bool all_same(const table *t, size_t column)
{
    column_kind kind = t->columns[column].kind;
    table_value first, v;

    if (kind == COLUMN_LIST || t->n_rows < 2 || column == t->id_column)
        return false;
    rows_value(t, 0, column, &first);
    for (size_t row = 1; row < t->n_rows; row++) {
        rows_value(t, row, column, &v);
        if (!same_cell(kind, &first, &v))
            return false;
    }
    return true;
}

/* Words and numbers where that is shorter, else the texts themselves. */
static void add_texts(buf *out, const table *t, size_t column)
{
    words w = { 0 };
    buf numbers = { 0 };
    table_value v;

    for (size_t row = 0; row < t->n_rows; row++) {
        rows_value(t, row, column, &v);
        if (row)
            buf_char(&numbers, ',');
        if (v.null)
            buf_text(&numbers, "-1");
        else
            buf_int(&numbers, (int64_t)word_number(&w, v.text));
    }
    out->broken = out->broken || w.broken || numbers.broken;
    if (!out->broken && w.n < 3 * t->n_rows / 4) {
        buf_text(out, ",\"mots\":[");
        for (size_t i = 0; i < w.n; i++) {
            buf_text(out, i ? "," : "");
            buf_json(out, word(&w, i));
        }
        buf_text(out, "],\"valeurs\":[");
        buf_add(out, numbers.at, numbers.n);
    } else {
        buf_text(out, ",\"valeurs\":[");
        for (size_t row = 0; row < t->n_rows; row++) {
            rows_value(t, row, column, &v);
            buf_text(out, row ? "," : "");
            if (v.null)
                buf_text(out, "null");
            else
                buf_json(out, v.text);
        }
    }
    buf_char(out, ']');
    words_free(&w);
    buf_free(&numbers);
}

/* Without the zeros at its end: "12.50" is 12.5. */
static void add_number(buf *out, double value, int decimals)
{
    buf_fixed(out, value, decimals);
    if (!decimals || out->broken)
        return;
    while (out->at[out->n - 1] == '0')
        out->n--;
    if (out->at[out->n - 1] == '.')
        out->n--;
    out->at[out->n] = '\0';
}

static void add_lone_cell(buf *out, const table *t, size_t column)
{
    const table_column *c = &t->columns[column];
    table_value v;

    rows_value(t, 0, column, &v);
    buf_text(out, ",\"partout\":");
    if (c->kind == COLUMN_TEXT)
        buf_json(out, v.text);
    else
        add_number(out, v.number, c->kind == COLUMN_INTEGER ? 0 : c->decimals);
}

static void add_cells(buf *out, const table *t, size_t column)
{
    const table_column *c = &t->columns[column];
    table_value v;

    buf_text(out, ",\"valeurs\":[");
    for (size_t row = 0; row < t->n_rows; row++) {
        rows_value(t, row, column, &v);
        buf_text(out, row ? "," : "");
        if (c->kind == COLUMN_LIST) {
            buf_char(out, '[');
            for (size_t i = 0; i < v.n_list; i++) {
                buf_text(out, i ? "," : "");
                buf_json(out, v.list[i]);
            }
            buf_char(out, ']');
        } else if (v.null) {
            buf_text(out, "null");
        } else {
            add_number(out, v.number, c->kind == COLUMN_INTEGER ? 0 : c->decimals);
        }
    }
    buf_char(out, ']');
}

static void add_columns(buf *out, const table *t)
{
    static const char *const kinds[] = { [COLUMN_TEXT] = "texte",
                                         [COLUMN_INTEGER] = "entier",
                                         [COLUMN_NUMBER] = "nombre",
                                         [COLUMN_LIST] = "liste" };
    bool first = true;

    buf_text(out, "\"colonnes\":[");
    for (size_t c = 0; c < t->n_columns; c++) {
        if (all_null(t, c) && c != t->id_column)
            continue;
        buf_text(out, first ? "\n{\"cle\":" : ",\n{\"cle\":");
        first = false;
        buf_json(out, t->columns[c].name);
        buf_printf(out, ",\"type\":\"%s\",\"titre\":", kinds[t->columns[c].kind]);
        buf_json(out, O_(t->columns[c].title));
        if (all_same(t, c))
            add_lone_cell(out, t, c);
        else if (t->columns[c].kind == COLUMN_TEXT)
            add_texts(out, t, c);
        else
            add_cells(out, t, c);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

/* --- shapes --------------------------------------------------------------------------------
 */

/* A signed whole number as 5-bit digits, the least first; bit 6 says that more follow. */
static void add_varint(buf *out, int64_t value)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint64_t left = value < 0 ? ((uint64_t)(-(value + 1)) << 1) + 1 : (uint64_t)value << 1;

    while (left >= 32) {
        buf_char(out, digits[(left & 31) | 32]);
        left >>= 5;
    }
    buf_char(out, digits[left]);
}

typedef struct spot {
    int64_t x, y;
} spot;

static spot on_grid(mlg_xy p)
{
    return (spot){ llround(p.x * GRID), llround(p.y * GRID) };
}

/* Different neighbours of a ring on the grid, its closing vertex left out. */
static size_t ring_count(const mlg_polys *p, size_t ring)
{
    size_t n = 0;

    for (uint32_t i = p->xy_of[ring]; i + 1 < p->xy_of[ring + 1]; i++) {
        spot a = on_grid(p->xy[i]), b = on_grid(p->xy[i + 1]);

        n += a.x != b.x || a.y != b.y;
    }
    return n;
}

/* A feature: its number of rings; for each, twice its vertices, plus 1 if it is a hole; then
 * each vertex as the step from the one before (the first ring starts from 0 0, each other
 * where the last ended). Rings smaller than the grid are left out. */
static void add_shape(buf *out, const mlg_polys *p, size_t feature)
{
    size_t from = p->ring_of[feature], to = p->ring_of[feature + 1], rings = 0;
    bool shell = false;
    spot at = { 0, 0 };

    for (size_t r = from; r < to; r++) {
        bool kept = ring_count(p, r) >= 3;

        shell = p->hole[r] ? shell : kept;
        rings += kept && shell;
    }
    add_varint(out, (int64_t)rings);
    shell = false;
    for (size_t r = from; r < to; r++) {
        size_t n = ring_count(p, r);

        shell = p->hole[r] ? shell : n >= 3;
        if (n < 3 || !shell)
            continue;
        add_varint(out, (int64_t)(2 * n + (p->hole[r] != 0)));
        for (uint32_t i = p->xy_of[r]; i + 1 < p->xy_of[r + 1]; i++) {
            spot here = on_grid(p->xy[i]), next = on_grid(p->xy[i + 1]);

            if (here.x == next.x && here.y == next.y)
                continue;
            add_varint(out, here.x - at.x);
            add_varint(out, here.y - at.y);
            at = here;
        }
    }
}

/* A line: its number of parts; for each, its vertices, then each as a step likewise. */
static void add_line(buf *out, const mlg_lines *lines, size_t line)
{
    spot at = { 0, 0 };

    add_varint(out, lines->part_of[line + 1] - (int64_t)lines->part_of[line]);
    for (uint32_t part = lines->part_of[line]; part < lines->part_of[line + 1]; part++) {
        add_varint(out, lines->xy_of[part + 1] - (int64_t)lines->xy_of[part]);
        for (uint32_t i = lines->xy_of[part]; i < lines->xy_of[part + 1]; i++) {
            spot here = on_grid(lines->xy[i]);

            add_varint(out, here.x - at.x);
            add_varint(out, here.y - at.y);
            at = here;
        }
    }
}

static void add_shapes(buf *out, const table *t)
{
    size_t n = t->polys ? t->polys->n : t->lines->n;

    buf_printf(out, ",\n\"grille\":%d,\"formes\":[", GRID);
    for (size_t f = 0; f < n; f++) {
        buf_text(out, f ? ",\"" : "\"");
        if (t->polys)
            add_shape(out, t->polys, f);
        else
            add_line(out, t->lines, f);
        buf_char(out, '"');
    }
    buf_char(out, ']');
}

size_t map_layer_shapes_bytes(const mlg_polys *polys)
{
    const size_t around = strlen("\"\",");
    buf shape = { 0 };
    size_t sum = 0;

    for (size_t f = 0; f < polys->n; f++) {
        buf_clear(&shape);
        add_shape(&shape, polys, f);
        sum += shape.n + around;
    }
    buf_free(&shape);
    return sum;
}

static void add_points(buf *out, const table *t)
{
    mlg_xy p;

    buf_text(out, ",\n\"points\":[");
    for (size_t row = 0; row < t->n_rows; row++) {
        buf_text(out, row ? "," : "");
        if (!t->point(t->data, row, &p) || !isfinite(p.x) || !isfinite(p.y)) {
            buf_text(out, "null");
            continue;
        }
        buf_char(out, '[');
        add_number(out, p.x, 7);
        buf_char(out, ',');
        add_number(out, p.y, 7);
        buf_char(out, ']');
    }
    buf_char(out, ']');
}

/* --- layers --------------------------------------------------------------------------------
 */

static void add_identity(buf *out, const map_layer *l)
{
    const table *t = l->table;

    buf_text(out, "{\"id\":");
    buf_json(out, l->id);
    buf_text(out, ",\"role\":");
    buf_json(out, l->role);
    buf_text(out, ",\"nom\":");
    buf_json(out, l->name);
    buf_printf(out, ",\"n\":%zu,\"geometrie\":\"%s\",\"cle\":", t->n_rows,
               t->polys   ? "polygone"
               : t->lines ? "ligne"
                          : "point");
    buf_json(out, t->columns[t->id_column].name);
}

void map_layer_write(buf *out, const map_layer *l)
{
    add_identity(out, l);
    buf_text(out, ",\n");
    add_columns(out, l->table);
    if (l->table->polys || l->table->lines)
        add_shapes(out, l->table);
    else
        add_points(out, l->table);
    buf_text(out, "}\n");
}

void map_layer_describe(buf *out, const map_layer *l, size_t bytes)
{
    add_identity(out, l);
    buf_printf(out, ",\"octets\":%zu,\"tolerance_m\":", bytes);
    add_number(out, l->tolerance_m, 1);
    buf_char(out, '}');
}
