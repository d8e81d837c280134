/* Real files, and files that broke other readers. They are not part of the project: they are
 * looked for in $MAILLAGE_GEODATA, else beside the source folder. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "read_bytes.h"

#include <ftw.h>
#include <stdio.h>

static char root[1024];

/* False, loudly, where there are no such files. */
static bool have_files(void)
{
    const char *told = getenv("MAILLAGE_GEODATA");
    struct stat info;

    snprintf(root, sizeof root, "%s", told ? told : MLG_SOURCE_DIR "/../shared/geodata");
    if (!stat(root, &info))
        return true;
    print_message("SKIPPED: %s is not there; set MAILLAGE_GEODATA\n", root);
    return false;
}

static outcome read_real(const char *name, const mlg_read_options *options)
{
    char path[2048];
    outcome o = { 0 };

    snprintf(path, sizeof path, "%s/%s", root, name);
    if (mlg_read(&o.layer, path, options, &o.diag, &o.err) == MLG_OK)
        return o;
    assert_null(o.layer);
    return o;
}

/* --- every file is read, or refused with a sentence -----------------------------------------
 */

static size_t n_read, n_refused;

static int visit(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    mlg_layer *layer;
    mlg_diag diag = { 0 };
    mlg_err err;

    (void)info, (void)where;
    if (kind != FTW_F || strstr(path, "/osm/"))
        return 0;
    if (mlg_read(&layer, path, NULL, &diag, &err) == MLG_OK) {
        n_read++;
        mlg_layer_free(layer);
    } else {
        n_refused++;
        assert_int_equal(err.code, MLG_EDATA);
        assert_true(err.where[0] && err.what[0]);
        assert_null(strchr(err.what, '\n'));
    }
    mlg_diag_release(&diag);
    return 0;
}

static void reads_or_refuses_all(void **state)
{
    (void)state;
    if (!have_files())
        skip();
    assert_int_equal(nftw(root, visit, 16, FTW_PHYS), 0);
    print_message("%zu files read, %zu refused (side files included)\n", n_read, n_refused);
    assert_true(n_read > 150);
}

/* --- what is known about some of them --------------------------------------------------------
 */

#define AWKWARD   "awkward/"
#define MAPSHAPER AWKWARD "mapshaper/"
#define MBOSTOCK  AWKWARD "mbostock-shapefile/"
#define SHAPELIB  AWKWARD "shapelib/shape_eg_data/"

