/* Small worlds of square communes: areas against positions taken at random, people against
 * every cell in turn, and what must add up from one level to the next. */
#include "test.h"

#include "dice.h"
#include "made.h"

enum { COLUMNS = 6, ROWS = 4, SIDE = 5000, HUBS_MAX = 9, CELLS = 500 };

static const double X = 652000, Y = 6862000;

typedef struct town {
    world w;
    plane *l93;
    int n_hubs, n_others;
    mlg_xy hub[HUBS_MAX], other[HUBS_MAX], cell[CELLS];
    int people[CELLS];
    double reach;
    bool drawn[HUBS_MAX]; /* serves a box of its own, not a distance */
    mlg_box box[HUBS_MAX];
    mlg_catchments *catchments; /* NULL: no hub does */
    mlg_zones *levels[3];       /* communes, EPCI of 2 x 2 of them, the whole */
    mlg_sites *sites;
    mlg_layer *cells;
} town;

static void make_levels(town *t)
{
    made m[3] = { made_new("com.shp", "EPSG:2154", "insee_com|siren_epci|population"),
                  made_new("epci.shp", "EPSG:2154", "siren_epci|population"),
                  made_new("reg.shp", "EPSG:2154", "insee_reg|population") };
    static const char *const names[3] = { "commune", "epci", "region" };
    char cells[60];

    for (int i = 0; i < COLUMNS * ROWS; i++) {
        int x = i % COLUMNS, y = i / COLUMNS;

        made_box(&m[0], X + x * SIDE, Y + y * SIDE, SIDE, SIDE);
        snprintf(cells, sizeof cells, "%05d|2000%02d|100", i, y / 2 * 3 + x / 2);
        made_row(&m[0], cells);
    }
    for (int i = 0; i < COLUMNS / 2 * (ROWS / 2); i++) {
        made_box(&m[1], X + i % 3 * 2 * SIDE, Y + i / 3 * 2 * SIDE, 2 * SIDE, 2 * SIDE);
        snprintf(cells, sizeof cells, "2000%02d|400", i);
        made_row(&m[1], cells);
    }
    made_box(&m[2], X, Y, COLUMNS * SIDE, ROWS * SIDE);
    made_row(&m[2], "11|2400");
    for (int l = 0; l < 3; l++)
        t->levels[l] = world_level(&t->w, &m[l], names[l]);
}

static mlg_xy anywhere(dice *d)
{
    return (mlg_xy){ X + dice_in(d, 0, COLUMNS * SIDE), Y + dice_in(d, 0, ROWS * SIDE) };
}

/* Some hubs, the first one surely, serve a box, which may be elsewhere. */
static void choose_boxes(town *t, dice *d)
{
    for (int i = 0; i < t->n_hubs; i++) {
        mlg_xy at = anywhere(d);
        double side = dice_in(d, 500, 9000);

        t->drawn[i] = !i || dice_int(d, 0, 1);
        t->box[i] =
            (mlg_box){ floor(at.x), floor(at.y), floor(at.x + side), floor(at.y + side) };
    }
}

/* Boxes that are not chosen, or of no fabrique, change nothing. */
static void draw_boxes(town *t)
{
    char *const where[] = { "minutes=30.0", "minutes=45" };
    const mlg_catchments_options o = { .where = where, .n_where = 2, .threads = 1 };
    made m = made_new("iso.geojson", "EPSG:2154", "site|minutes");
    mlg_err err = { 0 };

    made_box(&m, X, Y, COLUMNS * SIDE, ROWS * SIDE);
    made_row(&m, "t0|30"); /* of a tiers-lieu, or nobody */
    for (int i = 0; i < t->n_hubs; i++) {
        char cells[32];

        if (!t->drawn[i])
            continue;
        made_box(&m, t->box[i].xmin, t->box[i].ymin, t->box[i].xmax - t->box[i].xmin,
                 t->box[i].ymax - t->box[i].ymin);
        snprintf(cells, sizeof cells, "f%d|%s", i, i % 2 ? "30" : "45");
        made_row(&m, cells);
        made_box(&m, X, Y, COLUMNS * SIDE, ROWS * SIDE);
        snprintf(cells, sizeof cells, "f%d|60", i);
        made_row(&m, cells);
    }
    assert_ok(
        mlg_catchments_new(&t->catchments, made_layer(&m), &o, t->w.planes, &t->w.diag, &err));
    assert_ok(mlg_catchments_link(&t->catchments, 1, t->sites, &t->w.diag, &err));
}

