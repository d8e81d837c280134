#include "geo/boxgrid.h"

#include "base/big.h"

#include "geo/rtree.h"

#include <stdlib.h>

enum { BLOCK = 8, WIDE = 16 }; /* cells per side of a block; cells that a wide box exceeds */

typedef struct entry {
    mlg_box box;
    uint32_t item;
} entry;

/* Cells go by blocks to the slots of a hash table, so that neighbours are near in memory and
 * empty land costs nothing. What two boxes have in common starts in one cell: there they are
 * found, and in no other cell that both meet. */
struct boxgrid {
    double scale;    /* cells per unit */
    size_t mask;     /* slots - 1 */
    uint32_t *start; /* slots + 1, of entries */
    entry *entries;
    rtree *wide;
    uint32_t *wide_item; /* of each box in the tree */
    size_t n_wide;
};

typedef struct range {
    int64_t left, right, bottom, top; /* cells, inclusive */
} range;

/* Towards zero, so that the cells along the axes are twice as wide: harmless, and fast. */
static int64_t cell(const boxgrid *c, double v)
{
    return (int64_t)(v * c->scale);
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static range range_of(const boxgrid *c, mlg_box b)
{
    return (range){ cell(c, b.xmin), cell(c, b.xmax), cell(c, b.ymin), cell(c, b.ymax) };
}

static bool is_wide(range r)
{
    int64_t columns = r.right - r.left + 1, rows = r.top - r.bottom + 1;

    return columns > WIDE || rows > WIDE || columns * rows > WIDE;
}

static size_t slot_of(const boxgrid *c, int64_t column, int64_t row)
{
    uint64_t h = (uint64_t)(column >> 3) * 0x9E3779B97F4A7C15u ^
                 (uint64_t)(row >> 3) * 0xC2B2AE3D27D4EB4Fu;

    h = (h ^ h >> 32) * BLOCK * BLOCK;
    return (h + (uint64_t)((row & (BLOCK - 1)) * BLOCK + (column & (BLOCK - 1)))) & c->mask;
}

static bool meet(mlg_box a, mlg_box b)
{
    return a.xmin <= b.xmax && b.xmin <= a.xmax && a.ymin <= b.ymax && b.ymin <= a.ymax;
}

/* Cells three times as wide as the mean box; as many slots as boxes, or more. */
static void choose_size(boxgrid *c, const mlg_box *boxes, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += larger(boxes[i].xmax - boxes[i].xmin, boxes[i].ymax - boxes[i].ymin);
    c->scale = sum > 0 ? (double)n / (3 * sum) : 1;
    for (c->mask = BLOCK * BLOCK; c->mask < n;)
        c->mask *= 2;
    c->mask--;
}

/* Twice: to count, two slots ahead; then to put in place, one slot ahead. */
static void deal(boxgrid *c, const mlg_box *boxes, size_t n, bool count)
{
    for (size_t i = 0; i < n; i++) {
        range r = range_of(c, boxes[i]);

        if (is_wide(r)) {
            c->n_wide += count;
            continue;
        }
        for (int64_t row = r.bottom; row <= r.top; row++)
            for (int64_t column = r.left; column <= r.right; column++) {
                size_t slot = slot_of(c, column, row);

                if (count)
                    c->start[slot + 2]++;
                else
                    c->entries[c->start[slot + 1]++] = (entry){ boxes[i], (uint32_t)i };
            }
    }
}

static bool keep_wide(boxgrid *c, const mlg_box *boxes, size_t n)
{
    mlg_box *list = malloc((c->n_wide + 1) * sizeof *list);
    size_t kept = 0;

    c->wide_item = malloc((c->n_wide + 1) * sizeof *c->wide_item);
    for (size_t i = 0; list && c->wide_item && i < n; i++) {
        if (!is_wide(range_of(c, boxes[i])))
            continue;
        c->wide_item[kept] = (uint32_t)i;
        list[kept++] = boxes[i];
    }
    if (list && c->wide_item)
        c->wide = rtree_new(list, kept);
    free(list);
    return c->wide;
}

boxgrid *boxgrid_new(const mlg_box *boxes, size_t n)
{
    boxgrid *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    choose_size(c, boxes, n);
    c->start = calloc(c->mask + 4, sizeof *c->start);
    if (c->start) {
        deal(c, boxes, n, true);
        for (size_t slot = 0; slot <= c->mask; slot++)
            c->start[slot + 2] += c->start[slot + 1];
        c->entries = big_new((size_t)c->start[c->mask + 2] + 1, sizeof *c->entries);
    }
    if (c->entries && keep_wide(c, boxes, n)) {
        deal(c, boxes, n, false);
        return c;
    }
    boxgrid_free(c);
    return NULL;
}

void boxgrid_free(boxgrid *c)
{
    if (!c)
        return;
    rtree_free(c->wide);
    free(c->wide_item);
    free(c->start);
    free(c->entries);
    free(c);
}

typedef struct widely {
    const boxgrid *grid;
    bool (*hit)(void *arg, uint32_t item);
    void *arg;
    bool more;
} widely;

static bool hit_wide(void *arg, uint32_t item)
{
    widely *w = arg;

    return w->more = w->hit(w->arg, w->grid->wide_item[item]);
}

void boxgrid_query(const boxgrid *c, mlg_box box, bool (*hit)(void *arg, uint32_t item),
                   void *arg)
{
    range r = range_of(c, box);
    widely w = { c, hit, arg, true };

    if (c->n_wide)
        rtree_query(c->wide, box, hit_wide, &w);
    for (int64_t row = r.bottom; w.more && row <= r.top; row++)
        for (int64_t column = r.left; column <= r.right; column++) {
            size_t slot = slot_of(c, column, row);

            for (uint32_t k = c->start[slot]; k < c->start[slot + 1]; k++) {
                const entry *e = &c->entries[k];

                if (meet(e->box, box) && cell(c, larger(e->box.xmin, box.xmin)) == column &&
                    cell(c, larger(e->box.ymin, box.ymin)) == row && !hit(arg, e->item))
                    return;
            }
        }
}
