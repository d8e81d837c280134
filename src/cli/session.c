#include "session.h"

#include "cmd.h"
#include "lang.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SENSITIVITY_MAX = 32 };

/* --- rules ---------------------------------------------------------------------------- */

/* A file, or the name of one that is shipped. */
static mlg_code find_rules(char *path, size_t size, const session *s, mlg_err *err)
{
    const char *said = s->study->rules ? s->study->rules : "fabriques-2021";
    char below[200];

    if (strchr(said, '/') || !access(said, R_OK)) {
        snprintf(path, size, "%s", said);
        return MLG_OK;
    }
    snprintf(below, sizeof below, "rules/%.150s.yaml", said);
    if (lang_share(path, size, below) && !access(path, R_OK))
        return MLG_OK;
    return mlg_fail(
        err, s->from_file ? MLG_EDATA : MLG_EUSAGE,
        _("no rules are called '%.60s': give fabriques-2021, fabriques-2019 or a file"), said);
}

static mlg_code load_rules(session *s, mlg_err *err)
{
    char path[4096];

    if (find_rules(path, sizeof path, s, err) != MLG_OK ||
        mlg_rules_read(&s->rules, path, err) != MLG_OK)
        return err->code;
    if (mlg_rules_change(s->rules, &s->study->parameters, err) != MLG_OK && s->from_file)
        err->code = MLG_EDATA; /* the study is at fault, not the command line */
    return err->code;
}

/* --- layers --------------------------------------------------------------------------- */

mlg_read_options session_reading(const session *s, const mlg_study_layer *said)
{
    return (mlg_read_options){ .crs = said->crs,
                               .encoding = said->encoding,
                               .x = said->columns.lon ? said->columns.lon : said->columns.x,
                               .y = said->columns.lat ? said->columns.lat : said->columns.y,
                               .digest = s->digest,
                               .threads = common.threads };
}

mlg_code session_load(session *s, mlg_layer **out, const mlg_study_layer *said, mlg_err *err)
{
    mlg_read_options options = session_reading(s, said);

    cmd_progress(s->command, _("reading %s"), said->file);
    return mlg_read(out, said->file, &options, &s->diag, err);
}

/* "mainland,reunion" of a list; NULL stays NULL. */
static mlg_code join(char **out, char *const *words, unsigned n, mlg_err *err)
{
    size_t length = 1;

    *out = NULL;
    for (unsigned i = 0; i < n; i++)
        length += strlen(words[i]) + 1;
    if (!n)
        return MLG_OK;
    *out = calloc(length, 1);
    if (!*out)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (unsigned i = 0, at = 0; i < n; i++)
        at += (unsigned)snprintf(*out + at, length - at, "%s%s", i ? "," : "", words[i]);
    return MLG_OK;
}

