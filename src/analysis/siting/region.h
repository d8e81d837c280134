#ifndef MLG_REGION_H
#define MLG_REGION_H
#include "analysis/siting/standing.h"
#include "geo/geos.h"
#include "geo/zones.h"

/* Where a coarse location can be: a disc, or communes less a margin; and the standings that
 * occur there. By areas: a part below 1 dm2 (or a thousandth of the region) is the noise of
 * the computation. Circles have 256 sides (2 cm short at 300 m). */
typedef struct region {
    plane_id plane;
    mlg_box box;
    geos_shape *shape;

    /* What it is made of, borrowed. */
    const mlg_zones *communes; /* NULL: a disc */
    const uint32_t *which;
    size_t n;
    double margin; /* ground metres */
    mlg_xy centre;
    double radius; /* planar */
} region;

/* Position known within `radius` ground metres. */
mlg_code region_of_disc(region *out, geos_room *room, const plane *on, plane_id id, mlg_xy at,
                        double radius, mlg_err *err);

/* Somewhere in these communes (at least one, all in one plane), `margin` ground metres from
 * their common edge. A commune too thin for the margin counts whole. */
mlg_code region_of_communes(region *out, geos_room *room, const mlg_zones *communes,
                            const uint32_t *which, size_t n, double margin, mlg_err *err);

void region_close(geos_room *room, region *r); /* an empty one is fine */

/* The criteria a region is held against: every vintage of the QPV, every definition of the
 * centres, every distance. */
enum { REGION_QPV_MAX = 64, REGION_PROXIMITY_MAX = 32 };
typedef struct region_criteria {
    const mlg_zones *const *qpv;
    const mlg_zones *const *centres;
    const double *proximity;              /* ground metres, increasing */
    size_t n_qpv, n_centres, n_proximity; /* qpv and proximity: at most those */
} region_criteria;

static inline size_t region_cells(const region_criteria *c)
{
    return c->n_qpv * c->n_centres * c->n_proximity;
}

static inline size_t region_cell(const region_criteria *c, size_t qpv, size_t centres,
                                 size_t distance)
{
    return (qpv * c->n_centres + centres) * c->n_proximity + distance;
}

/* The standings under each cell (region_cell) of the vintages of `wanted` (bit 1 << qpv);
 * the cells of the others are left alone. */
mlg_code region_standings(standings *cells, geos_room *room, const region_criteria *criteria,
                          uint64_t wanted, const region *r, mlg_err *err);

/* The zone nearest to a region (ties: smallest code; ZONE_NONE: none in its plane), and the
 * least ground distance from it (NaN: no zone). */
mlg_code region_nearest(uint32_t *zone, double *distance, geos_room *room,
                        const mlg_zones *zones, const region *r, mlg_err *err);
#endif
