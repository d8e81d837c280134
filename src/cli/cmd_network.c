#include "asked.h"
#include "cmd.h"
#include "results.h"

#include "base/i18n.h"

#include <stdlib.h>

static const char *output, *format;

static const opt options[] = {
    { .help = N_("Result") },
    { .name = "output",
      .letter = 'o',
      .value = N_("FOLDER"),
      .help = N_("write reseau-noeuds and reseau-liens (.csv and .geojson), reseau.graphml "
                 "and, with territories, reseau-aires.geojson and reseau-territoires-LEVEL.csv "
                 "there; else the table of nodes goes to standard output"),
      .text = &output },
    { .name = "format",
      .letter = 'f',
      .value = "csv|csv-excel",
      .help = N_("flavour of the CSV tables"),
      .text = &format },
    { 0 }
};

static mlg_code answer(session *s, mlg_format csv, mlg_err *err)
{
    mlg_code code = session_run(s, SESSION_NETWORK, err);

    if (code == MLG_OK && output)
        code = results_may_write_network(s, output, err);
    if (code == MLG_OK && output)
        code = cmd_folder(output, err);
    if (code == MLG_OK && output)
        code = results_network(s, output, csv, err);
    else if (code == MLG_OK && !common.json)
        code = results_nodes_csv(s, csv, err);
    if (code == MLG_OK && common.json)
        code = results_summary(s, SESSION_NETWORK, "-", err);
    if (code != MLG_OK)
        return code;
    cmd_diag(s->command, &s->diag);
    session_tell_network(s);
    return MLG_OK;
}

int cmd_network(int argc, char **argv)
{
    session s = { .command = "network", .digest = output || common.json };
    mlg_study *study = NULL;
    mlg_format csv;
    mlg_err err = { 0 };
    mlg_code code = results_format(&csv, format, NULL, &err);

    (void)argc;
    (void)argv;
    if (code == MLG_OK && csv == MLG_GEOJSON)
        code = mlg_fail(&err, MLG_EUSAGE,
                        _("-f takes csv or csv-excel here: GeoJSON is always written"));
    if (code == MLG_OK)
        code = asked_study(&study, &err);
    if (code == MLG_OK && !study->network &&
        !(study->network = calloc(1, sizeof *study->network)))
        code = mlg_fail(&err, MLG_ENOMEM, _("out of memory"));
    s.study = study;
    if (code == MLG_OK)
        code = answer(&s, csv, &err);
    session_free(&s);
    mlg_study_free(study);
    return code == MLG_OK ? STATUS_OK : cmd_fail("network", &err);
}

const command command_network = {
    .name = "network",
    .run = cmd_network,
    .summary = N_("hubs, who leans on them, isolated places, and the mesh they make"),
    .synopsis = N_("--sites FILE [--hubs FILE] [OPTION]..."),
    .purpose =
        N_("Attach each tiers-lieu to its nearest fabrique, say how sure that is and which one "
           "comes next; give each fabrique the land, the communes and the people that are "
           "nearer to it than to any other; link the fabriques into a mesh (relative "
           "neighbours, spanning tree) with its components, bridges, articulations and "
           "longest links, which are where it tears; rank the fabriques by what their closing "
           "would change.\n"
           "Fabriques and tiers-lieux are told apart by the kind of each site; or --hubs gives "
           "the fabriques as a layer of their own. Distances are ground distances; nothing is "
           "linked between the mainland and overseas."),
    .options = options,
    .takes = CMD_JSON | CMD_OVERWRITE | ASK_SITES | ASK_NETWORK,
    .examples = { { N_("Which fabrique each fablab leans on, within 50 km"),
                    "maillage network --sites fablabs.csv --hubs fabriques.csv "
                    "--hubs-precision commune --communes communes.shp --within 50km" },
                  { N_("The whole network, shared out over the départements"),
                    "maillage network --sites lieux.csv --communes communes.shp "
                    "--territories departement=dep.geojson --first departement -o reseau" } },
};
