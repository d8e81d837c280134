#ifndef MLG_ROWS_H
#define MLG_ROWS_H
#include "base/buf.h"
#include "base/file.h"
#include "report/table.h"

/* Many rows to text, formatted in parallel and written in order. Memory is bounded by a
 * few blocks of rows, whatever their number. */
typedef struct rows {
    const table *table;
    size_t block;       /* rows formatted at a time */
    const void *shared; /* what `add` needs beside the table */
    void (*add)(buf *out, const struct rows *rows, size_t row);

    /* Some of them, in order, go to another file as well; there, the first one goes without
     * what `add` puts before every row but row 0: so many bytes. */
    const uint32_t *some;
    size_t n_some, between;
    file_out *some_out;
} rows;

mlg_code rows_write(const rows *r, unsigned threads, file_out *out, mlg_err *err);

/* One cell; `null` also stands for what cannot be written: a number that is not finite,
 * a text that is NULL. */
void rows_value(const table *t, size_t row, size_t column, table_value *out);
#endif
