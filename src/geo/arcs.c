#include "geo/arcs.h"

#include "base/i18n.h"
#include "base/order.h"
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

/* --- the same vertex ------------------------------------------------------------------- */

/* Bits of a 16-bit number, each followed by a 0. */
static uint32_t spread(uint32_t v)
{
    v = (v | v << 8) & 0x00ff00ff;
    v = (v | v << 4) & 0x0f0f0f0f;
    v = (v | v << 2) & 0x33333333;
    return (v | v << 1) & 0x55555555;
}

static int by_position(mlg_xy a, mlg_xy b)
{
    if (a.x != b.x)
        return a.x < b.x ? -1 : 1;
    return a.y < b.y ? -1 : a.y > b.y;
}

/* A cell of a square grid over the box, in an order that keeps neighbours near. */
static uint32_t *cells(const mlg_polys *p)
{
    mlg_box box = box_of(p->xy, p->n_xy);
    double side =
        box.xmax - box.xmin > box.ymax - box.ymin ? box.xmax - box.xmin : box.ymax - box.ymin;
    double scale = side > 0 ? 65535 / side : 0;
    uint32_t *keys = malloc((p->n_xy + 1) * sizeof *keys);

    for (size_t i = 0; i < p->n_xy && keys; i++)
        keys[i] = spread((uint32_t)((p->xy[i].x - box.xmin) * scale)) |
                  spread((uint32_t)((p->xy[i].y - box.ymin) * scale)) << 1;
    return keys;
}

typedef struct placed {
    mlg_xy at;
    uint32_t i;
} placed;

static int by_place(const void *a, const void *b)
{
    const placed *l = a, *r = b;
    int order = by_position(l->at, r->at);

    return order ? order : l->i < r->i ? -1 : 1;
}

/* Vertices of one cell, by sorting: for cells that hold many. */
static bool name_many(uint32_t *same, const mlg_xy *xy, const uint32_t *run, size_t n)
{
    placed *list = malloc(n * sizeof *list);

    if (!list)
        return false;
    for (size_t k = 0; k < n; k++)
        list[k] = (placed){ xy[run[k]], run[k] };
    qsort(list, n, sizeof *list, by_place);
    for (size_t k = 0; k < n; k++)
        same[list[k].i] =
            k && !by_position(list[k - 1].at, list[k].at) ? same[list[k - 1].i] : list[k].i;
    free(list);
    return true;
}

static void name_few(uint32_t *same, const mlg_xy *xy, const uint32_t *run, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        size_t j = 0;

        while (j < k && (same[run[j]] != run[j] || by_position(xy[run[j]], xy[run[k]])))
            j++;
        same[run[k]] = run[j];
    }
}

/* For each vertex, the first one at its place. */
static uint32_t *name_vertices(const mlg_polys *p)
{
    enum { FEW = 24 };
    uint32_t *keys = cells(p), *order = keys ? order_by_key(keys, p->n_xy) : NULL;
    uint32_t *same = malloc((p->n_xy + 1) * sizeof *same);
    bool fine = keys && order && same;

    for (size_t i = 0, n; fine && i < p->n_xy; i += n) {
        for (n = 1; i + n < p->n_xy && keys[order[i + n]] == keys[order[i]];)
            n++;
        if (n > FEW)
            fine = name_many(same, p->xy, order + i, n);
        else
            name_few(same, p->xy, order + i, n);
    }
    free(keys);
    free(order);
    if (fine)
        return same;
    free(same);
    return NULL;
}

/* --- junctions --------------------------------------------------------------------------- */

/* Flags by first vertex; of every other passage there, the neighbours are compared with
 * those of the first. */
static uint8_t *find_junctions(const mlg_polys *p, const uint32_t *same)
{
    uint8_t *junction = calloc(p->n_xy + 1, 1);
    uint32_t *before = malloc((p->n_xy + 1) * sizeof *before);

    for (size_t r = 0; r < p->n_rings && junction && before; r++) {
        uint32_t first = p->xy_of[r], last = p->xy_of[r + 1] - 1;

        for (uint32_t i = first; i < last; i++) {
            uint32_t to = same[i], a = same[i > first ? i - 1 : last - 1], b = same[i + 1];

            before[i] = a;
            if (to == i)
                continue;
            uint32_t c = before[to], d = same[to + 1];

            if (!((a == c && b == d) || (a == d && b == c)))
                junction[to] = 1;
        }
    }
    free(before);
    if (before)
        return junction;
    free(junction);
    return NULL;
}

/* --- arcs -------------------------------------------------------------------------------- */

typedef struct cutting {
    const mlg_polys *polys;
    const uint32_t *same;
    const uint8_t *junction;
    arcs *out;
    size_t n_xy, n_part;
    uint32_t *table; /* arcs, by their first two vertices; 0: free, else 1 + arc */
    size_t mask;
    uint32_t *first, *second; /* of each arc */
} cutting;

/* One passage along a ring: from vertex `from`, `n` edges on, around its end. */
typedef struct passage {
    uint32_t ring, from, n;
    bool backwards;
} passage;

static uint32_t along(const cutting *c, const passage *w, uint32_t k)
{
    uint32_t first = c->polys->xy_of[w->ring], last = c->polys->xy_of[w->ring + 1] - 1;
    uint32_t i = w->from - first + (w->backwards ? w->n - k : k), n = last - first;

    return first + (i < n ? i : i - n);
}

