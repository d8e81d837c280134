#ifndef MLG_DBF_H
#define MLG_DBF_H
#include "io/shp.h"

/* The records of a .dbf as the columns of `layer`, whose encoding is decided here:
 * option > .cpg > language driver > what the bytes look like. Records marked as deleted
 * are left out. Of `files`, the .dbf's name, .cpg and guess count. */
mlg_code dbf_columns(mlg_layer *layer, dbf_room *room, const shp_files *files,
                     const uint8_t *deleted, const mlg_read_options *options, mlg_diag *diag,
                     mlg_err *err);

/* What the texts of some records look like; add up over all of a table's. */
typedef struct dbf_look {
    bool foreign;      /* a byte, anywhere, is not ASCII */
    bool other;        /* a text is not UTF-8 */
    size_t whole, cut; /* texts that are, and more than ASCII */
} dbf_look;
void dbf_look_at(dbf_look *look, dbf_room *room, size_t from, size_t to);

/* UTF-8 when every text is; a text cut at the column's width counts if another is whole. NULL:
 * all is ASCII. */
const char *dbf_guess(const dbf_look *look);

/* One byte per record, not 0 where it is marked as deleted; NULL when none is. The caller
 * frees it. `n_deleted` is their number. */
mlg_code dbf_deleted(uint8_t **out, size_t *n_deleted, dbf_room *room, const char *name,
                     mlg_diag *diag, mlg_err *err);
#endif
