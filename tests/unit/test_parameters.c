#include "test.h"

#include "maillage/rules.h"
#include "maillage/simplify.h"
#include "maillage/study.h"

#include <string.h>

static mlg_rules usual(void)
{
    return (mlg_rules){ .proximity_m = 300,
                        .proximity_strict = true,
                        .commune_margin_m = 50,
                        .precision = { 25, 150, 700, -1 },
                        .coverage = { .served = 0.95, .unserved = 0.05 } };
}

static void what_is_said_wins(void **state)
{
    mlg_parameters p = { .proximity = "0,5 km",
                         .bound = "inclusive",
                         .commune_margin = "0",
                         .served = "0,9",
                         .unserved = "0.1",
                         .housenumber = "10m",
                         .street = "commune",
                         .locality = "1 km",
                         .municipality = "2km" };
    mlg_rules rules = usual();
    mlg_err err = { 0 };

    (void)state;
    assert_ok(mlg_rules_change(&rules, &p, &err));
    assert_near(rules.proximity_m, 500, 0);
    assert_false(rules.proximity_strict);
    assert_near(rules.commune_margin_m, 0, 0);
    assert_near(rules.coverage.served, 0.9, 0);
    assert_near(rules.coverage.unserved, 0.1, 0);
    assert_near(rules.precision.housenumber_m, 10, 0);
    assert_near(rules.precision.street_m, -1, 0);
    assert_near(rules.precision.locality_m, 1000, 0);
    assert_near(rules.precision.municipality_m, 2000, 0);
    p = (mlg_parameters){ .bound = "strict" };
    assert_ok(mlg_rules_change(&rules, &p, &err));
    assert_true(rules.proximity_strict);
    assert_near(rules.proximity_m, 500, 0); /* not said: as it was */
}

static void refusals(void **state)
{
    static const struct {
        mlg_parameters p;
        const char *names, *quotes;
    } rows[] = {
        { { .proximity = "près" }, "proximity", "'près'" },
        { { .proximity = "commune" }, "proximity", "'commune'" },
        { { .commune_margin = "-1" }, "commune_margin", "'-1'" },
        { { .housenumber = "x" }, "housenumber", "'x'" },
        { { .street = "x" }, "street", "'x'" },
        { { .locality = "x" }, "locality", "'x'" },
        { { .municipality = "x" }, "municipality", "'x'" },
        { { .served = "95 %" }, "served", "'95 %'" },
        { { .served = "1.01" }, "served", "'1.01'" },
        { { .unserved = "-0.1" }, "unserved", "'-0.1'" },
        { { .served = "0.2", .unserved = "0.3" }, "unserved", "0.3" },
        { { .bound = "large" }, "bound", "'large'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_rules rules = usual();
        mlg_err err = { 0 };

        assert_int_equal(mlg_rules_change(&rules, &rows[i].p, &err), MLG_EUSAGE);
        if (!strstr(err.what, rows[i].names) || !strstr(err.what, rows[i].quotes))
            fail_msg("row %zu: %s", i, err.what);
    }
}

static void decimals(void **state)
{
    static char *const refused[] = { "3", "10", "4.5", "1e11", "-1e300", "x", "" };
    mlg_simplify_options o;
    mlg_err err;

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        mlg_publication p = { .decimals = refused[i] };

        err = (mlg_err){ 0 };
        if (mlg_publication_read(&o, &p, &err) != MLG_EUSAGE)
            fail_msg("decimals '%s' are taken", refused[i]);
    }
    assert_int_equal(mlg_publication_read(&o, &(mlg_publication){ .decimals = "5" }, &err),
                     MLG_OK);
    assert_int_equal(o.decimals, 5);
}

static void distances(void **state)
{
    double metres = 0;

    (void)state;
    assert_true(mlg_distance("1,5 km", &metres));
    assert_near(metres, 1500, 0);
    assert_false(mlg_distance("loin", &metres));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_wins),
        cmocka_unit_test(refusals),
        cmocka_unit_test(decimals),
        cmocka_unit_test(distances),
    };

    return cmocka_run_group_tests_name("parameters", tests, NULL, NULL);
}
