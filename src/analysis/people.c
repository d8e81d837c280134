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

void people_in_gaps(const people *p, mlg_coverage *c)
{
    mlg_box *boxes = malloc((c->n_gaps + 1) * sizeof *boxes);
    edges *e = edges_new(&c->gap_polys);

    for (size_t g = 0; g < c->n_gaps; g++) {
        size_t from = c->gap_polys.xy_of[c->gap_polys.ring_of[g]];
        size_t to = c->gap_polys.xy_of[c->gap_polys.ring_of[g + 1]];

        c->gaps[g].population = boxes && e ? 0 : NAN;
        if (boxes)
            boxes[g] = box_of(c->gap_polys.xy + from, to - from);
    }
    for (size_t i = 0; boxes && e && i < p->n; i++) {
        if (!p->plane[i] || !(p->nearest[i] > c->reach_m))
            continue;
        for (size_t g = 0; g < c->n_gaps; g++) {
            if (box_distance2(&boxes[g], p->lonlat[i]) > 0 || !edges_cover(e, g, p->lonlat[i]))
                continue;
            c->gaps[g].population += p->number[i];
            break;
        }
    }
    edges_free(e);
    free(boxes);
}
