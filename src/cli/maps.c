#include "maps.h"

#include "cmd.h"
#include "lang.h"
#include "results.h"
#include "spared.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ZONES = 3 };

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
           (study->n_territories ? SESSION_COVERAGE : 0);
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

/* --- outlines
 * --------------------------------------------------------------------------------- */

/* What is drawn beside the answers: each layer's polygons in degrees. */
typedef struct outlines {
    mlg_polys *levels;
    mlg_map_zones zones[ZONES];
    mlg_polys polys[ZONES];
    size_t n;
} outlines;

static void release(outlines *o, const session *s)
{
    for (size_t i = 0; o->levels && i < s->n_levels; i++)
        mlg_polys_release(&o->levels[i]);
    free(o->levels);
    for (size_t i = 0; i < ZONES; i++)
        mlg_polys_release(&o->polys[i]);
}

static mlg_code add_zones(outlines *o, session *s, const char *role, const mlg_zones *zones,
                          mlg_err *err)
{
    if (!zones)
        return MLG_OK;
    o->zones[o->n] = (mlg_map_zones){ role, zones, &o->polys[o->n] };
    return mlg_zones_lonlat(&o->polys[o->n++], zones, s->planes, err);
}

/* The layer of communes is drawn when a place is somewhere in one; a level that is that very
 * layer does. */
static bool communes_are_level(const session *s)
{
    const mlg_study *study = s->study;

    for (unsigned i = 0; s->coverage && i < study->n_territories; i++)
        if (study->n_communes && !strcmp(study->territories[i].file, study->communes->file))
            return true;
    return false;
}

static mlg_code draw(outlines *o, session *s, mlg_err *err)
{
    mlg_code code = MLG_OK;

    o->levels = calloc(s->n_levels + 1, sizeof *o->levels);
    if (!o->levels)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; s->coverage && code == MLG_OK && i < s->n_levels; i++)
        code = mlg_zones_lonlat(&o->levels[i], s->levels[i], s->planes, err);
    if (code == MLG_OK)
        code = add_zones(o, s, "qpv", s->n_qpv ? s->qpv[0] : NULL, err);
    if (code == MLG_OK)
        code = add_zones(o, s, "centres", s->n_centres ? s->centres[0] : NULL, err);
    if (code == MLG_OK && !communes_are_level(s))
        code = add_zones(o, s, "communes", s->communes, err);
    return code;
}

/* --- the map
 * ---------------------------------------------------------------------------------- */

mlg_code maps_write(session *s, unsigned what, const maps_wish *wish, mlg_err *err)
{
    char folder[4096];
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, what, inputs);
    mlg_answers answers = session_answers(s);
    outlines o = { 0 };
    mlg_map map = { .answers = &answers,
                    .provenance = &p,
                    .sites = s->sites,
                    .lang = common.lang ? common.lang : "fr",
                    .zones = o.zones,
                    .links = wish->links,
                    .n_links = wish->n_links,
                    .basemap = wish->basemap,
                    .basemap_credit = wish->basemap_credit,
                    .page = page_folder(folder) };
    mlg_code code = draw(&o, s, err);

    map.levels = o.levels;
    map.n_zones = o.n;
    cmd_progress(s->command, _("writing %s"), wish->path);
    if (code == MLG_OK)
        code = wish->single ? mlg_write_map_file(&map, wish->path, common.overwrite, err)
                            : mlg_write_map(&map, wish->path, common.overwrite, err);
    release(&o, s);
    return code;
}
