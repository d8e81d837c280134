#include "geo/plain.h"

#include "geo/exact.h"
#include "model/build.h"

#include <stdlib.h>

typedef struct segment {
    double ymin, ymax;
    uint32_t from, to; /* columns of the grid of x that its ends fall in, from <= to */
    uint32_t v;        /* from vertex v to v + 1 */
    uint32_t next;     /* first vertex of the edge that follows in the same ring */
} segment;

/* The room of one check, and the columns that x is cut into: about one per edge, so that
 * sorting edges by column is a count. */
typedef struct sweep {
    const mlg_polys *polys;
    size_t n, columns;
    double xmin, scale; /* column = (x - xmin) * scale */
    segment *segments;
    uint32_t *start, *order, *active;
} sweep;

static uint32_t column(const sweep *s, double x)
{
    return (uint32_t)((x - s->xmin) * s->scale);
}

static void list(sweep *s, size_t f)
{
    const mlg_polys *p = s->polys;

    for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++) {
        uint32_t first = p->xy_of[r], last = p->xy_of[r + 1] - 1;

        for (uint32_t v = first; v < last; v++) {
            mlg_xy a = p->xy[v], b = p->xy[v + 1];
            uint32_t from = column(s, a.x), to = column(s, b.x);
            bool up = a.y < b.y, right = from < to;

            s->segments[s->n++] = (segment){ up ? a.y : b.y,
                                             up ? b.y : a.y,
                                             right ? from : to,
                                             right ? to : from,
                                             v,
                                             v + 1 < last ? v + 1 : first };
        }
    }
}

/* By first column. */
static void sort(sweep *s)
{
    for (size_t i = 0; i < s->n; i++)
        s->start[s->segments[i].from + 1]++;
    for (size_t c = 0; c < s->columns; c++)
        s->start[c + 1] += s->start[c];
    for (size_t i = 0; i < s->n; i++)
        s->order[s->start[s->segments[i].from]++] = (uint32_t)i;
}

/* Does the path a-b-c fold back onto itself? Only a turn of more than 90 degrees can. */
static bool folds(mlg_xy a, mlg_xy b, mlg_xy c)
{
    if ((b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) >= 0)
        return false;
    return on_segment(a, b, c) || on_segment(b, c, a);
}

/* Do two edges meet elsewhere than at the vertex that neighbours share? */
static bool clash(const mlg_polys *p, const segment *s, const segment *t)
{
    mlg_xy a = p->xy[s->v], b = p->xy[s->v + 1], c = p->xy[t->v], d = p->xy[t->v + 1];

    if (s->next == t->v)
        return folds(a, b, d);
    if (t->next == s->v)
        return folds(c, d, b);
    if (orientation(a, b, c) * orientation(a, b, d) > 0)
        return false;
    return orientation(c, d, a) * orientation(c, d, b) <= 0;
}

static bool edges_are_apart(sweep *s)
{
    size_t n_active = 0;

    sort(s);
    for (size_t i = 0; i < s->n; i++) {
        const segment *now = &s->segments[s->order[i]];
        size_t kept = 0;

        for (size_t k = 0; k < n_active; k++) {
            const segment *other = &s->segments[s->active[k]];

            if (other->to < now->from)
                continue;
            s->active[kept++] = s->active[k];
            if (other->ymin <= now->ymax && now->ymin <= other->ymax &&
                clash(s->polys, other, now))
                return false;
        }
        n_active = kept;
        s->active[n_active++] = s->order[i];
    }
    return true;
}

enum { NESTING_MAX = 64 };

/* With edges apart, a ring is wholly inside or outside another: one vertex decides. */
static bool rings_are_nested(const mlg_polys *p, size_t f)
{
    size_t from = p->ring_of[f], to = p->ring_of[f + 1], shell = from;

    if (to - from == 1)
        return true;
    if (to - from > NESTING_MAX)
        return false;
    for (size_t r = from; r < to; r++) {
        size_t around = 0;
        bool in_own_shell = false;

        if (!p->hole[r])
            shell = r;
        for (size_t o = from; o < to; o++) {
            if (o == r || !ring_covers(p->xy + p->xy_of[o], p->xy_of[o + 1] - p->xy_of[o],
                                       p->xy[p->xy_of[r]]))
                continue;
            around++;
            in_own_shell |= o == shell;
        }
        if (around != (p->hole[r] ? 1u : 0u) || (p->hole[r] && !in_own_shell))
            return false; /* an island in a lake is legal: rare enough for GEOS */
    }
    return true;
}

bool polygon_is_plain(const mlg_polys *p, size_t f)
{
    size_t from = p->xy_of[p->ring_of[f]], n = p->xy_of[p->ring_of[f + 1]] - from;
    mlg_box box = box_of(p->xy + from, n);
    sweep s = { .polys = p, .columns = n + 1, .xmin = box.xmin };
    bool plain = false;

    s.scale = box.xmax > box.xmin ? (double)n / (box.xmax - box.xmin) : 0;
    s.segments = malloc((n + 1) * sizeof *s.segments);
    s.start = calloc(n + 3, sizeof *s.start);
    s.order = malloc((n + 1) * sizeof *s.order);
    s.active = malloc((n + 1) * sizeof *s.active);
    if (s.segments && s.start && s.order && s.active) {
        list(&s, f);
        plain = edges_are_apart(&s) && rings_are_nested(p, f);
    }
    free(s.segments);
    free(s.start);
    free(s.order);
    free(s.active);
    return plain;
}
