/* Made-up tilings, jagged and with islands, or mosaics with all that borders can do, simplified
 * at every strength: what must not change does not. Validity, union and areas by GEOS;
 * distances by the definition. */
#include "test.h"

#include "dice.h"
#include "geo/geos.h"
#include "maillage/simplify.h"
#include "model/build.h"
#include "mosaic.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE = 7, STEPS_MAX = 40, CELLS = SIDE * SIDE, ISLANDS = 24, RING = 8 * STEPS_MAX };

/* A board of SIDE x SIDE cells whose corners are moved at random and whose borders wander
 * between them; some cells have an island in them, which is a hole of the cell's. */
typedef struct board {
    mlg_xy corner[SIDE + 1][SIDE + 1];
    mlg_xy across[SIDE][SIDE + 1][STEPS_MAX + 1]; /* from (i, j) to (i + 1, j) */
    mlg_xy up[SIDE + 1][SIDE][STEPS_MAX + 1];     /* from (i, j) to (i, j + 1) */
    int steps;
    mlg_xy island[CELLS][ISLANDS];
    int n_island[CELLS];
} board;

static void wander(mlg_xy *to, dice *d, mlg_xy a, mlg_xy b, int steps, double size)
{
    double at = 0, dx = b.x - a.x, dy = b.y - a.y;

    for (int i = 0; i <= steps; i++) {
        double t = (double)i / steps, room = size * fmin(t, 1 - t);

        at = fmax(-room, fmin(room, at + dice_in(d, -size / 8, size / 8)));
        to[i] = (mlg_xy){ a.x + t * dx - at * dy, a.y + t * dy + at * dx };
    }
    to[0] = a;
    to[steps] = b;
}

static void make_island(board *b, dice *d, int cell, mlg_xy middle, double size)
{
    int n = dice_int(d, 3, ISLANDS);

    b->n_island[cell] = n;
    for (int i = 0; i < n; i++) {
        double angle = 6.283185307179586 * i / n, r = size * dice_in(d, 0.05, 0.15);

        b->island[cell][i] = (mlg_xy){ middle.x + r * cos(angle), middle.y + r * sin(angle) };
    }
}

static void make_board(board *b, dice *d, double size)
{
    b->steps = dice_int(d, 1, STEPS_MAX);
    for (int i = 0; i <= SIDE; i++)
        for (int j = 0; j <= SIDE; j++)
            b->corner[i][j] = (mlg_xy){ 3 + size * (i + dice_in(d, -0.1, 0.1)),
                                        46 + size * (j + dice_in(d, -0.1, 0.1)) };
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j <= SIDE; j++) {
            wander(b->across[i][j], d, b->corner[i][j], b->corner[i + 1][j], b->steps, 0.2);
            wander(b->up[j][i], d, b->corner[j][i], b->corner[j][i + 1], b->steps, 0.2);
        }
    for (int cell = 0; cell < CELLS; cell++) {
        mlg_xy c = b->corner[cell % SIDE][cell / SIDE];

        b->n_island[cell] = 0;
        if (dice_int(d, 0, 2) == 0)
            make_island(b, d, cell, (mlg_xy){ c.x + size / 2, c.y + size / 2 }, size);
    }
}

static size_t append(mlg_xy *ring, size_t n, const mlg_xy *from, int steps, bool backwards)
{
    for (int i = 0; i < steps; i++)
        ring[n++] = from[backwards ? steps - i : i];
    return n;
}

static void add_cell(polys_build *build, const board *b, int cell, bool turned)
{
    int i = cell % SIDE, j = cell / SIDE, s = b->steps;
    mlg_xy ring[RING], round[RING], hole[ISLANDS];
    size_t n = append(ring, 0, b->across[i][j], s, false), from;

    n = append(ring, n, b->up[i + 1][j], s, false);
    n = append(ring, n, b->across[i][j + 1], s, true);
    n = append(ring, n, b->up[i][j], s, true);
    from = turned ? n / 3 : 0;
    for (size_t k = 0; k < n; k++)
        round[k] = ring[(from + k) % n];
    polys_build_ring(build, round, n);
    for (int k = 0; k < b->n_island[cell]; k++)
        hole[k] = b->island[cell][b->n_island[cell] - 1 - k];
    if (b->n_island[cell])
        polys_build_ring(build, hole, (size_t)b->n_island[cell]);
    polys_build_end_polygon(build);
    polys_build_end_feature(build);
}

