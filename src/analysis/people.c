#include "analysis/people.h"

#include "base/i18n.h"
#include "base/par.h"
#include "base/text.h"
#include "geo/place.h"
#include "model/build.h"
#include "model/fields.h"

#include <math.h>
#include <stdlib.h>

struct people {
    const mlg_layer *layer;
    size_t n;
    double *number; /* of people; 0 where unusable */
    mlg_xy *lonlat, *at;
    uint8_t *plane;
    double *nearest; /* ground metres to the nearest fabrique; INFINITY: none in that plane */
    uint32_t *zone;  /* of the level at hand */
    unsigned threads;
};

void people_free(people *p)
{
    if (!p)
        return;
    free(p->number);
    free(p->lonlat);
    free(p->at);
    free(p->plane);
    free(p->nearest);
    free(p->zone);
    free(p);
}

static mlg_code read_numbers(people *p, const char *told, mlg_diag *diag, mlg_err *err)
{
    const mlg_layer *layer = p->layer;
    const mlg_column *c =
        told ? mlg_layer_column(layer, told) : fields_find(layer, F_POPULATION);

    if (!c) {
        mlg_fail(err, MLG_EDATA, _("has no column of people such as '%s': name it"),
                 told ? told : fields_names(F_POPULATION)[0]);
        return mlg_at(err, layer->name, 0);
    }
    for (size_t i = 0; i < p->n; i++) {
        const char *text = mlg_cell(c, i);

        if (text_is_missing(text) || !text_number(text, &p->number[i])) {
            p->number[i] = 0;
            mlg_diag_add(diag, MLG_WARNING, "population-unreadable", layer->name,
                         (int64_t)i + 1, N_("population '%.40s' is not a number: counted as 0"),
                         text);
        } else if (p->number[i] < 0) {
            p->number[i] = 0;
            mlg_diag_add(diag, MLG_WARNING, "population-negative", layer->name, (int64_t)i + 1,
                         N_("population %s is negative: counted as 0"), text);
        }
    }
    return MLG_OK;
}

/* --- distances ---------------------------------------------------------------------------- */

typedef struct measuring {
    people *people;
    const hubs *hubs;
} measuring;

static mlg_code measure_one(void *arg, size_t i, mlg_err *err)
{
    const measuring *m = arg;
    const hub_sheet *sheet = hubs_sheet(m->hubs, m->people->plane[i]);

    (void)err;
    m->people->nearest[i] = INFINITY;
    if (sheet && m->people->plane[i])
        hubs_nearest(sheet, m->people->at[i], &m->people->nearest[i]);
    return MLG_OK;
}

/* Cells within a metre of the reach: the geodesic decides. */
static mlg_code refine(people *p, const hubs *h, double reach, mlg_planes *planes, mlg_err *err)
{
    for (size_t i = 0; i < p->n; i++) {
        const hub_sheet *sheet;
        double best = INFINITY;

        if (!(fabs(p->nearest[i] - reach) < 1))
            continue;
        sheet = hubs_sheet(h, p->plane[i]);
        for (size_t k = 0; k < sheet->n; k++) {
            const plane *opened;

            if (!(plane_ground(sheet->plane, p->at[i], sheet->at[k]) < reach + 1))
                continue;
            if (planes_get(planes, p->plane[i], &opened, err) != MLG_OK)
                return err->code;
            best =
                fmin(best, plane_geodesic(planes->open[p->plane[i]], p->at[i], sheet->at[k]));
        }
        p->nearest[i] = best;
    }
    return MLG_OK;
}

static mlg_code place_points(people *p, mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    if (p->layer->geometry != MLG_GEOMETRY_POINT) {
        mlg_fail(err, MLG_EDATA,
                 _("holds no points; population cells are points with a number of people"));
        return mlg_at(err, p->layer->name, 0);
    }
    return points_place(p->lonlat, p->at, p->plane, p->layer, p->threads, planes, diag, err);
}

mlg_code people_new(people **out, const mlg_coverage_options *o, const hubs *h,
                    mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    static const par_job job = { .run = measure_one };
    people *p = calloc(1, sizeof *p);
    size_t n = o->population->n;
    measuring m = { p, h };
    mlg_code code = MLG_OK;

    *out = NULL;
    if (!p)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    *p = (people){ .layer = o->population,
                   .n = n,
                   .number = calloc(n + 1, sizeof *p->number),
                   .lonlat = malloc((n + 1) * sizeof *p->lonlat),
                   .at = malloc((n + 1) * sizeof *p->at),
                   .plane = calloc(n + 1, 1),
                   .nearest = calloc(n + 1, sizeof *p->nearest),
                   .zone = calloc(n + 1, sizeof *p->zone),
                   .threads = o->threads };
    if (!p->number || !p->lonlat || !p->at || !p->plane || !p->nearest || !p->zone)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK)
        code = place_points(p, planes, diag, err);
    if (code == MLG_OK)
        code = read_numbers(p, o->population_column, diag, err);
    if (code == MLG_OK)
        code = par_for(n, o->threads, &job, &m, err);
    if (code == MLG_OK && isfinite(o->reach_m))
        code = refine(p, h, o->reach_m, planes, err);
    if (code == MLG_OK)
        *out = p;
    else
        people_free(p);
    return code;
}

