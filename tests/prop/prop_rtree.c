/* Boxes found by the tree against every box in turn. */
#include "test.h"

#include "dice.h"
#include "geo/boxgrid.h"
#include "geo/rtree.h"

#include <stdbool.h>
#include <string.h>

enum { MOST = 10000 };

static mlg_box boxes[MOST];

/* Points, boxes of all sizes, the same box again, empty ones; on a lattice or anywhere. */
static void draw(dice *d, size_t n)
{
    bool lattice = dice_int(d, 0, 1);

    for (size_t i = 0; i < n; i++) {
        double x = dice_in(d, 0, 1000), y = dice_in(d, 0, 1000);
        double w = dice_int(d, 0, 2) ? pow(10, dice_in(d, -2, 2)) : 0;
        double h = dice_int(d, 0, 2) ? pow(10, dice_in(d, -2, 2)) : 0;

        if (lattice) {
            x = rint(x / 10) * 10;
            y = rint(y / 10) * 10;
            w = rint(w);
            h = rint(h);
        }
        boxes[i] = (mlg_box){ x, y, x + w, y + h };
        if (dice_int(d, 0, 19) == 0)
            boxes[i] = (mlg_box){ 1, 1, 0, 0 };
        if (dice_int(d, 0, 19) == 0)
            boxes[i] = (mlg_box){ INFINITY, INFINITY, -INFINITY, -INFINITY };
        if (i && dice_int(d, 0, 9) == 0)
            boxes[i] = boxes[i - 1];
    }
}

static bool is_empty(mlg_box b)
{
    return b.xmin > b.xmax || b.ymin > b.ymax;
}

static double far(mlg_box b, mlg_xy p)
{
    double dx = fmax(fmax(b.xmin - p.x, p.x - b.xmax), 0);
    double dy = fmax(fmax(b.ymin - p.y, p.y - b.ymax), 0);

    return hypot(dx, dy);
}

typedef struct hits {
    uint8_t found[MOST];
    size_t n, stop_after;
} hits;

static bool hit(void *arg, uint32_t item)
{
    hits *h = arg;

    assert_int_equal(h->found[item], 0); /* each once */
    h->found[item] = 1;
    return ++h->n != h->stop_after;
}

static size_t size_of(dice *d, int round)
{
    static const size_t sizes[] = { 0, 1, 2, 15, 16, 17, 256, 257, 4096, 10000 };

    return round < 10 ? sizes[round] : (size_t)dice_int(d, 0, 600);
}

static void queries(void **state)
{
    dice d = dice_new("queries");

    (void)state;
    for (int round = 0; round < 60; round++) {
        size_t n = size_of(&d, round);
        rtree *t;

        draw(&d, n);
        t = rtree_new(boxes, n);
        assert_non_null(t);
        for (int k = 0; k < 20; k++) {
            double x = dice_int(&d, -2, 102) * 10, y = dice_int(&d, -2, 102) * 10;
            double size = k % 4 ? rint(pow(10, dice_in(&d, 0, 3))) : 0;
            mlg_box box = { x, y, x + size, y + size };
            static hits h, early;
            size_t want = 0;

            memset(&h, 0, sizeof h);
            rtree_query(t, box, hit, &h);
            for (size_t i = 0; i < n; i++) {
                const mlg_box *b = &boxes[i];
                bool meet = !is_empty(*b) && b->xmin <= box.xmax && b->xmax >= box.xmin &&
                            b->ymin <= box.ymax && b->ymax >= box.ymin;

                assert_int_equal(h.found[i], meet);
                want += meet;
            }
            assert_int_equal(h.n, want);
            memset(&early, 0, sizeof early);
            early.stop_after = (want + 1) / 2;
            rtree_query(t, box, hit, &early);
            assert_int_equal(early.n, want ? early.stop_after : 0);
        }
        rtree_free(t);
    }
    rtree_free(NULL);
}

/* --- nearest ---------------------------------------------------------------------------------
 */

typedef struct seeking {
    mlg_xy from;
    const uint32_t *rank; /* ties go to the smallest */
    double best;
    uint32_t item;
    size_t visits;
} seeking;

static double visit(void *arg, uint32_t item, double bound)
{
    seeking *s = arg;
    double d = far(boxes[item], s->from);

    s->visits++;
    if (d < s->best || (d == s->best && s->rank[item] < s->rank[s->item])) {
        s->best = d;
        s->item = item;
    }
    assert_true(s->best <= bound || bound == INFINITY || d > bound * (1 - 1e-9));
    return s->best < bound ? s->best : bound;
}

