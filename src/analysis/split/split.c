#include "analysis/split/split.h"

#include "analysis/siting/sites.h"
#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>

enum {
    QPV = 1 << MLG_ELIGIBLE_QPV,
    HORS = 1 << MLG_ELIGIBLE_HORS,
    DEUX = 1 << MLG_ELIGIBLE_DEUX,
    AUCUNE = 1 << MLG_ELIGIBLE_AUCUNE
};

const char *mlg_verdict_name(mlg_verdict v)
{
    static const char *const names[] = { "tenu", "non_tenu", "indetermine" };

    return names[v];
}

static size_t share(double of, double tolerance, size_t sites)
{
    double asked = floor((of - tolerance) * (double)sites + 1e-9);

    return asked > 0 ? (size_t)asked : 0;
}

mlg_target mlg_target_of(const mlg_rules *rules, size_t sites)
{
    return (mlg_target){ share(rules->split.qpv, rules->split.tolerance, sites),
                         share(rules->split.hors, rules->split.tolerance, sites) };
}

/* Sites that may count as QPV, as outside, as either or both. */
typedef struct supply {
    size_t qpv, hors, any;
} supply;

static bool reaches(supply s, mlg_target t)
{
    return s.qpv >= t.qpv && s.hors >= t.hors && s.any >= t.qpv + t.hors;
}

/* The truth that is worst for each of the three counts at once: every count is made of sites
 * one by one, and a truth can be bad for one while good for another, so that each condition
 * must hold in its own worst case. */
static supply worst(const split_counts *n)
{
    supply s = { 0, 0, 0 };

    for (unsigned set = 1; set < SPLIT_SETS; set++) {
        s.qpv += set & (HORS | AUCUNE) ? 0 : n->of[set];
        s.hors += set & (QPV | AUCUNE) ? 0 : n->of[set];
        s.any += set & AUCUNE ? 0 : n->of[set];
    }
    return s;
}

/* Is there a truth that reaches the target? `deux` serves best where it is possible; a site
 * that is either `qpv` or `hors` serves where it is missed. */
static bool some_truth_reaches(const split_counts *n, mlg_target t)
{
    supply s = { 0, 0, 0 };
    size_t either = 0, missing_qpv, missing_hors;

    for (unsigned set = 1; set < SPLIT_SETS; set++) {
        s.any += set == AUCUNE ? 0 : n->of[set];
        if (!(set & DEUX) && set & QPV && set & HORS) {
            either += n->of[set];
            continue;
        }
        s.qpv += set & (QPV | DEUX) ? n->of[set] : 0;
        s.hors += set & (HORS | DEUX) ? n->of[set] : 0;
    }
    missing_qpv = t.qpv > s.qpv ? t.qpv - s.qpv : 0;
    missing_hors = t.hors > s.hors ? t.hors - s.hors : 0;
    return missing_qpv + missing_hors <= either && s.any >= t.qpv + t.hors;
}

mlg_verdict split_verdict(const split_counts *counts, mlg_target target)
{
    if (reaches(worst(counts), target))
        return MLG_TENU;
    return some_truth_reaches(counts, target) ? MLG_INDETERMINE : MLG_NON_TENU;
}

mlg_interval split_interval(const split_counts *counts, mlg_eligibility half)
{
    unsigned only = 1u << half;
    mlg_interval i = { 0, 0 };

    for (unsigned set = 1; set < SPLIT_SETS; set++) {
        i.min += set == only ? counts->of[set] : 0;
        i.max += set & (only | DEUX) ? counts->of[set] : 0;
    }
    return i;
}

/* --- one classification ------------------------------------------------------------------ */

/* Only the sites whose eligibility is determined. */
static split_counts determined(const split_counts *all)
{
    split_counts n = { { 0 } };

    for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++)
        n.of[1u << e] = all->of[1u << e];
    return n;
}

/* A booking of the determined sites that reaches the target. */
static void book(mlg_split *split, const split_counts *n)
{
    size_t both = n->of[DEUX], lent;

    split->bookable = reaches(worst(n), split->target);
    if (!split->bookable)
        return;
    lent = split->target.qpv > n->of[QPV] ? split->target.qpv - n->of[QPV] : 0;
    split->booked_qpv = n->of[QPV] + lent;
    split->booked_hors = n->of[HORS] + both - lent;
}

static bool is_single(unsigned set)
{
    return !(set & (set - 1));
}

bool split_is_pivot(unsigned set)
{
    return set == DEUX || !is_single(set);
}

void split_weigh(mlg_pivot *p, unsigned set, split_counts *n, const mlg_split *split)
{
    for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++) {
        p->verdict_if[e] = (uint8_t)split->verdict;
        if (!(set & 1u << e))
            continue;
        n->of[set]--;
        n->of[1u << e]++;
        p->verdict_if[e] = (uint8_t)split_verdict(n, split->target);
        n->of[1u << e]--;
        n->of[set]++;
    }
}

void split_conclude(mlg_split *split, const split_counts *n, mlg_target target)
{
    split_counts sure = determined(n);

    *split = (mlg_split){ .target = target };
    for (unsigned set = 1; set < SPLIT_SETS; set++)
        split->sites += n->of[set];
    split->eligibilities[MLG_ELIGIBLE_INDETERMINEE] = split->sites;
    for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++) {
        split->eligibilities[e] = n->of[1u << e];
        split->eligibilities[MLG_ELIGIBLE_INDETERMINEE] -= n->of[1u << e];
    }
    split->qpv = split_interval(&sure, MLG_ELIGIBLE_QPV);
    split->hors = split_interval(&sure, MLG_ELIGIBLE_HORS);
    split->qpv_all = split_interval(n, MLG_ELIGIBLE_QPV);
    split->hors_all = split_interval(n, MLG_ELIGIBLE_HORS);
    split->verdict = split_verdict(n, target);
    book(split, &sure);
}

mlg_code mlg_split_new(mlg_split **out, const mlg_classification *c, mlg_target target,
                       mlg_err *err)
{
    mlg_split *split = calloc(1, sizeof *split);
    split_counts n = { { 0 } };
    mlg_pivot *pivots = calloc(c->sites->n + 1, sizeof *pivots);

    *out = NULL;
    if (!split || !pivots) {
        free(split);
        free(pivots);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    for (size_t i = 0; i < c->sites->n; i++)
        if (c->sites->kinds[i] == MLG_FABRIQUE)
            n.of[c->rows[i].eligibilities]++;
    split_conclude(split, &n, target);
    split->pivots = pivots;
    for (size_t i = 0; i < c->sites->n; i++) {
        unsigned set = c->rows[i].eligibilities;

        if (c->sites->kinds[i] != MLG_FABRIQUE || !split_is_pivot(set))
            continue;
        pivots[split->n_pivots].site = (uint32_t)i;
        split_weigh(&pivots[split->n_pivots++], set, &n, split);
    }
    *out = split;
    return MLG_OK;
}

void mlg_split_free(mlg_split *split)
{
    if (!split)
        return;
    free(split->pivots);
    free(split);
}
