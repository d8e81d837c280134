#include "maillage/inspect.h"

#include "analysis/inspect/cells.h"
#include "analysis/inspect/invalid.h"
#include "analysis/inspect/positions.h"
#include "base/i18n.h"
#include "geo/crs.h"
#include "geo/place.h"
#include "geo/repair.h"
#include "model/box.h"
#include "model/build.h"
#include "model/fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the work on one layer needs at every step. */
typedef struct inspecting {
    mlg_inspection *out;
    const mlg_zones *communes;
    mlg_planes *planes;
    unsigned threads;
    mlg_diag *diag;
    mlg_err *err;
} inspecting;

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static const mlg_box nothing = { INFINITY, INFINITY, -INFINITY, -INFINITY };

static bool located(const mlg_layer *layer)
{
    return layer->crs && layer->crs[0];
}

/* --- coordinate system ---------------------------------------------------------------------
 */

enum { SAMPLE = 2000 };

/* Some of the layer's places, spread over its records. Returns how many. */
static size_t sample(mlg_xy *out, const mlg_layer *layer)
{
    const mlg_polys *p = &layer->polys;
    size_t stride = layer->n / SAMPLE + 1, n = 0;

    for (size_t i = 0; i < layer->n && n < SAMPLE; i += stride) {
        if (layer->points && isfinite(layer->points[i].x) && isfinite(layer->points[i].y))
            out[n++] = layer->points[i];
        else if (!layer->points && i < p->n && p->ring_of[i] < p->ring_of[i + 1])
            out[n++] = p->xy[p->xy_of[p->ring_of[i]]];
    }
    return n;
}

static mlg_code name_operation(mlg_inspection *in, mlg_err *err)
{
    mlg_xy *places = malloc(SAMPLE * sizeof *places);
    crs_step *step = NULL;
    mlg_code code = places ? crs_step_new(&step, in->layer->crs, err) : no_memory(err);

    if (code == MLG_OK) {
        crs_step_run(step, places, sample(places, in->layer));
        free(in->operation);
        in->operation = strdup(crs_step_operation(step, &in->accuracy_m));
        code = in->operation ? MLG_OK : no_memory(err);
    }
    crs_step_free(step);
    free(places);
    return code;
}

static mlg_code inspect_crs(inspecting *s, crs_kind *kind)
{
    mlg_inspection *in = s->out;
    char name[160] = "";
    unsigned id;

    *kind = CRS_LONLAT;
    if (located(in->layer) &&
        crs_identify(in->layer->crs, kind, &id, name, sizeof name, s->err) != MLG_OK)
        return s->err->code;
    in->crs_name = strdup(name);
    in->operation = strdup("");
    if (!in->crs_name || !in->operation)
        return no_memory(s->err);
    return *kind == CRS_OTHER ? name_operation(in, s->err) : MLG_OK;
}

/* --- planes ----------------------------------------------------------------------------------
 */

static mlg_code keep_planes(mlg_inspection *in, const size_t *counts, mlg_err *err)
{
    size_t n = 0;

    for (plane_id id = 1; id < PLANE_END; id++)
        n += counts[id] > 0;
    in->planes = calloc(n + 1, sizeof *in->planes);
    if (!in->planes)
        return no_memory(err);
    for (plane_id id = 1; id < PLANE_END; id++) {
        mlg_plane_count *p = &in->planes[in->n_planes];

        if (!counts[id])
            continue;
        plane_name(id, p->name, sizeof p->name);
        p->n = counts[id];
        in->usable += counts[id];
        in->n_planes++;
    }
    return MLG_OK;
}

/* --- polygons --------------------------------------------------------------------------------
 */

static void count_parts(mlg_inspection *in)
{
    const mlg_polys *p = &in->layer->polys;

    in->rings = p->n_rings;
    in->vertices = p->n_xy;
    for (size_t r = 0; r < p->n_rings; r++)
        in->shells += !p->hole[r];
}

static mlg_code find_invalid(inspecting *s, bool measured)
{
    mlg_inspection *in = s->out;
    const char *name = in->layer->name;

    if (invalid_find(&in->invalid, &in->n_invalid, in->layer, measured, s->planes, s->threads,
                     s->err) != MLG_OK)
        return s->err->code;
    for (size_t i = 0; i < in->n_invalid; i++) {
        const mlg_invalid *bad = &in->invalid[i];

        if (isfinite(bad->before_m2) && isfinite(bad->after_m2))
            mlg_diag_add(s->diag, MLG_WARNING, "geometry-repaired", name, bad->record,
                         N_("invalid polygon (%s), repaired: area %.0f m2 before, "
                            "%.0f m2 after"),
                         bad->reason, bad->before_m2, bad->after_m2);
        else
            mlg_diag_add(s->diag, MLG_WARNING, "geometry-invalid", name, bad->record,
                         N_("invalid polygon (%s)"), bad->reason);
    }
    return MLG_OK;
}

