#include "maillage/network.h"

#include "analysis/network/areas.h"
#include "analysis/network/closing.h"
#include "analysis/network/density.h"
#include "analysis/network/doubt.h"
#include "analysis/network/home.h"
#include "analysis/network/mesh.h"
#include "analysis/network/strands.h"
#include "base/i18n.h"
#include "geo/geos.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *mlg_attachment_name(mlg_attachment a)
{
    static const char *const names[MLG_ATTACHMENT_COUNT] = { "rattache", "isole",
                                                             "non_localise" };

    return names[a];
}

const char *mlg_certainty_name(mlg_certainty c)
{
    static const char *const names[MLG_CERTAINTY_COUNT] = { "certain", "douteux", "inconnu" };

    return names[c];
}

/* What the parts of the answer share. */
typedef struct footing {
    const mlg_network_options *o;
    mlg_planes *planes;
    commune_index *index;
    mlg_xy *interior; /* of the communes */
    nodes hubs, places;
    near_sheets sheets;
    vicinities vicinities;
    residents people;
    uint32_t *zone_of_hub, *zone_of_place; /* of the level that goes first */
} footing;

static void footing_release(footing *g)
{
    commune_index_free(g->index);
    free(g->interior);
    nodes_release(&g->hubs);
    nodes_release(&g->places);
    near_sheets_release(&g->sheets);
    vicinities_release(&g->vicinities);
    residents_release(&g->people);
    free(g->zone_of_hub);
    free(g->zone_of_place);
}

static mlg_code prepare(footing *g, const mlg_sites *sites, const mlg_sites *hubs, mlg_err *err)
{
    const mlg_zones *communes = g->o->communes;
    mlg_box around[PLANE_END];

    g->index = commune_index_new(communes);
    if (!g->index)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (interior_points(&g->interior, communes, err) != MLG_OK ||
        nodes_new(&g->hubs, hubs ? hubs : sites, hubs ? NODES_ALL : NODES_FABRIQUES, g->index,
                  communes, g->interior, g->planes, err) != MLG_OK ||
        nodes_rank(&g->hubs, err) != MLG_OK ||
        nodes_new(&g->places, sites, hubs ? NODES_ALL : NODES_OTHERS, g->index, communes,
                  g->interior, g->planes, err) != MLG_OK)
        return err->code;
    near_boxes_clear(around);
    near_boxes_add(around, g->places.plane, g->places.at, g->places.n);
    if (near_sheets_new(&g->sheets, &g->hubs, around, g->planes, err) != MLG_OK)
        return err->code;
    return vicinities_new(&g->vicinities, &g->hubs, g->o->n_levels ? g->o->levels[0] : NULL,
                          g->planes, err);
}

/* --- who leans on whom ------------------------------------------------------------------ */

/* The level whose own hubs go first. */
static mlg_code find_homes(footing *g, const mlg_zones **level, mlg_err *err)
{
    const mlg_network_options *o = g->o;

    *level = NULL;
    for (size_t i = 0; o->first && !*level && i < o->n_levels; i++)
        if (!strcmp(o->first, mlg_zones_name(o->levels[i])))
            *level = o->levels[i];
    if (!o->first)
        return MLG_OK;
    if (!*level)
        return mlg_fail(err, MLG_EUSAGE,
                        _("no layer of territories is called '%.60s', which should go first"),
                        o->first);
    if (home_zones(&g->zone_of_hub, &g->hubs, *level, g->index, o->communes, o->threads, err) !=
        MLG_OK)
        return err->code;
    return home_zones(&g->zone_of_place, &g->places, *level, g->index, o->communes, o->threads,
                      err);
}

