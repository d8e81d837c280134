#include "analysis/network/doubt.h"

#include "base/i18n.h"
#include "base/par.h"
#include "geo/exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDES = 32 };
static const double PI = 3.141592653589793;

/* Where a node may be. */
typedef struct region {
    mlg_xy at;
    double radius;  /* of a disc; 0: exactly there. NaN: not known */
    mlg_xy *corner; /* of the convex hull of its communes; NULL: a disc */
    size_t n_corners;
    uint32_t *commune;
    size_t n_communes;
} region;

typedef struct task {
    mlg_place *rows;
    const leaning *l;
    const commune_index *index;
    const mlg_zones *communes;
    region *hubs;
} task;

static void region_release(region *r)
{
    free(r->corner);
    free(r->commune);
}

/* --- regions -------------------------------------------------------------------------------
 */

static int by_x(const void *a, const void *b)
{
    const mlg_xy *l = a, *r = b;

    if (l->x != r->x)
        return l->x < r->x ? -1 : 1;
    return l->y < r->y ? -1 : l->y > r->y;
}

/* The convex hull of `xy`, which is sorted (Andrew 1979); `hull` has room for 2n. */
static size_t hull_of(mlg_xy *hull, mlg_xy *xy, size_t n)
{
    size_t k = 0, half;

    qsort(xy, n, sizeof *xy, by_x);
    for (size_t i = 0; i < n; i++) {
        while (k >= 2 && orientation(hull[k - 2], hull[k - 1], xy[i]) <= 0)
            k--;
        hull[k++] = xy[i];
    }
    half = k + 1;
    for (size_t i = n - 1; i-- > 0;) {
        while (k >= half && orientation(hull[k - 2], hull[k - 1], xy[i]) <= 0)
            k--;
        hull[k++] = xy[i];
    }
    return k > 1 ? k - 1 : k;
}

static bool hull_communes(region *r, const mlg_zones *communes)
{
    const mlg_polys *p = &communes->polys;
    size_t n = 0;
    mlg_xy *all;

    for (size_t c = 0; c < r->n_communes; c++)
        n += p->xy_of[p->ring_of[r->commune[c] + 1]] - p->xy_of[p->ring_of[r->commune[c]]];
    all = malloc((n + 1) * sizeof *all);
    r->corner = malloc((2 * n + 1) * sizeof *r->corner);
    if (!all || !r->corner) {
        free(all);
        return false;
    }
    n = 0;
    for (size_t c = 0; c < r->n_communes; c++) {
        size_t from = p->xy_of[p->ring_of[r->commune[c]]];
        size_t to = p->xy_of[p->ring_of[r->commune[c] + 1]];

        memcpy(all + n, p->xy + from, (to - from) * sizeof *all);
        n += to - from;
    }
    r->n_corners = hull_of(r->corner, all, n);
    free(all);
    all = realloc(r->corner, (r->n_corners + 1) * sizeof *all);
    r->corner = all ? all : r->corner;
    return true;
}

static bool region_of(region *r, const task *t, const nodes *n, size_t node)
{
    uint32_t which[COMMUNES_MAX];
    mlg_found found;
    size_t many;

    *r = (region){ .at = n->at[node], .radius = n->reach[node] };
    if (n->sites->location[n->site[node]] != MLG_COMMUNE || isnan(r->radius))
        return true;
    many = commune_of_site(t->index, n->sites, n->site[node], which, &found);
    r->commune = malloc((many + 1) * sizeof *r->commune);
    if (!r->commune)
        return false;
    memcpy(r->commune, which, many * sizeof *which);
    r->n_communes = many;
    return hull_communes(r, t->communes);
}

/* --- distances ------------------------------------------------------------------------------
 */

static double farthest(const region *r, const plane *p, mlg_xy from)
{
    double most = 0;

    if (!r->corner)
        return plane_ground(p, from, r->at) + r->radius;
    for (size_t i = 0; i < r->n_corners; i++)
        most = fmax(most, plane_ground(p, from, r->corner[i]));
    return most;
}

static double nearest(const region *r, const task *t, const plane *p, mlg_xy from)
{
    double least = INFINITY;
    mlg_xy at, best = from;

    if (!r->corner)
        return fmax(plane_ground(p, from, r->at) - r->radius, 0);
    for (size_t c = 0; c < r->n_communes; c++) {
        double d;

        if (edges_cover(t->communes->edges, r->commune[c], from))
            return 0;
        d = edges_nearest(t->communes->edges, r->commune[c], from, least, &at, NULL);
        if (d < least) {
            least = d;
            best = at;
        }
    }
    return plane_ground(p, from, best);
}

/* --- one place -----------------------------------------------------------------------------
 */

typedef struct judging {
    const task *task;
    const near_sheet *sheet;
    const mlg_xy *corner; /* of the place's region */
    const double *far;    /* from each to the farthest position of its hub */
    size_t n;
    mlg_xy at;
    double bound; /* hubs beyond it cannot matter */
    uint32_t hub;
    mlg_certainty said;
} judging;

/* May this other hub be nearer, or as near and come first? */
static bool challenge(void *arg, uint32_t item)
{
    judging *j = arg;
    const nodes *hubs = j->task->l->hubs;
    uint32_t other = j->sheet->hub[item];
    const region *r = &j->task->hubs[other];
    const plane *p = j->sheet->plane;

    if (other == j->hub)
        return true;
    if (isnan(r->radius)) {
        j->said = MLG_UNKNOWN;
        return true;
    }
    if (plane_ground(p, j->at, r->at) - r->radius > j->bound)
        return true;
    for (size_t i = 0; i < j->n; i++) {
        double near = nearest(r, j->task, p, j->corner[i]);

        if (near < j->far[i] || (near == j->far[i] && hubs->rank[other] < hubs->rank[j->hub])) {
            j->said = MLG_DOUBTFUL;
            return false;
        }
    }
    return true;
}

