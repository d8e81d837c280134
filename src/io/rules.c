#include "io/study.h"

#include "base/file.h"
#include "base/i18n.h"
#include "base/digest.h"
#include "io/readers.h"
#include "io/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 200, PATH_ROOM = 48 };

/* --- the file as it is written: every figure a text ------------------------------------- */

typedef struct written {
    char *name, *title;
    struct programme {
        char *sites, *budget_eur, *grant_min_eur, *grant_max_eur, *grant_years, *wave_max;
        char **deadlines, **bearers;
        unsigned n_deadlines, n_bearers;
    } programme;
    struct split {
        char *qpv, *hors, *tolerance;
    } split;
    struct proximity {
        char *distance, *bound;
    } proximity;
    char *commune_margin;
    struct precision {
        char *housenumber, *street, *locality, *municipality;
    } precision;
    struct coverage {
        char *served, *unserved, *level;
    } coverage;
    struct origins {
        char *programme, *split, *proximity, *commune_margin, *precision, *coverage;
    } origins;
    struct vintage {
        char *name, *valid, *valid_overseas;
    } * vintages;
    unsigned n_vintages;
} written;

#define TEXT(structure, member) DOC_TEXT(#member, structure, member)
#define LIST(member)                                                                           \
    CYAML_FIELD_SEQUENCE_COUNT(#member, CYAML_FLAG_POINTER, struct programme, member,          \
                               n_##member, &doc_text_entry, 0, LIST_MAX)
#define PART(member, fields)                                                                   \
    CYAML_FIELD_MAPPING(#member, CYAML_FLAG_DEFAULT, written, member, fields)

static const cyaml_schema_field_t programme_fields[] = { TEXT(struct programme, sites),
                                                         TEXT(struct programme, budget_eur),
                                                         TEXT(struct programme, grant_min_eur),
                                                         TEXT(struct programme, grant_max_eur),
                                                         TEXT(struct programme, grant_years),
                                                         TEXT(struct programme, wave_max),
                                                         LIST(deadlines),
                                                         LIST(bearers),
                                                         CYAML_FIELD_END };
static const cyaml_schema_field_t split_fields[] = { TEXT(struct split, qpv),
                                                     TEXT(struct split, hors),
                                                     TEXT(struct split, tolerance),
                                                     CYAML_FIELD_END };
static const cyaml_schema_field_t proximity_fields[] = { TEXT(struct proximity, distance),
                                                         TEXT(struct proximity, bound),
                                                         CYAML_FIELD_END };
static const cyaml_schema_field_t precision_fields[] = {
    TEXT(struct precision, housenumber), TEXT(struct precision, street),
    TEXT(struct precision, locality), TEXT(struct precision, municipality), CYAML_FIELD_END
};
static const cyaml_schema_field_t coverage_fields[] = { TEXT(struct coverage, served),
                                                        TEXT(struct coverage, unserved),
                                                        TEXT(struct coverage, level),
                                                        CYAML_FIELD_END };
#define ORIGIN(member) DOC_TEXT_OPTIONAL(#member, struct origins, member)
static const cyaml_schema_field_t origin_fields[] = { ORIGIN(programme), ORIGIN(split),
                                                      ORIGIN(proximity), ORIGIN(commune_margin),
                                                      ORIGIN(precision), ORIGIN(coverage),
                                                      CYAML_FIELD_END };
static const cyaml_schema_field_t vintage_fields[] = {
    TEXT(struct vintage, name), TEXT(struct vintage, valid),
    DOC_TEXT_OPTIONAL("valid_overseas", struct vintage, valid_overseas), CYAML_FIELD_END
};
static const cyaml_schema_value_t vintage_entry = { CYAML_VALUE_MAPPING(
    CYAML_FLAG_DEFAULT, struct vintage, vintage_fields) };
static const cyaml_schema_field_t rules_fields[] = {
    TEXT(written, name),
    TEXT(written, title),
    PART(programme, programme_fields),
    PART(split, split_fields),
    PART(proximity, proximity_fields),
    TEXT(written, commune_margin),
    PART(precision, precision_fields),
    PART(coverage, coverage_fields),
    CYAML_FIELD_MAPPING("origins", CYAML_FLAG_OPTIONAL, written, origins, origin_fields),
    CYAML_FIELD_SEQUENCE_COUNT("vintages", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, written,
                               vintages, n_vintages, &vintage_entry, 0, LIST_MAX),
    CYAML_FIELD_END
};
static const cyaml_schema_value_t schema = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, written,
                                                                 rules_fields) };

static const char *const bounds[] = { "strict", "inclusive", NULL };

