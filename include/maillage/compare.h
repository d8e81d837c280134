#ifndef MLG_COMPARE_H
#define MLG_COMPARE_H
#include "maillage/result.h"
#include "maillage/split.h"
#include "maillage/zones.h"

/* Two layers of polygons, A the former and B the latter (two vintages of the QPV, two
 * sources of one vintage): what became of each zone. */

typedef enum mlg_change {
    MLG_CHANGE_NONE,       /* same code, same ground */
    MLG_CHANGE_MODIFIED,   /* same code, other ground */
    MLG_CHANGE_RENUMBERED, /* one for one, under another code; areas tell if the ground changed
                            */
    MLG_CHANGE_MERGED,     /* several became one */
    MLG_CHANGE_SPLIT,      /* one became several */
    MLG_CHANGE_RECAST,     /* several became several */
    MLG_CHANGE_MOVED,      /* same code, no common ground */
    MLG_CHANGE_CREATED,
    MLG_CHANGE_ABOLISHED,
    MLG_CHANGE_COUNT
} mlg_change;

const char *mlg_change_name(mlg_change c); /* "inchange", "modifie", "renumerote", ... */

#define MLG_NO_ROW UINT32_MAX

/* Some zones of A and what they became in B. Areas are m2 on the ellipsoid, of the unions of
 * either side's zones. */
typedef struct mlg_zone_change {
    uint8_t change;
    uint32_t first_a, n_a, first_b, n_b; /* records, in `a_of` and `b_of`; by code */
    double area_a, area_b, common, gained, lost;
    double gained_beyond, lost_beyond; /* of these: farther than the tolerance from the
                                        * other side */
} mlg_zone_change;

typedef struct mlg_zones_comparison {
    const mlg_zones *a, *b; /* borrowed */
    double tolerance_m;
    size_t n;
    mlg_zone_change *rows; /* by code of A, else of B */
    uint32_t *a_of, *b_of;
    uint32_t *row_of_a, *row_of_b; /* of each record; MLG_NO_ROW: it has no polygon */
    size_t counts[MLG_CHANGE_COUNT];
    size_t n_changed;
    uint32_t *changed;                     /* the rows that are not MLG_CHANGE_NONE */
    size_t codes_a, codes_b, codes_shared; /* distinct; of one plane */
} mlg_zones_comparison;

/* By how much two sources of the same boundary may differ: the mainland QPV of 2015 as
 * published and as redistributed are up to 3 m apart. */
#define MLG_COMPARE_TOLERANCE_M 5.0

typedef struct mlg_compare_options {
    double tolerance_m; /* ground metres */
    unsigned threads;
} mlg_compare_options;

/* Records of one code (and plane) are one zone. Zones of one code whose ground agrees are
 * settled first: unchanged, when no more than 1 m2 of either lies farther than the tolerance
 * from the other. Of the others, two belong together if they share a code and some ground,
 * or if one has at least half of its area in the other; what is connected that way is one
 * change. Circles of the tolerance are drawn with 32 sides (0.5 % short). Nothing is compared
 * across planes. The result does not depend on `threads` nor on the order of records. */
mlg_code mlg_compare_zones(mlg_zones_comparison **out, const mlg_zones *a, const mlg_zones *b,
                           const mlg_compare_options *options, mlg_err *err);
void mlg_zones_comparison_free(mlg_zones_comparison *c); /* NULL is fine */

/* The polygons of each changed row, of every row if `all`, in degrees: those of B; of A where
 * B has none. Freed with mlg_polys_release. */
mlg_code mlg_zones_comparison_lonlat(mlg_polys *out, const mlg_zones_comparison *c, bool all,
                                     unsigned threads, mlg_err *err);

/* Two results, A the former and B the latter (two vintages, two sets of rules, two lists):
 * which sites changed, and why. */

