#include "analysis/coverage/joints.h"

#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Places by x, then y. */
typedef struct places {
    mlg_xy *at;
    size_t n;
} places;

static int by_place(const void *a, const void *b)
{
    const mlg_xy *l = a, *r = b;

    if (l->x != r->x)
        return l->x < r->x ? -1 : 1;
    return l->y < r->y ? -1 : l->y > r->y;
}

static bool are_one(mlg_xy a, mlg_xy b)
{
    return fabs(a.x - b.x) <= JOINT_M && fabs(a.y - b.y) <= JOINT_M;
}

/* The first of them that is one with `at`; NULL: none. */
static const mlg_xy *joined(const places *p, mlg_xy at)
{
    size_t low = 0, high = p->n;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (p->at[middle].x < at.x - JOINT_M)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < p->n && p->at[low].x <= at.x + JOINT_M; low++)
        if (are_one(p->at[low], at))
            return &p->at[low];
    return NULL;
}

static void add_places(places *to, const mlg_xy *xy, size_t n)
{
    memcpy(to->at + to->n, xy, n * sizeof *xy);
    to->n += n;
}

/* The vertices of the zones that something is left of in part. */
static bool own_vertices(places *own, const remain *r, const mlg_zones *z)
{
    const mlg_polys *p = &z->polys;

    *own = (places){ .at = malloc((p->n_xy + 1) * sizeof *own->at) };
    for (size_t f = 0; own->at && f < z->n; f++) {
        size_t from = p->xy_of[p->ring_of[f]], to = p->xy_of[p->ring_of[f + 1]];

        if (r[f].kind == REMAIN_PART)
            add_places(own, p->xy + from, to - from);
    }
    if (own->at && own->n)
        qsort(own->at, own->n, sizeof *own->at, by_place);
    return own->at;
}

/* The vertices of remains that are nobody's own, the near ones as one: the first. */
static bool new_vertices(places *fresh, const places *own, const remain *r, size_t n)
{
    size_t most = 0, kept = 0;

    for (size_t f = 0; f < n; f++)
        most += r[f].pieces.n_xy;
    *fresh = (places){ .at = malloc((most + 1) * sizeof *fresh->at) };
    for (size_t f = 0; fresh->at && f < n; f++)
        for (size_t i = 0; i < r[f].pieces.n_xy; i++)
            if (!joined(own, r[f].pieces.xy[i]))
                add_places(fresh, &r[f].pieces.xy[i], 1);
    if (fresh->at && fresh->n)
        qsort(fresh->at, fresh->n, sizeof *fresh->at, by_place);
    for (size_t i = 0; i < fresh->n; i++) {
        size_t k = kept;

        while (k && fresh->at[k - 1].x >= fresh->at[i].x - JOINT_M &&
               !are_one(fresh->at[k - 1], fresh->at[i]))
            k--;
        if (!k || !are_one(fresh->at[k - 1], fresh->at[i]))
            fresh->at[kept++] = fresh->at[i];
    }
    fresh->n = kept;
    return fresh->at;
}

/* A ring that would collapse stays as it is. */
static bool add_ring(polys_build *b, const mlg_xy *xy, size_t n, const places *own,
                     const places *fresh)
{
    mlg_xy *moved = malloc(n * sizeof *moved);
    ring_said said;

    if (!moved)
        return false;
    for (size_t i = 0; i < n; i++) {
        const mlg_xy *to = joined(own, xy[i]);

        if (!to)
            to = joined(fresh, xy[i]);
        moved[i] = to ? *to : xy[i];
    }
    said = polys_build_ring(b, moved, n);
    if (said == RING_TOO_SHORT)
        said = polys_build_ring(b, xy, n);
    free(moved);
    return said == RING_TAKEN;
}

static bool join_pieces(remain *r, const places *own, const places *fresh)
{
    const mlg_polys *p = &r->pieces;
    polys_build *b = polys_build_new();
    bool fine = b;

    for (size_t f = 0; fine && f < p->n; f++) {
        for (size_t k = p->ring_of[f]; fine && k < p->ring_of[f + 1]; k++)
            fine = add_ring(b, p->xy + p->xy_of[k], p->xy_of[k + 1] - p->xy_of[k], own, fresh);
        fine = fine && polys_build_end_polygon(b) && polys_build_end_feature(b);
    }
    if (!fine) {
        polys_build_free(b);
        return false;
    }
    mlg_polys_release(&r->pieces);
    polys_build_finish(b, &r->pieces);
    return true;
}

bool remains_join(remain *r, const mlg_zones *zones)
{
    places own = { 0 }, fresh = { 0 };
    bool fine = own_vertices(&own, r, zones) && new_vertices(&fresh, &own, r, zones->n);

    for (size_t f = 0; fine && f < zones->n; f++)
        if (r[f].pieces.n)
            fine = join_pieces(&r[f], &own, &fresh);
    free(own.at);
    free(fresh.at);
    return fine;
}
