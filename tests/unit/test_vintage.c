/* Which QPV layer judges a site: periods, dates, overseas. */
#include "test.h"

#include "analysis/siting/sites.h"
#include "analysis/siting/vintage.h"
#include "made.h"

enum { NONE = 0, FIRST = 1, SECOND = 2, EITHER = 3 };

static int32_t day(const char *text)
{
    int32_t d = MLG_NO_DAY;

    assert_true(!*text || mlg_day(text, &d));
    return d;
}

static mlg_period period(const char *text)
{
    mlg_period p;

    assert_true(mlg_period_read(text, &p));
    return p;
}

typedef struct pair {
    world w;
    mlg_zones *zones[2];
    mlg_vintage vintages[2];
} pair;

/* The two geographies of the law. */
static pair pair_new(void)
{
    pair p = { .w = world_new() };
    static const char *const names[] = { "2015.shp", "2024.shp" };

    for (int i = 0; i < 2; i++) {
        made m = made_new(names[i], "EPSG:2154", "code");

        made_box(&m, 652000, 6862000, 100, 100);
        made_row(&m, "Q");
        p.zones[i] = world_zones(&p.w, &m, MLG_ROLE_QPV, NULL);
    }
    p.vintages[0] = (mlg_vintage){ p.zones[0], period("2015-01-01/2023-12-31"),
                                   period("2015-01-01/2024-12-31") };
    p.vintages[1] =
        (mlg_vintage){ p.zones[1], period("2024-01-01/.."), period("2025-01-01/..") };
    return p;
}

static void pair_free(pair *p)
{
    mlg_zones_free(p->zones[0]);
    mlg_zones_free(p->zones[1]);
    world_free(&p->w);
}

/* One site, at a point or known by its commune's code. */
static mlg_sites *site(world *w, const char *date, double lon, double lat, const char *commune)
{
    made m = made_new("sites.csv", "EPSG:4326", "id|date|insee_com|precision");
    char cells[64];

    snprintf(cells, sizeof cells, "1|%s|%s|%s", date, commune, *commune ? "commune" : "0");
    made_point(&m, lon, lat, cells);
    return world_sites(w, &m, NULL);
}

static void the_law(void **state)
{
    static const struct {
        const char *what, *date;
        double lon, lat;
        const char *commune;
        unsigned want;
    } rows[] = {
        { "Paris, first day", "2015-01-01", 2.35, 48.85, "", FIRST },
        { "Paris, the day before", "2014-12-31", 2.35, 48.85, "", NONE },
        { "Paris, last day", "2023-12-31", 2.35, 48.85, "", FIRST },
        { "Paris, next day", "01/01/2024", 2.35, 48.85, "", SECOND },
        { "Paris, long after", "2030-05-05", 2.35, 48.85, "", SECOND },
        { "Paris, no date", "", 2.35, 48.85, "", EITHER },
        { "La Réunion, 2024", "2024-06-01", 55.5, -21.1, "", FIRST },
        { "La Réunion, 2025", "2025-01-01", 55.5, -21.1, "", SECOND },
        { "Martinique by its commune, 2024", "2024-06-01", NAN, NAN, "97209", FIRST },
        { "Lyon by its commune, 2024", "2024-06-01", NAN, NAN, "69123", SECOND },
        { "Corsica", "2024-06-01", 9.15, 42.2, "", SECOND },
    };
    pair p = pair_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_sites *s = site(&p.w, rows[i].date, rows[i].lon, rows[i].lat, rows[i].commune);
        mlg_geography g = { p.vintages, 2, MLG_WHEN_OWN_DATE, 0, 0, p.zones[0], NULL };
        vintages got = 99;
        mlg_err err = { 0 };

        assert_ok(vintages_of_sites(&got, s, &g, &p.w.diag, &err));
        if (got != rows[i].want)
            fail_msg("%s: %u", rows[i].what, (unsigned)got);

        g.when = MLG_WHEN_DAY; /* the same day said for all: the site's own does not matter */
        g.day = day("2024-07-01");
        assert_ok(vintages_of_sites(&got, s, &g, &p.w.diag, &err));
        assert_int_equal(
            got, strstr(rows[i].what, "R") || strstr(rows[i].what, "Mart") ? FIRST : SECOND);
        g.when = MLG_WHEN_CHOSEN;
        g.chosen = 1;
        assert_ok(vintages_of_sites(&got, s, &g, &p.w.diag, &err));
        assert_int_equal(got, SECOND);
        mlg_sites_free(s);
    }
    assert_int_equal(mlg_diag_count(&p.w.diag, "date-missing"), 1);
    assert_int_equal(mlg_diag_count(&p.w.diag, "no-vintage"), 1);
    pair_free(&p);
}

