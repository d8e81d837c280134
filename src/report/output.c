#include "maillage/output.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "report/graphml.h"
#include "report/network.h"
#include "report/provenance.h"
#include "report/tables.h"
#include "report/writers.h"

#include <stdlib.h>
#include <string.h>

static mlg_code finish(file_out *to, mlg_code code, mlg_err *err)
{
    if (code == MLG_OK)
        return file_out_commit(to, err);
    file_out_abort(to);
    return code;
}

/* "sites.csv-metadata.json", as the W3C's CSV on the Web wants it named; a pipe or a device has
 * nothing beside it. */
static mlg_code write_sidecar(const table *t, csv_flavour flavour, const char *meta,
                              const mlg_output *out, mlg_err *err)
{
    buf path = { 0 };
    file_out *to = NULL;
    mlg_code code;

    if (!file_is_kept(out->path))
        return MLG_OK;
    buf_text(&path, out->path);
    buf_text(&path, "-metadata.json");
    if (path.broken)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    else
        code = file_out_open(&to, path.at, out->overwrite, err);
    if (code == MLG_OK)
        code = finish(to, write_csv_metadata(t, flavour, file_base(out->path), meta, to, err),
                      err);
    buf_free(&path);
    return code;
}

static mlg_code write_table(const table *t, const mlg_output *out, mlg_err *err)
{
    int decimals = out->decimals ? out->decimals : MLG_DECIMALS;
    csv_flavour flavour = out->format == MLG_CSV_EXCEL ? CSV_EXCEL_FR : CSV_MACHINE;
    json_t *about = provenance_json(out->provenance);
    char *meta = about ? json_dumps(about, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
    file_out *to = NULL;
    mlg_code code = meta ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    if (code == MLG_OK)
        code = file_out_open(&to, out->path, out->overwrite, err);
    if (code == MLG_OK && out->format == MLG_GEOJSON)
        code = finish(to, write_geojson(t, meta, decimals, out->threads, to, err), err);
    else if (code == MLG_OK)
        code = finish(to, write_csv(t, flavour, out->threads, to, err), err);
    if (code == MLG_OK && out->format != MLG_GEOJSON)
        code = write_sidecar(t, flavour, meta, out, err);
    free(meta);
    json_decref(about);
    return code;
}

mlg_code mlg_write_sites(const mlg_classification *c, const mlg_output *out, mlg_err *err)
{
    sites_words words;
    table t;

    sites_table(&t, &words, c);
    return write_table(&t, out, err);
}

mlg_code mlg_write_territories(const mlg_coverage *c, size_t level, const mlg_polys *lonlat,
                               const mlg_output *out, mlg_err *err)
{
    territories_words words;
    table t;

    territories_table(&t, &words, c, level, lonlat);
    return write_table(&t, out, err);
}

/* The territories without any fabrique, by code. */
static uint32_t *without_fabrique(const mlg_level_coverage *level, size_t *n)
{
    size_t all = mlg_zones_count(level->zones);
    uint32_t *rows = malloc((all + 1) * sizeof *rows);

    *n = 0;
    for (size_t f = 0; rows && f < all; f++)
        if (!level->rows[f].n_fabriques)
            rows[(*n)++] = (uint32_t)f;
    return rows;
}

mlg_code mlg_write_unserved(const mlg_coverage *c, size_t level, const mlg_polys *lonlat,
                            const mlg_output *out, mlg_err *err)
{
    territories_words *words = malloc(sizeof *words);
    size_t n;
    uint32_t *rows = without_fabrique(&c->levels[level], &n);
    table t;
    mlg_code code = MLG_OK;

    if (!words || !rows)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK) {
        some_territories_table(&t, words, c, level, rows, n, lonlat);
        code = write_table(&t, out, err);
    }
    free(words);
    free(rows);
    return code;
}

