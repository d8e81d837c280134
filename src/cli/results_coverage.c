#include "results.h"

#include "cmd.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One file of the folder: a level's, or of all of them. */
typedef struct result {
    unsigned what;    /* RESULTS_... */
    const char *name; /* up to the level */
    bool geojson, by_level;
} result;

static const result all_results[] = {
    { RESULTS_TERRITORIES, "territoires", false, true },
    { RESULTS_UNSERVED, "non-pourvus", false, true },
    { RESULTS_DISTANCES, "distances", false, true },
    { RESULTS_SCENARIO, "scenario", false, true },
    { RESULTS_TERRITORIES, "territoires", true, true }, /* from here on, polygons are lighter */
    { RESULTS_UNSERVED, "non-pourvus", true, true },
    { RESULTS_SCENARIO, "scenario", true, true },
    { RESULTS_GAPS, "lacunes", true, false },
};
enum { N_RESULTS = sizeof all_results / sizeof *all_results };

unsigned results_coverage_word(const char *word)
{
    enum { TABLE_AND_POLYGONS = 1 + RESULTS_DRAWN };
    static const struct {
        const char *word;
        unsigned what;
    } words[] = { { "territoires", RESULTS_TERRITORIES * TABLE_AND_POLYGONS },
                  { "territoires.csv", RESULTS_TERRITORIES },
                  { "non_pourvus", RESULTS_UNSERVED * TABLE_AND_POLYGONS },
                  { "non_pourvus.csv", RESULTS_UNSERVED },
                  { "scenario", RESULTS_SCENARIO * TABLE_AND_POLYGONS },
                  { "scenario.csv", RESULTS_SCENARIO },
                  { "distances", RESULTS_DISTANCES },
                  { "lacunes", RESULTS_GAPS } };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i].word, word))
            return words[i].what;
    return 0;
}

static bool is_there(const session *s, const result *r, unsigned what)
{
    unsigned bit = r->geojson && r->by_level ? r->what * RESULTS_DRAWN : r->what;

    if (!(bit & what))
        return false;
    if (r->what == RESULTS_DISTANCES)
        return s->coverage->n_groups > 0;
    if (r->what == RESULTS_SCENARIO)
        return s->scenario != NULL;
    return r->what != RESULTS_GAPS || s->coverage->n_reaches > 0;
}

