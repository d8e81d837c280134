#include "asked.h"

#include "base/i18n.h"
#include "maillage/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    const char *hubs, *hubs_precision, *within, *first, *mesh;
    const char *sites, *communes, *population, *precision, *rules, *proximity, *bound;
    const char *outputs, *simplify, *max_size, *decimals;
    const char *commune_margin, *at, *sensitivity, *served, *unserved, *reach;
    const char *levels, *groups, *with, *without, *after_wave, *until;
    opt_list qpv, centres, territories, catchments, catchments_where, columns, crs, encodings,
        covers, radii, valid, valid_overseas;
} asked;

static const struct {
    unsigned group;
    opt option;
} options[] = {
    { ASK_SITES, { .help = N_("Layers") } },
    { ASK_SITES,
      { .name = "sites",
        .required = true,
        .value = N_("FILE"),
        .help =
            N_("the places: CSV, GeoJSON or shapefile of points, or rows with a commune code"),
        .text = &asked.sites } },
    { ASK_CLASSES,
      { .name = "qpv",
        .required = true,
        .value = N_("[NAME=]FILE"),
        .help = N_("QPV polygons; NAME is their vintage; may be repeated: each site is judged "
                   "on the one in force at its date"),
        .list = &asked.qpv } },
    { ASK_CLASSES,
      { .name = "centres",
        .required = true,
        .value = N_("[NAME=]FILE"),
        .help = N_("polygons of the large urban centres; NAME is their definition; may be "
                   "repeated: the first judges, verify compares them"),
        .list = &asked.centres } },
    { ASK_SITES,
      { .name = "communes",
        .value = N_("FILE"),
        .help = N_("commune polygons, for sites located by their commune"),
        .text = &asked.communes } },
    { ASK_COVERAGE,
      { .name = "territories",
        .value = N_("[LEVEL=]FILE"),
        .help = N_("territory polygons: commune, epci, arrondissement, departement, region or "
                   "any name; may be repeated"),
        .list = &asked.territories } },
    { ASK_LEVEL,
      { .name = "territories",
        .value = N_("LEVEL=FILE"),
        .help = N_("territory polygons of the level that the rules name: projects must lie in "
                   "one without an existing fabrique"),
        .list = &asked.territories } },
    { ASK_COVERAGE,
      { .name = "levels",
        .value = N_("LEVEL[=COLUMN],..."),
        .help = N_("levels made of the communes by their codes: commune, epci, "
                   "arrondissement, departement, region, or any name and its column"),
        .text = &asked.levels } },
    { ASK_NETWORK,
      { .name = "hubs",
        .value = N_("FILE"),
        .help = N_("the fabriques, in a layer of their own: all of --sites then lean on them"),
        .text = &asked.hubs } },
    { ASK_NETWORK,
      { .name = "territories",
        .value = N_("[LEVEL=]FILE"),
        .help = N_("territory polygons, for densities; the first layer is also shared out "
                   "between the fabriques; may be repeated"),
        .list = &asked.territories } },
    { ASK_COVERAGE | ASK_NETWORK,
      { .name = "population",
        .value = N_("FILE"),
        .help = N_("points with a number of people (cells); else the territories' own column"),
        .text = &asked.population } },
    { ASK_COVERAGE,
      { .name = "groups",
        .value = N_("COLUMN,..."),
        .help = N_("further columns of people in the population file (age classes, incomes): "
                   "who is left out"),
        .text = &asked.groups } },
    { ASK_COVERAGE,
      { .name = "catchments",
        .value = N_("[NAME=]FILE"),
        .help = N_("polygons that fabriques serve (isochrones of any router), instead of a "
                   "distance; NAME says what they are: 30min; may be repeated"),
        .list = &asked.catchments } },
    { ASK_COVERAGE,
      { .name = "catchments-where",
        .value = N_("[NAME:]COLUMN=VALUE,..."),
        .help = N_("which of them, or of those called NAME: AA_MINS=30,AA_MODE=TC; several "
                   "values of one column are alternatives, several columns must all agree"),
        .list = &asked.catchments_where } },
    { ASK_COVERAGE,
      { .name = "with",
        .value = N_("FILE"),
        .help = N_("planned sites: what they change, territory by territory"),
        .text = &asked.with } },
    { ASK_COVERAGE,
      { .name = "without",
        .value = N_("ID,..."),
        .help = N_("sites that close: what that changes, likewise"),
        .text = &asked.without } },
    { ASK_COVERAGE,
      { .name = "after-wave",
        .value = N_("N"),
        .help = N_("only the fabriques of the first N waves"),
        .text = &asked.after_wave } },
    { ASK_COVERAGE,
      { .name = "until",
        .value = N_("DATE"),
        .help = N_("only the fabriques of that day or before: 2021-06-30"),
        .text = &asked.until } },
    { ASK_SITES,
      { .name = "column",
        .value = N_("LAYER.FIELD=COLUMN"),
        .help = N_("which column holds a field: sites.id=REF, qpv.code=CODE, "
                   "epci.population=PTOT; fields: id name lon lat x y commune precision kind "
                   "wave date declared grant bearer state reach override justification, code "
                   "label population of polygons, site of catchments"),
        .list = &asked.columns } },
    { ASK_SITES,
      { .name = "crs",
        .value = N_("[LAYER=]CRS"),
        .help =
            N_("coordinate system instead of what the file says: EPSG:2154, sites=EPSG:4326"),
        .list = &asked.crs } },
    { ASK_SITES,
      { .name = "encoding",
        .value = N_("[LAYER=]NAME"),
        .help = N_("encoding of the texts instead of what the file says: UTF-8, CP1252"),
        .list = &asked.encodings } },
    { ASK_CLASSES,
      { .name = "covers",
        .value = N_("LAYER=PLANE,..."),
        .help = N_("planes that a layer covers though it has no polygon there: qpv=reunion"),
        .list = &asked.covers } },
    { ASK_CLASSES,
      { .name = "valid",
        .value = N_("NAME=FROM/TO"),
        .help = N_("when the QPV layer of that name is in force: 2015=2015-01-01/2023-12-31, "
                   "2024=2024-01-01/.. (the rules know 2015 and 2024)"),
        .list = &asked.valid } },
    { ASK_CLASSES,
      { .name = "valid-overseas",
        .value = N_("NAME=FROM/TO"),
        .help = N_("the same overseas, where it differs"),
        .list = &asked.valid_overseas } },
    { ASK_CLASSES,
      { .name = "at",
        .value = N_("date|DAY|NAME"),
        .help = N_("judge each site on the QPV in force at its own date (the default when it "
                   "can be done), on a day such as 2021-06-30, or on the QPV layer of that "
                   "name"),
        .text = &asked.at } },
    { ASK_SITES, { .help = N_("Rules") } },
    { ASK_SITES,
      { .name = "rules",
        .value = N_("NAME|FILE"),
        .help = N_("programme rules: fabriques-2021 (default), fabriques-2019 or a file"),
        .text = &asked.rules } },
    { ASK_SITES,
      { .name = "precision",
        .value = N_("METRES|commune"),
        .help = N_("how exact the location is of sites that do not say: 50m, 1km, commune"),
        .text = &asked.precision } },
    { ASK_SITES,
      { .name = "radius",
        .value = N_("TYPE=METRES"),
        .help = N_("radius of an address type: housenumber, street, locality or municipality "
                   "(metres, or commune)"),
        .list = &asked.radii } },
    { ASK_NETWORK,
      { .name = "hubs-precision",
        .value = N_("METRES|commune"),
        .help = N_("the same for the fabriques of --hubs"),
        .text = &asked.hubs_precision } },
    { ASK_CLASSES,
      { .name = "proximity",
        .value = N_("METRES"),
        .help = N_("distance of immediate proximity to a QPV (rules: 300m)"),
        .text = &asked.proximity } },
    { ASK_CLASSES,
      { .name = "bound",
        .value = "strict|inclusive",
        .help = N_("nearer than that distance, or at most that far (rules: strict)"),
        .text = &asked.bound } },
    { ASK_CLASSES,
      { .name = "commune-margin",
        .value = N_("METRES"),
        .help = N_("a commune location is its polygon shrunk by this (rules: 50m)"),
        .text = &asked.commune_margin } },
    { ASK_SENSITIVITY,
      { .name = "sensitivity",
        .value = N_("DISTANCE,..."),
        .help = N_("distances of proximity under which the verdict is tried, each strict and "
                   "inclusive (default 0,100m,300m,500m,1km)"),
        .text = &asked.sensitivity } },
    { ASK_COVERAGE,
      { .name = "reach",
        .value = N_("REACH,..."),
        .help = N_("how far a fabrique serves people, ground distance, inclusive: 20km, or "
                   "several, the main one first: 20km,10km,30km; the name of catchments is one "
                   "too: 30min,15min"),
        .text = &asked.reach } },
    { ASK_NETWORK,
      { .name = "within",
        .value = N_("DISTANCE"),
        .help = N_("lean on no fabrique farther than that, ground distance, inclusive: 50km"),
        .text = &asked.within } },
    { ASK_NETWORK,
      { .name = "first",
        .value = N_("LEVEL"),
        .help = N_("the fabriques of a place's own territory of that level come first"),
        .text = &asked.first } },
    { ASK_NETWORK,
      { .name = "mesh",
        .value = N_("DISTANCE"),
        .help = N_("the mesh of fabriques keeps no longer link: 80km"),
        .text = &asked.mesh } },
    { ASK_COVERAGE,
      { .name = "served",
        .value = N_("SHARE"),
        .help = N_("desservi: at least this share of people within reach (rules: 0.95)"),
        .text = &asked.served } },
    { ASK_COVERAGE,
      { .name = "unserved",
        .value = N_("SHARE"),
        .help = N_("non_pourvu: at most this share of people within reach (rules: 0.05)"),
        .text = &asked.unserved } },
    { ASK_PUBLICATION, { .help = N_("Publication") } },
    { ASK_PUBLICATION,
      { .name = "outputs",
        .value = N_("RESULT,..."),
        .help = N_("only these files: territoires, non_pourvus, distances, scenario, lacunes; "
                   "territoires.csv (or another with .csv) is the table without polygons"),
        .text = &asked.outputs } },
    { ASK_PUBLICATION,
      { .name = "simplify",
        .value = N_("DISTANCE"),
        .help = N_("lighter polygons in GeoJSON: no border moves by more than this, and "
                   "neighbours keep the borders they share: 50m"),
        .text = &asked.simplify } },
    { ASK_PUBLICATION,
      { .name = "max-size",
        .value = N_("SIZE"),
        .help = N_("simplify each GeoJSON of polygons until it is no larger: 1MB"),
        .text = &asked.max_size } },
    { ASK_PUBLICATION,
      { .name = "decimals",
        .value = N_("NUMBER"),
        .help = N_("decimals of degrees in GeoJSON, 4 to 9 (default 7, 1 cm; 5 are 1 m)"),
        .text = &asked.decimals } },
};

