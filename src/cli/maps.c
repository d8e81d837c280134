#include "maps.h"

#include "cmd.h"
#include "lang.h"
#include "map_budget.h"
#include "results.h"
#include "served.h"
#include "spared.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ZONES = SESSION_INPUTS };

/* Outlines of a page: near enough to look right at any zoom, and no layer heavier than a page
 * can bear (counted as GeoJSON, about four times what it takes there). */
enum {
    OUTLINES_BYTES = 8000000,
    LEVEL_TOLERANCE_M = 10,
    QPV_TOLERANCE_M = 1 /* a place may be a few metres from its edge */
};

static const char *page_folder(char path[4096])
{
    return lang_share(path, 4096, "web") ? path : "";
}

bool maps_page_built(void)
{
    char folder[4096], page[4096 + 16];

    snprintf(page, sizeof page, "%s/page.html", page_folder(folder));
    return !access(page, R_OK);
}

unsigned maps_what(const mlg_study *study)
{
    return (study->n_qpv && study->n_centres ? SESSION_CLASSES : 0) |
           (study->n_territories || study->n_levels ? SESSION_COVERAGE : 0) |
           (study->network ? SESSION_NETWORK : 0);
}

mlg_code maps_may_write(const session *s, const maps_wish *wish, mlg_err *err)
{
    char folder[4096];
    mlg_answers answers = session_answers(s);
    mlg_map map = {
        .answers = &answers, .lang = "fr", .basemap = wish->basemap, .page = page_folder(folder)
    };

    if (mlg_map_check(&map, err) != MLG_OK)
        return err->code;
    return wish->single ? spared_check(s->study, wish->path, common.overwrite, err)
                        : mlg_map_may_write(wish->path, common.overwrite, err);
}

/* --- outlines ---------------------------------------------------------------------------- */

/* What is drawn beside the answers: each layer's polygons in degrees. */
typedef struct drawn {
    mlg_map_outlines *levels, gaps, areas;
    mlg_map_zones zones[ZONES];
    mlg_map_outlines of_zones[ZONES];
    uint32_t *rows[ZONES]; /* which zones are shown; NULL: all */
    size_t n;
} drawn;

static void release(drawn *d, const session *s)
{
    for (size_t i = 0; d->levels && i < s->n_levels; i++)
        mlg_polys_release(&d->levels[i].lonlat);
    free(d->levels);
    mlg_polys_release(&d->gaps.lonlat);
    mlg_polys_release(&d->areas.lonlat);
    for (size_t i = 0; i < ZONES; i++) {
        mlg_polys_release(&d->of_zones[i].lonlat);
        free(d->rows[i]);
    }
}

/* As light as a page wants them; the answers were worked out on the originals. */
static mlg_code lighten(mlg_map_outlines *out, session *s, const char *where,
                        double tolerance_m, mlg_err *err)
{
    return map_budget_lighten(out, tolerance_m, OUTLINES_BYTES, where, &s->diag, err);
}

static mlg_code outline(mlg_map_outlines *out, session *s, const mlg_zones *zones,
                        double tolerance_m, mlg_err *err)
{
    mlg_code code = mlg_zones_lonlat(&out->lonlat, zones, common.threads, err);

    return code == MLG_OK ? lighten(out, s, mlg_zones_layer(zones)->name, tolerance_m, err)
                          : code;
}

static mlg_code outline_areas(mlg_map_outlines *out, session *s, mlg_err *err)
{
    if (!mlg_polys_copy(&out->lonlat, &s->network->areas))
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    return lighten(out, s, "reseau-aires", LEVEL_TOLERANCE_M, err);
}

static mlg_code copy_gaps(mlg_map_outlines *out, const session *s, mlg_err *err)
{
    return mlg_polys_copy(&out->lonlat, &s->coverage->gap_polys)
               ? MLG_OK
               : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static mlg_code add_zones(drawn *d, session *s, const char *role, const mlg_zones *zones,
                          double tolerance_m, mlg_err *err)
{
    if (!zones || d->n == ZONES)
        return MLG_OK;
    d->zones[d->n] =
        (mlg_map_zones){ .role = role, .zones = zones, .outlines = &d->of_zones[d->n] };
    return outline(&d->of_zones[d->n++], s, zones, tolerance_m, err);
}

static mlg_code add_catchments(drawn *d, session *s, const mlg_catchments *c, mlg_err *err)
{
    const mlg_zones *zones = mlg_catchments_zones(c);
    mlg_map_outlines *out = &d->of_zones[d->n];
    mlg_map_zones *z = &d->zones[d->n];

    if (d->n == ZONES)
        return MLG_OK;
    *z = (mlg_map_zones){ .role = "dessertes", .zones = zones, .outlines = out };
    if (served_catchments(&out->lonlat, &d->rows[d->n], &z->n_rows, s, c, err) != MLG_OK)
        return err->code;
    z->rows = d->rows[d->n++];
    return lighten(out, s, mlg_zones_layer(zones)->name, LEVEL_TOLERANCE_M, err);
}

/* The layer of communes is drawn when a place is somewhere in one; a level that is that very
 * layer does. */
static bool communes_are_level(const session *s)
{
    const mlg_study *study = s->study;

    for (unsigned i = 0; s->coverage && i < study->n_territories; i++)
        if (study->n_communes && !strcmp(study->territories[i].file, study->communes->file))
            return true;
    for (size_t i = 0; s->coverage && s->communes && i < s->n_levels; i++)
        if (s->levels[i] == s->communes)
            return true;
    return false;
}

static mlg_code draw(drawn *d, session *s, mlg_err *err)
{
    mlg_code code = MLG_OK;

    d->levels = calloc(s->n_levels + 1, sizeof *d->levels);
    if (!d->levels)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; s->coverage && code == MLG_OK && i < s->n_levels; i++)
        code = outline(&d->levels[i], s, s->levels[i], LEVEL_TOLERANCE_M, err);
    if (code == MLG_OK && s->coverage && s->coverage->n_reaches)
        code = copy_gaps(&d->gaps, s, err);
    if (code == MLG_OK && s->network && s->network->n_levels)
        code = outline_areas(&d->areas, s, err);
    for (size_t i = 0; code == MLG_OK && i < s->n_qpv; i++)
        code = add_zones(d, s, "qpv", s->qpv[i], QPV_TOLERANCE_M, err);
    for (size_t i = 0; code == MLG_OK && i < s->n_centres; i++)
        code = add_zones(d, s, "centres", s->centres[i], LEVEL_TOLERANCE_M, err);
    for (size_t i = 0; s->coverage && code == MLG_OK && i < s->n_catchments; i++)
        if (mlg_coverage_serves(s->coverage, i, 0))
            code = add_catchments(d, s, s->catchments[i], err);
    if (code == MLG_OK && !communes_are_level(s))
        code = add_zones(d, s, "communes", s->communes, LEVEL_TOLERANCE_M, err);
    return code;
}

