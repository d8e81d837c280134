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

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static mlg_output output(const char *path, mlg_format format, int decimals,
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

/* FOLDER/territoires-LEVEL.csv or .geojson. */
static char *level_path(const session *s, size_t level, const char *folder, bool geojson)
{
    char name[200];

    snprintf(name, sizeof name, "territoires-%.150s.%s",
             mlg_zones_name(s->coverage->levels[level].zones), geojson ? "geojson" : "csv");
    return results_path(folder, name);
}

static mlg_code may_write(const session *s, char *path, mlg_format format, mlg_err *err)
{
    mlg_code code = path ? results_may_write(s, path, format, err)
                         : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    free(path);
    return code;
}

mlg_code results_may_write_coverage(const session *s, const char *folder, bool territories,
                                    bool gaps, mlg_err *err)
{
    mlg_code code = MLG_OK;

    for (size_t i = 0; territories && code == MLG_OK && i < s->coverage->n_levels; i++) {
        const char *name = mlg_zones_name(s->coverage->levels[i].zones);

        for (size_t k = 0; k < i; k++)
            if (!strcmp(mlg_zones_name(s->coverage->levels[k].zones), name))
                return mlg_fail(err, s->from_file ? MLG_EDATA : MLG_EUSAGE,
                                _("two levels of territories are called '%.60s': give each "
                                  "a name of its own"),
                                name);
        code = may_write(s, level_path(s, i, folder, false), MLG_CSV, err);
        if (code == MLG_OK)
            code = may_write(s, level_path(s, i, folder, true), MLG_GEOJSON, err);
    }
    if (gaps && code == MLG_OK && s->study->reach)
        code = may_write(s, results_path(folder, "lacunes.geojson"), MLG_GEOJSON, err);
    return code;
}

/* --- answers ----------------------------------------------------------------------------- */

mlg_code results_sites(const session *s, const char *path, mlg_format format, mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, SESSION_CLASSES, inputs);
    mlg_output out = output(path, format, s->publication.decimals, &p);

    cmd_progress(s->command, _("writing %s"), path);
    return mlg_write_sites(s->classes, &out, err);
}

/* The polygons of a level, or of the gaps (level: n_levels), as the study wants them published;
 * `p` takes note. */
static mlg_code lighten(session *s, mlg_polys *polys, size_t level, const char *name,
                        mlg_provenance *p, mlg_err *err)
{
    enum { SPARE = 256 }; /* the bbox, the tolerance */
    mlg_simplify_options o = s->publication;
    mlg_simplified what = { 0 };
    mlg_code code = MLG_OK;

    p->simplify_m = 0;
    o.threads = common.threads;
    if (!(o.tolerance_m > 0) && !o.max_bytes && o.decimals >= MLG_DECIMALS)
        return MLG_OK;
    if (o.max_bytes) {
        mlg_output out = output("", MLG_GEOJSON, o.decimals, p);
        size_t frame;

        code = mlg_frame_bytes(&frame, s->coverage, level, &out, err);
        o.max_bytes =
            code == MLG_OK && o.max_bytes > frame + SPARE ? o.max_bytes - frame - SPARE : 1;
    }
    if (code == MLG_OK)
        code = mlg_simplify(polys, &o, &what, name, &s->diag, err);
    if (what.too_large)
        mlg_diag_add(
            &s->diag, MLG_WARNING, "size-not-reached", name, 0,
            N_("larger than the size asked for, even with polygons of three vertices"));
    p->simplify_m = what.tolerance_m;
    return code;
}

/* territoires-NIVEAU.csv and .geojson. */
static mlg_code write_level(session *s, size_t level, const char *folder, mlg_format csv,
                            mlg_provenance *p, mlg_err *err)
{
    const mlg_zones *zones = s->coverage->levels[level].zones;
    mlg_polys lonlat = { 0 };
    mlg_code code = mlg_zones_lonlat(&lonlat, zones, s->planes, err);

    p->simplify_m = 0;
    for (int geojson = 0; code == MLG_OK && geojson < 2; geojson++) {
        char *path = level_path(s, level, folder, geojson);
        mlg_output out;

        if (!path) {
            code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
            break;
        }
        cmd_progress(s->command, _("writing %s"), path);
        if (geojson)
            code = lighten(s, &lonlat, level, file_name(path), p, err);
        out = output(path, geojson ? MLG_GEOJSON : csv, s->publication.decimals, p);
        if (code == MLG_OK)
            code = mlg_write_territories(s->coverage, level, &lonlat, &out, err);
        free(path);
    }
    mlg_polys_release(&lonlat);
    return code;
}

static mlg_code write_gaps(session *s, const char *path, mlg_provenance *p, mlg_err *err)
{
    mlg_output out = output(path, MLG_GEOJSON, s->publication.decimals, p);
    mlg_polys lonlat;
    mlg_code code;

    if (!mlg_polys_copy(&lonlat, &s->coverage->gap_polys))
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    code = lighten(s, &lonlat, s->coverage->n_levels, file_name(path), p, err);
    if (code == MLG_OK)
        code = mlg_write_gaps(s->coverage, &lonlat, &out, err);
    mlg_polys_release(&lonlat);
    return code;
}

mlg_code results_coverage(session *s, const char *folder, mlg_format csv, bool territories,
                          bool gaps, mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, SESSION_COVERAGE, inputs);
    char *path = results_path(folder, "lacunes.geojson");
    mlg_code code = path ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    for (size_t i = 0; territories && code == MLG_OK && i < s->coverage->n_levels; i++)
        code = write_level(s, i, folder, csv, &p, err);
    if (gaps && code == MLG_OK && s->study->reach)
        code = write_gaps(s, path, &p, err);
    free(path);
    return code;
}

mlg_code results_level_csv(const session *s, size_t level, mlg_format format, mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, SESSION_COVERAGE, inputs);
    mlg_output out = output("-", format, s->publication.decimals, &p);

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
