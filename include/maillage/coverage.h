#ifndef MLG_COVERAGE_H
#define MLG_COVERAGE_H
#include "maillage/catchments.h"
#include "maillage/reach.h"
#include "maillage/sites.h"
#include "maillage/stream.h"

/* Which territories have no fabrique, who is out of reach, where the gaps are. */

typedef enum mlg_statut {
    MLG_STATUT_POURVU,   /* a fabrique inside */
    MLG_STATUT_DESSERVI, /* none, but nearly everyone within reach */
    MLG_STATUT_PARTIEL,
    MLG_STATUT_NON_POURVU, /* none, and nearly no one within reach; without a reach: none */
    MLG_STATUT_COUNT
} mlg_statut;

const char *mlg_statut_name(mlg_statut s); /* "pourvu", ... */

/* How the people of a territory were counted. */
typedef enum mlg_people {
    MLG_PEOPLE_UNKNOWN, /* no figure: shares are those of the area */
    MLG_PEOPLE_SPREAD,  /* the territory's figure, spread evenly over its area */
    MLG_PEOPLE_CELLS    /* population cells, each where its point is */
} mlg_people;

/* Where the distance to the nearest fabrique is measured from. */
typedef enum mlg_from {
    MLG_FROM_INTERIOR, /* a point well inside the territory */
    MLG_FROM_PEOPLE    /* the mean place of its people, which may lie outside */
} mlg_from;

/* What lies beyond one reach. NaN: not known. */
typedef struct mlg_beyond {
    double area_m2, population;
    double share; /* of the people, or of the area when they are not known */
} mlg_beyond;

typedef struct mlg_territory {
    uint8_t statut, people, from;
    uint32_t n_fabriques, n_tiers_lieux;
    uint32_t rank; /* 1: the most people out of reach; without people, the most area; without
                    * a reach, the farthest. Ties: smaller code. 0: no polygon */
    double population, population_out; /* NaN: not known, or no reach */
    double area_m2, area_out_m2;       /* ellipsoid; out NaN without a reach */
    double share_out;                  /* of the people, or of the area; NaN without a reach */
    uint32_t nearest; /* fabrique (site) nearest to the point of `from`, or MLG_NO_SITE */
    double nearest_m; /* ground metres from there; NaN: none in that plane */
} mlg_territory;

#define MLG_NO_SITE UINT32_MAX

/* How far people live from the nearest fabrique, in one territory and one group: known when
 * they are counted by cells. */
enum { MLG_DECILES = 9, MLG_BANDS = 5 };
extern const double mlg_bands_m[MLG_BANDS]; /* 5, 10, 15, 20, 30 km */
typedef struct mlg_distances {
    double population, population_out; /* of the group; out of the main reach */
    double decile_m[MLG_DECILES]; /* at least a tenth, two tenths, ... live that near: to the
                                   * next 100 m. NaN: nobody, or no fabrique in that plane */
    double within[MLG_BANDS];     /* share within 5, 10, ... km, inclusive; NaN: nobody */
} mlg_distances;

/* A site counts in a territory. */
typedef struct mlg_attached {
    uint32_t zone, site;
} mlg_attached;

typedef struct mlg_level_coverage {
    const mlg_zones *zones;   /* borrowed */
    mlg_territory *rows;      /* one per zone, for the main reach */
    mlg_beyond *beyond;       /* every reach: n_reaches per zone; NULL without a reach */
    mlg_distances *distances; /* n_groups per zone, everyone first; NULL without cells */
    size_t statuts[MLG_STATUT_COUNT];
    size_t attached_by_code, attached_by_interior, attached_by_position, unattached; /* sites */
    size_t cells_outside; /* inhabited cells in none of its territories */
    double people_outside;
    size_t n_attached;
    mlg_attached *attached; /* in the order of the sites; a site of several communes may be in
                             * several territories */
} mlg_level_coverage;

