#include "test.h"

#include "geo/crs.h"
#include "geo/plane.h"
#include "maillage/read.h"

#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GEOG_WGS84                                                                             \
    "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137,"              \
    "298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"Degree\",0.017453292519943295]]"
#define GEOG_RGF93                                                                             \
    "GEOGCS[\"GCS_RGF_1993\",DATUM[\"D_RGF_1993\",SPHEROID[\"GRS_1980\",6378137.0,"            \
    "298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]"
#define LAMBERT_93                                                                             \
    "PROJCS[\"RGF_1993_Lambert_93\"," GEOG_RGF93 ",PROJECTION[\"Lambert_Conformal_Conic\"],"   \
    "PARAMETER[\"False_Easting\",700000.0],PARAMETER[\"False_Northing\",6600000.0],"           \
    "PARAMETER[\"Central_Meridian\",3.0],PARAMETER[\"Standard_Parallel_1\",49.0],"             \
    "PARAMETER[\"Standard_Parallel_2\",44.0],PARAMETER[\"Latitude_Of_Origin\",46.5],"          \
    "UNIT[\"Meter\",1.0]]"
#define UTM(name, meridian, north)                                                             \
    "PROJCS[\"" name "\"," GEOG_WGS84 ",PROJECTION[\"Transverse_Mercator\"],"                  \
    "PARAMETER[\"latitude_of_origin\",0],PARAMETER[\"central_meridian\"," meridian "],"        \
    "PARAMETER[\"scale_factor\",0.9996],PARAMETER[\"false_easting\",500000],"                  \
    "PARAMETER[\"false_northing\"," north "],UNIT[\"Meter\",1]]"
#define NTF                                                                                    \
    "PROJCS[\"NTF_Paris_Lambert_zone_II\",GEOGCS[\"GCS_NTF_Paris\",DATUM[\"D_NTF\","           \
    "SPHEROID[\"Clarke_1880_IGN\",6378249.2,293.46602]],PRIMEM[\"Paris\",2.33722917],"         \
    "UNIT[\"grad\",0.01570796326794897]],PROJECTION[\"Lambert_Conformal_Conic\"],"             \
    "PARAMETER[\"latitude_of_origin\",52],PARAMETER[\"central_meridian\",0],"                  \
    "PARAMETER[\"scale_factor\",0.99987742],PARAMETER[\"false_easting\",600000],"              \
    "PARAMETER[\"false_northing\",2200000],UNIT[\"Meter\",1],"                                 \
    "PARAMETER[\"standard_parallel_1\",52]]"
/* As GDAL writes it: other order, axes, authorities, a null shift. */
#define LAMBERT_93_GDAL                                                                        \
    "PROJCS[\"RGF93 v1 / Lambert-93\",GEOGCS[\"RGF93 v1\",DATUM[\"Reseau_Geodesique_"          \
    "Francais_1993_v1\",SPHEROID[\"GRS 1980\",6378137,298.257222101,AUTHORITY[\"EPSG\","       \
    "\"7019\"]],TOWGS84[0,0,0,0,0,0,0],AUTHORITY[\"EPSG\",\"6171\"]],PRIMEM[\"Greenwich\","    \
    "0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\","   \
    "\"9122\"]],AUTHORITY[\"EPSG\",\"4171\"]],PROJECTION[\"Lambert_Conformal_Conic_2SP\"],"    \
    "PARAMETER[\"latitude_of_origin\",46.5],PARAMETER[\"central_meridian\",3],"                \
    "PARAMETER[\"standard_parallel_1\",44],PARAMETER[\"standard_parallel_2\",49],"             \
    "PARAMETER[\"false_easting\",700000],PARAMETER[\"false_northing\",6600000],"               \
    "UNIT[\"metre\",1,AUTHORITY[\"EPSG\",\"9001\"]],AXIS[\"Easting\",EAST],"                   \
    "AXIS[\"Northing\",NORTH],AUTHORITY[\"EPSG\",\"2154\"]]"
