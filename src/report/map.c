#include "maillage/map.h"

#include "base/file.h"
#include "base/folder.h"
#include "base/i18n.h"
#include "base/text.h"
#include "report/json.h"
#include "report/map_layer.h"
#include "report/map_page.h"
#include "report/map_tables.h"
#include "report/network.h"
#include "report/summary.h"
#include "report/tables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ID_SIZE = 96 };

/* Where the pieces go: a folder of scripts, or the elements of one page; or nowhere, to see
 * how long they are. */
typedef struct sink {
    const mlg_map *map;
    const char *folder; /* NULL: one page */
    file_out *page;     /* NULL: nowhere */
    size_t bytes;       /* of the pieces so far */
    buf layers;         /* of the manifest */
} sink;

/* --- files -----------------------------------------------------------------------------------
 */

static mlg_code write_file(const char *folder, const char *name, const buf *text, mlg_err *err)
{
    char path[4096];
    file_out *to = NULL;
    mlg_code code;

    if (text->broken)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    snprintf(path, sizeof path, "%s/%s", folder, name);
    code = file_out_open(&to, path, true, err);
    if (code != MLG_OK)
        return code;
    code = file_out_write(to, text->at, text->n, err);
    if (code == MLG_OK)
        return file_out_commit(to, err);
    file_out_abort(to);
    return code;
}

static mlg_code copy_file(const char *from, const char *folder, const char *name, mlg_err *err)
{
    char path[4096];
    buf text = { 0 };
    mlg_code code;
    file f;

    snprintf(path, sizeof path, "%s/%s", from, name);
    if (file_read(&f, path, err) != MLG_OK)
        return err->code;
    buf_add(&text, f.data, f.size);
    file_close(&f);
    code = write_file(folder, name, &text, err);
    buf_free(&text);
    return code;
}

/* A piece of data as a script: run by a page from the file system, which may not fetch, or
 * read by the one that holds it. */
static mlg_code put(sink *s, const char *id, const buf *json, mlg_err *err)
{
    buf script = { 0 };
    char name[ID_SIZE + 16];
    mlg_code code = MLG_OK;

    if (s->folder)
        buf_printf(&script, "maillageDonnees(\"%s\",", id);
    else
        buf_printf(&script, "<script type=\"application/json\" data-maillage=\"%s\">", id);
    map_page_script(&script, json->at, json->n);
    buf_text(&script, s->folder ? ");\n" : "</script>\n");
    s->bytes += script.n;
    if (json->broken || script.broken) {
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    } else if (s->folder) {
        snprintf(name, sizeof name, "donnees/%s.js", id);
        code = write_file(s->folder, name, &script, err);
    } else if (s->page) {
        code = file_out_write(s->page, script.at, script.n, err);
    }
    buf_free(&script);
    return code;
}

/* --- layers ----------------------------------------------------------------------------------
 */

static mlg_code put_layer(sink *s, const char *role, const char *name, const table *t,
                          double tolerance_m, mlg_err *err)
{
    char folded[64], id[ID_SIZE];
    map_layer layer = {
        .id = id, .role = role, .name = name, .table = t, .tolerance_m = tolerance_m
    };
    buf json = { 0 };
    mlg_code code;

    text_fold(folded, sizeof folded, name);
    snprintf(id, sizeof id, "%s%s%s", role, *name ? "-" : "", *name ? folded : "");
    map_layer_write(&json, &layer);
    code = put(s, id, &json, err);
    buf_text(&s->layers, s->layers.n ? ",\n" : "");
    map_layer_describe(&s->layers, &layer, json.n);
    buf_free(&json);
    return code;
}

static mlg_code put_sites(sink *s, mlg_err *err)
{
    const mlg_classification *c = s->map->answers->classes;
    sites_words words;
    table t;

    if (c)
        sites_table(&t, &words, c);
    else
        map_places_table(&t, s->map->sites);
    return put_layer(s, "sites", "", &t, 0, err);
}

static mlg_code put_coverage(sink *s, mlg_err *err)
{
    const mlg_coverage *c = s->map->answers->coverage;
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < c->n_levels; i++) {
        territories_words words;
        table t;

        territories_table(&t, &words, c, i, &s->map->levels[i].lonlat);
        code = put_layer(s, "territoires", mlg_zones_name(c->levels[i].zones), &t,
                         s->map->levels[i].tolerance_m, err);
    }
    if (code == MLG_OK && c->n_reaches) {
        table t;

        gaps_table(&t, c, &s->map->gaps->lonlat);
        code = put_layer(s, "lacunes", "", &t, s->map->gaps->tolerance_m, err);
    }
    return code;
}

