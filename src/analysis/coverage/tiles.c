#include "analysis/coverage/tiles.h"

#include "maillage/coverage.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TILES_MAX = 1 << 17 }; /* of one grid, before it is forgotten and begun afresh */

/* One square: candidates list[first] .. list[first + n - 1]. */
typedef struct tile {
    uint32_t first, n;
    uint32_t whole;              /* zones: the one that covers the square, or ZONE_NONE */
    double scale_min, scale_max; /* hubs: on the way to any of them */
} tile;

typedef struct grid {
    double side;
    uint64_t *keys; /* of each slot; 0: free */
    uint32_t *slots;
    uint64_t last_key; /* the tile asked for last: mostly the next one, too */
    uint32_t last;
    size_t mask, n, room, used, list_room;
    tile *tiles;
    uint32_t *list;
} grid;

struct tiles {
    const hubs *hubs;
    const mlg_zones *const *sets;
    size_t n_sets;
    grid grids[1 + TILES_SETS]; /* of hubs, then of each set */
    const tile *last;           /* of tiles_bounds */
    const hub_sheet *sheet;
    bool broken;
};

/* --- grids ---------------------------------------------------------------------------------
 */

static bool grid_open(grid *g, double side)
{
    *g = (grid){ .side = side, .mask = 1023 };
    g->keys = calloc(g->mask + 1, sizeof *g->keys);
    g->slots = malloc((g->mask + 1) * sizeof *g->slots);
    return g->keys && g->slots;
}

static void grid_close(grid *g)
{
    free(g->keys);
    free(g->slots);
    free(g->tiles);
    free(g->list);
}

static size_t slot_of(const grid *g, uint64_t key)
{
    size_t slot = (size_t)(key * 0x9E3779B97F4A7C15u >> 20) & g->mask;

    while (g->keys[slot] && g->keys[slot] != key)
        slot = (slot + 1) & g->mask;
    return slot;
}

static bool grid_grow(grid *g)
{
    grid wide = *g;

    wide.mask = 2 * g->mask + 1;
    wide.keys = calloc(wide.mask + 1, sizeof *wide.keys);
    wide.slots = malloc((wide.mask + 1) * sizeof *wide.slots);
    if (!wide.keys || !wide.slots) {
        free(wide.keys);
        free(wide.slots);
        return false;
    }
    for (size_t i = 0; i <= g->mask; i++) {
        size_t slot;

        if (!g->keys[i])
            continue;
        slot = slot_of(&wide, g->keys[i]);
        wide.keys[slot] = g->keys[i];
        wide.slots[slot] = g->slots[i];
    }
    free(g->keys);
    free(g->slots);
    *g = wide;
    return true;
}

static void grid_forget(grid *g)
{
    memset(g->keys, 0, (g->mask + 1) * sizeof *g->keys);
    g->n = g->used = 0;
    g->last_key = 0;
}

static bool grid_keep(grid *g, uint32_t candidate)
{
    if (g->used == g->list_room) {
        size_t room = g->list_room ? 2 * g->list_room : 1024;
        uint32_t *list = realloc(g->list, room * sizeof *list);

        if (!list)
            return false;
        g->list = list;
        g->list_room = room;
    }
    g->list[g->used++] = candidate;
    return true;
}

/* The same by its key. */
static uint32_t find_tile(grid *g, uint64_t key, bool *fresh)
{
    size_t slot = slot_of(g, key);

    *fresh = !g->keys[slot];
    if (!*fresh)
        return g->slots[slot];
    if (g->n == TILES_MAX) {
        grid_forget(g);
        slot = slot_of(g, key);
    }
    if (2 * g->n > g->mask) {
        if (!grid_grow(g))
            return UINT32_MAX;
        slot = slot_of(g, key);
    }
    if (g->n == g->room) {
        size_t room = g->room ? 2 * g->room : 256;
        tile *more = realloc(g->tiles, room * sizeof *more);

        if (!more)
            return UINT32_MAX;
        g->tiles = more;
        g->room = room;
    }
    g->keys[slot] = key;
    g->slots[slot] = (uint32_t)g->n;
    g->tiles[g->n] = (tile){ .first = (uint32_t)g->used, .whole = ZONE_NONE };
    return (uint32_t)g->n++;
}

/* floor() is a call where processors of all ages must be served. */
static int64_t floor_of(double value)
{
    int64_t whole = (int64_t)value;

    return whole - ((double)whole > value);
}

/* The tile's number; `fresh`: it has just been made, empty. UINT32_MAX: out of memory. */
static uint32_t grid_tile(grid *g, plane_id id, mlg_xy at, bool *fresh)
{
    int64_t x = floor_of(at.x / g->side), y = floor_of(at.y / g->side);
    uint64_t key =
        (uint64_t)id << 56 | ((uint64_t)x & 0xFFFFFFF) << 28 | ((uint64_t)y & 0xFFFFFFF);

    *fresh = false;
    if (key == g->last_key)
        return g->last;
    g->last = find_tile(g, key, fresh);
    g->last_key = g->last == UINT32_MAX ? 0 : key;
    return g->last;
}

