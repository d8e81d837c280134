#ifndef MLG_COVERAGE_H
#define MLG_COVERAGE_H
#include "maillage/sites.h"

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

typedef struct mlg_territory {
    uint8_t statut, people;
    uint32_t n_fabriques, n_tiers_lieux;
    double population, population_out; /* NaN: not known, or no reach */
    double area_m2, area_out_m2;       /* ellipsoid; out NaN without a reach */
    double share_out;                  /* of the people, or of the area; NaN without a reach */
    uint32_t nearest; /* fabrique (site) nearest to an interior point, or MLG_NO_SITE */
    double nearest_m; /* ground metres from there; NaN: none in that plane */
} mlg_territory;

#define MLG_NO_SITE UINT32_MAX

typedef struct mlg_level_coverage {
    const mlg_zones *zones; /* borrowed */
    mlg_territory *rows;    /* one per zone */
    size_t statuts[MLG_STATUT_COUNT];
    size_t attached_by_code, attached_by_interior, attached_by_position, unattached; /* sites */
} mlg_level_coverage;

typedef struct mlg_gap {
    double area_m2;
    double population;   /* NaN: not known */
    uint32_t n_communes; /* that it touches; 0 without a commune layer */
    mlg_xy remote;       /* its vertex farthest from any fabrique, degrees */
    double remote_m;     /* ground metres; NaN: no fabrique in that plane */
} mlg_gap;

typedef struct mlg_coverage {
    const mlg_sites *sites; /* borrowed */
    double reach_m;         /* NaN: none */
    size_t n_levels;
    mlg_level_coverage *levels;
    size_t n_gaps; /* largest first */
    mlg_gap *gaps;
    mlg_polys gap_polys;               /* one feature per gap, degrees */
    double population, population_out; /* over the first level; NaN: not known */
} mlg_coverage;

typedef struct mlg_coverage_options {
    double reach_m;                /* NaN: only presence counts */
    const mlg_rules *rules;        /* shares for `desservi` and `non_pourvu` */
    const mlg_zones *communes;     /* commune locations; may be NULL */
    const mlg_layer *population;   /* points with a population column; may be NULL */
    const char *population_column; /* NULL: found by its usual names */
    unsigned threads;
} mlg_coverage_options;

/* Presence: a site located by its commune counts in the territory that the commune's own
 * columns name (by code), failing that in the one around an interior point of the commune;
 * a site located by a point counts where the point is, edges included, smallest code first.
 * A reach is a ground distance, inclusive, from the site's point; its circles are drawn with
 * 256 sides (at most 2 m short at 20 km). Gaps are the parts of the first level's
 * territories beyond every reach, merged where they touch. */
mlg_code mlg_cover(mlg_coverage **out, const mlg_sites *sites, mlg_zones *const *levels,
                   size_t n_levels, const mlg_coverage_options *options, mlg_planes *planes,
                   mlg_diag *diag, mlg_err *err);
void mlg_coverage_free(mlg_coverage *c); /* NULL is fine */
#endif