static void nearest(void **state)
{
    dice d = dice_new("nearest");
    static uint32_t rank[MOST];

    (void)state;
    for (int round = 0; round < 60; round++) {
        size_t n = size_of(&d, round);
        rtree *t;

        draw(&d, n);
        t = rtree_new(boxes, n);
        for (uint32_t i = 0; i < n; i++)
            rank[i] = i * 2654435761u; /* an order of their own */
        for (int k = 0; k < 20; k++) {
            mlg_xy p = { dice_int(&d, -20, 120) * 10, dice_int(&d, -20, 120) * 10 };
            double bound = k % 3 ? INFINITY : dice_in(&d, 0, 50), least = INFINITY;
            seeking s = { p, rank, INFINITY, UINT32_MAX, 0 };
            uint32_t want = UINT32_MAX;

            if (k % 3 == 1)
                p = s.from = (mlg_xy){ dice_in(&d, 0, 1000), dice_in(&d, 0, 1000) };
            for (uint32_t i = 0; i < n; i++) {
                double far_i = is_empty(boxes[i]) ? INFINITY : far(boxes[i], p);

                if (far_i <= bound && isfinite(far_i) &&
                    (far_i < least || (far_i == least && rank[i] < rank[want]))) {
                    least = far_i;
                    want = i;
                }
            }
            s.rank = rank;
            rtree_nearest(t, p, bound, visit, &s);
            if (want == UINT32_MAX && s.item != UINT32_MAX)
                assert_true(s.best > bound * (1 - 1e-9)); /* visited for a rounding */
            else
                assert_int_equal(s.item, want);
            if (n == 10000 && !isfinite(bound))
                assert_true(s.visits < n / 4); /* it is an index after all */
        }
        rtree_free(t);
    }
}

/* A bound that never shrinks: everything within it is visited, and nothing much beyond. */
static double keep(void *arg, uint32_t item, double bound)
{
    hit(arg, item);
    return bound;
}

static void everything_within_a_bound(void **state)
{
    dice d = dice_new("everything within a bound");

    (void)state;
    for (int round = 0; round < 40; round++) {
        size_t n = size_of(&d, round);
        rtree *t;

        draw(&d, n);
        t = rtree_new(boxes, n);
        for (int k = 0; k < 10; k++) {
            mlg_xy p = { dice_int(&d, -5, 105) * 10, dice_int(&d, -5, 105) * 10 };
            double bound = dice_int(&d, 0, 8) * 10; /* exactly at the bound counts */
            static hits h;

            memset(&h, 0, sizeof h);
            rtree_nearest(t, p, bound, keep, &h);
            for (size_t i = 0; i < n; i++) {
                if (is_empty(boxes[i]))
                    assert_int_equal(h.found[i], 0);
                else if (far(boxes[i], p) <= bound)
                    assert_int_equal(h.found[i], 1);
                else if (far(boxes[i], p) > bound * (1 + 1e-9))
                    assert_int_equal(h.found[i], 0);
            }
        }
        rtree_free(t);
    }
}

/* Places in whatever order they come: a tree over them finds what one of their boxes finds. */
static void places_as_they_are(void **state)
{
    dice d = dice_new("places");
    static mlg_xy places[MOST];
    static hits h;

    (void)state;
    for (int round = 0; round < 40; round++) {
        size_t n = size_of(&d, round);
        rtree *t;

        draw(&d, n);
        for (size_t i = 0; i < n; i++) {
            places[i] = is_empty(boxes[i]) ? (mlg_xy){ 0, 0 }
                                           : (mlg_xy){ boxes[i].xmin, boxes[i].ymin };
            boxes[i] = (mlg_box){ places[i].x, places[i].y, places[i].x, places[i].y };
        }
        t = rtree_over(places, n);
        assert_non_null(t);
        for (int k = 0; k < 10; k++) {
            mlg_xy p = { dice_int(&d, -5, 105) * 10, dice_int(&d, -5, 105) * 10 };
            double by = dice_int(&d, 0, 20) * 10;

            memset(&h, 0, sizeof h);
            rtree_query(t, (mlg_box){ p.x - by, p.y - by, p.x + by, p.y + by }, hit, &h);
            for (size_t i = 0; i < n; i++)
                assert_int_equal(h.found[i], fabs(places[i].x - p.x) <= by &&
                                                 fabs(places[i].y - p.y) <= by);
            memset(&h, 0, sizeof h);
            rtree_nearest(t, p, by, keep, &h);
            for (size_t i = 0; i < n; i++)
                if (fabs(far(boxes[i], p) - by) > 1e-6)
                    assert_int_equal(h.found[i], far(boxes[i], p) < by);
        }
        rtree_free(t);
    }
}

