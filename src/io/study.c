#include "io/study.h"

#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"
#include "io/doc_json.h"
#include "io/encoding.h"
#include "io/readers.h"
#include "io/value.h"
#include "maillage/simplify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LAYERS_MAX = 64,
    COVERS_MAX = 200,
    OUTPUTS_MAX = 16,
    DISTANCES_MAX = 32,
    REACHES_MAX = 20,
    PATH_ROOM = 96,
    SHOWN = 80
};

/* --- what a study file may say --------------------------------------------------------- */

#define COLUMN(name) DOC_TEXT_OPTIONAL(#name, mlg_columns, name)

static const cyaml_schema_field_t site_columns[] = {
    COLUMN(id),    COLUMN(name),     COLUMN(lon),           COLUMN(lat),    COLUMN(x),
    COLUMN(y),     COLUMN(commune),  COLUMN(precision),     COLUMN(kind),   COLUMN(wave),
    COLUMN(date),  COLUMN(declared), COLUMN(grant),         COLUMN(bearer), COLUMN(state),
    COLUMN(reach), COLUMN(override), COLUMN(justification), CYAML_FIELD_END
};
static const cyaml_schema_field_t zone_columns[] = { COLUMN(code), COLUMN(label),
                                                     CYAML_FIELD_END };
static const cyaml_schema_field_t territory_columns[] = { COLUMN(code), COLUMN(label),
                                                          COLUMN(population), CYAML_FIELD_END };
static const cyaml_schema_field_t cell_columns[] = { COLUMN(lon),        COLUMN(lat),
                                                     COLUMN(x),          COLUMN(y),
                                                     COLUMN(population), CYAML_FIELD_END };

/* What every layer may say. */
#define LAYER(columns_of)                                                                      \
    DOC_TEXT("file", mlg_study_layer, file), DOC_TEXT_OPTIONAL("crs", mlg_study_layer, crs),   \
        DOC_TEXT_OPTIONAL("encoding", mlg_study_layer, encoding),                              \
        DOC_TEXT_OPTIONAL("licence", mlg_study_layer, licence),                                \
        DOC_TEXT_OPTIONAL("source", mlg_study_layer, source),                                  \
        DOC_TEXT_OPTIONAL("date", mlg_study_layer, dated),                                     \
        CYAML_FIELD_MAPPING("columns", CYAML_FLAG_OPTIONAL, mlg_study_layer, columns,          \
                            columns_of)
#define TEXTS(key, member)                                                                     \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, mlg_study_layer, \
                               member, n_##member, &doc_text_entry, 1, COVERS_MAX)
#define COVERS                                                                                 \
    CYAML_FIELD_SEQUENCE_COUNT("covers", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,             \
                               mlg_study_layer, covers, n_covers, &doc_text_entry, 1,          \
                               COVERS_MAX)

static const cyaml_schema_field_t site_layer[] = {
    LAYER(site_columns), DOC_TEXT_OPTIONAL("precision", mlg_study_layer, precision),
    CYAML_FIELD_END
};
static const cyaml_schema_field_t qpv_layer[] = {
    DOC_TEXT_OPTIONAL("name", mlg_study_layer, name),
    LAYER(zone_columns),
    COVERS,
    DOC_TEXT_OPTIONAL("valid", mlg_study_layer, valid),
    DOC_TEXT_OPTIONAL("valid_overseas", mlg_study_layer, valid_overseas),
    CYAML_FIELD_END
};
static const cyaml_schema_field_t zone_layer[] = {
    DOC_TEXT_OPTIONAL("name", mlg_study_layer, name), LAYER(zone_columns), COVERS,
    CYAML_FIELD_END
};
static const cyaml_schema_field_t commune_layer[] = { LAYER(zone_columns), CYAML_FIELD_END };
static const cyaml_schema_field_t territory_layer[] = {
    DOC_TEXT("level", mlg_study_layer, name), LAYER(territory_columns), CYAML_FIELD_END
};
static const cyaml_schema_field_t network_fields[] = {
    CYAML_FIELD_MAPPING_PTR("hubs", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, mlg_study_network,
                            hubs, site_layer),
    DOC_TEXT_OPTIONAL("within", mlg_study_network, within),
    DOC_TEXT_OPTIONAL("first", mlg_study_network, first),
    DOC_TEXT_OPTIONAL("mesh", mlg_study_network, mesh), CYAML_FIELD_END
};
static const cyaml_schema_field_t cell_layer[] = { LAYER(cell_columns), TEXTS("groups", groups),
                                                   CYAML_FIELD_END };

