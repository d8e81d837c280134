#include "cmd.h"
#include "maps.h"
#include "published.h"
#include "results.h"

#include "base/i18n.h"

static const char *output, *fiches;

static const opt options[] = {
    { .help = N_("Result") },
    { .name = "output",
      .letter = 'o',
      .required = true,
      .value = N_("FILE"),
      .help = N_("the HTML page to write; any browser prints it on A4 or saves it as PDF"),
      .text = &output },
    { .name = "fiches",
      .value = N_("LEVEL"),
      .help =
          N_("one page per territory of that level: its places, its people out of reach, its "
             "neighbours, its rank (default: what the study says)"),
      .text = &fiches },
    { 0 }
};

static mlg_code answer(session *s, mlg_err *err)
{
    unsigned what = maps_what(s->study);
    mlg_code code = results_may_write_json(s, output, err);

    if (code == MLG_OK && !what)
        code =
            mlg_fail(err, MLG_EDATA,
                     _("the study asks for nothing: give it qpv and centres, or territories"));
    if (code == MLG_OK)
        code = session_run(s, what, err);
    if (code == MLG_OK)
        code = published_report(s, what, output, fiches ? fiches : s->study->publication.fiches,
                                err);
    return code;
}

int cmd_report(int argc, char **argv)
{
    session s = { .command = "report", .from_file = true, .digest = true };
    mlg_study *study = NULL;
    mlg_err err = { 0 };
    mlg_code code = mlg_study_read(&study, argv[0], &err);

    (void)argc;
    s.study = study;
    if (code == MLG_OK)
        code = answer(&s, &err);
    if (code == MLG_OK)
        cmd_diag("report", &s.diag);
    session_free(&s);
    mlg_study_free(study);
    return code == MLG_OK ? STATUS_OK : cmd_fail("report", &err);
}

const command command_report = {
    .name = "report",
    .run = cmd_report,
    .summary = N_("the study on paper: figures, maps, tables, method, sources"),
    .synopsis = N_("STUDY.yaml -o FILE [OPTION]..."),
    .purpose =
        N_("One HTML page that needs nothing else and prints on A4: key figures, maps of "
           "the places by class, of the territories by statut and of the gaps, the "
           "territories without a fabrique, the method in plain words, the sources and "
           "what the reading of the files brought up; with --fiches, a page per "
           "territory. `maillage run` writes it too, as rapport.html."),
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .takes = CMD_OVERWRITE,
    .examples = { { N_("The demonstration, a page per EPCI"),
                    "maillage report geodata/demo/demo.yaml --fiches epci -o rapport.html" },
                  { N_("In English"), "maillage report etude.yaml -o report.html --lang en" } },
};
