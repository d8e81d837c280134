#include "analysis/network/near.h"

#include "base/i18n.h"
#include "model/box.h"

#include <math.h>
#include <stdlib.h>

static const mlg_box nothing = { INFINITY, INFINITY, -INFINITY, -INFINITY };

void near_boxes_clear(mlg_box *boxes)
{
    for (size_t id = 0; id < PLANE_END; id++)
        boxes[id] = nothing;
}

void near_boxes_add(mlg_box *boxes, const uint8_t *planes, const mlg_xy *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (planes[i])
            boxes[planes[i]] =
                box_join(boxes[planes[i]], (mlg_box){ at[i].x, at[i].y, at[i].x, at[i].y });
}

/* --- making --------------------------------------------------------------------------------
 */

static rtree *tree_of(const near_sheet *s, bool regions)
{
    mlg_box *boxes = malloc((s->n + 1) * sizeof *boxes);
    rtree *tree = NULL;

    for (size_t i = 0; boxes && i < s->n; i++) {
        mlg_xy at = s->hubs->at[s->hub[i]];
        double reach = s->hubs->reach[s->hub[i]];
        double by = regions && reach > 0 ? reach * s->scale_max * (1 + 1e-9) : 0;

        boxes[i] = (mlg_box){ at.x - by, at.y - by, at.x + by, at.y + by };
    }
    if (boxes)
        tree = rtree_new(boxes, s->n);
    free(boxes);
    return tree;
}

mlg_code near_sheet_new(near_sheet *out, plane_id id, uint32_t *hub, size_t n,
                        const nodes *hubs, mlg_box around, mlg_planes *planes, mlg_err *err)
{
    bool exact = true;
    double least;

    *out = (near_sheet){ .id = id, .hubs = hubs, .n = n, .hub = hub };
    if (planes_get(planes, id, &out->plane, err) != MLG_OK)
        return err->code;
    for (size_t i = 0; i < n; i++) {
        mlg_xy at = hubs->at[hub[i]];

        around = box_join(around, (mlg_box){ at.x, at.y, at.x, at.y });
        exact = exact && hubs->reach[hub[i]] == 0;
    }
    plane_scale_range(out->plane, around, &least, &out->scale_max);
    out->tree = tree_of(out, false);
    out->regions = exact ? NULL : tree_of(out, true);
    if (!out->tree || (!exact && !out->regions))
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    return MLG_OK;
}

void near_sheet_release(near_sheet *s)
{
    free(s->hub);
    rtree_free(s->tree);
    rtree_free(s->regions);
    *s = (near_sheet){ 0 };
}

mlg_code near_sheets_new(near_sheets *out, const nodes *hubs, const mlg_box *around,
                         mlg_planes *planes, mlg_err *err)
{
    size_t count[PLANE_END] = { 0 };
    mlg_code code = MLG_OK;

    *out = (near_sheets){ { NULL } };
    for (size_t i = 0; i < hubs->n; i++)
        count[hubs->plane[i]]++;
    for (plane_id id = 1; code == MLG_OK && id < PLANE_END; id++) {
        uint32_t *list;
        size_t n = 0;

        if (!count[id])
            continue;
        list = malloc(count[id] * sizeof *list);
        out->of[id] = calloc(1, sizeof *out->of[id]);
        if (!list || !out->of[id]) {
            free(list);
            code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
            break;
        }
        for (size_t i = 0; i < hubs->n; i++)
            if (hubs->plane[i] == id)
                list[n++] = (uint32_t)i;
        code = near_sheet_new(out->of[id], id, list, n, hubs, around[id], planes, err);
    }
    return code;
}

void near_sheets_release(near_sheets *s)
{
    for (plane_id id = 0; id < PLANE_END; id++) {
        if (s->of[id])
            near_sheet_release(s->of[id]);
        free(s->of[id]);
        s->of[id] = NULL;
    }
}

/* --- asking --------------------------------------------------------------------------------
 */

typedef struct search {
    const near_sheet *sheet;
    mlg_xy from;
    uint32_t skip;
    near_two two;
    double bound; /* planar; what a guess allows */
} search;

static bool before(const search *s, uint32_t hub, double ground, int place)
{
    const uint32_t *rank = s->sheet->hubs->rank;

    return ground < s->two.ground[place] ||
           (ground == s->two.ground[place] &&
            (s->two.hub[place] == MLG_NO_HUB || rank[hub] < rank[s->two.hub[place]]));
}

/* A planar bound that nothing as near on the ground can exceed. */
static double planar(const near_sheet *s, double ground)
{
    return ground * s->scale_max * (1 + 1e-9);
}

static double visit(void *arg, uint32_t item, double bound)
{
    search *s = arg;
    uint32_t hub = s->sheet->hub[item];
    double ground;

    if (hub == s->skip)
        return bound;
    ground = plane_ground(s->sheet->plane, s->from, s->sheet->hubs->at[hub]);
    if (before(s, hub, ground, 0)) {
        s->two.hub[1] = s->two.hub[0];
        s->two.ground[1] = s->two.ground[0];
        s->two.hub[0] = hub;
        s->two.ground[0] = ground;
    } else if (before(s, hub, ground, 1)) {
        s->two.hub[1] = hub;
        s->two.ground[1] = ground;
    }
    return fmin(s->bound, planar(s->sheet, s->two.ground[1]));
}

near_two near_find(const near_sheet *sheet, mlg_xy at, uint32_t skip, const near_two *guess)
{
    search s = { .sheet = sheet,
                 .from = at,
                 .skip = skip,
                 .two = { { MLG_NO_HUB, MLG_NO_HUB }, { INFINITY, INFINITY } },
                 .bound = INFINITY };

    if (guess && guess->hub[1] != MLG_NO_HUB && guess->hub[0] != skip &&
        guess->hub[1] != skip) {
        const mlg_xy *places = sheet->hubs->at;

        s.bound = planar(sheet, fmax(plane_ground(sheet->plane, at, places[guess->hub[0]]),
                                     plane_ground(sheet->plane, at, places[guess->hub[1]])));
    }
    rtree_nearest(sheet->tree, at, s.bound, visit, &s);
    return s.two;
}
