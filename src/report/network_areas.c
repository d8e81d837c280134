#include "report/network.h"

#include "base/i18n.h"

/* --- the area of each hub ----------------------------------------------------------------- */

enum { NOEUD, ID, NOM, SURFACE, POPULATION, NB_COMMUNES, NB_LIEUX, N_AREA };

static const table_column area_columns[N_AREA] = {
    [NOEUD] = { "noeud", COLUMN_TEXT, 0, N_("key of the fabrique's node") },
    [ID] = { "id", COLUMN_TEXT, 0, N_("identifier of the site") },
    [NOM] = { "nom", COLUMN_TEXT, 0, N_("name of the site") },
    [SURFACE] = { "surface_km2", COLUMN_NUMBER, 4,
                  N_("area nearer to it than to any other fabrique, in km2") },
    [POPULATION] = { "population", COLUMN_NUMBER, 1,
                     N_("people nearer to it than to any other fabrique") },
    [NB_COMMUNES] = { "nb_communes", COLUMN_INTEGER, 0,
                      N_("communes whose interior point is nearer to it than to any other") },
    [NB_LIEUX] = { "nb_lieux", COLUMN_INTEGER, 0,
                   N_("of a fabrique: tiers-lieux that lean on it") },
};

static void area_value(const void *data, size_t row, size_t column, table_value *v)
{
    const mlg_network *n = data;
    const mlg_hub *h = &n->hubs[row];

    switch (column) {
    case NOEUD:
        table_set_text(v, node_of_hub(v->scratch, n, (uint32_t)row));
        break;
    case ID:
        set_site_id(v, n->hub_sites, h->site);
        break;
    case NOM:
        table_set_text(v, mlg_site_name(n->hub_sites, h->site));
        break;
    case SURFACE:
        table_set_number(v, h->area_m2 / 1e6);
        break;
    case POPULATION:
        table_set_number(v, h->population);
        break;
    case NB_COMMUNES:
        table_set_number(v, h->n_communes);
        break;
    default:
        table_set_number(v, h->n_places);
    }
}

void areas_table(table *t, const mlg_network *n)
{
    *t = (table){ .name = "reseau-aires",
                  .columns = area_columns,
                  .n_columns = N_AREA,
                  .n_rows = n->n_hubs,
                  .id_column = NOEUD,
                  .data = n,
                  .value = area_value,
                  .polys = &n->areas };
}

/* --- densities ------------------------------------------------------------------------------
 */

enum {
    CODE,
    LIB,
    NIVEAU,
    NB_FABRIQUES,
    NB_TIERS_LIEUX,
    HABITANTS,
    KM2,
    POUR_100000,
    POUR_1000_KM2,
    PLUS_PROCHE,
    INDICE,
    ECART,
    N_DENSITY
};

static const table_column density_columns[N_DENSITY] = {
    [CODE] = { "code", COLUMN_TEXT, 0, N_("code of the territory") },
    [LIB] = { "nom", COLUMN_TEXT, 0, N_("name of the territory") },
    [NIVEAU] = { "niveau", COLUMN_TEXT, 0, N_("level of the territory") },
    [NB_FABRIQUES] = { "nb_fabriques", COLUMN_INTEGER, 0, N_("fabriques inside") },
    [NB_TIERS_LIEUX] = { "nb_tiers_lieux", COLUMN_INTEGER, 0, N_("other tiers-lieux inside") },
    [HABITANTS] = { "population", COLUMN_NUMBER, 1, N_("people living there") },
    [KM2] = { "surface_km2", COLUMN_NUMBER, 4, N_("area in km2, on the ellipsoid") },
    [POUR_100000] = { "lieux_pour_100000_habitants", COLUMN_NUMBER, 3,
                      N_("fabriques and tiers-lieux for 100,000 people") },
    [POUR_1000_KM2] = { "lieux_pour_1000_km2", COLUMN_NUMBER, 3,
                        N_("fabriques and tiers-lieux for 1,000 km2") },
    [PLUS_PROCHE] = { "plus_proche_m", COLUMN_NUMBER, 1,
                      N_("mean ground distance from each to the nearest other one of the "
                         "territory") },
    [INDICE] = { "indice_plus_proche", COLUMN_NUMBER, 4,
                 N_("that distance over what chance would give (Clark and Evans): below 1 "
                    "clustered, above 1 dispersed") },
    [ECART] = { "indice_ecart_reduit", COLUMN_NUMBER, 3,
                N_("standard deviate of the index; beyond 1.96 chance alone is unlikely") },
};

static void density_value(const void *data, size_t row, size_t column, table_value *v)
{
    const density_words *w = data;
    const mlg_level_density *level = &w->n->levels[w->level];
    const mlg_density *d = &level->rows[row];
    const double numbers[N_DENSITY] = {
        [NB_FABRIQUES] = d->n_hubs,
        [NB_TIERS_LIEUX] = d->n_places,
        [HABITANTS] = d->population,
        [KM2] = d->area_m2 / 1e6,
        [POUR_100000] = d->per_100000,
        [POUR_1000_KM2] = d->per_1000_km2,
        [PLUS_PROCHE] = d->nearest_m,
        [INDICE] = d->index,
        [ECART] = d->z,
    };

    if (column == CODE)
        table_set_text(v, mlg_zone_code(level->zones, row));
    else if (column == LIB)
        table_set_text(v, mlg_zone_label(level->zones, row));
    else if (column == NIVEAU)
        table_set_text(v, mlg_zones_name(level->zones));
    else
        table_set_number(v, numbers[column]);
}

void density_table(table *t, density_words *words, const mlg_network *n, size_t level)
{
    *words = (density_words){ n, level };
    *t = (table){ .name = mlg_zones_name(n->levels[level].zones),
                  .columns = density_columns,
                  .n_columns = N_DENSITY,
                  .n_rows = mlg_zones_count(n->levels[level].zones),
                  .id_column = CODE,
                  .data = words,
                  .value = density_value };
}