static mlg_code put_network(sink *s, mlg_err *err)
{
    const mlg_network *n = s->map->answers->network;
    table t;
    mlg_code code;

    nodes_table(&t, n);
    code = put_layer(s, "noeuds", "", &t, 0, err);
    links_table(&t, n);
    if (code == MLG_OK && t.n_rows)
        code = put_layer(s, "liens", "", &t, 0, err);
    areas_table(&t, n);
    if (code == MLG_OK && s->map->areas) {
        t.polys = &s->map->areas->lonlat;
        code = put_layer(s, "aires", "", &t, s->map->areas->tolerance_m, err);
    }
    return code;
}

static mlg_code put_layers(sink *s, mlg_err *err)
{
    mlg_code code = put_sites(s, err);

    if (code == MLG_OK && s->map->answers->coverage)
        code = put_coverage(s, err);
    if (code == MLG_OK && s->map->answers->network)
        code = put_network(s, err);
    for (size_t i = 0; code == MLG_OK && i < s->map->n_zones; i++) {
        const mlg_map_zones *z = &s->map->zones[i];
        table t;

        map_zones_table(&t, z);
        code =
            put_layer(s, z->role, mlg_zones_name(z->zones), &t, z->outlines->tolerance_m, err);
    }
    return code;
}

/* --- manifest --------------------------------------------------------------------------------
 */

static void add_member(buf *out, const char *key, const char *text)
{
    buf_printf(out, ",\n\"%s\":", key);
    if (text)
        buf_json(out, text);
    else
        buf_text(out, "null");
}

