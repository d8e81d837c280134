#ifndef MLG_MOSAIC_H
#define MLG_MOSAIC_H
#include "dice.h"
#include "geo/geos.h"
#include "model/build.h"

/* A random tiling with all that borders can do: a board of crooked squares dealt out to
 * features, nearest capital first and then at random, some to nobody (the sea). So there
 * are islands, holes, enclaves that fill a hole exactly, features in pieces, rings that touch
 * themselves and each other, corners where four features meet, and rings without any. GEOS
 * merges the squares; their corners are on the grid of 1e-7 degree. */
enum { MOSAIC = 16, TILES = MOSAIC * MOSAIC, LABELS_MAX = 40, SEA = 0 };

typedef struct mosaic {
    mlg_xy corner[MOSAIC + 1][MOSAIC + 1];
    int label[TILES]; /* 1 .. labels, or SEA */
    int labels;
} mosaic;

static inline double mosaic_grid(double degrees)
{
    return round(degrees * 1e7) / 1e7;
}

static inline void mosaic_deal(mosaic *m, dice *d)
{
    int capitals = dice_int(d, 2, 12), noise = dice_int(d, 0, 30), shore = dice_int(d, 0, 2);
    int at[12];

    for (int i = 0; i < capitals; i++)
        at[i] = dice_int(d, 0, TILES - 1);
    for (int t = 0; t < TILES; t++) {
        int x = t % MOSAIC, y = t / MOSAIC, least = TILES * TILES;

        for (int i = 0; i < capitals; i++) {
            int dx = at[i] % MOSAIC - x, dy = at[i] / MOSAIC - y, far = dx * dx + dy * dy;

            if (far < least) {
                least = far;
                m->label[t] = i + 1;
            }
        }
        if (dice_int(d, 0, 99) < noise)
            m->label[t] = dice_int(d, SEA, capitals);
        if (x < shore || y < shore)
            m->label[t] = dice_int(d, 0, 5) ? SEA : m->label[t];
    }
    m->labels = capitals; /* and tiles of their own, in or out of others */
    for (int i = dice_int(d, 0, LABELS_MAX - 12); i > 0; i--)
        m->label[dice_int(d, 0, TILES - 1)] = ++m->labels;
}

static inline void mosaic_make(mosaic *m, dice *d, double side)
{
    for (int i = 0; i <= MOSAIC; i++)
        for (int j = 0; j <= MOSAIC; j++)
            m->corner[i][j] = (mlg_xy){ mosaic_grid(3 + side * (i + dice_in(d, -0.3, 0.3))),
                                        mosaic_grid(46 + side * (j + dice_in(d, -0.3, 0.3))) };
    mosaic_deal(m, d);
}

/* The labels that are there, in order; how many. */
static inline int mosaic_labels(int *order, const mosaic *m)
{
    bool there[LABELS_MAX + 1] = { false };
    int n = 0;

    for (int t = 0; t < TILES; t++)
        there[m->label[t]] = true;
    for (int k = SEA + 1; k <= m->labels; k++)
        if (there[k])
            order[n++] = k;
    return n;
}

/* The squares of one label, merged, as the next feature. */
static inline void mosaic_merge(polys_build *to, const mosaic *m, int label, geos_room *room,
                                const mlg_polys *tiles)
{
    geos_shape *part[TILES], *whole;
    mlg_err err = { 0 };
    size_t n = 0;

    for (size_t t = 0; t < TILES; t++)
        if (m->label[t] == label)
            assert_ok(geos_from_feature(room, &part[n++], tiles, t, &err));
    assert_ok(geos_union(room, &whole, part, n, &err));
    assert_ok(geos_to_feature(room, whole, to, &err));
    geos_free(room, whole);
    while (n)
        geos_free(room, part[--n]);
}

/* The `n` labels of `order` as features. */
static inline void mosaic_polys(mlg_polys *out, const mosaic *m, const int *order, int n)
{
    polys_build *to = polys_build_new(), *build = polys_build_new();
    mlg_polys tiles;
    geos_room *room;
    mlg_err err = { 0 };

    assert_ok(geos_room_new(&room, &err));
    for (int t = 0; t < TILES; t++) {
        int i = t % MOSAIC, j = t / MOSAIC;
        mlg_xy ring[] = { m->corner[i][j], m->corner[i + 1][j], m->corner[i + 1][j + 1],
                          m->corner[i][j + 1] };

        polys_build_ring(build, ring, 4);
        polys_build_end_polygon(build);
        polys_build_end_feature(build);
    }
    polys_build_finish(build, &tiles);
    for (int k = 0; k < n; k++)
        mosaic_merge(to, m, order[k], room, &tiles);
    polys_build_finish(to, out);
    mlg_polys_release(&tiles);
    geos_room_free(room);
}
#endif