/* Cells in the order given, then their islands; `turned`: rings start elsewhere. */
static void to_polys(mlg_polys *out, const board *b, const int *order, bool turned)
{
    polys_build *build = polys_build_new();

    for (int k = 0; k < CELLS; k++)
        add_cell(build, b, order[k], turned);
    for (int k = 0; k < CELLS; k++) {
        if (!b->n_island[order[k]])
            continue;
        polys_build_ring(build, b->island[order[k]], (size_t)b->n_island[order[k]]);
        polys_build_end_polygon(build);
        polys_build_end_feature(build);
    }
    polys_build_finish(build, out);
}

static double area_of(const mlg_polys *p)
{
    double sum = 0;

    for (size_t r = 0; r < p->n_rings; r++)
        sum += ring_area(p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]);
    return sum;
}

/* Every feature valid, and their union as large as their sum: no overlap. The union is given:
 * no gap, while it has as many rings as before. */
static void unite(mlg_polys *union_of, const mlg_polys *p)
{
    geos_shape *all[2 * CELLS], *whole;
    polys_build *build = polys_build_new();
    geos_room *room;
    char reason[120];
    mlg_err err = { 0 };
    bool valid;

    assert_ok(geos_room_new(&room, &err));
    for (size_t f = 0; f < p->n; f++) {
        assert_true(p->ring_of[f] < p->ring_of[f + 1]);
        assert_ok(geos_from_feature(room, &all[f], p, f, &err));
        assert_ok(geos_valid(room, all[f], &valid, reason, sizeof reason, &err));
        if (!valid)
            fail_msg("feature %zu: %s", f, reason);
    }
    assert_ok(geos_union(room, &whole, all, p->n, &err));
    assert_near(geos_area(room, whole) / area_of(p), 1, 1e-9);
    assert_ok(geos_to_feature(room, whole, build, &err));
    polys_build_finish(build, union_of);
    geos_free(room, whole);
    for (size_t f = 0; f < p->n; f++)
        geos_free(room, all[f]);
    geos_room_free(room);
}

static void check_tiling(const mlg_polys *p)
{
    mlg_polys whole;

    unite(&whole, p);
    assert_int_equal(whole.n_rings, 1);
    mlg_polys_release(&whole);
}

static double metres_to_segment(mlg_xy p, mlg_xy a, mlg_xy b)
{
    double sx = 111320 * cos(p.y * 0.017453292519943295), sy = 111200;
    double ax = (a.x - p.x) * sx, ay = (a.y - p.y) * sy;
    double dx = (b.x - a.x) * sx, dy = (b.y - a.y) * sy, l2 = dx * dx + dy * dy;
    double t = l2 > 0 ? fmax(0, fmin(1, -(ax * dx + ay * dy) / l2)) : 0;

    return hypot(ax + t * dx, ay + t * dy);
}

/* Each vertex of `before` against the boundary of the same feature of `after`. */
static double farthest(const mlg_polys *before, const mlg_polys *after)
{
    double most = 0;

    for (size_t f = 0; f < before->n; f++) {
        uint32_t from = before->xy_of[before->ring_of[f]];

        for (uint32_t v = from; v < before->xy_of[before->ring_of[f + 1]]; v++) {
            double least = INFINITY;

            for (uint32_t r = after->ring_of[f]; r < after->ring_of[f + 1]; r++)
                for (uint32_t i = after->xy_of[r]; i + 1 < after->xy_of[r + 1]; i++)
                    least = fmin(least, metres_to_segment(before->xy[v], after->xy[i],
                                                          after->xy[i + 1]));
            most = fmax(most, least);
        }
    }
    return most;
}

static void simplify(mlg_polys *p, mlg_simplified *what, double tolerance, size_t bytes,
                     unsigned threads)
{
    mlg_simplify_options options = { tolerance, bytes, 7, threads };
    mlg_diag diag = { 0 };
    mlg_err err = { 0 };

    assert_ok(mlg_simplify(p, &options, what, "board", &diag, &err));
    assert_int_equal(diag.n, 0);
    mlg_diag_release(&diag);
}

