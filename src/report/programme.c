#include "report/programme.h"

#include "base/date.h"
#include "base/i18n.h"
#include "report/json.h"
#include "report/rows.h"
#include "report/split.h"
#include "report/tables.h"

#include <math.h>
#include <string.h>

/* --- small pieces ---------------------------------------------------------------------------
 */

static json_t *day_json(int32_t day)
{
    char text[DATE_ROOM];

    return day == MLG_NO_DAY ? json_null() : json_string(date_text(text, day));
}

static json_t *euros_json(double euros)
{
    return figure_json(euros, 0.01);
}

/* `all`, unless something went wrong on the way. */
static json_t *whole(json_t *all, int fault)
{
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

/* {"id", "nom"} of a site, to be added to. */
static json_t *site_json(const mlg_sites *sites, uint32_t site)
{
    return json_pack("{s:o, s:o}", "id", site_id_json(sites, site), "nom",
                     text_json(mlg_site_name(sites, site)));
}

/* The wave as the file writes it; null: none is said. */
static json_t *wave_json(const mlg_wave *w)
{
    return w->name[0] ? text_json(w->name) : json_null();
}

/* --- waves ----------------------------------------------------------------------------------
 */

/* One wave; `before` has the pivots of the waves so far and takes this one's. */
static json_t *wave_split_json(const mlg_programme *p, const mlg_wave *w, json_t *before)
{
    const mlg_classification *c = p->classes;
    json_t *ids = json_array(), *until = json_object(), *all;
    int fault = 0;

    for (size_t i = 0; i < w->split.n_pivots; i++) {
        json_t *id = site_id_json(c->sites, w->split.pivots[i].site);

        fault |= json_array_append(ids, id) | json_array_append(before, id);
        json_decref(id);
    }
    fault |= split_describe(until, &w->until, w->classes_until, json_copy(before), c->rules);
    all = json_pack("{s:o, s:o, s:o, s:o}", "vague", wave_json(w), "numero",
                    w->number == MLG_NO_WAVE ? json_null() : json_integer(w->number),
                    "premiere_date", day_json(w->first_day), "derniere_date",
                    day_json(w->last_day));
    fault |= all ? split_describe(all, &w->split, w->classes, ids, c->rules) : -1;
    fault |= json_object_set_new(all, "cumul", until);
    return whole(all, fault);
}

json_t *waves_json(const mlg_programme *p)
{
    json_t *all = json_array(), *pivots = json_array();
    int fault = 0;

    for (size_t i = 0; i < p->n_waves; i++)
        fault |= json_array_append_new(all, wave_split_json(p, &p->waves[i], pivots));
    json_decref(pivots);
    return whole(all, fault);
}

static json_t *waves_facts_json(const mlg_programme *p)
{
    static const char *const orders[] = { "numero", "date", "nom" };
    json_t *over = json_array(), *all;
    int fault = 0;
    size_t named = 0;

    for (size_t i = 0; i < p->n_waves; i++) {
        named += p->waves[i].name[0] != '\0';
        if (p->waves[i].over)
            fault |= json_array_append_new(
                over, json_pack("{s:o, s:o}", "vague", wave_json(&p->waves[i]), "labels",
                                count_json(p->waves[i].split.sites)));
    }
    all = json_pack("{s:o, s:o, s:o, s:o, s:o}", "nombre", count_json(named), "ordre",
                    named ? json_string(orders[p->order]) : json_null(), "maximum",
                    count_json(p->classes->rules->programme.wave_max), "au_dela", over,
                    "sans_vague", count_json(p->without_wave));
    return whole(all, fault);
}

/* --- deadlines
 * -------------------------------------------------------------------------------- */

static json_t *deadlines_json(const mlg_programme *p)
{
    const mlg_sites *s = p->classes->sites;
    const mlg_rules *rules = p->classes->rules;
    json_t *days = json_array(), *by_wave = json_array(), *late = json_array(), *all;
    int fault = 0;

    for (unsigned i = 0; i < rules->programme.n_deadlines; i++)
        fault |= json_array_append_new(days, text_json(rules->programme.deadlines[i]));
    for (size_t i = 0; i < p->n_waves; i++)
        if (p->waves[i].name[0])
            fault |= json_array_append_new(
                by_wave, json_pack("{s:o, s:o, s:o}", "vague", wave_json(&p->waves[i]),
                                   "echeance", day_json(p->waves[i].deadline), "apres",
                                   count_json(p->waves[i].n_late)));
    for (size_t i = 0; i < p->n_late; i++) {
        json_t *one = site_json(s, p->late[i].site);

        fault |=
            json_object_set_new(one, "vague", text_json(mlg_site_wave(s, p->late[i].site))) |
            json_object_set_new(one, "date", day_json(mlg_site_day(s, p->late[i].site))) |
            json_object_set_new(one, "echeance", day_json(p->late[i].deadline)) |
            json_array_append_new(late, one);
    }
    all = json_pack("{s:o, s:o, s:o, s:o}", "dates", days, "par_vague", by_wave, "sans_date",
                    count_json(p->without_date), "apres", late);
    return whole(all, fault);
}

/* --- money
 * -------------------------------------------------------------------------------------- */

static json_t *grants_json(const mlg_programme *p)
{
    const mlg_sites *s = p->classes->sites;
    const mlg_rules *rules = p->classes->rules;
    json_t *by_wave = json_array(), *out = json_array(), *all;
    bool unknown = p->missing & 1u << MLG_MISSING_GRANTS;
    int fault = 0;

    for (size_t i = 0; i < p->n_waves; i++) {
        const mlg_wave *w = &p->waves[i];

        fault |= json_array_append_new(
            by_wave, json_pack("{s:o, s:o, s:o, s:o}", "vague", wave_json(w), "renseignees",
                               count_json(w->n_grants), "manquantes",
                               count_json(w->split.sites - w->n_grants), "somme_eur",
                               w->n_grants ? euros_json(w->grants) : json_null()));
    }
    for (size_t i = 0; i < p->n_out_of_range; i++) {
        double grant = mlg_site_grant(s, p->out_of_range[i]);
        json_t *one = site_json(s, p->out_of_range[i]);

        fault |= json_object_set_new(one, "subvention_eur", euros_json(grant)) |
                 json_object_set_new(one, "ecart",
                                     json_string(grant < rules->programme.grant_min_eur
                                                     ? "au_dessous"
                                                     : "au_dessus")) |
                 json_array_append_new(out, one);
    }
    all = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "minimum_eur",
                    euros_json(rules->programme.grant_min_eur), "maximum_eur",
                    euros_json(rules->programme.grant_max_eur), "renseignees",
                    count_json(p->sites - p->without_grant), "manquantes",
                    count_json(p->without_grant), "somme_eur",
                    unknown ? json_null() : euros_json(p->grants), "budget_eur",
                    euros_json(rules->programme.budget_eur), "budget",
                    unknown ? json_null() : json_string(mlg_budget_name(p->budget)),
                    "par_vague", by_wave, "hors_bornes", out);
    return whole(all, fault);
}