/* --- from texts to figures, and what figures say of each other --------------------------- */

static mlg_code check_deadlines(const struct programme *w, const doc *d, mlg_err *err)
{
    char path[PATH_ROOM];

    for (unsigned i = 0; i < w->n_deadlines; i++) {
        snprintf(path, sizeof path, "programme.deadlines[%u]", i);
        if (value_date(d, path, w->deadlines[i], err) != MLG_OK)
            return err->code;
        if (i && strcmp(w->deadlines[i - 1], w->deadlines[i]) >= 0)
            return doc_fail(err, doc_line(d, path),
                            _("deadline %s does not come after %s; put the days in order"),
                            w->deadlines[i], w->deadlines[i - 1]);
    }
    return MLG_OK;
}

static mlg_code read_programme(mlg_rules *r, const struct programme *w, const doc *d,
                               mlg_err *err)
{
    if (value_count(d, "programme.sites", w->sites, &r->programme.sites, err) ||
        value_number(d, "programme.budget_eur", w->budget_eur, &r->programme.budget_eur, err) ||
        value_number(d, "programme.grant_min_eur", w->grant_min_eur,
                     &r->programme.grant_min_eur, err) ||
        value_number(d, "programme.grant_max_eur", w->grant_max_eur,
                     &r->programme.grant_max_eur, err) ||
        value_count(d, "programme.grant_years", w->grant_years, &r->programme.grant_years,
                    err) ||
        value_count(d, "programme.wave_max", w->wave_max, &r->programme.wave_max, err))
        return err->code;
    if (r->programme.grant_years > 100)
        return doc_fail(err, doc_line(d, "programme.grant_years"),
                        _("'grant_years' is %s; a grant lasts a few years"), w->grant_years);
    if (r->programme.grant_min_eur > r->programme.grant_max_eur)
        return doc_fail(err, doc_line(d, "programme.grant_min_eur"),
                        _("'grant_min_eur' (%s) is greater than 'grant_max_eur' (%s)"),
                        w->grant_min_eur, w->grant_max_eur);
    if (r->programme.sites * r->programme.grant_min_eur > r->programme.budget_eur)
        return doc_fail(err, doc_line(d, "programme.budget_eur"),
                        _("'budget_eur' (%s) does not pay %s sites at least %s each"),
                        w->budget_eur, w->sites, w->grant_min_eur);
    return check_deadlines(w, d, err);
}

static mlg_code read_split(mlg_rules *r, const struct split *w, const doc *d, mlg_err *err)
{
    static const double rounding = 1e-9;

    if (value_share(d, "split.qpv", w->qpv, &r->split.qpv, err) ||
        value_share(d, "split.hors", w->hors, &r->split.hors, err) ||
        value_share(d, "split.tolerance", w->tolerance, &r->split.tolerance, err))
        return err->code;
    if (fabs(r->split.qpv + r->split.hors - 1) > r->split.tolerance + rounding)
        return doc_fail(
            err, doc_line(d, "split"),
            _("'qpv' (%s) and 'hors' (%s) are shares of one whole; they should make "
              "1 together"),
            w->qpv, w->hors);
    return MLG_OK;
}

static mlg_code read_thresholds(mlg_rules *r, const written *w, const doc *d, mlg_err *err)
{
    unsigned bound = 0;

    if (value_distance(d, "proximity.distance", w->proximity.distance, &r->proximity_m, err) ||
        value_word(d, "proximity.bound", w->proximity.bound, bounds, &bound, err) ||
        value_distance(d, "commune_margin", w->commune_margin, &r->commune_margin_m, err) ||
        value_radius(d, "precision.housenumber", w->precision.housenumber,
                     &r->precision.housenumber_m, err) ||
        value_radius(d, "precision.street", w->precision.street, &r->precision.street_m, err) ||
        value_radius(d, "precision.locality", w->precision.locality, &r->precision.locality_m,
                     err) ||
        value_radius(d, "precision.municipality", w->precision.municipality,
                     &r->precision.municipality_m, err) ||
        value_share(d, "coverage.served", w->coverage.served, &r->coverage.served, err) ||
        value_share(d, "coverage.unserved", w->coverage.unserved, &r->coverage.unserved, err))
        return err->code;
    r->proximity_strict = bound == 0;
    if (r->coverage.unserved > r->coverage.served)
        return doc_fail(err, doc_line(d, "coverage.unserved"),
                        _("'unserved' (%s) is greater than 'served' (%s)"),
                        w->coverage.unserved, w->coverage.served);
    return MLG_OK;
}