static void tilings_stay_tilings(void **state)
{
    static board b;
    dice d = dice_new("tilings");
    size_t before = 0, after = 0, restored = 0;
    double worst = 0;
    int order[CELLS];

    (void)state;
    for (int k = 0; k < CELLS; k++)
        order[k] = k;
    for (int turn = 0; turn < 60; turn++) {
        double size = pow(10, dice_in(&d, -3, 0)), reach = size * 111e3;
        double tolerance = reach * pow(10, dice_in(&d, -3, 1));
        mlg_polys p, source;
        mlg_simplified what;

        make_board(&b, &d, size);
        to_polys(&source, &b, order, false);
        to_polys(&p, &b, order, false);
        simplify(&p, &what, tolerance, 0, 2);
        assert_int_equal(what.dropped, 0);
        assert_int_equal(what.before, source.n_xy);
        assert_int_equal(what.after, p.n_xy);
        check_tiling(&p);

        double far = farthest(&source, &p);

        if (far > tolerance * 1.005 + 0.02)
            fail_msg("turn %d: %g m off, tolerance %g m", turn, far, tolerance);
        worst = fmax(worst, far / tolerance);
        before += what.before;
        after += what.after;
        restored += what.restored;
        mlg_polys_release(&p);
        mlg_polys_release(&source);
    }
    printf("tilings: %zu vertices to %zu, %zu put back, at most %.2f of the tolerance off\n",
           before, after, restored, worst);
    assert_true(restored > 0 && after < before / 2);
}

static bool same_feature(const mlg_polys *a, size_t f, const mlg_polys *b, size_t g)
{
    uint32_t from = a->xy_of[a->ring_of[f]], n = a->xy_of[a->ring_of[f + 1]] - from;
    uint32_t other = b->xy_of[b->ring_of[g]];

    return b->xy_of[b->ring_of[g + 1]] - other == n &&
           !memcmp(a->xy + from, b->xy + other, n * sizeof *a->xy);
}

/* --- mosaics ------------------------------------------------------------------------------ */

typedef struct edge {
    mlg_xy a, b; /* a before b */
    size_t feature;
    bool backwards;
} edge;

static int by_x_then_y(mlg_xy a, mlg_xy b)
{
    return a.x != b.x ? (a.x < b.x ? -1 : 1) : (a.y > b.y) - (a.y < b.y);
}

static int by_place(const void *one, const void *other)
{
    const edge *e = one, *f = other;
    int order = by_x_then_y(e->a, f->a);

    return order ? order : by_x_then_y(e->b, f->b);
}

static edge *edges_of(const mlg_polys *p, size_t *n)
{
    edge *all = malloc((p->n_xy + 1) * sizeof *all);

    assert_non_null(all);
    *n = 0;
    for (size_t f = 0; f < p->n; f++)
        for (uint32_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++)
            for (uint32_t i = p->xy_of[r]; i + 1 < p->xy_of[r + 1]; i++) {
                mlg_xy a = p->xy[i], b = p->xy[i + 1];

                all[(*n)++] =
                    by_x_then_y(a, b) < 0 ? (edge){ a, b, f, false } : (edge){ b, a, f, true };
            }
    qsort(all, *n, sizeof *all, by_place);
    return all;
}

/* Every edge is one feature's, or two features' in opposite directions: whose, is noted. */
static void note_neighbours(bool next_to[LABELS_MAX][LABELS_MAX], const mlg_polys *p)
{
    size_t n;
    edge *e = edges_of(p, &n);

    memset(next_to, 0, LABELS_MAX * sizeof *next_to);
    for (size_t i = 0; i + 1 < n; i++) {
        if (by_place(&e[i], &e[i + 1]))
            continue;
        assert_true(i + 2 == n || by_place(&e[i], &e[i + 2]));
        assert_true(e[i].backwards != e[i + 1].backwards);
        assert_true(e[i].feature != e[i + 1].feature);
        next_to[e[i].feature][e[i + 1].feature] = true;
        next_to[e[i + 1].feature][e[i].feature] = true;
    }
    free(e);
}

static bool next_before[LABELS_MAX][LABELS_MAX], next_after[LABELS_MAX][LABELS_MAX];

/* Neighbours stay, by edges that both draw; each feature has its rings; no gap opens between
 * features: the union has no ring more. (A gap that is narrower than the tolerance may close:
 * its two sides are two drawings of one border.) Returns how many did. */
static size_t same_mosaic(const mlg_polys *before, const mlg_polys *after)
{
    mlg_polys was, is;
    size_t closed;

    assert_int_equal(before->n, after->n);
    assert_memory_equal(before->ring_of, after->ring_of,
                        (before->n + 1) * sizeof *before->ring_of);
    note_neighbours(next_before, before);
    note_neighbours(next_after, after);
    unite(&was, before);
    unite(&is, after);
    assert_true(is.n_rings <= was.n_rings);
    closed = was.n_rings - is.n_rings;
    for (size_t f = 0; f < before->n; f++)
        for (size_t g = 0; g < f; g++)
            assert_true(next_before[f][g] ? next_after[f][g] : !next_after[f][g] || closed);
    mlg_polys_release(&was);
    mlg_polys_release(&is);
    return closed;
}

