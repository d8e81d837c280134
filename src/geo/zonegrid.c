#include "geo/zonegrid.h"

#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SQUARES_MAX = 1 << 20, EDGES_EACH = 1 };

/* Consecutive vertices from .. to of a ring, whose edges come into a square. */
typedef struct span {
    uint32_t from, to;
} span;

/* A zone whose border comes into a square: those of its edges that do. */
typedef struct part {
    uint32_t zone, first, n; /* spans first .. first + n - 1 */
    bool odd;                /* of what the other edges add, see cross_part */
} part;

typedef struct square {
    uint32_t whole; /* of the zones that cover it all, the one of least rank; or ZONE_NONE */
    uint32_t first; /* its parts, by rank, end where the next one's begin */
} square;

/* Some rows of squares. */
typedef struct band {
    mlg_xy corner;
    double side, per_side; /* and its inverse */
    uint32_t nx, ny;
    square *squares; /* nx * ny + 1 */
    part *parts;
    span *spans;
} band;

/* The bands of a plane: they cover its zones, and little more. */
typedef struct sheet {
    plane_id id;
    uint32_t rows; /* of each band, but fewer in the last one */
    double per_band;
    size_t n;
    band *bands;
} sheet;

struct zonegrid {
    const mlg_zones *zones;
    size_t n_sheets;
    sheet *sheets;
};

/* Just beyond it, and nearer than trace_edge looks: whatever ends there is seen from both
 * sides. */
static double east_of(const band *s, uint32_t number)
{
    return s->corner.x + (number % s->nx + 1.0005) * s->side;
}

/* A ray from `at` towards +x crosses the edges of the part, of which there are all that touch
 * the square, and edges elsewhere: chains between ends of spans, of which the ray only passes,
 * as `at` moves within the square, those ends that lie to the east. So what the chains add is
 * one number for the whole square and, for each such end, whether it is above. */
static crossed cross_part(const band *s, const part *p, const mlg_xy *xy, double east,
                          mlg_xy at)
{
    bool odd = p->odd;

    for (uint32_t k = p->first; k < p->first + p->n; k++) {
        const span *run = &s->spans[k];
        mlg_xy a = xy[run->from], b = xy[run->to];
        crossed c = edges_cross(xy, run->from, run->to, at);

        if (c == ON_BOUNDARY)
            return c;
        odd ^= c == ODD;
        odd ^= a.x > east && a.y > at.y;
        odd ^= b.x > east && b.y > at.y;
    }
    return odd ? ODD : EVEN;
}

/* The band around a place; NULL: none is. */
static const band *band_at(const zonegrid *g, plane_id id, mlg_xy at)
{
    const sheet *s = g->sheets, *end = s + g->n_sheets;
    double y;

    while (s < end && s->id != id)
        s++;
    if (s == end)
        return NULL;
    y = (at.y - s->bands->corner.y) * s->per_band;
    return y >= 0 && y < (double)s->n ? &s->bands[(size_t)y] : NULL;
}

uint32_t zonegrid_cover(const zonegrid *g, plane_id id, mlg_xy at)
{
    const band *s = band_at(g, id, at);
    double x, y;
    uint32_t number;

    if (!s)
        return ZONE_NONE;
    x = (at.x - s->corner.x) * s->per_side;
    y = (at.y - s->corner.y) * s->per_side; /* a rounding beyond the band, at most */
    if (!(x >= 0 && x < s->nx && y < s->ny + 0.0001))
        return ZONE_NONE;
    number = (y > 0 ? y < s->ny ? (uint32_t)y : s->ny - 1 : 0) * s->nx + (uint32_t)x;
    for (uint32_t k = s->squares[number].first; k < s->squares[number + 1].first; k++)
        if (cross_part(s, &s->parts[k], g->zones->polys.xy, east_of(s, number), at) != EVEN)
            return s->parts[k].zone;
    return s->squares[number].whole;
}

/* --- making --------------------------------------------------------------------------------
 */