static mlg_code write_twice(const table *t, const table *some, const mlg_output *all,
                            const mlg_output *unserved, mlg_err *err)
{
    int decimals = all->decimals ? all->decimals : MLG_DECIMALS;
    json_t *about = provenance_json(all->provenance);
    char *meta = about ? json_dumps(about, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
    file_out *to = NULL, *some_to = NULL;
    mlg_code code = meta ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    if (code == MLG_OK)
        code = file_out_open(&to, all->path, all->overwrite, err);
    if (code == MLG_OK)
        code = file_out_open(&some_to, unserved->path, all->overwrite, err);
    if (code == MLG_OK)
        code = write_geojson_twice(t, some, meta, decimals, all->threads, to, some_to, err);
    if (to)
        code = finish(to, code, err);
    if (some_to)
        code = finish(some_to, code, err);
    free(meta);
    json_decref(about);
    return code;
}

mlg_code mlg_write_territories_twice(const mlg_coverage *c, size_t level,
                                     const mlg_polys *lonlat, const mlg_output *all,
                                     const mlg_output *unserved, mlg_err *err)
{
    territories_words *words = malloc(2 * sizeof *words);
    size_t n;
    uint32_t *rows = without_fabrique(&c->levels[level], &n);
    table t, some;
    mlg_code code = MLG_OK;

    if (!words || !rows)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (code == MLG_OK) {
        territories_table(&t, &words[0], c, level, lonlat);
        some_territories_table(&some, &words[1], c, level, rows, n, lonlat);
        code = write_twice(&t, &some, all, unserved, err);
    }
    free(words);
    free(rows);
    return code;
}

mlg_code mlg_write_scenario(const mlg_coverage *before, const mlg_coverage *after, size_t level,
                            const mlg_polys *lonlat, const mlg_output *out, mlg_err *err)
{
    scenario_words words;
    table t;

    scenario_table(&t, &words, before, after, level, lonlat);
    return write_table(&t, out, err);
}

mlg_code mlg_write_distances(const mlg_coverage *c, size_t level, const mlg_output *out,
                             mlg_err *err)
{
    distances_words words;
    table t;

    distances_table(&t, &words, c, level);
    return write_table(&t, out, err);
}

mlg_code mlg_write_gaps(const mlg_coverage *c, const mlg_polys *lonlat, const mlg_output *out,
                        mlg_err *err)
{
    table t;

    gaps_table(&t, c, lonlat ? lonlat : &c->gap_polys);
    return write_table(&t, out, err);
}

mlg_code mlg_write_zone_changes(const mlg_zones_comparison *c, bool all,
                                const mlg_polys *lonlat, const mlg_output *out, mlg_err *err)
{
    zone_changes_words words;
    table t;
    mlg_code code;

    code = zone_changes_table(&t, &words, c, all, lonlat)
               ? write_table(&t, out, err)
               : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    zone_changes_release(&words);
    return code;
}

static mlg_code frame_bytes(size_t *bytes, const table *t, const mlg_output *out, mlg_err *err)
{
    json_t *about = provenance_json(out->provenance);
    char *meta = about ? json_dumps(about, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
    file_out *to = NULL;
    mlg_code code = meta ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    if (code == MLG_OK)
        code = file_out_open(&to, "/dev/null", true, err);
    if (code == MLG_OK)
        code = write_geojson(t, meta, MLG_DECIMALS, out->threads, to, err);
    if (to)
        *bytes = file_out_size(to);
    if (to)
        code = finish(to, code, err);
    free(meta);
    json_decref(about);
    return code;
}

mlg_code mlg_frame_bytes(size_t *bytes, const mlg_coverage *c, size_t level,
                         const mlg_output *out, mlg_err *err)
{
    territories_words words;
    table t;

    if (level < c->n_levels)
        territories_table(&t, &words, c, level, NULL);
    else
        gaps_table(&t, c, NULL);
    return frame_bytes(bytes, &t, out, err);
}

mlg_code mlg_layer_frame_bytes(size_t *bytes, const mlg_layer *layer, const mlg_output *out,
                               mlg_err *err)
{
    layer_words words;
    table t;
    mlg_code code;

    if (!layer_table(&t, &words, layer, NULL))
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    code = frame_bytes(bytes, &t, out, err);
    layer_words_release(&words);
    return code;
}

mlg_code mlg_write_layer(const mlg_layer *layer, const mlg_polys *lonlat, const mlg_output *out,
                         mlg_err *err)
{
    layer_words words;
    table t;
    mlg_code code;

    if (!layer_table(&t, &words, layer, lonlat))
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    code = write_table(&t, out, err);
    layer_words_release(&words);
    return code;
}

mlg_code mlg_write_site_changes(const mlg_results_comparison *c, bool all,
                                const mlg_output *out, mlg_err *err)
{
    uint32_t *rows = malloc((c->n + 1) * sizeof *rows);
    site_changes_words words;
    size_t n = 0;
    table t;
    mlg_code code;

    if (!rows)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; i < c->n; i++)
        if (all || c->rows[i].changed)
            rows[n++] = (uint32_t)i;
    site_changes_table(&t, &words, c, rows, n);
    code = write_table(&t, out, err);
    free(rows);
    return code;
}

mlg_code mlg_write_nodes(const mlg_network *n, const mlg_output *out, mlg_err *err)
{
    table t;

    nodes_table(&t, n);
    return write_table(&t, out, err);
}

mlg_code mlg_write_links(const mlg_network *n, const mlg_output *out, mlg_err *err)
{
    table t;

    links_table(&t, n);
    return write_table(&t, out, err);
}

mlg_code mlg_write_areas(const mlg_network *n, const mlg_output *out, mlg_err *err)
{
    table t;

    areas_table(&t, n);
    return write_table(&t, out, err);
}

mlg_code mlg_write_densities(const mlg_network *n, size_t level, const mlg_output *out,
                             mlg_err *err)
{
    density_words words;
    table t;

    density_table(&t, &words, n, level);
    return write_table(&t, out, err);
}

/* malloc'ed; NULL: out of memory. */
static char *provenance_text(const mlg_provenance *p)
{
    json_t *about = provenance_json(p);
    char *text = about ? json_dumps(about, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;

    json_decref(about);
    return text;
}

mlg_code mlg_write_graphml(const mlg_network *n, const mlg_output *out, mlg_err *err)
{
    char *meta = provenance_text(out->provenance);
    file_out *to = NULL;
    table nodes, links;
    mlg_code code = meta ? file_out_open(&to, out->path, out->overwrite, err)
                         : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    nodes_table(&nodes, n);
    links_table(&links, n);
    if (code == MLG_OK)
        code = finish(
            to, write_graphml(&nodes, &links, LINK_DE, LINK_VERS, meta, out->threads, to, err),
            err);
    free(meta);
    return code;
}
