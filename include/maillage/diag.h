#ifndef MLG_DIAG_H
#define MLG_DIAG_H
#include "maillage/error.h"

#include <stdbool.h>

/* What a careful reader must be told and what is not an error: notes (a choice that was
 * made) and warnings (a record repaired, doubtful or left out). Grouped by kind and
 * place, in order of first appearance. Single-threaded. */
typedef enum mlg_level { MLG_NOTE, MLG_WARNING } mlg_level;

typedef struct mlg_diag_item {
    int64_t record;     /* 1-based; 0: about the whole file */
    const char *format; /* the English sentence, not yet filled in */
    char *values;       /* what fills it in, as texts, one after the other */
} mlg_diag_item;

typedef struct mlg_diag_group {
    mlg_level level;
    char *kind;     /* stable ASCII identifier, e.g. "geometry-repaired" */
    char *where;    /* file or layer name */
    int64_t count;  /* of all, kept or not */
    size_t n_items; /* the first ones, at most MLG_DIAG_KEPT */
    mlg_diag_item *items;
} mlg_diag_group;

enum { MLG_DIAG_KEPT = 1000 };

typedef struct mlg_diag {
    size_t n;
    mlg_diag_group *groups;
} mlg_diag;

/* `format` is an English printf sentence: a literal, marked N_() and looked up only when
 * shown, so that one reading can be told in two languages. It knows %s %d %u %x %c %f %g
 * with their flags, widths, precisions and the lengths l, ll, z. Adding never fails:
 * without memory the count still grows where it can. */
#if defined(__GNUC__)
__attribute__((format(printf, 6, 7)))
#endif
void mlg_diag_add(mlg_diag *diag, mlg_level level, const char *kind, const char *where,
                  int64_t record, const char *format, ...);

/* The sentence in the language of messages, or of outputs. Returns `text`. */
char *mlg_diag_text(const mlg_diag_item *item, char *text, size_t size);
char *mlg_diag_output_text(const mlg_diag_item *item, char *text, size_t size);

/* Moves what `from` holds behind what `to` holds, each group to its like. False: out of memory.
 */
bool mlg_diag_append(mlg_diag *to, mlg_diag *from);

/* The same of a part of a file that was read for itself, `before` records into it; what it says
 * of the whole file is left out. */
bool mlg_diag_append_part(mlg_diag *to, mlg_diag *from, int64_t before);

int64_t mlg_diag_count(const mlg_diag *diag, const char *kind); /* over all places */
void mlg_diag_release(mlg_diag *diag);                          /* empties it */
#endif
