#include "report/dossier.h"

#include "base/i18n.h"
#include "report/json.h"
#include "report/rows.h"
#include "report/summary.h"
#include "report/words.h"

#include <math.h>
#include <stdlib.h>

static json_t *texts_json(char *const *texts, unsigned n)
{
    json_t *all = json_array();

    for (unsigned i = 0; i < n; i++) {
        if (json_array_append_new(all, text_json(texts[i]))) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

static json_t *radius_json(double metres)
{
    return metres < 0 ? json_string("commune") : figure_json(metres, 1e-3);
}

static json_t *maybe_json(const char *text)
{
    return text ? text_json(text) : json_null();
}

static json_t *origins_json(const mlg_rules *r)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o}", "programme", maybe_json(r->origins.programme),
        "split", maybe_json(r->origins.split), "proximity", maybe_json(r->origins.proximity),
        "commune_margin", maybe_json(r->origins.commune_margin), "precision",
        maybe_json(r->origins.precision), "coverage", maybe_json(r->origins.coverage));
}

/* The keys of the rules file, with the values in force. */
static json_t *rules_json(const mlg_rules *r)
{
    return json_pack(
        "{s:o, s:o, s:o, s:s, s:{s:i, s:o, s:o, s:o, s:i, s:i, s:o, s:o}, s:{s:o, s:o, s:o},"
        " s:{s:o, s:s}, s:o, s:{s:o, s:o, s:o, s:o}, s:{s:o, s:o, s:o}, s:o}",
        "name", text_json(r->name), "title", text_json(r->title), "file", maybe_json(r->file),
        "sha256", r->sha256, "programme", "sites", r->programme.sites, "budget_eur",
        figure_json(r->programme.budget_eur, 0.01), "grant_min_eur",
        figure_json(r->programme.grant_min_eur, 0.01), "grant_max_eur",
        figure_json(r->programme.grant_max_eur, 0.01), "grant_years", r->programme.grant_years,
        "wave_max", r->programme.wave_max, "deadlines",
        texts_json(r->programme.deadlines, r->programme.n_deadlines), "bearers",
        texts_json(r->programme.bearers, r->programme.n_bearers), "split", "qpv",
        figure_json(r->split.qpv, 1e-6), "hors", figure_json(r->split.hors, 1e-6), "tolerance",
        figure_json(r->split.tolerance, 1e-6), "proximity", "distance",
        figure_json(r->proximity_m, 1e-3), "bound",
        r->proximity_strict ? "strict" : "inclusive", "commune_margin",
        figure_json(r->commune_margin_m, 1e-3), "precision", "housenumber",
        radius_json(r->precision.housenumber_m), "street", radius_json(r->precision.street_m),
        "locality", radius_json(r->precision.locality_m), "municipality",
        radius_json(r->precision.municipality_m), "coverage", "served",
        figure_json(r->coverage.served, 1e-6), "unserved",
        figure_json(r->coverage.unserved, 1e-6), "level", text_json(r->coverage.level),
        "origins", origins_json(r));
}

/* --- one object a site, with the columns of the sites table ------------------------------- */

static json_t *cell_json(const table_column *column, const table_value *v)
{
    json_t *list;

    if (column->kind == COLUMN_LIST) {
        list = json_array();
        for (size_t i = 0; i < v->n_list; i++)
            json_array_append_new(list, text_json(v->list[i]));
        return list;
    }
    if (v->null)
        return json_null();
    if (column->kind == COLUMN_TEXT)
        return text_json(v->text);
    if (column->kind == COLUMN_INTEGER)
        return json_integer((json_int_t)v->number);
    return figure_json(v->number, pow(10, -column->decimals));
}

static json_t *site_json(const table *t, size_t row)
{
    json_t *all = json_object();
    table_value v;

    for (size_t i = 0; i < t->n_columns; i++) {
        rows_value(t, row, i, &v);
        if (json_object_set_new(all, t->columns[i].name, cell_json(&t->columns[i], &v))) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

static json_t *sites_json(const mlg_classification *c)
{
    json_t *all = json_array();
    sites_words words;
    table t;

    sites_table(&t, &words, c);
    for (size_t i = 0; i < t.n_rows; i++) {
        if (json_array_append_new(all, site_json(&t, i))) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

/* --- the document ---------------------------------------------------------------------------
 */

/* Rules that went without saying are said: another version may have others. */
static json_t *study_json(const mlg_study *study, const mlg_rules *rules, mlg_err *err)
{
    json_t *all;
    char *text;

    if (mlg_study_text(&text, study, err) != MLG_OK)
        return NULL;
    all = json_loads(text, 0, NULL);
    free(text);
    if (all && !study->rules && json_object_set_new(all, "rules", text_json(rules->name))) {
        json_decref(all);
        return NULL;
    }
    return all;
}

json_t *dossier_json(const dossier *d, mlg_err *err)
{
    json_t *all, *answers = summary_json(d->answers, d->provenance);

    mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    all = json_pack("{s:s, s:s, s:s, s:o}", "format", MLG_DOSSIER_FORMAT, "langue",
                    words_language(), "mention", O_("Indicative: no regulatory attestation."),
                    "etude", study_json(d->study, d->provenance->rules, err));
    if (!all || !answers || json_object_update(all, answers) ||
        json_object_set_new(all, "regles", rules_json(d->provenance->rules)) ||
        json_object_set(all, "limites", d->limits) ||
        json_object_set_new(all, "sites", sites_json(d->answers->classes))) {
        json_decref(all);
        all = NULL;
    }
    json_decref(answers);
    return all;
}