static void orient(const cutting *c, passage *w)
{
    const mlg_xy *xy = c->polys->xy;
    int order = by_position(xy[along(c, w, 0)], xy[along(c, w, w->n)]);

    if (!order)
        order = by_position(xy[along(c, w, 1)], xy[along(c, w, w->n - 1)]);
    w->backwards = order > 0;
}

static uint32_t add_arc(cutting *c, const passage *w, uint32_t first, uint32_t second)
{
    arcs *a = c->out;
    uint32_t id = (uint32_t)a->n++;

    c->first[id] = first;
    c->second[id] = second;
    a->user[2 * id] = a->user[2 * id + 1] = ARC_NOBODY;
    a->uses[id] = 0;
    a->start[id] = (uint32_t)c->n_xy;
    for (uint32_t k = 0; k <= w->n; k++)
        a->xy[c->n_xy++] = c->polys->xy[along(c, w, k)];
    a->start[id + 1] = (uint32_t)c->n_xy;
    return id;
}

static void add_passage(cutting *c, passage w, uint32_t feature)
{
    arcs *a = c->out;

    orient(c, &w);
    uint32_t first = c->same[along(c, &w, 0)], second = c->same[along(c, &w, 1)];
    size_t at = ((size_t)first * 0x9E3779B1u ^ (size_t)second * 0x85EBCA6Bu) & c->mask;

    while (c->table[at] &&
           (c->first[c->table[at] - 1] != first || c->second[c->table[at] - 1] != second))
        at = (at + 1) & c->mask;
    if (!c->table[at])
        c->table[at] = add_arc(c, &w, first, second) + 1;
    uint32_t id = c->table[at] - 1, *user = a->user + (size_t)2 * id;

    a->part[c->n_part++] = 2 * id + w.backwards;
    a->uses[id]++;
    if (user[0] == ARC_NOBODY || user[0] == feature)
        user[0] = feature;
    else
        user[1] = user[1] == ARC_NOBODY || user[1] == feature ? feature : ARC_MANY;
}

static void cut_ring(cutting *c, uint32_t r, uint32_t feature)
{
    const mlg_polys *p = c->polys;
    uint32_t first = p->xy_of[r], last = p->xy_of[r + 1] - 1, n = last - first, k = first;

    while (k < last && !c->junction[c->same[k]])
        k++;
    if (k == last) { /* alone */
        for (uint32_t i = k = first; i < last; i++)
            k = by_position(p->xy[i], p->xy[k]) < 0 ? i : k;
        add_passage(c, (passage){ r, k, n, false }, feature);
        return;
    }
    for (uint32_t done = 0, from = k, to; done < n; done += to, from = k + done) {
        for (to = 1; done + to < n; to++) {
            uint32_t i = from + to < last ? from + to : from + to - n;

            if (c->junction[c->same[i]])
                break;
        }
        add_passage(c, (passage){ r, from < last ? from : from - n, to, false }, feature);
    }
}

/* As many passages as the rings can have. */
static size_t count_passages(const mlg_polys *p, const uint32_t *same, const uint8_t *junction)
{
    size_t n = p->n_rings;

    for (size_t i = 0; i < p->n_xy; i++)
        n += junction[same[i]];
    return n;
}

static bool cut_all(cutting *c)
{
    const mlg_polys *p = c->polys;
    size_t most = count_passages(p, c->same, c->junction), slots = 16;
    arcs *a = c->out;

    while (slots < 2 * most)
        slots *= 2;
    c->mask = slots - 1;
    c->table = calloc(slots, sizeof *c->table);
    c->first = malloc((most + 1) * sizeof *c->first);
    c->second = malloc((most + 1) * sizeof *c->second);
    a->start = malloc((most + 1) * sizeof *a->start);
    a->user = malloc((most + 1) * 2 * sizeof *a->user);
    a->uses = malloc((most + 1) * sizeof *a->uses);
    a->part = malloc((most + 1) * sizeof *a->part);
    a->use_of = malloc((p->n_rings + 1) * sizeof *a->use_of);
    a->xy = malloc((p->n_xy + most + 1) * sizeof *a->xy);
    if (!c->table || !c->first || !c->second || !a->start || !a->user || !a->uses || !a->part ||
        !a->use_of || !a->xy)
        return false;
    a->start[0] = 0;
    a->n_rings = p->n_rings;
    for (size_t f = 0; f < p->n; f++)
        for (uint32_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++) {
            a->use_of[r] = (uint32_t)c->n_part;
            cut_ring(c, r, (uint32_t)f);
        }
    a->use_of[p->n_rings] = (uint32_t)c->n_part;
    return true;
}

mlg_code arcs_new(arcs *out, const mlg_polys *polys, mlg_err *err)
{
    uint32_t *same = name_vertices(polys);
    uint8_t *junction = same ? find_junctions(polys, same) : NULL;
    cutting c = { .polys = polys, .same = same, .junction = junction, .out = out };
    bool fine;

    *out = (arcs){ 0 };
    fine = junction && cut_all(&c);
    free(same);
    free(junction);
    free(c.table);
    free(c.first);
    free(c.second);
    if (fine)
        return MLG_OK;
    arcs_release(out);
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

void arcs_release(arcs *a)
{
    free(a->start);
    free(a->user);
    free(a->uses);
    free(a->xy);
    free(a->use_of);
    free(a->part);
    *a = (arcs){ 0 };
}
