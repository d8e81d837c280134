#include "cmd.h"
#include "results.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *output;

static const opt options[] = { { .help = N_("Result") },
                               { .name = "output",
                                 .letter = 'o',
                                 .required = true,
                                 .value = N_("FOLDER"),
                                 .help = N_("where everything the study asks for is written"),
                                 .text = &output },
                               { 0 } };

/* Without a list, everything that can be made. */
static bool wants(const mlg_study *s, const char *what)
{
    bool wanted = !s->n_outputs;

    for (unsigned i = 0; i < s->n_outputs; i++)
        wanted |= !strcmp(s->outputs[i], what);
    return wanted;
}

static unsigned wanted_coverage(const mlg_study *s)
{
    return (wants(s, "territoires") ? RESULTS_TERRITORIES : 0) |
           (wants(s, "non_pourvus") ? RESULTS_UNSERVED : 0) |
           (wants(s, "distances") ? RESULTS_DISTANCES : 0) |
           (wants(s, "scenario") ? RESULTS_SCENARIO : 0) |
           (wants(s, "lacunes") ? RESULTS_GAPS : 0);
}

static const char *const sites_names[] = { "sites.csv", "sites.geojson" };

/* Before any work: nothing is overwritten by surprise, least of all half-way. */
static mlg_code check_free(const session *s, const char *name, mlg_format format, mlg_err *err)
{
    char *path = results_path(output, name);
    mlg_code code = path ? results_may_write(s, path, format, err)
                         : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    free(path);
    return code;
}

static mlg_code check_all_free(const session *s, unsigned what, mlg_err *err)
{
    mlg_code code = check_free(s, "synthese.json", MLG_GEOJSON, err);

    for (int i = 0; what & SESSION_CLASSES && wants(s->study, "sites") && i < 2; i++)
        if (code == MLG_OK)
            code = check_free(s, sites_names[i], i ? MLG_GEOJSON : MLG_CSV, err);
    if (code == MLG_OK && what & SESSION_CLASSES && wants(s->study, "dossier"))
        code = results_may_write_dossier(s, output, err);
    return code;
}

static mlg_code write_all(session *s, mlg_format csv, mlg_err *err)
{
    mlg_code code = MLG_OK;

    for (int i = 0; code == MLG_OK && s->classes && wants(s->study, "sites") && i < 2; i++) {
        char *path = results_path(output, sites_names[i]);

        if (!path)
            return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
        code = results_sites(s, path, i ? MLG_GEOJSON : csv, err);
        free(path);
    }
    if (code == MLG_OK && s->coverage)
        code = results_coverage(s, output, csv, wanted_coverage(s->study), err);
    return code;
}

static mlg_code answer(session *s, mlg_err *err)
{
    const mlg_study *study = s->study;
    unsigned what = (study->n_qpv && study->n_centres
                         ? SESSION_CLASSES | SESSION_PROGRAMME | SESSION_SENSITIVITY
                         : 0) |
                    (study->n_territories || study->n_levels ? SESSION_COVERAGE : 0);
    mlg_format csv = study->csv && !strcmp(study->csv, "excel_fr") ? MLG_CSV_EXCEL : MLG_CSV;
    char *path = results_path(output, "synthese.json");
    mlg_code code = path ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    if (code == MLG_OK && !what)
        code =
            mlg_fail(err, MLG_EDATA,
                     _("the study asks for nothing: give it qpv and centres, or territories"));
    if (code == MLG_OK)
        code = check_all_free(s, what, err);
    if (code == MLG_OK)
        code = session_run(s, what, err);
    if (code == MLG_OK && s->coverage)
        code = results_may_write_coverage(s, output, wanted_coverage(study), err);
    if (code == MLG_OK)
        code = cmd_folder(output, err);
    if (code == MLG_OK)
        code = write_all(s, csv, err);
    if (code == MLG_OK && s->classes && wants(study, "dossier"))
        code = results_dossier(s, what, output, err);
    if (code == MLG_OK)
        code = results_summary(s, what, path, err);
    free(path);
    return code;
}

static void account(const session *s)
{
    if (common.quiet)
        return;
    if (s->study->title)
        fprintf(stderr, "\n%s\n\n", s->study->title);
    session_account(s);
    fprintf(stderr,
            _("\nEverything is in %s: open sites.geojson and the territories in QGIS or uMap, "
              "the .csv in a spreadsheet; synthese.json keeps the figures, the sources and "
              "every warning.\n"),
            output);
}

int cmd_run(int argc, char **argv)
{
    session s = { .command = "run", .from_file = true, .digest = true };
    mlg_study *study = NULL;
    mlg_err err = { 0 };
    mlg_code code = mlg_study_read(&study, argv[0], &err);

    (void)argc;
    s.study = study;
    if (code == MLG_OK)
        code = answer(&s, &err);
    if (code == MLG_OK) {
        cmd_diag("run", &s.diag);
        account(&s);
        if (common.json)
            code = results_summary(&s,
                                   (s.classes ? SESSION_CLASSES | SESSION_PROGRAMME : 0) |
                                       (s.coverage ? SESSION_COVERAGE : 0),
                                   "-", &err);
    }
    session_free(&s);
    mlg_study_free(study);
    return code == MLG_OK ? STATUS_OK : cmd_fail("run", &err);
}

const command command_run = {
    .name = "run",
    .run = cmd_run,
    .summary = N_("everything that a study file asks for"),
    .synopsis = N_("STUDY.yaml -o FOLDER [OPTION]..."),
    .purpose =
        N_("Read a study file (YAML) that names the layers, their roles and the rules, and "
           "write all its results: sites.csv and .geojson, territoires-LEVEL.csv and "
           ".geojson, lacunes.geojson, dossier.html and .json, synthese.json. The same files "
           "as the commands would "
           "write one by one, byte for byte.\n"
           "A study: {rules: fabriques-2021, sites: {file: sites.csv}, qpv: [{name: \"2015\", "
           "file: qpv.shp}], centres: [{file: gcu.shp}], communes: {file: communes.shp}, "
           "territories: [{level: epci, file: epci.shp}], population: {file: cells.csv}, "
           "reach: 20km}. Paths start from the study file."),
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .takes = CMD_JSON | CMD_OVERWRITE,
    .examples = { { N_("The demonstration study"),
                    "maillage run geodata/demo/demo.yaml -o out" },
                  { N_("Again, in place of the former results"),
                    "maillage run etude.yaml -o resultats --overwrite" } },
};
