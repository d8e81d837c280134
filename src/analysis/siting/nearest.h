#ifndef MLG_NEAREST_H
#define MLG_NEAREST_H
#include "analysis/siting/sites.h"
#include "geo/zones.h"

/* The nearest zone of every site's point, worked out once for all thresholds. */
typedef struct site_nearest {
    uint32_t zone;    /* ties: smallest code; ZONE_NONE: no point, or no zone in its plane */
    double from_edge; /* ground metres to the zone; inside: minus the depth (zone_hit), so that
                       * 0 is on the edge; INFINITY for ZONE_NONE */
} site_nearest;

/* One per site; freed with free(). The same for any number of threads. */
mlg_code nearest_of_sites(site_nearest **out, const mlg_sites *sites, const mlg_zones *zones,
                          unsigned threads, mlg_err *err);

/* Distances within a metre of one of the n thresholds become those of the geodesic. */
mlg_code nearest_decide(site_nearest *nearest, const mlg_sites *sites, const mlg_zones *zones,
                        const double *thresholds, size_t n, mlg_planes *planes, mlg_err *err);

static inline double nearest_distance(const site_nearest *n)
{
    return n->from_edge > 0 ? n->from_edge : 0;
}

static inline double nearest_depth(const site_nearest *n)
{
    return n->from_edge > 0 ? 0 : -n->from_edge;
}
#endif
