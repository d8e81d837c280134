#include "analysis/coverage/catchments.h"

#include "analysis/siting/sites.h"
#include "base/i18n.h"
#include "base/text.h"
#include "geo/place.h"
#include "maillage/coverage.h"
#include "model/build.h"
#include "model/fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct mlg_catchments {
    mlg_zones *zones;
    const mlg_column *site; /* NULL: they say no site */
    uint8_t *taken;
    size_t n_taken;
    buf choice; /* the conditions, as a text */
    /* Once linked: the sites by identifier, and where those of each catchment begin there
     * (MLG_NO_SITE: it has none). */
    uint32_t *by_id;
    size_t n_sites;
    uint32_t *first;
};

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* --- which are taken ------------------------------------------------------------------------
 */

static bool same_value(const char *a, const char *b)
{
    double x, y;

    if (text_number(a, &x) && text_number(b, &y))
        return x == y;
    return !strcmp(a, b);
}

/* "COLUMN=VALUE" */
typedef struct condition {
    const mlg_column *column;
    const char *value;
} condition;

static mlg_code read_condition(condition *c, const char *text, const mlg_layer *layer,
                               mlg_err *err)
{
    size_t n = strcspn(text, "=");
    char *name = strndup(text, n);
    mlg_code code = name ? MLG_OK : no_memory(err);

    if (code == MLG_OK && (!n || !text[n]))
        code =
            mlg_fail(err, MLG_EUSAGE, _("'%.60s' is no condition such as COLUMN=VALUE"), text);
    else if (code == MLG_OK && !(c->column = mlg_layer_column(layer, name)))
        code = mlg_fail(err, MLG_EDATA, _("has no column '%.60s'"), name);
    c->value = text + n + (text[n] != '\0');
    free(name);
    return code == MLG_OK ? code : mlg_at(err, layer->name, 0);
}

/* Conditions on one column are alternatives; every column named must agree. */
static bool meets(const condition *all, size_t n, size_t record)
{
    for (size_t i = 0; i < n; i++) {
        bool agrees = false;

        for (size_t k = 0; k < n && !agrees; k++)
            agrees = all[k].column == all[i].column &&
                     same_value(mlg_cell(all[k].column, record), all[k].value);
        if (!agrees)
            return false;
    }
    return true;
}

static int by_value(const void *a, const void *b)
{
    const char *l = *(const char *const *)a, *r = *(const char *const *)b;
    double x, y;

    if (text_number(l, &x) && text_number(r, &y) && x != y)
        return x < y ? -1 : 1;
    return strcmp(l, r);
}

/* " COLUMN: a, b, c", as much as fits in `most` bytes. */
static bool list_values(buf *out, const mlg_column *c, size_t n, size_t most)
{
    const char **values = malloc((n + 1) * sizeof *values);
    const char *last = NULL;

    if (!values)
        return false;
    for (size_t i = 0; i < n; i++)
        values[i] = mlg_cell(c, i);
    if (n)
        qsort(values, n, sizeof *values, by_value);
    buf_printf(out, "%s%.40s: ", out->n ? "; " : "", c->name);
    for (size_t i = 0; i < n; i++) {
        if (last && same_value(last, values[i]))
            continue;
        if (out->n + strlen(values[i]) > most) {
            buf_text(out, last ? ", ..." : "...");
            break;
        }
        buf_printf(out, "%s%s", last ? ", " : "", *values[i] ? values[i] : "''");
        last = values[i];
    }
    free(values);
    return !out->broken;
}

static mlg_code none_taken(const condition *all, size_t n, const mlg_layer *layer, mlg_err *err)
{
    buf values = { 0 };
    bool fine = true;

    for (size_t i = 0; fine && i < n; i++) {
        bool told = false;

        for (size_t k = 0; k < i; k++)
            told |= all[k].column == all[i].column;
        if (!told)
            fine = list_values(&values, all[i].column, layer->n, 150);
    }
    if (!fine)
        no_memory(err);
    else if (values.n)
        mlg_fail(err, MLG_EDATA, _("no catchment is as asked; there are %s"), values.at);
    else
        mlg_fail(err, MLG_EDATA, _("holds no catchment"));
    buf_free(&values);
    return mlg_at(err, layer->name, 0);
}

