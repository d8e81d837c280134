#include "report/tables.h"

#include "base/i18n.h"

#include <math.h>

enum { ID, SURFACE, POPULATION, NB_COMMUNES, LON_ISOLE, LAT_ISOLE, DISTANCE_ISOLE, N_COLUMNS };

static const table_column columns[N_COLUMNS] = {
    [ID] = { "id", COLUMN_INTEGER, 0, N_("rank of the gap, the largest first") },
    [SURFACE] = { "surface_km2", COLUMN_NUMBER, 4, N_("area in km2, on the ellipsoid") },
    [POPULATION] = { "population", COLUMN_NUMBER, 1, N_("people living there, by cells") },
    [NB_COMMUNES] = { "nb_communes", COLUMN_INTEGER, 0, N_("communes it touches") },
    [LON_ISOLE] = { "lon_isole", COLUMN_NUMBER, 7,
                    N_("longitude of its vertex farthest from any fabrique") },
    [LAT_ISOLE] = { "lat_isole", COLUMN_NUMBER, 7,
                    N_("latitude of its vertex farthest from any fabrique") },
    [DISTANCE_ISOLE] = { "distance_isole_m", COLUMN_NUMBER, 0,
                         N_("ground distance from there to the nearest fabrique, in metres") },
};

static void value(const void *data, size_t row, size_t column, table_value *v)
{
    const mlg_gap *g = &((const mlg_coverage *)data)->gaps[row];
    const double numbers[N_COLUMNS] = {
        [ID] = (double)(row + 1),       [SURFACE] = g->area_m2 / 1e6,
        [POPULATION] = g->population,   [NB_COMMUNES] = g->n_communes,
        [LON_ISOLE] = g->remote.x,      [LAT_ISOLE] = g->remote.y,
        [DISTANCE_ISOLE] = g->remote_m,
    };

    v->number = numbers[column];
    v->null = !isfinite(v->number) || (column == NB_COMMUNES && !g->n_communes);
}

void gaps_table(table *t, const mlg_coverage *c, const mlg_polys *lonlat)
{
    *t = (table){ .name = "lacunes",
                  .columns = columns,
                  .n_columns = N_COLUMNS,
                  .n_rows = c->n_gaps,
                  .id_column = ID,
                  .data = c,
                  .value = value,
                  .polys = lonlat };
}
