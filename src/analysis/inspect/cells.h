#ifndef MLG_CELLS_H
#define MLG_CELLS_H
#include "maillage/inspect.h"

/* Facts of every column, in parallel; `out` has room for layer->n_columns. The texts in it
 * are malloc'ed copies; freed with cells_release, after a failure too. */
mlg_code cells_inspect(mlg_column_facts *out, const mlg_layer *layer, unsigned threads,
                       mlg_err *err);
void cells_release(mlg_column_facts *facts, size_t n);

/* Which columns the tool would find by their usual names; malloc'ed. `column` is borrowed
 * from `facts`, which are those of the layer. */
mlg_code cells_recognise(mlg_recognised **out, size_t *n, const mlg_layer *layer,
                         const mlg_column_facts *facts, mlg_err *err);
#endif