size_t asked_options(opt *all, size_t n, unsigned groups)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].group & groups)
            all[n++] = options[i].option;
    return n;
}

/* --- from options to a study ------------------------------------------------------------- */

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* A copy of `text`; NULL: what was said stays. */
static mlg_code keep(char **to, const char *text, mlg_err *err)
{
    if (!text)
        return MLG_OK;
    free(*to);
    *to = strdup(text);
    return *to ? MLG_OK : no_memory(err);
}

/* "NAME=FILE" or "FILE"; a '=' behind a '/' belongs to a path. */
static mlg_code add_layer(mlg_study_layer **list, unsigned *n, const char *text, mlg_err *err)
{
    size_t length = strcspn(text, "=/");
    bool named = text[length] == '=';
    mlg_study_layer *more = realloc(*list, (*n + 1) * sizeof *more), *layer;

    if (!more)
        return no_memory(err);
    *list = more;
    layer = &more[(*n)++];
    *layer = (mlg_study_layer){ 0 };
    if (named && !(layer->name = strndup(text, length)))
        return no_memory(err);
    return keep(&layer->file, named ? text + length + 1 : text, err);
}

static bool is_called(const char *name, const char *said, size_t n)
{
    return name && strlen(name) == n && !strncmp(name, said, n);
}

