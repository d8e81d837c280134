#include "report/provenance.h"

#include "maillage/version.h"
#include "report/json.h"
#include "report/tables.h"

#include <math.h>
#include <string.h>

static json_t *number(double value)
{
    if (!isfinite(value))
        return json_null();
    return value == floor(value) && fabs(value) < 1e15 ? json_integer((json_int_t)value)
                                                       : json_real(value);
}

/* A radius of the rules: metres, or the whole commune. */
static json_t *radius(double metres)
{
    return metres < 0 ? json_string("commune") : number(metres);
}

static json_t *parameters(const mlg_provenance *p)
{
    const mlg_rules *r = p->rules;
    json_t *all;

    if (!r && isfinite(p->tolerance_m))
        return json_pack("{s:o}", "tolerance_m", number(p->tolerance_m));
    all = !r ? json_object()
             : json_pack(
                   "{s:s, s:o, s:s, s:o, s:{s:o, s:o, s:o, s:o}, s:o, s:o, s:o}", "regles",
                   r->name, "proximite_m", number(r->proximity_m), "borne",
                   r->proximity_strict ? "stricte" : "incluse", "marge_commune_m",
                   number(r->commune_margin_m), "precision", "housenumber",
                   radius(r->precision.housenumber_m), "street", radius(r->precision.street_m),
                   "locality", radius(r->precision.locality_m), "municipality",
                   radius(r->precision.municipality_m), "part_desservi",
                   number(r->coverage.served), "part_non_pourvu", number(r->coverage.unserved),
                   "portee_m", number(p->n_reaches ? p->reaches[0].m : NAN));

    if (all && p->simplify_m > 0) /* only where borders were moved */
        json_object_set_new(all, "simplification_m", number(ceil(p->simplify_m * 100) / 100));
    return all;
}

static json_t *texts_json(char *const *texts, unsigned n)
{
    json_t *list = json_array();
    int fault = 0;

    for (unsigned i = 0; i < n; i++)
        fault |= json_array_append_new(list, text_json(texts[i]));
    if (!fault)
        return list;
    json_decref(list);
    return NULL;
}

/* The network measured, when it is not the one of the list. */
static int set_network(json_t *all, const mlg_study *s)
{
    int fault = 0;

    if (s->n_without)
        fault |= json_object_set_new(all, "sans", texts_json(s->without, s->n_without));
    if (s->after_wave)
        fault |= json_object_set_new(all, "apres_vague", text_json(s->after_wave));
    if (s->until)
        fault |= json_object_set_new(all, "jusqu_au", text_json(s->until));
    return fault;
}

/* The catchments that are reach, when there are any. */
static int set_catchments(json_t *all, const mlg_study *s)
{
    json_t *list = json_array();
    int fault = 0;

    for (unsigned i = 0; i < s->n_catchments; i++) {
        const mlg_study_layer *l = &s->catchments[i];

        fault |= json_array_append_new(
            list, json_pack("{s:o, s:o}", "nom", l->name ? text_json(l->name) : json_null(),
                            "choix", texts_json(l->where, l->n_where)));
    }
    return json_object_set_new(all, "dessertes", list) || fault;
}

/* In metres or, where catchments have one to themselves, as they are called. */
static json_t *reaches_json(const mlg_provenance *p, bool named)
{
    json_t *list = json_array();

    for (size_t i = 0; i < p->n_reaches; i++) {
        char name[64];

        reach_name(name, sizeof name, p->reaches[i]);
        json_array_append_new(list, named ? text_json(name) : number(p->reaches[i].m));
    }
    return list;
}