static town town_new(dice *d, bool drawn)
{
    town t = { .w = world_new(), .l93 = world_plane(PLANE_MAINLAND) };
    made m = made_new("sites.csv", "EPSG:2154", "id|type"),
         p = made_new("cells.csv", "EPSG:2154", "ind");
    char id[32];

    make_levels(&t);
    t.reach = dice_in(d, 500, 9000);
    t.n_hubs = dice_int(d, 0, HUBS_MAX);
    t.n_others = dice_int(d, 0, HUBS_MAX);
    for (int i = 0; i < t.n_hubs; i++) {
        t.hub[i] = anywhere(d);
        snprintf(id, sizeof id, "f%d|fabrique", i);
        made_point(&m, t.hub[i].x, t.hub[i].y, id);
    }
    for (int i = 0; i < t.n_others; i++) {
        t.other[i] = anywhere(d);
        snprintf(id, sizeof id, "t%d|tiers-lieu", i);
        made_point(&m, t.other[i].x, t.other[i].y, id);
    }
    if (drawn)
        choose_boxes(&t, d);
    for (int i = 0; i < CELLS; i++) {
        char cells[16];

        t.cell[i] = anywhere(d);
        if (i < t.n_hubs && t.drawn[i]) /* on the edge: within */
            t.cell[i].x = t.box[i].xmin;
        t.people[i] = dice_int(d, 0, 30);
        snprintf(cells, sizeof cells, "%d", t.people[i]);
        made_point(&p, t.cell[i].x, t.cell[i].y, cells);
    }
    t.sites = world_sites(&t.w, &m, "0");
    if (drawn && t.n_hubs)
        draw_boxes(&t);
    t.cells = made_layer(&p);
    return t;
}

static void town_free(town *t)
{
    for (int l = 0; l < 3; l++)
        mlg_zones_free(t->levels[l]);
    mlg_sites_free(t->sites);
    mlg_catchments_free(t->catchments);
    mlg_layer_free(t->cells);
    plane_close(t->l93);
    world_free(&t->w);
}

static mlg_coverage *cover(town *t, bool cells, unsigned threads)
{
    mlg_coverage_options o = { .reaches = &(mlg_reach){ t->reach, NULL },
                               .n_reaches = !isnan(t->reach),
                               .catchments = &t->catchments,
                               .n_catchments = t->catchments != NULL,
                               .rules = &t->w.rules,
                               .communes = t->levels[0],
                               .cells = world_people(&t->w, cells ? t->cells : NULL),
                               .threads = threads };
    mlg_coverage *c = NULL;
    mlg_err err = { 0 };

    assert_ok(mlg_cover(&c, t->sites, t->levels, 3, &o, t->w.planes, &t->w.diag, &err));
    return c;
}

static double to_nearest(const town *t, mlg_xy p, int *which)
{
    double least = INFINITY;

    *which = -1;
    for (int i = 0; i < t->n_hubs; i++) {
        double d = plane_ground(t->l93, p, t->hub[i]);

        if (d < least) {
            least = d;
            *which = i;
        }
    }
    return least;
}

static bool within(mlg_box b, mlg_xy p)
{
    return p.x >= b.xmin && p.x <= b.xmax && p.y >= b.ymin && p.y <= b.ymax;
}

static bool is_served(const town *t, mlg_xy p)
{
    for (int i = 0; i < t->n_hubs; i++)
        if (t->drawn[i] ? within(t->box[i], p) : plane_ground(t->l93, p, t->hub[i]) <= t->reach)
            return true;
    return false;
}

/* --- one territory at a time -------------------------------------------------------------- */

