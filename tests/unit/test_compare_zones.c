/* What became of the zones of a layer: each kind of change, by its definition. */
#include "test.h"

#include "made.h"
#include "maillage/compare.h"

/* Squares on Lambert-93 near its central meridian, where 1 m is 1.0007 m of the plane. */
enum { X = 700000, Y = 6600000 };

typedef struct box {
    const char *code;
    double x, y, width, height;
} box;

static mlg_zones *layer_of(world *w, const box *boxes)
{
    made m = made_new("zones.shp", "EPSG:2154", "code_qp|lib_qp");

    for (; boxes->code; boxes++) {
        char cells[80];

        made_box(&m, X + boxes->x, Y + boxes->y, boxes->width, boxes->height);
        snprintf(cells, sizeof cells, "%s|quartier %s", boxes->code, boxes->code);
        made_row(&m, cells);
    }
    return world_zones(w, &m, MLG_ROLE_QPV, NULL);
}

typedef struct scene {
    world w;
    mlg_zones *a, *b;
    mlg_zones_comparison *c;
} scene;

static scene scene_new(const box *a, const box *b, double tolerance)
{
    scene s = { .w = world_new() };
    mlg_compare_options how = { .tolerance_m = tolerance, .threads = 2 };
    mlg_err err = { 0 };

    s.a = layer_of(&s.w, a);
    s.b = layer_of(&s.w, b);
    assert_ok(mlg_compare_zones(&s.c, s.a, s.b, &how, &err));
    return s;
}

static void scene_free(scene *s)
{
    mlg_zones_comparison_free(s->c);
    mlg_zones_free(s->a);
    mlg_zones_free(s->b);
    world_free(&s->w);
}

static void each_kind_of_change(void **state)
{
    static const box former[] = { { "A1", 0, 0, 100, 100 },
                                  { "A2", 1000, 0, 100, 100 },
                                  { "A3", 2000, 0, 100, 100 },
                                  { "A4", 3000, 0, 100, 100 },
                                  { "A5", 3100, 0, 100, 100 },
                                  { "A6", 4000, 0, 200, 100 },
                                  { "A7", 5000, 0, 100, 100 },
                                  { "A8", 6000, 0, 100, 100 },
                                  { "A9", 7000, 0, 300, 100 },
                                  { "A9b", 7300, 0, 100, 100 },
                                  { 0 } };
    static const box latter[] = {
        { "A1", 2, 0, 100, 100 },                                  /* within 5 m */
        { "A2", 1000, 0, 150, 100 },                               /* 50 m more */
        { "B3", 2001, 0, 100, 100 },                               /* another code */
        { "A4", 3000, 0, 200, 100 },                               /* A4 and A5 */
        { "A6", 4000, 0, 100, 100 }, { "B6", 4100, 0, 100, 100 },  /* A6 in two */
        { "A7", 5500, 0, 100, 100 },                               /* elsewhere */
        { "B9", 7000, 0, 150, 100 }, { "B10", 7150, 0, 250, 100 }, /* two into two others */
        { "B8", 9000, 0, 100, 100 }, { 0 }
    };
    static const struct {
        const char *code; /* of A, or of B */
        mlg_change change;
        size_t n_a, n_b;
    } want[] = { { "A1", MLG_CHANGE_NONE, 1, 1 },       { "A2", MLG_CHANGE_MODIFIED, 1, 1 },
                 { "A3", MLG_CHANGE_RENUMBERED, 1, 1 }, { "A4", MLG_CHANGE_MERGED, 2, 1 },
                 { "A6", MLG_CHANGE_SPLIT, 1, 2 },      { "A7", MLG_CHANGE_MOVED, 1, 1 },
                 { "A8", MLG_CHANGE_ABOLISHED, 1, 0 },  { "A9", MLG_CHANGE_RECAST, 2, 2 },
                 { "B8", MLG_CHANGE_CREATED, 0, 1 } };
    scene s = scene_new(former, latter, 5);

    (void)state;
    assert_int_equal(s.c->n, sizeof want / sizeof *want);
    for (size_t i = 0; i < s.c->n; i++) {
        const mlg_zone_change *r = &s.c->rows[i];

        assert_string_equal(r->n_a ? mlg_zone_code(s.a, s.c->a_of[r->first_a])
                                   : mlg_zone_code(s.b, s.c->b_of[r->first_b]),
                            want[i].code);
        assert_int_equal(r->change, want[i].change);
        assert_int_equal(r->n_a, want[i].n_a);
        assert_int_equal(r->n_b, want[i].n_b);
        assert_int_equal(s.c->counts[want[i].change], 1);
    }
    assert_int_equal(s.c->n_changed, s.c->n - 1);
    assert_int_equal(s.c->codes_shared, 5);
    scene_free(&s);
}

