#ifndef MLG_LAYER_H
#define MLG_LAYER_H
#include "maillage/error.h"

#include <stdbool.h>

/* What a file holds, as flat arrays: the one model behind every reader. A layer owns
 * all it points to and is immutable once read, therefore free to share between threads. */

typedef struct mlg_xy {
    double x, y; /* x = east or longitude, y = north or latitude, always */
} mlg_xy;

typedef struct mlg_box {
    double xmin, ymin, xmax, ymax; /* empty: xmin > xmax */
} mlg_box;

/* (Multi)polygons. Feature f has rings ring_of[f] .. ring_of[f+1]-1 (none: no polygon);
 * ring r has vertices xy_of[r] .. xy_of[r+1]-1 (closed: first == last, at least 4).
 * A feature's rings come shell by shell, each followed by its own holes (hole[r] != 0).
 * Shells run counter-clockwise, holes clockwise. Finite coordinates only. */
typedef struct mlg_polys {
    size_t n, n_rings, n_xy;
    uint32_t *ring_of;
    uint32_t *xy_of;
    uint8_t *hole;
    mlg_xy *xy;
} mlg_polys;

void mlg_polys_release(mlg_polys *polys); /* frees the arrays, leaves zeros */

bool mlg_polys_copy(mlg_polys *out, const mlg_polys *from); /* false: out of memory */

/* One attribute. Every value is text, as the file writes it (codes keep their zeros):
 * UTF-8, trimmed, "" when empty or missing. */
typedef enum mlg_type { MLG_TEXT, MLG_NUMBER, MLG_DATE, MLG_LOGICAL } mlg_type;

typedef struct mlg_column {
    char *name;    /* UTF-8, as in the file */
    mlg_type type; /* as the file declares it; CSV declares only text */
    uint32_t *at;  /* row i is the NUL-terminated text + at[i] */
    char *text;    /* 4 GiB of it at most */
} mlg_column;

typedef enum mlg_geometry {
    MLG_GEOMETRY_NONE, /* a table */
    MLG_GEOMETRY_POINT,
    MLG_GEOMETRY_POLYGON,
    MLG_GEOMETRY_OTHER /* lines, multipoints, patches: counted, not used */
} mlg_geometry;

/* One file an answer rests on. */
typedef struct mlg_source {
    char name[128]; /* base name: no path of the machine */
    char sha256[65];
    uint64_t size;
} mlg_source;

enum { MLG_SOURCES = 5 }; /* .shp .shx .dbf .prj .cpg */

typedef struct mlg_layer {
    char *name;   /* base name of the file */
    char *format; /* "shapefile", "dbf", "geojson", "csv" */
    char *encoding,
        *encoding_from;   /* "UTF-8"; "cpg", "ldid", "bom", "option", "detected", "format" */
    char *crs, *crs_from; /* a definition PROJ reads ("" unknown); "prj", "crs", "columns",
                             "option", "format", "" */
    char *delimiter;      /* CSV: ",", ";", "\t"; else "" */
    mlg_source sources[MLG_SOURCES];
    size_t n_sources;

    size_t n; /* records of the file, usable or not */
    mlg_geometry geometry;
    mlg_xy *points; /* n; NaN where a record has none. NULL unless POINT */
    mlg_polys
        polys; /* n features, unless NONE or POINT; empty features where a record has none */
    size_t n_without_geometry; /* null shapes, empty geometries, blank coordinates */
    mlg_box box;               /* of the usable coordinates, in `crs` */

    mlg_column *columns;
    size_t n_columns;
} mlg_layer;

void mlg_layer_free(mlg_layer *layer); /* NULL is fine */

/* The column of that name (accents, case and punctuation aside), or NULL. */
const mlg_column *mlg_layer_column(const mlg_layer *layer, const char *name);

static inline const char *mlg_cell(const mlg_column *column, size_t row)
{
    return column ? column->text + column->at[row] : "";
}
#endif
