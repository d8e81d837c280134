/* Nearest zones against every zone in turn, whatever the order of records and the way. */
#include "test.h"

#include "dice.h"
#include "made.h"

enum { MOST = 80 };

/* Stars of all sizes, some of them twice under two codes, some overlapping. */
typedef struct drawn {
    mlg_xy ring[MOST][40];
    int size[MOST], n;
    char code[MOST][8];
} drawn;

static void draw(drawn *w, dice *d, mlg_xy middle, double spread, double largest)
{
    w->n = dice_int(d, 1, MOST);
    for (int i = 0; i < w->n; i++) {
        mlg_xy c = { middle.x + dice_in(d, -spread, spread),
                     middle.y + dice_in(d, -spread, spread) };
        double size = largest * dice_in(d, 0.05, 1);

        snprintf(w->code[i], sizeof *w->code, "QP%03d", i * 37 % 997);
        w->size[i] = dice_int(d, 3, 40);
        for (int k = 0; k < w->size[i]; k++) {
            double angle = 6.283185307179586 * k / w->size[i], r = size * dice_in(d, 0.3, 1);

            w->ring[i][k] = (mlg_xy){ c.x + r * cos(angle), c.y + r * sin(angle) };
        }
        if (i && dice_int(d, 0, 9) == 0) {
            memcpy(w->ring[i], w->ring[i - 1], sizeof *w->ring);
            w->size[i] = w->size[i - 1];
        }
    }
}

static mlg_zones *place(world *w, const drawn *drawn_zones, bool backwards)
{
    made m = made_new("qpv.shp", "EPSG:2154", "code_qp");

    for (int k = 0; k < drawn_zones->n; k++) {
        int i = backwards ? drawn_zones->n - 1 - k : k;

        made_shell(&m, drawn_zones->ring[i], (size_t)drawn_zones->size[i]);
        made_row(&m, drawn_zones->code[i]);
    }
    return world_zones(w, &m, MLG_ROLE_QPV, NULL);
}

typedef struct brute {
    const char *code;
    double distance, depth;
} brute;

static mlg_xy nearest_on(const mlg_xy *ring, size_t n, mlg_xy p)
{
    long double least = INFINITY;
    mlg_xy at = { NAN, NAN };

    for (size_t i = 0; i < n; i++) {
        mlg_xy a = ring[i], b = ring[(i + 1) % n];
        long double dx = (long double)b.x - a.x, dy = (long double)b.y - a.y;
        long double t = ((p.x - (long double)a.x) * dx + (p.y - (long double)a.y) * dy) /
                        (dx * dx + dy * dy);
        long double x, y, d;

        t = t < 0 ? 0 : t > 1 ? 1 : t;
        x = a.x + t * dx;
        y = a.y + t * dy;
        d = hypotl(p.x - x, p.y - y);
        if (d < least) {
            least = d;
            at = (mlg_xy){ (double)x, (double)y };
        }
    }
    return at;
}

static bool inside(const mlg_xy *ring, size_t n, mlg_xy p)
{
    bool in = false;

    for (size_t i = 0; i < n; i++) {
        mlg_xy a = ring[i], b = ring[(i + 1) % n];

        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y))
            in = !in;
    }
    return in;
}

static brute every_zone(const drawn *w, const plane *l93, mlg_xy p)
{
    static const double same = 1e-7;
    brute best = { NULL, INFINITY, 0 };

    for (int i = 0; i < w->n; i++) {
        mlg_xy at = nearest_on(w->ring[i], (size_t)w->size[i], p);
        double ground = plane_ground(l93, p, at), distance = ground;

        if (inside(w->ring[i], (size_t)w->size[i], p)) {
            best.depth = fmax(best.depth, ground);
            distance = 0;
        }
        if (distance < best.distance - same ||
            (distance < best.distance + same && strcmp(w->code[i], best.code) < 0)) {
            best.code = w->code[i];
            best.distance = distance;
        }
    }
    return best;
}

static void check(const mlg_zones *z, zone_hit hit, brute want, mlg_xy p)
{
    const char *code = mlg_zone_code(z, hit.zone);

    if (strcmp(code, want.code) || !(fabs(hit.distance - want.distance) < 1e-7) ||
        !(fabs(hit.depth - want.depth) < 1e-7))
        fail_msg("(%.17g %.17g): %s at %.9f, deep %.9f; want %s at %.9f, deep %.9f", p.x, p.y,
                 code, hit.distance, hit.depth, want.code, want.distance, want.depth);
}

static bool same_hit(zone_hit a, zone_hit b)
{
    return a.zone == b.zone && a.distance == b.distance && a.depth == b.depth &&
           a.at.x == b.at.x && a.at.y == b.at.y;
}

static void nearest_of_every_zone(void **state)
{
    dice d = dice_new("nearest of every zone");
    plane *l93 = world_plane(PLANE_MAINLAND);

    (void)state;
    for (int round = 0; round < 40; round++) {
        world w = world_new();
        drawn zones;
        mlg_xy middle = { dice_in(&d, 3e5, 1e6), dice_in(&d, 6.3e6, 7e6) };
        double spread = pow(10, dice_in(&d, 3, 5.3)), far = round % 5 ? 1.5 * spread : 7e5;
        mlg_zones *one, *other;

        draw(&zones, &d, middle, spread, spread / 3);
        one = place(&w, &zones, false);
        other = place(&w, &zones, true);
        for (int k = 0; k < 200; k++) {
            mlg_xy p = { middle.x + dice_in(&d, -far, far), middle.y + dice_in(&d, -far, far) };
            brute want = every_zone(&zones, l93, p);
            zone_hit a = zones_nearest(one, PLANE_MAINLAND, p),
                     b = zones_nearest(other, PLANE_MAINLAND, p);

            check(one, a, want, p);
            assert_int_equal(zones_cover(one, PLANE_MAINLAND, p),
                             a.distance == 0 ? a.zone : ZONE_NONE);
            b.zone = (uint32_t)zones.n - 1 - b.zone;
            assert_true(same_hit(a, b));
        }
        mlg_zones_free(one);
        mlg_zones_free(other);
        world_free(&w);
    }
    plane_close(l93);
}

