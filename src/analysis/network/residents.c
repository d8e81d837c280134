#include "analysis/network/residents.h"

#include "base/i18n.h"
#include "base/par.h"
#include "geo/geos.h"
#include "geo/placer.h"

#include <math.h>
#include <stdlib.h>

mlg_code interior_points(mlg_xy **out, const mlg_zones *zones, mlg_err *err)
{
    size_t n = zones ? zones->n : 0;
    geos_room *room = NULL;
    mlg_code code = MLG_OK;

    *out = calloc(n + 1, sizeof **out);
    code = *out ? geos_room_new(&room, err) : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t f = 0; code == MLG_OK && f < n; f++) {
        geos_shape *shape = NULL;

        if (!zones->plane[f])
            continue;
        code = geos_from_feature(room, &shape, &zones->polys, f, err);
        if (code == MLG_OK)
            code = geos_interior_point(room, shape, &(*out)[f], err);
        geos_free(room, shape);
    }
    geos_room_free(room);
    return code;
}

void residents_release(residents *r)
{
    for (size_t i = 0; r->of_level && i < r->n_levels; i++)
        free(r->of_level[i]);
    free(r->of_level);
    *r = (residents){ 0 };
}

/* --- some of them at a time -----------------------------------------------------------------
 */

typedef struct crowd {
    const mlg_network_options *o;
    const near_sheets *sheets;
    mlg_network *net;
    double *cost;
    double **of_level;
    size_t n_levels; /* counted by; 0: as the zones say themselves */

    size_t n, room;
    double *number; /* NaN: nobody */
    mlg_xy *at;
    uint8_t *plane; /* PLANE_NONE: not placed, or outside the territory */
    near_two *two;
    uint32_t *zone; /* n_levels each */
} crowd;

static void release(crowd *c)
{
    free(c->number);
    free(c->at);
    free(c->plane);
    free(c->two);
    free(c->zone);
}

