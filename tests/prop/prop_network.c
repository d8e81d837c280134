/* The network against definitions tried one by one: nearest and next hubs, relative
 * neighbours (every third hub), the spanning tree (Prim), components, bridges and
 * articulations (take it away and count). */
#include "test.h"

#include "dice.h"
#include "made.h"
#include "maillage/network.h"

enum { HUBS = 90, PLACES = 120, ALL = HUBS + PLACES };

typedef struct scene {
    world w;
    mlg_sites *sites;
    mlg_network *net;
    plane *open[PLANE_END];
    mlg_network_options o;
} scene;

static const mlg_xy towns[] = {
    { 2.35, 48.85 }, { -1.5, 47.2 }, { 7.3, 43.7 }, { 55.5, -21.1 }, { -61.5, 16.2 }
};

/* Hubs and places over two or three planes; some at the same place; some lost. */
static mlg_layer *draw(dice *d, size_t n_hubs, size_t n_places)
{
    made m = made_new("sites.csv", "EPSG:4326", "id|type");
    mlg_xy last = { 2, 47 };
    int lattice = !dice_int(d, 0, 3);

    for (size_t i = 0; i < n_hubs + n_places; i++) {
        mlg_xy town = towns[dice_int(d, 0, dice_int(d, 0, 4))];
        double wide = pow(10, dice_in(d, -3, 0.5));
        mlg_xy p = { town.x + dice_in(d, -wide, wide), town.y + dice_in(d, -wide, wide) / 2 };
        char cells[64];

        if (lattice)
            p = (mlg_xy){ rint(p.x * 5) / 5, rint(p.y * 5) / 5 };
        if (!dice_int(d, 0, 7))
            p = last;
        if (!dice_int(d, 0, 29))
            p = (mlg_xy){ NAN, NAN };
        else
            last = p;
        snprintf(cells, sizeof cells, "%c%d|%s", 'a' + dice_int(d, 0, 25), dice_int(d, 0, 99),
                 i < n_hubs ? "fabrique" : "tiers_lieu");
        made_point(&m, p.x, p.y, cells);
    }
    return made_layer(&m);
}

static void open_scene(scene *s, dice *d, size_t n_hubs, size_t n_places, unsigned threads)
{
    mlg_sites_options options = { .precision = "0", .rules = &s->w.rules, .threads = 1 };
    mlg_err err = { 0 };

    *s = (scene){ .w = world_new() };
    options.rules = &s->w.rules;
    assert_ok(mlg_sites_new(&s->sites, draw(d, n_hubs, n_places), &options, s->w.planes,
                            &s->w.diag, &err));
    s->o = (mlg_network_options){ .within_m = dice_int(d, 0, 1) ? NAN : dice_in(d, 1e3, 2e5),
                                  .mesh_m = dice_int(d, 0, 1) ? NAN : dice_in(d, 1e3, 3e5),
                                  .threads = threads };
    assert_ok(mlg_network_new(&s->net, s->sites, NULL, &s->o, s->w.planes, &s->w.diag, &err));
    for (plane_id id = 1; id < PLANE_END; id++)
        if (s->w.planes->open[id])
            s->open[id] = world_plane(id);
}

static void close_scene(scene *s)
{
    for (plane_id id = 1; id < PLANE_END; id++)
        plane_close(s->open[id]);
    mlg_network_free(s->net);
    mlg_sites_free(s->sites);
    world_free(&s->w);
}

static double between(const scene *s, uint32_t a, uint32_t b) /* sites */
{
    if (!s->sites->plane[a] || s->sites->plane[a] != s->sites->plane[b])
        return INFINITY;
    return plane_ground(s->open[s->sites->plane[a]], s->sites->at[a], s->sites->at[b]);
}

static bool comes_first(const scene *s, uint32_t a, uint32_t b)
{
    int order = strcmp(mlg_site_id(s->sites, a), mlg_site_id(s->sites, b));

    return order ? order < 0 : a < b;
}

static double hub_distance(const scene *s, uint32_t a, uint32_t b)
{
    return between(s, s->net->hubs[a].site, s->net->hubs[b].site);
}

