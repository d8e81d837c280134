#include "test.h"

#include "made.h"
#include "maillage/programme.h"

static const double X = 652000, Y = 6862000;

/* A list of labels in a row, 1 km apart, that say what `columns` names; all are `hors`. */
typedef struct list {
    world w;
    mlg_sites *sites;
    mlg_classification c;
    mlg_programme *p;
} list;

static void list_make(list *l, const char *columns, const char *const *rows, size_t n,
                      const char *precision)
{
    made m = made_new("sites.csv", "EPSG:2154", columns);

    for (size_t i = 0; i < n; i++)
        made_point(&m, X + 1000 * (double)i, Y, rows[i]);
    *l = (list){ .w = world_new() };
    l->w.rules.programme.wave_max = 2;
    l->sites = world_sites(&l->w, &m, precision);
    l->c = (mlg_classification){ .sites = l->sites,
                                 .rules = &l->w.rules,
                                 .rows = calloc(n + 1, sizeof *l->c.rows) };
    assert_non_null(l->c.rows);
    for (size_t i = 0; i < n; i++)
        l->c.rows[i] = (mlg_site_class){ .klass = MLG_CLASS_HORS,
                                         .computed = MLG_CLASS_HORS,
                                         .classes = 1u << MLG_CLASS_HORS,
                                         .eligibility = MLG_ELIGIBLE_HORS,
                                         .eligibilities = 1u << MLG_ELIGIBLE_HORS };
}

static void list_hold(list *l, mlg_zones *level, mlg_zones *communes)
{
    mlg_err err = { 0 };

    assert_ok(
        mlg_programme_new(&l->p, &l->c, &level, level != NULL, communes, &l->w.diag, &err));
}

static void list_free(list *l)
{
    mlg_programme_free(l->p);
    mlg_sites_free(l->sites);
    free(l->c.rows);
    world_free(&l->w);
}

/* --- waves ----------------------------------------------------------------------------------
 */

/* The waves in their order, "name:labels" each. */
static char *told(char *text, size_t size, const mlg_programme *p)
{
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < p->n_waves && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s:%zu", i ? " " : "",
                                 p->waves[i].name, p->waves[i].split.sites);
    return text;
}

static void groups(void **state)
{
    static const struct {
        const char *rows[6]; /* wave, date */
        const char *want;
        mlg_wave_order order;
        int warnings; /* "wave-order" */
    } rows[] = {
        { { "10|", "9|", "Vague 9|", "09|" }, "09:3 10:1", MLG_BY_NUMBER, 0 },
        { { "2|", "|", "1|", "NA|" }, "1:1 2:1 :2", MLG_BY_NUMBER, 0 },
        { { "été|2021-07-01", "Hiver|2021-01-01", "ETE|" }, "Hiver:1 ETE:2", MLG_BY_DATE, 0 },
        { { "été|", "Hiver|2021-01-01", "3|", "|" }, "3:1 Hiver:1 été:1 :1", MLG_BY_NAME, 0 },
        { { "1|2021-03-01", "2|2021-02-01" }, "1:1 2:1", MLG_BY_NUMBER, 1 },
        { { "1|2021-03-01", "1|2031-03-01", "2|2021-06-01" }, "1:2 2:1", MLG_BY_NUMBER, 1 },
        { { "1|2021-03-01", "2|", "3|2021-03-01" }, "1:1 2:1 3:1", MLG_BY_NUMBER, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[200];
        size_t n = 0;
        list l;

        while (n < 6 && rows[i].rows[n])
            n++;
        list_make(&l, "vague|date", rows[i].rows, n, "0");
        list_hold(&l, NULL, NULL);
        assert_string_equal(told(text, sizeof text, l.p), rows[i].want);
        assert_int_equal(l.p->order, rows[i].order);
        assert_int_equal(mlg_diag_count(&l.w.diag, "wave-order"), rows[i].warnings);
        list_free(&l);
    }
}

static void a_wave_may_be_too_large(void **state)
{
    static const char *const rows[] = { "1", "1", "1", "2", "2", "", "", "" };
    list l;

    (void)state;
    list_make(&l, "vague", rows, 8, "0");
    list_hold(&l, NULL, NULL);
    assert_int_equal(l.p->n_waves, 3);
    assert_true(l.p->waves[0].over);
    assert_false(l.p->waves[1].over);
    assert_false(l.p->waves[2].over); /* no wave is not a wave */
    list_free(&l);
}

/* A column of names, of identifiers, ... */
static void what_is_no_wave(void **state)
{
    enum { N = MLG_WAVES_MAX + 1 };
    static char texts[N][8];
    const char *rows[N];
    list l;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        snprintf(texts[i], sizeof texts[i], "%zu", i);
        rows[i] = texts[i];
    }
    for (size_t n = N - 1; n <= N; n++) {
        list_make(&l, "vague", rows, n, "0");
        list_hold(&l, NULL, NULL);
        assert_int_equal(l.p->n_waves, n == N ? 0 : n);
        assert_int_equal(mlg_diag_count(&l.w.diag, "waves-too-many"), n == N);
        assert_true((l.p->missing & 1u << MLG_MISSING_WAVES) == (n == N));
        assert_int_equal(l.p->without_wave, n == N ? n : 0);
        list_free(&l);
    }
}