static mlg_xy middle_of(const grid *g, mlg_xy at)
{
    return (mlg_xy){ (floor(at.x / g->side) + 0.5) * g->side,
                     (floor(at.y / g->side) + 0.5) * g->side };
}

/* From the middle to a corner, and a little more. */
static double half_diagonal(const grid *g)
{
    return g->side * 0.70711;
}

static mlg_box box_around(mlg_xy at, double by)
{
    return (mlg_box){ at.x - by, at.y - by, at.x + by, at.y + by };
}

/* --- zones ---------------------------------------------------------------------------------
 */

typedef struct zone_fill {
    grid *grid;
    const mlg_zones *zones;
    tile *tile;
    mlg_xy middle;
    plane_id id;
    bool broken;
} zone_fill;

/* A zone whose edge stays away from the square either covers it or does not. */
static bool fill_zone(void *arg, uint32_t zone)
{
    zone_fill *f = arg;

    if (f->zones->plane[zone] != f->id)
        return true;
    if (edges_within(f->zones->edges, zone, f->middle, half_diagonal(f->grid)))
        f->broken = !grid_keep(f->grid, zone);
    else if (edges_cover(f->zones->edges, zone, f->middle) &&
             (f->tile->whole == ZONE_NONE ||
              f->zones->rank[zone] < f->zones->rank[f->tile->whole]))
        f->tile->whole = zone;
    return !f->broken;
}

/* By rank, those behind the zone that covers the square left out. */
static void settle_zones(zone_fill *f)
{
    const uint32_t *rank = f->zones->rank;
    size_t n = f->grid->used - f->tile->first, kept = 0;
    uint32_t *list = n ? f->grid->list + f->tile->first : NULL; /* no list before its first */

    for (size_t i = 0; i < n; i++) {
        uint32_t zone = list[i];
        size_t k = kept;

        if (f->tile->whole != ZONE_NONE && rank[zone] > rank[f->tile->whole])
            continue;
        for (; k && rank[list[k - 1]] > rank[zone]; k--)
            list[k] = list[k - 1];
        list[k] = zone;
        kept++;
    }
    f->tile->n = (uint32_t)kept;
    f->grid->used = f->tile->first + kept;
}

bool tiles_zone(tiles *t, size_t set, plane_id id, mlg_xy at, uint32_t *zone)
{
    grid *g = &t->grids[1 + set];
    const mlg_zones *z = t->sets[set];
    const zone_sheet *sheet;
    const tile *square;
    uint32_t number;
    bool fresh;

    *zone = ZONE_NONE;
    if (!id || (number = grid_tile(g, id, at, &fresh)) == UINT32_MAX)
        return !id;
    if (fresh && (sheet = zones_sheet(z, id))) {
        zone_fill f = { g, z, &g->tiles[number], middle_of(g, at), id, false };

        rtree_query(sheet->tree, box_around(f.middle, half_diagonal(g)), fill_zone, &f);
        if (f.broken)
            return false;
        settle_zones(&f);
    }
    square = &g->tiles[number];
    for (uint32_t i = 0; i < square->n; i++) {
        uint32_t candidate = g->list[square->first + i];

        if (box_distance2(&z->box[candidate], at) > 0 || !edges_cover(z->edges, candidate, at))
            continue;
        *zone = candidate;
        return true;
    }
    *zone = square->whole;
    return true;
}

/* --- hubs ----------------------------------------------------------------------------------
 */

typedef struct hub_fill {
    grid *grid;
    const hub_sheet *sheet;
    mlg_xy middle;
    double limit; /* planar, from the middle */
    bool broken;
} hub_fill;

static double planar2(mlg_xy a, mlg_xy b)
{
    double dx = a.x - b.x, dy = a.y - b.y;

    return dx * dx + dy * dy;
}

static double visit_hub(void *arg, uint32_t hub, double bound)
{
    hub_fill *f = arg;
    double d = sqrt(planar2(f->sheet->at[hub], f->middle));

    (void)bound;
    return f->limit = d < f->limit ? d : f->limit;
}

static bool fill_hub(void *arg, uint32_t hub)
{
    hub_fill *f = arg;

    if (planar2(f->sheet->at[hub], f->middle) <= f->limit * f->limit * (1 + 1e-9))
        f->broken = !grid_keep(f->grid, hub);
    return !f->broken;
}

/* A hub farther from the middle than the nearest one by more than the square is wide is the
 * nearest of no place in it; scales apart. */
