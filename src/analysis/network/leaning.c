#include "analysis/network/leaning.h"

#include "base/i18n.h"
#include "base/par.h"

#include <math.h>
#include <stdlib.h>

typedef struct task {
    const leaning *l;
    mlg_place *rows;
} task;

/* --- hubs by territory ---------------------------------------------------------------------
 */

void leaning_release(leaning *l)
{
    for (size_t i = 0; i < l->n_own; i++)
        near_sheet_release(&l->own[i]);
    free(l->own);
    free(l->own_of);
}

/* A hub counts at home where its territory is measured. */
static bool at_home(const leaning *l, size_t hub)
{
    uint32_t zone = l->zone_of_hub[hub];

    return zone != ZONE_NONE && l->hubs->plane[hub] == l->territories->plane[zone];
}

static mlg_code own_sheet(leaning *l, uint32_t zone, const uint32_t *hub, size_t n,
                          const mlg_box *around, mlg_planes *planes, mlg_err *err)
{
    plane_id id = l->territories->plane[zone];
    uint32_t *list = malloc((n + 1) * sizeof *list);

    if (!list)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; i < n; i++)
        list[i] = hub[i];
    l->own_of[zone] = (uint32_t)l->n_own;
    return near_sheet_new(&l->own[l->n_own++], id, list, n, l->hubs, around[id], planes, err);
}

/* Hubs in order of territory: those of zone z are start[z] .. start[z+1]-1 of `list`. */
static void sort_by_zone(uint32_t *list, size_t *start, const leaning *l)
{
    size_t n = l->territories->n;

    for (size_t i = 0; i < l->hubs->n; i++)
        if (at_home(l, i))
            start[l->zone_of_hub[i] + 1]++;
    for (size_t z = 0; z < n; z++)
        start[z + 1] += start[z];
    for (size_t i = 0; i < l->hubs->n; i++)
        if (at_home(l, i))
            list[start[l->zone_of_hub[i]]++] = (uint32_t)i;
    for (size_t z = n; z > 0; z--) /* each had come to the start of the next */
        start[z] = start[z - 1];
    start[0] = 0;
}

mlg_code leaning_prepare(leaning *l, mlg_planes *planes, mlg_err *err)
{
    size_t n = l->territories ? l->territories->n : 0;
    uint32_t *list = malloc((l->hubs->n + 1) * sizeof *list);
    size_t *start = calloc(n + 1, sizeof *start);
    mlg_box around[PLANE_END];
    mlg_code code = MLG_OK;

    l->own = calloc(n + 1, sizeof *l->own);
    l->own_of = malloc((n + 1) * sizeof *l->own_of);
    if (!list || !start || !l->own || !l->own_of)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    near_boxes_clear(around);
    near_boxes_add(around, l->places->plane, l->places->at, l->places->n);
    if (code == MLG_OK && n)
        sort_by_zone(list, start, l);
    for (size_t z = 0; code == MLG_OK && z < n; z++) {
        l->own_of[z] = ZONE_NONE;
        if (start[z + 1] > start[z])
            code = own_sheet(l, (uint32_t)z, list + start[z], start[z + 1] - start[z], around,
                             planes, err);
    }
    free(list);
    free(start);
    return code;
}

const near_sheet *leaning_own(const leaning *l, size_t place)
{
    uint32_t zone = l->territories ? l->zone_of_place[place] : ZONE_NONE;
    uint32_t sheet = zone == ZONE_NONE ? ZONE_NONE : l->own_of[zone];

    if (sheet == ZONE_NONE || l->own[sheet].id != l->places->plane[place])
        return NULL;
    return &l->own[sheet];
}

/* --- one place -----------------------------------------------------------------------------
 */

typedef struct walker {
    const task *task;
    const near_sheet *last; /* what `two` is of */
    near_two two;
} walker;

