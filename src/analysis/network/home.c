#include "analysis/network/home.h"

#include "analysis/coverage/attach.h"
#include "base/i18n.h"
#include "base/par.h"

#include <stdlib.h>

typedef struct task {
    uint32_t *zone;
    const nodes *nodes;
    const mlg_zones *level;
    const commune_index *index;
    const attaching *attaching;
} task;

static mlg_code find_one(void *arg, size_t i, mlg_err *err)
{
    const task *t = arg;
    const nodes *n = t->nodes;
    uint32_t which[COMMUNES_MAX];
    mlg_found found;
    zone_hit hit;

    (void)err;
    t->zone[i] = ZONE_NONE;
    if (n->sites->location[n->site[i]] == MLG_COMMUNE &&
        commune_of_site(t->index, n->sites, n->site[i], which, &found))
        t->zone[i] = attaching_by_code(t->attaching, which[0]);
    if (t->zone[i] != ZONE_NONE || !n->plane[i])
        return MLG_OK;
    hit = zones_nearest(t->level, n->plane[i], n->at[i]);
    if (hit.distance == 0)
        t->zone[i] = hit.zone;
    return MLG_OK;
}

mlg_code home_zones(uint32_t **out, const nodes *n, const mlg_zones *level,
                    const commune_index *index, const mlg_zones *communes, unsigned threads,
                    mlg_err *err)
{
    static const par_job job = { .run = find_one };
    attaching a;
    task t = { malloc((n->n + 1) * sizeof **out), n, level, index, &a };
    mlg_code code;

    *out = t.zone;
    if (!t.zone)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (attaching_open(&a, level, communes, err) != MLG_OK)
        return err->code;
    code = par_for(n->n, threads, &job, &t, err);
    attaching_close(&a);
    return code;
}
