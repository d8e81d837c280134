#include "read_bytes.h"

#include <stdio.h>

#define FEATURE(geometry) "{\"type\":\"Feature\",\"properties\":{},\"geometry\":" geometry "}"
#define FEATURES(list)    "{\"type\":\"FeatureCollection\",\"features\":[" list "]}"
#define PROPERTIES(list)                                                                       \
    FEATURES("{\"type\":\"Feature\",\"geometry\":null,\"properties\":" list "}")
#define POINT   "{\"type\":\"Point\",\"coordinates\":[2.5,48.5]}"
#define POLYGON "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,0]]]}"
#define LINE    "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}"

static void says_geometry(void **state)
{
    static const struct {
        const char *what, *text;
        mlg_geometry want;
        size_t n, without;
    } rows[] = {
        { "a point", FEATURES(FEATURE(POINT)), MLG_GEOMETRY_POINT, 1, 0 },
        { "a polygon", FEATURES(FEATURE(POLYGON)), MLG_GEOMETRY_POLYGON, 1, 0 },
        { "no feature", FEATURES(""), MLG_GEOMETRY_NONE, 0, 0 },
        { "null geometry", FEATURES(FEATURE("null")), MLG_GEOMETRY_NONE, 1, 1 },
        { "no geometry", FEATURES("{\"type\":\"Feature\",\"properties\":null}"),
          MLG_GEOMETRY_NONE, 1, 1 },
        { "a single feature", FEATURE(POINT), MLG_GEOMETRY_POINT, 1, 0 },
        { "a bare geometry", POLYGON, MLG_GEOMETRY_POLYGON, 1, 0 },
        { "a bare geometry, type last", "{\"coordinates\":[1,2],\"type\":\"Point\"}",
          MLG_GEOMETRY_POINT, 1, 0 },
        { "one per line", FEATURE(POINT) "\n" FEATURE(POINT) "\n", MLG_GEOMETRY_POINT, 2, 0 },
        { "RFC 8142", "\x1E" FEATURE(POINT) "\n\x1E" FEATURE(POINT) "\n", MLG_GEOMETRY_POINT, 2,
          0 },
        { "byte order mark", "\xEF\xBB\xBF" FEATURE(POINT), MLG_GEOMETRY_POINT, 1, 0 },
        { "features before the type",
          "{\"features\":[" FEATURE(POINT) "],\"type\":\"FeatureCollection\"}",
          MLG_GEOMETRY_POINT, 1, 0 },
        { "type after coordinates",
          FEATURES(FEATURE("{\"coordinates\":[1,2],\"type\":\"Point\"}")), MLG_GEOMETRY_POINT,
          1, 0 },
        { "heights", FEATURES(FEATURE("{\"type\":\"Point\",\"coordinates\":[1,2,3,4]}")),
          MLG_GEOMETRY_POINT, 1, 0 },
        { "multipoint of one",
          FEATURES(FEATURE("{\"type\":\"MultiPoint\",\"coordinates\":[[1,2]]}")),
          MLG_GEOMETRY_POINT, 1, 0 },
        { "multipoint of two",
          FEATURES(FEATURE("{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}")),
          MLG_GEOMETRY_OTHER, 1, 0 },
        { "lines", FEATURES(FEATURE(LINE) "," FEATURE("null")), MLG_GEOMETRY_OTHER, 2, 1 },
        { "empty point",
          FEATURES(FEATURE("{\"type\":\"Point\",\"coordinates\":[]}") "," FEATURE(POINT)),
          MLG_GEOMETRY_POINT, 2, 1 },
        { "empty polygons",
          FEATURES(FEATURE("{\"type\":\"Polygon\",\"coordinates\":[]}") "," FEATURE(
              "{\"type\":\"MultiPolygon\",\"coordinates\":[[]]}") "," FEATURE(POLYGON)),
          MLG_GEOMETRY_POLYGON, 3, 2 },
        { "empty collection",
          FEATURES(FEATURE(POINT) "," FEATURE(
              "{\"type\":\"GeometryCollection\",\"geometries\":[]}")),
          MLG_GEOMETRY_POINT, 2, 1 },
        { "mostly points", FEATURES(FEATURE(POINT) "," FEATURE(POLYGON) "," FEATURE(POINT)),
          MLG_GEOMETRY_POINT, 3, 1 },
        { "as many polygons", FEATURES(FEATURE(POINT) "," FEATURE(POLYGON)),
          MLG_GEOMETRY_POLYGON, 2, 1 },
        { "lines among points", FEATURES(FEATURE(LINE) "," FEATURE(POINT)), MLG_GEOMETRY_POINT,
          2, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = read_text(geojson_read_bytes, rows[i].text, NULL);

        if (!o.layer)
            fail_msg("%s: %s", rows[i].what, o.err.what);
        if (o.layer->geometry != rows[i].want || o.layer->n != rows[i].n ||
            o.layer->n_without_geometry != rows[i].without)
            fail_msg("%s: geometry %d, %zu records, %zu without", rows[i].what,
                     (int)o.layer->geometry, o.layer->n, o.layer->n_without_geometry);
        outcome_free(&o);
    }
}

static void keeps_rings(void **state)
{
    /* RFC 7946 order and the reverse: shells counter-clockwise, holes clockwise all the same.
     */
    outcome o = read_text(
        geojson_read_bytes,
        FEATURES(FEATURE("{\"type\":\"MultiPolygon\",\"coordinates\":["
                         "[[[0,0],[0,9],[9,9],[9,0],[0,0]],[[1,1],[2,1],[2,2],[1,2],[1,1]]],"
                         "[[[20,0],[29,0],[29,9],[20,0]]]]}")),
        NULL);
    const mlg_polys *p;

    (void)state;
    assert_non_null(o.layer);
    p = &o.layer->polys;
    assert_int_equal(p->n_rings, 3);
    assert_true(!p->hole[0] && p->hole[1] && !p->hole[2]);
    assert_int_equal(p->xy_of[1], 5);
    assert_true(p->xy[1].x == 9 && p->xy[1].y == 0); /* was clockwise */
    assert_true(o.layer->box.xmax == 29 && o.layer->box.ymin == 0);
    outcome_free(&o);

    /* A shell that cannot be used takes its holes with it, and nothing else. */
    o = read_text(geojson_read_bytes,
                  FEATURES(FEATURE("{\"type\":\"MultiPolygon\",\"coordinates\":["
                                   "[[[0,0],[1,1]],[[1,1],[2,1],[2,2],[1,1]]],"
                                   "[[[20,0],[29,0],[29,9],[20,0]]]]}")),
                  NULL);
    assert_int_equal(o.layer->polys.n_rings, 1);
    assert_true(o.layer->polys.xy[0].x == 20);
    assert_int_equal(mlg_diag_count(&o.diag, "ring-too-short"), 1);
    outcome_free(&o);
}

static void says_cells(void **state)
{
    static const struct {
        const char *what, *text, *column, *want;
    } rows[] = {
        { "text", PROPERTIES("{\"nom\":\"Évry\"}"), "nom", "Évry" },
        { "escapes", PROPERTIES("{\"nom\":\"\\u00c9vry \\\"x\\\"\"}"), "nom", "Évry \"x\"" },
        { "escaped key", PROPERTIES("{\"n\\u006fm\":1.50}"), "nom", "1.50" },
        { "leading zero as text", PROPERTIES("{\"code\":\"01004\"}"), "code", "01004" },
        { "integer", PROPERTIES("{\"n\":42}"), "n", "42" },
        { "integer beyond 64 bits", PROPERTIES("{\"n\":12345678901234567890123}"), "n",
          "12345678901234567890123" },
        { "decimals as written", PROPERTIES("{\"n\": 26899083.297434352 }"), "n",
          "26899083.297434352" },
        { "zeros as written", PROPERTIES("{\"n\":1.50}"), "n", "1.50" },
        { "exponent as written", PROPERTIES("{\"n\":-1E+2}"), "n", "-1E+2" },
        { "null", PROPERTIES("{\"n\":null,\"m\":1}"), "m", "1" },
        { "true", PROPERTIES("{\"n\":true}"), "n", "true" },
        { "list", PROPERTIES("{\"n\":[ 1.50, \"a b\" ]}"), "n", "[1.50,\"a b\"]" },
        { "object", PROPERTIES("{\"n\":{ \"k\" : [ ] }}"), "n", "{\"k\":[]}" },
        { "after a nested one", PROPERTIES("{\"n\":{\"k\":\"}\"},\"m\":7}"), "m", "7" },
        { "id of the feature",
          "{\"type\":\"Feature\",\"id\":7,\"geometry\":null,\"properties\":{\"a\":1}}", "id",
          "7" },
        { "property id wins",
          "{\"type\":\"Feature\",\"id\":7,\"geometry\":null,\"properties\":{\"id\":\"x\"}}",
          "id", "x" },
        { "properties first",
          "{\"properties\":{\"a\":1.0},\"type\":\"Feature\",\"geometry\":" POINT "}", "a",
          "1.0" },
        { "properties last",
          "{\"geometry\":" POLYGON ",\"type\":\"Feature\",\"properties\":{\"a\":1.0}}", "a",
          "1.0" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = read_text(geojson_read_bytes, rows[i].text, NULL);

        if (!o.layer || strcmp(cell_of(&o, rows[i].column, 0), rows[i].want))
            fail_msg("%s: \"%s\"", rows[i].what,
                     o.layer ? cell_of(&o, rows[i].column, 0) : o.err.what);
        outcome_free(&o);
    }
}

static void joins_keys(void **state)
{
    outcome o =
        read_text(geojson_read_bytes,
                  "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":1,\"b\":2}}\n"
                  "{\"type\":\"Feature\",\"geometry\":null,\"properties\":null}\n"
                  "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"c\":3,\"a\":4}}\n",
                  NULL);

    (void)state;
    assert_non_null(o.layer);
    assert_int_equal(o.layer->n_columns, 3);
    assert_string_equal(o.layer->columns[0].name, "a");
    assert_string_equal(o.layer->columns[1].name, "b");
    assert_string_equal(o.layer->columns[2].name, "c");
    assert_string_equal(cell_of(&o, "a", 0), "1");
    assert_string_equal(cell_of(&o, "a", 1), "");
    assert_string_equal(cell_of(&o, "a", 2), "4");
    assert_string_equal(cell_of(&o, "b", 2), "");
    assert_string_equal(cell_of(&o, "c", 0), "");
    assert_string_equal(cell_of(&o, "c", 2), "3");
    outcome_free(&o);
}

static void says_crs(void **state)
{
#define WITH_CRS(crs) "{\"type\":\"FeatureCollection\",\"crs\":" crs ",\"features\":[]}"
    static const struct {
        const char *text, *option, *crs, *from;
    } rows[] = {
        { FEATURES(""), NULL, "OGC:CRS84", "format" },
        { WITH_CRS(
              "{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::2154\"}}"),
          NULL, "urn:ogc:def:crs:EPSG::2154", "crs" },
        { WITH_CRS("{\"type\":\"EPSG\",\"properties\":{\"code\":27572}}"), NULL, "EPSG:27572",
          "crs" },
        { WITH_CRS("null"), NULL, "", "crs" },
        { WITH_CRS("null"), "EPSG:2154", "EPSG:2154", "option" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_read_options options = { .crs = rows[i].option };
        outcome o = read_text(geojson_read_bytes, rows[i].text, &options);

        assert_non_null(o.layer);
        assert_string_equal(o.layer->crs, rows[i].crs);
        assert_string_equal(o.layer->crs_from, rows[i].from);
        outcome_free(&o);
    }
}

static void warns(void **state)
{
    static const struct {
        const char *text, *kind;
        int64_t record;
    } rows[] = {
        { FEATURES(FEATURE(POINT) "," FEATURE("null")), "geometry-null", 2 },
        { FEATURES(FEATURE("{\"type\":\"Point\",\"coordinates\":[]}")), "geometry-empty", 1 },
        { FEATURES(FEATURE("{\"type\":\"Polygon\",\"coordinates\":[]}")), "geometry-empty", 1 },
        { FEATURES(FEATURE("{\"type\":\"GeometryCollection\",\"geometries\":[]}")),
          "geometry-collection", 1 },
        { FEATURES(FEATURE("{\"type\":\"GeometryCollection\",\"geometries\":[" POINT "]}")),
          "geometry-collection", 1 },
        { FEATURES(FEATURE(LINE)), "geometry-other", 1 },
        { FEATURES(FEATURE(POLYGON) "," FEATURE(POINT)), "geometry-mixed", 2 },
        { FEATURES(FEATURE(POINT) "," FEATURE(POINT) "," FEATURE(POLYGON)), "geometry-mixed",
          3 },
        { FEATURES(FEATURE("{\"type\":\"Point\",\"coordinates\":[1e300,2]}")),
          "coordinate-impossible", 1 },
        { FEATURES(FEATURE(
              "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1e300,0],[1,1],[0,0]]]}")),
          "coordinate-impossible", 1 },
        { FEATURES(FEATURE("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[0,0]]]}")),
          "ring-too-short", 1 },
        { PROPERTIES("{\"nom\":\"CitÃ©\"}"), "text-mojibake", 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = read_text(geojson_read_bytes, rows[i].text, NULL);

        if (!o.layer || !item_of(&o, rows[i].kind))
            fail_msg("row %zu: no %s: %s", i, rows[i].kind, o.layer ? "read" : o.err.what);
        assert_int_equal(item_of(&o, rows[i].kind)->record, rows[i].record);
        outcome_free(&o);
    }
}

static void refuses(void **state)
{
    static const struct {
        const char *what, *text, *sentence;
        int64_t record;
    } rows[] = {
        { "nothing", "", "is empty", 0 },
        { "blanks", " \n", "is empty", 0 },
        { "no object", "[1,2]", "'{' expected", 0 },
        { "other JSON", "{\"a\":1}", "type \"\" is not one of GeoJSON", 0 },
        { "type of another kind", "{\"type\":3}", "type \"?\" is not one of GeoJSON", 0 },
        { "TopoJSON", "{\"type\":\"Topology\",\"objects\":{}}", "TopoJSON", 0 },
        { "no features", "{\"type\":\"FeatureCollection\"}", "without features", 0 },
        { "features no array", "{\"type\":\"FeatureCollection\",\"features\":{}}",
          "without features", 0 },
        { "Esri JSON", "{\"features\":[{\"attributes\":{}}]}", "is not a GeoJSON Feature", 1 },
        { "feature no object", FEATURES(FEATURE(POINT) ",3"), "is not a GeoJSON Feature", 2 },
        { "geometry no object", FEATURES(FEATURE("3")), "geometry that is not an object", 1 },
        { "geometry of no type", FEATURES(FEATURE("{}")), "without a type", 1 },
        { "geometry of unknown type", FEATURES(FEATURE("{\"type\":\"Circle\"}")), "\"Circle\"",
          1 },
        { "no coordinates", FEATURES(FEATURE("{\"type\":\"Point\"}")), "without coordinates",
          1 },
        { "text coordinates",
          FEATURES(FEATURE("{\"type\":\"Point\",\"coordinates\":[\"2\",3]}")),
          "not those of a Point at line 1, column 117", 1 },
        { "null coordinates",
          FEATURES(FEATURE("{\"type\":\"Point\",\"coordinates\":[null,3]}")),
          "not those of a Point", 1 },
        { "one coordinate", FEATURES(FEATURE("{\"type\":\"Point\",\"coordinates\":[2]}")),
          "not those of a Point", 1 },
        { "too shallow", FEATURES(FEATURE("{\"type\":\"Polygon\",\"coordinates\":[[1,2]]}")),
          "not those of a Polygon", 1 },
        { "too deep", FEATURES(FEATURE("{\"type\":\"Point\",\"coordinates\":[[1,2]]}")),
          "not those of a Point", 1 },
        { "no number", FEATURES(FEATURE("{\"type\":\"Point\",\"coordinates\":[NaN,2]}")),
          "not those of a Point", 1 },
        { "leading zero", FEATURES(FEATURE("{\"type\":\"Point\",\"coordinates\":[01,2]}")),
          "not those of a Point", 1 },
        { "collection of nothing", FEATURES(FEATURE("{\"type\":\"GeometryCollection\"}")),
          "without geometries", 1 },
        { "properties no object", "{\"type\":\"Feature\",\"geometry\":null,\"properties\":[1]}",
          "properties that are not", 1 },
        { "cut in coordinates",
          "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{"
          "\"type\":\"Point\",\"coordinates\":[1,",
          "the text ends here", 1 },
        { "cut between features",
          "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE(POINT), "']' expected", 0 },
        { "cut in a text", "{\"type\":\"Feature\",\"properties\":{\"a\":\"b", "line 1, column",
          0 },
        { "text behind", FEATURES("") " x", "text after the end", 0 },
        { "NaN", PROPERTIES("{\"a\":NaN}"), "invalid token near 'NaN'", 1 },
        { "number beyond doubles", PROPERTIES("{\"a\":1e999}"), "is not valid JSON", 1 },
        { "same key twice", PROPERTIES("{\"a\":1,\"a\":2}"), "is not valid JSON", 1 },
        { "same member twice", "{\"type\":\"Feature\",\"type\":\"Feature\"}",
          "the same member occurs twice", 0 },
        { "not UTF-8", PROPERTIES("{\"a\":\"Cit\xE9\"}"), "--encoding", 1 },
        { "crs of no name", "{\"type\":\"FeatureCollection\",\"crs\":{},\"features\":[]}",
          "--crs", 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = read_text(geojson_read_bytes, rows[i].text, NULL);

        if (o.layer || !strstr(o.err.what, rows[i].sentence) || o.err.record != rows[i].record)
            fail_msg("%s: record %d: %s", rows[i].what, o.layer ? -1 : (int)o.err.record,
                     o.layer ? "read" : o.err.what);
        assert_int_equal(o.err.code, MLG_EDATA);
        outcome_free(&o);
    }
}

static void reads_another_encoding(void **state)
{
    mlg_read_options options = { .encoding = "CP1252" };
    outcome o = read_text(geojson_read_bytes, PROPERTIES("{\"a\":\"Cit\xE9\"}"), &options);

    (void)state;
    assert_non_null(o.layer);
    assert_string_equal(cell_of(&o, "a", 0), "Cité");
    outcome_free(&o);
}

/* Deep nesting, and rare properties, must not cost more than a small multiple of the text. */
static void bounds_memory(void **state)
{
    enum { DEEP = 100000, RARE = 3000 };
    char *text = malloc(RARE * 100 + DEEP), *to = text;
    outcome o;

    (void)state;
    assert_non_null(text);
    memset(text, '[', DEEP);
    memcpy(text, "{\"a\":", 5);
    o = read_blob(geojson_read_bytes, text, DEEP, NULL);
    assert_null(o.layer);
    outcome_free(&o);
    for (int i = 0; i < RARE; i++)
        to += sprintf(
            to, "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"k%d\":1}}\n", i);
    o = read_blob(geojson_read_bytes, text, (size_t)(to - text), NULL);
    assert_null(o.layer);
    assert_non_null(strstr(o.err.what, "different properties"));
    outcome_free(&o);
    free(text);
}

/* What strtod says, for decimals as programs write them. */
static void reads_numbers_exactly(void **state)
{
    unsigned seed = 7;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        char text[200], number[40];
        double want;
        outcome o;

        seed = seed * 1103515245u + 12345u;
        want = (seed / 4294967296.0 - 0.5) * 360;
        snprintf(number, sizeof number, i % 2 ? "%.17g" : "%.7f", want);
        want = strtod(number, NULL);
        snprintf(text, sizeof text, "{\"type\":\"Point\",\"coordinates\":[%s,1e0]}", number);
        o = read_text(geojson_read_bytes, text, NULL);
        if (fabs(o.layer->points[0].x - want) > 1e-15 * fabs(want))
            fail_msg("%s is read as %.17g", number, o.layer->points[0].x);
        outcome_free(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_geometry), cmocka_unit_test(keeps_rings),
        cmocka_unit_test(says_cells),    cmocka_unit_test(joins_keys),
        cmocka_unit_test(says_crs),      cmocka_unit_test(warns),
        cmocka_unit_test(refuses),       cmocka_unit_test(reads_another_encoding),
        cmocka_unit_test(bounds_memory), cmocka_unit_test(reads_numbers_exactly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
