#ifndef MLG_CLASSIFY_H
#define MLG_CLASSIFY_H
#include "maillage/sites.h"

/* Where each site stands with regard to the programme's two criteria. */

typedef enum mlg_class {
    MLG_CLASS_QPV,          /* in a QPV, edge included */
    MLG_CLASS_PROXIMITE,    /* outside, but within the rule's distance of one */
    MLG_CLASS_HORS,         /* neither, and outside every large urban centre */
    MLG_CLASS_GRAND_CENTRE, /* neither, and inside one */
    MLG_CLASS_INDETERMINE,  /* the location is too coarse, or a layer has no data there */
    MLG_CLASS_NON_LOCALISE,
    MLG_CLASS_COUNT
} mlg_class;

/* Which half of the programme a site may be booked in. */
typedef enum mlg_eligibility {
    MLG_ELIGIBLE_QPV,
    MLG_ELIGIBLE_HORS,
    MLG_ELIGIBLE_DEUX,
    MLG_ELIGIBLE_AUCUNE,
    MLG_ELIGIBLE_INDETERMINEE,
    MLG_ELIGIBLE_COUNT
} mlg_eligibility;

/* "qpv", "proximite_qpv", ...; "qpv", "hors", "deux", "aucune", "indeterminee". */
const char *mlg_class_name(mlg_class c);
const char *mlg_eligibility_name(mlg_eligibility e);

/* --- geography ------------------------------------------------------------------------- */

/* One edition of the QPV, and when it is the law: the decrees of 2014 and 2023 took effect
 * a year later overseas than on the mainland or not at all, so that each has its own period.
 * Sites abroad follow the overseas one. */
typedef struct mlg_vintage {
    const mlg_zones *zones;
    mlg_period mainland, overseas;
} mlg_vintage;

/* Which vintage a site is judged on. */
typedef enum mlg_when {
    MLG_WHEN_CHOSEN,  /* one for all */
    MLG_WHEN_DAY,     /* those in force on one day */
    MLG_WHEN_OWN_DATE /* the one in force at the site's own date */
} mlg_when;

typedef struct mlg_geography {
    const mlg_vintage *qpv; /* the first is the reference */
    size_t n_qpv;           /* 1 to 64 */
    mlg_when when;
    size_t chosen; /* MLG_WHEN_CHOSEN: which */
    int32_t day;   /* MLG_WHEN_DAY */
    const mlg_zones *centres;
    const mlg_zones *communes; /* NULL: commune locations are undetermined */
} mlg_geography;

/* What decided. */
typedef enum mlg_reason {
    MLG_BECAUSE_IN_QPV,
    MLG_BECAUSE_NEAR_QPV,
    MLG_BECAUSE_OUTSIDE,     /* far from every QPV, outside every centre */
    MLG_BECAUSE_IN_CENTRE,   /* far from every QPV, inside a centre */
    MLG_BECAUSE_COARSE,      /* several classes within the location's region */
    MLG_BECAUSE_NO_QPV_DATA, /* the QPV layer is silent in that plane */
    MLG_BECAUSE_NO_CENTRE_DATA,
    MLG_BECAUSE_NO_VINTAGE, /* no QPV layer is in force at the site's date */
    MLG_BECAUSE_NO_DATE,    /* it has none, and the vintages do not agree on it */
    MLG_BECAUSE_NO_COMMUNE, /* the commune's polygon was not found */
    MLG_BECAUSE_NO_LOCATION,
    MLG_BECAUSE_OVERRIDE /* a justified decision of the study, not the geometry */
} mlg_reason;

/* How a commune location found its polygon. */
typedef enum mlg_found { MLG_FOUND_NOT, MLG_FOUND_BY_CODE, MLG_FOUND_BY_POINT } mlg_found;

#define MLG_NO_ZONE UINT32_MAX

enum {
    MLG_ANY_VINTAGE = UINT8_MAX,    /* no date: every vintage is possible */
    MLG_NO_VINTAGE = UINT8_MAX - 1, /* none is in force at the site's date */
};

typedef struct mlg_site_class {
    uint8_t klass, eligibility, reason, found;
    uint8_t classes, eligibilities; /* sets of possible values: bit 1 << value */
    uint8_t computed;               /* class before an override; else == klass */
    uint8_t vintage;      /* the one it was judged on, MLG_ANY_VINTAGE (qpv and its distance are
                           * then those of the first) or MLG_NO_VINTAGE */
    uint32_t qpv, centre; /* nearest zone (ties: smallest code), or MLG_NO_ZONE */
    double distance_qpv, distance_centre; /* ground metres, 0 inside; of a commune: the least
                                           * possible. NaN: no zone, or no location */
    double depth_qpv;                     /* inside a QPV: ground metres to its edge; else 0 */
    double margin; /* ground metres the point may move before its class changes (at least);
                    * NaN when the class is not determined or the location is a commune */
} mlg_site_class;

typedef struct mlg_classification {
    const mlg_sites *sites;  /* borrowed, like all that is const here */
    mlg_geography geography; /* its array of vintages is its own */
    const mlg_rules *rules;
    mlg_site_class *rows;    /* one per site */
    struct class_work *work; /* distances, kept for mlg_sensitivity_new */
    struct {
        size_t sites, classes[MLG_CLASS_COUNT], eligibilities[MLG_ELIGIBLE_COUNT];
    } all, fabriques; /* how many of each */
} mlg_classification;

/* The definitions are the programme's: "in a QPV or in its immediate proximity" and
 * "outside the large urban centres"; the distance and its bound come from the rules.
 *
 * Exact points are decided by plane distances, and within 1 m of the threshold by the
 * geodesic. A coarse location is decided when the distances leave no doubt; otherwise by the
 * areas of its region (disc, or commune less the rule's margin) inside and outside the QPV,
 * their surroundings and the centres, circles being drawn with 256 sides per turn (2 cm at
 * 300 m). Where a layer has no data, its criterion may hold or not; so it may when no vintage
 * is in force at the site's date. A site without date is held against every vintage, and
 * what is possible in one is possible.
 *
 * Two vintages in force on the same day are an MLG_EDATA, unless one is chosen. The result
 * does not depend on `threads` nor on the order of the sites. */
mlg_code mlg_classify(mlg_classification **out, const mlg_sites *sites,
                      const mlg_geography *geography, const mlg_rules *rules,
                      mlg_planes *planes, unsigned threads, mlg_diag *diag, mlg_err *err);
void mlg_classification_free(mlg_classification *c); /* NULL is fine */

/* The layer that the site's `qpv` belongs to. */
const mlg_zones *mlg_class_qpv(const mlg_classification *c, size_t site);
#endif
