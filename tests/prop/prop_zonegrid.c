/* The zones around a place by the squares of a grid, against a search through the tree. */
#include "test.h"

#include "dice.h"
#include "geo/zonegrid.h"
#include "made.h"

enum { CORNERS = 200 };

/* A crooked ring around a place; on a lattice of metres, so that borders run along its lines
 * and places fall on them. */
static size_t star(mlg_xy *ring, dice *d, mlg_xy middle, double size, bool lattice)
{
    size_t n = (size_t)dice_int(d, 3, dice_int(d, 0, 3) ? 12 : CORNERS);

    for (size_t k = 0; k < n; k++) {
        double angle = 6.283185307179586 * (double)k / (double)n, r = size * dice_in(d, 0.4, 1);

        ring[k] = (mlg_xy){ middle.x + r * cos(angle), middle.y + r * sin(angle) };
        if (lattice)
            ring[k] = (mlg_xy){ rint(ring[k].x), rint(ring[k].y) };
    }
    return n;
}

/* Stars from a speck to the whole land, overlapping, with holes and second parts, the same
 * twice. */
static void add_star(made *m, dice *d, mlg_xy middle, double spread, bool lattice)
{
    mlg_xy ring[CORNERS],
        c = { middle.x + dice_in(d, -spread, spread), middle.y + dice_in(d, -spread, spread) };
    double size = spread * pow(10, dice_in(d, -2, 0.3)) + 8;
    size_t n = star(ring, d, c, size, lattice);

    made_shell(m, ring, n);
    if (dice_int(d, 0, 2) == 0)
        made_hole(m, ring, star(ring, d, c, size * 0.35, lattice));
    if (dice_int(d, 0, 4) == 0) {
        c.x += 2.5 * size;
        made_shell(m, ring, star(ring, d, c, size, lattice));
    }
}

static mlg_zones *draw(world *w, dice *d, mlg_xy middle, double spread, bool lattice)
{
    made m = made_new("qpv.shp", "EPSG:2154", "code_qp");
    int n = dice_int(d, 1, 40);

    for (int i = 0; i < n; i++) {
        char code[8];

        if (dice_int(d, 0, 1))
            made_box(&m, rint(middle.x + dice_in(d, -spread, spread)),
                     rint(middle.y + dice_in(d, -spread, spread)), rint(spread / 3) + 1,
                     rint(spread / 5) + 1);
        else
            add_star(&m, d, middle, spread, lattice);
        snprintf(code, sizeof code, "QP%03d", i * 37 % 997);
        made_row(&m, code);
    }
    return world_zones(w, &m, MLG_ROLE_QPV, NULL);
}

/* Anywhere, at a vertex, on an edge or beside one, as far as can be told apart. */
static mlg_xy place(dice *d, const mlg_polys *p, mlg_xy middle, double spread)
{
    size_t v = dice_next(d) % (p->n_xy - 1);
    mlg_xy a = p->xy[v], b = p->xy[v + 1];
    mlg_xy some = { middle.x + dice_in(d, -3, 3) * spread,
                    middle.y + dice_in(d, -3, 3) * spread };
    double t = dice_in(d, 0, 1);

    switch (dice_int(d, 0, 4)) {
    case 0:
        return some;
    case 1:
        return (mlg_xy){ rint(some.x), a.y }; /* the ray passes a vertex */
    case 2:
        return a;
    case 3:
        return (mlg_xy){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
    default:
        return (mlg_xy){ a.x + t * (b.x - a.x), nextafter(a.y + t * (b.y - a.y), some.y) };
    }
}

static void the_grid_changes_nothing(void **state)
{
    dice d = dice_new("the grid changes nothing");
    size_t found = 0, all = 0;

    (void)state;
    for (int round = 0; round < 150; round++) {
        world w = world_new();
        mlg_xy middle = { dice_in(&d, 3e5, 1e6), dice_in(&d, 6.3e6, 7e6) };
        double spread = pow(10, dice_in(&d, 0.5, 5));
        mlg_zones *z = draw(&w, &d, middle, spread, dice_int(&d, 0, 1));
        const zonegrid *grid;
        mlg_err err = { 0 };

        assert_ok(zones_grid(&grid, z, 3, &err));
        for (int k = 0; k < 400; k++, all++) {
            mlg_xy p = place(&d, &z->polys, middle, spread);
            uint32_t want = zones_cover(z, PLANE_MAINLAND, p),
                     got = zonegrid_cover(grid, PLANE_MAINLAND, p);

            if (got != want)
                fail_msg("round %d, (%.17g %.17g): zone %u of the grid, %u of the tree", round,
                         p.x, p.y, got, want);
            found += want != ZONE_NONE;
        }
        assert_int_equal(zonegrid_cover(grid, PLANE_REUNION, middle), ZONE_NONE);
        assert_int_equal(zonegrid_cover(grid, PLANE_MAINLAND, (mlg_xy){ NAN, NAN }), ZONE_NONE);
        mlg_zones_free(z);
        world_free(&w);
    }
    assert_true(found > all / 5 && found < all); /* the test sees both */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_grid_changes_nothing),
    };

    return cmocka_run_group_tests_name("zonegrid", tests, NULL, NULL);
}
