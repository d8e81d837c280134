#include "geo/seams.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE = 8, EMPTY = UINT32_MAX };

/* An edge still alone. */
typedef struct slot {
    uint32_t ring, i; /* EMPTY: none */
} slot;

typedef struct seams {
    const seam_ring *rings;
    size_t n_rings;
    uint32_t *across;
    slot *slots; /* open addressing */
    size_t mask, left;
} seams;

/* The same for both directions: sums do not depend on the order of their terms. */
static uint64_t edge_hash(mlg_xy a, mlg_xy b)
{
    double sums[2] = { a.x + b.x + 0.0, a.y + b.y + 0.0 }; /* minus zero is zero */
    uint64_t bits[2];

    memcpy(bits, sums, sizeof bits);
    return bits[0] * 0x9E3779B97F4A7C15u ^ bits[1] * 0xC2B2AE3D27D4EB4Fu;
}

static size_t slot_of(const seams *s, uint64_t hash)
{
    return (size_t)((hash ^ hash >> 32) * 0xD6E8FEB86659FD93u >> 32) & s->mask;
}

static bool same(mlg_xy a, mlg_xy b)
{
    return a.x == b.x && a.y == b.y;
}

static void take(seams *s, const seam_ring *r, uint32_t i, const seam_ring *t, uint32_t j)
{
    s->across[r->base + i] = t->owner;
    s->across[t->base + j] = r->owner;
}

static bool alone(const seams *s, const seam_ring *r, uint32_t i)
{
    return s->across[r->base + i] == SEAM_NONE;
}

/* Edge i of r is edge j of t the other way round: so may be those on either side. */
static void pair(seams *s, const seam_ring *r, uint32_t i, const seam_ring *t, uint32_t j)
{
    take(s, r, i, t, j);
    for (uint32_t a = i + 1, b = j; a < r->n && b && same(r->xy[a + 1], t->xy[b - 1]); a++) {
        b--;
        if (!alone(s, r, a) || !alone(s, t, b))
            break;
        take(s, r, a, t, b);
    }
    for (uint32_t a = i, b = j + 1; a && b < t->n && same(r->xy[a - 1], t->xy[b + 1]); b++) {
        a--;
        if (!alone(s, r, a) || !alone(s, t, b))
            break;
        take(s, r, a, t, b);
    }
}

/* Find the edge's reverse among those put away, or put it away; when there is no room left,
 * that waits for the next sweep. */
static void look_up(seams *s, uint32_t ring, uint32_t i, uint64_t hash)
{
    const seam_ring *r = &s->rings[ring];
    size_t at = slot_of(s, hash);

    for (; s->slots[at].ring != EMPTY; at = (at + 1) & s->mask) {
        const seam_ring *t = &s->rings[s->slots[at].ring];
        uint32_t j = s->slots[at].i;

        if (alone(s, t, j) && same(r->xy[i], t->xy[j + 1]) && same(r->xy[i + 1], t->xy[j])) {
            pair(s, r, i, t, j);
            return;
        }
    }
    if (!s->left)
        return;
    s->left--;
    s->slots[at] = (slot){ ring, i };
}

static bool make_slots(seams *s, size_t edges)
{
    size_t size = 64;

    while (size < 2 * edges)
        size *= 2;
    free(s->slots);
    s->slots = malloc(size * sizeof *s->slots);
    s->mask = size - 1;
    s->left = size / 2;
    if (s->slots)
        memset(s->slots, 0xFF, size * sizeof *s->slots);
    return s->slots;
}

enum { AHEAD = 64 };

/* Edges to look up, a few at a time: their slots are on their way to the cache meanwhile. */
typedef struct batch {
    uint32_t ring[AHEAD], i[AHEAD];
    uint64_t hash[AHEAD];
    size_t n;
} batch;

static void look_up_all(seams *s, batch *b)
{
    for (size_t k = 0; k < b->n; k++)
        if (alone(s, &s->rings[b->ring[k]], b->i[k]))
            look_up(s, b->ring[k], b->i[k], b->hash[k]);
    b->n = 0;
}

/* Edges that are still alone: one in `sample` of them. */
static bool sweep(seams *s, unsigned sample)
{
    batch b = { .n = 0 };
    size_t n = 0;

    for (size_t k = 0; k < s->n_rings; k++)
        for (uint32_t i = 0; i < s->rings[k].n; i++)
            n += alone(s, &s->rings[k], i);
    if (!make_slots(s, sample > 1 ? n / sample + n / 16 : n))
        return false;
    for (uint32_t k = 0; k < s->n_rings; k++) {
        const seam_ring *r = &s->rings[k];

        for (uint32_t i = 0; i < r->n; i++) {
            uint64_t hash;

            if (!alone(s, r, i) ||
                ((hash = edge_hash(r->xy[i], r->xy[i + 1])) >> 61) % sample != 0)
                continue;
            __builtin_prefetch(&s->slots[slot_of(s, hash)]);
            b.ring[b.n] = k;
            b.i[b.n] = i;
            b.hash[b.n++] = hash;
            if (b.n == AHEAD)
                look_up_all(s, &b);
        }
    }
    look_up_all(s, &b);
    return true;
}

uint32_t *seams_none(size_t n_numbers)
{
    uint32_t *across = malloc((n_numbers + 1) * sizeof *across);

    if (across)
        memset(across, 0xFF, n_numbers * sizeof *across);
    return across;
}

bool seams_find(uint32_t *across, const seam_ring *rings, size_t n)
{
    seams s = { .rings = rings, .n_rings = n, .across = across };
    bool fine = sweep(&s, SAMPLE) && sweep(&s, 1);

    free(s.slots);
    return fine;
}

uint32_t *seams_new(const mlg_polys *p)
{
    seam_ring *rings = malloc((p->n_rings + 1) * sizeof *rings);
    uint32_t *across = seams_none(p->n_xy);
    bool fine = rings && across;

    for (uint32_t f = 0; fine && f < p->n; f++)
        for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++)
            rings[r] = (seam_ring){ p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r] - 1,
                                    p->xy_of[r], f };
    fine = fine && seams_find(across, rings, p->n_rings);
    free(rings);
    if (fine)
        return across;
    free(across);
    return NULL;
}
