#include "analysis/network/vicinity.h"

#include "base/i18n.h"
#include "model/box.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>

/* --- where ------------------------------------------------------------------------------- */

static mlg_box box_of_plane(plane_id id, const nodes *hubs, const mlg_zones *territory)
{
    mlg_box all = { INFINITY, INFINITY, -INFINITY, -INFINITY };

    for (size_t i = 0; i < hubs->n; i++)
        if (hubs->plane[i] == id)
            all = box_join(all, box_of(&hubs->at[i], 1));
    for (size_t z = 0; territory && z < territory->n; z++)
        if (territory->plane[z] == id)
            all = box_join(all, territory->box[z]);
    return all;
}

/* The globe in the middle of it all, and how wide the view must be: the rim's corners are
 * more than three times as far from the middle as anything else, so that the cells of the
 * rim stay outside. */
static void find_view(vicinity *t, mlg_box all, plane *p)
{
    mlg_xy at[9];
    double angle = 1e-5, rim;

    for (int k = 0; k < 9; k++)
        at[k] = (mlg_xy){ all.xmin + (all.xmax - all.xmin) * (k % 3) / 2,
                          all.ymin + (all.ymax - all.ymin) * (k / 3) / 2.0 };
    plane_to_lonlat(p, at, 9);
    t->globe = globe_at(at[4]);
    for (int k = 0; k < 9; k++) {
        vec3 v = globe_direction(&t->globe, at[k]);

        if (isfinite(v.z)) /* a corner of the box may be nowhere on the ellipsoid */
            angle = fmax(angle, atan2(hypot(v.x, v.y), v.z));
    }
    rim = 2 * tan(fmin(3.3 * angle, 2.8) / 2);
    t->unit = rim / sqrt(2) / DELAUNAY_SIDE;
}

static grid_point on_grid(const vicinity *t, vec3 v)
{
    double scale = 2 / (1 + v.z) / t->unit;

    return (grid_point){ (int32_t)lrint(v.x * scale), (int32_t)lrint(v.y * scale) };
}

/* --- places ------------------------------------------------------------------------------ */

typedef struct spot {
    grid_point at;
    uint32_t rank, hub;
} spot;

static int by_place(const void *a, const void *b)
{
    const spot *l = a, *r = b;

    if (l->at.x != r->at.x)
        return l->at.x < r->at.x ? -1 : 1;
    if (l->at.y != r->at.y)
        return l->at.y < r->at.y ? -1 : 1;
    return l->rank < r->rank ? -1 : l->rank > r->rank;
}

static mlg_code gather(vicinity *t, spot *spots, size_t n, mlg_err *err)
{
    grid_point *at = malloc((n + 1) * sizeof *at);
    int fine;

    t->hub_of = malloc((n + 1) * sizeof *t->hub_of);
    t->start = malloc((n + 1) * sizeof *t->start);
    fine = at && t->hub_of && t->start;
    if (fine && n)
        qsort(spots, n, sizeof *spots, by_place);
    for (size_t i = 0; fine && i < n; i++) {
        t->hub_of[i] = spots[i].hub;
        if (i && spots[i].at.x == spots[i - 1].at.x && spots[i].at.y == spots[i - 1].at.y)
            continue;
        at[t->n] = spots[i].at;
        t->start[t->n++] = (uint32_t)i;
    }
    if (fine)
        t->start[t->n] = (uint32_t)n;
    fine = fine && delaunay_make(&t->mesh, at, t->n);
    free(at);
    return fine ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static mlg_code make(vicinity *t, plane_id id, size_t n, const nodes *hubs,
                     const mlg_zones *territory, mlg_planes *planes, mlg_err *err)
{
    spot *spots = malloc((n + 1) * sizeof *spots);
    size_t k = 0;
    mlg_code code;

    *t = (vicinity){ .id = id, .hubs = hubs };
    code = planes_get(planes, id, &t->plane, err);
    if (!spots)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK)
        find_view(t, box_of_plane(id, hubs, territory), planes->open[id]);
    for (size_t i = 0; code == MLG_OK && i < hubs->n; i++)
        if (hubs->plane[i] == id)
            spots[k++] = (spot){ on_grid(t, globe_direction(&t->globe, hubs->lonlat[i])),
                                 hubs->rank[i], (uint32_t)i };
    if (code == MLG_OK)
        code = gather(t, spots, n, err);
    free(spots);
    return code;
}

mlg_code vicinities_new(vicinities *out, const nodes *hubs, const mlg_zones *territory,
                        mlg_planes *planes, mlg_err *err)
{
    size_t count[PLANE_END] = { 0 }, n = 0;
    mlg_code code = MLG_OK;

    for (size_t i = 0; i < hubs->n; i++)
        n += hubs->plane[i] && !count[hubs->plane[i]]++;
    *out = (vicinities){ .list = calloc(n + 1, sizeof *out->list) };
    if (!out->list)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (plane_id id = 1; code == MLG_OK && id < PLANE_END; id++)
        if (count[id])
            code = make(&out->list[out->n++], id, count[id], hubs, territory, planes, err);
    return code;
}

void vicinities_release(vicinities *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->list[i].hub_of);
        free(t->list[i].start);
        delaunay_release(&t->list[i].mesh);
    }
    free(t->list);
    *t = (vicinities){ 0 };
}

/* --- cells ------------------------------------------------------------------------------- */

/* The middle, on the globe, of the circle through three places. In the view it is a circle
 * too; its points nearest to and farthest from the middle of the view are at the ends of a
 * diameter on the globe. */
static vec3 middle(const vicinity *t, grid_point a, grid_point b, grid_point c)
{
    int64_t bx = (int64_t)b.x - a.x, by = (int64_t)b.y - a.y;
    int64_t cx = (int64_t)c.x - a.x, cy = (int64_t)c.y - a.y;
    double twice = 2 * (double)(bx * cy - by * cx);
    double bb = (double)(bx * bx + by * by), cc = (double)(cx * cx + cy * cy);
    double ux = ((double)cy * bb - (double)by * cc) / twice;
    double uy = ((double)bx * cc - (double)cx * bb) / twice;
    double x = (a.x + ux) * t->unit, y = (a.y + uy) * t->unit, far = hypot(x, y);
    double radius = hypot(ux, uy) * t->unit;
    double angle = atan((far + radius) / 2) + atan((far - radius) / 2);

    if (far == 0)
        return (vec3){ 0, 0, 1 };
    return (vec3){ sin(angle) * x / far, sin(angle) * y / far, cos(angle) };
}

vec3 *vicinity_middles(const vicinity *v)
{
    const delaunay *d = &v->mesh;
    vec3 *all = malloc((d->n_triangles + 1) * sizeof *all);

    for (size_t t = 0; all && t < d->n_triangles; t++)
        all[t] = middle(v, d->at[d->corner[3 * t]], d->at[d->corner[3 * t + 1]],
                        d->at[d->corner[3 * t + 2]]);
    return all;
}