/* Named only where there are several: a study of one reach says it once. */
static json_t *with_reaches(json_t *all, const mlg_provenance *p)
{
    bool named = false;

    if (all && p->study &&
        (set_network(all, p->study) || (p->by_catchments && set_catchments(all, p->study)))) {
        json_decref(all);
        return NULL;
    }
    for (size_t i = 0; i < p->n_reaches; i++)
        named |= p->reaches[i].name != NULL;
    if (!all || (p->n_reaches < 2 && !named) ||
        !json_object_set_new(all, named ? "portees" : "portees_m", reaches_json(p, named)))
        return all;
    json_decref(all);
    return NULL;
}

/* With what the network was asked for, if there is one. */
static json_t *all_parameters(const mlg_provenance *p)
{
    json_t *all = parameters(p);
    const mlg_network *n = p->network;

    if (!n || !json_object_set_new(all, "reseau",
                                   json_pack("{s:o, s:o, s:o}", "rattachement_max_m",
                                             number(n->within_m), "maillage_max_m",
                                             number(n->mesh_m), "territoire_d_abord",
                                             n->first ? text_json(n->first) : json_null())))
        return all;
    json_decref(all);
    return NULL;
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

const mlg_study_layer *provenance_said(const mlg_study *s, const mlg_input *in)
{
    if (!s)
        return NULL;

    const struct {
        const char *role;
        const mlg_study_layer *list;
        unsigned n;
    } roles[] = { { "sites", s->sites, s->n_sites },
                  { "qpv", s->qpv, s->n_qpv },
                  { "centres", s->centres, s->n_centres },
                  { "communes", s->communes, s->n_communes },
                  { "territoires", s->territories, s->n_territories },
                  { "population", s->population, s->n_population },
                  { "dessertes", s->catchments, s->n_catchments },
                  { "fabriques", s->network ? s->network->hubs : NULL,
                    s->network ? s->network->n_hubs : 0 },
                  { "prevus", s->with, s->n_with } };

    for (size_t r = 0; r < sizeof roles / sizeof *roles; r++) {
        if (strcmp(roles[r].role, in->role))
            continue;
        for (unsigned i = 0; i < roles[r].n; i++) {
            const mlg_study_layer *l = &roles[r].list[i];

            if (roles[r].n == 1 || (in->name && l->name && !strcmp(in->name, l->name)))
                return l;
        }
    }
    return NULL;
}

static int set_said(json_t *source, const char *key, const char *text)
{
    return text ? json_object_set_new(source, key, text_json(text)) : 0;
}

/* Where it comes from and on what terms, when the study says so. */
static json_t *with_said(json_t *source, const mlg_study_layer *said)
{
    if (!said ||
        !(set_said(source, "source", said->source) |
          set_said(source, "licence", said->licence) | set_said(source, "date", said->dated)))
        return source;
    json_decref(source);
    return NULL;
}

static json_t *source(const mlg_input *in, const mlg_study *study)
{
    const mlg_layer *l = in->layer;

    json_t *facts = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:o}", "role", in->role, "nom",
        or_empty(in->name), "format", or_empty(l->format), "encodage", or_empty(l->encoding),
        "encodage_selon", or_empty(l->encoding_from), "crs", or_empty(l->crs), "crs_selon",
        or_empty(l->crs_from), "enregistrements", (json_int_t)l->n, "sans_geometrie",
        (json_int_t)l->n_without_geometry, "fichiers", files_json(l));
    return with_said(facts, provenance_said(study, in));
}

json_t *provenance_json(const mlg_provenance *p)
{
    json_t *sources = json_array(), *all;

    for (size_t i = 0; i < p->n_inputs; i++)
        json_array_append_new(sources, source(&p->inputs[i], p->study));
    all = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "outil", "maillage", "version",
                    mlg_version(MLG_VERSION_MAILLAGE), "geos", mlg_version(MLG_VERSION_GEOS),
                    "proj", mlg_version(MLG_VERSION_PROJ), "parametres",
                    with_reaches(all_parameters(p), p), "sources", sources);
    if (!all || json_array_size(sources) == p->n_inputs)
        return all;
    json_decref(all);
    return NULL;
}