#define LAMBERT_93_WKT2                                                                        \
    "PROJCRS[\"RGF93 v1 / Lambert-93\",\n    BASEGEOGCRS[\"RGF93 v1\",\n        "              \
    "DATUM[\"Reseau Geodesique Francais 1993 v1\",ELLIPSOID[\"GRS 1980\",6378137,"             \
    "298.257222101,LENGTHUNIT[\"metre\",1]]],PRIMEM[\"Greenwich\",0,ANGLEUNIT[\"degree\","     \
    "0.0174532925199433]],ID[\"EPSG\",4171]],\n    CONVERSION[\"Lambert-93\",METHOD["          \
    "\"Lambert Conic Conformal (2SP)\",ID[\"EPSG\",9802]],PARAMETER[\"Latitude of false "      \
    "origin\",46.5,ANGLEUNIT[\"degree\",0.0174532925199433],ID[\"EPSG\",8821]],"               \
    "PARAMETER[\"Longitude of false origin\",3,ANGLEUNIT[\"degree\",0.0174532925199433]],"     \
    "PARAMETER[\"Latitude of 1st standard parallel\",49,ANGLEUNIT[\"degree\","                 \
    "0.0174532925199433]],PARAMETER[\"Latitude of 2nd standard parallel\",44,ANGLEUNIT["       \
    "\"degree\",0.0174532925199433]],PARAMETER[\"Easting at false origin\",700000,"            \
    "LENGTHUNIT[\"metre\",1]],PARAMETER[\"Northing at false origin\",6600000,LENGTHUNIT["      \
    "\"metre\",1]]],\n    CS[Cartesian,2],AXIS[\"easting (X)\",east,ORDER[1],LENGTHUNIT["      \
    "\"metre\",1]],AXIS[\"northing (Y)\",north,ORDER[2],LENGTHUNIT[\"metre\",1]],\n    "       \
    "USAGE[SCOPE[\"x\"],AREA[\"France\"],BBOX[41.15,-9.86,51.56,10.38]],ID[\"EPSG\",2154]]"
#define WGS84_WKT2                                                                             \
    "GEOGCRS[\"WGS 84\",ENSEMBLE[\"World Geodetic System 1984 ensemble\",MEMBER[\"World "      \
    "Geodetic System 1984 (Transit)\"],ELLIPSOID[\"WGS 84\",6378137,298.257223563,"            \
    "LENGTHUNIT[\"metre\",1]],ENSEMBLEACCURACY[2.0]],PRIMEM[\"Greenwich\",0],CS["              \
    "ellipsoidal,2],AXIS[\"geodetic latitude (Lat)\",north,ORDER[1],ANGLEUNIT[\"degree\","     \
    "0.0174532925199433]],AXIS[\"geodetic longitude (Lon)\",east,ORDER[2],ANGLEUNIT["          \
    "\"degree\",0.0174532925199433]],ID[\"EPSG\",4326]]"

