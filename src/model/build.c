#include "model/build.h"

#include "base/big.h"
#include "base/buf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- columns ------------------------------------------------------------------- */

struct column_build {
    mlg_column column;
    size_t n, room, used, text_room;
};

column_build *column_build_new(const char *name, mlg_type type)
{
    column_build *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    c->column.name = strdup(name);
    c->column.type = type;
    if (c->column.name)
        return c;
    free(c);
    return NULL;
}

void column_build_free(column_build *c)
{
    if (!c)
        return;
    free(c->column.name);
    free(c->column.at);
    free(c->column.text);
    free(c);
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

/* Can so many more bytes be told where they are? */
static bool addressed(const column_build *c, size_t bytes)
{
    return bytes <= UINT32_MAX - c->used;
}

bool column_build_add(column_build *c, const char *text, size_t n)
{
    while (n && blank(text[n - 1]))
        n--;
    while (n && blank(*text)) {
        text++;
        n--;
    }
    if (!addressed(c, n + 1) ||
        !big_room((void **)&c->column.at, &c->room, c->n + 1, sizeof *c->column.at) ||
        !big_room((void **)&c->column.text, &c->text_room, c->used + n + 1, 1))
        return false;
    c->column.at[c->n++] = (uint32_t)c->used;
    buf_copy(c->column.text + c->used, text, n);
    c->column.text[c->used + n] = '\0';
    c->used += n + 1;
    return true;
}

/* There is room for them. */
static void append(column_build *c, const column_build *more)
{
    for (size_t i = 0; i < more->n; i++)
        c->column.at[c->n++] = (uint32_t)c->used + more->column.at[i];
    if (more->used)
        memcpy(c->column.text + c->used, more->column.text, more->used);
    c->used += more->used;
}

/* Room for all at once: large pages do not move well. */
bool column_build_join(column_build *c, column_build *const *others, size_t n)
{
    size_t rows = c->n, bytes = c->used;
    bool fine;

    for (size_t i = 0; i < n; i++) {
        rows += others[i]->n;
        bytes += others[i]->used;
    }
    fine = addressed(c, bytes - c->used) &&
           big_room((void **)&c->column.at, &c->room, rows, sizeof *c->column.at) &&
           big_room((void **)&c->column.text, &c->text_room, bytes, 1);
    for (size_t i = 0; i < n; i++) {
        if (fine)
            append(c, others[i]);
        column_build_free(others[i]);
    }
    return fine;
}

/* Give back the room that growing left over; the content fits, so failure is harmless. */
static void trim(void **array, size_t used, size_t unit)
{
    void *at = used ? realloc(*array, used * unit) : NULL;

    if (at)
        *array = at;
}

void column_build_finish(column_build *c, mlg_column *out)
{
    trim((void **)&c->column.at, c->n, sizeof *c->column.at);
    trim((void **)&c->column.text, c->used, 1);
    *out = c->column;
    free(c);
}

/* --- polygons ------------------------------------------------------------------ */

struct polys_build {
    mlg_polys polys;
    size_t room_features, room_rings, room_xy;
    size_t first_ring; /* of the current polygon (GeoJSON) */
};

polys_build *polys_build_new(void)
{
    polys_build *b = calloc(1, sizeof *b);

    if (b && big_room((void **)&b->polys.ring_of, &b->room_features, 1, sizeof(uint32_t)) &&
        big_room((void **)&b->polys.xy_of, &b->room_rings, 1, sizeof(uint32_t)) &&
        big_room((void **)&b->polys.xy, &b->room_xy, 1, sizeof *b->polys.xy)) {
        b->polys.ring_of[0] = b->polys.xy_of[0] = 0;
        b->polys.hole = calloc(b->room_rings, 1);
        if (b->polys.hole)
            return b;
    }
    polys_build_free(b);
    return NULL;
}

void polys_build_expect(polys_build *b, size_t n_xy)
{
    big_room((void **)&b->polys.xy, &b->room_xy, n_xy, sizeof *b->polys.xy);
}

void polys_build_free(polys_build *b)
{
    if (!b)
        return;
    mlg_polys_release(&b->polys);
    free(b);
}

static bool add_ring_slot(polys_build *b)
{
    size_t before = b->room_rings;
    uint8_t *hole;

    if (!big_room((void **)&b->polys.xy_of, &b->room_rings, b->polys.n_rings + 2,
                  sizeof(uint32_t)))
        return false;
    if (b->room_rings == before)
        return true;
    hole = realloc(b->polys.hole, b->room_rings);
    if (!hole) {
        b->room_rings = before;
        return false;
    }
    b->polys.hole = hole;
    return true;
}

static bool same(mlg_xy a, mlg_xy b)
{
    return a.x == b.x && a.y == b.y;
}

ring_said polys_build_ring(polys_build *b, const mlg_xy *xy, size_t n)
{
    mlg_polys *p = &b->polys;
    mlg_xy *to;
    size_t kept = 0;
    double odd = 0; /* not 0 as soon as one coordinate is not finite */

    if (n >= UINT32_MAX - 1 - p->n_xy || !add_ring_slot(b) ||
        !big_room((void **)&p->xy, &b->room_xy, p->n_xy + n + 1, sizeof *p->xy))
        return RING_NO_MEMORY;
    to = p->xy + p->n_xy;
    for (size_t i = 0; i < n; i++) {
        odd += (xy[i].x - xy[i].x) + (xy[i].y - xy[i].y);
        if (!kept || !same(xy[i], to[kept - 1]))
            to[kept++] = xy[i];
    }
    if (odd != 0)
        return RING_NOT_FINITE;
    if (kept > 1 && same(to[0], to[kept - 1]))
        kept--;
    if (kept < 3)
        return RING_TOO_SHORT;
    to[kept] = to[0];
    p->n_xy += kept + 1;
    p->hole[p->n_rings++] = 0;
    p->xy_of[p->n_rings] = (uint32_t)p->n_xy;
    return RING_TAKEN;
}

static size_t ring_size(const mlg_polys *p, size_t r)
{
    return p->xy_of[r + 1] - p->xy_of[r];
}

/* Shells counter-clockwise, holes clockwise. */
static void orient(mlg_polys *p, size_t r)
{
    mlg_xy *xy = p->xy + p->xy_of[r];
    size_t n = ring_size(p, r);

    if ((ring_area(xy, n) < 0) == (p->hole[r] != 0))
        return;
    for (size_t i = 0, k = n - 1; i < k; i++, k--) {
        mlg_xy swap = xy[i];
        xy[i] = xy[k];
        xy[k] = swap;
    }
}

bool polys_build_end_polygon(polys_build *b)
{
    mlg_polys *p = &b->polys;

    for (size_t r = b->first_ring; r < p->n_rings; r++) {
        p->hole[r] = r > b->first_ring;
        orient(p, r);
    }
    b->first_ring = p->n_rings;
    return true;
}

/* --- shapefile rings: which hole belongs to which shell ----------------------------- */

typedef struct loose {
    size_t ring;
    double area; /* signed; shells positive once the file's direction is known */
    mlg_box box;
    size_t shell; /* the ring around it; itself for a shell */
    int is_hole;
} loose;

/* Is ring `h` inside ring `s`? One vertex of `h` strictly off the edge of `s` decides; a
 * hole may touch its shell at a vertex, where the even-odd answer is arbitrary. */
static bool inside(const mlg_polys *p, size_t h, size_t s)
{
    const mlg_xy *hole = p->xy + p->xy_of[h], *shell = p->xy + p->xy_of[s];
    size_t n = ring_size(p, s), in = 0, tried = 0;

    for (size_t i = 0; i + 1 < ring_size(p, h) && tried < 3; i++) {
        bool shared = false;

        for (size_t k = 0; k < n && !shared; k++)
            shared = same(hole[i], shell[k]);
        if (shared)
            continue;
        tried++;
        in += ring_covers(shell, n, hole[i]);
    }
    return tried && 2 * in > tried;
}

static bool boxed(const mlg_box *in, const mlg_box *out)
{
    return in->xmin >= out->xmin && in->ymin >= out->ymin && in->xmax <= out->xmax &&
           in->ymax <= out->ymax;
}

static int by_area(const void *a, const void *b)
{
    const loose *l = a, *r = b;

    if (l->area != r->area)
        return l->area < r->area ? -1 : 1;
    return l->ring < r->ring ? -1 : 1;
}

/* Among rings in order of area, the first that is larger than `area`. */
static size_t first_above(const loose *rings, size_t n, double area)
{
    size_t low = 0;

    while (low < n) {
        size_t middle = (low + n) / 2;

        if (rings[middle].area > area)
            n = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* What telling the rings of one record apart may cost, in steps: some seconds. A record
 * made to cost more has its last holes taken as shells. */
static const double patience = 1e9;

/* Each hole to the smallest shell around it; the holes left over become shells. */
static size_t attach(const mlg_polys *p, loose *rings, size_t n)
{
    size_t stray = 0;
    double steps = 0;

    qsort(rings, n, sizeof *rings, by_area);
    for (size_t h = 0; h < n && rings[h].area <= 0; h++) {
        size_t s = first_above(rings, n, -rings[h].area);

        for (; s < n && steps < patience; s++) {
            steps += 4;
            if (!boxed(&rings[h].box, &rings[s].box))
                continue;
            steps += 4 * (double)ring_size(p, rings[s].ring);
            if (inside(p, rings[h].ring, rings[s].ring))
                break;
        }
        if (s == n || steps >= patience) {
            stray++;
            continue;
        }
        rings[h].shell = rings[s].ring;
        rings[h].is_hole = 1;
    }
    return stray;
}

/* By shell; the shell itself first, then its holes in the file's order. */
static int by_shell(const void *a, const void *b)
{
    const loose *l = a, *r = b;

    if (l->shell != r->shell)
        return l->shell < r->shell ? -1 : 1;
    if (l->is_hole != r->is_hole)
        return l->is_hole - r->is_hole;
    return l->ring < r->ring ? -1 : 1;
}

/* Rewrite the feature's rings shell by shell. */
static bool rewrite(mlg_polys *p, size_t first, loose *rings, size_t n)
{
    size_t from = p->xy_of[first], n_xy = p->n_xy - from;
    mlg_xy *copy = malloc(n_xy * sizeof *copy);
    uint32_t *start = malloc((n + 1) * sizeof *start);
    bool done = copy && start;

    if (done) {
        memcpy(copy, p->xy + from, n_xy * sizeof *copy);
        for (size_t i = 0; i <= n; i++)
            start[i] = p->xy_of[first + i] - (uint32_t)from;
        qsort(rings, n, sizeof *rings, by_shell);
        for (size_t i = 0; i < n; i++) {
            size_t r = rings[i].ring - first, to = first + i, size = start[r + 1] - start[r];

            memcpy(p->xy + p->xy_of[to], copy + start[r], size * sizeof *copy);
            p->xy_of[to + 1] = p->xy_of[to] + (uint32_t)size;
            p->hole[to] = (uint8_t)rings[i].is_hole;
            orient(p, to);
        }
    }
    free(copy);
    free(start);
    return done;
}

bool polys_build_sort_rings(polys_build *b, bool shells_clockwise, size_t *stray_holes)
{
    mlg_polys *p = &b->polys;
    size_t first = p->ring_of[p->n], n = p->n_rings - first, holes = 0;
    loose *rings;
    bool done = true;

    *stray_holes = 0;
    b->first_ring = p->n_rings;
    if (n == 1) {
        p->hole[first] = 0;
        orient(p, first);
        return true;
    }
    if (!n)
        return true;
    rings = malloc(n * sizeof *rings);
    if (!rings)
        return false;
    for (size_t i = 0; i < n; i++) {
        size_t r = first + i;
        double area = ring_area(p->xy + p->xy_of[r], ring_size(p, r));

        rings[i] = (loose){ r, shells_clockwise ? -area : area,
                            box_of(p->xy + p->xy_of[r], ring_size(p, r)), r, 0 };
        holes += rings[i].area <= 0;
    }
    if (holes) {
        *stray_holes = attach(p, rings, n);
        done = rewrite(p, first, rings, n);
    } else {
        for (size_t i = 0; i < n; i++)
            orient(p, first + i);
    }
    free(rings);
    return done;
}

bool polys_build_end_feature(polys_build *b)
{
    mlg_polys *p = &b->polys;

    if (!big_room((void **)&p->ring_of, &b->room_features, p->n + 2, sizeof(uint32_t)))
        return false;
    p->ring_of[++p->n] = (uint32_t)p->n_rings;
    b->first_ring = p->n_rings;
    return true;
}

bool polys_build_copy(polys_build *b, const mlg_polys *from, size_t f)
{
    for (size_t r = from->ring_of[f]; r < from->ring_of[f + 1]; r++) {
        if (!from->hole[r] && r > from->ring_of[f])
            polys_build_end_polygon(b);
        if (polys_build_ring(b, from->xy + from->xy_of[r],
                             from->xy_of[r + 1] - from->xy_of[r]) == RING_NO_MEMORY)
            return false;
    }
    return polys_build_end_polygon(b) && polys_build_end_feature(b);
}

void polys_build_finish(polys_build *b, mlg_polys *out)
{
    trim((void **)&b->polys.xy, b->polys.n_xy, sizeof *b->polys.xy);
    *out = b->polys;
    free(b);
}

/* --- small geometry ----------------------------------------------------------------- */

double ring_area(const mlg_xy *xy, size_t n)
{
    double twice = 0;

    for (size_t i = 0; i + 1 < n;
         i++) /* about the first vertex: no cancellation of far origins */
        twice += (xy[i].x - xy[0].x) * (xy[i + 1].y - xy[0].y) -
                 (xy[i + 1].x - xy[0].x) * (xy[i].y - xy[0].y);
    return twice / 2;
}

bool ring_covers(const mlg_xy *xy, size_t n, mlg_xy p)
{
    bool in = false;

    for (size_t i = 0; i + 1 < n; i++) {
        mlg_xy a = xy[i], b = xy[i + 1];

        if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
            in = !in;
    }
    return in;
}

mlg_box box_of(const mlg_xy *xy, size_t n)
{
    mlg_box box = { INFINITY, INFINITY, -INFINITY, -INFINITY };

    for (size_t i = 0; i < n; i++) {
        double x = xy[i].x, y = xy[i].y;

        if (!isfinite(x) || !isfinite(y))
            continue;
        box.xmin = x < box.xmin ? x : box.xmin;
        box.ymin = y < box.ymin ? y : box.ymin;
        box.xmax = x > box.xmax ? x : box.xmax;
        box.ymax = y > box.ymax ? y : box.ymax;
    }
    return box;
}
