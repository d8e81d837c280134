/* Gaps of crooked tilings, beyond discs and catchments: they add up to what their territories
 * lack, which is what GEOS leaves of them, hold what a search in every direction finds, lie
 * beyond every reach, and their most remote points are those of a brute force. */
#include "test.h"

#include "analysis/coverage/gapset.h"
#include "dice.h"
#include "geo/discs.h"
#include "geo/geos.h"
#include "made.h"

enum { COLUMNS = 7, ROWS = 5, SIDE = 4000, HUBS_MAX = 25, STARS_MAX = 9, RAYS = 11 };

static const double X = 652000, Y = 6862000;

typedef struct town {
    world w;
    plane *l93;
    mlg_zones *zones;
    mlg_sites *sites;
    hubs *hubs;
    served *served;
    size_t n_hubs;
    mlg_xy hub[HUBS_MAX];
    double reach[HUBS_MAX];
    size_t n_stars; /* catchments, rings closed */
    mlg_xy star[STARS_MAX][RAYS + 1];
    mlg_catchments *catchments;
    catchment_set *set; /* NULL: none */
} town;

/* Territories share crooked borders, vertex by vertex. */
static void make_zones(town *t, dice *d, bool clockwise_order)
{
    mlg_xy corner[ROWS + 1][COLUMNS + 1], across[ROWS + 1][COLUMNS][3],
        up[ROWS][COLUMNS + 1][3];
    made m = made_new("com.shp", "EPSG:2154", "insee_com");

    for (int i = 0; i <= ROWS; i++)
        for (int j = 0; j <= COLUMNS; j++)
            corner[i][j] = (mlg_xy){ X + j * SIDE + dice_in(d, -900, 900),
                                     Y + i * SIDE + dice_in(d, -900, 900) };
    for (int i = 0; i <= ROWS; i++)
        for (int j = 0; j < COLUMNS; j++)
            for (int k = 0; k < 3; k++)
                across[i][j][k] = (mlg_xy){
                    corner[i][j].x + (k + 1) * (corner[i][j + 1].x - corner[i][j].x) / 4,
                    corner[i][j].y + (k + 1) * (corner[i][j + 1].y - corner[i][j].y) / 4 +
                        dice_in(d, -300, 300)
                };
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j <= COLUMNS; j++)
            for (int k = 0; k < 3; k++)
                up[i][j][k] = (mlg_xy){
                    corner[i][j].x + (k + 1) * (corner[i + 1][j].x - corner[i][j].x) / 4 +
                        dice_in(d, -300, 300),
                    corner[i][j].y + (k + 1) * (corner[i + 1][j].y - corner[i][j].y) / 4
                };
    for (int n = 0; n < ROWS * COLUMNS; n++) {
        int f = clockwise_order ? ROWS * COLUMNS - 1 - n : n, i = f / COLUMNS, j = f % COLUMNS;
        mlg_xy ring[16];
        char code[16];
        int k = 0;

        ring[k++] = corner[i][j];
        for (int v = 0; v < 3; v++)
            ring[k++] = across[i][j][v];
        ring[k++] = corner[i][j + 1];
        for (int v = 0; v < 3; v++)
            ring[k++] = up[i][j + 1][v];
        ring[k++] = corner[i + 1][j + 1];
        for (int v = 3; v--;)
            ring[k++] = across[i + 1][j][v];
        ring[k++] = corner[i + 1][j];
        for (int v = 3; v--;)
            ring[k++] = up[i][j][v];
        made_shell(&m, ring, (size_t)k);
        snprintf(code, sizeof code, "%05d", f);
        made_row(&m, code);
    }
    t->zones = world_level(&t->w, &m, "commune");
}

