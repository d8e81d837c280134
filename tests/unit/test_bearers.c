#include "test.h"

#include "analysis/split/bearers.h"

/* The call for projects lists these six. */
static char *of_the_call[] = { "entreprise publique ou privée",
                               "fondation",
                               "association",
                               "GIP, GIE ou autre groupement",
                               "collectivité territoriale ou groupement de collectivités",
                               "syndicat mixte" };

static void of_the_programme(void **state)
{
    static const struct {
        const char *text;
        mlg_bearer want;
    } rows[] = {
        { "Association", MLG_BEARER_LISTED },
        { "association loi 1901", MLG_BEARER_LISTED },
        { "ASSOCIATIONS", MLG_BEARER_LISTED },
        { "Une association", MLG_BEARER_LISTED },
        { "Entreprise privée", MLG_BEARER_LISTED },
        { "SCIC", MLG_BEARER_LISTED },
        { "SCIC SAS à capital variable", MLG_BEARER_LISTED },
        { "Société coopérative", MLG_BEARER_LISTED },
        { "SARL", MLG_BEARER_LISTED },
        { "Sas", MLG_BEARER_LISTED },
        { "Fondation reconnue d'utilité publique", MLG_BEARER_LISTED },
        { "GIP", MLG_BEARER_LISTED },
        { "Groupement d'intérêt public", MLG_BEARER_LISTED },
        { "Commune", MLG_BEARER_LISTED },
        { "Mairie de Songeville", MLG_BEARER_LISTED },
        { "Ville", MLG_BEARER_LISTED },
        { "Département", MLG_BEARER_LISTED },
        { "Communauté de communes", MLG_BEARER_LISTED },
        { "communauté d'agglomération", MLG_BEARER_LISTED },
        { "Métropole", MLG_BEARER_LISTED },
        { "EPCI", MLG_BEARER_LISTED },
        { "Syndicat mixte fermé", MLG_BEARER_LISTED },
        { "Particulier", MLG_BEARER_NOT_LISTED },
        { "Personne physique", MLG_BEARER_NOT_LISTED },
        { "Établissement public", MLG_BEARER_NOT_LISTED },
        { "Université", MLG_BEARER_NOT_LISTED },
        { "L'État", MLG_BEARER_NOT_LISTED },
        { "Les Petits Débrouillards", MLG_BEARER_UNKNOWN },
        { "fonds de dotation", MLG_BEARER_UNKNOWN },
        { "syndicat", MLG_BEARER_UNKNOWN },
        { "sasha", MLG_BEARER_UNKNOWN }, /* words, not beginnings of words */
        { "communal", MLG_BEARER_UNKNOWN },
        { "42", MLG_BEARER_UNKNOWN },
        { "?!?!", MLG_BEARER_UNKNOWN },
        { "", MLG_BEARER_UNSAID },
        { "NA", MLG_BEARER_UNSAID },
    };
    mlg_rules rules = { .programme = { .bearers = of_the_call, .n_bearers = 6 } };
    bearers *b = bearers_new(&rules);

    (void)state;
    assert_non_null(b);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (bearers_find(b, rows[i].text) != rows[i].want)
            fail_msg("'%s': %s, not %s", rows[i].text,
                     mlg_bearer_name(bearers_find(b, rows[i].text)),
                     mlg_bearer_name(rows[i].want));
    bearers_free(b);
}

/* Rules of one's own: what they list decides, word for word or by kind. */
static void of_other_rules(void **state)
{
    static const struct {
        const char *listed, *text;
        mlg_bearer want;
    } rows[] = {
        { "commune", "Mairie", MLG_BEARER_LISTED },
        { "commune", "Département", MLG_BEARER_NOT_LISTED },
        { "commune", "collectivité", MLG_BEARER_UNKNOWN }, /* is it a commune? */
        { "commune", "association", MLG_BEARER_NOT_LISTED },
        { "coopérative", "SCIC", MLG_BEARER_LISTED },
        { "coopérative", "SARL", MLG_BEARER_UNKNOWN },
        { "groupement de collectivités", "commune", MLG_BEARER_NOT_LISTED },
        { "groupement de collectivités", "GIP", MLG_BEARER_NOT_LISTED },
        { "fab lab universitaire", "Fab-lab universitaire de Nulle-Part", MLG_BEARER_LISTED },
        { "fab lab universitaire", "fab lab", MLG_BEARER_UNKNOWN },
        { "établissement public et université ; particuliers", "Université",
          MLG_BEARER_LISTED },
        { "", "association", MLG_BEARER_NOT_LISTED },
        { " , ;ou", "association", MLG_BEARER_NOT_LISTED },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *listed[] = { (char *)rows[i].listed };
        mlg_rules rules = { .programme = { .bearers = listed, .n_bearers = 1 } };
        bearers *b = bearers_new(&rules);

        assert_non_null(b);
        if (bearers_find(b, rows[i].text) != rows[i].want)
            fail_msg("'%s' of '%s': %s", rows[i].text, rows[i].listed,
                     mlg_bearer_name(bearers_find(b, rows[i].text)));
        bearers_free(b);
    }
}

static void without_a_list(void **state)
{
    mlg_rules rules = { 0 };
    bearers *b = bearers_new(&rules);

    (void)state;
    assert_non_null(b);
    assert_int_equal(bearers_find(b, "association"), MLG_BEARER_NOT_LISTED);
    assert_int_equal(bearers_find(b, "n'importe quoi"), MLG_BEARER_UNKNOWN);
    bearers_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(of_the_programme),
                                        cmocka_unit_test(of_other_rules),
                                        cmocka_unit_test(without_a_list) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
