#include "analysis/network/mesh.h"

#include "analysis/network/weak.h"
#include "base/i18n.h"
#include "base/par.h"

#include <math.h>
#include <stdlib.h>

/* A pair of neighbouring hubs. A relative-neighbourhood link and a link of the spanning tree
 * are edges of the Delaunay triangulation (Toussaint 1980): the lens between two linked hubs
 * is empty, and holds the disc between them with room to spare, beside which what the globe
 * and its grid round is nothing. */
typedef struct pair {
    uint32_t a, b; /* hubs, a of smaller rank */
    double length;
    bool link, tree;
} pair;

typedef struct task {
    const vicinity *vicinity;
    const rtree *tree; /* of its places */
    double scale_max;
    pair *pairs;
} task;

/* --- candidates ------------------------------------------------------------------------- */

static pair pair_of(const vicinity *t, uint32_t a, uint32_t b)
{
    const nodes *hubs = t->hubs;
    bool swap = hubs->rank[b] < hubs->rank[a];

    return (pair){ .a = swap ? b : a,
                   .b = swap ? a : b,
                   .length = plane_ground(t->plane, hubs->at[a], hubs->at[b]) };
}

static uint32_t first_hub(const vicinity *t, uint32_t place)
{
    return t->hub_of[t->start[place]];
}

/* Neighbours by triangulation, and hubs of the same place with the first of them. */
static size_t list_pairs(pair *out, const vicinity *t)
{
    const delaunay *d = &t->mesh;
    size_t n = 0;

    for (uint32_t e = 0; e < 3 * d->n_triangles; e++) {
        uint32_t a = d->corner[e], b = d->corner[delaunay_next(e)];

        if (a < b && b < t->n)
            out[n++] = pair_of(t, first_hub(t, a), first_hub(t, b));
    }
    for (uint32_t p = 0; p < t->n; p++)
        for (uint32_t k = t->start[p] + 1; k < t->start[p + 1]; k++) {
            out[n] = pair_of(t, first_hub(t, p), t->hub_of[k]);
            out[n++].link = true;
        }
    return n;
}

/* --- relative neighbours ------------------------------------------------------------------ */

typedef struct lens {
    const vicinity *vicinity;
    const pair *pair;
    bool empty;
} lens;

static bool look(void *arg, uint32_t place)
{
    lens *l = arg;
    const nodes *hubs = l->vicinity->hubs;
    const plane *p = l->vicinity->plane;
    uint32_t hub = first_hub(l->vicinity, place);

    if (hub == l->pair->a || hub == l->pair->b)
        return true;
    l->empty = plane_ground(p, hubs->at[hub], hubs->at[l->pair->a]) >= l->pair->length ||
               plane_ground(p, hubs->at[hub], hubs->at[l->pair->b]) >= l->pair->length;
    return l->empty;
}

static mlg_code test_pair(void *arg, size_t i, mlg_err *err)
{
    const task *t = arg;
    pair *p = &t->pairs[i];
    mlg_xy a = t->vicinity->hubs->at[p->a], b = t->vicinity->hubs->at[p->b];
    double by = p->length * t->scale_max * (1 + 1e-9);
    lens l = { t->vicinity, p, true };

    (void)err;
    if (p->link)
        return MLG_OK;
    rtree_query(t->tree,
                (mlg_box){ fmax(a.x, b.x) - by, fmax(a.y, b.y) - by, fmin(a.x, b.x) + by,
                           fmin(a.y, b.y) + by },
                look, &l);
    p->link = l.empty;
    return MLG_OK;
}

static rtree *tree_of(const vicinity *t, double *scale_max)
{
    mlg_box *boxes = malloc((t->n + 1) * sizeof *boxes);
    mlg_box all = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    rtree *tree = NULL;
    double least;

    for (uint32_t p = 0; boxes && p < t->n; p++) {
        mlg_xy at = t->hubs->at[first_hub(t, p)];

        boxes[p] = (mlg_box){ at.x, at.y, at.x, at.y };
        all = (mlg_box){ fmin(all.xmin, at.x), fmin(all.ymin, at.y), fmax(all.xmax, at.x),
                         fmax(all.ymax, at.y) };
    }
    if (boxes)
        tree = rtree_new(boxes, t->n);
    free(boxes);
    plane_scale_range(t->plane, all, &least, scale_max);
    return tree;
}

/* --- the spanning tree ----------------------------------------------------------------------
 */

typedef struct ranked {
    double length;
    uint32_t a, b; /* ranks: what settles ties */
    uint32_t pair;
} ranked;

