#include "analysis/residents.h"

#include "base/i18n.h"
#include "base/par.h"
#include "base/text.h"
#include "geo/geos.h"
#include "geo/place.h"
#include "model/fields.h"

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
    free(r->number);
    free(r->at);
    free(r->plane);
    *r = (residents){ 0 };
}

static mlg_code room_for(residents *r, size_t n, mlg_err *err)
{
    *r = (residents){ .n = n,
                      .number = calloc(n + 1, sizeof *r->number),
                      .at = calloc(n + 1, sizeof *r->at),
                      .plane = calloc(n + 1, 1) };
    return r->number && r->at && r->plane ? MLG_OK
                                          : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* --- from cells ----------------------------------------------------------------------------
 */

static mlg_code read_numbers(residents *r, const mlg_layer *layer, const char *told,
                             mlg_diag *diag, mlg_err *err)
{
    const mlg_column *c =
        told ? mlg_layer_column(layer, told) : fields_find(layer, F_POPULATION);

    if (!c) {
        mlg_fail(err, MLG_EDATA, _("has no column of people such as '%s': name it"),
                 told ? told : fields_names(F_POPULATION)[0]);
        return mlg_at(err, layer->name, 0);
    }
    for (size_t i = 0; i < r->n; i++) {
        const char *text = mlg_cell(c, i);

        if (text_is_missing(text) || !text_number(text, &r->number[i])) {
            r->number[i] = 0;
            mlg_diag_add(diag, MLG_WARNING, "population-unreadable", layer->name,
                         (int64_t)i + 1, N_("population '%.40s' is not a number: counted as 0"),
                         text);
        } else if (r->number[i] < 0) {
            r->number[i] = 0;
            mlg_diag_add(diag, MLG_WARNING, "population-negative", layer->name, (int64_t)i + 1,
                         N_("population %s is negative: counted as 0"), text);
        }
    }
    return MLG_OK;
}

static mlg_code from_cells(residents *r, const mlg_network_options *o, mlg_planes *planes,
                           mlg_diag *diag, mlg_err *err)
{
    const mlg_layer *layer = o->population;
    mlg_xy *lonlat;
    mlg_code code;

    if (layer->geometry != MLG_GEOMETRY_POINT) {
        mlg_fail(err, MLG_EDATA,
                 _("holds no points; population cells are points with a number of people"));
        return mlg_at(err, layer->name, 0);
    }
    lonlat = malloc((layer->n + 1) * sizeof *lonlat);
    code = room_for(r, layer->n, err);
    if (!lonlat)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK)
        code = points_place(lonlat, r->at, r->plane, layer, o->threads, planes, diag, err);
    if (code == MLG_OK)
        code = read_numbers(r, layer, o->population_column, diag, err);
    free(lonlat);
    r->from = "carreaux";
    r->cells = true;
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

static mlg_code from_zones(residents *r, const mlg_zones *z, const mlg_xy *interior,
                           const char *from, mlg_err *err)
{
    mlg_xy *made = NULL;
    mlg_code code = room_for(r, z->n, err);

    if (code == MLG_OK && !interior)
        code = interior_points(&made, z, err);
    r->from = from;
    for (size_t i = 0; code == MLG_OK && i < z->n; i++) {
        double number = mlg_zone_population(z, i);

        r->number[i] = number > 0 ? number : 0;
        r->plane[i] = (uint8_t)z->plane[i];
        r->at[i] = interior ? interior[i] : made[i];
    }
    free(made);
    return code;
}

/* --- within the territory --------------------------------------------------------------------
 */

typedef struct filter {
    residents *residents;
    const mlg_zones *territory;
} filter;

static mlg_code keep_inside(void *arg, size_t i, mlg_err *err)
{
    const filter *f = arg;
    residents *r = f->residents;

    (void)err;
    if (r->plane[i] && zones_nearest(f->territory, r->plane[i], r->at[i]).distance != 0)
        r->plane[i] = PLANE_NONE;
    return MLG_OK;
}

mlg_code residents_new(residents *out, const mlg_network_options *o, const mlg_xy *interior,
                       mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    static const par_job job = { .run = keep_inside };
    const mlg_zones *first = o->n_levels ? o->levels[0] : NULL;
    filter f = { out, first };
    mlg_code code = MLG_OK;

    *out = (residents){ 0 };
    if (o->population)
        code = from_cells(out, o, planes, diag, err);
    else if (knows_people(o->communes))
        code = from_zones(out, o->communes, interior, "communes", err);
    else if (knows_people(first))
        code = from_zones(out, first, NULL, mlg_zones_name(first), err);
    if (code == MLG_OK && out->from && first)
        code = par_for(out->n, o->threads, &job, &f, err);
    return code;
}

/* --- counting
 * ---------------------------------------------------------------------------------- */

typedef struct counting {
    const residents *residents;
    const near_sheets *sheets;
    near_two *two;
} counting;

static mlg_code find_one(void *arg, size_t i, mlg_err *err)
{
    const counting *c = arg;
    const near_sheet *sheet = c->sheets->of[c->residents->plane[i]];

    (void)err;
    c->two[i] = (near_two){ { MLG_NO_HUB, MLG_NO_HUB }, { INFINITY, INFINITY } };
    if (sheet)
        c->two[i] = near_find(sheet, c->residents->at[i], MLG_NO_HUB, NULL);
    return MLG_OK;
}

static void add_up(mlg_network *net, double *cost, const residents *r, const near_two *two)
{
    for (size_t i = 0; i < r->n; i++) {
        mlg_hub *hub;

        if (two[i].hub[0] == MLG_NO_HUB)
            continue;
        hub = &net->hubs[two[i].hub[0]];
        if (isnan(hub->population)) {
            hub->population = hub->people_mean_m = hub->people_next_m = 0;
            cost[two[i].hub[0]] = 0;
        }
        hub->population += r->number[i];
        if (r->number[i] == 0)
            continue;
        hub->people_mean_m += r->number[i] * two[i].ground[0];
        hub->people_next_m += r->number[i] * two[i].ground[1];
        cost[two[i].hub[0]] += r->number[i] * (two[i].ground[1] - two[i].ground[0]);
    }
}

mlg_code residents_count(mlg_network *net, double *cost, const residents *r,
                         const near_sheets *sheets, unsigned threads, mlg_err *err)
{
    static const par_job job = { .run = find_one };
    counting c = { r, sheets, malloc((r->n + 1) * sizeof *c.two) };
    mlg_code code = c.two ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    for (size_t h = 0; h < net->n_hubs; h++)
        cost[h] = NAN;
    net->people_from = r->from;
    if (code == MLG_OK && r->from)
        code = par_for(r->n, threads, &job, &c, err);
    if (code == MLG_OK && r->from) {
        net->population = 0;
        add_up(net, cost, r, c.two);
    }
    for (size_t h = 0; code == MLG_OK && h < net->n_hubs; h++) {
        mlg_hub *hub = &net->hubs[h];

        if (isnan(hub->population))
            continue;
        net->population += hub->population;
        hub->people_mean_m = hub->population > 0 ? hub->people_mean_m / hub->population : NAN;
        hub->people_next_m = hub->population > 0 && isfinite(hub->people_next_m)
                                 ? hub->people_next_m / hub->population
                                 : NAN;
    }
    free(c.two);
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
