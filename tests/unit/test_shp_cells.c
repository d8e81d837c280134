/* Shapefiles of population cells as they stream: what is read, told and refused. That they are
 * read as any shapefile is, see prop.population. */
#include "test.h"

#include "io/cells.h"
#include "shp_bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ABSENT = -1 };

static void save(const char *name, const made *m, int less)
{
    FILE *f;

    unlink(name);
    if (less == ABSENT)
        return;
    f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(m->at, 1, m->n - (size_t)less, f), m->n - (size_t)less);
    assert_int_equal(fclose(f), 0);
}

static const made_field fields[] = { { "ind", 'N', 6 } };

/* Three points, the middle one null where it is asked for. */
static made_shp three(uint32_t type, bool null)
{
    static made_shp s;

    shp_begin(&s, type);
    shp_point(&s, 1, 2);
    if (null)
        shp_null(&s);
    else
        shp_point(&s, 10, 20);
    shp_point(&s, 100, 200);
    shp_end(&s);
    return s;
}

typedef struct counted {
    mlg_code code;
    mlg_diag diag;
    mlg_err err;
    size_t n;
    double x, people;
} counted;

static void add(counted *c, const mlg_batch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        c->x += isnan(b->points[i].x) ? 0 : b->points[i].x;
        c->people += isnan(b->numbers[i]) ? 0 : b->numbers[i];
    }
    c->n += b->n;
}

static void count(counted *c, const mlg_feed *feed)
{
    size_t pieces = 1;

    c->n = 0;
    c->x = c->people = 0;
    while (pieces) {
        c->code = feed->next(feed->from, &pieces, &c->diag, &c->err);
        for (size_t i = 0; c->code == MLG_OK && i < pieces; i++) {
            mlg_batch b;

            c->code = feed->piece(feed->from, i, &b, &c->err);
            if (c->code == MLG_OK)
                add(c, &b);
        }
        if (c->code != MLG_OK)
            return;
    }
}

static counted stream(const mlg_population_options *o, int passes)
{
    mlg_population *p = NULL;
    counted c = { 0 };

    c.code = mlg_population_open(&p, "cells.shp", o, &c.diag, &c.err);
    while (c.code == MLG_OK && passes--)
        count(&c, mlg_population_feed(p));
    mlg_population_free(p);
    return c;
}

static void read_and_told(void **state)
{
    static const struct {
        const char *what;
        uint32_t type;
        bool null, no_index;
        const char *people[3];
        size_t n;
        double x, sum;
        const char *told; /* once; NULL: nothing is told */
        int64_t record;
    } rows[] = {
        { "points", 1, false, false, { "1", "2", "4" }, 3, 111, 7, NULL, 0 },
        { "with heights", 11, false, false, { "1", "2", "4" }, 3, 111, 7, "z-ignored", 0 },
        { "with measures", 21, false, false, { "1", "2", "4" }, 3, 111, 7, "z-ignored", 0 },
        { "no .shx", 1, false, true, { "1", "2", "4" }, 3, 111, 7, "shx-rebuilt", 0 },
        { "a null shape", 1, true, false, { "1", "2", "4" }, 3, 101, 7, "geometry-null", 2 },
        { "deleted", 1, false, false, { "1", "*2", "4" }, 2, 101, 5, "record-deleted", 2 },
        { "negative",
          1,
          false,
          false,
          { "1", "2", "-4" },
          3,
          111,
          3,
          "population-negative",
          3 },
        { "no number",
          1,
          false,
          false,
          { "1", "x", "4" },
          3,
          111,
          5,
          "population-unreadable",
          2 },
    };
    static const mlg_population_options o = { .threads = 2 };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made_shp s = three(rows[i].type, rows[i].null);
        made dbf = made_dbf(fields, 1, rows[i].people, 3, 0);

        save("cells.shp", &s.shp, 0);
        save("cells.shx", &s.shx, rows[i].no_index ? ABSENT : 0);
        save("cells.dbf", &dbf, 0);
        for (int passes = 1; passes <= 2; passes++) {
            counted c = stream(&o, passes);

            if (c.code != MLG_OK || c.n != rows[i].n || c.x != rows[i].x ||
                c.people != rows[i].sum)
                fail_msg("%s: %s, %zu rows, x %g, people %g", rows[i].what, c.err.what, c.n,
                         c.x, c.people);
            if (rows[i].told) {
                if (mlg_diag_count(&c.diag, rows[i].told) != 1)
                    fail_msg("%s: %s is told %d times", rows[i].what, rows[i].told,
                             (int)mlg_diag_count(&c.diag, rows[i].told));
                assert_int_equal(c.diag.groups[0].items[0].record, rows[i].record);
            } else {
                assert_int_equal(c.diag.n, 0);
            }
            mlg_diag_release(&c.diag);
        }
    }
}

