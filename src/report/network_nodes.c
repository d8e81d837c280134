#include "report/network.h"

#include "base/i18n.h"

#include <stdio.h>

enum {
    NOEUD,
    ID,
    NOM,
    TYPE,
    LON,
    LAT,
    INSEE_COM,
    LOCALISATION,
    INCERTITUDE,
    RATTACHEMENT,
    CERTITUDE,
    FABRIQUE,
    FABRIQUE_NOM,
    DISTANCE,
    SUIVANTE,
    SUIVANTE_NOM,
    DISTANCE_SUIVANTE,
    MEME_TERRITOIRE,
    NB_LIEUX,
    DISTANCE_MOYENNE,
    DISTANCE_MAX,
    SURFACE,
    POPULATION,
    NB_COMMUNES,
    NB_LIENS,
    COMPOSANTE,
    ARTICULATION,
    FERMETURE_RANG,
    FERMETURE_ISOLES,
    FERMETURE_MOYENNE,
    FERMETURE_MAX,
    HABITANTS_MOYENNE,
    HABITANTS_SUIVANTE,
    N_COLUMNS
};

static const table_column columns[N_COLUMNS] = {
    [NOEUD] = { "noeud", COLUMN_TEXT, 0,
                N_("key of the node: F or T and the record of the fabrique or tiers-lieu") },
    [ID] = { "id", COLUMN_TEXT, 0, N_("identifier of the site") },
    [NOM] = { "nom", COLUMN_TEXT, 0, N_("name of the site") },
    [TYPE] = { "type", COLUMN_TEXT, 0, N_("fabrique or tiers_lieu") },
    [LON] = { "lon", COLUMN_NUMBER, 7, N_("longitude of the point, degrees") },
    [LAT] = { "lat", COLUMN_NUMBER, 7, N_("latitude of the point, degrees") },
    [INSEE_COM] = { "insee_com", COLUMN_TEXT, 0, N_("Insee code of the commune, as given") },
    [LOCALISATION] = { "localisation", COLUMN_TEXT, 0,
                       N_("what is known of the place: point or commune") },
    [INCERTITUDE] = { "incertitude_m", COLUMN_NUMBER, 0,
                      N_("how far the site may be from the position used, in metres") },
    [RATTACHEMENT] = { "rattachement", COLUMN_TEXT, 0,
                       N_("of a tiers-lieu: rattache, isole or non_localise") },
    [CERTITUDE] = { "certitude", COLUMN_TEXT, 0,
                    N_("certain; douteux: another attachment is possible within the "
                       "uncertainty of locations; inconnu: a location has no polygon") },
    [FABRIQUE] = { "fabrique", COLUMN_TEXT, 0,
                   N_("node it leans on; of an isolated one: the nearest all the same") },
    [FABRIQUE_NOM] = { "fabrique_nom", COLUMN_TEXT, 0, N_("name of that fabrique") },
    [DISTANCE] = { "distance_m", COLUMN_NUMBER, 1, N_("ground distance to it, in metres") },
    [SUIVANTE] = { "fabrique_suivante", COLUMN_TEXT, 0,
                   N_("node it would lean on if that fabrique closed") },
    [SUIVANTE_NOM] = { "fabrique_suivante_nom", COLUMN_TEXT, 0, N_("name of that fabrique") },
    [DISTANCE_SUIVANTE] = { "distance_suivante_m", COLUMN_NUMBER, 1,
                            N_("ground distance to it, in metres") },
    [MEME_TERRITOIRE] = { "meme_territoire", COLUMN_INTEGER, 0,
                          N_("1: it leans on a fabrique of its own territory, as was asked") },
    [NB_LIEUX] = { "nb_lieux", COLUMN_INTEGER, 0,
                   N_("of a fabrique: tiers-lieux that lean on it") },
    [DISTANCE_MOYENNE] = { "distance_moyenne_m", COLUMN_NUMBER, 1,
                           N_("mean of their distances, in metres") },
    [DISTANCE_MAX] = { "distance_max_m", COLUMN_NUMBER, 1,
                       N_("greatest of their distances, in metres") },
    [SURFACE] = { "surface_km2", COLUMN_NUMBER, 4,
                  N_("area nearer to it than to any other fabrique, in km2") },
    [POPULATION] = { "population", COLUMN_NUMBER, 1,
                     N_("people nearer to it than to any other fabrique") },
    [NB_COMMUNES] = { "nb_communes", COLUMN_INTEGER, 0,
                      N_("communes whose interior point is nearer to it than to any other") },
    [NB_LIENS] = { "nb_liens", COLUMN_INTEGER, 0, N_("links of the mesh that it has") },
    [COMPOSANTE] = { "composante", COLUMN_INTEGER, 0,
                     N_("connected component of the mesh, the largest first") },
    [ARTICULATION] = { "articulation", COLUMN_INTEGER, 0,
                       N_("1: without it, its component falls apart") },
    [FERMETURE_RANG] = { "fermeture_rang", COLUMN_INTEGER, 0,
                         N_("rank of what its closing would change, the most first") },
    [FERMETURE_ISOLES] = { "fermeture_isoles", COLUMN_INTEGER, 0,
                           N_("tiers-lieux that no fabrique would take over") },
    [FERMETURE_MOYENNE] = { "fermeture_distance_moyenne_m", COLUMN_NUMBER, 1,
                            N_("mean distance of the others to their next fabrique") },
    [FERMETURE_MAX] = { "fermeture_distance_max_m", COLUMN_NUMBER, 1,
                        N_("greatest distance of the others to their next fabrique") },
    [HABITANTS_MOYENNE] = { "habitants_distance_m", COLUMN_NUMBER, 1,
                            N_("mean distance of the people of its area to it") },
    [HABITANTS_SUIVANTE] = { "fermeture_habitants_distance_m", COLUMN_NUMBER, 1,
                             N_("mean distance of the same people to their next fabrique") },
};

