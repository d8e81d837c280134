#include "report/writers.h"

#include "maillage/antimeridian.h"
#include "maillage/network.h"
#include "report/rows.h"

#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows formatted at a time: polygons are heavy. */
enum { BLOCK = 2048, POLYGON_BLOCK = 64 };

static void add_position(buf *out, mlg_xy p, int decimals)
{
    buf_char(out, '[');
    buf_degree(out, p.x, decimals);
    buf_char(out, ',');
    buf_degree(out, p.y, decimals);
    buf_char(out, ']');
}

/* How many positions; one that rounds to the one before is left out, unless `all` are asked
 * for. */
static size_t add_positions(buf *out, const mlg_xy *xy, size_t n_xy, int decimals, bool all)
{
    size_t n = 0, before = 0, length = 0;

    for (size_t i = 0; i < n_xy; i++) {
        size_t comma = out->n, at = comma + (n > 0);

        if (n)
            buf_char(out, ',');
        add_position(out, xy[i], decimals);
        if (n && !all && !out->broken && out->n - at == length &&
            !memcmp(out->at + at, out->at + before, length)) {
            out->n = comma;
            continue;
        }
        before = at;
        length = out->n - at;
        n++;
    }
    return n;
}

/* A hole that rounding closes goes; a shell stays as it is. */
static void add_ring(buf *out, const mlg_polys *polys, size_t ring, int decimals)
{
    enum { LEAST = 4 };
    size_t start = out->n;
    const mlg_xy *xy = polys->xy + polys->xy_of[ring];
    size_t n = polys->xy_of[ring + 1] - polys->xy_of[ring];

    buf_text(out, polys->hole[ring] ? ",[" : "[");

    size_t first = out->n;

    if (add_positions(out, xy, n, decimals, false) < LEAST) {
        if (polys->hole[ring]) {
            out->n = start;
            return;
        }
        out->n = first;
        add_positions(out, xy, n, decimals, true);
    }
    buf_char(out, ']');
}

/* A shell and the holes behind it are a polygon; two shells make a MultiPolygon. */
static void add_polygons(buf *out, const mlg_polys *polys, size_t feature, int decimals)
{
    size_t from = polys->ring_of[feature], to = polys->ring_of[feature + 1], shells = 0;

    for (size_t r = from; r < to; r++)
        shells += !polys->hole[r];
    if (!shells) {
        buf_text(out, "null");
        return;
    }
    buf_text(out, shells > 1 ? "{\"type\":\"MultiPolygon\",\"coordinates\":[["
                             : "{\"type\":\"Polygon\",\"coordinates\":[");
    for (size_t r = from; r < to; r++) {
        if (r > from && !polys->hole[r])
            buf_text(out, "],[");
        add_ring(out, polys, r, decimals);
    }
    buf_text(out, shells > 1 ? "]]}" : "]}");
}

/* Two parts make a MultiLineString. A part that rounding leaves in one place goes; a line of no
 * length, between two places at the same point, has no geometry. */
static void add_line(buf *out, const mlg_lines *lines, size_t line, int decimals)
{
    enum { LEAST = 2 };
    uint32_t from = lines->part_of[line], to = lines->part_of[line + 1];
    bool several = to - from > 1, any = false;
    size_t start = out->n;

    buf_text(out, several ? "{\"type\":\"MultiLineString\",\"coordinates\":["
                          : "{\"type\":\"LineString\",\"coordinates\":");
    for (uint32_t p = from; p < to; p++) {
        const mlg_xy *xy = lines->xy + lines->xy_of[p];
        size_t before = out->n;

        buf_text(out, any ? ",[" : "[");
        if (add_positions(out, xy, lines->xy_of[p + 1] - lines->xy_of[p], decimals, false) <
            LEAST) {
            out->n = before;
            continue;
        }
        buf_char(out, ']');
        any = true;
    }
    if (any) {
        buf_text(out, several ? "]}" : "}");
    } else {
        out->n = start;
        buf_text(out, "null");
    }
}

/* False: null geometry. */
static bool point_of(const table *t, size_t row, mlg_xy *p)
{
    return t->point && t->point(t->data, row, p) && isfinite(p->x) && isfinite(p->y);
}

static size_t feature_of(const table *t, size_t row)
{
    return t->feature_of ? t->feature_of[row] : row;
}

static void add_geometry(buf *out, const table *t, size_t row, int decimals)
{
    mlg_xy p;

    if (t->polys) {
        add_polygons(out, t->polys, feature_of(t, row), decimals);
    } else if (t->lines) {
        add_line(out, t->lines, row, decimals);
    } else if (point_of(t, row, &p)) {
        buf_text(out, "{\"type\":\"Point\",\"coordinates\":");
        add_position(out, p, decimals);
        buf_char(out, '}');
    } else {
        buf_text(out, "null");
    }
}

