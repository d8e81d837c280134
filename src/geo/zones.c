#include "geo/zones.h"

#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"
#include "base/text.h"
#include "geo/place.h"
#include "geo/repair.h"
#include "geo/zonegrid.h"
#include "maillage/stream.h"
#include "model/box.h"
#include "model/build.h"
#include "model/fields.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- planes ---------------------------------------------------------------------- */

mlg_code mlg_planes_new(mlg_planes **out, mlg_err *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

void mlg_planes_free(mlg_planes *planes)
{
    if (!planes)
        return;
    for (size_t i = 0; i < PLANE_END; i++)
        plane_close(planes->open[i]);
    free(planes);
}

mlg_code planes_get(mlg_planes *planes, plane_id id, const plane **out, mlg_err *err)
{
    mlg_code code = planes->open[id] ? MLG_OK : plane_open(&planes->open[id], id, err);

    *out = planes->open[id];
    return code;
}

/* --- names ----------------------------------------------------------------------- */

mlg_role mlg_role_of_level(const char *level)
{
    static const struct {
        const char *level;
        mlg_role role;
    } known[] = { { "commune", MLG_ROLE_COMMUNE },
                  { "epci", MLG_ROLE_EPCI },
                  { "arrondissement", MLG_ROLE_ARRONDISSEMENT },
                  { "departement", MLG_ROLE_DEPARTEMENT },
                  { "region", MLG_ROLE_REGION } };
    char folded[32];

    text_fold(folded, sizeof folded, level);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].level, folded))
            return known[i].role;
    return MLG_ROLE_TERRITORY;
}

static const struct {
    field code, label;
} role_fields[] = {
    [MLG_ROLE_QPV] = { F_QPV_CODE, F_QPV_NAME },
    [MLG_ROLE_CENTRE] = { F_CENTRE_CODE, F_CENTRE_NAME },
    [MLG_ROLE_COMMUNE] = { F_COMMUNE_CODE, F_TERRITORY_NAME },
    [MLG_ROLE_EPCI] = { F_EPCI_CODE, F_TERRITORY_NAME },
    [MLG_ROLE_ARRONDISSEMENT] = { F_ARRONDISSEMENT_CODE, F_TERRITORY_NAME },
    [MLG_ROLE_DEPARTEMENT] = { F_DEPARTEMENT_CODE, F_TERRITORY_NAME },
    [MLG_ROLE_REGION] = { F_REGION_CODE, F_TERRITORY_NAME },
    [MLG_ROLE_TERRITORY] = { F_TERRITORY_CODE, F_TERRITORY_NAME },
};

mlg_role mlg_role_of_layer(const mlg_layer *layer)
{
    static const mlg_role finest_first[] = { MLG_ROLE_QPV,         MLG_ROLE_COMMUNE,
                                             MLG_ROLE_EPCI,        MLG_ROLE_ARRONDISSEMENT,
                                             MLG_ROLE_DEPARTEMENT, MLG_ROLE_REGION };

    for (size_t i = 0; i < sizeof finest_first / sizeof *finest_first; i++) {
        const char *const *name = fields_names(role_fields[finest_first[i]].code);

        for (; *name; name++)
            if (strcmp(*name, "code") && mlg_layer_column(layer, *name))
                return finest_first[i];
    }
    return MLG_ROLE_TERRITORY;
}

mlg_code zones_choose_code(const mlg_column **out, const mlg_layer *layer, const char *told,
                           mlg_role role, mlg_err *err)
{
    return fields_choose(out, layer, told, role_fields[role].code, err);
}

const mlg_column *mlg_layer_code(const mlg_layer *layer)
{
    const mlg_column *code = fields_find(layer, role_fields[mlg_role_of_layer(layer)].code);

    return code ? code : fields_find(layer, F_TERRITORY_CODE);
}

static mlg_code name_columns(mlg_zones *z, const mlg_zones_options *o, mlg_diag *diag,
                             mlg_err *err)
{
    field code = role_fields[o->role].code;

    if (fields_choose(&z->code, z->layer, o->code, code, err) != MLG_OK ||
        fields_choose(&z->label, z->layer, o->label, role_fields[o->role].label, err) !=
            MLG_OK ||
        fields_choose(&z->population, z->layer, o->population, F_POPULATION, err) != MLG_OK)
        return err->code;
    if (!z->code && !(z->code = fields_find(z->layer, F_TERRITORY_CODE)))
        mlg_diag_add(
            diag, MLG_WARNING, "code-column-missing", z->layer->name, 0,
            o->role == MLG_ROLE_TERRITORY
                ? N_("no column of codes such as '%s': say the level (epci=FILE), or name "
                     "the column (--column LAYER.code=NAME, or columns in a study)")
                : N_("no column of codes such as '%s': name it (--column LAYER.code=NAME, "
                     "or columns in a study)"),
            fields_names(code)[0]);
    return MLG_OK;
}