/* FOLDER/territoires-LEVEL.csv, FOLDER/lacunes.geojson */
static mlg_code path_of(char **out, const session *s, const result *r, size_t level,
                        const char *folder, mlg_err *err)
{
    const char *ending = r->geojson ? "geojson" : "csv";
    char name[200];

    if (r->by_level)
        snprintf(name, sizeof name, "%s-%.150s.%s", r->name,
                 mlg_zones_name(s->coverage->levels[level].zones), ending);
    else
        snprintf(name, sizeof name, "%s.%s", r->name, ending);
    *out = results_path(folder, name);
    return *out ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static mlg_code check_names(const session *s, mlg_err *err)
{
    for (size_t i = 0; i < s->coverage->n_levels; i++) {
        const char *name = mlg_zones_name(s->coverage->levels[i].zones);

        for (size_t k = 0; k < i; k++)
            if (!strcmp(mlg_zones_name(s->coverage->levels[k].zones), name))
                return mlg_fail(err, s->from_file ? MLG_EDATA : MLG_EUSAGE,
                                _("two levels of territories are called '%.60s': give each "
                                  "a name of its own"),
                                name);
    }
    return MLG_OK;
}

mlg_code results_may_write_coverage(const session *s, const char *folder, unsigned what,
                                    mlg_err *err)
{
    mlg_code code = check_names(s, err);

    for (size_t i = 0; i < N_RESULTS; i++) {
        const result *r = &all_results[i];
        size_t n = r->by_level ? s->coverage->n_levels : 1;

        for (size_t level = 0; code == MLG_OK && is_there(s, r, what) && level < n; level++) {
            char *path;

            code = path_of(&path, s, r, level, folder, err);
            if (code == MLG_OK)
                code = results_may_write(s, path, r->geojson ? MLG_GEOJSON : MLG_CSV, err);
            free(path);
        }
    }
    return code;
}

/* The polygons of a level, or of the gaps (level: n_levels), as the study wants them published;
 * `p` takes note. */
static mlg_code lighten(session *s, mlg_polys *polys, size_t level, const char *name,
                        mlg_provenance *p, mlg_err *err)
{
    enum { SPARE = 256 }; /* the bbox, the tolerance */
    mlg_simplify_options o = s->publication;
    mlg_simplified what = { 0 };
    mlg_code code = MLG_OK;

    p->simplify_m = 0;
    o.threads = common.threads;
    if (o.max_bytes) {
        mlg_output out = results_output("", MLG_GEOJSON, o.decimals, p);
        size_t frame;

        code = mlg_frame_bytes(&frame, s->coverage, level, &out, err);
        o.max_bytes =
            code == MLG_OK && o.max_bytes > frame + SPARE ? o.max_bytes - frame - SPARE : 1;
    }
    if (code == MLG_OK)
        code = mlg_simplify(polys, &o, &what, name, &s->diag, err);
    if (what.too_large)
        mlg_diag_add(
            &s->diag, MLG_WARNING, "size-not-reached", name, 0,
            N_("larger than the size asked for, even with polygons of three vertices"));
    p->simplify_m = what.tolerance_m;
    return code;
}

static mlg_code write_one(session *s, const result *r, size_t level, const mlg_polys *lonlat,
                          const mlg_output *out, mlg_err *err)
{
    cmd_progress(s->command, _("writing %s"), out->path);
    switch (r->what) {
    case RESULTS_TERRITORIES:
        return mlg_write_territories(s->coverage, level, lonlat, out, err);
    case RESULTS_UNSERVED:
        return mlg_write_unserved(s->coverage, level, lonlat, out, err);
    case RESULTS_SCENARIO:
        return mlg_write_scenario(s->coverage, s->scenario, level, lonlat, out, err);
    case RESULTS_DISTANCES:
        return mlg_write_distances(s->coverage, level, out, err);
    default:
        return mlg_write_gaps(s->coverage, lonlat, out, err);
    }
}

static mlg_code polygons_of(mlg_polys *out, const session *s, size_t level, mlg_err *err)
{
    if (level < s->coverage->n_levels && s->written_last)
        return mlg_zones_give_lonlat(out, s->levels[level], common.threads, err);
    if (level < s->coverage->n_levels)
        return mlg_zones_lonlat(out, s->levels[level], common.threads, err);
    if (mlg_polys_copy(out, &s->coverage->gap_polys))
        return MLG_OK;
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* Polygons of all territories and of those without a fabrique, where both are asked. */
static bool are_both_drawn(unsigned what)
{
    return what & RESULTS_TERRITORIES * RESULTS_DRAWN &&
           what & RESULTS_UNSERVED * RESULTS_DRAWN;
}

static mlg_code write_both(session *s, size_t level, const char *folder,
                           const mlg_polys *lonlat, const mlg_output *all, mlg_err *err)
{
    static const result unserved = { RESULTS_UNSERVED, "non-pourvus", true, true };
    mlg_output some = *all;
    char *path = NULL;
    mlg_code code = path_of(&path, s, &unserved, level, folder, err);

    some.path = path;
    if (code == MLG_OK) {
        cmd_progress(s->command, _("writing %s"), all->path);
        cmd_progress(s->command, _("writing %s"), path);
        code = mlg_write_territories_twice(s->coverage, level, lonlat, all, &some, err);
    }
    free(path);
    return code;
}

/* The files of a level or, level n_levels, those of none. */
static mlg_code write_level(session *s, size_t level, const char *folder, mlg_format csv,
                            unsigned what, mlg_provenance *p, mlg_err *err)
{
    bool by_level = level < s->coverage->n_levels, drawn = false, both = are_both_drawn(what);
    mlg_polys lonlat = { 0 };
    mlg_code code = MLG_OK;

    p->simplify_m = 0;
    for (size_t i = 0; code == MLG_OK && i < N_RESULTS; i++) {
        const result *r = &all_results[i];
        bool twice = both && r->geojson && r->what == RESULTS_TERRITORIES;
        char *path = NULL;

        if (r->by_level != by_level || !is_there(s, r, what) ||
            (both && r->geojson && r->what == RESULTS_UNSERVED))
            continue;
        code = path_of(&path, s, r, level, folder, err);
        if (code == MLG_OK && r->geojson && !drawn) {
            code = polygons_of(&lonlat, s, level, err);
            if (code == MLG_OK)
                code = lighten(s, &lonlat, level, strrchr(path, '/') + 1, p, err);
            drawn = true;
        }
        if (code == MLG_OK) {
            mlg_output out = results_output(path, r->geojson ? MLG_GEOJSON : csv,
                                            s->publication.decimals, p);

            code = twice ? write_both(s, level, folder, &lonlat, &out, err)
                         : write_one(s, r, level, &lonlat, &out, err);
        }
        free(path);
    }
    mlg_polys_release(&lonlat);
    return code;
}

mlg_code results_coverage(session *s, const char *folder, mlg_format csv, unsigned what,
                          mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, SESSION_COVERAGE, inputs);
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < s->coverage->n_levels; i++)
        code = write_level(s, i, folder, csv, what, &p, err);
    if (code == MLG_OK && what & RESULTS_GAPS && s->coverage->n_reaches)
        code = write_level(s, s->coverage->n_levels, folder, csv, what, &p, err);
    return code;
}
