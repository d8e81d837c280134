#include "test.h"

#include "geo/plane.h"

#include <stdio.h>
#include <string.h>

static void names_and_codes(void **state)
{
    static const struct {
        plane_id id;
        const char *name;
        int epsg;
    } rows[] = {
        { PLANE_MAINLAND, "mainland", 2154 }, { PLANE_ANTILLES, "antilles", 5490 },
        { PLANE_GUYANE, "guyane", 2972 },     { PLANE_REUNION, "reunion", 2975 },
        { PLANE_MAYOTTE, "mayotte", 4471 },   { PLANE_SAINT_PIERRE, "saint-pierre", 4467 },
        { PLANE_UTM + 1, "utm1n", 32601 },    { PLANE_UTM + 31, "utm31n", 32631 },
        { PLANE_UTM + 60, "utm60n", 32660 },  { PLANE_UTM + 61, "utm1s", 32701 },
        { PLANE_UTM + 120, "utm60s", 32760 },
    };
    char name[32];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(plane_name(rows[i].id, name, sizeof name), rows[i].name);
        assert_int_equal(plane_by_name(rows[i].name), rows[i].id);
        assert_int_equal(plane_epsg(rows[i].id), rows[i].epsg);
    }
    assert_int_equal(plane_epsg(PLANE_NONE), 0);
    assert_string_equal(plane_name(PLANE_UTM + 31, name, 4), "utm");
}

