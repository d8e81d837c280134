#include "cmd.h"
#include "inspected.h"

#include "base/i18n.h"
#include "maillage/read.h"

#include <stdlib.h>
#include <string.h>

static const char *communes_file, *crs, *encoding;

static const opt options[] = {
    { .help = N_("Layers") },
    { .name = "communes",
      .value = N_("FILE"),
      .help = N_("commune polygons: says whether positions are commune centroids"),
      .text = &communes_file },
    { .name = "crs",
      .value = N_("CRS"),
      .help = N_("coordinate system of the files instead of what they say: EPSG:2154"),
      .text = &crs },
    { .name = "encoding",
      .value = N_("NAME"),
      .help = N_("encoding of the texts instead of what the files say: UTF-8, CP1252"),
      .text = &encoding },
    { 0 }
};

/* The work at hand: what is kept for the JSON document, file by file. */
typedef struct inspection {
    mlg_planes *planes;
    mlg_zones *communes;
    mlg_inspected *files;
    mlg_inspection **found;
    mlg_diag *diags;
    char (*refusals)[480];
    size_t n;
} inspection;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static mlg_code open_communes(inspection *all, mlg_err *err)
{
    mlg_zones_options options_of = { .role = MLG_ROLE_COMMUNE, .threads = common.threads };
    mlg_read_options read = { 0 };
    mlg_layer *layer = NULL;
    mlg_diag diag = { 0 };
    mlg_code code;

    cmd_progress("inspect", _("reading %s"), communes_file);
    code = mlg_read(&layer, communes_file, &read, &diag, err);
    if (code == MLG_OK)
        code = mlg_zones_new(&all->communes, layer, &options_of, all->planes, &diag, err);
    if (code == MLG_OK)
        cmd_diag("inspect", &diag);
    mlg_diag_release(&diag);
    return code;
}

static mlg_code start(inspection *all, size_t n, mlg_err *err)
{
    all->n = n;
    all->files = calloc(n, sizeof *all->files);
    all->found = calloc(n, sizeof *all->found);
    all->diags = calloc(n, sizeof *all->diags);
    all->refusals = calloc(n, sizeof *all->refusals);
    if (!all->files || !all->found || !all->diags || !all->refusals)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (mlg_planes_new(&all->planes, err) != MLG_OK)
        return err->code;
    return communes_file ? open_communes(all, err) : MLG_OK;
}

static mlg_code inspect(mlg_inspection **out, const inspection *all, const char *path,
                        mlg_diag *diag, mlg_err *err)
{
    mlg_read_options read = {
        .crs = crs, .encoding = encoding, .digest = true, .threads = common.threads
    };
    mlg_layer *layer = NULL;

    cmd_progress("inspect", _("reading %s"), path);
    if (mlg_read(&layer, path, &read, diag, err) != MLG_OK)
        return err->code;
    return mlg_inspect(out, layer, all->communes, all->planes, common.threads, diag, err);
}

/* Returns the file's status. A file that is refused does not stop the others. */
static int inspect_file(inspection *all, size_t i, const char *path)
{
    mlg_inspection **found = &all->found[i];
    mlg_diag *diag = &all->diags[i];
    mlg_err err = { 0 };
    int status = STATUS_OK;

    if (inspect(found, all, path, diag, &err) != MLG_OK) {
        fflush(stdout); /* the complaint comes after what was printed before */
        status = cmd_fail("inspect", &err);
        mlg_err_text(&err, all->refusals[i], sizeof all->refusals[i]);
    }
    if (common.json) {
        all->files[i] = (mlg_inspected){ base_name(path), *found, all->refusals[i], diag };
        return status;
    }
    if (*found)
        inspected_print(&(inspected_sheet){ *found, diag, all->communes }, stdout);
    mlg_inspection_free(*found);
    *found = NULL;
    mlg_diag_release(diag);
    return status;
}

static void release(inspection *all)
{
    for (size_t i = 0; i < all->n && all->found && all->diags; i++) {
        mlg_inspection_free(all->found[i]);
        mlg_diag_release(&all->diags[i]);
    }
    free(all->files);
    free(all->found);
    free(all->diags);
    free(all->refusals);
    mlg_zones_free(all->communes);
    mlg_planes_free(all->planes);
}

int cmd_inspect(int argc, char **argv)
{
    inspection all = { 0 };
    mlg_err err = { 0 };
    mlg_code code = start(&all, (size_t)argc, &err);
    int status = STATUS_OK;

    for (int i = 0; code == MLG_OK && i < argc; i++) {
        int of_file = inspect_file(&all, (size_t)i, argv[i]);

        status = status ? status : of_file;
    }
    if (code == MLG_OK && common.json)
        code = mlg_write_inspections(all.files, all.n, "-", false, &err);
    release(&all);
    return code == MLG_OK ? status : cmd_fail("inspect", &err);
}

const command command_inspect = {
    .name = "inspect",
    .run = cmd_inspect,
    .summary = N_("say what a layer holds, and what is wrong with it"),
    .synopsis = N_("FILE... [OPTION]..."),
    .purpose =
        N_("For each file (shapefile, .dbf, GeoJSON, CSV): what it is made of, its encoding "
           "and coordinate system and how they were found, where in France it lies, its "
           "polygons or points, its columns and which of them the other commands would "
           "recognise, and all that is doubtful, record by record.\n"
           "Files that cannot be read are refused with a sentence; the others are still "
           "inspected, and the exit status is that of the first refusal."),
    .options = options,
    .min_args = 1,
    .max_args = -1,
    .takes = CMD_JSON,
    .examples = { { N_("What does this layer hold?"), "maillage inspect qpv.shp" },
                  { N_("Are these positions addresses, or commune centroids?"),
                    "maillage inspect fabriques.csv --communes communes.shp" },
                  { N_("Everything, for a program"), "maillage inspect --json *.shp" } },
};
