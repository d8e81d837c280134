#include "base/i18n.h"
#include "base/par.h"
#include "base/text.h"
#include "io/dbf.h"
#include "io/faults.h"
#include "io/readers.h"
#include "io/shp.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A shapefile while its shapes are read. */
typedef struct drawing {
    mlg_layer *layer;
    shp_room *room;
    const char *name;
    size_t size;            /* of the file, in bytes */
    const uint8_t *deleted; /* by record; NULL: none */
    mlg_diag *diag;
    mlg_xy *scratch; /* one ring */
    size_t room_scratch;
    size_t at, row;  /* the next record; the last one that was not deleted, from 1 */
    size_t reversed; /* polygons of several rings whose shells run counter-clockwise */
} drawing;

static bool next_shape(drawing *d, shape *s, mlg_code *code, mlg_err *err)
{
    while (d->deleted && d->at < shp_count(d->room) && d->deleted[d->at])
        d->at++;
    if (d->at >= shp_count(d->room))
        return false;
    d->row++;
    *code = shp_shape(d->room, d->at++, s, err);
    return *code == MLG_OK;
}

/* Is this shape one of the file's kind? Anything else is counted and left out. */
static bool fits(drawing *d, const shape *s, shape_kind kind)
{
    if (s->kind == kind && s->n)
        return true;
    fault_tell(d->diag,
               s->kind == SHAPE_NULL ? SHAPE_IS_NULL
               : s->kind == kind     ? SHAPE_IS_EMPTY
                                     : SHAPE_IS_OTHER,
               d->name, (int64_t)d->row, "", "");
    return false;
}

/* --- points --------------------------------------------------------------------------- */

/* A multipoint of one point is a point; a file with any other is not one of points. */
static mlg_code one_point_each(drawing *d, bool *yes, mlg_err *err)
{
    mlg_code code = MLG_OK;
    shape s;

    *yes = true;
    d->at = d->row = 0;
    while (*yes && next_shape(d, &s, &code, err))
        *yes = s.n < 2;
    return code;
}

static mlg_code read_points(drawing *d, shape_kind kind, mlg_err *err)
{
    mlg_layer *layer = d->layer;
    mlg_code code = MLG_OK;
    shape s;

    layer->geometry = MLG_GEOMETRY_POINT;
    layer->points = malloc((layer->n ? layer->n : 1) * sizeof *layer->points);
    if (!layer->points)
        return readers_no_memory(err);
    d->at = d->row = 0;
    while (next_shape(d, &s, &code, err)) {
        mlg_xy *p = &layer->points[d->row - 1];

        *p = (mlg_xy){ NAN, NAN };
        if (!fits(d, &s, kind))
            layer->n_without_geometry++;
        else if (readers_possible((mlg_xy){ s.x[0], s.y[0] })) {
            *p = (mlg_xy){ s.x[0], s.y[0] };
        } else {
            layer->n_without_geometry++;
            fault_tell(d->diag, POINT_IMPOSSIBLE, d->name, (int64_t)d->row, "", "");
        }
    }
    layer->box = readers_box(layer->points, layer->n);
    return code;
}

/* --- polygons ------------------------------------------------------------------------- */

static bool stretch(drawing *d, size_t n)
{
    mlg_xy *more;

    if (n <= d->room_scratch)
        return true;
    more = realloc(d->scratch, 2 * n * sizeof *more);
    if (!more)
        return false;
    d->scratch = more;
    d->room_scratch = 2 * n;
    return true;
}

/* The vertices of one part, in d->scratch; their number, or 0 when memory is short. */
static size_t gather(drawing *d, const shape *s, size_t part)
{
    size_t from = (size_t)s->part[part];
    size_t to = part + 1 < s->n_parts ? (size_t)s->part[part + 1] : s->n;

    if (!stretch(d, to - from))
        return 0;
    shape_vertices(s, from, to, d->scratch);
    return to - from;
}