/* In their planes: what the file drew well may have become invalid there. What it did not is
 * told already. */
static mlg_code repair(inspecting *s, mlg_polys *polys)
{
    return polys_repair(polys, NULL, NULL, s->out->layer->name, s->threads, NULL, s->err);
}

static mlg_box box_of_lonlat(plane *p, mlg_xy *xy, size_t n)
{
    plane_to_lonlat(p, xy, n);
    return box_of(xy, n);
}

/* The degrees that a box of the plane spans, generously: its border bends less than a
 * twentieth of its size. */
static mlg_box guess_lonlat(plane *p, mlg_box b)
{
    double x = (b.xmin + b.xmax) / 2, y = (b.ymin + b.ymax) / 2, wide, high;
    mlg_xy around[] = { { b.xmin, b.ymin }, { x, b.ymin },     { b.xmax, b.ymin },
                        { b.xmin, y },      { b.xmax, y },     { b.xmin, b.ymax },
                        { x, b.ymax },      { b.xmax, b.ymax } };
    mlg_box box = box_of_lonlat(p, around, sizeof around / sizeof *around);

    wide = 0.05 * (box.xmax - box.xmin);
    high = 0.05 * (box.ymax - box.ymin);
    return (mlg_box){ box.xmin - wide, box.ymin - high, box.xmax + wide, box.ymax + high };
}

static bool within(mlg_box a, mlg_box b)
{
    return a.xmin >= b.xmin && a.ymin >= b.ymin && a.xmax <= b.xmax && a.ymax <= b.ymax;
}

/* The extent in degrees, by the polygons that may stretch it: few of many. */
static mlg_code extend(mlg_box *all, plane *p, const mlg_xy *xy, size_t n, mlg_err *err)
{
    mlg_xy *copy;

    if (within(guess_lonlat(p, box_of(xy, n)), *all))
        return MLG_OK;
    copy = malloc((n + 1) * sizeof *copy);
    if (!copy)
        return no_memory(err);
    memcpy(copy, xy, n * sizeof *copy);
    *all = box_join(*all, box_of_lonlat(p, copy, n));
    free(copy);
    return MLG_OK;
}

/* Area, extent and planes of polygons that are in their planes. */
static mlg_code measure(inspecting *s, const mlg_polys *p, const plane_id *ids, bool degrees)
{
    size_t counts[PLANE_END] = { 0 };
    mlg_box all = degrees ? s->out->layer->box : nothing;
    double area = 0;

    for (size_t f = 0; f < p->n; f++) {
        size_t from = p->ring_of[f], to = p->ring_of[f + 1];
        const plane *opened;

        if (!ids[f] || from == to)
            continue;
        if (planes_get(s->planes, ids[f], &opened, s->err) != MLG_OK)
            return s->err->code;
        counts[ids[f]]++;
        for (size_t r = from; r < to; r++)
            area += plane_ring_area(opened, p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]);
        if (!degrees && extend(&all, s->planes->open[ids[f]], p->xy + p->xy_of[from],
                               p->xy_of[to] - p->xy_of[from], s->err) != MLG_OK)
            return s->err->code;
    }
    s->out->area_m2 = area;
    s->out->lonlat = all;
    return keep_planes(s->out, counts, s->err);
}

static mlg_code inspect_polygons(inspecting *s, crs_kind kind)
{
    mlg_layer *layer = s->out->layer;
    plane_id *ids;
    mlg_polys placed = { 0 };
    mlg_code code;

    count_parts(s->out);
    if (!located(layer)) {
        s->out->usable = layer->n - layer->n_without_geometry;
        return find_invalid(s, false);
    }
    if (find_invalid(s, true) != MLG_OK)
        return s->err->code;
    ids = calloc(layer->n + 1, sizeof *ids);
    code =
        ids ? polys_place(&placed, ids, layer, s->planes, s->diag, s->err) : no_memory(s->err);
    if (code == MLG_OK && (s->out->n_invalid || kind != CRS_PLANE))
        code = repair(s, &placed);
    if (code == MLG_OK)
        code = measure(s, &placed, ids, kind == CRS_LONLAT);
    mlg_polys_release(&placed);
    free(ids);
    return code;
}

/* --- points ----------------------------------------------------------------------------------
 */

