#include "maillage/coverage.h"

#include "analysis/coverage/attach.h"
#include "analysis/coverage/gapset.h"
#include "analysis/coverage/territory.h"
#include "analysis/coverage/tiling.h"
#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"
#include "geo/interior.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *mlg_statut_name(mlg_statut s)
{
    static const char *const names[MLG_STATUT_COUNT] = { "pourvu", "desservi", "partiel",
                                                         "non_pourvu" };

    return names[s];
}

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* Zones where things are measured: those of a level, or those that its are made of. */
typedef struct measured {
    const mlg_zones *zones;
    double **area_out; /* by reach, of each zone */
    uint32_t *places;  /* the zone of each site (attach_places) */
} measured;

/* What every level needs. */
typedef struct ground {
    commune_index *index;
    mlg_xy *commune_points; /* inside each commune */
    hubs *hubs;
    reaches *reaches;
    measured sets[64];
    const mlg_zones *zones[64]; /* of the sets */
    size_t n_sets;
    size_t *set_of; /* of each level */
    gapset *gaps;   /* of the main reach, in the first level's set */
    people *people;
} ground;

static void ground_free(ground *g, size_t n_reaches)
{
    commune_index_free(g->index);
    free(g->commune_points);
    people_free(g->people);
    hubs_free(g->hubs);
    reaches_free(g->reaches);
    for (size_t s = 0; s < g->n_sets; s++) {
        for (size_t r = 0; g->sets[s].area_out && r < n_reaches; r++)
            free(g->sets[s].area_out[r]);
        free(g->sets[s].area_out);
        free(g->sets[s].places);
    }
    free(g->set_of);
    gapset_free(g->gaps);
}

/* --- points inside -------------------------------------------------------------------------
 */

typedef struct insides {
    const mlg_zones *zones;
    mlg_xy *points;
} insides;

static mlg_code find_inside(void *arg, size_t f, mlg_err *err)
{
    const insides *in = arg;

    (void)err;
    in->points[f] = (mlg_xy){ NAN, NAN };
    if (in->zones->plane[f])
        polys_interior(&in->points[f], &in->zones->polys, f);
    return MLG_OK;
}

/* A point inside each zone, in its plane; NaN: no polygon. */
static mlg_code interior_points(mlg_xy **out, const mlg_zones *zones, unsigned threads,
                                mlg_err *err)
{
    static const par_job job = { .run = find_inside };
    size_t n = zones ? zones->n : 0;
    insides in = { zones, malloc((n + 1) * sizeof *in.points) };

    *out = in.points;
    return in.points ? par_for(n, threads, &job, &in, err) : no_memory(err);
}

/* --- what is measured -----------------------------------------------------------------------
 */

static mlg_code choose_sets(ground *g, const mlg_coverage *c, mlg_err *err)
{
    g->set_of = calloc(c->n_levels + 1, sizeof *g->set_of);
    if (!g->set_of)
        return no_memory(err);
    for (size_t i = 0; i < c->n_levels; i++) {
        const mlg_zones *z = c->levels[i].zones;
        size_t s = 0;

        z = z->base ? z->base : z;
        while (s < g->n_sets && g->zones[s] != z)
            s++;
        if (s == sizeof g->zones / sizeof *g->zones)
            return mlg_fail(err, MLG_EUSAGE, _("too many levels, reaches or groups at once"));
        g->zones[s] = g->sets[s].zones = z;
        g->n_sets += s == g->n_sets;
        g->set_of[i] = s;
    }
    return MLG_OK;
}

/* How each fabrique serves people. */
static void count_serving(mlg_coverage *c, const ground *g)
{
    const mlg_sites *s = c->sites;
    const reaches *r = g->reaches;
    const catchment_set *drawn = r->n ? r->catchments[0] : NULL;

    c->n_serving = drawn ? drawn->n_serving : 0;
    for (size_t i = 0; r->n && i < s->n; i++) {
        if (s->kinds[i] != MLG_FABRIQUE || (s->absent && s->absent[i]))
            continue;
        if (drawn && drawn->own[i])
            c->by_catchment++;
        else if (isfinite(mlg_site_reach(s, i)))
            c->by_own_reach++;
        else if (isfinite(r->asked[0].m))
            c->by_asked_reach++;
        else
            c->by_nothing++;
    }
}