/* The polygons that are not taken leave the layer. */
static mlg_code keep_taken(mlg_layer *layer, const uint8_t *taken, mlg_err *err)
{
    polys_build *b = polys_build_new();
    bool fine = b;

    for (size_t f = 0; fine && f < layer->n; f++)
        fine = taken[f] ? polys_build_copy(b, &layer->polys, f) : polys_build_end_feature(b);
    if (!fine) {
        polys_build_free(b);
        return no_memory(err);
    }
    mlg_polys_release(&layer->polys);
    polys_build_finish(b, &layer->polys);
    return MLG_OK;
}

static mlg_code take(mlg_catchments *c, mlg_layer *layer, const mlg_catchments_options *o,
                     mlg_diag *diag, mlg_err *err)
{
    condition *all = calloc(o->n_where + 1, sizeof *all);
    mlg_code code = all ? MLG_OK : no_memory(err);

    for (size_t i = 0; code == MLG_OK && i < o->n_where; i++)
        code = read_condition(&all[i], o->where[i], layer, err);
    for (size_t i = 0; i < o->n_where; i++)
        buf_printf(&c->choice, "%s%s", i ? ", " : "", o->where[i]);
    if (c->choice.broken)
        code = no_memory(err);
    for (size_t f = 0; code == MLG_OK && f < layer->n; f++) {
        c->taken[f] = meets(all, o->n_where, f);
        c->n_taken += c->taken[f];
        if (c->taken[f] && layer->polys.ring_of[f] == layer->polys.ring_of[f + 1])
            mlg_diag_add(diag, MLG_WARNING, "catchment-empty", layer->name, (int64_t)f + 1,
                         N_("catchment without a polygon"));
    }
    if (code == MLG_OK && !c->n_taken)
        code = none_taken(all, o->n_where, layer, err);
    if (code == MLG_OK && c->n_taken < layer->n)
        code = keep_taken(layer, c->taken, err);
    free(all);
    return code;
}

static mlg_code fill(mlg_catchments *c, const mlg_catchments_options *o, mlg_planes *planes,
                     mlg_diag *diag, mlg_err *err)
{
    const mlg_zones_options as = { .name = o->name, .threads = o->threads };
    mlg_layer *layer = c->zones->layer;

    if (layer->geometry != MLG_GEOMETRY_POLYGON) {
        mlg_fail(err, MLG_EDATA, _("holds no polygons; a layer of polygons is wanted here"));
        return mlg_at(err, layer->name, 0);
    }
    c->taken = calloc(layer->n + 1, 1);
    if (!c->taken)
        return no_memory(err);
    if (fields_choose(&c->site, layer, o->site, F_CATCHMENT_SITE, err) != MLG_OK ||
        take(c, layer, o, diag, err) != MLG_OK ||
        polys_place(&c->zones->polys, c->zones->plane, layer, planes, diag, err) != MLG_OK ||
        zones_finish(c->zones, &as, planes, diag, err) != MLG_OK)
        return err->code;
    c->zones->code = c->site;
    return MLG_OK;
}

mlg_code mlg_catchments_new(mlg_catchments **out, mlg_layer *layer,
                            const mlg_catchments_options *options, mlg_planes *planes,
                            mlg_diag *diag, mlg_err *err)
{
    mlg_catchments *c = calloc(1, sizeof *c);
    mlg_code code;

    *out = NULL;
    if (!c) {
        mlg_layer_free(layer);
        return no_memory(err);
    }
    c->zones = zones_empty(layer, options->name);
    code = c->zones ? fill(c, options, planes, diag, err) : no_memory(err);
    if (code == MLG_OK)
        *out = c;
    else
        mlg_catchments_free(c);
    return code;
}

void mlg_catchments_free(mlg_catchments *c)
{
    if (!c)
        return;
    mlg_zones_free(c->zones);
    free(c->taken);
    buf_free(&c->choice);
    free(c->by_id);
    free(c->first);
    free(c);
}

const mlg_zones *mlg_catchments_zones(const mlg_catchments *c)
{
    return c->zones;
}

const char *mlg_catchments_choice(const mlg_catchments *c)
{
    return c->choice.n ? c->choice.at : "";
}

size_t mlg_catchments_count(const mlg_catchments *c)
{
    return c->n_taken;
}

bool mlg_catchments_linked(const mlg_catchments *c)
{
    return c->site;
}

/* --- whose they are -------------------------------------------------------------------------
 */