static void known_definitions_need_no_database(void **state)
{
    static const struct {
        const char *definition;
        crs_kind kind;
        unsigned id;
        const char *name; /* NULL: not checked */
    } rows[] = {
        { "EPSG:4326", CRS_LONLAT, 0, "WGS 84 (EPSG:4326)" },
        { "EPSG:4171", CRS_LONLAT, 0, NULL },
        { "EPSG:4258", CRS_LONLAT, 0, NULL },
        { "OGC:CRS84", CRS_LONLAT, 0, NULL },
        { "CRS84", CRS_LONLAT, 0, NULL },
        { "urn:ogc:def:crs:OGC:1.3:CRS84", CRS_LONLAT, 0, NULL },
        { "urn:ogc:def:crs:OGC::CRS84", CRS_LONLAT, 0, NULL },
        { "http://www.opengis.net/def/crs/OGC/1.3/CRS84", CRS_LONLAT, 0, NULL },
        { "urn:ogc:def:crs:EPSG::4326", CRS_LONLAT, 0, NULL },
        { "WGS84", CRS_LONLAT, 0, NULL },
        { "EPSG:2154", CRS_PLANE, PLANE_MAINLAND, "Lambert-93 (EPSG:2154)" },
        { "epsg:2154\n", CRS_PLANE, PLANE_MAINLAND, NULL },
        { "2154", CRS_PLANE, PLANE_MAINLAND, NULL },
        { "Lambert 93", CRS_PLANE, PLANE_MAINLAND, NULL },
        { "urn:ogc:def:crs:EPSG::2154", CRS_PLANE, PLANE_MAINLAND, NULL },
        { "urn:ogc:def:crs:EPSG:6.9:2154", CRS_PLANE, PLANE_MAINLAND, NULL },
        { "https://www.opengis.net/def/crs/EPSG/0/2154", CRS_PLANE, PLANE_MAINLAND, NULL },
        { "http://www.opengis.net/gml/srs/epsg.xml#2154", CRS_PLANE, PLANE_MAINLAND, NULL },
        { "+init=epsg:2154", CRS_PLANE, PLANE_MAINLAND, NULL },
        { "IGNF:LAMB93", CRS_PLANE, PLANE_MAINLAND, NULL },
        { "EPSG:5490", CRS_PLANE, PLANE_ANTILLES, NULL },
        { "EPSG:32620", CRS_PLANE, PLANE_ANTILLES, "WGS 84 / UTM 20N (EPSG:32620)" },
        { "EPSG:2972", CRS_PLANE, PLANE_GUYANE, NULL },
        { "EPSG:2975", CRS_PLANE, PLANE_REUNION, NULL },
        { "EPSG:4471", CRS_PLANE, PLANE_MAYOTTE, NULL },
        { "EPSG:4467", CRS_PLANE, PLANE_SAINT_PIERRE, NULL },
        { "EPSG:32601", CRS_PLANE, PLANE_UTM + 1, NULL },
        { "EPSG:32660", CRS_PLANE, PLANE_UTM + 60, NULL },
        { "EPSG:32701", CRS_PLANE, PLANE_UTM + 61, NULL },
        { "EPSG:32760", CRS_PLANE, PLANE_UTM + 120, "WGS 84 / UTM 60S (EPSG:32760)" },
        { "EPSG:25831", CRS_PLANE, PLANE_UTM + 31, NULL },
        { "EPSG:32661", CRS_OTHER, 0, "EPSG:32661" }, /* polar, not UTM */
        { "EPSG:3857", CRS_OTHER, 0, NULL },
        { "EPSG:27572", CRS_OTHER, 0, "EPSG:27572" },
        { "+proj=longlat +datum=WGS84", CRS_OTHER, 0, NULL },
        { "{\"type\":\"GeographicCRS\"}", CRS_OTHER, 0, NULL },
        { GEOG_WGS84, CRS_LONLAT, 0, "GCS_WGS_1984" },
        { "\xEF\xBB\xBF  " GEOG_RGF93 "\r\n", CRS_LONLAT, 0, NULL },
        { WGS84_WKT2, CRS_LONLAT, 0, NULL },
        { LAMBERT_93, CRS_PLANE, PLANE_MAINLAND, "Lambert-93 (EPSG:2154)" },
        { LAMBERT_93_GDAL, CRS_PLANE, PLANE_MAINLAND, NULL },
        { LAMBERT_93_WKT2, CRS_PLANE, PLANE_MAINLAND, NULL },
        { "COMPD_CS[\"with heights\"," LAMBERT_93 ",VERT_CS[\"NGF\",VERT_DATUM[\"NGF\",2005],"
          "UNIT[\"metre\",1],AXIS[\"Up\",UP]]]",
          CRS_PLANE, PLANE_MAINLAND, NULL },
        { UTM("WGS_1984_UTM_Zone_20N", "-63", "0"), CRS_PLANE, PLANE_ANTILLES,
          "WGS_1984_UTM_Zone_20N (taken as EPSG:5490)" },
        { UTM("RGR92_UTM_zone_40S", "57", "10000000"), CRS_PLANE, PLANE_REUNION, NULL },
        { UTM("RGM04_UTM_zone_38S", "45", "10000000"), CRS_PLANE, PLANE_MAYOTTE, NULL },
        { UTM("WGS_1984_UTM_Zone_31N", "3", "0"), CRS_PLANE, PLANE_UTM + 31, NULL },
        { UTM("not a zone", "4", "0"), CRS_OTHER, 0, "not a zone" },
        { UTM("not its northing", "3", "5"), CRS_OTHER, 0, NULL },
        { NTF, CRS_OTHER, 0, "NTF_Paris_Lambert_zone_II" },
        /* Looks like degrees, is not plain degrees. */
        { "GEOGCS[\"shifted\",DATUM[\"d\",SPHEROID[\"WGS84\",6378137,298.257223563],"
          "TOWGS84[-168,-60,320,0,0,0,0]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\","
          "0.0174532925199433]]",
          CRS_OTHER, 0, NULL },
        { "GEOGCS[\"Clarke\",DATUM[\"d\",SPHEROID[\"Clarke 1866\",6378206.4,294.9786982]],"
          "PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]",
          CRS_OTHER, 0, NULL },
        { "GEOGCS[\"Paris\",DATUM[\"d\",SPHEROID[\"GRS 1980\",6378137,298.257222101]],"
          "PRIMEM[\"Paris\",2.33722917],UNIT[\"degree\",0.0174532925199433]]",
          CRS_OTHER, 0, NULL },
        { "GEOGCS[\"grads\",DATUM[\"d\",SPHEROID[\"GRS 1980\",6378137,298.257222101]],"
          "PRIMEM[\"Greenwich\",0],UNIT[\"grad\",0.01570796326794897]]",
          CRS_OTHER, 0, NULL },
        { "GEOCCS[\"centre\",DATUM[\"d\",SPHEROID[\"GRS 1980\",6378137,298.257222101]],"
          "PRIMEM[\"Greenwich\",0],UNIT[\"metre\",1]]",
          CRS_OTHER, 0, NULL },
    };
    mlg_err err = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        crs_kind kind = CRS_OTHER;
        unsigned id = 99;
        char name[120];

        assert_ok(crs_identify(rows[i].definition, &kind, &id, name, sizeof name, &err));
        if (kind != rows[i].kind || id != rows[i].id ||
            (rows[i].name && strcmp(name, rows[i].name)))
            fail_msg("%.60s: kind %d plane %u name '%s'", rows[i].definition, kind, id, name);
    }
}