static mlg_code prepare(ground *g, mlg_coverage *c, const mlg_coverage_options *o,
                        mlg_planes *planes, mlg_err *err)
{
    g->index = commune_index_new(o->communes);
    if (!g->index)
        return no_memory(err);
    if (interior_points(&g->commune_points, o->communes, o->threads, err) != MLG_OK ||
        hubs_new(&g->hubs, c->sites, g->index, o->communes, g->commune_points, planes, err) !=
            MLG_OK ||
        reaches_new(&g->reaches, c->sites, o, err) != MLG_OK)
        return err->code;
    count_serving(c, g);
    c->n_reaches = g->reaches->n;
    c->reaches = malloc((c->n_reaches + 1) * sizeof *c->reaches);
    if (!c->reaches)
        return no_memory(err);
    memcpy(c->reaches, g->reaches->asked, c->n_reaches * sizeof *c->reaches);
    return choose_sets(g, c, err);
}

/* The gaps of the first level, and the areas that come with them. */
static mlg_code find_gaps(ground *g, mlg_coverage *c, served *s, bool tiled,
                          const mlg_coverage_options *o, mlg_planes *planes, mlg_err *err)
{
    const gapset_options options = {
        .chord_m = 1, .merged = true, .tiled = tiled, .threads = o->threads
    };
    const mlg_zones *zones = g->zones[g->set_of[0]];
    mlg_code code = gapset_new(&g->gaps, s, zones, o->communes, &options, planes, err);

    if (code != MLG_OK || gapset_lonlat(&c->gap_polys, g->gaps, o->threads, err) != MLG_OK)
        return err->code;
    c->gaps = malloc((g->gaps->n + 1) * sizeof *c->gaps);
    if (!c->gaps)
        return no_memory(err);
    for (; c->n_gaps < g->gaps->n; c->n_gaps++)
        c->gaps[c->n_gaps] = g->gaps->gaps[c->n_gaps];
    memcpy(g->sets[g->set_of[0]].area_out[0], g->gaps->area_out,
           zones->n * sizeof *g->gaps->area_out);
    return MLG_OK;
}

/* One reach against every set. */
static mlg_code measure_reach(ground *g, mlg_coverage *c, size_t k, bool tiled,
                              const mlg_coverage_options *o, mlg_planes *planes, mlg_err *err)
{
    served *land = NULL;
    mlg_code code =
        served_new(&land, g->hubs, g->reaches->of_site[k], g->reaches->catchments[k], err);

    for (size_t s = 0; code == MLG_OK && s < g->n_sets; s++) {
        measured *m = &g->sets[s];

        m->area_out[k] = malloc((m->zones->n + 1) * sizeof **m->area_out);
        if (!m->area_out[k])
            code = no_memory(err);
        else if (!k && s == g->set_of[0])
            code = find_gaps(g, c, land, tiled, o, planes, err);
        else
            code = served_areas(m->area_out[k], land, m->zones, o->threads, err);
    }
    served_free(land);
    return code;
}

static mlg_code measure_areas(ground *g, mlg_coverage *c, const mlg_coverage_options *o,
                              mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    bool tiled = true;
    mlg_code code = MLG_OK;

    for (size_t s = 0; code == MLG_OK && s < g->n_sets; s++) {
        tiling t;

        g->sets[s].area_out = calloc(g->reaches->n + 1, sizeof *g->sets[s].area_out);
        code = g->sets[s].area_out ? tiling_of(&t, g->zones[s], o->threads, diag, err)
                                   : no_memory(err);
        if (code == MLG_OK && s == g->set_of[0])
            tiled = t.clean;
    }
    for (size_t k = 0; code == MLG_OK && k < g->reaches->n; k++)
        code = measure_reach(g, c, k, tiled, o, planes, err);
    return code;
}

/* Without cells, people live evenly over the territories that the gaps are made of. */
static void spread_people(ground *g, mlg_coverage *c)
{
    const mlg_zones *z = g->zones[g->set_of[0]];

    for (size_t i = 0; i < c->n_gaps; i++)
        c->gaps[i].population = 0;
    for (size_t i = 0; g->gaps && i < g->gaps->n_pieces; i++) {
        const gap_piece *p = &g->gaps->pieces[i];

        c->gaps[p->gap].population +=
            fmax(mlg_zone_population(z, p->zone), 0) * (p->area_m2 / z->area[p->zone]);
    }
    for (size_t i = 0; g->gaps && i < g->gaps->n_pieces; i++)
        if (isnan(mlg_zone_population(z, g->gaps->pieces[i].zone)))
            c->gaps[g->gaps->pieces[i].gap].population = NAN;
}

