#include "test.h"

#include "model/build.h"

#include <stdlib.h>
#include <string.h>

static void columns(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = { { "abc", "abc" }, { "  a b\t\r\n", "a b" }, { "", "" },
                 { " \t ", "" },   { "01004", "01004" },     { "é", "é" } };
    column_build *b = column_build_new("Nom", MLG_NUMBER);
    mlg_column c;

    (void)state;
    assert_non_null(b);
    for (size_t i = 0; i < 6000; i++)
        assert_true(column_build_add(b, rows[i % 6].text, strlen(rows[i % 6].text)));
    column_build_finish(b, &c);
    assert_string_equal(c.name, "Nom");
    assert_int_equal(c.type, MLG_NUMBER);
    for (size_t i = 0; i < 6000; i++)
        assert_string_equal(mlg_cell(&c, i), rows[i % 6].want);
    assert_string_equal(mlg_cell(NULL, 3), "");
    free(c.name);
    free(c.at);
    free(c.text);
    column_build_free(column_build_new("x", MLG_TEXT));
    column_build_free(NULL);
}

/* A padded DBF field: NUL bytes around are blanks too, and the length is what counts. */
static void padded_cells(void **state)
{
    column_build *b = column_build_new("x", MLG_TEXT);
    mlg_column c;

    (void)state;
    assert_true(column_build_add(b, "ab  \0\0\0", 7));
    assert_true(column_build_add(b, "abcdef", 3));
    column_build_finish(b, &c);
    assert_string_equal(mlg_cell(&c, 0), "ab");
    assert_string_equal(mlg_cell(&c, 1), "abc");
    free(c.name);
    free(c.at);
    free(c.text);
}

static void rings(void **state)
{
    static const struct {
        const char *what;
        mlg_xy xy[6];
        size_t n;
        ring_said said;
        size_t kept; /* vertices, closed */
    } rows[] = {
        { "open", { { 0, 0 }, { 1, 0 }, { 1, 1 } }, 3, RING_TAKEN, 4 },
        { "closed", { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 0 } }, 4, RING_TAKEN, 4 },
        { "a vertex twice",
          { { 0, 0 }, { 1, 0 }, { 1, 0 }, { 1, 1 }, { 0, 0 } },
          5,
          RING_TAKEN,
          4 },
        { "closed twice",
          { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 0 }, { 0, 0 } },
          5,
          RING_TAKEN,
          4 },
        { "two vertices", { { 0, 0 }, { 1, 0 }, { 0, 0 } }, 3, RING_TOO_SHORT, 0 },
        { "one vertex", { { 0, 0 }, { 0, 0 }, { 0, 0 } }, 3, RING_TOO_SHORT, 0 },
        { "nothing", { { 0, 0 } }, 0, RING_TOO_SHORT, 0 },
        { "not a number", { { 0, 0 }, { NAN, 0 }, { 1, 1 } }, 3, RING_NOT_FINITE, 0 },
        { "infinite", { { 0, 0 }, { 1, 0 }, { 1, INFINITY } }, 3, RING_NOT_FINITE, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        polys_build *b = polys_build_new();
        mlg_polys p;

        assert_int_equal(polys_build_ring(b, rows[i].xy, rows[i].n), rows[i].said);
        polys_build_end_polygon(b);
        assert_true(polys_build_end_feature(b));
        polys_build_finish(b, &p);
        assert_int_equal(p.n, 1);
        assert_int_equal(p.n_rings, rows[i].said == RING_TAKEN);
        assert_int_equal(p.n_xy, rows[i].kept);
        if (p.n_xy)
            assert_true(p.xy[0].x == p.xy[3].x && p.xy[0].y == p.xy[3].y);
        mlg_polys_release(&p);
    }
    polys_build_free(NULL);
}

static void box(mlg_xy *xy, double x, double y, double side, bool clockwise)
{
    mlg_xy ccw[] = { { x, y }, { x + side, y }, { x + side, y + side }, { x, y + side } };

    for (int i = 0; i < 4; i++)
        xy[i] = ccw[clockwise ? 3 - i : i];
}

static void add(polys_build *b, double x, double y, double side, bool clockwise)
{
    mlg_xy xy[4];

    box(xy, x, y, side, clockwise);
    assert_int_equal(polys_build_ring(b, xy, 4), RING_TAKEN);
}

static double area_of(const mlg_polys *p, size_t ring)
{
    return ring_area(p->xy + p->xy_of[ring], p->xy_of[ring + 1] - p->xy_of[ring]);
}

/* GeoJSON: the first ring is the shell, whatever its direction. */
static void polygons_shell_first(void **state)
{
    polys_build *b = polys_build_new();
    mlg_polys p;

    (void)state;
    for (int direction = 0; direction < 4; direction++) {
        add(b, 0, 0, 10, direction & 1);
        add(b, 2, 2, 3, direction & 2);
        add(b, 6, 6, 2, direction & 2);
        assert_true(polys_build_end_polygon(b));
        add(b, 20, 0, 5, direction & 1);
        assert_true(polys_build_end_polygon(b));
        assert_true(polys_build_end_feature(b));
    }
    polys_build_finish(b, &p);
    assert_int_equal(p.n, 4);
    for (size_t f = 0; f < 4; f++) {
        static const double want[] = { 100, -9, -4, 25 };

        assert_int_equal(p.ring_of[f + 1] - p.ring_of[f], 4);
        for (size_t r = 0; r < 4; r++) {
            assert_near(area_of(&p, 4 * f + r), want[r], 0);
            assert_int_equal(p.hole[4 * f + r], want[r] < 0);
        }
    }
    mlg_polys_release(&p);
}