static const cyaml_schema_field_t catchment_columns[] = { COLUMN(site), CYAML_FIELD_END };
static const cyaml_schema_field_t catchment_layer[] = {
    DOC_TEXT_OPTIONAL("name", mlg_study_layer, name), LAYER(catchment_columns),
    TEXTS("where", where), CYAML_FIELD_END
};

static const cyaml_schema_value_t qpv_entry = { CYAML_VALUE_MAPPING(
    CYAML_FLAG_DEFAULT, mlg_study_layer, qpv_layer) };
static const cyaml_schema_value_t zone_entry = { CYAML_VALUE_MAPPING(
    CYAML_FLAG_DEFAULT, mlg_study_layer, zone_layer) };
static const cyaml_schema_value_t territory_entry = { CYAML_VALUE_MAPPING(
    CYAML_FLAG_DEFAULT, mlg_study_layer, territory_layer) };

static const cyaml_schema_value_t catchment_entry = { CYAML_VALUE_MAPPING(
    CYAML_FLAG_DEFAULT, mlg_study_layer, catchment_layer) };

#define PARAMETER(name) DOC_TEXT_OPTIONAL(#name, mlg_parameters, name)

static const cyaml_schema_field_t parameters[] = {
    PARAMETER(proximity), PARAMETER(bound),    PARAMETER(commune_margin),
    PARAMETER(served),    PARAMETER(unserved), PARAMETER(housenumber),
    PARAMETER(street),    PARAMETER(locality), PARAMETER(municipality),
    CYAML_FIELD_END
};

static const cyaml_schema_field_t publication[] = {
    DOC_TEXT_OPTIONAL("simplify", mlg_publication, simplify),
    DOC_TEXT_OPTIONAL("max_size", mlg_publication, max_size),
    DOC_TEXT_OPTIONAL("decimals", mlg_publication, decimals),
    DOC_TEXT_OPTIONAL("fiches", mlg_publication, fiches), CYAML_FIELD_END
};

#define OPTIONAL_LIST (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)

static const cyaml_schema_field_t study_fields[] = {
    DOC_TEXT_OPTIONAL("title", mlg_study, title),
    DOC_TEXT_OPTIONAL("rules", mlg_study, rules),
    CYAML_FIELD_MAPPING("parameters", CYAML_FLAG_OPTIONAL, mlg_study, parameters, parameters),
    CYAML_FIELD_MAPPING_PTR("sites", CYAML_FLAG_POINTER, mlg_study, sites, site_layer),
    CYAML_FIELD_SEQUENCE_COUNT("qpv", OPTIONAL_LIST, mlg_study, qpv, n_qpv, &qpv_entry, 1,
                               LAYERS_MAX),
    CYAML_FIELD_SEQUENCE_COUNT("centres", OPTIONAL_LIST, mlg_study, centres, n_centres,
                               &zone_entry, 1, LAYERS_MAX),
    CYAML_FIELD_MAPPING_PTR("communes", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, mlg_study,
                            communes, commune_layer),
    CYAML_FIELD_SEQUENCE_COUNT("territories", OPTIONAL_LIST, mlg_study, territories,
                               n_territories, &territory_entry, 1, LAYERS_MAX),
    CYAML_FIELD_MAPPING_PTR("population", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, mlg_study,
                            population, cell_layer),
    CYAML_FIELD_SEQUENCE_COUNT("catchments", OPTIONAL_LIST, mlg_study, catchments, n_catchments,
                               &catchment_entry, 1, LAYERS_MAX),
    DOC_TEXT_OPTIONAL("target", mlg_study, target),
    DOC_TEXT_OPTIONAL("at", mlg_study, at),
    CYAML_FIELD_SEQUENCE_COUNT("sensitivity", OPTIONAL_LIST, mlg_study, sensitivity,
                               n_sensitivity, &doc_text_entry, 1, DISTANCES_MAX),
    CYAML_FIELD_SEQUENCE_COUNT("levels", OPTIONAL_LIST, mlg_study, levels, n_levels,
                               &doc_text_entry, 1, LAYERS_MAX),
    CYAML_FIELD_MAPPING_PTR("with", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, mlg_study, with,
                            site_layer),
    CYAML_FIELD_SEQUENCE_COUNT("without", OPTIONAL_LIST, mlg_study, without, n_without,
                               &doc_text_entry, 1, COVERS_MAX),
    DOC_TEXT_OPTIONAL("after_wave", mlg_study, after_wave),
    DOC_TEXT_OPTIONAL("until", mlg_study, until),
    DOC_TEXT_OPTIONAL("reach", mlg_study, reach),
    CYAML_FIELD_MAPPING_PTR("network", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, mlg_study,
                            network, network_fields),
    CYAML_FIELD_SEQUENCE_COUNT("outputs", OPTIONAL_LIST, mlg_study, outputs, n_outputs,
                               &doc_text_entry, 1, OUTPUTS_MAX),
    DOC_TEXT_OPTIONAL("csv", mlg_study, csv),
    CYAML_FIELD_MAPPING("publication", CYAML_FLAG_OPTIONAL, mlg_study, publication,
                        publication),
    CYAML_FIELD_END
};
static const cyaml_schema_value_t schema = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, mlg_study,
                                                                 study_fields) };