static mlg_code room_for(crowd *c, size_t n, mlg_err *err)
{
    c->n = n;
    if (n <= c->room)
        return MLG_OK;
    release(c);
    c->room = n;
    c->number = malloc(n * sizeof *c->number);
    c->at = malloc(n * sizeof *c->at);
    c->plane = malloc(n);
    c->two = malloc(n * sizeof *c->two);
    c->zone = malloc((n * c->n_levels + 1) * sizeof *c->zone);
    return c->number && c->at && c->plane && c->two && c->zone
               ? MLG_OK
               : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static uint32_t zone_at(const mlg_zones *z, plane_id id, mlg_xy at)
{
    zone_hit hit = zones_nearest(z, id, at);

    return hit.distance == 0 ? hit.zone : ZONE_NONE;
}

static mlg_code find_one(void *arg, size_t i, mlg_err *err)
{
    const crowd *c = arg;
    const mlg_network_options *o = c->o;
    plane_id id = c->plane[i];

    (void)err;
    c->two[i] = (near_two){ { MLG_NO_HUB, MLG_NO_HUB }, { INFINITY, INFINITY } };
    if (id && o->n_levels && zone_at(o->levels[0], id, c->at[i]) == ZONE_NONE)
        id = c->plane[i] = PLANE_NONE;
    if (c->sheets->of[id])
        c->two[i] = near_find(c->sheets->of[id], c->at[i], MLG_NO_HUB, NULL);
    for (size_t l = 0; l < c->n_levels; l++)
        c->zone[i * c->n_levels + l] =
            id && c->number[i] > 0 ? zone_at(o->levels[l], id, c->at[i]) : ZONE_NONE;
    return MLG_OK;
}

static void add_one(crowd *c, size_t i)
{
    const near_two *two = &c->two[i];
    double number = c->number[i];
    mlg_hub *hub;

    for (size_t l = 0; l < c->n_levels; l++)
        if (c->zone[i * c->n_levels + l] != ZONE_NONE)
            c->of_level[l][c->zone[i * c->n_levels + l]] += number;
    if (two->hub[0] == MLG_NO_HUB)
        return;
    hub = &c->net->hubs[two->hub[0]];
    if (isnan(hub->population)) {
        hub->population = hub->people_mean_m = hub->people_next_m = 0;
        c->cost[two->hub[0]] = 0;
    }
    if (!(number > 0))
        return;
    hub->population += number;
    hub->people_mean_m += number * two->ground[0];
    hub->people_next_m += number * two->ground[1];
    c->cost[two->hub[0]] += number * (two->ground[1] - two->ground[0]);
}

/* Searched in parallel, summed in order. */
static mlg_code count(crowd *c, mlg_err *err)
{
    static const par_job job = { .run = find_one };
    mlg_code code = par_for(c->n, c->o->threads, &job, c, err);

    for (size_t i = 0; code == MLG_OK && i < c->n; i++)
        add_one(c, i);
    return code;
}

/* --- from cells ----------------------------------------------------------------------------
 */

typedef struct run {
    const mlg_feed *feed;
    mlg_batch *pieces;
    size_t n, room;
    int64_t so_far; /* rows before it */
} run;

static mlg_code read_piece(void *arg, size_t i, mlg_err *err)
{
    const run *r = arg;

    return r->feed->piece(r->feed->from, i, &r->pieces[i], err);
}

static mlg_code read_run(run *r, unsigned threads, mlg_err *err)
{
    static const par_job job = { .run = read_piece };

    if (r->n > r->room) {
        free(r->pieces);
        r->pieces = malloc(r->n * sizeof *r->pieces);
        r->room = r->pieces ? r->n : 0;
        if (!r->pieces)
            return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    return par_for(r->n, threads, &job, r, err);
}

/* Behind the `at` that are there. */
static mlg_code take_piece(crowd *c, const run *r, const mlg_batch *b, size_t at,
                           placer *to_planes, mlg_diag *diag, mlg_err *err)
{
    if (b->n &&
        placer_run(to_planes, c->at + at, c->plane + at, b->points, b->n, err) != MLG_OK)
        return err->code;
    for (size_t i = 0; i < b->n; i++) {
        c->number[at + i] = b->numbers[i * r->feed->n_numbers];
        if (!c->o->cells_told && !c->plane[at + i] && isfinite(b->points[i].x) &&
            isfinite(b->points[i].y))
            mlg_diag_add(diag, MLG_WARNING, "position-unplaced", r->feed->layer->name,
                         r->so_far + (int64_t)(at + i) + 1,
                         N_("position that is not on Earth's map: left out"));
    }
    return MLG_OK;
}

static mlg_code count_run(crowd *c, run *r, placer *to_planes, mlg_diag *diag, mlg_err *err)
{
    size_t n = 0, at = 0;
    mlg_code code = read_run(r, c->o->threads, err);

    if (code != MLG_OK)
        return code;
    for (size_t i = 0; i < r->n; i++)
        n += r->pieces[i].n;
    code = room_for(c, n, err);
    for (size_t i = 0; code == MLG_OK && i < r->n; at += r->pieces[i++].n)
        code = take_piece(c, r, &r->pieces[i], at, to_planes, diag, err);
    if (code == MLG_OK)
        code = count(c, err);
    r->so_far += (int64_t)n;
    return code;
}

static mlg_code from_cells(crowd *c, mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    run r = { .feed = c->o->cells, .n = 1 };
    placer *to_planes = NULL;
    mlg_diag told = { 0 };
    mlg_code code = placer_new(&to_planes, r.feed->layer, planes->home, err);

    while (code == MLG_OK && r.n) {
        code = r.feed->next(r.feed->from, &r.n, diag, err);
        if (code == MLG_OK && r.n)
            code = count_run(c, &r, to_planes, &told, err);
    }
    free(r.pieces);
    placer_free(to_planes);
    if (!mlg_diag_append(diag, &told) && code == MLG_OK)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    return code;
}

/* --- from zones ----------------------------------------------------------------------------
 */

static bool knows_people(const mlg_zones *z)
{
    for (size_t i = 0; z && i < z->n; i++)
        if (mlg_zone_population(z, i) >= 0)
            return true;
    return false;
}

static mlg_code from_zones(crowd *c, const mlg_zones *z, const mlg_xy *interior, mlg_err *err)
{
    mlg_xy *made = NULL;
    mlg_code code = room_for(c, z->n, err);

    if (code == MLG_OK && !interior)
        code = interior_points(&made, z, err);
    for (size_t i = 0; code == MLG_OK && i < z->n; i++) {
        c->number[i] = mlg_zone_population(z, i);
        c->plane[i] = (uint8_t)z->plane[i];
        c->at[i] = interior ? interior[i] : made[i];
    }
    if (code == MLG_OK)
        code = count(c, err);
    free(made);
    return code;
}

/* --- all of them
 * ------------------------------------------------------------------------------
 */

static mlg_code open_levels(residents *r, const mlg_network_options *o, mlg_err *err)
{
    r->of_level = calloc(o->n_levels + 1, sizeof *r->of_level);
    for (; r->of_level && r->n_levels < o->n_levels; r->n_levels++)
        if (!(r->of_level[r->n_levels] =
                  calloc(o->levels[r->n_levels]->n + 1, sizeof **r->of_level)))
            break;
    return r->of_level && r->n_levels == o->n_levels
               ? MLG_OK
               : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static void conclude(mlg_network *net)
{
    for (size_t h = 0; h < net->n_hubs; h++) {
        mlg_hub *hub = &net->hubs[h];

        if (isnan(hub->population))
            continue;
        net->population += hub->population;
        hub->people_mean_m = hub->population > 0 ? hub->people_mean_m / hub->population : NAN;
        hub->people_next_m = hub->population > 0 && isfinite(hub->people_next_m)
                                 ? hub->people_next_m / hub->population
                                 : NAN;
    }
}

mlg_code residents_count(residents *out, mlg_network *net, double *cost,
                         const mlg_network_options *o, const mlg_xy *interior,
                         const near_sheets *sheets, mlg_planes *planes, mlg_diag *diag,
                         mlg_err *err)
{
    const mlg_zones *first = o->n_levels ? o->levels[0] : NULL;
    crowd c = { .o = o, .sheets = sheets, .net = net, .cost = cost };
    mlg_code code = MLG_OK;

    *out = (residents){ 0 };
    for (size_t h = 0; h < net->n_hubs; h++)
        cost[h] = NAN;
    net->people_from = o->cells                    ? "carreaux"
                       : knows_people(o->communes) ? "communes"
                       : knows_people(first)       ? mlg_zones_name(first)
                                                   : NULL;
    if (!net->people_from)
        return MLG_OK;
    net->population = 0;
    if (o->cells)
        code = open_levels(out, o, err);
    c.of_level = out->of_level;
    c.n_levels = out->n_levels;
    if (code == MLG_OK)
        code = o->cells                    ? from_cells(&c, planes, diag, err)
               : knows_people(o->communes) ? from_zones(&c, o->communes, interior, err)
                                           : from_zones(&c, first, NULL, err);
    release(&c);
    conclude(net);
    return code;
}

void residents_communes(mlg_network *net, const mlg_zones *communes, const mlg_xy *interior,
                        const mlg_zones *territory, const near_sheets *sheets)
{
    for (size_t i = 0; communes && i < communes->n; i++) {
        plane_id id = communes->plane[i];

        if (!id || !sheets->of[id] ||
            (territory && zones_nearest(territory, id, interior[i]).distance != 0))
            continue;
        net->hubs[near_find(sheets->of[id], interior[i], MLG_NO_HUB, NULL).hub[0]].n_communes++;
    }
}
