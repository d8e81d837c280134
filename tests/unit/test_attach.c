#include "test.h"

#include "made.h"

static const double X = 652000, Y = 6862000;

/* Four communes in a row, 1 km each; the first two make EPCI 200001, the others 200002.
 * The third's column names the EPCI of the first two: codes win over positions. */
typedef struct town {
    world w;
    mlg_zones *communes;
} town;

static town town_new(void)
{
    static const char *const cells[] = { "01001|200001|01", "01002|200001|01",
                                         "01003|200001|01", "01004|200009|01" };
    town t = { .w = world_new() };
    made m = made_new("com.shp", "EPSG:2154", "insee_com|siren_epci|insee_dep");

    for (int i = 0; i < 4; i++) {
        made_box(&m, X + i * 1000, Y, 1000, 1000);
        made_row(&m, cells[i]);
    }
    t.communes = world_zones(&t.w, &m, MLG_ROLE_COMMUNE, NULL);
    return t;
}

static mlg_zones *epcis(world *w, const char *code_column)
{
    made m = made_new("epci.shp", "EPSG:2154", code_column);

    made_box(&m, X, Y, 2000, 1000);
    made_row(&m, "200001");
    made_box(&m, X + 2000, Y, 2000, 1000);
    made_row(&m, "200002");
    return world_level(w, &m, "epci");
}

typedef struct wanted {
    size_t by_code, by_interior, by_position, unattached;
    unsigned fabriques[4];
} wanted;

static void check(town *t, mlg_zones *level, const char *site, bool point, double x,
                  const char *precision, bool communes, wanted want)
{
    made m = made_new("sites.csv", "EPSG:2154", "id|insee_com");
    mlg_coverage_options o = { .rules = &t->w.rules,
                               .communes = communes ? t->communes : NULL,
                               .threads = 1 };
    mlg_coverage *c = NULL;
    const mlg_level_coverage *l;
    mlg_sites *s;
    mlg_err err = { 0 };

    if (point)
        made_point(&m, X + x, Y + 500, site);
    else
        made_row(&m, site);
    s = world_sites(&t->w, &m, precision);
    assert_ok(mlg_cover(&c, s, &level, 1, &o, t->w.planes, &t->w.diag, &err));
    l = c->levels;
    if (l->attached_by_code != want.by_code || l->attached_by_interior != want.by_interior ||
        l->attached_by_position != want.by_position || l->unattached != want.unattached)
        fail_msg("%s: %zu by code, %zu by interior, %zu by position, %zu not", site,
                 l->attached_by_code, l->attached_by_interior, l->attached_by_position,
                 l->unattached);
    for (size_t f = 0; f < mlg_zones_count(level) && f < 4; f++)
        if (l->rows[f].n_fabriques != want.fabriques[f])
            fail_msg("%s: %u in territory %zu", site, l->rows[f].n_fabriques, f);
    mlg_coverage_free(c);
    mlg_sites_free(s);
}

static void by_the_communes_own_column(void **state)
{
    static const struct {
        const char *site;
        wanted want;
    } rows[] = {
        { "1|01001", { 1, 0, 0, 0, { 1, 0 } } },
        { "1|01003", { 1, 0, 0, 0, { 1, 0 } } },        /* though it lies in the second */
        { "1|01004", { 0, 1, 0, 0, { 0, 1 } } },        /* its EPCI is not in the layer */
        { "1|01001, 01002", { 1, 0, 0, 0, { 1, 0 } } }, /* one EPCI: counted once */
        { "1|01001, 01004", { 0, 1, 0, 0, { 1, 1 } } }, /* two */
    };
    town t = town_new();
    mlg_zones *level = epcis(&t.w, "siren_epci");

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&t, level, rows[i].site, false, 0, "commune", true, rows[i].want);
    mlg_zones_free(level);
    mlg_zones_free(t.communes);
    world_free(&t.w);
}

/* A code that no commune has: told beside others, and no answer where there is nothing else. */
static void of_no_commune(void **state)
{
    town t = town_new();
    mlg_zones *level = epcis(&t.w, "siren_epci");
    mlg_coverage_options o = { .rules = &t.w.rules, .communes = t.communes, .threads = 1 };

    (void)state;
    for (int others = 0; others < 2; others++) {
        made m = made_new("sites.csv", "EPSG:2154", "id|insee_com");
        mlg_coverage *c = NULL;
        mlg_sites *s;
        mlg_err err = { 0 };

        made_row(&m, "1|99999");
        if (others)
            made_row(&m, "2|01001");
        s = world_sites(&t.w, &m, "commune");
        assert_int_equal(mlg_cover(&c, s, &level, 1, &o, t.w.planes, &t.w.diag, &err),
                         others ? MLG_OK : MLG_EDATA);
        assert_string_equal(err.where, others ? "" : "sites.csv");
        if (others)
            assert_int_equal(c->levels->unattached, 1);
        mlg_coverage_free(c);
        mlg_sites_free(s);
    }
    mlg_zones_free(level);
    mlg_zones_free(t.communes);
    world_free(&t.w);
}

