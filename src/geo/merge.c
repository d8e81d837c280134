#include "geo/merge.h"

#include "base/big.h"
#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"
#include "geo/seams.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NOBODY = UINT32_MAX, ALL_KNOWN = UINT32_MAX, RUNS = 16 };

/* Of a run of rings: which patches have an edge in common, and the edges that stay. */
typedef struct joint {
    uint32_t one, other;
} joint;

typedef struct free_edge {
    uint32_t ring, i;
} free_edge;

typedef struct gleaned {
    joint *joints;
    size_t n_joints, room_joints;
    free_edge *edges;
    size_t n_edges, room_edges;
} gleaned;

typedef struct sheet {
    size_t n_rings, n_patches;
    const patch *patches;
    seam_ring *rings; /* owners are patches; those of base ALL_KNOWN have no numbers */
    uint32_t *ring;   /* what they are among those of their polygons */
    uint32_t *across; /* by number */
    const known_seams *known;
    uint32_t *parent; /* per patch: union-find */
    gleaned gleaned[RUNS];
} sheet;

/* --- rings, components
 * ------------------------------------------------------------------------------ */

static bool list_rings(sheet *s, const patch *patches, size_t n)
{
    for (size_t i = 0; i < n; i++)
        s->n_rings += patches[i].last - patches[i].first;
    s->n_patches = n;
    s->rings = malloc((s->n_rings + 1) * sizeof *s->rings);
    s->ring = malloc((s->n_rings + 1) * sizeof *s->ring);
    s->parent = malloc((n + 1) * sizeof *s->parent);
    if (!s->rings || !s->ring || !s->parent)
        return false;
    s->n_rings = 0;
    for (size_t i = 0; i < n; i++) {
        const mlg_polys *p = patches[i].polys;

        s->parent[i] = (uint32_t)i;
        for (uint32_t r = patches[i].first; r < patches[i].last; r++) {
            uint32_t size = p->xy_of[r + 1] - p->xy_of[r];

            s->ring[s->n_rings] = r;
            s->rings[s->n_rings++] =
                (seam_ring){ p->xy + p->xy_of[r], size - 1, ALL_KNOWN, (uint32_t)i };
        }
    }
    return true;
}

static uint32_t root(sheet *s, uint32_t of)
{
    while (s->parent[of] != of)
        of = s->parent[of] = s->parent[s->parent[of]];
    return of;
}

/* The smaller number leads. */
static void unite(sheet *s, uint32_t a, uint32_t b)
{
    a = root(s, a);
    b = root(s, b);
    if (a < b)
        s->parent[b] = a;
    else
        s->parent[a] = b;
}

/* The patch beyond a stretch of a ring that something is known of; SEAM_NONE: none. */
static uint32_t patch_beyond(const sheet *s, const border *b)
{
    return b->beyond == SEAM_NONE ? SEAM_NONE : s->known->patch_of[b->beyond];
}

/* What is known of ring k. */
static const border *known_of(const sheet *s, size_t k, const border **end)
{
    const borders *b = s->known->borders;

    *end = b->list + b->of_ring[s->ring[k] + 1];
    return b->list + b->of_ring[s->ring[k]];
}

static bool add_joint(gleaned *g, uint32_t one, uint32_t other)
{
    if (!big_room((void **)&g->joints, &g->room_joints, g->n_joints + 1, sizeof *g->joints))
        return false;
    g->joints[g->n_joints++] = (joint){ one, other };
    return true;
}

static bool add_edge(gleaned *g, size_t ring, uint32_t i)
{
    if (!big_room((void **)&g->edges, &g->room_edges, g->n_edges + 1, sizeof *g->edges))
        return false;
    g->edges[g->n_edges++] = (free_edge){ (uint32_t)ring, i };
    return true;
}

