#include "test.h"

#include "analysis/siting/communes.h"
#include "made.h"

static const double X = 652000, Y = 6862000;

/* Communes in a row, 1 km each; their place tells them apart. */
static mlg_zones *row_of(world *w, const char *const *codes, size_t n)
{
    made m = made_new("com.shp", "EPSG:2154", "insee_com");

    for (size_t i = 0; i < n; i++) {
        made_box(&m, X + (double)i * 1000, Y, 1000, 1000);
        made_row(&m, codes[i]);
    }
    return world_zones(w, &m, MLG_ROLE_COMMUNE, NULL);
}

static size_t ask(const mlg_zones *z, world *w, const char *cell, double x, uint32_t *out,
                  mlg_found *found)
{
    commune_index *index = commune_index_new(z);
    made m = made_new("sites.csv", "EPSG:2154", "id|insee_com");
    char cells[400];
    mlg_sites *s;
    size_t n;

    snprintf(cells, sizeof cells, "1|%s", cell);
    made_point(&m, isnan(x) ? NAN : X + x, isnan(x) ? NAN : Y + 500, cells);
    s = world_sites(w, &m, "commune");
    assert_non_null(index);
    n = commune_of_site(index, s, 0, out, found);
    mlg_sites_free(s);
    commune_index_free(index);
    return n;
}

static void codes_and_points(void **state)
{
    static const char *const layer[] = { "01001", "2A004", "13055", "13070", "01001", "" };
    static const struct {
        const char *cell;
        double x; /* of the site's point */
        size_t n;
        uint32_t first, last;
        mlg_found found;
    } rows[] = {
        { "2A004", NAN, 1, 1, 1, MLG_FOUND_BY_CODE },
        { "13055, 13070", NAN, 2, 2, 3, MLG_FOUND_BY_CODE },
        { "13070;13055", NAN, 2, 3, 2, MLG_FOUND_BY_CODE },
        { "13055 13070", NAN, 2, 2, 3, MLG_FOUND_BY_CODE },
        { ", 13055,,", NAN, 1, 2, 2, MLG_FOUND_BY_CODE },
        { "01001", NAN, 2, 0, 4, MLG_FOUND_BY_CODE }, /* in two records */
        { "99999, 13070", 500, 1, 3, 3, MLG_FOUND_BY_CODE },
        { "1001", NAN, 0, 0, 0, MLG_FOUND_NOT }, /* a lost zero is not guessed */
        { "99999", 1500, 1, 1, 1, MLG_FOUND_BY_POINT },
        { "", 1500, 1, 1, 1, MLG_FOUND_BY_POINT },
        { "", 5500, 1, 5, 5, MLG_FOUND_BY_POINT },      /* a commune without a code */
        { "99999", 2000, 1, 2, 2, MLG_FOUND_BY_POINT }, /* a border: the smaller code */
        { "99999", 6500, 0, 0, 0, MLG_FOUND_NOT },
        { "13201", NAN, 1, 2, 2, MLG_FOUND_BY_CODE }, /* an arrondissement of Marseille */
        { "13216", NAN, 1, 2, 2, MLG_FOUND_BY_CODE },
        { "13217", NAN, 0, 0, 0, MLG_FOUND_NOT },
        { "1305500000000000000000", NAN, 0, 0, 0, MLG_FOUND_NOT },
    };
    world w = world_new();
    mlg_zones *z = row_of(&w, layer, sizeof layer / sizeof *layer);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t out[COMMUNES_MAX] = { 0 };
        mlg_found found;
        size_t n = ask(z, &w, rows[i].cell, rows[i].x, out, &found);

        if (n != rows[i].n || found != rows[i].found ||
            (n && (out[0] != rows[i].first || out[n - 1] != rows[i].last)))
            fail_msg("'%s': %zu communes (%u, ..., %u), found %d", rows[i].cell, n, out[0],
                     out[n ? n - 1 : 0], found);
    }
    mlg_zones_free(z);
    world_free(&w);
}