static double stop(void *arg, uint32_t item, double bound)
{
    (void)bound;
    hit(arg, item);
    return -1;
}

static void a_negative_bound_ends_the_search(void **state)
{
    dice d = dice_new("a negative bound");
    static hits h;
    rtree *t;

    (void)state;
    draw(&d, 500);
    t = rtree_new(boxes, 500);
    rtree_nearest(t, (mlg_xy){ 500, 500 }, INFINITY, stop, &h);
    assert_int_equal(h.n, 1);
    rtree_free(t);
}

static void distance_to_a_box(void **state)
{
    dice d = dice_new("distance to a box");
    mlg_box unit = { 0, 0, 10, 10 };

    (void)state;
    for (int i = 0; i < 1000; i++) {
        mlg_xy p = { dice_in(&d, -20, 30), dice_in(&d, -20, 30) };

        assert_near(sqrt(box_distance2(&unit, p)), far(unit, p), 1e-12);
    }
}

static bool mark(void *arg, uint32_t item)
{
    hits *h = arg;

    h->found[item] = 1;
    return ++h->n != h->stop_after;
}

/* The same boxes, less the empty ones, in a grid: most of one size, the wide ones too. */
static void the_grid_finds_them_too(void **state)
{
    dice d = dice_new("grid");
    static hits h;

    (void)state;
    for (int round = 0; round < 60; round++) {
        size_t n = size_of(&d, round);
        double away = round % 2 ? 0 : -500; /* on both sides of the axes */
        boxgrid *g;

        draw(&d, n);
        for (size_t i = 0; i < n; i++)
            boxes[i] = is_empty(boxes[i])
                           ? (mlg_box){ 5, 5, 5, 5 }
                           : (mlg_box){ boxes[i].xmin + away, boxes[i].ymin + away,
                                        boxes[i].xmax + away, boxes[i].ymax + away };
        g = boxgrid_new(boxes, n);
        assert_non_null(g);
        for (int k = 0; k < 20; k++) {
            double x = away + dice_int(&d, -2, 102) * 10, y = away + dice_int(&d, -2, 102) * 10;
            double size = k % 4 ? rint(pow(10, dice_in(&d, 0, 3))) : 0;
            mlg_box box = { x, y, x + size, y + size };

            memset(&h, 0, sizeof h);
            boxgrid_query(g, box, mark, &h);
            for (size_t i = 0; i < n; i++)
                assert_int_equal(h.found[i],
                                 boxes[i].xmin <= box.xmax && boxes[i].xmax >= box.xmin &&
                                     boxes[i].ymin <= box.ymax && boxes[i].ymax >= box.ymin);
            if (!h.n)
                continue;
            memset(&h, 0, sizeof h);
            h.stop_after = 1;
            boxgrid_query(g, box, mark, &h);
            assert_int_equal(h.n, 1);
        }
        boxgrid_free(g);
    }
    boxgrid_free(NULL);
}

/* Along the curve, one step of the key is one step on the grid. */
static void the_curve_has_no_leaps(void **state)
{
    enum { SIDE = 64 };
    static int key_x[SIDE * SIDE], key_y[SIDE * SIDE];
    mlg_box box = { 0, 0, 65535, 65535 };

    (void)state;
    for (int x = 0; x < SIDE; x++) {
        for (int y = 0; y < SIDE; y++) {
            uint32_t k = hilbert_key(box, (mlg_xy){ x * 1024 + 0.5, y * 1024 + 0.5 });
            uint32_t cell = k >> 20; /* 64 x 64 cells of 2^20 keys */

            assert_true(cell < SIDE * SIDE);
            key_x[cell] = x;
            key_y[cell] = y;
        }
    }
    for (int i = 1; i < SIDE * SIDE; i++)
        assert_int_equal(abs(key_x[i] - key_x[i - 1]) + abs(key_y[i] - key_y[i - 1]), 1);
    /* a box without width is no reason to divide by zero */
    assert_int_equal(hilbert_key((mlg_box){ 5, 5, 5, 5 }, (mlg_xy){ 5, 5 }), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries),
        cmocka_unit_test(nearest),
        cmocka_unit_test(everything_within_a_bound),
        cmocka_unit_test(places_as_they_are),
        cmocka_unit_test(a_negative_bound_ends_the_search),
        cmocka_unit_test(distance_to_a_box),
        cmocka_unit_test(the_grid_finds_them_too),
        cmocka_unit_test(the_curve_has_no_leaps),
    };

    return cmocka_run_group_tests_name("rtree", tests, NULL, NULL);
}
