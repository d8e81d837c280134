#include "analysis/compare/overlay.h"

#include "base/i18n.h"
#include "geo/edges.h"
#include "geo/geos.h"
#include "geo/rtree.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
}

mlg_code patches_apart(mlg_polys *out, const patch *patches, size_t n, mlg_err *err)
{
    polys_build *b = polys_build_new();
    bool fine = b;

    for (size_t i = 0; fine && i < n; i++) {
        const mlg_polys *p = patches[i].polys;

        for (uint32_t r = patches[i].first; fine && r < patches[i].last; r++)
            fine = polys_build_ring(b, p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]) !=
                   RING_NO_MEMORY;
        fine = fine && polys_build_end_polygon(b) && polys_build_end_feature(b);
    }
    if (!fine) {
        polys_build_free(b);
        return no_memory(err);
    }
    polys_build_finish(b, out);
    return MLG_OK;
}

static mlg_code unite(mlg_polys *out, geos_room *room, const mlg_polys *features, mlg_err *err)
{
    geos_shape **each = calloc(features->n + 1, sizeof *each), *whole = NULL;
    polys_build *b = polys_build_new();
    mlg_code code = each && b ? MLG_OK : no_memory(err);

    for (size_t i = 0; code == MLG_OK && i < features->n; i++)
        code = geos_from_feature(room, &each[i], features, i, err);
    if (code == MLG_OK)
        code = geos_union(room, &whole, each, features->n, err);
    for (size_t i = 0; code == MLG_OK && i < geos_parts(room, whole); i++) {
        geos_shape *part = NULL;

        code = geos_part(room, &part, whole, i, err);
        if (code == MLG_OK)
            code = geos_to_feature(room, part, b, err);
        geos_free(room, part);
    }
    for (size_t i = 0; each && i < features->n; i++)
        geos_free(room, each[i]);
    free(each);
    geos_free(room, whole);
    if (code == MLG_OK)
        polys_build_finish(b, out);
    else
        polys_build_free(b);
    return code;
}

/* --- which patch is part of what
 * -------------------------------------------------------------- */

typedef struct around {
    const edges *edges;
    mlg_xy at;
    uint32_t feature;
} around;

static bool try_feature(void *arg, uint32_t feature)
{
    around *a = arg;

    if (edges_cover(a->edges, feature, a->at) && feature < a->feature)
        a->feature = feature;
    return true;
}

static mlg_box feature_box(const mlg_polys *p, size_t f)
{
    size_t from = p->xy_of[p->ring_of[f]];

    return box_of(p->xy + from, p->xy_of[p->ring_of[f + 1]] - from);
}

static mlg_code find_components(merged *out, geos_room *room, const mlg_polys *features,
                                mlg_err *err)
{
    mlg_box *boxes = malloc((out->polys.n + 1) * sizeof *boxes);
    edges *e = edges_new(&out->polys);
    rtree *tree = NULL;
    mlg_code code;

    for (size_t i = 0; boxes && i < out->polys.n; i++)
        boxes[i] = feature_box(&out->polys, i);
    tree = boxes ? rtree_new(boxes, out->polys.n) : NULL;
    code = tree && e ? MLG_OK : no_memory(err);
    for (size_t i = 0; code == MLG_OK && i < features->n; i++) {
        around a = { .edges = e, .feature = UINT32_MAX };
        geos_shape *shape = NULL;

        code = geos_from_feature(room, &shape, features, i, err);
        if (code == MLG_OK)
            code = geos_interior_point(room, shape, &a.at, err);
        geos_free(room, shape);
        if (code == MLG_OK)
            rtree_query(tree, (mlg_box){ a.at.x, a.at.y, a.at.x, a.at.y }, try_feature, &a);
        out->component[i] = a.feature < out->n ? a.feature : 0;
    }
    free(boxes);
    edges_free(e);
    rtree_free(tree);
    return code;
}

static double ground_area(const plane *on, const mlg_polys *p, size_t f)
{
    double area = 0;

    for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++)
        area += plane_ring_area(on, p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]);
    return area;
}

mlg_code overlay_patches(merged *out, double **twice, const patch *patches, size_t n,
                         const plane *on, mlg_err *err)
{
    mlg_polys features = { 0 };
    geos_room *room = NULL;
    mlg_code code = geos_room_new(&room, err);

    *out = (merged){ 0 };
    *twice = NULL;
    if (code == MLG_OK)
        code = patches_apart(&features, patches, n, err);
    if (code == MLG_OK)
        code = unite(&out->polys, room, &features, err);
    out->n = out->polys.n;
    out->component = calloc(n + 1, sizeof *out->component);
    *twice = calloc(out->n + 1, sizeof **twice);
    if (code == MLG_OK && (!out->component || !*twice))
        code = no_memory(err);
    if (code == MLG_OK)
        code = find_components(out, room, &features, err);
    for (size_t i = 0; code == MLG_OK && i < n; i++)
        (*twice)[out->component[i]] += ground_area(on, &features, i);
    for (size_t c = 0; code == MLG_OK && c < out->n; c++)
        (*twice)[c] = fmax(0, (*twice)[c] - ground_area(on, &out->polys, c));
    mlg_polys_release(&features);
    geos_room_free(room);
    return code;
}
