#include "maillage/compare.h"

#include "base/i18n.h"
#include "geo/geos.h"
#include "geo/place.h"
#include "geo/zones.h"
#include "model/build.h"

#include <stdlib.h>

/* The union of some records of a layer as one feature. */
static mlg_code draw(polys_build *build, geos_room *room, const mlg_zones *z,
                     const uint32_t *records, size_t n, mlg_err *err)
{
    geos_shape **parts, *whole = NULL;
    mlg_code code = MLG_OK;

    if (n == 1)
        return polys_build_copy(build, &z->polys, *records)
                   ? MLG_OK
                   : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    parts = calloc(n, sizeof *parts);
    if (!parts)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; code == MLG_OK && i < n; i++)
        code = geos_from_feature(room, &parts[i], &z->polys, records[i], err);
    if (code == MLG_OK)
        code = geos_union(room, &whole, parts, n, err);
    if (code == MLG_OK)
        code = geos_to_feature(room, whole, build, err);
    for (size_t i = 0; i < n; i++)
        geos_free(room, parts[i]);
    free(parts);
    geos_free(room, whole);
    return code;
}

static mlg_code draw_all(polys_build *build, plane_id *ids, geos_room *room,
                         const mlg_zones_comparison *c, bool all, mlg_err *err)
{
    size_t n = all ? c->n : c->n_changed;
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < n; i++) {
        const mlg_zone_change *r = &c->rows[all ? i : c->changed[i]];
        const mlg_zones *z = r->n_b ? c->b : c->a;
        const uint32_t *records = r->n_b ? c->b_of + r->first_b : c->a_of + r->first_a;

        ids[i] = z->plane[*records];
        code = draw(build, room, z, records, r->n_b ? r->n_b : r->n_a, err);
    }
    return code;
}

mlg_code mlg_zones_comparison_lonlat(mlg_polys *out, const mlg_zones_comparison *c, bool all,
                                     unsigned threads, mlg_err *err)
{
    plane_id *ids = malloc((c->n + 1) * sizeof *ids);
    polys_build *build = polys_build_new();
    geos_room *room = NULL;
    mlg_code code = ids && build ? geos_room_new(&room, err)
                                 : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    *out = (mlg_polys){ 0 };
    if (code == MLG_OK)
        code = draw_all(build, ids, room, c, all, err);
    if (code == MLG_OK) {
        polys_build_finish(build, out);
        build = NULL;
        code = polys_to_lonlat(out, out->xy, ids, threads, err);
        if (code != MLG_OK)
            mlg_polys_release(out);
    }
    polys_build_free(build);
    geos_room_free(room);
    free(ids);
    return code;
}