/* --- ranks ----------------------------------------------------------------------- */

typedef struct ranked {
    const char *code;
    uint64_t start; /* text_start */
    uint32_t zone;
} ranked;

static int by_code(const void *a, const void *b)
{
    const ranked *l = a, *r = b;
    int order;

    if (l->start != r->start)
        return l->start < r->start ? -1 : 1;
    order = strcmp(l->code, r->code);
    return order ? order : l->zone < r->zone ? -1 : 1;
}

static mlg_code rank_codes(mlg_zones *z, mlg_diag *diag, mlg_err *err)
{
    ranked *list = malloc((z->n + 1) * sizeof *list);

    if (!list)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; i < z->n; i++)
        list[i] = (ranked){ mlg_zone_code(z, i), text_start(mlg_zone_code(z, i)), (uint32_t)i };
    qsort(list, z->n, sizeof *list, by_code);
    for (size_t i = 0; i < z->n; i++) {
        z->rank[list[i].zone] = (uint32_t)i;
        if (!z->code)
            continue;
        if (!list[i].code[0])
            mlg_diag_add(diag, MLG_WARNING, "code-missing", z->layer->name, list[i].zone + 1,
                         N_("polygon without a code"));
        else if (i && !strcmp(list[i].code, list[i - 1].code))
            mlg_diag_add(diag, MLG_WARNING, "code-duplicate", z->layer->name, list[i].zone + 1,
                         N_("code '%.40s' already seen at record %u"), list[i].code,
                         list[i - 1].zone + 1);
    }
    free(list);
    return MLG_OK;
}

/* --- measuring and indexing --------------------------------------------------------- */

typedef struct measuring {
    mlg_zones *zones;
    const mlg_planes *planes; /* those in use are open */
} measuring;

static mlg_code measure_one(void *arg, size_t f, mlg_err *err)
{
    const measuring *m = arg;
    mlg_zones *z = m->zones;
    const mlg_polys *p = &z->polys;
    size_t from = p->ring_of[f], to = p->ring_of[f + 1];

    (void)err;
    z->box[f] = edges_measure(z->edges, f);
    for (size_t r = from; !z->base && z->plane[f] && r < to; r++) {
        const mlg_xy *xy = p->xy + p->xy_of[r];
        size_t n = p->xy_of[r + 1] - p->xy_of[r];

        z->area[f] += plane_ring_area_in(m->planes->open[z->plane[f]], xy, n,
                                         to - from > 1 ? box_around(xy, n) : z->box[f]);
    }
    return MLG_OK;
}

/* Zones made of others are as large as these. */
static void add_up_areas(mlg_zones *z)
{
    for (size_t f = 0; z->base && f < z->base->n; f++)
        if (z->part_of[f] != ZONE_NONE)
            z->area[z->part_of[f]] += z->base->area[f];
}

