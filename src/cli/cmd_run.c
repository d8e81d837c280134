#include "cmd.h"
#include "maps.h"
#include "published.h"
#include "results.h"
#include "say.h"

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
    unsigned what = s->n_outputs ? 0 : RESULTS_COVERAGE;

    for (unsigned i = 0; i < s->n_outputs; i++)
        what |= results_coverage_word(s->outputs[i]);
    return what;
}

/* Asked for by name, or among all that can be made. */
static bool wants_map(const mlg_study *s)
{
    return wants(s, "carte") && (s->n_outputs || maps_page_built());
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
    if (code == MLG_OK)
        code = published_may_write(s, output, wants(s->study, "classeur"),
                                   wants(s->study, "rapport"), err);
    return code;
}

static mlg_code check_map(const session *s, mlg_err *err)
{
    char *path = results_path(output, "carte");
    maps_wish wish = { .path = path };
    mlg_code code = MLG_OK;

    if (!path)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    else if (wants_map(s->study))
        code = maps_may_write(s, &wish, err);
    free(path);
    return code;
}

/* Beside the tables, which the page offers. */
static mlg_code write_map(session *s, unsigned what, mlg_err *err)
{
    char *path = results_path(output, "carte");
    maps_links links = { 0 };
    mlg_code code = path ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    for (int i = 0; code == MLG_OK && s->classes && wants(s->study, "sites") && i < 2; i++)
        code = maps_link(&links, "", sites_names[i], "", err);
    if (code == MLG_OK && s->coverage)
        code = maps_link_coverage(&links, s, wanted_coverage(s->study), err);
    if (code == MLG_OK && s->network && wants(s->study, "reseau"))
        code = maps_link_network(&links, s, err);
    if (code == MLG_OK)
        code = maps_link(&links, "", "synthese.json", "", err);
    if (code == MLG_OK)
        code = maps_write(s, what, &(maps_wish){ .path = path, .links = &links }, err);
    maps_links_free(&links);
    free(path);
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
    if (code == MLG_OK && s->network && wants(s->study, "reseau"))
        code = results_network(s, output, csv, err);
    return code;
}

/* Each part of a study that can be worked out from the layers it gives. */
static unsigned parts_of(const mlg_study *study)
{
    return (study->n_qpv && study->n_centres
                ? SESSION_CLASSES | SESSION_PROGRAMME | SESSION_IDENTITY | SESSION_SENSITIVITY
                : 0) |
           (study->n_territories || study->n_levels ? SESSION_COVERAGE : 0) |
           (study->network ? SESSION_NETWORK : 0);
}

/* What depends on the answers: how many levels, which files. */
static mlg_code check_answers(const session *s, mlg_err *err)
{
    if (s->coverage &&
        results_may_write_coverage(s, output, wanted_coverage(s->study), err) != MLG_OK)
        return err->code;
    if (s->network && wants(s->study, "reseau"))
        return results_may_write_network(s, output, err);
    return MLG_OK;
}

static mlg_code write_documents(session *s, unsigned what, mlg_err *err)
{
    const mlg_study *study = s->study;

    if (s->classes && wants(study, "dossier") &&
        results_dossier(s, what, output, err) != MLG_OK)
        return err->code;
    if (published_write(s, what, output, wants(study, "classeur"), wants(study, "rapport"),
                        err) != MLG_OK)
        return err->code;
    return wants_map(study) ? write_map(s, what, err) : MLG_OK;
}

static mlg_code answer(session *s, mlg_err *err)
{
    const mlg_study *study = s->study;
    unsigned what = parts_of(study);
    mlg_format csv = study->csv && !strcmp(study->csv, "excel_fr") ? MLG_CSV_EXCEL : MLG_CSV;
    char *path;
    mlg_code code;

    if (!what)
        return mlg_fail(
            err, MLG_EDATA,
            _("the study asks for nothing: give it qpv and centres, territories or network"));
    if (check_all_free(s, what, err) != MLG_OK || check_map(s, err) != MLG_OK ||
        session_run(s, what, err) != MLG_OK || check_answers(s, err) != MLG_OK ||
        cmd_folder(output, err) != MLG_OK || write_all(s, csv, err) != MLG_OK ||
        write_documents(s, what, err) != MLG_OK)
        return err->code;
    path = results_path(output, "synthese.json");
    /* after all the others, whose warnings it keeps */
    code = path ? results_summary(s, what, path, err)
                : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    free(path);
    return code == MLG_OK ? published_package(s, what, output, csv, err) : code;
}

static void account(const session *s)
{
    if (common.quiet)
        return;
    if (s->study->title)
        say("\n%s\n\n", s->study->title);
    if (s->classes) {
        session_tell_classes(s);
        session_tell_split(s);
        session_tell_sensitivity(s);
    }
    if (s->coverage) {
        say("\n");
        session_tell_coverage(s);
    }
    if (s->network) {
        say("\n");
        session_tell_network(s);
    }
    say(_("\nEverything is in %s: open the .geojson in QGIS or uMap, "
          "the .csv in a spreadsheet; synthese.json keeps the figures, the sources and "
          "every warning.\n"),
        output);
    if (wants(s->study, "rapport"))
        say(_("The report is %s/rapport.html: read it, print it.\n"), output);
    if (wants_map(s->study))
        say(_("The map is %s/carte/index.html: open it in a browser.\n"), output);
    else if (wants(s->study, "carte"))
        say(_("The map was not made: this build of maillage has no page for it. Install "
              "nodejs and npm, then build again.\n"));
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
            code = results_summary(&s, parts_of(study), "-", &err);
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
    .purpose = N_(
        "Read a study file (YAML) that names the layers, their roles and the rules, and "
        "write all its results: sites, territoires-LEVEL, non-pourvus-LEVEL and scenario-LEVEL "
        "(.csv and .geojson), distances-LEVEL.csv, lacunes.geojson, reseau-*, dossier.html and "
        ".json, classeur.xlsx, rapport.html, carte/ (the web map), synthese.json, "
        "datapackage.json. The same files as the commands would write one by one, byte for "
        "byte.\n"
        "A study: {rules: fabriques-2021, sites: {file: sites.csv}, qpv: [{name: \"2015\", "
        "file: qpv.shp}], centres: [{file: gcu.shp}], communes: {file: communes.shp}, "
        "territories: [{level: epci, file: epci.shp}], population: {file: cells.csv}, "
        "reach: 20km, catchments: [{name: 30min, file: isochrones.geojson, where: "
        "[\"AA_MINS=30\"]}], with: {file: planned.csv}, network: {within: 50km}}. Paths start "
        "from "
        "the study file."),
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .takes = CMD_JSON | CMD_OVERWRITE,
    .examples = { { N_("The demonstration study"),
                    "maillage run geodata/demo/demo.yaml -o out" },
                  { N_("Again, in place of the former results"),
                    "maillage run etude.yaml -o resultats --overwrite" } },
};
