#include "geo/antimeridian.h"

#include "base/i18n.h"
#include "geo/geos.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>

static const double TURN = 360, HALF = 180;

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static double turned(double lon, int turns)
{
    return turns ? lon + TURN * turns : lon;
}

/* --- which longitudes are taken ------------------------------------------------------------
 */

static int slot_of(double lon)
{
    double slot = floor((lon + HALF) / TURN * MLG_MERIDIANS);

    return (int)(slot - floor(slot / MLG_MERIDIANS) * MLG_MERIDIANS);
}

static void note(mlg_meridians *m, double lon)
{
    int slot = slot_of(lon);
    double at = lon - TURN * floor((lon + HALF) / TURN);

    m->least[slot] = m->taken[slot] && m->least[slot] < at ? m->least[slot] : at;
    m->most[slot] = m->taken[slot] && m->most[slot] > at ? m->most[slot] : at;
    m->taken[slot] = true;
}

void mlg_meridians_add(mlg_meridians *m, double west, double east)
{
    const double step = TURN / MLG_MERIDIANS;
    int n = east - west >= TURN ? MLG_MERIDIANS : (int)((east - west) / step);

    note(m, west);
    note(m, east);
    for (int i = 1; i <= n; i++) {
        double at = west + i * step;
        int slot = slot_of(at);

        if (slot == slot_of(east) || m->taken[slot])
            continue;
        note(m, slot * step - HALF); /* all of it is taken: its ends never matter */
    }
}

bool mlg_meridians_stretch(const mlg_meridians *m, double *west, double *east)
{
    int best = -1, longest = 0;

    for (int i = 0; i < MLG_MERIDIANS; i++) { /* the free slots from i on */
        int n = 0;

        while (n < MLG_MERIDIANS && !m->taken[(i + n) % MLG_MERIDIANS])
            n++;
        if (n > longest) {
            longest = n;
            best = i;
        }
    }
    if (best < 0 || longest == MLG_MERIDIANS)
        return false;
    *west = m->least[(best + longest) % MLG_MERIDIANS];
    *east = m->most[(best + MLG_MERIDIANS - 1) % MLG_MERIDIANS];
    *east = turned(*east, *east < *west);
    return true;
}

/* --- longitudes that go on -----------------------------------------------------------------
 */

static bool leaps(const mlg_polys *p)
{
    for (size_t r = 0; r < p->n_rings; r++)
        for (uint32_t i = p->xy_of[r]; i + 1 < p->xy_of[r + 1]; i++)
            if (fabs(p->xy[i + 1].x - p->xy[i].x) > HALF)
                return true;
    return false;
}

/* Whole turns are counted and added once, at the end, so that a vertex is moved to the same
 * place in every ring. */
typedef struct unrolling {
    mlg_polys *polys;
    int *turns;          /* of each vertex */
    double *west, *east; /* of each ring, with its turns */
    int *around;         /* of each ring: turns that it makes, eastwards */
} unrolling;

static void unroll_ring(unrolling *u, size_t r)
{
    const mlg_xy *xy = u->polys->xy;
    uint32_t first = u->polys->xy_of[r], last = u->polys->xy_of[r + 1] - 1;
    int turns = 0;

    u->west[r] = u->east[r] = xy[first].x;
    for (uint32_t i = first; i <= last; i++) {
        double step = i > first ? xy[i].x - xy[i - 1].x : 0, at;

        turns += (step < -HALF) - (step > HALF);
        u->turns[i] = turns;
        at = turned(xy[i].x, turns);
        u->west[r] = fmin(u->west[r], at);
        u->east[r] = fmax(u->east[r], at);
    }
    u->around[r] = turns;
}

static void turn_ring(unrolling *u, size_t r, double turns)
{
    for (uint32_t i = u->polys->xy_of[r]; i < u->polys->xy_of[r + 1]; i++)
        u->turns[i] += (int)turns;
    u->west[r] += TURN * turns;
    u->east[r] += TURN * turns;
}

