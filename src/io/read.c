#include "maillage/read.h"

#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"
#include "io/digest.h"
#include "io/readers.h"
#include "model/build.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what the readers share --------------------------------------------------------- */

mlg_code readers_no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

mlg_code readers_set(char **slot, const char *text, mlg_err *err)
{
    char *copy = strdup(text);

    if (!copy)
        return readers_no_memory(err);
    free(*slot);
    *slot = copy;
    return MLG_OK;
}

mlg_code readers_set_crs(mlg_layer *layer, const char *crs, const char *from, mlg_err *err)
{
    mlg_code code = readers_set(&layer->crs, crs, err);

    return code == MLG_OK ? readers_set(&layer->crs_from, from, err) : code;
}

mlg_code readers_set_encoding(mlg_layer *layer, const char *encoding, const char *from,
                              mlg_err *err)
{
    mlg_code code = readers_set(&layer->encoding, encoding, err);

    return code == MLG_OK ? readers_set(&layer->encoding_from, from, err) : code;
}

mlg_layer *readers_layer(const char *path, const char *format)
{
    mlg_layer *layer = layer_new(path);
    mlg_err err;

    if (!layer)
        return NULL;
    if (readers_set(&layer->format, format, &err) == MLG_OK &&
        readers_set_encoding(layer, "", "", &err) == MLG_OK &&
        readers_set_crs(layer, "", "", &err) == MLG_OK &&
        readers_set(&layer->delimiter, "", &err) == MLG_OK)
        return layer;
    mlg_layer_free(layer);
    return NULL;
}

mlg_box readers_box(const mlg_xy *xy, size_t n)
{
    mlg_box box = { INFINITY, INFINITY, -INFINITY, -INFINITY };

    for (size_t i = 0; i < n; i++) { /* NaN compares false: it never enters */
        box.xmin = xy[i].x < box.xmin ? xy[i].x : box.xmin;
        box.ymin = xy[i].y < box.ymin ? xy[i].y : box.ymin;
        box.xmax = xy[i].x > box.xmax ? xy[i].x : box.xmax;
        box.ymax = xy[i].y > box.ymax ? xy[i].y : box.ymax;
    }
    return box.xmin <= box.xmax && box.ymin <= box.ymax ? box : (mlg_box){ 1, 1, 0, 0 };
}

void readers_check_text(const char *text, const char *column, int64_t record, const char *where,
                        mlg_diag *diag)
{
    char shown[160];

    if (!text_is_mojibake(text))
        return;
    readers_quote(shown, sizeof shown, text, strlen(text));
    mlg_diag_add(diag, MLG_WARNING, "text-mojibake", where, record,
                 N_("%s \"%s\" looks like UTF-8 that was read as CP1252 by its producer"),
                 column, shown);
}

char *readers_quote(char *out, size_t size, const char *text, size_t n)
{
    size_t used = n < size ? n : size - 1;

    while (used < n && used && ((unsigned char)text[used] & 0xC0) == 0x80)
        used--;
    for (size_t i = 0; i < used; i++)
        out[i] = (unsigned char)text[i] < ' ' || text[i] == 0x7F ? ' ' : text[i];
    out[used] = '\0';
    return out;
}

/* --- files -------------------------------------------------------------------------- */

enum { PARTS = 5, PATH_ROOM = 4096 };

/* The files of one layer while it is read. */
typedef struct reading {
    file files[PARTS];
    char names[PARTS][128];
    size_t n;
} reading;

static mlg_code open_part(reading *r, blob *out, const char *path, mlg_err *err)
{
    file *f = &r->files[r->n];
    mlg_code code = file_read(f, path, err);

    if (code != MLG_OK)
        return code;
    snprintf(r->names[r->n], sizeof r->names[r->n], "%s", file_base(path));
    *out = (blob){ r->names[r->n++], f->data, f->size };
    return MLG_OK;
}

/* A file beside `path`, with another extension, in lower or upper case; its absence is no
 * error. */
static mlg_code open_beside(reading *r, blob *out, const char *path, const char *extension,
                            mlg_err *err)
{
    const char *dot = strrchr(path, '.');
    char beside[PATH_ROOM];
    size_t stem = (size_t)(dot - path);

    for (int upper = 0; upper < 2; upper++) {
        if (stem + 5 > sizeof beside)
            return MLG_OK;
        memcpy(beside, path, stem);
        snprintf(beside + stem, sizeof beside - stem, ".%s", extension);
        for (char *c = beside + stem + 1; upper && *c; c++)
            *c = (char)(*c - 'a' + 'A');
        if (file_exists(beside))
            return open_part(r, out, beside, err);
    }
    return MLG_OK;
}

