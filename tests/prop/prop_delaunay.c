/* Triangulations against their definition: no point inside the circle of a triangle, by
 * integers of 128 bits; edges shared properly; every point surrounded. */
#include "test.h"

#include "dice.h"
#include "geo/delaunay.h"

#include <stdbool.h>
#include <string.h>

enum { MOST = 600 };

__extension__ typedef __int128 wide;

static grid_point at[MOST];
static size_t n;

static int by_place(const void *a, const void *b)
{
    const grid_point *l = a, *r = b;

    if (l->x != r->x)
        return l->x < r->x ? -1 : 1;
    return l->y < r->y ? -1 : l->y > r->y;
}

/* Anywhere, on a lattice, on a line, on a circle of whole points, in a tiny corner. */
static void draw(dice *d)
{
    int how = dice_int(d, 0, 5);
    int32_t side = how == 4 ? 40 : DELAUNAY_SIDE / 4;

    n = (size_t)dice_int(d, 0, how == 5 ? 60 : MOST);
    for (size_t i = 0; i < n; i++) {
        int32_t x = dice_int(d, -side, side), y = dice_int(d, -side, side);

        if (how == 1) { /* a lattice */
            x = x / (side / 12) * 1000;
            y = y / (side / 12) * 1000;
        } else if (how == 2) { /* a line */
            y = 3 * (x / 5);
            x = x / 5 * 5;
        } else if (how == 5) { /* multiples of 3-4-5 and 5-12-13 on one circle */
            static const int32_t on[][2] = { { 65, 0 },  { 63, 16 }, { 60, 25 }, { 56, 33 },
                                             { 52, 39 }, { 39, 52 }, { 33, 56 }, { 25, 60 } };
            int k = dice_int(d, 0, 7);

            x = on[k][0] * 1000 * (dice_int(d, 0, 1) ? 1 : -1);
            y = on[k][1] * 1000 * (dice_int(d, 0, 1) ? 1 : -1);
        }
        at[i] = (grid_point){ x, y };
    }
    qsort(at, n, sizeof *at, by_place);
    for (size_t i = 1, kept = n ? 1 : 0; i <= n; i++) { /* all different */
        if (i == n)
            n = kept;
        else if (by_place(&at[i], &at[kept - 1]))
            at[kept++] = at[i];
    }
}

static wide circle(grid_point a, grid_point b, grid_point c, grid_point p)
{
    wide ax = a.x - (wide)p.x, ay = a.y - (wide)p.y, bx = b.x - (wide)p.x;
    wide by = b.y - (wide)p.y, cx = c.x - (wide)p.x, cy = c.y - (wide)p.y;

    return (ax * ax + ay * ay) * (bx * cy - cx * by) -
           (bx * bx + by * by) * (ax * cy - cx * ay) +
           (cx * cx + cy * cy) * (ax * by - bx * ay);
}

static void check(const delaunay *d)
{
    wide area = 0, side = 2 * (wide)DELAUNAY_SIDE;

    assert_int_equal(d->n_triangles, 2 * n + 2);
    for (size_t t = 0; t < d->n_triangles; t++) {
        const uint32_t *c = d->corner + 3 * t;
        grid_point a = d->at[c[0]], b = d->at[c[1]], o = d->at[c[2]];
        wide twice =
            ((wide)b.x - a.x) * ((wide)o.y - a.y) - ((wide)b.y - a.y) * ((wide)o.x - a.x);

        assert_true(twice > 0);
        area += twice;
        for (size_t i = 0; i < n + 4; i++)
            assert_true(circle(a, b, o, d->at[i]) <= 0);
    }
    assert_true(area == 2 * side * side); /* they tile the grid */
    for (uint32_t e = 0; e < 3 * d->n_triangles; e++) {
        uint32_t f = d->twin[e];

        if (f == DELAUNAY_NONE) {
            assert_true(d->corner[e] >= n && d->corner[delaunay_next(e)] >= n);
            continue;
        }
        assert_int_equal(d->twin[f], e);
        assert_int_equal(d->corner[e], d->corner[delaunay_next(f)]);
        assert_int_equal(delaunay_prev(delaunay_next(e)), e);
    }
    for (uint32_t v = 0; v < n; v++)
        assert_int_equal(d->corner[d->leaves[v]], v);
}

static void empty_circles(void **state)
{
    dice d = dice_new("delaunay");

    (void)state;
    for (int turn = 0; turn < 120; turn++) {
        delaunay made;

        draw(&d);
        assert_true(delaunay_make(&made, at, n));
        check(&made);
        delaunay_release(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(empty_circles) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
