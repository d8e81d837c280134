#include "analysis/compare/units.h"

#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct entry {
    plane_id id;
    uint32_t rank, record;
} entry;

static int by_plane_and_code(const void *a, const void *b)
{
    const entry *l = a, *r = b;

    if (l->id != r->id)
        return l->id < r->id ? -1 : 1;
    return l->rank < r->rank ? -1 : l->rank > r->rank;
}

static bool same_unit(const mlg_zones *z, const entry *a, const entry *b)
{
    const char *code = mlg_zone_code(z, a->record);

    return a->id == b->id && *code && !strcmp(code, mlg_zone_code(z, b->record));
}

/* `list` holds the records with a polygon, in order. */
static void group(units *u, const entry *list, size_t n)
{
    const mlg_zones *z = u->zones;

    for (size_t i = 0; i < n; i++) {
        uint32_t r = list[i].record;
        mlg_box *box;

        if (!i || !same_unit(z, &list[i - 1], &list[i])) {
            u->from[u->n] = (uint32_t)i;
            u->box[u->n] = z->box[r];
            u->area[u->n++] = 0;
        }
        box = &u->box[u->n - 1];
        *box = (mlg_box){ fmin(box->xmin, z->box[r].xmin), fmin(box->ymin, z->box[r].ymin),
                          fmax(box->xmax, z->box[r].xmax), fmax(box->ymax, z->box[r].ymax) };
        u->area[u->n - 1] += z->area[r];
        u->record[i] = r;
        u->unit_of[r] = (uint32_t)(u->n - 1);
    }
    u->from[u->n] = (uint32_t)n;
}

mlg_code units_new(units *out, const mlg_zones *zones, mlg_err *err)
{
    size_t room = zones->n + 1, n = 0;
    entry *list = malloc(room * sizeof *list);

    *out = (units){ .zones = zones,
                    .from = malloc(room * sizeof *out->from),
                    .record = malloc(room * sizeof *out->record),
                    .unit_of = malloc(room * sizeof *out->unit_of),
                    .box = malloc(room * sizeof *out->box),
                    .area = malloc(room * sizeof *out->area) };
    if (!list || !out->from || !out->record || !out->unit_of || !out->box || !out->area) {
        free(list);
        units_release(out);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    for (size_t i = 0; i < zones->n; i++) {
        out->unit_of[i] = ZONE_NONE;
        if (zones->plane[i])
            list[n++] = (entry){ zones->plane[i], zones->rank[i], (uint32_t)i };
    }
    qsort(list, n, sizeof *list, by_plane_and_code);
    group(out, list, n);
    free(list);
    return MLG_OK;
}

void units_release(units *u)
{
    free(u->from);
    free(u->record);
    free(u->unit_of);
    free(u->box);
    free(u->area);
    *u = (units){ 0 };
}

plane_id units_plane(const units *u, size_t unit)
{
    return u->zones->plane[u->record[u->from[unit]]];
}

const char *units_code(const units *u, size_t unit)
{
    return mlg_zone_code(u->zones, u->record[u->from[unit]]);
}

uint32_t units_find(const units *u, plane_id id, const char *code)
{
    size_t low = 0, high = u->n;

    if (!*code)
        return ZONE_NONE;
    while (low < high) {
        size_t middle = (low + high) / 2;
        plane_id at = units_plane(u, middle);
        int order = at != id ? (at < id ? -1 : 1) : strcmp(units_code(u, middle), code);

        if (!order)
            return (uint32_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ZONE_NONE;
}

mlg_code units_shape(geos_shape **out, geos_room *room, const units *u, const uint32_t *which,
                     size_t n, mlg_err *err)
{
    size_t most = 0, made = 0;
    geos_shape **parts;
    mlg_code code = MLG_OK;

    *out = NULL;
    for (size_t i = 0; i < n; i++)
        most += u->from[which[i] + 1] - u->from[which[i]];
    if (most == 1)
        return geos_from_feature(room, out, &u->zones->polys, u->record[u->from[*which]], err);
    parts = calloc(most + 1, sizeof *parts);
    if (!parts)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; code == MLG_OK && i < n; i++)
        for (size_t k = u->from[which[i]]; code == MLG_OK && k < u->from[which[i] + 1]; k++)
            code = geos_from_feature(room, &parts[made++], &u->zones->polys, u->record[k], err);
    if (code == MLG_OK)
        code = geos_union(room, out, parts, made, err);
    for (size_t i = 0; i < made; i++)
        geos_free(room, parts[i]);
    free(parts);
    return code;
}

static bool same_feature(const mlg_polys *p, size_t f, const mlg_polys *q, size_t g)
{
    size_t rings = p->ring_of[f + 1] - p->ring_of[f];

    if (rings != q->ring_of[g + 1] - q->ring_of[g])
        return false;
    for (size_t i = 0; i < rings; i++) {
        size_t r = p->ring_of[f] + i, s = q->ring_of[g] + i;
        size_t n = p->xy_of[r + 1] - p->xy_of[r];

        if (n != q->xy_of[s + 1] - q->xy_of[s] || p->hole[r] != q->hole[s] ||
            memcmp(p->xy + p->xy_of[r], q->xy + q->xy_of[s], n * sizeof *p->xy))
            return false;
    }
    return true;
}

bool units_same_bytes(const units *a, size_t ua, const units *b, size_t ub)
{
    size_t n = a->from[ua + 1] - a->from[ua];

    if (n != b->from[ub + 1] - b->from[ub])
        return false;
    for (size_t i = 0; i < n; i++)
        if (!same_feature(&a->zones->polys, a->record[a->from[ua] + i], &b->zones->polys,
                          b->record[b->from[ub] + i]))
            return false;
    return true;
}