/* --- people ---------------------------------------------------------------------------------
 */

static uint32_t gap_at(const void *gaps, plane_id id, mlg_xy at)
{
    return gapset_at(gaps, id, at);
}

static mlg_code name_groups(mlg_coverage *c, const mlg_feed *feed, mlg_err *err)
{
    c->groups = calloc(feed->n_numbers + 1, sizeof *c->groups);
    if (!c->groups)
        return no_memory(err);
    for (; c->n_groups < feed->n_numbers; c->n_groups++)
        if (!(c->groups[c->n_groups] = strdup(c->n_groups ? feed->names[c->n_groups] : "")))
            return no_memory(err);
    return MLG_OK;
}

static mlg_code count_people(ground *g, mlg_coverage *c, const mlg_coverage_options *o,
                             mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    people_setup setup = { .feed = o->cells,
                           .hubs = g->hubs,
                           .reaches = g->reaches,
                           .sets = g->zones,
                           .n_sets = g->n_sets,
                           .gap_at = c->n_reaches ? gap_at : NULL,
                           .gaps = g->gaps,
                           .n_gaps = c->n_gaps,
                           .planes = planes,
                           .threads = o->threads };
    mlg_code code;

    if (!o->cells) {
        spread_people(g, c);
        return MLG_OK;
    }
    code = name_groups(c, setup.feed, err);
    if (code == MLG_OK)
        code = people_new(&g->people, &setup, diag, err);
    for (size_t i = 0; code == MLG_OK && i < c->n_gaps; i++)
        c->gaps[i].population = people_in_gap(g->people, i);
    return code;
}

/* --- one level ------------------------------------------------------------------------- */

/* The zones of the set by territory: itself, or its parts in their order. */
static mlg_code list_parts(uint32_t **parts, size_t **first, const mlg_zones *z, mlg_err *err)
{
    size_t n_set = z->base ? z->base->n : z->n, at = 0;

    *first = malloc((z->n + 1) * sizeof **first);
    *parts = z->base ? order_by_key(z->part_of, n_set) : malloc((n_set + 1) * sizeof **parts);
    if (!*first || !*parts)
        return no_memory(err);
    for (size_t f = 0; !z->base && f < n_set; f++)
        (*parts)[f] = (uint32_t)f;
    for (size_t f = 0; f <= z->n; f++) {
        while (at < n_set && (z->base ? z->part_of[(*parts)[at]] : (*parts)[at]) < f)
            at++;
        (*first)[f] = at;
    }
    return MLG_OK;
}

static mlg_code cover_level(mlg_coverage *c, size_t i, const ground *g,
                            const mlg_coverage_options *o, mlg_diag *diag, mlg_err *err)
{
    mlg_level_coverage *level = &c->levels[i];
    uint32_t *parts = NULL;
    size_t *first = NULL;
    mlg_xy *interior = NULL;
    const measured *m = &g->sets[g->set_of[i]];
    bool is_communes = level->zones == o->communes;
    mlg_code code;

    level->rows = calloc(level->zones->n + 1, sizeof *level->rows);
    code = level->rows ? attach_sites(level, c->sites, g->index, o->communes, g->commune_points,
                                      m->places, diag, err)
                       : no_memory(err);
    if (code == MLG_OK)
        code = list_parts(&parts, &first, level->zones, err);
    if (code == MLG_OK && !is_communes)
        code = interior_points(&interior, level->zones, o->threads, err);
    if (code == MLG_OK) {
        const territory_level t = { .level = level,
                                    .set = m->zones,
                                    .set_number = g->set_of[i],
                                    .parts = parts,
                                    .first = first,
                                    .interior = is_communes ? g->commune_points : interior,
                                    .area_out = m->area_out,
                                    .people = g->people };

        code = territories_fill(&t, c, g->hubs, o->rules, o->threads, diag, err);
    }
    free(parts);
    free(first);
    free(interior);
    return code;
}

/* --- all levels ------------------------------------------------------------------------- */

static bool has_catchment(const reaches *r, size_t site)
{
    bool has = false;

    for (size_t k = 0; k < r->n; k++)
        has |= r->catchments[k] && r->catchments[k]->own[site];
    return has;
}

/* Before the programme starts there is no fabrique, and that is an answer; where fabriques may
 * be anywhere there is none. They are somewhere when they are measured from, when a catchment
 * says what they serve, or when a code says which commune counts them. */
