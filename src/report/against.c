#include "base/i18n.h"
#include "report/dossier.h"
#include "report/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *mlg_differs_name(mlg_differs kind)
{
    static const char *const names[MLG_DIFFERS_COUNT] = { "entree",  "regle",   "etude",
                                                          "version", "chiffre", "lieu",
                                                          "texte" };

    return names[kind];
}

/* Two documents side by side. */
typedef struct walk {
    mlg_differences *out;
    bool versions; /* theirs differ */
    bool broken;   /* out of memory */
} walk;

/* --- one difference -------------------------------------------------------------------------
 */

static char *line_of(const json_t *value, walk *w)
{
    char *text;

    if (!value)
        return NULL;
    text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(12));
    w->broken |= !text;
    return text;
}

static void note(walk *w, mlg_differs kind, const char *where, const json_t *a, const json_t *b)
{
    mlg_differences *d = w->out;

    d->counts[kind]++;
    if (d->n == MLG_DIFFERENCES_KEPT)
        return;
    d->rows[d->n].kind = kind;
    d->rows[d->n].where = strdup(where);
    d->rows[d->n].recorded = line_of(a, w);
    d->rows[d->n].now = line_of(b, w);
    w->broken |= !d->rows[d->n++].where;
}

/* --- walking both
 * ----------------------------------------------------------------------------- */

static void differ(walk *w, mlg_differs kind, buf *where, const json_t *a, const json_t *b);

/* Go on below, at "where.key" or "where[key]". */
static void below(walk *w, mlg_differs kind, buf *where, const char *key, bool entry,
                  const json_t *a, const json_t *b)
{
    size_t n = where->n;

    if (entry)
        buf_char(where, '[');
    else if (n)
        buf_char(where, '.');
    buf_text(where, key);
    if (entry)
        buf_char(where, ']');
    else if (!a && w->versions && kind != MLG_DIFFERS_INPUT && kind != MLG_DIFFERS_STUDY)
        kind = MLG_DIFFERS_VERSION; /* a key that the other version did not write */
    differ(w, kind, where, a, b);
    if (where->broken)
        return;
    where->n = n;
    where->at[n] = '\0';
}

static void differ_objects(walk *w, mlg_differs kind, buf *where, const json_t *a,
                           const json_t *b)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)a, key, value)
        below(w, kind, where, key, false, value, json_object_get(b, key));
    json_object_foreach((json_t *)b, key, value)
    {
        if (!json_object_get(a, key))
            below(w, kind, where, key, false, NULL, value);
    }
}

/* What tells the entries of a list apart. */
static void name_of(char *name, size_t size, const json_t *entry, size_t i)
{
    static const char *const pairs[][2] = { { "role", "nom" },
                                            { "genre", "fichier" },
                                            { "fichier", NULL },
                                            { "id", NULL },
                                            { "vague", NULL },
                                            { "niveau", NULL },
                                            { "enregistrement", "message" } };

    for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
        const char *first = json_string_value(json_object_get(entry, pairs[p][0]));
        const char *second =
            pairs[p][1] ? json_string_value(json_object_get(entry, pairs[p][1])) : "";

        if (!first || !second)
            continue;
        snprintf(name, size, "%s%s%s", first, *second ? " " : "", second);
        return;
    }
    snprintf(name, size, "%zu", i);
}

enum { NAME = 200 };

/* Entries by name: { "name": [indices] }, in order, so that equal names pair off. */
static json_t *by_name(const json_t *list)
{
    json_t *all = json_object(), *entry;
    char name[NAME];
    size_t i;

    json_array_foreach(list, i, entry)
    {
        name_of(name, sizeof name, entry, i);

        json_t *same = json_object_get(all, name);

        if (!same) {
            same = json_array();
            json_object_set_new_nocheck(all, name, same);
        }
        json_array_append_new(same, json_integer((json_int_t)i));
    }
    return all;
}