static const char *const bounds[] = { "strict", "inclusive", NULL };
static const char *const outputs[] = { "sites",           "territoires",  "non_pourvus",
                                       "distances",       "scenario",     "lacunes",
                                       "carte",           "dossier",      "territoires.csv",
                                       "non_pourvus.csv", "scenario.csv", "classeur",
                                       "rapport",         "reseau",       NULL };
static const char *const flavours[] = { "machine", "excel_fr", NULL };

/* --- checks that no schema makes -------------------------------------------------------- */

static mlg_code check_parameters(const mlg_parameters *p, const doc *d, mlg_err *err)
{
    double metres, served = 1, unserved = 0;
    unsigned which;

    if (value_distance(d, "parameters.proximity", p->proximity, &metres, err) ||
        value_word(d, "parameters.bound", p->bound, bounds, &which, err) ||
        value_distance(d, "parameters.commune_margin", p->commune_margin, &metres, err) ||
        value_share(d, "parameters.served", p->served, &served, err) ||
        value_share(d, "parameters.unserved", p->unserved, &unserved, err) ||
        value_radius(d, "parameters.housenumber", p->housenumber, &metres, err) ||
        value_radius(d, "parameters.street", p->street, &metres, err) ||
        value_radius(d, "parameters.locality", p->locality, &metres, err) ||
        value_radius(d, "parameters.municipality", p->municipality, &metres, err))
        return err->code;
    if (unserved > served)
        return doc_fail(err, doc_line(d, "parameters.unserved"),
                        _("'unserved' (%s) is greater than 'served' (%s)"), p->unserved,
                        p->served);
    return MLG_OK;
}

static mlg_code check_publication(const mlg_study *s, const doc *d, mlg_err *err)
{
    const mlg_publication *p = &s->publication;
    mlg_simplify_options options;
    mlg_err why = { 0 };
    unsigned i = 0;

    if (mlg_publication_read(&options, p, &why) != MLG_OK)
        return doc_fail(err, doc_line(d, "publication"), "%s", why.what);
    while (p->fiches && i < s->n_territories && strcmp(s->territories[i].name, p->fiches))
        i++;
    if (!p->fiches || i < s->n_territories)
        return MLG_OK;
    return doc_fail(err, doc_line(d, "publication.fiches"),
                    _("'fiches' is '%.60s', which is the level of no territories here"),
                    p->fiches);
}

/* One layer, and where the document says it: "sites", "qpv[0]". */
typedef struct said {
    mlg_study_layer *layer;
    char path[PATH_ROOM];
} said;

static unsigned line_of(const said *s, const doc *d, const char *key)
{
    char path[2 * PATH_ROOM];

    snprintf(path, sizeof path, "%s.%s", s->path, key);
    return doc_line(d, path);
}

/* Names become parts of file names and of column names. */
static mlg_code check_name(const said *s, const doc *d, const char *key, mlg_err *err)
{
    const char *name = s->layer->name;
    char shown[SHOWN], folded[SHOWN];

    if (!name)
        return MLG_OK;
    text_fold(folded, sizeof folded, name);
    if (strlen(name) <= 64 && !strpbrk(name, "/\\:*?\"<>|\n\t") && folded[0] && name[0] != '.')
        return MLG_OK;
    return doc_fail(err, line_of(s, d, key),
                    _("'%s' is '%s'; it becomes part of a file name and takes at most 64 "
                      "letters, digits, '-', '_', '.' and spaces"),
                    key, readers_quote(shown, sizeof shown, name, strlen(name)));
}

