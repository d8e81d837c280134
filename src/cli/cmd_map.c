#include "cmd.h"
#include "maps.h"
#include "say.h"

#include "base/i18n.h"

static const char *output, *basemap, *credit;
static bool single;

static const opt options[] = {
    { .help = N_("Result") },
    { .name = "output",
      .letter = 'o',
      .required = true,
      .value = N_("FOLDER"),
      .help = N_("where the map is written; open its index.html, or put the folder on any web "
                 "host; with --single-file: the file"),
      .text = &output },
    { .name = "single-file",
      .help = N_("one HTML file that holds everything, to send by mail"),
      .flag = &single },
    { .name = "basemap",
      .value = N_("URL"),
      .help = N_("a base map behind the study: raster tiles (https://host/{z}/{x}/{y}.png) or "
                 "a MapLibre style (https://host/style.json); default: none, and the page asks "
                 "nothing of the network"),
      .text = &basemap },
    { .name = "basemap-credit",
      .value = N_("TEXT"),
      .help = N_("whose base map it is, shown on the map"),
      .text = &credit },
    { 0 }
};

static mlg_code answer(session *s, mlg_err *err)
{
    unsigned what = maps_what(s->study);
    maps_wish wish = {
        .path = output, .single = single, .basemap = basemap, .basemap_credit = credit
    };
    mlg_code code = maps_may_write(s, &wish, err);

    if (code == MLG_OK)
        code = session_run(s, what, err);
    if (code == MLG_OK)
        code = maps_write(s, what, &wish, err);
    return code;
}

int cmd_map(int argc, char **argv)
{
    session s = { .command = "map", .from_file = true, .digest = true };
    mlg_study *study = NULL;
    mlg_err err = { 0 };
    mlg_code code = mlg_study_read(&study, argv[0], &err);

    (void)argc;
    s.study = study;
    if (code == MLG_OK)
        code = answer(&s, &err);
    if (code == MLG_OK) {
        cmd_diag("map", &s.diag);
        if (!common.quiet && !single)
            say(_("The map is in %s: open its index.html in a browser, or put the folder "
                  "on a web host.\n"),
                output);
        else if (!common.quiet)
            say(_("The map is %s: open it in a browser.\n"), output);
    }
    session_free(&s);
    mlg_study_free(study);
    return code == MLG_OK ? STATUS_OK : cmd_fail("map", &err);
}

const command command_map = {
    .name = "map",
    .run = cmd_map,
    .summary = N_("a web map of a study, for anyone to open"),
    .synopsis = N_("STUDY.yaml -o FOLDER [OPTION]..."),
    .purpose = N_(
        "Write what a study found as a page that needs no server, no account and no network: "
        "sites by class with the evidence of each, territories by statut at every level, QPV, "
        "large urban centres, gaps, reach, the links and areas of the network; a legend that "
        "switches the layers, search, filters, "
        "a table of the same data, links that keep the view. It opens from the file system "
        "and from any web host, in French or English.\n"
        "The folder is made aside and put in place whole. One that exists is kept unless "
        "--overwrite is given, and is replaced only if it holds nothing but a map."),
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .takes = CMD_OVERWRITE,
    .examples = { { N_("The demonstration"), "maillage map geodata/demo/demo.yaml -o carte" },
                  { N_("One file to send by mail"),
                    "maillage map etude.yaml --single-file -o carte.html" },
                  { N_("Over a base map, which visitors' browsers then fetch"),
                    "maillage map etude.yaml -o carte --basemap "
                    "'https://tuiles.exemple.fr/{z}/{x}/{y}.png' --basemap-credit IGN" } },
};
