#include "analysis/siting/region.h"

#include "analysis/siting/witness.h"
#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SEGMENTS = 64 }; /* per quarter turn: a circle is 2 cm short at 300 m */

/* --- zones around a region -------------------------------------------------------------- */

typedef struct found {
    uint32_t *zone;
    size_t n, room;
    bool broken;
} found;

static bool collect(void *arg, uint32_t zone)
{
    found *f = arg;

    if (f->n == f->room) {
        size_t room = f->room ? 2 * f->room : 16;
        uint32_t *more = realloc(f->zone, room * sizeof *more);

        if (!more)
            return !(f->broken = true);
        f->zone = more;
        f->room = room;
    }
    f->zone[f->n++] = zone;
    return true;
}

static int by_number(const void *a, const void *b)
{
    uint32_t l = *(const uint32_t *)a, r = *(const uint32_t *)b;

    return l < r ? -1 : l > r;
}

static mlg_box grown(mlg_box b, double by)
{
    return (mlg_box){ b.xmin - by, b.ymin - by, b.xmax + by, b.ymax + by };
}

/* The union of the zones that meet `box`, each first grown by `reach` ground metres. */
static mlg_code zones_around(geos_shape **out, geos_room *room, const mlg_zones *zones,
                             const zone_sheet *sheet, mlg_box box, double reach, mlg_err *err)
{
    found f = { 0 };
    geos_shape **shapes = NULL;
    size_t made = 0;
    mlg_code code = MLG_OK;

    *out = NULL;
    if (sheet)
        rtree_query(sheet->tree, grown(box, reach * sheet->scale_max), collect, &f);
    if (f.n)
        qsort(f.zone, f.n, sizeof *f.zone,
              by_number); /* the same union whatever the tree's order */
    shapes = calloc(f.n + 1, sizeof *shapes);
    if (!shapes || f.broken)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (; code == MLG_OK && made < f.n; made++) {
        geos_shape *zone = NULL;
        mlg_xy centre = { (zones->box[f.zone[made]].xmin + zones->box[f.zone[made]].xmax) / 2,
                          (zones->box[f.zone[made]].ymin + zones->box[f.zone[made]].ymax) / 2 };

        code = geos_from_feature(room, &zone, &zones->polys, f.zone[made], err);
        if (code == MLG_OK && reach > 0) {
            code = geos_buffer(room, &shapes[made], zone,
                               reach * plane_scale(sheet->plane, centre), SEGMENTS, err);
            geos_free(room, zone);
        } else {
            shapes[made] = zone;
        }
    }
    if (code == MLG_OK)
        code = geos_union(room, out, shapes, f.n, err);
    for (size_t i = 0; shapes && i < made; i++)
        geos_free(room, shapes[i]);
    free(shapes);
    free(f.zone);
    return code;
}

/* --- cutting a region up -------------------------------------------------------------- */

/* One region under every vintage, definition and distance. Unions are made when first
 * needed: many regions are settled without the wider distances. */
typedef struct cutting {
    geos_room *room;
    const region_criteria *criteria;
    const region *region;
    double noise;
    mlg_err *err;

    geos_shape *qpv;   /* of the vintage at hand */
    geos_shape **near; /* by distance, likewise; NULL: not made yet */
    size_t vintage;
    const witness *witness; /* of the side at hand */
    double gap;             /* no QPV of that vintage is nearer than this, ground metres */
} cutting;

/* A part of the region on one side of the centres. */
typedef struct side {
    geos_shape *part; /* NULL: nothing there */
    standings where;  /* ANY_IN_CENTRE, ANY_OUTSIDE, or both where no centre is known */
} side;

static const zone_sheet *sheet_of(const cutting *c, const mlg_zones *zones)
{
    return zones_sheet(zones, c->region->plane);
}

static bool is_there(const cutting *c, const geos_shape *part)
{
    return geos_area(c->room, part) > c->noise;
}

/* The surroundings of the QPV at hand. */
static mlg_code near_shape(const geos_shape **out, cutting *c, size_t d)
{
    const mlg_zones *qpv = c->criteria->qpv[c->vintage];
    mlg_code code = MLG_OK;

    if (!c->near[d])
        code = zones_around(&c->near[d], c->room, qpv, sheet_of(c, qpv), c->region->box,
                            c->criteria->proximity[d], c->err);
    *out = c->near[d];
    return code;
}

/* All that can occur on a side at one distance: no zone is nearer than its box. */
static standings conceivable(const cutting *c, double metres)
{
    return (standings)(ANY_FAR | (c->gap <= 0 ? ANY_IN_QPV : 0) |
                       (c->gap <= metres && metres > 0 ? ANY_NEAR : 0));
}