/* --- attachment --------------------------------------------------------------------------- */

static uint32_t best_hub(const scene *s, uint32_t site, uint32_t skip, double *ground)
{
    uint32_t best = MLG_NO_HUB;

    *ground = INFINITY;
    for (uint32_t h = 0; h < s->net->n_hubs; h++) {
        double d = between(s, site, s->net->hubs[h].site);

        if (h == skip || isinf(d))
            continue;
        if (d < *ground ||
            (d == *ground && comes_first(s, s->net->hubs[h].site, s->net->hubs[best].site))) {
            best = h;
            *ground = d;
        }
    }
    return best;
}

static void check_places(const scene *s)
{
    double within = isnan(s->o.within_m) ? INFINITY : s->o.within_m;

    for (size_t i = 0; i < s->net->n_places; i++) {
        const mlg_place *p = &s->net->places[i];
        double first, second;
        uint32_t hub = best_hub(s, p->site, MLG_NO_HUB, &first);
        uint32_t next = hub == MLG_NO_HUB ? hub : best_hub(s, p->site, hub, &second);

        assert_int_equal(p->hub, hub);
        assert_int_equal(p->second, next);
        if (!s->sites->plane[p->site]) {
            assert_int_equal(p->attachment, MLG_UNLOCATED);
            continue;
        }
        assert_int_equal(p->certainty, MLG_CERTAIN);
        if (hub == MLG_NO_HUB) {
            assert_int_equal(p->attachment, MLG_ISOLATED);
            continue;
        }
        assert_near(p->distance_m, first, 0.01); /* a geodesic near the limit */
        if (fabs(first - within) > 0.1)
            assert_int_equal(p->attachment, first <= within ? MLG_ATTACHED : MLG_ISOLATED);
        if (next != MLG_NO_HUB)
            assert_near(p->second_m, second, 0.01);
    }
}

/* --- mesh ----------------------------------------------------------------------------------
 */

static bool linked[HUBS][HUBS];

/* Of the hubs at one place: the one whose identifier comes first. */
static uint32_t first_there(const scene *s, uint32_t hub)
{
    uint32_t first = hub;

    for (uint32_t h = 0; h < s->net->n_hubs; h++)
        if (hub_distance(s, hub, h) < 1e-9 &&
            comes_first(s, s->net->hubs[h].site, s->net->hubs[first].site))
            first = h;
    return first;
}

static bool relative_neighbours(const scene *s, uint32_t a, uint32_t b)
{
    double d = hub_distance(s, a, b);
    bool a_first = first_there(s, a) == a, b_first = first_there(s, b) == b;

    if (isinf(d))
        return false;
    if (d < 1e-9)
        return a_first || b_first;
    if (!a_first || !b_first)
        return false;
    for (uint32_t h = 0; h < s->net->n_hubs; h++)
        if (h != a && h != b && hub_distance(s, h, a) < d && hub_distance(s, h, b) < d)
            return false;
    return true;
}

static void check_links(const scene *s)
{
    memset(linked, 0, sizeof linked);
    for (size_t i = 0; i < s->net->n_mesh; i++) {
        const mlg_mesh_link *l = &s->net->mesh[i];

        assert_near(l->length_m, hub_distance(s, l->a, l->b), 0);
        assert_true(comes_first(s, s->net->hubs[l->a].site, s->net->hubs[l->b].site));
        assert_false(linked[l->a][l->b]);
        linked[l->a][l->b] = linked[l->b][l->a] = true;
        assert_int_equal(l->within, isnan(s->o.mesh_m) || l->length_m <= s->o.mesh_m);
    }
    for (uint32_t a = 0; a < s->net->n_hubs; a++)
        for (uint32_t b = 0; b < s->net->n_hubs; b++)
            if (a != b && relative_neighbours(s, a, b) != linked[a][b])
                fail_msg("hubs %u and %u: %s", a, b, linked[a][b] ? "linked" : "not linked");
}