static mlg_box square(mlg_xy at, double by)
{
    return (mlg_box){ at.x - by, at.y - by, at.x + by, at.y + by };
}

static mlg_certainty of_attached(const task *t, size_t i, const near_sheet *sheet,
                                 const region *place, const mlg_xy *corner, size_t n)
{
    const mlg_place *row = &t->rows[i];
    const region *hub = &t->hubs[row->hub];
    double *far = malloc((n + 1) * sizeof *far), most = 0;
    judging j = { t, sheet, corner, far, n, place->at, 0, row->hub, MLG_CERTAIN };

    if (!far)
        return MLG_UNKNOWN;
    for (size_t k = 0; k < n; k++) {
        far[k] = farthest(hub, sheet->plane, corner[k]);
        most = fmax(most, far[k]);
    }
    j.bound = most + place->radius * 1.01;
    /* an exact place and hub: the distance was decided already */
    if ((place->radius > 0 || hub->radius > 0) && most > t->l->within_m)
        j.said = MLG_DOUBTFUL;
    else
        rtree_query(sheet->regions ? sheet->regions : sheet->tree,
                    square(place->at, j.bound * sheet->scale_max * (1 + 1e-9)), challenge, &j);
    free(far);
    return j.said;
}

typedef struct reaching {
    const task *task;
    const near_sheet *sheet;
    mlg_xy at;
    double bound;
    mlg_certainty said;
} reaching;

static bool reach(void *arg, uint32_t item)
{
    reaching *r = arg;
    const region *hub = &r->task->hubs[r->sheet->hub[item]];

    if (isnan(hub->radius))
        r->said = MLG_UNKNOWN;
    else if (plane_ground(r->sheet->plane, r->at, hub->at) - hub->radius <= r->bound) {
        r->said = MLG_DOUBTFUL;
        return false;
    }
    return true;
}

/* Is every possible hub of the sheet out of reach of every possible position? */
static mlg_certainty of_isolated(const task *t, const near_sheet *sheet, const region *place)
{
    reaching r = { t, sheet, place->at, t->l->within_m + place->radius, MLG_CERTAIN };

    if (place->radius > 0 || sheet->regions)
        rtree_query(sheet->regions ? sheet->regions : sheet->tree,
                    square(place->at, r.bound * sheet->scale_max * (1 + 1e-9)), reach, &r);
    return r.said;
}

/* Is its own territory the same, wherever it is? */
static bool same_territory(const task *t, size_t i, const region *place)
{
    zone_hit hit;

    if (!t->l->territories || place->corner || place->radius == 0)
        return true;
    hit = zones_nearest(t->l->territories, t->l->places->plane[i], place->at);
    return hit.distance == 0 ? hit.depth > place->radius : hit.distance > place->radius;
}

static mlg_certainty judge(const task *t, size_t i, const region *place)
{
    const mlg_place *row = &t->rows[i];
    const near_sheet *all = t->l->sheets->of[t->l->places->plane[i]], *own;
    mlg_xy disc[SIDES];
    const mlg_xy *corner = place->corner ? place->corner : disc;
    size_t n = place->corner ? place->n_corners : place->radius > 0 ? SIDES : 1;
    double by;

    if (!all)
        return MLG_CERTAIN;
    if (isnan(place->radius) || (row->hub != MLG_NO_HUB && isnan(t->hubs[row->hub].radius)))
        return MLG_UNKNOWN;
    if (!same_territory(t, i, place))
        return MLG_DOUBTFUL;
    own = leaning_own(t->l, i);
    if (own && !row->home && of_isolated(t, own, place) != MLG_CERTAIN)
        return MLG_DOUBTFUL;
    if (row->attachment == MLG_ISOLATED)
        return of_isolated(t, all, place);
    by = place->radius / cos(PI / SIDES) * plane_scale(all->plane, place->at) * (1 + 1e-6);
    for (size_t k = 0; k < SIDES && !place->corner; k++)
        disc[k] = n == 1 ? place->at
                         : (mlg_xy){ place->at.x + by * cos(2 * PI * (double)k / SIDES),
                                     place->at.y + by * sin(2 * PI * (double)k / SIDES) };
    return of_attached(t, i, row->home ? own : all, place, corner, n);
}

static mlg_code judge_one(void *arg, size_t i, mlg_err *err)
{
    const task *t = arg;
    mlg_place *row = &t->rows[i];
    const near_sheet *all = t->l->sheets->of[t->l->places->plane[i]];
    region place;

    row->certainty = MLG_CERTAIN;
    if (row->attachment == MLG_UNLOCATED ||
        (t->l->places->reach[i] == 0 && all && !all->regions))
        return MLG_OK;
    if (!region_of(&place, t, t->l->places, i)) {
        region_release(&place);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    row->certainty = (uint8_t)judge(t, i, &place);
    region_release(&place);
    return MLG_OK;
}

mlg_code doubt_find(mlg_place *rows, const leaning *l, const commune_index *index,
                    const mlg_zones *communes, mlg_err *err)
{
    static const par_job job = { .run = judge_one };
    task t = { rows, l, index, communes, calloc(l->hubs->n + 1, sizeof *t.hubs) };
    bool fine = t.hubs;
    mlg_code code;

    for (size_t h = 0; fine && h < l->hubs->n; h++)
        fine = region_of(&t.hubs[h], &t, l->hubs, h);
    code = fine ? par_for(l->places->n, l->threads, &job, &t, err)
                : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t h = 0; t.hubs && h < l->hubs->n; h++)
        region_release(&t.hubs[h]);
    free(t.hubs);
    return code;
}