/* The layer of the study, among its first `n`, whose file that text says: the one of its name;
 * without a name, the only one. NULL: none. */
static mlg_study_layer *replaced(mlg_study_layer *list, unsigned n, const char *text)
{
    size_t length = strcspn(text, "=/");

    if (text[length] != '=')
        return n == 1 ? list : NULL;
    for (unsigned i = 0; i < n; i++)
        if (is_called(list[i].name, text, length))
            return &list[i];
    return NULL;
}

static mlg_code add_layers(mlg_study_layer **list, unsigned *n, const opt_list *texts,
                           mlg_err *err)
{
    unsigned before = *n;
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < texts->n; i++) {
        const char *text = texts->at[i], *equals = strchr(text, '=');
        mlg_study_layer *layer = replaced(*list, before, text);
        bool named = text[strcspn(text, "=/")] == '=';

        if (layer)
            code = keep(&layer->file, named ? equals + 1 : text, err);
        else if (before && !named)
            code = mlg_fail(err, MLG_EUSAGE,
                            _("'%.60s': the study has %u such layers; say which, NAME=FILE"),
                            text, before);
        else
            code = add_layer(list, n, text, err);
    }
    return code;
}

static mlg_code add_one(mlg_study_layer **list, unsigned *n, const char *file, mlg_err *err)
{
    mlg_code code = MLG_OK;

    if (!file)
        return MLG_OK;
    if (*list)
        return keep(&(*list)->file, file, err);
    *list = calloc(1, sizeof **list);
    if (!*list)
        return no_memory(err);
    *n = 1;
    code = keep(&(*list)->file, file, err);
    return code;
}

