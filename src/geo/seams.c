#include "geo/dissolve.h"

#include <stdlib.h>
#include <string.h>

/* Neighbours share long runs of edges. One edge in eight is looked up; each pair found is
 * followed both ways along the run; the few edges left are then looked up one by one. */
enum { SAMPLE = 8, SEAM_LAST = UINT32_MAX - 1, EMPTY = UINT32_MAX };

typedef struct seams {
    const mlg_polys *polys;
    uint32_t *across; /* SEAM_LAST: the last vertex of a ring, where no edge starts */
    uint32_t *slots;  /* edges still alone, by hash */
    size_t mask;
} seams;

static uint64_t bits_of(mlg_xy p)
{
    uint64_t b[2];

    memcpy(b, &p, sizeof b);
    return b[0] * 0x9E3779B97F4A7C15u ^ (b[1] * 0xC2B2AE3D27D4EB4Fu >> 7 | b[1] << 51);
}

/* The same for both directions. */
static uint64_t edge_hash(const mlg_xy *xy, size_t e)
{
    uint64_t h = bits_of(xy[e]) + bits_of(xy[e + 1]);

    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93u;
    return h ^ h >> 29;
}

static bool same(mlg_xy a, mlg_xy b)
{
    return a.x == b.x && a.y == b.y;
}

static bool reversed(const mlg_xy *xy, size_t e, size_t t)
{
    return same(xy[e], xy[t + 1]) && same(xy[e + 1], xy[t]);
}

static uint32_t last_not_above(const uint32_t *starts, size_t n, size_t what)
{
    size_t low = 0, high = n;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (starts[middle] <= what)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low;
}

/* The feature of a vertex: empty features own no ring, hence the last that starts there. */
static uint32_t feature_of(const mlg_polys *p, size_t vertex)
{
    uint32_t ring = last_not_above(p->xy_of, p->n_rings, vertex);

    return last_not_above(p->ring_of, p->n, ring);
}

/* Pair edges e and t, and the runs they belong to. */
static void pair(seams *s, size_t e, size_t t)
{
    const mlg_xy *xy = s->polys->xy;
    uint32_t *across = s->across, of_e = feature_of(s->polys, e),
             of_t = feature_of(s->polys, t);

    across[e] = of_t;
    across[t] = of_e;
    for (size_t i = e + 1, k = t; k-- && across[i] == SEAM_NONE && across[k] == SEAM_NONE &&
                                  reversed(xy, i, k) && i != k;
         i++) {
        across[i] = of_t;
        across[k] = of_e;
    }
    for (size_t i = e, k = t + 1; i-- && across[i] == SEAM_NONE && across[k] == SEAM_NONE &&
                                  reversed(xy, i, k) && i != k;
         k++) {
        across[i] = of_t;
        across[k] = of_e;
    }
}

/* Find the edge's reverse among those put away, or put it away. */
static void look_up(seams *s, size_t e, uint64_t hash)
{
    size_t slot = hash & s->mask;

    for (; s->slots[slot] != EMPTY; slot = (slot + 1) & s->mask) {
        uint32_t t = s->slots[slot];

        if (s->across[t] == SEAM_NONE && reversed(s->polys->xy, e, t)) {
            pair(s, e, t);
            return;
        }
    }
    s->slots[slot] = (uint32_t)e;
}

static bool make_slots(seams *s, size_t edges)
{
    size_t size = 64;

    while (size < 2 * edges)
        size *= 2;
    free(s->slots);
    s->slots = malloc(size * sizeof *s->slots);
    s->mask = size - 1;
    if (s->slots)
        memset(s->slots, 0xFF, size * sizeof *s->slots);
    return s->slots;
}

/* `mask`: look at the edges whose hash has these bits clear. */
static bool sweep(seams *s, uint64_t mask)
{
    size_t n = 0;

    for (size_t e = 0; e < s->polys->n_xy; e++)
        n += s->across[e] == SEAM_NONE && !(mask && edge_hash(s->polys->xy, e) >> 40 & mask);
    if (!make_slots(s, n))
        return false;
    for (size_t e = 0; e < s->polys->n_xy; e++) {
        uint64_t hash;

        if (s->across[e] != SEAM_NONE)
            continue;
        hash = edge_hash(s->polys->xy, e);
        if (!(hash >> 40 & mask))
            look_up(s, e, hash);
    }
    return true;
}

uint32_t *seams_new(const mlg_polys *polys)
{
    seams s = { .polys = polys, .across = malloc((polys->n_xy + 1) * sizeof *s.across) };
    bool fine = s.across;

    if (fine) {
        memset(s.across, 0xFF, polys->n_xy * sizeof *s.across);
        for (size_t r = 0; r < polys->n_rings; r++)
            s.across[polys->xy_of[r + 1] - 1] = SEAM_LAST;
        fine = sweep(&s, SAMPLE - 1) && sweep(&s, 0);
    }
    for (size_t r = 0; fine && r < polys->n_rings; r++)
        s.across[polys->xy_of[r + 1] - 1] = SEAM_NONE;
    free(s.slots);
    if (fine)
        return s.across;
    free(s.across);
    return NULL;
}
