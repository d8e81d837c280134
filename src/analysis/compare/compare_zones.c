#include "maillage/compare.h"

#include "analysis/compare/ground.h"
#include "analysis/compare/units.h"
#include "base/i18n.h"
#include "base/par.h"
#include "geo/place.h"
#include "model/box.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double noise_m2 = 1;    /* ground that counts as none */
static const double belonging = 0.5; /* of either's area: they belong together */

const char *mlg_change_name(mlg_change c)
{
    static const char *const names[] = { "inchange", "modifie",  "renumerote",
                                         "fusion",   "scission", "recompose",
                                         "deplace",  "cree",     "supprime" };

    return names[c];
}

/* What is known of a unit of A. */
typedef struct slot {
    uint32_t twin; /* the unit of B of that code, or ZONE_NONE */
    bool settled;  /* it is the same ground */
    ground ground; /* with its twin */
    uint32_t *to;  /* units of B that it belongs together with */
    size_t n_to, room;
} slot;

typedef struct task {
    units a, b;
    double tolerance;
    slot *slots;     /* of A's units */
    bool *settled_b; /* of B's */
    mlg_zones_comparison *out;
    uint32_t *a_of, *b_of; /* units of the rows: from[row] .. from[row + 1]-1 */
    uint32_t *from_a, *from_b;
} task;

typedef struct worker {
    task *task;
    geos_room *room;
    uint32_t *near; /* units of B around the one at hand */
    size_t n, size;
    bool broken;
} worker;

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static mlg_code open_worker(void **out, void *shared, mlg_err *err)
{
    worker *w = calloc(1, sizeof *w);

    if (!w)
        return no_memory(err);
    w->task = shared;
    if (geos_room_new(&w->room, err) != MLG_OK) {
        free(w);
        return err->code;
    }
    *out = w;
    return MLG_OK;
}

static void close_worker(void *arg)
{
    worker *w = arg;

    geos_room_free(w->room);
    free(w->near);
    free(w);
}

/* --- measuring two sides ------------------------------------------------------------------ */

static const plane *plane_of_unit(const units *u, uint32_t unit)
{
    return zones_sheet(u->zones, units_plane(u, unit))->plane;
}

