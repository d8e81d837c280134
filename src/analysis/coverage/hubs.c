#include "analysis/coverage/hubs.h"

#include "base/big.h"
#include "base/i18n.h"
#include "maillage/coverage.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where a site is measured from; PLANE_NONE: nowhere. */
static plane_id position(const mlg_sites *s, size_t i, const commune_index *index,
                         const mlg_zones *communes, const mlg_xy *interior, mlg_xy *at)
{
    uint32_t which[COMMUNES_MAX];
    mlg_found found;

    *at = s->at[i];
    if (s->plane[i] || s->location[i] != MLG_COMMUNE)
        return s->plane[i];
    if (!commune_of_site(index, s, i, which, &found))
        return PLANE_NONE;
    *at = interior[which[0]];
    return communes->plane[which[0]];
}

static rtree *tree_of(const mlg_xy *at, size_t n)
{
    mlg_box *boxes = big_new(n + 1, sizeof *boxes);
    rtree *t = NULL;

    for (size_t i = 0; boxes && i < n; i++)
        boxes[i] = (mlg_box){ at[i].x, at[i].y, at[i].x, at[i].y };
    if (boxes)
        t = rtree_new(boxes, n);
    free(boxes);
    return t;
}

/* `sorted`: neighbours are near each other. */
static mlg_code fill_sheet(hub_sheet *h, bool sorted, mlg_planes *planes, mlg_err *err)
{
    static const double around = 1000e3;
    mlg_box all = box_of(h->at, h->n);
    double least;
    mlg_code code = planes_get(planes, h->id, &h->plane, err);

    if (code != MLG_OK)
        return code;
    plane_scale_range(
        h->plane,
        (mlg_box){ all.xmin - around, all.ymin - around, all.xmax + around, all.ymax + around },
        &least, &h->scale_max);
    h->tree = sorted ? rtree_over(h->at, h->n) : tree_of(h->at, h->n);
    return h->tree ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static mlg_code make_sheet(hub_sheet *h, plane_id id, const mlg_sites *sites, const mlg_xy *at,
                           const uint8_t *plane_of_hub, mlg_planes *planes, mlg_err *err)
{
    size_t n = sites->n;
    bool sorted = true;

    *h = (hub_sheet){ .id = id,
                      .sites = sites,
                      .at = big_new(n + 1, sizeof *h->at),
                      .site = big_new(n + 1, sizeof *h->site) };
    if (!h->at || !h->site)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t k = 0; k < n; k++) {
        uint32_t i = sites->order[k];

        if (plane_of_hub[i] != id)
            continue;
        sorted &= sites->plane[i] != PLANE_NONE; /* else it stands in its commune */
        h->at[h->n] = at[i];
        h->site[h->n++] = i;
    }
    return fill_sheet(h, sorted, planes, err);
}

mlg_code hubs_new(hubs **out, const mlg_sites *sites, const commune_index *index,
                  const mlg_zones *communes, const mlg_xy *interior, mlg_planes *planes,
                  mlg_err *err)
{
    hubs *h = calloc(1, sizeof *h);
    mlg_xy *at = big_new(sites->n + 1, sizeof *at);
    uint8_t *ids = calloc(sites->n + 1, 1);
    size_t used[PLANE_END] = { 0 }, n = 0;
    mlg_code code = MLG_OK;

    *out = NULL;
    if (h && at && ids) {
        for (size_t i = 0; i < sites->n; i++) {
            if (sites->kinds[i] == MLG_FABRIQUE && !(sites->absent && sites->absent[i]))
                ids[i] = (uint8_t)position(sites, i, index, communes, interior, &at[i]);
            n += ids[i] && !used[ids[i]]++;
        }
        h->sheets = calloc(n + 1, sizeof *h->sheets);
    }
    if (!h || !h->sheets)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (plane_id id = 1; code == MLG_OK && id < PLANE_END; id++)
        if (used[id])
            code = make_sheet(&h->sheets[h->n_sheets++], id, sites, at, ids, planes, err);
    free(at);
    free(ids);
    if (code == MLG_OK)
        *out = h;
    else
        hubs_free(h);
    return code;
}

void hubs_free(hubs *h)
{
    if (!h)
        return;
    for (size_t i = 0; i < h->n_sheets; i++) {
        free(h->sheets[i].at);
        free(h->sheets[i].site);
        rtree_free(h->sheets[i].tree);
    }
    free(h->sheets);
    free(h);
}

const hub_sheet *hubs_sheet(const hubs *h, plane_id id)
{
    for (size_t i = 0; i < h->n_sheets; i++)
        if (h->sheets[i].id == id)
            return &h->sheets[i];
    return NULL;
}

typedef struct search {
    const hub_sheet *sheet;
    mlg_xy from;
    uint32_t hub, site;
    double ground;
} search;

static bool comes_first(const mlg_sites *sites, uint32_t a, uint32_t b)
{
    int order = strcmp(mlg_site_id(sites, a), mlg_site_id(sites, b));

    return order ? order < 0 : a < b;
}

static double visit(void *arg, uint32_t hub, double bound)
{
    search *s = arg;
    uint32_t site = s->sheet->site[hub];
    double ground = plane_ground(s->sheet->plane, s->from, s->sheet->at[hub]);

    (void)bound;
    if (s->site == MLG_NO_SITE || ground < s->ground ||
        (ground == s->ground && comes_first(s->sheet->sites, site, s->site))) {
        s->hub = hub;
        s->site = site;
        s->ground = ground;
    }
    return s->ground * s->sheet->scale_max * (1 + 1e-9);
}

uint32_t hubs_nearest(const hub_sheet *sheet, mlg_xy at, double *ground_m, uint32_t *hint)
{
    search s = { sheet, at, *hint, MLG_NO_SITE, INFINITY };
    double bound = *hint < sheet->n ? visit(&s, *hint, INFINITY) : INFINITY;

    rtree_nearest(sheet->tree, at, bound, visit, &s);
    *hint = s.hub;
    *ground_m = s.ground;
    return s.site;
}

void hubs_around(const hub_sheet *sheet, mlg_box box, double reach,
                 bool (*hit)(void *arg, uint32_t hub), void *arg)
{
    double by = reach * sheet->scale_max;

    rtree_query(sheet->tree,
                (mlg_box){ box.xmin - by, box.ymin - by, box.xmax + by, box.ymax + by }, hit,
                arg);
}