static mlg_code check_pair(const said *s, const doc *d, const char *a, const char *a_key,
                           const char *b, const char *b_key, mlg_err *err)
{
    if (!a == !b)
        return MLG_OK;
    return doc_fail(err, line_of(s, d, a ? a_key : b_key), _("'%s' is given without '%s'"),
                    strrchr(a ? a_key : b_key, '.') + 1, strrchr(a ? b_key : a_key, '.') + 1);
}

/* "COLUMN=VALUE" */
static mlg_code check_where(const said *s, const doc *d, mlg_err *err)
{
    for (unsigned i = 0; i < s->layer->n_where; i++) {
        const char *text = s->layer->where[i];
        char key[32], shown[SHOWN];

        if (strchr(text, '=') && *text != '=')
            continue;
        snprintf(key, sizeof key, "where[%u]", i);
        return doc_fail(err, line_of(s, d, key), _("'%s' is no condition such as COLUMN=VALUE"),
                        readers_quote(shown, sizeof shown, text, strlen(text)));
    }
    return MLG_OK;
}

static mlg_code check_layer(const said *s, const doc *d, mlg_err *err)
{
    const mlg_columns *c = &s->layer->columns;
    char path[2 * PATH_ROOM];
    encoding *e = NULL;
    mlg_err why;
    mlg_period period;
    double metres;

    snprintf(path, sizeof path, "%s.valid", s->path);
    if (value_period(d, path, s->layer->valid, &period, err) != MLG_OK ||
        check_where(s, d, err) != MLG_OK)
        return err->code;
    snprintf(path, sizeof path, "%s.valid_overseas", s->path);
    if (value_period(d, path, s->layer->valid_overseas, &period, err) != MLG_OK)
        return err->code;
    snprintf(path, sizeof path, "%s.precision", s->path);
    if (value_radius(d, path, s->layer->precision, &metres, err) ||
        check_pair(s, d, c->lon, "columns.lon", c->lat, "columns.lat", err) ||
        check_pair(s, d, c->x, "columns.x", c->y, "columns.y", err))
        return err->code;
    if (s->layer->encoding && encoding_open(&e, s->layer->encoding, &why) != MLG_OK) {
        if (why.code != MLG_EDATA) {
            *err = why;
            return why.code;
        }
        return doc_fail(err, line_of(s, d, "encoding"), "%s", why.what);
    }
    encoding_free(e);
    return MLG_OK;
}

/* Several layers of one role are told apart by their names, accents and case aside. */
static mlg_code check_names(const said *all, size_t n, const doc *d, const char *key,
                            mlg_err *err)
{
    char one[SHOWN], other[SHOWN];

    for (size_t i = 0; i < n; i++) {
        if (check_name(&all[i], d, key, err) != MLG_OK)
            return err->code;
        if (!all[i].layer->name && n > 1)
            return doc_fail(err, doc_line(d, all[i].path),
                            _("key '%s' is missing: it tells several layers apart"), key);
        for (size_t k = 0; k < i; k++) {
            text_fold(one, sizeof one, all[i].layer->name);
            text_fold(other, sizeof other, all[k].layer->name);
            if (!strcmp(one, other))
                return doc_fail(err, line_of(&all[i], d, key),
                                _("'%s' is '%s', as at line %u; each layer needs its own"), key,
                                readers_quote(one, sizeof one, all[i].layer->name,
                                              strlen(all[i].layer->name)),
                                line_of(&all[k], d, key));
        }
    }
    return MLG_OK;
}

/* Every layer of the study, role by role. Returns their number; `first` takes the number of
 * the first qpv, centre, catchment and territory, then the total. */
enum { ALL_MAX = 6 + 4 * LAYERS_MAX };

static size_t list_each(said *all, size_t n, const char *role, mlg_study_layer *layers,
                        unsigned n_layers)
{
    for (unsigned i = 0; i < n_layers; i++, n++) {
        all[n].layer = &layers[i];
        snprintf(all[n].path, PATH_ROOM, "%s[%u]", role, i);
    }
    return n;
}