/* Lists of objects are matched by name: one more site is one difference, not hundreds. */
static void differ_lists(walk *w, mlg_differs kind, buf *where, const json_t *a,
                         const json_t *b)
{
    json_t *there = by_name(b), *seen = json_object(), *entry;
    char name[NAME];
    size_t i;

    json_array_foreach(a, i, entry)
    {
        name_of(name, sizeof name, entry, i);

        json_t *same = json_object_get(there, name);
        json_int_t turn = json_integer_value(json_object_get(seen, name));
        const json_t *at = json_array_get(same, (size_t)turn);

        json_object_set_new_nocheck(seen, name, json_integer(turn + 1));
        below(w, kind, where, name, true, entry,
              at ? json_array_get(b, (size_t)json_integer_value(at)) : NULL);
    }
    json_array_foreach(b, i, entry)
    {
        name_of(name, sizeof name, entry, i);

        json_t *same = json_object_get(there, name);
        size_t taken = (size_t)json_integer_value(json_object_get(seen, name));

        for (size_t k = taken; k < json_array_size(same); k++)
            if ((size_t)json_integer_value(json_array_get(same, k)) == i)
                below(w, kind, where, name, true, NULL, entry);
    }
    json_decref(there);
    json_decref(seen);
}

static void differ(walk *w, mlg_differs kind, buf *where, const json_t *a, const json_t *b)
{
    if (a && b && json_equal(a, b))
        return;
    if (json_is_object(a) && json_is_object(b))
        differ_objects(w, kind, where, a, b);
    else if (json_is_array(a) && json_is_array(b) &&
             (json_is_object(json_array_get(a, 0)) || json_is_object(json_array_get(b, 0))))
        differ_lists(w, kind, where, a, b);
    else
        note(w, kind, where->broken ? "" : where->at, a, b);
}

/* --- both documents
 * --------------------------------------------------------------------------- */

static mlg_differs kind_of(const char *part)
{
    static const struct {
        const char *part;
        mlg_differs kind;
    } parts[] = { { "format", MLG_DIFFERS_VERSION }, { "langue", MLG_DIFFERS_STUDY },
                  { "titre", MLG_DIFFERS_STUDY },    { "etude", MLG_DIFFERS_STUDY },
                  { "mention", MLG_DIFFERS_TEXT },   { "regles", MLG_DIFFERS_RULE },
                  { "limites", MLG_DIFFERS_TEXT },   { "avertissements", MLG_DIFFERS_TEXT },
                  { "sites", MLG_DIFFERS_SITE } };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strcmp(parts[i].part, part))
            return parts[i].kind;
    return MLG_DIFFERS_FIGURE;
}

static mlg_differs kind_below(const char *key)
{
    if (!strcmp(key, "sources"))
        return MLG_DIFFERS_INPUT;
    return strcmp(key, "parametres") ? MLG_DIFFERS_VERSION : MLG_DIFFERS_RULE;
}

/* The tool, its versions, its parameters, its sources. */
static void differ_provenance(walk *w, buf *where, const json_t *a, const json_t *b)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)a, key, value)
        below(w, kind_below(key), where, key, false, value, json_object_get(b, key));
    json_object_foreach((json_t *)b, key, value)
    {
        if (!json_object_get(a, key))
            below(w, kind_below(key), where, key, false, NULL, value);
    }
}

static bool same_version(const json_t *a, const json_t *b)
{
    const json_t *one = json_object_get(json_object_get(a, "maillage"), "version");
    const json_t *two = json_object_get(json_object_get(b, "maillage"), "version");

    return one && two && json_equal(one, two);
}

static void differ_documents(walk *w, const json_t *a, const json_t *b)
{
    buf where = { 0 };
    const char *key;
    json_t *value;

    w->versions = !same_version(a, b);
    buf_text(&where, "maillage");
    if (!where.broken)
        differ_provenance(w, &where, json_object_get(a, "maillage"),
                          json_object_get(b, "maillage"));
    buf_clear(&where);
    json_object_foreach((json_t *)a, key, value)
    {
        if (strcmp(key, "maillage"))
            below(w, kind_of(key), &where, key, false, value, json_object_get(b, key));
    }
    json_object_foreach((json_t *)b, key, value)
    {
        if (!json_object_get(a, key))
            below(w, kind_of(key), &where, key, false, NULL, value);
    }
    w->broken |= where.broken;
    buf_free(&where);
}