typedef struct named {
    const char *id;
    uint32_t site;
} named;

static int by_name(const void *a, const void *b)
{
    const named *l = a, *r = b;
    int order = strcmp(l->id, r->id);

    return order ? order : l->site < r->site ? -1 : 1;
}

/* Sites by identifier, those that have one. */
static uint32_t *order_sites(const mlg_sites *s, size_t *n)
{
    named *list = malloc((s->n + 1) * sizeof *list);
    uint32_t *order = malloc((s->n + 1) * sizeof *order);

    *n = 0;
    for (size_t i = 0; list && i < s->n; i++)
        if (*mlg_site_id(s, i))
            list[(*n)++] = (named){ mlg_site_id(s, i), (uint32_t)i };
    if (list && *n)
        qsort(list, *n, sizeof *list, by_name);
    for (size_t i = 0; list && order && i < *n; i++)
        order[i] = list[i].site;
    free(list);
    return order;
}

static uint32_t find_site(const mlg_catchments *c, const mlg_sites *s, const char *id)
{
    size_t low = 0, high = c->n_sites;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (strcmp(mlg_site_id(s, c->by_id[middle]), id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return *id && low < c->n_sites && !strcmp(mlg_site_id(s, c->by_id[low]), id) ? (uint32_t)low
                                                                                 : MLG_NO_SITE;
}

/* A point may be anywhere within its radius; a commune is no place to test. */
static void check_place(const mlg_catchments *c, size_t f, const mlg_sites *s, mlg_diag *diag)
{
    const mlg_zones *z = c->zones;
    double least = INFINITY, radius = 0;
    const char *name = "";
    bool elsewhere = false;

    for (size_t k = c->first[f]; k < c->n_sites; k++) {
        uint32_t site = c->by_id[k];
        mlg_xy at = s->at[site], edge;

        if (strcmp(mlg_site_id(s, site), mlg_cell(c->site, f)))
            break;
        if (s->location[site] != MLG_POINT || !s->plane[site])
            continue;
        name = mlg_site_id(s, site);
        if (s->plane[site] != z->plane[f]) {
            elsewhere = true;
            continue;
        }
        if (!edges_cover(z->edges, f, at))
            least = fmin(least, edges_nearest(z->edges, f, at, INFINITY, &edge, NULL));
        else
            least = -1;
        radius = fmax(radius, s->radius[site]);
    }
    if (isinf(least) && elsewhere)
        mlg_diag_add(diag, MLG_WARNING, "catchment-apart", z->layer->name, (int64_t)f + 1,
                     N_("catchment does not hold its site '%.60s', which is in another part "
                        "of the world"),
                     name);
    if (isfinite(least) && least > radius)
        mlg_diag_add(diag, MLG_WARNING, "catchment-apart", z->layer->name, (int64_t)f + 1,
                     N_("catchment does not hold its site '%.60s', which is %.0f m away"), name,
                     least);
}

/* One catchment that is taken; `seen`: the last one of each site, + 1. */
static bool link_one(mlg_catchments *c, size_t f, const mlg_sites *s, uint8_t *owns,
                     uint32_t *seen, mlg_diag *diag)
{
    const mlg_zones *z = c->zones;
    const char *id = mlg_cell(c->site, f);
    uint32_t at = c->first[f] = find_site(c, s, id);

    if (at == MLG_NO_SITE) {
        mlg_diag_add(diag, MLG_WARNING, "catchment-unknown-site", z->layer->name,
                     (int64_t)f + 1, N_("catchment of no known site ('%.60s'): left out"), id);
        return false;
    }
    if (seen[at])
        mlg_diag_add(diag, MLG_WARNING, "catchment-several", z->layer->name, (int64_t)f + 1,
                     N_("'%.60s' has another catchment at record %u: both serve; choose by a "
                        "column (--catchments-where)"),
                     id, seen[at]);
    seen[at] = (uint32_t)f + 1;
    for (size_t k = at; k < c->n_sites && !strcmp(mlg_site_id(s, c->by_id[k]), id); k++)
        owns[c->by_id[k]] = 1;
    if (z->plane[f])
        check_place(c, f, s, diag);
    return true;
}

static mlg_code link_layer(mlg_catchments *c, const mlg_sites *s, uint8_t *owns, mlg_diag *diag,
                           mlg_err *err)
{
    const mlg_zones *z = c->zones;
    uint32_t *seen = calloc(s->n + 1, sizeof *seen);
    bool any = false;

    free(c->by_id);
    free(c->first);
    c->by_id = order_sites(s, &c->n_sites);
    c->first = malloc((z->n + 1) * sizeof *c->first);
    if (!c->by_id || !c->first || !seen) {
        free(seen);
        return no_memory(err);
    }
    for (size_t f = 0; f < z->n; f++) {
        c->first[f] = MLG_NO_SITE;
        if (c->taken[f] && link_one(c, f, s, owns, seen, diag))
            any = true;
    }
    free(seen);
    if (any)
        return MLG_OK;
    mlg_fail(err, MLG_EDATA,
             _("none of these catchments is of a known site: column '%.60s' should hold their "
               "identifiers"),
             c->site->name);
    return mlg_at(err, z->layer->name, 0);
}

static void tell_without(const mlg_sites *s, const uint8_t *owns, mlg_diag *diag)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->kinds[i] == MLG_FABRIQUE && !(s->absent && s->absent[i]) && !owns[i])
            mlg_diag_add(diag, MLG_WARNING, "site-without-catchment", s->layer->name,
                         (int64_t)i + 1, N_("fabrique '%.60s' has no catchment"),
                         *mlg_site_id(s, i) ? mlg_site_id(s, i) : mlg_site_name(s, i));
}

