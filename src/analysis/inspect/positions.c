#include "analysis/inspect/positions.h"

#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the very same place ------------------------------------------------------------------ */

typedef struct place {
    mlg_xy at;
    const char *code; /* of its commune; "": unknown */
    uint32_t record;
} place;

static int by_number(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_position(const void *a, const void *b)
{
    const place *l = a, *r = b;
    int order = by_number(l->at.x, r->at.x);

    if (!order)
        order = by_number(l->at.y, r->at.y);
    return order ? order : l->record < r->record ? -1 : 1;
}

static int by_commune(const void *a, const void *b)
{
    int order = strcmp(((const place *)a)->code, ((const place *)b)->code);

    return order ? order : by_position(a, b);
}

static bool same_position(const place *a, const place *b)
{
    return a->at.x == b->at.x && a->at.y == b->at.y;
}

static bool same_commune(const place *a, const place *b)
{
    return !strcmp(a->code, b->code);
}

/* Where the run that starts at `from` ends. */
static size_t run_end(const place *p, size_t from, size_t n,
                      bool (*same)(const place *, const place *))
{
    size_t to = from + 1;

    while (to < n && same(&p[from], &p[to]))
        to++;
    return to;
}

/* `first` gets, for each record, 1 + the first record at its position; 0: no position. */
static void count_positions(mlg_positions *out, place *p, size_t n, uint32_t *first)
{
    qsort(p, n, sizeof *p, by_position);
    for (size_t from = 0, to; from < n; from = to) {
        to = run_end(p, from, n, same_position);
        out->distinct++;
        out->largest = to - from > out->largest ? to - from : out->largest;
        out->sharing += to - from > 1 ? to - from : 0;
        for (size_t i = from; i < to; i++)
            first[p[i].record] = p[from].record + 1;
    }
}

static void count_communes(mlg_positions *out, place *p, size_t n)
{
    qsort(p, n, sizeof *p, by_commune);
    for (size_t from = 0, to; from < n; from = to) {
        to = run_end(p, from, n, same_commune);
        if (!p[from].code[0] || to - from < 2)
            continue;
        out->same_commune += to - from;
        for (size_t i = from, end; i < to; i = end) {
            end = run_end(p, i, to, same_position);
            out->same_both += end - i > 1 ? end - i : 0;
        }
    }
    out->look_so = out->same_commune >= 10 && 10 * out->same_both >= 9 * out->same_commune;
}

mlg_code positions_inspect(mlg_positions *out, const mlg_layer *layer,
                           const mlg_column *commune, mlg_diag *diag, mlg_err *err)
{
    place *p = malloc((layer->n + 1) * sizeof *p);
    uint32_t *first = calloc(layer->n + 1, sizeof *first);
    size_t n = 0;

    *out = (mlg_positions){ 0 };
    if (!p || !first) {
        free(p);
        free(first);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    for (size_t i = 0; i < layer->n; i++) {
        const char *code = mlg_cell(commune, i);

        if (isfinite(layer->points[i].x) && isfinite(layer->points[i].y))
            p[n++] =
                (place){ layer->points[i], text_is_missing(code) ? "" : code, (uint32_t)i };
    }
    count_positions(out, p, n, first);
    for (size_t i = 0; i < layer->n; i++)
        if (first[i] && first[i] != i + 1)
            mlg_diag_add(diag, MLG_WARNING, "place-duplicate", layer->name, (int64_t)i + 1,
                         N_("stands at the very place of record %u"), first[i]);
    if (commune)
        count_communes(out, p, n);
    free(p);
    free(first);
    return MLG_OK;
}

/* --- centroids of communes ------------------------------------------------------------------
 */

/* Add area-weighted moments of a zone's rings (holes are negative), about `origin`. */
static void add_moments(const mlg_polys *p, size_t f, mlg_xy origin, double *area, mlg_xy *sum)
{
    for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++) {
        for (size_t i = p->xy_of[r]; i + 1 < p->xy_of[r + 1]; i++) {
            double x0 = p->xy[i].x - origin.x, y0 = p->xy[i].y - origin.y;
            double x1 = p->xy[i + 1].x - origin.x, y1 = p->xy[i + 1].y - origin.y;
            double cross = x0 * y1 - x1 * y0;

            *area += cross / 2;
            sum->x += (x0 + x1) * cross / 6;
            sum->y += (y0 + y1) * cross / 6;
        }
    }
}

/* The centroid of these zones of one plane taken together, and their planar area. */
static bool centroid_of(mlg_xy *out, double *area, const mlg_zones *z, const uint32_t *zones,
                        size_t n)
{
    const mlg_box *box = &z->box[zones[0]];
    mlg_xy origin = { box->xmin, box->ymin }, sum = { 0, 0 };

    *area = 0;
    for (size_t i = 0; i < n; i++) {
        if (z->plane[zones[i]] != z->plane[zones[0]])
            return false;
        add_moments(&z->polys, zones[i], origin, area, &sum);
    }
    *out = (mlg_xy){ origin.x + sum.x / *area, origin.y + sum.y / *area };
    return *area > 0;
}

static int by_distance(const void *a, const void *b)
{
    return by_number(*(const double *)a, *(const double *)b);
}

static double median(double *values, size_t n)
{
    if (!n)
        return NAN;
    qsort(values, n, sizeof *values, by_distance);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* Of one site; false: it cannot be compared. */
static bool compare(double *distance, bool *near, const mlg_zones *z,
                    const commune_index *index, plane_id id, mlg_xy at, const char *code)
{
    static const double pi = 3.14159265358979323846, share = 0.1;
    uint32_t zones[COMMUNES_MAX];
    size_t n = id && !text_is_missing(code) ? commune_of_code(index, code, zones) : 0;
    double area;
    mlg_xy centre;

    if (!n || z->plane[zones[0]] != id || !centroid_of(&centre, &area, z, zones, n))
        return false;
    *distance = plane_ground(zones_sheet(z, id)->plane, at, centre);
    *near = *distance <= share * sqrt(area / pi);
    return true;
}

mlg_code centroids_inspect(mlg_centroids *out, const mlg_xy *at, const uint8_t *ids, size_t n,
                           const mlg_column *commune, const mlg_zones *communes, mlg_err *err)
{
    commune_index *index = commune_index_new(communes);
    double *distances = malloc((n + 1) * sizeof *distances);

    *out = (mlg_centroids){ .asked = true, .median_m = NAN };
    if (!index || !distances) {
        commune_index_free(index);
        free(distances);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    for (size_t i = 0; i < n; i++) {
        bool near = false;

        if (!compare(&distances[out->compared], &near, communes, index, ids[i], at[i],
                     mlg_cell(commune, i)))
            continue;
        out->compared++;
        out->near += near;
    }
    out->median_m = median(distances, out->compared);
    out->look_so = out->compared >= 5 && 2 * out->near >= out->compared;
    commune_index_free(index);
    free(distances);
    return MLG_OK;
}
