/* Overlay and repair against their definition: rectangles with whole coordinates, so that
 * every area is a number of unit cells, counted one by one. */
#include "test.h"

#include "dice.h"
#include "geo/geos.h"
#include "model/build.h"

#include <stdbool.h>
#include <string.h>

enum { SIDE = 24, MOST = 10, ROUNDS = 1000 };

typedef struct cells {
    bool in[SIDE][SIDE];
} cells;

static void paint(cells *c, const mlg_box *box)
{
    for (int i = (int)box->xmin; i < (int)box->xmax; i++)
        for (int j = (int)box->ymin; j < (int)box->ymax; j++)
            c->in[i][j] = true;
}

/* Cells in a, in b, in both, in either, in a only: in that order. */
static void count(int n[5], const cells *a, const cells *b)
{
    memset(n, 0, 5 * sizeof *n);
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++) {
            n[0] += a->in[i][j];
            n[1] += b->in[i][j];
            n[2] += a->in[i][j] && b->in[i][j];
            n[3] += a->in[i][j] || b->in[i][j];
            n[4] += a->in[i][j] && !b->in[i][j];
        }
}

static mlg_box rectangle(dice *d)
{
    int x = dice_int(d, 0, SIDE - 1), y = dice_int(d, 0, SIDE - 1);

    return (mlg_box){ x, y, dice_int(d, x + 1, SIDE), dice_int(d, y + 1, SIDE) };
}

/* One feature with a shell per rectangle, overlapping as they please. */
static geos_shape *shells(geos_room *room, const mlg_box *boxes, int n)
{
    polys_build *build = polys_build_new();
    mlg_polys polys = { 0 };
    geos_shape *shape = NULL;
    mlg_err err = { 0 };

    assert_non_null(build);
    for (int i = 0; i < n; i++) {
        const mlg_box *b = &boxes[i];
        mlg_xy ring[4] = { { b->xmin, b->ymin },
                           { b->xmax, b->ymin },
                           { b->xmax, b->ymax },
                           { b->xmin, b->ymax } };

        assert_int_equal(polys_build_ring(build, ring, 4), RING_TAKEN);
        assert_true(polys_build_end_polygon(build));
    }
    assert_true(polys_build_end_feature(build));
    polys_build_finish(build, &polys);
    assert_ok(geos_from_feature(room, &shape, &polys, 0, &err));
    mlg_polys_release(&polys);
    return shape;
}

/* A few rectangles, as cells and as their union. */
static geos_shape *random_union(geos_room *room, dice *d, cells *painted)
{
    geos_shape *each[MOST], *out = NULL;
    int n = dice_int(d, 1, MOST);
    mlg_err err = { 0 };

    *painted = (cells){ 0 };
    for (int i = 0; i < n; i++) {
        mlg_box box = rectangle(d);

        paint(painted, &box);
        each[i] = shells(room, &box, 1);
    }
    assert_ok(geos_union(room, &out, each, (size_t)n, &err));
    for (int i = 0; i < n; i++)
        geos_free(room, each[i]);
    return out;
}

static void assert_area(geos_room *room, geos_shape *shape, int cell_count, const char *what,
                        int round)
{
    char reason[80];
    mlg_err err = { 0 };
    bool valid;

    if (fabs(geos_area(room, shape) - cell_count) > 1e-9)
        fail_msg("%s, round %d: %.12g, should be %d", what, round, geos_area(room, shape),
                 cell_count);
    assert_ok(geos_valid(room, shape, &valid, reason, sizeof reason, &err));
    if (!valid)
        fail_msg("%s, round %d: %s", what, round, reason);
}

/* Sum of the rings' signed areas once back in flat arrays. */
static double flat_area(geos_room *room, const geos_shape *shape)
{
    polys_build *build = polys_build_new();
    mlg_polys polys = { 0 };
    mlg_err err = { 0 };
    double sum = 0;

    assert_non_null(build);
    assert_ok(geos_to_feature(room, shape, build, &err));
    polys_build_finish(build, &polys);
    for (size_t r = 0; r < polys.n_rings; r++)
        sum += ring_area(polys.xy + polys.xy_of[r], polys.xy_of[r + 1] - polys.xy_of[r]);
    mlg_polys_release(&polys);
    return sum;
}

