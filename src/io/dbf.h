#ifndef MLG_DBF_H
#define MLG_DBF_H
#include "io/shp.h"

/* The records of a .dbf as the columns of `layer`, whose encoding is decided here:
 * option > .cpg > language driver > what the bytes look like. Records marked as deleted
 * are left out and noted. `cpg.data` may be NULL. */
mlg_code dbf_columns(mlg_layer *layer, dbf_room *room, const char *name, blob cpg,
                     const uint8_t *deleted, const mlg_read_options *options, mlg_diag *diag,
                     mlg_err *err);

/* One byte per record, not 0 where it is marked as deleted; NULL when none is. The caller
 * frees it. `n_deleted` is their number. */
mlg_code dbf_deleted(uint8_t **out, size_t *n_deleted, dbf_room *room, const char *name,
                     mlg_diag *diag, mlg_err *err);
#endif