const char *node_of_hub(char text[NODE_ROOM], const mlg_network *n, uint32_t hub)
{
    snprintf(text, NODE_ROOM, "F%u", n->hubs[hub].site + 1);
    return text;
}

const char *node_of_place(char text[NODE_ROOM], const mlg_network *n, uint32_t place)
{
    snprintf(text, NODE_ROOM, "T%u", n->places[place].site + 1);
    return text;
}

void set_site_id(table_value *v, const mlg_sites *sites, size_t site)
{
    table_set_text(v, mlg_site_id(sites, site));
    if (!v->null)
        return;
    v->null = false;
    snprintf(v->scratch, sizeof v->scratch, "%zu", site + 1);
    v->text = v->scratch;
}

static void set_hub_node(table_value *v, const mlg_network *n, uint32_t hub)
{
    if (hub == MLG_NO_HUB)
        v->null = true;
    else
        table_set_text(v, node_of_hub(v->scratch, n, hub));
}

static void set_hub_name(table_value *v, const mlg_network *n, uint32_t hub)
{
    if (hub == MLG_NO_HUB)
        v->null = true;
    else
        table_set_text(v, mlg_site_name(n->hub_sites, n->hubs[hub].site));
}

static void set_place(table_value *v, const mlg_network *n, uint32_t place, size_t column)
{
    const mlg_place *p = &n->places[place];

    switch (column) {
    case RATTACHEMENT:
        table_set_text(v, mlg_attachment_name((mlg_attachment)p->attachment));
        break;
    case CERTITUDE:
        table_set_text(v, p->attachment == MLG_UNLOCATED
                              ? ""
                              : mlg_certainty_name((mlg_certainty)p->certainty));
        break;
    case FABRIQUE:
        set_hub_node(v, n, p->hub);
        break;
    case FABRIQUE_NOM:
        set_hub_name(v, n, p->hub);
        break;
    case DISTANCE:
        table_set_number(v, p->distance_m);
        break;
    case SUIVANTE:
        set_hub_node(v, n, p->second);
        break;
    case SUIVANTE_NOM:
        set_hub_name(v, n, p->second);
        break;
    case DISTANCE_SUIVANTE:
        table_set_number(v, p->second_m);
        break;
    case MEME_TERRITOIRE:
        v->number = p->home;
        v->null = !n->first || p->attachment == MLG_UNLOCATED;
        break;
    default:
        v->null = true;
    }
}

