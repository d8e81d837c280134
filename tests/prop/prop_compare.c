/* What became of the zones, on layers of rectangles, against rectangles' own arithmetic: the
 * common area of two is known without GEOS. */
#include "test.h"

#include "dice.h"
#include "made.h"
#include "maillage/compare.h"

enum { ROUNDS = 60, MOST = 40 };

typedef struct box {
    double x, y, width, height;
    char code[16];
} box;

typedef struct drawn {
    box boxes[MOST];
    int n;
} drawn;

static void draw(drawn *out, dice *d, const drawn *former)
{
    out->n = 0;
    for (int i = 0; former && i < former->n; i++) {
        box b = former->boxes[i];

        if (dice_int(d, 0, 5) == 0)
            continue;
        if (dice_int(d, 0, 3) == 0)
            b.width = floor(b.width * dice_in(d, 0.5, 1.5)) + 1;
        if (dice_int(d, 0, 3) == 0)
            b.x += dice_int(d, -3, 3);
        if (dice_int(d, 0, 5) == 0)
            snprintf(b.code, sizeof b.code, "N%03d", i);
        out->boxes[out->n++] = b;
    }
    for (int more = former ? 3 : dice_int(d, 2, MOST - 8); more && out->n < MOST; more--) {
        box *b = &out->boxes[out->n];

        *b = (box){ 700000 + dice_int(d, 0, 3000), 6600000 + dice_int(d, 0, 3000),
                    dice_int(d, 30, 400), dice_int(d, 30, 400), "" };
        snprintf(b->code, sizeof b->code, "%c%03d", former ? 'B' : 'A', out->n++);
    }
}

static mlg_zones *layer_of(world *w, const drawn *list, bool backwards)
{
    made m = made_new("zones.shp", "EPSG:2154", "code_qp");

    for (int k = 0; k < list->n; k++) {
        const box *b = &list->boxes[backwards ? list->n - 1 - k : k];

        made_box(&m, b->x, b->y, b->width, b->height);
        made_row(&m, b->code);
    }
    return world_zones(w, &m, MLG_ROLE_QPV, NULL);
}

static double area(const box *b)
{
    return b->width * b->height;
}

static double common(const box *a, const box *b)
{
    double width = fmin(a->x + a->width, b->x + b->width) - fmax(a->x, b->x);
    double height = fmin(a->y + a->height, b->y + b->height) - fmax(a->y, b->y);

    return width > 0 && height > 0 ? width * height : 0;
}

/* Within 5 m of each other everywhere: no side is farther than that. */
static bool settled(const box *a, const box *b, double tolerance)
{
    return !strcmp(a->code, b->code) && fabs(a->x - b->x) <= tolerance &&
           fabs(a->x + a->width - b->x - b->width) <= tolerance &&
           fabs(a->y - b->y) <= tolerance &&
           fabs(a->y + a->height - b->y - b->height) <= tolerance;
}

static bool together(const drawn *a, int i, const drawn *b, int k)
{
    const box *l = &a->boxes[i], *r = &b->boxes[k];
    double c = common(l, r);

    if (settled(l, r, 5))
        return true;
    for (int other = 0; other < b->n; other++)
        if (settled(l, &b->boxes[other], 5))
            return false;
    for (int other = 0; other < a->n; other++)
        if (settled(&a->boxes[other], r, 5))
            return false;
    return c > 0 && (!strcmp(l->code, r->code) ? c > 1 : c >= 0.5 * fmin(area(l), area(r)));
}

static int root(const int *above, int i)
{
    while (above[i] != i)
        i = above[i];
    return i;
}

/* Which boxes are of one row, by the definition; boxes of B follow those of A. A code on both
 * sides without anything in common is one row too. */
