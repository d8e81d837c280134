#include "analysis/coverage/people.h"

#include "analysis/coverage/distances.h"
#include "analysis/coverage/nearness.h"
#include "analysis/coverage/tally.h"
#include "base/big.h"
#include "base/i18n.h"
#include "base/par.h"
#include "geo/placer.h"
#include "geo/zonegrid.h"
#include "model/box.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STRETCH = 1 << 10, WORKERS_MAX = 64 };

/* Per zone: the sums of each number of the feed, everyone and beyond each reach; and the
 * moment of everyone about the corner of all zones, in sixteenths of a person-metre. */
typedef struct counts {
    tally *sums;
    uint64_t *moment;
    size_t outside; /* inhabited cells in no zone */
    tally outside_people;
} counts;

/* What is to be told of a cell: one bit for each set that it lies in no zone of, and: */
enum { CELL_UNPLACED = 62, SETS_MAX = 60 };

typedef struct worker {
    people *people;
    placer *placer;
    near_walk near;
    counts counts[SETS_MAX];
    tally *gaps;
    mlg_box box;        /* of all its rows */
    uint32_t *order;    /* the rows of the piece at hand along its longer side */
    uint16_t *line;     /* where each of them stands there */
    size_t room;        /* of both */
    mlg_xy at[STRETCH]; /* of the rows at hand */
    uint8_t ids[STRETCH];
} worker;

typedef struct faulty {
    size_t row; /* of its piece */
    uint64_t what;
} faulty;

typedef struct piece {
    size_t n;
    faulty *faulty;
    size_t n_faulty, room;
} piece;

struct people {
    people_setup setup;
    size_t n_numbers, stride; /* of a zone's sums */
    mlg_xy corner[SETS_MAX];
    const zonegrid *grids[SETS_MAX];
    nearness *nearness;
    distances *distances[SETS_MAX];
    rtree **discs; /* reaches that differ: for each reach and sheet, the boxes of the discs */
    worker *workers[WORKERS_MAX];
    size_t n_workers, n_opened;
    piece *pieces; /* of the run at hand */
    size_t room;
};

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* --- workers -------------------------------------------------------------------------------
 */

static void worker_free(worker *w)
{
    if (!w)
        return;
    placer_free(w->placer);
    for (size_t s = 0; s < SETS_MAX; s++) {
        free(w->counts[s].sums);
        free(w->counts[s].moment);
    }
    free(w->gaps);
    free(w->order);
    free(w->line);
    free(w);
}

static mlg_code worker_new(worker **out, people *p, mlg_err *err)
{
    const people_setup *u = &p->setup;
    worker *w = calloc(1, sizeof *w);
    bool fine = w;

    *out = NULL;
    if (fine) {
        w->people = p;
        w->near.all = p->nearness;
        w->box = (mlg_box){ INFINITY, INFINITY, -INFINITY, -INFINITY };
        w->gaps = calloc(u->n_gaps + 1, sizeof *w->gaps);
        fine = w->gaps;
    }
    for (size_t s = 0; fine && s < u->n_sets; s++) {
        counts *c = &w->counts[s];

        c->sums = calloc(u->sets[s]->n * p->stride + 1, sizeof *c->sums);
        c->moment = calloc(2 * u->sets[s]->n + 1, sizeof *c->moment);
        fine = c->sums && c->moment;
    }
    if (!fine || placer_new(&w->placer, u->feed->layer, u->planes->home, err) != MLG_OK) {
        worker_free(w);
        return fine ? err->code : no_memory(err);
    }
    *out = w;
    return MLG_OK;
}

/* Workers outlive the run, and what they have counted with them. */
static mlg_code worker_open(void **out, void *shared, mlg_err *err)
{
    people *p = shared;
    mlg_code code = MLG_OK;

    if (p->n_opened == p->n_workers) {
        code = worker_new(&p->workers[p->n_workers], p, err);
        p->n_workers += code == MLG_OK;
    }
    *out = p->workers[p->n_opened++];
    return code;
}

/* --- reaches that differ from one fabrique to the next --------------------------------------
 */

typedef struct disc_search {
    worker *worker;
    const hub_sheet *sheet;
    const double *reach; /* by site */
    mlg_xy at;
    bool within;
    mlg_code code;
    mlg_err *err;
} disc_search;