static bool alike(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

bool session_is_communes(const mlg_study *study, const mlg_study_layer *territories)
{
    const mlg_study_layer *c = study->communes, *t = territories;

    return study->n_communes && t->name && mlg_role_of_level(t->name) == MLG_ROLE_COMMUNE &&
           (!c->name || alike(c->name, t->name)) && alike(c->file, t->file) &&
           alike(c->crs, t->crs) && alike(c->encoding, t->encoding) &&
           alike(c->columns.code, t->columns.code) &&
           alike(c->columns.label, t->columns.label) &&
           alike(c->columns.name, t->columns.name) &&
           alike(c->columns.population, t->columns.population) && !c->n_covers && !t->n_covers;
}

/* The communes are called as the level is that they are too. */
static const char *name_of(const mlg_study *study, const mlg_study_layer *said, mlg_role role)
{
    if (said->name || role != MLG_ROLE_COMMUNE)
        return said->name;
    for (unsigned i = 0; i < study->n_territories; i++)
        if (session_is_communes(study, &study->territories[i]))
            return study->territories[i].name;
    return study->n_levels ? "commune" : NULL;
}

mlg_code session_load_zones(session *s, mlg_zones **out, const mlg_study_layer *said,
                            mlg_role role, mlg_err *err)
{
    mlg_zones_options options = { .name = name_of(s->study, said, role),
                                  .role = role,
                                  .code = said->columns.code,
                                  .label = said->columns.label ? said->columns.label
                                                               : said->columns.name,
                                  .population = said->columns.population,
                                  .threads = common.threads };
    mlg_layer *layer = NULL;
    char *covers = NULL;
    mlg_code code = join(&covers, said->covers, said->n_covers, err);

    options.covers = covers;
    if (code == MLG_OK)
        code = session_load(s, &layer, said, err);
    if (code == MLG_OK)
        code = mlg_zones_new(out, layer, &options, s->planes, &s->diag, err);
    free(covers);
    return code;
}

static mlg_code load_sites(session *s, mlg_sites **out, const mlg_study_layer *said,
                           bool any_kind, mlg_err *err)
{
    mlg_sites_options options = { .columns = &said->columns,
                                  .precision = said->precision,
                                  .rules = s->rules,
                                  .any_kind = any_kind,
                                  .threads = common.threads };
    mlg_layer *layer = NULL;
    mlg_code code = session_load(s, &layer, said, err);

    if (code == MLG_OK)
        code = mlg_sites_new(out, layer, &options, s->planes, &s->diag, err);
    return code;
}

static mlg_code load_each(session *s, mlg_zones ***out, size_t *n_out,
                          const mlg_study_layer *said, unsigned n, mlg_role role, mlg_err *err)
{
    *out = calloc(n + 1, sizeof **out);
    if (!*out)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (; *n_out < n; ++*n_out)
        if (session_load_zones(s, &(*out)[*n_out], &said[*n_out], role, err) != MLG_OK)
            return err->code;
    return MLG_OK;
}

/* Every vintage of the QPV; the other definitions of the centres only to compare them. */
static mlg_code load_criteria(session *s, unsigned what, mlg_err *err)
{
    const mlg_study *study = s->study;
    unsigned n_centres = what & SESSION_SENSITIVITY ? study->n_centres : 1;

    if (n_centres < study->n_centres)
        mlg_diag_add(&s->diag, MLG_WARNING, "layer-ignored", "centres", 0,
                     N_("%u layers were given; this command uses the first only"),
                     study->n_centres);
    if (load_each(s, &s->qpv, &s->n_qpv, study->qpv, study->n_qpv, MLG_ROLE_QPV, err) != MLG_OK)
        return err->code;
    return load_each(s, &s->centres, &s->n_centres, study->centres, n_centres, MLG_ROLE_CENTRE,
                     err);
}

static mlg_code load_all(session *s, unsigned what, mlg_err *err)
{
    const mlg_study *study = s->study;

    if (mlg_planes_new(&s->planes, err) != MLG_OK || load_rules(s, err) != MLG_OK)
        return err->code;
    if (what & SESSION_CLASSES && load_criteria(s, what, err) != MLG_OK)
        return err->code;
    if (study->n_communes &&
        session_load_zones(s, &s->communes, study->communes, MLG_ROLE_COMMUNE, err) != MLG_OK)
        return err->code;
    if (what & (SESSION_COVERAGE | SESSION_PROGRAMME | SESSION_NETWORK) &&
        session_load_coverage(s, what & (SESSION_COVERAGE | SESSION_NETWORK), err) != MLG_OK)
        return err->code;
    if (what & SESSION_COVERAGE && session_load_catchments(s, err) != MLG_OK)
        return err->code;
    if (what & SESSION_NETWORK && study->network->n_hubs &&
        load_sites(s, &s->hubs, study->network->hubs, true, err) != MLG_OK)
        return err->code;
    return load_sites(s, &s->sites, study->sites, what == SESSION_NETWORK && s->hubs, err);
}

/* --- answers -------------------------------------------------------------------------- */

/* "180/180" */
static bool read_target(mlg_target *out, const char *text)
{
    char *end;

    if (*text < '0' || *text > '9')
        return false;
    out->qpv = strtoul(text, &end, 10);
    if (end[0] != '/' || end[1] < '0' || end[1] > '9')
        return false;
    out->hors = strtoul(end + 1, &end, 10);
    return !*end;
}

static mlg_code split(session *s, mlg_err *err)
{
    mlg_target target = mlg_target_of(s->rules, s->classes->fabriques.sites);

    if (s->study->target && !read_target(&target, s->study->target))
        return mlg_fail(err, s->from_file ? MLG_EDATA : MLG_EUSAGE,
                        _("target: '%.40s' is not two numbers such as 180/180"),
                        s->study->target);
    return mlg_split_new(&s->split, s->classes, target, err);
}

/* Which labels are one place, and the split place by place; an absolute target stays. */
static mlg_code identify(session *s, mlg_err *err)
{
    mlg_identity_options how = { MLG_IDENTITY_NEAR_M, MLG_IDENTITY_ALIKE, common.threads };

    cmd_progress(s->command, _("looking for places with several labels"));
    if (mlg_identity_new(&s->identity, s->sites, &how, s->planes, err) != MLG_OK)
        return err->code;
    return mlg_split_places(&s->places, s->identity, s->classes,
                            s->study->target ? &s->split->target : NULL, err);
}

static mlg_code hold_programme(session *s, mlg_err *err)
{
    if (mlg_programme_new(&s->programme, s->classes, s->levels, s->n_levels, s->communes,
                          &s->diag, err) != MLG_OK)
        return err->code;
    return mlg_declared_new(&s->declared, s->classes, err);
}

/* The verdict under other distances, definitions and vintages. */
static mlg_code try_readings(session *s, mlg_err *err)
{
    const mlg_study *study = s->study;
    mlg_sensitivity_options options = { .distances = mlg_sensitivity_distances,
                                        .n_distances = MLG_SENSITIVITY_DISTANCES,
                                        .centres = (const mlg_zones *const *)s->centres,
                                        .n_centres = s->n_centres,
                                        .threads = common.threads };
    double metres[SENSITIVITY_MAX];

    if (study->n_sensitivity > SENSITIVITY_MAX)
        return mlg_fail(err, MLG_EUSAGE, _("--sensitivity takes at most %d distances"),
                        SENSITIVITY_MAX);
    for (unsigned i = 0; i < study->n_sensitivity; i++)
        if (!mlg_distance(study->sensitivity[i], &metres[i]))
            return mlg_fail(err, MLG_EUSAGE,
                            _("--sensitivity: '%.40s' is not a distance such as 300m or 1km"),
                            study->sensitivity[i]);
    if (study->n_sensitivity) {
        options.distances = metres;
        options.n_distances = study->n_sensitivity;
    }
    cmd_progress(s->command, _("trying the verdict under %zu readings of the criteria"),
                 2 * options.n_distances * s->n_centres * s->n_qpv);
    return mlg_sensitivity_new(&s->sensitivity, s->classes, s->split, &options, s->planes, err);
}

static mlg_code classify(session *s, unsigned what, mlg_err *err)
{
    cmd_progress(s->command, _("classifying %zu sites"), mlg_sites_count(s->sites));
    if (session_geography(s, err) != MLG_OK ||
        mlg_classify(&s->classes, s->sites, &s->geography, s->rules, s->planes, common.threads,
                     &s->diag, err) != MLG_OK ||
        split(s, err) != MLG_OK)
        return err->code;
    if (what & SESSION_PROGRAMME && hold_programme(s, err) != MLG_OK)
        return err->code;
    if (what & SESSION_IDENTITY && identify(s, err) != MLG_OK)
        return err->code;
    return what & SESSION_SENSITIVITY ? try_readings(s, err) : MLG_OK;
}

mlg_code session_run(session *s, unsigned what, mlg_err *err)
{
    mlg_code code = session_read_reaches(s, err);

    if (code == MLG_OK)
        code = mlg_publication_read(&s->publication, &s->study->publication, err);
    if (code == MLG_OK)
        code = load_all(s, what, err);
    if (code == MLG_OK && what & SESSION_CLASSES)
        code = classify(s, what, err);
    if (code == MLG_OK && what & SESSION_COVERAGE)
        code = session_cover(s, err);
    if (code == MLG_OK && what & SESSION_NETWORK)
        code = session_connect(s, err);
    return code;
}

mlg_answers session_answers(const session *s)
{
    return (mlg_answers){ .title = s->study->title,
                          .classes = s->classes,
                          .split = s->split,
                          .programme = s->programme,
                          .declared = s->declared,
                          .identity = s->identity,
                          .places = s->identity ? &s->places : NULL,
                          .sensitivity = s->sensitivity,
                          .coverage = s->coverage,
                          .scenario = s->scenario,
                          .network = s->network,
                          .diag = &s->diag };
}

void session_free(session *s)
{
    mlg_sensitivity_free(s->sensitivity);
    mlg_split_free(s->split);
    mlg_programme_free(s->programme);
    mlg_declared_free(s->declared);
    mlg_identity_free(s->identity);
    mlg_classification_free(s->classes);
    mlg_coverage_free(s->coverage);
    mlg_network_free(s->network);
    mlg_coverage_free(s->scenario);
    mlg_sites_free(s->existing);
    mlg_sites_free(s->after);
    mlg_sites_free(s->planned);
    mlg_sites_free(s->sites);
    mlg_sites_free(s->hubs);
    for (size_t i = 0; i < s->n_qpv; i++)
        mlg_zones_free(s->qpv[i]);
    for (size_t i = 0; i < s->n_centres; i++)
        mlg_zones_free(s->centres[i]);
    free(s->qpv);
    free(s->centres);
    free(s->vintages);
    for (size_t i = 0; i < s->n_levels; i++)
        if (s->levels[i] != s->communes)
            mlg_zones_free(s->levels[i]);
    free(s->levels);
    mlg_zones_free(s->communes);
    mlg_population_free(s->population);
    for (size_t i = 0; i < s->n_catchments; i++)
        mlg_catchments_free(s->catchments[i]);
    free(s->catchments);
    mlg_rules_free(s->rules);
    mlg_planes_free(s->planes);
    mlg_diag_release(&s->diag);
}

static void add_zones(mlg_provenance *p, mlg_input *inputs, const char *role,
                      const mlg_zones *z)
{
    if (z && p->n_inputs < SESSION_INPUTS)
        inputs[p->n_inputs++] = (mlg_input){ role, mlg_zones_name(z), mlg_zones_layer(z) };
}

/* Called as they were given, whatever level they are too. */
static void add_communes(mlg_provenance *p, mlg_input *inputs, const session *s)
{
    size_t at = p->n_inputs;

    add_zones(p, inputs, "communes", s->communes);
    if (p->n_inputs > at && !s->study->communes->name && !s->study->n_levels)
        inputs[at].name = mlg_zones_layer(s->communes)->name;
}

mlg_provenance session_provenance(const session *s, unsigned what, mlg_input *inputs)
{
    static const unsigned areas = SESSION_COVERAGE | SESSION_NETWORK;
    mlg_provenance p = { .rules = s->rules,
                         .study = s->study,
                         .by_catchments = what & SESSION_COVERAGE && s->n_catchments,
                         .network = what & SESSION_NETWORK ? s->network : NULL,
                         .inputs = inputs };

    if (what & SESSION_COVERAGE) {
        p.reaches = s->reaches;
        p.n_reaches = s->n_reaches;
    }
    inputs[p.n_inputs++] = (mlg_input){ "sites", NULL, mlg_sites_layer(s->sites) };
    if (what & SESSION_NETWORK && s->hubs)
        inputs[p.n_inputs++] = (mlg_input){ "fabriques", NULL, mlg_sites_layer(s->hubs) };
    if (what & SESSION_CLASSES) {
        for (size_t i = 0; i < s->n_qpv; i++)
            add_zones(&p, inputs, "qpv", s->qpv[i]);
        for (size_t i = 0; i < s->n_centres; i++)
            add_zones(&p, inputs, "centres", s->centres[i]);
    }
    add_communes(&p, inputs, s);
    for (size_t i = 0; what & (areas | SESSION_PROGRAMME) && i < s->n_levels; i++)
        if (i < s->study->n_territories || s->levels[i] != s->communes)
            add_zones(&p, inputs, "territoires", s->levels[i]);
    if (what & areas && s->population && p.n_inputs < SESSION_INPUTS)
        inputs[p.n_inputs++] =
            (mlg_input){ "population", NULL, mlg_population_feed(s->population)->layer };
    for (size_t i = 0; what & SESSION_COVERAGE && i < s->n_catchments; i++)
        add_zones(&p, inputs, "dessertes", mlg_catchments_zones(s->catchments[i]));
    if (what & SESSION_COVERAGE && s->planned && p.n_inputs < SESSION_INPUTS)
        inputs[p.n_inputs++] = (mlg_input){ "prevus", NULL, mlg_sites_layer(s->planned) };
    return p;
}
