#include "analysis/network/closing.h"

#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>

/* Places of one hub, on their way to the next. */
typedef struct leaving {
    double extra; /* metres, summed; INFINITY: one would have no hub at all */
    uint32_t moved;
} leaving;

static void move_places(mlg_network *net, leaving *out)
{
    for (size_t i = 0; i < net->n_places; i++) {
        const mlg_place *p = &net->places[i];
        mlg_hub *hub;

        if (p->attachment != MLG_ATTACHED)
            continue;
        hub = &net->hubs[p->hub];
        out[p->hub].extra += p->second == MLG_NO_HUB ? INFINITY : p->second_m - p->distance_m;
        if (!p->moves) {
            hub->n_isolated++;
            continue;
        }
        hub->moved_mean_m = (out[p->hub].moved++ ? hub->moved_mean_m : 0) + p->second_m;
        hub->moved_max_m = fmax(hub->moved_max_m, p->second_m);
    }
    for (size_t h = 0; h < net->n_hubs; h++)
        if (out[h].moved)
            net->hubs[h].moved_mean_m /= out[h].moved;
}

typedef struct ranked {
    double loss, extra;
    uint32_t rank, hub;
} ranked;

/* Most first; what is not known last. */
static int compare(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) - isnan(b);
    return a > b ? -1 : a < b;
}

static int by_loss(const void *a, const void *b)
{
    const ranked *l = a, *r = b;
    int order = compare(l->loss, r->loss);

    if (!order)
        order = compare(l->extra, r->extra);
    return order ? order : l->rank < r->rank ? -1 : l->rank > r->rank;
}

mlg_code closing_find(mlg_network *net, const double *cost, const nodes *hubs, mlg_err *err)
{
    leaving *out = calloc(net->n_hubs + 1, sizeof *out);
    ranked *list = malloc((net->n_hubs + 1) * sizeof *list);
    size_t n = 0;
    bool fine = out && list;

    if (fine)
        move_places(net, out);
    for (uint32_t h = 0; fine && h < net->n_hubs; h++) {
        mlg_hub *hub = &net->hubs[h];

        if (!hub->located)
            continue;
        hub->loss = (net->people_from ? cost[h] : out[h].extra) / 1000;
        if (isinf(out[h].extra))
            hub->loss = INFINITY;
        list[n++] = (ranked){ hub->loss, out[h].extra, hubs->rank[h], h };
    }
    if (n)
        qsort(list, n, sizeof *list, by_loss);
    for (size_t k = 0; k < n; k++)
        net->hubs[list[k].hub].rank = (uint32_t)(k + 1);
    free(out);
    free(list);
    return fine ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}