static mlg_code read_shp(reading *r, mlg_layer *layer, const char *path,
                         const mlg_read_options *o, mlg_diag *diag, mlg_err *err)
{
    shp_files files = { 0 };
    mlg_code code = open_part(r, &files.shp, path, err);

    if (code == MLG_OK)
        code = open_beside(r, &files.shx, path, "shx", err);
    if (code == MLG_OK)
        code = open_beside(r, &files.dbf, path, "dbf", err);
    if (code == MLG_OK)
        code = open_beside(r, &files.prj, path, "prj", err);
    if (code == MLG_OK)
        code = open_beside(r, &files.cpg, path, "cpg", err);
    if (code == MLG_OK && !files.cpg.data)
        code = open_beside(r, &files.cpg, path, "cst", err);
    return code == MLG_OK ? shp_read_bytes(layer, &files, o, diag, err) : code;
}

static mlg_code read_dbf(reading *r, mlg_layer *layer, const char *path,
                         const mlg_read_options *o, mlg_diag *diag, mlg_err *err)
{
    shp_files files = { 0 };
    mlg_code code = open_part(r, &files.dbf, path, err);

    if (code == MLG_OK)
        code = open_beside(r, &files.cpg, path, "cpg", err);
    if (code == MLG_OK && !files.cpg.data)
        code = open_beside(r, &files.cpg, path, "cst", err);
    return code == MLG_OK ? shp_read_bytes(layer, &files, o, diag, err) : code;
}

static mlg_code read_geojson(reading *r, mlg_layer *layer, const char *path,
                             const mlg_read_options *o, mlg_diag *diag, mlg_err *err)
{
    blob text;
    mlg_code code = open_part(r, &text, path, err);

    return code == MLG_OK ? geojson_read_bytes(layer, text, o, diag, err) : code;
}

static mlg_code read_csv(reading *r, mlg_layer *layer, const char *path,
                         const mlg_read_options *o, mlg_diag *diag, mlg_err *err)
{
    blob text;
    mlg_code code = open_part(r, &text, path, err);

    return code == MLG_OK ? csv_read_bytes(layer, text, o, diag, err) : code;
}

static const struct reader {
    const char *extension, *format;
    mlg_code (*read)(reading *, mlg_layer *, const char *, const mlg_read_options *, mlg_diag *,
                     mlg_err *);
} readers[] = { { "shp", "shapefile", read_shp },
                { "dbf", "dbf", read_dbf },
                { "geojson", "geojson", read_geojson },
                { "json", "geojson", read_geojson },
                { "geojsonl", "geojson", read_geojson },
                { "ndjson", "geojson", read_geojson },
                { "csv", "csv", read_csv },
                { "tsv", "csv", read_csv },
                { "txt", "csv", read_csv } };

/* ASCII only, whatever the locale. */
static bool same_extension(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char low = *a >= 'A' && *a <= 'Z' ? (char)(*a - 'A' + 'a') : *a;

        if (low != *b)
            return false;
    }
    return !*a && !*b;
}

static const struct reader *reader_of(const char *path)
{
    const char *dot = strrchr(file_base(path), '.');

    for (size_t i = 0; dot && i < sizeof readers / sizeof *readers; i++)
        if (same_extension(dot + 1, readers[i].extension))
            return &readers[i];
    return NULL;
}

static void note_sources(mlg_layer *layer, const reading *r, bool digest)
{
    for (size_t i = 0; i < r->n && i < MLG_SOURCES; i++) {
        mlg_source *s = &layer->sources[layer->n_sources++];

        snprintf(s->name, sizeof s->name, "%s", r->names[i]);
        s->size = r->files[i].size;
        if (digest)
            digest_sha256(s->sha256, r->files[i].data, r->files[i].size);
    }
}

mlg_code mlg_read(mlg_layer **out, const char *path, const mlg_read_options *options,
                  mlg_diag *diag, mlg_err *err)
{
    static const mlg_read_options none = { 0 };
    const mlg_read_options *o = options ? options : &none;
    const struct reader *reader = reader_of(path);
    reading r = { 0 };
    mlg_layer *layer = NULL;
    mlg_code code = MLG_OK;

    *out = NULL;
    if (!reader) {
        file probe; /* "no such file" is the more useful answer */

        code = file_read(&probe, path, err);
        if (code == MLG_OK) {
            file_close(&probe);
            code =
                mlg_fail(err, MLG_EDATA,
                         _("is not a kind of file that can be read: export it as a shapefile "
                           "(.shp), GeoJSON (.geojson) or CSV (.csv)"));
        }
        mlg_at(err, path, 0);
        return code;
    }
    layer = readers_layer(path, reader->format);
    if (!layer)
        return readers_no_memory(err);
    code = reader->read(&r, layer, path, o, diag, err);
    if (code == MLG_OK)
        note_sources(layer, &r, o->digest);
    while (r.n)
        file_close(&r.files[--r.n]);
    if (code == MLG_OK) {
        *out = layer;
        return MLG_OK;
    }
    mlg_layer_free(layer);
    mlg_at(err, path, 0);
    return code;
}