static mlg_code open_walker(void **out, void *shared, mlg_err *err)
{
    walker *w = calloc(1, sizeof *w);

    *out = w;
    if (!w)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    w->task = shared;
    return MLG_OK;
}

static void close_walker(void *worker)
{
    free(worker);
}

static near_two ask(walker *w, const near_sheet *sheet, mlg_xy at)
{
    w->two = near_find(sheet, at, MLG_NO_HUB, w->last == sheet ? &w->two : NULL);
    w->last = sheet;
    return w->two;
}

static void set(mlg_place *row, near_two two, double within)
{
    row->hub = two.hub[0];
    row->second = two.hub[1];
    row->distance_m = row->hub == MLG_NO_HUB ? NAN : two.ground[0];
    row->second_m = row->second == MLG_NO_HUB ? NAN : two.ground[1];
    row->attachment = row->distance_m <= within ? MLG_ATTACHED : MLG_ISOLATED;
    row->moves = row->second_m <= within;
}

/* Those of one's own territory come first, as far as they are within the distance. */
static void prefer_own(near_two *two, const walker *w, const near_sheet *own,
                       const near_sheet *all, mlg_xy at, bool *home)
{
    near_two mine = near_find(own, at, MLG_NO_HUB, NULL);
    double within = w->task->l->within_m;

    *home = mine.ground[0] <= within;
    if (!*home)
        return;
    if (!(mine.ground[1] <= within)) {
        near_two other = near_find(all, at, mine.hub[0], NULL);

        mine.hub[1] = other.hub[0];
        mine.ground[1] = other.ground[0];
    }
    *two = mine;
}

static mlg_code find_one(void *worker, size_t step, mlg_err *err)
{
    walker *w = worker;
    const task *t = w->task;
    const leaning *l = t->l;
    size_t i = l->places->order[step];
    const near_sheet *all = l->sheets->of[l->places->plane[i]], *own;
    mlg_place *row = &t->rows[i];
    near_two two;
    bool home = false;

    (void)err;
    if (!l->places->plane[i]) {
        row->attachment = MLG_UNLOCATED;
        return MLG_OK;
    }
    row->attachment = MLG_ISOLATED;
    if (!all)
        return MLG_OK;
    two = ask(w, all, l->places->at[i]);
    own = leaning_own(l, i);
    if (own)
        prefer_own(&two, w, own, all, l->places->at[i], &home);
    set(row, two, l->within_m);
    row->home = home;
    return MLG_OK;
}

/* Near the distance asked for, the geodesic decides. */
static void refine(mlg_place *rows, const leaning *l, mlg_planes *planes)
{
    for (size_t i = 0; i < l->places->n; i++) {
        mlg_place *row = &rows[i];
        plane *p = planes->open[l->places->plane[i]];
        mlg_xy at = l->places->at[i];

        if (fabs(row->distance_m - l->within_m) < 1) {
            row->distance_m = plane_geodesic(p, at, l->hubs->at[row->hub]);
            row->attachment = row->distance_m <= l->within_m ? MLG_ATTACHED : MLG_ISOLATED;
        }
        if (fabs(row->second_m - l->within_m) < 1) {
            row->second_m = plane_geodesic(p, at, l->hubs->at[row->second]);
            row->moves = row->second_m <= l->within_m;
        }
    }
}

mlg_code leaning_find(mlg_place *rows, const leaning *l, mlg_planes *planes, mlg_err *err)
{
    static const par_job job = { open_walker, find_one, close_walker };
    task t = { l, rows };

    for (size_t i = 0; i < l->places->n; i++)
        rows[i] = (mlg_place){ .site = l->places->site[i],
                               .hub = MLG_NO_HUB,
                               .second = MLG_NO_HUB,
                               .distance_m = NAN,
                               .second_m = NAN,
                               .uncertainty_m = l->places->reach[i] };
    if (par_for(l->places->n, l->threads, &job, &t, err) != MLG_OK)
        return err->code;
    refine(rows, l, planes);
    return MLG_OK;
}
