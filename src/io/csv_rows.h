#ifndef MLG_CSV_ROWS_H
#define MLG_CSV_ROWS_H
#include "maillage/error.h"

#include <stdbool.h>
#include <stddef.h>

/* The libcsv room: text into rows and cells. Thread-safe for distinct sinks. */

/* Who takes them. Blanks around a cell are not part of it; empty lines are no rows. */
typedef struct csv_sink {
    void (*cell)(void *text, size_t n, void *arg); /* borrowed for the call */
    void (*row)(int newline, void *arg);           /* after its last cell */
    void *arg;
    const mlg_code *code; /* not MLG_OK any more: no further rows */
} csv_sink;

typedef enum csv_said {
    CSV_READ,
    CSV_OPEN_QUOTE, /* the text ends in a quoted cell; its row is not taken */
    CSV_NO_MEMORY
} csv_said;

csv_said csv_rows(const char *text, size_t n, char delimiter, const csv_sink *sink);

/* Where the first row ends that does so at `least` or later, failing that the last one before
 * `end`, read from `at`, a row's start: just after its line break. NULL: none ends. `quoted`:
 * there may be a quote in between. */
const char *csv_cut(const char *at, const char *least, const char *end, char delimiter,
                    bool quoted);

/* The likeliest of the usual delimiters on the first line, quoted cells aside. */
char csv_sniff(const char *text, size_t n);
#endif
