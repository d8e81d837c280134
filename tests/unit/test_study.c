#include "test.h"

#include "base/file.h"
#include "io/doc_json.h"
#include "io/spell.h"
#include "io/study.h"
#include "maillage/study.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEMO  MLG_SOURCE_DIR "/geodata/demo/"
#define SITES "sites: {file: sites.csv}\n" /* the least a study says */

static mlg_study *parse(const char *text)
{
    mlg_study *s = NULL;
    mlg_err err;

    assert_ok(study_parse(&s, text, strlen(text), DEMO, &err));
    assert_non_null(s);
    return s;
}

/* --- what is read can be written --------------------------------------------------------- */

static void test_written_again(void **state)
{
    static const char text[] =
        "title: \"a\\u2028b\\U0001F3E0 \\\\ud83d \\\"é\"\n"
        "rules: " MLG_SOURCE_DIR "/geodata/rules/fabriques-2019.yaml\n"
        "target: 6/4\n"
        "sites: {file: sites.csv, licence: Licence Ouverte 2.0, source: ici, date: 2021}\n"
        "qpv: [{name: a, file: qpv.shp, covers: [reunion]}, {name: b, file: qpv.shp}]\n"
        "territories: [{level: epci, file: epci.shp, columns: {code: k}}]\n"
        "outputs: [dossier]\n";
    mlg_study *s = parse(text), *again;
    mlg_err err = { 0 };
    json_t *all;
    char *one, *two, *yaml;

    (void)state;
    assert_ok(mlg_study_text(&one, s, &err));
    assert_null(strstr(one, MLG_SOURCE_DIR));
    assert_non_null(strstr(one, "\"rules\": \"fabriques-2019.yaml\""));
    assert_non_null(all = json_loads(one, 0, NULL));
    assert_non_null(yaml = doc_json_text(all));
    assert_ok(study_parse(&again, yaml, strlen(yaml), NULL, &err));
    assert_string_equal(again->title, s->title);
    assert_string_equal(again->target, "6/4");
    assert_string_equal(again->sites->licence, "Licence Ouverte 2.0");
    assert_string_equal(again->sites->file, "sites.csv");
    assert_string_equal(again->qpv[0].covers[0], "reunion");
    assert_int_equal(again->n_qpv, 2);
    assert_ok(mlg_study_text(&two, again, &err));
    assert_string_equal(one, two);
    mlg_study_free(s);
    mlg_study_free(again);
    json_decref(all);
    free(one);
    free(two);
    free(yaml);
}

/* --- what a study says is what is read --------------------------------------------------- */

static void test_the_least(void **state)
{
    mlg_study *s = parse(SITES);

    (void)state;
    assert_int_equal(s->n_sites, 1);
    assert_string_equal(s->sites->file, DEMO "sites.csv");
    assert_null(s->title);
    assert_null(s->rules);
    assert_null(s->parameters.proximity);
    assert_null(s->sites->crs);
    assert_null(s->sites->columns.id);
    assert_int_equal(s->n_qpv + s->n_centres + s->n_communes + s->n_territories +
                         s->n_population + s->n_outputs,
                     0);
    assert_null(s->reach);
    assert_null(s->csv);
    mlg_study_free(s);
}

static const char everything[] =
    "title: \"Été\"\n"
    "rules: fabriques-2019\n"
    "parameters: {proximity: 500m, bound: inclusive, commune_margin: 0, served: 0.9,\n"
    "  unserved: 0.1, housenumber: 25m, street: 200m, locality: 2km, municipality: commune}\n"
    "sites:\n"
    "  file: sites.csv\n"
    "  crs: EPSG:2154\n"
    "  encoding: CP1252\n"
    "  precision: commune\n"
    "  columns: {id: a, name: b, lon: c, lat: d, x: e, y: f, commune: g, precision: h,\n"
    "    kind: i, wave: j, date: k, override: l, justification: m,\n"
    "    declared: n, grant: o, bearer: p, state: q}\n"
    "qpv:\n"
    "  - {name: 2015, file: qpv.shp, crs: EPSG:2154, encoding: UTF-8,\n"
    "     covers: [mainland, reunion], columns: {code: CODE_QP, label: NOM_QP}}\n"
    "  - name: \"2024\"\n"
    "    file: qpv.shp\n"
    "centres: [{name: gcu, file: centres.shp}]\n"
    "communes: {file: communes.shp, columns: {code: insee_com, label: lib_com}}\n"
    "territories:\n"
    "  - {level: epci, file: epci.shp, columns: {code: siren, label: nom, population: pop}}\n"
    "  - {level: arrondissement, file: arrondissements.shp}\n"
    "population: {file: population.csv,\n"
    "  columns: {lon: o, lat: p, x: q, y: r, population: ind}}\n"
    "reach: 20km\n"
    "catchments: [{name: 30min, file: qpv.shp, where: [AA_MINS=30, AA_MODE=TC], columns: "
    "{site: "
    "id}}]\n"
    "network: {hubs: {file: sites.csv, precision: commune}, within: 50km, first: epci,\n"
    "  mesh: 80km}\n"
    "outputs: [sites, lacunes, territoires]\n"
    "csv: excel_fr\n";

