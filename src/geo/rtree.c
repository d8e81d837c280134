#include "geo/rtree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FANOUT = 16, LEVELS = 9 }; /* 16^8 items and more than 32 bits can name */

/* Level 0 holds the items' boxes in Hilbert order; node k of level l+1 bounds nodes
 * k*FANOUT .. of level l. The last level has at most FANOUT nodes. */
struct rtree {
    size_t n, levels;
    size_t count[LEVELS];
    mlg_box *box[LEVELS];
    uint32_t *item; /* of level 0 */
};

typedef struct place {
    uint32_t hilbert, item;
} place;

static int by_hilbert(const void *a, const void *b)
{
    const place *l = a, *r = b;

    if (l->hilbert != r->hilbert)
        return l->hilbert < r->hilbert ? -1 : 1;
    return l->item < r->item ? -1 : 1;
}

/* Position of cell (x, y) of a 65536 x 65536 grid along the Hilbert curve. */
static uint32_t hilbert(uint32_t x, uint32_t y)
{
    uint32_t d = 0;

    for (uint32_t s = 1u << 15; s; s >>= 1) {
        uint32_t rx = (x & s) != 0, ry = (y & s) != 0;

        d = d << 2 | ((3 * rx) ^ ry);
        if (!ry) { /* rotate the quadrant */
            uint32_t swap;
            if (rx) {
                x = 65535 - x;
                y = 65535 - y;
            }
            swap = x;
            x = y;
            y = swap;
        }
    }
    return d;
}

static bool is_empty(mlg_box b)
{
    return !(b.xmin <= b.xmax && b.ymin <= b.ymax);
}

static mlg_box join(mlg_box a, mlg_box b)
{
    return (mlg_box){ fmin(a.xmin, b.xmin), fmin(a.ymin, b.ymin), fmax(a.xmax, b.xmax),
                      fmax(a.ymax, b.ymax) };
}

static uint32_t cell(double v, double min, double max)
{
    return max > min ? (uint32_t)((v - min) / (max - min) * 65535) : 0;
}

static place *ordered(const mlg_box *boxes, size_t n, size_t *kept)
{
    mlg_box all = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    place *places = malloc((n + 1) * sizeof *places);

    *kept = 0;
    if (!places)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (!is_empty(boxes[i]))
            all = join(all, boxes[i]);
    for (size_t i = 0; i < n; i++) {
        const mlg_box *b = &boxes[i];

        if (is_empty(*b))
            continue;
        places[(*kept)++] = (place){ hilbert(cell((b->xmin + b->xmax) / 2, all.xmin, all.xmax),
                                             cell((b->ymin + b->ymax) / 2, all.ymin, all.ymax)),
                                     (uint32_t)i };
    }
    qsort(places, *kept, sizeof *places, by_hilbert);
    return places;
}

static bool pack(rtree *t, const mlg_box *boxes, const place *places)
{
    t->item = malloc((t->n + 1) * sizeof *t->item);
    t->box[0] = malloc((t->n + 1) * sizeof *t->box[0]);
    if (!t->item || !t->box[0])
        return false;
    for (size_t i = 0; i < t->n; i++) {
        t->item[i] = places[i].item;
        t->box[0][i] = boxes[places[i].item];
    }
    t->count[0] = t->n;
    for (t->levels = 1; t->count[t->levels - 1] > FANOUT; t->levels++) {
        size_t l = t->levels, below = t->count[l - 1];

        t->count[l] = (below + FANOUT - 1) / FANOUT;
        t->box[l] = malloc(t->count[l] * sizeof *t->box[l]);
        if (!t->box[l])
            return false;
        for (size_t k = 0; k < below; k++)
            t->box[l][k / FANOUT] =
                k % FANOUT ? join(t->box[l][k / FANOUT], t->box[l - 1][k]) : t->box[l - 1][k];
    }
    return true;
}

rtree *rtree_new(const mlg_box *boxes, size_t n)
{
    rtree *t = calloc(1, sizeof *t);
    place *places = t ? ordered(boxes, n, &t->n) : NULL;
    bool done = places && pack(t, boxes, places);

    free(places);
    if (done)
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

        if (!meet(t->box[level][k], box))
            continue;
        if (!level) {
            if (!hit(arg, t->item[k]))
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

double box_distance(mlg_box b, mlg_xy p)
{
    double dx = p.x < b.xmin ? b.xmin - p.x : p.x > b.xmax ? p.x - b.xmax : 0;
    double dy = p.y < b.ymin ? b.ymin - p.y : p.y > b.ymax ? p.y - b.ymax : 0;

    return dx == 0 ? dy : dy == 0 ? dx : sqrt(dx * dx + dy * dy);
}

typedef struct search {
    const rtree *tree;
    mlg_xy at;
    double bound;
    double (*visit)(void *, uint32_t, double);
    void *arg;
} search;

static void nearest(search *s, size_t level, size_t from, size_t to)
{
    struct {
        double distance;
        size_t node;
    } near[FANOUT];
    size_t n = 0;

    for (size_t k = from; k < to; k++) { /* insertion sort: nearest first */
        double d = box_distance(s->tree->box[level][k], s->at);
        size_t slot = n;

        if (d > s->bound)
            continue;
        for (; slot && near[slot - 1].distance > d; slot--)
            near[slot] = near[slot - 1];
        near[slot].distance = d;
        near[slot].node = k;
        n++;
    }
    for (size_t i = 0; i < n && near[i].distance <= s->bound; i++) {
        size_t first = near[i].node * FANOUT, last = first + FANOUT;

        if (!level)
            s->bound = s->visit(s->arg, s->tree->item[near[i].node], s->bound);
        else
            nearest(s, level - 1, first,
                    last < s->tree->count[level - 1] ? last : s->tree->count[level - 1]);
    }
}

void rtree_nearest(const rtree *t, mlg_xy at, double bound,
                   double (*visit)(void *arg, uint32_t item, double bound), void *arg)
{
    search s = { t, at, bound, visit, arg };

    if (t->n)
        nearest(&s, t->levels - 1, 0, t->count[t->levels - 1]);
}