/* Near and far in `rest`, the part outside the QPV, at one distance. */
static mlg_code near_and_far(standings *out, cutting *c, const geos_shape *rest, size_t d)
{
    double metres = c->criteria->proximity[d], whole, close;
    standings possible = conceivable(c, metres) & (ANY_NEAR | ANY_FAR);
    const geos_shape *near;
    geos_shape *in;

    *out = possible & ANY_NEAR ? possible & witness_says(c->witness, metres) : ANY_FAR;
    if (*out == possible)
        return MLG_OK;
    if (near_shape(&near, c, d) != MLG_OK ||
        geos_intersection(c->room, &in, rest, near, c->err) != MLG_OK)
        return c->err->code;
    whole = geos_area(c->room, rest);
    close = geos_area(c->room, in);
    geos_free(c->room, in);
    *out = (standings)((close > c->noise ? ANY_NEAR : 0) |
                       (whole - close > c->noise ? ANY_FAR : 0));
    return MLG_OK;
}

/* What is near stays near at a greater distance, and what is far was far at a lesser one:
 * two distances that agree settle those between. at[low] and at[high] are known. */
static mlg_code between(standings *at, cutting *c, const geos_shape *rest, size_t low,
                        size_t high)
{
    size_t middle = (low + high) / 2;

    if (high - low < 2)
        return MLG_OK;
    if (at[low] == at[high]) {
        for (size_t d = low + 1; d < high; d++)
            at[d] = at[low];
        return MLG_OK;
    }
    if (near_and_far(&at[middle], c, rest, middle) != MLG_OK ||
        between(at, c, rest, low, middle) != MLG_OK)
        return c->err->code;
    return between(at, c, rest, middle, high);
}

/* Adds to every distance of `cells` what occurs in one side, QPV being known. */
static mlg_code cut_side(standings *cells, cutting *c, const side *s)
{
    size_t n = c->criteria->n_proximity;
    standings at[REGION_PROXIMITY_MAX] = { 0 }, inside;
    const mlg_zones *qpv = c->criteria->qpv[c->vintage];
    geos_shape *in = NULL, *rest = NULL;
    mlg_code code = MLG_OK;

    if (!c->qpv)
        code = zones_around(&c->qpv, c->room, qpv, sheet_of(c, qpv), c->region->box, 0, c->err);
    if (code == MLG_OK)
        code = geos_intersection(c->room, &in, s->part, c->qpv, c->err);

    if (code == MLG_OK)
        code = geos_difference(c->room, &rest, s->part, c->qpv, c->err);
    if (code == MLG_OK) {
        inside = is_there(c, in) ? ANY_IN_QPV : 0;
        if (is_there(c, rest)) {
            code = near_and_far(&at[0], c, rest, 0);
            if (code == MLG_OK && n > 1)
                code = near_and_far(&at[n - 1], c, rest, n - 1);
            if (code == MLG_OK)
                code = between(at, c, rest, 0, n - 1);
        }
        for (size_t d = 0; code == MLG_OK && d < n; d++)
            cells[d] |= (standings)((inside | at[d]) & s->where);
    }
    geos_free(c->room, in);
    geos_free(c->room, rest);
    return code;
}

/* Both sides of one definition of the centres; a side without area is NULL. */
static mlg_code open_sides(side sides[2], const cutting *c, const mlg_zones *centres)
{
    const geos_shape *whole = c->region->shape;
    geos_shape *all = NULL;
    mlg_code code;

    sides[0] = (side){ NULL, ANY_IN_CENTRE };
    sides[1] = (side){ NULL, ANY_OUTSIDE };
    code =
        zones_around(&all, c->room, centres, sheet_of(c, centres), c->region->box, 0, c->err);
    if (code == MLG_OK)
        code = geos_intersection(c->room, &sides[0].part, whole, all, c->err);
    if (code == MLG_OK)
        code = geos_difference(c->room, &sides[1].part, whole, all, c->err);
    geos_free(c->room, all);
    for (int i = 0; code == MLG_OK && i < 2; i++) {
        if (is_there(c, sides[i].part))
            continue;
        geos_free(c->room, sides[i].part);
        sides[i].part = NULL;
    }
    if (code == MLG_OK && !centres->covers[c->region->plane])
        sides[1].where = ANYTHING; /* nothing was cut off: the whole region */
    return code;
}

static void forget_vintage(cutting *c)
{
    geos_free(c->room, c->qpv);
    c->qpv = NULL;
    for (size_t d = 0; d < c->criteria->n_proximity; d++) {
        geos_free(c->room, c->near[d]);
        c->near[d] = NULL;
    }
}

