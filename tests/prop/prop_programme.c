#include "test.h"

#include "dice.h"
#include "made.h"
#include "maillage/programme.h"

/* Random lists of labels, against recounts by the definition: each wave's split is that of
 * the list cut down to the wave, the cumulative one that of the list cut down to the waves so
 * far (both by mlg_split_new, which prop_split holds against every booking of every truth). */

enum { TRIALS = 300, SITES = 60, COLUMNS = 4 };

static const char *const spellings[][2] = {
    { "1", "1" },   { "Vague 1", "1" }, { "01", "1" },       { "2", "2" }, { "vague 2", "2" },
    { "10", "10" }, { "V10", "10" },    { "7e vague", "7" }, { "", "" },   { "NA", "" },
};
static const char *const names[][2] = {
    { "Printemps", "printemps" },
    { "printemps", "printemps" },
    { "Été", "ete" },
    { "ete", "ete" },
    { "Hiver 2021", "hiver_2021" },
    { "3", "3" },
    { "", "" },
};

typedef struct label {
    char cells[200];
    char wave[16]; /* canonical; "": none */
    bool fabrique;
    int day;         /* of January 2021, 0: none */
    long long cents; /* -1: none */
    uint8_t set, klass;
} label;

typedef struct list {
    world w;
    mlg_sites *sites;
    mlg_site_class *rows;
    mlg_classification c;
} list;

/* `dated`: 0 hardly, 1 some, 2 all. */
static label random_label(dice *d, bool named, int dated, int id)
{
    static const char *const kinds[] = { "fabrique", "fabrique", "fabrique", "tiers-lieu" };
    label l = { .day = dice_int(d, 0, 9) < (dated ? 5 * dated : 1) ? dice_int(d, 1, 31) : 0 };
    const char *const *wave =
        named ? names[dice_int(d, 0, (int)(sizeof names / sizeof *names) - 1)]
              : spellings[dice_int(d, 0, (int)(sizeof spellings / sizeof *spellings) - 1)];
    int kind = dice_int(d, 0, 3);
    char date[24] = "", grant[32] = "";

    l.fabrique = kind < 3;
    l.cents = dice_int(d, 0, 4) ? dice_int(d, 0, 20000000) : -1;
    l.set =
        dice_int(d, 0, 1) ? (uint8_t)(1u << dice_int(d, 0, 3)) : (uint8_t)dice_int(d, 1, 15);
    l.klass = (uint8_t)dice_int(d, 0, MLG_CLASS_COUNT - 1);
    snprintf(l.wave, sizeof l.wave, "%s", wave[1]);
    if (l.day && dice_int(d, 0, 1))
        snprintf(date, sizeof date, "2021-01-%02d", l.day);
    else if (l.day)
        snprintf(date, sizeof date, "%d/01/2021", l.day);
    if (l.cents >= 0)
        snprintf(grant, sizeof grant, "%lld,%02lld", l.cents / 100, l.cents % 100);
    snprintf(l.cells, sizeof l.cells, "%d|%s|%s|%s|%s", id, kinds[kind], wave[0], date, grant);
    return l;
}

static void list_make(list *l, const label *labels, size_t n)
{
    static char *deadlines[] = { "2021-01-10", "2021-01-20" };
    made m = made_new("sites.csv", "EPSG:2154", "id|type|vague|date|subvention");

    *l = (list){ .w = world_new(), .rows = calloc(n + 1, sizeof *l->rows) };
    l->w.rules.programme.deadlines = deadlines;
    l->w.rules.programme.n_deadlines = 2;
    assert_non_null(l->rows);
    for (size_t i = 0; i < n; i++) {
        made_point(&m, 652000 + (double)i, 6862000, labels[i].cells);
        l->rows[i] = (mlg_site_class){ .klass = labels[i].klass,
                                       .eligibilities = labels[i].set,
                                       .eligibility = MLG_ELIGIBLE_INDETERMINEE };
        for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++)
            if (labels[i].set == 1u << e)
                l->rows[i].eligibility = (uint8_t)e;
    }
    l->sites = world_sites(&l->w, &m, "0");
    l->c = (mlg_classification){ .sites = l->sites, .rules = &l->w.rules, .rows = l->rows };
}

static void list_free(list *l)
{
    mlg_sites_free(l->sites);
    free(l->rows);
    world_free(&l->w);
}