/* --- counting ------------------------------------------------------------------------------
 */

typedef struct finding {
    people *people;
    const mlg_zones *zones;
} finding;

static mlg_code find_zone(void *arg, size_t i, mlg_err *err)
{
    const finding *f = arg;
    people *p = f->people;
    zone_hit hit = zones_nearest(f->zones, p->plane[i], p->at[i]);

    (void)err;
    p->zone[i] = hit.distance == 0 ? hit.zone : ZONE_NONE;
    return MLG_OK;
}

mlg_code people_count(people *p, mlg_level_coverage *level, double reach, mlg_diag *diag,
                      mlg_err *err)
{
    static const par_job job = { .run = find_zone };
    finding f = { p, level->zones };
    mlg_code code = par_for(p->n, p->threads, &job, &f, err);

    if (code != MLG_OK)
        return code;
    for (size_t i = 0; i < level->zones->n; i++) {
        level->rows[i].people = MLG_PEOPLE_CELLS;
        level->rows[i].population = 0;
        level->rows[i].population_out = isfinite(reach) ? 0 : NAN;
    }
    for (size_t i = 0; i < p->n; i++) {
        mlg_territory *row;

        if (p->zone[i] == ZONE_NONE) {
            if (p->number[i] > 0)
                mlg_diag_add(diag, MLG_WARNING, "cell-unattached", p->layer->name,
                             (int64_t)i + 1,
                             N_("population cell in no territory of the level '%.40s'"),
                             mlg_zones_name(level->zones));
            continue;
        }
        row = &level->rows[p->zone[i]];
        row->population += p->number[i];
        if (isfinite(reach) && p->nearest[i] > reach)
            row->population_out += p->number[i];
    }
    return MLG_OK;
}

/* The gap of one cell. Cutting moved the edges by a rounding, so that a cell on a border may
 * lie a hair outside: the nearest gap within a metre is its own. */
typedef struct gap_search {
    const flat_gaps *flat;
    const edges *edges;
    mlg_xy at;
    plane_id plane;
    double distance;
    uint32_t gap;
} gap_search;

static bool try_gap(void *arg, uint32_t gap)
{
    gap_search *s = arg;
    double d;
    mlg_xy at;

    if (s->flat->plane[gap] != s->plane)
        return true;
    d = edges_cover(s->edges, gap, s->at)
            ? 0
            : edges_nearest(s->edges, gap, s->at, s->distance, &at, NULL);
    if (d < s->distance || (d == s->distance && gap < s->gap)) {
        s->distance = d;
        s->gap = gap;
    }
    return true;
}

static rtree *tree_of(const mlg_polys *polys)
{
    mlg_box *boxes = malloc((polys->n + 1) * sizeof *boxes);
    rtree *tree = NULL;

    for (size_t g = 0; boxes && g < polys->n; g++) {
        size_t from = polys->xy_of[polys->ring_of[g]], to = polys->xy_of[polys->ring_of[g + 1]];

        boxes[g] = box_of(polys->xy + from, to - from);
    }
    if (boxes)
        tree = rtree_new(boxes, polys->n);
    free(boxes);
    return tree;
}

mlg_code people_in_gaps(const people *p, mlg_coverage *c, const flat_gaps *flat, mlg_err *err)
{
    rtree *tree = tree_of(&flat->polys);
    edges *e = edges_new(&flat->polys);
    mlg_code code = tree && e ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    for (size_t g = 0; code == MLG_OK && g < c->n_gaps; g++)
        c->gaps[g].population = 0;
    for (size_t i = 0; code == MLG_OK && i < p->n; i++) {
        mlg_xy at = p->at[i];
        gap_search s = { flat, e, at, p->plane[i], 1, UINT32_MAX };

        if (p->zone[i] == ZONE_NONE || !(p->nearest[i] > c->reach_m))
            continue;
        rtree_query(tree, (mlg_box){ at.x - 1, at.y - 1, at.x + 1, at.y + 1 }, try_gap, &s);
        if (s.gap != UINT32_MAX)
            c->gaps[s.gap].population += p->number[i];
    }
    rtree_free(tree);
    edges_free(e);
    return code;
}
