/* Names of places: which are alike. */
#include "test.h"

#include "analysis/identity/names.h"

#include <string.h>

static double likeness(const char *a, const char *b, const char *commune)
{
    place_name l, r;
    double one, other;

    name_read(&l, a, commune);
    name_read(&r, b, commune);
    one = name_similarity(&l, &r);
    other = name_similarity(&r, &l);
    assert_true(one == other);
    assert_true(one >= 0 && one <= 1);
    return one;
}

static void alike_or_not(void **state)
{
    static const struct {
        const char *a, *b, *commune;
        bool alike;
    } rows[] = {
        { "La Bobine", "LA BOBINE", "", true },
        { "L'Établi", "l’etabli", "", true },
        { "S.C.I.C. T.E.T.R.I.S", "Tetris", "Grasse", true },
        { "Association La Coursive Boutaric", "La Coursive Boutaric", "Dijon", true },
        { "SCIC Friche la Belle de Mai", "Friche Belle-de-Mai", "Marseille", true },
        { "La Bobine", "Fablab La Bobine d'Auch", "Auch", true },
        { "Le Bidule", "Tiers-lieu Le Bidulle", "", true },
        { "Fab Lab Planoise", "FabLab Planoise", "Besançon", true },
        { "Makerspace 56", "makerspace56", "", true },
        { "La Fabrique", "Fabrique", "", true },
        { "La Miel", "La Mine", "", false },
        { "Fablab Rennes", "Rennes Métropole", "Rennes", false },
        { "Fabrique numérique", "Fabrique rurale", "", false },
        { "Collectif MU", "Collectif Rue de la Solidarité", "Paris", false },
        { "Les petits débrouillards 04", "Les petits débrouillards 35", "", false },
        { "Maison Populaire", "Maison de l'Image", "", false },
        { "Association Le Spot", "Association Créative", "", false },
        { "FUNLAB Tours", "FabLab Robert Houdin", "Tours", false },
        { "", "", "", false },
        { "«»", "La Bobine", "", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double found = likeness(rows[i].a, rows[i].b, rows[i].commune);

        if ((found >= NAME_ALIKE) != rows[i].alike)
            fail_msg("'%s' and '%s': %.3f", rows[i].a, rows[i].b, found);
    }
}

static void words_of_a_name(void **state)
{
    static const struct {
        const char *text, *key;
    } rows[] = {
        { "SCIC \"Les Frangines and Co\"", "frangines" },
        { "  Pôle   Gérontologique\nNîmois ", "gerontologique nimois pole" },
        { "D2L / Collectif Rue de la solidarite", "d2l rue solidarite" },
        { "Association", "association" }, /* nothing else remains */
        { "B.I.G. lab", "big lab" },
        { "", "" },
    };
    char key[NAME_ROOM];
    place_name n;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        name_read(&n, rows[i].text, "");
        assert_string_equal(name_key(&n, key), rows[i].key);
    }
}

static void very_long_names(void **state)
{
    char text[2000];
    place_name n;

    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t i = 7; i < sizeof text; i += 8)
        text[i] = ' ';
    text[sizeof text - 1] = '\0';
    name_read(&n, text, text);
    assert_true(n.n <= NAME_WORDS);
    assert_true(name_similarity(&n, &n) == 1);
    memset(text, 'y', sizeof text - 1);
    name_read(&n, text, "");
    assert_int_equal(n.n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alike_or_not),
        cmocka_unit_test(words_of_a_name),
        cmocka_unit_test(very_long_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
