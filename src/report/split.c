#include "report/split.h"

#include "report/json.h"

#include <stdio.h>

static json_t *counts_json(const size_t *n, int values, const char *(*name)(int))
{
    json_t *all = json_object();
    int fault = 0;

    for (int i = 0; i < values; i++)
        fault |= json_object_set_new(all, name(i), count_json(n[i]));
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

static const char *class_name(int c)
{
    return mlg_class_name((mlg_class)c);
}

static const char *eligibility_name(int e)
{
    return mlg_eligibility_name((mlg_eligibility)e);
}

json_t *class_counts_json(const size_t n[MLG_CLASS_COUNT])
{
    return counts_json(n, MLG_CLASS_COUNT, class_name);
}

json_t *eligibility_counts_json(const size_t n[MLG_ELIGIBLE_COUNT])
{
    return counts_json(n, MLG_ELIGIBLE_COUNT, eligibility_name);
}

json_t *interval_json(mlg_interval i)
{
    return json_pack("[o, o]", count_json(i.min), count_json(i.max));
}

json_t *site_id_json(const mlg_sites *sites, uint32_t site)
{
    const char *id = mlg_site_id(sites, site);
    char record[16];

    snprintf(record, sizeof record, "%u", site + 1);
    return text_json(*id ? id : record);
}

static json_t *pivot_json(const mlg_pivot *p, const mlg_classification *c)
{
    uint8_t possible = c->rows[p->site].eligibilities;
    json_t *verdicts = json_object();
    int fault = 0;

    for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++)
        if (possible & 1u << e)
            fault |= json_object_set_new(
                verdicts, mlg_eligibility_name((mlg_eligibility)e),
                json_string(mlg_verdict_name((mlg_verdict)p->verdict_if[e])));
    json_t *all =
        json_pack("{s:o, s:o, s:o}", "id", site_id_json(c->sites, p->site), "nom",
                  text_json(mlg_site_name(c->sites, p->site)), "verdict_si", verdicts);
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

int split_describe(json_t *into, const mlg_split *s, const size_t *classes, json_t *pivots,
                   const mlg_rules *rules)
{
    json_t *figures;
    int fault;
    json_t *booked = s->bookable ? json_pack("{s:o, s:o}", "qpv", count_json(s->booked_qpv),
                                             "hors", count_json(s->booked_hors))
                                 : json_null();
    figures = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o}, s:o, s:s, s:o, s:o}", "denominateur",
        count_json(s->sites), "classes", class_counts_json(classes), "eligibilites",
        eligibility_counts_json(s->eligibilities), "intervalle_qpv", interval_json(s->qpv),
        "intervalle_hors", interval_json(s->hors), "intervalle_qpv_incertitude",
        interval_json(s->qpv_all), "intervalle_hors_incertitude", interval_json(s->hors_all),
        "cible", "qpv", count_json(s->target.qpv), "hors", count_json(s->target.hors),
        "tolerance", figure_json(rules->split.tolerance, 1e-6), "verdict",
        mlg_verdict_name(s->verdict), "reservation", booked, "pivots", pivots);
    fault = figures ? json_object_update(into, figures) : -1;
    json_decref(figures);
    return fault;
}

json_t *split_json(const mlg_split *s, const mlg_classification *c, const mlg_rules *rules)
{
    json_t *all = json_object(), *ids = json_array(), *pivots = json_array();
    int fault = 0;

    for (size_t i = 0; i < s->n_pivots; i++)
        fault |= json_array_append_new(ids, site_id_json(c->sites, s->pivots[i].site)) |
                 json_array_append_new(pivots, pivot_json(&s->pivots[i], c));
    fault |= split_describe(all, s, c->fabriques.classes, ids, rules);
    fault |= json_object_set_new(all, "pivots_detail", pivots);
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}