static void shuffle(int *order, int n, dice *d)
{
    for (int k = n - 1; k > 0; k--) {
        int other = dice_int(d, 0, k), swap = order[k];

        order[k] = order[other];
        order[other] = swap;
    }
}

/* Another number of threads, another order of the features: the same. */
static void same_whatever(const mosaic *m, const mlg_polys *p, double tolerance,
                          unsigned threads, dice *d)
{
    int order[LABELS_MAX], row[LABELS_MAX + 1], n = mosaic_labels(order, m);
    mlg_polys again;
    mlg_simplified what;

    for (int k = 0; k < n; k++)
        row[order[k]] = k;
    shuffle(order, n, d);
    mosaic_polys(&again, m, order, n);
    simplify(&again, &what, tolerance, 0, threads);
    for (int k = 0; k < n; k++)
        assert_true(same_feature(p, (size_t)row[order[k]], &again, (size_t)k));
    mlg_polys_release(&again);
}

static void mosaics_stay_mosaics(void **state)
{
    static mosaic m;
    dice d = dice_new("mosaics");
    size_t before = 0, after = 0, restored = 0, rings = 0, features = 0, closed = 0;
    double worst = 0;

    (void)state;
    for (int turn = 0; turn < 150; turn++) {
        double side = pow(10, dice_in(&d, -4, -1));
        double tolerance = side * 111e3 * pow(10, dice_in(&d, -1.5, 1.5));
        int order[LABELS_MAX], n;
        mlg_polys p, source;
        mlg_simplified what;

        mosaic_make(&m, &d, side);
        n = mosaic_labels(order, &m);
        mosaic_polys(&source, &m, order, n);
        assert_true(mlg_polys_copy(&p, &source));
        simplify(&p, &what, tolerance, 0, 1);
        assert_int_equal(what.dropped, 0);
        closed += same_mosaic(&source, &p);
        same_whatever(&m, &p, tolerance, 2 + (unsigned)turn % 2, &d);

        double far = farthest(&source, &p);

        if (far > tolerance * 1.005 + 0.02)
            fail_msg("turn %d: %g m off, tolerance %g m", turn, far, tolerance);
        worst = fmax(worst, far / tolerance);
        before += what.before;
        after += what.after;
        restored += what.restored;
        rings += p.n_rings;
        features += p.n;
        mlg_polys_release(&p);
        mlg_polys_release(&source);
    }
    printf("mosaics: %zu features of %zu rings, %zu vertices to %zu, %zu put back, %zu gaps "
           "closed, at most %.2f of the tolerance off\n",
           features, rings, before, after, restored, closed, worst);
    assert_true(restored > 0 && after < before * 4 / 5 && rings > 2 * features);
}

/* --- a ring that rounding crosses --------------------------------------------------------- */

/* A valid polygon whose neck, on the grid, crosses itself: two shells, neither inside out. */
static void rings_keep_their_direction(void **state)
{
    static const double neck[][2] = { { 1.958, 2.567 }, { 0.563, 1.395 }, { 1.260, 1.609 },
                                      { 2.438, 1.773 }, { 2.765, 1.707 }, { 3.059, 3.105 },
                                      { 2.331, 2.744 } };
    enum { N = sizeof neck / sizeof *neck };
    polys_build *build = polys_build_new();
    mlg_xy at[N];
    mlg_simplified what;
    mlg_polys p;

    (void)state;
    for (size_t i = 0; i < N; i++)
        at[i] = (mlg_xy){ 3 + neck[i][0] * 1e-7, 46 + neck[i][1] * 1e-7 };
    assert_int_equal(polys_build_ring(build, at, N), RING_TAKEN);
    assert_true(polys_build_end_polygon(build) && polys_build_end_feature(build));
    polys_build_finish(build, &p);
    simplify(&p, &what, 0.0743, 0, 1);
    assert_int_equal(p.n_rings, 2);
    for (size_t r = 0; r < p.n_rings; r++) {
        assert_false(p.hole[r]);
        assert_true(ring_area(p.xy + p.xy_of[r], p.xy_of[r + 1] - p.xy_of[r]) > 0);
    }
    mlg_polys_release(&p);
}

/* --- whatever else ------------------------------------------------------------------------ */

