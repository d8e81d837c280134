#include "report/map_page.h"

#include "base/file.h"
#include "base/i18n.h"

#include <stdio.h>

const char *const map_page_files[] = { "carte.js", "carte.css", "maplibre-gl.js",
                                       "licences.txt", NULL };

static void add_html(buf *out, const char *text)
{
    for (; *text; text++) {
        const char *entity = *text == '&'   ? "&amp;"
                             : *text == '<' ? "&lt;"
                             : *text == '>' ? "&gt;"
                             : *text == '"' ? "&quot;"
                                            : NULL;

        if (entity)
            buf_text(out, entity);
        else
            buf_char(out, *text);
    }
}

/* "https://tiles.example" of an address; 0: none. */
static size_t origin(const char *url)
{
    size_t scheme = !strncmp(url, "https://", 8) ? 8 : !strncmp(url, "http://", 7) ? 7 : 0;
    size_t host = strcspn(url + scheme, "/?#\\\"' ;,<>@{}");

    return scheme && host ? scheme + host : 0;
}

static bool is_style(const char *url)
{
    size_t n = strcspn(url, "?#");

    return n > 5 && !strncmp(url + n - 5, ".json", 5);
}

mlg_code mlg_map_check(const mlg_map *map, mlg_err *err)
{
    buf before = { 0 }, after = { 0 };
    const char *url = map->basemap;
    mlg_code code = MLG_OK;

    if (url &&
        (!origin(url) || strpbrk(url, "\"' \\<>\n\r\t") ||
         !(is_style(url) || (strstr(url, "{z}") && strstr(url, "{x}") && strstr(url, "{y}")))))
        code = mlg_fail(err, MLG_EUSAGE,
                        _("'%.120s' is no base map: give the address of raster tiles "
                          "(https://host/{z}/{x}/{y}.png) or of a style (https://.../x.json)"),
                        url);
    if (code == MLG_OK)
        code = map_page_read(&before, &after, map, MAP_PAGE_FOLDER, err);
    buf_free(&before);
    buf_free(&after);
    return code;
}

/* Where the page may fetch from: nowhere, the host of the tiles, or, for a style, whose
 * sources are not known here, any host. */
static void add_hosts(buf *out, const char *url)
{
    if (url)
        buf_add(out, url, origin(url));
    if (url && is_style(url))
        buf_text(out, " https:");
}

static void fill(buf *out, const mlg_map *map, const char *hole)
{
    if (!strncmp(hole, "LANG", 4))
        buf_text(out, map->lang);
    else if (!strncmp(hole, "HOST", 4))
        add_hosts(out, map->basemap);
    else
        add_html(out, map->answers->title ? map->answers->title : "maillage");
}

/* Holes are written %%LANG%%, %%HOST%%, %%NAME%% and, once, %%DATA%%. */
mlg_code map_page_read(buf *before, buf *after, const mlg_map *map, const char *name,
                       mlg_err *err)
{
    static const char mark[] = "%%DATA%%";
    char path[4096];
    buf *out = before;
    file f;

    snprintf(path, sizeof path, "%s/%s", map->page, name);
    if (file_read(&f, path, err) != MLG_OK) {
        mlg_fail(err, MLG_EDATA,
                 _("the page of the map has not been built: install nodejs and npm "
                   "(scripts/setup does), then build maillage again"));
        return mlg_at(err, path, 0);
    }
    for (size_t i = 0; i < f.size;) {
        const char *at = f.data + i, *next = memchr(at, '%', f.size - i);
        size_t plain = next ? (size_t)(next - at) : f.size - i;

        if (plain) {
            buf_add(out, at, plain);
            i += plain;
        } else if (f.size - i < sizeof mark - 1 || at[1] != '%' || at[6] != '%' ||
                   at[7] != '%') {
            buf_char(out, '%');
            i++;
        } else {
            if (!strncmp(at, mark, sizeof mark - 1))
                out = after;
            else
                fill(out, map, at + 2);
            i += sizeof mark - 1;
        }
    }
    file_close(&f);
    if (before->broken || after->broken)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    return MLG_OK;
}

void map_page_script(buf *out, const char *json, size_t n)
{
    for (size_t i = 0; i < n;) {
        const char *next = memchr(json + i, '<', n - i);
        size_t plain = next ? (size_t)(next - json) - i : n - i;

        buf_add(out, json + i, plain);
        i += plain;
        if (next) {
            buf_text(out, "\\u003c");
            i++;
        }
    }
}
