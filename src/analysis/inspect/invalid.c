#include "analysis/inspect/invalid.h"

#include "base/i18n.h"
#include "base/par.h"
#include "geo/geos.h"
#include "geo/place.h"
#include "geo/plain.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* --- a first look: most polygons are plainly fine -------------------------------------------
 */

typedef struct look {
    const mlg_polys *polys;
    uint8_t *doubtful;
} look;

static mlg_code look_at(void *worker, size_t f, mlg_err *err)
{
    look *l = worker;

    (void)err;
    l->doubtful[f] =
        l->polys->ring_of[f] < l->polys->ring_of[f + 1] && !polygon_is_plain(l->polys, f);
    return MLG_OK;
}

/* --- the doubtful ones, by GEOS -------------------------------------------------------------
 */

/* The invalid polygons found so far, as drawn and as repaired. */
typedef struct finding {
    const mlg_polys *polys;
    geos_room *room;
    polys_build *drawn, *repaired;
    mlg_invalid *invalid;
    size_t n, room_for;
} finding;

static mlg_code note(finding *s, size_t f, const char *reason, mlg_err *err)
{
    if (s->n == s->room_for) {
        size_t more = s->room_for ? 2 * s->room_for : 16;
        mlg_invalid *grown = realloc(s->invalid, more * sizeof *grown);

        if (!grown)
            return no_memory(err);
        s->invalid = grown;
        s->room_for = more;
    }
    s->invalid[s->n] = (mlg_invalid){ (int64_t)f + 1, strdup(reason), NAN, NAN };
    return s->invalid[s->n++].reason ? MLG_OK : no_memory(err);
}

static mlg_code judge(finding *s, size_t f, mlg_err *err)
{
    geos_shape *shape = NULL, *fixed = NULL;
    char reason[120];
    bool valid = true;
    mlg_code code = geos_from_feature(s->room, &shape, s->polys, f, err);

    if (code == MLG_OK)
        code = geos_valid(s->room, shape, &valid, reason, sizeof reason, err);
    if (code == MLG_OK && !valid) {
        code = geos_repair(s->room, &fixed, shape, err);
        if (code == MLG_OK)
            code = geos_to_feature(s->room, fixed, s->repaired, err);
        if (code == MLG_OK && !polys_build_copy(s->drawn, s->polys, f))
            code = no_memory(err);
        if (code == MLG_OK)
            code = note(s, f, reason, err);
    }
    geos_free(s->room, fixed);
    geos_free(s->room, shape);
    return code == MLG_OK ? MLG_OK : mlg_at(err, NULL, (int64_t)f + 1);
}

/* --- areas on the ellipsoid ------------------------------------------------------------------
 */

/* Of each feature of `polys`, which is taken over; NaN where it cannot be placed. */
static mlg_code areas_of(double *out, mlg_polys *polys, const mlg_layer *like,
                         mlg_planes *planes, mlg_err *err)
{
    mlg_layer layer = { .name = like->name,
                        .crs = like->crs,
                        .box = like->box,
                        .n = polys->n,
                        .geometry = MLG_GEOMETRY_POLYGON,
                        .polys = *polys };
    plane_id *ids = calloc(polys->n + 1, sizeof *ids);
    mlg_polys placed = { 0 };
    mlg_diag told_later = { 0 };
    mlg_code code =
        ids ? polys_place(&placed, ids, &layer, planes, &told_later, err) : no_memory(err);

    for (size_t f = 0; code == MLG_OK && f < placed.n; f++) {
        const plane *opened;

        out[f] = ids[f] ? 0 : NAN;
        if (!ids[f] || (code = planes_get(planes, ids[f], &opened, err)) != MLG_OK)
            continue;
        for (size_t r = placed.ring_of[f]; r < placed.ring_of[f + 1]; r++)
            out[f] += plane_ring_area(opened, placed.xy + placed.xy_of[r],
                                      placed.xy_of[r + 1] - placed.xy_of[r]);
    }
    mlg_diag_release(&told_later);
    mlg_polys_release(&placed);
    mlg_polys_release(&layer.polys);
    *polys = (mlg_polys){ 0 };
    free(ids);
    return code;
}

static mlg_code measure(finding *s, const mlg_layer *layer, mlg_planes *planes, mlg_err *err)
{
    double *before = calloc(s->n + 1, sizeof *before), *after = calloc(s->n + 1, sizeof *after);
    mlg_polys drawn = { 0 }, repaired = { 0 };
    mlg_code code = before && after ? MLG_OK : no_memory(err);

    polys_build_finish(s->drawn, &drawn);
    polys_build_finish(s->repaired, &repaired);
    s->drawn = s->repaired = NULL;
    if (code == MLG_OK)
        code = areas_of(before, &drawn, layer, planes, err);
    if (code == MLG_OK)
        code = areas_of(after, &repaired, layer, planes, err);
    for (size_t i = 0; code == MLG_OK && i < s->n; i++) {
        s->invalid[i].before_m2 = fabs(before[i]);
        s->invalid[i].after_m2 = after[i];
    }
    mlg_polys_release(&drawn);
    mlg_polys_release(&repaired);
    free(before);
    free(after);
    return code;
}

/* --- all together ----------------------------------------------------------------------------
 */

static mlg_code judge_all(finding *s, const uint8_t *doubtful, mlg_err *err)
{
    mlg_code code = geos_room_new(&s->room, err);

    s->drawn = polys_build_new();
    s->repaired = polys_build_new();
    if (code == MLG_OK && (!s->drawn || !s->repaired))
        code = no_memory(err);
    for (size_t f = 0; code == MLG_OK && f < s->polys->n; f++)
        if (doubtful[f])
            code = judge(s, f, err);
    return code;
}

mlg_code invalid_find(mlg_invalid **out, size_t *n, const mlg_layer *layer, bool measured,
                      mlg_planes *planes, unsigned threads, mlg_err *err)
{
    static const par_job job = { .run = look_at };
    look first = { &layer->polys, calloc(layer->polys.n + 1, 1) };
    finding s = { .polys = &layer->polys };
    mlg_code code =
        first.doubtful ? par_for(layer->polys.n, threads, &job, &first, err) : no_memory(err);

    if (code == MLG_OK && memchr(first.doubtful, 1, layer->polys.n + 1)) {
        code = judge_all(&s, first.doubtful, err);
        if (code == MLG_OK && measured && s.n)
            code = measure(&s, layer, planes, err);
    }
    polys_build_free(s.drawn);
    polys_build_free(s.repaired);
    geos_room_free(s.room);
    free(first.doubtful);
    if (code != MLG_OK) {
        invalid_free(s.invalid, s.n);
        s.invalid = NULL;
        s.n = 0;
    }
    *out = s.invalid;
    *n = s.n;
    return code;
}

void invalid_free(mlg_invalid *invalid, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(invalid[i].reason);
    free(invalid);
}