mlg_code mlg_catchments_link(mlg_catchments *const *all, size_t n, const mlg_sites *sites,
                             mlg_diag *diag, mlg_err *err)
{
    uint8_t *owns = calloc(sites->n + 1, 1);
    bool every = true;
    mlg_code code = owns ? MLG_OK : no_memory(err);

    for (size_t i = 0; code == MLG_OK && i < n; i++) {
        mlg_catchments *c = all[i];

        every &= c->site != NULL;
        if (!c->site) {
            mlg_diag_add(diag, MLG_WARNING, "catchment-unlinked", c->zones->layer->name, 0,
                         N_("these catchments say no site: they serve as they are, whichever "
                            "sites open or close; name the column of identifiers "
                            "(--column catchments.site=NAME)"));
            continue;
        }
        code = link_layer(c, sites, owns, diag, err);
    }
    if (code == MLG_OK && every && n)
        tell_without(sites, owns, diag);
    free(owns);
    return code;
}

/* --- which serve ----------------------------------------------------------------------------
 */

/* Calls `mark` for each site that the catchment serves for; true: it serves. */
static bool serves(const mlg_catchments *c, size_t f, const mlg_sites *s, uint8_t *own)
{
    bool any = false;

    if (!c->taken[f] || !c->first)
        return c->taken[f];
    for (size_t k = c->first[f]; k < c->n_sites; k++) {
        uint32_t site = c->by_id[k];

        if (site >= s->n)
            continue;
        if (strcmp(mlg_site_id(s, site), mlg_cell(c->site, f)))
            break;
        if (s->kinds[site] != MLG_FABRIQUE || (s->absent && s->absent[site]))
            continue;
        any = true;
        if (own)
            own[site] = 1;
    }
    return any;
}

bool mlg_catchment_serves(const mlg_catchments *c, size_t record, const mlg_sites *sites)
{
    return serves(c, record, sites, NULL);
}

mlg_code catchment_set_new(catchment_set **out, mlg_catchments *const *list, size_t n,
                           const mlg_sites *sites, mlg_err *err)
{
    catchment_set *s;
    bool fine;

    *out = NULL;
    if (!n)
        return MLG_OK;
    s = calloc(1, sizeof *s);
    fine = s && (s->zones = calloc(n, sizeof *s->zones)) &&
           (s->serves = calloc(n, sizeof *s->serves)) && (s->own = calloc(sites->n + 1, 1));
    for (size_t i = 0; fine && i < n; i++) {
        const mlg_zones *z = s->zones[i] = list[i]->zones;

        fine = (s->serves[i] = calloc(z->n + 1, 1));
        s->n += fine;
        for (size_t f = 0; fine && f < z->n; f++) {
            s->serves[i][f] = z->plane[f] && serves(list[i], f, sites, s->own);
            s->n_serving += s->serves[i][f];
        }
    }
    if (!fine) {
        catchment_set_free(s);
        return no_memory(err);
    }
    *out = s;
    return MLG_OK;
}

