#include "test.h"

#include "geo/repair.h"
#include "made.h"

static double area(const mlg_polys *p, size_t f)
{
    double sum = 0;

    for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++)
        sum += ring_area(p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r]);
    return sum;
}

/* What is invalid is made valid, its change told; what is not stays, record by record. */
static void told_record_by_record(void **state)
{
    static const mlg_xy bow_tie[] = { { 0, 0 }, { 100, 100 }, { 100, 0 }, { 0, 100 } };
    static const mlg_xy spike[] = { { 0, 0 },     { 100, 0 },   { 100, 100 },
                                    { 100, 900 }, { 100, 100 }, { 0, 100 } };
    static const mlg_xy flat[] = { { 0, 0 }, { 50, 50 }, { 100, 100 } };
    static const double want[] = { 10000, 5000, 0, 10000, 0, 9900, 17500, 10000 };
    made m = made_new("zones.shp", "", "id");
    mlg_layer *layer;
    mlg_polys p;
    mlg_diag diag = { 0 };
    mlg_err err = { 0 };
    char text[300];

    (void)state;
    made_box(&m, 0, 0, 100, 100);
    made_row(&m, "fine");
    made_shell(&m, bow_tie, 4);
    made_row(&m, "both lobes are kept");
    made_row(&m, "nothing");
    made_shell(&m, spike, 6);
    made_row(&m, "the spike goes");
    made_shell(&m, flat, 3);
    made_row(&m, "no area at all");
    made_box(&m, 0, 0, 100, 100);
    made_box_hole(&m, 0, 0, 10, 10); /* touches along two sides */
    made_row(&m, "a hole at the edge");
    made_box(&m, 0, 0, 100, 100);
    made_box(&m, 50, 50, 100, 100);
    made_row(&m, "overlapping shells are merged");
    made_box(&m, 0, 0, 100, 100);
    made_row(&m, "fine");
    layer = made_layer(&m);
    p = layer->polys;
    layer->polys = (mlg_polys){ 0 };
    assert_ok(polys_repair(&p, NULL, NULL, "zones.shp", 2, &diag, &err));
    assert_int_equal(p.n, 8);
    for (size_t f = 0; f < 8; f++)
        if (area(&p, f) != want[f])
            fail_msg("record %zu: area %g", f + 1, area(&p, f));
    assert_int_equal(mlg_diag_count(&diag, "geometry-repaired"), 5);
    assert_int_equal(diag.n, 1);
    assert_string_equal(diag.groups[0].where, "zones.shp");
    assert_int_equal(diag.groups[0].items[0].record, 2);
    assert_string_equal(mlg_diag_text(&diag.groups[0].items[0], text, sizeof text),
                        "invalid polygon (Self-intersection at 50 50), repaired: area 0 m2 "
                        "before, 5000 m2 after");
    assert_int_equal(diag.groups[0].items[4].record, 7);
    mlg_diag_text(&diag.groups[0].items[4], text, sizeof text);
    assert_non_null(strstr(text, "area 20000 m2 before, 17500 m2 after"));
    mlg_diag_release(&diag);
    mlg_polys_release(&p);
    mlg_layer_free(layer);
}

/* Valid in a way that only GEOS can tell: untouched, and not a word. */
static void doubtful_but_valid(void **state)
{
    made m = made_new("zones.shp", "", "id");
    mlg_layer *layer;
    mlg_polys p;
    const mlg_xy *before;
    mlg_diag diag = { 0 };
    mlg_err err = { 0 };

    (void)state;
    made_box(&m, 0, 0, 100, 100);
    made_hole(&m, (mlg_xy[]){ { 0, 50 }, { 50, 40 }, { 50, 60 } }, 3);
    made_row(&m, "a hole that touches at a point");
    made_box(&m, 0, 0, 100, 100);
    made_box(&m, 100, 100, 100, 100);
    made_row(&m, "shells that touch at a corner");
    layer = made_layer(&m);
    p = layer->polys;
    layer->polys = (mlg_polys){ 0 };
    before = p.xy;
    assert_ok(polys_repair(&p, NULL, NULL, "zones.shp", 1, &diag, &err));
    assert_ptr_equal(p.xy, before);
    assert_int_equal(diag.n, 0);
    mlg_polys_release(&p);
    mlg_layer_free(layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(told_record_by_record),
        cmocka_unit_test(doubtful_but_valid),
    };

    return cmocka_run_group_tests_name("repair", tests, NULL, NULL);
}
