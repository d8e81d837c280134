#include "geo/placer.h"

#include "base/i18n.h"
#include "geo/crs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct placer {
    const mlg_layer *layer;
    crs_kind kind;
    plane_id plane, home; /* CRS_PLANE: that one */
    crs_step *step;       /* CRS_OTHER */
    struct plane *open[PLANE_END];
};

mlg_code placer_new(placer **out, const mlg_layer *layer, plane_id home, mlg_err *err)
{
    placer *p = calloc(1, sizeof *p);
    char name[80];
    mlg_code code = MLG_OK;

    *out = NULL;
    if (!p)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    p->layer = layer;
    p->home = home;
    if (!layer->crs || !layer->crs[0])
        code = mlg_fail(
            err, MLG_ECRS,
            _("its coordinate system is not known (no .prj?): give it, e.g. --crs EPSG:2154"));
    if (code == MLG_OK)
        code = crs_identify(layer->crs, &p->kind, &p->plane, name, sizeof name, err);
    if (code == MLG_OK && p->kind == CRS_OTHER)
        code = crs_step_new(&p->step, layer->crs, err);
    if (code == MLG_OK) {
        *out = p;
        return MLG_OK;
    }
    placer_free(p);
    return mlg_at(err, layer->name, 0);
}

void placer_free(placer *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < PLANE_END; i++)
        plane_close(p->open[i]);
    crs_step_free(p->step);
    free(p);
}

mlg_code placer_check(const placer *p, mlg_box box, mlg_err *err)
{
    if (crs_check_range(p->kind, p->plane, box, err) == MLG_OK)
        return MLG_OK;
    return mlg_at(err, p->layer->name, 0);
}

mlg_code placer_plane(placer *p, plane_id id, plane **out, mlg_err *err)
{
    mlg_code code = p->open[id] ? MLG_OK : plane_open(&p->open[id], id, err);

    *out = p->open[id];
    return code;
}

static bool placed(mlg_xy p)
{
    return isfinite(p.x) && isfinite(p.y);
}

/* Coordinates of a plane need no moving, but must be on Earth. */
static void keep(const placer *p, mlg_xy *at, uint8_t *ids, size_t n)
{
    const double most = 2.1e7; /* half-way around */

    for (size_t i = 0; i < n; i++) {
        bool fine = fabs(at[i].x) <= most && fabs(at[i].y) <= most;

        ids[i] = fine ? (uint8_t)p->plane : PLANE_NONE;
    }
}

static mlg_code from_degrees(placer *p, mlg_xy *at, uint8_t *ids, size_t n, mlg_err *err)
{
    for (size_t i = 0; i < n; i++)
        ids[i] = placed(at[i]) ? (uint8_t)plane_at(at[i], p->home) : PLANE_NONE;
    for (size_t from = 0, to; from < n; from = to) { /* runs of one plane go in bulk */
        plane *opened;

        for (to = from + 1; to < n && ids[to] == ids[from]; to++)
            ;
        if (!ids[from])
            continue;
        if (placer_plane(p, ids[from], &opened, err) != MLG_OK)
            return err->code;
        plane_from_lonlat(opened, at + from, to - from);
    }
    return MLG_OK;
}

mlg_code placer_run(placer *p, mlg_xy *at, uint8_t *ids, const mlg_xy *points, size_t n,
                    mlg_err *err)
{
    mlg_code code = MLG_OK;

    memcpy(at, points, n * sizeof *at);
    if (p->step)
        crs_step_run(p->step, at, n);
    if (p->kind == CRS_PLANE)
        keep(p, at, ids, n);
    else
        code = from_degrees(p, at, ids, n, err);
    for (size_t i = 0; i < n; i++) {
        if (ids[i] && placed(at[i]))
            continue;
        ids[i] = PLANE_NONE;
        at[i] = (mlg_xy){ NAN, NAN };
    }
    return code;
}