static void add_value(buf *out, const table_column *column, const table_value *v)
{
    if (v->null) {
        buf_text(out, "null");
        return;
    }
    switch (column->kind) {
    case COLUMN_TEXT:
        buf_json(out, v->text);
        break;
    case COLUMN_INTEGER:
        buf_int(out, (int64_t)v->number);
        break;
    case COLUMN_NUMBER:
        buf_fixed(out, v->number, column->decimals);
        break;
    case COLUMN_LIST:
        buf_char(out, '[');
        for (size_t i = 0; i < v->n_list; i++) {
            if (i)
                buf_char(out, ',');
            buf_json(out, table_item(v, i));
        }
        buf_char(out, ']');
        break;
    }
}

typedef struct styled {
    const buf *keys; /* the text before each value, prepared once: `,"code_qp":` */
    int decimals;    /* of degrees */
} styled;

static const char between[] = ",\n"; /* features */

static void add_feature(buf *out, const rows *r, size_t row)
{
    const table *t = r->table;
    const styled *style = r->shared;
    table_value v;

    if (row)
        buf_text(out, between);
    buf_text(out, "{\"type\":\"Feature\"");
    rows_value(t, row, t->id_column, &v);
    if (!v.null && t->columns[t->id_column].kind != COLUMN_LIST) {
        buf_text(out, ",\"id\":");
        add_value(out, &t->columns[t->id_column], &v);
    }
    buf_text(out, ",\"geometry\":");
    add_geometry(out, t, row, style->decimals);
    buf_text(out, ",\"properties\":{");
    for (size_t c = 0; c < t->n_columns; c++) {
        buf_add(out, style->keys[c].at, style->keys[c].n);
        rows_value(t, row, c, &v);
        add_value(out, &t->columns[c], &v);
    }
    buf_text(out, "}}");
}

static void stretch(mlg_box *b, const mlg_xy *xy, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        b->xmin = xy[i].x < b->xmin ? xy[i].x : b->xmin;
        b->ymin = xy[i].y < b->ymin ? xy[i].y : b->ymin;
        b->xmax = xy[i].x > b->xmax ? xy[i].x : b->xmax;
        b->ymax = xy[i].y > b->ymax ? xy[i].y : b->ymax;
    }
}

static mlg_box bounds(const table *t)
{
    mlg_box b = { INFINITY, INFINITY, -INFINITY, -INFINITY };

    for (size_t row = 0; row < t->n_rows && !t->lines; row++) {
        mlg_xy p;

        if (t->polys) {
            const uint32_t *ring = t->polys->ring_of + feature_of(t, row);
            const uint32_t *xy_of = t->polys->xy_of;

            stretch(&b, t->polys->xy + xy_of[ring[0]], xy_of[ring[1]] - xy_of[ring[0]]);
        } else if (point_of(t, row, &p)) {
            stretch(&b, &p, 1);
        }
    }
    if (t->lines)
        stretch(&b, t->lines->xy, t->lines->n_xy);
    return b;
}

static void add_parts(mlg_meridians *m, const mlg_xy *xy, const uint32_t *xy_of, size_t from,
                      size_t to)
{
    for (size_t i = from; i < to; i++) {
        mlg_box b = { INFINITY, INFINITY, -INFINITY, -INFINITY };

        stretch(&b, xy + xy_of[i], xy_of[i + 1] - xy_of[i]);
        mlg_meridians_add(m, b.xmin, b.xmax);
    }
}

/* The longitudes of each polygon, line or point; they may go on beyond 180 degrees. */
static void add_meridians(mlg_meridians *m, const table *t)
{
    for (size_t row = 0; row < t->n_rows && !t->lines; row++) {
        mlg_xy p;

        if (t->polys) {
            const uint32_t *ring = t->polys->ring_of + feature_of(t, row);

            add_parts(m, t->polys->xy, t->polys->xy_of, ring[0], ring[1]);
        } else if (point_of(t, row, &p)) {
            mlg_meridians_add(m, p.x, p.x);
        }
    }
    if (t->lines)
        add_parts(m, t->lines->xy, t->lines->xy_of, 0, t->lines->n_parts);
}

/* RFC 7946, 5.2: a box across the antimeridian has its west east of its east; taken where the
 * other way would be more than half a turn and this one is less. */