/* --- bearers and projects
 * ------------------------------------------------------------------------- */

static json_t *bearers_json(const mlg_programme *p)
{
    const mlg_sites *s = p->classes->sites;
    const mlg_rules *rules = p->classes->rules;
    json_t *listed = json_array(), *counts = json_object(), *all;
    json_t *lists[MLG_BEARER_COUNT] = {
        [MLG_BEARER_NOT_LISTED] = json_array(), [MLG_BEARER_UNKNOWN] = json_array()
    };
    int fault = 0;

    for (unsigned i = 0; i < rules->programme.n_bearers; i++)
        fault |= json_array_append_new(listed, text_json(rules->programme.bearers[i]));
    for (int b = 0; b < MLG_BEARER_COUNT; b++)
        fault |= json_object_set_new(counts, mlg_bearer_name((mlg_bearer)b),
                                     count_json(p->bearers[b]));
    for (uint32_t i = 0; i < mlg_sites_count(s); i++) {
        json_t *one;

        if (!lists[p->bearer_of[i]])
            continue;
        one = site_json(s, i);
        fault |= json_object_set_new(one, "porteur", text_json(mlg_site_bearer(s, i))) |
                 json_array_append_new(lists[p->bearer_of[i]], one);
    }
    all = json_pack("{s:o, s:o, s:o, s:o}", "admis", listed, "nombre", counts, "non_admis",
                    lists[MLG_BEARER_NOT_LISTED], "non_reconnus", lists[MLG_BEARER_UNKNOWN]);
    return whole(all, fault);
}

