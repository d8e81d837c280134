#include "published.h"

#include "cmd.h"
#include "results.h"
#include "served.h"

#include "base/i18n.h"
#include "maillage/publish.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static mlg_code may_write(const session *s, const char *folder, const char *name, mlg_err *err)
{
    char *path = results_path(folder, name);
    mlg_code code = path ? results_may_write_json(s, path, err) : no_memory(err);

    free(path);
    return code;
}

/* A folder of results that is filled again needs --overwrite as a file does. */
static mlg_code may_fill(const char *folder, const char *name, mlg_err *err)
{
    char *path = results_path(folder, name);
    struct stat there;
    mlg_code code = path ? MLG_OK : no_memory(err);

    if (path && !stat(path, &there) && !(common.overwrite && S_ISDIR(there.st_mode))) {
        mlg_fail(err, MLG_EIO,
                 common.overwrite ? _("is not a folder")
                                  : _("exists already; give --overwrite to replace it"));
        code = mlg_at(err, path, 0);
    }
    free(path);
    return code;
}

mlg_code published_may_write(const session *s, const char *folder, bool workbook, bool report,
                             mlg_err *err)
{
    if ((workbook && may_write(s, folder, "classeur.xlsx", err) != MLG_OK) ||
        (report && may_write(s, folder, "rapport.html", err) != MLG_OK) ||
        may_write(s, folder, "datapackage.json", err) != MLG_OK ||
        may_fill(folder, "schemas", err) != MLG_OK)
        return err->code;
    return MLG_OK;
}

/* --- the report --------------------------------------------------------------------------- */

/* Lighter outlines: what a drawing of `dots` across cannot show goes. */
static mlg_code outline(session *s, mlg_polys *p, double dots, double *tolerance,
                        const char *name, mlg_err *err)
{
    static const double widest = 1100e3, degree = 111.2e3; /* the mainland */
    mlg_box b = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    mlg_simplify_options o = { .decimals = MLG_DECIMALS, .threads = common.threads };
    mlg_simplified what;
    mlg_code code;

    for (size_t i = 0; i < p->n_xy; i++) {
        b.xmin = fmin(b.xmin, p->xy[i].x);
        b.ymin = fmin(b.ymin, p->xy[i].y);
        b.xmax = fmax(b.xmax, p->xy[i].x);
        b.ymax = fmax(b.ymax, p->xy[i].y);
    }
    if (!p->n_xy)
        return MLG_OK;
    o.tolerance_m = fmin(widest, fmax(b.xmax - b.xmin, b.ymax - b.ymin) * degree) / dots;
    code = mlg_simplify(p, &o, &what, name, &s->diag, err);
    *tolerance = fmax(*tolerance, what.tolerance_m);
    return code;
}

typedef struct drawn {
    mlg_polys *levels, gaps, centres, catchments[SESSION_INPUTS];
    size_t n_levels, n_catchments;
} drawn;

static void release(drawn *d)
{
    for (size_t i = 0; i < d->n_levels; i++)
        mlg_polys_release(&d->levels[i]);
    free(d->levels);
    mlg_polys_release(&d->gaps);
    mlg_polys_release(&d->centres);
    for (size_t i = 0; i < d->n_catchments; i++)
        mlg_polys_release(&d->catchments[i]);
}

/* Those of the main reach. */
static mlg_code draw_catchments(drawn *d, session *s, mlg_report *r, double dots, mlg_err *err)
{
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && s->coverage && i < s->n_catchments; i++) {
        mlg_polys *p = &d->catchments[d->n_catchments];
        uint32_t *rows;
        size_t n;

        if (!mlg_coverage_serves(s->coverage, i, 0))
            continue;
        code = served_catchments(p, &rows, &n, s, s->catchments[i], err);
        if (code != MLG_OK)
            break;
        free(rows);
        d->n_catchments++;
        code = outline(s, p, dots, &r->tolerance_m,
                       mlg_zones_name(mlg_catchments_zones(s->catchments[i])), err);
    }
    r->catchments = d->catchments;
    r->n_catchments = d->n_catchments;
    return code;
}