static mlg_code lean(mlg_network *net, footing *g, mlg_err *err)
{
    leaning l = { .hubs = &g->hubs,
                  .places = &g->places,
                  .sheets = &g->sheets,
                  .within_m = isnan(net->within_m) ? INFINITY : net->within_m,
                  .threads = g->o->threads };
    mlg_code code = find_homes(g, &l.territories, err);

    l.zone_of_hub = g->zone_of_hub;
    l.zone_of_place = g->zone_of_place;
    if (code == MLG_OK)
        code = leaning_prepare(&l, g->planes, err);
    net->n_places = g->places.n;
    net->places = calloc(net->n_places + 1, sizeof *net->places);
    if (code == MLG_OK && !net->places)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK)
        code = leaning_find(net->places, &l, g->planes, err);
    if (code == MLG_OK)
        code = doubt_find(net->places, &l, g->index, g->o->communes, err);
    leaning_release(&l);
    return code;
}

static mlg_code list_hubs(mlg_network *net, const footing *g, mlg_err *err)
{
    net->n_hubs = g->hubs.n;
    net->hubs = calloc(net->n_hubs + 1, sizeof *net->hubs);
    if (!net->hubs)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t h = 0; h < net->n_hubs; h++)
        net->hubs[h] = (mlg_hub){ .site = g->hubs.site[h],
                                  .located = g->hubs.plane[h] != PLANE_NONE,
                                  .uncertainty_m = g->hubs.reach[h],
                                  .mean_m = NAN,
                                  .max_m = NAN,
                                  .area_m2 = NAN,
                                  .population = NAN,
                                  .moved_mean_m = NAN,
                                  .moved_max_m = NAN,
                                  .people_mean_m = NAN,
                                  .people_next_m = NAN };
    return MLG_OK;
}

/* Sums run in the order of the places, whatever the threads. */
static void count(mlg_network *net)
{
    for (size_t i = 0; i < net->n_places; i++) {
        const mlg_place *p = &net->places[i];
        mlg_hub *hub = &net->hubs[p->hub == MLG_NO_HUB ? 0 : p->hub];

        net->counts[p->attachment]++;
        if (p->attachment != MLG_UNLOCATED)
            net->certainties[p->certainty]++;
        if (p->attachment != MLG_ATTACHED)
            continue;
        hub->mean_m = (hub->n_places++ ? hub->mean_m : 0) + p->distance_m;
        hub->max_m = fmax(hub->max_m, p->distance_m);
    }
    for (size_t h = 0; h < net->n_hubs; h++)
        net->hubs[h].mean_m /= net->hubs[h].n_places;
}

static mlg_code keep_places(mlg_network *net, const footing *g, mlg_err *err)
{
    net->lonlat = malloc((net->n_hubs + net->n_places + 1) * sizeof *net->lonlat);
    if (!net->lonlat)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (net->n_hubs)
        memcpy(net->lonlat, g->hubs.lonlat, net->n_hubs * sizeof *net->lonlat);
    if (net->n_places)
        memcpy(net->lonlat + net->n_hubs, g->places.lonlat,
               net->n_places * sizeof *net->lonlat);
    return MLG_OK;
}

/* --- land and people ------------------------------------------------------------------------
 */

static mlg_code share_out(mlg_network *net, footing *g, mlg_diag *diag, mlg_err *err)
{
    const mlg_network_options *o = g->o;
    const mlg_zones *territory = o->n_levels ? o->levels[0] : NULL;
    double *cost = malloc((net->n_hubs + 1) * sizeof *cost);
    mlg_code code = cost ? residents_count(&g->people, net, cost, o, g->interior, &g->sheets,
                                           g->planes, diag, err)
                         : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    if (code == MLG_OK) {
        residents_communes(net, o->communes, g->interior, territory, &g->sheets);
        code = closing_find(net, cost, &g->hubs, err);
    }
    free(cost);
    if (code == MLG_OK && territory)
        code = areas_find(net, &g->vicinities, territory, g->planes, o->threads, err);
    return code;
}