static void test_every_field(void **state)
{
    mlg_study *s = parse(everything);
    const struct {
        const char *what, *got, *want;
    } rows[] = {
        { "title", s->title, "Été" },
        { "rules", s->rules, "fabriques-2019" },
        { "proximity", s->parameters.proximity, "500m" },
        { "bound", s->parameters.bound, "inclusive" },
        { "commune_margin", s->parameters.commune_margin, "0" },
        { "served", s->parameters.served, "0.9" },
        { "unserved", s->parameters.unserved, "0.1" },
        { "housenumber", s->parameters.housenumber, "25m" },
        { "street", s->parameters.street, "200m" },
        { "locality", s->parameters.locality, "2km" },
        { "municipality", s->parameters.municipality, "commune" },
        { "sites file", s->sites->file, DEMO "sites.csv" },
        { "sites crs", s->sites->crs, "EPSG:2154" },
        { "sites encoding", s->sites->encoding, "CP1252" },
        { "sites precision", s->sites->precision, "commune" },
        { "id", s->sites->columns.id, "a" },
        { "name", s->sites->columns.name, "b" },
        { "lon", s->sites->columns.lon, "c" },
        { "lat", s->sites->columns.lat, "d" },
        { "x", s->sites->columns.x, "e" },
        { "y", s->sites->columns.y, "f" },
        { "commune", s->sites->columns.commune, "g" },
        { "precision", s->sites->columns.precision, "h" },
        { "kind", s->sites->columns.kind, "i" },
        { "wave", s->sites->columns.wave, "j" },
        { "declared", s->sites->columns.declared, "n" },
        { "grant", s->sites->columns.grant, "o" },
        { "bearer", s->sites->columns.bearer, "p" },
        { "state", s->sites->columns.state, "q" },
        { "date", s->sites->columns.date, "k" },
        { "override", s->sites->columns.override, "l" },
        { "justification", s->sites->columns.justification, "m" },
        { "qpv name", s->qpv[0].name, "2015" },
        { "qpv file", s->qpv[0].file, DEMO "qpv.shp" },
        { "qpv crs", s->qpv[0].crs, "EPSG:2154" },
        { "qpv encoding", s->qpv[0].encoding, "UTF-8" },
        { "qpv covers", s->qpv[0].covers[0], "mainland" },
        { "qpv covers too", s->qpv[0].covers[1], "reunion" },
        { "qpv code", s->qpv[0].columns.code, "CODE_QP" },
        { "qpv label", s->qpv[0].columns.label, "NOM_QP" },
        { "second qpv", s->qpv[1].name, "2024" },
        { "centre", s->centres[0].name, "gcu" },
        { "centre file", s->centres[0].file, DEMO "centres.shp" },
        { "communes", s->communes->file, DEMO "communes.shp" },
        { "commune code", s->communes->columns.code, "insee_com" },
        { "commune label", s->communes->columns.label, "lib_com" },
        { "level", s->territories[0].name, "epci" },
        { "territory file", s->territories[0].file, DEMO "epci.shp" },
        { "territory code", s->territories[0].columns.code, "siren" },
        { "territory label", s->territories[0].columns.label, "nom" },
        { "territory population", s->territories[0].columns.population, "pop" },
        { "second level", s->territories[1].name, "arrondissement" },
        { "population", s->population->file, DEMO "population.csv" },
        { "cell lon", s->population->columns.lon, "o" },
        { "cell lat", s->population->columns.lat, "p" },
        { "cell x", s->population->columns.x, "q" },
        { "cell y", s->population->columns.y, "r" },
        { "people", s->population->columns.population, "ind" },
        { "reach", s->reach, "20km" },
        { "catchment", s->catchments->file, DEMO "qpv.shp" },
        { "catchment name", s->catchments->name, "30min" },
        { "catchment choice", s->catchments->where[1], "AA_MODE=TC" },
        { "catchment site", s->catchments->columns.site, "id" },
        { "hubs", s->network->hubs->file, DEMO "sites.csv" },
        { "hubs precision", s->network->hubs->precision, "commune" },
        { "within", s->network->within, "50km" },
        { "first", s->network->first, "epci" },
        { "mesh", s->network->mesh, "80km" },
        { "outputs 0", s->outputs[0], "sites" },
        { "outputs 1", s->outputs[1], "lacunes" },
        { "outputs 2", s->outputs[2], "territoires" },
        { "csv", s->csv, "excel_fr" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!rows[i].got || strcmp(rows[i].got, rows[i].want))
            fail_msg("%s: %s, not %s", rows[i].what, rows[i].got, rows[i].want);
    assert_int_equal(s->n_qpv, 2);
    assert_int_equal(s->qpv[0].n_covers, 2);
    assert_int_equal(s->qpv[1].n_covers, 0);
    assert_int_equal(s->n_centres, 1);
    assert_int_equal(s->n_communes, 1);
    assert_int_equal(s->n_territories, 2);
    assert_int_equal(s->n_population, 1);
    assert_int_equal(s->n_outputs, 3);
    mlg_study_free(s);
}

static void test_other_ways_to_write(void **state)
{
    static const struct {
        const char *what, *text;
    } rows[] = {
        { "byte order mark", "\xEF\xBB\xBF" SITES },
        { "CRLF", "sites:\r\n  file: sites.csv\r\n" },
        { "no end of line", "sites: {file: sites.csv}" },
        { "document marks", "---\n" SITES "...\n" },
        { "version", "%YAML 1.1\n---\n" SITES },
        { "comments", "# first\n\n" SITES "# last\n" },
        { "no directive", "# 100 %TAG\n" SITES },
        { "JSON", "{\"sites\": {\"file\": \"sites.csv\"}}" },
        { "quotes", "sites: {file: 'sites.csv'}\n" },
        { "value on the next line", "sites:\n  file:\n    sites.csv\n" },
        { "absolute path", "sites: {file: \"" DEMO "sites.csv\"}\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_study *s = parse(rows[i].text);

        if (strcmp(s->sites->file, DEMO "sites.csv"))
            fail_msg("%s: %s", rows[i].what, s->sites->file);
        mlg_study_free(s);
    }
}

static void test_rules_by_path_or_name(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { SITES "rules: fabriques-2021\n", "fabriques-2021" },
        { SITES "rules: ../rules/fabriques-2019.yaml\n", DEMO "../rules/fabriques-2019.yaml" },
        { SITES "rules: demo.yaml\n", DEMO "demo.yaml" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_study *s = parse(rows[i].text);

        assert_string_equal(s->rules, rows[i].want);
        mlg_study_free(s);
    }
}

/* --- what is wrong is said, and where ---------------------------------------------------- */

typedef struct wrong {
    const char *what, *text;
    unsigned line; /* 0: no line */
    const char *says;
} wrong;

static void expect_refused(const wrong *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        mlg_study *s = NULL;
        mlg_err err;
        char line[32] = "";
        mlg_code code = study_parse(&s, rows[i].text, strlen(rows[i].text), DEMO, &err);

        if (rows[i].line)
            snprintf(line, sizeof line, "line %u: ", rows[i].line);
        if (code != MLG_EDATA || s || err.record)
            fail_msg("%s: code %d", rows[i].what, code);
        if (strncmp(err.what, line, strlen(line)) || !strstr(err.what, rows[i].says) ||
            strchr(err.what, '\n'))
            fail_msg("%s: line %u expected, \"%s\" expected, got: %s", rows[i].what,
                     rows[i].line, rows[i].says, err.what);
    }
}

#define REFUSED(rows) expect_refused(rows, sizeof(rows) / sizeof *(rows))

static void test_keys(void **state)
{
    static const wrong rows[] = {
        { "slip", SITES "reech: 20km\n", 2, "unknown key 'reech'; did you mean 'reach'?" },
        { "case", SITES "\nReach: 20km\n", 3, "did you mean 'reach'?" },
        { "French", SITES "territoires: []\n", 2, "did you mean 'territories'?" },
        { "no idea", SITES "zzz: 1\n", 2,
          "unknown key 'zzz'; the keys known here are title, rules, parameters, sites, qpv, "
          "centres, communes, territories, population, catchments, target, at, sensitivity, "
          "levels, "
          "with, without, after_wave, until, reach, network, outputs, csv, "
          "publication" },
        { "wrong level", SITES "proximity: 300m\n", 2,
          "'proximity' belongs under 'parameters'" },
        { "wrong level, list", "file: a\n" SITES, 1, "key 'file' belongs under 'sites'" },
        { "of a layer", "sites:\n  file: sites.csv\n  colums: {}\n", 3, "'columns'?" },
        { "of columns", "sites:\n  file: sites.csv\n  columns:\n    commun: a\n", 4,
          "'commune'?" },
        { "columns of another role", SITES "communes: {file: a, columns: {lon: x}}\n", 2,
          "the keys known here are code, label" },
        { "of a list's entry", SITES "qpv:\n - file: qpv.shp\n   level: a\n", 4,
          "unknown key 'level'" },
        { "twice", SITES "reach: 1km\nreach: 2km\n", 3, "'reach' is already given, at line 2" },
        { "no sites", "title: a\n", 1, "key 'sites' is missing" },
        { "no file", "title: a\nsites:\n  crs: EPSG:2154\n", 2, "key 'file' is missing" },
        { "no file in an entry", SITES "qpv:\n  - name: a\n", 3, "key 'file' is missing" },
        { "no level", SITES "territories:\n  - file: epci.shp\n", 3, "key 'level' is missing" },
        { "a list as key", "[a]: b\n", 1, "a key must be one word" },
        { "an odd key", "\"a\\nb\": 1\n", 1, "unknown key 'a b'" },
        { "NUL in a key", "\"sites\\0\": {file: sites.csv}\n", 1, "unknown key 'sites'" },
    };

    (void)state;
    REFUSED(rows);
}

static void test_types(void **state)
{
    static const wrong rows[] = {
        { "text for keys", "sites: sites.csv\n", 1,
          "'sites' takes keys of its own: file, crs" },
        { "list for keys", SITES "communes: [a]\n", 2, "'communes' takes keys of its own" },
        { "text for list", SITES "qpv: qpv.shp\n", 2, "'qpv' takes a list" },
        { "keys for list", SITES "qpv: {file: qpv.shp}\n", 2, "'qpv' takes a list" },
        { "list for text", SITES "reach: [1km]\n", 2, "'reach' takes a single value" },
        { "keys for text", SITES "reach: {a: 1}\n", 2, "'reach' takes a single value" },
        { "entry of text", SITES "qpv:\n  - qpv.shp\n", 3,
          "'qpv' takes keys of its own: name" },
        { "entry of list", SITES "outputs: [[sites]]\n", 2, "'outputs' takes a single value" },
        { "no value", SITES "title:\n", 2, "'title' has no value" },
        { "no keys", SITES "parameters:\n", 2, "'parameters' has no value" },
        { "no list", SITES "\nqpv:\nreach: 1km\n", 3, "'qpv' has no value" },
        { "null", SITES "reach: ~\n", 2, "'reach' has no value" },
        { "null in words", SITES "reach: null\n", 2, "'reach' has no value" },
        { "empty list", SITES "outputs: []\n", 2, "'outputs' is an empty list" },
        { "NUL", SITES "title: \"a\\0b\"\n", 2, "'title' holds a control character" },
        { "escape", SITES "title: \"a\\eb\"\n", 2, "'title' holds a control character" },
    };

    (void)state;
    REFUSED(rows);
}

static void test_values(void **state)
{
#define P(text) SITES "parameters:\n  " text "\n"
    static const wrong rows[] = {
        { "distance", P("proximity: 300 yards"), 3,
          "'proximity' is '300 yards'; it takes a distance such as 300m or 20km" },
        { "negative", P("proximity: -1m"), 3, "'-1m'" },
        { "round the Earth", P("proximity: 1e9"), 3, "it takes a distance" },
        { "bound", P("bound: stricte"), 3, "did you mean 'strict'?" },
        { "any bound", P("bound: loose"), 3, "takes one of: strict, inclusive" },
        { "margin", P("commune_margin: a"), 3, "'commune_margin' is 'a'" },
        { "share", P("served: 95"), 3, "'served' is '95'; it takes a share" },
        { "per cent", P("unserved: 5%"), 3, "'unserved' is '5%'; it takes a share" },
        { "shares", P("served: 0.1\n  unserved: 0.2"), 4,
          "'unserved' (0.2) is greater than 'served' (0.1)" },
        { "radius", P("housenumber: here"), 3, "or 'commune'" },
        { "radius 2", P("street: s"), 3, "'street'" },
        { "radius 3", P("locality: s"), 3, "'locality'" },
        { "radius 4", P("municipality: s"), 3, "'municipality'" },
        { "precision", "sites: {file: sites.csv,\n precision: vague}\n", 2, "'vague'" },
        { "encoding", "sites: {file: sites.csv,\n encoding: klingon}\n", 2, "klingon" },
        { "reach", SITES "reach: far\n", 2, "'reach' is 'far'" },
        { "within", SITES "network:\n  within: far\n", 3, "'within' is 'far'" },
        { "no mesh", SITES "network:\n  mesh: 0\n", 3, "'mesh' is 0" },
        { "no level", SITES "network: {first: epci}\n", 2, "which is no level" },
        { "no hubs", SITES "network: {hubs: {file: none.csv}}\n", 2, "no file" },
        { "no reach", SITES "reach: 0km\n", 2, "'reach' is 0" },
        { "no condition", SITES "catchments:\n  - {file: qpv.shp, where: [AA_MINS]}\n", 3,
          "'AA_MINS' is no condition" },
        { "no catchments", SITES "catchments: [{file: none.shp}]\n", 2, "no file" },
        { "unnamed", SITES "catchments:\n  - {file: qpv.shp}\n  - {file: qpv.shp}\n", 3,
          "key 'name' is missing" },
        { "output", SITES "outputs:\n  - sites\n  - lacune\n", 4, "did you mean 'lacunes'?" },
        { "outputs twice", SITES "outputs: [sites,\n  sites]\n", 3,
          "'sites' is asked for twice" },
        { "csv", SITES "csv: libreoffice\n", 2, "takes one of: machine, excel_fr" },
        { "lon alone", "sites: {file: sites.csv, columns: {\n  lon: a}}\n", 2,
          "'lon' is given without 'lat'" },
        { "y alone", SITES "population: {file: population.csv, columns: {\n  y: a}}\n", 3,
          "'y' is given without 'x'" },
    };

    (void)state;
    REFUSED(rows);
#undef P
}

static void test_layers(void **state)
{
    static const wrong rows[] = {
        { "no such file", "title: a\nsites:\n  crs: EPSG:2154\n  file: nope.csv\n", 4,
          "there is no file '" },
        { "no such second file",
          SITES "qpv:\n  - {name: nope.shp, file: qpv.shp}\n  - {name: b, file: nope.shp}\n", 4,
          "nope.shp'" },
        { "no such territory", SITES "territories:\n  - level: a\n    file: nope.shp\n", 4,
          "nope.shp'" },
        { "no such population", SITES "population: {file: nope.csv}\n", 2, "nope.csv'" },
        { "no such rules", SITES "rules: nope.yaml\n", 2, "there is no file 'nope.yaml'" },
        { "no such rules, .yml", SITES "rules: nope.yml\n", 2, "there is no file 'nope.yml'" },
        { "no such rules, folder", SITES "rules: a/nope\n", 2, "there is no file 'a/nope'" },
        { "same level",
          SITES "territories:\n  - {level: epci, file: epci.shp}\n"
                "  - {level: EPCI, file: epci.shp}\n",
          4, "'level' is 'EPCI', as at line 3; each layer needs its own" },
        { "same vintage", SITES "qpv: [{name: a, file: qpv.shp},\n {name: a, file: qpv.shp}]\n",
          3, "'name' is 'a', as at line 2" },
        { "unnamed vintage", SITES "qpv: [{name: a, file: qpv.shp},\n {file: qpv.shp}]\n", 3,
          "key 'name' is missing: it tells several layers apart" },
        { "two unnamed", SITES "centres:\n- file: centres.shp\n- file: centres.shp\n", 3,
          "key 'name' is missing" },
        { "a way out", SITES "territories: [{level: ../../etc, file: epci.shp}]\n", 2,
          "it becomes part of a file name" },
        { "hidden", SITES "qpv: [{name: .a, file: qpv.shp}]\n", 2, "part of a file name" },
        { "nothing to read", SITES "qpv: [{name: '--', file: qpv.shp}]\n", 2,
          "part of a file name" },
    };

    (void)state;
    REFUSED(rows);
}

static void test_not_yaml(void **state)
{
    static const wrong rows[] = {
        { "empty", "", 0, "is empty; it should give title, rules" },
        { "only a comment", "# nothing\n\n", 0, "is empty" },
        { "a mark only", "\xEF\xBB\xBF", 0, "is empty" },
        { "prose", "This is my study.\n", 1, "a key and ':' are expected" },
        { "a list", "- a\n", 1, "a key and ':' are expected" },
        { "CSV", "id;nom\n1;a\n", 1, "a key and ':' are expected" },
        { "no space", "sites:\n  file:sites.csv\n", 2, "followed by ':' and a space" },
        { "no space at all", "sites:sites.csv\n", 1, "followed by ':' and a space" },
        { "no colon", "title: a\nreach 20km\nsites: {}\n", 2, "followed by ':' and a space" },
        { "open quote", "title: a\nreach: \"20km\nsites: 1\n", 2, "a quote is opened here" },
        { "open brace", "title: a\nsites: {file: a\nreach: 1\n", 2, "'{' is not closed" },
        { "open bracket", SITES "outputs: [sites\nreach: 1\n", 2, "'[' is not closed" },
        { "two colons", SITES "title: a: b\n", 2, "':' is not expected here" },
        { "indentation", "sites:\n  file: a\n crs: b\n", 3, "a key is expected here" },
        { "list inside", SITES "qpv:\n  - file: a\n  b: c\n", 4, "'- ' is expected here" },
        { "list on the line", SITES "qpv: - file: a\n", 2, "'- ' is not expected here" },
        { "star", "sites: {file: *.shp}\n", 1, "put the text in quotes" },
        { "backslash", "sites: {file: \"C:\\data\\sites.csv\"}\n", 1, "'...' instead" },
        { "tab", "sites:\n\tfile: a\n", 2, "is indented with a tab; use spaces" },
        { "tab after spaces", "sites:\n  file: a\n \tcrs: b\n", 3, "with a tab" },
        { "reserved", "title: @a\n", 1, "is not YAML" },
        { "two documents", SITES "---\n" SITES, 2, "a second document starts here" },
        { "Latin-1", "title: a\nreach: \xE9t\xE9\n", 2, "is not UTF-8 text" },
        { "UTF-16", "\xFF\xFEt", 1, "is not UTF-8 text" },
        { "control character", "title: a\nreach: \x01\n", 2, "control character" },
        { "character of no use", "title: \xEF\xBF\xBF\n", 1, "YAML does not allow" },
        { "anchor", "sites: &a {file: sites.csv}\n", 1, "anchors, aliases and tags" },
        { "anchor on text", "title: &a b\n", 1, "anchors, aliases and tags" },
        { "alias", SITES "title: *a\n", 2, "anchors, aliases and tags" },
        { "merge", SITES "qpv:\n - <<: *a\n", 3, "unknown key '<<'" },
        { "tag", "sites: {file: !include a}\n", 1, "anchors, aliases and tags" },
        { "tag directive", "# a\n%TAG !e! tag:example.org,2000:\n---\n" SITES, 2,
          "anchors, aliases and tags" },
        { "tag directive after CR", "# a\r%TAG !e! tag:example.org,2000:\r---\r" SITES, 2,
          "anchors, aliases and tags" },
        { "tag on a list", SITES "outputs: !!set [a]\n", 2, "anchors, aliases and tags" },
    };

    (void)state;
    REFUSED(rows);
}

/* Endless nesting, endless lists, endless text: refused at once. */
static void test_too_much(void **state)
{
    static char text[(1 << 20) + 64];
    mlg_study *s;
    mlg_err err;

    (void)state;
    memset(text, '[', 1 << 19);
    assert_int_equal(study_parse(&s, text, 1 << 19, "", &err), MLG_EDATA);
    memset(text, '\n', sizeof text);
    memcpy(text, SITES, strlen(SITES));
    assert_int_equal(study_parse(&s, text, sizeof text, DEMO, &err), MLG_EDATA);
    assert_non_null(strstr(err.what, "is larger than 1 MiB"));
    assert_ok(study_parse(&s, text, 1 << 20, DEMO, &err)); /* just small enough */
    mlg_study_free(s);

    strcpy(text, "outputs: [sites");
    for (int i = 0; i < 20; i++)
        strcat(text, ",sites");
    assert_int_equal(study_parse(&s, text, strlen(text), "", &err), MLG_EDATA);
    assert_non_null(strstr(err.what, "'outputs' has more than 16 entries"));

    strcpy(text, "title: ");
    memset(text + 7, 'a', 3000);
    strcpy(text + 3007, "\n");
    assert_int_equal(study_parse(&s, text, strlen(text), "", &err), MLG_EDATA);
    assert_string_equal(err.what, "line 1: 'title' is longer than 2000 bytes");
}

/* --- files ----------------------------------------------------------------------------- */

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void test_files(void **state)
{
    mlg_study *s = NULL;
    mlg_err err;

    (void)state;
    assert_ok(mlg_study_read(&s, DEMO "demo.yaml", &err));
    assert_string_equal(s->rules, "fabriques-2021");
    assert_string_equal(s->sites->file, DEMO "sites.csv");
    assert_int_equal(s->n_territories, 3);
    assert_string_equal(s->territories[2].name, "arrondissement");
    assert_string_equal(s->reach, "8km");
    mlg_study_free(s);

    assert_int_equal(mlg_study_read(&s, "nope.yaml", &err), MLG_EIO);
    assert_null(s);
    assert_string_equal(err.where, "nope.yaml");
    assert_int_equal(mlg_study_read(&s, ".", &err), MLG_EIO);

    write_file("study-sites.csv", "id\n1\n");
    write_file("study-ok.yaml", "sites: {file: study-sites.csv}\n");
    assert_ok(mlg_study_read(&s, "study-ok.yaml", &err)); /* its folder is here */
    assert_string_equal(s->sites->file, "study-sites.csv");
    mlg_study_free(s);

    write_file("study-bad.yaml", "title: a\nsites: {file: nope.csv}\n");
    assert_int_equal(mlg_study_read(&s, "./study-bad.yaml", &err), MLG_EDATA);
    assert_string_equal(err.where, "./study-bad.yaml");
    assert_string_equal(err.what, "line 2: there is no file './nope.csv'; relative paths start "
                                  "at the study's folder");
    assert_int_equal(err.record, 0);
    remove("study-sites.csv");
    remove("study-ok.yaml");
    remove("study-bad.yaml");
}

static void test_new_and_free(void **state)
{
    mlg_study *s = mlg_study_new();

    (void)state;
    assert_non_null(s);
    assert_null(s->sites);
    s->title = strdup("by hand"); /* a program fills what no file of that role says */
    s->qpv = calloc(1, sizeof *s->qpv);
    s->n_qpv = 1;
    s->qpv->precision = strdup("50m");
    s->qpv->columns.justification = strdup("why");
    mlg_study_free(s);
    mlg_study_free(NULL);
}

static void test_spelling(void **state)
{
    static const struct {
        const char *said, *known;
        unsigned apart;
    } rows[] = {
        { "reach", "reach", 0 },
        { "Réach", "reach", 0 },
        { "reech", "reach", 1 },
        { "each", "reach", 1 },
        { "reachs", "reach", 1 },
        { "raech", "reach", SPELL_FAR }, /* two changes in five letters */
        { "x", "y", SPELL_FAR },
        { "", "csv", SPELL_FAR },
        { "territoires", "territories", 2 },
        { "completely different", "communes", SPELL_FAR },
        { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "reach", SPELL_FAR },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (spell_apart(rows[i].said, rows[i].known) != rows[i].apart)
            fail_msg("%s, %s: %u", rows[i].said, rows[i].known,
                     spell_apart(rows[i].said, rows[i].known));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_again),
        cmocka_unit_test(test_the_least),
        cmocka_unit_test(test_every_field),
        cmocka_unit_test(test_other_ways_to_write),
        cmocka_unit_test(test_rules_by_path_or_name),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_layers),
        cmocka_unit_test(test_not_yaml),
        cmocka_unit_test(test_too_much),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_new_and_free),
        cmocka_unit_test(test_spelling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