/* A level whose codes are of another kind: the commune's interior point tells. */
static void by_an_interior_point(void **state)
{
    town t = town_new();
    mlg_zones *level = epcis(&t.w, "code");

    (void)state;
    check(&t, level, "1|01001", false, 0, "commune", true, (wanted){ 0, 1, 0, 0, { 1, 0 } });
    check(&t, level, "1|01003", false, 0, "commune", true, (wanted){ 0, 1, 0, 0, { 0, 1 } });
    mlg_zones_free(level);
    mlg_zones_free(t.communes);
    world_free(&t.w);
}

static void by_position(void **state)
{
    static const struct {
        const char *what;
        double x;
        const char *site, *precision;
        bool communes;
        wanted want;
    } rows[] = {
        /* a point counts where it is, whatever its commune's columns say */
        { "inside", 2500, "1|01003", "0", true, { 0, 0, 1, 0, { 0, 1 } } },
        { "on the border: the smaller code", 2000, "1|", "0", true, { 0, 0, 1, 0, { 1, 0 } } },
        { "on the outer edge", 4000, "1|", "0", true, { 0, 0, 1, 0, { 0, 1 } } },
        { "outside", 4001, "1|", "0", true, { 0, 0, 0, 1, { 0, 0 } } },
        { "a commune that is not known",
          3500,
          "1|99",
          "commune",
          true,
          { 0, 1, 0, 0, { 0, 1 } } }, /* by the commune around its point */
        { "no commune layer", 3500, "1|01001", "commune", false, { 0, 0, 1, 0, { 0, 1 } } },
    };
    town t = town_new();
    mlg_zones *level = epcis(&t.w, "siren_epci");

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&t, level, rows[i].site, true, rows[i].x, rows[i].precision, rows[i].communes,
              rows[i].want);
    mlg_zones_free(level);
    mlg_zones_free(t.communes);
    world_free(&t.w);
}

/* The level is the communes themselves: their code is enough, with or without a layer of
 * communes beside it. */
static void level_of_communes(void **state)
{
    town t = town_new();
    made m = made_new("com.shp", "EPSG:2154", "insee_com");
    mlg_zones *level;

    (void)state;
    made_box(&m, X, Y, 1000, 1000);
    made_row(&m, "01001");
    made_box(&m, X + 1000, Y, 1000, 1000);
    made_row(&m, "01002");
    made_box(&m, X + 2000, Y, 1000, 1000);
    made_row(&m, "13055");
    level = world_level(&t.w, &m, "commune");
    check(&t, level, "1|01002", false, 0, "commune", true, (wanted){ 1, 0, 0, 0, { 0, 1, 0 } });
    check(&t, level, "1|01002", false, 0, "commune", false,
          (wanted){ 1, 0, 0, 0, { 0, 1, 0 } });
    check(&t, level, "1|13205", false, 0, "commune", false, /* of Marseille */
          (wanted){ 1, 0, 0, 0, { 0, 0, 1 } });
    check(&t, level, "1|01001, 01002", false, 0, "commune", true,
          (wanted){ 1, 0, 0, 0, { 1, 1, 0 } });
    mlg_zones_free(level);
    mlg_zones_free(t.communes);
    world_free(&t.w);
}

static void kinds_are_counted_apart(void **state)
{
    town t = town_new();
    mlg_zones *level = epcis(&t.w, "siren_epci");
    made m = made_new("sites.csv", "EPSG:2154", "id|insee_com|type");
    mlg_coverage_options o = { .rules = &t.w.rules, .communes = t.communes, .threads = 1 };
    mlg_coverage *c = NULL;
    mlg_sites *s;
    mlg_err err = { 0 };

    (void)state;
    made_row(&m, "1|01001|Fabrique de territoire");
    made_row(&m, "2|01001|tiers-lieu");
    made_row(&m, "3|01002|Tiers lieu");
    s = world_sites(&t.w, &m, "commune");
    assert_ok(mlg_cover(&c, s, &level, 1, &o, t.w.planes, &t.w.diag, &err));
    assert_int_equal(c->levels[0].rows[0].n_fabriques, 1);
    assert_int_equal(c->levels[0].rows[0].n_tiers_lieux, 2);
    mlg_coverage_free(c);
    mlg_sites_free(s);
    mlg_zones_free(level);
    mlg_zones_free(t.communes);
    world_free(&t.w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_the_communes_own_column), cmocka_unit_test(of_no_commune),
        cmocka_unit_test(by_an_interior_point),       cmocka_unit_test(by_position),
        cmocka_unit_test(level_of_communes),          cmocka_unit_test(kinds_are_counted_apart),
    };

    return cmocka_run_group_tests_name("attach", tests, NULL, NULL);
}
