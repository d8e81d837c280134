#include "maillage/simplify.h"

#include "base/i18n.h"
#include "geo/arcs.h"

#include <stdlib.h>

typedef struct edge {
    uint32_t a, b;
} edge;

static int by_ends(const void *l, const void *r)
{
    const edge *x = l, *y = r;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

/* Both ways round, for every arc that two features use. */
static size_t list_edges(edge *out, const arcs *a)
{
    size_t n = 0;

    for (size_t i = 0; i < a->n; i++) {
        uint32_t one = a->user[2 * i], two = a->user[2 * i + 1];

        if (two >= ARC_MANY || one == two)
            continue;
        out[n++] = (edge){ one, two };
        out[n++] = (edge){ two, one };
    }
    return n;
}

mlg_code mlg_neighbours(uint32_t **from, uint32_t **of, const mlg_polys *polys, mlg_err *err)
{
    arcs a;
    edge *edges = NULL;
    size_t n, kept = 0;

    *from = *of = NULL;
    if (arcs_new(&a, polys, 1, err) != MLG_OK)
        return err->code;
    edges = malloc((2 * a.n + 1) * sizeof *edges);
    *from = malloc((polys->n + 1) * sizeof **from);
    *of = malloc((2 * a.n + 1) * sizeof **of);
    if (!edges || !*from || !*of) {
        free(edges);
        free(*from);
        free(*of);
        *from = *of = NULL;
        arcs_release(&a);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    n = list_edges(edges, &a);
    qsort(edges, n, sizeof *edges, by_ends);
    for (size_t f = 0, i = 0; f < polys->n; f++) {
        (*from)[f] = (uint32_t)kept;
        for (; i < n && edges[i].a == f; i++)
            if (kept == (*from)[f] || (*of)[kept - 1] != edges[i].b)
                (*of)[kept++] = edges[i].b;
    }
    (*from)[polys->n] = (uint32_t)kept;
    free(edges);
    arcs_release(&a);
    return MLG_OK;
}
