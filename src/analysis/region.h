#ifndef MLG_REGION_H
#define MLG_REGION_H
#include "analysis/standing.h"
#include "geo/geos.h"
#include "geo/zones.h"

/* The standings that occur in a region: a disc, or communes less a margin. By areas: a
 * part below 1 dm2 (or a thousandth of the region) is the noise of the computation. */

typedef struct region_rules {
    const mlg_zones *qpv, *centres;
    double proximity; /* metres */
} region_rules;

/* What lies where in a region. */
typedef struct region_answer {
    standings standings;
    uint32_t qpv, centre;                 /* nearest zones (ties: smallest code) */
    double distance_qpv, distance_centre; /* ground metres from the region; NaN: no zone */
} region_answer;

/* Position known within `radius` ground metres. Only `standings` is set. */
mlg_code region_of_disc(region_answer *out, geos_room *room, const region_rules *rules,
                        plane_id plane, mlg_xy at, double radius, mlg_err *err);

/* Somewhere in these communes (at least one, all in one plane), `margin` ground metres from
 * their common edge. A commune too thin for the margin counts whole. */
mlg_code region_of_communes(region_answer *out, geos_room *room, const region_rules *rules,
                            const mlg_zones *communes, const uint32_t *which, size_t n,
                            double margin, mlg_err *err);
#endif
