#include "test.h"

#include "io/study.h"
#include "maillage/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULES MLG_SOURCE_DIR "/geodata/rules/"

static void test_shipped(void **state)
{
    static const struct {
        const char *file, *name;
        unsigned sites, n_deadlines;
        double budget;
        const char *last;
    } rows[] = {
        { RULES "fabriques-2019.yaml", "fabriques-2019", 300, 5, 45e6, "2021-09-30" },
        { RULES "fabriques-2021.yaml", "fabriques-2021", 360, 6, 54e6, "2021-12-30" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_rules *r = NULL;
        mlg_err err;

        assert_ok(mlg_rules_read(&r, rows[i].file, &err));
        assert_string_equal(r->name, rows[i].name);
        assert_non_null(strstr(r->title, "Fabriques de territoire"));
        assert_int_equal(r->programme.sites, rows[i].sites);
        assert_true(r->programme.budget_eur == rows[i].budget);
        assert_true(r->programme.grant_min_eur == 75000);
        assert_true(r->programme.grant_max_eur == 150000);
        assert_int_equal(r->programme.grant_years, 3);
        assert_int_equal(r->programme.wave_max, 30);
        assert_int_equal(r->programme.n_deadlines, rows[i].n_deadlines);
        assert_string_equal(r->programme.deadlines[0], "2020-09-30");
        assert_string_equal(r->programme.deadlines[rows[i].n_deadlines - 1], rows[i].last);
        assert_int_equal(r->programme.n_bearers, 6);
        assert_string_equal(r->programme.bearers[0], "entreprise publique ou privée");
        assert_true(r->split.qpv == 0.5 && r->split.hors == 0.5 && r->split.tolerance == 0);
        assert_true(r->proximity_m == 300);
        assert_true(r->proximity_strict);
        assert_true(r->commune_margin_m == 50);
        assert_true(r->precision.housenumber_m == 20);
        assert_true(r->precision.street_m == 300);
        assert_true(r->precision.locality_m == 1000);
        assert_true(r->precision.municipality_m < 0);
        assert_true(r->coverage.served == 0.95);
        assert_true(r->coverage.unserved == 0.05);
        assert_string_equal(r->coverage.level, "arrondissement");
        mlg_rules_free(r);
    }
    mlg_rules_free(NULL);
}

/* A rules file, one line a figure, so that one can be replaced. */
static const char *const lines[] = {
    "name: mine",
    "title: Mine",
    "programme:",
    "  sites: 10",
    "  budget_eur: 1 000 000",
    "  grant_min_eur: 75000",
    "  grant_max_eur: 150000",
    "  grant_years: 3",
    "  wave_max: 30",
    "  deadlines: [2020-09-30, 2020-12-30]",
    "  bearers: []",
    "split:",
    "  qpv: 0.4",
    "  hors: 0.6",
    "  tolerance: 0",
    "proximity:",
    "  distance: 1,5 km",
    "  bound: inclusive",
    "commune_margin: 0",
    "precision:",
    "  housenumber: 20m",
    "  street: 300m",
    "  locality: commune",
    "  municipality: commune",
    "coverage:",
    "  served: 0,9",
    "  unserved: 0.05",
    "  level: epci",
};
enum { N_LINES = sizeof lines / sizeof *lines };

/* The text with line `line` (from 1; 0: none) replaced by `by`. */
static const char *text_with(unsigned line, const char *by)
{
    static char text[4096];
    size_t used = 0;

    for (unsigned i = 0; i < N_LINES; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s\n",
                                 i + 1 == line ? by : lines[i]);
    return text;
}

static void test_own(void **state)
{
    const char *text = text_with(0, NULL);
    mlg_rules *r = NULL;
    mlg_err err;

    (void)state;
    assert_ok(rules_parse(&r, text, strlen(text), &err));
    assert_true(r->programme.budget_eur == 1e6);
    assert_int_equal(r->programme.n_bearers, 0);
    assert_true(r->split.qpv == 0.4);
    assert_true(r->proximity_m == 1500);
    assert_false(r->proximity_strict);
    assert_true(r->commune_margin_m == 0);
    assert_true(r->precision.locality_m < 0);
    assert_true(r->coverage.served == 0.9);
    mlg_rules_free(r);

    text = text_with(15, "  tolerance: 0.05"); /* the shares may miss 1 by as much */
    assert_ok(rules_parse(&r, text, strlen(text), &err));
    mlg_rules_free(r);
}

static void test_refused(void **state)
{
    static const struct {
        unsigned line;
        const char *by;
        unsigned said;
        const char *says;
    } rows[] = {
        { 1, "nom: a", 1, "unknown key 'nom'; the keys known here are name, title, programme" },
        { 1, "name: [a]", 1, "'name' takes a single value" },
        { 2, "", 1, "key 'title' is missing" },
        { 3, "program:", 3, "did you mean 'programme'?" },
        { 4, "  sites: 0", 4, "a whole number from 1" },
        { 4, "  sites: 1.5", 4, "a whole number" },
        { 4, "  sites: many", 4, "'sites' is 'many'" },
        { 4, "  sites: 1e9", 4, "a whole number" },
        { 4, "", 3, "key 'sites' is missing" },
        { 5, "  budget_eur: -1", 5, "a number that is not negative" },
        { 5, "  budget_eur: 54 M€", 5, "'budget_eur' is '54 M€'" },
        { 5, "  budget_eur: 749999", 5, "does not pay 10 sites at least 75000 each" },
        { 6, "  grant_min_eur: 150001", 6, "'grant_min_eur' (150001) is greater than" },
        { 6, "  grant_min_eur: x", 6, "'grant_min_eur' is 'x'" },
        { 7, "  grant_max_eur: x", 7, "'grant_max_eur' is 'x'" },
        { 8, "  grant_years: 101", 8, "a grant lasts a few years" },
        { 9, "  wave_max: x", 9, "'wave_max' is 'x'" },
        { 10, "  deadlines: [2020-09-31]", 10, "'deadlines' is '2020-09-31'; it takes a day" },
        { 10, "  deadlines: [2021-02-29]", 10, "it takes a day" },
        { 10, "  deadlines: [2020-13-01]", 10, "it takes a day" },
        { 10, "  deadlines: [30/09/2020]", 10, "it takes a day" },
        { 10, "  deadlines: [2020-9-30]", 10, "it takes a day" },
        { 10, "  deadlines: [2020-09-30T00]", 10, "it takes a day" },
        { 10, "  deadlines: [2020-12-30,\n    2020-09-30]", 11,
          "deadline 2020-09-30 does not come after 2020-12-30" },
        { 10, "  deadlines: [2020-12-30, 2020-12-30]", 10, "does not come after" },
        { 13, "  qpv: 1.2", 13, "'qpv' is '1.2'; it takes a share" },
        { 13, "  qpv: 0.5", 12, "they should make 1 together" },
        { 14, "  hors: half", 14, "'hors' is 'half'" },
        { 15, "  tolerance: 2", 15, "'tolerance' is '2'" },
        { 17, "  distance: near", 17, "'distance' is 'near'" },
        { 18, "  bound: inclusif", 18, "did you mean 'inclusive'?" },
        { 19, "commune_margin: -50m", 19, "'commune_margin' is '-50m'" },
        { 21, "  housenumber: door", 21, "or 'commune'" },
        { 22, "  street: door", 22, "'street'" },
        { 23, "  locality: door", 23, "'locality'" },
        { 24, "  municipality: town", 24, "'municipality'" },
        { 26, "  served: 95%", 26, "'served' is '95%'" },
        { 27, "  unserved: 0.95", 27, "'unserved' (0.95) is greater than 'served' (0,9)" },
        { 27, "  unserved: x", 27, "'unserved' is 'x'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = text_with(rows[i].line, rows[i].by);
        char line[32];
        mlg_rules *r = NULL;
        mlg_err err;

        snprintf(line, sizeof line, "line %u: ", rows[i].said);
        if (rules_parse(&r, text, strlen(text), &err) != MLG_EDATA || r)
            fail_msg("%s: accepted", rows[i].by);
        if (strncmp(err.what, line, strlen(line)) || !strstr(err.what, rows[i].says))
            fail_msg("%s: \"%s%s\" expected, got: %s", rows[i].by, line, rows[i].says,
                     err.what);
    }
}

static void test_leap_days(void **state)
{
    static const struct {
        const char *day;
        mlg_code want;
    } rows[] = {
        { "2020-02-29", MLG_OK },    { "2000-02-29", MLG_OK },    { "1900-02-29", MLG_EDATA },
        { "2021-02-28", MLG_OK },    { "2021-04-31", MLG_EDATA }, { "2021-12-31", MLG_OK },
        { "2021-00-10", MLG_EDATA }, { "2021-01-00", MLG_EDATA },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char by[40];
        const char *text;
        mlg_rules *r;
        mlg_err err;

        snprintf(by, sizeof by, "  deadlines: [%s]", rows[i].day);
        text = text_with(10, by);
        if (rules_parse(&r, text, strlen(text), &err) != rows[i].want)
            fail_msg("%s", rows[i].day);
        mlg_rules_free(r);
    }
}

static void test_files(void **state)
{
    mlg_rules *r = NULL;
    mlg_err err;
    FILE *f;

    (void)state;
    assert_int_equal(mlg_rules_read(&r, "nope.yaml", &err), MLG_EIO);
    assert_null(r);
    assert_string_equal(err.where, "nope.yaml");
    f = fopen("rules-bad.yaml", "wb");
    assert_non_null(f);
    fputs("name: a\nsize: 3\n", f);
    fclose(f);
    assert_int_equal(mlg_rules_read(&r, "rules-bad.yaml", &err), MLG_EDATA);
    assert_null(r);
    assert_string_equal(err.where, "rules-bad.yaml");
    assert_int_equal(strncmp(err.what, "line 2: unknown key 'size'", 26), 0);
    remove("rules-bad.yaml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped), cmocka_unit_test(test_own),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_leap_days),
        cmocka_unit_test(test_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
