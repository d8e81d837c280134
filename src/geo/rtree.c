#include "geo/rtree.h"

#include "base/big.h"
#include "base/order.h"

#include <math.h>
#include <stdlib.h>

enum { FANOUT = 16, LEVELS = 9 }; /* 16^8 items and more than 32 bits can name */

/* Level 0 holds the items' boxes in Hilbert order, or is the places; node k of level l+1 bounds
 * nodes k*FANOUT .. of level l. The last level has at most FANOUT nodes. */
struct rtree {
    size_t n, levels;
    size_t count[LEVELS];
    mlg_box *box[LEVELS];
    const mlg_xy *places; /* borrowed; NULL: boxes */
    uint32_t *item;       /* of level 0; places are their own */
};

static inline mlg_box box_at(const rtree *t, size_t level, size_t k)
{
    if (level || !t->places)
        return t->box[level][k];
    return (mlg_box){ t->places[k].x, t->places[k].y, t->places[k].x, t->places[k].y };
}

static inline uint32_t item_at(const rtree *t, size_t k)
{
    return t->places ? (uint32_t)k : t->item[k];
}

/* The bits of 16, two by two. */
static uint32_t spread(uint32_t v)
{
    v = (v | v << 8) & 0x00FF00FF;
    v = (v | v << 4) & 0x0F0F0F0F;
    v = (v | v << 2) & 0x33333333;
    return (v | v << 1) & 0x55555555;
}

/* Position of cell (x, y) of a 65536 x 65536 grid along the Hilbert curve. Each bit turns the
 * square that the bits below it lie in; the turns of all bits are composed side by side, as
 * sums of prefixes are (after Rawrunprotected, "2D Hilbert curves in O(1)"). */
static uint32_t hilbert(uint32_t x, uint32_t y)
{
    uint32_t differ = x ^ y, alike = 0xFFFF ^ differ, none = 0xFFFF ^ (x | y), only_x = x & ~y;
    uint32_t a = differ | alike >> 1, b = differ >> 1 ^ differ;
    uint32_t c = none >> 1 ^ (alike & only_x >> 1) ^ none;
    uint32_t d = (differ & none >> 1) ^ only_x >> 1 ^ only_x;

    for (int by = 2; by < 16; by *= 2) {
        uint32_t a0 = a, b0 = b, c0 = c, d0 = d;

        a = (a0 & a0 >> by) ^ (b0 & b0 >> by);
        b = (a0 & b0 >> by) ^ (b0 & (a0 ^ b0) >> by);
        c ^= (a0 & c0 >> by) ^ (b0 & d0 >> by);
        d ^= (b0 & c0 >> by) ^ ((a0 ^ b0) & d0 >> by);
    }
    c ^= c >> 1;
    d ^= d >> 1;
    return spread(d | (0xFFFF ^ (differ | c))) << 1 | spread(differ);
}

static bool is_empty(mlg_box b)
{
    return !(b.xmin <= b.xmax && b.ymin <= b.ymax);
}

/* Of boxes without NaN, which fmin() would have to look for. */
static mlg_box join(mlg_box a, mlg_box b)
{
    return (mlg_box){ a.xmin < b.xmin ? a.xmin : b.xmin, a.ymin < b.ymin ? a.ymin : b.ymin,
                      a.xmax > b.xmax ? a.xmax : b.xmax, a.ymax > b.ymax ? a.ymax : b.ymax };
}

static uint32_t cell(double v, double min, double max)
{
    return max > min ? (uint32_t)((v - min) / (max - min) * 65535) : 0;
}

uint32_t hilbert_key(mlg_box box, mlg_xy at)
{
    return hilbert(cell(at.x, box.xmin, box.xmax), cell(at.y, box.ymin, box.ymax));
}

/* The items of non-empty boxes; returns the box of all. */
static mlg_box list_items(rtree *t, const mlg_box *boxes, size_t n)
{
    mlg_box all = { INFINITY, INFINITY, -INFINITY, -INFINITY };

    t->item = big_new(n + 1, sizeof *t->item);
    for (size_t i = 0; t->item && i < n; i++) {
        if (is_empty(boxes[i]))
            continue;
        all = join(all, boxes[i]);
        t->item[t->n++] = (uint32_t)i;
    }
    return all;
}

/* In Hilbert order of their middles. */
static bool sort_items(rtree *t, const mlg_box *boxes, mlg_box all)
{
    uint32_t *keys = big_new(t->n + 1, sizeof *keys), *order = NULL;

    for (size_t k = 0; keys && k < t->n; k++) {
        const mlg_box *b = &boxes[t->item[k]];

        keys[k] =
            hilbert_key(all, (mlg_xy){ (b->xmin + b->xmax) / 2, (b->ymin + b->ymax) / 2 });
    }
    if (keys)
        order = order_by_key(keys, t->n);
    for (size_t k = 0; order && k < t->n; k++)
        order[k] = t->item[order[k]];
    free(keys);
    free(t->item);
    t->item = order;
    return order;
}