/* The scale is 0.99905 near 46.5 N: a plane square metre is 1/0.99905^2 on the ground. */
static void areas_gained_and_lost(void **state)
{
    static const box former[] = { { "A1", 0, 0, 100, 100 }, { 0 } };
    static const box latter[] = { { "A1", 20, 0, 90, 100 }, { 0 } };
    scene s = scene_new(former, latter, 5);
    const mlg_zone_change *r = &s.c->rows[0];
    double square = mlg_zone_area(s.a, 0) / 10000; /* of the plane, on the ground */

    (void)state;
    assert_near(square, 1.0019, 2e-4);
    assert_int_equal(r->change, MLG_CHANGE_MODIFIED);
    assert_near(r->area_a, 10000 * square, 0.01);
    assert_near(r->area_b, 9000 * square, 0.01);
    assert_near(r->common, 8000 * square, 0.01);
    assert_near(r->gained, 1000 * square, 0.01);
    assert_near(r->lost, 2000 * square, 0.01);
    assert_near(r->gained_beyond, 500 * square, 3);
    assert_near(r->lost_beyond, 1500 * square, 3);
    scene_free(&s);
}

static void the_tolerance_decides(void **state)
{
    static const box former[] = { { "A1", 0, 0, 100, 100 }, { 0 } };
    static const box latter[] = { { "A1", 3, 0, 100, 100 }, { 0 } };
    static const struct {
        double tolerance;
        mlg_change change;
    } rows[] = { { 0, MLG_CHANGE_MODIFIED },
                 { 2.9, MLG_CHANGE_MODIFIED },
                 { 3.1, MLG_CHANGE_NONE },
                 { 10, MLG_CHANGE_NONE } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        scene s = scene_new(former, latter, rows[i].tolerance);

        assert_int_equal(s.c->rows[0].change, rows[i].change);
        scene_free(&s);
    }
}

/* Two records of one code are one zone; a zone drawn in one piece is the same ground. */
static void records_of_one_code_are_one_zone(void **state)
{
    static const box former[] = { { "A1", 0, 0, 100, 100 }, { "A1", 100, 0, 100, 100 }, { 0 } };
    static const box latter[] = { { "A1", 0, 0, 200, 100 }, { 0 } };
    scene s = scene_new(former, latter, 5);

    (void)state;
    assert_int_equal(s.c->n, 1);
    assert_int_equal(s.c->rows[0].change, MLG_CHANGE_NONE);
    assert_int_equal(s.c->rows[0].n_a, 2);
    assert_int_equal(s.c->row_of_a[1], 0);
    scene_free(&s);
}

/* Square metres of the plane of one drawn feature, and its rings. */
static double drawn(mlg_polys *p, plane *l93, size_t feature, size_t *rings)
{
    double area = 0;

    *rings = p->ring_of[feature + 1] - p->ring_of[feature];
    for (size_t r = p->ring_of[feature]; r < p->ring_of[feature + 1]; r++) {
        size_t from = p->xy_of[r], n = p->xy_of[r + 1] - from;

        plane_from_lonlat(l93, p->xy + from, n);
        for (size_t v = from; v + 1 < from + n; v++)
            area += (p->xy[v].x * p->xy[v + 1].y - p->xy[v + 1].x * p->xy[v].y) / 2;
    }
    return area;
}

/* Zones are drawn as they are now, the abolished ones as they were: the records of a code as
 * one shape, which is one ring where they touch, two where they do not. */
static void drawn_as_they_are(void **state)
{
    static const box former[] = { { "A1", 0, 0, 100, 100 },
                                  { "A2", 1000, 0, 100, 100 },
                                  { "A3", 2000, 0, 100, 50 },
                                  { "A4", 3000, 0, 100, 100 },
                                  { 0 } };
    static const box latter[] = { { "A1", 0, 0, 100, 100 },    { "A1", 100, 0, 100, 100 },
                                  { "A2", 1000, 0, 100, 100 }, { "A2", 1200, 0, 100, 100 },
                                  { "A4", 3000, 0, 100, 100 }, { 0 } };
    static const struct {
        double area;
        size_t rings;
    } want[] = { { 20000, 1 }, { 20000, 2 }, { 5000, 1 }, { 10000, 1 } };
    scene s = scene_new(former, latter, 5);
    plane *l93 = world_plane(PLANE_MAINLAND);
    mlg_err err = { 0 };

    (void)state;
    assert_int_equal(s.c->n, 4);
    assert_int_equal(s.c->n_changed, 3);
    for (int all = 0; all < 2; all++) {
        mlg_polys shapes;

        assert_ok(mlg_zones_comparison_lonlat(&shapes, s.c, all, 2, &err));
        assert_int_equal(shapes.n, all ? 4 : 3);
        for (size_t i = 0; i < shapes.n; i++) {
            size_t rings, row = all ? i : s.c->changed[i];
            const char *code = mlg_zone_code(s.a, s.c->a_of[s.c->rows[row].first_a]);
            size_t zone = (size_t)(code[1] - '1');

            assert_near(drawn(&shapes, l93, i, &rings), want[zone].area, 0.1);
            assert_int_equal(rings, want[zone].rings);
        }
        mlg_polys_release(&shapes);
    }
    plane_close(l93);
    scene_free(&s);
}