static void connect(int *above, const drawn *a, const drawn *b)
{
    bool linked[2 * MOST] = { false };

    for (int i = 0; i < a->n + b->n; i++)
        above[i] = i;
    for (int i = 0; i < a->n; i++)
        for (int k = 0; k < b->n; k++)
            if (together(a, i, b, k)) {
                int l = root(above, i), r = root(above, a->n + k);

                above[l > r ? l : r] = l > r ? r : l;
                linked[i] = linked[a->n + k] = true;
            }
    for (int i = 0; i < a->n; i++)
        for (int k = 0; k < b->n; k++)
            if (!linked[i] && !linked[a->n + k] && !strcmp(a->boxes[i].code, b->boxes[k].code))
                above[a->n + k] = i;
}

static void check_rows(const mlg_zones_comparison *c, const drawn *a, const drawn *b)
{
    int above[2 * MOST];

    connect(above, a, b);
    for (int i = 0; i < a->n + b->n; i++)
        for (int k = 0; k < i; k++) {
            uint32_t l = i < a->n ? c->row_of_a[i] : c->row_of_b[i - a->n];
            uint32_t r = k < a->n ? c->row_of_a[k] : c->row_of_b[k - a->n];

            if ((l == r) != (root(above, i) == root(above, k)))
                fail_msg("%d and %d: rows %u and %u", i, k, l, r);
        }
}

/* Of one for one: areas, to what the scale allows (it is even over a few kilometres). */
static void check_areas(const mlg_zones_comparison *c, const drawn *a, const drawn *b)
{
    for (size_t i = 0; i < c->n; i++) {
        const mlg_zone_change *r = &c->rows[i];
        const box *l, *m;
        double square;

        if (r->n_a != 1 || r->n_b != 1)
            continue;
        l = &a->boxes[c->a_of[r->first_a]];
        m = &b->boxes[c->b_of[r->first_b]];
        square = mlg_zone_area(c->a, c->a_of[r->first_a]) / area(l);
        assert_near(r->area_b, area(m) * square, 1e-5 * area(m));
        assert_near(r->common, common(l, m) * square, 1e-5 * area(l));
        assert_near(r->gained, (area(m) - common(l, m)) * square, 2e-5 * area(m) + 0.01);
        assert_near(r->lost, (area(l) - common(l, m)) * square, 2e-5 * area(l) + 0.01);
        assert_true(r->gained_beyond <= r->gained + 1e-6);
        assert_true(r->lost_beyond <= r->lost + 1e-6);
    }
}

static void rectangles(void **state)
{
    dice d = dice_new("rectangles");
    size_t changes[MLG_CHANGE_COUNT] = { 0 };

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        world w = world_new();
        drawn a, b;
        mlg_zones *za, *zb, *back;
        mlg_zones_comparison *one = NULL, *many = NULL;
        mlg_compare_options how = { 5, 1 };
        mlg_err err = { 0 };

        draw(&a, &d, NULL);
        draw(&b, &d, &a);
        za = layer_of(&w, &a, false);
        zb = layer_of(&w, &b, false);
        back = layer_of(&w, &b, true);
        assert_ok(mlg_compare_zones(&one, za, zb, &how, &err));
        how.threads = 4;
        assert_ok(mlg_compare_zones(&many, za, back, &how, &err));
        check_rows(one, &a, &b);
        check_areas(one, &a, &b);
        assert_int_equal(one->n, many->n);
        for (size_t i = 0; i < one->n; i++) {
            assert_int_equal(one->rows[i].change, many->rows[i].change);
            assert_memory_equal(&one->rows[i].area_a, &many->rows[i].area_a,
                                sizeof one->rows[i] - offsetof(mlg_zone_change, area_a));
            changes[one->rows[i].change]++;
        }
        mlg_zones_comparison_free(one);
        mlg_zones_comparison_free(many);
        mlg_zones_free(za);
        mlg_zones_free(zb);
        mlg_zones_free(back);
        world_free(&w);
    }
    for (int i = 0; i < MLG_CHANGE_COUNT; i++) {
        printf("%s %zu\n", mlg_change_name((mlg_change)i), changes[i]);
        assert_true(changes[i] > 0 || i == MLG_CHANGE_MOVED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(rectangles) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