/* Calls `set` for every layer that `role` names: a role, a layer's own name, or "" for all. */
typedef mlg_code setter(mlg_study_layer *layer, const char *what, const char *value,
                        mlg_err *err);

static mlg_code for_layers(mlg_study *s, const char *role, size_t n_role, setter *set,
                           const char *what, const char *value, mlg_err *err)
{
    const struct {
        const char *role;
        mlg_study_layer *list;
        unsigned n;
    } roles[] = { { "sites", s->sites, s->n_sites },
                  { "qpv", s->qpv, s->n_qpv },
                  { "centres", s->centres, s->n_centres },
                  { "communes", s->communes, s->n_communes },
                  { NULL, s->territories, s->n_territories },
                  { "hubs", s->network ? s->network->hubs : NULL,
                    s->network ? s->network->n_hubs : 0 },
                  { "population", s->population, s->n_population },
                  { "catchments", s->catchments, s->n_catchments },
                  { "with", s->with, s->n_with } };
    bool found = false;

    for (size_t r = 0; r < sizeof roles / sizeof *roles; r++) {
        for (unsigned i = 0; i < roles[r].n; i++) {
            mlg_study_layer *layer = &roles[r].list[i];

            if (n_role && !is_called(roles[r].role, role, n_role) &&
                !is_called(layer->name, role, n_role))
                continue;
            found = true;
            if (set(layer, what, value, err) != MLG_OK)
                return err->code;
        }
    }
    if (found)
        return MLG_OK;
    return mlg_fail(err, MLG_EUSAGE, _("no layer is called '%.*s' here"), (int)n_role, role);
}

static mlg_code set_crs(mlg_study_layer *layer, const char *what, const char *value,
                        mlg_err *err)
{
    (void)what;
    return keep(&layer->crs, value, err);
}

static mlg_code set_encoding(mlg_study_layer *layer, const char *what, const char *value,
                             mlg_err *err)
{
    (void)what;
    return keep(&layer->encoding, value, err);
}

static mlg_code set_column(mlg_study_layer *layer, const char *what, const char *value,
                           mlg_err *err)
{
    mlg_columns *c = &layer->columns;
    const struct {
        const char *field;
        char **slot;
    } fields[] = { { "id", &c->id },
                   { "name", &c->name },
                   { "lon", &c->lon },
                   { "lat", &c->lat },
                   { "x", &c->x },
                   { "y", &c->y },
                   { "commune", &c->commune },
                   { "precision", &c->precision },
                   { "kind", &c->kind },
                   { "wave", &c->wave },
                   { "date", &c->date },
                   { "declared", &c->declared },
                   { "grant", &c->grant },
                   { "bearer", &c->bearer },
                   { "state", &c->state },
                   { "reach", &c->reach },
                   { "override", &c->override },
                   { "justification", &c->justification },
                   { "code", &c->code },
                   { "label", &c->label },
                   { "population", &c->population },
                   { "site", &c->site } };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!strncmp(fields[i].field, what, strlen(fields[i].field)) &&
            what[strlen(fields[i].field)] == '=')
            return keep(fields[i].slot, value, err);
    return mlg_fail(err, MLG_EUSAGE, _("--column: no field is called '%.*s'"),
                    (int)strcspn(what, "="), what);
}

