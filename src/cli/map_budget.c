#include "map_budget.h"

#include "cmd.h"

#include "maillage/simplify.h"

#include "base/i18n.h"

#include <stdlib.h>

/* The grid of 1 m; what sizes and tolerances said in the manifest may change. */
enum { DECIMALS = 5, SPARE = 2000 };

mlg_code map_budget_lighten(mlg_map_outlines *out, double tolerance_m, size_t most,
                            const char *where, mlg_diag *diag, mlg_err *err)
{
    const mlg_simplify_options options = { .tolerance_m = tolerance_m,
                                           .max_bytes = most,
                                           .decimals = DECIMALS,
                                           .threads = common.threads };
    mlg_simplified what;
    mlg_code code = mlg_simplify(&out->lonlat, &options, &what, where, diag, err);

    if (code == MLG_OK)
        out->tolerance_m += what.tolerance_m;
    return code;
}

/* --- one tolerance for all ------------------------------------------------------------------
 */

/* A layer drawn more coarsely than the last one would show what is not there. */
static const double tolerances[] = { 20,  30,  50,  70,   100,  150, 200,
                                     300, 500, 700, 1000, 1500, 2000 };

typedef struct fitting {
    mlg_map_outlines *const *all;
    mlg_map_outlines *lighter; /* n: empty where nothing is to change */
    size_t n;
    size_t bytes; /* of all, as they would be */
} fitting;

static void forget(fitting *f)
{
    for (size_t i = 0; i < f->n; i++) {
        mlg_polys_release(&f->lighter[i].lonlat);
        f->lighter[i] = (mlg_map_outlines){ 0 };
    }
}

static mlg_code try_at(fitting *f, double tolerance_m, mlg_diag *diag, mlg_err *err)
{
    mlg_code code = MLG_OK;

    forget(f);
    f->bytes = 0;
    for (size_t i = 0; code == MLG_OK && i < f->n; i++) {
        const mlg_map_outlines *from = f->all[i];
        mlg_map_outlines *to = &f->lighter[i];

        if (from->lonlat.n && from->tolerance_m < tolerance_m) {
            to->tolerance_m = from->tolerance_m;
            if (!mlg_polys_copy(&to->lonlat, &from->lonlat))
                return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
            code =
                map_budget_lighten(to, tolerance_m - from->tolerance_m, 0, "carte", diag, err);
        }
        f->bytes += mlg_map_outlines_bytes(to->lonlat.n ? to : from);
    }
    return code;
}

/* The least of the tolerances at which `room` is kept, or the last. */
static mlg_code find(fitting *f, size_t room, mlg_diag *diag, mlg_err *err)
{
    size_t first = 0, last = sizeof tolerances / sizeof *tolerances - 1;
    mlg_diag tried = { 0 }; /* what is lost on the way is told of what stays */
    mlg_code code = MLG_OK;

    while (code == MLG_OK && first < last) {
        size_t middle = (first + last) / 2;

        code = try_at(f, tolerances[middle], &tried, err);
        if (f->bytes <= room)
            last = middle;
        else
            first = middle + 1;
    }
    mlg_diag_release(&tried);
    return code == MLG_OK ? try_at(f, tolerances[last], diag, err) : code;
}

static void adopt(fitting *f)
{
    for (size_t i = 0; i < f->n; i++) {
        if (!f->lighter[i].lonlat.n)
            continue;
        mlg_polys_release(&f->all[i]->lonlat);
        *f->all[i] = f->lighter[i];
        f->lighter[i] = (mlg_map_outlines){ 0 };
    }
}

/* --- the map ------------------------------------------------------------------------------ */

static void tell(size_t rest, size_t outlines, mlg_diag *diag)
{
    mlg_diag_add(diag, MLG_WARNING, "map-heavy", "carte", 0,
                 N_("the map takes %.1f MB, more than the %.0f it should, and may be slow to "
                    "open: tables, places and the page take %.1f of them, outlines %.1f, and "
                    "lighter ones would not be enough; fewer territories, levels or places "
                    "would"),
                 (double)(rest + outlines) / 1e6, MAP_BYTES / 1e6, (double)rest / 1e6,
                 (double)outlines / 1e6);
}

/* Nothing is spoilt where that would not be enough. */
static mlg_code fit(fitting *f, size_t total, mlg_diag *diag, mlg_err *err)
{
    size_t outlines = 0, rest;
    mlg_code code;

    for (size_t i = 0; i < f->n; i++)
        outlines += mlg_map_outlines_bytes(f->all[i]);
    rest = total - outlines + SPARE;
    code = find(f, rest < MAP_BYTES ? MAP_BYTES - rest : 0, diag, err);
    if (code == MLG_OK && rest + f->bytes <= MAP_BYTES)
        adopt(f);
    else if (code == MLG_OK)
        tell(rest, outlines, diag);
    return code;
}

mlg_code map_budget_fit(const mlg_map *map, mlg_map_outlines *const *all, size_t n,
                        mlg_diag *diag, mlg_err *err)
{
    fitting f = { .all = all, .n = n, .lighter = calloc(n + 1, sizeof *f.lighter) };
    size_t total;
    mlg_code code = f.lighter ? mlg_map_bytes(&total, map, err)
                              : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    if (code == MLG_OK && total > MAP_BYTES)
        code = fit(&f, total, diag, err);
    if (f.lighter)
        forget(&f);
    free(f.lighter);
    return code;
}
