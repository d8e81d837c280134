#include "maillage/coverage.h"

#include "analysis/attach.h"
#include "analysis/gaps.h"
#include "analysis/people.h"
#include "base/i18n.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>

const char *mlg_statut_name(mlg_statut s)
{
    static const char *const names[MLG_STATUT_COUNT] = { "pourvu", "desservi", "partiel",
                                                         "non_pourvu" };

    return names[s];
}

/* What every level needs. */
typedef struct ground {
    commune_index *index;
    mlg_xy *commune_points; /* inside each commune */
    hubs *hubs;
} ground;

static void ground_free(ground *g)
{
    commune_index_free(g->index);
    free(g->commune_points);
    hubs_free(g->hubs);
}

/* A point inside each zone, in its plane; arrays of zones->n. */
static mlg_code interior_points(mlg_xy **out, const mlg_zones *zones, mlg_err *err)
{
    size_t n = zones ? zones->n : 0;
    mlg_xy *points = calloc(n + 1, sizeof *points);
    geos_room *room = NULL;
    mlg_code code =
        points ? geos_room_new(&room, err) : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    for (size_t f = 0; code == MLG_OK && f < n; f++) {
        geos_shape *shape = NULL;

        if (!zones->plane[f])
            continue;
        code = geos_from_feature(room, &shape, &zones->polys, f, err);
        if (code == MLG_OK)
            code = geos_interior_point(room, shape, &points[f], err);
        geos_free(room, shape);
    }
    geos_room_free(room);
    *out = points;
    return code;
}

static mlg_code prepare(ground *g, const mlg_sites *sites, const mlg_coverage_options *o,
                        mlg_planes *planes, mlg_err *err)
{
    g->index = commune_index_new(o->communes);
    if (!g->index)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (interior_points(&g->commune_points, o->communes, err) != MLG_OK)
        return err->code;
    return hubs_new(&g->hubs, sites, g->index, o->communes, g->commune_points, planes, err);
}

/* --- one level ------------------------------------------------------------------------- */

static mlg_code find_nearest(mlg_level_coverage *level, const hubs *h, mlg_err *err)
{
    mlg_xy *inside = NULL;
    mlg_code code = interior_points(&inside, level->zones, err);

    for (size_t f = 0; code == MLG_OK && f < level->zones->n; f++) {
        const hub_sheet *sheet = hubs_sheet(h, level->zones->plane[f]);

        level->rows[f].nearest = MLG_NO_SITE;
        level->rows[f].nearest_m = NAN;
        if (sheet)
            level->rows[f].nearest = hubs_nearest(sheet, inside[f], &level->rows[f].nearest_m);
    }
    free(inside);
    return code;
}

/* Without cells, people live evenly over the territory's area. */
static void spread_people(mlg_territory *row)
{
    if (row->people == MLG_PEOPLE_SPREAD && isfinite(row->area_out_m2))
        row->population_out =
            row->area_m2 > 0 ? row->population * (row->area_out_m2 / row->area_m2) : 0;
}

static mlg_statut statut_of(const mlg_territory *row, const mlg_rules *rules)
{
    static const double rounding = 1e-12; /* 1 - 19/20 is a little more than 0.05 */
    double within = 1 - row->share_out;

    if (row->n_fabriques)
        return MLG_STATUT_POURVU;
    if (!isfinite(row->share_out))
        return MLG_STATUT_NON_POURVU;
    if (within >= rules->coverage.served - rounding)
        return MLG_STATUT_DESSERVI;
    return within <= rules->coverage.unserved + rounding ? MLG_STATUT_NON_POURVU
                                                         : MLG_STATUT_PARTIEL;
}

static void conclude(mlg_level_coverage *level, const mlg_rules *rules)
{
    for (size_t f = 0; f < level->zones->n; f++) {
        mlg_territory *row = &level->rows[f];

        spread_people(row);
        if (isfinite(row->population_out) && row->population > 0)
            row->share_out = row->population_out / row->population;
        else if (isfinite(row->area_out_m2) && row->area_m2 > 0)
            row->share_out = fmin(row->area_out_m2 / row->area_m2, 1);
        row->statut = (uint8_t)statut_of(row, rules);
        level->statuts[row->statut]++;
    }
}