/* "mainland,reunion", as a list. */
static mlg_code add_texts(char ***list, unsigned *n_list, const char *value, mlg_err *err)
{
    while (value && *value) {
        size_t n = strcspn(value, ",");
        char **more = realloc(*list, (*n_list + 1) * sizeof *more);

        if (!more)
            return no_memory(err);
        *list = more;
        if (!(more[*n_list] = strndup(value, n)))
            return no_memory(err);
        (*n_list)++;
        value += n + (value[n] == ',');
    }
    return MLG_OK;
}

static mlg_code set_covers(mlg_study_layer *layer, const char *what, const char *value,
                           mlg_err *err)
{
    (void)what;
    return add_texts(&layer->covers, &layer->n_covers, value, err);
}

/* Every "[LAYER=]VALUE" of a list. A CRS may be a PROJ text with '=' of its own. */
static mlg_code apply(mlg_study *s, const opt_list *texts, setter *set, bool layer_needed,
                      const char *option, mlg_err *err)
{
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < texts->n; i++) {
        const char *text = texts->at[i];
        size_t n = strcspn(text, "=+:[ ");
        bool layered = text[n] == '=';

        if (!layered && layer_needed)
            return mlg_fail(err, MLG_EUSAGE, _("%s takes LAYER=VALUE, not '%.60s'"), option,
                            text);
        code =
            for_layers(s, text, layered ? n : 0, set, NULL, layered ? text + n + 1 : text, err);
    }
    return code;
}

/* "NAME=FROM/TO" of a QPV layer. */
static mlg_code apply_valid(mlg_study *s, const opt_list *texts, bool overseas, mlg_err *err)
{
    const char *option = overseas ? "--valid-overseas" : "--valid";

    for (size_t i = 0; i < texts->n; i++) {
        const char *text = texts->at[i];
        size_t n = strcspn(text, "=");
        bool found = false;
        mlg_period period;

        if (!text[n] || !mlg_period_read(text + n + 1, &period))
            return mlg_fail(err, MLG_EUSAGE,
                            _("%s takes NAME=FROM/TO such as 2015=2015-01-01/2023-12-31, not "
                              "'%.60s'"),
                            option, text);
        for (unsigned q = 0; q < s->n_qpv; q++) {
            mlg_study_layer *layer = &s->qpv[q];

            if (!is_called(layer->name, text, n))
                continue;
            found = true;
            if (keep(overseas ? &layer->valid_overseas : &layer->valid, text + n + 1, err) !=
                MLG_OK)
                return err->code;
        }
        if (!found)
            return mlg_fail(err, MLG_EUSAGE, _("%s: no QPV layer is called '%.*s'"), option,
                            (int)n, text);
    }
    return MLG_OK;
}

/* "0,100m,1km", as a list. */
static mlg_code split_distances(mlg_study *s, const char *text, mlg_err *err)
{
    for (unsigned i = 0; text && i < s->n_sensitivity; i++)
        free(s->sensitivity[i]);
    if (text)
        s->n_sensitivity = 0;
    while (text && *text) {
        size_t n = strcspn(text, ",");
        char **more = realloc(s->sensitivity, (s->n_sensitivity + 1) * sizeof *more);

        if (!more)
            return no_memory(err);
        s->sensitivity = more;
        if (!(more[s->n_sensitivity] = strndup(text, n)))
            return no_memory(err);
        s->n_sensitivity++;
        text += n + (text[n] == ',');
    }
    return MLG_OK;
}

static mlg_code apply_columns(mlg_study *s, mlg_err *err)
{
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < asked.columns.n; i++) {
        const char *text = asked.columns.at[i];
        const char *dot = strchr(text, '.'), *equals = dot ? strchr(dot, '=') : NULL;

        if (!equals || !equals[1])
            return mlg_fail(err, MLG_EUSAGE,
                            _("--column takes LAYER.FIELD=COLUMN, not '%.60s'"), text);
        code = for_layers(s, text, (size_t)(dot - text), set_column, dot + 1, equals + 1, err);
    }
    return code;
}