/* Within a metre, the geodesic decides. */
static mlg_code reached(bool *yes, worker *w, const hub_sheet *sheet, uint32_t hub,
                        double reach, mlg_xy at, mlg_err *err)
{
    double d = plane_ground(sheet->plane, at, sheet->at[hub]);
    plane *own;

    *yes = d <= reach;
    if (!(fabs(d - reach) < 1))
        return MLG_OK;
    if (placer_plane(w->placer, sheet->id, &own, err) != MLG_OK)
        return err->code;
    *yes = plane_geodesic(own, at, sheet->at[hub]) <= reach;
    return MLG_OK;
}

static bool try_disc(void *arg, uint32_t hub)
{
    disc_search *s = arg;
    double reach = s->reach[s->sheet->site[hub]];

    if (!isnan(reach))
        s->code = reached(&s->within, s->worker, s->sheet, hub, reach, s->at, s->err);
    return s->code == MLG_OK && !s->within;
}

static mlg_code within_any(bool *yes, worker *w, size_t reach, plane_id id, mlg_xy at,
                           mlg_err *err)
{
    people *p = w->people;
    const hub_sheet *sheet = hubs_sheet(p->setup.hubs, id);
    disc_search s = { w, sheet, p->setup.reaches->of_site[reach], at, false, MLG_OK, err };

    if (sheet)
        rtree_query(
            p->discs[reach * p->setup.hubs->n_sheets + (size_t)(sheet - p->setup.hubs->sheets)],
            (mlg_box){ at.x, at.y, at.x, at.y }, try_disc, &s);
    *yes = s.within;
    return s.code;
}

static rtree *disc_boxes(const hub_sheet *sheet, const double *reach)
{
    mlg_box *boxes = malloc((sheet->n + 1) * sizeof *boxes);
    rtree *tree;

    for (size_t i = 0; boxes && i < sheet->n; i++) {
        double by = (reach[sheet->site[i]] + 1) * sheet->scale_max;
        mlg_xy at = sheet->at[i];

        boxes[i] = isnan(by) ? (mlg_box){ 1, 1, 0, 0 }
                             : (mlg_box){ at.x - by, at.y - by, at.x + by, at.y + by };
    }
    tree = boxes ? rtree_new(boxes, sheet->n) : NULL;
    free(boxes);
    return tree;
}

static mlg_code make_discs(people *p, mlg_err *err)
{
    const hubs *h = p->setup.hubs;
    const reaches *r = p->setup.reaches;

    p->discs = calloc(r->n * h->n_sheets + 1, sizeof *p->discs);
    if (!p->discs)
        return no_memory(err);
    for (size_t k = 0; !r->uniform && k < r->n; k++)
        for (size_t s = 0; s < h->n_sheets; s++)
            if (!(p->discs[k * h->n_sheets + s] = disc_boxes(&h->sheets[s], r->of_site[k])))
                return no_memory(err);
    return MLG_OK;
}

/* --- one cell ------------------------------------------------------------------------------
 */

/* Where a cell stands: what does not depend on who lives there. */
typedef struct cell {
    plane_id id;
    mlg_xy at;
    double least, most;  /* bounds of the distance to the nearest hub... */
    bool measured;       /* ...which are that distance itself */
    bool beyond[1 + 64]; /* by reach */
} cell;

enum { REACHES_MAX = 64 };

static void measure(worker *w, cell *c)
{
    if (c->measured)
        return;
    c->least = c->most = near_distance(&w->near);
    c->measured = true;
}

typedef struct exact_search {
    worker *worker;
    const hub_sheet *sheet;
    mlg_xy at;
    double reach;
    bool within;
    mlg_code code;
    mlg_err *err;
} exact_search;

static bool try_hub(void *arg, uint32_t hub)
{
    exact_search *s = arg;

    s->code = reached(&s->within, s->worker, s->sheet, hub, s->reach, s->at, s->err);
    return s->code == MLG_OK && !s->within;
}

