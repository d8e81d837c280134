#include "shp_bytes.h"

#include "model/build.h"

static const mlg_xy square[] = {
    { 0, 0 }, { 0, 9 }, { 9, 9 }, { 9, 0 }, { 0, 0 }
}; /* clockwise */
static const mlg_xy square_and_hole[] = { { 0, 0 }, { 0, 9 }, { 9, 9 }, { 9, 0 }, { 0, 0 },
                                          { 1, 1 }, { 2, 1 }, { 2, 2 }, { 1, 1 } };
static const mlg_xy hole_and_square[] = { { 1, 1 }, { 2, 1 }, { 2, 2 }, { 1, 1 }, { 0, 0 },
                                          { 0, 9 }, { 9, 9 }, { 9, 0 }, { 0, 0 } };

static outcome read_shp(const made_shp *s, const made *dbf, const mlg_read_options *options)
{
    shp_files files = { .shp = blob_of("test.shp", &s->shp),
                        .shx = blob_of("test.shx", &s->shx) };

    if (dbf)
        files.dbf = blob_of("test.dbf", dbf);
    return read_files(&files, options);
}

static void reads_points(void **state)
{
    static const uint32_t types[] = { 1, 11, 21 };

    (void)state;
    for (size_t t = 0; t < 3; t++) {
        made_shp s;
        outcome o;

        shp_begin(&s, types[t]);
        shp_point(&s, 1, 2);
        shp_null(&s);
        shp_point(&s, (double)NAN, 2);
        shp_point(&s, 1e300, 2);
        shp_point(&s, 3, 4);
        shp_end(&s);
        o = read_shp(&s, NULL, NULL);
        assert_non_null(o.layer);
        assert_int_equal(o.layer->geometry, MLG_GEOMETRY_POINT);
        assert_int_equal(o.layer->n, 5);
        assert_int_equal(o.layer->n_without_geometry, 3);
        assert_true(o.layer->points[0].x == 1 && o.layer->points[4].y == 4);
        assert_true(isnan(o.layer->points[1].x) && isnan(o.layer->points[2].y));
        assert_int_equal(item_of(&o, "geometry-null")->record, 2);
        assert_int_equal(item_of(&o, "coordinate-impossible")->record, 3);
        assert_int_equal(mlg_diag_count(&o.diag, "z-ignored"), types[t] > 1);
        assert_int_equal(mlg_diag_count(&o.diag, "dbf-missing"), 1);
        assert_true(o.layer->box.xmin == 1 && o.layer->box.ymax == 4);
        outcome_free(&o);
    }
}