/* Catchments that name no site: stars, some of them about a corner where territories meet. */
static void make_stars(town *t, dice *d, bool backwards)
{
    const mlg_catchments_options o = { .threads = 1 };
    made m = made_new("iso.geojson", "EPSG:2154", "minutes");
    mlg_err err = { 0 };

    t->n_stars = (size_t)dice_int(d, 1, STARS_MAX);
    for (size_t i = 0; i < t->n_stars; i++) {
        int zone = dice_int(d, 0, ROWS * COLUMNS - 1);
        size_t first = t->zones->polys.xy_of[backwards ? ROWS * COLUMNS - 1 - zone : zone];
        mlg_xy at = dice_int(d, 0, 2) ? (mlg_xy){ X + dice_in(d, 0, COLUMNS * SIDE),
                                                  Y + dice_in(d, 0, ROWS * SIDE) }
                                      : t->zones->polys.xy[first];

        for (int k = 0; k < RAYS; k++) {
            double far = dice_in(d, 300, 5000), angle = k * 6.283185307179586 / RAYS;

            t->star[i][k] = (mlg_xy){ at.x + far * cos(angle), at.y + far * sin(angle) };
        }
        t->star[i][RAYS] = t->star[i][0];
    }
    for (size_t i = 0; i < t->n_stars; i++) {
        made_shell(&m, t->star[backwards ? t->n_stars - 1 - i : i], RAYS);
        made_row(&m, "30");
    }
    assert_ok(
        mlg_catchments_new(&t->catchments, made_layer(&m), &o, t->w.planes, &t->w.diag, &err));
}

static town town_new(dice *d, double least, double most, bool drawn, bool backwards)
{
    town t = { .w = world_new(), .l93 = world_plane(PLANE_MAINLAND) };
    made m = made_new("sites.csv", "EPSG:2154", "id");
    commune_index *index = commune_index_new(NULL);
    mlg_err err = { 0 };

    make_zones(&t, d, backwards);
    t.n_hubs = (size_t)dice_int(d, 0, HUBS_MAX);
    for (size_t i = 0; i < t.n_hubs; i++) {
        t.hub[i] = (mlg_xy){ X + dice_in(d, -5000, COLUMNS * SIDE + 5000),
                             Y + dice_in(d, -5000, ROWS * SIDE + 5000) };
        t.reach[i] = dice_in(d, least, most);
    }
    for (size_t i = 0; i < t.n_hubs; i++) {
        size_t k = backwards ? t.n_hubs - 1 - i : i;
        char id[24];

        snprintf(id, sizeof id, "s%zu", k);
        made_point(&m, t.hub[k].x, t.hub[k].y, id);
    }
    t.sites = world_sites(&t.w, &m, "0");
    assert_ok(hubs_new(&t.hubs, t.sites, index, NULL, NULL, t.w.planes, &err));
    commune_index_free(index);
    if (backwards)
        for (size_t i = 0; i < t.n_hubs / 2; i++) {
            double swap = t.reach[i];

            t.reach[i] = t.reach[t.n_hubs - 1 - i];
            t.reach[t.n_hubs - 1 - i] = swap;
        }
    if (drawn)
        make_stars(&t, d, backwards);
    assert_ok(catchment_set_new(&t.set, &t.catchments, drawn, t.sites, &err));
    assert_ok(served_new(&t.served, t.hubs, t.reach, t.set, &err));
    if (backwards)
        for (size_t i = 0; i < t.n_hubs / 2; i++) {
            double swap = t.reach[i];

            t.reach[i] = t.reach[t.n_hubs - 1 - i];
            t.reach[t.n_hubs - 1 - i] = swap;
        }
    return t;
}

static void town_free(town *t)
{
    served_free(t->served);
    catchment_set_free(t->set);
    mlg_catchments_free(t->catchments);
    hubs_free(t->hubs);
    mlg_sites_free(t->sites);
    mlg_zones_free(t->zones);
    plane_close(t->l93);
    world_free(&t->w);
}