typedef struct mlg_gap {
    double area_m2;
    double population;   /* by cells, or spread evenly over territories; NaN: not known */
    uint32_t n_communes; /* that it touches; 0 without a commune layer */
    mlg_xy remote;   /* its point farthest from any fabrique, degrees: to 1 cm of distance */
    double remote_m; /* ground metres; NaN: no fabrique in that plane */
} mlg_gap;

typedef struct mlg_coverage {
    const mlg_sites *sites;            /* borrowed */
    double reach_m;                    /* the main one; NaN: no distance */
    size_t n_reaches;                  /* 0: none. 1 with catchments and no reach asked */
    mlg_reach *reaches;                /* the main one first; names are borrowed */
    mlg_catchments *const *catchments; /* borrowed */
    size_t n_catchments;               /* layers of them */
    size_t n_serving;                  /* catchments that serve in the main reach */
    /* Fabriques by how they serve in it: by a catchment of their own; failing that, by a
     * distance of their own; failing that, by the one asked; not at all. */
    size_t by_catchment, by_own_reach, by_asked_reach, by_nothing;
    size_t n_groups; /* of people, everyone first; 0 without cells */
    char **groups;   /* what they are called: "" for everyone, then the columns */
    size_t n_levels;
    mlg_level_coverage *levels;
    size_t n_gaps; /* of the main reach, largest first */
    mlg_gap *gaps;
    mlg_polys gap_polys;               /* one feature per gap, degrees */
    double population, population_out; /* over the first level; NaN: not known */
    mlg_beyond *totals;                /* every reach, over the first level */
} mlg_coverage;

typedef struct mlg_coverage_options {
    const mlg_reach *reaches; /* the main one, then further ones, reported beside it */
    size_t n_reaches;
    mlg_catchments *const *catchments; /* without them or a reach only presence counts */
    size_t n_catchments;
    const mlg_rules *rules;    /* shares for `desservi` and `non_pourvu` */
    const mlg_zones *communes; /* commune locations; may be NULL */
    const mlg_feed *cells; /* people where they live (mlg_population_feed): everyone's number
                            * first, then those of the groups; NULL: not known */
    unsigned threads;
} mlg_coverage_options;

/* Presence: a site located by its commune counts in the territory that the commune's own
 * columns name (by code), failing that in the one around an interior point of the commune;
 * a site located by a point counts where the point is, edges included, smallest code first.
 *
 * A reach is a ground distance, inclusive, from the site's point; a site that has a reach of
 * its own (mlg_site_reach) keeps it whatever is asked. A site with a catchment of its own
 * serves that and no distance; catchments that say no site serve beside all that. Those that
 * a reach names (mlg_reach) serve in that one only, others in every reach. Edges of
 * catchments count as within. Areas are those of territories less
 * true ground discs and catchments, in closed form, on the ellipsoid: exact to 1e-8 where a
 * circle is off by 2 cm at 20 km (2.4 m at 100 km, 40 m at 250 km). Gaps are the parts of the
 * first level's territories beyond the main reach of every fabrique, merged where they share a
 * border; their areas add up to those out of reach, but for gaps below 1 m2, which are not
 * listed; only as drawn are their arcs chords, at most 1 m away. Territories that overlap, or
 * leave holes between them, are told in `diag` with their areas.
 *
 * Levels made by mlg_zones_by_code are the sums of their base, whose territories need not be
 * a level of their own. People in cells count where their point is, in whatever order and by
 * whatever number of threads: numbers are added as multiples of 2^-32, exactly. Memory does
 * not grow with the number of cells.
 *
 * Sites without any fabrique are answered; fabriques none of which is located are MLG_EDATA. */
mlg_code mlg_cover(mlg_coverage **out, const mlg_sites *sites, mlg_zones *const *levels,
                   size_t n_levels, const mlg_coverage_options *options, mlg_planes *planes,
                   mlg_diag *diag, mlg_err *err);
void mlg_coverage_free(mlg_coverage *c); /* NULL is fine */

/* Do the catchments of that layer (of n_catchments) serve in that reach (of n_reaches)? */
bool mlg_coverage_serves(const mlg_coverage *c, size_t layer, size_t reach);
#endif
