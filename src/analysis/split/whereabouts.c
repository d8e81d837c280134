#include "analysis/split/whereabouts.h"

#include "base/i18n.h"
#include "geo/geos.h"

#include <math.h>
#include <stdlib.h>

struct whereabouts {
    const mlg_sites *sites;
    const mlg_zones *level, *communes;
    attaching by;
    commune_index *index;
    geos_room *room;
    uint32_t *of_rank; /* zones of the level, by code */
    uint32_t *found;   /* ranks, until they are sorted */
    size_t n, capacity;
    bool broken; /* out of memory while searching */
    struct {     /* the disc at hand */
        const zone_sheet *sheet;
        mlg_xy at;
        double radius;
    } disc;
};

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

mlg_code whereabouts_new(whereabouts **out, const mlg_sites *sites, const mlg_zones *level,
                         const mlg_zones *communes, mlg_err *err)
{
    whereabouts *w = calloc(1, sizeof *w);
    mlg_code code;

    *out = NULL;
    if (!w)
        return no_memory(err);
    w->sites = sites;
    w->level = level;
    w->communes = communes;
    w->index = commune_index_new(communes);
    w->of_rank = malloc((level->n + 1) * sizeof *w->of_rank);
    for (size_t i = 0; w->of_rank && i < level->n; i++)
        w->of_rank[level->rank[i]] = (uint32_t)i;
    code =
        w->index && w->of_rank ? attaching_open(&w->by, level, communes, err) : no_memory(err);
    if (code == MLG_OK)
        code = geos_room_new(&w->room, err);
    if (code == MLG_OK)
        *out = w;
    else
        whereabouts_free(w);
    return code;
}

void whereabouts_free(whereabouts *w)
{
    if (!w)
        return;
    attaching_close(&w->by);
    commune_index_free(w->index);
    geos_room_free(w->room);
    free(w->of_rank);
    free(w->found);
    free(w);
}

static void keep(whereabouts *w, uint32_t zone)
{
    if (w->n == w->capacity) {
        size_t more = 2 * w->capacity + 16;
        uint32_t *found = realloc(w->found, more * sizeof *found);

        w->broken |= !found;
        if (!found)
            return;
        w->found = found;
        w->capacity = more;
    }
    w->found[w->n++] = w->level->rank[zone];
}

static int by_rank(const void *a, const void *b)
{
    uint32_t l = *(const uint32_t *)a, r = *(const uint32_t *)b;

    return (l > r) - (l < r);
}

/* From ranks, some twice, to zones in the order of their ranks. */
static void sort_found(whereabouts *w)
{
    size_t n = 0;

    if (w->n > 1)
        qsort(w->found, w->n, sizeof *w->found, by_rank);
    for (size_t i = 0; i < w->n; i++)
        if (!n || w->found[n - 1] != w->found[i])
            w->found[n++] = w->found[i];
    w->n = n;
    for (size_t i = 0; i < n; i++)
        w->found[i] = w->of_rank[w->found[i]];
}

static void keep_position(whereabouts *w, plane_id id, mlg_xy at)
{
    zone_hit hit = zones_nearest(w->level, id, at);

    if (hit.zone != ZONE_NONE && hit.distance == 0)
        keep(w, hit.zone);
}

/* --- points and discs ------------------------------------------------------------------------
 */

static bool reach(void *arg, uint32_t zone)
{
    whereabouts *w = arg;
    const mlg_zones *z = w->level;
    double bound = w->disc.radius * w->disc.sheet->scale_max * (1 + 1e-9);
    mlg_xy at;

    if (edges_cover(z->edges, zone, w->disc.at) ||
        (isfinite(edges_nearest(z->edges, zone, w->disc.at, bound, &at, NULL)) &&
         plane_ground(w->disc.sheet->plane, w->disc.at, at) < w->disc.radius))
        keep(w, zone);
    return !w->broken;
}

static void find_disc(whereabouts *w, plane_id id, mlg_xy at, double radius)
{
    const zone_sheet *sheet = zones_sheet(w->level, id);
    double reached;

    if (!sheet)
        return;
    if (!(radius > 0)) {
        keep_position(w, id, at);
        return;
    }
    w->disc.sheet = sheet;
    w->disc.at = at;
    w->disc.radius = radius;
    reached = radius * sheet->scale_max * (1 + 1e-9);
    rtree_query(sheet->tree,
                (mlg_box){ at.x - reached, at.y - reached, at.x + reached, at.y + reached },
                reach, w);
}

/* --- communes --------------------------------------------------------------------------------
 */

static mlg_code find_commune(whereabouts *w, uint32_t commune, mlg_err *err)
{
    uint32_t zone = attaching_by_code(&w->by, commune);
    geos_shape *shape = NULL;
    mlg_xy inside;
    mlg_code code;

    if (zone != ZONE_NONE) {
        keep(w, zone);
        return MLG_OK;
    }
    code = geos_from_feature(w->room, &shape, &w->communes->polys, commune, err);
    if (code == MLG_OK)
        code = geos_interior_point(w->room, shape, &inside, err);
    geos_free(w->room, shape);
    if (code == MLG_OK)
        keep_position(w, w->communes->plane[commune], inside);
    return code;
}

static mlg_code find_communes(whereabouts *w, size_t site, mlg_err *err)
{
    uint32_t which[COMMUNES_MAX];
    mlg_found found;
    mlg_code code = MLG_OK;
    size_t n = 0;

    if (w->by.is_commune_level) /* the level is the communes: no detour */
        n = commune_of_code(w->by.territories, mlg_site_commune(w->sites, site), which);
    for (size_t i = 0; i < n; i++)
        keep(w, which[i]);
    if (n)
        return MLG_OK;
    n = commune_of_site(w->index, w->sites, site, which, &found);
    for (size_t i = 0; code == MLG_OK && i < n; i++)
        code = find_commune(w, which[i], err);
    return code;
}

mlg_code whereabouts_find(whereabouts *w, size_t site, const uint32_t **zones, size_t *n,
                          mlg_err *err)
{
    const mlg_sites *s = w->sites;
    mlg_code code = MLG_OK;

    w->n = 0;
    if (s->location[site] == MLG_COMMUNE)
        code = find_communes(w, site, err);
    if (code == MLG_OK && !w->n && s->plane[site])
        find_disc(w, s->plane[site], s->at[site],
                  s->location[site] == MLG_POINT ? s->radius[site] : 0);
    if (code == MLG_OK && w->broken)
        code = no_memory(err);
    sort_found(w);
    *zones = w->found;
    *n = w->n;
    return code;
}
