#include "asked.h"
#include "cmd.h"
#include "results.h"

#include "base/i18n.h"

static const char *output, *format;

static const opt options[] = {
    { .help = N_("Result") },
    { .name = "output",
      .letter = 'o',
      .value = N_("FILE"),
      .help = N_("write the sites there (.csv or .geojson) rather than to standard output"),
      .text = &output },
    { .name = "format",
      .letter = 'f',
      .value = "csv|csv-excel|geojson",
      .help = N_("format, whatever the name's ending"),
      .text = &format },
    { 0 }
};

static mlg_code answer(session *s, mlg_format wanted, mlg_err *err)
{
    mlg_code code = output ? results_may_write(s, output, wanted, err) : MLG_OK;

    if (code == MLG_OK)
        code = session_run(s, SESSION_CLASSES, err);
    if (code == MLG_OK && (output || !common.json))
        code = results_sites(s, output ? output : "-", wanted, err);
    if (code == MLG_OK && common.json)
        code = results_summary(s, SESSION_CLASSES, "-", err);
    if (code != MLG_OK)
        return code;
    cmd_diag(s->command, &s->diag);
    session_tell_classes(s);
    return MLG_OK;
}

int cmd_classify(int argc, char **argv)
{
    session s = { .command = "classify", .digest = output || format || common.json };
    mlg_study *study = NULL;
    mlg_format wanted;
    mlg_err err = { 0 };
    mlg_code code = results_format(&wanted, format, output, &err);

    (void)argc;
    (void)argv;
    if (code == MLG_OK)
        code = asked_study(&study, &err);
    s.study = study;
    if (code == MLG_OK)
        code = answer(&s, wanted, &err);
    session_free(&s);
    mlg_study_free(study);
    return code == MLG_OK ? STATUS_OK : cmd_fail("classify", &err);
}

const command command_classify = {
    .name = "classify",
    .run = cmd_classify,
    .summary = N_("say where each site stands: in a QPV, near one, outside the large centres"),
    .synopsis = N_("--sites FILE --qpv FILE --centres FILE [OPTION]..."),
    .purpose = N_(
        "For each site: its class (qpv, proximite_qpv, hors_grands_centres, grand_centre, "
        "indetermine, non_localise), the half of the programme it may be booked in, the "
        "nearest "
        "QPV and large urban centre with their ground distances, the margin before the class "
        "changes, and the rule that decided.\n"
        "A site is a point with a radius, or a whole commune: a class is given only when it "
        "holds "
        "for every position the location allows; otherwise the site is indetermine and the "
        "possible classes are listed."),
    .options = options,
    .takes = CMD_JSON | CMD_OVERWRITE | ASK_SITES | ASK_CLASSES,
    .examples = { { N_("A table for Excel in French"),
                    "maillage classify --sites lieux.csv --qpv qpv.shp --centres gcu.shp "
                    "-f csv-excel -o sites.csv" },
                  { N_("Places known by their commune only"),
                    "maillage classify --sites fabriques.csv --precision commune --communes "
                    "communes.shp --qpv 2015=qpv.shp --centres gcu.shp -o sites.geojson" } },
};