static gapset *gaps_of(town *t, bool merged, unsigned threads)
{
    gapset_options o = { .chord_m = 1, .merged = merged, .tiled = true, .threads = threads };
    gapset *g = NULL;
    mlg_err err = { 0 };

    assert_ok(gapset_new(&g, t->served, t->zones, t->zones, &o, t->w.planes, &err));
    return g;
}

/* How far outside a star, or minus how far inside: every side in turn. */
static double outside_star(const mlg_xy *ring, mlg_xy at)
{
    double least = INFINITY;

    for (int k = 0; k < RAYS; k++) {
        mlg_xy a = ring[k], b = ring[k + 1];
        double dx = b.x - a.x, dy = b.y - a.y;
        double s = ((at.x - a.x) * dx + (at.y - a.y) * dy) / (dx * dx + dy * dy);

        s = fmin(fmax(s, 0), 1);
        least = fmin(least, hypot(at.x - a.x - s * dx, at.y - a.y - s * dy));
    }
    return ring_covers(ring, RAYS + 1, at) ? -least : least;
}

/* How far beyond the nearest reach. */
static double beyond(const town *t, mlg_xy at, double *nearest)
{
    double least = INFINITY;

    *nearest = INFINITY;
    for (size_t i = 0; i < t->n_hubs; i++) {
        double d = plane_ground(t->l93, at, t->hub[i]);

        *nearest = fmin(*nearest, d);
        least = fmin(least, d - t->reach[i]);
    }
    for (size_t i = 0; i < t->n_stars; i++)
        least = fmin(least, outside_star(t->star[i], at));
    return least;
}

static void gaps_add_up(void **state)
{
    dice d = dice_new("gaps add up");

    (void)state;
    for (int round = 0; round < 60; round++) {
        town t = town_new(&d, 500, round % 2 ? 9000 : 3000, round % 3 == 0, false);
        gapset *merged = gaps_of(&t, true, 2), *apart = gaps_of(&t, false, 1);
        double areas = 0, sum = 0, pieces = 0, alone = 0, *area_out;
        mlg_err err = { 0 };

        area_out = malloc((t.zones->n + 1) * sizeof *area_out);
        assert_ok(served_areas(area_out, t.served, t.zones, 1, &err));
        assert_memory_equal(area_out, merged->area_out, t.zones->n * sizeof *area_out);
        for (size_t f = 0; f < t.zones->n; f++)
            areas += area_out[f];
        for (size_t g = 0; g < merged->n; g++) {
            sum += merged->gaps[g].area_m2;
            assert_true(!g || merged->gaps[g].area_m2 <= merged->gaps[g - 1].area_m2);
        }
        for (size_t i = 0; i < merged->n_pieces; i++)
            pieces += merged->pieces[i].area_m2;
        for (size_t g = 0; g < apart->n; g++)
            alone += apart->gaps[g].area_m2;
        assert_near(sum, areas, 1e-9 * areas + 1 * ROWS * COLUMNS);
        assert_near(pieces, sum, 1e-9 * areas);
        assert_near(alone, areas, 1e-9 * areas + 1 * ROWS * COLUMNS);
        free(area_out);
        gapset_free(merged);
        gapset_free(apart);
        town_free(&t);
    }
}

/* What GEOS leaves of a territory without catchments and finely drawn discs, as a share. */
static double left_by_geos(const town *t, geos_room *room, size_t f)
{
    geos_shape *zone, *left, *part[HUBS_MAX + STARS_MAX], *all;
    size_t n = 0;
    double share;
    mlg_err err = { 0 };

    for (size_t i = 0; i < t->n_hubs; i++) {
        disc drawn = disc_of_ground(t->l93, t->hub[i], t->reach[i]);

        assert_ok(geos_disc(room, &part[n++], drawn.at, drawn.radius, 256, &err));
    }
    for (size_t i = 0; i < t->n_stars; i++)
        assert_ok(geos_from_feature(room, &part[n++],
                                    &mlg_catchments_zones(t->catchments)->polys, i, &err));
    assert_ok(geos_from_feature(room, &zone, &t->zones->polys, f, &err));
    assert_ok(geos_union(room, &all, part, n, &err));
    assert_ok(geos_difference(room, &left, zone, all, &err));
    share = geos_area(room, left) / geos_area(room, zone);
    for (size_t i = 0; i < n; i++)
        geos_free(room, part[i]);
    geos_free(room, zone);
    geos_free(room, all);
    geos_free(room, left);
    return share;
}