/* Where nothing is said of overseas, the mainland's period holds there. */
static mlg_code read_vintages(mlg_rules *r, const written *w, const doc *d, mlg_err *err)
{
    r->vintages = calloc(w->n_vintages + 1, sizeof *r->vintages);
    if (!r->vintages)
        return readers_no_memory(err);
    for (unsigned i = 0; i < w->n_vintages; i++) {
        mlg_rules_vintage *v = &r->vintages[i];
        char path[PATH_ROOM];

        snprintf(path, sizeof path, "vintages[%u].valid", i);
        if (value_period(d, path, w->vintages[i].valid, &v->mainland, err) != MLG_OK)
            return err->code;
        v->overseas = v->mainland;
        snprintf(path, sizeof path, "vintages[%u].valid_overseas", i);
        if (value_period(d, path, w->vintages[i].valid_overseas, &v->overseas, err) != MLG_OK)
            return err->code;
    }
    return MLG_OK;
}

/* A text, or a list of them, changes owner. */
static void take(char **to, char **from)
{
    *to = *from;
    *from = NULL;
}

static void take_list(char ***to, unsigned *n, char ***from, unsigned *n_from)
{
    *to = *from;
    *n = *n_from;
    *from = NULL;
    *n_from = 0;
}

static void take_texts(mlg_rules *r, written *w)
{
    take(&r->name, &w->name);
    take(&r->title, &w->title);
    take(&r->coverage.level, &w->coverage.level);
    take(&r->origins.programme, &w->origins.programme);
    take(&r->origins.split, &w->origins.split);
    take(&r->origins.proximity, &w->origins.proximity);
    take(&r->origins.commune_margin, &w->origins.commune_margin);
    take(&r->origins.precision, &w->origins.precision);
    take(&r->origins.coverage, &w->origins.coverage);
    for (unsigned i = 0; i < w->n_vintages; i++)
        take(&r->vintages[i].name, &w->vintages[i].name);
    r->n_vintages = w->n_vintages;
    take_list(&r->programme.deadlines, &r->programme.n_deadlines, &w->programme.deadlines,
              &w->programme.n_deadlines);
    take_list(&r->programme.bearers, &r->programme.n_bearers, &w->programme.bearers,
              &w->programme.n_bearers);
}

/* --- doors ------------------------------------------------------------------------------- */

mlg_code rules_parse(mlg_rules **out, const char *text, size_t n, mlg_err *err)
{
    mlg_rules *r;
    doc *d;
    void *data;
    written *w;
    mlg_code code;

    *out = NULL;
    if (doc_load(&d, &data, text, n, &schema, err) != MLG_OK)
        return err->code;
    w = data;
    r = calloc(1, sizeof *r);
    if (!r)
        code = readers_no_memory(err);
    else if ((code = read_programme(r, &w->programme, d, err)) == MLG_OK &&
             (code = read_split(r, &w->split, d, err)) == MLG_OK &&
             (code = read_thresholds(r, w, d, err)) == MLG_OK)
        code = read_vintages(r, w, d, err);
    if (code == MLG_OK) {
        take_texts(r, w);
        *out = r;
    } else {
        mlg_rules_free(r);
    }
    doc_unload(&schema, w);
    doc_free(d);
    return code;
}

mlg_code mlg_rules_read(mlg_rules **out, const char *path, mlg_err *err)
{
    file f;
    mlg_code code;

    *out = NULL;
    if (file_read(&f, path, err) != MLG_OK)
        return err->code;
    code = rules_parse(out, f.data, f.size, err);
    if (code == MLG_OK) {
        digest_sha256((*out)->sha256, f.data, f.size);
        (*out)->file = strdup(file_base(path));
        if (!(*out)->file) {
            mlg_rules_free(*out);
            *out = NULL;
            code = readers_no_memory(err);
        }
    }
    file_close(&f);
    return code == MLG_OK ? MLG_OK : mlg_at(err, path, 0);
}

void mlg_rules_free(mlg_rules *r)
{
    if (!r)
        return;
    for (unsigned i = 0; i < r->programme.n_deadlines; i++)
        free(r->programme.deadlines[i]);
    for (unsigned i = 0; i < r->programme.n_bearers; i++)
        free(r->programme.bearers[i]);
    for (unsigned i = 0; i < r->n_vintages; i++)
        free(r->vintages[i].name);
    free(r->vintages);
    free(r->programme.deadlines);
    free(r->programme.bearers);
    free(r->coverage.level);
    free(r->origins.programme);
    free(r->origins.split);
    free(r->origins.proximity);
    free(r->origins.commune_margin);
    free(r->origins.precision);
    free(r->origins.coverage);
    free(r->file);
    free(r->name);
    free(r->title);
    free(r);
}