static void add_links(buf *out, const mlg_map *map)
{
    buf_text(out, ",\n\"fichiers\":[");
    for (size_t i = 0; i < map->n_links; i++) {
        buf_text(out, i ? ",{\"nom\":" : "{\"nom\":");
        buf_json(out, map->links[i].name);
        buf_text(out, ",\"href\":");
        buf_json(out, map->links[i].href);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

/* Are the hubs places of the study ("sites"), or of a layer of their own ("noeuds")? */
static void add_hubs(buf *out, const mlg_network *n)
{
    if (n)
        buf_printf(out, ",\n\"tetes\":\"%s\"",
                   n->hub_sites == n->place_sites ? "sites" : "noeuds");
}

/* Of the sites that have a reach of their own; nothing when none has. */
static void add_reaches(buf *out, const mlg_sites *sites)
{
    size_t n = mlg_sites_count(sites), own = 0;

    for (size_t i = 0; i < n; i++)
        own += isfinite(mlg_site_reach(sites, i));
    if (!own)
        return;
    buf_text(out, ",\n\"portees_m\":[");
    for (size_t i = 0; i < n; i++) {
        double metres = mlg_site_reach(sites, i);

        buf_text(out, i ? "," : "");
        if (isfinite(metres))
            buf_fixed(out, metres, 1);
        else
            buf_text(out, "null");
    }
    buf_char(out, ']');
}

static mlg_code put_manifest(sink *s, mlg_err *err)
{
    const mlg_map *map = s->map;
    json_t *summary = summary_json(map->answers, map->provenance);
    char *text = summary ? json_dumps(summary, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
    buf json = { 0 };
    mlg_code code;

    buf_text(&json, "{\"format\":1");
    add_member(&json, "langue", map->lang);
    add_member(&json, "titre", map->answers->title);
    add_member(&json, "fond", map->basemap);
    add_member(&json, "fond_credit", map->basemap_credit);
    add_links(&json, map);
    add_reaches(&json, map->sites);
    add_hubs(&json, map->answers->network);
    buf_text(&json, ",\n\"couches\":[");
    buf_add(&json, s->layers.at, s->layers.n);
    buf_text(&json, "],\n\"synthese\":");
    buf_text(&json, text ? text : "");
    buf_text(&json, "}\n");
    code = !text || s->layers.broken ? mlg_fail(err, MLG_ENOMEM, _("out of memory"))
                                     : put(s, "manifeste", &json, err);
    buf_free(&json);
    free(text);
    json_decref(summary);
    return code;
}

/* --- the page --------------------------------------------------------------------------------
 */

/* Layers, then what the page reads first. */
static mlg_code put_all(sink *s, mlg_err *err)
{
    mlg_code code = put_layers(s, err);

    if (code == MLG_OK)
        code = put_manifest(s, err);
    buf_free(&s->layers);
    return code;
}

static bool ours(const char *name)
{
    size_t n = strlen(name);

    for (const char *const *known = map_page_files; *known; known++)
        if (!strcmp(name, *known))
            return true;
    return !strcmp(name, "index.html") || !strcmp(name, "donnees/") ||
           (n > 11 && !strncmp(name, "donnees/", 8) && !strcmp(name + n - 3, ".js"));
}

mlg_code mlg_map_may_write(const char *folder, bool overwrite, mlg_err *err)
{
    char found[256];

    switch (folder_look(folder, ours, found)) {
    case FOLDER_FREE:
        return MLG_OK;
    case FOLDER_OURS:
        if (overwrite)
            return MLG_OK;
        mlg_fail(err, MLG_EIO, _("exists already; give --overwrite to replace it"));
        break;
    default:
        if (*found)
            mlg_fail(err, MLG_EIO,
                     _("holds '%.100s', which no map is made of: give a folder of its own"),
                     found);
        else
            mlg_fail(err, MLG_EIO, _("is not a folder"));
    }
    return mlg_at(err, folder, 0);
}

static mlg_code fill_folder(sink *s, mlg_err *err)
{
    buf before = { 0 }, after = { 0 };
    mlg_code code = folder_below(s->folder, "donnees", err);

    for (const char *const *name = map_page_files; code == MLG_OK && *name; name++)
        code = copy_file(s->map->page, s->folder, *name, err);
    if (code == MLG_OK)
        code = put_all(s, err);
    if (code == MLG_OK)
        code = map_page_read(&before, &after, s->map, MAP_PAGE_FOLDER, err);
    buf_add(&before, after.at, after.n);
    if (code == MLG_OK)
        code = write_file(s->folder, "index.html", &before, err);
    buf_free(&before);
    buf_free(&after);
    return code;
}

/* Every file of the folder; only the text around each script is said a little longer. */
mlg_code mlg_map_bytes(size_t *bytes, const mlg_map *map, mlg_err *err)
{
    sink s = { .map = map };
    buf before = { 0 }, after = { 0 };
    mlg_code code = map_page_read(&before, &after, map, MAP_PAGE_SINGLE, err);

    if (code == MLG_OK)
        code = put_all(&s, err);
    *bytes = before.n + s.bytes + after.n;
    buf_free(&before);
    buf_free(&after);
    return code;
}

size_t mlg_map_outlines_bytes(const mlg_map_outlines *outlines)
{
    return map_layer_shapes_bytes(&outlines->lonlat);
}

mlg_code mlg_write_map(const mlg_map *map, const char *folder, bool overwrite, mlg_err *err)
{
    char *temporary;
    mlg_code code = mlg_map_may_write(folder, overwrite, err);

    if (code == MLG_OK)
        code = folder_open(&temporary, folder, err);
    if (code != MLG_OK)
        return code;
    code = fill_folder(&(sink){ .map = map, .folder = temporary }, err);
    if (code == MLG_OK)
        return folder_commit(temporary, folder, err);
    snprintf(err->where, sizeof err->where, "%.150s", folder); /* not the one aside */
    folder_abort(temporary);
    return code;
}

mlg_code mlg_write_map_file(const mlg_map *map, const char *path, bool overwrite, mlg_err *err)
{
    buf before = { 0 }, after = { 0 };
    sink s = { .map = map };
    mlg_code code = map_page_read(&before, &after, map, MAP_PAGE_SINGLE, err);

    if (code == MLG_OK)
        code = file_out_open(&s.page, path, overwrite, err);
    if (code == MLG_OK) {
        code = file_out_write(s.page, before.at, before.n, err);
        if (code == MLG_OK)
            code = put_all(&s, err);
        if (code == MLG_OK)
            code = file_out_write(s.page, after.at, after.n, err);
        if (code == MLG_OK)
            code = file_out_commit(s.page, err);
        else
            file_out_abort(s.page);
    }
    buf_free(&before);
    buf_free(&after);
    return code;
}