static json_t *project_json(const mlg_programme *p, const mlg_project *project)
{
    const mlg_sites *s = p->classes->sites;
    const mlg_zones *z = p->level;
    bool in_zone = z && project->zone != MLG_NO_ZONE;
    json_t *one = site_json(s, project->site);
    int fault;

    fault =
        json_object_set_new(one, "territoire",
                            json_string(mlg_need_name((mlg_need)project->need))) |
        json_object_set_new(
            one, "code", in_zone ? text_json(mlg_zone_code(z, project->zone)) : json_null()) |
        json_object_set_new(one, "nom_territoire",
                            in_zone ? text_json(mlg_zone_label(z, project->zone))
                                    : json_null()) |
        json_object_set_new(one, "territoires_possibles", count_json(project->n_zones)) |
        json_object_set_new(one, "fabrique_existante",
                            project->fabrique == MLG_NO_FABRIQUE
                                ? json_null()
                                : site_id_json(s, project->fabrique));
    return whole(one, fault);
}

static json_t *projects_json(const mlg_programme *p)
{
    const char *level = p->classes->rules->coverage.level;
    json_t *counts = json_object(), *list = json_array(), *all;
    int fault = 0;

    for (int n = 0; n < MLG_NEED_COUNT; n++)
        fault |=
            json_object_set_new(counts, mlg_need_name((mlg_need)n), count_json(p->needs[n]));
    for (size_t i = 0; i < p->n_projects; i++)
        fault |= json_array_append_new(list, project_json(p, &p->projects[i]));
    all =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "niveau", text_json(level ? level : ""),
                  "couche", p->level ? text_json(mlg_zones_layer(p->level)->name) : json_null(),
                  "sans_etat", count_json(p->without_state), "nombre",
                  count_json(p->n_projects), "territoires", counts, "liste", list);
    return whole(all, fault);
}

/* --- all together
 * ---------------------------------------------------------------------------------- */

/* What was not checked, and why. */
static json_t *missing_json(const mlg_programme *p)
{
    static const char *const why[MLG_MISSING_COUNT] = {
        [MLG_MISSING_WAVES] = N_("no fabrique says its wave: the split is not given by wave"),
        [MLG_MISSING_DATES] = N_("no fabrique says a date: none is held against the deadlines"),
        [MLG_MISSING_GRANTS] =
            N_("no fabrique says its grant: neither range nor budget is checked"),
        [MLG_MISSING_BEARERS] =
            N_("no fabrique says its bearer: whether the rules list it is not checked"),
        [MLG_MISSING_STATES] =
            N_("no fabrique says its state: all are taken as existing places"),
        [MLG_MISSING_DECLARED] =
            N_("no site declares a class: nothing is held against the computed ones"),
        [MLG_MISSING_DEADLINES] = N_("the rules list no deadline: no date is held against any"),
        [MLG_MISSING_TERRITORIES] =
            N_("no layer of the rules' level of territories: where the projects lie is not "
               "checked"),
    };
    json_t *all = json_array();
    int fault = 0;

    for (int m = 0; m < MLG_MISSING_COUNT; m++)
        if (p->missing & 1u << m)
            fault |= json_array_append_new(
                all, json_pack("{s:s, s:o}", "quoi", mlg_missing_name((mlg_missing)m),
                               "consequence", text_json(O_(why[m]))));
    return whole(all, fault);
}