static mlg_programme *programme(list *l)
{
    mlg_programme *p = NULL;
    mlg_err err = { 0 };

    assert_ok(mlg_programme_new(&p, &l->c, NULL, 0, NULL, &l->w.diag, &err));
    return p;
}

static void same_interval(mlg_interval a, mlg_interval b)
{
    assert_int_equal(a.min, b.min);
    assert_int_equal(a.max, b.max);
}

static void same_split(const mlg_split *a, const mlg_split *b)
{
    assert_int_equal(a->sites, b->sites);
    for (int e = 0; e < MLG_ELIGIBLE_COUNT; e++)
        assert_int_equal(a->eligibilities[e], b->eligibilities[e]);
    same_interval(a->qpv, b->qpv);
    same_interval(a->hors, b->hors);
    same_interval(a->qpv_all, b->qpv_all);
    same_interval(a->hors_all, b->hors_all);
    assert_int_equal(a->target.qpv, b->target.qpv);
    assert_int_equal(a->target.hors, b->target.hors);
    assert_int_equal(a->verdict, b->verdict);
    assert_int_equal(a->bookable, b->bookable);
    assert_int_equal(a->booked_qpv, b->booked_qpv);
    assert_int_equal(a->booked_hors, b->booked_hors);
}

/* The split of the fabriques of waves `from` to `to` alone. */
static mlg_split *part(list *l, const label *labels, size_t n, const mlg_programme *p,
                       size_t from, size_t to)
{
    mlg_split *split = NULL;
    size_t kept = 0;
    mlg_err err = { 0 };

    for (size_t i = 0; i < n; i++) {
        bool in = labels[i].fabrique && p->wave_of[i] >= from && p->wave_of[i] <= to;

        l->sites->kinds[i] = in ? MLG_FABRIQUE : MLG_TIERS_LIEU;
        kept += in;
    }
    assert_ok(mlg_split_new(&split, &l->c, mlg_target_of(&l->w.rules, kept), &err));
    for (size_t i = 0; i < n; i++)
        l->sites->kinds[i] = labels[i].fabrique ? MLG_FABRIQUE : MLG_TIERS_LIEU;
    return split;
}

static void check_waves(list *l, const label *labels, size_t n, const mlg_programme *p)
{
    size_t classes[MLG_CLASS_COUNT] = { 0 }, pivots = 0;

    for (size_t w = 0; w < p->n_waves; w++) {
        const mlg_wave *wave = &p->waves[w];
        mlg_split *alone = part(l, labels, n, p, w, w), *until = part(l, labels, n, p, 0, w);

        same_split(&wave->split, alone);
        same_split(&wave->until, until);
        assert_int_equal(wave->split.n_pivots, alone->n_pivots);
        for (size_t i = 0; i < alone->n_pivots; i++)
            assert_memory_equal(&wave->split.pivots[i], &alone->pivots[i],
                                sizeof *alone->pivots);
        pivots += alone->n_pivots;
        assert_int_equal(pivots, until->n_pivots);
        for (size_t i = 0; i < n; i++)
            if (labels[i].fabrique && p->wave_of[i] == w)
                classes[labels[i].klass]++;
        assert_memory_equal(classes, wave->classes_until, sizeof classes);
        assert_int_equal(wave->over, wave->name[0] && alone->sites > 30);
        mlg_split_free(alone);
        mlg_split_free(until);
    }
    if (p->n_waves) { /* the last cumulative split is the whole */
        mlg_split *all = NULL;
        mlg_err err = { 0 };

        assert_ok(mlg_split_new(&all, &l->c, mlg_target_of(&l->w.rules, p->sites), &err));
        same_split(&p->waves[p->n_waves - 1].until, all);
        mlg_split_free(all);
    }
}

/* Two fabriques are of one wave if and only if their waves are the same text, canonically. */
static void check_groups(const label *labels, size_t n, const mlg_programme *p)
{
    size_t none = 0, fabriques = 0;

    for (size_t i = 0; i < n; i++) {
        none += labels[i].fabrique && !labels[i].wave[0];
        fabriques += labels[i].fabrique;
        for (size_t k = 0; p->n_waves && k < i; k++)
            if (labels[i].fabrique && labels[k].fabrique)
                assert_true((p->wave_of[i] == p->wave_of[k]) ==
                            !strcmp(labels[i].wave, labels[k].wave));
    }
    assert_int_equal(p->sites, fabriques);
    assert_int_equal(p->without_wave, none);
    assert_true((p->missing & 1u << MLG_MISSING_WAVES) == (none == fabriques));
}