/* Whole cities and their arrondissements, whichever the layer has. */
static void paris_lyon_marseille(void **state)
{
    static const struct {
        const char *city;
        int first, last;
    } rows[] = { { "75056", 75101, 75120 },
                 { "69123", 69381, 69389 },
                 { "13055", 13201, 13216 } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        int n = rows[i].last - rows[i].first + 1;
        char text[20][16];
        const char *codes[21];
        mlg_zones *whole, *parts, *both;
        uint32_t out[COMMUNES_MAX];
        mlg_found found;

        codes[0] = rows[i].city;
        for (int k = 0; k < n; k++) {
            snprintf(text[k], sizeof text[k], "%d", rows[i].first + k);
            codes[1 + k] = text[k];
        }
        whole = row_of(&w, codes, 1);
        parts = row_of(&w, codes + 1, (size_t)n);
        both = row_of(&w, codes, (size_t)n + 1);
        for (int k = 0; k < n; k++) {
            assert_int_equal(ask(whole, &w, text[k], NAN, out, &found), 1);
            assert_int_equal(ask(both, &w, text[k], NAN, out, &found), 1);
            assert_int_equal(out[0], k + 1);
        }
        assert_int_equal(ask(parts, &w, rows[i].city, NAN, out, &found), n);
        for (int k = 0; k < n; k++)
            assert_int_equal(out[k], k);
        assert_int_equal(ask(both, &w, rows[i].city, NAN, out, &found), 1);
        assert_int_equal(out[0], 0);
        mlg_zones_free(whole);
        mlg_zones_free(parts);
        mlg_zones_free(both);
        world_free(&w);
    }
}

/* More communes than a site can have: the first ones. */
static void too_many(void **state)
{
    world w = world_new();
    char text[40][16], cell[400] = "";
    const char *codes[40];
    mlg_zones *z;
    uint32_t out[COMMUNES_MAX];
    mlg_found found;

    (void)state;
    for (int i = 0; i < 40; i++) {
        snprintf(text[i], sizeof text[i], "010%02d", i);
        codes[i] = text[i];
        strcat(strcat(cell, text[i]), ",");
    }
    z = row_of(&w, codes, 40);
    assert_int_equal(ask(z, &w, cell, NAN, out, &found), COMMUNES_MAX);
    assert_int_equal(out[COMMUNES_MAX - 1], COMMUNES_MAX - 1);
    mlg_zones_free(z);
    world_free(&w);
}

/* Communes of two planes: those of the first one's. */
static void one_plane_at_a_time(void **state)
{
    world w = world_new();
    made m = made_new("com.shp", "EPSG:4326", "insee_com");
    mlg_zones *z;
    uint32_t out[COMMUNES_MAX];
    mlg_found found;

    (void)state;
    made_box(&m, 55.4, -21, 0.1, 0.1);
    made_row(&m, "97411");
    made_box(&m, 2, 48, 0.1, 0.1);
    made_row(&m, "75056");
    made_row(&m, "01001"); /* no polygon: as if it were not there */
    z = world_zones(&w, &m, MLG_ROLE_COMMUNE, NULL);
    assert_int_equal(ask(z, &w, "75056, 97411", NAN, out, &found), 1);
    assert_int_equal(out[0], 1);
    assert_int_equal(ask(z, &w, "97411, 75056", NAN, out, &found), 1);
    assert_int_equal(out[0], 0);
    assert_int_equal(ask(z, &w, "01001", NAN, out, &found), 0);
    mlg_zones_free(z);
    world_free(&w);
}

static void no_communes(void **state)
{
    world w = world_new();
    uint32_t out[COMMUNES_MAX];
    mlg_found found;

    (void)state;
    assert_int_equal(ask(NULL, &w, "01001", 500, out, &found), 0);
    assert_int_equal(found, MLG_FOUND_NOT);
    commune_index_free(NULL);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_and_points), cmocka_unit_test(paris_lyon_marseille),
        cmocka_unit_test(too_many),         cmocka_unit_test(one_plane_at_a_time),
        cmocka_unit_test(no_communes),
    };

    return cmocka_run_group_tests_name("communes", tests, NULL, NULL);
}
