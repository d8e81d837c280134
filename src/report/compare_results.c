#include "report/compare.h"

#include "base/i18n.h"
#include "report/json.h"
#include "report/provenance.h"

#include <string.h>

typedef const char *words(int i);

static const char *class_word(int i)
{
    return mlg_class_name((mlg_class)i);
}

static const char *eligibility_word(int i)
{
    return mlg_eligibility_name((mlg_eligibility)i);
}

static json_t *done(json_t *all, int fault)
{
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *counts_json(const size_t *counts, int n, words *word)
{
    json_t *all = json_object();
    int fault = 0;

    for (int i = 0; i < n; i++)
        fault |= json_object_set_new(all, word(i), count_json(counts[i]));
    return done(all, fault);
}

/* Only the rows that have a site. */
static json_t *transitions_json(const size_t *counts, int n, words *word)
{
    json_t *all = json_object();
    int fault = 0;

    for (int i = 0; i < n; i++) {
        json_t *to = json_object();

        for (int k = 0; k < n; k++)
            if (counts[i * n + k])
                fault |= json_object_set_new(to, word(k), count_json(counts[i * n + k]));
        if (json_object_size(to))
            fault |= json_object_set_new(all, word(i), to);
        else
            json_decref(to);
    }
    return done(all, fault);
}

static json_t *interval_json(mlg_interval i)
{
    return json_pack("[o, o]", count_json(i.min), count_json(i.max));
}

static json_t *side_json(const mlg_result *r, const mlg_results_side *s)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "nom", text_json(r->layer->name),
        "sites", count_json(s->sites), "fabriques", count_json(s->fabriques), "classes",
        counts_json(s->classes, MLG_CLASS_COUNT, class_word), "eligibilites",
        counts_json(s->eligibilities, MLG_ELIGIBLE_COUNT, eligibility_word), "intervalle_qpv",
        interval_json(s->qpv), "intervalle_hors", interval_json(s->hors),
        "intervalle_qpv_incertitude", interval_json(s->qpv_all), "intervalle_hors_incertitude",
        interval_json(s->hors_all));
}

static const char *same_word(mlg_same s)
{
    static const char *const names[] = { "identique", "different", "inconnu" };

    return names[s];
}

static const char *parameter(const mlg_result *r, const char *key)
{
    for (size_t i = 0; i < r->n_parameters; i++)
        if (!strcmp(r->parameters[i].key, key))
            return r->parameters[i].value;
    return NULL;
}

/* Every parameter that differs, or that only one of them says. */
static json_t *parameters_json(const mlg_result *a, const mlg_result *b)
{
    const mlg_result *const sides[] = { a, b };
    json_t *all = json_array();
    int fault = 0;

    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < sides[side]->n_parameters; i++) {
            const char *key = sides[side]->parameters[i].key;
            const char *of_a = parameter(a, key), *of_b = parameter(b, key);

            if ((side && of_a) || (of_a && of_b && !strcmp(of_a, of_b)))
                continue;
            fault |= json_array_append_new(
                all, json_pack("{s:o, s:o, s:o}", "cle", text_json(key), "a",
                               of_a ? text_json(of_a) : json_null(), "b",
                               of_b ? text_json(of_b) : json_null()));
        }
    return done(all, fault);
}

static json_t *causes_json(const mlg_results_comparison *c)
{
    json_t *all = json_object();
    int fault = 0;

    for (int i = 0; i < MLG_CAUSE_COUNT; i++)
        fault |=
            json_object_set_new(all, mlg_cause_name((mlg_cause)i), count_json(c->causes[i]));
    return done(all, fault);
}

static json_t *site_side_json(const mlg_result *r, uint32_t row, uint8_t change)
{
    const mlg_result_site *s;

    if (row == MLG_NO_ROW)
        return json_null();
    s = &r->rows[row];
    return json_pack("{s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "id", text_json(s->id),
                     "classe", class_word(s->klass), "eligibilite",
                     eligibility_word(s->eligibility), "code_qp", text_json(s->code_qpv),
                     "distance_qpv_m", figure_json(s->distance_qpv, 0.01), "changement_qp",
                     change == MLG_CHANGE_COUNT ? json_null()
                                                : json_string(mlg_change_name(change)),
                     "code_centre", text_json(s->code_centre), "distance_centre_m",
                     figure_json(s->distance_centre, 0.01));
}

static json_t *site_json(const mlg_results_comparison *c, const mlg_site_change *s)
{
    const mlg_result_site *site = s->b == MLG_NO_ROW ? &c->a->rows[s->a] : &c->b->rows[s->b];
    json_t *causes = json_array();
    int fault = 0;

    for (int i = 0; i < MLG_CAUSE_COUNT; i++)
        if (s->causes >> i & 1)
            fault |= json_array_append_new(causes, json_string(mlg_cause_name((mlg_cause)i)));
    json_t *all =
        json_pack("{s:o, s:o, s:s, s:o, s:b, s:o, s:o, s:o}", "id", text_json(site->id), "nom",
                  text_json(site->name), "etat",
                  s->a == MLG_NO_ROW   ? "ajoute"
                  : s->b == MLG_NO_ROW ? "retire"
                                       : "change",
                  "causes", causes, "cause_certaine", s->sure, "deplacement_m",
                  figure_json(s->moved_m, 0.01), "a", site_side_json(c->a, s->a, s->change_a),
                  "b", site_side_json(c->b, s->b, s->change_b));
    return done(all, fault);
}

static json_t *results_json(const mlg_results_comparison *c)
{
    json_t *rows = json_array();
    int fault = 0;

    for (size_t i = 0; i < c->n; i++)
        if (c->rows[i].changed)
            fault |= json_array_append_new(rows, site_json(c, &c->rows[i]));
    json_t *all = json_pack(
        "{s:s, s:o, s:o, s:{s:o, s:o, s:o, s:o, s:o}, s:{s:s, s:s, s:s, s:s, s:s}, s:o, s:o, "
        "s:o, s:o, s:o, s:o}",
        "objet", "resultats", "a", side_json(c->a, &c->side_a), "b",
        side_json(c->b, &c->side_b), "appariement", "par_id", count_json(c->matched_by_id),
        "par_nom_et_lieu", count_json(c->matched_by_name), "ajoutes", count_json(c->added),
        "retires", count_json(c->removed), "meme_id_autre_site",
        count_json(c->same_id_other_site), "fondements", "qpv", same_word(c->same_qpv),
        "centres", same_word(c->same_centres), "communes", same_word(c->same_communes),
        "regles", same_word(c->same_rules), "version", same_word(c->same_version),
        "parametres_changes", parameters_json(c->a, c->b), "transitions_classes",
        transitions_json(&c->classes[0][0], MLG_CLASS_COUNT, class_word),
        "transitions_eligibilites",
        transitions_json(&c->eligibilities[0][0], MLG_ELIGIBLE_COUNT, eligibility_word),
        "changes", count_json(c->n_changed - c->added - c->removed), "causes", causes_json(c),
        "detail", rows);
    return done(all, fault);
}

mlg_code mlg_write_results_comparison(const mlg_results_comparison *c,
                                      const mlg_provenance *provenance, const mlg_diag *diag,
                                      const char *path, bool overwrite, mlg_err *err)
{
    json_t *all = json_pack("{s:o, s:o, s:o, s:o}", "maillage", provenance_json(provenance),
                            "comparaison", results_json(c), "couches_qpv",
                            c->qpv ? zones_comparison_json(c->qpv) : json_null(),
                            "avertissements", diag_json(diag));
    mlg_code code = write_json(all, path, overwrite, err);

    json_decref(all);
    return code;
}