static void check_area(const town *t, dice *d, const mlg_zones *z, const mlg_territory *row,
                       size_t f)
{
    enum { N = 400 };
    mlg_box b = z->box[f];
    int out = 0;
    double share, sigma;

    for (int k = 0; k < N; k++)
        out +=
            !is_served(t, (mlg_xy){ dice_in(d, b.xmin, b.xmax), dice_in(d, b.ymin, b.ymax) });
    share = (double)out / N;
    sigma = sqrt(fmax(share * (1 - share), 2.0 / N) / N);
    if (!(fabs(row->area_out_m2 / row->area_m2 - share) < 5 * sigma + 1e-3))
        fail_msg("%s %s: share out %.4f, sampled %.4f +- %.4f", mlg_zones_name(z),
                 mlg_zone_code(z, f), row->area_out_m2 / row->area_m2, share, sigma);
}

static void check_people(const town *t, const mlg_zones *z, const mlg_territory *row, size_t f)
{
    double all = 0, out = 0;
    uint32_t hubs = 0, others = 0;

    for (int i = 0; i < CELLS; i++) {
        if (!within(z->box[f], t->cell[i]))
            continue;
        all += t->people[i];
        if (!is_served(t, t->cell[i]))
            out += t->people[i];
    }
    for (int i = 0; i < t->n_hubs; i++)
        hubs += within(z->box[f], t->hub[i]);
    for (int i = 0; i < t->n_others; i++)
        others += within(z->box[f], t->other[i]);
    assert_near(row->population, all, 0);
    assert_near(row->population_out, out, 0);
    assert_int_equal(row->n_fabriques, hubs);
    assert_int_equal(row->n_tiers_lieux, others);
}

/* From the mean place of the people, or from the interior point, which of a square is its
 * middle. */
static mlg_xy measured_from(const town *t, mlg_box b)
{
    mlg_xy sum = { 0, 0 };
    double people = 0;

    for (int i = 0; i < CELLS; i++) {
        if (!within(b, t->cell[i]))
            continue;
        sum.x += t->people[i] * (t->cell[i].x - b.xmin);
        sum.y += t->people[i] * (t->cell[i].y - b.ymin);
        people += t->people[i];
    }
    if (people == 0)
        return (mlg_xy){ (b.xmin + b.xmax) / 2, (b.ymin + b.ymax) / 2 };
    return (mlg_xy){ b.xmin + sum.x / people, b.ymin + sum.y / people };
}

static void check_nearest(const town *t, const mlg_zones *z, const mlg_territory *row, size_t f)
{
    int which;
    double want = to_nearest(t, measured_from(t, z->box[f]), &which);

    if (which < 0) {
        assert_int_equal(row->nearest, MLG_NO_SITE);
        assert_true(isnan(row->nearest_m));
        return;
    }
    assert_int_equal(row->nearest, which);
    assert_near(row->nearest_m, want, 0.1); /* moments are kept to a sixteenth */
}

static void territories(void **state)
{
    dice d = dice_new("territories");

    (void)state;
    for (int round = 0; round < 12; round++) {
        town t = town_new(&d, round % 2);
        mlg_coverage *c = cover(&t, true, 1);

        for (int l = 0; l < 3; l++) {
            const mlg_zones *z = t.levels[l];
            size_t n = 0;

            for (size_t f = 0; f < z->n; f++) {
                const mlg_territory *row = &c->levels[l].rows[f];

                check_area(&t, &d, z, row, f);
                check_people(&t, z, row, f);
                check_nearest(&t, z, row, f);
                assert_true((row->statut == MLG_STATUT_POURVU) == (row->n_fabriques > 0));
            }
            for (int s = 0; s < MLG_STATUT_COUNT; s++)
                n += c->levels[l].statuts[s];
            assert_int_equal(n, z->n);
            assert_int_equal(c->levels[l].attached_by_position, t.n_hubs + t.n_others);
        }
        mlg_coverage_free(c);
        town_free(&t);
    }
}

/* --- sums -----------------------------------------------------------------------------------
 */

static size_t parent(size_t commune, int level)
{
    size_t x = commune % COLUMNS, y = commune / COLUMNS;

    return level == 1 ? y / 2 * 3 + x / 2 : 0;
}

