#include "asked.h"
#include "cmd.h"
#include "compared.h"
#include "results.h"

#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *output, *format, *tolerance, *level;
static bool all_rows;
static opt_list qpv, columns, crs, encodings;

static const opt options[] = {
    { .help = N_("Comparison") },
    { .name = "tolerance",
      .value = N_("METRES"),
      .help = N_("boundaries that are nowhere farther apart are the same (default: 5m)"),
      .text = &tolerance },
    { .name = "all", .help = N_("list what did not change too"), .flag = &all_rows },
    { .help = N_("Layers") },
    { .name = "qpv",
      .value = N_("A|B=FILE"),
      .help = N_("the QPV that result A, or B, rests on: tells boundaries that changed from "
                 "QPV created or abolished; give both"),
      .list = &qpv },
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

/* --crs, --encoding and --column, as far as they are about that side. */
static mlg_code set_reading(mlg_study_layer *layer, char side, mlg_err *err)
{
    mlg_code code = MLG_OK;

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

/* "NAME=FILE" or "FILE"; a '=' behind a '/' belongs to a path. */
static mlg_code set_side(mlg_study_layer *layer, const char *text, mlg_err *err)
{
    size_t n = strcspn(text, "=/");
    bool named = n && text[n] == '=';
    mlg_code code = keep(&layer->file, named ? text + n + 1 : text, err);

    if (code == MLG_OK && named && !(layer->name = strndup(text, n)))
        code = no_memory(err);
    return code;
}

/* The table of a folder that `run` made. */
static mlg_code resolve(mlg_study_layer *layer, mlg_err *err)
{
    static const char *const names[] = { "sites.geojson", "sites.csv" };
    struct stat it;

    if (stat(layer->file, &it) || !S_ISDIR(it.st_mode))
        return MLG_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = results_path(layer->file, names[i]);

        if (!path)
            return no_memory(err);
        if (!access(path, F_OK)) {
            free(layer->file);
            layer->file = path;
            return MLG_OK;
        }
        free(path);
    }
    mlg_fail(err, MLG_EDATA,
             _("is a folder without sites.geojson nor sites.csv: give one that run made"));
    return mlg_at(err, layer->file, 0);
}

/* --qpv A=FILE --qpv B=FILE */
static mlg_code two_vintages(mlg_study *study, mlg_err *err)
{
    const char *files[2] = { NULL, NULL };
    mlg_code code = MLG_OK;

    for (size_t i = 0; i < qpv.n; i++) {
        const char *text = qpv.at[i];

        if ((text[0] != 'A' && text[0] != 'B') || text[1] != '=' || !text[2])
            return mlg_fail(err, MLG_EUSAGE,
                            _("--qpv takes A=FILE or B=FILE here, not '%.60s'"), text);
        files[text[0] - 'A'] = text + 2;
    }
    if (!files[0] || !files[1])
        return mlg_fail(err, MLG_EUSAGE,
                        _("--qpv is wanted for both sides: A=FILE and B=FILE"));
    if (!(study->qpv = calloc(2, sizeof *study->qpv)))
        return no_memory(err);
    for (unsigned i = 0; code == MLG_OK && i < 2; i++) {
        study->n_qpv++;
        code = keep(&study->qpv[i].file, files[i], err);
        if (code == MLG_OK)
            code = set_reading(&study->qpv[i], (char)('A' + i), err);
    }
    return code;
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
        code = set_side(&study->territories[i], argv[i], err);
        if (code == MLG_OK && !qpv.n)
            code = set_reading(&study->territories[i], (char)('A' + i), err);
        if (code == MLG_OK)
            code = resolve(&study->territories[i], err);
    }
    return code == MLG_OK && qpv.n ? two_vintages(study, err) : code;
}

/* --- reading -------------------------------------------------------------------------------
 */

typedef struct comparison {
    session s;
    mlg_layer *layers[2];
    mlg_zones *zones[2];
    mlg_zones_comparison *of_zones;
    mlg_result *results[2];
    mlg_results_comparison *of_results;
    double tolerance_m;
    mlg_format wanted;
} comparison;