static size_t list_layers(said *all, mlg_study *s, size_t first[5])
{
    size_t n = 0;

    if (s->sites)
        all[n++] = (said){ s->sites, "sites" };
    if (s->communes)
        all[n++] = (said){ s->communes, "communes" };
    if (s->population)
        all[n++] = (said){ s->population, "population" };
    if (s->network && s->network->hubs)
        all[n++] = (said){ s->network->hubs, "network.hubs" };
    if (s->with)
        all[n++] = (said){ s->with, "with" };
    first[0] = n;
    first[1] = n = list_each(all, n, "qpv", s->qpv, s->n_qpv);
    first[2] = n = list_each(all, n, "centres", s->centres, s->n_centres);
    first[3] = n = list_each(all, n, "catchments", s->catchments, s->n_catchments);
    return first[4] = list_each(all, n, "territories", s->territories, s->n_territories);
}

static mlg_code check_outputs(const mlg_study *s, const doc *d, mlg_err *err)
{
    unsigned given[OUTPUTS_MAX], flavour;
    double metres;
    char path[PATH_ROOM];

    for (unsigned i = 0; i < s->n_outputs; i++) {
        snprintf(path, sizeof path, "outputs[%u]", i);
        if (value_word(d, path, s->outputs[i], outputs, &given[i], err) != MLG_OK)
            return err->code;
        for (unsigned k = 0; k < i; k++)
            if (given[k] == given[i])
                return doc_fail(err, doc_line(d, path), _("'%s' is asked for twice"),
                                s->outputs[i]);
    }
    for (unsigned i = 0; i < s->n_sensitivity; i++) {
        snprintf(path, sizeof path, "sensitivity[%u]", i);
        if (value_distance(d, path, s->sensitivity[i], &metres, err) != MLG_OK)
            return err->code;
    }
    return value_word(d, "csv", s->csv, flavours, &flavour, err);
}

static mlg_code check_reach(const mlg_study *s, const doc *d, mlg_err *err)
{
    mlg_reach reaches[REACHES_MAX];
    size_t n = s->reach ? mlg_reaches_read(s->reach, s, reaches, REACHES_MAX) : 0;
    char shown[SHOWN];

    if (s->reach && !n)
        return doc_fail(err, doc_line(d, "reach"),
                        _("'reach' is '%s'; it takes a distance such as 20km or the name of "
                          "catchments, or several that differ: 10km,20km"),
                        readers_quote(shown, sizeof shown, s->reach, strlen(s->reach)));
    for (size_t i = 0; i < n; i++)
        if (reaches[i].m <= 0)
            return doc_fail(
                err, doc_line(d, "reach"),
                _("'reach' is 0; it takes a distance such as 20km, or is left out"));
    return value_date(d, "until", s->until, err);
}

/* A distance of the network that is more than nothing, or left out. */
static mlg_code check_distance(const doc *d, const char *path, const char *text, mlg_err *err)
{
    double metres = 1;

    if (value_distance(d, path, text, &metres, err) != MLG_OK)
        return err->code;
    if (metres > 0)
        return MLG_OK;
    return doc_fail(err, doc_line(d, path),
                    _("'%s' is 0; it takes a distance such as 20km, or is left out"),
                    strrchr(path, '.') + 1);
}

/* Is it one of the levels, given or made of the communes? */
static bool is_level(const mlg_study *s, const char *name)
{
    for (unsigned i = 0; i < s->n_territories; i++)
        if (!strcmp(name, s->territories[i].name))
            return true;
    for (unsigned i = 0; i < s->n_levels; i++) {
        size_t n = strcspn(s->levels[i], "=");

        if (strlen(name) == n && !strncmp(name, s->levels[i], n))
            return true;
    }
    return false;
}

static mlg_code check_network(const mlg_study *s, const doc *d, mlg_err *err)
{
    const mlg_study_network *n = s->network;
    char shown[SHOWN];

    if (!n)
        return MLG_OK;
    if (check_distance(d, "network.within", n->within, err) ||
        check_distance(d, "network.mesh", n->mesh, err))
        return err->code;
    if (!n->first || is_level(s, n->first))
        return MLG_OK;
    return doc_fail(err, doc_line(d, "network.first"),
                    _("'first' is '%s', which is no level of 'territories'"),
                    readers_quote(shown, sizeof shown, n->first, strlen(n->first)));
}