static int by_length(const void *x, const void *y)
{
    const ranked *l = x, *r = y;

    if (l->length != r->length)
        return l->length < r->length ? -1 : 1;
    if (l->a != r->a)
        return l->a < r->a ? -1 : 1;
    return l->b < r->b ? -1 : l->b > r->b;
}

static uint32_t root(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

/* Kruskal's: the shortest pairs that join what is still apart. */
static mlg_code grow_tree(pair *pairs, size_t n, const nodes *hubs, mlg_err *err)
{
    ranked *list = malloc((n + 1) * sizeof *list);
    uint32_t *parent = malloc((hubs->n + 1) * sizeof *parent);
    bool fine = list && parent;

    for (size_t i = 0; fine && i < hubs->n; i++)
        parent[i] = (uint32_t)i;
    for (size_t i = 0; fine && i < n; i++)
        list[i] = (ranked){ pairs[i].length, hubs->rank[pairs[i].a], hubs->rank[pairs[i].b],
                            (uint32_t)i };
    if (fine && n)
        qsort(list, n, sizeof *list, by_length);
    for (size_t i = 0; fine && i < n; i++) {
        pair *p = &pairs[list[i].pair];
        uint32_t a = root(parent, p->a), b = root(parent, p->b);

        if (a == b)
            continue;
        parent[a] = b;
        p->tree = p->link = true;
    }
    free(list);
    free(parent);
    return fine ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* --- all together
 * ----------------------------------------------------------------------------- */

static mlg_code find_pairs(pair *pairs, size_t *n, const vicinities *all, unsigned threads,
                           mlg_err *err)
{
    static const par_job job = { .run = test_pair };
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < all->n; i++) {
        task t = { .vicinity = &all->list[i], .pairs = pairs + *n };
        size_t more = list_pairs(t.pairs, t.vicinity);
        rtree *tree = tree_of(t.vicinity, &t.scale_max);

        t.tree = tree;
        code = tree ? par_for(more, threads, &job, &t, err)
                    : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
        rtree_free(tree);
        *n += more;
    }
    return code;
}

static int by_ranks(const void *x, const void *y)
{
    const ranked *l = x, *r = y;

    if (l->a != r->a)
        return l->a < r->a ? -1 : 1;
    return l->b < r->b ? -1 : l->b > r->b;
}

/* Ranks of the tree's links, the longest first; ties by identifiers. */
static void rank_tears(mlg_network *net, ranked *list)
{
    size_t n = 0;

    for (size_t i = 0; i < net->n_mesh; i++)
        if (net->mesh[i].tree)
            list[n++] = (ranked){ -net->mesh[i].length_m, (uint32_t)i, 0, (uint32_t)i };
    if (n)
        qsort(list, n, sizeof *list, by_length);
    for (size_t k = 0; k < n; k++)
        net->mesh[list[k].pair].tear = (uint32_t)(k + 1);
}

static mlg_code publish(mlg_network *net, const pair *pairs, size_t n, const nodes *hubs,
                        mlg_err *err)
{
    ranked *list = malloc((n + 1) * sizeof *list);
    size_t kept = 0;

    net->mesh = malloc((n + 1) * sizeof *net->mesh);
    if (!list || !net->mesh) {
        free(list);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    for (size_t i = 0; i < n; i++)
        if (pairs[i].link)
            list[kept++] =
                (ranked){ 0, hubs->rank[pairs[i].a], hubs->rank[pairs[i].b], (uint32_t)i };
    if (kept)
        qsort(list, kept, sizeof *list, by_ranks);
    for (size_t k = 0; k < kept; k++) {
        const pair *p = &pairs[list[k].pair];

        net->mesh[net->n_mesh++] =
            (mlg_mesh_link){ .a = p->a,
                             .b = p->b,
                             .length_m = p->length,
                             .tree = p->tree,
                             .within = isnan(net->mesh_m) || p->length <= net->mesh_m };
        net->tree_m += p->tree ? p->length : 0;
    }
    rank_tears(net, list);
    free(list);
    return MLG_OK;
}

mlg_code mesh_find(mlg_network *net, const vicinities *all, const nodes *hubs, unsigned threads,
                   mlg_err *err)
{
    size_t room = 1, n = 0;
    pair *pairs;
    mlg_code code = MLG_OK;

    for (size_t i = 0; i < all->n; i++)
        room += 3 * all->list[i].mesh.n_triangles / 2 + all->list[i].start[all->list[i].n];
    pairs = calloc(room, sizeof *pairs);
    if (!pairs)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    code = find_pairs(pairs, &n, all, threads, err);
    if (code == MLG_OK)
        code = grow_tree(pairs, n, hubs, err);
    if (code == MLG_OK)
        code = publish(net, pairs, n, hubs, err);
    free(pairs);
    return code == MLG_OK ? weak_find(net, hubs, err) : code;
}