static void set_hub(table_value *v, const mlg_network *n, uint32_t hub, size_t column)
{
    const mlg_hub *h = &n->hubs[hub];
    const double numbers[N_COLUMNS] = {
        [NB_LIEUX] = h->n_places,
        [DISTANCE_MOYENNE] = h->mean_m,
        [DISTANCE_MAX] = h->max_m,
        [SURFACE] = h->area_m2 / 1e6,
        [POPULATION] = h->population,
        [NB_COMMUNES] = h->n_communes,
        [NB_LIENS] = h->degree,
        [COMPOSANTE] = h->component,
        [ARTICULATION] = h->articulation,
        [FERMETURE_RANG] = h->rank,
        [FERMETURE_ISOLES] = h->n_isolated,
        [FERMETURE_MOYENNE] = h->moved_mean_m,
        [FERMETURE_MAX] = h->moved_max_m,
        [HABITANTS_MOYENNE] = h->people_mean_m,
        [HABITANTS_SUIVANTE] = h->people_next_m,
    };

    if (column < NB_LIEUX || !h->located)
        v->null = true;
    else
        table_set_number(v, numbers[column]);
}

static void set_site(table_value *v, const mlg_network *n, size_t row, size_t column)
{
    bool hub = row < n->n_hubs;
    uint32_t number = (uint32_t)(hub ? row : row - n->n_hubs);
    const mlg_sites *sites = hub ? n->hub_sites : n->place_sites;
    uint32_t site = hub ? n->hubs[number].site : n->places[number].site;
    mlg_location location = mlg_site_location(sites, site);
    mlg_xy at;

    switch (column) {
    case NOEUD:
        table_set_text(v, hub ? node_of_hub(v->scratch, n, number)
                              : node_of_place(v->scratch, n, number));
        break;
    case ID:
        set_site_id(v, sites, site);
        break;
    case NOM:
        table_set_text(v, mlg_site_name(sites, site));
        break;
    case TYPE:
        table_set_text(v, hub ? "fabrique" : "tiers_lieu");
        break;
    case INSEE_COM:
        table_set_text(v, mlg_site_commune(sites, site));
        break;
    case LOCALISATION:
        table_set_text(v, location == MLG_POINT     ? "point"
                          : location == MLG_COMMUNE ? "commune"
                                                    : "");
        break;
    case INCERTITUDE:
        table_set_number(v,
                         hub ? n->hubs[number].uncertainty_m : n->places[number].uncertainty_m);
        break;
    default:
        v->null = !mlg_network_lonlat(n, row, &at);
        v->number = column == LON ? at.x : at.y;
    }
}

static void value(const void *data, size_t row, size_t column, table_value *v)
{
    const mlg_network *n = data;

    if (column < RATTACHEMENT)
        set_site(v, n, row, column);
    else if (row < n->n_hubs)
        set_hub(v, n, (uint32_t)row, column);
    else
        set_place(v, n, (uint32_t)(row - n->n_hubs), column);
}

static bool point(const void *data, size_t row, mlg_xy *lonlat)
{
    return mlg_network_lonlat(data, row, lonlat);
}

void nodes_table(table *t, const mlg_network *n)
{
    *t = (table){ .name = "reseau-noeuds",
                  .columns = columns,
                  .n_columns = N_COLUMNS,
                  .n_rows = n->n_hubs + n->n_places,
                  .id_column = NOEUD,
                  .data = n,
                  .value = value,
                  .point = point };
}