/* Maps are 720 dots wide; those of fiches show a piece of one. */
static mlg_code draw(drawn *d, session *s, mlg_report *r, mlg_err *err)
{
    enum { DOTS = 2500, CLOSER = 12000 };
    mlg_code code = MLG_OK;

    d->n_levels = s->coverage ? s->coverage->n_levels : 0;
    d->levels = calloc(d->n_levels + 1, sizeof *d->levels);
    if (!d->levels)
        return no_memory(err);
    for (size_t i = 0; code == MLG_OK && i < d->n_levels; i++) {
        code =
            mlg_zones_lonlat(&d->levels[i], s->coverage->levels[i].zones, common.threads, err);
        if (code == MLG_OK)
            code = outline(s, &d->levels[i], i == r->fiches ? CLOSER : DOTS, &r->tolerance_m,
                           mlg_zones_name(s->coverage->levels[i].zones), err);
    }
    if (code == MLG_OK && s->coverage) {
        if (!mlg_polys_copy(&d->gaps, &s->coverage->gap_polys))
            return no_memory(err);
        code = outline(s, &d->gaps, DOTS, &r->tolerance_m, "lacunes", err);
        r->gaps = &d->gaps;
    }
    if (code == MLG_OK && !s->coverage && s->n_centres) {
        code = mlg_zones_lonlat(&d->centres, s->centres[0], common.threads, err);
        if (code == MLG_OK)
            code = outline(s, &d->centres, DOTS, &r->tolerance_m, "centres", err);
        r->centres = &d->centres;
    }
    r->levels = d->levels;
    return code == MLG_OK ? draw_catchments(d, s, r, CLOSER, err) : code;
}

static mlg_code find_level(size_t *out, const session *s, const char *name, mlg_err *err)
{
    *out = s->coverage ? s->coverage->n_levels : 0;
    for (size_t i = 0; name && s->coverage && i < s->coverage->n_levels; i++)
        if (!strcmp(mlg_zones_name(s->coverage->levels[i].zones), name))
            *out = i;
    if (name && (!s->coverage || *out == s->coverage->n_levels))
        return mlg_fail(err, MLG_EUSAGE,
                        _("--fiches: no territories of the study are called '%.60s'"), name);
    return MLG_OK;
}

mlg_code published_report(session *s, unsigned what, const char *path, const char *fiches,
                          mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, what, inputs);
    mlg_answers answers = session_answers(s);
    mlg_report r = { .answers = &answers, .provenance = &p, .sites = s->sites };
    drawn d = { 0 };
    mlg_code code = find_level(&r.fiches, s, fiches, err);

    cmd_progress(s->command, _("writing %s"), path);
    if (code == MLG_OK)
        code = draw(&d, s, &r, err);
    if (code == MLG_OK)
        code = mlg_write_report(&r, path, common.overwrite, err);
    release(&d);
    return code;
}

/* --- workbook
 * ---------------------------------------------------------------------------------- */

/* A sheet holds a million rows; what has more is published without a workbook. */
static bool fits_a_workbook(session *s)
{
    const mlg_network *n = s->network;
    size_t most = mlg_sites_count(s->sites);
    size_t mesh = n ? n->n_hubs + n->n_places + n->n_mesh : 0; /* nodes, links: no more */

    for (size_t i = 0; s->coverage && i < s->coverage->n_levels; i++)
        if (mlg_zones_count(s->coverage->levels[i].zones) > most)
            most = mlg_zones_count(s->coverage->levels[i].zones);
    if (s->network && mesh > most)
        most = mesh;
    if (most <= MLG_WORKBOOK_ROWS)
        return true;
    mlg_diag_add(&s->diag, MLG_WARNING, "workbook-too-long", "classeur.xlsx", 0,
                 N_("%zu rows are more than a sheet holds: no workbook is written"), most);
    return false;
}

static mlg_code write_workbook(session *s, unsigned what, const char *path, mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, what, inputs);
    mlg_answers answers = session_answers(s);

    cmd_progress(s->command, _("writing %s"), path);
    return mlg_write_workbook(&answers, &p, path, common.overwrite, err);
}

mlg_code published_write(session *s, unsigned what, const char *folder, bool workbook,
                         bool report, mlg_err *err)
{
    char *book = results_path(folder, "classeur.xlsx");
    char *page = results_path(folder, "rapport.html");
    mlg_code code = book && page ? MLG_OK : no_memory(err);

    if (code == MLG_OK && workbook && fits_a_workbook(s))
        code = write_workbook(s, what, book, err);
    if (code == MLG_OK && report)
        code = published_report(s, what, page, s->study->publication.fiches, err);
    free(book);
    free(page);
    return code;
}

