/* Lines of all kinds, thinned by the definition: every vertex between two kept ones is measured
 * on the ground, and the farthest is kept while it is farther than the tolerance. */
#include "test.h"

#include "dice.h"
#include "geo/peucker.h"

#include <string.h>

enum { MOST = 60 }; /* so many splits of splits that none is made in the middle */

/* Straight, jagged, on a coarse grid where many are equally far, or wandering; at any latitude,
 * across the equator and up to a pole; closed now and then. */
static uint32_t draw(mlg_xy *xy, dice *d, int turn)
{
    uint32_t n = (uint32_t)dice_int(d, 2, turn % 5 ? 40 : MOST);
    double size = pow(10, dice_in(d, -5, 1)), south = dice_in(d, -90, 90 - size);
    double step = turn % 3 ? 0 : size / dice_int(d, 1, 8);
    double jag = turn % 4 ? size * pow(10, dice_in(d, -9, 0)) : 0;
    mlg_xy at = { dice_in(d, -180, 180), turn % 7 ? south : -size / 2 };

    for (uint32_t i = 0; i < n; i++) {
        double along = size * i / n;

        xy[i].x = at.x + along + dice_in(d, -jag, jag);
        xy[i].y = fmin(90, at.y + along * (turn % 2) + dice_in(d, -jag, jag));
        if (step > 0)
            xy[i] = (mlg_xy){ step * rint(xy[i].x / step), step * rint(xy[i].y / step) };
    }
    if (turn % 11 == 0 && n > 3)
        xy[n - 1] = xy[0];
    return n;
}

static void weigh(float *weight, const mlg_xy *xy, uint32_t from, uint32_t to, double least,
                  float most)
{
    double metres;
    uint32_t at;

    if (to - from < 2)
        return;
    at = peucker_farthest(xy, from, to, &metres);
    if (metres <= least)
        return;
    most = fminf(most, nextafterf((float)metres, INFINITY));
    weight[at] = most;
    weigh(weight, xy, from, at, least, most);
    weigh(weight, xy, at, to, least, most);
}

/* A loop keeps two vertices more than its end, by another rule. */
static bool is_open(const mlg_xy *xy, uint32_t n)
{
    return xy[0].x != xy[n - 1].x || xy[0].y != xy[n - 1].y || n < 4;
}

static void the_farthest_stay(void **state)
{
    static mlg_xy xy[MOST];
    dice d = dice_new("farthest");

    (void)state;
    for (int turn = 0; turn < 20000; turn++) {
        uint32_t n = draw(xy, &d, turn), start[] = { 0, n };
        double least = turn % 6 ? 111000 * pow(10, dice_in(&d, -9, 0)) : 0;
        float want[MOST] = { 0 }, weight[MOST];
        uint8_t keep[MOST];
        arcs a = { .n = 1, .start = start, .xy = xy };
        mlg_err err = { 0 };

        assert_ok(peucker_weigh(weight, &a, least, 1, &err));
        assert_ok(peucker_keep(keep, &a, least, 1, &err));
        for (uint32_t i = 0; i < n; i++)
            assert_int_equal(keep[i], weight[i] > 0);
        if (!is_open(xy, n))
            continue;
        want[0] = want[n - 1] = INFINITY;
        weigh(want, xy, 0, n - 1, least, INFINITY);
        if (memcmp(weight, want, n * sizeof *want))
            fail_msg("turn %d: not the farthest vertices", turn);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_farthest_stay) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