/* One pass, while the ring is in the cache: are its positions possible, and what is their box?
 */
static bool measure(const mlg_xy *xy, size_t n, mlg_box *box)
{
    mlg_box b = { xy->x, xy->y, xy->x, xy->y };
    double odd = 0; /* not 0 as soon as one coordinate is not finite */

    for (size_t i = 0; i < n; i++) {
        odd += (xy[i].x - xy[i].x) + (xy[i].y - xy[i].y);
        b.xmin = xy[i].x < b.xmin ? xy[i].x : b.xmin;
        b.ymin = xy[i].y < b.ymin ? xy[i].y : b.ymin;
        b.xmax = xy[i].x > b.xmax ? xy[i].x : b.xmax;
        b.ymax = xy[i].y > b.ymax ? xy[i].y : b.ymax;
    }
    *box = b;
    return odd == 0 && readers_possible((mlg_xy){ b.xmin, b.ymin }) &&
           readers_possible((mlg_xy){ b.xmax, b.ymax });
}

static void extend(mlg_box *all, mlg_box one)
{
    if (all->xmin > all->xmax) {
        *all = one;
        return;
    }
    all->xmin = one.xmin < all->xmin ? one.xmin : all->xmin;
    all->ymin = one.ymin < all->ymin ? one.ymin : all->ymin;
    all->xmax = one.xmax > all->xmax ? one.xmax : all->xmax;
    all->ymax = one.ymax > all->ymax ? one.ymax : all->ymax;
}

static ring_said take_ring(drawing *d, polys_build *b, size_t n)
{
    mlg_box box;
    ring_said said;

    if (!measure(d->scratch, n, &box))
        return RING_NOT_FINITE;
    said = polys_build_ring(b, d->scratch, n);
    if (said == RING_TAKEN)
        extend(&d->layer->box, box);
    return said;
}

/* Shells run clockwise in a shapefile, and outweigh their holes. A shape where they do not
 * was written the other way round. */
static mlg_code add_polygon(drawing *d, polys_build *b, const shape *s, mlg_err *err)
{
    double area = 0;
    size_t stray = 0;

    for (size_t p = 0; p < s->n_parts; p++) {
        size_t n = gather(d, s, p);

        switch (n ? take_ring(d, b, n) : RING_NO_MEMORY) {
        case RING_TAKEN:
            area += s->n_parts > 1 ? ring_area(d->scratch, n) : 0; /* alone, it is a shell */
            break;
        case RING_TOO_SHORT:
            mlg_diag_add(d->diag, MLG_WARNING, "ring-too-short", d->name, (int64_t)d->row,
                         N_("has a ring of fewer than three distinct points; it is left out"));
            break;
        case RING_NOT_FINITE:
            mlg_diag_add(d->diag, MLG_WARNING, "coordinate-impossible", d->name,
                         (int64_t)d->row,
                         N_("has a ring with a coordinate that is no possible position; it is "
                            "left out"));
            break;
        default:
            return readers_no_memory(err);
        }
    }
    if (!polys_build_sort_rings(b, area <= 0, &stray))
        return readers_no_memory(err);
    d->reversed += area > 0;
    if (stray)
        mlg_diag_add(d->diag, MLG_WARNING, "ring-direction", d->name, (int64_t)d->row,
                     N_("has a ring that runs like a hole and lies in no shell; it is "
                        "taken as a shell"));
    return MLG_OK;
}

static mlg_code draw(drawing *d, polys_build *b, mlg_err *err)
{
    mlg_code code = MLG_OK;
    shape s;

    d->at = d->row = 0;
    while (next_shape(d, &s, &code, err)) {
        if (fits(d, &s, SHAPE_POLYGON) && (code = add_polygon(d, b, &s, err)) != MLG_OK)
            return mlg_at(err, NULL, (int64_t)d->at);
        if (!polys_build_end_feature(b))
            return readers_no_memory(err);
    }
    return code;
}

