#ifndef MLG_SENSITIVITY_H
#define MLG_SENSITIVITY_H
#include "maillage/split.h"

/* Would the verdict be the same under the other readings of the criteria? No text defines
 * "immediate proximity" nor "large urban centre", and the QPV changed: each cell of the
 * matrix is one distance and bound, one definition of the centres, one vintage of the QPV. */
typedef struct mlg_reading {
    double distance_m;
    bool strict;
    const char *centres; /* name of the definition */
    const char *vintage; /* of the layer; or MLG_READING_DATED */
    size_t classes[MLG_CLASS_COUNT], eligibilities[MLG_ELIGIBLE_COUNT]; /* of fabriques */
    mlg_interval qpv, hors;                                             /* as in mlg_split */
    mlg_interval qpv_all, hors_all;                                     /* likewise */
    mlg_verdict verdict;
    size_t changed; /* fabriques whose class is not the one of the classification */
} mlg_reading;

/* The vintage of cells where each site is judged as in the classification, by a date. */
#define MLG_READING_DATED "a_la_date"

typedef struct mlg_sensitivity {
    size_t n_vintages, n_centres, n_distances, n_cells;
    mlg_reading
        *cells;  /* by vintage, then definition, then distance (strict before inclusive) */
    bool robust; /* every cell has the verdict of the split itself */
} mlg_sensitivity;

typedef struct mlg_sensitivity_options {
    const double *distances; /* ground metres; each is taken strictly, then inclusively */
    size_t n_distances;      /* 1 to 32 */
    const mlg_zones *const *centres; /* the definitions; the first is the classification's */
    size_t n_centres;
    unsigned threads;
} mlg_sensitivity_options;

/* The distances shown when none are asked: 0, 100, 300, 500 and 1,000 m. */
enum { MLG_SENSITIVITY_DISTANCES = 5 };
extern const double mlg_sensitivity_distances[MLG_SENSITIVITY_DISTANCES];

/* The vintages are those of the classification's geography, each for all sites; where sites
 * are judged by a date, these judgments come first as one more. Only fabriques count. The
 * target is the split's, in every cell. `c` is only borrowed, but its distances become those
 * of the geodesic within a metre of the thresholds asked: not for two threads at a time. */
mlg_code mlg_sensitivity_new(mlg_sensitivity **out, mlg_classification *c,
                             const mlg_split *split, const mlg_sensitivity_options *options,
                             mlg_planes *planes, mlg_err *err);
void mlg_sensitivity_free(mlg_sensitivity *s); /* NULL is fine */
#endif