void catchment_set_free(catchment_set *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++)
        free(s->serves[i]);
    free(s->serves);
    free(s->zones);
    free(s->own);
    free(s);
}

/* --- where they serve -----------------------------------------------------------------------
 */

typedef struct search {
    const mlg_zones *zones;
    const uint8_t *serves;
    uint32_t layer;
    mlg_xy at;
    double half; /* of the box's diagonal */
    catchment_part part;
    catchment_list *list;
    bool no_memory;
} search;

static bool try_place(void *arg, uint32_t zone)
{
    search *s = arg;

    if (s->serves[zone] && edges_cover(s->zones->edges, zone, s->at))
        s->part = CATCHMENT_ALL;
    return s->part != CATCHMENT_ALL;
}

static void search_sheets(const catchment_set *set, plane_id id, mlg_box box, search *s,
                          bool (*hit)(void *arg, uint32_t zone))
{
    for (size_t i = 0; set && i < set->n && s->part != CATCHMENT_ALL; i++) {
        const zone_sheet *sheet = zones_sheet(set->zones[i], id);

        s->zones = set->zones[i];
        s->serves = set->serves[i];
        s->layer = (uint32_t)i;
        if (sheet)
            rtree_query(sheet->tree, box, hit, s);
    }
}

bool catchment_set_covers(const catchment_set *set, plane_id id, mlg_xy at)
{
    search s = { .at = at };

    search_sheets(set, id, (mlg_box){ at.x, at.y, at.x, at.y }, &s, try_place);
    return s.part == CATCHMENT_ALL;
}

static bool keep(search *s, uint32_t zone)
{
    catchment_list *l = s->list;

    if (l && l->n == l->room) {
        size_t room = 2 * l->room + 16;
        catchment_at *more = realloc(l->at, room * sizeof *more);

        if (!more)
            return false;
        l->at = more;
        l->room = room;
    }
    if (l)
        l->at[l->n++] = (catchment_at){ s->layer, zone };
    return true;
}

/* A boundary that stays clear of the circle around the box leaves it inside or outside. */
static bool try_box(void *arg, uint32_t zone)
{
    search *s = arg;
    const edges *e = s->zones->edges;
    mlg_xy edge;

    if (!s->serves[zone])
        return true;
    if (isinf(edges_nearest(e, zone, s->at, s->half, &edge, NULL)))
        return try_place(arg, zone);
    s->part = CATCHMENT_PART;
    s->no_memory = !keep(s, zone);
    return !s->no_memory;
}

typedef struct placed {
    catchment_at at;
    mlg_box box;
    double area;
} placed;

static int by_place(const void *a, const void *b)
{
    const placed *l = a, *r = b;

    if (l->box.xmin != r->box.xmin)
        return l->box.xmin < r->box.xmin ? -1 : 1;
    if (l->box.ymin != r->box.ymin)
        return l->box.ymin < r->box.ymin ? -1 : 1;
    if (l->area != r->area)
        return l->area < r->area ? -1 : 1;
    return l->at.layer != r->at.layer ? (l->at.layer < r->at.layer ? -1 : 1)
                                      : (l->at.zone > r->at.zone) - (l->at.zone < r->at.zone);
}

static bool order_list(const catchment_set *set, catchment_list *l)
{
    placed *all = malloc((l->n + 1) * sizeof *all);

    if (!all)
        return false;
    for (size_t i = 0; i < l->n; i++) {
        const mlg_zones *z = set->zones[l->at[i].layer];

        all[i] = (placed){ l->at[i], z->box[l->at[i].zone], z->area[l->at[i].zone] };
    }
    if (l->n)
        qsort(all, l->n, sizeof *all, by_place);
    for (size_t i = 0; i < l->n; i++)
        l->at[i] = all[i].at;
    free(all);
    return true;
}

bool catchment_set_about(const catchment_set *set, plane_id id, mlg_box box,
                         catchment_part *part, catchment_list *list)
{
    search s = { .at = { (box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2 },
                 .half = hypot(box.xmax - box.xmin, box.ymax - box.ymin) / 2 * (1 + 1e-9),
                 .list = list };

    if (list)
        list->n = 0;
    search_sheets(set, id, box, &s, try_box);
    *part = s.part;
    return !s.no_memory && (!list || !list->n || order_list(set, list));
}