/* Threads change nothing; the order of the features changes nothing but their order. */
static void nothing_else_decides(void **state)
{
    static board b;
    dice d = dice_new("order");
    int order[CELLS], shuffled[CELLS];

    (void)state;
    for (int k = 0; k < CELLS; k++)
        order[k] = shuffled[k] = k;
    for (int turn = 0; turn < 10; turn++) {
        mlg_polys p[3];
        mlg_simplified what;

        make_board(&b, &d, 0.1);
        shuffle(shuffled, CELLS, &d);
        for (int i = 0; i < 3; i++) {
            to_polys(&p[i], &b, i < 2 ? order : shuffled, false);
            simplify(&p[i], &what, 1500, 0, i ? 5 : 1);
        }
        assert_int_equal(p[0].n_xy, p[1].n_xy);
        assert_memory_equal(p[0].xy, p[1].xy, p[0].n_xy * sizeof *p[0].xy);
        for (int k = 0; k < CELLS; k++)
            assert_true(same_feature(&p[0], (size_t)shuffled[k], &p[2], (size_t)k));
        for (int i = 0; i < 3; i++)
            mlg_polys_release(&p[i]);
    }
}

/* A size asked for is kept, with nearly all of it used; where it cannot be, that is said. */
static void size_is_kept(void **state)
{
    static board b;
    dice d = dice_new("size");
    int order[CELLS];

    (void)state;
    for (int k = 0; k < CELLS; k++)
        order[k] = k;
    for (int turn = 0; turn < 12; turn++) {
        mlg_simplified all, least, what;
        mlg_polys p;

        make_board(&b, &d, 0.1);
        b.steps = STEPS_MAX;
        make_board(&b, &d, 0.1);
        to_polys(&p, &b, order, true);
        simplify(&p, &all, 0, 1000000000, 2);
        assert_false(all.too_large);
        assert_true(all.tolerance_m == 0);
        mlg_polys_release(&p);
        to_polys(&p, &b, order, true);
        simplify(&p, &least, 0, 1, 2);
        assert_true(least.too_large);
        check_tiling(&p);
        mlg_polys_release(&p);
        for (int i = 1; i < 4; i++) {
            size_t aim = least.bytes + (all.bytes - least.bytes) * (size_t)i / 4;

            to_polys(&p, &b, order, true);
            simplify(&p, &what, 0, aim, 2);
            assert_false(what.too_large);
            assert_true(what.bytes <= aim);
            check_tiling(&p);
            mlg_polys_release(&p);
        }
    }
}

/* Positions go to the nearest of the grid, from halfway to the one away from zero. */
static void positions_are_on_the_grid(void **state)
{
    dice d = dice_new("grid");

    (void)state;
    for (int turn = 0; turn < 20000; turn++) {
        int decimals = dice_int(&d, MLG_DECIMALS_MIN, MLG_DECIMALS_MAX);
        double grid = pow(10, decimals), size = pow(10, dice_in(&d, -2, 1.5));
        mlg_simplify_options o = { .decimals = decimals, .threads = 1 };
        mlg_xy at[] = { { 0, 0 }, { size, 0 }, { 0, size } };
        polys_build *build = polys_build_new();
        mlg_polys p = { 0 };
        mlg_simplified what;
        mlg_err err = { 0 };

        assert_non_null(build);
        for (size_t i = 0; i < 3; i++) {
            at[i].x += dice_in(&d, -0.001, 0.001) - (turn % 2 ? 40 : 0);
            at[i].y += dice_in(&d, -0.001, 0.001) - (turn % 3 ? 0 : 40);
            if (turn % 4) {
                at[i].x = (rint(at[i].x * grid) + 0.5) / grid;
                at[i].y = (rint(at[i].y * grid) - 0.5) / grid;
            }
        }
        assert_int_equal(polys_build_ring(build, at, 3), RING_TAKEN);
        assert_true(polys_build_end_polygon(build) && polys_build_end_feature(build));
        polys_build_finish(build, &p);
        assert_ok(mlg_simplify(&p, &o, &what, "grid", NULL, &err));
        assert_int_equal(p.n_xy, 4);
        for (size_t i = 0; i < 4; i++) {
            assert_true(p.xy[i].x == round(at[i % 3].x * grid) / grid);
            assert_true(p.xy[i].y == round(at[i % 3].y * grid) / grid);
        }
        mlg_polys_release(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tilings_stay_tilings),
        cmocka_unit_test(mosaics_stay_mosaics),
        cmocka_unit_test(rings_keep_their_direction),
        cmocka_unit_test(nothing_else_decides),
        cmocka_unit_test(size_is_kept),
        cmocka_unit_test(positions_are_on_the_grid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