/* Is the nearest fabrique beyond the reach asked? */
static mlg_code beyond_asked(bool *beyond, worker *w, cell *c, double reach, mlg_err *err)
{
    exact_search s = { .worker = w, .at = c->at, .reach = reach, .err = err };

    *beyond = c->least > reach;
    if (c->least > reach + 1 || c->most < reach - 1)
        return MLG_OK;
    measure(w, c);
    *beyond = c->least > reach;
    if (!(fabs(c->least - reach) < 1))
        return MLG_OK;
    s.sheet = hubs_sheet(w->people->setup.hubs, c->id);
    hubs_around(s.sheet, (mlg_box){ c->at.x, c->at.y, c->at.x, c->at.y }, reach + 1, try_hub,
                &s);
    *beyond = !s.within;
    return s.code;
}

static mlg_code stand(worker *w, cell *c, mlg_err *err)
{
    const reaches *r = w->people->setup.reaches;
    const catchment_set *asked = NULL;
    bool drawn = false;

    c->measured = false;
    near_bounds(&w->near, c->id, c->at, &c->least, &c->most);
    for (size_t k = 0; k < r->n; k++) {
        bool within;

        if (r->catchments[k] != asked)
            drawn = catchment_set_covers(r->catchments[k], c->id, c->at);
        asked = r->catchments[k];
        within = drawn;
        if (drawn)
            c->beyond[k] = false;
        else if (r->uniform ? beyond_asked(&c->beyond[k], w, c, r->asked[k].m, err)
                            : within_any(&within, w, k, c->id, c->at, err))
            return err->code;
        if (!r->uniform)
            c->beyond[k] = !within;
    }
    return MLG_OK;
}

/* To the nearest; `value` is not negative. */
static uint64_t rounded(double value)
{
    uint64_t whole = (uint64_t)value;

    return whole + (value - (double)whole >= 0.5);
}

static void add_to_zone(worker *w, size_t set, uint32_t zone, const cell *c, uint32_t step,
                        const double *numbers)
{
    people *p = w->people;
    counts *into = &w->counts[set];
    tally *sums = into->sums + zone * p->stride;
    size_t n_reaches = p->setup.reaches->n;

    for (size_t k = 0; k < p->n_numbers; k++, sums += 1 + n_reaches) {
        tally t;

        if (!(numbers[k] > 0))
            continue;
        t = tally_of(numbers[k]);
        tally_add(&sums[0], t);
        for (size_t r = 0; r < n_reaches; r++)
            if (c->beyond[r])
                tally_add(&sums[1 + r], t);
        if (step != UINT32_MAX)
            distances_add(p->distances[set], zone, step, k, numbers[k]);
    }
    if (numbers[0] > 0) {
        into->moment[2 * zone] += rounded(16 * numbers[0] * (c->at.x - p->corner[set].x));
        into->moment[2 * zone + 1] += rounded(16 * numbers[0] * (c->at.y - p->corner[set].y));
    }
}

static void add_to_gap(worker *w, const cell *c, double number)
{
    const people_setup *u = &w->people->setup;
    uint32_t gap;

    if (!u->gap_at || !u->reaches->n || !c->beyond[0] || !(number > 0))
        return;
    gap = u->gap_at(u->gaps, c->id, c->at);
    if (gap != UINT32_MAX)
        tally_add(&w->gaps[gap], tally_of(number));
}

/* The step of the distance; UINT32_MAX: no fabrique in that plane. */
static uint32_t step_of(worker *w, cell *c)
{
    if (!isfinite(c->least))
        return UINT32_MAX;
    if (distance_step(c->least) != distance_step(c->most))
        measure(w, c);
    return distance_step(c->least);
}

static void miss(counts *into, double number)
{
    into->outside++;
    if (number > 0)
        tally_add(&into->outside_people, tally_of(number));
}

/* Nobody asks how far from a fabrique a cell is that lies in no zone. */
static mlg_code count_cell(worker *w, cell *c, const double *numbers, uint64_t *fault,
                           mlg_err *err)
{
    const people_setup *u = &w->people->setup;
    bool stands = false;
    uint32_t step = 0;

    for (size_t set = 0; set < u->n_sets; set++) {
        uint32_t zone = zonegrid_cover(w->people->grids[set], c->id, c->at);

        if (zone == ZONE_NONE) {
            *fault |= UINT64_C(1) << set;
            miss(&w->counts[set], numbers[0]);
            continue;
        }
        if (!stands) {
            if (stand(w, c, err) != MLG_OK)
                return err->code;
            step = step_of(w, c);
            stands = true;
        }
        add_to_zone(w, set, zone, c, step, numbers);
        if (!set)
            add_to_gap(w, c, numbers[0]);
    }
    return MLG_OK;
}