static bool glean_found(const sheet *s, gleaned *g, size_t k)
{
    const seam_ring *r = &s->rings[k];
    uint32_t last = SEAM_NONE;
    bool fine = true;

    for (uint32_t i = 0; fine && i < r->n; i++) {
        uint32_t other = s->across[r->base + i];

        if (other == SEAM_NONE)
            fine = add_edge(g, k, i);
        else if (other != last)
            fine = add_joint(g, r->owner, last = other);
    }
    return fine;
}

static bool glean_known(const sheet *s, gleaned *g, size_t k)
{
    const border *end, *b = known_of(s, k, &end);
    uint32_t first = s->known->polys->xy_of[s->ring[k]];
    bool fine = true;

    for (; fine && b < end; b++) {
        uint32_t other = patch_beyond(s, b);

        if (other != SEAM_NONE)
            fine = add_joint(g, s->rings[k].owner, other);
        for (uint32_t e = b->from; fine && other == SEAM_NONE && e < b->to; e++)
            fine = add_edge(g, k, e - first);
    }
    return fine;
}

static mlg_code glean_run(void *arg, size_t run, mlg_err *err)
{
    sheet *s = arg;
    gleaned *g = &s->gleaned[run];
    size_t to = s->n_rings * (run + 1) / RUNS;
    bool fine = true;

    for (size_t k = s->n_rings * run / RUNS; fine && k < to; k++)
        fine = s->rings[k].base == ALL_KNOWN ? glean_known(s, g, k) : glean_found(s, g, k);
    return fine ? MLG_OK : mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
}

/* Patches with an edge in common are one. */
static mlg_code unite_neighbours(sheet *s, unsigned threads, mlg_err *err)
{
    static const par_job job = { .run = glean_run };
    mlg_code code = par_for(RUNS, threads, &job, s, err);

    for (size_t run = 0; code == MLG_OK && run < RUNS; run++)
        for (size_t i = 0; i < s->gleaned[run].n_joints; i++)
            unite(s, s->gleaned[run].joints[i].one, s->gleaned[run].joints[i].other);
    return code;
}

/* --- what is left, as rings
 * --------------------------------------------------------------------------- */

typedef struct rest {
    size_t n;
    const mlg_xy **edge; /* its ends, one after the other */
    uint32_t *patch;
    uint32_t *order; /* by the key of the first end */
    uint32_t *keys;  /* of order[k] */
    uint8_t *alone;  /* no other edge has that key */
    uint8_t *used;
} rest;

static void rest_free(rest *r)
{
    free(r->edge);
    free(r->patch);
    free(r->order);
    free(r->keys);
    free(r->alone);
    free(r->used);
}

static bool same(mlg_xy a, mlg_xy b)
{
    return a.x == b.x && a.y == b.y;
}

