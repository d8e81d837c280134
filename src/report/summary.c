#include "base/i18n.h"
#include "maillage/output.h"
#include "report/coverage.h"
#include "report/identity.h"
#include "report/json.h"
#include "report/network.h"
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
    if (a->identity)
        fault |= json_object_set_new(all, "identite",
                                     identity_json(a->identity, a->split, a->places));
    if (a->coverage)
        fault |= json_object_set_new(all, "couverture", coverage_json(a->coverage));
    if (a->network)
        fault |= json_object_set_new(all, "reseau", network_json(a->network));
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