/* People of a territory by its own column; NaN: not known. */
static double own_people(const mlg_zones *z, size_t zone, mlg_diag *diag)
{
    double number = mlg_zone_population(z, zone);

    if (!(number < 0))
        return number;
    mlg_diag_add(diag, MLG_WARNING, "population-negative", z->layer->name, (int64_t)zone + 1,
                 N_("population %s is negative: counted as 0"), mlg_cell(z->population, zone));
    return 0;
}

static mlg_code cover_level(mlg_coverage *c, mlg_level_coverage *level, const ground *g,
                            const mlg_coverage_options *o, people *cells, mlg_polys *parts,
                            mlg_diag *diag, mlg_err *err)
{
    const mlg_zones *z = level->zones;

    level->rows = calloc(z->n + 1, sizeof *level->rows);
    if (!level->rows)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t f = 0; f < z->n; f++) {
        double population = own_people(z, f, diag);

        level->rows[f] = (mlg_territory){ .people = isnan(population) ? MLG_PEOPLE_UNKNOWN
                                                                      : MLG_PEOPLE_SPREAD,
                                          .population = population,
                                          .population_out = NAN,
                                          .area_m2 = z->area[f],
                                          .area_out_m2 = NAN,
                                          .share_out = NAN };
    }
    if (attach_sites(level, c->sites, g->index, o->communes, g->commune_points, diag, err) !=
            MLG_OK ||
        find_nearest(level, g->hubs, err) != MLG_OK)
        return err->code;
    if (isfinite(c->reach_m) && gaps_of_territories(parts, level->rows, z, g->hubs, c->reach_m,
                                                    o->threads, err) != MLG_OK)
        return err->code;
    if (cells && people_count(cells, level, c->reach_m, diag, err) != MLG_OK)
        return err->code;
    conclude(level, o->rules);
    return MLG_OK;
}

/* --- all levels ------------------------------------------------------------------------- */

static void total_people(mlg_coverage *c)
{
    const mlg_level_coverage *first = &c->levels[0];

    c->population = c->population_out = 0;
    for (size_t f = 0; f < first->zones->n; f++) {
        if (!first->zones->plane[f])
            continue;
        c->population += first->rows[f].population;
        c->population_out += first->rows[f].population_out;
    }
}

static mlg_code cover_all(mlg_coverage *c, mlg_zones *const *levels,
                          const mlg_coverage_options *o, const ground *g, people *cells,
                          mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < c->n_levels; i++) {
        mlg_polys parts = { 0 };

        c->levels[i].zones = levels[i];
        code = cover_level(c, &c->levels[i], g, o, cells, &parts, diag, err);
        if (code == MLG_OK && i == 0 && isfinite(c->reach_m)) {
            flat_gaps flat = { 0 };

            code = gaps_merge(c, &flat, &parts, levels[0], o->communes, g->hubs, planes, err);
            if (code == MLG_OK && cells)
                code = people_in_gaps(cells, c, &flat, err);
            flat_gaps_release(&flat);
        }
        mlg_polys_release(&parts);
    }
    if (code == MLG_OK)
        total_people(c);
    return code;
}

mlg_code mlg_cover(mlg_coverage **out, const mlg_sites *sites, mlg_zones *const *levels,
                   size_t n_levels, const mlg_coverage_options *options, mlg_planes *planes,
                   mlg_diag *diag, mlg_err *err)
{
    mlg_coverage *c = calloc(1, sizeof *c);
    ground g = { 0 };
    people *cells = NULL;
    mlg_code code;

    *out = NULL;
    if (!c || !(c->levels = calloc(n_levels + 1, sizeof *c->levels))) {
        free(c);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    c->sites = sites;
    c->reach_m = options->reach_m;
    c->n_levels = n_levels;
    code = n_levels ? prepare(&g, sites, options, planes, err)
                    : mlg_fail(err, MLG_EUSAGE, _("no layer of territories was given"));
    if (code == MLG_OK && options->population)
        code = people_new(&cells, options, g.hubs, planes, diag, err);
    if (code == MLG_OK)
        code = cover_all(c, levels, options, &g, cells, planes, diag, err);
    people_free(cells);
    ground_free(&g);
    if (code == MLG_OK)
        *out = c;
    else
        mlg_coverage_free(c);
    return code;
}

void mlg_coverage_free(mlg_coverage *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n_levels; i++)
        free(c->levels[i].rows);
    free(c->levels);
    free(c->gaps);
    mlg_polys_release(&c->gap_polys);
    free(c);
}