static mlg_code place_points(inspecting *s, mlg_xy *lonlat, mlg_xy *at, uint8_t *ids,
                             const mlg_column *commune)
{
    const mlg_layer *layer = s->out->layer;
    size_t counts[PLANE_END] = { 0 };
    mlg_code code =
        points_place(lonlat, at, ids, layer, s->threads, s->planes, s->diag, s->err);

    if (code != MLG_OK)
        return code;
    for (size_t i = 0; i < layer->n; i++)
        counts[ids[i]]++;
    counts[PLANE_NONE] = 0;
    s->out->lonlat = box_of(lonlat, layer->n);
    code = keep_planes(s->out, counts, s->err);
    if (code == MLG_OK && s->communes && commune)
        code = centroids_inspect(&s->out->centroids, at, ids, layer->n, commune, s->communes,
                                 s->err);
    return code;
}

static mlg_code inspect_points(inspecting *s)
{
    const mlg_layer *layer = s->out->layer;
    const mlg_column *commune = fields_find(layer, F_COMMUNE);
    mlg_xy *lonlat, *at;
    uint8_t *ids;
    mlg_code code = positions_inspect(&s->out->positions, layer, commune, s->diag, s->err);

    if (code != MLG_OK)
        return code;
    if (!located(layer)) {
        s->out->usable = layer->n - layer->n_without_geometry;
        return MLG_OK;
    }
    lonlat = malloc((layer->n + 1) * sizeof *lonlat);
    at = malloc((layer->n + 1) * sizeof *at);
    ids = calloc(layer->n + 1, 1);
    code = lonlat && at && ids ? place_points(s, lonlat, at, ids, commune) : no_memory(s->err);
    free(lonlat);
    free(at);
    free(ids);
    return code;
}

/* --- all together ----------------------------------------------------------------------------
 */

static mlg_code inspect_columns(inspecting *s)
{
    mlg_inspection *in = s->out;

    in->columns = calloc(in->layer->n_columns + 1, sizeof *in->columns);
    if (!in->columns)
        return no_memory(s->err);
    in->n_columns = in->layer->n_columns;
    if (cells_inspect(in->columns, in->layer, s->threads, s->err) != MLG_OK)
        return s->err->code;
    return cells_recognise(&in->recognised, &in->n_recognised, in->layer, in->columns, s->err);
}

static mlg_code inspect_all(inspecting *s)
{
    mlg_inspection *in = s->out;
    crs_kind kind;
    mlg_code code = inspect_columns(s);

    in->null_shapes = (size_t)mlg_diag_count(s->diag, "geometry-null");
    in->empty = (size_t)mlg_diag_count(s->diag, "geometry-empty");
    in->collections = (size_t)mlg_diag_count(s->diag, "geometry-collection");
    if (code == MLG_OK)
        code = inspect_crs(s, &kind);
    if (code == MLG_OK && in->layer->geometry == MLG_GEOMETRY_POLYGON)
        code = inspect_polygons(s, kind);
    if (code == MLG_OK && in->layer->geometry == MLG_GEOMETRY_POINT)
        code = inspect_points(s);
    return code;
}

/* A report on many files keeps the facts, not the files. */
static void give_back(mlg_layer *layer)
{
    for (size_t i = 0; i < layer->n_columns; i++) {
        free(layer->columns[i].name);
        free(layer->columns[i].at);
        free(layer->columns[i].text);
    }
    free(layer->columns);
    layer->columns = NULL;
    layer->n_columns = 0;
    free(layer->points);
    layer->points = NULL;
    mlg_polys_release(&layer->polys);
}

mlg_code mlg_inspect(mlg_inspection **out, mlg_layer *layer, const mlg_zones *communes,
                     mlg_planes *planes, unsigned threads, mlg_diag *diag, mlg_err *err)
{
    mlg_inspection *in = calloc(1, sizeof *in);
    inspecting s = { in, communes, planes, threads, diag, err };
    mlg_code code;

    *out = NULL;
    if (!in) {
        mlg_layer_free(layer);
        return no_memory(err);
    }
    in->layer = layer;
    in->lonlat = nothing;
    in->area_m2 = NAN;
    in->accuracy_m = -1;
    in->centroids.median_m = NAN;
    code = inspect_all(&s);
    if (code != MLG_OK) {
        mlg_at(err, layer->name, 0);
        mlg_inspection_free(in);
        return code;
    }
    give_back(layer);
    *out = in;
    return MLG_OK;
}

void mlg_inspection_free(mlg_inspection *in)
{
    if (!in)
        return;
    cells_release(in->columns, in->n_columns);
    free(in->columns);
    free(in->recognised);
    invalid_free(in->invalid, in->n_invalid);
    free(in->planes);
    free(in->crs_name);
    free(in->operation);
    mlg_layer_free(in->layer);
    free(in);
}
