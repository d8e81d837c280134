#include "report/tables.h"

#include "base/i18n.h"

#include <math.h>

enum {
    CODE,
    NOM,
    NIVEAU,
    GROUPE,
    POPULATION,
    POPULATION_HORS,
    PART_HORS,
    DECILES,
    BANDS = DECILES + MLG_DECILES,
    N_COLUMNS = BANDS + MLG_BANDS
};

static const table_column columns[N_COLUMNS] = {
    [CODE] = { "code", COLUMN_TEXT, 0, N_("code of the territory") },
    [NOM] = { "nom", COLUMN_TEXT, 0, N_("name of the territory") },
    [NIVEAU] = { "niveau", COLUMN_TEXT, 0, N_("level of the territory") },
    [GROUPE] = { "groupe", COLUMN_TEXT, 0,
                 N_("group of people, by its column; ensemble: everyone") },
    [POPULATION] = { "population", COLUMN_NUMBER, 1, N_("people of the group living there") },
    [POPULATION_HORS] = { "population_hors_portee", COLUMN_NUMBER, 1,
                          N_("of them, beyond the reach of every fabrique") },
    [PART_HORS] = { "part_hors_portee", COLUMN_NUMBER, 4,
                    N_("share of the group beyond reach") },
    [DECILES] = { "distance_d1_m", COLUMN_NUMBER, 0,
                  N_("a tenth of the group lives at most that far from a fabrique, to the next "
                     "100 m") },
    { "distance_d2_m", COLUMN_NUMBER, 0, N_("two tenths, likewise") },
    { "distance_d3_m", COLUMN_NUMBER, 0, N_("three tenths, likewise") },
    { "distance_d4_m", COLUMN_NUMBER, 0, N_("four tenths, likewise") },
    { "distance_d5_m", COLUMN_NUMBER, 0, N_("half, likewise: the median") },
    { "distance_d6_m", COLUMN_NUMBER, 0, N_("six tenths, likewise") },
    { "distance_d7_m", COLUMN_NUMBER, 0, N_("seven tenths, likewise") },
    { "distance_d8_m", COLUMN_NUMBER, 0, N_("eight tenths, likewise") },
    { "distance_d9_m", COLUMN_NUMBER, 0, N_("nine tenths, likewise") },
    [BANDS] = { "part_5km", COLUMN_NUMBER, 4,
                N_("share of the group within 5 km of a fabrique, inclusive") },
    { "part_10km", COLUMN_NUMBER, 4, N_("within 10 km, likewise") },
    { "part_15km", COLUMN_NUMBER, 4, N_("within 15 km, likewise") },
    { "part_20km", COLUMN_NUMBER, 4, N_("within 20 km, likewise") },
    { "part_30km", COLUMN_NUMBER, 4, N_("within 30 km, likewise") },
};

static void set_number(table_value *v, const mlg_distances *d, size_t column)
{
    if (column == POPULATION)
        table_set_number(v, d->population);
    else if (column == POPULATION_HORS)
        table_set_number(v, d->population_out);
    else if (column == PART_HORS)
        table_set_number(v, d->population > 0 ? d->population_out / d->population : NAN);
    else if (column < BANDS)
        table_set_number(v, d->decile_m[column - DECILES]);
    else
        table_set_number(v, d->within[column - BANDS]);
}

static void value(const void *data, size_t row, size_t column, table_value *v)
{
    const distances_words *w = data;
    const mlg_level_coverage *level = &w->c->levels[w->level];
    size_t zone = row / w->c->n_groups, group = row % w->c->n_groups;

    switch (column) {
    case CODE:
        table_set_text(v, mlg_zone_code(level->zones, zone));
        break;
    case NOM:
        table_set_text(v, mlg_zone_label(level->zones, zone));
        break;
    case NIVEAU:
        table_set_text(v, mlg_zones_name(level->zones));
        break;
    case GROUPE:
        table_set_text(v, group ? w->c->groups[group] : "ensemble");
        break;
    default:
        set_number(v, &level->distances[row], column);
    }
}

void distances_table(table *t, distances_words *words, const mlg_coverage *c, size_t level)
{
    *words = (distances_words){ c, level };
    *t = (table){ .name = "distances",
                  .columns = columns,
                  .n_columns = N_COLUMNS,
                  .n_rows = mlg_zones_count(c->levels[level].zones) * c->n_groups,
                  .data = words,
                  .value = value };
}
