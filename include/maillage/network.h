#ifndef MLG_NETWORK_H
#define MLG_NETWORK_H
#include "maillage/coverage.h"

/* The network as it is: which tiers-lieux (places) lean on which fabriques (hubs), the land
 * and the people around each hub, the mesh that the hubs make, where it tears, and what the
 * closing of one hub would change. Distances are ground metres; nothing is measured or linked
 * across planes. Ties go to the hub of smaller identifier (byte order, then record). */

#define MLG_NO_HUB UINT32_MAX

typedef enum mlg_attachment {
    MLG_ATTACHED,
    MLG_ISOLATED,  /* no hub in its plane, or none within the distance asked for */
    MLG_UNLOCATED, /* no usable location */
    MLG_ATTACHMENT_COUNT
} mlg_attachment;

const char *mlg_attachment_name(mlg_attachment a); /* "rattache", "isole", "non_localise" */

/* Would the attachment be the same, wherever in their regions the coarse locations of the
 * place and of the hubs really are? */
typedef enum mlg_certainty {
    MLG_CERTAIN,
    MLG_DOUBTFUL,
    MLG_UNKNOWN, /* a commune location whose polygon was not found */
    MLG_CERTAINTY_COUNT
} mlg_certainty;

const char *mlg_certainty_name(mlg_certainty c); /* "certain", "douteux", "inconnu" */

typedef struct mlg_place {
    uint32_t site;        /* record of its layer, from 0 */
    uint32_t hub, second; /* hubs by number: the one it leans on (isolated: the nearest all the
                             same), and the one it would lean on without it; MLG_NO_HUB: none
                             in that plane */
    double distance_m, second_m; /* to them; NaN: none */
    double uncertainty_m;        /* how far it may be from its position; NaN: not known */
    uint8_t attachment, certainty;
    uint8_t moves; /* without its hub it would still be attached, to `second` */
    uint8_t home;  /* its hub is of its own territory, as was asked for first */
} mlg_place;

typedef struct mlg_hub {
    uint32_t site;
    uint8_t located;
    double uncertainty_m;

    /* who leans on it */
    uint32_t n_places;
    double mean_m, max_m; /* of their distances; NaN: no place */

    /* what is nearer to it than to any other hub */
    double area_m2;      /* ellipsoid; NaN: no territory, or no location */
    double population;   /* NaN: not known */
    uint32_t n_communes; /* by an interior point */

    /* the mesh */
    uint32_t degree, component; /* components count from 1, the largest first; 0: unlocated */
    uint8_t articulation;       /* without it, its component falls apart */

    /* if it closed */
    uint32_t rank;                    /* 1: matters most; 0: unlocated */
    uint32_t n_isolated;              /* places that no hub would take over */
    double moved_mean_m, moved_max_m; /* distance of the others to their next hub; NaN: none */
    double people_mean_m, people_next_m; /* of the people of its area: mean distance to it, and
                                            to their next hub; NaN: not known, or no next */
    double loss; /* what ranks it: people x extra km; places x extra km when people are not
                    known. INFINITY: some would have none */
} mlg_hub;

/* A link of the mesh. */
typedef struct mlg_mesh_link {
    uint32_t a, b; /* hubs, a of smaller identifier */
    double length_m;
    uint8_t tree;   /* of the minimum spanning tree */
    uint8_t within; /* not longer than the distance asked for (always, without one) */
    uint8_t bridge; /* its loss splits a component */
    uint32_t tear;  /* rank among the tree's links by length, the longest first; 0: not in it */
} mlg_mesh_link;

/* Broken lines. Line l has parts part_of[l] .. part_of[l+1]-1 (several where it crosses the
 * antimeridian), part p has vertices xy_of[p] .. xy_of[p+1]-1, in degrees. */
typedef struct mlg_lines {
    size_t n, n_parts, n_xy;
    uint32_t *part_of, *xy_of;
    mlg_xy *xy;
} mlg_lines;

void mlg_lines_release(mlg_lines *lines);

