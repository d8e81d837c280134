#ifndef MLG_TABLE_H
#define MLG_TABLE_H
#include "maillage/layer.h"

#include <math.h>

/* What a result looks like on its way to a file: named columns, rows asked for one value
 * at a time, and perhaps a geometry per row. A table borrows all it points to; `value` and
 * `point` are pure and are called from several threads. */
typedef enum column_kind {
    COLUMN_TEXT,
    COLUMN_INTEGER,
    COLUMN_NUMBER, /* printed with `decimals` digits */
    COLUMN_LIST    /* of texts: ';'-separated in CSV, an array in JSON */
} column_kind;

typedef struct table_column {
    const char *name; /* snake_case French: the key in every format */
    column_kind kind;
    int decimals;
    const char *title; /* what it means, one phrase; N_() text, looked up when written */
} table_column;

enum { TABLE_LIST_MAX = 16 };

typedef struct table_value {
    bool null;        /* empty cell, JSON null */
    double number;    /* COLUMN_INTEGER, COLUMN_NUMBER */
    const char *text; /* COLUMN_TEXT; UTF-8, valid until the next call on this `scratch` */
    const char *list[TABLE_LIST_MAX]; /* COLUMN_LIST */
    const char *const *many; /* COLUMN_LIST of any length, borrowed: instead of `list` */
    size_t n_list;
    char scratch[512]; /* room for a text made on the fly */
} table_value;

static inline const char *table_item(const table_value *v, size_t i)
{
    return v->many ? v->many[i] : v->list[i];
}

/* An empty text and a number that is not finite are null. */
static inline void table_set_text(table_value *v, const char *text)
{
    v->text = text;
    v->null = !*text;
}

static inline void table_set_number(table_value *v, double number)
{
    v->number = number;
    v->null = !isfinite(number);
}

typedef struct table {
    const char *name; /* "sites": the collection's name */
    const table_column *columns;
    size_t n_columns, n_rows;
    size_t id_column; /* the GeoJSON feature id */
    const void *data;
    void (*value)(const void *data, size_t row, size_t column, table_value *out);

    /* At most one of the three; longitude and latitude. `point` answers false: null geometry.
     */
    bool (*point)(const void *data, size_t row, mlg_xy *lonlat);
    const mlg_polys *polys;        /* one feature per row; an empty feature: null geometry */
    const uint32_t *feature_of;    /* of each row in `polys`; NULL: the row's own number */
    const struct mlg_lines *lines; /* one line per row */
} table;
#endif
