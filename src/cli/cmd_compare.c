#include "asked.h"
#include "cmd.h"
#include "compared.h"
#include "results.h"

#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *output, *format, *tolerance, *level;
static bool all_rows;
static opt_list columns, crs, encodings;

static const opt options[] = {
    { .help = N_("Comparison") },
    { .name = "tolerance",
      .value = N_("METRES"),
      .help = N_("boundaries that are nowhere farther apart are the same (default: 5m)"),
      .text = &tolerance },
    { .name = "all", .help = N_("list what did not change too"), .flag = &all_rows },
    { .help = N_("Layers") },
    { .name = "level",
      .value = N_("LEVEL"),
      .help = N_("what the polygons are, to find their columns: qpv, commune, epci, "
                 "arrondissement, departement, region or any name (default: as their columns "
                 "say)"),
      .text = &level },
    { .name = "column",
      .value = N_("[A|B.]FIELD=COLUMN"),
      .help = N_("which column holds the code or the label: code=CODE_QP, A.label=NOM"),
      .list = &columns },
    { .name = "crs",
      .value = N_("[A|B=]CRS"),
      .help = N_("coordinate system instead of what the file says: EPSG:2154, A=EPSG:27572"),
      .list = &crs },
    { .name = "encoding",
      .value = N_("[A|B=]NAME"),
      .help = N_("encoding of the texts instead of what the file says: UTF-8, B=CP1252"),
      .list = &encodings },
    { .help = N_("Result") },
    { .name = "output",
      .letter = 'o',
      .value = N_("FILE"),
      .help = N_("write the changes there (.csv or .geojson) rather than to standard output"),
      .text = &output },
    { .name = "format",
      .letter = 'f',
      .value = "csv|csv-excel|geojson",
      .help = N_("format, whatever the name's ending"),
      .text = &format },
    { 0 }
};

/* --- from options to two layers -------------------------------------------------------- */

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static mlg_code keep(char **to, const char *text, mlg_err *err)
{
    free(*to);
    *to = strdup(text);
    return *to ? MLG_OK : no_memory(err);
}

/* Is `text` about that side? "A=...", "B.code=...", or neither: both. What is said follows. */
static const char *said_of(const char *text, char side, char mark)
{
    if ((text[0] == 'A' || text[0] == 'B') && text[1] == mark)
        return text[0] == side ? text + 2 : NULL;
    return text;
}

static mlg_code set_columns(mlg_study_layer *layer, char side, mlg_err *err)
{
    for (size_t i = 0; i < columns.n; i++) {
        const char *said = said_of(columns.at[i], side, '.');
        size_t n = said ? strcspn(said, "=") : 0;
        char **slot = NULL;

        if (!said)
            continue;
        if (n == 4 && !strncmp(said, "code", n))
            slot = &layer->columns.code;
        else if ((n == 5 && !strncmp(said, "label", n)) ||
                 (n == 4 && !strncmp(said, "name", n)))
            slot = &layer->columns.label;
        if (!slot || !said[n] || !said[n + 1])
            return mlg_fail(err, MLG_EUSAGE,
                            _("--column takes code=COLUMN or label=COLUMN, with A. or B. in "
                              "front for one side, not '%.60s'"),
                            columns.at[i]);
        if (keep(slot, said + n + 1, err) != MLG_OK)
            return err->code;
    }
    return MLG_OK;
}

/* "NAME=FILE" or "FILE"; a '=' behind a '/' belongs to a path. */
static mlg_code set_side(mlg_study_layer *layer, const char *text, char side, mlg_err *err)
{
    size_t n = strcspn(text, "=/");
    bool named = n && text[n] == '=';
    mlg_code code = keep(&layer->file, named ? text + n + 1 : text, err);

    if (code == MLG_OK && named && !(layer->name = strndup(text, n)))
        code = no_memory(err);
    for (size_t i = 0; code == MLG_OK && i < crs.n; i++) {
        const char *said = said_of(crs.at[i], side, '=');

        code = said ? keep(&layer->crs, said, err) : MLG_OK;
    }
    for (size_t i = 0; code == MLG_OK && i < encodings.n; i++) {
        const char *said = said_of(encodings.at[i], side, '=');

        code = said ? keep(&layer->encoding, said, err) : MLG_OK;
    }
    return code == MLG_OK ? set_columns(layer, side, err) : code;
}

static mlg_code two_sides(mlg_study **out, char **argv, mlg_err *err)
{
    mlg_study *study = mlg_study_new();
    mlg_code code = MLG_OK;

    *out = study;
    if (!study || !(study->territories = calloc(2, sizeof *study->territories)))
        return no_memory(err);
    for (unsigned i = 0; code == MLG_OK && i < 2; i++) {
        study->n_territories++;
        code = set_side(&study->territories[i], argv[i], (char)('A' + i), err);
    }
    return code;
}

/* --- reading -------------------------------------------------------------------------------
 */

typedef struct comparison {
    session s;
    mlg_layer *layers[2];
    mlg_zones *zones[2];
    mlg_zones_comparison *of_zones;
    double tolerance_m;
    mlg_format wanted;
} comparison;

static mlg_code read_layer(comparison *c, unsigned side, mlg_err *err)
{
    const mlg_study_layer *said = &c->s.study->territories[side];
    mlg_read_options read = { .crs = said->crs,
                              .encoding = said->encoding,
                              .digest = output || format || common.json };

    cmd_progress("compare", _("reading %s"), said->file);
    return mlg_read(&c->layers[side], said->file, &read, &c->s.diag, err);
}

