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

/* A table of territories has three columns more for each reach beside the main one. */
enum { TERRITORY_COLUMNS = 80, TERRITORY_NAME = 96, TERRITORY_TITLE = 240 };

typedef struct territories_words {
    const mlg_coverage *c;
    size_t level;
    const uint32_t *rows; /* the territories listed; NULL: all */
    table_column columns[TERRITORY_COLUMNS];
    char names[TERRITORY_COLUMNS][TERRITORY_NAME];
    char titles[TERRITORY_COLUMNS][TERRITORY_TITLE];
} territories_words;

void territories_table(table *t, territories_words *words, const mlg_coverage *c, size_t level,
                       const mlg_polys *lonlat);

/* The same of some territories. */
void some_territories_table(table *t, territories_words *words, const mlg_coverage *c,
                            size_t level, const uint32_t *rows, size_t n,
                            const mlg_polys *lonlat);

/* "10km", "1500m", "30min": a reach in the name of a column or a file. */
void reach_name(char *out, size_t size, mlg_reach reach);

/* The site's identifier or, without one, its record; null for MLG_NO_SITE. */
void table_set_site(table_value *v, const mlg_sites *sites, uint32_t site);

/* A scenario, a row per territory: before, after, difference. */
typedef struct scenario_words {
    const mlg_coverage *before, *after;
    size_t level;
} scenario_words;

void scenario_table(table *t, scenario_words *words, const mlg_coverage *before,
                    const mlg_coverage *after, size_t level, const mlg_polys *lonlat);

/* Distances of a level: a row for each territory and group. */
typedef struct distances_words {
    const mlg_coverage *c;
    size_t level;
} distances_words;

void distances_table(table *t, distances_words *words, const mlg_coverage *c, size_t level);

void gaps_table(table *t, const mlg_coverage *c, const mlg_polys *lonlat);

/* Any layer, with its own columns: numbers with as many decimals as the file has, the rest as
 * text. Without a column of codes features have no id. False: out of memory. */
typedef struct layer_words {
    const mlg_layer *layer;
    table_column *columns;
} layer_words;

bool layer_table(table *t, layer_words *words, const mlg_layer *layer, const mlg_polys *lonlat);
void layer_words_release(layer_words *words);

/* Texts of each row: text[from[row]] .. text[from[row+1]-1]. */
typedef struct zone_list {
    uint32_t *from;
    const char **text;
} zone_list;

typedef struct zone_changes_words {
    const mlg_zones_comparison *c;
    bool all;
    zone_list codes_a, names_a, codes_b, names_b;
} zone_changes_words;

/* False: out of memory. To be released either way. */
bool zone_changes_table(table *t, zone_changes_words *words, const mlg_zones_comparison *c,
                        bool all, const mlg_polys *lonlat);
void zone_changes_release(zone_changes_words *words);

/* Of the rows listed. */
typedef struct site_changes_words {
    const mlg_results_comparison *c;
    const uint32_t *rows;
    char thresholds[400]; /* those that differ, with the value of A and that of B */
} site_changes_words;

void site_changes_table(table *t, site_changes_words *words, const mlg_results_comparison *c,
                        const uint32_t *rows, size_t n);
#endif