/* Prim's algorithm over all pairs, in each plane. */
static double spanning_length(const scene *s)
{
    double reach[HUBS], sum = 0;
    bool in[HUBS] = { false };

    for (size_t h = 0; h < s->net->n_hubs; h++)
        reach[h] = INFINITY;
    for (size_t step = 0; step < s->net->n_hubs; step++) {
        uint32_t best = MLG_NO_HUB;

        for (uint32_t h = 0; h < s->net->n_hubs; h++)
            if (!in[h] && (best == MLG_NO_HUB || reach[h] < reach[best]))
                best = h;
        in[best] = true;
        sum += isinf(reach[best]) ? 0 : reach[best];
        for (uint32_t h = 0; h < s->net->n_hubs; h++)
            reach[h] = in[h] ? reach[h] : fmin(reach[h], hub_distance(s, best, h));
    }
    return sum;
}

/* How many components the hubs make, without one hub and without one link. */
static size_t components(const scene *s, uint32_t no_hub, size_t no_link, uint32_t *name)
{
    size_t n = s->net->n_hubs, count = 0;
    bool moved = true;

    for (uint32_t h = 0; h < n; h++)
        name[h] = h;
    while (moved) {
        moved = false;
        for (size_t i = 0; i < s->net->n_mesh; i++) {
            const mlg_mesh_link *l = &s->net->mesh[i];
            uint32_t low = name[l->a] < name[l->b] ? name[l->a] : name[l->b];

            if (i == no_link || l->a == no_hub || l->b == no_hub ||
                !(isnan(s->o.mesh_m) || l->length_m <= s->o.mesh_m) || name[l->a] == name[l->b])
                continue;
            name[l->a] = name[l->b] = low;
            moved = true;
        }
    }
    for (uint32_t h = 0; h < n; h++)
        count += name[h] == h && h != no_hub && s->net->hubs[h].located;
    return count;
}

static void check_weak(const scene *s)
{
    uint32_t name[HUBS], other[HUBS];
    size_t whole = components(s, MLG_NO_HUB, SIZE_MAX, name), bridges = 0, articulations = 0;

    assert_int_equal(s->net->n_components, whole);
    for (uint32_t a = 0; a < s->net->n_hubs; a++) {
        const mlg_hub *hub = &s->net->hubs[a];
        size_t without = components(s, a, SIZE_MAX, other), alone = 1;

        assert_int_equal(!hub->component, !hub->located);
        for (uint32_t b = 0; b < s->net->n_hubs; b++) {
            if (hub->located && s->net->hubs[b].located)
                assert_int_equal(name[a] == name[b],
                                 hub->component == s->net->hubs[b].component);
            alone = alone && (b == a || name[b] != name[a]);
        }
        if (!hub->located)
            continue;
        assert_int_equal(hub->articulation, without > whole - alone);
        articulations += hub->articulation;
    }
    for (size_t i = 0; i < s->net->n_mesh; i++) {
        assert_int_equal(s->net->mesh[i].bridge, components(s, MLG_NO_HUB, i, other) > whole);
        bridges += s->net->mesh[i].bridge;
    }
    assert_int_equal(s->net->n_bridges, bridges);
    assert_int_equal(s->net->n_articulations, articulations);
}

/* Links within a distance join the same hubs as all pairs within it. */
static void check_threshold(const scene *s)
{
    uint32_t name[HUBS];
    bool moved = true;

    if (isnan(s->o.mesh_m))
        return;
    for (uint32_t h = 0; h < s->net->n_hubs; h++)
        name[h] = h;
    while (moved) {
        moved = false;
        for (uint32_t a = 0; a < s->net->n_hubs; a++)
            for (uint32_t b = 0; b < a; b++)
                if (name[a] != name[b] && hub_distance(s, a, b) <= s->o.mesh_m) {
                    name[a] = name[b] = name[a] < name[b] ? name[a] : name[b];
                    moved = true;
                }
    }
    for (uint32_t a = 0; a < s->net->n_hubs; a++)
        for (uint32_t b = 0; b < a; b++)
            if (s->net->hubs[a].located && s->net->hubs[b].located)
                assert_int_equal(name[a] == name[b],
                                 s->net->hubs[a].component == s->net->hubs[b].component);
}