static void sorts_rings(void **state)
{
    static const struct {
        const char *what;
        const mlg_xy *xy;
        uint32_t sizes[2], parts, type;
        bool reverse;
    } rows[] = {
        { "shell first", square_and_hole, { 5, 4 }, 2, 5, false },
        { "hole first", hole_and_square, { 4, 5 }, 2, 5, false },
        { "the wrong way round", square_and_hole, { 5, 4 }, 2, 5, true },
        { "with heights", square_and_hole, { 5, 4 }, 2, 15, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made_shp s;
        mlg_xy xy[9];
        outcome o;
        const mlg_polys *p;

        for (size_t k = 0; k < 9; k++) { /* mirrored, each ring runs the other way */
            xy[k] = rows[i].xy[k];
            if (rows[i].reverse)
                xy[k].x = 9 - xy[k].x;
        }
        shp_begin(&s, rows[i].type);
        shp_parts(&s, xy, rows[i].sizes, rows[i].parts);
        shp_end(&s);
        o = read_shp(&s, NULL, NULL);
        if (!o.layer)
            fail_msg("%s: %s", rows[i].what, o.err.what);
        p = &o.layer->polys;
        assert_int_equal(o.layer->geometry, MLG_GEOMETRY_POLYGON);
        assert_int_equal(p->n_rings, 2);
        assert_true(!p->hole[0] && p->hole[1]);
        assert_int_equal(p->xy_of[1], 5);
        assert_true(ring_area(p->xy, 5) == 81 && ring_area(p->xy + 5, 4) == -0.5);
        assert_int_equal(mlg_diag_count(&o.diag, "rings-reversed"), rows[i].reverse);
        outcome_free(&o);
    }
}

/* Each shape is judged for itself. */
static void mixes_directions(void **state)
{
    static const uint32_t sizes[] = { 5, 4 };
    mlg_xy mirrored[9];
    made_shp s;
    outcome o;

    (void)state;
    for (size_t k = 0; k < 9; k++)
        mirrored[k] = (mlg_xy){ 9 - square_and_hole[k].x, square_and_hole[k].y };
    shp_begin(&s, 5);
    shp_parts(&s, square_and_hole, sizes, 2);
    shp_parts(&s, mirrored, sizes, 2);
    shp_end(&s);
    o = read_shp(&s, NULL, NULL);
    assert_non_null(o.layer);
    for (size_t r = 0; r < 4; r++)
        assert_int_equal(o.layer->polys.hole[r], r % 2);
    assert_int_equal(mlg_diag_count(&o.diag, "rings-reversed"), 1);
    assert_int_equal(mlg_diag_count(&o.diag, "ring-direction"), 0);
    outcome_free(&o);
}

static void counts_what_is_left_out(void **state)
{
    static const mlg_xy flat[] = { { 0, 0 }, { 1, 1 }, { 0, 0 } };
    mlg_xy broken[5];
    uint32_t five = 5, three = 3, two[] = { 5, 4 };
    mlg_xy stray[9];
    made_shp s;
    outcome o;

    (void)state;
    memcpy(broken, square, sizeof square);
    broken[2].x = (double)INFINITY;
    memcpy(stray, square_and_hole, sizeof stray);
    for (size_t i = 5; i < 9; i++)
        stray[i].x += 100;
    shp_begin(&s, 5);
    shp_parts(&s, square, &five, 1);
    shp_parts(&s, flat, &three, 1);
    shp_parts(&s, broken, &five, 1);
    shp_null(&s);
    shp_parts(&s, NULL, NULL, 0);
    shp_parts(&s, stray, two, 2);
    shp_end(&s);
    o = read_shp(&s, NULL, NULL);
    assert_non_null(o.layer);
    assert_int_equal(o.layer->n, 6);
    assert_int_equal(o.layer->n_without_geometry, 4);
    assert_int_equal(item_of(&o, "ring-too-short")->record, 2);
    assert_int_equal(item_of(&o, "coordinate-impossible")->record, 3);
    assert_int_equal(item_of(&o, "geometry-null")->record, 4);
    assert_int_equal(item_of(&o, "geometry-empty")->record, 5);
    assert_int_equal(item_of(&o, "ring-direction")->record, 6);
    assert_int_equal(o.layer->polys.n_rings, 3); /* the stray hole is a shell */
    outcome_free(&o);
}

static void counts_other_shapes(void **state)
{
    static const mlg_xy line[] = { { 0, 0 }, { 1, 1 } };
    uint32_t two = 2;
    made_shp s;
    outcome o;

    (void)state;
    shp_begin(&s, 3);
    shp_parts(&s, line, &two, 1);
    shp_null(&s);
    shp_end(&s);
    o = read_shp(&s, NULL, NULL);
    assert_int_equal(o.layer->geometry, MLG_GEOMETRY_OTHER);
    assert_int_equal(o.layer->n, 2);
    assert_int_equal(o.layer->n_without_geometry, 1);
    assert_int_equal(o.layer->polys.n, 2);
    assert_int_equal(mlg_diag_count(&o.diag, "geometry-other"), 1);
    outcome_free(&o);

    shp_begin(&s, 8);
    shp_points(&s, line, 1);
    shp_points(&s, line + 1, 1);
    shp_end(&s);
    o = read_shp(&s, NULL, NULL);
    assert_int_equal(o.layer->geometry, MLG_GEOMETRY_POINT); /* one point each */
    assert_true(o.layer->points[1].x == 1);
    outcome_free(&o);

    shp_begin(&s, 8);
    shp_points(&s, line, 2);
    shp_end(&s);
    o = read_shp(&s, NULL, NULL);
    assert_int_equal(o.layer->geometry, MLG_GEOMETRY_OTHER);
    outcome_free(&o);

    shp_begin(&s, 0);
    shp_null(&s);
    shp_end(&s);
    o = read_shp(&s, NULL, NULL);
    assert_int_equal(o.layer->geometry, MLG_GEOMETRY_NONE);
    assert_int_equal(o.layer->n_without_geometry, 1);
    outcome_free(&o);
}

static void three_points(made_shp *s)
{
    shp_begin(s, 1);
    shp_point(s, 1, 2);
    shp_point(s, 3, 4);
    shp_point(s, 5, 6);
    shp_end(s);
}

static void does_without_index(void **state)
{
    made_shp s;
    shp_files files;
    outcome o;

    (void)state;
    three_points(&s);
    files = (shp_files){ .shp = blob_of("test.shp", &s.shp) };
    o = read_files(&files, NULL);
    assert_int_equal(o.layer->n, 3);
    assert_int_equal(o.diag.groups[0].level, MLG_NOTE);
    assert_string_equal(o.diag.groups[0].kind, "shx-rebuilt");
    outcome_free(&o);

    for (size_t n = 0; n < s.shx.n; n++) { /* cut anywhere */
        files.shx = (blob){ "test.shx", s.shx.at, n };
        o = read_files(&files, NULL);
        assert_non_null(o.layer);
        assert_int_equal(o.layer->n, 3);
        assert_true(o.layer->points[2].x == 5);
        assert_int_equal(item_of(&o, "shx-rebuilt")->record, 0);
        outcome_free(&o);
    }
    for (size_t at = 0; at < s.shx.n;
         at++) { /* one byte wrong: the same points, or a refusal */
        s.shx.at[at] ^= 0x40;
        files.shx = blob_of("test.shx", &s.shx);
        o = read_files(&files, NULL);
        if (o.layer)
            assert_true(o.layer->n == 3 && o.layer->points[2].x == 5);
        outcome_free(&o);
        s.shx.at[at] ^= 0x40;
    }
}

/* Editors append a changed record to the file and let the index point there. */
static void follows_the_index(void **state)
{
    made_shp s;
    made last = { .n = 0 };
    outcome o;

    (void)state;
    three_points(&s);
    put(&last, s.shp.at + 100, 28); /* record 1 moves to the end */
    memcpy(s.shx.at + 100, "\0\0\0", 3);
    s.shx.at[103] = (char)(s.shp.n / 2);
    put(&s.shp, last.at, last.n);
    memset(s.shp.at + 100, 0x7F, 28);
    set_length(&s.shp);
    o = read_shp(&s, NULL, NULL);
    assert_non_null(o.layer);
    assert_int_equal(o.layer->n, 3);
    assert_true(o.layer->points[0].x == 1 && o.layer->points[1].x == 3);
    assert_int_equal(mlg_diag_count(&o.diag, "shx-rebuilt"), 0);
    outcome_free(&o);
}

static void refuses(void **state)
{
    made_shp s;
    made_field field = { "A", 'C', 3 };
    const char *cells[] = { "a", "b", "c", "d" };
    made dbf;
    shp_files files = { 0 };
    outcome o;

    (void)state;
    three_points(&s);
    for (size_t n = 0; n < s.shp.n; n++) { /* cut anywhere */
        files.shp = (blob){ "test.shp", s.shp.at, n };
        o = read_files(&files, NULL);
        assert_null(o.layer);
        assert_int_equal(o.err.code, MLG_EDATA);
        outcome_free(&o);
    }
    dbf = made_dbf(&field, 1, cells, 4, 0);
    o = read_shp(&s, &dbf, NULL);
    assert_null(o.layer);
    assert_string_equal(o.err.what,
                        "holds 3 shapes and test.dbf 4 records: the two files do not "
                        "belong together");
    outcome_free(&o);

    s.shp.at[100 + 28 + 8] = 5; /* record 2 says it is a polygon, and is too short for one */
    o = read_shp(&s, NULL, NULL);
    assert_null(o.layer);
    assert_int_equal(o.err.code, MLG_EDATA);
    assert_int_equal(o.err.record, 2);
    assert_non_null(strstr(o.err.what, "the shape is corrupt"));
    outcome_free(&o);

    three_points(&s);
    s.shp.at[32] = s.shx.at[32] = 7;
    o = read_shp(&s, NULL, NULL);
    assert_null(o.layer);
    assert_non_null(strstr(o.err.what, "shape type 7"));
    outcome_free(&o);
}

static void leaves_out_deleted(void **state)
{
    made_shp s;
    made_field field = { "A", 'C', 3 };
    const char *cells[] = { "a", "*b", "c" };
    made dbf = made_dbf(&field, 1, cells, 3, 0);
    outcome o;

    (void)state;
    three_points(&s);
    o = read_shp(&s, &dbf, NULL);
    assert_int_equal(o.layer->n, 2);
    assert_true(o.layer->points[1].x == 5);
    assert_string_equal(cell_of(&o, "A", 1), "c");
    assert_int_equal(mlg_diag_count(&o.diag, "record-deleted"), 1);
    outcome_free(&o);
}

static void takes_crs(void **state)
{
    static const struct {
        const char *prj, *option, *crs, *from;
    } rows[] = {
        { "PROJCS[\"RGF_1993_Lambert_93\"]\r\n", NULL, "PROJCS[\"RGF_1993_Lambert_93\"]",
          "prj" },
        { "\xEF\xBB\xBFGEOGCS[\"x\"]", NULL, "GEOGCS[\"x\"]", "prj" },
        { "GEOGCS[\"\xE9\"]", NULL, "GEOGCS[\"é\"]", "prj" },
        { "PROJCS[\"x\"]", "EPSG:2154", "EPSG:2154", "option" },
        { " \n", NULL, "", "" },
        { NULL, NULL, "", "" },
        { NULL, "EPSG:2154", "EPSG:2154", "option" },
    };
    made_shp s;

    (void)state;
    three_points(&s);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_read_options options = { .crs = rows[i].option };
        shp_files files = { .shp = blob_of("test.shp", &s.shp) };
        outcome o;

        if (rows[i].prj)
            files.prj = (blob){ "test.prj", rows[i].prj, strlen(rows[i].prj) };
        o = read_files(&files, &options);
        assert_non_null(o.layer);
        assert_string_equal(o.layer->crs, rows[i].crs);
        assert_string_equal(o.layer->crs_from, rows[i].from);
        outcome_free(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_points),        cmocka_unit_test(sorts_rings),
        cmocka_unit_test(mixes_directions),    cmocka_unit_test(counts_what_is_left_out),
        cmocka_unit_test(counts_other_shapes), cmocka_unit_test(does_without_index),
        cmocka_unit_test(follows_the_index),   cmocka_unit_test(refuses),
        cmocka_unit_test(leaves_out_deleted),  cmocka_unit_test(takes_crs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