static void unreadable_definitions_are_quoted(void **state)
{
    static const struct {
        const char *definition, *says;
    } rows[] = {
        { "", "--crs" },
        { " \n", "--crs" },
        { "hello", "'hello'" },
        { "99", "'99'" },
        { "PROJCS[\"cut", "'PROJCS[\"cut'" },
        { "LOCAL_CS[\"Plan de masse\",UNIT[\"metre\",1]]", "LOCAL_CS" },
        { "ENGCRS[\"Site\",EDATUM[\"x\"],CS[Cartesian,2],AXIS[\"x\",east]]", "drawing" },
        { "GEOGCS[\"open\",", "--crs" },
        { "GEOGCS[\"\xE9\xE9\xE9 trop tard dans le texte pour \xC3\xA9tre coup\xC3\xA9 ici "
          "et l\xC3\xA0",
          "--crs" },
        { "[[[[[[[[[[[[[[[[[[[[[[", "--crs" },
        { "A[A[A[A[A[A[A[A[A[A[A[A[A[A[A[A[A[A[A[\"x\"]]]]]]]]]]]]]]]]]]]", "--crs" },
        { "GEOGCS[\"x\",1,2,3,4,5,6,7,8,9,10,11,12,13,1e,--]", "--crs" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_err err = { 0 };
        crs_kind kind;
        unsigned id;

        assert_int_equal(crs_identify(rows[i].definition, &kind, &id, NULL, 0, &err), MLG_ECRS);
        if (!strstr(err.what, rows[i].says) || !strstr(err.what, "--crs") ||
            strchr(err.what, '\n'))
            fail_msg("'%s' says: %s", rows[i].definition, err.what);
    }
}

static void ranges(void **state)
{
    static const struct {
        const char *what;
        crs_kind kind;
        unsigned id;
        mlg_box box;
        const char *says; /* NULL: fine */
    } rows[] = {
        { "degrees of France", CRS_LONLAT, 0, { -5, 41, 10, 51 }, NULL },
        { "the whole Earth", CRS_LONLAT, 0, { -180, -90, 180, 90 }, NULL },
        { "Lambert-93 as degrees",
          CRS_LONLAT,
          0,
          { 99225, 6049646, 1242368, 7110480 },
          "Lambert-93 metres: give --crs EPSG:2154" },
        { "UTM as degrees",
          CRS_LONLAT,
          0,
          { 640000, 1780000, 660000, 1800000 },
          "Lambert II" }, /* nothing tells them apart but the land */
        { "Web Mercator as degrees", CRS_LONLAT, 0, { -5e5, 5e6, 1e6, 6.6e6 }, "EPSG:3857" },
        { "no idea as degrees", CRS_LONLAT, 0, { 1e8, 1e8, 2e8, 2e8 }, "--crs" },
        { "one stray among degrees", CRS_LONLAT, 0, { -5, 41, 2345, 51 }, NULL },
        { "Lambert-93", CRS_PLANE, PLANE_MAINLAND, { 99225, 6049646, 1242368, 7110480 }, NULL },
        { "degrees as Lambert-93",
          CRS_PLANE,
          PLANE_MAINLAND,
          { -5, 41, 10, 51 },
          "degrees: give --crs EPSG:4326" },
        { "Lambert II extended as Lambert-93",
          CRS_PLANE,
          PLANE_MAINLAND,
          { 600000, 2200000, 610000, 2400000 },
          "EPSG:27572" },
        { "degrees as UTM", CRS_PLANE, PLANE_REUNION, { 55, -21, 56, -20 }, "EPSG:4326" },
        { "UTM", CRS_PLANE, PLANE_REUNION, { 300000, 7630000, 380000, 7700000 }, NULL },
        { "anything in anything else", CRS_OTHER, 0, { 1, 1, 2, 2 }, NULL },
        { "nothing", CRS_LONLAT, 0, { 1, 1, 0, 0 }, NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_err err = { 0 };
        mlg_code code = crs_check_range(rows[i].kind, rows[i].id, rows[i].box, &err);

        if ((code == MLG_OK) != !rows[i].says || (rows[i].says && code != MLG_ECRS) ||
            (rows[i].says && !strstr(err.what, rows[i].says)))
            fail_msg("%s: %d %s", rows[i].what, code, err.what);
    }
}

/* Lambert-93 is defined so that 3 E, 46.5 N is (700 000, 6 600 000) exactly; the others
 * are checked on points published by IGN and by EPSG guidance note 7-2. */
static void steps_land_where_they_should(void **state)
{
    static const struct {
        const char *what, *from;
        mlg_xy at, want;
        double within_m, accuracy;
        const char *operation;
    } rows[] = {
        { "Lambert-93's origin", "EPSG:2154", { 700000, 6600000 }, { 3, 46.5 }, 1e-4, 1, "" },
        { "degrees stay", "EPSG:4326", { 2.35, 48.85 }, { 2.35, 48.85 }, 1e-6, 0, "" },
        /* x = a lon, y = a ln tan(45 + lat/2) */
        { "Web Mercator",
          "EPSG:3857",
          { 6378137 * 3 * 0.017453292519943295, 5621521.486192066 },
          { 3, 45 },
          1e-3,
          0,
          "Mercator" },
        { "a URN",
          "urn:ogc:def:crs:EPSG::2154",
          { 700000, 6600000 },
          { 3, 46.5 },
          1e-4,
          1,
          "" },
        { "a PROJ string",
          "+proj=utm +zone=31 +datum=WGS84",
          { 500000, 0 },
          { 3, 0 },
          1e-4,
          0,
          "UTM" },
        /* The Paris meridian and 52 grads: 2°20'14.025" E, 46°48' N on NTF; RGF93 lies
         * some 55 m west and a few to the south (IGN, grid and 3 parameters alike). */
        { "Lambert II extended's origin",
          NTF,
          { 600000, 2200000 },
          { 2.33645, 46.79999 },
          25,
          1,
          "NTF" },
    };
    mlg_err err = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_xy at = rows[i].at;
        crs_step *step = NULL;
        double accuracy, east, north;

        assert_ok(crs_step_new(&step, rows[i].from, &err));
        assert_int_equal(crs_step_run(step, &at, 1), 0);
        east = (at.x - rows[i].want.x) * 111320 * cos(at.y * 0.017453292519943295);
        north = (at.y - rows[i].want.y) * 111320;
        if (!(hypot(east, north) <= rows[i].within_m))
            fail_msg("%s: (%.8f, %.8f) is %.4f m away", rows[i].what, at.x, at.y,
                     hypot(east, north));
        if (!strstr(crs_step_operation(step, &accuracy), rows[i].operation))
            fail_msg("%s: by %s", rows[i].what, crs_step_operation(step, NULL));
        if (strcmp(rows[i].from, NTF)) /* that one depends on the grid */
            assert_near(accuracy, rows[i].accuracy, 0);
        crs_step_free(step);
    }
}

static void steps_refuse_guesses(void **state)
{
    static const struct {
        const char *from, *says;
    } rows[] = {
        { "EPSG:999999", "EPSG:999999" },
        { "foo:bar", "foo:bar" },
        { "EPSG:1671", "EPSG:1671" }, /* an operation, not a system */
        { "EPSG:4978", "map" },       /* geocentric */
        { "EPSG:5720", "map" },       /* heights */
        { "+proj=lcc +lat_1=44 +lat_2=49 +ellps=GRS80", "no trustworthy" }, /* no datum */
        { "GEOGCS[\"nobody's\",DATUM[\"nobody's\",SPHEROID[\"s\",6370000,300]],PRIMEM["
          "\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]",
          "no trustworthy" },
        { "garbage", "garbage" },
        { "", "--crs" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_err err = { 0 };
        crs_step *step = NULL;

        assert_int_equal(crs_step_new(&step, rows[i].from, &err), MLG_ECRS);
        assert_null(step);
        if (!strstr(err.what, rows[i].says))
            fail_msg("'%s' says: %s", rows[i].from, err.what);
    }
}

/* ED50 reaches WGS 84 by many operations, chosen by place: the result of a point does not
 * depend on its company. */
static void a_point_depends_on_nothing_else(void **state)
{
    mlg_xy together[] = {
        { 2.35, 48.85 }, { -4, 40 }, { 10, 60 }, { 2.35, 48.85 }, { 28, 41 }
    };
    mlg_xy lost[] = { { NAN, 3 }, { 3, INFINITY } };
    enum { N = sizeof together / sizeof *together };
    crs_step *step = NULL;
    mlg_err err = { 0 };
    double accuracy;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        mlg_xy alone = together[i], crowd[N];

        memcpy(crowd, together, sizeof crowd);
        assert_ok(crs_step_new(&step, "EPSG:4230", &err));
        assert_int_equal(crs_step_run(step, &alone, 1), 0);
        assert_int_equal(crs_step_run(step, crowd, N), 0);
        assert_true(alone.x == crowd[i].x && alone.y == crowd[i].y);
        assert_non_null(strstr(crs_step_operation(step, &accuracy), " | "));
        assert_true(accuracy > 0);
        assert_int_equal(crs_step_run(step, NULL, 0), 0);
        crs_step_free(step);
    }
    assert_ok(crs_step_new(&step, "EPSG:2154", &err));
    assert_int_equal(crs_step_run(step, lost, 2), 2);
    assert_true(isnan(lost[0].x) && isnan(lost[0].y) && isnan(lost[1].x));
    crs_step_free(step);
    crs_step_free(NULL);
}

static void version_is_the_library_that_runs(void **state)
{
    char version[16], want[16];

    (void)state;
    snprintf(want, sizeof want, "%d.%d.%d", PROJ_VERSION_MAJOR, PROJ_VERSION_MINOR,
             PROJ_VERSION_PATCH);
    crs_versions(version, sizeof version);
    assert_string_equal(version, want);
}

/* --- on real data ------------------------------------------------------------------------ */

#ifndef MLG_SOURCE_DIR
#define MLG_SOURCE_DIR "."
#endif

static mlg_layer *read_qpv(const char *name)
{
    char path[300];
    mlg_read_options options = { 0 };
    mlg_diag diag = { 0 };
    mlg_layer *layer = NULL;
    mlg_err err = { 0 };

    snprintf(path, sizeof path, MLG_SOURCE_DIR "/../shared/geodata/qpv/%s", name);
    if (access(path, R_OK)) {
        print_message("*** SKIPPED: the real data are not here (%s)\n", name);
        skip();
    }
    assert_ok(mlg_read(&layer, path, &options, &diag, &err));
    mlg_diag_release(&diag);
    return layer;
}

static double to_segment(mlg_xy p, mlg_xy a, mlg_xy b)
{
    double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
    double t = square > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / square : 0;

    t = fmin(fmax(t, 0), 1);
    return hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/* Distance from p to the boundary of a feature. */
static double to_feature(mlg_xy p, const mlg_polys *polys, size_t f)
{
    double least = INFINITY;

    for (uint32_t r = polys->ring_of[f]; r < polys->ring_of[f + 1]; r++)
        for (uint32_t i = polys->xy_of[r]; i + 1 < polys->xy_of[r + 1]; i++)
            least = fmin(least, to_segment(p, polys->xy[i], polys->xy[i + 1]));
    return least;
}

static double worst_of(const mlg_polys *ours, size_t f, const mlg_polys *theirs, size_t g)
{
    double worst = 0;

    for (uint32_t i = ours->xy_of[ours->ring_of[f]]; i < ours->xy_of[ours->ring_of[f + 1]]; i++)
        worst = fmax(worst, to_feature(ours->xy[i], theirs, g));
    return worst;
}

static void ntf_lands_on_the_official_polygons(void **state)
{
    static const char *const official[] = { "QPV2015_official_lille_LB93.shp",
                                            "QPV2015_official_marseille_LB93.shp" };
    mlg_layer *ntf = read_qpv("QPV2015_NTF_origine.shp");
    const mlg_column *code = mlg_layer_column(ntf, "CODE_QP");
    crs_step *step = NULL;
    plane *mainland = NULL;
    mlg_err err = { 0 };
    double accuracy;

    (void)state;
    assert_non_null(code);
    assert_ok(crs_step_new(&step, ntf->crs, &err));
    assert_int_equal(crs_step_run(step, ntf->polys.xy, ntf->polys.n_xy), 0);
    print_message("by %s", crs_step_operation(step, &accuracy));
    print_message(", %g m\n", accuracy);
    crs_step_free(step);
    assert_ok(plane_open(&mainland, PLANE_MAINLAND, &err));
    assert_int_equal(plane_from_lonlat(mainland, ntf->polys.xy, ntf->polys.n_xy), 0);
    plane_close(mainland);

    for (size_t k = 0; k < 2; k++) {
        mlg_layer *true_one = read_qpv(official[k]);
        const mlg_column *key = mlg_layer_column(true_one, "CODE_QP");
        size_t found = 0;
        double worst = 0;

        for (size_t g = 0; g < true_one->n; g++)
            for (size_t f = 0; f < ntf->n; f++) {
                if (strcmp(mlg_cell(code, f), mlg_cell(key, g)))
                    continue;
                worst = fmax(worst, worst_of(&ntf->polys, f, &true_one->polys, g));
                found++;
            }
        print_message("%s: %zu of %zu found, at most %.2f m away\n", official[k], found,
                      true_one->n, worst);
        assert_true(found > 0);
        assert_true(worst < 3);
        mlg_layer_free(true_one);
    }
    mlg_layer_free(ntf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_definitions_need_no_database),
        cmocka_unit_test(unreadable_definitions_are_quoted),
        cmocka_unit_test(ranges),
        cmocka_unit_test(steps_land_where_they_should),
        cmocka_unit_test(steps_refuse_guesses),
        cmocka_unit_test(a_point_depends_on_nothing_else),
        cmocka_unit_test(version_is_the_library_that_runs),
        cmocka_unit_test(ntf_lands_on_the_official_polygons),
    };

    return cmocka_run_group_tests_name("crs", tests, NULL, NULL);
}
