/* Classes against their definition: positions taken one by one in the location's region,
 * each with its own side of the QPV, of their surroundings and of the centres. */
#include "test.h"

#include "analysis/siting/standing.h"
#include "dice.h"
#include "made.h"

enum { MOST = 10, SITES = 60, LONGEST = 8 };

typedef struct ring {
    mlg_xy xy[LONGEST];
    int n;
} ring;

/* Polygons of one layer: simple rings, every one alone in its zone but for the holes. */
typedef struct drawn {
    ring shell[MOST], hole[MOST]; /* hole[i].n is 0: none */
    int n;
} drawn;

typedef struct town {
    drawn qpv, centres;
    double proximity;
    plane *l93;
} town;

static const mlg_xy middle = { 652000, 6862000 };

static ring star(dice *d, mlg_xy c, double size, double least, double most)
{
    ring r = { .n = dice_int(d, 3, LONGEST) };

    for (int k = 0; k < r.n; k++) {
        double angle = 6.283185307179586 * k / r.n, radius = size * dice_in(d, least, most);

        r.xy[k] = (mlg_xy){ c.x + radius * cos(angle), c.y + radius * sin(angle) };
    }
    return r;
}

static ring box(double x, double y, double width, double height)
{
    return (ring){ { { x, y }, { x + width, y }, { x + width, y + height }, { x, y + height } },
                   4 };
}

/* A third are boxes that share a side with the one before. */
static void draw(drawn *out, dice *d, int n, double size)
{
    *out = (drawn){ .n = n };
    for (int i = 0; i < n; i++) {
        mlg_xy c = { middle.x + dice_in(d, -2000, 2000), middle.y + dice_in(d, -2000, 2000) };

        if (i && i % 3 == 1 && out->shell[i - 1].n == 4) {
            const mlg_xy *before = out->shell[i - 1].xy;

            out->shell[i] =
                box(before[1].x, before[1].y, dice_in(d, 50, size), before[2].y - before[1].y);
        } else if (i % 3 == 0) {
            out->shell[i] = box(c.x, c.y, dice_in(d, 50, size), dice_in(d, 50, size));
        } else {
            out->shell[i] = star(d, c, size, 0.5, 1);
            if (dice_int(d, 0, 1))
                out->hole[i] = star(d, c, size, 0.1, 0.2);
        }
    }
}

static mlg_zones *place(world *w, const drawn *z, mlg_role role, const char *prefix)
{
    made m = made_new(prefix, "EPSG:2154", "code");

    for (int i = 0; i < z->n; i++) {
        char code[16];

        made_shell(&m, z->shell[i].xy, (size_t)z->shell[i].n);
        if (z->hole[i].n)
            made_hole(&m, z->hole[i].xy, (size_t)z->hole[i].n);
        snprintf(code, sizeof code, "%s%02d", prefix, i);
        made_row(&m, code);
    }
    return world_zones(w, &m, role, NULL);
}

/* --- the definition ---------------------------------------------------------------------- */

static bool in_ring(const ring *r, mlg_xy p)
{
    bool in = false;

    for (int i = 0; i < r->n; i++) {
        mlg_xy a = r->xy[i], b = r->xy[(i + 1) % r->n];

        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y))
            in = !in;
    }
    return in;
}

static bool in_any(const drawn *z, mlg_xy p)
{
    for (int i = 0; i < z->n; i++)
        if (in_ring(&z->shell[i], p) && !in_ring(&z->hole[i], p))
            return true;
    return false;
}

/* Planar distance to the boundary of a ring; `shift` metres aside of the nearest point. */
static double to_ring(const ring *r, mlg_xy p, double shift, mlg_xy *at)
{
    double least = INFINITY;

    for (int i = 0; i < r->n; i++) {
        mlg_xy a = r->xy[i], b = r->xy[(i + 1) % r->n], c;
        double dx = b.x - a.x, dy = b.y - a.y, l2 = dx * dx + dy * dy;
        double t = ((p.x - a.x) * dx + (p.y - a.y) * dy) / l2 + shift / sqrt(l2), d;

        t = t < 0 ? 0 : t > 1 ? 1 : t;
        c = (mlg_xy){ a.x + t * dx, a.y + t * dy };
        d = hypot(p.x - c.x, p.y - c.y);
        if (d < least) {
            least = d;
            *at = c;
        }
    }
    return least;
}

