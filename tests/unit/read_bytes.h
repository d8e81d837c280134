#ifndef MLG_READ_BYTES_H
#define MLG_READ_BYTES_H
/* Reading texts written in a test, and looking at what came out. */
#include "test.h"

#include "io/readers.h"

#include <stdlib.h>
#include <string.h>

typedef mlg_code (*bytes_reader)(mlg_layer *, blob, const mlg_read_options *, mlg_diag *,
                                 mlg_err *);

typedef struct outcome {
    mlg_layer *layer; /* NULL: refused */
    mlg_diag diag;
    mlg_err err;
} outcome;

static inline outcome read_blob(bytes_reader reader, const char *text, size_t n,
                                const mlg_read_options *options)
{
    static const mlg_read_options none = { 0 };
    outcome o = { .layer = readers_layer("test", "test") };
    char *copy = malloc(n ? n : 1); /* exactly as long: reading past it is seen */

    assert_non_null(o.layer);
    assert_non_null(copy);
    memcpy(copy, text, n);
    if (reader(o.layer, (blob){ "test", copy, n }, options ? options : &none, &o.diag,
               &o.err) != MLG_OK) {
        mlg_layer_free(o.layer);
        o.layer = NULL;
        assert_true(o.err.what[0] && !strchr(o.err.what, '\n'));
    }
    free(copy);
    return o;
}

static inline outcome read_text(bytes_reader reader, const char *text,
                                const mlg_read_options *options)
{
    return read_blob(reader, text, strlen(text), options);
}

static inline void outcome_free(outcome *o)
{
    mlg_layer_free(o->layer);
    mlg_diag_release(&o->diag);
}

static inline const char *cell_of(const outcome *o, const char *column, size_t row)
{
    const mlg_column *c = o->layer ? mlg_layer_column(o->layer, column) : NULL;

    return c ? mlg_cell(c, row) : "(no such column)";
}

/* The first item of that kind, or NULL. */
static inline const mlg_diag_item *item_of(const outcome *o, const char *kind)
{
    for (size_t i = 0; i < o->diag.n; i++)
        if (!strcmp(o->diag.groups[i].kind, kind) && o->diag.groups[i].n_items)
            return o->diag.groups[i].items;
    return NULL;
}
#endif