/* Does anyone live there? NaN compares false. */
static bool inhabited(const double *numbers, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (numbers[k] > 0)
            return true;
    return false;
}

enum { NUMBERS_MAX = 64 };

static mlg_code note(piece *c, size_t row, uint64_t fault, mlg_err *err)
{
    if (!big_room((void **)&c->faulty, &c->room, c->n_faulty + 1, sizeof *c->faulty))
        return no_memory(err);
    c->faulty[c->n_faulty++] = (faulty){ row, fault };
    return MLG_OK;
}

static mlg_code count_stretch(worker *w, piece *c, const mlg_batch *b, const uint32_t *order,
                              size_t n, mlg_err *err)
{
    size_t n_numbers = w->people->n_numbers;
    mlg_xy said_at[STRETCH];
    mlg_code code;

    for (size_t i = 0; i < n; i++)
        said_at[i] = b->points[order[i]];
    code = placer_run(w->placer, w->at, w->ids, said_at, n, err);
    for (size_t i = 0; code == MLG_OK && i < n; i++) {
        const mlg_xy *said = &said_at[i];
        const double *numbers = b->numbers + order[i] * n_numbers;
        uint64_t fault = 0;
        cell here;

        here.id = w->ids[i];
        here.at = w->at[i];
        if (!here.id && isfinite(said->x) && isfinite(said->y))
            fault = UINT64_C(1) << CELL_UNPLACED;
        if (inhabited(numbers, n_numbers))
            code = count_cell(w, &here, numbers, &fault, err);
        if (code == MLG_OK && fault)
            code = note(c, order[i], fault, err);
    }
    return code;
}

enum { LINES = 1 << 10 };

/* What lies around a cell is looked for from what lay around the one before: those of a piece
 * are taken in the order of lines across its longer side, whatever order the file has. */
static bool line_up(worker *w, const mlg_batch *b, mlg_box box)
{
    uint32_t start[LINES + 1] = { 0 };
    double width = box.xmax - box.xmin, height = box.ymax - box.ymin;
    double length = fmax(width, height), per = (LINES - 1) / fmax(length, 1);

    if (b->n > w->room) {
        free(w->order);
        free(w->line);
        w->order = malloc(b->n * sizeof *w->order);
        w->line = malloc(b->n * sizeof *w->line);
        w->room = b->n;
        if (!w->order || !w->line)
            return false;
    }
    for (size_t i = 0; i < b->n; i++) {
        double along = height > width ? b->points[i].y - box.ymin : b->points[i].x - box.xmin;

        w->line[i] = along > 0 && along <= length ? (uint16_t)(along * per) : 0;
        start[w->line[i] + 1]++;
    }
    for (size_t k = 0; k < LINES; k++)
        start[k + 1] += start[k];
    for (size_t i = 0; i < b->n; i++)
        w->order[start[w->line[i]]++] = (uint32_t)i;
    return true;
}

static int by_row(const void *a, const void *b)
{
    const faulty *p = a, *q = b;

    return (p->row > q->row) - (p->row < q->row);
}

static mlg_code count_piece(void *arg, size_t i, mlg_err *err)
{
    worker *w = arg;
    const mlg_feed *feed = w->people->setup.feed;
    piece *c = &w->people->pieces[i];
    mlg_box box;
    mlg_batch b;
    mlg_code code = feed->piece(feed->from, i, &b, err);

    if (code != MLG_OK)
        return code;
    c->n = b.n;
    c->n_faulty = 0;
    box = box_of(b.points, b.n);
    w->box = box_join(w->box, box);
    if (!line_up(w, &b, box))
        return no_memory(err);
    for (size_t from = 0; code == MLG_OK && from < b.n; from += STRETCH)
        code = count_stretch(w, c, &b, w->order + from,
                             b.n - from < STRETCH ? b.n - from : STRETCH, err);
    if (c->n_faulty)
        qsort(c->faulty, c->n_faulty, sizeof *c->faulty, by_row);
    return code;
}