/* Do witnesses prove all that can occur at every distance? Then `cells` has it. */
static bool is_proven(standings *cells, const cutting *c, const side *s)
{
    const region_criteria *k = c->criteria;

    for (size_t d = 0; d < k->n_proximity; d++)
        if (conceivable(c, k->proximity[d]) &
            (standings)~witness_says(c->witness, k->proximity[d]))
            return false;
    for (size_t d = 0; d < k->n_proximity; d++)
        cells[d] |= (standings)(conceivable(c, k->proximity[d]) & s->where);
    return true;
}

static double nearer_box(void *arg, uint32_t zone, double bound)
{
    cutting *c = arg;
    const mlg_box *a = &c->criteria->qpv[c->vintage]->box[zone], *b = &c->region->box;
    double dx = fmax(fmax(a->xmin - b->xmax, b->xmin - a->xmax), 0);
    double dy = fmax(fmax(a->ymin - b->ymax, b->ymin - a->ymax), 0);

    (void)bound;
    c->gap = fmin(c->gap, hypot(dx, dy));
    return c->gap + hypot(b->xmax - b->xmin, b->ymax - b->ymin) / 2;
}

/* Ground metres between the region's box and the nearest one of a QPV, at most what it is. */
static void find_gap(cutting *c)
{
    const zone_sheet *sheet = sheet_of(c, c->criteria->qpv[c->vintage]);
    const mlg_box *b = &c->region->box;

    c->gap = INFINITY;
    if (!sheet)
        return;
    rtree_nearest(sheet->tree, (mlg_xy){ (b->xmin + b->xmax) / 2, (b->ymin + b->ymax) / 2 },
                  INFINITY, nearer_box, c);
    c->gap /= sheet->scale_max * (1 + 1e-6);
}

/* One vintage under every definition and distance. */
static mlg_code cut_vintage(standings *cells, cutting *c, side (*sides)[2],
                            const witness *witnesses)
{
    const region_criteria *k = c->criteria;
    const mlg_zones *qpv = k->qpv[c->vintage];
    bool known = qpv->covers[c->region->plane];
    mlg_code code = MLG_OK;

    find_gap(c);
    for (size_t i = 0; code == MLG_OK && i < k->n_centres; i++) {
        standings *here = &cells[region_cell(k, c->vintage, i, 0)];

        memset(here, 0, k->n_proximity);
        for (int j = 0; code == MLG_OK && j < 2; j++) {
            const side *s = &sides[i][j];

            if (!s->part)
                continue;
            c->witness = &witnesses[witness_of(k, c->vintage, i, j)];
            if (known && !is_proven(here, c, s))
                code = cut_side(here, c, s);
            for (size_t d = 0; !known && d < k->n_proximity; d++)
                here[d] |= s->where;
        }
    }
    forget_vintage(c);
    return code;
}

mlg_code region_standings(standings *cells, geos_room *room, const region_criteria *criteria,
                          uint64_t wanted, const region *r, mlg_err *err)
{
    cutting c = { .room = room,
                  .criteria = criteria,
                  .region = r,
                  .noise = fmin(0.01, geos_area(room, r->shape) / 1000),
                  .err = err };
    side(*sides)[2] = calloc(criteria->n_centres, sizeof *sides);
    witness *witnesses =
        calloc(criteria->n_qpv * criteria->n_centres * WITNESS_SIDES, sizeof *witnesses);
    mlg_code code = MLG_OK;

    c.near = calloc(criteria->n_proximity, sizeof(geos_shape *));
    if (witnesses)
        witness_find(witnesses, criteria, wanted, r);
    if (!sides || !c.near || !witnesses)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; code == MLG_OK && i < criteria->n_centres; i++)
        code = open_sides(sides[i], &c, criteria->centres[i]);
    for (; code == MLG_OK && c.vintage < criteria->n_qpv; c.vintage++)
        if (wanted >> c.vintage & 1)
            code = cut_vintage(cells, &c, sides, witnesses);
    for (size_t i = 0; sides && i < criteria->n_centres; i++) {
        geos_free(room, sides[i][0].part);
        geos_free(room, sides[i][1].part);
    }
    free(sides);
    free(witnesses);
    free(c.near);
    return code;
}

/* --- discs ------------------------------------------------------------------------------ */

