#include "analysis/compare/ground.h"

#include "base/i18n.h"
#include "model/build.h"

enum { SEGMENTS = 8 }; /* per quarter turn: the tolerance is at most 0.5 % short */

mlg_code ground_area(double *out, geos_room *room, const plane *p, const geos_shape *shape,
                     mlg_err *err)
{
    polys_build *build = polys_build_new();
    mlg_polys polys = { 0 };
    mlg_code code;

    *out = 0;
    if (!build)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    code = geos_to_feature(room, shape, build, err);
    if (code != MLG_OK) {
        polys_build_free(build);
        return code;
    }
    polys_build_finish(build, &polys);
    for (size_t r = 0; r < polys.n_rings; r++)
        *out +=
            plane_ring_area(p, polys.xy + polys.xy_of[r], polys.xy_of[r + 1] - polys.xy_of[r]);
    mlg_polys_release(&polys);
    return MLG_OK;
}

mlg_code ground_common(double *out, geos_room *room, const plane *p, const geos_shape *a,
                       const geos_shape *b, mlg_err *err)
{
    geos_shape *both = NULL;
    mlg_code code = geos_intersection(room, &both, a, b, err);

    *out = 0;
    if (code == MLG_OK)
        code = ground_area(out, room, p, both, err);
    geos_free(room, both);
    return code;
}

/* How much of `a` is farther than the tolerance from `b`. */
static mlg_code beyond(double *area, geos_room *room, const plane *p, const geos_shape *a,
                       const geos_shape *b, double tolerance, mlg_err *err)
{
    geos_shape *grown = NULL, *far = NULL;
    mlg_code code = geos_buffer(room, &grown, b, tolerance, SEGMENTS, err);

    if (code == MLG_OK)
        code = geos_difference(room, &far, a, grown, err);
    if (code == MLG_OK)
        code = ground_area(area, room, p, far, err);
    geos_free(room, grown);
    geos_free(room, far);
    return code;
}

/* What of `a` is not in `b`, and how much of that lies beyond the tolerance. The former is
 * what they have in common taken off: no second overlay. */
static mlg_code outside(double *area, double *far, double all, double common, geos_room *room,
                        const plane *p, const geos_shape *a, const geos_shape *b,
                        double tolerance, mlg_err *err)
{
    static const double rounding = 1e-3; /* m2: no ground, but what areas are off by */

    *area = all - common > rounding ? all - common : 0;
    *far = *area;
    return *area > 0 && tolerance > 0 ? beyond(far, room, p, a, b, tolerance, err) : MLG_OK;
}

mlg_code ground_compare(ground *out, geos_room *room, const plane *p, const geos_shape *a,
                        const geos_shape *b, double tolerance, mlg_err *err)
{
    mlg_code code = ground_area(&out->a, room, p, a, err);

    if (code == MLG_OK)
        code = ground_area(&out->b, room, p, b, err);
    if (code == MLG_OK)
        code = ground_common(&out->common, room, p, a, b, err);
    if (code == MLG_OK)
        code = outside(&out->lost, &out->lost_beyond, out->a, out->common, room, p, a, b,
                       tolerance, err);
    if (code == MLG_OK)
        code = outside(&out->gained, &out->gained_beyond, out->b, out->common, room, p, b, a,
                       tolerance, err);
    return code;
}
