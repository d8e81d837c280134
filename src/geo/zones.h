#ifndef MLG_GEO_ZONES_H
#define MLG_GEO_ZONES_H
#include "geo/edges.h"
#include "geo/plane.h"
#include "geo/rtree.h"
#include "geo/borders.h"
#include "maillage/zones.h"

/* Inside view of zones, for analysis. */

struct mlg_planes {
    plane *open[PLANE_END];
    plane_id home; /* UTM plane of a study outside France, once known */
};

/* Opens it at first use, on the calling thread. */
mlg_code planes_get(mlg_planes *planes, plane_id id, const plane **out, mlg_err *err);

/* The zones of one plane. */
typedef struct zone_sheet {
    plane_id id;
    const plane *plane;
    rtree *tree;                 /* of the zones' boxes; items are zones */
    mlg_box around;              /* all of them, and 300 km around */
    double scale_min, scale_max; /* there */
} zone_sheet;

struct mlg_zones {
    mlg_layer *layer; /* attributes; its polygons moved here */
    char *name;
    const mlg_column *code, *label, *population;
    size_t n;
    mlg_polys polys; /* in each zone's plane */
    mlg_box *box;
    double *area;    /* m2 on the ellipsoid */
    plane_id *plane; /* PLANE_NONE: no polygon */
    uint32_t *rank;  /* by code, byte order; equal codes by record */
    edges *edges;
    bool covers[PLANE_END]; /* has a zone there, or is said to cover it */
    size_t n_sheets;
    zone_sheet *sheets;

    struct zones_kept *kept; /* zones_borders, zones_grid (zonegrid.h) */

    /* Zones made of others by a code (mlg_zones_by_code): */
    const struct mlg_zones *base; /* borrowed; NULL: read from a layer of their own */
    uint32_t *part_of; /* for each zone of the base, the zone it is part of, or ZONE_NONE */
};

/* How zones are made: an empty object that owns the layer (freed on failure: NULL), then, its
 * columns, polygons and planes set, repaired, measured and indexed. */
mlg_zones *zones_empty(mlg_layer *layer, const char *name);
mlg_code zones_finish(mlg_zones *z, const mlg_zones_options *o, mlg_planes *planes,
                      mlg_diag *diag, mlg_err *err);
/* The column told, or the usual one of the role; NULL: none. */
mlg_code zones_choose_code(const mlg_column **out, const mlg_layer *layer, const char *told,
                           mlg_role role, mlg_err *err);

enum { ZONE_NONE = UINT32_MAX };

/* The nearest zone of a place in its plane. */
typedef struct zone_hit {
    uint32_t zone;   /* ties: smallest code. ZONE_NONE: no zone in that plane */
    double distance; /* ground metres; 0 inside or on the edge; INFINITY for ZONE_NONE */
    double depth;    /* inside: ground metres to the nearest edge of the zones that cover the
                      * place, the deepest of them; else 0 */
    mlg_xy at;       /* the nearest point, when outside */
} zone_hit;

/* Ground distances by plane_ground (1 mm at 50 km). The planar nearest point of an edge is
 * taken for the true one: the scale's slope moves it by less than 0.1 mm of distance at
 * 10 km, 5 cm at 100 km. */
zone_hit zones_nearest(const mlg_zones *zones, plane_id id, mlg_xy at);

/* The zone that covers a place of its plane, edges included; of several, the one of the
 * smallest code. ZONE_NONE: none does. */
uint32_t zones_cover(const mlg_zones *zones, plane_id id, mlg_xy at);

/* A walk through places of one plane, the next one mostly near the last: the same answers,
 * faster. A full search also learns how near any other zone can be; until the walk has
 * gone half the difference, the nearest cannot change and only it is measured. Zeroed to
 * start with, and again when the plane changes. */
typedef struct zone_walk {
    bool begun;
    mlg_xy anchor;       /* where the last full search was made */
    uint32_t zone;       /* what it found */
    uint32_t hint;       /* where on its boundary (edges.h) */
    double best, second; /* ground metres to it, and to any other at least */
} zone_walk;

zone_hit zones_nearest_next(const mlg_zones *zones, plane_id id, mlg_xy at, zone_walk *walk);

/* Of the polygons, who is beyond each edge. Found at first use, by the one thread
 * that asks, and kept by the zones. */
mlg_code zones_borders(const borders **out, const mlg_zones *zones, unsigned threads,
                       mlg_err *err);

const zone_sheet *zones_sheet(const mlg_zones *zones, plane_id id); /* NULL: nothing there */
#endif
