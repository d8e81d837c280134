/* Every cell of the matrix against its definition: a classification and a split of its own,
 * under that distance and bound, those centres and that vintage. */
#include "test.h"

#include "analysis/siting/sites.h"
#include "dice.h"
#include "made.h"
#include "maillage/sensitivity.h"

enum { VINTAGES = 3, CENTRES = 2, COMMUNES = 16, SITES = 80 };

static const mlg_xy corner = { 652000, 6862000 };

typedef struct town {
    world w;
    mlg_zones *qpv[VINTAGES], *centres[CENTRES], *communes;
    mlg_vintage vintages[VINTAGES];
    mlg_sites *sites;
} town;

static mlg_zones *boxes(world *w, dice *d, const char *name, mlg_role role, int n, double size)
{
    made m = made_new(name, "EPSG:2154", "code");

    for (int i = 0; i < n; i++) {
        char code[16];

        made_box(&m, corner.x + dice_in(d, 0, 8000), corner.y + dice_in(d, 0, 8000),
                 dice_in(d, 50, size), dice_in(d, 50, size));
        snprintf(code, sizeof code, "%s%d", name, i);
        made_row(&m, code);
    }
    return world_zones(w, &m, role, NULL);
}

static mlg_zones *commune_grid(world *w)
{
    made m = made_new("communes", "EPSG:2154", "insee_com");

    for (int i = 0; i < COMMUNES; i++) {
        char code[16];

        made_box(&m, corner.x + i % 4 * 2000, corner.y + i / 4 * 2000, 2000, 2000);
        snprintf(code, sizeof code, "010%02d", i);
        made_row(&m, code);
    }
    return world_zones(w, &m, MLG_ROLE_COMMUNE, NULL);
}

/* Points exact and coarse, communes known and unknown, overrides, tiers-lieux, no place; some
 * without date, one out of every period. */
static mlg_sites *places(world *w, dice *d)
{
    static const char *const dates[] = { "2015-06-01", "2020-06-01", "31/12/2023",
                                         "2024-01-01", "",           "2010-01-01" };
    static const char *const precisions[] = { "0", "0", "0", "80", "400", "commune" };
    made m = made_new("sites.csv", "EPSG:2154",
                      "id|type|precision|insee_com|date|override|justification");

    for (int i = 0; i < SITES; i++) {
        char cells[160];

        snprintf(cells, sizeof cells, "%d|%s|%s|010%02d|%s|%s|%s", i,
                 i % 9 == 8 ? "tiers_lieu" : "fabrique", precisions[dice_int(d, 0, 5)],
                 dice_int(d, 0, COMMUNES), dates[dice_int(d, 0, 5)],
                 i % 11 == 10 ? "proximite_qpv" : "", i % 11 == 10 ? "quartier vécu" : "");
        made_point(&m, i == 5 ? NAN : corner.x + dice_in(d, -500, 8500),
                   i == 5 ? NAN : corner.y + dice_in(d, -500, 8500), cells);
    }
    return world_sites(w, &m, NULL);
}

static int32_t day(const char *text)
{
    int32_t d;

    assert_true(mlg_day(text, &d));
    return d;
}

static town build(dice *d)
{
    town t = { .w = world_new() };
    const mlg_period periods[VINTAGES] = { { day("2015-01-01"), day("2019-12-31") },
                                           { day("2020-01-01"), day("2023-12-31") },
                                           { day("2024-01-01"), MLG_NO_DAY } };

    for (int v = 0; v < VINTAGES; v++) {
        char name[8];

        snprintf(name, sizeof name, "Q%d", v);
        t.qpv[v] = boxes(&t.w, d, name, MLG_ROLE_QPV, dice_int(d, 2, 8), 700);
        t.vintages[v] = (mlg_vintage){ t.qpv[v], periods[v], periods[v] };
    }
    t.centres[0] = boxes(&t.w, d, "C0", MLG_ROLE_CENTRE, 3, 3500);
    t.centres[1] = boxes(&t.w, d, "C1", MLG_ROLE_CENTRE, 2, 5000);
    t.communes = commune_grid(&t.w);
    t.sites = places(&t.w, d);
    t.w.rules.split.qpv = t.w.rules.split.hors = 0.5;
    t.w.rules.split.tolerance = dice_in(d, 0, 0.4);
    return t;
}

