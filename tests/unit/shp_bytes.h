#ifndef MLG_SHP_BYTES_H
#define MLG_SHP_BYTES_H
/* Small shapefiles and tables made in memory, by the specification and not by shapelib. */
#include "read_bytes.h"

enum { MADE_ROOM = 8192 };

typedef struct made {
    char at[MADE_ROOM];
    size_t n;
} made;

static inline void put(made *m, const void *bytes, size_t n)
{
    assert_true(m->n + n <= sizeof m->at);
    memcpy(m->at + m->n, bytes, n);
    m->n += n;
}

static inline void put_int(made *m, uint32_t value, bool big)
{
    unsigned char b[4];

    for (int i = 0; i < 4; i++)
        b[i] = (unsigned char)(value >> 8 * (big ? 3 - i : i));
    put(m, b, 4);
}

static inline void put_double(made *m, double value) /* little-endian machines only */
{
    put(m, &value, sizeof value);
}

/* --- shapes ------------------------------------------------------------------------- */

typedef struct made_shp {
    made shp, shx;
    uint32_t type, n;
} made_shp;

static inline void put_header(made *m, uint32_t type)
{
    put_int(m, 9994, true);
    for (int i = 0; i < 6; i++)
        put_int(m, 0, true); /* the length comes last */
    put_int(m, 1000, false);
    put_int(m, type, false);
    for (int i = 0; i < 8; i++)
        put_double(m, 0);
}

static inline void set_length(made *m)
{
    made length = { .n = 0 };

    put_int(&length, (uint32_t)(m->n / 2), true);
    memcpy(m->at + 24, length.at, 4);
}

static inline void shp_begin(made_shp *s, uint32_t type)
{
    *s = (made_shp){ .type = type };
    put_header(&s->shp, type);
    put_header(&s->shx, type);
}

static inline void shp_record(made_shp *s, const made *content)
{
    put_int(&s->shx, (uint32_t)(s->shp.n / 2), true);
    put_int(&s->shx, (uint32_t)(content->n / 2), true);
    put_int(&s->shp, ++s->n, true);
    put_int(&s->shp, (uint32_t)(content->n / 2), true);
    put(&s->shp, content->at, content->n);
}

static inline void shp_null(made_shp *s)
{
    made content = { .n = 0 };

    put_int(&content, 0, false);
    shp_record(s, &content);
}

static inline void shp_point(made_shp *s, double x, double y)
{
    made content = { .n = 0 };

    put_int(&content, s->type, false);
    put_double(&content, x);
    put_double(&content, y);
    for (uint32_t extra = 0; extra < (s->type == 11 ? 2u : s->type == 21 ? 1u : 0u); extra++)
        put_double(&content, 5);
    shp_record(s, &content);
}

/* `parts` rings (or lines) with `sizes` vertices each. */
static inline void shp_parts(made_shp *s, const mlg_xy *xy, const uint32_t *sizes,
                             uint32_t parts)
{
    made content = { .n = 0 };
    uint32_t n = 0;

    put_int(&content, s->type, false);
    for (int i = 0; i < 4; i++)
        put_double(&content, 0);
    for (uint32_t p = 0; p < parts; p++)
        n += sizes[p];
    put_int(&content, parts, false);
    put_int(&content, n, false);
    for (uint32_t p = 0, start = 0; p < parts; start += sizes[p++])
        put_int(&content, start, false);
    for (uint32_t i = 0; i < n; i++) {
        put_double(&content, xy[i].x);
        put_double(&content, xy[i].y);
    }
    for (uint32_t i = 0; s->type == 15 && i < 2 * (n + 2); i++)
        put_double(&content, 7); /* heights and measures */
    shp_record(s, &content);
}

static inline void shp_points(made_shp *s, const mlg_xy *xy, uint32_t n)
{
    made content = { .n = 0 };

    put_int(&content, s->type, false);
    for (int i = 0; i < 4; i++)
        put_double(&content, 0);
    put_int(&content, n, false);
    for (uint32_t i = 0; i < n; i++) {
        put_double(&content, xy[i].x);
        put_double(&content, xy[i].y);
    }
    shp_record(s, &content);
}

static inline void shp_end(made_shp *s)
{
    set_length(&s->shp);
    set_length(&s->shx);
}

/* --- tables ------------------------------------------------------------------------- */

typedef struct made_field {
    const char *name;
    char type;
    unsigned char width;
} made_field;

/* Rows of `n_fields` cells, each padded to its column's width; a row whose first cell starts
 * with '*' is marked as deleted, without that star. */
static inline made made_dbf(const made_field *fields, size_t n_fields, const char *const *cells,
                            size_t n_rows, unsigned char ldid)
{
    made m = { .n = 0 };
    unsigned width = 1, header = (unsigned)(33 + 32 * n_fields);
    char zeros[32] = { 0 }, head[4] = { 3, 120, 1, 1 };

    for (size_t f = 0; f < n_fields; f++)
        width += fields[f].width;
    put(&m, head, 4);
    put_int(&m, (uint32_t)n_rows, false);
    put_int(&m, header | width << 16, false);
    put(&m, zeros, 17);
    put(&m, &ldid, 1);
    put(&m, zeros, 2);
    for (size_t f = 0; f < n_fields; f++) {
        char descriptor[32] = { 0 };

        memcpy(descriptor, fields[f].name, strnlen(fields[f].name, 11));
        descriptor[11] = fields[f].type;
        descriptor[16] = (char)fields[f].width;
        put(&m, descriptor, 32);
    }
    put(&m, "\r", 1);
    for (size_t i = 0; i < n_rows * n_fields; i++) {
        const char *cell = cells[i];
        size_t n, w = fields[i % n_fields].width;

        if (i % n_fields == 0) {
            put(&m, *cell == '*' ? "*" : " ", 1);
            cell += *cell == '*';
        }
        n = strnlen(cell, w);
        put(&m, cell, n);
        for (; n < w; n++)
            put(&m, " ", 1);
    }
    put(&m, "\x1A", 1);
    return m;
}

/* --- reading them -------------------------------------------------------------------- */

static inline blob blob_of(const char *name, const made *m)
{
    return (blob){ name, m->at, m->n };
}

static inline outcome read_files(const shp_files *files, const mlg_read_options *options)
{
    static const mlg_read_options none = { 0 };
    outcome o = { .layer = readers_layer("test.shp", "test") };

    assert_non_null(o.layer);
    if (shp_read_bytes(o.layer, files, options ? options : &none, &o.diag, &o.err) != MLG_OK) {
        mlg_layer_free(o.layer);
        o.layer = NULL;
        assert_true(o.err.what[0] && !strchr(o.err.what, '\n'));
    }
    return o;
}
#endif