static mlg_code measure_levels(mlg_network *net, const footing *g, mlg_err *err)
{
    const mlg_network_options *o = g->o;
    mlg_code code = MLG_OK;

    net->levels = calloc(o->n_levels + 1, sizeof *net->levels);
    if (!net->levels)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; code == MLG_OK && i < o->n_levels; i++) {
        uint32_t *of_hub = NULL, *of_place = NULL;

        code =
            home_zones(&of_hub, &g->hubs, o->levels[i], g->index, o->communes, o->threads, err);
        if (code == MLG_OK)
            code = home_zones(&of_place, &g->places, o->levels[i], g->index, o->communes,
                              o->threads, err);
        if (code == MLG_OK)
            code = density_find(
                &net->levels[net->n_levels++], o->levels[i], &g->hubs, of_hub, &g->places,
                of_place, g->people.n_levels ? g->people.of_level[i] : NULL, o->threads, err);
        free(of_hub);
        free(of_place);
    }
    return code;
}

/* --- doors ----------------------------------------------------------------------------------
 */

/* A list without fabriques is answered; one of fabriques that may be anywhere is not. */
static mlg_code check_located(const mlg_network *net, mlg_err *err)
{
    size_t located = 0;

    for (size_t h = 0; h < net->n_hubs; h++)
        located += net->hubs[h].located;
    return located || !net->n_hubs ? MLG_OK : sites_nowhere(net->hub_sites, err);
}

static void tell_missing(const mlg_network *net, mlg_diag *diag)
{
    if (!net->n_hubs)
        mlg_diag_add(diag, MLG_WARNING, "network-no-hub", mlg_sites_layer(net->hub_sites)->name,
                     0,
                     N_("no site is a fabrique: every place is isolated; give the hubs as a "
                        "layer of their own, or a column of kinds"));
    if (net->n_hubs && !net->n_places)
        mlg_diag_add(diag, MLG_WARNING, "network-no-place",
                     mlg_sites_layer(net->place_sites)->name, 0,
                     N_("every site is a fabrique: nobody leans on them; only their mesh and "
                        "areas are answered"));
}

static mlg_code fill(mlg_network *net, footing *g, mlg_diag *diag, mlg_err *err)
{
    const mlg_sites *own = net->hub_sites == net->place_sites ? NULL : net->hub_sites;

    if (prepare(g, net->place_sites, own, err) != MLG_OK || list_hubs(net, g, err) != MLG_OK ||
        check_located(net, err) != MLG_OK || lean(net, g, err) != MLG_OK)
        return err->code;
    count(net);
    if (keep_places(net, g, err) != MLG_OK)
        return err->code;
    tell_missing(net, diag);
    if (mesh_find(net, &g->vicinities, &g->hubs, g->o->threads, err) != MLG_OK)
        return err->code;
    if (strands_draw(net, &g->hubs, &g->places, err) != MLG_OK ||
        share_out(net, g, diag, err) != MLG_OK)
        return err->code;
    return measure_levels(net, g, err);
}

mlg_code mlg_network_new(mlg_network **out, const mlg_sites *sites, const mlg_sites *hubs,
                         const mlg_network_options *options, mlg_planes *planes, mlg_diag *diag,
                         mlg_err *err)
{
    footing g = { .o = options, .planes = planes };
    mlg_network *net = calloc(1, sizeof *net);
    mlg_code code;

    *out = NULL;
    if (!net)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    *net = (mlg_network){ .hub_sites = hubs ? hubs : sites,
                          .place_sites = sites,
                          .within_m = options->within_m,
                          .mesh_m = options->mesh_m,
                          .first = options->first,
                          .area_m2 = NAN,
                          .area_without_m2 = NAN,
                          .population = NAN };
    code = fill(net, &g, diag, err);
    footing_release(&g);
    if (code == MLG_OK)
        *out = net;
    else
        mlg_network_free(net);
    return code;
}

bool mlg_network_lonlat(const mlg_network *n, size_t node, mlg_xy *lonlat)
{
    *lonlat = n->lonlat[node];
    return isfinite(lonlat->x);
}

void mlg_network_free(mlg_network *n)
{
    if (!n)
        return;
    free(n->hubs);
    free(n->places);
    free(n->mesh);
    free(n->lonlat);
    free(n->attached);
    mlg_lines_release(&n->lines);
    mlg_polys_release(&n->areas);
    for (size_t i = 0; i < n->n_levels; i++)
        free(n->levels[i].rows);
    free(n->levels);
    free(n);
}