mlg_code region_of_disc(region *out, geos_room *room, const plane *on, plane_id id, mlg_xy at,
                        double radius, mlg_err *err)
{
    double planar = radius * plane_scale(on, at);

    *out = (region){ .plane = id,
                     .box = { at.x - planar, at.y - planar, at.x + planar, at.y + planar },
                     .centre = at,
                     .radius = planar };
    return geos_disc(room, &out->shape, at, planar, SEGMENTS, err);
}

void region_close(geos_room *room, region *r)
{
    geos_free(room, r->shape);
    r->shape = NULL;
}

/* --- communes --------------------------------------------------------------------------- */

typedef struct from_region {
    geos_room *room;
    const mlg_zones *zones;
    const plane *plane;
    const geos_shape *region;
    double scale_max, around; /* half the region's diagonal: the search starts at its middle */
    uint32_t zone;
    double distance;
    mlg_code code;
    mlg_err *err;
} from_region;

static double nearer(void *arg, uint32_t zone, double bound)
{
    from_region *s = arg;
    geos_shape *shape = NULL;
    mlg_xy a = { 0, 0 }, b = a;
    double ground;

    if (s->code != MLG_OK)
        return -1;
    s->code = geos_from_feature(s->room, &shape, &s->zones->polys, zone, s->err);
    if (s->code == MLG_OK)
        s->code = geos_nearest_points(s->room, s->region, shape, &a, &b, s->err);
    geos_free(s->room, shape);
    if (s->code != MLG_OK)
        return -1;
    ground = plane_ground(s->plane, a, b);
    if (s->zone == ZONE_NONE || ground < s->distance ||
        (ground == s->distance && s->zones->rank[zone] < s->zones->rank[s->zone])) {
        s->zone = zone;
        s->distance = ground;
    }
    (void)bound;
    return s->around + s->distance * s->scale_max * (1 + 1e-9);
}

mlg_code region_nearest(uint32_t *zone, double *distance, geos_room *room,
                        const mlg_zones *zones, const region *r, mlg_err *err)
{
    const zone_sheet *sheet = zones_sheet(zones, r->plane);
    const mlg_box *b = &r->box;
    from_region s = {
        .room = room, .zones = zones, .region = r->shape, .zone = ZONE_NONE, .err = err
    };

    *zone = ZONE_NONE;
    *distance = NAN;
    if (!sheet)
        return MLG_OK;
    s.plane = sheet->plane;
    s.scale_max = sheet->scale_max;
    s.around = hypot(b->xmax - b->xmin, b->ymax - b->ymin) / 2;
    s.distance = INFINITY;
    rtree_nearest(sheet->tree, (mlg_xy){ (b->xmin + b->xmax) / 2, (b->ymin + b->ymax) / 2 },
                  INFINITY, nearer, &s);
    *zone = s.zone;
    *distance = s.zone == ZONE_NONE ? NAN : s.distance;
    return s.code;
}

static mlg_code shrunk(geos_shape **out, geos_room *room, const mlg_zones *communes,
                       const uint32_t *which, size_t n, double margin, mlg_err *err)
{
    geos_shape **parts = calloc(n, sizeof *parts), *whole = NULL;
    mlg_code code = parts ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    *out = NULL;
    for (size_t i = 0; code == MLG_OK && i < n; i++)
        code = geos_from_feature(room, &parts[i], &communes->polys, which[i], err);
    if (code == MLG_OK)
        code = geos_union(room, &whole, parts, n, err);
    if (code == MLG_OK)
        code = geos_buffer(room, out, whole, -margin, 8, err);
    if (code == MLG_OK && geos_area(room, *out) <= 1) {
        geos_free(room, *out);
        *out = whole;
        whole = NULL;
    }
    for (size_t i = 0; parts && i < n; i++)
        geos_free(room, parts[i]);
    free(parts);
    geos_free(room, whole);
    return code;
}

mlg_code region_of_communes(region *out, geos_room *room, const mlg_zones *communes,
                            const uint32_t *which, size_t n, double margin, mlg_err *err)
{
    plane_id id = communes->plane[which[0]];
    mlg_box box = communes->box[which[0]];
    mlg_xy middle;

    for (size_t i = 1; i < n; i++) {
        const mlg_box *b = &communes->box[which[i]];

        box = (mlg_box){ fmin(box.xmin, b->xmin), fmin(box.ymin, b->ymin),
                         fmax(box.xmax, b->xmax), fmax(box.ymax, b->ymax) };
    }
    middle = (mlg_xy){ (box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2 };
    *out = (region){
        .plane = id, .box = box, .communes = communes, .which = which, .n = n, .margin = margin
    };
    return shrunk(&out->shape, room, communes, which, n,
                  margin * plane_scale(zones_sheet(communes, id)->plane, middle), err);
}