static void periods_that_cannot_be(void **state)
{
    static const struct {
        const char *what, *first, *second, *says;
    } rows[] = {
        { "one day in common", "2015-01-01/2024-01-01", "2024-01-01/..", "2024-01-01" },
        { "one within the other", "2015-01-01/..", "2020-01-01/2021-12-31", "2020-01-01" },
        { "nothing said", "../..", "../..", "no periods" },
        { "no start", "../2020-01-01", "../2019-01-01", "no periods" },
    };
    pair p = pair_new();
    mlg_sites *s = site(&p.w, "2020-01-01", 2.35, 48.85, "");

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_geography g = { p.vintages, 2, MLG_WHEN_OWN_DATE, 0, 0, p.zones[0], NULL };
        vintages got;
        mlg_err err = { 0 };

        p.vintages[0].mainland = p.vintages[0].overseas = period(rows[i].first);
        p.vintages[1].mainland = p.vintages[1].overseas = period(rows[i].second);
        assert_int_equal(vintages_of_sites(&got, s, &g, &p.w.diag, &err), MLG_EDATA);
        if (!strstr(err.what, rows[i].says) || !strstr(err.what, "2015.shp"))
            fail_msg("%s: %s", rows[i].what, err.what);

        g.when = MLG_WHEN_CHOSEN; /* one for all: periods do not matter */
        err = (mlg_err){ 0 };
        assert_ok(vintages_of_sites(&got, s, &g, &p.w.diag, &err));
    }
    mlg_sites_free(s);
    pair_free(&p);
}

static void overseas_periods_are_checked_too(void **state)
{
    pair p = pair_new();
    mlg_sites *s = site(&p.w, "2020-01-01", 2.35, 48.85, "");
    mlg_geography g = { p.vintages, 2, MLG_WHEN_OWN_DATE, 0, 0, p.zones[0], NULL };
    vintages got;
    mlg_err err = { 0 };

    (void)state;
    p.vintages[1].overseas = period("2024-01-01/..");
    assert_int_equal(vintages_of_sites(&got, s, &g, &p.w.diag, &err), MLG_EDATA);
    assert_non_null(strstr(err.what, "overseas"));
    mlg_sites_free(s);
    pair_free(&p);
}

static void periods_as_texts(void **state)
{
    static const struct {
        const char *text;
        bool read;
        const char *from, *to;
    } rows[] = {
        { "2015-01-01/2023-12-31", true, "2015-01-01", "2023-12-31" },
        { "2024-01-01/..", true, "2024-01-01", "" },
        { "2024-01-01/", true, "2024-01-01", "" },
        { "../2023-12-31", true, "", "2023-12-31" },
        { "2020-02-29/2020-02-29", true, "2020-02-29", "2020-02-29" },
        { "2021-02-29/..", false, "", "" },
        { "2023-12-31/2015-01-01", false, "", "" },
        { "2015-01-01", false, "", "" },
        { "", false, "", "" },
        { "2015-01-01/2023-12-31/2024-01-01", false, "", "" },
        { "2015/2023", false, "", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_period p;

        if (mlg_period_read(rows[i].text, &p) != rows[i].read)
            fail_msg("'%s'", rows[i].text);
        if (!rows[i].read)
            continue;
        assert_int_equal(p.from, day(rows[i].from));
        assert_int_equal(p.to, day(rows[i].to));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_law),
        cmocka_unit_test(periods_that_cannot_be),
        cmocka_unit_test(overseas_periods_are_checked_too),
        cmocka_unit_test(periods_as_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
