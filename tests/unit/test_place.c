#include "test.h"

#include "geo/crs.h"
#include "geo/place.h"
#include "made.h"

/* --- edges that bend --------------------------------------------------------------------- */

static mlg_polys placed(world *w, made *m, plane_id *ids)
{
    mlg_layer *layer = made_layer(m);
    mlg_polys out = { 0 };
    mlg_err err = { 0 };

    assert_ok(polys_place(&out, ids, layer, w->planes, &w->diag, &err));
    mlg_layer_free(layer);
    return out;
}

static double to_boundary(const mlg_polys *p, mlg_xy at)
{
    double least = INFINITY;

    for (size_t r = 0; r < p->n_rings; r++) {
        for (size_t v = p->xy_of[r]; v + 1 < p->xy_of[r + 1]; v++) {
            mlg_xy a = p->xy[v], b = p->xy[v + 1];
            double dx = b.x - a.x, dy = b.y - a.y;
            double t = ((at.x - a.x) * dx + (at.y - a.y) * dy) / (dx * dx + dy * dy);

            t = t < 0 ? 0 : t > 1 ? 1 : t;
            least = fmin(least, hypot(at.x - a.x - t * dx, at.y - a.y - t * dy));
        }
    }
    return least;
}

/* Every point of an edge that is straight in the file is within a centimetre of the placed
 * boundary. */