/* --- deadlines, money ------------------------------------------------------------------------
 */

static void deadlines(void **state)
{
    static char *days[] = { "2021-03-30", "2021-06-30" };
    static const struct {
        const char *row;  /* wave, date */
        const char *late; /* after which deadline; NULL: not */
    } rows[] = {
        { "1|2021-03-01", NULL },
        { "1|2021-03-30", NULL },
        { "1|2021-03-31", "2021-03-30" },
        { "2|2021-04-01", NULL },
        { "2|2021-07-01", "2021-06-30" },
        { "3|2021-09-01", "2021-06-30" },
        { "|2021-06-30", NULL },
        { "|2021-07-01", "2021-06-30" },
        { "4|", NULL },
    };
    enum { N = sizeof rows / sizeof *rows };
    const char *cells[N];
    size_t k = 0;
    list l;

    (void)state;
    for (size_t i = 0; i < N; i++)
        cells[i] = rows[i].row;
    list_make(&l, "vague|date", cells, N, "0");
    l.w.rules.programme.deadlines = days;
    l.w.rules.programme.n_deadlines = 2;
    list_hold(&l, NULL, NULL);
    for (size_t i = 0; i < N; i++) {
        char text[MLG_DAY_ROOM];

        if (!rows[i].late)
            continue;
        assert_true(k < l.p->n_late);
        assert_int_equal(l.p->late[k].site, i);
        assert_string_equal(mlg_day_text(text, l.p->late[k++].deadline), rows[i].late);
    }
    assert_int_equal(l.p->n_late, k);
    assert_int_equal(l.p->without_date, 1);
    assert_false(l.p->missing & 1u << MLG_MISSING_DEADLINES);
    list_free(&l);
}