static double to_boundary(const drawn *z, mlg_xy p)
{
    double least = INFINITY;
    mlg_xy at;

    for (int i = 0; i < z->n; i++) {
        least = fmin(least, to_ring(&z->shell[i], p, 0, &at));
        least = fmin(least, to_ring(&z->hole[i], p, 0, &at));
    }
    return least;
}

/* The geodesic to the nearest of many points of the boundary. */
static double geodesic_to(const drawn *z, plane *l93, mlg_xy p)
{
    double least = INFINITY;

    for (int i = 0; i < z->n; i++) {
        for (int k = -3; k <= 3; k++) {
            mlg_xy at;

            to_ring(&z->shell[i], p, k, &at);
            least = fmin(least, plane_geodesic(l93, p, at));
            if (!z->hole[i].n)
                continue;
            to_ring(&z->hole[i], p, k, &at);
            least = fmin(least, plane_geodesic(l93, p, at));
        }
    }
    return least;
}

/* Where one position stands; 0: within `doubt` metres of a change. */
static standings stand(const town *t, mlg_xy p, double doubt)
{
    double scale = plane_scale(t->l93, p), q = to_boundary(&t->qpv, p) / scale;
    double c = to_boundary(&t->centres, p) / scale;
    bool in_centre = in_any(&t->centres, p);

    if (fmin(q, c) < doubt)
        return 0;
    if (in_any(&t->qpv, p))
        return in_centre ? IN_QPV_IN_CENTRE : IN_QPV_OUTSIDE;
    if (fabs(q - t->proximity) < doubt)
        return 0;
    if (q < t->proximity)
        return in_centre ? NEAR_IN_CENTRE : NEAR_OUTSIDE;
    return in_centre ? FAR_IN_CENTRE : FAR_OUTSIDE;
}

static town build(dice *d, world *w, plane *l93)
{
    town t = { .proximity = dice_int(d, 0, 2) ? 300 : 500, .l93 = l93 };

    draw(&t.qpv, d, dice_int(d, 1, 5), 500);
    draw(&t.centres, d, dice_int(d, 1, 3), 2000);
    w->rules.proximity_m = t.proximity;
    return t;
}

/* --- sites and answers -------------------------------------------------------------------- */

static mlg_sites *sites_at(world *w, const mlg_xy *at, const double *radius,
                           const uint32_t *order, int n)
{
    made m = made_new("sites.csv", "EPSG:2154", "id|precision");

    for (int k = 0; k < n; k++) {
        uint32_t i = order ? order[k] : (uint32_t)k;
        char cells[64];

        snprintf(cells, sizeof cells, "%u|%.3f", i, radius[i]);
        made_point(&m, at[i].x, at[i].y, cells);
    }
    return world_sites(w, &m, NULL);
}

static mlg_classification *classify(world *w, const mlg_sites *s, const mlg_zones *qpv,
                                    const mlg_zones *centres, const mlg_zones *communes,
                                    unsigned threads)
{
    mlg_classification *c = NULL;
    mlg_err err = { 0 };

    assert_ok(world_classify(&c, w, s, qpv, centres, communes, threads, &err));
    return c;
}

/* Sets of possible values of a set of standings. */
static mlg_site_class meaning(standings s)
{
    mlg_site_class row = { 0 };

    standings_apply(s, &row);
    return row;
}

