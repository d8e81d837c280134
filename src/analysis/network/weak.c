#include "analysis/network/weak.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

/* Links of each hub, twice each, and what a depth-first walk knows of it. */
typedef struct walk {
    mlg_network *net;
    size_t *start; /* of hub h: links start[h] .. start[h+1]-1 */
    uint32_t *link;
    size_t *next;          /* the link to follow next */
    uint32_t *found, *low; /* order of discovery (from 1); earliest reached from below */
    uint32_t *by;          /* the link that led here */
    uint32_t *stack;
} walk;

static void release(walk *w)
{
    free(w->start);
    free(w->link);
    free(w->next);
    free(w->found);
    free(w->low);
    free(w->by);
    free(w->stack);
}

static bool prepare(walk *w)
{
    mlg_network *net = w->net;
    size_t n = net->n_hubs;

    w->start = calloc(n + 2, sizeof *w->start);
    w->link = malloc((2 * net->n_mesh + 1) * sizeof *w->link);
    w->next = malloc((n + 1) * sizeof *w->next);
    w->found = calloc(n + 1, sizeof *w->found);
    w->low = calloc(n + 1, sizeof *w->low);
    w->by = malloc((n + 1) * sizeof *w->by);
    w->stack = malloc((n + 1) * sizeof *w->stack);
    if (!w->start || !w->link || !w->next || !w->found || !w->low || !w->by || !w->stack)
        return false;
    for (size_t i = 0; i < net->n_mesh; i++)
        if (net->mesh[i].within) {
            net->hubs[net->mesh[i].a].degree++;
            net->hubs[net->mesh[i].b].degree++;
        }
    for (size_t h = 0; h < n; h++)
        w->start[h + 1] = w->start[h] + net->hubs[h].degree;
    memcpy(w->next, w->start, n * sizeof *w->next);
    for (size_t i = 0; i < net->n_mesh; i++)
        if (net->mesh[i].within) {
            w->link[w->next[net->mesh[i].a]++] = (uint32_t)i;
            w->link[w->next[net->mesh[i].b]++] = (uint32_t)i;
        }
    memcpy(w->next, w->start, n * sizeof *w->next);
    return true;
}

/* Back from `child`, whose low is known. */
static void go_back(walk *w, uint32_t hub, uint32_t child, bool is_root, uint32_t *children)
{
    mlg_network *net = w->net;

    if (w->low[child] < w->low[hub])
        w->low[hub] = w->low[child];
    if (w->low[child] > w->found[hub]) {
        net->mesh[w->by[child]].bridge = 1;
        net->n_bridges++;
    }
    if (is_root)
        ++*children;
    else if (w->low[child] >= w->found[hub])
        net->hubs[hub].articulation = 1;
}

/* Everything that hangs together with `root`. Returns how many hubs. */
static size_t explore(walk *w, uint32_t root, uint32_t component, uint32_t *clock)
{
    mlg_network *net = w->net;
    size_t depth = 0, size = 1;
    uint32_t children = 0;

    w->stack[depth++] = root;
    w->found[root] = w->low[root] = ++*clock;
    w->by[root] = UINT32_MAX;
    net->hubs[root].component = component;
    while (depth) {
        uint32_t hub = w->stack[depth - 1];

        if (w->next[hub] < w->start[hub + 1]) {
            uint32_t l = w->link[w->next[hub]++];
            uint32_t other = net->mesh[l].a == hub ? net->mesh[l].b : net->mesh[l].a;

            if (l == w->by[hub])
                continue;
            if (w->found[other]) {
                if (w->found[other] < w->low[hub])
                    w->low[hub] = w->found[other];
                continue;
            }
            w->found[other] = w->low[other] = ++*clock;
            w->by[other] = l;
            net->hubs[other].component = component;
            w->stack[depth++] = other;
            size++;
        } else if (--depth) {
            go_back(w, w->stack[depth - 1], hub, depth == 1, &children);
        }
    }
    net->hubs[root].articulation = children > 1;
    return size;
}

/* --- numbering -----------------------------------------------------------------------------
 */

typedef struct part {
    size_t size;
    uint32_t rank, number;
} part;

static int largest_first(const void *a, const void *b)
{
    const part *l = a, *r = b;

    if (l->size != r->size)
        return l->size > r->size ? -1 : 1;
    return l->rank < r->rank ? -1 : l->rank > r->rank;
}

/* The largest component is 1; ties by the smallest identifier in each. */
static mlg_code number(mlg_network *net, part *parts, mlg_err *err)
{
    uint32_t *named = calloc(net->n_components + 1, sizeof *named);

    if (!named)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (net->n_components)
        qsort(parts, net->n_components, sizeof *parts, largest_first);
    for (size_t k = 0; k < net->n_components; k++)
        named[parts[k].number] = (uint32_t)(k + 1);
    for (size_t h = 0; h < net->n_hubs; h++) {
        net->hubs[h].component = named[net->hubs[h].component];
        net->n_articulations += net->hubs[h].articulation;
    }
    free(named);
    return MLG_OK;
}

mlg_code weak_find(mlg_network *net, const nodes *hubs, mlg_err *err)
{
    walk w = { .net = net };
    part *parts = calloc(net->n_hubs + 1, sizeof *parts);
    uint32_t clock = 0, component = 0;
    mlg_code code = MLG_OK;

    if (!parts || !prepare(&w)) {
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    } else {
        for (uint32_t h = 0; h < net->n_hubs; h++) {
            if (!hubs->plane[h] || w.found[h])
                continue;
            component++;
            parts[component - 1] =
                (part){ explore(&w, h, component, &clock), UINT32_MAX, component };
        }
        for (size_t h = 0; h < net->n_hubs; h++) {
            uint32_t c = net->hubs[h].component;

            if (c && hubs->rank[h] < parts[c - 1].rank)
                parts[c - 1].rank = hubs->rank[h];
        }
        net->n_components = component;
        code = number(net, parts, err);
    }
    release(&w);
    free(parts);
    return code;
}
