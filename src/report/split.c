#include "report/split.h"

#include "report/json.h"

#include <stdio.h>

static json_t *interval_json(mlg_interval i)
{
    return json_pack("[o, o]", count_json(i.min), count_json(i.max));
}

/* The site's identifier or, without one, its record. */
static json_t *id_json(const mlg_sites *sites, uint32_t site)
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
        json_pack("{s:o, s:o, s:o}", "id", id_json(c->sites, p->site), "nom",
                  text_json(mlg_site_name(c->sites, p->site)), "verdict_si", verdicts);
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

json_t *split_json(const mlg_split *s, const mlg_classification *c, const mlg_rules *rules)
{
    json_t *ids = json_array(), *pivots = json_array(), *eligibilities = json_object();
    json_t *classes = json_object();
    int fault = 0;

    for (size_t i = 0; i < s->n_pivots; i++)
        fault |= json_array_append_new(ids, id_json(c->sites, s->pivots[i].site)) |
                 json_array_append_new(pivots, pivot_json(&s->pivots[i], c));
    for (int k = 0; k < MLG_CLASS_COUNT; k++)
        fault |= json_object_set_new(classes, mlg_class_name((mlg_class)k),
                                     count_json(c->fabriques.classes[k]));
    for (int e = 0; e < MLG_ELIGIBLE_COUNT; e++)
        fault |= json_object_set_new(eligibilities, mlg_eligibility_name((mlg_eligibility)e),
                                     count_json(s->eligibilities[e]));
    json_t *booked = s->bookable ? json_pack("{s:o, s:o}", "qpv", count_json(s->booked_qpv),
                                             "hors", count_json(s->booked_hors))
                                 : json_null();
    json_t *all = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o}, s:o, s:s, s:o, s:o, s:o}",
        "denominateur", count_json(s->sites), "classes", classes, "eligibilites", eligibilities,
        "intervalle_qpv", interval_json(s->qpv), "intervalle_hors", interval_json(s->hors),
        "intervalle_qpv_incertitude", interval_json(s->qpv_all), "intervalle_hors_incertitude",
        interval_json(s->hors_all), "cible", "qpv", count_json(s->target.qpv), "hors",
        count_json(s->target.hors), "tolerance", figure_json(rules->split.tolerance, 1e-6),
        "verdict", mlg_verdict_name(s->verdict), "reservation", booked, "pivots", ids,
        "pivots_detail", pivots);
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}
