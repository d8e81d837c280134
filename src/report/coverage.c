#include "report/coverage.h"

#include "report/words.h"

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

    for (size_t r = 0; r < c->n_reaches; r++) {
        const mlg_reach *asked = &c->reaches[r];
        json_t *one =
            json_pack("{s:o, s:o, s:o, s:o}", "portee_m", figure_json(asked->m, 0.01),
                      "population_hors_portee", figure_json(c->totals[r].population, 0.1),
                      "part_hors_portee", figure_json(c->totals[r].share, 1e-6),
                      "surface_hors_portee_km2", figure_json(c->totals[r].area_m2 / 1e6, 1e-4));

        if (asked->name)
            fault |= json_object_set_new(one, "nom", text_json(asked->name));
        fault |= json_array_append_new(all, one);
    }
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *catchments_json(const mlg_coverage *c)
{
    json_t *all = json_array();
    int fault = 0;

    for (size_t i = 0; i < c->n_catchments; i++) {
        const mlg_catchments *one = c->catchments[i];

        fault |= json_array_append_new(
            all, json_pack("{s:o, s:o, s:o, s:b}", "nom",
                           text_json(mlg_zones_name(mlg_catchments_zones(one))), "choix",
                           text_json(mlg_catchments_choice(one)), "polygones",
                           count_json(mlg_catchments_count(one)), "par_site",
                           mlg_catchments_linked(one)));
    }
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

/* What reach means, where it is not one distance for all. */
static int set_serving(json_t *all, const mlg_coverage *c)
{
    buf words = { 0 };
    int fault;

    words_serving(&words, c);
    fault = words.broken || json_object_set_new(all, "portee_sens", text_json(words.at)) ||
            json_object_set_new(
                all, "fabriques_par_portee",
                json_pack("{s:o, s:o, s:o, s:o}", "desserte", count_json(c->by_catchment),
                          "distance_propre", count_json(c->by_own_reach), "distance_demandee",
                          count_json(c->by_asked_reach), "aucune", count_json(c->by_nothing)));
    if (!fault && c->n_catchments)
        fault = json_object_set_new(all, "dessertes", catchments_json(c)) ||
                json_object_set_new(all, "dessertes_en_service", count_json(c->n_serving));
    buf_free(&words);
    return fault;
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
                            c->n_reaches ? figure_json(area / 1e6, 1e-4) : json_null());
    if (!fault && !words_one_reach(c))
        fault = !all || set_serving(all, c);
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}