static void exact_points(void **state)
{
    dice d = dice_new("exact points");
    plane *l93 = world_plane(PLANE_MAINLAND);
    size_t met[MLG_CLASS_COUNT] = { 0 };

    (void)state;
    for (int round = 0; round < 20; round++) {
        world w = world_new();
        town t = build(&d, &w, l93);
        mlg_zones *qpv = place(&w, &t.qpv, MLG_ROLE_QPV, "Q");
        mlg_zones *centres = place(&w, &t.centres, MLG_ROLE_CENTRE, "C");
        mlg_xy at[SITES];
        double zero[SITES] = { 0 };
        mlg_sites *s;
        mlg_classification *c;

        for (int i = 0; i < SITES; i++)
            at[i] = (mlg_xy){ middle.x + dice_in(&d, -3000, 3000),
                              middle.y + dice_in(&d, -3000, 3000) };
        s = sites_at(&w, at, zero, NULL, SITES);
        c = classify(&w, s, qpv, centres, NULL, 1);
        for (int i = 0; i < SITES; i++) {
            const mlg_site_class *row = &c->rows[i];
            standings want = stand(&t, at[i], 1e-3);
            double q = geodesic_to(&t.qpv, l93, at[i]), e = geodesic_to(&t.centres, l93, at[i]);

            if (!want)
                continue;
            assert_int_equal(row->klass, meaning(want).klass);
            assert_int_equal(row->eligibility, meaning(want).eligibility);
            assert_near(row->distance_qpv, want & ANY_IN_QPV ? 0 : q, 1e-4);
            assert_near(row->distance_centre, want & ANY_IN_CENTRE ? 0 : e, 1e-4);
            if (t.qpv.n == 1)
                assert_near(row->depth_qpv, want & ANY_IN_QPV ? q : 0, 1e-4);
            met[row->klass]++;
        }
        mlg_classification_free(c);
        mlg_sites_free(s);
        mlg_zones_free(qpv);
        mlg_zones_free(centres);
        world_free(&w);
    }
    for (int k = 0; k < MLG_CLASS_INDETERMINE; k++) /* the test would be blind otherwise */
        assert_true(met[k] > 2);
    plane_close(l93);
}

/* Moving an exact point by less than its margin never changes its class. */
static void margins_hold(void **state)
{
    dice d = dice_new("margins hold");
    plane *l93 = world_plane(PLANE_MAINLAND);

    (void)state;
    for (int round = 0; round < 15; round++) {
        world w = world_new();
        town t = build(&d, &w, l93);
        mlg_zones *qpv = place(&w, &t.qpv, MLG_ROLE_QPV, "Q");
        mlg_zones *centres = place(&w, &t.centres, MLG_ROLE_CENTRE, "C");
        mlg_xy at[SITES];
        double zero[SITES] = { 0 };
        mlg_sites *s;
        mlg_classification *c;

        for (int i = 0; i < SITES; i++)
            at[i] = (mlg_xy){ middle.x + dice_in(&d, -3000, 3000),
                              middle.y + dice_in(&d, -3000, 3000) };
        s = sites_at(&w, at, zero, NULL, SITES);
        c = classify(&w, s, qpv, centres, NULL, 1);
        for (int i = 0; i < SITES; i++) {
            double reach = c->rows[i].margin * plane_scale(l93, at[i]) * 0.9999;

            assert_true(reach >= 0);
            for (int k = 0; k < 50; k++) {
                double angle = dice_in(&d, 0, 6.283185307179586);
                mlg_xy p = { at[i].x + reach * cos(angle), at[i].y + reach * sin(angle) };
                standings there = stand(&t, p, 1e-3);

                if (there && meaning(there).klass != c->rows[i].klass)
                    fail_msg("(%.17g %.17g), margin %.6f: %s becomes %s", at[i].x, at[i].y,
                             c->rows[i].margin, mlg_class_name((mlg_class)c->rows[i].klass),
                             mlg_class_name((mlg_class)meaning(there).klass));
            }
        }
        mlg_classification_free(c);
        mlg_sites_free(s);
        mlg_zones_free(qpv);
        mlg_zones_free(centres);
        world_free(&w);
    }
    plane_close(l93);
}

/* --- regions ------------------------------------------------------------------------------ */

typedef struct seen {
    size_t told, missed; /* values told possible; those of them that no sample met */
} seen;

/* What samples met must be told; what is told must have been met, or be tiny. */
static void compare(seen *total, const mlg_site_class *row, standings met, const char *what)
{
    mlg_site_class want = meaning(met);

    if ((want.classes & ~row->classes) || (want.eligibilities & ~row->eligibilities))
        fail_msg("%s: classes %x, sampled %x; eligibilities %x, sampled %x", what, row->classes,
                 want.classes, row->eligibilities, want.eligibilities);
    for (int k = 0; k < MLG_CLASS_COUNT; k++) {
        total->told += row->classes >> k & 1;
        total->missed += (row->classes & ~want.classes) >> k & 1;
    }
}