/* --- files ------------------------------------------------------------------------------ */

static mlg_code resolve(char **path, const char *folder, mlg_err *err)
{
    size_t n = strlen(folder), m = strlen(*path);
    char *whole;

    if ((*path)[0] == '/' || !n)
        return MLG_OK;
    whole = malloc(n + m + 1);
    if (!whole)
        return readers_no_memory(err);
    memcpy(whole, folder, n);
    memcpy(whole + n, *path, m + 1);
    free(*path);
    *path = whole;
    return MLG_OK;
}

static mlg_code no_file(const char *path, unsigned line, mlg_err *err)
{
    char shown[128];

    return doc_fail(err, line,
                    _("there is no file '%s'; relative paths start at the study's folder"),
                    readers_quote(shown, sizeof shown, path, strlen(path)));
}

/* A path names a file; a bare word names rules that are shipped, unless such a file is
 * there. */
static mlg_code resolve_rules(mlg_study *s, const char *folder, const doc *d, mlg_err *err)
{
    char *path;
    size_t n;

    if (!s->rules)
        return MLG_OK;
    n = strlen(s->rules);
    path = strdup(s->rules);
    if (!path || resolve(&path, folder, err) != MLG_OK) {
        free(path);
        return readers_no_memory(err);
    }
    if (file_exists(path)) {
        free(s->rules);
        s->rules = path;
        return MLG_OK;
    }
    free(path);
    if (strchr(s->rules, '/') || (n > 5 && !strcmp(s->rules + n - 5, ".yaml")) ||
        (n > 4 && !strcmp(s->rules + n - 4, ".yml")))
        return no_file(s->rules, doc_line(d, "rules"), err);
    return MLG_OK;
}

static mlg_code resolve_files(mlg_study *s, const said *all, size_t n, const char *folder,
                              const doc *d, mlg_err *err)
{
    for (size_t i = 0; i < n; i++) {
        if (resolve(&all[i].layer->file, folder, err) != MLG_OK)
            return err->code;
        if (!file_exists(all[i].layer->file))
            return no_file(all[i].layer->file, line_of(&all[i], d, "file"), err);
    }
    return resolve_rules(s, folder, d, err);
}

/* --- doors ------------------------------------------------------------------------------ */

static mlg_code check_study(mlg_study *s, const char *folder, const doc *d, mlg_err *err)
{
    said all[ALL_MAX];
    size_t first[5], n = list_layers(all, s, first);

    if (check_parameters(&s->parameters, d, err) || check_outputs(s, d, err) ||
        check_reach(s, d, err) || check_publication(s, d, err) || check_network(s, d, err))
        return err->code;
    for (size_t i = 0; i < n; i++)
        if (check_layer(&all[i], d, err) != MLG_OK)
            return err->code;
    if (check_names(all + first[0], first[1] - first[0], d, "name", err) ||
        check_names(all + first[1], first[2] - first[1], d, "name", err) ||
        check_names(all + first[2], first[3] - first[2], d, "name", err) ||
        check_names(all + first[3], first[4] - first[3], d, "level", err))
        return err->code;
    return folder ? resolve_files(s, all, n, folder, d, err) : MLG_OK;
}

mlg_code study_parse(mlg_study **out, const char *text, size_t n, const char *folder,
                     mlg_err *err)
{
    doc *d;
    void *data;
    mlg_study *s;
    mlg_code code;

    *out = NULL;
    if (doc_load(&d, &data, text, n, &schema, err) != MLG_OK)
        return err->code;
    s = data;
    s->n_sites = s->sites != NULL;
    s->n_communes = s->communes != NULL;
    s->n_population = s->population != NULL;
    if (s->network)
        s->network->n_hubs = s->network->hubs != NULL;
    s->n_with = s->with != NULL;
    code = check_study(s, folder, d, err);
    doc_free(d);
    if (code != MLG_OK) {
        mlg_study_free(s);
        return code;
    }
    *out = s;
    return MLG_OK;
}

mlg_code mlg_study_read(mlg_study **out, const char *path, mlg_err *err)
{
    size_t n = (size_t)(file_base(path) - path);
    char *folder;
    file f;
    mlg_code code;

    *out = NULL;
    if (file_read(&f, path, err) != MLG_OK)
        return err->code;
    folder = strndup(path, n);
    code = folder ? study_parse(out, f.data, f.size, folder, err) : readers_no_memory(err);
    free(folder);
    file_close(&f);
    return code == MLG_OK ? MLG_OK : mlg_at(err, path, 0);
}

