#include "geo/repair.h"

#include "base/i18n.h"
#include "base/par.h"
#include "geo/geos_worker.h"
#include "geo/plain.h"
#include "geo/zones.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct mended {
    mlg_polys polys; /* one feature; empty array: left as it was */
    char reason[120];
} mended;

typedef struct task {
    const mlg_polys *polys;
    const size_t *doubtful;
    mended *mended;
} task;

static mlg_code keep(geos_worker *w, mended *m, const geos_shape *shape, mlg_err *err)
{
    polys_build *build = polys_build_new();
    mlg_code code;

    if (!build)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    code = geos_to_feature(w->room, shape, build, err);
    if (code == MLG_OK)
        polys_build_finish(build, &m->polys);
    else
        polys_build_free(build);
    return code;
}

static mlg_code mend(void *arg, size_t i, mlg_err *err)
{
    geos_worker *w = arg;
    const task *t = w->task;
    size_t f = t->doubtful[i];
    mended *m = &t->mended[i];
    geos_shape *shape = NULL, *fixed = NULL;
    bool valid = true;
    mlg_code code = geos_from_feature(w->room, &shape, t->polys, f, err);

    if (code == MLG_OK)
        code = geos_valid(w->room, shape, &valid, m->reason, sizeof m->reason, err);
    if (code == MLG_OK && !valid) {
        code = geos_repair(w->room, &fixed, shape, err);
        if (code == MLG_OK)
            code = keep(w, m, fixed, err);
    }
    geos_free(w->room, fixed);
    geos_free(w->room, shape);
    if (code != MLG_OK)
        mlg_at(err, NULL, (int64_t)f + 1);
    return code;
}

/* --- finding the doubtful ones ------------------------------------------------------- */

typedef struct check {
    const mlg_polys *polys;
    uint8_t *doubt;
} check;

static mlg_code check_run(void *arg, size_t f, mlg_err *err)
{
    check *c = arg;

    (void)err;
    c->doubt[f] =
        c->polys->ring_of[f] < c->polys->ring_of[f + 1] && !polygon_is_plain(c->polys, f);
    return MLG_OK;
}

static mlg_code find_doubtful(const mlg_polys *polys, unsigned threads, size_t **out, size_t *n,
                              mlg_err *err)
{
    static const par_job job = { .run = check_run };
    check c = { polys, calloc(polys->n + 1, 1) };
    mlg_code code;

    *n = 0;
    *out = malloc((polys->n + 1) * sizeof **out);
    if (!c.doubt || !*out)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    else
        code = par_for(polys->n, threads, &job, &c, err);
    for (size_t f = 0; code == MLG_OK && f < polys->n; f++)
        if (c.doubt[f])
            (*out)[(*n)++] = f;
    free(c.doubt);
    return code;
}

/* --- putting the mended ones in place -------------------------------------------------- */

static mlg_code replace(mlg_polys *polys, const size_t *doubtful, const mended *m, size_t n,
                        mlg_err *err)
{
    polys_build *build = polys_build_new();
    bool fine = build;

    for (size_t f = 0, i = 0; fine && f < polys->n; f++) {
        bool mended_now = false;

        for (; i < n && doubtful[i] < f; i++)
            ;
        mended_now = i < n && doubtful[i] == f && m[i].polys.n;
        fine = mended_now ? polys_build_copy(build, &m[i].polys, 0)
                          : polys_build_copy(build, polys, f);
    }
    if (!fine) {
        polys_build_free(build);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    mlg_polys_release(polys);
    polys_build_finish(build, polys);
    return MLG_OK;
}

/* What the rings of a feature enclose as drawn from its first vertex on, xy[0]: shells less
 * holes. On the ellipsoid when there is a plane. */
static double drawn_area(const plane *p, const mlg_xy *xy, const mlg_polys *polys, size_t f)
{
    double area = 0;

    for (size_t r = polys->ring_of[f]; r < polys->ring_of[f + 1]; r++) {
        size_t n = polys->xy_of[r + 1] - polys->xy_of[r];

        area += p ? plane_ring_area(p, xy, n) : ring_area(xy, n);
        xy += n;
    }
    return fabs(area);
}

/* Of a feature in degrees, in the plane of its first vertex. */
static mlg_code area_from_degrees(double *area, const mlg_polys *polys, size_t f,
                                  mlg_planes *planes, mlg_err *err)
{
    size_t from = polys->xy_of[polys->ring_of[f]];
    size_t n = polys->xy_of[polys->ring_of[f + 1]] - from;
    plane_id id = n ? plane_at(polys->xy[from], PLANE_NONE) : PLANE_NONE;
    const plane *p;
    mlg_xy *xy;

    *area = 0;
    if (!id)
        return MLG_OK;
    if (planes_get(planes, id, &p, err) != MLG_OK)
        return err->code;
    xy = malloc(n * sizeof *xy);
    if (!xy)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    memcpy(xy, polys->xy + from, n * sizeof *xy);
    plane_from_lonlat(planes->open[id], xy, n);
    *area = drawn_area(p, xy, polys, f);
    free(xy);
    return MLG_OK;
}

static mlg_code area_of(double *area, const mlg_polys *polys, size_t f, plane_id id,
                        mlg_planes *planes, mlg_err *err)
{
    const plane *p = NULL;

    if (planes && !id)
        return area_from_degrees(area, polys, f, planes, err);
    if (planes && planes_get(planes, id, &p, err) != MLG_OK)
        return err->code;
    *area = drawn_area(p, polys->xy + polys->xy_of[polys->ring_of[f]], polys, f);
    return MLG_OK;
}

static mlg_code report(const mlg_polys *polys, const plane_id *ids, mlg_planes *planes,
                       const size_t *doubtful, const mended *m, size_t n, const char *where,
                       mlg_diag *diag, mlg_err *err)
{
    for (size_t i = 0; i < n; i++) {
        size_t f = doubtful[i];
        plane_id id = ids ? ids[f] : PLANE_NONE;
        double before, after;

        if (!m[i].polys.n)
            continue;
        if (area_of(&before, polys, f, id, planes, err) != MLG_OK ||
            area_of(&after, &m[i].polys, 0, id, planes, err) != MLG_OK)
            return err->code;
        mlg_diag_add(diag, MLG_WARNING, "geometry-repaired", where, (int64_t)f + 1,
                     N_("invalid polygon (%s), repaired: area %.0f m2 before, %.0f m2 after"),
                     m[i].reason, before, after);
    }
    return MLG_OK;
}

mlg_code polys_repair(mlg_polys *polys, const plane_id *ids, mlg_planes *planes,
                      const char *where, unsigned threads, mlg_diag *diag, mlg_err *err)
{
    static const par_job job = { geos_worker_open, mend, geos_worker_close };
    size_t *doubtful = NULL, n = 0;
    bool any = false;
    mended *m = NULL;
    mlg_code code = find_doubtful(polys, threads, &doubtful, &n, err);

    if (code == MLG_OK && n) {
        m = calloc(n, sizeof *m);
        if (!m) {
            code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
        } else {
            task t = { polys, doubtful, m };

            code = par_for(n, threads, &job, &t, err);
        }
    }
    if (code == MLG_OK && diag)
        code = report(polys, ids, planes, doubtful, m, n, where, diag, err);
    for (size_t i = 0; code == MLG_OK && i < n; i++)
        any |= m[i].polys.n > 0;
    if (code == MLG_OK && any)
        code = replace(polys, doubtful, m, n, err);
    for (size_t i = 0; m && i < n; i++)
        mlg_polys_release(&m[i].polys);
    free(m);
    free(doubtful);
    return code;
}