static void conclude(mlg_differences *d)
{
    size_t others = 0, made = 0;

    for (int k = 0; k < MLG_DIFFERS_COUNT; k++) {
        bool of_answers =
            k == MLG_DIFFERS_FIGURE || k == MLG_DIFFERS_SITE || k == MLG_DIFFERS_TEXT;

        if (of_answers)
            made += d->counts[k];
        else
            others += d->counts[k];
    }
    d->same = made + others == d->counts[MLG_DIFFERS_VERSION];
    d->altered = made && !others;
}

/* What is found now, as it would be read back: the same roundings. */
static json_t *now_json(const mlg_answers *answers, const mlg_provenance *provenance,
                        const mlg_study *study, mlg_err *err)
{
    dossier d;
    buf bytes = { 0 };
    json_t *all = NULL, *again = NULL;

    if (dossier_begin(&d, answers, provenance, study, err) == MLG_OK)
        all = dossier_json(&d, err);
    if (all && json_bytes(&bytes, all, err) == MLG_OK)
        again = json_loadb(bytes.at, bytes.n, 0, NULL);
    if (all && !again)
        mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    json_decref(all);
    buf_free(&bytes);
    dossier_end(&d);
    return again;
}

mlg_code mlg_dossier_compare(mlg_differences **out, const mlg_dossier *d,
                             const mlg_answers *answers, const mlg_provenance *provenance,
                             const mlg_study *study, mlg_err *err)
{
    json_t *a = json_loadb(d->text, d->size, 0, NULL);
    json_t *b = a ? now_json(answers, provenance, study, err) : NULL;
    walk w = { .out = calloc(1, sizeof *w.out) };

    *out = NULL;
    if (w.out)
        w.out->rows = calloc(MLG_DIFFERENCES_KEPT, sizeof *w.out->rows);
    if (a && b && w.out && w.out->rows)
        differ_documents(&w, a, b);
    if (!a || !w.out || !w.out->rows || w.broken)
        mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    else if (b)
        *out = w.out;
    json_decref(a);
    json_decref(b);
    if (*out) {
        conclude(*out);
        return MLG_OK;
    }
    mlg_differences_free(w.out);
    return err->code;
}

void mlg_differences_free(mlg_differences *d)
{
    if (!d)
        return;
    for (size_t i = 0; d->rows && i < d->n; i++) {
        free(d->rows[i].where);
        free(d->rows[i].recorded);
        free(d->rows[i].now);
    }
    free(d->rows);
    free(d);
}

/* --- as JSON
 * ------------------------------------------------------------------------------------ */

static json_t *value_json(const char *line)
{
    return line ? json_loads(line, JSON_DECODE_ANY, NULL) : json_null();
}

mlg_code mlg_write_differences(const mlg_differences *d, const mlg_dossier *of,
                               const char *name, const char *path, bool overwrite, mlg_err *err)
{
    json_t *rows = json_array(), *counts = json_object(), *all;
    int fault = 0;
    mlg_code code;

    for (int k = 0; k < MLG_DIFFERS_COUNT; k++)
        fault |= json_object_set_new(counts, mlg_differs_name((mlg_differs)k),
                                     count_json(d->counts[k]));
    for (size_t i = 0; i < d->n; i++)
        fault |= json_array_append_new(rows, json_pack("{s:s, s:o, s:o, s:o}", "genre",
                                                       mlg_differs_name(d->rows[i].kind), "ou",
                                                       text_json(d->rows[i].where), "dossier",
                                                       value_json(d->rows[i].recorded),
                                                       "recalcul", value_json(d->rows[i].now)));
    all = json_pack("{s:o, s:s, s:b, s:b, s:o, s:o}", "dossier", text_json(name), "sha256",
                    of->sha256, "identique", d->same, "modifie_apres_coup", d->altered,
                    "nombre", counts, "differences", rows);
    code = fault || !all ? mlg_fail(err, MLG_ENOMEM, _("out of memory"))
                         : write_json(all, path, overwrite, err);
    json_decref(all);
    return code;
}