/* Shapefiles: direction tells shells from holes, in any order; a hole goes to the smallest
 * shell around it. */
static void rings_by_direction(void **state)
{
    typedef struct drawn {
        double x, y, side;
        bool hole;
    } drawn;
    static const struct {
        const char *what;
        drawn rings[6];
        size_t n;
        double want[6]; /* areas, shell by shell */
        size_t stray;
    } rows[] = {
        { "no ring", { { 0, 0, 0, 0 } }, 0, { 0 }, 0 },
        { "one shell", { { 0, 0, 10, false } }, 1, { 100 }, 0 },
        { "one ring the wrong way is a shell all the same",
          { { 0, 0, 10, true } },
          1,
          { 100 },
          0 },
        { "hole after", { { 0, 0, 10, false }, { 1, 1, 2, true } }, 2, { 100, -4 }, 0 },
        { "hole before", { { 1, 1, 2, true }, { 0, 0, 10, false } }, 2, { 100, -4 }, 0 },
        { "holes of two shells, mixed",
          { { 21, 1, 3, true },
            { 0, 0, 10, false },
            { 20, 0, 10, false },
            { 1, 1, 2, true },
            { 5, 5, 1, true } },
          5,
          { 100, -4, -1, 100, -9 },
          0 },
        { "an island in a lake with a pond",
          { { 0, 0, 100, false },
            { 10, 10, 80, true },
            { 20, 20, 50, false },
            { 30, 30, 5, true } },
          4,
          { 10000, -6400, 2500, -25 },
          0 },
        { "a hole that touches its shell at a corner",
          { { 0, 0, 10, false }, { 0, 0, 2, true } },
          2,
          { 100, -4 },
          0 },
        { "a stray hole becomes a shell",
          { { 0, 0, 10, false }, { 50, 50, 2, true } },
          2,
          { 100, 4 },
          1 },
        { "a hole larger than any shell",
          { { 0, 0, 10, false }, { -5, -5, 20, true } },
          2,
          { 100, 400 },
          1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int clockwise = 0; clockwise < 2; clockwise++) {
            polys_build *b = polys_build_new();
            size_t stray;
            mlg_polys p;

            add(b, 500, 500, 1, false); /* a feature before: offsets are not zero */
            polys_build_end_polygon(b);
            polys_build_end_feature(b);
            for (size_t k = 0; k < rows[i].n; k++) {
                const drawn *d = &rows[i].rings[k];

                add(b, d->x, d->y, d->side, d->hole != (clockwise == 1));
            }
            assert_true(polys_build_sort_rings(b, clockwise, &stray));
            assert_true(polys_build_end_feature(b));
            polys_build_finish(b, &p);
            assert_int_equal(stray, rows[i].stray);
            assert_int_equal(p.n_rings, rows[i].n + 1);
            for (size_t k = 0; k < rows[i].n; k++) {
                if (area_of(&p, k + 1) != rows[i].want[k] ||
                    p.hole[k + 1] != (rows[i].want[k] < 0))
                    fail_msg("%s: ring %zu has %g", rows[i].what, k, area_of(&p, k + 1));
            }
            mlg_polys_release(&p);
        }
    }
}

static void small_geometry(void **state)
{
    static const mlg_xy far[] = {
        { 1e7, 1e7 }, { 1e7 + 1, 1e7 }, { 1e7 + 1, 1e7 + 1 }, { 1e7, 1e7 + 1 }, { 1e7, 1e7 }
    };
    static const mlg_xy some[] = { { NAN, 3 }, { 1, -2 }, { 5, INFINITY }, { -4, 7 } };
    mlg_box b = box_of(some, 4);

    (void)state;
    assert_near(ring_area(far, 5), 1, 0); /* nothing lost far from the origin */
    assert_near(ring_area(far, 0), 0, 0);
    assert_true(ring_covers(far, 5, (mlg_xy){ 1e7 + 0.5, 1e7 + 0.5 }));
    assert_false(ring_covers(far, 5, (mlg_xy){ 1e7 - 0.5, 1e7 + 0.5 }));
    assert_false(ring_covers(far, 5, (mlg_xy){ 1e7 + 0.5, 1e7 + 1.5 }));
    assert_true(b.xmin == -4 && b.xmax == 1 && b.ymin == -2 && b.ymax == 7);
    b = box_of(NULL, 0);
    assert_true(b.xmin > b.xmax);
}

static void layers(void **state)
{
    mlg_layer *layer = layer_new("données/qpv 2015.shp");

    (void)state;
    assert_string_equal(layer->name, "qpv 2015.shp");
    assert_true(layer->box.xmin > layer->box.xmax);
    assert_int_equal(layer->n, 0);
    mlg_layer_free(layer);
    mlg_layer_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns),
        cmocka_unit_test(padded_cells),
        cmocka_unit_test(rings),
        cmocka_unit_test(polygons_shell_first),
        cmocka_unit_test(rings_by_direction),
        cmocka_unit_test(small_geometry),
        cmocka_unit_test(layers),
    };

    return cmocka_run_group_tests_name("build", tests, NULL, NULL);
}
