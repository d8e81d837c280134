#include "asked.h"
#include "cmd.h"
#include "results.h"

#include "base/i18n.h"

#include <math.h>

static const char *output, *format;

static const opt options[] = {
    { .help = N_("Result") },
    { .name = "output",
      .letter = 'o',
      .value = N_("FOLDER"),
      .help =
          N_("write territoires-LEVEL and non-pourvus-LEVEL there (.csv and .geojson), "
             "with a reach lacunes.geojson, with cells distances-LEVEL.csv, with planned or "
             "closing sites scenario-LEVEL; else the first level's table goes to standard "
             "output"),
      .text = &output },
    { .name = "format",
      .letter = 'f',
      .value = "csv|csv-excel",
      .help = N_("flavour of the CSV tables"),
      .text = &format },
    { 0 }
};

/* What --outputs names; without it, all. */
static mlg_code choose(unsigned *what, const mlg_study *s, mlg_err *err)
{
    *what = s->n_outputs ? 0 : RESULTS_COVERAGE;
    if (s->n_outputs && !output)
        return mlg_fail(err, MLG_EUSAGE, _("--outputs wants a folder: -o FOLDER"));
    for (unsigned i = 0; i < s->n_outputs; i++) {
        unsigned one = results_coverage_word(s->outputs[i]);

        if (!one)
            return mlg_fail(err, MLG_EUSAGE,
                            _("--outputs: '%.40s' is none of territoires, non_pourvus, "
                              "distances, scenario, lacunes, nor the table of one "
                              "(territoires.csv)"),
                            s->outputs[i]);
        *what |= one;
    }
    return MLG_OK;
}

static mlg_code answer(session *s, mlg_format csv, unsigned what, mlg_err *err)
{
    mlg_code code = session_run(s, SESSION_COVERAGE, err);

    if (code == MLG_OK && output)
        code = results_may_write_coverage(s, output, what, err);
    if (code == MLG_OK && output)
        code = cmd_folder(output, err);
    if (code == MLG_OK && output)
        code = results_coverage(s, output, csv, what, err);
    else if (code == MLG_OK && !common.json)
        code = results_level_csv(s, 0, csv, err);
    if (code == MLG_OK && common.json)
        code = results_summary(s, SESSION_COVERAGE, "-", err);
    if (code != MLG_OK)
        return code;
    cmd_diag(s->command, &s->diag);
    session_tell_coverage(s);
    return MLG_OK;
}

int cmd_coverage(int argc, char **argv)
{
    session s = { .command = "coverage",
                  .digest = output || common.json,
                  .written_last = true };
    mlg_study *study = NULL;
    mlg_format csv;
    unsigned what;
    mlg_err err = { 0 };
    mlg_code code = results_format(&csv, format, NULL, &err);

    (void)argc;
    (void)argv;
    if (code == MLG_OK && csv == MLG_GEOJSON)
        code = mlg_fail(&err, MLG_EUSAGE,
                        _("-f takes csv or csv-excel here: GeoJSON is always written"));
    if (code == MLG_OK)
        code = asked_study(&study, &err);
    s.study = study;
    if (code == MLG_OK && !study->n_territories && !study->n_levels)
        code = mlg_fail(&err, MLG_EUSAGE,
                        _("no territories: give --territories LEVEL=FILE, or --communes FILE "
                          "with --levels epci,departement"));
    if (code == MLG_OK)
        code = choose(&what, study, &err);
    if (code == MLG_OK)
        code = answer(&s, csv, what, &err);
    session_free(&s);
    mlg_study_free(study);
    return code == MLG_OK ? STATUS_OK : cmd_fail("coverage", &err);
}

const command command_coverage = {
    .name = "coverage",
    .run = cmd_coverage,
    .summary =
        N_("say which territories have no fabrique, who is out of reach, where the gaps are"),
    .synopsis = N_("--sites FILE --territories [LEVEL=]FILE [OPTION]..."),
    .purpose = N_("For each territory of each level: its statut (pourvu, desservi, partiel, "
                  "non_pourvu), the "
                  "fabriques and tiers-lieux inside, the nearest fabrique and, with --reach "
                  "or --catchments, the people and the area beyond what every fabrique "
                  "serves.\n"
                  "A site known by its commune counts in the territory that the commune "
                  "belongs to, by code "
                  "where the commune layer says so; other sites count where their point is.\n"
                  "A fabrique that has a catchment of its own (by identifier) serves that; "
                  "failing that, the distance in its own column; failing that, --reach. With "
                  "several reaches, catchments serve in each, those that --reach names in "
                  "theirs alone. Catchments that name no site serve as they are."),
    .options = options,
    .takes = CMD_JSON | CMD_OVERWRITE | ASK_SITES | ASK_COVERAGE | ASK_PUBLICATION,
    .examples = { { N_("Arrondissements without a fabrique"),
                    "maillage coverage --sites fabriques.csv --precision commune --communes "
                    "communes.shp --territories arrondissement=arr.geojson" },
                  { N_("People and gaps beyond 20 km, for each EPCI"),
                    "maillage coverage --sites lieux.csv --territories epci=epci.shp --reach "
                    "20km "
                    "-o couverture" },
                  { N_("Beyond half an hour by public transport, by isochrones"),
                    "maillage coverage --sites lieux.csv --territories epci=epci.shp "
                    "--catchments 30min=isochrones.geojson --catchments-where "
                    "AA_MINS=30,AA_MODE=TC --column catchments.site=ID -o couverture" },
                  { N_("Beyond half an hour by car and, beside it, a quarter"),
                    "maillage coverage --sites lieux.csv --territories epci=epci.shp "
                    "--catchments 30min=iso.geojson --catchments 15min=iso.geojson "
                    "--catchments-where 30min:AA_MINS=30 --catchments-where 15min:AA_MINS=15 "
                    "--reach 30min,15min -o couverture" } },
};
