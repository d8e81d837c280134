#include "base/i18n.h"
#include "maillage/output.h"
#include "report/json.h"
#include "report/programme.h"
#include "report/provenance.h"
#include "report/split.h"
#include "report/summary.h"

#include <math.h>

static json_t *counts_json(size_t sites, const size_t *classes, const size_t *eligibilities)
{
    return json_pack("{s:o, s:o, s:o}", "sites", count_json(sites), "classes",
                     class_counts_json(classes), "eligibilites",
                     eligibility_counts_json(eligibilities));
}

/* "2015", the day chosen, or "a_la_date": each site at its own. */
static json_t *judged_json(const mlg_geography *g)
{
    char day[MLG_DAY_ROOM];

    if (g->when == MLG_WHEN_OWN_DATE)
        return text_json(MLG_READING_DATED);
    return text_json(g->when == MLG_WHEN_DAY ? mlg_day_text(day, g->day)
                                             : mlg_zones_name(g->qpv[g->chosen].zones));
}

static json_t *classes_json(const mlg_classification *c)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o}", "qpv", judged_json(&c->geography), "centres",
        text_json(mlg_zones_name(c->geography.centres)), "tous",
        counts_json(c->all.sites, c->all.classes, c->all.eligibilities), "fabriques",
        counts_json(c->fabriques.sites, c->fabriques.classes, c->fabriques.eligibilities));
}

static json_t *level_json(const mlg_level_coverage *l)
{
    json_t *statuts = json_object();
    int fault = 0;

    for (int i = 0; i < MLG_STATUT_COUNT; i++)
        fault |= json_object_set_new(statuts, mlg_statut_name((mlg_statut)i),
                                     count_json(l->statuts[i]));
    json_t *all = json_pack(
        "{s:s, s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o}}", "niveau", mlg_zones_name(l->zones),
        "territoires", count_json(mlg_zones_count(l->zones)), "sans_fabrique",
        count_json(mlg_zones_count(l->zones) - l->statuts[MLG_STATUT_POURVU]), "statuts",
        statuts, "sites_rattaches", "par_code", count_json(l->attached_by_code),
        "par_point_interieur", count_json(l->attached_by_interior), "par_position",
        count_json(l->attached_by_position), "hors_de_tout_territoire",
        count_json(l->unattached));
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *coverage_json(const mlg_coverage *c)
{
    json_t *levels = json_array();
    double area = 0;
    int fault = 0;

    for (size_t i = 0; i < c->n_levels; i++)
        fault |= json_array_append_new(levels, level_json(&c->levels[i]));
    for (size_t i = 0; i < c->n_gaps; i++)
        area += c->gaps[i].area_m2;
    json_t *all =
        json_pack("{s:o, s:o, s:o, s:o, s:{s:o, s:o}}", "niveaux", levels, "portee_m",
                  figure_json(c->reach_m, 0.01), "population", figure_json(c->population, 0.1),
                  "population_hors_portee", figure_json(c->population_out, 0.1), "lacunes",
                  "nombre", count_json(c->n_gaps), "surface_km2",
                  isfinite(c->reach_m) ? figure_json(area / 1e6, 1e-4) : json_null());
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *partage_json(const mlg_answers *a, const mlg_rules *rules)
{
    json_t *all = split_json(a->split, a->classes, rules);
    int fault = 0;

    if (a->programme)
        fault |= json_object_set_new(all, "vagues", waves_json(a->programme));
    if (a->sensitivity)
        fault |=
            json_object_set_new(all, "sensibilite", sensitivity_json(a->sensitivity)) |
            json_object_set_new(all, "robustesse",
                                json_string(a->sensitivity->robust ? "robuste" : "fragile"));
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

json_t *summary_json(const mlg_answers *a, const mlg_provenance *provenance)
{
    json_t *all = json_object();
    int fault = 0;

    if (a->title)
        fault |= json_object_set_new(all, "titre", json_string(a->title));
    fault |= json_object_set_new(all, "maillage", provenance_json(provenance));
    if (a->classes)
        fault |= json_object_set_new(all, "classement", classes_json(a->classes));
    if (a->split)
        fault |= json_object_set_new(all, "partage", partage_json(a, provenance->rules));
    if (a->programme)
        fault |= json_object_set_new(all, "programme", programme_json(a->programme));
    if (a->declared)
        fault |= json_object_set_new(all, "declare", declared_json(a->declared));
    if (a->coverage)
        fault |= json_object_set_new(all, "couverture", coverage_json(a->coverage));
    fault |= json_object_set_new(all, "avertissements", diag_json(a->diag));
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

mlg_code mlg_write_summary(const mlg_answers *answers, const mlg_provenance *provenance,
                           const char *path, bool overwrite, mlg_err *err)
{
    json_t *all = summary_json(answers, provenance);
    mlg_code code = write_json(all, path, overwrite, err);

    json_decref(all);
    return code;
}
