#include "analysis/network/outline.h"

#include "analysis/compare/ground.h"
#include "base/i18n.h"
#include "geo/merge.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>

void outline_release(outline *o)
{
    geos_free(o->room, o->shape);
    geos_room_free(o->room);
    *o = (outline){ 0 };
}

/* One patch per polygon of the zones. */
static size_t list_patches(patch *out, const mlg_zones *z, plane_id id)
{
    const mlg_polys *p = &z->polys;
    size_t n = 0;

    for (size_t f = 0; f < z->n; f++) {
        if (z->plane[f] != id)
            continue;
        for (uint32_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++) {
            if (!p->hole[r])
                out[n++] = (patch){ p, r, r };
            out[n - 1].last = r + 1;
        }
    }
    return n;
}

static mlg_code unite(geos_shape **out, geos_room *room, const mlg_polys *polys,
                      const plane_id *ids, plane_id id, bool sound, mlg_err *err)
{
    geos_shape **shapes = calloc(polys->n + 1, sizeof *shapes);
    size_t n = 0;
    bool valid = true;
    mlg_code code = shapes ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    *out = NULL;
    for (size_t f = 0; code == MLG_OK && valid && f < polys->n; f++) {
        if (ids && ids[f] != id)
            continue;
        code = geos_from_feature(room, &shapes[n++], polys, f, err);
        if (code == MLG_OK && sound)
            code = geos_valid(room, shapes[n - 1], &valid, NULL, 0, err);
    }
    if (code == MLG_OK && valid)
        code = geos_union(room, out, shapes, n, err);
    for (size_t i = 0; shapes && i < n; i++)
        geos_free(room, shapes[i]);
    free(shapes);
    return code;
}

/* By cancelling borders; *out stays NULL where that leaves something unsound or smaller. */
static mlg_code cancel(geos_shape **out, geos_room *room, const mlg_zones *z, plane_id id,
                       double planar, mlg_err *err)
{
    patch *patches = malloc((z->polys.n_rings + 1) * sizeof *patches);
    merged all = { 0 };
    mlg_code code =
        patches ? merge_patches(&all, patches, list_patches(patches, z, id), NULL, 1, err)
                : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    *out = NULL;
    if (code == MLG_OK)
        code = unite(out, room, &all.polys, NULL, id, true, err);
    if (code == MLG_OK && *out && fabs(geos_area(room, *out) - planar) > planar * 1e-9) {
        geos_free(room, *out);
        *out = NULL;
    }
    merged_release(&all);
    free(patches);
    return code;
}

mlg_code outline_new(outline *out, const mlg_zones *z, plane_id id, const plane *p,
                     mlg_err *err)
{
    double planar = 0;
    mlg_code code;

    *out = (outline){ .box = { INFINITY, INFINITY, -INFINITY, -INFINITY } };
    for (size_t f = 0; f < z->n; f++) {
        if (z->plane[f] != id)
            continue;
        for (uint32_t r = z->polys.ring_of[f]; r < z->polys.ring_of[f + 1]; r++)
            planar += ring_area(z->polys.xy + z->polys.xy_of[r],
                                z->polys.xy_of[r + 1] - z->polys.xy_of[r]);
        out->box =
            (mlg_box){ fmin(out->box.xmin, z->box[f].xmin), fmin(out->box.ymin, z->box[f].ymin),
                       fmax(out->box.xmax, z->box[f].xmax),
                       fmax(out->box.ymax, z->box[f].ymax) };
    }
    if (!(planar > 0))
        return MLG_OK;
    code = geos_room_new(&out->room, err);
    if (code == MLG_OK)
        code = cancel(&out->shape, out->room, z, id, planar, err);
    if (code == MLG_OK && !out->shape)
        code = unite(&out->shape, out->room, &z->polys, z->plane, id, false, err);
    if (code == MLG_OK)
        code = ground_area(&out->area_m2, out->room, p, out->shape, err);
    return code;
}