static void turn_beside(unrolling *u, size_t hole, size_t shell)
{
    turn_ring(
        u, hole,
        rint((u->west[shell] + u->east[shell] - u->west[hole] - u->east[hole]) / 2 / TURN));
}

/* Each polygon into the layer's turn, its holes beside it. */
static void align(unrolling *u)
{
    const mlg_polys *p = u->polys;
    mlg_meridians taken = { 0 };
    double west = -HALF, east = HALF;

    for (size_t r = 0; r < p->n_rings; r++)
        if (!p->hole[r])
            mlg_meridians_add(&taken, u->west[r], u->east[r]);
    if (!mlg_meridians_stretch(&taken, &west, &east))
        west = -HALF;
    for (size_t r = 0, shell = 0; r < p->n_rings; r++) {
        shell = p->hole[r] ? shell : r;
        if (shell == r)
            turn_ring(u, r, -floor((u->west[r] - west) / TURN + 1e-9));
        else
            turn_beside(u, r, shell);
    }
}

/* A polygon lies to the left of its rings: one whose shell runs eastwards holds the north pole,
 * and so does a hole that runs westwards. */
static bool build_ring(polys_build *build, const unrolling *u, size_t r)
{
    const mlg_polys *p = u->polys;
    uint32_t first = p->xy_of[r], n = p->xy_of[r + 1] - first;
    mlg_xy *ring = malloc((n + 2) * sizeof *ring);
    ring_said said;

    if (!ring)
        return false;
    for (uint32_t i = 0; i < n; i++)
        ring[i] =
            (mlg_xy){ turned(p->xy[first + i].x, u->turns[first + i]), p->xy[first + i].y };
    if (u->around[r]) {
        double pole = (u->around[r] > 0) != p->hole[r] ? 90 : -90;

        ring[n] = (mlg_xy){ ring[n - 1].x, pole };
        ring[n + 1] = (mlg_xy){ ring[0].x, pole };
        n += 2;
    }
    said = polys_build_ring(build, ring, n);
    free(ring);
    return said != RING_NO_MEMORY;
}

static bool rebuild(mlg_polys *polys, const unrolling *u)
{
    polys_build *build = polys_build_new();
    bool fine = build;

    for (size_t f = 0; fine && f < polys->n; f++) {
        for (uint32_t r = polys->ring_of[f]; fine && r < polys->ring_of[f + 1]; r++) {
            if (r > polys->ring_of[f] && !polys->hole[r])
                fine = polys_build_end_polygon(build);
            fine = fine && build_ring(build, u, r);
        }
        fine = fine && polys_build_end_polygon(build) && polys_build_end_feature(build);
    }
    if (!fine) {
        polys_build_free(build);
        return false;
    }
    mlg_polys_release(polys);
    polys_build_finish(build, polys);
    return true;
}

static mlg_code unroll(mlg_polys *polys, mlg_err *err)
{
    unrolling u = { .polys = polys };
    bool fine;

    u.turns = malloc((polys->n_xy + 1) * sizeof *u.turns);
    u.west = malloc((polys->n_rings + 1) * sizeof *u.west);
    u.east = malloc((polys->n_rings + 1) * sizeof *u.east);
    u.around = malloc((polys->n_rings + 1) * sizeof *u.around);
    fine = u.turns && u.west && u.east && u.around;
    for (size_t r = 0; fine && r < polys->n_rings; r++)
        unroll_ring(&u, r);
    if (fine)
        align(&u);
    fine = fine && rebuild(polys, &u);
    free(u.turns);
    free(u.west);
    free(u.east);
    free(u.around);
    return fine ? MLG_OK : no_memory(err);
}

mlg_code antimeridian_unroll(mlg_polys *polys, mlg_err *err)
{
    return leaps(polys) ? unroll(polys, err) : MLG_OK;
}

/* --- as files have them ---------------------------------------------------------------------
 */

/* Merges the polygons of the only feature, which meet where the file had cut them; invalid ones
 * are left for others to repair and report. */
