#ifndef MLG_REPORT_MAP_TABLES_H
#define MLG_REPORT_MAP_TABLES_H
#include "maillage/map.h"
#include "report/table.h"

/* Tables that only the map shows: layers as they are, and sites that were not classified. */
void map_zones_table(table *t, const mlg_map_zones *zones);
void map_places_table(table *t, const mlg_sites *sites);
#endif