static void areas_are_those_of_geos(void **state)
{
    dice d = dice_new("areas are those of GEOS");
    geos_room *room = NULL;
    double worst = 0;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int round = 0; round < 8; round++) {
        town t = town_new(&d, 500, 6000, round % 4, false);
        double *out = malloc((t.zones->n + 1) * sizeof *out);

        assert_ok(served_areas(out, t.served, t.zones, 2, &err));
        for (size_t f = 0; f < t.zones->n; f++)
            worst = fmax(worst, fabs(out[f] / t.zones->area[f] - left_by_geos(&t, room, f)));
        free(out);
        town_free(&t);
    }
    geos_room_free(room);
    if (worst > 3e-5)
        fail_msg("a share is %g off", worst);
}

/* A place beyond every reach in a territory is in one gap, any other in none; two places of a
 * gap have a way between them: GEOS says the polygons are valid and apart. */
static void gaps_hold_what_is_beyond(void **state)
{
    dice d = dice_new("gaps hold what is beyond");
    geos_room *room = NULL;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int round = 0; round < 60; round++) {
        town t = town_new(&d, 500, 6000, round % 2, false);
        gapset *g = gaps_of(&t, true, 1);

        for (int k = 0; k < 2000; k++) {
            mlg_xy at = { X + dice_in(&d, 0, COLUMNS * SIDE), Y + dice_in(&d, 0, ROWS * SIDE) };
            double nearest, out = beyond(&t, at, &nearest);
            bool in_zone = zones_nearest(t.zones, PLANE_MAINLAND, at).distance == 0;
            uint32_t gap = gapset_at(g, PLANE_MAINLAND, at);

            if (fabs(out) < 2) /* drawn to 1 m, and looked for within 1 m */
                continue;
            if (in_zone && (gap != UINT32_MAX) != (out > 0))
                fail_msg("%.1f m beyond, gap %u", out, gap);
            if (gap != UINT32_MAX && t.n_hubs)
                assert_true(nearest <= g->gaps[gap].remote_m + 1);
        }
        for (size_t k = 0; k < g->n; k++) {
            geos_shape *shape = NULL;
            bool valid = false;
            char why[200];

            assert_ok(geos_from_feature(room, &shape, &g->polys, k, &err));
            assert_ok(geos_valid(room, shape, &valid, why, sizeof why, &err));
            if (!valid)
                fail_msg("gap %zu: %s", k, why);
            assert_int_equal(geos_parts(room, shape), 1);
            geos_free(room, shape);
        }
        gapset_free(g);
        town_free(&t);
    }
    geos_room_free(room);
}

/* The farthest of many points: the boundary every 5 m, the inside every 60 m and then ever
 * finer around the best. */
