#include "results.h"

#include "cmd.h"
#include "spared.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

mlg_code results_format(mlg_format *out, const char *told, const char *path, mlg_err *err)
{
    static const struct {
        const char *word;
        mlg_format format;
    } words[] = { { "csv", MLG_CSV },
                  { "csv-excel", MLG_CSV_EXCEL },
                  { "geojson", MLG_GEOJSON } };
    const char *dot = path ? strrchr(path, '.') : NULL;

    *out = MLG_CSV;
    for (size_t i = 0; told && i < sizeof words / sizeof *words; i++) {
        if (strcmp(told, words[i].word))
            continue;
        *out = words[i].format;
        return MLG_OK;
    }
    if (told)
        return mlg_fail(err, MLG_EUSAGE, _("-f takes csv, csv-excel or geojson, not '%.40s'"),
                        told);
    if (!path || !strcmp(path, "-") || (dot && !strcmp(dot, ".csv")))
        return MLG_OK;
    if (dot && (!strcmp(dot, ".geojson") || !strcmp(dot, ".json"))) {
        *out = MLG_GEOJSON;
        return MLG_OK;
    }
    return mlg_fail(err, MLG_EUSAGE,
                    _("'%.100s' ends neither in .csv nor in .geojson: say the format with -f"),
                    path);
}

char *results_path(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);

    if (path)
        snprintf(path, size, "%s/%s", folder, name);
    return path;
}

mlg_output results_output(const char *path, mlg_format format, int decimals,
                          const mlg_provenance *p)
{
    return (mlg_output){ .path = path,
                         .format = format,
                         .overwrite = common.overwrite,
                         .threads = common.threads,
                         .decimals = decimals,
                         .provenance = p };
}

/* --- before anything is written --------------------------------------------------------- */

mlg_code results_may_write(const session *s, const char *path, mlg_format format, mlg_err *err)
{
    mlg_code code = spared_check(s->study, path, common.overwrite, err);
    char *beside;
    size_t size = strlen(path) + sizeof "-metadata.json";

    if (code != MLG_OK || format == MLG_GEOJSON)
        return code;
    beside = malloc(size);
    if (!beside)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    snprintf(beside, size, "%s-metadata.json", path);
    code = spared_check(s->study, beside, common.overwrite, err);
    free(beside);
    return code;
}

mlg_code results_may_write_json(const session *s, const char *path, mlg_err *err)
{
    return spared_check(s->study, path, common.overwrite, err);
}

static mlg_code may_write(const session *s, char *path, mlg_format format, mlg_err *err)
{
    mlg_code code = path ? results_may_write(s, path, format, err)
                         : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    free(path);
    return code;
}

/* --- answers ----------------------------------------------------------------------------- */

mlg_code results_sites(const session *s, const char *path, mlg_format format, mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, SESSION_CLASSES, inputs);
    mlg_output out = results_output(path, format, s->publication.decimals, &p);

    cmd_progress(s->command, _("writing %s"), path);
    return mlg_write_sites(s->classes, &out, err);
}

mlg_code results_level_csv(const session *s, size_t level, mlg_format format, mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, SESSION_COVERAGE, inputs);
    mlg_output out = results_output("-", format, s->publication.decimals, &p);

    return mlg_write_territories(s->coverage, level, NULL, &out, err);
}

static const char *const dossier_names[] = { "dossier.html", "dossier.json" };

mlg_code results_may_write_dossier(const session *s, const char *folder, mlg_err *err)
{
    mlg_code code = MLG_OK;

    for (int i = 0; code == MLG_OK && i < 2; i++)
        code = may_write(s, results_path(folder, dossier_names[i]), MLG_GEOJSON, err);
    return code;
}

mlg_code results_dossier(const session *s, unsigned what, const char *folder, mlg_err *err)
{
    char *html = results_path(folder, dossier_names[0]);
    char *json = results_path(folder, dossier_names[1]);
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, what, inputs);
    mlg_answers answers = session_answers(s);
    mlg_dossier_output out = {
        .html = html, .json = json, .overwrite = common.overwrite, .study = s->study
    };
    mlg_code code = html && json ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    cmd_progress(s->command, _("writing %s"), html ? html : "");
    if (code == MLG_OK)
        code = mlg_write_dossier(&answers, &p, &out, err);
    free(html);
    free(json);
    return code;
}

mlg_code results_summary(const session *s, unsigned what, const char *path, mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, what, inputs);

    mlg_answers answers = session_answers(s);

    return mlg_write_summary(&answers, &p, path, common.overwrite, err);
}
