/* The nearest point by the squares of a grid, against every point in turn. */
#include "test.h"

#include "dice.h"
#include "geo/pointgrid.h"

#include <string.h>

enum { MOST = 6000 };

static mlg_xy points[MOST];

/* Spread evenly, heaped around a few places, on a line, or all at one place but one. */
static size_t draw(dice *d, double spread)
{
    size_t n = (size_t)(dice_int(d, 0, 2) ? dice_int(d, 1, 60) : dice_int(d, 1, MOST));
    int kind = dice_int(d, 0, 4);
    mlg_xy heaps[5];

    for (int i = 0; i < 5; i++)
        heaps[i] = (mlg_xy){ dice_in(d, 0, spread), dice_in(d, 0, spread) };
    for (size_t i = 0; i < n; i++) {
        mlg_xy heap = heaps[dice_int(d, 0, 4)];
        double by = spread * pow(10, dice_in(d, -5, -1));

        points[i] = (mlg_xy){ dice_in(d, 0, spread), dice_in(d, 0, spread) };
        if (kind == 1)
            points[i] = (mlg_xy){ heap.x + dice_in(d, -by, by), heap.y + dice_in(d, -by, by) };
        if (kind == 2)
            points[i].y = 0;
        if (kind == 3)
            points[i] = (mlg_xy){ rint(points[i].x), rint(points[i].y) };
        if (kind == 4 && i)
            points[i] = heaps[0];
    }
    return n;
}

static rtree *tree_of(size_t n)
{
    static mlg_box boxes[MOST];

    for (size_t i = 0; i < n; i++)
        boxes[i] = (mlg_box){ points[i].x, points[i].y, points[i].x, points[i].y };
    return rtree_new(boxes, n);
}

static double planar2(mlg_xy a, mlg_xy b)
{
    double dx = a.x - b.x, dy = a.y - b.y;

    return dx * dx + dy * dy;
}

static void check(const pointgrid *g, size_t n, mlg_xy at, double known)
{
    nearest_point got = pointgrid_nearest(g, at, known);
    double least = INFINITY, others = INFINITY;

    for (size_t i = 0; i < n; i++)
        least = fmin(least, planar2(points[i], at));
    for (size_t i = 0; i < n; i++)
        if (i != got.point)
            others = fmin(others, planar2(points[i], at));
    if (got.point >= n || got.d2 != least || planar2(points[got.point], at) != least ||
        got.others_d2 < least || got.others_d2 > others * (1 + 1e-9))
        fail_msg("%zu points, (%.17g %.17g), known within %.17g: %u at %.17g, others at %.17g; "
                 "want %.17g and at most %.17g",
                 n, at.x, at.y, known, got.point, got.d2, got.others_d2, least, others);
}

static void nearest_of_every_point(void **state)
{
    dice d = dice_new("nearest of every point");

    (void)state;
    for (int round = 0; round < 200; round++) {
        double spread = pow(10, dice_in(&d, 0, 6));
        size_t n = draw(&d, spread);
        rtree *tree = tree_of(n);
        pointgrid *g = pointgrid_new(points, n, tree);

        assert_non_null(g);
        for (int k = 0; k < 60; k++) {
            double far = spread * (k % 10 ? 1 : 30), heap = dice_in(&d, -3, 3);
            mlg_xy some = points[dice_int(&d, 0, (int)n - 1)];
            mlg_xy at = { dice_in(&d, -far, far), dice_in(&d, -far, far) };

            if (k % 4 == 1)
                at = some;
            if (k % 4 == 2)
                at = (mlg_xy){ some.x + heap, some.y - heap / 2 };
            check(g, n, at, k % 3 ? INFINITY : sqrt(planar2(some, at)) * (1 + 1e-12) + 1e-300);
        }
        pointgrid_free(g);
        rtree_free(tree);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_of_every_point),
    };

    return cmocka_run_group_tests_name("pointgrid", tests, NULL, NULL);
}
