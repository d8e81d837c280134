#include "test.h"

#include "analysis/siting/said.h"
#include "made.h"

static void waves(void **state)
{
    static const struct {
        const char *text;
        int32_t number; /* -1: a name */
    } rows[] = { { "9", 9 },
                 { "09", 9 },
                 { "9.0", 9 },
                 { "9,0", 9 },
                 { "Vague 9", 9 },
                 { "vague n° 9", 9 },
                 { "V9", 9 },
                 { "wave-9", 9 },
                 { "9e vague", 9 },
                 { "1ère vague", 1 },
                 { "2ème", 2 },
                 { "0", 0 },
                 { "", -1 },
                 { "vague", -1 },
                 { "IX", -1 },
                 { "9.5", -1 },
                 { "-9", -1 },
                 { "9 et 10", -1 },
                 { "printemps 2021", -1 },
                 { "vague 9 bis", -1 },
                 { "1234567", -1 },
                 { "v1234567", -1 },
                 { "9x", -1 } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t number = -1;
        bool read = said_wave(rows[i].text, &number);

        if (read != (rows[i].number >= 0) || (read && number != rows[i].number))
            fail_msg("'%s': %d, %d", rows[i].text, read, number);
    }
}

static void grants(void **state)
{
    static const struct {
        const char *text;
        said_money said;
        double euros;
    } rows[] = { { "150000", MONEY_READ, 150000 },
                 { "150 000", MONEY_READ, 150000 },
                 { "150 000,50 €", MONEY_READ, 150000.5 },
                 { "150\xE2\x80\xAF"
                   "000 EUR",
                   MONEY_READ, 150000 },
                 { "150 k€", MONEY_READ, 150000 },
                 { "112,5 KEUR", MONEY_READ, 112500 },
                 { "0", MONEY_READ, 0 },
                 { "75000.125", MONEY_READ, 75000.125 },
                 { "0,125", MONEY_READ, 0.125 },
                 { "-150000", MONEY_NEGATIVE, 0 },
                 { "150.000", MONEY_AMBIGUOUS, 0 },
                 { "150,000 €", MONEY_AMBIGUOUS, 0 },
                 { "150.000,00", MONEY_UNREADABLE, 0 },
                 { "150 M€", MONEY_UNREADABLE, 0 },
                 { "€", MONEY_UNREADABLE, 0 },
                 { "cent mille", MONEY_UNREADABLE, 0 },
                 { "1e999", MONEY_UNREADABLE, 0 },
                 { "inf", MONEY_UNREADABLE, 0 } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double euros = 0;
        said_money said = said_grant(rows[i].text, &euros);

        if (said != rows[i].said || fabs(euros - rows[i].euros) > 1e-9)
            fail_msg("'%s': %d, %g", rows[i].text, said, euros);
    }
}

static void classes(void **state)
{
    (void)state;
    for (int c = 0; c < MLG_CLASS_INDETERMINE; c++)
        assert_int_equal(said_class(mlg_class_name((mlg_class)c)), c + 1);
    assert_int_equal(said_class("En QPV"), MLG_CLASS_QPV + 1);
    assert_int_equal(said_class("À proximité d'un QPV"), MLG_CLASS_PROXIMITE + 1);
    assert_int_equal(said_class("hors grands centres urbains"), MLG_CLASS_HORS + 1);
    assert_int_equal(said_class("indetermine"), 0);
    assert_int_equal(said_class("rural"), 0);
    assert_int_equal(said_class(""), 0);
}

/* What is read, what is missing, what is told, cell by cell. */
static void cells(void **state)
{
    static const struct {
        const char *cells; /* wave, date, grant, declared, state, bearer */
        const char *kind;  /* of the one warning; NULL: none */
        int32_t wave, day;
        double grant;
        mlg_state state;
    } rows[] = {
        { "Vague 2|1970-01-11|75000|qpv|existant|SCIC", NULL, 2, 10, 75000, MLG_EXISTANT },
        { "NA|NA|NA|NA|NA|NA", NULL, MLG_NO_WAVE, MLG_NO_DAY, NAN, MLG_STATE_UNSAID },
        { "|||||", NULL, MLG_NO_WAVE, MLG_NO_DAY, NAN, MLG_STATE_UNSAID },
        { "hiver|31/02/2021|||Projet|", "date-impossible", MLG_NO_WAVE, MLG_NO_DAY, NAN,
          MLG_PROJET },
        { "|1/2/21||||", "date-short-year", MLG_NO_WAVE, MLG_NO_DAY, NAN, MLG_STATE_UNSAID },
        { "|hier||||", "date-unreadable", MLG_NO_WAVE, MLG_NO_DAY, NAN, MLG_STATE_UNSAID },
        { "||-1|||", "grant-negative", MLG_NO_WAVE, MLG_NO_DAY, NAN, MLG_STATE_UNSAID },
        { "||150.000|||", "grant-ambiguous", MLG_NO_WAVE, MLG_NO_DAY, NAN, MLG_STATE_UNSAID },
        { "||beaucoup|||", "grant-unreadable", MLG_NO_WAVE, MLG_NO_DAY, NAN, MLG_STATE_UNSAID },
        { "|||rural||", "declared-unknown", MLG_NO_WAVE, MLG_NO_DAY, NAN, MLG_STATE_UNSAID },
        { "||||bientôt|", "state-unknown", MLG_NO_WAVE, MLG_NO_DAY, NAN, MLG_STATE_UNSAID },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w = world_new();
        made m = made_new("sites.csv", "EPSG:2154",
                          "vague|date|subvention|classe_declaree|etat|porteur|type");
        char cells[80];
        mlg_sites *s;

        snprintf(cells, sizeof cells, "%s|fabrique", rows[i].cells);
        made_point(&m, 652000, 6862000, cells);
        s = world_sites(&w, &m, "0");
        assert_int_equal(mlg_site_wave_number(s, 0), rows[i].wave);
        assert_int_equal(mlg_site_day(s, 0), rows[i].day);
        assert_int_equal(mlg_site_state(s, 0), rows[i].state);
        if (isnan(rows[i].grant))
            assert_true(isnan(mlg_site_grant(s, 0)));
        else
            assert_near(mlg_site_grant(s, 0), rows[i].grant, 0);
        assert_int_equal(w.diag.n, rows[i].kind != NULL);
        if (rows[i].kind) {
            assert_string_equal(w.diag.groups[0].kind, rows[i].kind);
            assert_int_equal(w.diag.groups[0].items[0].record, 1);
        }
        mlg_sites_free(s);
        world_free(&w);
    }
}

static void mixed_dates_are_noted(void **state)
{
    world w = world_new();
    made m = made_new("sites.csv", "EPSG:2154", "date|type");
    mlg_sites *s;

    (void)state;
    made_point(&m, 652000, 6862000, "2021-03-30|fabrique");
    made_point(&m, 653000, 6862000, "30/03/2021|fabrique");
    s = world_sites(&w, &m, "0");
    assert_int_equal(mlg_site_day(s, 0), mlg_site_day(s, 1));
    assert_int_equal(w.diag.n, 1);
    assert_string_equal(w.diag.groups[0].kind, "dates-mixed");
    assert_int_equal(w.diag.groups[0].level, MLG_NOTE);
    mlg_sites_free(s);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(waves), cmocka_unit_test(grants),
                                        cmocka_unit_test(classes), cmocka_unit_test(cells),
                                        cmocka_unit_test(mixed_dates_are_noted) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
