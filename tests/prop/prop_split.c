#include "test.h"

#include "analysis/split/split.h"
#include "dice.h"

#include <string.h>

/* Against the definition: every truth behind the coarse locations, and for each of them
 * every way of booking. */

enum { SITES_MAX = 6, TRIALS = 3000 };

enum { Q = 1 << MLG_ELIGIBLE_QPV, H = 1 << MLG_ELIGIBLE_HORS, D = 1 << MLG_ELIGIBLE_DEUX };

typedef struct found {
    bool all, some; /* do all truths, does some truth reach the target? */
    mlg_interval qpv, hors;
} found;

/* Every booking of one truth: each `deux` in one half or the other. */
static bool booked(const unsigned *truth, int n, mlg_target t, found *f)
{
    bool reached = false;

    for (unsigned choice = 0; choice < 1u << n; choice++) {
        size_t qpv = 0, hors = 0;

        for (int i = 0; i < n; i++) {
            bool first = choice >> i & 1;

            qpv += truth[i] == Q || (truth[i] == D && first);
            hors += truth[i] == H || (truth[i] == D && !first);
        }
        reached |= qpv >= t.qpv && hors >= t.hors;
        f->qpv.min = qpv < f->qpv.min ? qpv : f->qpv.min;
        f->qpv.max = qpv > f->qpv.max ? qpv : f->qpv.max;
        f->hors.min = hors < f->hors.min ? hors : f->hors.min;
        f->hors.max = hors > f->hors.max ? hors : f->hors.max;
    }
    return reached;
}

static void every_truth(const unsigned *sets, unsigned *truth, int at, int n, mlg_target t,
                        found *f)
{
    bool reached;

    if (at < n) {
        for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++) {
            truth[at] = 1u << e;
            if (sets[at] & truth[at])
                every_truth(sets, truth, at + 1, n, t, f);
        }
        return;
    }
    reached = booked(truth, n, t, f);
    f->all &= reached;
    f->some |= reached;
}

static void closed_form_is_the_definition(void **state)
{
    dice d = dice_new("split");
    size_t seen[3] = { 0 };

    (void)state;
    for (int trial = 0; trial < TRIALS; trial++) {
        int n = dice_int(&d, 0, SITES_MAX);
        mlg_target t = { (size_t)dice_int(&d, 0, n / 2 + 1),
                         (size_t)dice_int(&d, 0, n / 2 + 1) };
        unsigned sets[SITES_MAX], truth[SITES_MAX];
        split_counts counts = { { 0 } };
        found f = { true, false, { SITES_MAX, 0 }, { SITES_MAX, 0 } };
        mlg_verdict want, got;
        mlg_interval qpv, hors;

        for (int i = 0; i < n; i++) { /* half of them determined */
            sets[i] = dice_int(&d, 0, 1) ? 1u << dice_int(&d, 0, 3)
                                         : (unsigned)dice_int(&d, 1, SPLIT_SETS - 1);
            counts.of[sets[i]]++;
        }
        every_truth(sets, truth, 0, n, t, &f);
        want = f.all ? MLG_TENU : f.some ? MLG_INDETERMINE : MLG_NON_TENU;
        got = split_verdict(&counts, t);
        if (got != want)
            fail_msg("trial %d: %s, by enumeration %s", trial, mlg_verdict_name(got),
                     mlg_verdict_name(want));
        seen[want]++;
        qpv = split_interval(&counts, MLG_ELIGIBLE_QPV);
        hors = split_interval(&counts, MLG_ELIGIBLE_HORS);
        assert_int_equal(qpv.min, f.qpv.min);
        assert_int_equal(qpv.max, f.qpv.max);
        assert_int_equal(hors.min, f.hors.min);
        assert_int_equal(hors.max, f.hors.max);
    }
    for (int v = 0; v < 3; v++) /* the trials mean something */
        assert_true(seen[v] > TRIALS / 20);
}

static void targets(void **state)
{
    static const struct {
        double qpv, hors, tolerance;
        size_t sites, want_qpv, want_hors;
    } rows[] = {
        { 0.5, 0.5, 0, 360, 180, 180 },  { 0.5, 0.5, 0, 3, 1, 1 },
        { 0.5, 0.5, 0.02, 100, 48, 48 }, { 0.5, 0.5, 0, 0, 0, 0 },
        { 0.4, 0.6, 0, 5, 2, 3 },        { 0.1, 0.9, 0.2, 10, 0, 7 },
        { 0.29, 0.71, 0, 100, 29, 71 }, /* 0.29 * 100 is below 29 in doubles */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_rules rules = { .split = { rows[i].qpv, rows[i].hors, rows[i].tolerance } };
        mlg_target t = mlg_target_of(&rules, rows[i].sites);

        assert_int_equal(t.qpv, rows[i].want_qpv);
        assert_int_equal(t.hors, rows[i].want_hors);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_form_is_the_definition),
        cmocka_unit_test(targets),
    };

    return cmocka_run_group_tests_name("split", tests, NULL, NULL);
}