static void check_order(const mlg_programme *p)
{
    for (size_t w = 0; w + 1 < p->n_waves; w++) {
        const mlg_wave *a = &p->waves[w], *b = &p->waves[w + 1];

        assert_true(a->name[0] != '\0');
        if (!b->name[0])
            assert_int_equal(w + 2, p->n_waves);
        else if (p->order == MLG_BY_NUMBER)
            assert_true(a->number < b->number);
        else if (p->order == MLG_BY_DATE)
            assert_true(a->first_day <= b->first_day);
    }
}

static void check_money_and_days(const label *labels, size_t n, const mlg_programme *p)
{
    long long all = 0, wave[32] = { 0 };
    size_t late = 0, out = 0;
    int first[32];

    for (size_t w = 0; w < 32; w++)
        first[w] = 99;
    for (size_t i = 0; i < n; i++) {
        if (!labels[i].fabrique)
            continue;
        if (p->n_waves && labels[i].day && labels[i].day < first[p->wave_of[i]])
            first[p->wave_of[i]] = labels[i].day;
        if (labels[i].cents < 0)
            continue;
        all += labels[i].cents;
        if (p->n_waves)
            wave[p->wave_of[i]] += labels[i].cents;
        out += labels[i].cents < 7500000 || labels[i].cents > 15000000;
    }
    for (size_t i = 0; i < n; i++) { /* deadlines: the 10th and the 20th */
        int deadline = 20;

        if (!labels[i].fabrique || !labels[i].day)
            continue;
        if (labels[i].wave[0] && first[p->wave_of[i]] <= 10)
            deadline = 10;
        late += labels[i].day > deadline;
    }
    assert_near(p->grants, (double)all / 100, 1e-6);
    for (size_t w = 0; w < p->n_waves; w++)
        assert_near(p->waves[w].grants, (double)wave[w] / 100, 1e-6);
    assert_int_equal(p->n_out_of_range, out);
    assert_int_equal(p->n_late, late);
}

static void shuffle(dice *d, label *labels, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = (size_t)dice_int(d, 0, (int)i - 1);
        label kept = labels[i - 1];

        labels[i - 1] = labels[k];
        labels[k] = kept;
    }
}

static void same_waves(const mlg_programme *a, const mlg_programme *b)
{
    assert_int_equal(a->n_waves, b->n_waves);
    assert_int_equal(a->order, b->order);
    assert_true(a->grants == b->grants);
    for (size_t w = 0; w < a->n_waves; w++) {
        assert_string_equal(a->waves[w].name, b->waves[w].name);
        same_split(&a->waves[w].split, &b->waves[w].split);
        same_split(&a->waves[w].until, &b->waves[w].until);
        assert_true(a->waves[w].grants == b->waves[w].grants);
        assert_int_equal(a->waves[w].n_late, b->waves[w].n_late);
        assert_int_equal(a->waves[w].first_day, b->waves[w].first_day);
    }
}

static void waves_are_their_definition(void **state)
{
    dice d = dice_new("programme");
    size_t orders[3] = { 0 };

    (void)state;
    for (int trial = 0; trial < TRIALS; trial++) {
        bool named = trial % 2;
        int dated = dice_int(&d, 0, 2);
        size_t n = (size_t)dice_int(&d, 1, SITES);
        label labels[SITES];
        mlg_programme *p, *again;
        list l, other;

        for (size_t i = 0; i < n; i++)
            labels[i] = random_label(&d, named, dated, (int)i);
        list_make(&l, labels, n);
        p = programme(&l);
        check_groups(labels, n, p);
        check_waves(&l, labels, n, p);
        check_order(p);
        check_money_and_days(labels, n, p);
        orders[p->order]++;
        shuffle(&d, labels, n);
        list_make(&other, labels, n);
        again = programme(&other);
        same_waves(p, again);
        mlg_programme_free(p);
        mlg_programme_free(again);
        list_free(&l);
        list_free(&other);
    }
    for (int o = 0; o < 3; o++) /* the trials mean something */
        assert_true(orders[o] > TRIALS / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(waves_are_their_definition) };

    return cmocka_run_group_tests_name("programme", tests, NULL, NULL);
}