static bool fill_hubs(tiles *t, grid *g, uint32_t number, mlg_xy at)
{
    hub_fill f = { g, t->sheet, middle_of(g, at), INFINITY, false };
    double half = half_diagonal(g), least, most;

    rtree_nearest(t->sheet->tree, f.middle, INFINITY, visit_hub, &f);
    plane_scale_range(t->sheet->plane, box_around(f.middle, 1.1 * f.limit + 4 * half), &least,
                      &most);
    if (most <= 1.1 * least) {
        f.limit = (f.limit + half) * (most / least) * (1 + 1e-6) + half;
        plane_scale_range(t->sheet->plane, box_around(f.middle, f.limit), &least, &most);
    } else { /* far beyond the plane's own country: measure every hub */
        f.limit = 1e9;
        least = 1e-9;
        most = 1e9;
    }
    rtree_query(t->sheet->tree, box_around(f.middle, f.limit), fill_hub, &f);
    g->tiles[number].n = (uint32_t)(g->used - g->tiles[number].first);
    g->tiles[number].scale_min = least;
    g->tiles[number].scale_max = most;
    return !f.broken;
}

/* The straight line is longer than the geodesic by far less than a ten-millionth. */
static const double slack = 1e-7;

static double least_planar(const tiles *t, mlg_xy at)
{
    const uint32_t *list = t->grids[0].list + t->last->first;
    double best = INFINITY;

    for (uint32_t i = 0; i < t->last->n; i++) {
        double d2 = planar2(t->sheet->at[list[i]], at);

        best = d2 < best ? d2 : best;
    }
    return sqrt(best);
}

bool tiles_bounds(tiles *t, plane_id id, mlg_xy at, double *least, double *most)
{
    grid *g = &t->grids[0];
    uint32_t number;
    bool fresh;
    double planar;

    *least = *most = INFINITY;
    if (!t->sheet || t->sheet->id != id)
        t->sheet = id ? hubs_sheet(t->hubs, id) : NULL;
    if (!t->sheet)
        return true;
    number = grid_tile(g, id, at, &fresh);
    if (number == UINT32_MAX || (fresh && !fill_hubs(t, g, number, at)))
        return false;
    t->last = &g->tiles[number];
    planar = least_planar(t, at);
    *least = planar / t->last->scale_max * (1 - slack);
    *most = planar / t->last->scale_min * (1 + slack);
    return true;
}

double tiles_distance(tiles *t, plane_id id, mlg_xy at)
{
    const uint32_t *list;
    double limit, best = INFINITY;

    if (!t->sheet || t->sheet->id != id)
        return INFINITY;
    list = t->grids[0].list + t->last->first;
    limit = least_planar(t, at) * t->last->scale_max / t->last->scale_min * (1 + 2 * slack);
    for (uint32_t i = 0; i < t->last->n; i++)
        if (planar2(t->sheet->at[list[i]], at) <= limit * limit)
            best = fmin(best, plane_ground(t->sheet->plane, at, t->sheet->at[list[i]]));
    return best;
}

/* --- all together ---------------------------------------------------------------------------
 */

static double within(double value, double least, double most)
{
    return fmin(fmax(value, least), most);
}

/* About the distance between two of `n` things spread over a box. */
static double spacing(mlg_box all, size_t n)
{
    double width = fmax(all.xmax - all.xmin, 0), height = fmax(all.ymax - all.ymin, 0);

    return n ? sqrt(width * height / (double)n) : INFINITY;
}

/* Wide enough that a search around a square serves many places, and narrow enough that few hubs
 * compete in it. */
static double hub_side(const hubs *h)
{
    double side = INFINITY;

    for (size_t i = 0; i < h->n_sheets; i++)
        side = fmin(side, spacing(box_of(h->sheets[i].at, h->sheets[i].n), h->sheets[i].n));
    return within(1.3 * side, 1000, 8000);
}

static double zone_side(const mlg_zones *z)
{
    double area = 0;

    for (size_t f = 0; f < z->n; f++)
        area += z->area[f];
    return within(0.4 * sqrt(area / (double)(z->n ? z->n : 1)), 500, 4000);
}

tiles *tiles_new(const hubs *h, const mlg_zones *const *sets, size_t n_sets)
{
    tiles *t = calloc(1, sizeof *t);
    bool fine = t && n_sets <= TILES_SETS && grid_open(&t->grids[0], hub_side(h));

    for (size_t i = 0; fine && i < n_sets; i++)
        fine = grid_open(&t->grids[1 + i], zone_side(sets[i]));
    if (!fine) {
        tiles_free(t);
        return NULL;
    }
    t->hubs = h;
    t->sets = sets;
    t->n_sets = n_sets;
    return t;
}

void tiles_free(tiles *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < 1 + TILES_SETS; i++)
        grid_close(&t->grids[i]);
    free(t);
}