/* Steps from a centimetre to a leap across the map; the answers are those of a search from
 * nothing, to the last bit. */
static void a_walk_changes_nothing(void **state)
{
    dice d = dice_new("a walk changes nothing");

    (void)state;
    for (int round = 0; round < 30; round++) {
        world w = world_new();
        drawn zones;
        mlg_xy middle = { dice_in(&d, 3e5, 1e6), dice_in(&d, 6.3e6, 7e6) }, p = middle;
        double spread = pow(10, dice_in(&d, 3, 5.3));
        mlg_zones *z;
        zone_walk walk = { 0 };

        draw(&zones, &d, middle, spread, spread / 3);
        z = place(&w, &zones, false);
        for (int k = 0; k < 600; k++) {
            double step = pow(10, dice_in(&d, -2, log10(spread)));
            zone_hit a, b;

            p.x += dice_in(&d, -step, step);
            p.y += dice_in(&d, -step, step);
            if (hypot(p.x - middle.x, p.y - middle.y) > 2 * spread)
                p = middle;
            if (k % 100 == 70) /* beyond the zones' surroundings */
                p.y += 4e5;
            if (k % 50 == 49) /* a vertex: ties between edges and between zones */
                p = zones.ring[k % zones.n][k % zones.size[k % zones.n]];
            a = zones_nearest(z, PLANE_MAINLAND, p);
            b = zones_nearest_next(z, PLANE_MAINLAND, p, &walk);
            if (!same_hit(a, b))
                fail_msg("(%.17g %.17g): %s at %.17g walking, %s at %.17g", p.x, p.y,
                         mlg_zone_code(z, b.zone), b.distance, mlg_zone_code(z, a.zone),
                         a.distance);
        }
        mlg_zones_free(z);
        world_free(&w);
    }
}

/* A grid of squares: on a shared border or corner all owners cover the point, outside they
 * are equally near; the smallest code is told whichever way one came. */
static void shared_borders(void **state)
{
    dice d = dice_new("shared borders");
    enum { SIDE = 5 };

    (void)state;
    for (int round = 0; round < 20; round++) {
        world w = world_new();
        made m = made_new("communes.shp", "EPSG:2154", "insee_com");
        int code[SIDE * SIDE];
        mlg_zones *z;
        zone_walk walk = { 0 };

        for (int i = 0; i < SIDE * SIDE; i++)
            code[i] = 10000 + i;
        for (int i = SIDE * SIDE - 1; i > 0; i--) {
            int k = dice_int(&d, 0, i), swap = code[i];

            code[i] = code[k];
            code[k] = swap;
        }
        for (int i = 0; i < SIDE * SIDE; i++) {
            char text[8];

            made_box(&m, 600000 + i % SIDE * 1000, 6600000 + i / SIDE * 1000, 1000, 1000);
            snprintf(text, sizeof text, "%d", code[i]);
            made_row(&m, text);
        }
        z = world_zones(&w, &m, MLG_ROLE_COMMUNE, NULL);
        for (int k = 0; k < 300; k++) { /* in half squares, from -1 to SIDE + 1 */
            int hx = dice_int(&d, -2, 2 * SIDE + 2), hy = dice_int(&d, -2, 2 * SIDE + 2);
            mlg_xy p = { 600000 + hx * 500, 6600000 + hy * 500 };
            int cx = hx < 0 ? 0 : hx > 2 * SIDE ? 2 * SIDE : hx, least = 99999;
            int cy = hy < 0 ? 0 : hy > 2 * SIDE ? 2 * SIDE : hy;
            bool in = cx == hx && cy == hy;
            zone_hit hit = zones_nearest(z, PLANE_MAINLAND, p),
                     next = zones_nearest_next(z, PLANE_MAINLAND, p, &walk);

            for (int i = 0; i < SIDE * SIDE; i++) { /* owners of the nearest lattice point */
                int x = i % SIDE * 2, y = i / SIDE * 2;

                if (cx >= x && cx <= x + 2 && cy >= y && cy <= y + 2 && code[i] < least)
                    least = code[i];
            }
            assert_int_equal(atoi(mlg_zone_code(z, hit.zone)), least);
            assert_true(same_hit(hit, next));
            assert_true(in == (hit.distance == 0));
            assert_int_equal(zones_cover(z, PLANE_MAINLAND, p), in ? hit.zone : ZONE_NONE);
            if (in)
                assert_near(hit.depth, hx % 2 && hy % 2 ? 500 : 0, 0.5);
            else
                assert_near(hit.distance / (hypot(hx - cx, hy - cy) * 500), 1, 0.002);
        }
        mlg_zones_free(z);
        world_free(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_of_every_zone),
        cmocka_unit_test(a_walk_changes_nothing),
        cmocka_unit_test(shared_borders),
    };

    return cmocka_run_group_tests_name("zones", tests, NULL, NULL);
}