static void refused(void **state)
{
    static const struct {
        const char *what;
        uint32_t type;
        int shp, dbf; /* bytes less, or ABSENT */
        size_t rows;
        const char *said;
    } rows[] = {
        { "a .shp cut short", 1, 10, 0, 3, "is cut short" },
        { "nothing but a piece of header", 1, 150, 0, 3, "is not a shapefile" },
        { "a .dbf cut short", 1, 0, 9, 3, "is cut short, or not a .dbf" },
        { "nothing but a piece of .dbf", 1, 0, 70, 3, "is not a readable .dbf" },
        { "no .dbf", 1, 0, ABSENT, 3, "has no column of people" },
        { "fewer records", 1, 0, 0, 2, "holds 3 shapes and cells.dbf 2 records" },
    };
    static const char *const people[] = { "1", "2", "4" };
    static const mlg_population_options o = { .threads = 2 };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made_shp s = three(rows[i].type, false);
        made dbf = made_dbf(fields, 1, people, rows[i].rows, 0);
        counted c;

        save("cells.shp", &s.shp, rows[i].shp);
        save("cells.shx", &s.shx, 0);
        save("cells.dbf", &dbf, rows[i].dbf);
        c = stream(&o, 1);
        if (c.code != MLG_EDATA || !strstr(c.err.what, rows[i].said))
            fail_msg("%s: %d %s", rows[i].what, c.code, c.err.what);
        mlg_diag_release(&c.diag);
    }
}

/* A shape that is not what its header says is refused by its record, wherever it stands. */
static void corrupt_shape(void **state)
{
    static const mlg_population_options o = { .threads = 2 };
    static const char *cells[100];
    static made_shp s;
    made dbf, little = { .n = 0 };

    (void)state;
    shp_begin(&s, 1);
    for (int i = 0; i < 70; i++)
        shp_point(&s, 1, 2);
    put_int(&little, 1, false);
    shp_record(&s, &little);
    shp_end(&s);
    for (int i = 0; i < 71; i++)
        cells[i] = "1";
    dbf = made_dbf(fields, 1, cells, 71, 0);
    save("cells.shp", &s.shp, 0);
    save("cells.shx", &s.shx, 0);
    save("cells.dbf", &dbf, 0);
    for (size_t step = 100; step < 3000; step += 900) {
        mlg_population *p = NULL;
        counted c = { 0 };

        assert_int_equal(cells_open(&p, "cells.shp", &o, step, &c.diag, &c.err), MLG_OK);
        count(&c, mlg_population_feed(p));
        assert_int_equal(c.code, MLG_EDATA);
        assert_int_equal(c.err.record, 71);
        assert_non_null(strstr(c.err.what, "the shape is corrupt"));
        assert_string_equal(c.err.where, "cells.shp");
        mlg_population_free(p);
        mlg_diag_release(&c.diag);
    }
}

/* The layer of the stream, once it has been read, is that of the file. */
static void sources_as_whole(void **state)
{
    static const char *const people[] = { "1", "2", "4" };
    mlg_population_options o = { .read = { .digest = true }, .threads = 2 };
    made_shp s = three(1, false);
    made dbf = made_dbf(fields, 1, people, 3, 0);
    mlg_population *p = NULL;
    counted c = { 0 };
    mlg_layer *whole = NULL;
    const mlg_layer *layer;

    (void)state;
    save("cells.shp", &s.shp, 0);
    save("cells.shx", &s.shx, 0);
    save("cells.dbf", &dbf, 0);
    assert_int_equal(mlg_population_open(&p, "cells.shp", &o, &c.diag, &c.err), MLG_OK);
    layer = mlg_population_feed(p)->layer;
    count(&c, mlg_population_feed(p));
    assert_int_equal(mlg_read(&whole, "cells.shp", &o.read, &c.diag, &c.err), MLG_OK);
    assert_int_equal(layer->n, whole->n);
    assert_int_equal(layer->n_sources, whole->n_sources);
    for (size_t i = 0; i < whole->n_sources; i++) {
        assert_string_equal(layer->sources[i].name, whole->sources[i].name);
        assert_string_equal(layer->sources[i].sha256, whole->sources[i].sha256);
        assert_int_equal(layer->sources[i].size, whole->sources[i].size);
    }
    assert_string_equal(layer->encoding, whole->encoding);
    assert_string_equal(layer->encoding_from, whole->encoding_from);
    assert_int_equal(layer->n_without_geometry, whole->n_without_geometry);
    mlg_population_free(p);
    mlg_layer_free(whole);
    mlg_diag_release(&c.diag);
    save("cells.shp", NULL, ABSENT);
    save("cells.shx", NULL, ABSENT);
    save("cells.dbf", NULL, ABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_and_told),
        cmocka_unit_test(refused),
        cmocka_unit_test(corrupt_shape),
        cmocka_unit_test(sources_as_whole),
    };

    return cmocka_run_group_tests_name("shp_cells", tests, NULL, NULL);
}
