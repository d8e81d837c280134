#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "maillage/output.h"
#include "report/provenance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rounded to `unit`, so that the last bits of a sum never show. */
static json_t *figure(double value, double unit)
{
    return isfinite(value) ? json_real(round(value / unit) * unit) : json_null();
}

static json_t *count(size_t n)
{
    return json_integer((json_int_t)n);
}

static json_t *counts_json(size_t sites, const size_t *classes, const size_t *eligibilities)
{
    json_t *by_class = json_object(), *by_eligibility = json_object();
    int fault = 0;

    for (int i = 0; i < MLG_CLASS_COUNT; i++)
        fault |= json_object_set_new(by_class, mlg_class_name((mlg_class)i), count(classes[i]));
    for (int i = 0; i < MLG_ELIGIBLE_COUNT; i++)
        fault |= json_object_set_new(by_eligibility, mlg_eligibility_name((mlg_eligibility)i),
                                     count(eligibilities[i]));
    json_t *all = json_pack("{s:o, s:o, s:o}", "sites", count(sites), "classes", by_class,
                            "eligibilites", by_eligibility);
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *classes_json(const mlg_classification *c)
{
    return json_pack(
        "{s:s, s:s, s:o, s:o}", "qpv", mlg_zones_name(c->qpv), "centres",
        mlg_zones_name(c->centres), "tous",
        counts_json(c->all.sites, c->all.classes, c->all.eligibilities), "fabriques",
        counts_json(c->fabriques.sites, c->fabriques.classes, c->fabriques.eligibilities));
}

static json_t *level_json(const mlg_level_coverage *l)
{
    json_t *statuts = json_object();
    int fault = 0;

    for (int i = 0; i < MLG_STATUT_COUNT; i++)
        fault |=
            json_object_set_new(statuts, mlg_statut_name((mlg_statut)i), count(l->statuts[i]));
    json_t *all = json_pack(
        "{s:s, s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o}}", "niveau", mlg_zones_name(l->zones),
        "territoires", count(mlg_zones_count(l->zones)), "sans_fabrique",
        count(mlg_zones_count(l->zones) - l->statuts[MLG_STATUT_POURVU]), "statuts", statuts,
        "sites_rattaches", "par_code", count(l->attached_by_code), "par_point_interieur",
        count(l->attached_by_interior), "par_position", count(l->attached_by_position),
        "hors_de_tout_territoire", count(l->unattached));
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
    json_t *all = json_pack("{s:o, s:o, s:o, s:o, s:{s:o, s:o}}", "niveaux", levels, "portee_m",
                            figure(c->reach_m, 0.01), "population", figure(c->population, 0.1),
                            "population_hors_portee", figure(c->population_out, 0.1), "lacunes",
                            "nombre", count(c->n_gaps), "surface_km2",
                            isfinite(c->reach_m) ? figure(area / 1e6, 1e-4) : json_null());
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *group_json(const mlg_diag_group *g)
{
    json_t *cases = json_array();
    int fault = 0;

    for (size_t i = 0; i < g->n_items; i++) {
        char text[480];

        mlg_diag_output_text(&g->items[i], text, sizeof text);
        fault |= json_array_append_new(cases, json_pack("{s:I, s:s}", "enregistrement",
                                                        (json_int_t)g->items[i].record,
                                                        "message", text));
    }
    json_t *all =
        json_pack("{s:s, s:s, s:s, s:I, s:o}", "niveau",
                  g->level == MLG_WARNING ? "avertissement" : "note", "genre", g->kind,
                  "fichier", g->where, "nombre", (json_int_t)g->count, "cas", cases);
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *diag_json(const mlg_diag *diag)
{
    json_t *all = json_array();

    for (size_t i = 0; i < diag->n; i++) {
        if (json_array_append_new(all, group_json(&diag->groups[i]))) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

static int append(const char *bytes, size_t n, void *out)
{
    buf_add(out, bytes, n);
    return 0;
}

static mlg_code write_json(json_t *all, const char *path, bool overwrite, mlg_err *err)
{
    buf text = { 0 };
    file_out *to = NULL;
    mlg_code code = MLG_OK;

    if (!all ||
        json_dump_callback(all, append, &text, JSON_INDENT(2) | JSON_REAL_PRECISION(12)))
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    buf_char(&text, '\n');
    if (code == MLG_OK && text.broken)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK)
        code = file_out_open(&to, path, overwrite, err);
    if (code == MLG_OK) {
        code = file_out_write(to, text.at, text.n, err);
        if (code == MLG_OK)
            code = file_out_commit(to, err);
        else
            file_out_abort(to);
    }
    buf_free(&text);
    return code;
}

mlg_code mlg_write_summary(const char *title, const mlg_provenance *provenance,
                           const mlg_classification *classes, const mlg_coverage *coverage,
                           const mlg_diag *diag, const char *path, bool overwrite, mlg_err *err)
{
    json_t *all = json_object();
    int fault = 0;
    mlg_code code;

    if (title)
        fault |= json_object_set_new(all, "titre", json_string(title));
    fault |= json_object_set_new(all, "maillage", provenance_json(provenance));
    if (classes)
        fault |= json_object_set_new(all, "classement", classes_json(classes));
    if (coverage)
        fault |= json_object_set_new(all, "couverture", coverage_json(coverage));
    fault |= json_object_set_new(all, "avertissements", diag_json(diag));
    code = fault ? mlg_fail(err, MLG_ENOMEM, _("out of memory"))
                 : write_json(all, path, overwrite, err);
    json_decref(all);
    return code;
}
