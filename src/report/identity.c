#include "report/identity.h"

#include "report/json.h"

#include <stdio.h>
#include <stdlib.h>

static json_t *done(json_t *all, int fault)
{
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

/* The site's identifier or, without one, its record. */
static json_t *id_json(const mlg_sites *sites, uint32_t site)
{
    const char *id = mlg_site_id(sites, site);
    char record[16];

    snprintf(record, sizeof record, "%u", site + 1);
    return text_json(*id ? id : record);
}

static json_t *site_json(const mlg_sites *sites, uint32_t site)
{
    int32_t wave = mlg_site_wave_number(sites, site);

    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "id", id_json(sites, site), "enregistrement",
                     count_json(site + 1), "nom", text_json(mlg_site_name(sites, site)),
                     "insee_com", text_json(mlg_site_commune(sites, site)), "vague",
                     wave == MLG_NO_WAVE ? json_null() : json_integer(wave));
}

static json_t *pair_json(const mlg_identity *id, const mlg_pair *p)
{
    json_t *reasons = json_array();
    int fault = 0;

    for (unsigned e = 1; e < MLG_EVIDENCE_END; e <<= 1)
        if (p->evidence & e)
            fault |=
                json_array_append_new(reasons, json_string(mlg_evidence_name((mlg_evidence)e)));
    return done(json_pack("{s:o, s:o, s:o, s:o, s:o}", "a", site_json(id->sites, p->a), "b",
                          site_json(id->sites, p->b), "raisons", reasons, "ressemblance",
                          figure_json(p->similarity, 0.01), "distance_m",
                          figure_json(p->distance_m, 0.01)),
                fault);
}

/* Ids of the sites of each place that has several, by place. */
static json_t *groups_json(const mlg_identity *id)
{
    size_t n = mlg_sites_count(id->sites);
    json_t *all = json_array(), **of = calloc(n + 1, sizeof *of);
    int fault = !of;

    for (size_t i = 0; !fault && i < n; i++) {
        uint32_t place = id->place_of[i];

        if (place == i)
            continue;
        if (!of[place]) {
            of[place] = json_array();
            fault |= json_array_append_new(of[place], id_json(id->sites, place));
        }
        fault |= json_array_append_new(of[place], id_json(id->sites, (uint32_t)i));
    }
    for (size_t i = 0; of && i < n; i++)
        if (of[i])
            fault |= json_array_append_new(all, of[i]);
    free(of);
    return done(all, fault);
}

static json_t *interval_json(mlg_interval i)
{
    return json_pack("[o, o]", count_json(i.min), count_json(i.max));
}

static json_t *split_of(size_t n, const size_t *counts, const mlg_interval i[4],
                        mlg_target target, mlg_verdict verdict)
{
    json_t *eligibilities = json_object();
    int fault = 0;

    for (int e = 0; e < MLG_ELIGIBLE_COUNT; e++)
        fault |= json_object_set_new(eligibilities, mlg_eligibility_name((mlg_eligibility)e),
                                     count_json(counts[e]));
    return done(json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o}, s:s}", "denominateur",
                          count_json(n), "eligibilites", eligibilities, "intervalle_qpv",
                          interval_json(i[0]), "intervalle_hors", interval_json(i[1]),
                          "intervalle_qpv_incertitude", interval_json(i[2]),
                          "intervalle_hors_incertitude", interval_json(i[3]), "cible", "qpv",
                          count_json(target.qpv), "hors", count_json(target.hors), "verdict",
                          mlg_verdict_name(verdict)),
                fault);
}

json_t *identity_json(const mlg_identity *id, const mlg_split *s, const mlg_place_split *p)
{
    json_t *pairs = json_array();
    int fault = 0;

    for (size_t i = 0; i < id->n_pairs; i++)
        fault |= json_array_append_new(pairs, pair_json(id, &id->pairs[i]));
    json_t *all = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "proximite_m", figure_json(id->near_m, 0.1),
        "seuil_ressemblance", figure_json(id->alike, 1e-3), "lieux", count_json(id->places),
        "lieux_a_plusieurs_labels", count_json(id->shared), "sans_lieu",
        count_json(id->unplaced), "non_compares_deux_a_deux", count_json(id->crowded), "paires",
        pairs, "groupes", groups_json(id));

    if (s)
        fault |= json_object_set_new(
            all, "par_label",
            split_of(s->sites, s->eligibilities,
                     (mlg_interval[]){ s->qpv, s->hors, s->qpv_all, s->hors_all }, s->target,
                     s->verdict));
    if (p) {
        json_t *split = split_of(p->places, p->eligibilities,
                                 (mlg_interval[]){ p->qpv, p->hors, p->qpv_all, p->hors_all },
                                 p->target, p->verdict);

        fault |= json_object_set_new(split, "lieux_aux_labels_discordants",
                                     count_json(p->disagreeing)) |
                 json_object_set_new(all, "par_lieu", split);
    }
    return done(all, fault);
}