/* Without codes, only the ground can tell. */
static void without_codes(void **state)
{
    static const box former[] = { { "", 0, 0, 100, 100 }, { "", 500, 0, 100, 100 }, { 0 } };
    static const box latter[] = { { "", 500, 0, 120, 100 }, { "", 0, 0, 100, 100 }, { 0 } };
    scene s = scene_new(former, latter, 5);

    (void)state;
    assert_int_equal(s.c->n, 2);
    assert_int_equal(s.c->counts[MLG_CHANGE_NONE], 1);
    assert_int_equal(s.c->counts[MLG_CHANGE_MODIFIED], 1);
    assert_int_equal(s.c->codes_shared, 0);
    scene_free(&s);
}

/* A sliver along a shared boundary is no kinship. */
static void neighbours_stay_apart(void **state)
{
    static const box former[] = { { "A1", 0, 0, 100, 100 }, { "A2", 100, 0, 100, 100 }, { 0 } };
    static const box latter[] = { { "A1", 0, 0, 130, 100 }, { "A2", 130, 0, 70, 100 }, { 0 } };
    scene s = scene_new(former, latter, 5);

    (void)state;
    assert_int_equal(s.c->n, 2);
    assert_int_equal(s.c->counts[MLG_CHANGE_MODIFIED], 2);
    scene_free(&s);
}

/* Overseas and mainland: a code is compared in its plane only. */
static void planes_apart(void **state)
{
    world w = world_new();
    made a = made_new("a.shp", "EPSG:2154", "code_qp"), b;
    mlg_zones *za, *zb;
    mlg_zones_comparison *c = NULL;
    mlg_compare_options how = { 5, 1 };
    mlg_err err = { 0 };

    (void)state;
    made_box(&a, X, Y, 100, 100);
    made_row(&a, "A1");
    b = made_new("b.shp", "EPSG:2975", "code_qp");
    made_box(&b, 340000, 7680000, 100, 100);
    made_row(&b, "A1");
    za = world_zones(&w, &a, MLG_ROLE_QPV, NULL);
    zb = world_zones(&w, &b, MLG_ROLE_QPV, NULL);
    assert_ok(mlg_compare_zones(&c, za, zb, &how, &err));
    assert_int_equal(c->n, 2);
    assert_int_equal(c->counts[MLG_CHANGE_CREATED], 1);
    assert_int_equal(c->counts[MLG_CHANGE_ABOLISHED], 1);
    mlg_zones_comparison_free(c);
    mlg_zones_free(za);
    mlg_zones_free(zb);
    world_free(&w);
}

static void nothing_at_all(void **state)
{
    static const box one[] = { { "A1", 0, 0, 100, 100 }, { 0 } };
    world w = world_new();
    made empty = made_new("none.shp", "EPSG:2154", "code_qp");
    mlg_zones *a, *b = layer_of(&w, one);
    mlg_zones_comparison *c = NULL;
    mlg_compare_options how = { 5, 2 };
    mlg_err err = { 0 };

    (void)state;
    made_row(&empty, "A0"); /* a record without polygon */
    empty.layer->geometry = MLG_GEOMETRY_POLYGON;
    a = world_zones(&w, &empty, MLG_ROLE_QPV, NULL);
    assert_ok(mlg_compare_zones(&c, a, b, &how, &err));
    assert_int_equal(c->n, 1);
    assert_int_equal(c->rows[0].change, MLG_CHANGE_CREATED);
    assert_int_equal(c->row_of_a[0], MLG_NO_ROW);
    mlg_zones_comparison_free(c);
    mlg_zones_free(a);
    mlg_zones_free(b);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_change),
        cmocka_unit_test(areas_gained_and_lost),
        cmocka_unit_test(the_tolerance_decides),
        cmocka_unit_test(records_of_one_code_are_one_zone),
        cmocka_unit_test(drawn_as_they_are),
        cmocka_unit_test(without_codes),
        cmocka_unit_test(neighbours_stay_apart),
        cmocka_unit_test(planes_apart),
        cmocka_unit_test(nothing_at_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