static standings sample_disc(const town *t, dice *d, mlg_xy at, double radius, int n)
{
    double planar = radius * plane_scale(t->l93, at);
    standings met = 0;

    for (int k = 0; k < n; k++) {
        double angle = dice_in(d, 0, 6.283185307179586), r = planar * sqrt(dice_in(d, 0, 1));

        met |= stand(t, (mlg_xy){ at.x + r * cos(angle), at.y + r * sin(angle) }, 0.05);
    }
    return met;
}

static void discs(void **state)
{
    dice d = dice_new("discs");
    plane *l93 = world_plane(PLANE_MAINLAND);
    seen total = { 0 };
    size_t coarse = 0, settled = 0;

    (void)state;
    for (int round = 0; round < 10; round++) {
        world w = world_new();
        town t = build(&d, &w, l93);
        mlg_zones *qpv = place(&w, &t.qpv, MLG_ROLE_QPV, "Q");
        mlg_zones *centres = place(&w, &t.centres, MLG_ROLE_CENTRE, "C");
        mlg_xy at[SITES];
        double radius[SITES];
        mlg_sites *s;
        mlg_classification *c;

        for (int i = 0; i < SITES; i++) {
            at[i] = (mlg_xy){ middle.x + dice_in(&d, -2000, 2000),
                              middle.y + dice_in(&d, -2000, 2000) };
            radius[i] = rint(pow(10, dice_in(&d, 1.2, 2.9)));
        }
        s = sites_at(&w, at, radius, NULL, SITES);
        c = classify(&w, s, qpv, centres, NULL, 2);
        for (int i = 0; i < SITES; i++) {
            char what[80];

            snprintf(what, sizeof what, "(%.17g %.17g) within %g m", at[i].x, at[i].y,
                     radius[i]);
            compare(&total, &c->rows[i], sample_disc(&t, &d, at[i], radius[i], 600), what);
            coarse += c->rows[i].klass == MLG_CLASS_INDETERMINE;
            settled += c->rows[i].klass != MLG_CLASS_INDETERMINE;
        }
        mlg_classification_free(c);
        mlg_sites_free(s);
        mlg_zones_free(qpv);
        mlg_zones_free(centres);
        world_free(&w);
    }
    printf("discs: %zu coarse, %zu settled, %zu of %zu possible classes too small to meet\n",
           coarse, settled, total.missed, total.told);
    assert_true(coarse > 50 && settled > 50);
    assert_true(total.missed * 25 < total.told);
    plane_close(l93);
}

static standings sample_commune(const town *t, dice *d, const ring *commune, double margin,
                                int n)
{
    standings met = 0;

    for (int k = 0; k < n;) {
        mlg_xy p = { middle.x + dice_in(d, -3000, 3000), middle.y + dice_in(d, -3000, 3000) };
        mlg_xy at;

        if (!in_ring(commune, p))
            continue;
        k++;
        if (to_ring(commune, p, 0, &at) / plane_scale(t->l93, p) > margin + 0.3)
            met |= stand(t, p, 0.05);
    }
    return met;
}

/* Sites known by their commune alone; the polygon is a star, shrunk by the margin. */
static void communes(void **state)
{
    dice d = dice_new("communes");
    plane *l93 = world_plane(PLANE_MAINLAND);
    seen total = { 0 };

    (void)state;
    for (int round = 0; round < 60; round++) {
        world w = world_new();
        town t = build(&d, &w, l93);
        mlg_zones *qpv = place(&w, &t.qpv, MLG_ROLE_QPV, "Q");
        mlg_zones *centres = place(&w, &t.centres, MLG_ROLE_CENTRE, "C");
        drawn territory = { .n = 1 };
        made m = made_new("sites.csv", "EPSG:2154", "id|insee_com");
        mlg_zones *commune;
        mlg_sites *s;
        mlg_classification *c;
        standings met;
        char what[40];

        territory.shell[0] = star(&d,
                                  (mlg_xy){ middle.x + dice_in(&d, -1000, 1000),
                                            middle.y + dice_in(&d, -1000, 1000) },
                                  dice_in(&d, 600, 2000), 0.5, 1);
        w.rules.commune_margin_m = dice_int(&d, 0, 4) * 25;
        commune = place(&w, &territory, MLG_ROLE_COMMUNE, "K");
        made_row(&m, "1|K00");
        s = world_sites(&w, &m, "commune");
        c = classify(&w, s, qpv, centres, commune, 1);
        assert_int_equal(c->rows[0].found, MLG_FOUND_BY_CODE);
        met = sample_commune(&t, &d, &territory.shell[0], w.rules.commune_margin_m, 1500);
        snprintf(what, sizeof what, "round %d", round);
        if (met)
            compare(&total, &c->rows[0], met, what);
        mlg_classification_free(c);
        mlg_sites_free(s);
        mlg_zones_free(qpv);
        mlg_zones_free(centres);
        mlg_zones_free(commune);
        world_free(&w);
    }
    printf("communes: %zu of %zu possible classes too small to meet\n", total.missed,
           total.told);
    assert_true(total.missed * 15 < total.told);
    plane_close(l93);
}