/* --- runs -----------------------------------------------------------------------------------
 */

static void tell_row(const people *p, uint64_t fault, int64_t record, mlg_diag *diag)
{
    const char *where = p->setup.feed->layer->name;

    if (fault & UINT64_C(1) << CELL_UNPLACED)
        mlg_diag_add(diag, MLG_WARNING, "position-unplaced", where, record,
                     N_("position that is not on Earth's map: left out"));
    for (size_t s = 0; s < p->setup.n_sets; s++)
        if (fault & UINT64_C(1) << s)
            mlg_diag_add(diag, MLG_WARNING, "cell-unattached", where, record,
                         N_("population cell in no territory of the level '%.40s'"),
                         mlg_zones_name(p->setup.sets[s]));
}

static bool room_for(people *p, size_t n)
{
    piece *more = n > p->room ? realloc(p->pieces, n * sizeof *more) : p->pieces;

    if (!more)
        return false;
    if (n > p->room) {
        memset(more + p->room, 0, (n - p->room) * sizeof *more);
        p->room = n;
    }
    p->pieces = more;
    return true;
}

/* `so_far`: rows before the run, then with it. */
static mlg_code count_run(people *p, size_t n, int64_t *so_far, mlg_diag *diag, mlg_err *err)
{
    static const par_job job = { .open = worker_open, .run = count_piece };
    mlg_code code;

    if (!room_for(p, n))
        return no_memory(err);
    p->n_opened = 0;
    code = par_for(n, p->setup.threads, &job, p, err);
    for (size_t i = 0; code == MLG_OK && i < n; i++) {
        const piece *c = &p->pieces[i];

        for (size_t k = 0; k < c->n_faulty; k++)
            tell_row(p, c->faulty[k].what, *so_far + (int64_t)c->faulty[k].row + 1, diag);
        *so_far += (int64_t)c->n;
    }
    return code;
}

/* Are all positions such as the source can hold? */
static mlg_code check_range(const people *p, mlg_err *err)
{
    mlg_box all = p->workers[0]->box;

    for (size_t k = 1; k < p->n_workers; k++)
        all = box_join(all, p->workers[k]->box);
    return placer_check(p->workers[0]->placer, all, err);
}

/* What the feed tells of its rows comes before what is told here. */
static mlg_code count_all(people *p, mlg_diag *diag, mlg_err *err)
{
    const mlg_feed *feed = p->setup.feed;
    int64_t so_far = 0;
    mlg_diag told = { 0 };
    mlg_code code = worker_new(&p->workers[0], p, err);

    p->n_workers = code == MLG_OK;
    while (code == MLG_OK) {
        size_t n;

        code = feed->next(feed->from, &n, diag, err);
        if (code != MLG_OK || !n)
            break;
        code = count_run(p, n, &so_far, &told, err);
    }
    if (code == MLG_OK)
        code = check_range(p, err);
    if (!mlg_diag_append(diag, &told) && code == MLG_OK)
        code = no_memory(err);
    return code;
}

/* Everything into the first worker's counts. */
static void merge(people *p)
{
    worker *all = p->workers[0];

    for (size_t k = 1; k < p->n_workers; k++) {
        const worker *w = p->workers[k];

        for (size_t s = 0; s < p->setup.n_sets; s++) {
            size_t n = p->setup.sets[s]->n;

            for (size_t i = 0; i < n * p->stride; i++)
                tally_add(&all->counts[s].sums[i], w->counts[s].sums[i]);
            for (size_t i = 0; i < 2 * n; i++)
                all->counts[s].moment[i] += w->counts[s].moment[i];
            all->counts[s].outside += w->counts[s].outside;
            tally_add(&all->counts[s].outside_people, w->counts[s].outside_people);
        }
        for (size_t g = 0; g < p->setup.n_gaps; g++)
            tally_add(&all->gaps[g], w->gaps[g]);
    }
}