static void check_tears(const scene *s)
{
    size_t tree = 0;
    double sum = 0, last[3] = { INFINITY, 0, 0 };

    for (size_t i = 0; i < s->net->n_mesh; i++) {
        tree += s->net->mesh[i].tree;
        sum += s->net->mesh[i].tree ? s->net->mesh[i].length_m : 0;
        assert_int_equal(!s->net->mesh[i].tear, !s->net->mesh[i].tree);
    }
    assert_near(sum, s->net->tree_m, sum * 1e-12);
    assert_near(sum, spanning_length(s), sum * 1e-12 + 1e-9);
    for (size_t rank = 1; rank <= tree; rank++)
        for (size_t i = 0; i < s->net->n_mesh; i++)
            if (s->net->mesh[i].tear == rank) {
                assert_true(s->net->mesh[i].length_m <= last[0]);
                last[0] = s->net->mesh[i].length_m;
            }
}

static void against_definitions(void **state)
{
    dice d = dice_new("network");

    (void)state;
    for (int turn = 0; turn < 60; turn++) {
        scene s;

        open_scene(&s, &d, (size_t)dice_int(&d, 0, turn % 3 ? HUBS : 6),
                   (size_t)dice_int(&d, 0, PLACES), 1 + (unsigned)turn % 4);
        check_places(&s);
        check_links(&s);
        check_tears(&s);
        check_weak(&s);
        check_threshold(&s);
        close_scene(&s);
    }
}

/* The same bytes for any number of threads. */
static void same_for_any_threads(void **state)
{
    dice d = dice_new("threads");

    (void)state;
    for (int turn = 0; turn < 8; turn++) {
        dice again = d;
        scene one, many;

        open_scene(&one, &d, HUBS, PLACES, 1);
        open_scene(&many, &again, HUBS, PLACES, 2 + (unsigned)turn);
        assert_int_equal(one.net->n_mesh, many.net->n_mesh);
        assert_memory_equal(one.net->hubs, many.net->hubs, HUBS * sizeof *one.net->hubs);
        assert_memory_equal(one.net->places, many.net->places,
                            PLACES * sizeof *one.net->places);
        assert_memory_equal(one.net->mesh, many.net->mesh,
                            one.net->n_mesh * sizeof *one.net->mesh);
        close_scene(&one);
        close_scene(&many);
    }
}

/* --- land and people ------------------------------------------------------------------------
 */

enum { CELLS = 300 };

