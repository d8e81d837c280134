#ifndef MLG_COMPARE_H
#define MLG_COMPARE_H
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
                                     mlg_planes *planes, mlg_err *err);
#endif
