#include "analysis/network/nodes.h"

#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void nodes_release(nodes *n)
{
    free(n->site);
    free(n->at);
    free(n->lonlat);
    free(n->plane);
    free(n->reach);
    free(n->order);
    free(n->rank);
    *n = (nodes){ 0 };
}

static bool belongs(const mlg_sites *s, size_t site, nodes_kind kind)
{
    return kind == NODES_ALL || (s->kinds[site] == MLG_FABRIQUE) == (kind == NODES_FABRIQUES);
}

/* --- ranks ---------------------------------------------------------------------------------
 */

typedef struct named {
    const char *id;
    uint32_t node;
} named;

static int by_id(const void *a, const void *b)
{
    const named *l = a, *r = b;
    int order = strcmp(l->id, r->id);

    return order ? order : l->node < r->node ? -1 : 1;
}

mlg_code nodes_rank(nodes *n, mlg_err *err)
{
    named *list = malloc((n->n + 1) * sizeof *list);

    n->rank = malloc((n->n + 1) * sizeof *n->rank);
    if (!list || !n->rank) {
        free(list);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    for (size_t i = 0; i < n->n; i++)
        list[i] = (named){ mlg_site_id(n->sites, n->site[i]), (uint32_t)i };
    qsort(list, n->n, sizeof *list, by_id);
    for (size_t i = 0; i < n->n; i++)
        n->rank[list[i].node] = (uint32_t)i;
    free(list);
    return MLG_OK;
}

/* --- places --------------------------------------------------------------------------------
 */

/* The farthest vertex of these communes. */
static double farthest(const mlg_zones *communes, const uint32_t *which, size_t n,
                       const plane *p, mlg_xy at)
{
    double most = 0;

    for (size_t k = 0; k < n; k++) {
        const mlg_polys *polys = &communes->polys;
        size_t from = polys->xy_of[polys->ring_of[which[k]]];
        size_t to = polys->xy_of[polys->ring_of[which[k] + 1]];
        mlg_xy far = at;
        double planar = -1;

        for (size_t i = from; i < to; i++) {
            double d = hypot(polys->xy[i].x - at.x, polys->xy[i].y - at.y);

            if (d > planar) {
                planar = d;
                far = polys->xy[i];
            }
        }
        most = fmax(most, plane_ground(p, at, far));
    }
    return most * (1 + 1e-6); /* the farthest by plane and on the ground may differ */
}

static mlg_code place_commune(nodes *n, size_t i, const commune_index *index,
                              const mlg_zones *communes, const mlg_xy *interior,
                              mlg_planes *planes, mlg_err *err)
{
    uint32_t which[COMMUNES_MAX];
    mlg_found found;
    size_t many = commune_of_site(index, n->sites, n->site[i], which, &found);
    const plane *p;

    n->reach[i] = NAN;
    if (!many)
        return MLG_OK;
    if (!n->plane[i]) {
        n->plane[i] = (uint8_t)communes->plane[which[0]];
        n->at[i] = n->lonlat[i] = interior[which[0]];
        if (planes_get(planes, n->plane[i], &p, err) != MLG_OK)
            return err->code;
        plane_to_lonlat(planes->open[n->plane[i]], &n->lonlat[i], 1);
    }
    if (communes->plane[which[0]] != n->plane[i]) /* a code of elsewhere: nothing is known */
        return MLG_OK;
    if (planes_get(planes, n->plane[i], &p, err) != MLG_OK)
        return err->code;
    n->reach[i] = farthest(communes, which, many, p, n->at[i]);
    return MLG_OK;
}

static mlg_code place(nodes *n, const commune_index *index, const mlg_zones *communes,
                      const mlg_xy *interior, mlg_planes *planes, mlg_err *err)
{
    const mlg_sites *s = n->sites;
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < n->n; i++) {
        uint32_t site = n->site[i];

        n->at[i] = s->at[site];
        n->lonlat[i] = s->lonlat[site];
        n->plane[i] = s->location[site] == MLG_NOWHERE ? PLANE_NONE : s->plane[site];
        n->reach[i] = s->location[site] == MLG_POINT ? s->radius[site] : NAN;
        if (s->location[site] == MLG_COMMUNE)
            code = place_commune(n, i, index, communes, interior, planes, err);
        if (!n->plane[i])
            n->at[i] = n->lonlat[i] = (mlg_xy){ NAN, NAN };
    }
    return code;
}

/* Every plane with a node is ready afterwards, for threads to share. */
static mlg_code open_planes(const nodes *n, mlg_planes *planes, mlg_err *err)
{
    bool used[PLANE_END] = { false };
    const plane *p;
    mlg_code code = MLG_OK;

    for (size_t i = 0; i < n->n; i++)
        used[n->plane[i]] = true;
    for (plane_id id = 1; code == MLG_OK && id < PLANE_END; id++)
        if (used[id])
            code = planes_get(planes, id, &p, err);
    return code;
}

static mlg_code order(nodes *n, mlg_err *err)
{
    uint32_t *node_of = malloc((n->sites->n + 1) * sizeof *node_of);
    size_t k = 0;

    n->order = malloc((n->n + 1) * sizeof *n->order);
    if (!node_of || !n->order) {
        free(node_of);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    memset(node_of, 0xFF, n->sites->n * sizeof *node_of);
    for (size_t i = 0; i < n->n; i++)
        node_of[n->site[i]] = (uint32_t)i;
    for (size_t i = 0; i < n->sites->n; i++)
        if (node_of[n->sites->order[i]] != UINT32_MAX)
            n->order[k++] = node_of[n->sites->order[i]];
    free(node_of);
    return MLG_OK;
}

mlg_code nodes_new(nodes *out, const mlg_sites *sites, nodes_kind kind,
                   const commune_index *index, const mlg_zones *communes,
                   const mlg_xy *interior, mlg_planes *planes, mlg_err *err)
{
    size_t n = 0;
    mlg_code code = MLG_OK;

    for (size_t i = 0; i < sites->n; i++)
        n += belongs(sites, i, kind);
    *out = (nodes){ .sites = sites,
                    .site = malloc((n + 1) * sizeof *out->site),
                    .at = malloc((n + 1) * sizeof *out->at),
                    .lonlat = malloc((n + 1) * sizeof *out->lonlat),
                    .plane = malloc(n + 1),
                    .reach = malloc((n + 1) * sizeof *out->reach) };
    if (!out->site || !out->at || !out->lonlat || !out->plane || !out->reach)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; code == MLG_OK && i < sites->n; i++)
        if (belongs(sites, i, kind))
            out->site[out->n++] = (uint32_t)i;
    if (code == MLG_OK)
        code = place(out, index, communes, interior, planes, err);
    if (code == MLG_OK)
        code = order(out, err);
    if (code == MLG_OK)
        code = open_planes(out, planes, err);
    if (code != MLG_OK)
        nodes_release(out);
    return code;
}