static mlg_code read_polygons(drawing *d, mlg_err *err)
{
    mlg_layer *layer = d->layer;
    polys_build *b = polys_build_new();
    mlg_code code;

    if (!b)
        return readers_no_memory(err);
    polys_build_expect(b, d->size / sizeof(mlg_xy));
    code = draw(d, b, err);
    if (code != MLG_OK) {
        polys_build_free(b);
        return code;
    }
    layer->geometry = MLG_GEOMETRY_POLYGON;
    polys_build_finish(b, &layer->polys);
    for (size_t i = 0; i < layer->n; i++)
        layer->n_without_geometry += layer->polys.ring_of[i] == layer->polys.ring_of[i + 1];
    if (d->reversed)
        mlg_diag_add(d->diag, MLG_NOTE, "rings-reversed", d->name, 0,
                     N_("polygons whose shells run counter-clockwise: %zu; their holes were "
                        "told apart accordingly"),
                     d->reversed);
    return MLG_OK;
}

/* --- what is counted and not used ------------------------------------------------------- */

static mlg_code skim(drawing *d, polys_build *b, mlg_err *err)
{
    mlg_code code = MLG_OK;
    shape s;

    d->at = d->row = 0;
    while (next_shape(d, &s, &code, err)) {
        if (!s.n) {
            d->layer->n_without_geometry++;
            fits(d, &s, s.kind == SHAPE_NULL ? SHAPE_POINT : s.kind);
        }
        if (!polys_build_end_feature(b))
            return readers_no_memory(err);
    }
    return code;
}

static mlg_code read_others(drawing *d, mlg_err *err)
{
    mlg_layer *layer = d->layer;
    polys_build *b = polys_build_new();
    mlg_code code;

    if (!b)
        return readers_no_memory(err);
    code = skim(d, b, err);
    if (code != MLG_OK || shp_kind(d->room) == SHAPE_NULL) {
        polys_build_free(b);
        return code;
    }
    layer->geometry = MLG_GEOMETRY_OTHER;
    polys_build_finish(b, &layer->polys);
    mlg_diag_add(d->diag, MLG_WARNING, "geometry-other", d->name, 0,
                 N_("holds lines, multipoints or patches, which are not used"));
    return MLG_OK;
}

static mlg_code read_shapes(drawing *d, mlg_err *err)
{
    bool points = false;
    mlg_code code;

    if (shp_has_z_or_m(d->room))
        mlg_diag_add(d->diag, MLG_NOTE, "z-ignored", d->name, 0,
                     N_("has heights or measures, which are not used"));
    switch (shp_kind(d->room)) {
    case SHAPE_POINT:
        return read_points(d, SHAPE_POINT, err);
    case SHAPE_POLYGON:
        return read_polygons(d, err);
    case SHAPE_MULTIPOINT:
        code = one_point_each(d, &points, err);
        if (code != MLG_OK)
            return code;
        return points ? read_points(d, SHAPE_MULTIPOINT, err) : read_others(d, err);
    default:
        return read_others(d, err);
    }
}

/* --- the whole ------------------------------------------------------------------------ */

static mlg_code set_crs(mlg_layer *layer, blob prj, const char *option, mlg_err *err)
{
    buf text = { 0 };
    const char *at = prj.data;
    size_t n = prj.size;
    mlg_code code = MLG_OK;

    if (option)
        return readers_set_crs(layer, option, "option", err);
    if (!at)
        return MLG_OK;
    if (n >= 3 && !memcmp(at, "\xEF\xBB\xBF", 3)) {
        at += 3;
        n -= 3;
    }
    while (n && (unsigned char)at[n - 1] <= ' ')
        n--;
    while (n && (unsigned char)*at <= ' ') {
        at++;
        n--;
    }
    if (text_is_utf8(at, n))
        buf_add(&text, at, n);
    else
        text_from_cp1252(&text, at, n);
    buf_char(&text, '\0');
    if (text.broken)
        code = readers_no_memory(err);
    else if (*text.at)
        code = readers_set_crs(layer, text.at, "prj", err);
    buf_free(&text);
    return code;
}

