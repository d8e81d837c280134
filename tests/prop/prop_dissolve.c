/* Random tilings merged by code: against the area of the parts, a parity count of every cell
 * and GEOS's opinion of what is valid; and coverage of a merged level against that of its
 * parts. */
#include "test.h"

#include "dice.h"
#include "geo/dissolve.h"
#include "geo/geos.h"
#include "made.h"

enum { SIDE = 9, CELLS = SIDE * SIDE, GROUPS = 4, STEP = 1000 };

static const double X = 652000, Y = 6862000;

/* A grid of crooked quadrilaterals whose borders have a few vertices each; a cell may be
 * missing (a hole of the whole), and groups are dealt at random: they touch at corners, have
 * islands and holes. */
typedef struct tiling {
    mlg_xy corner[SIDE + 1][SIDE + 1];
    mlg_xy across[SIDE + 1][SIDE], along[SIDE][SIDE + 1]; /* one more vertex per border */
    uint32_t group[CELLS];
} tiling;

static double shake(dice *d)
{
    return dice_in(d, -0.2, 0.2) * STEP;
}

static tiling tiling_new(dice *d)
{
    tiling t;

    for (int y = 0; y <= SIDE; y++)
        for (int x = 0; x <= SIDE; x++)
            t.corner[y][x] = (mlg_xy){ X + x * STEP + shake(d), Y + y * STEP + shake(d) };
    for (int y = 0; y <= SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            t.across[y][x] = (mlg_xy){ X + (x + 0.5) * STEP, Y + y * STEP + shake(d) };
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x <= SIDE; x++)
            t.along[y][x] = (mlg_xy){ X + x * STEP + shake(d), Y + (y + 0.5) * STEP };
    for (int i = 0; i < CELLS; i++)
        t.group[i] = dice_int(d, 0, 9) ? (uint32_t)dice_int(d, 0, GROUPS - 1) : SEAM_NONE;
    return t;
}

static void add_cell(made *m, const tiling *t, int x, int y, const char *row)
{
    const mlg_xy ring[] = { t->corner[y][x],     t->across[y][x],         t->corner[y][x + 1],
                            t->along[y][x + 1],  t->corner[y + 1][x + 1], t->across[y + 1][x],
                            t->corner[y + 1][x], t->along[y][x] };

    made_shell(m, ring, 8);
    made_row(m, row);
}

static mlg_layer *layer_of(const tiling *t)
{
    made m = made_new("com.shp", "EPSG:2154", "insee_com|siren_epci|lib_epci|population");

    for (int i = 0; i < CELLS; i++) {
        char row[60];

        if (t->group[i] == SEAM_NONE)
            snprintf(row, sizeof row, "%05d|NR||%d", i, 10 * i);
        else
            snprintf(row, sizeof row, "%05d|20000%u|EPCI %u|%d", i, t->group[i], t->group[i],
                     10 * i);
        add_cell(&m, t, i % SIDE, i / SIDE, row);
    }
    return made_layer(&m);
}

static double area_of(const mlg_polys *p, size_t f)
{
    double area = 0;

    for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++)
        area += ring_area(p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]);
    return area;
}

static bool parity(const mlg_polys *p, size_t f, mlg_xy at)
{
    bool in = false;

    for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++)
        in ^= ring_covers(p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r], at);
    return in;
}

static void check_valid(const mlg_polys *p)
{
    geos_room *room = NULL;
    mlg_err err = { 0 };

    assert_ok(geos_room_new(&room, &err));
    for (size_t f = 0; f < p->n; f++) {
        geos_shape *shape = NULL;
        bool valid;
        char reason[120];

        assert_ok(geos_from_feature(room, &shape, p, f, &err));
        assert_ok(geos_valid(room, shape, &valid, reason, sizeof reason, &err));
        if (!valid)
            fail_msg("group %zu: %s", f, reason);
        geos_free(room, shape);
    }
    geos_room_free(room);
}

static void merged_is_the_sum(void **state)
{
    dice d = dice_new("merged is the sum");

    (void)state;
    for (int round = 0; round < 150; round++) {
        tiling t = tiling_new(&d);
        mlg_layer *l = layer_of(&t);
        borders between = { 0 };
        mlg_polys out = { 0 }, again = { 0 };
        mlg_err err = { 0 };
        double want[GROUPS] = { 0 };

        assert_ok(borders_find(&between, &l->polys, 1 + (unsigned)round % 3, &err));
        assert_ok(polys_dissolve(&out, &l->polys, &between, t.group, GROUPS, 1, &err));
        assert_ok(polys_dissolve(&again, &l->polys, &between, t.group, GROUPS, 3, &err));
        assert_int_equal(out.n, GROUPS);
        assert_int_equal(out.n_xy, again.n_xy);
        assert_memory_equal(out.xy, again.xy, out.n_xy * sizeof *out.xy);
        for (int i = 0; i < CELLS; i++) {
            mlg_xy middle = { X + (i % SIDE + 0.5) * STEP, Y + (i / SIDE + 0.5) * STEP };

            if (t.group[i] != SEAM_NONE)
                want[t.group[i]] += area_of(&l->polys, (size_t)i);
            for (size_t g = 0; g < GROUPS; g++)
                assert_int_equal(parity(&out, g, middle), t.group[i] == g);
        }
        for (size_t g = 0; g < GROUPS; g++)
            assert_near(area_of(&out, g), want[g], 1e-3);
        check_valid(&out);
        mlg_polys_release(&out);
        mlg_polys_release(&again);
        borders_release(&between);
        mlg_layer_free(l);
    }
}