static mlg_code measure(ground *out, worker *w, const uint32_t *a, size_t n_a,
                        const uint32_t *b, size_t n_b, mlg_err *err)
{
    const task *t = w->task;
    const plane *p = plane_of_unit(&t->a, *a);
    mlg_box box = t->a.box[*a];
    mlg_xy middle = { (box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2 };
    geos_shape *shape_a = NULL, *shape_b = NULL;
    mlg_code code;

    if (n_a == 1 && n_b == 1 && units_same_bytes(&t->a, *a, &t->b, *b)) {
        *out = (ground){ .a = t->a.area[*a], .b = t->b.area[*b], .common = t->a.area[*a] };
        return MLG_OK;
    }
    code = units_shape(&shape_a, w->room, &t->a, a, n_a, err);
    if (code == MLG_OK)
        code = units_shape(&shape_b, w->room, &t->b, b, n_b, err);
    if (code == MLG_OK)
        code = ground_compare(out, w->room, p, shape_a, shape_b,
                              t->tolerance * plane_scale(p, middle), err);
    geos_free(w->room, shape_a);
    geos_free(w->room, shape_b);
    return code;
}

/* --- same code ------------------------------------------------------------------------------
 */

static mlg_code compare_twins(void *arg, size_t i, mlg_err *err)
{
    worker *w = arg;
    task *t = w->task;
    slot *s = &t->slots[i];
    uint32_t a = (uint32_t)i;

    s->twin = units_find(&t->b, units_plane(&t->a, i), units_code(&t->a, i));
    if (s->twin == ZONE_NONE || !box_meet(t->a.box[i], t->b.box[s->twin]))
        return MLG_OK;
    if (measure(&s->ground, w, &a, 1, &s->twin, 1, err) != MLG_OK)
        return mlg_at(err, t->a.zones->layer->name, (int64_t)t->a.record[t->a.from[i]] + 1);
    s->settled = s->ground.gained_beyond + s->ground.lost_beyond <= noise_m2;
    return MLG_OK;
}

/* --- same ground ----------------------------------------------------------------------------
 */

static bool add(uint32_t **list, size_t *n, size_t *room, uint32_t value)
{
    if (*n == *room) {
        size_t more = *room ? 2 * *room : 8;
        uint32_t *grown = realloc(*list, more * sizeof **list);

        if (!grown)
            return false;
        *list = grown;
        *room = more;
    }
    (*list)[(*n)++] = value;
    return true;
}

static bool collect(void *arg, uint32_t record)
{
    worker *w = arg;
    uint32_t unit = w->task->b.unit_of[record];

    if (w->task->settled_b[unit] || add(&w->near, &w->n, &w->size, unit))
        return true;
    return !(w->broken = true);
}

static int by_number(const void *a, const void *b)
{
    uint32_t l = *(const uint32_t *)a, r = *(const uint32_t *)b;

    return l < r ? -1 : l > r;
}

static void look_around(worker *w, size_t a)
{
    const task *t = w->task;
    const zone_sheet *sheet = zones_sheet(t->b.zones, units_plane(&t->a, a));
    size_t kept = 0;

    w->n = 0;
    for (size_t i = t->a.from[a]; sheet && i < t->a.from[a + 1]; i++)
        rtree_query(sheet->tree, t->a.zones->box[t->a.record[i]], collect, w);
    if (w->n)
        qsort(w->near, w->n, sizeof *w->near, by_number);
    for (size_t i = 0; i < w->n; i++)
        if (!i || w->near[i] != w->near[i - 1])
            w->near[kept++] = w->near[i];
    w->n = kept;
}

/* Less than half of the smaller one's area in the boxes' common part, which is planar and
 * therefore up to a few percent off: the shapes need not be asked. */
static bool hopeless(const task *t, size_t a, uint32_t b)
{
    mlg_box l = t->a.box[a], r = t->b.box[b];
    double width = fmin(l.xmax, r.xmax) - fmax(l.xmin, r.xmin);
    double height = fmin(l.ymax, r.ymax) - fmax(l.ymin, r.ymin);

    return width * height < 0.9 * belonging * fmin(t->a.area[a], t->b.area[b]);
}

/* `shape_a` is made at first use. */
static mlg_code ask_pair(worker *w, geos_shape **shape_a, size_t a, uint32_t b, mlg_err *err)
{
    const task *t = w->task;
    slot *s = &t->slots[a];
    uint32_t one = (uint32_t)a;
    geos_shape *shape_b = NULL;
    double common = s->ground.common;
    mlg_code code = MLG_OK;
    bool together;

    if (s->twin != b) {
        if (!*shape_a)
            code = units_shape(shape_a, w->room, &t->a, &one, 1, err);
        if (code == MLG_OK)
            code = units_shape(&shape_b, w->room, &t->b, &b, 1, err);
        if (code == MLG_OK)
            code = ground_common(&common, w->room, plane_of_unit(&t->a, one), *shape_a, shape_b,
                                 err);
        geos_free(w->room, shape_b);
        if (code != MLG_OK)
            return code;
    }
    together = s->twin == b
                   ? common > noise_m2
                   : common > 0 && common >= belonging * fmin(t->a.area[a], t->b.area[b]);
    if (together && !add(&s->to, &s->n_to, &s->room, b))
        return no_memory(err);
    return MLG_OK;
}

static mlg_code find_heirs(void *arg, size_t i, mlg_err *err)
{
    worker *w = arg;
    task *t = w->task;
    geos_shape *shape = NULL;
    mlg_code code = MLG_OK;

    if (t->slots[i].settled)
        return MLG_OK;
    look_around(w, i);
    if (w->broken)
        return no_memory(err);
    for (size_t k = 0; code == MLG_OK && k < w->n; k++)
        if (t->slots[i].twin == w->near[k] || !hopeless(t, i, w->near[k]))
            code = ask_pair(w, &shape, i, w->near[k], err);
    geos_free(w->room, shape);
    return code == MLG_OK
               ? code
               : mlg_at(err, t->a.zones->layer->name, (int64_t)t->a.record[t->a.from[i]] + 1);
}

/* --- what is connected ----------------------------------------------------------------------
 */

static uint32_t root(uint32_t *above, uint32_t i)
{
    while (above[i] != i)
        i = above[i] = above[above[i]];
    return i;
}

static void join(uint32_t *above, uint32_t i, uint32_t k)
{
    i = root(above, i);
    k = root(above, k);
    if (i < k)
        above[k] = i;
    else
        above[i] = k;
}

/* Units of A are 0 .. n_a-1, those of B follow. A code that is on both sides without common
 * ground is one change only if nothing else became of either. */
static void connect(const task *t, uint32_t *above, bool *linked)
{
    size_t n_a = t->a.n;

    for (size_t i = 0; i < n_a + t->b.n; i++)
        above[i] = (uint32_t)i;
    for (size_t i = 0; i < n_a; i++) {
        const slot *s = &t->slots[i];

        if (s->settled)
            join(above, (uint32_t)i, (uint32_t)(n_a + s->twin));
        for (size_t k = 0; k < s->n_to; k++)
            join(above, (uint32_t)i, (uint32_t)(n_a + s->to[k]));
        linked[i] = s->settled || s->n_to;
        if (s->settled)
            linked[n_a + s->twin] = true;
        for (size_t k = 0; k < s->n_to; k++)
            linked[n_a + s->to[k]] = true;
    }
    for (size_t i = 0; i < n_a; i++)
        if (t->slots[i].twin != ZONE_NONE && !linked[i] && !linked[n_a + t->slots[i].twin])
            join(above, (uint32_t)i, (uint32_t)(n_a + t->slots[i].twin));
}

typedef struct member {
    const char *code; /* of the first unit of its row: A's, or B's */
    uint32_t row, unit;
} member;

static int by_row(const void *a, const void *b)
{
    const member *l = a, *r = b;
    int order = strcmp(l->code, r->code);

    if (order)
        return order;
    if (l->row != r->row)
        return l->row < r->row ? -1 : 1;
    return l->unit < r->unit ? -1 : l->unit > r->unit;
}

/* A row's number is its root, the first of its units, those of A first. */
static size_t list_rows(task *t, uint32_t *above, member *list)
{
    size_t n_a = t->a.n, all = n_a + t->b.n, n = 0, at_a = 0, at_b = 0;

    for (size_t i = 0; i < all; i++) {
        uint32_t r = root(above, (uint32_t)i);

        list[i] = (member){ r < n_a ? units_code(&t->a, r) : units_code(&t->b, r - n_a), r,
                            (uint32_t)i };
    }
    qsort(list, all, sizeof *list, by_row);
    for (size_t i = 0; i < all; i++) {
        if (!i || list[i].row != list[i - 1].row) {
            t->from_a[n] = (uint32_t)at_a;
            t->from_b[n++] = (uint32_t)at_b;
        }
        if (list[i].unit < n_a)
            t->a_of[at_a++] = list[i].unit;
        else
            t->b_of[at_b++] = (uint32_t)(list[i].unit - n_a);
    }
    t->from_a[n] = (uint32_t)at_a;
    t->from_b[n] = (uint32_t)at_b;
    return n;
}

static mlg_code group(task *t, mlg_err *err)
{
    size_t all = t->a.n + t->b.n;
    uint32_t *above = malloc((all + 1) * sizeof *above);
    bool *linked = calloc(all + 1, sizeof *linked);
    member *list = malloc((all + 1) * sizeof *list);
    mlg_code code = MLG_OK;

    t->a_of = malloc((t->a.n + 1) * sizeof *t->a_of);
    t->b_of = malloc((t->b.n + 1) * sizeof *t->b_of);
    t->from_a = malloc((all + 1) * sizeof *t->from_a);
    t->from_b = malloc((all + 1) * sizeof *t->from_b);
    if (above && linked && list && t->a_of && t->b_of && t->from_a && t->from_b) {
        connect(t, above, linked);
        t->out->n = list_rows(t, above, list);
        t->out->rows = calloc(t->out->n + 1, sizeof *t->out->rows);
        t->out->changed = malloc((t->out->n + 1) * sizeof *t->out->changed);
    }
    if (!t->out->rows || !t->out->changed)
        code = no_memory(err);
    free(above);
    free(linked);
    free(list);
    return code;
}

/* --- rows -----------------------------------------------------------------------------------
 */

static mlg_change change_of(const task *t, size_t row, const ground *g)
{
    size_t n_a = t->from_a[row + 1] - t->from_a[row], n_b = t->from_b[row + 1] - t->from_b[row];

    if (!n_a)
        return MLG_CHANGE_CREATED;
    if (!n_b)
        return MLG_CHANGE_ABOLISHED;
    if (n_a > 1)
        return n_b > 1 ? MLG_CHANGE_RECAST : MLG_CHANGE_MERGED;
    if (n_b > 1)
        return MLG_CHANGE_SPLIT;
    if (strcmp(units_code(&t->a, t->a_of[t->from_a[row]]),
               units_code(&t->b, t->b_of[t->from_b[row]])))
        return MLG_CHANGE_RENUMBERED;
    if (g->gained_beyond + g->lost_beyond <= noise_m2)
        return MLG_CHANGE_NONE;
    return g->common <= noise_m2 ? MLG_CHANGE_MOVED : MLG_CHANGE_MODIFIED;
}

/* One side only: all of it is gained, or lost. */
static mlg_code alone(ground *out, worker *w, const units *u, const uint32_t *which, bool new,
                      mlg_err *err)
{
    geos_shape *shape = NULL;
    double area;
    mlg_code code = units_shape(&shape, w->room, u, which, 1, err);

    if (code == MLG_OK)
        code = ground_area(&area, w->room, plane_of_unit(u, *which), shape, err);
    geos_free(w->room, shape);
    if (code != MLG_OK)
        return code;
    *out = new ? (ground){ .b = area, .gained = area, .gained_beyond = area }
               : (ground){ .a = area, .lost = area, .lost_beyond = area };
    return MLG_OK;
}

static mlg_code fill_row(void *arg, size_t row, mlg_err *err)
{
    worker *w = arg;
    const task *t = w->task;
    const uint32_t *a = t->a_of + t->from_a[row], *b = t->b_of + t->from_b[row];
    size_t n_a = t->from_a[row + 1] - t->from_a[row], n_b = t->from_b[row + 1] - t->from_b[row];
    mlg_zone_change *out = &t->out->rows[row];
    ground g = { 0 };
    mlg_code code = MLG_OK;

    if (!n_b)
        code = alone(&g, w, &t->a, a, false, err);
    else if (!n_a)
        code = alone(&g, w, &t->b, b, true, err);
    else if (n_a == 1 && n_b == 1 && t->slots[*a].twin == *b && t->slots[*a].ground.a > 0)
        g = t->slots[*a].ground;
    else
        code = measure(&g, w, a, n_a, b, n_b, err);
    if (code != MLG_OK)
        return code;
    *out = (mlg_zone_change){ .change = (uint8_t)change_of(t, row, &g),
                              .area_a = g.a,
                              .area_b = g.b,
                              .common = g.common,
                              .gained = g.gained,
                              .lost = g.lost,
                              .gained_beyond = g.gained_beyond,
                              .lost_beyond = g.lost_beyond };
    return MLG_OK;
}

/* From units to records, of one side. */
static void name_records(uint32_t *of, uint32_t *row_of, uint32_t *first, uint32_t *n,
                         const units *u, const uint32_t *which, size_t n_units, uint32_t row,
                         size_t *at)
{
    *first = (uint32_t)*at;
    for (size_t i = 0; i < n_units; i++)
        for (size_t k = u->from[which[i]]; k < u->from[which[i] + 1]; k++) {
            of[(*at)++] = u->record[k];
            row_of[u->record[k]] = row;
        }
    *n = (uint32_t)(*at - *first);
}

static void finish(const task *t)
{
    mlg_zones_comparison *c = t->out;
    size_t at_a = 0, at_b = 0;

    for (size_t i = 0; i < c->a->n; i++)
        c->row_of_a[i] = MLG_NO_ROW;
    for (size_t i = 0; i < c->b->n; i++)
        c->row_of_b[i] = MLG_NO_ROW;
    for (size_t i = 0; i < c->n; i++) {
        mlg_zone_change *r = &c->rows[i];

        name_records(c->a_of, c->row_of_a, &r->first_a, &r->n_a, &t->a, t->a_of + t->from_a[i],
                     t->from_a[i + 1] - t->from_a[i], (uint32_t)i, &at_a);
        name_records(c->b_of, c->row_of_b, &r->first_b, &r->n_b, &t->b, t->b_of + t->from_b[i],
                     t->from_b[i + 1] - t->from_b[i], (uint32_t)i, &at_b);
        c->counts[r->change]++;
        if (r->change != MLG_CHANGE_NONE)
            c->changed[c->n_changed++] = (uint32_t)i;
    }
    c->codes_a = t->a.n;
    c->codes_b = t->b.n;
    for (size_t i = 0; i < t->a.n; i++)
        c->codes_shared += t->slots[i].twin != ZONE_NONE;
}

/* --- all together ---------------------------------------------------------------------------
 */

static mlg_code run(task *t, unsigned threads, mlg_err *err)
{
    static const par_job twins = { open_worker, compare_twins, close_worker };
    static const par_job heirs = { open_worker, find_heirs, close_worker };
    static const par_job rows = { open_worker, fill_row, close_worker };
    mlg_code code = par_for(t->a.n, threads, &twins, t, err);

    for (size_t i = 0; code == MLG_OK && i < t->a.n; i++)
        if (t->slots[i].settled)
            t->settled_b[t->slots[i].twin] = true;
    if (code == MLG_OK)
        code = par_for(t->a.n, threads, &heirs, t, err);
    if (code == MLG_OK)
        code = group(t, err);
    if (code == MLG_OK)
        code = par_for(t->out->n, threads, &rows, t, err);
    if (code == MLG_OK)
        finish(t);
    return code;
}

static void release(task *t)
{
    for (size_t i = 0; t->slots && i < t->a.n; i++)
        free(t->slots[i].to);
    free(t->slots);
    free(t->settled_b);
    free(t->a_of);
    free(t->b_of);
    free(t->from_a);
    free(t->from_b);
    units_release(&t->a);
    units_release(&t->b);
}

mlg_code mlg_compare_zones(mlg_zones_comparison **out, const mlg_zones *a, const mlg_zones *b,
                           const mlg_compare_options *options, mlg_err *err)
{
    mlg_zones_comparison *c = calloc(1, sizeof *c);
    task t = { .tolerance = options->tolerance_m, .out = c };
    mlg_code code = c ? MLG_OK : no_memory(err);

    *out = NULL;
    if (code != MLG_OK)
        return code;
    *c = (mlg_zones_comparison){ .a = a,
                                 .b = b,
                                 .tolerance_m = options->tolerance_m,
                                 .a_of = malloc((a->n + 1) * sizeof *c->a_of),
                                 .b_of = malloc((b->n + 1) * sizeof *c->b_of),
                                 .row_of_a = malloc((a->n + 1) * sizeof *c->row_of_a),
                                 .row_of_b = malloc((b->n + 1) * sizeof *c->row_of_b) };
    if (!c->a_of || !c->b_of || !c->row_of_a || !c->row_of_b)
        code = no_memory(err);
    if (code == MLG_OK)
        code = units_new(&t.a, a, err);
    if (code == MLG_OK)
        code = units_new(&t.b, b, err);
    if (code == MLG_OK) {
        t.slots = calloc(t.a.n + 1, sizeof *t.slots);
        t.settled_b = calloc(t.b.n + 1, sizeof *t.settled_b);
        code = t.slots && t.settled_b ? run(&t, options->threads, err) : no_memory(err);
    }
    release(&t);
    if (code == MLG_OK)
        *out = c;
    else
        mlg_zones_comparison_free(c);
    return code;
}

void mlg_zones_comparison_free(mlg_zones_comparison *c)
{
    if (!c)
        return;
    free(c->rows);
    free(c->changed);
    free(c->a_of);
    free(c->b_of);
    free(c->row_of_a);
    free(c->row_of_b);
    free(c);
}