static mlg_box around_the_globe(mlg_box b, const table *t)
{
    mlg_meridians m = { 0 };
    double west, east;

    if (b.xmax - b.xmin <= 180 && b.xmin >= -180 && b.xmax <= 180)
        return b;
    add_meridians(&m, t);
    if (!mlg_meridians_stretch(&m, &west, &east) || east - west > 180)
        return b.xmin < -180 || b.xmax > 180 ? (mlg_box){ -180, b.ymin, 180, b.ymax } : b;
    return (mlg_box){ west, b.ymin, east > 180 ? east - 360 : east, b.ymax };
}

static void add_head(buf *out, const table *t, const char *meta, int decimals)
{
    mlg_box b = around_the_globe(bounds(t), t);

    buf_text(out, "{\"type\":\"FeatureCollection\",\n\"name\":");
    buf_json(out, t->name);
    if (b.ymin <= b.ymax) {
        const double sides[] = { b.xmin, b.ymin, b.xmax, b.ymax };

        buf_text(out, ",\n\"bbox\":[");
        for (size_t i = 0; i < 4; i++) {
            if (i)
                buf_char(out, ',');
            buf_degree(out, sides[i], decimals);
        }
        buf_char(out, ']');
    }
    if (meta) {
        buf_text(out, ",\n\"maillage\":");
        buf_text(out, meta);
    }
    buf_text(out, ",\n\"features\":[\n");
}

typedef struct collections {
    const table *all, *some; /* some: NULL, or rows of `all` */
    file_out *all_out, *some_out;
} collections;

static mlg_code write_features(const collections *c, const styled *style, unsigned threads,
                               mlg_err *err)
{
    const table *t = c->all;
    rows r = { .table = t,
               .shared = style,
               .add = add_feature,
               .block = t->polys ? POLYGON_BLOCK : BLOCK,
               .some = c->some ? c->some->feature_of : NULL,
               .n_some = c->some ? c->some->n_rows : 0,
               .between = sizeof between - 1,
               .some_out = c->some_out };
    mlg_polys cut = { 0 };
    table on_map = *t;
    mlg_code code = MLG_OK;

    if (t->polys && mlg_beyond_antimeridian(t->polys)) {
        code = mlg_cut_antimeridian(&cut, t->polys, pow(10, -style->decimals), err);
        on_map.polys = &cut;
        r.table = &on_map;
    }
    if (code == MLG_OK)
        code = rows_write(&r, threads, c->all_out, err);
    mlg_polys_release(&cut);
    return code;
}

static mlg_code write_head(const table *t, const char *meta, int decimals, file_out *out,
                           mlg_err *err)
{
    buf head = { 0 };
    mlg_code code;

    add_head(&head, t, meta, decimals);
    code = head.broken ? mlg_fail(err, MLG_ENOMEM, _("out of memory"))
                       : file_out_write(out, head.at, head.n, err);
    buf_free(&head);
    return code;
}

static mlg_code write_collections(const collections *c, const char *meta, int decimals,
                                  unsigned threads, mlg_err *err)
{
    static const char tail[] = "\n]}\n";
    const table *t = c->all;
    buf *keys = calloc(t->n_columns + 1, sizeof *keys);
    styled style = { keys, decimals };
    bool broken = !keys;
    mlg_code code;

    for (size_t k = 0; k < t->n_columns && keys; k++) {
        buf_text(&keys[k], k ? "," : "");
        buf_json(&keys[k], t->columns[k].name);
        buf_char(&keys[k], ':');
        broken = broken || keys[k].broken;
    }
    code = broken ? mlg_fail(err, MLG_ENOMEM, _("out of memory"))
                  : write_head(t, meta, decimals, c->all_out, err);
    if (code == MLG_OK && c->some)
        code = write_head(c->some, meta, decimals, c->some_out, err);
    if (code == MLG_OK)
        code = write_features(c, &style, threads, err);
    if (code == MLG_OK)
        code = file_out_write(c->all_out, tail, sizeof tail - 1, err);
    if (code == MLG_OK && c->some)
        code = file_out_write(c->some_out, tail, sizeof tail - 1, err);
    for (size_t k = 0; k < t->n_columns && keys; k++)
        buf_free(&keys[k]);
    free(keys);
    return code;
}

mlg_code write_geojson(const table *t, const char *meta, int decimals, unsigned threads,
                       file_out *out, mlg_err *err)
{
    const collections c = { .all = t, .all_out = out };

    return write_collections(&c, meta, decimals, threads, err);
}

mlg_code write_geojson_twice(const table *t, const table *some, const char *meta, int decimals,
                             unsigned threads, file_out *out, file_out *some_out, mlg_err *err)
{
    const collections c = { t, some, out, some_out };

    return write_collections(&c, meta, decimals, threads, err);
}