static mlg_code apply_radii(mlg_study *s, mlg_err *err)
{
    mlg_parameters *p = &s->parameters;
    const struct {
        const char *type;
        char **slot;
    } types[] = { { "housenumber=", &p->housenumber },
                  { "street=", &p->street },
                  { "locality=", &p->locality },
                  { "municipality=", &p->municipality } };
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < asked.radii.n; i++) {
        const char *text = asked.radii.at[i];
        bool known = false;

        for (size_t k = 0; k < sizeof types / sizeof *types; k++) {
            size_t n = strlen(types[k].type);

            if (strncmp(text, types[k].type, n))
                continue;
            known = true;
            code = keep(types[k].slot, text + n, err);
        }
        if (!known)
            return mlg_fail(err, MLG_EUSAGE, _("--radius takes TYPE=METRES, not '%.60s'"),
                            text);
    }
    return code;
}

/* The name said before the ':' is of none of them. */
static mlg_code no_such_catchments(const mlg_study *s, const char *where, size_t n,
                                   mlg_err *err)
{
    const char **names = calloc(s->n_catchments + 1, sizeof *names), *near;
    char *name = strndup(where, n), all[100] = "";
    size_t k = 0, used = 0;

    if (!names || !name) {
        free(names);
        free(name);
        return no_memory(err);
    }
    for (unsigned i = 0; i < s->n_catchments; i++)
        if (s->catchments[i].name)
            names[k++] = s->catchments[i].name;
    for (size_t i = 0; i < k && used < sizeof all; i++)
        used +=
            (size_t)snprintf(all + used, sizeof all - used, "%s%s", used ? ", " : "", names[i]);
    near = opt_nearest(name, names);
    if (near)
        mlg_fail(err, MLG_EUSAGE,
                 _("--catchments-where: no catchments are called '%.40s'; did you mean "
                   "'%.40s'? Those given: %s"),
                 name, near, all);
    else
        mlg_fail(err, MLG_EUSAGE,
                 _("--catchments-where: no catchments are called '%.40s'; those given: %s"),
                 name, all);
    free(names);
    free(name);
    return err->code;
}

/* "AA_MINS=30,AA_MODE=TC", of all catchments; "30min:AA_MINS=30", of those called so. Where
 * none has a name, a ':' is the column's. */
static mlg_code choose_catchments(mlg_study *s, const char *where, mlg_err *err)
{
    size_t n = strcspn(where, ":=");
    bool names = false, named = false;

    for (unsigned i = 0; i < s->n_catchments; i++) {
        names |= s->catchments[i].name != NULL;
        named |= where[n] == ':' && is_called(s->catchments[i].name, where, n);
    }
    if (where[n] == ':' && names && !named)
        return no_such_catchments(s, where, n, err);
    for (unsigned i = 0; i < s->n_catchments; i++) {
        mlg_study_layer *layer = &s->catchments[i];

        if ((!named || is_called(layer->name, where, n)) &&
            add_texts(&layer->where, &layer->n_where, where + (named ? n + 1 : 0), err) !=
                MLG_OK)
            return err->code;
    }
    return MLG_OK;
}

static mlg_code fill_catchments(mlg_study *s, mlg_err *err)
{
    const opt_list *where = &asked.catchments_where;
    mlg_code code = add_layers(&s->catchments, &s->n_catchments, &asked.catchments, err);

    if (code == MLG_OK && where->n && !s->n_catchments)
        code = mlg_fail(err, MLG_EUSAGE, _("--catchments-where wants --catchments"));
    for (size_t i = 0; code == MLG_OK && i < where->n; i++)
        code = choose_catchments(s, where->at[i], err);
    return code;
}

/* What coverage is asked beside a reach. */
static mlg_code fill_coverage(mlg_study *s, mlg_err *err)
{
    if (fill_catchments(s, err) != MLG_OK ||
        add_texts(&s->levels, &s->n_levels, asked.levels, err) != MLG_OK ||
        add_texts(&s->without, &s->n_without, asked.without, err) != MLG_OK ||
        add_texts(&s->outputs, &s->n_outputs, asked.outputs, err) != MLG_OK ||
        add_one(&s->with, &s->n_with, asked.with, err) != MLG_OK ||
        keep(&s->after_wave, asked.after_wave, err) != MLG_OK ||
        keep(&s->until, asked.until, err) != MLG_OK)
        return err->code;
    if (asked.groups && !s->n_population)
        return mlg_fail(err, MLG_EUSAGE, _("--groups wants --population"));
    if (!s->n_population)
        return MLG_OK;
    return add_texts(&s->population->groups, &s->population->n_groups, asked.groups, err);
}

