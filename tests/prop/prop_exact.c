/* Sides of a line against whole-number arithmetic: coordinates are integers (times a power
 * of two), so that the determinant is known exactly in 128 bits. */
#include "test.h"

#include "dice.h"
#include "geo/exact.h"

__extension__ typedef __int128 wide;

typedef struct whole {
    int64_t x, y;
} whole;

static mlg_xy scaled(whole p, double unit)
{
    return (mlg_xy){ (double)p.x * unit, (double)p.y * unit };
}

static int side(whole a, whole b, whole c)
{
    wide det = (wide)(b.x - a.x) * (c.y - a.y) - (wide)(b.y - a.y) * (c.x - a.x);

    return det > 0 ? 1 : det < 0 ? -1 : 0;
}

static bool between(int64_t a, int64_t b, int64_t v)
{
    return (v >= a && v <= b) || (v >= b && v <= a);
}

static void check(whole a, whole b, whole c, double unit)
{
    mlg_xy p = scaled(a, unit), q = scaled(b, unit), r = scaled(c, unit);
    int want = side(a, b, c);
    bool on = !want && between(a.x, b.x, c.x) && between(a.y, b.y, c.y);

    if (orientation(p, q, r) != want || orientation(q, r, p) != want ||
        orientation(q, p, r) != -want || on_segment(p, q, r) != on || on_segment(q, p, r) != on)
        fail_msg("(%.17g %.17g) (%.17g %.17g) (%.17g %.17g): %d, want %d; on %d, want %d", p.x,
                 p.y, q.x, q.y, r.x, r.y, orientation(p, q, r), want, on_segment(p, q, r), on);
}

static whole anywhere(dice *d, int64_t most)
{
    return (whole){ (int64_t)dice_in(d, -(double)most, (double)most),
                    (int64_t)dice_in(d, -(double)most, (double)most) };
}

static double unit_of(dice *d)
{
    return ldexp(1, dice_int(d, -40, 20));
}

/* From small numbers (many exact zeros) to all 53 bits. */
static void anyhow(void **state)
{
    dice d = dice_new("anyhow");

    (void)state;
    for (int i = 0; i < 200000; i++) {
        int64_t most = INT64_C(1) << dice_int(&d, 1, 52);

        check(anywhere(&d, most), anywhere(&d, most), anywhere(&d, most), unit_of(&d));
    }
}

/* c is on the line through a and b, or one unit beside it, within the segment or not. */
static void nearly_on_the_line(void **state)
{
    dice d = dice_new("nearly on the line");

    (void)state;
    for (int i = 0; i < 200000; i++) {
        int64_t most = INT64_C(1) << dice_int(&d, 2, 26);
        whole a = anywhere(&d, INT64_C(1) << 51), step = anywhere(&d, most);
        int64_t k = dice_int(&d, 0, 1 << 20), m = dice_int(&d, -(1 << 20), 1 << 21);
        whole b = { a.x + k * step.x, a.y + k * step.y };
        whole c = { a.x + m * step.x + dice_int(&d, -1, 1),
                    a.y + m * step.y + dice_int(&d, -1, 1) };

        check(a, b, c, unit_of(&d));
    }
}

/* The ends themselves, and a segment of no length. */
static void ends(void **state)
{
    dice d = dice_new("ends");

    (void)state;
    for (int i = 0; i < 10000; i++) {
        whole a = anywhere(&d, INT64_C(1) << 52), b = anywhere(&d, INT64_C(1) << 52);

        check(a, b, a, 1);
        check(a, b, b, 1);
        check(a, a, b, 1);
        check(a, a, a, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anyhow),
        cmocka_unit_test(nearly_on_the_line),
        cmocka_unit_test(ends),
    };

    return cmocka_run_group_tests_name("exact", tests, NULL, NULL);
}