/* --- neither order nor threads --------------------------------------------------------------
 */

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_row(const mlg_site_class *a, const mlg_site_class *b)
{
    return a->klass == b->klass && a->eligibility == b->eligibility && a->reason == b->reason &&
           a->found == b->found && a->classes == b->classes &&
           a->eligibilities == b->eligibilities && a->computed == b->computed &&
           a->qpv == b->qpv && a->centre == b->centre &&
           same_number(a->distance_qpv, b->distance_qpv) &&
           same_number(a->distance_centre, b->distance_centre) &&
           same_number(a->depth_qpv, b->depth_qpv) && same_number(a->margin, b->margin);
}

static void order_and_threads(void **state)
{
    dice d = dice_new("order and threads");
    plane *l93 = world_plane(PLANE_MAINLAND);
    enum { MANY = 800 };

    (void)state;
    for (int round = 0; round < 4; round++) {
        world w = world_new();
        town t = build(&d, &w, l93);
        mlg_zones *qpv = place(&w, &t.qpv, MLG_ROLE_QPV, "Q");
        mlg_zones *centres = place(&w, &t.centres, MLG_ROLE_CENTRE, "C");
        static mlg_xy at[MANY];
        static double radius[MANY];
        uint32_t order[MANY];
        mlg_sites *s;
        mlg_classification *reference;

        for (uint32_t i = 0; i < MANY; i++) {
            at[i] = (mlg_xy){ middle.x + dice_in(&d, -3000, 3000),
                              middle.y + dice_in(&d, -3000, 3000) };
            if (i % 10 == 9) /* on vertices: ties */
                at[i] = t.qpv.shell[i % (uint32_t)t.qpv.n].xy[i % 3];
            radius[i] = i % 5 ? 0 : dice_in(&d, 1, 400);
            order[i] = i;
        }
        s = sites_at(&w, at, radius, NULL, MANY);
        reference = classify(&w, s, qpv, centres, NULL, 1);
        for (unsigned threads = 1; threads <= 8; threads++) {
            mlg_sites *shuffled;
            mlg_classification *c;

            for (int i = MANY - 1; i > 0; i--) {
                int k = dice_int(&d, 0, i);
                uint32_t swap = order[i];

                order[i] = order[k];
                order[k] = swap;
            }
            shuffled = sites_at(&w, at, radius, order, MANY);
            c = classify(&w, shuffled, qpv, centres, NULL, threads);
            for (int k = 0; k < MANY; k++)
                if (!same_row(&c->rows[k], &reference->rows[order[k]]))
                    fail_msg("site %u differs with %u threads", order[k], threads);
            assert_memory_equal(&c->all, &reference->all, sizeof c->all);
            mlg_classification_free(c);
            mlg_sites_free(shuffled);
        }
        mlg_classification_free(reference);
        mlg_sites_free(s);
        mlg_zones_free(qpv);
        mlg_zones_free(centres);
        world_free(&w);
    }
    plane_close(l93);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_points),
        cmocka_unit_test(margins_hold),
        cmocka_unit_test(discs),
        cmocka_unit_test(communes),
        cmocka_unit_test(order_and_threads),
    };

    return cmocka_run_group_tests_name("classify", tests, NULL, NULL);
}