/* --- package
 * ---------------------------------------------------------------------------------- */

typedef struct list {
    char **paths;
    mlg_published *files;
    size_t n;
} list;

static void list_release(list *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->paths[i]);
    free(l->paths);
    free(l->files);
}

/* FOLDER/NAME-LEVEL.ENDING, if it is there; `level` may be NULL. */
static mlg_code add(list *l, const char *folder, const char *name, const char *level,
                    const char *ending, mlg_format csv, mlg_err *err)
{
    char full[240], *path;

    snprintf(full, sizeof full, "%s%s%.150s.%s", name, level ? "-" : "", level ? level : "",
             ending);
    path = results_path(folder, full);
    if (!path)
        return no_memory(err);
    if (access(path, R_OK)) {
        free(path);
        return MLG_OK;
    }
    l->paths[l->n] = path;
    l->files[l->n++] = (mlg_published){ strrchr(path, '/') + 1, path, csv };
    return MLG_OK;
}

typedef struct entry {
    const char *name, *ending;
} entry;

static const entry of_sites[] = { { "sites", "csv" }, { "sites", "geojson" } };
static const entry of_level[] = { { "territoires", "csv" }, { "territoires", "geojson" },
                                  { "non-pourvus", "csv" }, { "non-pourvus", "geojson" },
                                  { "distances", "csv" },   { "scenario", "csv" },
                                  { "scenario", "geojson" } };
static const entry of_network[] = { { "reseau-noeuds", "csv" }, { "reseau-noeuds", "geojson" },
                                    { "reseau-liens", "csv" },  { "reseau-liens", "geojson" },
                                    { "reseau", "graphml" },    { "reseau-aires", "geojson" } };
static const entry of_network_level[] = { { "reseau-territoires", "csv" } };
static const entry of_study[] = { { "lacunes", "geojson" }, { "dossier", "html" },
                                  { "dossier", "json" },    { "classeur", "xlsx" },
                                  { "rapport", "html" },    { "synthese", "json" } };
enum { MOST = 32 }; /* files for each level, and for the study: no fewer than listed above */
#define ENTRIES(list) list, sizeof list / sizeof *list

static mlg_code add_some(list *l, const char *folder, const entry *some, size_t n,
                         const char *level, mlg_format csv, mlg_err *err)
{
    mlg_code code = MLG_OK;

    for (size_t i = 0; code == MLG_OK && i < n; i++)
        code = add(l, folder, some[i].name, level, some[i].ending, csv, err);
    return code;
}

static mlg_code add_all(list *l, const session *s, const char *folder, mlg_format csv,
                        mlg_err *err)
{
    size_t levels = s->coverage ? s->coverage->n_levels : 0;
    size_t meshed = s->network ? s->network->n_levels : 0, most = MOST * (levels + meshed + 1);
    mlg_code code;

    l->paths = calloc(most, sizeof *l->paths);
    l->files = calloc(most, sizeof *l->files);
    if (!l->paths || !l->files)
        return no_memory(err);
    code = add_some(l, folder, ENTRIES(of_sites), NULL, csv, err);
    for (size_t i = 0; code == MLG_OK && i < levels; i++)
        code = add_some(l, folder, ENTRIES(of_level),
                        mlg_zones_name(s->coverage->levels[i].zones), csv, err);
    if (code == MLG_OK && s->network)
        code = add_some(l, folder, ENTRIES(of_network), NULL, csv, err);
    for (size_t i = 0; code == MLG_OK && i < meshed; i++)
        code = add_some(l, folder, ENTRIES(of_network_level),
                        mlg_zones_name(s->network->levels[i].zones), csv, err);
    return code == MLG_OK ? add_some(l, folder, ENTRIES(of_study), NULL, csv, err) : code;
}

mlg_code published_package(const session *s, unsigned what, const char *folder, mlg_format csv,
                           mlg_err *err)
{
    mlg_input inputs[SESSION_INPUTS];
    mlg_provenance p = session_provenance(s, what, inputs);
    mlg_answers answers = session_answers(s);
    list l = { 0 };
    mlg_code code = add_all(&l, s, folder, csv, err);

    if (code == MLG_OK)
        code = mlg_write_package(&answers, &p, l.files, l.n, folder, common.overwrite, err);
    list_release(&l);
    return code;
}