/* Whatever its layers are, a map is no larger than a page that opens at once. QPV stay: they
 * are small, and places are told to be in one or not. */
static mlg_code fit(const mlg_map *map, drawn *d, session *s, mlg_err *err)
{
    mlg_map_outlines **all = calloc(s->n_levels + 2 + d->n, sizeof *all);
    size_t n = 0;
    mlg_code code;

    if (!all)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; s->coverage && i < s->n_levels; i++)
        all[n++] = &d->levels[i];
    all[n++] = &d->gaps;
    all[n++] = &d->areas;
    for (size_t i = 0; i < d->n; i++)
        if (strcmp(d->zones[i].role, "qpv"))
            all[n++] = &d->of_zones[i];
    code = map_budget_fit(map, all, n, &s->diag, err);
    free(all);
    return code;
}

/* --- files beside it ---------------------------------------------------------------------- */

mlg_code maps_link(maps_links *links, const char *stem, const char *name, const char *end,
                   mlg_err *err)
{
    mlg_map_link *more = realloc(links->at, (links->n + 1) * sizeof *more);
    size_t size = strlen(stem) + strlen(name) + strlen(end) + sizeof "../";
    char *href = malloc(size);

    if (more)
        links->at = more;
    if (!more || !href) {
        free(href);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    snprintf(href, size, "../%s%s%s", stem, name, end);
    links->at[links->n++] = (mlg_map_link){ .name = href + strlen("../"), .href = href };
    return MLG_OK;
}

mlg_code maps_link_coverage(maps_links *links, const session *s, unsigned what, mlg_err *err)
{
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < s->coverage->n_levels; i++) {
        const char *level = mlg_zones_name(s->coverage->levels[i].zones);

        if (what & RESULTS_TERRITORIES)
            code = maps_link(links, "territoires-", level, ".csv", err);
        if (code == MLG_OK && what & RESULTS_TERRITORIES * RESULTS_DRAWN)
            code = maps_link(links, "territoires-", level, ".geojson", err);
    }
    if (code == MLG_OK && what & RESULTS_GAPS && s->coverage->n_reaches)
        code = maps_link(links, "", "lacunes.geojson", "", err);
    return code;
}

mlg_code maps_link_network(maps_links *links, const session *s, mlg_err *err)
{
    static const char *const names[] = { "reseau-noeuds.csv", "reseau-noeuds.geojson",
                                         "reseau-liens.csv",  "reseau-liens.geojson",
                                         "reseau.graphml",    "reseau-aires.geojson" };
    size_t n = sizeof names / sizeof *names - (s->network->n_levels ? 0 : 1);
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < n; i++)
        code = maps_link(links, "", names[i], "", err);
    return code;
}

void maps_links_free(maps_links *links)
{
    for (size_t i = 0; i < links->n; i++)
        free((char *)links->at[i].href);
    free(links->at);
}

/* --- the map ----------------------------------------------------------------------------- */

mlg_code maps_write(session *s, unsigned what, const maps_wish *wish, mlg_err *err)
{
    char folder[4096];
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, what, inputs);
    mlg_answers answers = session_answers(s);
    drawn d = { 0 };
    mlg_map map = { .answers = &answers,
                    .provenance = &p,
                    .sites = s->sites,
                    .lang = common.lang ? common.lang : "fr",
                    .zones = d.zones,
                    .links = wish->links ? wish->links->at : NULL,
                    .n_links = wish->links ? wish->links->n : 0,
                    .basemap = wish->basemap,
                    .basemap_credit = wish->basemap_credit,
                    .page = page_folder(folder) };
    mlg_code code = draw(&d, s, err);

    map.levels = d.levels;
    map.gaps = &d.gaps;
    map.areas = s->network && s->network->n_levels ? &d.areas : NULL;
    map.n_zones = d.n;
    if (code == MLG_OK)
        code = fit(&map, &d, s, err);
    cmd_progress(s->command, _("writing %s"), wish->path);
    if (code == MLG_OK)
        code = wish->single ? mlg_write_map_file(&map, wish->path, common.overwrite, err)
                            : mlg_write_map(&map, wish->path, common.overwrite, err);
    release(&d, s);
    return code;
}