/* The levels above the items. */
static bool pack(rtree *t)
{
    t->count[0] = t->n;
    for (t->levels = 1; t->count[t->levels - 1] > FANOUT; t->levels++) {
        size_t l = t->levels, below = t->count[l - 1];

        t->count[l] = (below + FANOUT - 1) / FANOUT;
        t->box[l] = malloc(t->count[l] * sizeof *t->box[l]);
        if (!t->box[l])
            return false;
        for (size_t k = 0; k < below; k++) {
            mlg_box one = box_at(t, l - 1, k);

            t->box[l][k / FANOUT] = k % FANOUT ? join(t->box[l][k / FANOUT], one) : one;
        }
    }
    return true;
}

static bool copy_boxes(rtree *t, const mlg_box *boxes)
{
    t->box[0] = big_new(t->n + 1, sizeof *t->box[0]);
    for (size_t i = 0; t->box[0] && i < t->n; i++)
        t->box[0][i] = boxes[t->item[i]];
    return t->box[0];
}

rtree *rtree_new(const mlg_box *boxes, size_t n)
{
    rtree *t = calloc(1, sizeof *t);

    if (t) {
        mlg_box all = list_items(t, boxes, n);

        if (t->item && sort_items(t, boxes, all) && copy_boxes(t, boxes) && pack(t))
            return t;
    }
    rtree_free(t);
    return NULL;
}

rtree *rtree_over(const mlg_xy *places, size_t n)
{
    rtree *t = calloc(1, sizeof *t);

    if (!t)
        return NULL;
    t->n = n;
    t->places = places;
    if (pack(t))
        return t;
    rtree_free(t);
    return NULL;
}

void rtree_free(rtree *t)
{
    if (!t)
        return;
    for (size_t l = 0; l < LEVELS; l++)
        free(t->box[l]);
    free(t->item);
    free(t);
}

static bool meet(mlg_box a, mlg_box b)
{
    return a.xmin <= b.xmax && b.xmin <= a.xmax && a.ymin <= b.ymax && b.ymin <= a.ymax;
}

static bool query(const rtree *t, size_t level, size_t from, size_t to, mlg_box box,
                  bool (*hit)(void *, uint32_t), void *arg)
{
    for (size_t k = from; k < to; k++) {
        size_t first = k * FANOUT, last = first + FANOUT;

        if (!meet(box_at(t, level, k), box))
            continue;
        if (!level) {
            if (!hit(arg, item_at(t, k)))
                return false;
        } else if (!query(t, level - 1, first,
                          last < t->count[level - 1] ? last : t->count[level - 1], box, hit,
                          arg)) {
            return false;
        }
    }
    return true;
}

void rtree_query(const rtree *t, mlg_box box, bool (*hit)(void *arg, uint32_t item), void *arg)
{
    if (t->n)
        query(t, t->levels - 1, 0, t->count[t->levels - 1], box, hit, arg);
}

typedef struct search {
    const rtree *tree;
    mlg_xy at;
    double bound, bound2, skipped2; /* skipped2: nearest box passed over */
    double (*visit)(void *, uint32_t, double);
    void *arg;
} search;

/* Squared with a little room, so that rounding never hides an item at exactly the bound. */
static void set_bound(search *s, double bound)
{
    s->bound = bound;
    s->bound2 = bound < 0 ? -1 : bound * bound * (1 + 1e-12);
}

static void nearest(search *s, size_t level, size_t from, size_t to)
{
    struct {
        double d2;
        size_t node;
    } near[FANOUT];
    size_t n = 0;

    for (size_t k = from; k < to; k++) { /* insertion sort: nearest first */
        mlg_box box = box_at(s->tree, level, k);
        double d2 = box_distance2(&box, s->at);
        size_t slot = n;

        if (d2 > s->bound2) {
            s->skipped2 = d2 < s->skipped2 ? d2 : s->skipped2;
            continue;
        }
        for (; slot && near[slot - 1].d2 > d2; slot--)
            near[slot] = near[slot - 1];
        near[slot].d2 = d2;
        near[slot].node = k;
        n++;
    }
    for (size_t i = 0; i < n; i++) {
        size_t first = near[i].node * FANOUT, last = first + FANOUT;

        if (near[i].d2 > s->bound2) { /* so are all that follow */
            s->skipped2 = near[i].d2 < s->skipped2 ? near[i].d2 : s->skipped2;
            return;
        }
        if (!level)
            set_bound(s, s->visit(s->arg, item_at(s->tree, near[i].node), s->bound));
        else
            nearest(s, level - 1, first,
                    last < s->tree->count[level - 1] ? last : s->tree->count[level - 1]);
    }
}

double rtree_nearest(const rtree *t, mlg_xy at, double bound,
                     double (*visit)(void *arg, uint32_t item, double bound), void *arg)
{
    search s = { .tree = t, .at = at, .skipped2 = INFINITY, .visit = visit, .arg = arg };

    set_bound(&s, bound);
    if (t->n)
        nearest(&s, t->levels - 1, 0, t->count[t->levels - 1]);
    return sqrt(s.skipped2);
}