static mlg_code fill_network(mlg_study *s, mlg_err *err)
{
    mlg_study_network *n;

    if (!asked.hubs && !asked.within && !asked.first && !asked.mesh)
        return MLG_OK;
    s->network = n = calloc(1, sizeof *n);
    if (!n)
        return no_memory(err);
    if (add_one(&n->hubs, &n->n_hubs, asked.hubs, err) != MLG_OK ||
        keep(&n->within, asked.within, err) != MLG_OK ||
        keep(&n->first, asked.first, err) != MLG_OK ||
        keep(&n->mesh, asked.mesh, err) != MLG_OK)
        return err->code;
    return n->hubs ? keep(&n->hubs->precision, asked.hubs_precision, err) : MLG_OK;
}

static mlg_code fill(mlg_study *s, mlg_err *err)
{
    if (add_one(&s->sites, &s->n_sites, asked.sites, err) != MLG_OK ||
        add_layers(&s->qpv, &s->n_qpv, &asked.qpv, err) != MLG_OK ||
        add_layers(&s->centres, &s->n_centres, &asked.centres, err) != MLG_OK ||
        add_one(&s->communes, &s->n_communes, asked.communes, err) != MLG_OK ||
        add_layers(&s->territories, &s->n_territories, &asked.territories, err) != MLG_OK ||
        add_one(&s->population, &s->n_population, asked.population, err) != MLG_OK ||
        fill_coverage(s, err) != MLG_OK)
        return err->code;
    if (fill_network(s, err) != MLG_OK || keep(&s->rules, asked.rules, err) != MLG_OK ||
        keep(&s->reach, asked.reach, err) != MLG_OK || keep(&s->at, asked.at, err) != MLG_OK ||
        split_distances(s, asked.sensitivity, err) != MLG_OK ||
        keep(&s->publication.simplify, asked.simplify, err) != MLG_OK ||
        keep(&s->publication.max_size, asked.max_size, err) != MLG_OK ||
        keep(&s->publication.decimals, asked.decimals, err) != MLG_OK ||
        keep(&s->sites->precision, asked.precision, err) != MLG_OK ||
        keep(&s->parameters.proximity, asked.proximity, err) != MLG_OK ||
        keep(&s->parameters.bound, asked.bound, err) != MLG_OK ||
        keep(&s->parameters.commune_margin, asked.commune_margin, err) != MLG_OK ||
        keep(&s->parameters.served, asked.served, err) != MLG_OK ||
        keep(&s->parameters.unserved, asked.unserved, err) != MLG_OK)
        return err->code;
    if (apply_valid(s, &asked.valid, false, err) != MLG_OK ||
        apply_valid(s, &asked.valid_overseas, true, err) != MLG_OK ||
        apply_columns(s, err) != MLG_OK || apply_radii(s, err) != MLG_OK ||
        apply(s, &asked.crs, set_crs, false, "--crs", err) != MLG_OK ||
        apply(s, &asked.encodings, set_encoding, false, "--encoding", err) != MLG_OK ||
        apply(s, &asked.covers, set_covers, true, "--covers", err) != MLG_OK)
        return err->code;
    return MLG_OK;
}

const char *asked_missing(unsigned groups)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const opt *o = &options[i].option;

        if (options[i].group & groups && o->required && !(o->text && *o->text) &&
            !(o->list && o->list->n))
            return o->name;
    }
    return NULL;
}

mlg_code asked_over(mlg_study *study, mlg_err *err)
{
    return fill(study, err);
}

mlg_code asked_study(mlg_study **out, mlg_err *err)
{
    mlg_study *s = mlg_study_new();

    *out = NULL;
    if (!s)
        return no_memory(err);
    if (fill(s, err) != MLG_OK) {
        mlg_study_free(s);
        return err->code;
    }
    *out = s;
    return MLG_OK;
}

mlg_publication asked_publication(void)
{
    return (mlg_publication){ .simplify = (char *)asked.simplify,
                              .max_size = (char *)asked.max_size,
                              .decimals = (char *)asked.decimals };
}