static mlg_code check_located(const mlg_coverage *c, const ground *g, mlg_err *err)
{
    const mlg_sites *s = c->sites;
    size_t there = 0, located = g->hubs->n_sheets;

    for (size_t i = 0; !located && i < s->n; i++) {
        if (s->kinds[i] != MLG_FABRIQUE || (s->absent && s->absent[i]))
            continue;
        there++;
        located += has_catchment(g->reaches, i);
    }
    for (size_t i = 0; i < c->n_levels; i++)
        for (size_t f = 0; !located && f < c->levels[i].zones->n; f++)
            located += c->levels[i].rows[f].n_fabriques;
    return located || !there ? MLG_OK : sites_nowhere(s, err);
}

static mlg_code total_beyond(mlg_coverage *c, mlg_err *err)
{
    const mlg_level_coverage *first = &c->levels[0];
    double area = 0;

    c->totals = calloc(c->n_reaches + 1, sizeof *c->totals);
    if (!c->totals)
        return no_memory(err);
    for (size_t f = 0; f < first->zones->n; f++) {
        area += first->rows[f].area_m2;
        for (size_t r = 0; r < c->n_reaches && first->zones->plane[f]; r++) {
            c->totals[r].area_m2 += first->beyond[f * c->n_reaches + r].area_m2;
            c->totals[r].population += first->beyond[f * c->n_reaches + r].population;
        }
    }
    for (size_t r = 0; r < c->n_reaches; r++) {
        mlg_beyond *t = &c->totals[r];

        t->share = isfinite(t->population) && c->population > 0 ? t->population / c->population
                   : area > 0                                   ? t->area_m2 / area
                                                                : NAN;
    }
    return MLG_OK;
}

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

static mlg_code cover_all(mlg_coverage *c, const mlg_coverage_options *o, ground *g,
                          mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    mlg_code code = prepare(g, c, o, planes, err);

    if (code == MLG_OK)
        code = measure_areas(g, c, o, planes, diag, err);
    if (code == MLG_OK)
        code = count_people(g, c, o, planes, diag, err);
    if (code == MLG_OK)
        reaches_forget_sites(g->reaches);
    for (size_t s = 0; code == MLG_OK && s < g->n_sets; s++)
        code = attach_places(&g->sets[s].places, g->zones[s], c->sites, o->threads, err);
    for (size_t i = 0; code == MLG_OK && i < c->n_levels; i++)
        code = cover_level(c, i, g, o, diag, err);
    if (code == MLG_OK)
        code = check_located(c, g, err);
    if (code != MLG_OK)
        return code;
    total_people(c);
    return total_beyond(c, err);
}

mlg_code mlg_cover(mlg_coverage **out, const mlg_sites *sites, mlg_zones *const *levels,
                   size_t n_levels, const mlg_coverage_options *options, mlg_planes *planes,
                   mlg_diag *diag, mlg_err *err)
{
    mlg_coverage *c = calloc(1, sizeof *c);
    ground g = { 0 };
    mlg_code code;

    *out = NULL;
    if (!c || !(c->levels = calloc(n_levels + 1, sizeof *c->levels))) {
        free(c);
        return no_memory(err);
    }
    c->sites = sites;
    c->reach_m = options->n_reaches ? options->reaches[0].m : NAN;
    c->catchments = options->catchments;
    c->n_catchments = options->n_catchments;
    c->n_levels = n_levels;
    for (size_t i = 0; i < n_levels; i++)
        c->levels[i].zones = levels[i];
    code = n_levels ? cover_all(c, options, &g, planes, diag, err)
                    : mlg_fail(err, MLG_EUSAGE, _("no layer of territories was given"));
    ground_free(&g, c->n_reaches);
    if (code == MLG_OK)
        *out = c;
    else
        mlg_coverage_free(c);
    return code;
}

bool mlg_coverage_serves(const mlg_coverage *c, size_t layer, size_t reach)
{
    return reach_served_by(c->reaches, c->n_reaches, reach, c->catchments[layer]);
}

void mlg_coverage_free(mlg_coverage *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n_levels; i++) {
        free(c->levels[i].rows);
        free(c->levels[i].beyond);
        free(c->levels[i].distances);
        free(c->levels[i].attached);
    }
    free(c->levels);
    free(c->reaches);
    free(c->totals);
    for (size_t i = 0; i < c->n_groups; i++)
        free(c->groups[i]);
    free(c->groups);
    free(c->gaps);
    mlg_polys_release(&c->gap_polys);
    free(c);
}
