#include "analysis/identity/squares.h"

#include "base/order.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>

enum { ROW = 1 << 16, MOST = ROW - 2 }; /* squares in a row of keys; in use */

static uint32_t key_of(mlg_box box, double side, mlg_xy at)
{
    return (uint32_t)((at.y - box.ymin) / side) * ROW + (uint32_t)((at.x - box.xmin) / side);
}

/* Squares grow where the points spread too far for their numbers. */
static double side_of(mlg_box box, double width)
{
    return fmax(width, fmax(box.xmax - box.xmin, box.ymax - box.ymin) / MOST);
}

static mlg_box box_of_items(const mlg_xy *at, const uint32_t *items, size_t n)
{
    mlg_box box = { INFINITY, INFINITY, -INFINITY, -INFINITY };

    for (size_t i = 0; i < n; i++) {
        mlg_xy p = at[items[i]];

        box = (mlg_box){ fmin(box.xmin, p.x), fmin(box.ymin, p.y), fmax(box.xmax, p.x),
                         fmax(box.ymax, p.y) };
    }
    return box;
}

static bool sort(squares *s, const mlg_xy *at, const uint32_t *items, size_t n, double width)
{
    mlg_box box = box_of_items(at, items, n);
    double side = side_of(box, width);
    uint32_t *keys = calloc(n + 1, sizeof *keys), *order;

    if (!keys)
        return false;
    for (size_t i = 0; i < n; i++)
        keys[i] = key_of(box, side, at[items[i]]);
    order = order_by_key(keys, n);
    for (size_t i = 0; order && i < n; i++) {
        uint32_t key = keys[order[i]];

        if (!s->n || s->key[s->n - 1] != key) {
            s->key[s->n] = key;
            s->from[s->n++] = (uint32_t)i;
        }
        s->item[i] = items[order[i]];
        s->at[i] = at[s->item[i]];
    }
    s->from[s->n] = (uint32_t)n;
    free(keys);
    free(order);
    return order;
}

bool squares_new(squares *out, const mlg_xy *at, const uint32_t *items, size_t n, double width)
{
    size_t room = (n + 1) * sizeof(uint32_t);

    *out = (squares){ 0,
                      malloc(room),
                      malloc(room),
                      malloc((n + 1) * sizeof *out->at),
                      malloc(room),
                      malloc(room) };
    if (!out->from || !out->item || !out->at || !out->key || !out->above ||
        !sort(out, at, items, n, width)) {
        squares_release(out);
        return false;
    }
    for (size_t q = 0, k = 0; q < out->n; q++) {
        while (k < out->n && out->key[k] < out->key[q] + ROW - 1)
            k++;
        out->above[q] = (uint32_t)k;
    }
    return true;
}

void squares_release(squares *s)
{
    free(s->from);
    free(s->item);
    free(s->at);
    free(s->key);
    free(s->above);
    *s = (squares){ 0 };
}

size_t squares_ahead(const squares *s, size_t q, uint32_t out[SQUARES_AHEAD])
{
    size_t n = 0;

    if (q + 1 < s->n && s->key[q + 1] == s->key[q] + 1)
        out[n++] = (uint32_t)(q + 1);
    for (uint32_t k = s->above[q]; k < s->n && s->key[k] <= s->key[q] + ROW + 1; k++)
        out[n++] = k;
    return n;
}