/* How dense the network is in a territory. */
typedef struct mlg_density {
    uint32_t n_hubs, n_places;       /* located there */
    double area_m2, population;      /* population NaN: not known */
    double per_100000, per_1000_km2; /* hubs and places together; NaN: not known, or 0 people */
    double nearest_m; /* mean ground distance to the nearest other one of the territory */
    double index;     /* over what chance would give: below 1 clustered, above 1 dispersed */
    double z;         /* its standard deviate; all three NaN below 2 sites */
} mlg_density;

typedef struct mlg_level_density {
    const mlg_zones *zones; /* borrowed */
    mlg_density *rows;      /* one per zone */
    size_t unattached;      /* sites in no territory of the level */
} mlg_level_density;

typedef struct mlg_network {
    const mlg_sites *hub_sites, *place_sites; /* borrowed; the same when one layer holds both */
    double within_m, mesh_m;                  /* as asked for; NaN: not */
    const char *first;                        /* name of the level that goes first; NULL */
    size_t n_hubs, n_places, n_mesh, n_levels;
    mlg_hub *hubs;       /* in the order of their layer */
    mlg_place *places;   /* likewise */
    mlg_mesh_link *mesh; /* by identifiers of a, then b */
    mlg_xy *lonlat;      /* of the hubs, then of the places, degrees; NaN: unlocated */
    mlg_lines lines;     /* geodesics: the mesh links, then one per attached place, in order */
    uint32_t *attached;  /* their places */
    size_t n_attached;
    mlg_level_density *levels;

    mlg_polys areas;         /* one feature per hub, degrees; no rings where it has no area */
    double area_m2;          /* of the territory, in the planes where there is a hub */
    double area_without_m2;  /* elsewhere */
    double population;       /* counted in the areas; NaN: not known */
    const char *people_from; /* "carreaux", "communes", or a level's name; NULL: not known */

    size_t counts[MLG_ATTACHMENT_COUNT], certainties[MLG_CERTAINTY_COUNT];
    size_t n_components, n_bridges, n_articulations;
    double tree_m; /* length of the spanning trees */
} mlg_network;

typedef struct mlg_network_options {
    double within_m;   /* attach no farther than that, inclusive; NaN: as far as it takes */
    double mesh_m;     /* the mesh keeps no longer link, inclusive; NaN: any */
    const char *first; /* level whose own hubs are preferred; NULL: the nearest, wherever */
    const mlg_zones *communes; /* commune locations; may be NULL */
    mlg_zones *const *levels;  /* densities; the first is also the territory that areas
                                  share out */
    size_t n_levels;           /* 0: no areas */
    /* People where they live (mlg_population_feed). NULL: then the people of each commune,
     * failing that of each zone of the first level that knows them, at an interior point. */
    const mlg_feed *cells;
    bool cells_told; /* mlg_cover has counted them, and told of those without a place */
    unsigned threads;
} mlg_network_options;

/* Hubs are the fabriques of `sites` and places its other tiers-lieux; given `hubs`, all its
 * sites are hubs and all of `sites` are places, whatever their kind.
 *
 * The mesh is the relative-neighbourhood graph (Toussaint 1980): two hubs are linked unless
 * a third is nearer to both than they are to each other. It holds the minimum spanning tree.
 * Hubs less than 1 cm apart count as one, and are linked to the smallest identifier of them.
 * Components, bridges and articulations are those of the mesh without the links longer than
 * mesh_m, whose components are also those of all pairs within it.
 *
 * The index is the mean nearest-neighbour distance over 1 / (2 sqrt(density)), and z its
 * deviate, without correction for edges (Clark and Evans 1954, Ecology 35:445-453).
 *
 * Without any hub every place is isolated; hubs none of which is located are MLG_EDATA.
 *
 * The answer depends neither on threads nor, but for the order of rows, on that of sites. */
mlg_code mlg_network_new(mlg_network **out, const mlg_sites *sites, const mlg_sites *hubs,
                         const mlg_network_options *options, mlg_planes *planes, mlg_diag *diag,
                         mlg_err *err);
void mlg_network_free(mlg_network *n); /* NULL is fine */

/* Where a node is drawn and measured from: hubs first, then places (n_hubs + place). False:
 * it is not located. */
bool mlg_network_lonlat(const mlg_network *n, size_t node, mlg_xy *lonlat);
#endif