static void town_free(town *t)
{
    mlg_sites_free(t->sites);
    for (int v = 0; v < VINTAGES; v++)
        mlg_zones_free(t->qpv[v]);
    for (int k = 0; k < CENTRES; k++)
        mlg_zones_free(t->centres[k]);
    mlg_zones_free(t->communes);
    world_free(&t->w);
}

static mlg_geography geography(const town *t, mlg_when when, size_t chosen, int centres)
{
    return (mlg_geography){ .qpv = t->vintages,
                            .n_qpv = VINTAGES,
                            .when = when,
                            .chosen = chosen,
                            .day = day("2021-06-30"),
                            .centres = t->centres[centres],
                            .communes = t->communes };
}

static mlg_classification *classify(town *t, const mlg_geography *g)
{
    mlg_classification *c = NULL;
    mlg_err err = { 0 };

    assert_ok(mlg_classify(&c, t->sites, g, &t->w.rules, t->w.planes, 2, &t->w.diag, &err));
    return c;
}

static bool same_interval(mlg_interval a, mlg_interval b)
{
    return a.min == b.min && a.max == b.max;
}

/* The cell's own classification and split, told apart from the first one by hand. */
static void check_cell(town *t, const mlg_reading *cell, const mlg_geography *g,
                       const mlg_classification *first, mlg_target target)
{
    const mlg_rules before = t->w.rules;
    mlg_classification *c;
    mlg_split *split = NULL;
    size_t changed = 0;
    mlg_err err = { 0 };

    t->w.rules.proximity_m = cell->distance_m;
    t->w.rules.proximity_strict = cell->strict;
    c = classify(t, g);
    assert_ok(mlg_split_new(&split, c, target, &err));
    for (size_t i = 0; i < SITES; i++)
        changed += mlg_site_kind(t->sites, i) == MLG_FABRIQUE &&
                   c->rows[i].klass != first->rows[i].klass;
    if (memcmp(cell->classes, c->fabriques.classes, sizeof cell->classes) ||
        memcmp(cell->eligibilities, split->eligibilities, sizeof cell->eligibilities) ||
        !same_interval(cell->qpv, split->qpv) || !same_interval(cell->hors, split->hors) ||
        !same_interval(cell->qpv_all, split->qpv_all) ||
        !same_interval(cell->hors_all, split->hors_all) || cell->verdict != split->verdict ||
        cell->changed != changed)
        fail_msg("%s, %s, %g m %s: %zu changed, not %zu; qpv %zu-%zu, not %zu-%zu",
                 cell->vintage, cell->centres, cell->distance_m,
                 cell->strict ? "strict" : "inclusive", cell->changed, changed,
                 cell->qpv_all.min, cell->qpv_all.max, split->qpv_all.min, split->qpv_all.max);
    mlg_split_free(split);
    mlg_classification_free(c);
    t->w.rules = before;
}

static mlg_sensitivity *matrix(town *t, mlg_classification *c, const mlg_split *split,
                               const double *distances, size_t n, unsigned threads)
{
    const mlg_zones *const centres[] = { t->centres[0], t->centres[1] };
    mlg_sensitivity_options options = { distances, n, centres, CENTRES, threads };
    mlg_sensitivity *s = NULL;
    mlg_err err = { 0 };

    assert_ok(mlg_sensitivity_new(&s, c, split, &options, t->w.planes, &err));
    return s;
}

