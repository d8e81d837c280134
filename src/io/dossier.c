#include "maillage/dossier.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"
#include "io/doc_json.h"
#include "io/readers.h"
#include "io/study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static mlg_code altered(mlg_err *err, const char *what)
{
    return mlg_fail(err, MLG_EDATA,
                    _("'%s' is missing or is not what a dossier holds: it was changed or cut "
                      "short"),
                    what);
}

/* --- what every dossier has --------------------------------------------------------------- */

static mlg_code check_parts(const json_t *all, mlg_err *err)
{
    static const char *const objects[] = { "etude", "maillage", "partage", "regles" };
    static const char *const arrays[] = { "sites", "avertissements", "limites" };
    const char *format = json_string_value(json_object_get(all, "format"));
    char shown[48];

    if (!format || strncmp(format, "maillage-dossier/", 17))
        return mlg_fail(err, MLG_EDATA, _("is not a dossier of maillage"));
    if (strcmp(format, MLG_DOSSIER_FORMAT))
        return mlg_fail(
            err, MLG_EDATA, _("is a dossier of another form (%.40s; this version reads %s)"),
            readers_quote(shown, sizeof shown, format, strlen(format)), MLG_DOSSIER_FORMAT);
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
        if (!json_is_object(json_object_get(all, objects[i])))
            return altered(err, objects[i]);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        if (!json_is_array(json_object_get(all, arrays[i])))
            return altered(err, arrays[i]);
    return MLG_OK;
}

static mlg_code read_language(mlg_dossier *d, const json_t *all, mlg_err *err)
{
    const char *said = json_string_value(json_object_get(all, "langue"));

    if (!said || (strcmp(said, "fr") && strcmp(said, "en")))
        return altered(err, "langue");
    d->language = strdup(said);
    return d->language ? MLG_OK : readers_no_memory(err);
}

/* --- the study ------------------------------------------------------------------------------
 */

/* A dossier names files, not places: whoever sends one chooses no path on our machine. */
static mlg_code check_names(const json_t *node, mlg_err *err)
{
    const char *key, *text;
    char shown[96];
    json_t *value;
    size_t i;

    json_object_foreach((json_t *)node, key, value)
    {
        text = json_string_value(value);
        if (text && (!strcmp(key, "file") || !strcmp(key, "rules")) && strchr(text, '/'))
            return mlg_fail(err, MLG_EDATA, _("its study names a path, '%.80s', not a file"),
                            readers_quote(shown, sizeof shown, text, strlen(text)));
        if (check_names(value, err) != MLG_OK)
            return err->code;
    }
    json_array_foreach(node, i, value) if (check_names(value, err) != MLG_OK) return err->code;
    return MLG_OK;
}

static mlg_code read_study(mlg_dossier *d, const json_t *all, mlg_err *err)
{
    const json_t *said = json_object_get(all, "etude");
    mlg_err why = { 0 };
    char *text;

    if (check_names(said, err) != MLG_OK)
        return err->code;
    text = doc_json_text(said);
    if (!text)
        return readers_no_memory(err);
    if (study_parse(&d->study, text, strlen(text), NULL, &why) != MLG_OK) {
        const char *sentence = strncmp(why.what, "line ", 5) ? NULL : strchr(why.what, ':');

        mlg_fail(err, why.code, _("its study cannot be used: %.180s"),
                 sentence ? sentence + 2 : why.what);
    }
    free(text);
    return d->study ? MLG_OK : err->code;
}

/* --- the files it names ------------------------------------------------------------------- */

static bool read_file(mlg_source *out, const json_t *said)
{
    const char *name = json_string_value(json_object_get(said, "fichier"));
    const char *sha256 = json_string_value(json_object_get(said, "sha256"));

    if (!name || !sha256 || strlen(sha256) != 64)
        return false;
    snprintf(out->name, sizeof out->name, "%s", name);
    snprintf(out->sha256, sizeof out->sha256, "%s", sha256);
    out->size = (uint64_t)json_integer_value(json_object_get(said, "octets"));
    return true;
}

static mlg_code read_files(mlg_dossier *d, const json_t *all, mlg_err *err)
{
    const json_t *sources = json_object_get(json_object_get(all, "maillage"), "sources");
    size_t i, k, n = 0;
    json_t *source, *said;

    if (!json_array_size(sources))
        return altered(err, "maillage.sources");
    json_array_foreach(sources, i, source) n +=
        json_array_size(json_object_get(source, "fichiers"));
    d->files = calloc(n + 1, sizeof *d->files);
    if (!d->files)
        return readers_no_memory(err);
    json_array_foreach(sources, i, source)
    {
        json_array_foreach(json_object_get(source, "fichiers"), k, said)
        {
            if (!read_file(&d->files[d->n_files++], said))
                return altered(err, "maillage.sources.fichiers");
        }
    }
    return MLG_OK;
}

const char *mlg_dossier_expects(const mlg_dossier *d, const char *name)
{
    for (size_t i = 0; i < d->n_files; i++)
        if (!strcmp(d->files[i].name, name))
            return d->files[i].sha256;
    return NULL;
}

/* --- doors ----------------------------------------------------------------------------------
 */

/* jansson quotes the bytes it met, and may cut a letter in two. */
static mlg_code not_json(json_error_t *why, mlg_err *err)
{
    char shown[120];
    size_t n = strlen(why->text);

    for (size_t i = 0; !text_is_utf8(why->text, n) && i < n; i++)
        if ((unsigned char)why->text[i] >= 0x80)
            why->text[i] = '?';
    return mlg_fail(err, MLG_EDATA,
                    _("is not JSON (line %d: %.120s): no dossier, or one that was cut short"),
                    why->line, readers_quote(shown, sizeof shown, why->text, n));
}

static mlg_code read_all(mlg_dossier *d, const char *text, size_t n, mlg_err *err)
{
    json_error_t why;
    json_t *all = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
    mlg_code code;

    if (!all)
        return not_json(&why, err);
    code = check_parts(all, err);
    if (code == MLG_OK)
        code = read_language(d, all, err);
    if (code == MLG_OK)
        code = read_study(d, all, err);
    if (code == MLG_OK)
        code = read_files(d, all, err);
    d->coverage = json_object_get(all, "couverture") != NULL;
    d->network = json_object_get(all, "reseau") != NULL;
    json_decref(all);
    if (code != MLG_OK)
        return code;
    digest_sha256(d->sha256, text, n);
    d->text = malloc(n + 1);
    if (!d->text)
        return readers_no_memory(err);
    memcpy(d->text, text, n);
    d->text[n] = '\0';
    d->size = n;
    return MLG_OK;
}

mlg_code dossier_parse(mlg_dossier **out, const char *text, size_t n, mlg_err *err)
{
    mlg_dossier *d = calloc(1, sizeof *d);

    *out = NULL;
    if (!d)
        return readers_no_memory(err);
    if (read_all(d, text, n, err) != MLG_OK) {
        mlg_dossier_free(d);
        return err->code;
    }
    *out = d;
    return MLG_OK;
}

mlg_code mlg_dossier_read(mlg_dossier **out, const char *path, mlg_err *err)
{
    mlg_code code;
    file f;

    *out = NULL;
    if (file_read(&f, path, err) != MLG_OK)
        return err->code;
    code = dossier_parse(out, f.data ? f.data : "", f.size, err);
    file_close(&f);
    return code == MLG_OK ? MLG_OK : mlg_at(err, path, 0);
}

void mlg_dossier_free(mlg_dossier *d)
{
    if (!d)
        return;
    mlg_study_free(d->study);
    free(d->language);
    free(d->files);
    free(d->text);
    free(d);
}