static void money(void **state)
{
    static const struct {
        const char *rows[4];
        double budget, sum;
        mlg_budget want;
        size_t out, without;
    } rows[] = {
        { { "75000", "150000" }, 225000, 225000, MLG_BUDGET_KEPT, 0, 0 },
        { { "75000", "150000,01" }, 225000, 225000.01, MLG_BUDGET_OVER, 1, 0 },
        { { "74999,99", "" }, 225000, 74999.99, MLG_BUDGET_UNKNOWN, 1, 1 },
        { { "150000", "150 k€", "NA" }, 225000, 300000, MLG_BUDGET_OVER, 0, 1 },
        { { "0", "-5" }, 225000, 0, MLG_BUDGET_UNKNOWN, 1, 1 },
        { { "0.1", "0.2", "99999.7" }, 100000, 100000, MLG_BUDGET_KEPT, 2, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = 0;
        list l;

        while (n < 4 && rows[i].rows[n])
            n++;
        list_make(&l, "subvention", rows[i].rows, n, "0");
        l.w.rules.programme.budget_eur = rows[i].budget;
        list_hold(&l, NULL, NULL);
        assert_near(l.p->grants, rows[i].sum, 1e-9);
        assert_int_equal(l.p->budget, rows[i].want);
        assert_int_equal(l.p->n_out_of_range, rows[i].out);
        assert_int_equal(l.p->without_grant, rows[i].without);
        list_free(&l);
    }
}

/* --- projects
 * --------------------------------------------------------------------------------- */

/* Arrondissements A, B, C, 10 km each, from west to east. */
static mlg_zones *arrondissements(world *w, const char *level)
{
    static const char *const codes[] = { "A", "B", "C" };
    made m = made_new("arr.shp", "EPSG:2154", "insee_arr");

    for (int i = 0; i < 3; i++) {
        made_box(&m, X + 10000 * i, Y, 10000, 10000);
        made_row(&m, codes[i]);
    }
    return world_level(w, &m, level);
}

/* One commune of each, named by their columns; the third by its place only. */
static mlg_zones *communes(world *w)
{
    static const char *const cells[] = { "01001|A", "01002|B", "01003|" };
    made m = made_new("com.shp", "EPSG:2154", "insee_com|insee_arr");

    for (int i = 0; i < 3; i++) {
        made_box(&m, X + 10000 * i + 4000, Y + 4000, 1000, 1000);
        made_row(&m, cells[i]);
    }
    return world_zones(w, &m, MLG_ROLE_COMMUNE, NULL);
}

static void needs(void **state)
{
    static const struct {
        const char *what;
        struct {
            const char *cells; /* type, state, precision, commune */
            double x;          /* km from the west */
        } sites[3];            /* the first is the project */
        mlg_need need;
        uint32_t zone, n_zones, fabrique;
    } rows[] = {
        { "alone", { { "f|projet|0|", 5 } }, MLG_NEED_MET, 0, 1, MLG_NO_FABRIQUE },
        { "a fabrique next door",
          { { "f|projet|0|", 5 }, { "f|existant|0|", 15 } },
          MLG_NEED_MET,
          0,
          1,
          MLG_NO_FABRIQUE },
        { "a fabrique there",
          { { "f|projet|0|", 5 }, { "f||0|", 6 } },
          MLG_NEED_NOT_MET,
          0,
          1,
          1 },
        { "on the border: the smaller code",
          { { "f|projet|0|", 10 }, { "f|existant|0|", 6 } },
          MLG_NEED_NOT_MET,
          0,
          1,
          1 },
        { "another project is no fabrique",
          { { "f|projet|0|", 5 }, { "f|projet|0|", 6 } },
          MLG_NEED_MET,
          0,
          1,
          MLG_NO_FABRIQUE },
        { "nor is a tiers-lieu",
          { { "f|projet|0|", 5 }, { "tiers-lieu|existant|0|", 6 } },
          MLG_NEED_MET,
          0,
          1,
          MLG_NO_FABRIQUE },
        { "a fabrique that may be there",
          { { "f|projet|0|", 5 }, { "f|existant|2000|", 11 } },
          MLG_NEED_UNKNOWN,
          0,
          1,
          1 },
        { "a project that may be elsewhere",
          { { "f|projet|2000|", 9 }, { "f|existant|0|", 6 } },
          MLG_NEED_UNKNOWN,
          0,
          2,
          1 },
        { "elsewhere is no better",
          { { "f|projet|2000|", 9 }, { "f|existant|0|", 6 }, { "f|existant|0|", 16 } },
          MLG_NEED_NOT_MET,
          0,
          2,
          1 },
        { "neither is wanting",
          { { "f|projet|2000|", 9 }, { "f|existant|0|", 26 } },
          MLG_NEED_MET,
          0,
          2,
          MLG_NO_FABRIQUE },
        { "by the commune's columns",
          { { "f|projet|commune|01002", 5 }, { "f|existant|0|", 16 } },
          MLG_NEED_NOT_MET,
          1,
          1,
          1 },
        { "by the commune's place",
          { { "f|projet|commune|01003", 5 }, { "f|existant|0|", 26 } },
          MLG_NEED_NOT_MET,
          2,
          1,
          1 },
        { "two communes",
          { { "f|projet|commune|01001, 01002", 5 }, { "f|existant|0|", 16 } },
          MLG_NEED_UNKNOWN,
          0,
          2,
          1 },
        { "outside",
          { { "f|projet|0|", 35 }, { "f|existant|0|", 26 } },
          MLG_NEED_NOWHERE,
          MLG_NO_ZONE,
          0,
          MLG_NO_FABRIQUE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made m = made_new("sites.csv", "EPSG:2154", "type|etat|precision|insee_com");
        list l = { .w = world_new() };
        mlg_zones *level = arrondissements(&l.w, "Arrondissement"), *com = communes(&l.w);
        mlg_site_class none[3] = { 0 };
        const mlg_project *p;

        for (size_t k = 0; k < 3 && rows[i].sites[k].cells; k++) {
            char cells[80];

            snprintf(cells, sizeof cells, "%s%s",
                     rows[i].sites[k].cells[0] == 'f' ? "fabrique" : "",
                     rows[i].sites[k].cells + (rows[i].sites[k].cells[0] == 'f'));
            made_point(&m, X + 1000 * rows[i].sites[k].x, Y + 4500, cells);
        }
        l.sites = world_sites(&l.w, &m, "0");
        for (size_t k = 0; k < 3; k++)
            none[k].eligibilities = 1;
        l.c = (mlg_classification){ .sites = l.sites, .rules = &l.w.rules, .rows = none };
        list_hold(&l, level, com);
        p = &l.p->projects[0];
        if (p->need != rows[i].need || p->zone != rows[i].zone ||
            p->n_zones != rows[i].n_zones || p->fabrique != rows[i].fabrique)
            fail_msg("%s: %s, zone %u of %u, fabrique %u", rows[i].what,
                     mlg_need_name((mlg_need)p->need), p->zone, p->n_zones, p->fabrique);
        assert_int_equal(l.p->needs[rows[i].need], l.p->n_projects);
        l.c.rows = NULL;
        list_free(&l);
        mlg_zones_free(level);
        mlg_zones_free(com);
    }
}

/* --- what is missing
 * ------------------------------------------------------------------------------ */

static void what_is_missing(void **state)
{
    enum {
        W = 1 << MLG_MISSING_WAVES,
        D = 1 << MLG_MISSING_DATES,
        G = 1 << MLG_MISSING_GRANTS,
        B = 1 << MLG_MISSING_BEARERS,
        S = 1 << MLG_MISSING_STATES,
        C = 1 << MLG_MISSING_DECLARED,
        L = 1 << MLG_MISSING_DEADLINES,
        T = 1 << MLG_MISSING_TERRITORIES
    };
    static const struct {
        const char *columns, *row, *level; /* of the layer; NULL: none */
        unsigned missing;
    } rows[] = {
        { "id", "1", NULL, W | D | G | B | S | C | L },
        { "vague|date|subvention|porteur|etat|classe_declaree", "||||NA|", NULL,
          W | D | G | B | S | C | L },
        { "vague|date|subvention|porteur|etat|classe_declaree",
          "1|2021-01-01|1|SCIC|existant|qpv", NULL, L },
        { "vague|date|subvention|porteur|etat|classe_declaree",
          "1|2021-01-01|1|SCIC|projet|qpv", NULL, L | T },
        { "etat", "projet", "epci", W | D | G | B | C | L | T },
        { "etat", "projet", "arrondissement", W | D | G | B | C | L },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_zones *level = NULL;
        list l;

        list_make(&l, rows[i].columns, &rows[i].row, 1, "0");
        level = rows[i].level ? arrondissements(&l.w, rows[i].level) : NULL;
        list_hold(&l, level, NULL);
        assert_int_equal(l.p->missing, rows[i].missing);
        list_free(&l);
        mlg_zones_free(level);
    }
}

/* --- declared classes
 * --------------------------------------------------------------------------------- */

static void declared(void **state)
{
    enum {
        Q = 1 << MLG_CLASS_QPV,
        P = 1 << MLG_CLASS_PROXIMITE,
        H = 1 << MLG_CLASS_HORS,
        ANY = Q | P | H | 1 << MLG_CLASS_GRAND_CENTRE
    };
    static const struct {
        const char *said;
        uint8_t computed, classes, reason;
        char want; /* a: agrees, p: possible, d: disagrees, -: not declared */
    } rows[] = {
        { "qpv", MLG_CLASS_QPV, Q, 0, 'a' },
        { "qpv", MLG_CLASS_PROXIMITE, P, 0, 'd' },
        { "qpv", MLG_CLASS_INDETERMINE, Q | P, 0, 'p' },
        { "qpv", MLG_CLASS_INDETERMINE, P | H, 0, 'd' },
        { "grand_centre", MLG_CLASS_NON_LOCALISE, ANY, 0, 'p' },
        { "qpv", MLG_CLASS_HORS, Q, MLG_BECAUSE_OVERRIDE, 'd' }, /* overridden as qpv */
        { "hors_gcu", MLG_CLASS_HORS, Q, MLG_BECAUSE_OVERRIDE, 'a' },
        { "hors_gcu", MLG_CLASS_INDETERMINE, Q, MLG_BECAUSE_OVERRIDE, 'p' },
        { "rural", MLG_CLASS_HORS, H, 0, '-' },
        { "", MLG_CLASS_HORS, H, 0, '-' },
    };
    enum { N = sizeof rows / sizeof *rows };
    const char *cells[N];
    size_t of[128] = { 0 }, k = 0;
    mlg_declared *d = NULL;
    mlg_err err = { 0 };
    list l;

    (void)state;
    for (size_t i = 0; i < N; i++)
        cells[i] = rows[i].said;
    list_make(&l, "classe_declaree", cells, N, "0");
    for (size_t i = 0; i < N; i++) {
        l.c.rows[i].computed = rows[i].computed;
        l.c.rows[i].classes = rows[i].classes;
        l.c.rows[i].reason = rows[i].reason;
        of[(unsigned char)rows[i].want]++;
    }
    assert_ok(mlg_declared_new(&d, &l.c, &err));
    assert_int_equal(d->agreed, of['a']);
    assert_int_equal(d->possible, of['p']);
    assert_int_equal(d->n_disagreements, of['d']);
    assert_int_equal(d->undeclared, of['-']);
    assert_int_equal(d->declared, N - of['-']);
    for (size_t i = 0; i < N; i++)
        if (rows[i].want == 'd')
            assert_int_equal(d->disagreements[k++], i);
    assert_int_equal(d->confusion[MLG_CLASS_QPV][MLG_CLASS_INDETERMINE], 2);
    assert_int_equal(d->compatible[MLG_CLASS_QPV], 1);
    assert_int_equal(d->compatible[MLG_CLASS_GRAND_CENTRE], 1);
    assert_int_equal(mlg_diag_count(&l.w.diag, "declared-unknown"), 1);
    mlg_declared_free(d);
    list_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups),          cmocka_unit_test(a_wave_may_be_too_large),
        cmocka_unit_test(what_is_no_wave), cmocka_unit_test(deadlines),
        cmocka_unit_test(money),           cmocka_unit_test(needs),
        cmocka_unit_test(what_is_missing), cmocka_unit_test(declared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
