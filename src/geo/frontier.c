#include "geo/discs.h"

#include "base/i18n.h"
#include "base/par.h"
#include "geo/rtree.h"

#include <math.h>
#include <stdlib.h>

#define TURN 6.283185307179586

struct frontier_index {
    arc_piece *pieces;
    rtree *tree, *loops;
};

/* --- what other discs leave of one circle --------------------------------------------------
 */

/* What is left of a circle, as runs from `base` on, in order. */
typedef struct run {
    double from, to; /* from the base, at most a turn */
    uint32_t before, after;
} run;

typedef struct rim {
    const discs *discs;
    uint32_t of;
    double base;
    bool whole, broken;
    run *runs;
    size_t n, room;
} rim;

static bool rim_grow(rim *r, size_t more)
{
    size_t room = 2 * (r->n + more) + 8;
    run *runs;

    if (r->n + more <= r->room)
        return true;
    runs = realloc(r->runs, room * sizeof *runs);
    if (!runs)
        return !(r->broken = true);
    r->runs = runs;
    r->room = room;
    return true;
}

/* Take [from, to] away, which disc j covers. */
static bool rim_cut(rim *r, double from, double to, uint32_t j)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->n; i++) {
        run old = r->runs[i];

        if (to <= old.from || from >= old.to) {
            r->runs[kept++] = old;
            continue;
        }
        if (from > old.from && to < old.to) { /* in two: once at most, for one disc */
            if (!rim_grow(r, 1))
                return false;
            for (size_t k = r->n++; k > i + 1; k--)
                r->runs[k] = r->runs[k - 1];
            r->runs[kept++] = (run){ old.from, from, old.before, j };
            r->runs[kept++] = (run){ to, old.to, j, old.after };
            i++;
        } else if (from > old.from) {
            r->runs[kept++] = (run){ old.from, from, old.before, j };
        } else if (to < old.to) {
            r->runs[kept++] = (run){ to, old.to, j, old.after };
        }
    }
    r->n = kept;
    return true;
}

static double turned(double angle)
{
    angle = fmod(angle, TURN);
    if (angle < 0)
        angle += TURN;
    return angle < TURN ? angle : 0;
}

/* Both discs of a pair must judge alike whether their circles cross: the expressions are
 * symmetric. False: nothing is left, or no memory. */
static bool meet_disc(void *arg, uint32_t j)
{
    rim *r = arg;
    disc a = discs_get(r->discs, r->of), b = discs_get(r->discs, j);
    double dx = b.at.x - a.at.x, dy = b.at.y - a.at.y, d2 = dx * dx + dy * dy;
    double sum = a.radius + b.radius, differ = b.radius - a.radius;
    double distance = sqrt(d2), half, middle, from;

    if (j == r->of || d2 >= sum * sum)
        return true;
    if (d2 <= differ * differ) {
        if (differ < 0)
            return true;
        r->whole = false;
        r->n = 0;
        return false;
    }
    /* cosine of the half angle: (d2 + ra^2 - rb^2) / 2 d ra */
    half = (d2 - differ * sum) / (2 * distance * a.radius);
    half = acos(half < -1 ? -1 : half > 1 ? 1 : half);
    middle = atan2(dy, dx);
    if (r->whole) {
        r->whole = false;
        r->base = turned(middle + half);
        if (!rim_grow(r, 1))
            return false;
        r->n = half < TURN / 2;
        r->runs[0] = (run){ 0, TURN - 2 * half, j, j };
        return r->n;
    }
    from = turned(middle - half - r->base);
    return rim_cut(r, from, from + 2 * half, j) &&
           (from + 2 * half <= TURN || rim_cut(r, from - TURN, from + 2 * half - TURN, j)) &&
           r->n;
}

/* --- all of them, in parallel --------------------------------------------------------------
 */

typedef struct left {
    arc *arcs;
    size_t n;
} left;

typedef struct task {
    const discs *discs;
    const uint32_t *wanted;
    left *left; /* one per wanted disc */
} task;

static mlg_code expose(void *arg, size_t w, mlg_err *err)
{
    const task *t = arg;
    rim r = { .discs = t->discs, .of = t->wanted[w], .whole = true };
    left *out = &t->left[w];

    discs_meeting(t->discs, r.of, meet_disc, &r);
    if (r.whole && rim_grow(&r, 1))
        r.runs[r.n++] = (run){ 0, TURN, DISC_NONE, DISC_NONE };
    if (!r.broken && r.n && !(out->arcs = malloc(r.n * sizeof *out->arcs)))
        r.broken = true;
    for (size_t i = 0; !r.broken && i < r.n; i++) {
        double from = turned(r.base + r.runs[i].from);

        out->arcs[out->n++] = (arc){ .from = from,
                                     .to = from + (r.runs[i].to - r.runs[i].from),
                                     .disc = r.of,
                                     .before = r.runs[i].before,
                                     .after = r.runs[i].after,
                                     .previous = DISC_NONE,
                                     .loop = DISC_NONE };
    }
    free(r.runs);
    return r.broken ? mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory")) : MLG_OK;
}