static mlg_code merge_parts(mlg_polys *one, geos_room *room, mlg_err *err)
{
    geos_shape *whole = NULL, *all = NULL, **parts = NULL;
    polys_build *build = polys_build_new();
    size_t n = 0, most;
    bool valid = true;
    char reason[120];
    mlg_code code = build ? geos_from_feature(room, &whole, one, 0, err) : no_memory(err);

    most = code == MLG_OK ? geos_parts(room, whole) : 0;
    parts = calloc(most + 1, sizeof(geos_shape *));
    if (code == MLG_OK && !parts)
        code = no_memory(err);
    for (; code == MLG_OK && valid && n < most; n++) {
        code = geos_part(room, &parts[n], whole, n, err);
        if (code == MLG_OK)
            code = geos_valid(room, parts[n], &valid, reason, sizeof reason, err);
    }
    if (code == MLG_OK && valid) {
        code = geos_union(room, &all, parts, n, err);
        if (code == MLG_OK)
            code = geos_to_feature(room, all, build, err);
    }
    if (code == MLG_OK && valid) {
        mlg_polys_release(one);
        polys_build_finish(build, one);
        build = NULL;
    }
    for (size_t i = 0; parts && i < most; i++)
        geos_free(room, parts[i]);
    free(parts);
    geos_free(room, all);
    geos_free(room, whole);
    polys_build_free(build);
    return code;
}

/* Written on both sides of the map, or off it by less than it is wide? */
static bool is_torn(const mlg_polys *p, size_t f)
{
    uint32_t from = p->xy_of[p->ring_of[f]], n = p->xy_of[p->ring_of[f + 1]] - from;
    mlg_box b = box_of(p->xy + from, n);

    return n && (b.xmax - b.xmin > HALF || b.xmin < -HALF || b.xmax > HALF) &&
           b.xmin >= -TURN && b.xmax <= TURN;
}

static mlg_code join_feature(polys_build *to, const mlg_polys *p, size_t f, geos_room *room,
                             mlg_err *err)
{
    polys_build *build = polys_build_new();
    mlg_polys one = { 0 };
    mlg_code code = MLG_OK;

    if (!build || !polys_build_copy(build, p, f)) {
        polys_build_free(build);
        return no_memory(err);
    }
    polys_build_finish(build, &one);
    code = unroll(&one, err);
    if (code == MLG_OK)
        code = merge_parts(&one, room, err);
    if (code == MLG_OK && !polys_build_copy(to, &one, 0))
        code = no_memory(err);
    mlg_polys_release(&one);
    return code;
}

mlg_code antimeridian_join(mlg_polys *polys, mlg_err *err)
{
    polys_build *build = NULL;
    geos_room *room = NULL;
    size_t torn = 0;
    mlg_code code = MLG_OK;

    for (size_t f = 0; f < polys->n; f++)
        torn += is_torn(polys, f);
    if (!torn)
        return MLG_OK;
    build = polys_build_new();
    code = build ? geos_room_new(&room, err) : no_memory(err);
    for (size_t f = 0; code == MLG_OK && f < polys->n; f++) {
        if (is_torn(polys, f))
            code = join_feature(build, polys, f, room, err);
        else if (!polys_build_copy(build, polys, f))
            code = no_memory(err);
    }
    geos_room_free(room);
    if (code != MLG_OK) {
        polys_build_free(build);
        return code;
    }
    mlg_polys_release(polys);
    polys_build_finish(build, polys);
    return MLG_OK;
}

/* --- cutting -------------------------------------------------------------------------------
 */

bool mlg_beyond_antimeridian(const mlg_polys *polys)
{
    for (size_t i = 0; i < polys->n_xy; i++)
        if (fabs(polys->xy[i].x) > HALF)
            return true;
    return false;
}

/* One feature at hand, and what it becomes. */
typedef struct cutter {
    geos_room *room;
    polys_build *build;
    double least;
} cutter;

