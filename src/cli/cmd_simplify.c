#include "asked.h"
#include "cmd.h"
#include "results.h"
#include "spared.h"

#include "base/i18n.h"
#include "maillage/read.h"
#include "maillage/zones.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *output, *crs, *encoding;

static const opt options[] = {
    { .help = N_("Result") },
    { .name = "output",
      .letter = 'o',
      .value = N_("FILE"),
      .help = N_("the GeoJSON to write; else standard output"),
      .text = &output },
    { .help = N_("Layers") },
    { .name = "crs",
      .value = N_("CRS"),
      .help = N_("coordinate system of the file instead of what it says: EPSG:2154"),
      .text = &crs },
    { .name = "encoding",
      .value = N_("NAME"),
      .help = N_("encoding of the texts instead of what the file says: UTF-8, CP1252"),
      .text = &encoding },
    { 0 }
};

/* The layer read, and what becomes of it. */
typedef struct lightening {
    const char *path, *to;
    mlg_simplify_options options;
    mlg_simplified what;
    mlg_layer *layer;
    mlg_polys lonlat;
    mlg_diag diag;
} lightening;

/* Nothing is written over what is read. */
static mlg_code check_free(const lightening *l, mlg_err *err)
{
    mlg_study *study = mlg_study_new();
    mlg_code code = MLG_ENOMEM;

    if (study && (study->communes = calloc(1, sizeof *study->communes))) {
        study->n_communes = 1;
        study->communes->file = strdup(l->path);
        if (study->communes->file)
            code = spared_check(study, l->to, common.overwrite, err);
    }
    mlg_study_free(study);
    return code == MLG_ENOMEM ? mlg_fail(err, code, _("out of memory")) : code;
}

static mlg_code write(lightening *l, mlg_err *err)
{
    enum { SPARE = 256 }; /* the bbox, the tolerance */
    mlg_input input = { .role = "territoires", .layer = l->layer };
    mlg_provenance p = { .tolerance_m = NAN, .inputs = &input, .n_inputs = 1 };
    mlg_output out = results_output(l->to, MLG_GEOJSON, l->options.decimals, &p);
    mlg_code code = MLG_OK;

    if (l->options.max_bytes) {
        size_t frame = 0, most = l->options.max_bytes;

        code = mlg_layer_frame_bytes(&frame, l->layer, &out, err);
        l->options.max_bytes = most > frame + SPARE ? most - frame - SPARE : 1;
    }
    cmd_progress("simplify", _("simplifying %s"), l->path);
    if (code == MLG_OK)
        code = mlg_simplify(&l->lonlat, &l->options, &l->what, l->layer->name, &l->diag, err);
    if (l->what.too_large)
        mlg_diag_add(
            &l->diag, MLG_WARNING, "size-not-reached", l->layer->name, 0,
            N_("larger than the size asked for, even with polygons of three vertices"));
    p.simplify_m = l->what.tolerance_m;
    if (code == MLG_OK)
        code = mlg_write_layer(l->layer, &l->lonlat, &out, err);
    return code;
}

static mlg_code lighten(lightening *l, mlg_err *err)
{
    mlg_read_options read = {
        .crs = crs, .encoding = encoding, .digest = true, .threads = common.threads
    };
    mlg_publication asked = asked_publication();

    l->options.threads = common.threads;
    if (mlg_publication_read(&l->options, &asked, err) != MLG_OK ||
        check_free(l, err) != MLG_OK)
        return err->code;
    if (!(l->options.tolerance_m > 0) && !l->options.max_bytes)
        return mlg_fail(err, MLG_EUSAGE,
                        _("how light? give --simplify DISTANCE or --max-size SIZE"));
    cmd_progress("simplify", _("reading %s"), l->path);
    if (mlg_read(&l->layer, l->path, &read, &l->diag, err) != MLG_OK ||
        mlg_layer_lonlat(&l->lonlat, l->layer, common.threads, &l->diag, err) != MLG_OK)
        return err->code;
    return write(l, err);
}

int cmd_simplify(int argc, char **argv)
{
    lightening l = { .path = argv[0], .to = output ? output : "-" };
    mlg_err err = { 0 };
    mlg_code code = lighten(&l, &err);

    (void)argc;
    if (code == MLG_OK) {
        cmd_diag("simplify", &l.diag);
        if (!common.quiet)
            fprintf(stderr, _("%zu vertices of %zu, no border off by more than %.2f m.\n"),
                    l.what.after, l.what.before, ceil(l.what.tolerance_m * 100) / 100);
    }
    mlg_polys_release(&l.lonlat);
    mlg_layer_free(l.layer);
    mlg_diag_release(&l.diag);
    return code == MLG_OK ? STATUS_OK : cmd_fail("simplify", &err);
}

const command command_simplify = {
    .name = "simplify",
    .run = cmd_simplify,
    .summary = N_("make a layer of polygons lighter: neighbours keep the borders they share"),
    .synopsis = N_("FILE (--simplify DISTANCE | --max-size SIZE) [OPTION]..."),
    .purpose =
        N_("Writes the polygons of a file (shapefile, GeoJSON) as GeoJSON to publish, "
           "with all their columns, simplified together: no border moves by more than "
           "the distance, on the ground; shared borders stay shared, nothing crosses and "
           "no polygon vanishes.\n"
           "It is what --simplify and `publication` do to the results of a study, for "
           "any layer."),
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .takes = CMD_OVERWRITE | ASK_PUBLICATION,
    .examples = { { N_("Communes for a web map, borders off by 50 m at most"),
                    "maillage simplify communes.shp --simplify 50m -o communes.geojson" },
                  { N_("The same in a megabyte"),
                    "maillage simplify communes.shp --max-size 1MB --decimals 5 -o "
                    "communes.geojson" } },
};