typedef struct making {
    const mlg_zones *zones;
    band *band;
    span *spans; /* as they are found, zone by zone */
    uint32_t *square_of, *zone_of;
    size_t n, room;
    uint32_t *latest; /* 1 + the last span found of each square */
    bool broken;
} making;

static void add_edge(making *m, uint32_t number, uint32_t zone, uint32_t v)
{
    uint32_t latest = m->latest[number];

    if (latest && m->zone_of[latest - 1] == zone && m->spans[latest - 1].to == v) {
        m->spans[latest - 1].to++;
        return;
    }
    if (m->n == m->room) {
        size_t room = 2 * m->room + 1024;
        span *spans = realloc(m->spans, room * sizeof *spans);
        uint32_t *square_of = realloc(m->square_of, room * sizeof *square_of);
        uint32_t *zone_of = realloc(m->zone_of, room * sizeof *zone_of);

        m->spans = spans ? spans : m->spans;
        m->square_of = square_of ? square_of : m->square_of;
        m->zone_of = zone_of ? zone_of : m->zone_of;
        m->broken |= !spans || !square_of || !zone_of;
        if (m->broken)
            return;
        m->room = room;
    }
    m->spans[m->n] = (span){ v, v + 1 };
    m->square_of[m->n] = number;
    m->zone_of[m->n++] = zone;
    m->latest[number] = (uint32_t)m->n;
}

/* A thousandth of a square more than it must: rounding never takes an edge away. */
static uint32_t step_down(double steps, uint32_t n)
{
    steps -= 0.001;
    return steps <= 0 ? 0 : steps < n ? (uint32_t)steps : n - 1;
}

static uint32_t step_up(double steps, uint32_t n)
{
    steps += 0.001;
    return steps <= 0 ? 0 : steps < n ? (uint32_t)steps : n - 1;
}