static mlg_code make_zones(comparison *c, unsigned side, mlg_err *err)
{
    const mlg_study_layer *said = &c->s.study->territories[side];
    mlg_layer *layer = c->layers[side];
    mlg_role role = !level                  ? mlg_role_of_layer(layer)
                    : !strcmp(level, "qpv") ? MLG_ROLE_QPV
                                            : mlg_role_of_level(level);
    mlg_zones_options zones = { .name = said->name,
                                .role = role,
                                .code = said->columns.code,
                                .label = said->columns.label,
                                .threads = common.threads };

    c->layers[side] = NULL; /* taken over */
    return mlg_zones_new(&c->zones[side], layer, &zones, c->s.planes, &c->s.diag, err);
}

static mlg_code read_tolerance(comparison *c, mlg_err *err)
{
    c->tolerance_m = MLG_COMPARE_TOLERANCE_M;
    if (!tolerance || mlg_distance(tolerance, &c->tolerance_m))
        return MLG_OK;
    return mlg_fail(err, MLG_EUSAGE, _("--tolerance takes metres such as 5m, not '%.40s'"),
                    tolerance);
}

/* --- answers --------------------------------------------------------------------------------
 */

static mlg_provenance provenance(const comparison *c, mlg_input inputs[2])
{
    for (unsigned i = 0; i < 2; i++)
        inputs[i] = (mlg_input){ i ? "b" : "a", mlg_zones_name(c->zones[i]),
                                 mlg_zones_layer(c->zones[i]) };
    return (mlg_provenance){
        .reach_m = NAN, .tolerance_m = c->tolerance_m, .inputs = inputs, .n_inputs = 2
    };
}

static mlg_code write_zone_changes(comparison *c, mlg_err *err)
{
    mlg_input inputs[2];
    mlg_provenance p = provenance(c, inputs);
    mlg_polys lonlat = { 0 };
    mlg_output out = { .path = output ? output : "-",
                       .format = c->wanted,
                       .overwrite = common.overwrite,
                       .threads = common.threads,
                       .provenance = &p };
    mlg_code code = MLG_OK;

    if (c->wanted == MLG_GEOJSON)
        code = mlg_zones_comparison_lonlat(&lonlat, c->of_zones, all_rows, c->s.planes, err);
    if (code == MLG_OK)
        code = mlg_write_zone_changes(c->of_zones, all_rows, &lonlat, &out, err);
    mlg_polys_release(&lonlat);
    return code;
}

static mlg_code compare_layers(comparison *c, mlg_err *err)
{
    mlg_compare_options how = { c->tolerance_m, common.threads };
    mlg_input inputs[2];
    mlg_code code = make_zones(c, 0, err);

    if (code == MLG_OK)
        code = make_zones(c, 1, err);
    if (code == MLG_OK) {
        cmd_progress("compare", _("comparing %zu zones with %zu"), mlg_zones_count(c->zones[0]),
                     mlg_zones_count(c->zones[1]));
        code = mlg_compare_zones(&c->of_zones, c->zones[0], c->zones[1], &how, err);
    }
    if (code == MLG_OK && (output || !common.json))
        code = write_zone_changes(c, err);
    if (code == MLG_OK && common.json) {
        mlg_provenance p = provenance(c, inputs);

        code = mlg_write_zones_comparison(c->of_zones, &p, &c->s.diag, "-", false, err);
    }
    if (code != MLG_OK)
        return code;
    cmd_diag("compare", &c->s.diag);
    compared_tell_zones(c->of_zones);
    return MLG_OK;
}

static mlg_code answer(comparison *c, mlg_err *err)
{
    mlg_code code = output ? results_may_write(&c->s, output, c->wanted, err) : MLG_OK;

    if (code == MLG_OK)
        code = read_tolerance(c, err);
    if (code == MLG_OK)
        code = mlg_planes_new(&c->s.planes, err);
    for (unsigned i = 0; code == MLG_OK && i < 2; i++)
        code = read_layer(c, i, err);
    return code == MLG_OK ? compare_layers(c, err) : code;
}

int cmd_compare(int argc, char **argv)
{
    comparison c = { .s = { .command = "compare" } };
    mlg_study *study = NULL;
    mlg_err err = { 0 };
    mlg_code code = results_format(&c.wanted, format, output, &err);

    (void)argc;
    if (code == MLG_OK)
        code = two_sides(&study, argv, &err);
    c.s.study = study;
    if (code == MLG_OK)
        code = answer(&c, &err);
    mlg_zones_comparison_free(c.of_zones);
    for (unsigned i = 0; i < 2; i++) {
        mlg_zones_free(c.zones[i]);
        mlg_layer_free(c.layers[i]);
    }
    session_free(&c.s);
    mlg_study_free(study);
    return code == MLG_OK ? STATUS_OK : cmd_fail("compare", &err);
}

const command command_compare = {
    .name = "compare",
    .run = cmd_compare,
    .summary = N_("say what changed between two layers of polygons"),
    .synopsis = N_("A B [OPTION]..."),
    .purpose = N_(
        "Two layers of polygons (QPV of two vintages, communes of two years): which zones are "
        "unchanged, modified (with the area gained and lost), renumbered, merged, split, "
        "created, abolished. Zones are matched by code, then by ground: two belong together if "
        "one has at least half of its area in the other. Boundaries of two sources never "
        "coincide exactly: what lies within the tolerance is no change.\n"
        "A and B are FILE, or NAME=FILE to call them by their vintage."),
    .options = options,
    .min_args = 2,
    .max_args = 2,
    .takes = CMD_JSON | CMD_OVERWRITE,
    .examples = { { N_("What became of the QPV of 2015?"),
                    "maillage compare 2015=qpv2015.shp 2024=qpv2024.shp -o qpv.geojson" },
                  { N_("Two sources of one vintage"),
                    "maillage compare qpv.shp autre.shp --tolerance 3m --all" } },
};