/* What differs and may have changed the answer; several may hold. */
typedef enum mlg_cause {
    MLG_CAUSE_POSITION,      /* the site's point moved, or its commune is another */
    MLG_CAUSE_PRECISION,     /* its radius, or point instead of commune */
    MLG_CAUSE_OVERRIDE,      /* a justified decision came, went or changed */
    MLG_CAUSE_RULE,          /* a threshold */
    MLG_CAUSE_QPV_MODIFIED,  /* its nearest QPV has another boundary */
    MLG_CAUSE_QPV_CREATED,   /* B's nearest QPV did not exist in A */
    MLG_CAUSE_QPV_ABOLISHED, /* A's nearest QPV does not exist in B */
    MLG_CAUSE_QPV,           /* QPV boundaries, in a way that cannot be told */
    MLG_CAUSE_CENTRE,        /* the large urban centres */
    MLG_CAUSE_COMMUNE,       /* the commune polygons */
    MLG_CAUSE_VERSION,       /* nothing but the version of the tool */
    MLG_CAUSE_UNKNOWN,
    MLG_CAUSE_COUNT
} mlg_cause;

const char *mlg_cause_name(mlg_cause c); /* "position", "precision", "derogation", ... */

typedef enum mlg_matched {
    MLG_MATCHED_NOT,
    MLG_MATCHED_BY_ID,
    MLG_MATCHED_BY_NAME /* same name, same place */
} mlg_matched;

typedef struct mlg_site_change {
    uint32_t a, b; /* rows of the results; MLG_NO_ROW: added, or removed */
    uint8_t matched;
    bool changed;    /* class, eligibility or the possible eligibilities; or on one side only */
    bool sure;       /* one cause, and nothing else differs that could have done it */
    uint16_t causes; /* bits 1 << mlg_cause */
    double moved_m;  /* ground metres; NaN: no two positions in one plane */
    uint8_t change_a, change_b; /* mlg_change of the nearest QPV of either side, when layers
                                 * were given; else MLG_CHANGE_COUNT */
} mlg_site_change;

/* Are the layers of one role the same bytes? */
typedef enum mlg_same { MLG_SAME, MLG_DIFFERENT, MLG_SAME_UNKNOWN } mlg_same;

typedef struct mlg_results_side {
    size_t sites, fabriques;
    size_t classes[MLG_CLASS_COUNT], eligibilities[MLG_ELIGIBLE_COUNT]; /* of fabriques */
    mlg_interval qpv, hors, qpv_all, hors_all;                          /* as in mlg_split */
} mlg_results_side;

typedef struct mlg_results_comparison {
    const mlg_result *a, *b;         /* borrowed */
    const mlg_zones_comparison *qpv; /* borrowed; NULL: the layers were not given */
    size_t n;
    mlg_site_change *rows; /* by row of A, then what was added by row of B */
    size_t matched_by_id, matched_by_name, added, removed, n_changed;
    size_t same_id_other_site;      /* ids of both that are not the same site: not matched */
    size_t causes[MLG_CAUSE_COUNT]; /* changed sites with that cause */
    size_t classes[MLG_CLASS_COUNT][MLG_CLASS_COUNT]; /* matched sites, from A to B */
    size_t eligibilities[MLG_ELIGIBLE_COUNT][MLG_ELIGIBLE_COUNT];
    mlg_results_side side_a, side_b;
    mlg_same same_qpv, same_centres, same_communes, same_rules, same_version;
} mlg_results_comparison;

/* Sites are matched by id, unless both their names and their places (communes, and points
 * more than 1 km apart) differ: published ids are often row numbers. What is left is
 * matched by equal name (accents, case, legal forms aside) in the same commune or within 1 km,
 * the nearest first.
 *
 * A cause is listed when it differs and can explain the change: for exact points, when
 * exchanging it alone, or after others, changes the class or the eligibility that the
 * distances and the thresholds give; for coarse locations, when it differs at all. `qpv`
 * compares the layers that A and B rest on, and may be NULL. */
mlg_code mlg_compare_results(mlg_results_comparison **out, const mlg_result *a,
                             const mlg_result *b, const mlg_zones_comparison *qpv,
                             mlg_planes *planes, mlg_err *err);
void mlg_results_comparison_free(mlg_results_comparison *c); /* NULL is fine */
#endif