static void long_edges_keep_their_course(void **state)
{
    static const struct {
        const char *what;
        plane_id id;
        mlg_xy ring[4];
    } rows[] = {
        { "a few hundred metres",
          PLANE_MAINLAND,
          { { 2, 48 }, { 2.004, 48 }, { 2.004, 48.004 } } },
        { "a commune", PLANE_MAINLAND, { { 2, 48 }, { 2.1, 48 }, { 2.1, 48.1 } } },
        { "a region", PLANE_MAINLAND, { { -1, 46 }, { 3, 45.5 }, { 2, 49 } } },
        { "all of France", PLANE_MAINLAND, { { -4, 43 }, { 8, 43 }, { 7, 49 }, { -3, 49.5 } } },
        { "across the meridian", PLANE_MAINLAND, { { 1, 44 }, { 5, 49 }, { 4.9, 49 } } },
        { "Guyane", PLANE_GUYANE, { { -54, 2.2 }, { -52, 2.2 }, { -52, 5 } } },
        { "Reunion", PLANE_REUNION, { { 55.2, -21.4 }, { 55.8, -21.3 }, { 55.5, -20.9 } } },
        { "across the equator", PLANE_UTM + 32, { { 8, -3 }, { 10, 4 }, { 8.1, 4 } } },
        { "across the equator, through the middle",
          PLANE_UTM + 32,
          { { 8, -3 }, { 10, 3 }, { 8, 3.1 } } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        plane *p = world_plane(rows[i].id);
        made m = made_new("zones.geojson", "OGC:CRS84", "code");
        plane_id id;
        size_t n = rows[i].ring[3].x == 0 ? 3 : 4;
        mlg_polys out;
        double worst = 0;

        if (rows[i].id > PLANE_UTM)
            w.planes->home = rows[i].id;
        made_shell(&m, rows[i].ring, n);
        made_row(&m, "1");
        out = placed(&w, &m, &id);
        assert_int_equal(id, rows[i].id);
        for (size_t k = 0; k < n; k++) {
            mlg_xy a = rows[i].ring[k], b = rows[i].ring[(k + 1) % n];

            for (int s = 0; s <= 500; s++) {
                mlg_xy at = { a.x + (b.x - a.x) * s / 500, a.y + (b.y - a.y) * s / 500 };

                assert_int_equal(plane_from_lonlat(p, &at, 1), 0);
                worst = fmax(worst, to_boundary(&out, at));
            }
        }
        if (worst > PLACE_TOLERANCE_M + 1e-6)
            fail_msg("%s: %g m off, with %zu vertices", rows[i].what, worst, out.n_xy);
        mlg_polys_release(&out);
        plane_close(p);
        world_free(&w);
    }
}

/* Two neighbours, their common edge drawn in either direction: the same vertices on it. */
static void shared_borders_stay_shared(void **state)
{
    static const mlg_xy west[] = { { 2, 47 }, { 2.9, 47.3 }, { 3.1, 48.4 }, { 2, 48 } };
    static const mlg_xy east[] = { { 3.1, 48.4 }, { 2.9, 47.3 }, { 4, 47 }, { 4, 48 } };
    world w = world_new();
    made m = made_new("zones.geojson", "EPSG:4326", "code");
    plane_id ids[2];
    mlg_polys out;
    size_t common = 0;

    (void)state;
    made_shell(&m, west, 4);
    made_row(&m, "1");
    made_shell(&m, east, 4);
    made_row(&m, "2");
    out = placed(&w, &m, ids);
    for (size_t v = out.xy_of[0]; v + 1 < out.xy_of[1]; v++)
        for (size_t k = out.xy_of[1]; k + 1 < out.xy_of[2]; k++)
            common += out.xy[v].x == out.xy[k].x && out.xy[v].y == out.xy[k].y;
    assert_true(common > 32); /* 125 km: 2^6 parts or more */
    /* and nothing of one border is off the other */
    for (size_t v = out.xy_of[0]; v + 1 < out.xy_of[1]; v++) {
        mlg_xy p = out.xy[v];
        bool on_common =
            to_boundary(&(mlg_polys){ .n_rings = 1,
                                      .xy_of = (uint32_t[]){ out.xy_of[1], out.xy_of[2] },
                                      .xy = out.xy },
                        p) < 1;

        if (on_common)
            common--;
    }
    assert_int_equal(common, 0);
    mlg_polys_release(&out);
    world_free(&w);
}

/* --- planes kept, chosen, refused ------------------------------------------------------------
 */

static void a_layer_in_its_plane_keeps_its_bits(void **state)
{
    static const mlg_xy ring[] = { { 652000.1234567, 6862000.7654321 },
                                   { 752000.3333333, 6862000.1 },
                                   { 752000.2, 6962000.9 } };
    static const struct {
        const char *crs;
        plane_id id;
    } rows[] = { { "EPSG:2154", PLANE_MAINLAND }, { "2154", PLANE_MAINLAND } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        made m = made_new("zones.shp", rows[i].crs, "code");
        plane_id ids[2];
        mlg_polys out;

        made_shell(&m, ring, 3);
        made_row(&m, "1");
        made_row(&m, "vide");
        out = placed(&w, &m, ids);
        assert_int_equal(ids[0], rows[i].id);
        assert_int_equal(ids[1], PLANE_NONE);
        assert_int_equal(out.n_xy, 4);
        assert_memory_equal(out.xy, ring, sizeof ring);
        assert_int_equal(w.diag.n, 0);
        mlg_polys_release(&out);
        world_free(&w);
    }
}

/* Each feature in the plane of its own territory; what is nowhere is told and left out. */
static void a_plane_per_feature(void **state)
{
    static const struct {
        double x, y, size;
        plane_id id;
    } rows[] = {
        { 2, 48, 0.1, PLANE_MAINLAND },      { -61.1, 14.6, 0.1, PLANE_ANTILLES },
        { 55.4, -21, 0.1, PLANE_REUNION },   { 45.1, -12.9, 0.1, PLANE_MAYOTTE },
        { -52.5, 4, 0.1, PLANE_GUYANE },     { -56.3, 46.8, 0.1, PLANE_SAINT_PIERRE },
        { 0, 86, 0.1, PLANE_NONE },          { 500, 48, 0.1, PLANE_NONE },
        { 13.3, 52.4, 0.1, PLANE_UTM + 32 },
    };
    enum { N = sizeof rows / sizeof *rows };
    world w = world_new();
    made m = made_new("zones.geojson", "EPSG:4326", "code");
    plane_id ids[N + 1];
    mlg_polys out, back;
    mlg_err err = { 0 };

    (void)state;
    for (size_t i = 0; i < N; i++) {
        made_box(&m, rows[i].x, rows[i].y, rows[i].size, rows[i].size);
        made_row(&m, "x");
    }
    /* two polygons, one of them nowhere: the whole feature cannot be placed */
    made_box(&m, 2, 48, 0.1, 0.1);
    made_shell(&m, (mlg_xy[]){ { 2.2, 48 }, { 2.3, 48 }, { 2.3, 119 } }, 3);
    made_row(&m, "x");
    out = placed(&w, &m, ids);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(ids[i], rows[i].id);
        if (!ids[i])
            assert_int_equal(out.ring_of[i], out.ring_of[i + 1]);
    }
    assert_int_equal(ids[N], PLANE_NONE);
    assert_int_equal(mlg_diag_count(&w.diag, "geometry-unplaced"), 3);
    /* and back: to degrees, whatever was left out */
    back = out;
    assert_ok(polys_to_lonlat(&back, back.xy, ids, 2, &err));
    for (size_t i = 0; i < N; i++) {
        if (!ids[i])
            continue;
        assert_near(back.xy[back.xy_of[back.ring_of[i]]].x, rows[i].x, 1e-9);
        assert_near(back.xy[back.xy_of[back.ring_of[i]]].y, rows[i].y, 1e-9);
    }
    mlg_polys_release(&back);
    world_free(&w);
}

