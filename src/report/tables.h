#ifndef MLG_TABLES_H
#define MLG_TABLES_H
#include "maillage/output.h"
#include "report/table.h"

/* The published tables. Their columns keep their names and order. */

/* What a sites table needs beside the classification: sentences looked up once. */
typedef struct sites_words {
    const mlg_classification *c;
    char because[MLG_BECAUSE_OVERRIDE + 1][160];
    const char *override;
} sites_words;

void sites_table(table *t, sites_words *words, const mlg_classification *c);

typedef struct territories_words {
    const mlg_coverage *c;
    size_t level;
} territories_words;

void territories_table(table *t, territories_words *words, const mlg_coverage *c, size_t level,
                       const mlg_polys *lonlat);

void gaps_table(table *t, const mlg_coverage *c);
#endif