/* Files and rules by their base names; layers that must have a name, by their file's. */
static void base_names(json_t *node)
{
    const char *key;
    json_t *value;
    size_t i;

    json_object_foreach(node, key, value)
    {
        const char *base = json_is_string(value) ? file_base(json_string_value(value)) : "";

        if (*base && (!strcmp(key, "file") || !strcmp(key, "rules")))
            json_string_set(value, base);
        else
            base_names(value);
    }
    json_array_foreach(node, i, value) base_names(value);
}

/* Options may leave a level unnamed; a file may not. */
static int name_levels(json_t *all)
{
    json_t *list = json_object_get(all, "territories"), *layer;
    size_t i;
    int fault = 0;

    json_array_foreach(list, i, layer)
    {
        const char *name = json_string_value(json_object_get(layer, "file"));

        if (!json_object_get(layer, "level"))
            fault |=
                json_object_set_new(layer, "level", json_stringn(name, strcspn(name, ".")));
    }
    return fault;
}

mlg_code mlg_study_text(char **out, const mlg_study *study, mlg_err *err)
{
    json_t *all = doc_json(&schema, study);

    base_names(all);
    *out = all && !name_levels(all) ? json_dumps(all, JSON_INDENT(2)) : NULL;
    json_decref(all);
    return *out ? MLG_OK : readers_no_memory(err);
}

mlg_study *mlg_study_new(void)
{
    return calloc(1, sizeof(mlg_study));
}

/* By hand rather than by schema: a program may have filled what no file of that role says. */
static void free_each(char *const *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(texts[i]);
}

static void free_texts(char **texts, size_t n)
{
    free_each(texts, n);
    free(texts);
}

static void free_layers(mlg_study_layer *layers, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        const mlg_study_layer *l = &layers[i];
        const mlg_columns *c = &l->columns;
        char *const texts[] = { l->valid,      l->valid_overseas,
                                l->name,       l->file,
                                l->crs,        l->encoding,
                                l->precision,  l->licence,
                                l->source,     l->dated,
                                c->id,         c->name,
                                c->lon,        c->lat,
                                c->x,          c->y,
                                c->commune,    c->precision,
                                c->kind,       c->wave,
                                c->date,       c->declared,
                                c->grant,      c->bearer,
                                c->state,      c->reach,
                                c->override,   c->justification,
                                c->code,       c->label,
                                c->population, c->site };

        free_each(texts, sizeof texts / sizeof *texts);
        free_texts(l->covers, l->n_covers);
        free_texts(l->groups, l->n_groups);
        free_texts(l->where, l->n_where);
    }
    free(layers);
}

static void free_parameters(const mlg_parameters *p)
{
    char *const texts[] = { p->proximity, p->bound,    p->commune_margin,
                            p->served,    p->unserved, p->housenumber,
                            p->street,    p->locality, p->municipality };

    free_each(texts, sizeof texts / sizeof *texts);
}

void mlg_study_free(mlg_study *s)
{
    if (!s)
        return;
    free_each((char *const[]){ s->title, s->rules, s->target, s->at, s->reach, s->csv,
                               s->after_wave, s->until },
              8);
    free_texts(s->sensitivity, s->n_sensitivity);
    free_parameters(&s->parameters);
    free_each((char *const[]){ s->publication.simplify, s->publication.max_size,
                               s->publication.decimals, s->publication.fiches },
              4);
    free_layers(s->sites, s->n_sites);
    free_layers(s->qpv, s->n_qpv);
    free_layers(s->centres, s->n_centres);
    free_layers(s->communes, s->n_communes);
    free_layers(s->territories, s->n_territories);
    free_layers(s->population, s->n_population);
    free_layers(s->catchments, s->n_catchments);
    if (s->network) {
        free_each((char *const[]){ s->network->within, s->network->first, s->network->mesh },
                  3);
        free_layers(s->network->hubs, s->network->n_hubs);
        free(s->network);
    }
    free_layers(s->with, s->n_with);
    free_texts(s->levels, s->n_levels);
    free_texts(s->without, s->n_without);
    free_texts(s->outputs, s->n_outputs);
    free(s);
}
