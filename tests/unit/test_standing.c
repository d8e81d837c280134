#include "test.h"

#include "analysis/siting/standing.h"

/* Every set of standings against the programme's two questions asked of each member. */
static void all_sets(void **state)
{
    (void)state;
    for (unsigned set = 1; set <= ANYTHING; set++) {
        mlg_site_class row = { 0 };
        unsigned classes = 0, halves = 0;

        for (unsigned one = 1; one <= ANYTHING; one <<= 1) {
            bool in = one & ANY_IN_QPV, near = one & ANY_NEAR, centre = one & ANY_IN_CENTRE;
            bool half_qpv = in || near, half_hors = !centre;

            if (!(set & one))
                continue;
            classes |= 1u << (in       ? MLG_CLASS_QPV
                              : near   ? MLG_CLASS_PROXIMITE
                              : centre ? MLG_CLASS_GRAND_CENTRE
                                       : MLG_CLASS_HORS);
            halves |= 1u << (half_qpv && half_hors ? MLG_ELIGIBLE_DEUX
                             : half_qpv            ? MLG_ELIGIBLE_QPV
                             : half_hors           ? MLG_ELIGIBLE_HORS
                                                   : MLG_ELIGIBLE_AUCUNE);
        }
        standings_apply((standings)set, &row);
        assert_int_equal(row.classes, classes);
        assert_int_equal(row.eligibilities, halves);
        if (classes & (classes - 1))
            assert_int_equal(row.klass, MLG_CLASS_INDETERMINE);
        else
            assert_int_equal(1u << row.klass, classes);
        if (halves & (halves - 1))
            assert_int_equal(row.eligibility, MLG_ELIGIBLE_INDETERMINEE);
        else
            assert_int_equal(1u << row.eligibility, halves);
    }
}

/* A decision says the class; which side of the centres is left as it was. */
static void forced(void **state)
{
    (void)state;
    for (unsigned set = 1; set <= ANYTHING; set++) {
        for (int c = MLG_CLASS_QPV; c <= MLG_CLASS_GRAND_CENTRE; c++) {
            standings s = standings_force((standings)set, (mlg_class)c);
            mlg_site_class row = { 0 };

            standings_apply(s, &row);
            assert_int_equal(row.klass, c);
            if (c == MLG_CLASS_QPV || c == MLG_CLASS_PROXIMITE) {
                assert_int_equal(!(s & ANY_IN_CENTRE), !(set & ANY_IN_CENTRE));
                assert_int_equal(!(s & ANY_OUTSIDE), !(set & ANY_OUTSIDE));
            }
        }
    }
}

static void names(void **state)
{
    static const char *const classes[] = {
        "qpv",          "proximite_qpv", "hors_grands_centres",
        "grand_centre", "indetermine",   "non_localise"
    };
    static const char *const halves[] = { "qpv", "hors", "deux", "aucune", "indeterminee" };

    (void)state;
    for (int c = 0; c < MLG_CLASS_COUNT; c++)
        assert_string_equal(mlg_class_name((mlg_class)c), classes[c]);
    for (int e = 0; e < MLG_ELIGIBLE_COUNT; e++)
        assert_string_equal(mlg_eligibility_name((mlg_eligibility)e), halves[e]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_sets),
        cmocka_unit_test(forced),
        cmocka_unit_test(names),
    };

    return cmocka_run_group_tests_name("standing", tests, NULL, NULL);
}
