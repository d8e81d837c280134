#include "analysis/nearest.h"

#include "base/i18n.h"
#include "base/par.h"

#include <math.h>
#include <stdlib.h>

static const double doubt = 1.0; /* ground metres around a threshold */

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

static mlg_code run_site(void *arg, size_t k, mlg_err *err)
{
    walk *w = arg;
    const task *t = w->task;
    const mlg_sites *s = t->sites;
    size_t i = s->order[k];
    zone_hit hit = { ZONE_NONE, INFINITY, 0, { NAN, NAN } };

    (void)err;
    if (s->location[i] == MLG_POINT) {
        if (s->plane[i] != w->id)
            *w = (walk){ .task = t, .id = s->plane[i] };
        hit = zones_nearest_next(t->zones, w->id, s->at[i], &w->zones);
    }
    t->nearest[i] = of_hit(&hit);
    return MLG_OK;
}

mlg_code nearest_of_sites(site_nearest **out, const mlg_sites *sites, const mlg_zones *zones,
                          unsigned threads, mlg_err *err)
{
    static const par_job job = { open_walk, run_site, free };
    task t = { sites, zones, malloc((sites->n + 1) * sizeof *t.nearest) };
    mlg_code code = t.nearest ? par_for(sites->n, threads, &job, &t, err)
                              : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    *out = NULL;
    if (code == MLG_OK)
        *out = t.nearest;
    else
        free(t.nearest);
    return code;
}

/* Few sites stand so near a threshold: one thread, that of the planes. */
mlg_code nearest_decide(site_nearest *nearest, const mlg_sites *sites, const mlg_zones *zones,
                        double threshold, mlg_planes *planes, mlg_err *err)
{
    for (size_t i = 0; i < sites->n; i++) {
        const plane *opened;
        zone_hit hit;

        if (!(nearest[i].from_edge > 0 && fabs(nearest[i].from_edge - threshold) < doubt))
            continue;
        if (planes_get(planes, sites->plane[i], &opened, err) != MLG_OK)
            return err->code;
        hit = zones_nearest(zones, sites->plane[i], sites->at[i]);
        nearest[i].from_edge =
            plane_geodesic(planes->open[sites->plane[i]], sites->at[i], hit.at);
    }
    return MLG_OK;
}
