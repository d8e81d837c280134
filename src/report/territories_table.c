#include "report/tables.h"

#include "base/i18n.h"

#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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
    RANG,
    POINT_MESURE,
    DISTANCE_MEDIANE,
    N_COLUMNS
};

/* Of each further reach. */
enum { MORE_POPULATION, MORE_PART, MORE_SURFACE, MORE };

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
    [RANG] = { "rang", COLUMN_INTEGER, 0,
               N_("1: the most people beyond reach; without people, the most area; without a "
                  "reach, the farthest from a fabrique") },
    [POINT_MESURE] = { "point_mesure", COLUMN_TEXT, 0,
                       N_("what distance_proche_m is measured from: habitants (mean place of "
                          "the "
                          "people, by cells) or interieur (a point inside)") },
    [DISTANCE_MEDIANE] = { "distance_mediane_m", COLUMN_NUMBER, 0,
                           N_("half of the people live at most that far from a fabrique, to "
                              "the "
                              "next 100 m, by cells") },
};

static const table_column more_columns[MORE] = {
    [MORE_POPULATION] = { "population_hors_portee_", COLUMN_NUMBER, 1,
                          N_("people beyond %s from every fabrique") },
    [MORE_PART] = { "part_hors_portee_", COLUMN_NUMBER, 4,
                    N_("share of the people (of the area when they are not known) beyond %s") },
    [MORE_SURFACE] = { "surface_hors_portee_km2_", COLUMN_NUMBER, 4,
                       N_("area beyond %s in km2") },
};

/* Where the distance is not all that serves. */
static const char *const mixed_titles[MORE] = {
    [MORE_POPULATION] = N_("people beyond reach, if it is %s for the fabriques that have "
                           "neither a catchment nor a distance of their own"),
    [MORE_PART] = N_("share of the people (of the area when they are not known) beyond that "
                     "reach, %s"),
    [MORE_SURFACE] = N_("area beyond that reach, %s, in km2"),
};

/* Where catchments have the reach to themselves. */
static const char *const named_titles[MORE] = {
    [MORE_POPULATION] = N_("people beyond the reach '%s', that of the catchments of that name"),
    [MORE_PART] = N_("share of the people (of the area when they are not known) beyond the "
                     "reach '%s'"),
    [MORE_SURFACE] = N_("area beyond the reach '%s', in km2"),
};

void table_set_site(table_value *v, const mlg_sites *sites, uint32_t site)
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

static double half_way(const territories_words *w, size_t row)
{
    const mlg_level_coverage *level = &w->c->levels[w->level];

    return level->distances ? level->distances[row * w->c->n_groups].decile_m[MLG_DECILES / 2]
                            : NAN;
}

static double further(const territories_words *w, size_t row, size_t column)
{
    size_t reach = 1 + (column - N_COLUMNS) / MORE;
    const mlg_beyond *b = &w->c->levels[w->level].beyond[row * w->c->n_reaches + reach];
    const double values[MORE] = { [MORE_POPULATION] = b->population,
                                  [MORE_PART] = b->share,
                                  [MORE_SURFACE] = b->area_m2 / 1e6 };

    return values[(column - N_COLUMNS) % MORE];
}

static void set_number(table_value *v, const territories_words *w, size_t row, size_t column)
{
    const mlg_territory *r = &w->c->levels[w->level].rows[row];
    const double numbers[N_COLUMNS] = {
        [NB_FABRIQUES] = r->n_fabriques,
        [NB_TIERS_LIEUX] = r->n_tiers_lieux,
        [POPULATION] = r->population,
        [POPULATION_HORS] = r->population_out,
        [PART_HORS] = r->share_out,
        [SURFACE] = r->area_m2 / 1e6,
        [SURFACE_HORS] = r->area_out_m2 / 1e6,
        [DISTANCE_PROCHE] = r->nearest_m,
        [RANG] = r->rank ? r->rank : NAN,
        [DISTANCE_MEDIANE] = half_way(w, row),
    };

    table_set_number(v, column < N_COLUMNS ? numbers[column] : further(w, row, column));
}

static void value(const void *data, size_t row, size_t column, table_value *v)
{
    const territories_words *w = data;
    const mlg_level_coverage *level = &w->c->levels[w->level];
    size_t zone = w->rows ? w->rows[row] : row;
    const mlg_territory *r = &level->rows[zone];

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
    case STATUT:
        table_set_text(v, mlg_statut_name((mlg_statut)r->statut));
        break;
    case FABRIQUE_PROCHE:
        table_set_site(v, w->c->sites, r->nearest);
        break;
    case POPULATION_SOURCE:
        table_set_text(v, people_source(r));
        break;
    case POINT_MESURE:
        table_set_text(v, r->nearest == MLG_NO_SITE    ? ""
                          : r->from == MLG_FROM_PEOPLE ? "habitants"
                                                       : "interieur");
        break;
    default:
        set_number(v, w, zone, column);
    }
}

void reach_name(char *out, size_t size, mlg_reach reach)
{
    double km = reach.m / 1000;

    if (reach.name)
        snprintf(out, size, "%s", reach.name);
    else if (km >= 1 && km == floor(km))
        snprintf(out, size, "%.0fkm", km);
    else
        snprintf(out, size, "%gm", reach.m);
}

/* The columns of the reaches beside the main one are named after them. */
static size_t name_columns(territories_words *w)
{
    size_t n = N_COLUMNS;

    memcpy(w->columns, columns, sizeof columns);
    for (size_t r = 1; r < w->c->n_reaches; r++) {
        char reach[64];
        mlg_reach asked = w->c->reaches[r];

        reach_name(reach, sizeof reach, asked);
        for (size_t k = 0; k < MORE && n < TERRITORY_COLUMNS; k++, n++) {
            w->columns[n] = more_columns[k];
            snprintf(w->names[n], TERRITORY_NAME, "%s%s", more_columns[k].name, reach);
            snprintf(w->titles[n], TERRITORY_TITLE,
                     O_(asked.name              ? named_titles[k]
                        : words_one_reach(w->c) ? more_columns[k].title
                                                : mixed_titles[k]),
                     reach);
            w->columns[n].name = w->names[n];
            w->columns[n].title = w->titles[n];
        }
    }
    return n;
}

void some_territories_table(table *t, territories_words *words, const mlg_coverage *c,
                            size_t level, const uint32_t *rows, size_t n,
                            const mlg_polys *lonlat)
{
    words->c = c;
    words->level = level;
    words->rows = rows;
    *t = (table){ .name = mlg_zones_name(c->levels[level].zones),
                  .columns = words->columns,
                  .n_columns = name_columns(words),
                  .n_rows = n,
                  .id_column = CODE,
                  .data = words,
                  .value = value,
                  .polys = lonlat,
                  .feature_of = rows };
}

void territories_table(table *t, territories_words *words, const mlg_coverage *c, size_t level,
                       const mlg_polys *lonlat)
{
    some_territories_table(t, words, c, level, NULL, mlg_zones_count(c->levels[level].zones),
                           lonlat);
}