static void reads_right(void **state)
{
    enum {
        NONE = MLG_GEOMETRY_NONE,
        POINT = MLG_GEOMETRY_POINT,
        POLYGON = MLG_GEOMETRY_POLYGON,
        OTHER = MLG_GEOMETRY_OTHER
    };
    static const struct {
        const char *name;
        int geometry;
        size_t n, without;
        const char *encoding, *from;
        const char *column, *first; /* a column and its first cell; NULL: not looked at */
        const char *kind;           /* a remark there must be; NULL: not looked at */
    } rows[] = {
        { MAPSHAPER "dbf/big5.dbf", NONE, 1, 0, "CP1252", "detected", NULL, NULL,
          "encoding-detected" },
        { MAPSHAPER "dbf/utf8.dbf", NONE, 1, 0, "UTF-8", "detected", "NAME", "国语國語", NULL },
        { MAPSHAPER "dbf/latin1.dbf", NONE, 1, 0, "CP1252", "detected", "NAME", "Peçeña México",
          NULL },
        { MAPSHAPER "dbf/cpg/big5.shp", POINT, 1, 0, "BIG5", "cpg", "NAME", "國語", NULL },
        { MAPSHAPER "dbf/cpg/euckr.dbf", NONE, 1, 0, "EUC-KR", "cpg", "NAME", "한국말", NULL },
        { MAPSHAPER "dbf/cpg/koi8r.dbf", NONE, 1, 0, "KOI8-R", "cpg", "NAME", "русский", NULL },
        { MAPSHAPER "dbf/cpg/latin2.dbf", NONE, 1, 0, "ISO-8859-2", "cpg", "NAME", "čeština",
          NULL },
        { MAPSHAPER "dbf/cpg/shiftjis.dbf", NONE, 1, 0, "SHIFT_JIS", "cpg", "NAME",
          "カタカナひらがな", NULL },
        { MAPSHAPER "dbf/cpg/win1251.dbf", NONE, 1, 0, "CP1251", "cpg", "NAME", "РУССКИЙ",
          NULL },
        { MAPSHAPER "dbf/cpg/win874.dbf", NONE, 1, 0, "CP874", "cpg", "NAME", "ภาษาไทย", NULL },
        { MAPSHAPER "dbf/ldid/chinese.shp", POINT, 1, 0, "CP936", "ldid", "NAME", "简体",
          NULL },
        { MAPSHAPER "dbf/comma_separated.dbf", NONE, 7, 0, "UTF-8", "detected", "AUGSTUMS",
          "68,500", NULL },
        { MAPSHAPER "dbf/duplicate_fields.dbf", NONE, 5, 0, "UTF-8", "detected", "rate", "",
          "column-duplicate" },
        { MAPSHAPER "dbf/POLYGON.dbf", NONE, 2, 0, "UTF-8", "detected", "NAME", "Fairfax City",
          NULL },
        { MAPSHAPER "dbf/periphereies.dbf", NONE, 13, 0, "CP1252", "detected", NULL, NULL,
          NULL },
        { MAPSHAPER "issues/193/gauss_kruger.shp", POINT, 3, 0, "", "", NULL, NULL,
          "shx-rebuilt" },
        { MAPSHAPER "issues/68/clipper.shp", POLYGON, 1, 0, "", "", NULL, NULL, "dbf-missing" },
        { MAPSHAPER "issues/518_519_shp_reading/data_corruption_error.shp", OTHER, 8, 0,
          "UTF-8", "cpg", NULL, NULL, "geometry-other" },
        { MAPSHAPER "issues/518_519_shp_reading/max_callstack_error.shp", OTHER, 138, 0,
          "CP1252", "ldid", NULL, NULL, "geometry-other" },
        { MAPSHAPER "issues/invalid_coords/invalid_coordinates.shp", POINT, 1, 1, "UTF-8",
          "detected", NULL, NULL, "coordinate-impossible" },
        { MAPSHAPER "issues/point_shapefile_import_error/points.shp", OTHER, 2, 0, "UTF-8",
          "detected", NULL, NULL, "geometry-other" },
        { MAPSHAPER "shapefile/geo_lines.shp", OTHER, 6, 0, "CP1252", "detected", NULL, NULL,
          "geometry-other" },
        { MAPSHAPER "shapefile/six_counties.shp", POLYGON, 6, 0, "UTF-8", "detected", NULL,
          NULL, NULL },
        { MAPSHAPER "shapefile/nad27/popctr_state1970.shp", POINT, 51, 0, "UTF-8", "detected",
          NULL, NULL, NULL },
        { MAPSHAPER "shapefile/shplib/3dpoints.shp", POINT, 22, 0, "UTF-8", "detected", NULL,
          NULL, "shx-rebuilt" },
        { MAPSHAPER "shapefile/utf8-property.shp", POINT, 1, 0, "UTF-8", "cpg", NULL, NULL,
          NULL },
        { MBOSTOCK "null.shp", POINT, 9, 4, "UTF-8", "detected", NULL, NULL, "geometry-null" },
        { MBOSTOCK "empty.shp", OTHER, 0, 0, "UTF-8", "detected", NULL, NULL, NULL },
        { MBOSTOCK "boolean-property.shp", POINT, 9, 0, "UTF-8", "detected", "foo", "", NULL },
        { MBOSTOCK "date-property.shp", POINT, 3, 0, "UTF-8", "detected", "date", "20130102",
          NULL },
        { MBOSTOCK "latin1-property.shp", POINT, 1, 0, "CP1252", "detected", "name", "México",
          NULL },
        { MBOSTOCK "utf8-property.shp", POINT, 1, 0, "UTF-8", "cpg", "☃", "ηελλο ςορλδ", NULL },
        { MBOSTOCK "number-null-property.shp", POLYGON, 4, 0, "UTF-8", "detected", NULL, NULL,
          "shx-rebuilt" },
        { MBOSTOCK "polygonm.shp", POLYGON, 1, 0, "", "", NULL, NULL, "z-ignored" },
        { MBOSTOCK "multipointm.shp", OTHER, 1, 0, "", "", NULL, NULL, "geometry-other" },
        { MBOSTOCK "polylines.shp", OTHER, 2, 0, "UTF-8", "detected", NULL, NULL,
          "geometry-other" },
        { SHAPELIB "csah.shp", OTHER, 124, 24, "UTF-8", "detected", NULL, NULL,
          "geometry-null" },
        { SHAPELIB "multipatch.shp", OTHER, 1, 0, "UTF-8", "detected", NULL, NULL,
          "geometry-other" },
        { SHAPELIB "multipnt.shp", POINT, 1, 0, "UTF-8", "detected", NULL, NULL, NULL },
        { SHAPELIB "polygon.shp", POLYGON, 474, 0, "UTF-8", "detected", NULL, NULL,
          "number-overflow" },
        { SHAPELIB "pline.shp", OTHER, 460, 0, "CP437", "ldid", NULL, NULL, NULL },
        { SHAPELIB "mexico/states.shp", POLYGON, 32, 0, "UTF-8", "detected", NULL, NULL, NULL },
        { "centres/anct_densite.csv", NONE, 34875, 0, "UTF-8", "bom", "insee_com", "01001",
          NULL },
        { "communes/communes2018_L93.shp", POLYGON, 35228, 0, "UTF-8", "cpg", NULL, NULL,
          NULL },
        { "communes/communes2024_carte_L93.shp", POLYGON, 34806, 0, "UTF-8", "cpg", NULL, NULL,
          NULL },
        { "communes/communes2025_etalab.csv", NONE, 34969, 0, "UTF-8", "detected", "code",
          "01001", NULL },
        { "population/filosofi200m_lille.csv", POINT, 9096, 0, "UTF-8", "detected", "imputed",
          "1", NULL },
        { "population/filosofi200m_marseille_L93.shp", POLYGON, 7282, 0, "UTF-8", "cpg", NULL,
          NULL, NULL },
        { "qpv/centroide-4326_qpv.geojson", POINT, 824, 0, "UTF-8", "format", "insee_com",
          "01004", NULL },
        { "qpv/hackaviz2021_qp.geojson", POLYGON, 105, 0, "UTF-8", "format", NULL, NULL, NULL },
        { "qpv/resovilles_QPV.geojson", POLYGON, 6, 0, "UTF-8", "format", "pop", "6 206",
          NULL },
        { "qpv/faux_crs84_en_lambert93.geojson", POLYGON, 1, 0, "UTF-8", "format", "pop",
          "26899083.297434352", NULL },
        { "sites/fabriques_382.csv", POINT, 382, 1, "UTF-8", "detected", "id_fabt", "fabt-01",
          "coordinate-blank" },
        { "sites/fabt_geom.geojson", POINT, 342, 1, "UTF-8", "format", NULL, NULL,
          "geometry-collection" },
        { "sites/fablabs_geocodes.csv", POINT, 211, 8, "UTF-8", "detected", "result_citycode",
          "01160", "coordinate-blank" },
        { "territories/metropole.dbf", NONE, 13, 0, "UTF-8", "detected", NULL, NULL, NULL },
        { "territories/Guadeloupe.shp", POLYGON, 1, 0, "UTF-8", "detected", NULL, NULL,
          "z-ignored" },
        { "territories/polygone-4326_arr.geojson", POLYGON, 333, 0, "UTF-8", "format",
          "insee_arr", "011", NULL },
    };

    (void)state;
    if (!have_files())
        skip();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = read_real(rows[i].name, NULL);

        if (!o.layer)
            fail_msg("%s: %s", rows[i].name, o.err.what);
        if ((int)o.layer->geometry != rows[i].geometry || o.layer->n != rows[i].n ||
            o.layer->n_without_geometry != rows[i].without)
            fail_msg("%s: geometry %d, %zu records, %zu without", rows[i].name,
                     (int)o.layer->geometry, o.layer->n, o.layer->n_without_geometry);
        if (strcmp(o.layer->encoding, rows[i].encoding) ||
            strcmp(o.layer->encoding_from, rows[i].from))
            fail_msg("%s: %s from \"%s\"", rows[i].name, o.layer->encoding,
                     o.layer->encoding_from);
        if (rows[i].column && strcmp(cell_of(&o, rows[i].column, 0), rows[i].first))
            fail_msg("%s: \"%s\"", rows[i].name, cell_of(&o, rows[i].column, 0));
        if (rows[i].kind && !item_of(&o, rows[i].kind))
            fail_msg("%s: no %s", rows[i].name, rows[i].kind);
        outcome_free(&o);
    }
}

