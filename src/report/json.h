#ifndef MLG_JSON_H
#define MLG_JSON_H
#include "base/buf.h"
#include "maillage/diag.h"
#include "maillage/layer.h"

#include <jansson.h>

/* Pieces that every JSON document is made of. NULL: out of memory, which the packing of a
 * larger piece passes on. */

/* Rounded to `unit`, so that the last bits of a sum never show; null when not finite. */
json_t *figure_json(double value, double unit);
json_t *count_json(size_t n);
json_t *text_json(const char *text);        /* bytes that are not UTF-8 become U+FFFD */
json_t *files_json(const mlg_layer *layer); /* names, sizes, digests */
json_t *diag_json(const mlg_diag *diag);    /* every group, in the language of outputs */

/* The document, indented, as bytes added to `out`. */
mlg_code json_bytes(buf *out, const json_t *all, mlg_err *err);

/* The document, indented, as a file; `all` is borrowed. "-": standard output. */
mlg_code write_json(json_t *all, const char *path, bool overwrite, mlg_err *err);
#endif