static void overlay_counts_cells(void **state)
{
    dice d = dice_new("overlay");
    geos_room *room = NULL;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int i = 0; i < ROUNDS; i++) {
        cells in_a, in_b;
        geos_shape *a = random_union(room, &d, &in_a), *b = random_union(room, &d, &in_b);
        geos_shape *pair[2] = { a, b }, *either = NULL, *both = NULL, *only = NULL;
        bool meets, covers;
        int n[5];

        count(n, &in_a, &in_b);
        assert_ok(geos_union(room, &either, pair, 2, &err));
        assert_ok(geos_intersection(room, &both, a, b, &err));
        assert_ok(geos_difference(room, &only, a, b, &err));
        assert_area(room, a, n[0], "a", i);
        assert_area(room, b, n[1], "b", i);
        assert_area(room, both, n[2], "a and b", i);
        assert_area(room, either, n[3], "a or b", i);
        assert_area(room, only, n[4], "a less b", i);
        assert_near(flat_area(room, either), n[3], 1e-9);
        assert_near(flat_area(room, only), n[4], 1e-9);

        assert_ok(geos_covers(room, a, b, &covers, &err));
        assert_int_equal(covers, n[2] == n[1]);
        assert_ok(geos_intersects(room, a, b, &meets, &err));
        assert_true(meets || !n[2]); /* they may also just touch */
        geos_free(room, only);
        geos_free(room, both);
        geos_free(room, either);
        geos_free(room, b);
        geos_free(room, a);
    }
    geos_room_free(room);
}

static void repair_merges_shells(void **state)
{
    dice d = dice_new("repair");
    geos_room *room = NULL;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int i = 0; i < ROUNDS; i++) {
        mlg_box boxes[MOST];
        cells painted = { 0 };
        geos_shape *shape, *fixed = NULL;
        int n = dice_int(&d, 1, MOST), area[5];

        for (int k = 0; k < n; k++) {
            boxes[k] = rectangle(&d);
            paint(&painted, &boxes[k]);
        }
        count(area, &painted, &painted);
        shape = shells(room, boxes, n);
        assert_ok(geos_repair(room, &fixed, shape, &err));
        assert_area(room, fixed, area[0], "repaired", i);
        geos_free(room, fixed);
        geos_free(room, shape);
    }
    geos_room_free(room);
}

/* A disc's polygon is inside the circle and holds the circle that its sides touch. */
static void discs_stay_in_their_circle(void **state)
{
    dice d = dice_new("disc");
    geos_room *room = NULL;
    mlg_err err = { 0 };

    (void)state;
    assert_ok(geos_room_new(&room, &err));
    for (int i = 0; i < 300; i++) {
        mlg_xy c = { dice_in(&d, -1e6, 1e6), dice_in(&d, -1e7, 1e7) };
        double radius = pow(10, dice_in(&d, 0, 5)), inner;
        int segments = dice_int(&d, 1, 64);
        geos_shape *disc = NULL;

        inner = radius * cos(1.5707963267948966 / (2 * segments));
        assert_ok(geos_disc(room, &disc, c, radius, segments, &err));
        for (int k = 0; k < 50; k++) {
            double angle = dice_in(&d, 0, 6.283185307179586),
                   far = radius * dice_in(&d, 0, 1.5);
            geos_shape *point = NULL;
            bool in;

            assert_ok(geos_point(room, &point,
                                 (mlg_xy){ c.x + far * cos(angle), c.y + far * sin(angle) },
                                 &err));
            assert_ok(geos_covers(room, disc, point, &in, &err));
            assert_true(in || far > inner - 1e-8);
            assert_true(!in || far < radius + 1e-8);
            geos_free(room, point);
        }
        geos_free(room, disc);
    }
    geos_room_free(room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlay_counts_cells),
        cmocka_unit_test(repair_merges_shells),
        cmocka_unit_test(discs_stay_in_their_circle),
    };

    return cmocka_run_group_tests_name("geos", tests, NULL, NULL);
}