/* Where an edge meets a meridian: the same whichever way it runs. */
static mlg_xy crossing(mlg_xy a, mlg_xy b, double meridian)
{
    mlg_xy from = a.x < b.x ? a : b, to = a.x < b.x ? b : a;

    return (mlg_xy){ meridian,
                     from.y + (to.y - from.y) * ((meridian - from.x) / (to.x - from.x)) };
}

/* The ring with a vertex wherever it crosses an antimeridian (an edge is shorter than half a
 * turn, but along a pole). `to` has room for three times as many. */
static size_t mark_crossings(mlg_xy *to, const mlg_xy *xy, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        to[kept++] = xy[i];
        if (i + 1 == n)
            break;

        double a = floor((xy[i].x + HALF) / TURN), b = floor((xy[i + 1].x + HALF) / TURN);
        bool east = b > a;

        for (double k = east ? a + 1 : a; east ? k <= b : k > b; k += east ? 1 : -1) {
            double meridian = k * TURN - HALF;

            if (meridian != xy[i].x && meridian != xy[i + 1].x)
                to[kept++] = crossing(xy[i], xy[i + 1], meridian);
        }
    }
    return kept;
}

static bool marked(mlg_polys *out, const mlg_polys *p, size_t f)
{
    uint32_t from = p->xy_of[p->ring_of[f]], all = p->xy_of[p->ring_of[f + 1]] - from;
    polys_build *build = polys_build_new();
    mlg_xy *ring = malloc(3 * ((size_t)all + 1) * sizeof *ring);
    bool fine = build && ring;

    for (uint32_t r = p->ring_of[f]; fine && r < p->ring_of[f + 1]; r++) {
        size_t n = mark_crossings(ring, p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]);

        if (r > p->ring_of[f] && !p->hole[r])
            fine = polys_build_end_polygon(build);
        fine = fine && polys_build_ring(build, ring, n) != RING_NO_MEMORY;
    }
    fine = fine && polys_build_end_polygon(build) && polys_build_end_feature(build);
    free(ring);
    if (fine)
        polys_build_finish(build, out);
    else
        polys_build_free(build);
    return fine;
}

/* What a feature has between two antimeridians, in degrees of its own. */
static mlg_code between(mlg_polys *out, const cutter *c, const geos_shape *shape, double west,
                        mlg_err *err)
{
    mlg_xy corners[] = {
        { west, -90 }, { west + TURN, -90 }, { west + TURN, 90 }, { west, 90 }
    };
    polys_build *build = polys_build_new(), *frame = polys_build_new();
    geos_shape *window = NULL, *part = NULL;
    mlg_polys box = { 0 };
    mlg_code code = MLG_OK;

    if (!build || !frame || polys_build_ring(frame, corners, 4) == RING_NO_MEMORY ||
        !polys_build_end_polygon(frame) || !polys_build_end_feature(frame)) {
        polys_build_free(build);
        polys_build_free(frame);
        return no_memory(err);
    }
    polys_build_finish(frame, &box);
    code = geos_from_feature(c->room, &window, &box, 0, err);
    if (code == MLG_OK)
        code = geos_intersection(c->room, &part, shape, window, err);
    if (code == MLG_OK)
        code = geos_to_feature(c->room, part, build, err);
    geos_free(c->room, window);
    geos_free(c->room, part);
    mlg_polys_release(&box);
    if (code == MLG_OK)
        polys_build_finish(build, out);
    else
        polys_build_free(build);
    return code;
}

/* What the feature has in each turn, moved back into the first and put together: round a pole
 * two parts may meet there along a meridian. */