static uint32_t point_key(mlg_xy at)
{
    double parts[2] = { at.x + 0.0, at.y + 0.0 }; /* minus zero is zero */
    uint64_t bits[2];

    memcpy(bits, parts, sizeof bits);
    bits[0] = (bits[0] ^ bits[1] * 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
    return (uint32_t)((bits[0] ^ bits[0] >> 29) * 0x94d049bb133111ebu >> 32);
}

static bool list_rest(rest *out, const sheet *s)
{
    uint32_t *keys;
    size_t n = 0;

    for (size_t run = 0; run < RUNS; run++)
        n += s->gleaned[run].n_edges;
    *out = (rest){ .edge = malloc((n + 1) * sizeof *out->edge),
                   .patch = malloc((n + 1) * sizeof *out->patch),
                   .keys = malloc((n + 1) * sizeof *out->keys),
                   .alone = calloc(n + 1, 1),
                   .used = calloc(n + 1, 1) };
    keys = malloc((n + 1) * sizeof *keys);
    if (!out->edge || !out->patch || !out->keys || !out->alone || !out->used || !keys) {
        free(keys);
        return false;
    }
    for (size_t run = 0; run < RUNS; run++)
        for (size_t e = 0; e < s->gleaned[run].n_edges; e++) {
            free_edge edge = s->gleaned[run].edges[e];
            const seam_ring *r = &s->rings[edge.ring];

            out->edge[out->n] = r->xy + edge.i;
            out->patch[out->n] = r->owner;
            keys[out->n] = point_key(r->xy[edge.i]);
            out->n++;
        }
    out->order = order_by_key(keys, out->n);
    for (size_t k = 0; out->order && k < out->n; k++)
        out->keys[k] = keys[out->order[k]];
    for (size_t k = 0; out->order && k < out->n; k++)
        out->alone[out->order[k]] = (!k || out->keys[k - 1] != out->keys[k]) &&
                                    (k + 1 == out->n || out->keys[k + 1] != out->keys[k]);
    free(keys);
    return out->order;
}

static size_t first_from(const rest *r, uint32_t key)
{
    size_t low = 0, high = r->n;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (r->keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Of the edges that leave the end of edge e, the first one clockwise from the way back: it
 * bounds the same piece of land. `forks` counts the edges there. Mostly there is one alone, the
 * next of e's own ring. */
static uint32_t next_edge(const rest *r, uint32_t e, int *forks)
{
    mlg_xy at = r->edge[e][1], back = { r->edge[e][0].x - at.x, r->edge[e][0].y - at.y };
    uint32_t best = NOBODY, key;
    double least = INFINITY;

    *forks = 1;
    if (e + 1 < r->n && r->alone[e + 1] && same(r->edge[e + 1][0], at))
        return r->used[e + 1] ? NOBODY : e + 1;
    *forks = 0;
    key = point_key(at);
    for (size_t k = first_from(r, key); k < r->n && r->keys[k] == key; k++) {
        uint32_t o = r->order[k];
        mlg_xy way = { r->edge[o][1].x - at.x, r->edge[o][1].y - at.y };
        double turn;

        if (!same(r->edge[o][0], at))
            continue;
        ++*forks;
        if (r->used[o])
            continue;
        turn = atan2(back.y * way.x - back.x * way.y, back.x * way.x + back.y * way.y);
        if (turn <= 0) /* an edge straight back comes last */
            turn += 6.283185307179586;
        if (turn < least) {
            least = turn;
            best = o;
        }
    }
    return best;
}

typedef struct trail {
    mlg_xy *xy;
    uint8_t *fork;
    size_t n;
} trail;

typedef struct outline {
    mlg_xy *xy;
    size_t n;
    uint32_t component;
    double area;
} outline;

typedef struct outlines {
    outline *list;
    size_t n, room;
    bool broken;
} outlines;

static void keep_outline(outlines *all, const mlg_xy *xy, size_t n, uint32_t component)
{
    outline *o;

    if (all->n == all->room) {
        size_t room = 2 * all->room + 64;
        outline *list = realloc(all->list, room * sizeof *list);

        if (!list) {
            all->broken = true;
            return;
        }
        all->list = list;
        all->room = room;
    }
    o = &all->list[all->n];
    *o = (outline){ malloc((n + 1) * sizeof *xy), n + 1, component, 0 };
    if (!o->xy) {
        all->broken = true;
        return;
    }
    memcpy(o->xy, xy, n * sizeof *xy);
    o->xy[n] = xy[0];
    o->area = ring_area(o->xy, o->n);
    all->n++;
}

/* A trail that comes back to a fork it has passed closes a ring there: a hole that touches
 * the shell is a hole all the same. */
static void step(trail *t, mlg_xy at, bool fork, uint32_t component, outlines *all)
{
    for (size_t i = t->n; fork && i--;)
        if (t->fork[i] && same(t->xy[i], at)) {
            keep_outline(all, t->xy + i, t->n - i, component);
            t->n = i;
            break;
        }
    t->xy[t->n] = at;
    t->fork[t->n++] = fork;
}

static bool trace(outlines *all, rest *r, sheet *s)
{
    trail t = { malloc((r->n + 2) * sizeof *t.xy), malloc(r->n + 2), 0 };
    bool fine = t.xy && t.fork;

    for (uint32_t start = 0; fine && start < r->n; start++) {
        uint32_t e = start, component = root(s, r->patch[start]);
        mlg_xy origin = r->edge[start][0];

        if (r->used[start])
            continue;
        t.n = 0;
        step(&t, origin, true, component, all);
        do {
            int forks;
            uint32_t next;

            r->used[e] = 1;
            next = next_edge(r, e, &forks);
            step(&t, r->edge[e][1], forks > 1 || same(r->edge[e][1], origin), component, all);
            e = next;
        } while (e != NOBODY && t.n > 1 && !all->broken);
        fine = !all->broken;
    }
    free(t.xy);
    free(t.fork);
    return fine;
}

/* --- polygons again
 * -------------------------------------------------------------------------------------- */

static int by_component(const void *a, const void *b)
{
    const outline *l = a, *r = b;

    if (l->component != r->component)
        return l->component < r->component ? -1 : 1;
    if (l->area != r->area)
        return l->area > r->area ? -1 : 1;
    if (l->xy[0].x != r->xy[0].x)
        return l->xy[0].x < r->xy[0].x ? -1 : 1;
    return l->xy[0].y < r->xy[0].y ? -1 : l->xy[0].y > r->xy[0].y;
}

static bool add_outline(polys_build *b, const outline *o)
{
    return polys_build_ring(b, o->xy, o->n) != RING_NO_MEMORY;
}

/* Most of the hole's corners are inside the shell: they may touch. */
static bool holds(const outline *shell, const outline *hole)
{
    size_t in = 0;

    for (size_t i = 0; i + 1 < hole->n; i++)
        in += ring_covers(shell->xy, shell->n, hole->xy[i]);
    return 2 * in > hole->n - 1;
}

/* Outlines from .. to - 1 are one component, its shells first, the larger before the
 * smaller. */
static bool add_component(polys_build *b, const outline *list, size_t from, size_t to)
{
    size_t shells = from;
    uint32_t *shell_of = malloc((to - from + 1) * sizeof *shell_of);
    bool fine = shell_of;

    while (shells < to && list[shells].area > 0)
        shells++;
    for (size_t h = shells; fine && h < to; h++) {
        shell_of[h - from] = (uint32_t)from;
        for (size_t k = shells; shells - from > 1 && k-- > from;)
            if (list[k].area >= -list[h].area && holds(&list[k], &list[h])) {
                shell_of[h - from] = (uint32_t)k;
                break;
            }
    }
    for (size_t k = from; fine && k < shells; k++) {
        fine = add_outline(b, &list[k]);
        for (size_t h = shells; fine && h < to; h++)
            if (shell_of[h - from] == k)
                fine = add_outline(b, &list[h]);
        fine = fine && polys_build_end_polygon(b);
    }
    free(shell_of);
    return fine && polys_build_end_feature(b);
}

static bool gather(merged *out, outlines *all, sheet *s)
{
    polys_build *b = polys_build_new();
    uint32_t *number = malloc((s->n_patches + 1) * sizeof *number);
    size_t at = 0;
    bool fine = b && number && (out->component = malloc((s->n_patches + 1) * sizeof *number));

    for (uint32_t i = 0; fine && i < s->n_patches; i++) {
        if (root(s, i) == i)
            number[i] = (uint32_t)out->n++;
        out->component[i] = number[root(s, i)];
    }
    for (size_t i = 0; fine && i < all->n; i++)
        all->list[i].component = number[all->list[i].component];
    if (fine && all->n)
        qsort(all->list, all->n, sizeof *all->list, by_component);
    for (uint32_t c = 0; fine && c < out->n; c++) {
        size_t to = at;

        while (to < all->n && all->list[to].component == c)
            to++;
        fine = add_component(b, all->list, at, to);
        at = to;
    }
    free(number);
    if (fine)
        polys_build_finish(b, &out->polys);
    else
        polys_build_free(b);
    return fine;
}

/* Once the edges that stay are listed, nothing else of the rings matters. */
static void forget_rings(sheet *s)
{
    for (size_t run = 0; run < RUNS; run++) {
        free(s->gleaned[run].joints);
        free(s->gleaned[run].edges);
        s->gleaned[run] = (gleaned){ 0 };
    }
    free(s->rings);
    free(s->ring);
    free(s->across);
    s->rings = NULL;
    s->ring = s->across = NULL;
}

/* With the neighbours known, the rest. */
static mlg_code finish(merged *out, sheet *s, unsigned threads, mlg_err *err)
{
    rest r = { 0 };
    outlines all = { 0 };
    mlg_code code = unite_neighbours(s, threads, err);

    bool fine = code == MLG_OK && list_rest(&r, s);

    forget_rings(s);
    fine = fine && trace(&all, &r, s);
    rest_free(&r);
    if (code == MLG_OK && !(fine && gather(out, &all, s)))
        code = mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    for (size_t i = 0; i < all.n; i++)
        free(all.list[i].xy);
    free(all.list);
    return code;
}

static void sheet_release(sheet *s)
{
    forget_rings(s);
    free(s->parent);
}

static bool is_known(const sheet *s, size_t k)
{
    return s->known && s->patches[s->rings[k].owner].polys == s->known->polys;
}

static bool all_known(const sheet *s, size_t k)
{
    const border *end, *b = known_of(s, k, &end);

    while (b < end && patch_beyond(s, b) != SEAM_NONE)
        b++;
    return b == end;
}

/* The edges of rings that not all is known of are numbered by their first vertices; lists those
 * rings. */
static bool number_edges(sheet *s, seam_ring **list, size_t *n)
{
    size_t n_numbers = 0;

    *n = 0;
    *list = malloc((s->n_rings + 1) * sizeof **list);
    for (size_t k = 0; *list && k < s->n_rings; k++) {
        seam_ring *r = &s->rings[k];

        if (is_known(s, k) && all_known(s, k))
            continue;
        r->base = (uint32_t)n_numbers;
        n_numbers += r->n + 1;
        (*list)[(*n)++] = *r;
    }
    s->across = malloc((n_numbers + 1) * sizeof *s->across);
    return *list && s->across;
}

static void take_known(sheet *s, size_t k)
{
    uint32_t *across = s->across + s->rings[k].base;
    const border *end, *b;
    uint32_t first;

    memset(across, 0xFF, (s->rings[k].n + 1) * sizeof *across);
    if (!is_known(s, k))
        return;
    first = s->known->polys->xy_of[s->ring[k]];
    for (b = known_of(s, k, &end); b < end; b++)
        for (uint32_t e = b->from; e < b->to; e++)
            across[e - first] = patch_beyond(s, b);
}

/* Who is beyond every edge, known or found. */
static mlg_code find_seams(sheet *s, unsigned threads, mlg_err *err)
{
    seam_ring *list = NULL;
    size_t n = 0;
    mlg_code code = MLG_OK;

    if (s->known && s->known->whole)
        return MLG_OK;
    if (!number_edges(s, &list, &n))
        code = mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    for (size_t k = 0; code == MLG_OK && s->known && k < s->n_rings; k++)
        if (s->rings[k].base != ALL_KNOWN)
            take_known(s, k);
    if (code == MLG_OK)
        code = seams_find(s->across, s->known, list, n, threads, err);
    free(list);
    return code;
}

mlg_code merge_patches(merged *out, const patch *patches, size_t n, const known_seams *known,
                       unsigned threads, mlg_err *err)
{
    sheet s = { .patches = patches, .known = known };
    mlg_code code = list_rings(&s, patches, n)
                        ? find_seams(&s, threads, err)
                        : mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));

    *out = (merged){ 0 };
    if (code == MLG_OK)
        code = finish(out, &s, threads, err);
    sheet_release(&s);
    return code;
}

void merged_release(merged *d)
{
    free(d->component);
    mlg_polys_release(&d->polys);
    *d = (merged){ 0 };
}