static double within(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

/* Into every square of the band that the edge touches, row by row. */
static void trace_edge(making *m, uint32_t zone, uint32_t v)
{
    const band *s = m->band;
    mlg_xy a = m->zones->polys.xy[v], b = m->zones->polys.xy[v + 1], swap = a;
    uint32_t bottom, top;
    double slope;

    if (b.y < a.y) {
        a = b;
        b = swap;
    }
    a = (mlg_xy){ (a.x - s->corner.x) * s->per_side, (a.y - s->corner.y) * s->per_side };
    b = (mlg_xy){ (b.x - s->corner.x) * s->per_side, (b.y - s->corner.y) * s->per_side };
    if (b.y < -0.001 || a.y > s->ny + 0.001)
        return;
    bottom = step_down(a.y, s->ny);
    top = step_up(b.y, s->ny);
    slope = b.y > a.y ? (b.x - a.x) / (b.y - a.y) : 0;
    for (uint32_t y = bottom; y <= top; y++) {
        double from = a.x, to = b.x;

        if (b.y - a.y > 0.01 && (a.y < y - 0.001 || b.y > y + 1.001)) {
            from = a.x + slope * (within(y - 0.001, a.y, b.y) - a.y);
            to = a.x + slope * (within(y + 1.001, a.y, b.y) - a.y);
        }
        for (uint32_t x = step_down(fmin(from, to), s->nx); x <= step_up(fmax(from, to), s->nx);
             x++)
            add_edge(m, y * s->nx + x, zone, v);
    }
}

static mlg_xy middle_of(const band *s, uint32_t x, uint32_t y)
{
    return (mlg_xy){ s->corner.x + (x + 0.5) * s->side, s->corner.y + (y + 0.5) * s->side };
}

/* Squares that the zone covers, `before` being the spans found before its own: in a row, two
 * neighbours without an edge are both covered or neither is. */
static void fill_inside(making *m, uint32_t zone, size_t before)
{
    const mlg_zones *z = m->zones;
    const band *s = m->band;
    const mlg_box *b = &z->box[zone];
    uint32_t west = step_down((b->xmin - s->corner.x) / s->side, s->nx);
    uint32_t east = step_up((b->xmax - s->corner.x) / s->side, s->nx);
    uint32_t south = step_down((b->ymin - s->corner.y) / s->side, s->ny);
    uint32_t north = step_up((b->ymax - s->corner.y) / s->side, s->ny);

    for (uint32_t y = south; y <= north; y++) {
        bool known = false, inside = false;

        for (uint32_t x = west; x <= east; x++) {
            square *q = &s->squares[y * s->nx + x];

            if (m->latest[y * s->nx + x] > before) {
                known = false;
                continue;
            }
            if (!known)
                inside = edges_cover(z->edges, zone, middle_of(s, x, y));
            known = true;
            if (inside && (q->whole == ZONE_NONE || z->rank[zone] < z->rank[q->whole]))
                q->whole = zone;
        }
    }
}

static void trace_zone(making *m, uint32_t zone)
{
    const mlg_polys *p = &m->zones->polys;
    size_t before = m->n;

    for (size_t r = p->ring_of[zone]; r < p->ring_of[zone + 1]; r++)
        for (size_t v = p->xy_of[r]; v + 1 < p->xy_of[r + 1] && !m->broken; v++)
            trace_edge(m, zone, (uint32_t)v);
    if (!m->broken)
        fill_inside(m, zone, before);
}

/* What makes cross_part right somewhere off the border, hence everywhere in the square. */
static void settle_part(const making *m, part *p, uint32_t number)
{
    const band *s = m->band;
    mlg_xy at = middle_of(s, number % s->nx, number / s->nx);
    crossed c;

    p->odd = false;
    while ((c = cross_part(s, p, m->zones->polys.xy, east_of(s, number), at)) == ON_BOUNDARY)
        at = (mlg_xy){ at.x + 0.0137 * s->side, at.y + 0.0071 * s->side };
    p->odd = edges_cover(m->zones->edges, p->zone, at) != (c == ODD);
}

/* The parts of one square, from spans `from` .. `to` of it; returns how many there are. */
static uint32_t settle_square(const making *m, uint32_t number, const uint32_t *zone_of,
                              uint32_t from, uint32_t to, part *parts)
{
    const uint32_t *rank = m->zones->rank;
    uint32_t whole = m->band->squares[number].whole, n = 0;

    for (uint32_t k = from, next; k < to; k = next) {
        part p = { .zone = zone_of[k], .first = k };
        uint32_t slot = n;

        for (next = k + 1; next < to && zone_of[next] == p.zone; next++)
            ;
        if (whole != ZONE_NONE && rank[whole] < rank[p.zone])
            continue;
        p.n = next - k;
        settle_part(m, &p, number);
        for (; slot && rank[parts[slot - 1].zone] > rank[p.zone]; slot--)
            parts[slot] = parts[slot - 1];
        parts[slot] = p;
        n++;
    }
    return n;
}

/* Spans in the order of their squares, and in each as they came: by zone. */
static bool settle(making *m)
{
    band *s = m->band;
    uint32_t *order = order_by_key(m->square_of, m->n), *zone_of = malloc(m->n * 4 + 4);
    uint32_t from = 0, n = 0;
    part *parts = malloc((m->n + 1) * sizeof *parts);
    bool fine = order && zone_of && parts && (s->spans = malloc((m->n + 1) * sizeof(span)));

    for (size_t k = 0; fine && k < m->n; k++) {
        s->spans[k] = m->spans[order[k]];
        zone_of[k] = m->zone_of[order[k]];
    }
    for (uint32_t number = 0; fine && number < s->nx * s->ny; number++) {
        uint32_t to = from;

        while (to < m->n && m->square_of[order[to]] == number)
            to++;
        s->squares[number].first = n;
        n += settle_square(m, number, zone_of, from, to, parts + n);
        from = to;
    }
    if (fine) {
        s->squares[s->nx * s->ny].first = n;
        s->parts = realloc(parts, (n + 1) * sizeof *parts);
    }
    if (!s->parts)
        free(parts);
    free(order);
    free(zone_of);
    return s->parts;
}

static bool make_band(band *b, const mlg_zones *z, plane_id id)
{
    size_t n = (size_t)b->nx * b->ny;
    double south = b->corner.y - b->side, north = b->corner.y + (b->ny + 1) * b->side;
    making m = { .zones = z, .band = b, .latest = calloc(n, sizeof *m.latest) };
    bool fine;

    b->squares = malloc((n + 1) * sizeof *b->squares);
    fine = m.latest && b->squares;
    for (size_t k = 0; fine && k < n; k++)
        b->squares[k] = (square){ .whole = ZONE_NONE };
    for (uint32_t f = 0; fine && f < z->n; f++)
        if (z->plane[f] == id && z->box[f].ymin <= north && z->box[f].ymax >= south)
            trace_zone(&m, f);
    fine = fine && !m.broken && settle(&m);
    free(m.spans);
    free(m.square_of);
    free(m.zone_of);
    free(m.latest);
    return fine;
}

enum { BANDS = 16, BAND_LEAST = 16 }; /* rows */

/* As many squares as keep few edges in each. */
static bool lay_out(sheet *s, const mlg_zones *z)
{
    mlg_box all = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    size_t n_edges = 0;
    double width, height, n, side;
    uint32_t nx, ny;

    for (size_t f = 0; f < z->n; f++) {
        if (z->plane[f] != s->id)
            continue;
        all = (mlg_box){ fmin(all.xmin, z->box[f].xmin), fmin(all.ymin, z->box[f].ymin),
                         fmax(all.xmax, z->box[f].xmax), fmax(all.ymax, z->box[f].ymax) };
        n_edges +=
            z->polys.xy_of[z->polys.ring_of[f + 1]] - z->polys.xy_of[z->polys.ring_of[f]];
    }
    n = within((double)n_edges / EDGES_EACH, 1, SQUARES_MAX);
    width = all.xmax - all.xmin;
    height = all.ymax - all.ymin;
    side = fmax(sqrt(width * height / n), fmax(width, height) / n) + 1e-3;
    nx = (uint32_t)(width / side + 0.02) + 1;
    ny = (uint32_t)(height / side + 0.02) + 1;
    s->rows = ny / BANDS > BAND_LEAST ? ny / BANDS : BAND_LEAST;
    s->per_band = 1 / (side * s->rows);
    s->bands = calloc(ny / s->rows + 1, sizeof *s->bands);
    for (uint32_t row = 0; s->bands && row < ny; row += s->rows)
        s->bands[s->n++] =
            (band){ .corner = { all.xmin - side / 100, all.ymin - side / 100 + row * side },
                    .side = side,
                    .per_side = 1 / side,
                    .nx = nx,
                    .ny = ny - row < s->rows ? ny - row : s->rows };
    return s->bands;
}

typedef struct building {
    const mlg_zones *zones;
    sheet *sheet;
} building;

static mlg_code build_band(void *arg, size_t i, mlg_err *err)
{
    const building *b = arg;

    return make_band(&b->sheet->bands[i], b->zones, b->sheet->id)
               ? MLG_OK
               : mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
}

mlg_code zonegrid_new(zonegrid **out, const mlg_zones *z, unsigned threads, mlg_err *err)
{
    static const par_job job = { .run = build_band };
    zonegrid *g = calloc(1, sizeof *g);
    mlg_code code = MLG_OK;

    *out = g;
    if (!g || !(g->sheets = calloc(z->n_sheets + 1, sizeof *g->sheets)))
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    g->zones = z;
    for (; code == MLG_OK && g->n_sheets < z->n_sheets; g->n_sheets++) {
        building b = { z, &g->sheets[g->n_sheets] };

        b.sheet->id = z->sheets[g->n_sheets].id;
        code = lay_out(b.sheet, z) ? par_for(b.sheet->n, threads, &job, &b, err)
                                   : mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    }
    return code;
}

void zonegrid_free(zonegrid *g)
{
    if (!g)
        return;
    for (size_t i = 0; i < g->n_sheets; i++) {
        for (size_t k = 0; k < g->sheets[i].n; k++) {
            free(g->sheets[i].bands[k].squares);
            free(g->sheets[i].bands[k].parts);
            free(g->sheets[i].bands[k].spans);
        }
        free(g->sheets[i].bands);
    }
    free(g->sheets);
    free(g);
}
