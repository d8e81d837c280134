#include "report/tables.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>

enum {
    CODE,
    NOM,
    NIVEAU,
    STATUT,
    NB_FABRIQUES,
    NB_TIERS_LIEUX,
    POPULATION,
    POPULATION_HORS,
    PART_HORS,
    SURFACE,
    SURFACE_HORS,
    FABRIQUE_PROCHE,
    DISTANCE_PROCHE,
    POPULATION_SOURCE,
    N_COLUMNS
};

static const table_column columns[N_COLUMNS] = {
    [CODE] = { "code", COLUMN_TEXT, 0, N_("code of the territory") },
    [NOM] = { "nom", COLUMN_TEXT, 0, N_("name of the territory") },
    [NIVEAU] = { "niveau", COLUMN_TEXT, 0, N_("level of the territory") },
    [STATUT] = { "statut", COLUMN_TEXT, 0, N_("pourvu, desservi, partiel or non_pourvu") },
    [NB_FABRIQUES] = { "nb_fabriques", COLUMN_INTEGER, 0, N_("fabriques inside") },
    [NB_TIERS_LIEUX] = { "nb_tiers_lieux", COLUMN_INTEGER, 0, N_("other tiers-lieux inside") },
    [POPULATION] = { "population", COLUMN_NUMBER, 1, N_("people living there") },
    [POPULATION_HORS] = { "population_hors_portee", COLUMN_NUMBER, 1,
                          N_("people beyond the reach of every fabrique") },
    [PART_HORS] = { "part_hors_portee", COLUMN_NUMBER, 4,
                    N_("share of the people beyond reach; of the area when people are not "
                       "known") },
    [SURFACE] = { "surface_km2", COLUMN_NUMBER, 4, N_("area in km2, on the ellipsoid") },
    [SURFACE_HORS] = { "surface_hors_portee_km2", COLUMN_NUMBER, 4,
                       N_("area beyond reach in km2") },
    [FABRIQUE_PROCHE] = { "fabrique_proche", COLUMN_TEXT, 0,
                          N_("fabrique nearest to an interior point of the territory") },
    [DISTANCE_PROCHE] = { "distance_proche_m", COLUMN_NUMBER, 0,
                          N_("ground distance from that point to it, in metres") },
    [POPULATION_SOURCE] = { "population_source", COLUMN_TEXT, 0,
                            N_("carreaux: cells counted where they are; surface: spread evenly "
                               "over the area") },
};

/* The site's identifier or, without one, its record. */
static void set_site(table_value *v, const mlg_sites *sites, uint32_t site)
{
    if (site == MLG_NO_SITE) {
        v->null = true;
        return;
    }
    table_set_text(v, mlg_site_id(sites, site));
    if (!v->null)
        return;
    snprintf(v->scratch, sizeof v->scratch, "%u", site + 1);
    table_set_text(v, v->scratch);
}

static const char *people_source(const mlg_territory *r)
{
    return r->people == MLG_PEOPLE_CELLS    ? "carreaux"
           : r->people == MLG_PEOPLE_SPREAD ? "surface"
                                            : "";
}

static void value(const void *data, size_t row, size_t column, table_value *v)
{
    const territories_words *w = data;
    const mlg_level_coverage *level = &w->c->levels[w->level];
    const mlg_territory *r = &level->rows[row];

    switch (column) {
    case CODE:
        table_set_text(v, mlg_zone_code(level->zones, row));
        break;
    case NOM:
        table_set_text(v, mlg_zone_label(level->zones, row));
        break;
    case NIVEAU:
        table_set_text(v, mlg_zones_name(level->zones));
        break;
    case STATUT:
        table_set_text(v, mlg_statut_name((mlg_statut)r->statut));
        break;
    case NB_FABRIQUES:
        table_set_number(v, r->n_fabriques);
        break;
    case NB_TIERS_LIEUX:
        table_set_number(v, r->n_tiers_lieux);
        break;
    case POPULATION:
        table_set_number(v, r->population);
        break;
    case POPULATION_HORS:
        table_set_number(v, r->population_out);
        break;
    case PART_HORS:
        table_set_number(v, r->share_out);
        break;
    case SURFACE:
        table_set_number(v, r->area_m2 / 1e6);
        break;
    case SURFACE_HORS:
        table_set_number(v, r->area_out_m2 / 1e6);
        break;
    case FABRIQUE_PROCHE:
        set_site(v, w->c->sites, r->nearest);
        break;
    case DISTANCE_PROCHE:
        table_set_number(v, r->nearest_m);
        break;
    default:
        table_set_text(v, people_source(r));
    }
}

void territories_table(table *t, territories_words *words, const mlg_coverage *c, size_t level,
                       const mlg_polys *lonlat)
{
    *words = (territories_words){ c, level };
    *t = (table){ .name = mlg_zones_name(c->levels[level].zones),
                  .columns = columns,
                  .n_columns = N_COLUMNS,
                  .n_rows = mlg_zones_count(c->levels[level].zones),
                  .id_column = CODE,
                  .data = words,
                  .value = value,
                  .polys = lonlat };
}
