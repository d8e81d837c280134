#include "report/json.h"
#include "report/network.h"

enum { TEARS_TOLD = 10, CLOSINGS_TOLD = 10, ISOLATED_TOLD = 1000, TORN_TOLD = 1000 };

/* The site's identifier or, without one, its record. */
static json_t *id_json(const mlg_sites *sites, size_t site)
{
    table_value v = { 0 };

    set_site_id(&v, sites, site);
    return text_json(v.text);
}

static json_t *hub_json(const mlg_network *n, uint32_t hub)
{
    char node[NODE_ROOM];

    if (hub == MLG_NO_HUB)
        return json_null();
    return json_pack("{s:s, s:o, s:o}", "noeud", node_of_hub(node, n, hub), "id",
                     id_json(n->hub_sites, n->hubs[hub].site), "nom",
                     text_json(mlg_site_name(n->hub_sites, n->hubs[hub].site)));
}

/* In the order of the file. */
static json_t *isolated_json(const mlg_network *n)
{
    json_t *list = json_array();
    int fault = 0;

    for (uint32_t i = 0; i < n->n_places && json_array_size(list) < ISOLATED_TOLD; i++) {
        const mlg_place *p = &n->places[i];
        char node[NODE_ROOM];

        if (p->attachment != MLG_ISOLATED)
            continue;
        fault |= json_array_append_new(
            list,
            json_pack("{s:s, s:o, s:o, s:o, s:o}", "noeud", node_of_place(node, n, i), "id",
                      id_json(n->place_sites, p->site), "nom",
                      text_json(mlg_site_name(n->place_sites, p->site)), "fabrique_proche",
                      hub_json(n, p->hub), "distance_m", figure_json(p->distance_m, 0.1)));
    }
    if (!fault)
        return list;
    json_decref(list);
    return NULL;
}

static json_t *attachments_json(const mlg_network *n)
{
    json_t *all = json_object(), *sure = json_object();
    int fault = 0;

    for (int a = 0; a < MLG_ATTACHMENT_COUNT; a++)
        fault |= json_object_set_new(all, mlg_attachment_name((mlg_attachment)a),
                                     count_json(n->counts[a]));
    for (int c = 0; c < MLG_CERTAINTY_COUNT; c++)
        fault |= json_object_set_new(sure, mlg_certainty_name((mlg_certainty)c),
                                     count_json(n->certainties[c]));
    fault |= json_object_set_new(all, "certitude", sure) |
             json_object_set_new(all, "isoles", isolated_json(n));
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

/* --- the mesh ---------------------------------------------------------------------------- */

static json_t *link_json(const mlg_network *n, const mlg_mesh_link *l)
{
    return json_pack("{s:o, s:o, s:o, s:b}", "de", hub_json(n, l->a), "vers", hub_json(n, l->b),
                     "longueur_m", figure_json(l->length_m, 0.1), "pont", l->bridge);
}

/* The longest links of the spanning tree. */
static json_t *tears_json(const mlg_network *n)
{
    const mlg_mesh_link *by_rank[TEARS_TOLD] = { NULL };
    json_t *list = json_array();
    int fault = 0;

    for (size_t i = 0; i < n->n_mesh; i++)
        if (n->mesh[i].tear && n->mesh[i].tear <= TEARS_TOLD)
            by_rank[n->mesh[i].tear - 1] = &n->mesh[i];
    for (int k = 0; k < TEARS_TOLD && by_rank[k]; k++)
        fault |= json_array_append_new(list, link_json(n, by_rank[k]));
    if (!fault)
        return list;
    json_decref(list);
    return NULL;
}

static json_t *articulations_json(const mlg_network *n)
{
    json_t *list = json_array();
    int fault = 0;

    for (uint32_t h = 0; h < n->n_hubs && json_array_size(list) < TORN_TOLD; h++)
        if (n->hubs[h].articulation)
            fault |= json_array_append_new(list, hub_json(n, h));
    if (!fault)
        return list;
    json_decref(list);
    return NULL;
}

static json_t *mesh_json(const mlg_network *n)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "liens", count_json(n->n_mesh),
                     "longueur_arbre_m", figure_json(n->tree_m, 0.1), "composantes",
                     count_json(n->n_components), "ponts", count_json(n->n_bridges),
                     "articulations", count_json(n->n_articulations), "fabriques_articulations",
                     articulations_json(n), "dechirures", tears_json(n));
}

/* --- closings ----------------------------------------------------------------------------- */

static json_t *closing_json(const mlg_network *n, uint32_t hub)
{
    const mlg_hub *h = &n->hubs[hub];

    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "fabrique", hub_json(n, hub), "lieux",
        count_json(h->n_places), "lieux_isoles", count_json(h->n_isolated),
        "distance_moyenne_m", figure_json(h->mean_m, 0.1), "distance_moyenne_apres_m",
        figure_json(h->moved_mean_m, 0.1), "distance_max_apres_m",
        figure_json(h->moved_max_m, 0.1), "population", figure_json(h->population, 0.1),
        "habitants_distance_m", figure_json(h->people_mean_m, 0.1),
        "habitants_distance_apres_m", figure_json(h->people_next_m, 0.1));
}

static json_t *closings_json(const mlg_network *n)
{
    uint32_t by_rank[CLOSINGS_TOLD];
    json_t *list = json_array();
    int fault = 0;

    for (int k = 0; k < CLOSINGS_TOLD; k++)
        by_rank[k] = MLG_NO_HUB;
    for (uint32_t h = 0; h < n->n_hubs; h++)
        if (n->hubs[h].rank && n->hubs[h].rank <= CLOSINGS_TOLD)
            by_rank[n->hubs[h].rank - 1] = h;
    for (int k = 0; k < CLOSINGS_TOLD && by_rank[k] != MLG_NO_HUB; k++)
        fault |= json_array_append_new(list, closing_json(n, by_rank[k]));
    if (!fault)
        return list;
    json_decref(list);
    return NULL;
}

/* --- all together ----------------------------------------------------------------------------
 */

static json_t *levels_json(const mlg_network *n)
{
    json_t *list = json_array();
    int fault = 0;

    for (size_t i = 0; i < n->n_levels; i++)
        fault |= json_array_append_new(
            list, json_pack("{s:s, s:o, s:o}", "niveau", mlg_zones_name(n->levels[i].zones),
                            "territoires", count_json(mlg_zones_count(n->levels[i].zones)),
                            "hors_de_tout_territoire", count_json(n->levels[i].unattached)));
    if (!fault)
        return list;
    json_decref(list);
    return NULL;
}

json_t *network_json(const mlg_network *n)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o}, s:o, s:o}", "fabriques",
                     count_json(n->n_hubs), "tiers_lieux", count_json(n->n_places),
                     "rattachements", attachments_json(n), "maillage", mesh_json(n), "aires",
                     "surface_km2", figure_json(n->area_m2 / 1e6, 1e-4),
                     "surface_sans_fabrique_km2", figure_json(n->area_without_m2 / 1e6, 1e-4),
                     "population", figure_json(n->population, 0.1), "population_selon",
                     n->people_from ? text_json(n->people_from) : json_null(), "fermetures",
                     closings_json(n), "niveaux", levels_json(n));
}