static double farthest(const town *t, const gapset *g, const edges *e, size_t gap)
{
    const mlg_polys *p = &g->polys;
    mlg_box box = box_of(p->xy + p->xy_of[p->ring_of[gap]],
                         p->xy_of[p->ring_of[gap] + 1] - p->xy_of[p->ring_of[gap]]);
    double best = -1, nearest, step = fmax(box.xmax - box.xmin, box.ymax - box.ymin) / 200;
    mlg_xy at = { 0, 0 };

    for (size_t r = p->ring_of[gap]; r < p->ring_of[gap + 1]; r++)
        for (size_t i = p->xy_of[r]; i + 1 < p->xy_of[r + 1]; i++) {
            mlg_xy a = p->xy[i], b = p->xy[i + 1];
            int n = (int)(hypot(b.x - a.x, b.y - a.y) / 5) + 1;

            for (int k = 0; k <= n; k++) {
                mlg_xy q = { a.x + k * (b.x - a.x) / n, a.y + k * (b.y - a.y) / n };

                beyond(t, q, &nearest);
                if (nearest > best) {
                    best = nearest;
                    at = q;
                }
            }
        }
    for (double x = box.xmin; x <= box.xmax; x += step)
        for (double y = box.ymin; y <= box.ymax; y += step) {
            beyond(t, (mlg_xy){ x, y }, &nearest);
            if (nearest > best && edges_cover(e, gap, (mlg_xy){ x, y })) {
                best = nearest;
                at = (mlg_xy){ x, y };
            }
        }
    for (; step > 0.001; step /= 2)
        for (int k = 0; k < 80; k++) {
            mlg_xy q = { at.x + (k % 9 - 4) * step, at.y + (k / 9 - 4) * step };

            beyond(t, q, &nearest);
            if (nearest > best && edges_cover(e, gap, q)) {
                best = nearest;
                at = q;
                k = 0;
            }
        }
    return best;
}

static void most_remote_points(void **state)
{
    dice d = dice_new("most remote points");

    (void)state;
    for (int round = 0; round < 15; round++) {
        town t = town_new(&d, 500, 4000, round % 2, false);
        gapset *g = gaps_of(&t, true, 1);
        edges *e = edges_new(&g->polys);

        for (size_t k = 0; k < g->n; k++) {
            mlg_xy at = g->gaps[k].remote;
            double said = g->gaps[k].remote_m, brute, nearest;

            if (!t.n_hubs) {
                assert_true(isnan(said));
                continue;
            }
            brute = farthest(&t, g, e, k);
            if (said < brute - GAP_REMOTE_TOLERANCE_M)
                fail_msg("gap %zu: %.3f m said, %.3f m found", k, said, brute);
            plane_from_lonlat(t.l93, &at, 1);
            beyond(&t, at, &nearest);
            assert_near(nearest, said, 1e-3);
            assert_int_equal(gapset_at(g, PLANE_MAINLAND, at), k);
        }
        edges_free(e);
        gapset_free(g);
        town_free(&t);
    }
}

/* Whatever the order of sites and territories, and the number of threads. */
static void order_changes_nothing(void **state)
{
    (void)state;
    for (int round = 0; round < 10; round++) {
        dice d = dice_new(round ? "" : "order changes nothing"), again;
        town t, u;
        gapset *a, *b;

        d.state += (uint64_t)round * 7919;
        again = d;
        t = town_new(&d, 500, 6000, round % 2, false);
        u = town_new(&again, 500, 6000, round % 2, true);
        a = gaps_of(&t, true, 1);
        b = gaps_of(&u, true, 1 + (unsigned)round % 5);
        assert_int_equal(a->n, b->n);
        assert_int_equal(a->polys.n_xy, b->polys.n_xy);
        assert_memory_equal(a->polys.xy, b->polys.xy, a->polys.n_xy * sizeof *a->polys.xy);
        for (size_t i = 0; i < a->n; i++) {
            assert_near(a->gaps[i].area_m2, b->gaps[i].area_m2, 0);
            assert_near(a->gaps[i].remote.x, b->gaps[i].remote.x, 0);
            assert_near(a->gaps[i].remote.y, b->gaps[i].remote.y, 0);
            assert_int_equal(a->gaps[i].n_communes, b->gaps[i].n_communes);
        }
        gapset_free(a);
        gapset_free(b);
        town_free(&t);
        town_free(&u);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_add_up),
        cmocka_unit_test(areas_are_those_of_geos),
        cmocka_unit_test(gaps_hold_what_is_beyond),
        cmocka_unit_test(most_remote_points),
        cmocka_unit_test(order_changes_nothing),
    };

    return cmocka_run_group_tests_name("gapset", tests, NULL, NULL);
}
