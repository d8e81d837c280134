#include "report/coverage.h"

#include <math.h>

static json_t *level_json(const mlg_level_coverage *l)
{
    json_t *statuts = json_object();
    int fault = 0;

    for (int i = 0; i < MLG_STATUT_COUNT; i++)
        fault |= json_object_set_new(statuts, mlg_statut_name((mlg_statut)i),
                                     count_json(l->statuts[i]));
    json_t *all = json_pack(
        "{s:s, s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o}, s:o, s:o}", "niveau",
        mlg_zones_name(l->zones), "territoires", count_json(mlg_zones_count(l->zones)),
        "sans_fabrique", count_json(mlg_zones_count(l->zones) - l->statuts[MLG_STATUT_POURVU]),
        "statuts", statuts, "sites_rattaches", "par_code", count_json(l->attached_by_code),
        "par_point_interieur", count_json(l->attached_by_interior), "par_position",
        count_json(l->attached_by_position), "hors_de_tout_territoire",
        count_json(l->unattached), "carreaux_hors_territoire", count_json(l->cells_outside),
        "population_hors_territoire", figure_json(l->people_outside, 0.1));
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

/* Every reach, over the first level. */
static json_t *reaches_json(const mlg_coverage *c)
{
    json_t *all = json_array();
    int fault = 0;

    for (size_t r = 0; r < c->n_reaches; r++)
        fault |= json_array_append_new(
            all, json_pack("{s:o, s:o, s:o, s:o}", "portee_m", figure_json(c->reaches[r], 0.01),
                           "population_hors_portee", figure_json(c->totals[r].population, 0.1),
                           "part_hors_portee", figure_json(c->totals[r].share, 1e-6),
                           "surface_hors_portee_km2",
                           figure_json(c->totals[r].area_m2 / 1e6, 1e-4)));
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

json_t *coverage_json(const mlg_coverage *c)
{
    json_t *levels = json_array();
    double area = 0;
    int fault = 0;

    for (size_t i = 0; i < c->n_levels; i++)
        fault |= json_array_append_new(levels, level_json(&c->levels[i]));
    for (size_t i = 0; i < c->n_gaps; i++)
        area += c->gaps[i].area_m2;
    json_t *all = json_pack("{s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o}}", "niveaux", levels,
                            "portee_m", figure_json(c->reach_m, 0.01), "portees",
                            reaches_json(c), "population", figure_json(c->population, 0.1),
                            "population_hors_portee", figure_json(c->population_out, 0.1),
                            "lacunes", "nombre", count_json(c->n_gaps), "surface_km2",
                            isfinite(c->reach_m) ? figure_json(area / 1e6, 1e-4) : json_null());
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}
