#ifndef MLG_SHP_H
#define MLG_SHP_H
#include "base/buf.h"
#include "io/readers.h"

/* The shapelib room: nothing outside shp.c includes <shapefil.h>. Reads from memory, never
 * from a file. A room is used by one thread at a time. */

/* --- .shp ----------------------------------------------------------------------- */
typedef enum shape_kind {
    SHAPE_NULL,
    SHAPE_POINT,
    SHAPE_POLYGON,
    SHAPE_MULTIPOINT,
    SHAPE_OTHER /* lines, multipatches */
} shape_kind;

/* Borrowed until the next shape is asked for. Part p has vertices part[p] .. part[p+1]-1,
 * the last one up to n; parts start in order, none is empty or out of range. */
typedef struct shape {
    shape_kind kind;
    size_t n, n_parts;
    const double *x, *y; /* NULL: as they are in the file */
    const char *xy;
    const int *part;
} shape;

/* Vertices from .. to - 1. */
void shape_vertices(const shape *s, size_t from, size_t to, mlg_xy *out);

typedef struct shp_room shp_room;

/* A missing or unusable .shx is rebuilt from the .shp and noted in `diag`. A .shp that is
 * cut short, or not one, is an MLG_EDATA. */
mlg_code shp_open(shp_room **out, const shp_files *files, mlg_diag *diag, mlg_err *err);
void shp_close(shp_room *room); /* NULL is fine */

/* Is it a .shp, whole, and of what? What shp_open looks at first. */
mlg_code shp_check(shape_kind *kind, blob shp, mlg_err *err);

size_t shp_count(const shp_room *room);
shape_kind shp_kind(const shp_room *room); /* as the file declares it */
bool shp_has_z_or_m(const shp_room *room);

/* A record that does not hold what it should is an MLG_EDATA with its number. */
mlg_code shp_shape(shp_room *room, size_t i, shape *out, mlg_err *err);

/* --- .dbf ----------------------------------------------------------------------- */
typedef struct dbf_field {
    char name[12]; /* raw bytes, NUL-terminated */
    char type;     /* 'C', 'N', 'F', 'D', 'L', ... */
    size_t width;  /* bytes; may be 0 */
    size_t offset; /* in the record, whose first byte is the deletion mark */
} dbf_field;

typedef struct dbf_room dbf_room;

mlg_code dbf_open(dbf_room **out, blob dbf, mlg_err *err);
void dbf_close(dbf_room *room); /* NULL is fine */

size_t dbf_count(const dbf_room *room);
size_t dbf_field_count(const dbf_room *room);
dbf_field dbf_field_at(const dbf_room *room, size_t field);
unsigned dbf_ldid(const dbf_room *room);

/* The raw record, borrowed until the next one is asked for. NULL: unreadable. */
const char *dbf_record(dbf_room *room, size_t i);

/* All raw records, for a quick look at the bytes. */
blob dbf_body(const dbf_room *room);

/* A .dbf of some of its records; `dbf` is what the room was opened on. False: out of memory. */
bool dbf_cut(buf *out, const dbf_room *room, blob dbf, size_t from, size_t n);
#endif