static mlg_code measure(mlg_zones *z, unsigned threads, mlg_planes *planes, mlg_err *err)
{
    static const par_job job = { .run = measure_one };
    measuring m = { z, planes };

    add_up_areas(z);
    for (size_t f = 0; f < z->n; f++) {
        const plane *opened;

        if (z->polys.ring_of[f] == z->polys.ring_of[f + 1])
            z->plane[f] = PLANE_NONE;
        if (!z->plane[f])
            continue;
        if (planes_get(planes, z->plane[f], &opened, err) != MLG_OK)
            return err->code;
        z->covers[z->plane[f]] = true;
    }
    z->edges = edges_begin(&z->polys);
    return z->edges ? par_for(z->n, threads, &job, &m, err)
                    : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* One sheet per plane in use, its tree over that plane's boxes alone. */
static mlg_code make_sheets(mlg_zones *z, mlg_planes *planes, mlg_err *err)
{
    mlg_box *boxes = malloc((z->n + 1) * sizeof *boxes);
    size_t n = 0;
    mlg_code code = MLG_OK;

    for (plane_id id = 1; id < PLANE_END; id++)
        n += z->covers[id];
    z->sheets = calloc(n + 1, sizeof *z->sheets);
    if (!boxes || !z->sheets)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (plane_id id = 1; id < PLANE_END && code == MLG_OK; id++) {
        static const double around = 300e3;
        zone_sheet *s = &z->sheets[z->n_sheets];
        mlg_box all = { INFINITY, INFINITY, -INFINITY, -INFINITY };

        if (!z->covers[id])
            continue;
        s->id = id;
        if ((code = planes_get(planes, id, &s->plane, err)) != MLG_OK)
            break;
        for (size_t f = 0; f < z->n; f++) {
            boxes[f] = z->plane[f] == id ? z->box[f] : (mlg_box){ 1, 1, 0, 0 };
            if (z->plane[f] == id)
                all = (mlg_box){ fmin(all.xmin, boxes[f].xmin), fmin(all.ymin, boxes[f].ymin),
                                 fmax(all.xmax, boxes[f].xmax), fmax(all.ymax, boxes[f].ymax) };
        }
        s->scale_min = s->scale_max = 1;
        s->around = (mlg_box){ all.xmin - around, all.ymin - around, all.xmax + around,
                               all.ymax + around };
        if (all.xmin <= all.xmax)
            plane_scale_range(s->plane, s->around, &s->scale_min, &s->scale_max);
        s->tree = rtree_new(boxes, z->n);
        z->n_sheets++;
        if (!s->tree)
            code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    free(boxes);
    return code;
}

/* "mainland, reunion" */
static mlg_code note_covers(mlg_zones *z, const char *covers, mlg_planes *planes, mlg_err *err)
{
    while (covers && *covers) {
        size_t n = strcspn(covers, ",;");
        const plane *opened;
        char name[64];
        plane_id id;

        while (n && *covers == ' ') {
            covers++;
            n--;
        }
        snprintf(name, sizeof name, "%.*s", (int)(n < 63 ? n : 63), covers);
        if (!(id = plane_by_name(name))) {
            mlg_fail(err, MLG_EUSAGE,
                     _("unknown plane '%.40s'; planes are mainland, antilles, "
                       "guyane, reunion, mayotte, saint-pierre, utm31n, ..."),
                     name);
            return mlg_at(err, z->layer->name, 0);
        }
        if (planes_get(planes, id, &opened, err) != MLG_OK)
            return err->code;
        z->covers[id] = true;
        covers += n + (covers[n] != '\0');
    }
    return MLG_OK;
}

static mlg_code fill(mlg_zones *z, const mlg_zones_options *o, mlg_planes *planes,
                     mlg_diag *diag, mlg_err *err)
{
    if (z->layer->geometry != MLG_GEOMETRY_POLYGON) {
        mlg_fail(err, MLG_EDATA, _("holds no polygons; a layer of polygons is wanted here"));
        return mlg_at(err, z->layer->name, 0);
    }
    if (name_columns(z, o, diag, err) != MLG_OK ||
        polys_place(&z->polys, z->plane, z->layer, planes, diag, err) != MLG_OK)
        return err->code;
    return zones_finish(z, o, planes, diag, err);
}

mlg_code zones_finish(mlg_zones *z, const mlg_zones_options *o, mlg_planes *planes,
                      mlg_diag *diag, mlg_err *err)
{
    if (polys_repair(&z->polys, z->plane, planes, z->layer->name, o->threads, diag, err) !=
            MLG_OK ||
        rank_codes(z, diag, err) != MLG_OK || measure(z, o->threads, planes, err) != MLG_OK ||
        note_covers(z, o->covers, planes, err) != MLG_OK)
        return err->code;
    return make_sheets(z, planes, err);
}

/* What of zones is found after they are made. */
struct zones_kept {
    borders borders;
    zonegrid *grid;
};

mlg_zones *zones_empty(mlg_layer *layer, const char *name)
{
    mlg_zones *z = calloc(1, sizeof *z);

    if (!z) {
        mlg_layer_free(layer);
        return NULL;
    }
    z->layer = layer;
    z->n = layer->n;
    z->name = strdup(name ? name : layer->name);
    z->box = calloc(z->n + 1, sizeof *z->box);
    z->area = calloc(z->n + 1, sizeof *z->area);
    z->plane = calloc(z->n + 1, sizeof *z->plane);
    z->rank = calloc(z->n + 1, sizeof *z->rank);
    z->kept = calloc(1, sizeof *z->kept);
    if (z->name && z->kept && z->box && z->area && z->plane && z->rank)
        return z;
    mlg_zones_free(z);
    return NULL;
}

mlg_code mlg_zones_new(mlg_zones **out, mlg_layer *layer, const mlg_zones_options *options,
                       mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    mlg_zones *z = zones_empty(layer, options->name);
    mlg_code code;

    *out = NULL;
    if (!z)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    code = fill(z, options, planes, diag, err);
    if (code != MLG_OK) {
        mlg_at(err, layer->name, 0);
        mlg_zones_free(z);
        return code;
    }
    *out = z;
    return MLG_OK;
}

void mlg_zones_free(mlg_zones *z)
{
    if (!z)
        return;
    for (size_t i = 0; i < z->n_sheets; i++)
        rtree_free(z->sheets[i].tree);
    free(z->sheets);
    edges_free(z->edges);
    if (z->kept) {
        borders_release(&z->kept->borders);
        zonegrid_free(z->kept->grid);
    }
    free(z->kept);
    mlg_polys_release(&z->polys);
    free(z->box);
    free(z->area);
    free(z->plane);
    free(z->rank);
    free(z->part_of);
    free(z->name);
    mlg_layer_free(z->layer);
    free(z);
}

mlg_code mlg_zones_lonlat(mlg_polys *out, const mlg_zones *z, unsigned threads, mlg_err *err)
{
    mlg_code code;

    if (!polys_like(out, &z->polys))
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    code = polys_to_lonlat(out, z->polys.xy, z->plane, threads, err);
    if (code != MLG_OK)
        mlg_polys_release(out);
    return code;
}

mlg_code mlg_zones_give_lonlat(mlg_polys *out, mlg_zones *z, unsigned threads, mlg_err *err)
{
    mlg_code code;

    *out = z->polys;
    z->polys = (mlg_polys){ 0 };
    edges_free(z->edges);
    z->edges = NULL;
    code = polys_to_lonlat(out, out->xy, z->plane, threads, err);
    if (code != MLG_OK)
        mlg_polys_release(out);
    return code;
}

mlg_code zones_borders(const borders **out, const mlg_zones *z, unsigned threads, mlg_err *err)
{
    mlg_code code = MLG_OK;

    if (!z->kept->borders.list)
        code = borders_find(&z->kept->borders, &z->polys, threads, err);
    *out = &z->kept->borders;
    return code;
}

mlg_code zones_grid(const zonegrid **out, const mlg_zones *z, unsigned threads, mlg_err *err)
{
    mlg_code code = z->kept->grid ? MLG_OK : zonegrid_new(&z->kept->grid, z, threads, err);

    if (code != MLG_OK) {
        zonegrid_free(z->kept->grid);
        z->kept->grid = NULL;
    }
    *out = z->kept->grid;
    return code;
}

/* --- asking ------------------------------------------------------------------------ */

size_t mlg_zones_count(const mlg_zones *z)
{
    return z->n;
}

const char *mlg_zones_name(const mlg_zones *z)
{
    return z->name;
}

const mlg_layer *mlg_zones_layer(const mlg_zones *z)
{
    return z->layer;
}

const char *mlg_zone_code(const mlg_zones *z, size_t zone)
{
    return mlg_cell(z->code, zone);
}

const char *mlg_zone_label(const mlg_zones *z, size_t zone)
{
    return mlg_cell(z->label, zone);
}

double mlg_zone_area(const mlg_zones *z, size_t zone)
{
    return z->area[zone];
}

double mlg_zone_population(const mlg_zones *z, size_t zone)
{
    double value;

    if (!text_number(mlg_cell(z->population, zone), &value) || value > MLG_MOST_PEOPLE)
        return NAN;
    return value;
}

const zone_sheet *zones_sheet(const mlg_zones *z, plane_id id)
{
    for (size_t i = 0; i < z->n_sheets; i++)
        if (z->sheets[i].id == id)
            return &z->sheets[i];
    return NULL;
}

typedef struct search {
    const mlg_zones *zones;
    const zone_sheet *sheet;
    mlg_xy from;
    double scale_max; /* between there and the zones */
    bool seconds;     /* is the distance to the second nearest wanted too? */
    double second;    /* ground metres to it, among the zones visited */
    zone_hit hit;
} search;

/* A planar bound that no nearer zone can exceed. */
static double planar_bound(const search *s)
{
    return s->hit.distance * s->scale_max * (1 + 1e-9);
}

/* Ground distance to one zone, 0 inside; INFINITY when it is beyond the planar bound. */
static double measure_zone(const search *s, uint32_t zone, double bound, mlg_xy *at,
                           double *depth, uint32_t *hint)
{
    const mlg_zones *z = s->zones;
    bool inside =
        box_distance2(&z->box[zone], s->from) == 0 && edges_cover(z->edges, zone, s->from);
    double planar, ground;

    *depth = 0;
    *at = s->from;
    planar = edges_nearest(z->edges, zone, s->from, inside ? INFINITY : bound, at, hint);
    if (!inside && !isfinite(planar))
        return INFINITY;
    ground = plane_ground(s->sheet->plane, s->from, *at);
    if (!inside)
        return ground;
    *depth = ground;
    return 0;
}

static double visit(void *arg, uint32_t zone, double bound)
{
    search *s = arg;
    const uint32_t *rank = s->zones->rank;
    mlg_xy at;
    double depth,
        ground = measure_zone(s, zone, s->seconds ? INFINITY : bound, &at, &depth, NULL);

    if (!isfinite(ground))
        return bound;
    s->hit.depth = fmax(s->hit.depth, depth);
    if (ground < s->hit.distance || s->hit.zone == ZONE_NONE ||
        (ground == s->hit.distance && rank[zone] < rank[s->hit.zone])) {
        s->second = s->hit.distance;
        s->hit.zone = zone;
        s->hit.distance = ground;
        s->hit.at = at;
    } else {
        s->second = fmin(s->second, ground);
    }
    return planar_bound(s);
}

static bool is_around(const zone_sheet *sheet, mlg_xy at)
{
    return box_distance2(&sheet->around, at) == 0;
}

/* Far from every zone, the scale may be larger on the way. */
static double scale_to_zones(const zone_sheet *sheet, mlg_xy at)
{
    const mlg_box *b = &sheet->around;
    double least, most;

    if (is_around(sheet, at) || !(b->xmin <= b->xmax))
        return sheet->scale_max;
    plane_scale_range(sheet->plane,
                      (mlg_box){ fmin(b->xmin, at.x), fmin(b->ymin, at.y), fmax(b->xmax, at.x),
                                 fmax(b->ymax, at.y) },
                      &least, &most);
    return most;
}

static search begin(const mlg_zones *zones, plane_id id, mlg_xy at)
{
    search s = { .zones = zones,
                 .sheet = zones_sheet(zones, id),
                 .from = at,
                 .second = INFINITY,
                 .hit = { ZONE_NONE, INFINITY, 0, at } };

    if (s.sheet)
        s.scale_max = scale_to_zones(s.sheet, at);
    return s;
}

zone_hit zones_nearest(const mlg_zones *zones, plane_id id, mlg_xy at)
{
    search s = begin(zones, id, at);

    if (s.sheet)
        rtree_nearest(s.sheet->tree, at, INFINITY, visit, &s);
    return s.hit;
}

/* hypot's care for huge numbers is not wanted here. */
static double length(double dx, double dy)
{
    return sqrt(dx * dx + dy * dy);
}

typedef struct covering {
    const mlg_zones *zones;
    mlg_xy at;
    uint32_t zone;
} covering;

static bool try_cover(void *arg, uint32_t zone)
{
    covering *c = arg;
    const mlg_zones *z = c->zones;

    if ((c->zone == ZONE_NONE || z->rank[zone] < z->rank[c->zone]) &&
        edges_cover(z->edges, zone, c->at))
        c->zone = zone;
    return true;
}

uint32_t zones_cover(const mlg_zones *zones, plane_id id, mlg_xy at)
{
    const zone_sheet *sheet = zones_sheet(zones, id);
    covering c = { zones, at, ZONE_NONE };

    if (sheet)
        rtree_query(sheet->tree, (mlg_box){ at.x, at.y, at.x, at.y }, try_cover, &c);
    return c.zone;
}

zone_hit zones_nearest_next(const mlg_zones *zones, plane_id id, mlg_xy at, zone_walk *walk)
{
    search s = begin(zones, id, at);
    double moved, bound = INFINITY, passed;

    if (!s.sheet)
        return s.hit;
    if (!is_around(s.sheet, at)) {
        *walk = (zone_walk){ 0 };
        return zones_nearest(zones, id, at);
    }
    moved = length(at.x - walk->anchor.x, at.y - walk->anchor.y) / s.sheet->scale_min + 0.01;
    if (walk->begun && walk->zone != ZONE_NONE && 2 * moved < walk->second - walk->best) {
        bound = (walk->best + moved) * s.sheet->scale_max;
        s.hit.zone = walk->zone;
        s.hit.distance =
            measure_zone(&s, walk->zone, bound, &s.hit.at, &s.hit.depth, &walk->hint);
        return s.hit;
    }
    s.seconds = true;
    if (walk->begun) /* back to the anchor, and from there to what was found */
        bound = (walk->best + moved) * s.sheet->scale_max;
    passed = rtree_nearest(s.sheet->tree, at, bound, visit, &s) / s.scale_max;
    *walk = (zone_walk){ true,           at,
                         s.hit.zone,     UINT32_MAX,
                         s.hit.distance, passed < s.second ? passed : s.second };
    return s.hit;
}