static void names_people_write(void **state)
{
    static const struct {
        const char *name;
        plane_id id;
    } rows[] = {
        { "métropole", PLANE_MAINLAND },  { "France métropolitaine", PLANE_MAINLAND },
        { "La Réunion", PLANE_REUNION },  { "Guadeloupe", PLANE_ANTILLES },
        { "MARTINIQUE", PLANE_ANTILLES }, { "Saint-Pierre-et-Miquelon", PLANE_SAINT_PIERRE },
        { "UTM31N", PLANE_UTM + 31 },     { "utm07s", PLANE_UTM + 67 },
        { "utm0n", PLANE_NONE },          { "utm61n", PLANE_NONE },
        { "utm31", PLANE_NONE },          { "utm31nord", PLANE_NONE },
        { "Atlantide", PLANE_NONE },      { "", PLANE_NONE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (plane_by_name(rows[i].name) != rows[i].id)
            fail_msg("'%s' is %u", rows[i].name, plane_by_name(rows[i].name));
}

static void which_plane_for_which_place(void **state)
{
    static const struct {
        const char *what;
        mlg_xy at;
        plane_id home, want;
    } rows[] = {
        { "Paris", { 2.35, 48.85 }, PLANE_NONE, PLANE_MAINLAND },
        { "Ajaccio", { 8.74, 41.92 }, PLANE_NONE, PLANE_MAINLAND },
        { "Ouessant", { -5.1, 48.46 }, PLANE_NONE, PLANE_MAINLAND },
        { "Bonifacio", { 9.16, 41.39 }, PLANE_NONE, PLANE_MAINLAND },
        { "Bray-Dunes", { 2.54, 51.09 }, PLANE_NONE, PLANE_MAINLAND },
        { "Basse-Terre", { -61.73, 16.0 }, PLANE_NONE, PLANE_ANTILLES },
        { "Fort-de-France", { -61.07, 14.6 }, PLANE_NONE, PLANE_ANTILLES },
        { "Marigot", { -63.08, 18.07 }, PLANE_NONE, PLANE_ANTILLES },
        { "Cayenne", { -52.33, 4.94 }, PLANE_NONE, PLANE_GUYANE },
        { "Camopi", { -52.34, 3.17 }, PLANE_NONE, PLANE_GUYANE },
        { "Saint-Denis", { 55.45, -20.88 }, PLANE_NONE, PLANE_REUNION },
        { "Mamoudzou", { 45.23, -12.78 }, PLANE_NONE, PLANE_MAYOTTE },
        { "Saint-Pierre", { -56.17, 46.78 }, PLANE_NONE, PLANE_SAINT_PIERRE },
        { "Madrid", { -3.7, 40.4 }, PLANE_NONE, PLANE_UTM + 30 },
        { "Berlin", { 13.4, 52.5 }, PLANE_NONE, PLANE_UTM + 33 },
        { "Berlin from home 32", { 13.4, 52.5 }, PLANE_UTM + 32, PLANE_UTM + 32 },
        { "Berlin from home 30", { 13.4, 52.5 }, PLANE_UTM + 30, PLANE_UTM + 33 },
        { "Berlin from the mainland", { 13.4, 52.5 }, PLANE_MAINLAND, PLANE_UTM + 33 },
        { "Paris from home 33", { 2.35, 48.85 }, PLANE_UTM + 33, PLANE_MAINLAND },
        { "Port Louis from Reunion", { 57.5, -20.16 }, PLANE_REUNION, PLANE_REUNION },
        { "Port Louis", { 57.5, -20.16 }, PLANE_NONE, PLANE_UTM + 100 },
        { "other hemisphere", { 12, -1 }, PLANE_UTM + 33, PLANE_UTM + 93 },
        { "across the date line", { -179, 10 }, PLANE_UTM + 60, PLANE_UTM + 60 },
        { "west end", { -180, 10 }, PLANE_NONE, PLANE_UTM + 1 },
        { "east end", { 180, 10 }, PLANE_NONE, PLANE_UTM + 60 },
        { "equator", { 0, 0 }, PLANE_NONE, PLANE_UTM + 31 },
        { "pole", { 0, 85 }, PLANE_NONE, PLANE_NONE },
        { "beyond", { 181, 10 }, PLANE_NONE, PLANE_NONE },
        { "metres", { 652000, 6862000 }, PLANE_UTM + 31, PLANE_NONE },
        { "NaN", { NAN, 10 }, PLANE_NONE, PLANE_NONE },
        { "NaN", { 10, NAN }, PLANE_UTM + 31, PLANE_NONE },
        { "infinity", { 10, INFINITY }, PLANE_NONE, PLANE_NONE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (plane_at(rows[i].at, rows[i].home) != rows[i].want)
            fail_msg("%s: plane %u", rows[i].what, plane_at(rows[i].at, rows[i].home));
}

/* Defining points: Lambert-93's origin is (700 000, 6 600 000) by decree; every UTM zone
 * has its meridian at 500 000 and the equator at 0 or 10 000 000. */
static void defining_points(void **state)
{
    static const struct {
        plane_id id;
        mlg_xy lonlat, want;
    } rows[] = {
        { PLANE_MAINLAND, { 3, 46.5 }, { 700000, 6600000 } },
        { PLANE_ANTILLES, { -63, 0 }, { 500000, 0 } },
        { PLANE_GUYANE, { -51, 0 }, { 500000, 0 } },
        { PLANE_REUNION, { 57, 0 }, { 500000, 10000000 } },
        { PLANE_MAYOTTE, { 45, 0 }, { 500000, 10000000 } },
        { PLANE_SAINT_PIERRE, { -57, 0 }, { 500000, 0 } },
        { PLANE_UTM + 31, { 3, 0 }, { 500000, 0 } },
        { PLANE_UTM + 120, { 177, 0 }, { 500000, 10000000 } },
    };
    mlg_err err = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_xy at = rows[i].lonlat;
        plane *p = NULL;

        assert_ok(plane_open(&p, rows[i].id, &err));
        assert_int_equal(plane_of(p), rows[i].id);
        assert_int_equal(plane_from_lonlat(p, &at, 1), 0);
        assert_near(at.x, rows[i].want.x, 1e-6);
        assert_near(at.y, rows[i].want.y, 1e-6);

        mlg_xy drawn = at;

        assert_int_equal(plane_to_lonlat(p, &at, 1), 0);
        assert_near(at.x, rows[i].lonlat.x, 1e-12);
        assert_near(at.y, rows[i].lonlat.y, 1e-12);
        assert_int_equal(plane_to_drawn_lonlat(p, &drawn, 1), 0);
        assert_near(drawn.x, rows[i].lonlat.x, 1e-10);
        assert_near(drawn.y, rows[i].lonlat.y, 1e-10);
        plane_close(p);
    }
    plane_close(NULL);
}

static void scale_is_known_somewhere(void **state)
{
    static const struct {
        const char *what;
        plane_id id;
        mlg_xy lonlat;
        double want;
    } rows[] = {
        { "first standard parallel", PLANE_MAINLAND, { -4, 44 }, 1 },
        { "second standard parallel", PLANE_MAINLAND, { 8, 49 }, 1 },
        { "UTM's meridian", PLANE_GUYANE, { -51, 4 }, 0.9996 },
        { "UTM's meridian, south", PLANE_REUNION, { 57, -21 }, 0.9996 },
    };
    mlg_err err = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_xy at = rows[i].lonlat;
        plane *p = NULL;

        assert_ok(plane_open(&p, rows[i].id, &err));
        plane_from_lonlat(p, &at, 1);
        if (!(fabs(plane_scale(p, at) - rows[i].want) < 1e-10))
            fail_msg("%s: %.12f", rows[i].what, plane_scale(p, at));
        assert_true(isnan(plane_scale(p, (mlg_xy){ NAN, at.y })));
        assert_true(isnan(plane_scale(p, (mlg_xy){ at.x, NAN })));
        plane_close(p);
    }
}

/* Far from its territory a plane still says the truth about itself: 100 m of it, measured
 * on the ellipsoid. */
static void scale_far_away(void **state)
{
    static const struct {
        plane_id id;
        mlg_xy lonlat;
    } rows[] = {
        { PLANE_MAINLAND, { 3, 70 } },    { PLANE_MAINLAND, { 40, 20 } },
        { PLANE_MAINLAND, { 3, -20 } },   { PLANE_MAINLAND, { -61, 16 } },
        { PLANE_UTM + 31, { 10, 83.9 } }, { PLANE_UTM + 31, { 11.9, 1 } },
        { PLANE_UTM + 91, { 3, -83.9 } },
    };
    mlg_err err = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_xy at = rows[i].lonlat, east;
        double scale, far;
        plane *p = NULL;

        assert_ok(plane_open(&p, rows[i].id, &err));
        assert_int_equal(plane_from_lonlat(p, &at, 1), 0);
        east = (mlg_xy){ at.x + 100, at.y };
        scale = 100 / plane_geodesic(p, at, east);
        at.x += 50;
        if (!(fabs(plane_scale(p, at) / scale - 1) < 1e-7))
            fail_msg("plane %u at (%g, %g): %.9f, should be %.9f", rows[i].id, rows[i].lonlat.x,
                     rows[i].lonlat.y, plane_scale(p, at), scale);
        far = plane_ground(p, at, (mlg_xy){ 1e9, at.y }); /* nonsense in, no hang */
        assert_true(far >= 0 || isnan(far));
        assert_true(isnan(plane_ground(p, at, (mlg_xy){ NAN, at.y })));
        plane_close(p);
    }
}

static void what_does_not_transform_is_counted(void **state)
{
    mlg_xy at[] = { { 2, 48 }, { NAN, 48 }, { 2, INFINITY }, { 2, 95 } };
    mlg_xy nowhere[] = { { 1e30, 1e30 } };
    plane *p = NULL;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(plane_open(&p, PLANE_MAINLAND, &err));
    assert_int_equal(plane_from_lonlat(p, at, 4), 3);
    assert_true(isfinite(at[0].x) && isnan(at[1].x) && isnan(at[2].y) && isnan(at[3].x));
    assert_int_equal(plane_from_lonlat(p, NULL, 0), 0);
    assert_true(isnan(plane_geodesic(p, at[0], at[1])));
    plane_close(p);
    assert_ok(plane_open(&p, PLANE_UTM + 31, &err));
    assert_int_equal(plane_to_lonlat(p, nowhere, 1), 1);
    assert_true(isnan(nowhere[0].x));
    plane_close(p);
}

static void there_are_no_other_planes(void **state)
{
    static const plane_id ids[] = { PLANE_NONE, PLANE_UTM, PLANE_END, 12345 };
    mlg_err err = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        plane *p = (plane *)&err;

        assert_int_equal(plane_open(&p, ids[i], &err), MLG_EBUG);
        assert_null(p);
    }
}

