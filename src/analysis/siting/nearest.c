#include "analysis/siting/nearest.h"

#include "base/i18n.h"
#include "base/par.h"

#include <math.h>
#include <stdlib.h>

static const double doubt = 1.0; /* ground metres around a threshold */
enum { BLOCK = 64 };

typedef struct task {
    const mlg_sites *sites;
    const mlg_zones *zones;
    site_nearest *nearest;
} task;

/* One thread's way through the sites: neighbours follow each other, so that what was found
 * at the last one bounds the search at the next. */
typedef struct walk {
    const task *task;
    plane_id id;
    zone_walk zones;
    char apart[128]; /* no cache line in common with another thread's */
} walk;

static mlg_code open_walk(void **out, void *shared, mlg_err *err)
{
    walk *w = calloc(1, sizeof *w);

    if (!w)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    w->task = shared;
    *out = w;
    return MLG_OK;
}

static site_nearest of_hit(const zone_hit *hit)
{
    return (site_nearest){ hit->zone, hit->distance > 0 ? hit->distance : -hit->depth };
}

/* Where the next sites stand, fetched together: neighbours may be anywhere in the file, and
 * waiting for one at a time would take longer than the search. */
typedef struct stop {
    uint32_t site;
    plane_id plane; /* PLANE_NONE: no point */
    mlg_xy at;
} stop;

static size_t fetch(stop stops[BLOCK], const mlg_sites *s, size_t block)
{
    size_t from = block * BLOCK, n = s->n - from < BLOCK ? s->n - from : BLOCK;

    for (size_t k = 0; k < n; k++) {
        uint32_t i = s->order[from + k];

        stops[k] =
            (stop){ i, s->location[i] == MLG_POINT ? s->plane[i] : PLANE_NONE, s->at[i] };
    }
    return n;
}

static mlg_code run_block(void *arg, size_t block, mlg_err *err)
{
    walk *w = arg;
    const task *t = w->task;
    stop stops[BLOCK];
    site_nearest found[BLOCK];
    size_t n = fetch(stops, t->sites, block);

    (void)err;
    for (size_t k = 0; k < n; k++) {
        zone_hit hit = { ZONE_NONE, INFINITY, 0, { NAN, NAN } };

        if (stops[k].plane != PLANE_NONE) {
            if (stops[k].plane != w->id)
                *w = (walk){ .task = t, .id = stops[k].plane };
            hit = zones_nearest_next(t->zones, w->id, stops[k].at, &w->zones);
        }
        found[k] = of_hit(&hit);
    }
    for (size_t k = 0; k < n; k++)
        t->nearest[stops[k].site] = found[k];
    return MLG_OK;
}

mlg_code nearest_of_sites(site_nearest **out, const mlg_sites *sites, const mlg_zones *zones,
                          unsigned threads, mlg_err *err)
{
    static const par_job job = { open_walk, run_block, free };
    task t = { sites, zones, malloc((sites->n + 1) * sizeof *t.nearest) };
    size_t blocks = (sites->n + BLOCK - 1) / BLOCK;
    mlg_code code = t.nearest ? par_for(blocks, threads, &job, &t, err)
                              : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    *out = NULL;
    if (code == MLG_OK)
        *out = t.nearest;
    else
        free(t.nearest);
    return code;
}

static bool is_doubtful(double distance, const double *thresholds, size_t n)
{
    bool doubtful = false;

    for (size_t k = 0; k < n; k++)
        doubtful = doubtful || fabs(distance - thresholds[k]) < doubt;
    return doubtful && distance > 0;
}

/* Few sites stand so near a threshold: one thread, that of the planes. */
mlg_code nearest_decide(site_nearest *nearest, const mlg_sites *sites, const mlg_zones *zones,
                        const double *thresholds, size_t n, mlg_planes *planes, mlg_err *err)
{
    for (size_t i = 0; i < sites->n; i++) {
        const plane *opened;
        zone_hit hit;

        if (!is_doubtful(nearest[i].from_edge, thresholds, n))
            continue;
        if (planes_get(planes, sites->plane[i], &opened, err) != MLG_OK)
            return err->code;
        hit = zones_nearest(zones, sites->plane[i], sites->at[i]);
        nearest[i].from_edge =
            plane_geodesic(planes->open[sites->plane[i]], sites->at[i], hit.at);
    }
    return MLG_OK;
}
