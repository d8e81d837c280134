#include "geo/plain.h"

#include "geo/exact.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>

typedef struct segment {
    double xmin, xmax, ymin, ymax;
    uint32_t v;    /* from vertex v to v + 1 */
    uint32_t next; /* first vertex of the edge that follows in the same ring */
} segment;

static int by_xmin(const void *a, const void *b)
{
    double l = ((const segment *)a)->xmin, r = ((const segment *)b)->xmin;

    return l < r ? -1 : l > r;
}

static size_t list(segment *out, const mlg_polys *p, size_t f)
{
    size_t n = 0;

    for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++) {
        uint32_t first = p->xy_of[r], last = p->xy_of[r + 1] - 1;

        for (uint32_t v = first; v < last; v++) {
            mlg_xy a = p->xy[v], b = p->xy[v + 1];

            out[n++] = (segment){ fmin(a.x, b.x),
                                  fmax(a.x, b.x),
                                  fmin(a.y, b.y),
                                  fmax(a.y, b.y),
                                  v,
                                  v + 1 < last ? v + 1 : first };
        }
    }
    return n;
}

/* Do two edges meet elsewhere than at the vertex that neighbours share? */
static bool clash(const mlg_polys *p, const segment *s, const segment *t)
{
    mlg_xy a = p->xy[s->v], b = p->xy[s->v + 1], c = p->xy[t->v], d = p->xy[t->v + 1];

    if (s->next == t->v) /* a-b-d: folded back on itself? */
        return on_segment(a, b, d) || on_segment(c, d, a);
    if (t->next == s->v)
        return on_segment(c, d, b) || on_segment(a, b, c);
    if (orientation(a, b, c) * orientation(a, b, d) > 0)
        return false;
    return orientation(c, d, a) * orientation(c, d, b) <= 0;
}

static bool edges_are_apart(const mlg_polys *p, segment *s, size_t n, uint32_t *active)
{
    size_t n_active = 0;

    qsort(s, n, sizeof *s, by_xmin);
    for (size_t i = 0; i < n; i++) {
        size_t kept = 0;

        for (size_t k = 0; k < n_active; k++) {
            const segment *other = &s[active[k]];

            if (other->xmax < s[i].xmin)
                continue;
            active[kept++] = active[k];
            if (other->ymin <= s[i].ymax && s[i].ymin <= other->ymax && clash(p, other, &s[i]))
                return false;
        }
        n_active = kept;
        active[n_active++] = (uint32_t)i;
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
    size_t from = p->ring_of[f], to = p->ring_of[f + 1];
    size_t n = p->xy_of[to] - p->xy_of[from];
    segment *segments = malloc((n + 1) * sizeof *segments);
    uint32_t *active = malloc((n + 1) * sizeof *active);
    bool plain = segments && active &&
                 edges_are_apart(p, segments, list(segments, p, f), active) &&
                 rings_are_nested(p, f);

    free(segments);
    free(active);
    return plain;
}