static void odd_rings(void **state)
{
    mlg_xy o = { 700000, 6600000 };
    mlg_xy square[] = {
        o, { o.x + 100, o.y }, { o.x + 100, o.y + 100 }, { o.x, o.y + 100 }, o
    };
    mlg_xy back[] = { square[0], square[3], square[2], square[1] };
    mlg_xy flat[] = { o, { o.x + 100, o.y }, { o.x + 50, o.y }, o };
    plane *p = NULL;
    mlg_err err = { 0 };
    double scale;

    (void)state;
    assert_ok(plane_open(&p, PLANE_MAINLAND, &err));
    scale = plane_scale(p, (mlg_xy){ o.x + 50, o.y + 50 });
    assert_near(plane_ring_area(p, square, 5), 1e4 / (scale * scale), 1e-5);
    assert_near(plane_ring_area(p, square, 4), 1e4 / (scale * scale), 1e-5);
    assert_near(plane_ring_area(p, back, 4), -1e4 / (scale * scale), 1e-5);
    assert_near(plane_ring_area(p, flat, 4), 0, 1e-9);
    assert_near(plane_ring_area(p, square, 2), 0, 0);
    assert_near(plane_ring_area(p, NULL, 0), 0, 0);
    assert_near(plane_ground(p, o, o), 0, 0);
    plane_close(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_codes),
        cmocka_unit_test(names_people_write),
        cmocka_unit_test(which_plane_for_which_place),
        cmocka_unit_test(defining_points),
        cmocka_unit_test(scale_is_known_somewhere),
        cmocka_unit_test(scale_far_away),
        cmocka_unit_test(what_does_not_transform_is_counted),
        cmocka_unit_test(there_are_no_other_planes),
        cmocka_unit_test(odd_rings),
    };

    return cmocka_run_group_tests_name("plane", tests, NULL, NULL);
}
