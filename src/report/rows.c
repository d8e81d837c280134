#include "report/rows.h"

#include "base/i18n.h"
#include "base/par.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WAVE = 16 }; /* blocks between two meetings of the workers */

/* Two generations of blocks: while one is formatted, the one before is written. */
typedef struct wave {
    const rows *rows;
    file_out *out;
    buf blocks[2][WAVE];
    size_t n_blocks[2];
    size_t *ends;   /* of each row in its block, by generation; NULL: nobody asks */
    size_t first;   /* row of the first block being formatted */
    size_t written; /* rows */
    size_t some_written;
    int now; /* generation being formatted */
} wave;

/* Where the ends of the rows of a block are kept. */
static size_t *ends_of(const wave *w, int generation, size_t block)
{
    return w->ends + ((size_t)generation * WAVE + block) * w->rows->block;
}

/* Those rows of a block that go elsewhere, too. */
static mlg_code write_some(wave *w, const buf *b, const size_t *ends, size_t to, mlg_err *err)
{
    const rows *r = w->rows;

    while (w->some_written < r->n_some && r->some[w->some_written] < to) {
        size_t row = r->some[w->some_written], i = row - w->written;
        size_t from = i ? ends[i - 1] : 0;

        if (!w->some_written && row)
            from += r->between;
        while (++w->some_written < r->n_some && r->some[w->some_written] == row + 1 &&
               row + 1 < to)
            row++;
        if (file_out_write(r->some_out, b->at + from, ends[row - w->written] - from, err))
            return err->code;
    }
    return MLG_OK;
}

static mlg_code write_blocks(wave *w, int generation, mlg_err *err)
{
    const rows *r = w->rows;

    for (size_t i = 0; i < w->n_blocks[generation]; i++) {
        const buf *b = &w->blocks[generation][i];
        size_t left = r->table->n_rows - w->written;
        size_t to = w->written + (left < r->block ? left : r->block);

        if (b->broken)
            return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
        if (b->n && file_out_write(w->out, b->at, b->n, err))
            return err->code;
        if (w->ends && write_some(w, b, ends_of(w, generation, i), to, err) != MLG_OK)
            return err->code;
        w->written = to;
    }
    return MLG_OK;
}

/* Task 0 writes the last generation; task i formats block i - 1 of this one. */
static mlg_code run_task(void *worker, size_t i, mlg_err *err)
{
    wave *w = worker;
    const rows *r = w->rows;

    if (!i)
        return write_blocks(w, !w->now, err);

    buf *slot = &w->blocks[w->now][i - 1], b = *slot; /* neighbours share a cache line */
    size_t from = w->first + (i - 1) * r->block, n = r->table->n_rows;
    size_t to = n - from > r->block ? from + r->block : n;

    buf_clear(&b);
    for (size_t row = from; row < to; row++) {
        r->add(&b, r, row);
        if (w->ends)
            ends_of(w, w->now, i - 1)[row - from] = b.n;
    }
    *slot = b;
    return MLG_OK;
}

mlg_code rows_write(const rows *r, unsigned threads, file_out *out, mlg_err *err)
{
    static const par_job job = { .run = run_task };
    wave w = { .rows = r, .out = out };
    size_t n = r->table->n_rows;
    mlg_code code = MLG_OK;

    if (r->some && !(w.ends = malloc(2 * WAVE * r->block * sizeof *w.ends)))
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    while (w.first < n && code == MLG_OK) {
        size_t left = (n - w.first - 1) / r->block + 1, blocks = left < WAVE ? left : WAVE;

        w.n_blocks[w.now] = blocks;
        code =
            par_for(blocks + 1, threads < blocks ? threads : (unsigned)blocks, &job, &w, err);
        w.first += blocks * r->block;
        w.now = !w.now;
    }
    if (code == MLG_OK)
        code = write_blocks(&w, !w.now, err);
    for (size_t i = 0; i < WAVE; i++) {
        buf_free(&w.blocks[0][i]);
        buf_free(&w.blocks[1][i]);
    }
    free(w.ends);
    return code;
}

void rows_value(const table *t, size_t row, size_t column, table_value *out)
{
    column_kind kind = t->columns[column].kind;

    out->null = false;
    out->text = NULL;
    out->many = NULL;
    out->number = 0;
    out->n_list = 0;
    t->value(t->data, row, column, out);
    if (kind == COLUMN_TEXT)
        out->null = out->null || !out->text;
    else if (kind != COLUMN_LIST)
        out->null = out->null || !isfinite(out->number) ||
                    (kind == COLUMN_INTEGER && fabs(out->number) > 9007199254740992.0);
}
