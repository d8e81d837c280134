#include "report/map_tables.h"

#include "base/i18n.h"

#include <stdio.h>

/* --- zones ----------------------------------------------------------------------------------
 */

enum { ZONE_CODE, ZONE_NAME, ZONE_AREA, ZONE_POPULATION, ZONE_COLUMNS };

static const table_column zone_columns[ZONE_COLUMNS] = {
    [ZONE_CODE] = { "code", COLUMN_TEXT, 0, N_("code of the territory") },
    [ZONE_NAME] = { "nom", COLUMN_TEXT, 0, N_("name of the territory") },
    [ZONE_AREA] = { "surface_km2", COLUMN_NUMBER, 4, N_("area in km2, on the ellipsoid") },
    [ZONE_POPULATION] = { "population", COLUMN_NUMBER, 1, N_("people living there") },
};

static void zone_value(const void *data, size_t row, size_t column, table_value *v)
{
    const mlg_map_zones *shown = data;
    const mlg_zones *zones = shown->zones;

    if (shown->rows)
        row = shown->rows[row];
    switch (column) {
    case ZONE_CODE:
        table_set_text(v, mlg_zone_code(zones, row));
        break;
    case ZONE_NAME:
        table_set_text(v, mlg_zone_label(zones, row));
        break;
    case ZONE_AREA:
        table_set_number(v, mlg_zone_area(zones, row) / 1e6);
        break;
    default:
        table_set_number(v, mlg_zone_population(zones, row));
    }
}

void map_zones_table(table *t, const mlg_map_zones *zones)
{
    *t = (table){ .name = zones->role,
                  .columns = zone_columns,
                  .n_columns = ZONE_COLUMNS,
                  .n_rows = zones->rows ? zones->n_rows : mlg_zones_count(zones->zones),
                  .id_column = ZONE_CODE,
                  .data = zones,
                  .value = zone_value,
                  .polys = &zones->outlines->lonlat };
}

/* --- places ---------------------------------------------------------------------------------
 */

enum {
    PLACE_ID,
    PLACE_NAME,
    PLACE_KIND,
    PLACE_LOCATION,
    PLACE_RADIUS,
    PLACE_COMMUNE,
    PLACE_WAVE,
    PLACE_DATE,
    PLACE_COLUMNS
};

static const table_column place_columns[PLACE_COLUMNS] = {
    [PLACE_ID] = { "id", COLUMN_TEXT, 0, N_("identifier of the site") },
    [PLACE_NAME] = { "nom", COLUMN_TEXT, 0, N_("name of the site") },
    [PLACE_KIND] = { "type", COLUMN_TEXT, 0, N_("fabrique or tiers_lieu") },
    [PLACE_LOCATION] = { "localisation", COLUMN_TEXT, 0,
                         N_("what is known of the place: point or commune") },
    [PLACE_RADIUS] = { "rayon_m", COLUMN_NUMBER, 1,
                       N_("the site lies within this distance of the point, in metres; 0: "
                          "exactly there") },
    [PLACE_COMMUNE] = { "insee_com", COLUMN_TEXT, 0,
                        N_("Insee code of the commune, as given") },
    [PLACE_WAVE] = { "vague", COLUMN_TEXT, 0, N_("wave of the label, as given") },
    [PLACE_DATE] = { "date", COLUMN_TEXT, 0, N_("date of the label, as given") },
};

/* Without identifiers, a site is named by its record. */
static void set_id(table_value *v, const mlg_sites *sites, size_t row)
{
    table_set_text(v, mlg_site_id(sites, row));
    if (!v->null)
        return;
    snprintf(v->scratch, sizeof v->scratch, "%zu", row + 1);
    table_set_text(v, v->scratch);
}

static void place_value(const void *data, size_t row, size_t column, table_value *v)
{
    const mlg_sites *sites = data;
    mlg_location location = mlg_site_location(sites, row);

    switch (column) {
    case PLACE_ID:
        set_id(v, sites, row);
        break;
    case PLACE_NAME:
        table_set_text(v, mlg_site_name(sites, row));
        break;
    case PLACE_KIND:
        table_set_text(v,
                       mlg_site_kind(sites, row) == MLG_FABRIQUE ? "fabrique" : "tiers_lieu");
        break;
    case PLACE_LOCATION:
        table_set_text(v, location == MLG_POINT     ? "point"
                          : location == MLG_COMMUNE ? "commune"
                                                    : "");
        break;
    case PLACE_RADIUS:
        table_set_number(v, mlg_site_radius(sites, row));
        break;
    case PLACE_COMMUNE:
        table_set_text(v, mlg_site_commune(sites, row));
        break;
    case PLACE_WAVE:
        table_set_text(v, mlg_site_wave(sites, row));
        break;
    default:
        table_set_text(v, mlg_site_date(sites, row));
    }
}

static bool place_point(const void *data, size_t row, mlg_xy *lonlat)
{
    return mlg_site_lonlat(data, row, lonlat);
}

void map_places_table(table *t, const mlg_sites *sites)
{
    *t = (table){ .name = "sites",
                  .columns = place_columns,
                  .n_columns = PLACE_COLUMNS,
                  .n_rows = mlg_sites_count(sites),
                  .id_column = PLACE_ID,
                  .data = sites,
                  .value = place_value,
                  .point = place_point };
}
