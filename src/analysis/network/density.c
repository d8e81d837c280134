#include "analysis/network/density.h"

#include "base/i18n.h"
#include "base/par.h"

#include <math.h>
#include <stdlib.h>

/* Hubs and places together, by territory. */
typedef struct crowd {
    const mlg_zones *level;
    size_t n;
    size_t *start; /* of zone z: start[z] .. start[z+1]-1 */
    mlg_xy *at;
    uint32_t *zone;
    double *nearest; /* ground metres to the nearest other one of the zone */
    rtree **tree;    /* per zone; items count from start[z] */
    double *scale;   /* largest scale met in the zone */
} crowd;

static void release(crowd *c)
{
    for (size_t z = 0; c->tree && z < c->level->n; z++)
        rtree_free(c->tree[z]);
    free(c->start);
    free(c->at);
    free(c->zone);
    free(c->nearest);
    free(c->tree);
    free(c->scale);
}

/* Is the node measured in the plane of its territory? */
static bool belongs(const crowd *c, const nodes *n, const uint32_t *zone, size_t i)
{
    return zone[i] != ZONE_NONE && n->plane[i] == c->level->plane[zone[i]];
}

static void count(crowd *c, const nodes *n, const uint32_t *zone)
{
    for (size_t i = 0; i < n->n; i++)
        if (belongs(c, n, zone, i))
            c->start[zone[i] + 1]++;
}

static void fill(crowd *c, size_t *next, const nodes *n, const uint32_t *zone)
{
    for (size_t i = 0; i < n->n; i++) {
        if (!belongs(c, n, zone, i))
            continue;
        c->zone[next[zone[i]]] = zone[i];
        c->at[next[zone[i]]++] = n->at[i];
    }
}

static bool plant(crowd *c, mlg_box *boxes, size_t z)
{
    size_t from = c->start[z], n = c->start[z + 1] - from;
    mlg_box all = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    double least;

    for (size_t i = 0; i < n; i++) {
        mlg_xy at = c->at[from + i];

        boxes[i] = (mlg_box){ at.x, at.y, at.x, at.y };
        all = (mlg_box){ fmin(all.xmin, at.x), fmin(all.ymin, at.y), fmax(all.xmax, at.x),
                         fmax(all.ymax, at.y) };
    }
    plane_scale_range(zones_sheet(c->level, c->level->plane[z])->plane, all, &least,
                      &c->scale[z]);
    c->tree[z] = rtree_new(boxes, n);
    return c->tree[z];
}

static bool gather(crowd *c, const nodes *hubs, const uint32_t *zone_of_hub,
                   const nodes *places, const uint32_t *zone_of_place)
{
    size_t n = c->level->n, most = hubs->n + places->n;
    size_t *next = malloc((n + 1) * sizeof *next);
    mlg_box *boxes = malloc((most + 1) * sizeof *boxes);
    bool fine;

    c->start = calloc(n + 2, sizeof *c->start);
    c->at = malloc((most + 1) * sizeof *c->at);
    c->zone = malloc((most + 1) * sizeof *c->zone);
    c->nearest = malloc((most + 1) * sizeof *c->nearest);
    c->tree = calloc(n + 1, sizeof(rtree *));
    c->scale = malloc((n + 1) * sizeof *c->scale);
    fine = next && boxes && c->start && c->at && c->zone && c->nearest && c->tree && c->scale;
    if (fine) {
        count(c, hubs, zone_of_hub);
        count(c, places, zone_of_place);
        for (size_t z = 0; z < n; z++) {
            c->start[z + 1] += c->start[z];
            next[z] = c->start[z];
        }
        fill(c, next, hubs, zone_of_hub);
        fill(c, next, places, zone_of_place);
        c->n = c->start[n];
    }
    for (size_t z = 0; fine && z < n; z++)
        if (c->start[z + 1] > c->start[z])
            fine = plant(c, boxes, z);
    free(next);
    free(boxes);
    return fine;
}

/* --- nearest neighbours ----------------------------------------------------------------------
 */

typedef struct search {
    const crowd *crowd;
    const plane *plane;
    size_t from, self;
    double best, scale;
} search;

static double visit(void *arg, uint32_t item, double bound)
{
    search *s = arg;
    size_t other = s->from + item;

    if (other == s->self)
        return bound;
    s->best = fmin(s->best, plane_ground(s->plane, s->crowd->at[s->self], s->crowd->at[other]));
    return s->best * s->scale * (1 + 1e-9);
}

static mlg_code find_one(void *arg, size_t i, mlg_err *err)
{
    const crowd *c = arg;
    uint32_t zone = c->zone[i];
    search s = { c,
                 zones_sheet(c->level, c->level->plane[zone])->plane,
                 c->start[zone],
                 i,
                 INFINITY,
                 c->scale[zone] };

    (void)err;
    rtree_nearest(c->tree[zone], c->at[i], INFINITY, visit, &s);
    c->nearest[i] = s.best;
    return MLG_OK;
}

/* --- figures
 * ----------------------------------------------------------------------------------- */

static void conclude(mlg_density *d, const crowd *c, size_t zone)
{
    size_t from = c->start[zone], n = c->start[zone + 1] - from;
    double sum = 0, density, chance;
    double all = d->n_hubs + d->n_places;

    d->per_100000 = d->population > 0 ? all / d->population * 1e5 : NAN;
    d->per_1000_km2 = d->area_m2 > 0 ? all / d->area_m2 * 1e9 : NAN;
    d->nearest_m = d->index = d->z = NAN;
    if (n < 2 || !(d->area_m2 > 0))
        return;
    for (size_t i = from; i < from + n; i++)
        sum += c->nearest[i];
    density = (double)n / d->area_m2;
    chance = 0.5 / sqrt(density);
    d->nearest_m = sum / (double)n;
    d->index = d->nearest_m / chance;
    d->z = (d->nearest_m - chance) / (0.26136 / sqrt((double)n * density));
}

static void count_nodes(mlg_level_density *out, const nodes *n, const uint32_t *zone, bool hub)
{
    for (size_t i = 0; i < n->n; i++) {
        if (zone[i] == ZONE_NONE)
            out->unattached++;
        else if (hub)
            out->rows[zone[i]].n_hubs++;
        else
            out->rows[zone[i]].n_places++;
    }
}

mlg_code density_find(mlg_level_density *out, const mlg_zones *level, const nodes *hubs,
                      const uint32_t *zone_of_hub, const nodes *places,
                      const uint32_t *zone_of_place, const double *people, unsigned threads,
                      mlg_err *err)
{
    static const par_job job = { .run = find_one };
    crowd c = { .level = level };
    mlg_code code = MLG_OK;

    *out =
        (mlg_level_density){ .zones = level, .rows = calloc(level->n + 1, sizeof *out->rows) };
    if (!out->rows || !gather(&c, hubs, zone_of_hub, places, zone_of_place))
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK)
        code = par_for(c.n, threads, &job, &c, err);
    if (code == MLG_OK) {
        count_nodes(out, hubs, zone_of_hub, true);
        count_nodes(out, places, zone_of_place, false);
    }
    for (size_t z = 0; code == MLG_OK && z < level->n; z++) {
        out->rows[z].area_m2 = level->area[z];
        out->rows[z].population = people ? people[z] : mlg_zone_population(level, z);
        conclude(&out->rows[z], &c, z);
    }
    release(&c);
    return code;
}