/* A ragged territory with a hole, and people drawn anywhere in and around it. */
static void land_and_people(void **state)
{
    dice d = dice_new("land");

    (void)state;
    for (int turn = 0; turn < 12; turn++) {
        double x = 652000, y = 6862000, size = pow(10, dice_in(&d, 3.5, 5.5));
        made sites = made_new("sites.csv", "EPSG:2154", "id|type");
        made dep = made_new("dep.shp", "EPSG:2154", "insee_dep");
        made cells = made_new("cells.csv", "EPSG:2154", "population");
        plane *l93 = world_plane(PLANE_MAINLAND);
        size_t n_hubs = (size_t)dice_int(&d, 1, HUBS), outside = 0;
        double want[HUBS] = { 0 }, sum = 0, people = 0, cost[HUBS] = { 0 };
        mlg_xy ring[40], lonlat;
        scene s = { .w = world_new() };
        mlg_zones *level;
        mlg_layer *population;
        mlg_err err = { 0 };

        for (size_t i = 0; i < n_hubs; i++) {
            char name[32];

            snprintf(name, sizeof name, "%03zu|fabrique", i);
            made_point(&sites, x + dice_in(&d, -size, size), y + dice_in(&d, -size, size),
                       name);
        }
        for (int k = 0; k < 40; k++) {
            double r = size * dice_in(&d, 0.5, 1.2), t = 2 * 3.141592653589793 * k / 40;

            ring[k] = (mlg_xy){ x + r * cos(t), y + r * sin(t) };
        }
        made_shell(&dep, ring, 40);
        made_box_hole(&dep, x - size / 10, y - size / 10, size / 5, size / 8);
        made_row(&dep, "75");
        for (int k = 0; k < CELLS; k++) {
            char number[16];

            snprintf(number, sizeof number, "%d", dice_int(&d, 0, 9));
            made_point(&cells, x + dice_in(&d, -size, size), y + dice_in(&d, -size, size),
                       number);
        }
        s.sites = world_sites(&s.w, &sites, "0");
        level = world_level(&s.w, &dep, "departement");
        population = made_layer(&cells);
        s.o = (mlg_network_options){ .within_m = NAN,
                                     .mesh_m = NAN,
                                     .levels = &level,
                                     .n_levels = 1,
                                     .cells = world_people(&s.w, population),
                                     .threads = 1 + (unsigned)turn % 3 };
        assert_ok(mlg_network_new(&s.net, s.sites, NULL, &s.o, s.w.planes, &s.w.diag, &err));
        s.open[PLANE_MAINLAND] = l93;
        for (size_t h = 0; h < n_hubs; h++)
            sum += s.net->hubs[h].area_m2;
        assert_near(sum, mlg_zone_area(level, 0), sum * 1e-9); /* they share it all out */
        assert_near(s.net->area_m2, mlg_zone_area(level, 0), sum * 1e-9);
        for (int k = 0; k < CELLS; k++) {
            mlg_xy at = population->points[k];
            double first = INFINITY, second = INFINITY, own = NAN;
            uint32_t hub = 0, owners = 0;
            bool inside = zones_nearest(level, PLANE_MAINLAND, at).distance == 0;
            double number = atof(mlg_cell(&population->columns[0], (size_t)k));

            for (uint32_t h = 0; h < n_hubs; h++) {
                double far = plane_ground(l93, at, s.sites->at[h]);

                second = far < first ? first : fmin(second, far);
                hub = far < first ? h : hub;
                first = fmin(first, far);
            }
            lonlat = at;
            plane_to_lonlat(l93, &lonlat, 1);
            for (uint32_t h = 0; h < n_hubs; h++) {
                bool in = false;

                for (uint32_t r = s.net->areas.ring_of[h]; r < s.net->areas.ring_of[h + 1]; r++)
                    in ^=
                        ring_covers(s.net->areas.xy + s.net->areas.xy_of[r],
                                    s.net->areas.xy_of[r + 1] - s.net->areas.xy_of[r], lonlat);
                owners += in;
                own = in ? plane_ground(l93, at, s.sites->at[h]) : own;
            }
            assert_int_equal(owners, inside);
            outside += !inside;
            if (!inside)
                continue;
            assert_true(own - first <
                        0.05 + size * 1e-6); /* nearest, within the globe's truth */
            want[hub] += number;
            people += number;
            cost[hub] += number > 0 ? number * (second - first) : 0;
        }
        assert_true(outside > 0 && outside < CELLS);
        assert_near(s.net->population, people, 1e-9);
        for (size_t h = 0; h < n_hubs; h++) {
            const mlg_hub *a = &s.net->hubs[h];

            assert_near(isnan(a->population) ? 0 : a->population, want[h], 1e-9);
            if (n_hubs > 1 && a->population > 0) {
                assert_near(a->loss, cost[h] / 1000, cost[h] * 1e-9 + 1e-9);
                assert_near((a->people_next_m - a->people_mean_m) * want[h], cost[h],
                            cost[h] * 1e-9 + 1e-6);
            }
            for (size_t k = 0; k < n_hubs; k++) /* ranked by it */
                if (a->loss > s.net->hubs[k].loss)
                    assert_true(a->rank < s.net->hubs[k].rank);
        }
        mlg_layer_free(population);
        close_scene(&s);
        mlg_zones_free(level);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(against_definitions),
                                        cmocka_unit_test(same_for_any_threads),
                                        cmocka_unit_test(land_and_people) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