static bool gather(frontier *f, const left *list, size_t n)
{
    size_t total = 0;

    for (size_t i = 0; i < n; i++)
        total += list[i].n;
    f->arcs = malloc((total + 1) * sizeof *f->arcs);
    for (size_t i = 0; f->arcs && i < n; i++)
        for (size_t k = 0; k < list[i].n; k++)
            f->arcs[f->n_arcs++] = list[i].arcs[k];
    return f->arcs;
}

/* --- chains and loops ------------------------------------------------------------------------
 */

/* Arcs lie in the order of their discs: the run of one disc. */
static size_t first_arc(const frontier *f, uint32_t number)
{
    size_t low = 0, high = f->n_arcs;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (f->arcs[middle].disc < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where disc j hides the beginning of an arc of disc i, an arc of j ends, hidden by i: two
 * circles cross in one such place only. */
static void chain(frontier *f, const uint8_t *wanted)
{
    for (size_t a = 0; a < f->n_arcs; a++) {
        arc *at = &f->arcs[a];

        if (at->before == DISC_NONE) {
            at->previous = (uint32_t)a;
            continue;
        }
        if (!wanted[at->before])
            continue;
        for (size_t b = first_arc(f, at->before);
             b < f->n_arcs && f->arcs[b].disc == at->before; b++)
            if (f->arcs[b].after == at->disc) {
                f->broken |= at->previous != DISC_NONE;
                at->previous = (uint32_t)b;
            }
        f->broken |= at->previous == DISC_NONE;
    }
}

static mlg_box piece_box(disc c, double from, double to)
{
    double spare = 1e-6 + 1e-12 * c.radius;
    mlg_xy a = { c.at.x + c.radius * cos(from), c.at.y + c.radius * sin(from) };
    mlg_xy b = { c.at.x + c.radius * cos(to), c.at.y + c.radius * sin(to) };

    return (mlg_box){ fmin(a.x, b.x) - spare, fmin(a.y, b.y) - spare, fmax(a.x, b.x) + spare,
                      fmax(a.y, b.y) + spare };
}

static mlg_box arc_box(const discs *d, const arc *a)
{
    static const double quarter = TURN / 4;
    disc c = discs_get(d, a->disc);
    mlg_box box = piece_box(c, a->from, a->to);

    for (double k = ceil(a->from / quarter); k * quarter < a->to; k++) {
        mlg_box one = piece_box(c, k * quarter, k * quarter);

        box = (mlg_box){ fmin(box.xmin, one.xmin), fmin(box.ymin, one.ymin),
                         fmax(box.xmax, one.xmax), fmax(box.ymax, one.ymax) };
    }
    return box;
}

/* The loop through arc a, if it closes. */
static void close_loop(frontier *f, const discs *d, uint32_t a)
{
    mlg_box box = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    uint32_t at = a;

    for (size_t steps = 0; at != DISC_NONE && (at != a || !steps); steps++) {
        if (steps > f->n_arcs) {
            f->broken = true;
            return;
        }
        at = f->arcs[at].previous;
    }
    if (at == DISC_NONE)
        return;
    do {
        mlg_box one = arc_box(d, &f->arcs[at]);

        f->broken |= f->arcs[at].loop != DISC_NONE;
        f->arcs[at].loop = (uint32_t)f->n_loops;
        box = (mlg_box){ fmin(box.xmin, one.xmin), fmin(box.ymin, one.ymin),
                         fmax(box.xmax, one.xmax), fmax(box.ymax, one.ymax) };
        at = f->arcs[at].previous;
    } while (at != a && !f->broken);
    f->loop_box[f->n_loops] = box;
    f->loop_arc[f->n_loops++] = a;
}

static bool close_loops(frontier *f, const discs *d)
{
    uint8_t *open = calloc(f->n_arcs + 1, 1);

    f->loop_box = malloc((f->n_arcs + 1) * sizeof *f->loop_box);
    f->loop_arc = malloc((f->n_arcs + 1) * sizeof *f->loop_arc);
    if (!open || !f->loop_box || !f->loop_arc) {
        free(open);
        return false;
    }
    /* what leads to an unknown arc is part of no loop: walk back from each such end once */
    for (size_t a = 0; a < f->n_arcs; a++)
        open[a] = f->arcs[a].previous == DISC_NONE;
    for (uint32_t a = 0; a < f->n_arcs && !f->broken; a++) {
        uint32_t at = a;
        size_t steps = 0;

        if (f->arcs[a].loop != DISC_NONE || open[a])
            continue;
        while (!open[at] && f->arcs[at].loop == DISC_NONE && steps++ <= f->n_arcs) {
            at = f->arcs[at].previous;
            if (at == a)
                break;
        }
        if (at == a) {
            close_loop(f, d, a);
            continue;
        }
        for (uint32_t mark = a; mark != at && !open[mark]; mark = f->arcs[mark].previous)
            open[mark] = 1;
    }
    free(open);
    return true;
}

/* --- where arcs pass
 * -------------------------------------------------------------------------- */

enum { PIECES = 64 }; /* in a turn */

static size_t cut_arc(arc_piece *out, const arc *a, uint32_t number)
{
    static const double step = TURN / PIECES;
    double from = a->from;
    size_t n = 0;

    for (double k = floor(from / step) + 1; from < a->to; k++) {
        double to = k * step < a->to ? k * step : a->to;

        if (to <= from)
            continue;
        if (out)
            out[n] = (arc_piece){ from, to, number };
        n++;
        from = to;
    }
    return n;
}

static bool index_arcs(frontier *f, const discs *d)
{
    size_t n = 0, done = 0;
    mlg_box *boxes;

    f->index = calloc(1, sizeof *f->index);
    for (size_t a = 0; a < f->n_arcs; a++)
        n += cut_arc(NULL, &f->arcs[a], 0);
    boxes = malloc((n + 1) * sizeof *boxes);
    if (!f->index || !boxes || !(f->index->pieces = malloc((n + 1) * sizeof(arc_piece)))) {
        free(boxes);
        return false;
    }
    for (uint32_t a = 0; a < f->n_arcs; a++)
        done += cut_arc(f->index->pieces + done, &f->arcs[a], a);
    for (size_t i = 0; i < n; i++) {
        const arc_piece *p = &f->index->pieces[i];

        boxes[i] = piece_box(discs_get(d, f->arcs[p->arc].disc), p->from, p->to);
    }
    f->index->tree = rtree_new(boxes, n);
    f->index->loops = rtree_new(f->loop_box, f->n_loops);
    free(boxes);
    return f->index->tree && f->index->loops;
}

typedef struct asking {
    const frontier *of;
    void (*hit)(void *, const arc_piece *);
    void *arg;
} asking;

static bool pass_on(void *arg, uint32_t piece)
{
    const asking *a = arg;

    a->hit(a->arg, &a->of->index->pieces[piece]);
    return true;
}

void frontier_near(const frontier *f, mlg_box box,
                   void (*hit)(void *arg, const arc_piece *piece), void *arg)
{
    asking a = { f, hit, arg };

    rtree_query(f->index->tree, box, pass_on, &a);
}

typedef struct asking_loops {
    void (*hit)(void *, uint32_t);
    void *arg;
} asking_loops;

static bool pass_loop(void *arg, uint32_t loop)
{
    const asking_loops *a = arg;

    a->hit(a->arg, loop);
    return true;
}

void frontier_loops(const frontier *f, mlg_box box, void (*hit)(void *arg, uint32_t loop),
                    void *arg)
{
    asking_loops a = { hit, arg };

    rtree_query(f->index->loops, box, pass_loop, &a);
}

mlg_code frontier_new(frontier **out, const discs *d, const uint8_t *wanted, unsigned threads,
                      mlg_err *err)
{
    static const par_job job = { .run = expose };
    frontier *f = calloc(1, sizeof *f);
    uint32_t *list = malloc((discs_count(d) + 1) * sizeof *list);
    task t = { d, list, NULL };
    size_t n = 0;
    mlg_code code = MLG_OK;

    *out = NULL;
    for (size_t i = 0; list && i < discs_count(d); i++)
        if (wanted[i])
            list[n++] = (uint32_t)i;
    t.left = calloc(n + 1, sizeof *t.left);
    if (!f || !list || !t.left)
        code = mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    if (code == MLG_OK)
        code = par_for(n, threads, &job, &t, err);
    if (code == MLG_OK && !gather(f, t.left, n))
        code = mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    for (size_t i = 0; t.left && i < n; i++)
        free(t.left[i].arcs);
    free(t.left);
    free(list);
    if (code == MLG_OK) {
        chain(f, wanted);
        if (!close_loops(f, d) || !index_arcs(f, d))
            code = mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    }
    if (code == MLG_OK)
        *out = f;
    else
        frontier_free(f);
    return code;
}

void frontier_free(frontier *f)
{
    if (!f)
        return;
    if (f->index) {
        free(f->index->pieces);
        rtree_free(f->index->tree);
        rtree_free(f->index->loops);
    }
    free(f->index);
    free(f->arcs);
    free(f->loop_box);
    free(f->loop_arc);
    free(f);
}