static void refuses(void **state)
{
    static const struct {
        const char *name;
        mlg_code code;
        int64_t record;
        const char *sentence;
    } rows[] = {
        { MAPSHAPER "dbf/cpg/utf16.dbf", MLG_EDATA, 0,
          "UTF-16 cannot be the encoding of a .dbf" },
        { MBOSTOCK "ne_10m_time_zones.shp", MLG_EDATA, 7,
          "byte 19556 does not start a record" },
        { SHAPELIB "CoHI_GCS12.sbn", MLG_EDATA, 0, "is not a kind of file" },
        { "territories/metropole.shp", MLG_EIO, 0, "cannot be opened" },
    };

    (void)state;
    if (!have_files())
        skip();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = read_real(rows[i].name, NULL);

        if (o.layer || o.err.code != rows[i].code || o.err.record != rows[i].record ||
            !strstr(o.err.what, rows[i].sentence))
            fail_msg("%s: %s", rows[i].name, o.layer ? "read" : o.err.what);
        outcome_free(&o);
    }
}

/* --- the QPV of 2015 three times over
 * --------------------------------------------------------- */

static void names_qpv_alike(void **state)
{
    static const char *const twins[] = { "qpv/QPV2015_METROPOLE_LB93.shp",
                                         "qpv/QPV2015_METROPOLE_LB93_cp1252.shp",
                                         "qpv/QPV2015_NTF_origine.shp" };
    static const char *const encodings[] = { "UTF-8", "CP1252", "CP1252" };
    static const char *const columns[] = { "CODE_QP", "NOM_QP", "COMMUNE_QP" };
    outcome o[3];

    (void)state;
    if (!have_files())
        skip();
    for (size_t t = 0; t < 3; t++) {
        o[t] = read_real(twins[t], NULL);
        assert_non_null(o[t].layer);
        assert_int_equal(o[t].layer->n, 1296);
        assert_string_equal(o[t].layer->encoding, encodings[t]);
        assert_int_equal(mlg_diag_count(&o[t].diag, "text-mojibake"), 5);
        assert_int_equal(mlg_diag_count(&o[t].diag, "text-encoding"), 0);
        for (size_t c = 0; c < 3; c++)
            for (size_t i = 0; i < 1296; i++)
                assert_string_equal(cell_of(&o[t], columns[c], i),
                                    cell_of(&o[0], columns[c], i));
    }
    assert_non_null(strstr(o[0].layer->crs, "Lambert_93"));
    assert_non_null(strstr(o[2].layer->crs, "NTF"));
    for (size_t t = 0; t < 3; t++)
        outcome_free(&o[t]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_or_refuses_all),
        cmocka_unit_test(reads_right),
        cmocka_unit_test(refuses),
        cmocka_unit_test(names_qpv_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