/* Borders that two cells share are found to be shared, all of them. */
static void every_seam_is_found(void **state)
{
    dice d = dice_new("every seam");

    (void)state;
    for (int round = 0; round < 50; round++) {
        tiling t = tiling_new(&d);
        mlg_layer *l = layer_of(&t);
        borders between = { 0 };
        size_t alone = 0;
        mlg_err err = { 0 };

        assert_ok(borders_find(&between, &l->polys, 1 + (unsigned)round % 3, &err));

        for (size_t r = 0; r < l->polys.n_rings; r++)
            for (size_t k = between.of_ring[r]; k < between.of_ring[r + 1]; k++) {
                const border *b = &between.list[k], *next = b + 1;

                assert_int_equal(k == between.of_ring[r] ? l->polys.xy_of[r] : b[-1].to,
                                 b->from);
                if (k + 1 == between.of_ring[r + 1])
                    assert_int_equal(b->to, l->polys.xy_of[r + 1] - 1);
                else
                    assert_int_not_equal(b->beyond, next->beyond);
                if (b->beyond == SEAM_NONE)
                    alone += b->to - b->from;
            }
        assert_int_equal(alone, 2 * 4 * SIDE); /* the outline of the whole */
        borders_release(&between);
        mlg_layer_free(l);
    }
}

/* --- levels ---------------------------------------------------------------------------------
 */

static mlg_sites *hubs_of(world *w, dice *d)
{
    made m = made_new("sites.csv", "EPSG:2154", "id|type|portee");
    int n = dice_int(d, 0, 6);

    for (int i = 0; i < n; i++) {
        char row[60];

        snprintf(row, sizeof row, "%d|%s|%s", i, i % 3 ? "fabrique" : "tiers-lieu",
                 i % 4 ? "" : "1km");
        made_point(&m, X + dice_in(d, 0, SIDE * STEP), Y + dice_in(d, 0, SIDE * STEP), row);
    }
    return world_sites(w, &m, "0");
}

static mlg_layer *cells_of(dice *d)
{
    made m = made_new("cells.csv", "EPSG:2154", "ind");

    for (int i = 0; i < 300; i++) {
        char row[20];

        snprintf(row, sizeof row, "%d.%d", dice_int(d, 0, 30), 5 * dice_int(d, 0, 1));
        made_point(&m, X + dice_in(d, -500, SIDE * STEP + 500),
                   Y + dice_in(d, -500, SIDE * STEP + 500), row);
    }
    return made_layer(&m);
}

static void levels_are_sums(void **state)
{
    dice d = dice_new("levels are sums");

    (void)state;
    for (int round = 0; round < 30; round++) {
        world w = world_new();
        tiling t = tiling_new(&d);
        mlg_zones_options com = { .name = "commune", .role = MLG_ROLE_COMMUNE, .threads = 1 },
                          epci = { .name = "epci", .role = MLG_ROLE_EPCI, .threads = 2 };
        mlg_zones *levels[2] = { NULL, NULL };
        mlg_sites *s = hubs_of(&w, &d);
        mlg_layer *cells = round % 2 ? cells_of(&d) : NULL;
        const mlg_reach asked[] = { { 2000, NULL }, { 900, NULL }, { 4000, NULL } };
        mlg_coverage_options o = { .reaches = asked,
                                   .n_reaches = 3,
                                   .rules = &w.rules,
                                   .cells = world_people(&w, cells),
                                   .threads = 2 };
        mlg_coverage *c = NULL;
        mlg_err err = { 0 };

        assert_ok(mlg_zones_new(&levels[1], layer_of(&t), &com, w.planes, &w.diag, &err));
        assert_ok(mlg_zones_by_code(&levels[0], levels[1], &epci, w.planes, &w.diag, &err));
        assert_ok(mlg_cover(&c, s, levels, 2, &o, w.planes, &w.diag, &err));
        for (size_t f = 0; f < levels[0]->n; f++) {
            const mlg_territory *row = &c->levels[0].rows[f];
            mlg_territory sum = { 0 };
            mlg_beyond beyond[3];

            memset(beyond, 0, sizeof beyond);
            for (size_t k = 0; k < CELLS; k++) {
                const mlg_territory *part = &c->levels[1].rows[k];

                if (levels[0]->part_of[k] != f)
                    continue;
                assert_int_equal(t.group[k],
                                 mlg_zone_code(levels[0], f)[5] - '0'); /* "20000G" */
                sum.population += part->population;
                sum.area_m2 += part->area_m2;
                sum.n_fabriques += part->n_fabriques;
                sum.n_tiers_lieux += part->n_tiers_lieux;
                for (int r = 0; r < 3; r++) {
                    beyond[r].area_m2 += c->levels[1].beyond[3 * k + r].area_m2;
                    beyond[r].population += c->levels[1].beyond[3 * k + r].population;
                }
            }
            assert_near(row->population, sum.population, 1e-9);
            assert_near(row->area_m2, sum.area_m2, 0);
            assert_near(levels[0]->area[f], sum.area_m2, 1e-7 * sum.area_m2);
            assert_int_equal(row->n_fabriques, sum.n_fabriques);
            assert_int_equal(row->n_tiers_lieux, sum.n_tiers_lieux);
            for (int r = 0; r < 3; r++) {
                assert_near(c->levels[0].beyond[3 * f + r].area_m2, beyond[r].area_m2, 0);
                assert_near(c->levels[0].beyond[3 * f + r].population, beyond[r].population,
                            1e-9);
            }
        }
        mlg_coverage_free(c);
        mlg_layer_free(cells);
        mlg_sites_free(s);
        mlg_zones_free(levels[0]);
        mlg_zones_free(levels[1]);
        world_free(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merged_is_the_sum),
        cmocka_unit_test(every_seam_is_found),
        cmocka_unit_test(levels_are_sums),
    };

    return cmocka_run_group_tests_name("dissolve", tests, NULL, NULL);
}