json_t *programme_json(const mlg_programme *p)
{
    size_t planned = p->classes->rules->programme.sites;

    return json_pack("{s:{s:o, s:o, s:b}, s:o, s:o, s:o, s:o, s:o, s:o}", "labels", "nombre",
                     count_json(p->sites), "prevus", count_json(planned), "depasse",
                     p->sites > planned, "vagues", waves_facts_json(p), "echeances",
                     deadlines_json(p), "subventions", grants_json(p), "porteurs",
                     bearers_json(p), "projets", projects_json(p), "manquants",
                     missing_json(p));
}

/* --- declared against computed
 * ----------------------------------------------------------------------- */

static json_t *cell_json(const table *t, size_t row, size_t column)
{
    const table_column *c = &t->columns[column];
    json_t *list;
    table_value v;
    int fault = 0;

    rows_value(t, row, column, &v);
    if (c->kind == COLUMN_LIST) {
        list = json_array();
        for (size_t i = 0; i < v.n_list; i++)
            fault |= json_array_append_new(list, text_json(v.list[i]));
        return whole(list, fault);
    }
    if (v.null)
        return json_null();
    return c->kind == COLUMN_TEXT ? text_json(v.text)
                                  : figure_json(v.number, pow(10, -c->decimals));
}

/* What the sites table says of the site, by the same names. */
static int add_evidence(json_t *into, const table *t, size_t row)
{
    static const char *const wanted[] = { "classe_calculee",
                                          "classes_possibles",
                                          "motif",
                                          "code_qp",
                                          "lib_qp",
                                          "distance_qpv_m",
                                          "profondeur_qpv_m",
                                          "code_centre",
                                          "lib_centre",
                                          "distance_centre_m",
                                          "marge_m",
                                          "localisation",
                                          "rayon_m",
                                          "classe",
                                          "justification" };
    int fault = 0;

    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++)
        for (size_t c = 0; c < t->n_columns; c++)
            if (!strcmp(t->columns[c].name, wanted[w]))
                fault |= json_object_set_new(into, wanted[w], cell_json(t, row, c));
    return fault;
}

static json_t *confusion_json(const mlg_declared *d)
{
    json_t *all = json_object();
    int fault = 0;

    for (int declared = 0; declared < MLG_CLASS_INDETERMINE; declared++) {
        json_t *row = json_object();

        for (int c = 0; c < MLG_CLASS_COUNT; c++)
            fault |= json_object_set_new(row, mlg_class_name((mlg_class)c),
                                         count_json(d->confusion[declared][c]));
        fault |= json_object_set_new(row, "compatible", count_json(d->compatible[declared])) |
                 json_object_set_new(all, mlg_class_name((mlg_class)declared), row);
    }
    return whole(all, fault);
}

json_t *declared_json(const mlg_declared *d)
{
    const mlg_sites *s = d->classes->sites;
    json_t *list = json_array(), *all;
    sites_words words;
    table t;
    int fault = 0;

    if (!d->declared) { /* `manquants` says so */
        json_decref(list);
        return json_null();
    }
    sites_table(&t, &words, d->classes);
    for (size_t i = 0; i < d->n_disagreements; i++) {
        json_t *one = site_json(s, d->disagreements[i]);

        fault |= json_object_set_new(
                     one, "classe_declaree",
                     text_json(mlg_class_name(mlg_declared_class(s, d->disagreements[i])))) |
                 add_evidence(one, &t, d->disagreements[i]) | json_array_append_new(list, one);
    }
    all = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "declares", count_json(d->declared),
                    "sans_declaration", count_json(d->undeclared), "concordants",
                    count_json(d->agreed), "compatibles", count_json(d->possible),
                    "discordants", count_json(d->n_disagreements), "confusion",
                    confusion_json(d), "desaccords", list);
    return whole(all, fault);
}
