#include "analysis/region.h"

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

/* Splits `whole` by `cutter` (borrowed both). Either result may be empty, never NULL. */
static mlg_code split(geos_shape **in, geos_shape **out, geos_room *room,
                      const geos_shape *whole, const geos_shape *cutter, mlg_err *err)
{
    *in = *out = NULL;
    if (geos_intersection(room, in, whole, cutter, err) != MLG_OK ||
        geos_difference(room, out, whole, cutter, err) != MLG_OK)
        return err->code;
    return MLG_OK;
}

/* Which sides of the centres occur in `part`? */
static mlg_code sides(standings *out, geos_room *room, const geos_shape *part,
                      const geos_shape *centres, bool known, double noise, mlg_err *err)
{
    geos_shape *in = NULL, *rest = NULL;
    mlg_code code = MLG_OK;

    *out = 0;
    if (geos_area(room, part) <= noise)
        return MLG_OK;
    if (!known) {
        *out = ANYTHING;
        return MLG_OK;
    }
    code = split(&in, &rest, room, part, centres, err);
    if (code == MLG_OK && geos_area(room, in) > noise)
        *out |= ANY_IN_CENTRE;
    if (code == MLG_OK && geos_area(room, rest) > noise)
        *out |= ANY_OUTSIDE;
    geos_free(room, in);
    geos_free(room, rest);
    return code;
}

typedef struct cut {
    geos_shape *qpv, *near, *centres; /* unions around the region */
    geos_shape *in_qpv, *not_in_qpv, *close, *far;
} cut;

static void cut_free(geos_room *room, cut *c)
{
    geos_free(room, c->qpv);
    geos_free(room, c->near);
    geos_free(room, c->centres);
    geos_free(room, c->in_qpv);
    geos_free(room, c->not_in_qpv);
    geos_free(room, c->close);
    geos_free(room, c->far);
}

static mlg_code standings_of(standings *out, geos_room *room, const region_rules *rules,
                             plane_id id, const geos_shape *region, mlg_box box, mlg_err *err)
{
    const zone_sheet *q = zones_sheet(rules->qpv, id), *c = zones_sheet(rules->centres, id);
    bool qpv_known = rules->qpv->covers[id], centres_known = rules->centres->covers[id];
    double noise = fmin(0.01, geos_area(room, region) / 1000);
    standings in_qpv, close, far;
    cut k = { 0 };
    mlg_code code;

    code = zones_around(&k.centres, room, rules->centres, c, box, 0, err);
    if (code == MLG_OK && !qpv_known) {
        code = sides(&far, room, region, k.centres, centres_known, noise, err);
        *out = far;
        cut_free(room, &k);
        return code;
    }
    if (code == MLG_OK)
        code = zones_around(&k.qpv, room, rules->qpv, q, box, 0, err);
    if (code == MLG_OK)
        code = zones_around(&k.near, room, rules->qpv, q, box, rules->proximity, err);
    if (code == MLG_OK)
        code = split(&k.in_qpv, &k.not_in_qpv, room, region, k.qpv, err);
    if (code == MLG_OK)
        code = split(&k.close, &k.far, room, k.not_in_qpv, k.near, err);
    if (code == MLG_OK)
        code = sides(&in_qpv, room, k.in_qpv, k.centres, centres_known, noise, err);
    if (code == MLG_OK)
        code = sides(&close, room, k.close, k.centres, centres_known, noise, err);
    if (code == MLG_OK)
        code = sides(&far, room, k.far, k.centres, centres_known, noise, err);
    if (code == MLG_OK)
        *out = (standings)((in_qpv & ANY_IN_QPV) | (close & ANY_NEAR) | (far & ANY_FAR));
    cut_free(room, &k);
    return code;
}

/* --- discs ------------------------------------------------------------------------------ */

mlg_code region_of_disc(region_answer *out, geos_room *room, const region_rules *rules,
                        plane_id id, mlg_xy at, double radius, mlg_err *err)
{
    const zone_sheet *sheet = zones_sheet(rules->qpv, id);
    geos_shape *disc = NULL;
    double planar;
    mlg_code code;

    sheet = sheet ? sheet : zones_sheet(rules->centres, id);
    planar = sheet ? radius * plane_scale(sheet->plane, at) : radius;
    code = geos_disc(room, &disc, at, planar, SEGMENTS, err);
    if (code == MLG_OK)
        code = standings_of(
            &out->standings, room, rules, id, disc,
            (mlg_box){ at.x - planar, at.y - planar, at.x + planar, at.y + planar }, err);
    geos_free(room, disc);
    return code;
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

static mlg_code nearest_to(uint32_t *zone, double *distance, geos_room *room,
                           const mlg_zones *zones, plane_id id, const geos_shape *region,
                           mlg_box box, mlg_err *err)
{
    const zone_sheet *sheet = zones_sheet(zones, id);
    mlg_xy middle = { (box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2 };
    from_region s = {
        .room = room, .zones = zones, .region = region, .zone = ZONE_NONE, .err = err
    };

    *zone = ZONE_NONE;
    *distance = NAN;
    if (!sheet)
        return MLG_OK;
    s.plane = sheet->plane;
    s.scale_max = sheet->scale_max;
    s.around = hypot(box.xmax - box.xmin, box.ymax - box.ymin) / 2;
    s.distance = INFINITY;
    rtree_nearest(sheet->tree, middle, INFINITY, nearer, &s);
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

mlg_code region_of_communes(region_answer *out, geos_room *room, const region_rules *rules,
                            const mlg_zones *communes, const uint32_t *which, size_t n,
                            double margin, mlg_err *err)
{
    plane_id id = communes->plane[which[0]];
    const plane *p = zones_sheet(communes, id)->plane;
    mlg_box box = communes->box[which[0]];
    mlg_xy middle;
    geos_shape *region = NULL;
    mlg_code code;

    for (size_t i = 1; i < n; i++) {
        const mlg_box *b = &communes->box[which[i]];

        box = (mlg_box){ fmin(box.xmin, b->xmin), fmin(box.ymin, b->ymin),
                         fmax(box.xmax, b->xmax), fmax(box.ymax, b->ymax) };
    }
    middle = (mlg_xy){ (box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2 };
    code = shrunk(&region, room, communes, which, n, margin * plane_scale(p, middle), err);
    if (code == MLG_OK)
        code = standings_of(&out->standings, room, rules, id, region, box, err);
    if (code == MLG_OK)
        code =
            nearest_to(&out->qpv, &out->distance_qpv, room, rules->qpv, id, region, box, err);
    if (code == MLG_OK)
        code = nearest_to(&out->centre, &out->distance_centre, room, rules->centres, id, region,
                          box, err);
    geos_free(room, region);
    return code;
}
