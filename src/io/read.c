#include "maillage/read.h"

#include "base/i18n.h"
#include "base/par.h"
#include "base/text.h"
#include "base/digest.h"
#include "io/files.h"
#include "model/box.h"
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
    mlg_box box = box_around(xy, n);

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

enum { PATH_ROOM = 4096 };

static mlg_code open_part(readers_files *r, blob *out, const char *path, mlg_err *err)
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
static mlg_code open_beside(readers_files *r, blob *out, const char *path,
                            const char *extension, mlg_err *err)
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

static mlg_code open_cpg(readers_files *r, const char *path, mlg_err *err)
{
    mlg_code code = open_beside(r, &r->parts.cpg, path, "cpg", err);

    return code == MLG_OK && !r->parts.cpg.data
               ? open_beside(r, &r->parts.cpg, path, "cst", err)
               : code;
}

static mlg_code open_shp(readers_files *r, const char *path, mlg_err *err)
{
    mlg_code code = open_part(r, &r->parts.shp, path, err);

    r->parts.mapped = &r->files[0];
    if (code == MLG_OK)
        code = open_beside(r, &r->parts.shx, path, "shx", err);
    if (code == MLG_OK)
        code = open_beside(r, &r->parts.dbf, path, "dbf", err);
    if (code == MLG_OK)
        code = open_beside(r, &r->parts.prj, path, "prj", err);
    return code == MLG_OK ? open_cpg(r, path, err) : code;
}

static mlg_code open_dbf(readers_files *r, const char *path, mlg_err *err)
{
    mlg_code code = open_part(r, &r->parts.dbf, path, err);

    return code == MLG_OK ? open_cpg(r, path, err) : code;
}

static mlg_code open_text(readers_files *r, const char *path, mlg_err *err)
{
    return open_part(r, &r->text, path, err);
}

static mlg_code read_shp(const readers_files *r, mlg_layer *layer, const mlg_read_options *o,
                         mlg_diag *diag, mlg_err *err)
{
    return shp_read_bytes(layer, &r->parts, o, diag, err);
}

static mlg_code read_geojson(const readers_files *r, mlg_layer *layer,
                             const mlg_read_options *o, mlg_diag *diag, mlg_err *err)
{
    return geojson_read_bytes(layer, r->text, o, diag, err);
}

static mlg_code read_csv(const readers_files *r, mlg_layer *layer, const mlg_read_options *o,
                         mlg_diag *diag, mlg_err *err)
{
    return csv_read_bytes(layer, r->text, o, diag, err);
}

typedef struct format {
    const char *extension, *name;
    mlg_code (*open)(readers_files *, const char *, mlg_err *);
    mlg_code (*read)(const readers_files *, mlg_layer *, const mlg_read_options *, mlg_diag *,
                     mlg_err *);
} format;

static const format formats[] = {
    { "shp", "shapefile", open_shp, read_shp },
    { "dbf", "dbf", open_dbf, read_shp },
    { "geojson", "geojson", open_text, read_geojson },
    { "json", "geojson", open_text, read_geojson },
    { "geojsonl", "geojson", open_text, read_geojson },
    { "ndjson", "geojson", open_text, read_geojson },
    { "csv", "csv", open_text, read_csv },
    { "tsv", "csv", open_text, read_csv },
    { "txt", "csv", open_text, read_csv },
};

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

static const format *format_of(const char *path)
{
    const char *dot = strrchr(file_base(path), '.');

    for (size_t i = 0; dot && i < sizeof formats / sizeof *formats; i++)
        if (same_extension(dot + 1, formats[i].extension))
            return &formats[i];
    return NULL;
}

const char *readers_format(const char *path)
{
    const format *f = format_of(path);

    return f ? f->name : NULL;
}

mlg_code readers_open(readers_files *r, const char *path, mlg_err *err)
{
    return format_of(path)->open(r, path, err);
}

void readers_close(readers_files *r)
{
    while (r->n)
        file_close(&r->files[--r->n]);
}

static mlg_code no_format(const char *path, mlg_err *err)
{
    file probe; /* "no such file" is the more useful answer */

    if (file_read(&probe, path, err) != MLG_OK)
        return err->code;
    file_close(&probe);
    return mlg_fail(
        err, MLG_EDATA,
        _("is not a kind of file that can be read: export it as a shapefile (.shp), "
          "GeoJSON (.geojson) or CSV (.csv)"));
}

/* --- reading and digesting, side by side ----------------------------------------------- */

typedef struct task {
    const format *format;
    const readers_files *files;
    const mlg_read_options *options;
    mlg_layer *layer;
    mlg_diag *diag;
} task;

static mlg_code run_task(void *worker, size_t i, mlg_err *err)
{
    const task *t = worker;
    const readers_files *r = t->files;

    if (i == 0)
        return t->format->read(r, t->layer, t->options, t->diag, err);
    return t->options->digest ? readers_digest(t->layer, r, err) : MLG_OK;
}

void readers_sources(mlg_layer *layer, const readers_files *r)
{
    layer->n_sources = r->n;
    for (size_t i = 0; i < r->n; i++) {
        memcpy(layer->sources[i].name, r->names[i], sizeof r->names[i]);
        layer->sources[i].size = r->files[i].size;
    }
}

/* What was digested need not stay in memory. */
mlg_code readers_digest(mlg_layer *layer, const readers_files *r, mlg_err *err)
{
    static const size_t enough = 4 << 20;
    digest *d = digest_new();

    if (!d)
        return readers_no_memory(err);
    for (size_t k = 0; k < r->n; k++) {
        const file *f = &r->files[k];

        for (size_t at = 0; at < f->size; at += enough) {
            digest_add(d, f->data + at, f->size - at < enough ? f->size - at : enough);
            file_let_go(f);
        }
        digest_end(d, layer->sources[k].sha256);
    }
    digest_free(d);
    return MLG_OK;
}

static mlg_code read_opened(task *t, mlg_err *err)
{
    static const par_job job = { .run = run_task };

    readers_sources(t->layer, t->files);
    return par_for(2, t->options->digest ? 2 : 1, &job, t, err);
}

mlg_code mlg_read(mlg_layer **out, const char *path, const mlg_read_options *options,
                  mlg_diag *diag, mlg_err *err)
{
    static const mlg_read_options none = { 0 };
    readers_files r = { 0 };
    task t = { .format = format_of(path),
               .files = &r,
               .options = options ? options : &none,
               .diag = diag };
    mlg_code code = MLG_OK;

    *out = NULL;
    if (!t.format)
        code = no_format(path, err);
    else if (!(t.layer = readers_layer(path, t.format->name)))
        code = readers_no_memory(err);
    if (code == MLG_OK)
        code = readers_open(&r, path, err);
    if (code == MLG_OK)
        code = read_opened(&t, err);
    readers_close(&r);
    if (code == MLG_OK) {
        *out = t.layer;
        return MLG_OK;
    }
    mlg_layer_free(t.layer);
    return mlg_at(err, path, 0);
}