static void check_all(town *t, mlg_when when, dice *d)
{
    /* out of order on purpose */
    const double distances[] = { 300, 0, dice_in(d, 1, 2000), 1000, 100 };
    mlg_geography g = geography(t, when, (size_t)dice_int(d, 0, VINTAGES - 1), 0);
    mlg_classification *c = classify(t, &g);
    mlg_target target = mlg_target_of(&t->w.rules, c->fabriques.sites);
    bool dated = when != MLG_WHEN_CHOSEN, robust = true;
    mlg_split *split = NULL;
    mlg_sensitivity *s, *again;
    mlg_err err = { 0 };

    assert_ok(mlg_split_new(&split, c, target, &err));
    s = matrix(t, c, split, distances, 5, 1);
    again = matrix(t, c, split, distances, 5, 3);
    assert_int_equal(s->n_cells, (VINTAGES + dated) * CENTRES * 10);
    for (size_t i = 0; i < s->n_cells; i++) {
        size_t v = i / 10 / CENTRES, k = i / 10 % CENTRES;
        mlg_geography own = dated && !v ? geography(t, when, 0, (int)k)
                                        : geography(t, MLG_WHEN_CHOSEN, v - dated, (int)k);

        assert_memory_equal(&s->cells[i], &again->cells[i], sizeof *s->cells);
        assert_string_equal(s->cells[i].centres, mlg_zones_name(t->centres[k]));
        assert_string_equal(s->cells[i].vintage, dated && !v
                                                     ? MLG_READING_DATED
                                                     : mlg_zones_name(t->qpv[v - dated]));
        check_cell(t, &s->cells[i], &own, c, target);
        robust &= s->cells[i].verdict == split->verdict;
    }
    assert_int_equal(s->robust, robust);
    mlg_sensitivity_free(s);
    mlg_sensitivity_free(again);
    mlg_split_free(split);
    mlg_classification_free(c);
}

static void every_cell_is_a_study_of_its_own(void **state)
{
    dice d = dice_new("every cell is a study of its own");

    (void)state;
    for (int round = 0; round < 6; round++) {
        town t = build(&d);

        check_all(&t, (mlg_when)(round % 3), &d);
        town_free(&t);
    }
}

/* Sites judged by date are those of the vintage that the date names; without date, what is
 * possible is what some vintage gives. */
static void each_site_on_its_own_vintage(void **state)
{
    dice d = dice_new("each site on its own vintage");

    (void)state;
    for (int round = 0; round < 6; round++) {
        town t = build(&d);
        mlg_geography dated = geography(&t, MLG_WHEN_OWN_DATE, 0, 0);
        mlg_classification *c = classify(&t, &dated), *alone[VINTAGES];

        for (size_t v = 0; v < VINTAGES; v++) {
            mlg_geography g = geography(&t, MLG_WHEN_CHOSEN, v, 0);

            alone[v] = classify(&t, &g);
        }
        for (size_t i = 0; i < SITES; i++) {
            const mlg_site_class *row = &c->rows[i];
            int32_t when = mlg_site_day(t.sites, i);
            uint8_t possible = 0;
            size_t v = when < day("2020-01-01") ? 0 : when < day("2024-01-01") ? 1 : 2;

            for (size_t k = 0; k < VINTAGES; k++)
                possible |= alone[k]->rows[i].eligibilities;
            if (when == MLG_NO_DAY) {
                assert_int_equal(row->vintage, MLG_ANY_VINTAGE);
                assert_int_equal(row->eligibilities, possible);
            } else if (when < day("2015-01-01")) {
                assert_int_equal(row->vintage, MLG_NO_VINTAGE);
                assert_int_equal(row->eligibilities & possible, possible);
            } else {
                assert_int_equal(row->vintage, v);
                assert_int_equal(row->classes, alone[v]->rows[i].classes);
                assert_int_equal(row->eligibilities, alone[v]->rows[i].eligibilities);
                assert_int_equal(row->qpv, alone[v]->rows[i].qpv);
                assert_ptr_equal(mlg_class_qpv(c, i), t.qpv[v]);
            }
        }
        for (size_t v = 0; v < VINTAGES; v++)
            mlg_classification_free(alone[v]);
        mlg_classification_free(c);
        town_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_is_a_study_of_its_own),
        cmocka_unit_test(each_site_on_its_own_vintage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
