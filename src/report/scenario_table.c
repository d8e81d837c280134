#include "report/tables.h"

#include "base/i18n.h"

#include <math.h>

enum {
    CODE,
    NOM,
    NIVEAU,
    STATUT_AVANT,
    STATUT_APRES,
    FABRIQUES_AVANT,
    FABRIQUES_APRES,
    POPULATION,
    HORS_AVANT,
    HORS_APRES,
    HORS_DIFFERENCE,
    PART_AVANT,
    PART_APRES,
    SURFACE_AVANT,
    SURFACE_APRES,
    SURFACE_DIFFERENCE,
    DISTANCE_AVANT,
    DISTANCE_APRES,
    N_COLUMNS
};

static const table_column columns[N_COLUMNS] = {
    [CODE] = { "code", COLUMN_TEXT, 0, N_("code of the territory") },
    [NOM] = { "nom", COLUMN_TEXT, 0, N_("name of the territory") },
    [NIVEAU] = { "niveau", COLUMN_TEXT, 0, N_("level of the territory") },
    [STATUT_AVANT] = { "statut_avant", COLUMN_TEXT, 0, N_("statut with today's network") },
    [STATUT_APRES] = { "statut_apres", COLUMN_TEXT, 0, N_("statut in the scenario") },
    [FABRIQUES_AVANT] = { "nb_fabriques_avant", COLUMN_INTEGER, 0,
                          N_("fabriques inside, today") },
    [FABRIQUES_APRES] = { "nb_fabriques_apres", COLUMN_INTEGER, 0,
                          N_("fabriques inside, in the scenario") },
    [POPULATION] = { "population", COLUMN_NUMBER, 1, N_("people living there") },
    [HORS_AVANT] = { "population_hors_portee_avant", COLUMN_NUMBER, 1,
                     N_("people beyond reach, today") },
    [HORS_APRES] = { "population_hors_portee_apres", COLUMN_NUMBER, 1,
                     N_("people beyond reach, in the scenario") },
    [HORS_DIFFERENCE] = { "population_hors_portee_difference", COLUMN_NUMBER, 1,
                          N_("after less before: negative where people come within reach") },
    [PART_AVANT] = { "part_hors_portee_avant", COLUMN_NUMBER, 4,
                     N_("share beyond reach, today") },
    [PART_APRES] = { "part_hors_portee_apres", COLUMN_NUMBER, 4,
                     N_("share beyond reach, in the scenario") },
    [SURFACE_AVANT] = { "surface_hors_portee_km2_avant", COLUMN_NUMBER, 4,
                        N_("area beyond reach in km2, today") },
    [SURFACE_APRES] = { "surface_hors_portee_km2_apres", COLUMN_NUMBER, 4,
                        N_("area beyond reach in km2, in the scenario") },
    [SURFACE_DIFFERENCE] = { "surface_hors_portee_km2_difference", COLUMN_NUMBER, 4,
                             N_("after less before") },
    [DISTANCE_AVANT] = { "distance_proche_m_avant", COLUMN_NUMBER, 0,
                         N_("ground distance to the nearest fabrique in metres, today") },
    [DISTANCE_APRES] = { "distance_proche_m_apres", COLUMN_NUMBER, 0,
                         N_("the same, in the scenario") },
};

static void value(const void *data, size_t row, size_t column, table_value *v)
{
    const scenario_words *w = data;
    const mlg_zones *z = w->before->levels[w->level].zones;
    const mlg_territory *a = &w->before->levels[w->level].rows[row];
    const mlg_territory *b = &w->after->levels[w->level].rows[row];
    const double numbers[N_COLUMNS] = {
        [FABRIQUES_AVANT] = a->n_fabriques,
        [FABRIQUES_APRES] = b->n_fabriques,
        [POPULATION] = a->population,
        [HORS_AVANT] = a->population_out,
        [HORS_APRES] = b->population_out,
        [HORS_DIFFERENCE] = b->population_out - a->population_out,
        [PART_AVANT] = a->share_out,
        [PART_APRES] = b->share_out,
        [SURFACE_AVANT] = a->area_out_m2 / 1e6,
        [SURFACE_APRES] = b->area_out_m2 / 1e6,
        [SURFACE_DIFFERENCE] = (b->area_out_m2 - a->area_out_m2) / 1e6,
        [DISTANCE_AVANT] = a->nearest_m,
        [DISTANCE_APRES] = b->nearest_m,
    };

    if (column == CODE)
        table_set_text(v, mlg_zone_code(z, row));
    else if (column == NOM)
        table_set_text(v, mlg_zone_label(z, row));
    else if (column == NIVEAU)
        table_set_text(v, mlg_zones_name(z));
    else if (column == STATUT_AVANT || column == STATUT_APRES)
        table_set_text(v,
                       mlg_statut_name((mlg_statut)(column == STATUT_AVANT ? a : b)->statut));
    else
        table_set_number(v, numbers[column]);
}

void scenario_table(table *t, scenario_words *words, const mlg_coverage *before,
                    const mlg_coverage *after, size_t level, const mlg_polys *lonlat)
{
    *words = (scenario_words){ before, after, level };
    *t = (table){ .name = mlg_zones_name(before->levels[level].zones),
                  .columns = columns,
                  .n_columns = N_COLUMNS,
                  .n_rows = mlg_zones_count(before->levels[level].zones),
                  .id_column = CODE,
                  .data = words,
                  .value = value,
                  .polys = lonlat };
}
