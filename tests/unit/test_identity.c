/* Labels that are one place: the evidence, the places, the split place by place. */
#include "test.h"

#include "made.h"
#include "maillage/identity.h"

static const mlg_identity_options usual = { MLG_IDENTITY_NEAR_M, MLG_IDENTITY_ALIKE, 2 };

static mlg_identity *identity_of(world *w, const mlg_sites *sites)
{
    mlg_identity *id = NULL;
    mlg_err err = { 0 };

    assert_ok(mlg_identity_new(&id, sites, &usual, w->planes, &err));
    return id;
}

/* Lambert-93; 1 m is 1 m to a thousandth. */
static void evidence(void **state)
{
    static const struct {
        const char *rows[2]; /* id|nom|insee_com|precision|vague */
        double apart;
        unsigned want; /* 0: no pair */
    } cases[] = {
        { { "1|La Bobine|32013|0|1", "2|LA BOBINE|32013|0|9" },
          3000,
          MLG_SAME_NAME | MLG_SAME_COMMUNE | MLG_OTHER_WAVE },
        { { "1|La Bobine||0|1", "2|Bobine||0|1" }, 400, MLG_SAME_NAME | MLG_NEAR },
        { { "1|La Bobine||0|1", "2|Bobine||0|1" }, 600, 0 },
        { { "1|La Bobine||150|1", "2|Bobine||0|1" }, 600, MLG_SAME_NAME | MLG_NEAR },
        { { "1|La Bobine||0|1", "2|La Bobbine||0|1" }, 0, MLG_CLOSE_NAME | MLG_SAME_POINT },
        { { "1|La Bobine|32013|0|1", "2|Le Moulin|32013|0|1" }, 0, 0 },
        { { "1|La Bobine|32013|0|1", "1|Le Moulin|32013|0|" },
          900,
          MLG_SAME_ID | MLG_SAME_COMMUNE },
        { { "1|Volumes|75111|0|", "2|Volumes|75119|0|" }, 5000, 0 },
        { { "1|Volumes|75111|0|", "2|Volumes|75056|0|" },
          5000,
          MLG_SAME_NAME | MLG_SAME_COMMUNE },
        { { "1|Volumes|13055, 13070|commune|", "2|Volumes|13070|commune|" },
          0,
          MLG_SAME_NAME | MLG_SAME_COMMUNE },
        { { "1|Volumes|13055|commune|", "2|Volumes|13070|commune|" }, 0, 0 },
        { { "1||13055|0|", "2||13055|0|" }, 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        world w = world_new();
        made m = made_new("sites.csv", "EPSG:2154", "id|nom|insee_com|precision|vague");
        mlg_sites *sites;
        mlg_identity *id;

        made_point(&m, 700000, 6600000, cases[i].rows[0]);
        made_point(&m, 700000 + cases[i].apart, 6600000, cases[i].rows[1]);
        sites = world_sites(&w, &m, NULL);
        id = identity_of(&w, sites);
        if ((id->n_pairs ? id->pairs[0].evidence : 0) != cases[i].want)
            fail_msg("case %zu: %u", i, id->n_pairs ? id->pairs[0].evidence : 0);
        assert_int_equal(id->places, cases[i].want ? 1 : 2);
        mlg_identity_free(id);
        mlg_sites_free(sites);
        world_free(&w);
    }
}

/* A chain of pairs is one place, named by its first site. */
static void places(void **state)
{
    world w = world_new();
    made m = made_new("sites.csv", "EPSG:2154", "id|nom");
    mlg_sites *sites;
    mlg_identity *id;

    (void)state;
    made_point(&m, 700000, 6600000, "1|Autre chose");
    made_point(&m, 700000, 6600400, "2|La Bobine");
    made_point(&m, 700000, 6601200, "3|La Bobine");
    made_point(&m, 700000, 6600800, "4|Association La Bobine");
    sites = world_sites(&w, &m, NULL);
    id = identity_of(&w, sites);
    assert_int_equal(id->n_pairs, 2);
    assert_int_equal(id->places, 2);
    assert_int_equal(id->shared, 1);
    assert_int_equal(id->place_of[0], 0);
    for (size_t i = 1; i < 4; i++)
        assert_int_equal(id->place_of[i], 1);
    mlg_identity_free(id);
    mlg_sites_free(sites);
    world_free(&w);
}

/* Labels 1 and 2 are one place and agree; 3 and 4 are one place and do not; 5 is a
 * tiers-lieu and does not count. */
static void split_by_place(void **state)
{
    enum { Q = 1 << MLG_ELIGIBLE_QPV, H = 1 << MLG_ELIGIBLE_HORS };
    world w = world_new();
    made m = made_new("sites.csv", "EPSG:2154", "id|nom|type");
    mlg_site_class rows[] = { { .eligibilities = Q, .eligibility = MLG_ELIGIBLE_QPV },
                              { .eligibilities = Q, .eligibility = MLG_ELIGIBLE_QPV },
                              { .eligibilities = Q, .eligibility = MLG_ELIGIBLE_QPV },
                              { .eligibilities = H, .eligibility = MLG_ELIGIBLE_HORS },
                              { .eligibilities = H, .eligibility = MLG_ELIGIBLE_HORS } };
    mlg_classification c = { .rules = &w.rules, .rows = rows };
    mlg_place_split split;
    mlg_target target = { 1, 1 };
    mlg_sites *sites;
    mlg_identity *id;
    mlg_err err = { 0 };

    (void)state;
    made_point(&m, 700000, 6600000, "1|La Bobine|fabrique");
    made_point(&m, 700100, 6600000, "2|La Bobine|fabrique");
    made_point(&m, 710000, 6600000, "3|Le Moulin|fabrique");
    made_point(&m, 710100, 6600000, "4|Le Moulin|fabrique");
    made_point(&m, 720000, 6600000, "5|Le Quai|tiers_lieu");
    sites = world_sites(&w, &m, NULL);
    id = identity_of(&w, sites);
    c.sites = sites;
    assert_ok(mlg_split_places(&split, id, &c, &target, &err));
    assert_int_equal(split.places, 2);
    assert_int_equal(split.disagreeing, 1);
    assert_int_equal(split.eligibilities[MLG_ELIGIBLE_QPV], 1);
    assert_int_equal(split.eligibilities[MLG_ELIGIBLE_INDETERMINEE], 1);
    assert_int_equal(split.qpv.min, 1);
    assert_int_equal(split.qpv.max, 1);
    assert_int_equal(split.qpv_all.max, 2);
    assert_int_equal(split.hors_all.min, 0);
    assert_int_equal(split.hors_all.max, 1);
    assert_int_equal(split.verdict, MLG_INDETERMINE);
    mlg_identity_free(id);
    mlg_sites_free(sites);
    world_free(&w);
}

/* Thousands of labels of one name at one point: bounded work, one place. */
static void a_crowd(void **state)
{
    enum { N = 3000 };
    world w = world_new();
    made m = made_new("sites.csv", "EPSG:2154", "id|nom|insee_com");
    mlg_sites *sites;
    mlg_identity *id;

    (void)state;
    for (int i = 0; i < N; i++) {
        char cells[40];

        snprintf(cells, sizeof cells, "%d|La Bobine|32013", i);
        made_point(&m, 700000, 6600000, cells);
    }
    sites = world_sites(&w, &m, NULL);
    id = identity_of(&w, sites);
    assert_int_equal(id->places, 1);
    assert_int_equal(id->crowded, N);
    assert_true(id->n_pairs < 64 * N);
    mlg_identity_free(id);
    mlg_sites_free(sites);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evidence),
        cmocka_unit_test(places),
        cmocka_unit_test(split_by_place),
        cmocka_unit_test(a_crowd),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