static mlg_code prepare(people *p, mlg_err *err)
{
    const people_setup *u = &p->setup;

    if (u->n_sets > SETS_MAX || u->reaches->n > REACHES_MAX || p->n_numbers > NUMBERS_MAX)
        return mlg_fail(err, MLG_EUSAGE, _("too many levels, reaches or groups at once"));
    for (size_t s = 0; s < u->n_sets; s++) {
        p->corner[s] = (mlg_xy){ INFINITY, INFINITY };
        for (size_t f = 0; f < u->sets[s]->n; f++) {
            if (!u->sets[s]->plane[f])
                continue;
            p->corner[s].x = fmin(p->corner[s].x, floor(u->sets[s]->box[f].xmin));
            p->corner[s].y = fmin(p->corner[s].y, floor(u->sets[s]->box[f].ymin));
        }
        if (!(p->distances[s] = distances_new(u->hubs, u->sets[s], p->n_numbers)))
            return no_memory(err);
        if (zones_grid(&p->grids[s], u->sets[s], u->threads, err) != MLG_OK)
            return err->code;
    }
    if (!(p->nearness = nearness_new(u->hubs)))
        return no_memory(err);
    return make_discs(p, err);
}

mlg_code people_new(people **out, const people_setup *setup, mlg_diag *diag, mlg_err *err)
{
    people *p = calloc(1, sizeof *p);
    mlg_code code;

    *out = NULL;
    if (!p)
        return no_memory(err);
    p->setup = *setup;
    p->n_numbers = setup->feed->n_numbers;
    p->stride = p->n_numbers * (1 + setup->reaches->n);
    code = prepare(p, err);
    if (code == MLG_OK)
        code = count_all(p, diag, err);
    if (code != MLG_OK) {
        people_free(p);
        return code;
    }
    merge(p);
    *out = p;
    return MLG_OK;
}

void people_free(people *p)
{
    if (!p)
        return;
    for (size_t k = 0; k < p->n_workers; k++)
        worker_free(p->workers[k]);
    for (size_t s = 0; s < SETS_MAX; s++)
        distances_free(p->distances[s]);
    nearness_free(p->nearness);
    for (size_t i = 0; p->discs && i < p->setup.reaches->n * p->setup.hubs->n_sheets; i++)
        rtree_free(p->discs[i]);
    free(p->discs);
    for (size_t i = 0; i < p->room; i++)
        free(p->pieces[i].faulty);
    free(p->pieces);
    free(p);
}

/* --- answers --------------------------------------------------------------------------------
 */

static double sum_of(const people *p, const people_group *of, size_t slot)
{
    tally sum = { 0 };

    for (size_t i = 0; i < of->n; i++)
        tally_add(&sum, p->workers[0]->counts[of->set].sums[of->zones[i] * p->stride + slot]);
    return tally_value(sum);
}

double people_all(const people *p, const people_group *of)
{
    return sum_of(p, of, 0);
}

double people_beyond(const people *p, const people_group *of, size_t reach)
{
    return sum_of(p, of, 1 + reach);
}

bool people_middle(const people *p, const people_group *of, mlg_xy *at)
{
    const counts *c = &p->workers[0]->counts[of->set];
    const mlg_zones *z = p->setup.sets[of->set];
    double all = people_all(p, of);
    uint64_t moment[2] = { 0, 0 };

    for (size_t i = 0; i < of->n; i++) {
        if (z->plane[of->zones[i]] != z->plane[of->zones[0]])
            return false;
        moment[0] += c->moment[2 * of->zones[i]];
        moment[1] += c->moment[2 * of->zones[i] + 1];
    }
    if (!(all > 0))
        return false;
    *at = (mlg_xy){ p->corner[of->set].x + (double)(int64_t)moment[0] / 16 / all,
                    p->corner[of->set].y + (double)(int64_t)moment[1] / 16 / all };
    return true;
}

mlg_distances people_distances(const people *p, const people_group *of, size_t k)
{
    size_t slot = k * (1 + p->setup.reaches->n);
    mlg_distances out = { .population = sum_of(p, of, slot),
                          .population_out =
                              p->setup.reaches->n ? sum_of(p, of, slot + 1) : NAN };

    distances_read(p->distances[of->set], of->zones, of->n, k, out.population, &out);
    return out;
}

double people_in_gap(const people *p, size_t gap)
{
    return tally_value(p->workers[0]->gaps[gap]);
}

void people_outside(const people *p, size_t set, size_t *cells, double *number)
{
    *cells = p->workers[0]->counts[set].outside;
    *number = tally_value(p->workers[0]->counts[set].outside_people);
}