static void levels_add_up(void **state)
{
    dice d = dice_new("levels add up");

    (void)state;
    for (int round = 0; round < 20; round++) {
        town t = town_new(&d, round % 2);
        mlg_coverage *c = cover(&t, round % 2, 2);

        for (int l = 1; l < 3; l++) {
            for (size_t f = 0; f < t.levels[l]->n; f++) {
                const mlg_territory *row = &c->levels[l].rows[f];
                mlg_territory sum = { 0 };

                for (size_t k = 0; k < t.levels[0]->n; k++) {
                    const mlg_territory *part = &c->levels[0].rows[k];

                    if (parent(k, l) != f)
                        continue;
                    sum.area_m2 += part->area_m2;
                    sum.area_out_m2 += part->area_out_m2;
                    sum.population += part->population;
                    sum.population_out += part->population_out;
                    sum.n_fabriques += part->n_fabriques;
                    sum.n_tiers_lieux += part->n_tiers_lieux;
                }
                assert_near(row->area_m2, sum.area_m2, 1e-8 * row->area_m2);
                assert_near(row->area_out_m2, sum.area_out_m2, 1e-8 * row->area_m2);
                assert_near(row->population, sum.population, 1e-9);
                /* spread evenly: the scale varies a little from one commune to the next */
                assert_near(row->population_out, sum.population_out,
                            round % 2 ? 0 : 2e-4 * row->population);
                assert_int_equal(row->n_fabriques, sum.n_fabriques);
                assert_int_equal(row->n_tiers_lieux, sum.n_tiers_lieux);
            }
        }
        mlg_coverage_free(c);
        town_free(&t);
    }
}

/* Gaps are the communes' uncovered parts, merged: as much land, as many people; the same
 * gaps whatever level they are made from. */
static void gaps_add_up(void **state)
{
    dice d = dice_new("gaps add up");

    (void)state;
    for (int round = 0; round < 20; round++) {
        town t = town_new(&d, round % 2);
        mlg_coverage *c = cover(&t, true, 1);
        double out = 0, gaps = 0, people = 0, largest = INFINITY;

        for (size_t f = 0; f < t.levels[0]->n; f++)
            out += c->levels[0].rows[f].area_out_m2;
        assert_int_equal(c->gap_polys.n, c->n_gaps);
        for (size_t g = 0; g < c->n_gaps; g++) {
            mlg_xy remote = c->gaps[g].remote;
            int which;

            assert_true(c->gaps[g].area_m2 <= largest);
            largest = c->gaps[g].area_m2;
            gaps += largest;
            people += c->gaps[g].population;
            assert_true(c->gaps[g].n_communes >= 1 && c->gaps[g].n_communes <= 24);
            plane_from_lonlat(t.l93, &remote, 1);
            if (t.n_hubs)
                assert_near(c->gaps[g].remote_m, to_nearest(&t, remote, &which), 1e-3);
            else
                assert_true(isnan(c->gaps[g].remote_m));
        }
        assert_near(gaps, out, 1e-7 * out + 2.0 * (double)c->n_gaps + 2);
        assert_near(people, c->population_out, 0);
        mlg_coverage_free(c);
        town_free(&t);
    }
}

static bool same_row(const mlg_territory *a, const mlg_territory *b)
{
    return a->statut == b->statut && a->n_fabriques == b->n_fabriques &&
           a->population_out == b->population_out && a->area_m2 == b->area_m2 &&
           a->area_out_m2 == b->area_out_m2 && a->share_out == b->share_out &&
           a->nearest == b->nearest;
}

static void threads_change_nothing(void **state)
{
    dice d = dice_new("threads change nothing");

    (void)state;
    for (int round = 0; round < 3; round++) {
        town t = town_new(&d, round % 2);
        mlg_coverage *c = cover(&t, true, 1);

        for (unsigned threads = 2; threads <= 8; threads += 3) {
            mlg_coverage *other = cover(&t, true, threads);

            for (int l = 0; l < 3; l++)
                for (size_t f = 0; f < t.levels[l]->n; f++)
                    assert_true(same_row(&c->levels[l].rows[f], &other->levels[l].rows[f]));
            assert_int_equal(c->n_gaps, other->n_gaps);
            assert_int_equal(c->gap_polys.n_xy, other->gap_polys.n_xy);
            assert_memory_equal(c->gap_polys.xy, other->gap_polys.xy,
                                c->gap_polys.n_xy * sizeof(mlg_xy));
            mlg_coverage_free(other);
        }
        mlg_coverage_free(c);
        town_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(territories),
        cmocka_unit_test(levels_add_up),
        cmocka_unit_test(gaps_add_up),
        cmocka_unit_test(threads_change_nothing),
    };

    return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