mlg_code shp_check_counts(const shp_files *files, size_t shapes, size_t rows, mlg_err *err)
{
    if (shapes == rows)
        return MLG_OK;
    return mlg_fail(
        err, MLG_EDATA,
        _("holds %zu shapes and %s %zu records: the two files do not belong together"), shapes,
        files->dbf.name, rows);
}

/* The shapes and the table, side by side: they share nothing but the layer, and there not the
 * same members. */
typedef struct halves {
    drawing drawing;
    dbf_room *table;
    const shp_files *files;
    const mlg_read_options *options;
    const uint8_t *deleted;
    mlg_diag *of_table;
} halves;

static mlg_code read_half(void *worker, size_t i, mlg_err *err)
{
    halves *h = worker;

    if (i == 0)
        return h->drawing.room ? read_shapes(&h->drawing, err) : MLG_OK;
    if (!h->table)
        return MLG_OK;
    return dbf_columns(h->drawing.layer, h->table, h->files, h->deleted, h->options,
                       h->of_table, err);
}

static mlg_code read_halves(halves *h, unsigned threads, mlg_err *err)
{
    static const par_job job = { .run = read_half };
    mlg_code code = par_for(2, h->drawing.room && h->table ? threads : 1, &job, h, err);

    if (code == MLG_OK && !h->table)
        mlg_diag_add(h->of_table, MLG_NOTE, "dbf-missing", h->files->shp.name, 0,
                     N_("has no .dbf: its features have no attributes"));
    return code;
}

mlg_code shp_read_apart(mlg_layer *layer, const shp_files *files, const mlg_read_options *o,
                        unsigned threads, shp_told *told, mlg_err *err)
{
    halves h = { .drawing = { .layer = layer,
                              .name = files->shp.name,
                              .size = files->shp.size,
                              .diag = &told->of_shapes },
                 .files = files,
                 .options = o,
                 .of_table = &told->of_table };
    uint8_t *deleted = NULL;
    size_t n_deleted = 0;
    mlg_code code = MLG_OK;

    if (files->shp.data)
        code = shp_open(&h.drawing.room, files, &told->of_file, err);
    if (code == MLG_OK && files->dbf.data)
        code = dbf_open(&h.table, files->dbf, err);
    if (code == MLG_OK && h.table && h.drawing.room)
        code = shp_check_counts(files, shp_count(h.drawing.room), dbf_count(h.table), err);
    if (code == MLG_OK && h.table)
        code =
            dbf_deleted(&deleted, &n_deleted, h.table, files->dbf.name, &told->of_deleted, err);
    if (code == MLG_OK) {
        layer->n =
            (h.drawing.room ? shp_count(h.drawing.room) : dbf_count(h.table)) - n_deleted;
        h.deleted = h.drawing.deleted = deleted;
        code = read_halves(&h, threads, err);
    }
    if (code == MLG_OK)
        code = set_crs(layer, files->prj, o->crs, err);
    dbf_close(h.table);
    shp_close(h.drawing.room);
    free(h.drawing.scratch);
    free(deleted);
    return code;
}

mlg_code shp_read_bytes(mlg_layer *layer, const shp_files *files, const mlg_read_options *o,
                        mlg_diag *diag, mlg_err *err)
{
    shp_told told = { 0 };
    mlg_code code = shp_read_apart(layer, files, o, 2, &told, err);
    bool fine = mlg_diag_append(diag, &told.of_file);

    fine = mlg_diag_append(diag, &told.of_deleted) && fine;
    fine = mlg_diag_append(diag, &told.of_shapes) && fine;
    fine = mlg_diag_append(diag, &told.of_table) && fine;
    return fine || code != MLG_OK ? code : readers_no_memory(err);
}