static mlg_code cut_shape(mlg_polys *out, const cutter *c, const geos_shape *shape, mlg_box box,
                          mlg_err *err)
{
    enum { MOST = 4 };
    double west = floor((box.xmin + HALF) / TURN) * TURN - HALF;
    geos_shape *parts[MOST], *all = NULL;
    polys_build *build = polys_build_new();
    size_t n = 0;
    mlg_code code = build ? MLG_OK : no_memory(err);

    for (; code == MLG_OK && n < MOST && west < box.xmax; west += TURN) {
        mlg_polys part = { 0 };

        code = between(&part, c, shape, west, err);
        for (size_t i = 0; i < part.n_xy; i++)
            part.xy[i].x -= west + HALF;
        if (code == MLG_OK)
            code = geos_from_feature(c->room, &parts[n], &part, 0, err);
        n += code == MLG_OK;
        mlg_polys_release(&part);
    }
    if (code == MLG_OK)
        code = geos_union(c->room, &all, parts, n, err);
    if (code == MLG_OK)
        code = geos_to_feature(c->room, all, build, err);
    geos_free(c->room, all);
    while (n)
        geos_free(c->room, parts[--n]);
    if (code == MLG_OK)
        polys_build_finish(build, out);
    else
        polys_build_free(build);
    return code;
}

/* The polygons at least so wide, as one feature; how many. */
static bool add_wide(const cutter *c, const mlg_polys *p, double least, size_t *n)
{
    bool fine = true, wide = false;

    for (uint32_t r = 0; fine && r < p->n_rings; r++) {
        const mlg_xy *xy = p->xy + p->xy_of[r];
        size_t length = p->xy_of[r + 1] - p->xy_of[r];

        if (!p->hole[r]) {
            mlg_box b = box_of(xy, length);

            fine = !wide || polys_build_end_polygon(c->build);
            wide = b.xmax - b.xmin >= least;
            *n += wide;
        }
        if (wide)
            fine = fine && polys_build_ring(c->build, xy, length) != RING_NO_MEMORY;
    }
    return fine && (!wide || polys_build_end_polygon(c->build));
}

static bool add_cut(const cutter *c, const mlg_polys *p)
{
    size_t n = 0;

    return add_wide(c, p, c->least, &n) && (n || add_wide(c, p, 0, &n)) &&
           polys_build_end_feature(c->build);
}

static mlg_code cut_feature(const cutter *c, const mlg_polys *p, size_t f, mlg_err *err)
{
    uint32_t from = p->xy_of[p->ring_of[f]];
    mlg_box box = box_of(p->xy + from, p->xy_of[p->ring_of[f + 1]] - from);
    geos_shape *shape = NULL, *fixed = NULL;
    mlg_polys one = { 0 }, cut = { 0 };
    char reason[120];
    bool valid = true;
    mlg_code code = marked(&one, p, f) ? MLG_OK : no_memory(err);

    if (code == MLG_OK)
        code = geos_from_feature(c->room, &shape, &one, 0, err);
    if (code == MLG_OK)
        code = geos_valid(c->room, shape, &valid, reason, sizeof reason, err);
    if (code == MLG_OK && !valid)
        code = geos_repair(c->room, &fixed, shape, err);
    if (code == MLG_OK)
        code = cut_shape(&cut, c, valid ? shape : fixed, box, err);
    if (code == MLG_OK && !add_cut(c, &cut))
        code = no_memory(err);
    geos_free(c->room, fixed);
    geos_free(c->room, shape);
    mlg_polys_release(&one);
    mlg_polys_release(&cut);
    return code;
}

static bool reaches_beyond(const mlg_polys *p, size_t f)
{
    for (uint32_t i = p->xy_of[p->ring_of[f]]; i < p->xy_of[p->ring_of[f + 1]]; i++)
        if (fabs(p->xy[i].x) > HALF)
            return true;
    return false;
}

mlg_code mlg_cut_antimeridian(mlg_polys *out, const mlg_polys *polys, double least,
                              mlg_err *err)
{
    cutter c = { .build = polys_build_new(), .least = least };
    mlg_code code = c.build ? geos_room_new(&c.room, err) : no_memory(err);

    *out = (mlg_polys){ 0 };
    for (size_t f = 0; code == MLG_OK && f < polys->n; f++) {
        if (reaches_beyond(polys, f))
            code = cut_feature(&c, polys, f, err);
        else if (!polys_build_copy(c.build, polys, f))
            code = no_memory(err);
    }
    geos_room_free(c.room);
    if (code == MLG_OK)
        polys_build_finish(c.build, out);
    else
        polys_build_free(c.build);
    return code;
}
