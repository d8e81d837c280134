#include "test.h"

#include "geo/plain.h"
#include "made.h"

typedef struct drawn {
    mlg_xy xy[8];
    int n; /* 0: no more rings; negative: a hole */
} drawn;

/* "Plain" must never be said of an invalid polygon; of a valid one it may. Validity by the
 * OGC rules. */
static void what_is_plain(void **state)
{
    static const struct {
        const char *what;
        drawn rings[4];
        bool valid, plain;
    } rows[] = {
        { "a triangle", { { { { 0, 0 }, { 4, 0 }, { 2, 3 } }, 3 } }, true, true },
        { "a box with a hole",
          { { { { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 } }, 4 },
            { { { 2, 2 }, { 4, 2 }, { 4, 4 }, { 2, 4 } }, -4 } },
          true,
          true },
        { "two boxes apart",
          { { { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } }, 4 },
            { { { 2, 0 }, { 3, 0 }, { 3, 1 }, { 2, 1 } }, 4 } },
          true,
          true },
        { "a vertex on a straight line",
          { { { { 0, 0 }, { 2, 0 }, { 4, 0 }, { 2, 3 } }, 4 } },
          true,
          true },
        { "a sliver, all on one column",
          { { { { 5, 0 }, { 5.0000001, 4 }, { 5, 9 } }, 3 } },
          true,
          true },
        { "a bow-tie", { { { { 0, 0 }, { 4, 4 }, { 4, 0 }, { 0, 4 } }, 4 } }, false, false },
        { "a spike",
          { { { { 0, 0 }, { 4, 0 }, { 4, 4 }, { 4, 9 }, { 4, 4 }, { 0, 4 } }, 6 } },
          false,
          false },
        { "a spike that goes in",
          { { { { 0, 0 }, { 8, 0 }, { 8, 8 }, { 4, 8 }, { 4, 4 }, { 4, 8 }, { 0, 8 } }, 7 } },
          false,
          false },
        { "no area", { { { { 0, 0 }, { 2, 2 }, { 4, 4 } }, 3 } }, false, false },
        { "a ring that touches itself",
          { { { { 0, 0 }, { 4, 0 }, { 2, 2 }, { 4, 4 }, { 0, 4 }, { 2, 2 } }, 6 } },
          false,
          false },
        { "an edge on another",
          { { { { 0, 0 }, { 6, 0 }, { 6, 4 }, { 4, 0 }, { 2, 0 }, { 0, 4 } }, 6 } },
          false,
          false },
        { "a hole outside",
          { { { { 0, 0 }, { 4, 0 }, { 4, 4 }, { 0, 4 } }, 4 },
            { { { 6, 6 }, { 7, 6 }, { 7, 7 }, { 6, 7 } }, -4 } },
          false,
          false },
        { "a hole over the edge",
          { { { { 0, 0 }, { 4, 0 }, { 4, 4 }, { 0, 4 } }, 4 },
            { { { 3, 1 }, { 7, 1 }, { 7, 2 }, { 3, 2 } }, -4 } },
          false,
          false },
        { "a hole in a hole",
          { { { { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 } }, 4 },
            { { { 1, 1 }, { 8, 1 }, { 8, 8 }, { 1, 8 } }, -4 },
            { { { 3, 3 }, { 4, 3 }, { 4, 4 }, { 3, 4 } }, -4 } },
          false,
          false },
        { "the same hole twice",
          { { { { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 } }, 4 },
            { { { 3, 3 }, { 4, 3 }, { 4, 4 }, { 3, 4 } }, -4 },
            { { { 3, 3 }, { 4, 3 }, { 4, 4 }, { 3, 4 } }, -4 } },
          false,
          false },
        { "a shell in a shell",
          { { { { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 } }, 4 },
            { { { 3, 3 }, { 4, 3 }, { 4, 4 }, { 3, 4 } }, 4 } },
          false,
          false },
        { "overlapping shells",
          { { { { 0, 0 }, { 4, 0 }, { 4, 4 }, { 0, 4 } }, 4 },
            { { { 2, 2 }, { 6, 2 }, { 6, 6 }, { 2, 6 } }, 4 } },
          false,
          false },
        { "shells with a common side",
          { { { { 0, 0 }, { 4, 0 }, { 4, 4 }, { 0, 4 } }, 4 },
            { { { 4, 0 }, { 8, 0 }, { 8, 4 }, { 4, 4 } }, 4 } },
          false,
          false },
        /* valid, but a question for GEOS */
        { "a hole that touches its shell",
          { { { { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 } }, 4 },
            { { { 0, 4 }, { 4, 3 }, { 4, 5 } }, -3 } },
          true,
          false },
        { "an island in a lake",
          { { { { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 } }, 4 },
            { { { 1, 1 }, { 8, 1 }, { 8, 8 }, { 1, 8 } }, -4 },
            { { { 3, 3 }, { 4, 3 }, { 4, 4 }, { 3, 4 } }, 4 } },
          true,
          false },
        { "shells that touch at a corner",
          { { { { 0, 0 }, { 4, 0 }, { 4, 4 }, { 0, 4 } }, 4 },
            { { { 4, 4 }, { 8, 4 }, { 8, 8 }, { 4, 8 } }, 4 } },
          true,
          false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int far = 0; far < 2; far++) { /* as drawn, and in Lambert-93 */
            made m = made_new("x.shp", "", "id");
            mlg_layer *layer;

            for (size_t k = 0; k < 4 && rows[i].rings[k].n; k++) {
                drawn d = rows[i].rings[k];

                for (int v = 0; far && v < 8; v++) {
                    d.xy[v].x += 652000;
                    d.xy[v].y += 6862000;
                }
                if (d.n > 0)
                    made_shell(&m, d.xy, (size_t)d.n);
                else
                    made_hole(&m, d.xy, (size_t)-d.n);
            }
            made_row(&m, "1");
            layer = made_layer(&m);
            assert_true(rows[i].valid || !rows[i].plain);
            if (polygon_is_plain(&layer->polys, 0) != rows[i].plain)
                fail_msg("%s", rows[i].what);
            mlg_layer_free(layer);
        }
    }
}

/* More rings than are compared in pairs: a question for GEOS, not a long wait. */
static void many_holes(void **state)
{
    made m = made_new("x.shp", "", "id");
    mlg_layer *layer;

    (void)state;
    made_box(&m, 0, 0, 1000, 1000);
    for (int i = 0; i < 100; i++)
        made_box_hole(&m, 10 * i + 1, 1, 5, 5);
    made_row(&m, "1");
    layer = made_layer(&m);
    assert_false(polygon_is_plain(&layer->polys, 0));
    mlg_layer_free(layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_plain),
        cmocka_unit_test(many_holes),
    };

    return cmocka_run_group_tests_name("plain", tests, NULL, NULL);
}
