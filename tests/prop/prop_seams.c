/* Borders of random boards against their definition: an edge is beside the ring that has it the
 * other way round, each used once. Boards have cells missing, twice or the wrong way round, in
 * any order, and more edges than one neighbourhood of seams.c holds. */
#include "test.h"

#include "dice.h"
#include "geo/seams.h"

#include <string.h>

enum { SIDE = 36, STEPS = 30, RING = 4 * STEPS };

typedef struct board {
    mlg_xy *xy; /* RING + 1 for each ring */
    seam_ring *rings;
    size_t n;
} board;

/* Bent alike whichever cell asks: it depends on the place alone. */
static mlg_xy bent(int x, int y, int step, bool upright)
{
    uint64_t seed = (uint64_t)(((x * 2 + upright) * 1000 + y) * 1000 + step);
    dice d = { seed };
    double along = step / (double)STEPS, off = step % STEPS ? dice_in(&d, -0.2, 0.2) : 0;

    return upright ? (mlg_xy){ x + off, y + along } : (mlg_xy){ x + along, y + off };
}

static void draw_cell(mlg_xy *to, int x, int y, bool clockwise)
{
    for (int i = 0; i < STEPS; i++) {
        to[i] = bent(x, y, i, false);
        to[STEPS + i] = bent(x + 1, y, i, true);
        to[2 * STEPS + i] = bent(x, y + 1, STEPS - i, false);
        to[3 * STEPS + i] = bent(x, y, STEPS - i, true);
    }
    to[RING] = to[0];
    for (int i = 0, k = RING; clockwise && i < k; i++, k--) {
        mlg_xy swap = to[i];

        to[i] = to[k];
        to[k] = swap;
    }
}

/* `odd`: of so many cells in a hundred there is no ring, two, or one the wrong way round. */
static board board_new(dice *d, int side, int odd)
{
    size_t room = 2 * (size_t)(side * side);
    board b = { malloc(room * (RING + 1) * sizeof *b.xy), malloc(room * sizeof *b.rings), 0 };

    for (int cell = 0; cell < side * side; cell++) {
        bool is_odd = dice_int(d, 0, 99) < odd;
        int times = is_odd ? dice_int(d, 0, 2) : 1;

        for (; times; times--) {
            mlg_xy *xy = b.xy + b.n * (RING + 1);

            draw_cell(xy, cell % side, cell / side, is_odd && dice_int(d, 0, 1));
            b.rings[b.n] = (seam_ring){ xy, RING, (uint32_t)(b.n * (RING + 1)), (uint32_t)b.n };
            b.n++;
        }
    }
    for (size_t i = b.n; i > 1; i--) {
        size_t k = (size_t)dice_int(d, 0, (int)i - 1);
        seam_ring swap = b.rings[i - 1];

        b.rings[i - 1] = b.rings[k];
        b.rings[k] = swap;
    }
    return b;
}

static void board_free(board *b)
{
    free(b->xy);
    free(b->rings);
}

/* An edge from its lesser end to the other. */
typedef struct one_edge {
    mlg_xy a, b;
    bool forth;
    uint32_t owner, across;
} one_edge;

static int by_place(const mlg_xy *l, const mlg_xy *r)
{
    if (l->x != r->x)
        return l->x < r->x ? -1 : 1;
    return l->y < r->y ? -1 : l->y > r->y;
}

static int by_ends(const void *l, const void *r)
{
    const one_edge *a = l, *b = r;
    int order = by_place(&a->a, &b->a);

    return order ? order : by_place(&a->b, &b->b);
}

/* The edges of one place: as many pairs as can be, and in each its two owners. */
static void check_place(const one_edge *e, size_t n)
{
    size_t forth = 0, paired[2] = { 0 };

    for (size_t i = 0; i < n; i++) {
        bool known = e[i].across == SEAM_NONE;

        forth += e[i].forth;
        paired[e[i].forth] += e[i].across != SEAM_NONE;
        for (size_t k = 0; k < n && !known; k++)
            known = e[k].forth != e[i].forth && e[k].owner == e[i].across;
        assert_true(known);
    }
    assert_int_equal(paired[0], paired[1]);
    assert_int_equal(paired[0], forth < n - forth ? forth : n - forth);
}

static void check(const board *b, const uint32_t *across)
{
    one_edge *list = malloc(b->n * RING * sizeof *list);
    size_t n = 0;

    for (size_t r = 0; r < b->n; r++)
        for (uint32_t i = 0; i < RING; i++) {
            const mlg_xy *at = b->rings[r].xy + i;
            bool forth = by_place(&at[0], &at[1]) < 0;

            list[n++] = (one_edge){ at[!forth], at[forth], forth, b->rings[r].owner,
                                    across[b->rings[r].base + i] };
        }
    qsort(list, n, sizeof *list, by_ends);
    for (size_t i = 0, to; i < n; i = to) {
        for (to = i + 1; to < n && !by_ends(&list[i], &list[to]); to++)
            ;
        check_place(list + i, to - i);
    }
    free(list);
}

static void pairs_are_as_defined(void **state)
{
    dice d = dice_new("pairs are as defined");

    (void)state;
    for (int round = 0; round < 40; round++) {
        board b = board_new(&d, round % 8 ? dice_int(&d, 1, 12) : SIDE, round % 4 * 10);
        size_t size = (b.n * (RING + 1) + 1) * sizeof(uint32_t);
        uint32_t *one = malloc(size), *more = malloc(size);
        mlg_err err = { 0 };

        memset(one, 0, size);
        memset(more, 0, size);
        assert_ok(seams_find(one, false, b.rings, b.n, 1, &err));
        assert_ok(seams_find(more, false, b.rings, b.n, 2 + (unsigned)round % 3, &err));
        assert_memory_equal(one, more, size);
        check(&b, one);
        free(one);
        free(more);
        board_free(&b);
    }
}

/* What is known beforehand stays, and the rest is found beside it. */
static void known_pairs_stay(void **state)
{
    dice d = dice_new("known pairs stay");

    (void)state;
    for (int round = 0; round < 20; round++) {
        board b = board_new(&d, dice_int(&d, 2, 12), 0);
        size_t n = b.n * (RING + 1) + 1;
        uint32_t *all = malloc(n * sizeof *all), *rest = malloc(n * sizeof *rest);
        mlg_err err = { 0 };

        memset(all, 0xFF, n * sizeof *all);
        assert_ok(seams_find(all, true, b.rings, b.n, 2, &err));
        memset(rest, 0xFF, n * sizeof *rest);
        for (size_t r = 0; r < b.n; r++)
            for (uint32_t i = 0; i < RING; i++) {
                uint32_t e = b.rings[r].base + i, owner = b.rings[r].owner;

                if (all[e] != SEAM_NONE && (owner + all[e]) % 3) /* both sides, or none */
                    rest[e] = all[e];
            }
        assert_ok(seams_find(rest, true, b.rings, b.n, 2, &err));
        assert_memory_equal(all, rest, n * sizeof *all);
        free(all);
        free(rest);
        board_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_as_defined),
        cmocka_unit_test(known_pairs_stay),
    };

    return cmocka_run_group_tests_name("seams", tests, NULL, NULL);
}
