#ifndef MLG_INSPECT_H
#define MLG_INSPECT_H
#include "maillage/zones.h"

/* What a layer holds and what is wrong with it: all that the readers know, and what only
 * measuring tells. */

/* The cells of one column. A value is a cell that is neither blank nor one of the usual
 * words for nothing ("NA", "NULL", "-", ...). */
typedef struct mlg_column_facts {
    char *name;
    mlg_type type;
    size_t blank, missing; /* blank cells; cells with a word for nothing */
    size_t distinct;       /* different values, exact */
    char *example;         /* the first value, whole; "": none */
    bool numeric;          /* there are values, and each reads as a number */
    double min, max;       /* of these numbers; NaN unless numeric */
    size_t leading_zeros;  /* digits after a needless 0 ("01004"): a code, not a number */
    size_t mojibake;       /* UTF-8 that its producer took for CP1252 ("CitÃ©") */
} mlg_column_facts;

/* A column that would be found by its usual name if the layer played that role. */
typedef struct mlg_recognised {
    const char *role;  /* "sites", "qpv", "centres", "communes", "epci", ..., "territoires" */
    const char *field; /* as --column calls it: "id", "commune", "code", "label", ... */
    const char *column;
    size_t repeated; /* of "id" and "code": records whose value was seen before; else 0 */
} mlg_recognised;

typedef struct mlg_plane_count {
    char name[16]; /* "mainland", "reunion", "utm31n", ... */
    size_t n;
} mlg_plane_count;

typedef struct mlg_invalid {
    int64_t record;             /* 1-based */
    char *reason;               /* in GEOS's words */
    double before_m2, after_m2; /* repair; NaN where the CRS is unknown */
} mlg_invalid;

/* Do the sites stand at the centroid of their commune? A site is near when it is within a
 * tenth of the radius of the disc that has the commune's area: true of one place in a
 * hundred spread over the commune at random. */
typedef struct mlg_centroids {
    bool asked;      /* communes were given, and the layer has points and commune codes */
    size_t compared; /* located sites whose commune has a polygon in the same plane */
    size_t near;
    double median_m; /* ground metres from site to centroid; NaN: nothing compared */
    bool look_so;    /* at least five compared, half of them or more near */
} mlg_centroids;

/* Records that stand at exactly the same position. */
typedef struct mlg_positions {
    size_t distinct;     /* positions */
    size_t sharing;      /* records whose position is another's too */
    size_t largest;      /* records at the most crowded position */
    size_t same_commune; /* located records whose commune code is another located one's too */
    size_t same_both;    /* of these, how many share their position with one of that code */
    bool look_so; /* at least ten in same_commune, nine tenths of them in same_both: positions
                   * are those of communes */
} mlg_positions;

typedef struct mlg_inspection {
    mlg_layer *layer; /* what was read, less coordinates and cells, which are given back */
    size_t usable;    /* records with a geometry that can be measured */
    size_t null_shapes, empty, collections; /* records without: no geometry, nothing in it, a
                                             * GeometryCollection */
    char *crs_name;                         /* readable; "": unknown */
    char *operation;   /* what PROJ does to reach degrees; "": nothing to do, or CRS unknown */
    double accuracy_m; /* of the operation; negative: unknown */
    mlg_box lonlat;    /* extent in degrees; empty: none, or CRS unknown */
    mlg_plane_count *planes;
    size_t n_planes;

    size_t shells, rings, vertices; /* polygon layers; repeated vertices aside */
    size_t n_invalid;
    mlg_invalid *invalid; /* as the file draws them, in its own coordinates */
    double area_m2; /* of all polygons, repaired, on the ellipsoid; NaN: none, CRS unknown */

    mlg_positions positions; /* point layers */
    mlg_centroids centroids;

    mlg_column_facts *columns;
    size_t n_columns;
    mlg_recognised *recognised;
    size_t n_recognised;
} mlg_inspection;

/* Takes the layer over, even on failure. `communes` may be NULL. A layer without CRS is
 * inspected as far as that goes; one whose CRS cannot be its own is refused. What is found
 * record by record is in `diag`, which should be the one that mlg_read filled. */
mlg_code mlg_inspect(mlg_inspection **out, mlg_layer *layer, const mlg_zones *communes,
                     mlg_planes *planes, unsigned threads, mlg_diag *diag, mlg_err *err);
void mlg_inspection_free(mlg_inspection *inspection); /* NULL is fine */

/* One file of several, for output. Borrowed. */
typedef struct mlg_inspected {
    const char *file;                 /* base name */
    const mlg_inspection *inspection; /* NULL: refused, */
    const char *refusal;              /* for this reason */
    const mlg_diag *diag;
} mlg_inspected;

/* A JSON array of one object per file, with every fact and every diagnostic. "-": standard
 * output. */
mlg_code mlg_write_inspections(const mlg_inspected *files, size_t n, const char *path,
                               bool overwrite, mlg_err *err);
#endif