static void refusals(void **state)
{
    static const struct {
        const char *crs;
        double x, y;
        const char *says;
    } rows[] = {
        { "", 652000, 6862000, "--crs EPSG:2154" },
        { "OGC:CRS84", 652000, 6862000, "look like Lambert-93" },
        { "EPSG:4326", 652000, 6862000, "--crs EPSG:2154" },
        { "n'importe quoi", 2, 48, "n'importe quoi" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        made m = made_new("zones.shp", rows[i].crs, "code"),
             k = made_new("sites.csv", rows[i].crs, "id");
        mlg_layer *layer, *points;
        mlg_polys out = { 0 };
        plane_id id;
        uint8_t at_id;
        mlg_xy lonlat, at;
        mlg_err err = { 0 };

        made_box(&m, rows[i].x, rows[i].y, 0.1, 0.1);
        made_row(&m, "1");
        made_point(&k, rows[i].x, rows[i].y, "1");
        layer = made_layer(&m);
        points = made_layer(&k);
        assert_int_equal(polys_place(&out, &id, layer, w.planes, &w.diag, &err), MLG_ECRS);
        assert_string_equal(err.where, "zones.shp");
        if (!strstr(err.what, rows[i].says))
            fail_msg("'%s': %s", rows[i].crs, err.what);
        assert_int_equal(points_place(&lonlat, &at, &at_id, points, 1, w.planes, &w.diag, &err),
                         MLG_ECRS);
        assert_string_equal(err.where, "sites.csv");
        assert_non_null(strstr(err.what, rows[i].says));
        mlg_layer_free(layer);
        mlg_layer_free(points);
        world_free(&w);
    }
}

/* Lambert II étendu: through PROJ, which says what it did. */
static void an_old_projection(void **state)
{
    world w = world_new();
    made m = made_new("zones.shp", "EPSG:27572", "code"),
         k = made_new("sites.csv", "EPSG:27572", "id");
    plane_id id;
    mlg_polys out;
    mlg_layer *points;
    uint8_t at_id;
    mlg_xy lonlat, at;
    mlg_err err = { 0 };

    (void)state;
    made_box(&m, 600000, 2428000, 1000, 1000); /* Paris */
    made_row(&m, "1");
    made_point(&k, 600000, 2428000, "1");
    out = placed(&w, &m, &id);
    assert_int_equal(id, PLANE_MAINLAND);
    assert_near(out.xy[0].x, 651500, 1500);
    assert_near(out.xy[0].y, 6861500, 1500);
    assert_int_equal(mlg_diag_count(&w.diag, "crs-transformed"), 1);
    points = made_layer(&k);
    assert_ok(points_place(&lonlat, &at, &at_id, points, 1, w.planes, &w.diag, &err));
    assert_int_equal(at_id, PLANE_MAINLAND);
    assert_near(at.x, out.xy[0].x, 1e-6);
    assert_near(at.y, out.xy[0].y, 1e-6);
    assert_near(lonlat.x, 2.337, 0.01);
    mlg_layer_free(points);
    mlg_polys_release(&out);
    world_free(&w);
}

/* --- points ----------------------------------------------------------------------------------
 */

/* Thousands of points over all of France: the same bytes whatever the threads, and back to
 * where they came from. */
static void points_by_threads(void **state)
{
    static const mlg_xy corner[] = {
        { -4, 43 }, { -61.7, 14.5 }, { 55.3, -21.3 }, { 45.05, -12.9 }, { 12, 50 }
    };
    enum { N = 20000 };
    mlg_xy *lonlat = calloc(N, sizeof *lonlat), *at[2];
    uint8_t *ids = calloc(N, 1);
    world w = world_new();
    made m = made_new("cells.csv", "EPSG:4326", "id"), back;
    mlg_layer *layer, *again;
    mlg_err err = { 0 };

    (void)state;
    for (int i = 0; i < N; i++)
        made_point(&m, i % 97 == 5 ? NAN : corner[i / 100 % 5].x + i % 100 * 0.005,
                   corner[i / 100 % 5].y + i % 71 * 0.005, "");
    layer = made_layer(&m);
    for (int k = 0; k < 2; k++) {
        at[k] = calloc(N, sizeof *at[k]);
        assert_ok(points_place(lonlat, at[k], ids, layer, k ? 7 : 1, w.planes, &w.diag, &err));
    }
    assert_memory_equal(at[0], at[1], N * sizeof **at);
    assert_int_equal(mlg_diag_count(&w.diag, "position-unplaced"), 0);
    for (int i = 0; i < N; i++) {
        assert_true((ids[i] == PLANE_NONE) == (i % 97 == 5));
        assert_true(isnan(at[0][i].x) == (i % 97 == 5));
        assert_true(isnan(lonlat[i].y) == (i % 97 == 5));
    }

    back = made_new("cells.csv", "EPSG:2154", "id");
    for (int i = 0; i < 100; i++)
        made_point(&back, at[0][i].x, at[0][i].y, "");
    again = made_layer(&back);
    assert_ok(points_place(lonlat, at[1], ids, again, 2, w.planes, &w.diag, &err));
    for (int i = 0; i < 100; i++) {
        if (i % 97 == 5)
            continue;
        assert_near(lonlat[i].x, layer->points[i].x, 1e-10);
        assert_near(lonlat[i].y, layer->points[i].y, 1e-10);
        assert_true(at[1][i].x == at[0][i].x); /* already in its plane */
        assert_int_equal(ids[i], PLANE_MAINLAND);
    }
    mlg_layer_free(layer);
    mlg_layer_free(again);
    free(lonlat);
    free(at[0]);
    free(at[1]);
    free(ids);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_edges_keep_their_course),
        cmocka_unit_test(shared_borders_stay_shared),
        cmocka_unit_test(a_layer_in_its_plane_keeps_its_bits),
        cmocka_unit_test(a_plane_per_feature),
        cmocka_unit_test(refusals),
        cmocka_unit_test(an_old_projection),
        cmocka_unit_test(points_by_threads),
    };

    return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