static mlg_code read_layer(mlg_layer **out, comparison *c, const mlg_study_layer *said,
                           mlg_err *err)
{
    mlg_read_options read = { .crs = said->crs,
                              .encoding = said->encoding,
                              .digest = output || format || common.json,
                              .threads = common.threads };

    cmd_progress("compare", _("reading %s"), said->file);
    return mlg_read(out, said->file, &read, &c->s.diag, err);
}

/* Takes the layer over. */
static mlg_code make_zones(comparison *c, unsigned side, const mlg_study_layer *said,
                           mlg_layer *layer, mlg_err *err)
{
    mlg_role role = !level                  ? mlg_role_of_layer(layer)
                    : !strcmp(level, "qpv") ? MLG_ROLE_QPV
                                            : mlg_role_of_level(level);
    mlg_zones_options zones = { .name = said->name,
                                .role = role,
                                .code = said->columns.code,
                                .label = said->columns.label,
                                .threads = common.threads };

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

enum { INPUTS = 4 };

static mlg_provenance provenance(const comparison *c, mlg_input inputs[INPUTS])
{
    mlg_provenance p = { .tolerance_m = NAN, .inputs = inputs };

    for (unsigned i = 0; i < 2; i++)
        if (c->results[i])
            inputs[p.n_inputs++] = (mlg_input){ i ? "b" : "a", c->s.study->territories[i].name,
                                                c->results[i]->layer };
    for (unsigned i = 0; i < 2; i++)
        if (c->zones[i])
            inputs[p.n_inputs++] =
                (mlg_input){ c->results[i] ? i ? "qpv_b" : "qpv_a"
                             : i           ? "b"
                                           : "a",
                             mlg_zones_name(c->zones[i]), mlg_zones_layer(c->zones[i]) };
    if (c->of_zones)
        p.tolerance_m = c->tolerance_m;
    return p;
}

static mlg_code write_zone_changes(comparison *c, const mlg_output *out, mlg_err *err)
{
    mlg_polys lonlat = { 0 };
    mlg_code code = MLG_OK;

    if (c->wanted == MLG_GEOJSON)
        code = mlg_zones_comparison_lonlat(&lonlat, c->of_zones, all_rows, common.threads, err);
    if (code == MLG_OK)
        code = mlg_write_zone_changes(c->of_zones, all_rows, &lonlat, out, err);
    mlg_polys_release(&lonlat);
    return code;
}

static mlg_code write_answer(comparison *c, mlg_err *err)
{
    mlg_input inputs[INPUTS];
    mlg_provenance p = provenance(c, inputs);
    mlg_output out = { .path = output ? output : "-",
                       .format = c->wanted,
                       .overwrite = common.overwrite,
                       .threads = common.threads,
                       .provenance = &p };
    mlg_code code = MLG_OK;

    if (output || !common.json)
        code = c->of_results ? mlg_write_site_changes(c->of_results, all_rows, &out, err)
                             : write_zone_changes(c, &out, err);
    if (code == MLG_OK && common.json)
        code =
            c->of_results
                ? mlg_write_results_comparison(c->of_results, &p, &c->s.diag, "-", false, err)
                : mlg_write_zones_comparison(c->of_zones, &p, &c->s.diag, "-", false, err);
    return code;
}

static mlg_code compare_zones(comparison *c, mlg_err *err)
{
    mlg_compare_options how = { c->tolerance_m, common.threads };

    cmd_progress("compare", _("comparing %zu zones with %zu"), mlg_zones_count(c->zones[0]),
                 mlg_zones_count(c->zones[1]));
    return mlg_compare_zones(&c->of_zones, c->zones[0], c->zones[1], &how, err);
}

static mlg_code compare_layers(comparison *c, mlg_err *err)
{
    mlg_code code = MLG_OK;

    if (qpv.n)
        return mlg_fail(err, MLG_EUSAGE,
                        _("--qpv goes with two results; A and B are layers of polygons"));
    for (unsigned i = 0; code == MLG_OK && i < 2; i++) {
        mlg_layer *layer = c->layers[i];

        c->layers[i] = NULL; /* taken over */
        code = make_zones(c, i, &c->s.study->territories[i], layer, err);
    }
    return code == MLG_OK ? compare_zones(c, err) : code;
}

static mlg_code compare_results(comparison *c, mlg_err *err)
{
    const mlg_study *study = c->s.study;
    mlg_code code = MLG_OK;

    for (unsigned i = 0; code == MLG_OK && i < 2; i++) {
        mlg_layer *layer = c->layers[i];

        c->layers[i] = NULL; /* taken over */
        code =
            mlg_result_new(&c->results[i], layer, study->territories[i].file, &c->s.diag, err);
    }
    for (unsigned i = 0; code == MLG_OK && i < study->n_qpv; i++) {
        mlg_layer *layer = NULL;

        code = read_layer(&layer, c, &study->qpv[i], err);
        if (code == MLG_OK)
            code = make_zones(c, i, &study->qpv[i], layer, err);
    }
    if (code == MLG_OK && study->n_qpv)
        code = compare_zones(c, err);
    if (code == MLG_OK)
        code = mlg_compare_results(&c->of_results, c->results[0], c->results[1], c->of_zones,
                                   c->s.planes, err);
    return code;
}

static mlg_code answer(comparison *c, mlg_err *err)
{
    mlg_code code = output ? results_may_write(&c->s, output, c->wanted, err) : MLG_OK;
    bool of_results[2];

    if (code == MLG_OK)
        code = read_tolerance(c, err);
    if (code == MLG_OK)
        code = mlg_planes_new(&c->s.planes, err);
    for (unsigned i = 0; code == MLG_OK && i < 2; i++) {
        code = read_layer(&c->layers[i], c, &c->s.study->territories[i], err);
        of_results[i] = code == MLG_OK && mlg_result_is(c->layers[i]);
    }
    if (code == MLG_OK && of_results[0] != of_results[1])
        code = mlg_fail(err, MLG_EUSAGE,
                        _("%s is a result of classify or run and the other is not: compare two "
                          "results or two layers of polygons"),
                        of_results[0] ? "A" : "B");
    if (code == MLG_OK)
        code = of_results[0] ? compare_results(c, err) : compare_layers(c, err);
    if (code == MLG_OK)
        code = write_answer(c, err);
    if (code != MLG_OK)
        return code;
    cmd_diag("compare", &c->s.diag);
    if (c->of_zones)
        compared_tell_zones(c->of_zones);
    if (c->of_results)
        compared_tell_results(c->of_results);
    return MLG_OK;
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
    mlg_results_comparison_free(c.of_results);
    mlg_zones_comparison_free(c.of_zones);
    for (unsigned i = 0; i < 2; i++) {
        mlg_result_free(c.results[i]);
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
    .summary = N_("say what changed between two results, or two layers of polygons, and why"),
    .synopsis = N_("A B [OPTION]..."),
    .purpose = N_(
        "Two results (folders of run, sites.csv or sites.geojson of classify): which sites "
        "changed class or eligibility, were added or removed, and why: the position, its "
        "precision, an override, a threshold, a QPV modified, created or abolished, the large "
        "urban centres. Several causes may hold; when it cannot be told, that is said. Sites "
        "are matched by id, failing that by name and place.\n"
        "Two layers of polygons (QPV of two vintages, communes of two years): which zones are "
        "unchanged, modified (with the area gained and lost), renumbered, merged, split, "
        "created, abolished. Zones are matched by code, then by ground: two belong together if "
        "one has at least half of its area in the other. Boundaries of two sources never "
        "coincide exactly: what lies within the tolerance is no change.\n"
        "A and B are FILE or FOLDER, or NAME=FILE to call them by their vintage."),
    .options = options,
    .min_args = 2,
    .max_args = 2,
    .takes = CMD_JSON | CMD_OVERWRITE,
    .examples = { { N_("What became of the QPV of 2015?"),
                    "maillage compare 2015=qpv2015.shp 2024=qpv2024.shp -o qpv.geojson" },
                  { N_("Which sites change with the QPV of 2024, and why?"),
                    "maillage compare resultats2015 resultats2024 --qpv A=qpv2015.shp --qpv "
                    "B=qpv2024.shp -o changements.csv" },
                  { N_("Two sources of one vintage"),
                    "maillage compare qpv.shp autre.shp --tolerance 3m --all" } },
};
