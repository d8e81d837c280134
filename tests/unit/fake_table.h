#ifndef MLG_FAKE_TABLE_H
#define MLG_FAKE_TABLE_H
#include "report/table.h"
#include "report/writers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A table whose cells are texts: "" is null, a list is separated by '|', "nan" and "inf"
 * are what they say. Row r is row r % n_given: as many rows as one likes. */
typedef struct fake {
    const char *const *cells;
    size_t n_columns, n_given;
    const table_column *columns;
    const mlg_xy *points; /* n_given; NaN: none */
} fake;

static inline void fake_value(const void *data, size_t row, size_t column, table_value *out)
{
    const fake *f = data;
    const char *cell = f->cells[row % f->n_given * f->n_columns + column];

    out->null = !*cell;
    if (f->columns[column].kind == COLUMN_TEXT) {
        out->text = cell;
    } else if (f->columns[column].kind == COLUMN_LIST) {
        snprintf(out->scratch, sizeof out->scratch, "%s", cell);
        for (char *at = out->scratch; at; out->n_list++) {
            char *bar = strchr(at, '|');

            out->list[out->n_list] = at;
            if (bar)
                *bar++ = '\0';
            at = bar;
        }
    } else {
        out->number = strtod(cell, NULL);
    }
}

static inline bool fake_point(const void *data, size_t row, mlg_xy *lonlat)
{
    const fake *f = data;

    *lonlat = f->points[row % f->n_given];
    return lonlat->x == lonlat->x;
}

/* Run `call`, which writes to `out`; `text` gets the bytes, NUL-terminated, to be freed. */
#define WRITTEN(text, call)                                                                    \
    do {                                                                                       \
        written_begin(&out);                                                                   \
        assert_ok(call);                                                                       \
        text = written_end(out);                                                               \
    } while (0)

static inline void written_begin(file_out **out)
{
    mlg_err err = { 0 };

    assert_ok(file_out_open(out, "written", true, &err));
}

static inline char *written_end(file_out *out)
{
    mlg_err err = { 0 };
    file f;

    assert_ok(file_out_commit(out, &err));
    assert_ok(file_read(&f, "written", &err));

    char *text = malloc(f.size + 1);

    assert_non_null(text);
    memcpy(text, f.data, f.size);
    text[f.size] = '\0';
    file_close(&f);
    return text;
}
#endif
