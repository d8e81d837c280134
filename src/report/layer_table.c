#include "report/tables.h"

#include "base/text.h"
#include "maillage/zones.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static table_column column_of(const mlg_column *from, size_t n)
{
    enum { DECIMALS_MAX = 9 };
    table_column to = { .name = from->name, .kind = COLUMN_TEXT };
    int most = 0;

    for (size_t row = 0; row < n && from->type == MLG_NUMBER; row++) {
        const char *text = mlg_cell(from, row), *point = strchr(text, '.');
        int decimals = point ? (int)strlen(point + 1) : 0;
        double value;

        if (*text && (!text_number(text, &value) || strpbrk(text, "eE")))
            return to; /* as it is written */
        most = decimals > most ? decimals : most;
    }
    if (from->type != MLG_NUMBER || most > DECIMALS_MAX)
        return to;
    to.kind = most ? COLUMN_NUMBER : COLUMN_INTEGER;
    to.decimals = most;
    return to;
}

static void value(const void *data, size_t row, size_t column, table_value *out)
{
    const layer_words *w = data;
    const char *cell =
        column < w->layer->n_columns ? mlg_cell(&w->layer->columns[column], row) : "";
    double number = NAN;

    if (w->columns[column].kind == COLUMN_TEXT) {
        table_set_text(out, cell);
    } else {
        text_number(cell, &number);
        table_set_number(out, *cell ? number : NAN);
    }
}

bool layer_table(table *t, layer_words *words, const mlg_layer *layer, const mlg_polys *lonlat)
{
    const mlg_column *code = mlg_layer_code(layer);

    words->layer = layer;
    words->columns = calloc(layer->n_columns + 1, sizeof *words->columns); /* one empty */
    if (!words->columns)
        return false;
    for (size_t i = 0; i < layer->n_columns; i++)
        words->columns[i] = column_of(&layer->columns[i], layer->n);
    *t = (table){ .name = layer->name,
                  .columns = words->columns,
                  .n_columns = layer->n_columns,
                  .n_rows = layer->n,
                  .id_column = code ? (size_t)(code - layer->columns) : layer->n_columns,
                  .data = words,
                  .value = value,
                  .polys = lonlat };
    return true;
}

void layer_words_release(layer_words *words)
{
    free(words->columns);
}
