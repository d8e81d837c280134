/* Population files as they stream: what is read of them, what is told, what is refused. */
#include "test.h"

#include "base/digest.h"
#include "io/cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char path[] = "cells.csv";

static void save(const char *text, size_t n)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

typedef struct stream {
    mlg_population *p;
    mlg_diag diag;
    mlg_err err;
    mlg_code code;
    size_t n;
    double x, y, people; /* sums of what is there */
} stream;

static void add(stream *s, const mlg_batch *b, size_t n_numbers)
{
    for (size_t i = 0; i < b->n; i++) {
        s->x += isnan(b->points[i].x) ? 0 : b->points[i].x;
        s->y += isnan(b->points[i].y) ? 0 : b->points[i].y;
    }
    for (size_t i = 0; i < b->n * n_numbers; i++)
        s->people += isnan(b->numbers[i]) ? 0 : b->numbers[i];
    s->n += b->n;
}

static void drain(stream *s)
{
    const mlg_feed *feed = mlg_population_feed(s->p);
    size_t pieces = 1;

    s->n = 0;
    s->x = s->y = s->people = 0;
    while (pieces) {
        s->code = feed->next(feed->from, &pieces, &s->diag, &s->err);
        for (size_t i = 0; s->code == MLG_OK && i < pieces; i++) {
            mlg_batch b;

            s->code = feed->piece(feed->from, i, &b, &s->err);
            if (s->code == MLG_OK)
                add(s, &b, feed->n_numbers);
        }
        if (s->code != MLG_OK)
            return;
    }
}

static stream open_told(const mlg_population_options *o)
{
    static const mlg_population_options none = { .threads = 2 };
    stream s = { 0 };

    s.code = mlg_population_open(&s.p, path, o ? o : &none, &s.diag, &s.err);
    if (s.code == MLG_OK)
        drain(&s);
    else
        assert_null(s.p);
    return s;
}

static void stream_free(stream *s)
{
    mlg_population_free(s->p);
    mlg_diag_release(&s->diag);
}

#define TEXT(t) t, sizeof(t) - 1

static void read_as_written(void **state)
{
    static const struct {
        const char *what, *text;
        size_t n_text, n;
        double x, y, people;
        const char *told; /* a kind of warning, once; NULL: none */
        mlg_population_options o;
    } rows[] = {
        { "plain",
          TEXT("x,y,ind\n1,2,3\n10,20,30.5\n"),
          2,
          11,
          22,
          33.5,
          NULL,
          { .threads = 1 } },
        { "no break at the end",
          TEXT("x,y,ind\r\n1,2,3\r\n10,20,30"),
          2,
          11,
          22,
          33,
          NULL,
          { .threads = 1 } },
        { "old Macintosh",
          TEXT("x,y,ind\r1,2,3\r10,20,30\r"),
          2,
          11,
          22,
          33,
          NULL,
          { .threads = 1 } },
        { "French",
          TEXT("\xEF\xBB\xBFx;y;Population\n1,5;2,5;\"1 000,5\"\n"),
          1,
          1.5,
          2.5,
          1000.5,
          NULL,
          { .threads = 1 } },
        { "tabs, other columns first",
          TEXT("nom\tx\ty\tpop\n\"l\"\"a\nb\"\t1\t2\t3\n"),
          1,
          1,
          2,
          3,
          NULL,
          { .threads = 1 } },
        { "degrees",
          TEXT("lat,lon,habitants\n48.5,2.5,7\n"),
          1,
          2.5,
          48.5,
          7,
          NULL,
          { .threads = 1 } },
        { "UTF-16",
          TEXT("\xFF\xFEx\0,\0y\0,\0i\0n\0d\0\n\0"
               "1\0,\0"
               "2\0,\0"
               "3\0"),
          1,
          1,
          2,
          3,
          NULL,
          { .threads = 1 } },
        { "CP1252, told",
          TEXT("x;y;ind\xE9\n1;2;3\xA0"
               "000\n"),
          1,
          1,
          2,
          3000,
          NULL,
          { .read = { .encoding = "CP1252" }, .column = "ind\xC3\xA9" } },
        { "columns told",
          TEXT("a,b,c,x,y,ind\n1,2,3,7,7,7\n"),
          1,
          1,
          2,
          3,
          NULL,
          { .read = { .x = "a", .y = "b" }, .column = "c" } },
        { "header only", TEXT("x,y,ind\n"), 0, 0, 0, 0, "population-empty", { .threads = 1 } },
        { "header without a break",
          TEXT("x,y,ind"),
          0,
          0,
          0,
          0,
          "population-empty",
          { .threads = 1 } },
        { "a blank line",
          TEXT("\nx,y,ind\n\n1,2,3\n  \n"),
          1,
          1,
          2,
          3,
          NULL,
          { .threads = 1 } },
        { "blanks before the header",
          TEXT("  \t\nx;y;ind\n1;2;3\n"),
          1,
          1,
          2,
          3,
          NULL,
          { .threads = 1 } },
        { "an empty row",
          TEXT("x,y,ind\n,,\n1,2,3\n"),
          1,
          1,
          2,
          3,
          "row-empty",
          { .threads = 1 } },
        { "a short row",
          TEXT("x,y,ind,c\n1,2,3\n"),
          1,
          1,
          2,
          3,
          "row-short",
          { .threads = 1 } },
        { "a long row", TEXT("x,y,ind\n1,2,3,4\n"), 1, 1, 2, 3, "row-long", { .threads = 1 } },
        { "negative",
          TEXT("x,y,ind\n1,2,-3\n"),
          1,
          1,
          2,
          0,
          "population-negative",
          { .threads = 1 } },
        { "missing",
          TEXT("x,y,ind\n1,2,NA\n"),
          1,
          1,
          2,
          0,
          "population-unreadable",
          { .threads = 1 } },
        { "no number",
          TEXT("x,y,ind\n1,2,3x\n"),
          1,
          1,
          2,
          0,
          "population-unreadable",
          { .threads = 1 } },
        { "impossible",
          TEXT("x,y,ind\n1,2,1e11\n"),
          1,
          1,
          2,
          0,
          "population-impossible",
          { .threads = 1 } },
        { "no position",
          TEXT("x,y,ind\n,,3\n"),
          1,
          0,
          0,
          3,
          "coordinate-blank",
          { .threads = 1 } },
        { "half a position",
          TEXT("x,y,ind\n1,,3\n"),
          1,
          0,
          0,
          3,
          "coordinate-incomplete",
          { .threads = 1 } },
        { "unreadable",
          TEXT("x,y,ind\nici,la,3\n"),
          1,
          0,
          0,
          3,
          "coordinate-unreadable",
          { .threads = 1 } },
        { "no place",
          TEXT("x,y,ind\n1e13,2,3\n"),
          1,
          0,
          0,
          3,
          "coordinate-impossible",
          { .threads = 1 } },
        { "a NUL byte",
          TEXT("x,y,ind\n1,2,3\0junk\n"),
          1,
          1,
          2,
          3,
          "text-nul",
          { .threads = 1 } },
        { "not UTF-8",
          TEXT("x,y,ind,c\xC3\xA9\n1,2,3\n1,2,\xE9,\n"),
          2,
          2,
          4,
          3,
          "population-unreadable",
          { .read = { .encoding = "UTF-8" } } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        stream s;

        save(rows[i].text, rows[i].n_text);
        s = open_told(&rows[i].o);
        if (s.code != MLG_OK)
            fail_msg("%s: %s", rows[i].what, s.err.what);
        for (int pass = 0; pass < 2; pass++) {
            if (s.n != rows[i].n || s.x != rows[i].x || s.y != rows[i].y ||
                s.people != rows[i].people)
                fail_msg("%s, pass %d: %zu rows, x %g, y %g, people %g", rows[i].what, pass,
                         s.n, s.x, s.y, s.people);
            drain(&s);
        }
        if (rows[i].told)
            assert_true(mlg_diag_count(&s.diag, rows[i].told) >= 1);
        for (size_t g = 0; g < s.diag.n && !rows[i].told; g++)
            if (s.diag.groups[g].level == MLG_WARNING)
                fail_msg("%s: %s", rows[i].what, s.diag.groups[g].kind);
        stream_free(&s);
    }
}

static void refusals(void **state)
{
    static const struct {
        const char *what, *text;
        const char *because;
        int64_t record;
        mlg_code code;
        mlg_population_options o;
    } rows[] = {
        { "empty", "", "is empty", 0, MLG_EDATA, { .threads = 1 } },
        { "blank", "\n \n", "is empty", 0, MLG_EDATA, { .threads = 1 } },
        { "no header", "1,2,3\n", "starts with numbers", 0, MLG_EDATA, { .threads = 1 } },
        { "no positions", "a,ind\n1,2\n", "no points", 0, MLG_EDATA, { .threads = 1 } },
        { "no people",
          "x,y\n1,2\n",
          "no column of people such as 'population'",
          0,
          MLG_EDATA,
          { .threads = 1 } },
        { "other people",
          "x,y,ind\n1,2,3\n",
          "such as 'hab'",
          0,
          MLG_EDATA,
          { .column = "hab" } },
        { "one axis",
          "x,y,ind\n1,2,3\n",
          "both coordinates",
          0,
          MLG_EUSAGE,
          { .read = { .x = "x" } } },
        { "no such axis",
          "x,y,ind\n1,2,3\n",
          "no column \"u\"",
          0,
          MLG_EUSAGE,
          { .read = { .x = "x", .y = "u" } } },
        { "no such encoding",
          "x,y,ind\n",
          "is not known",
          0,
          MLG_EDATA,
          { .read = { .encoding = "klingon" } } },
        { "never closed",
          "x,y,ind\n1,2,3\n1,\"2,3\n4,5,6\n",
          "never closed",
          2,
          MLG_EDATA,
          { .threads = 1 } },
        { "never closed header",
          "x,y,\"ind\n1,2,3\n",
          "never closed",
          0,
          MLG_EDATA,
          { .threads = 1 } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        stream s;

        save(rows[i].text, strlen(rows[i].text));
        s = open_told(&rows[i].o);
        if (s.code != rows[i].code || !strstr(s.err.what, rows[i].because) ||
            s.err.record != rows[i].record)
            fail_msg("%s: %d, %s, record %d", rows[i].what, s.code, s.err.what,
                     (int)s.err.record);
        assert_true(*s.err.where);
        stream_free(&s);
    }
    unlink(path);
    {
        stream s = open_told(NULL);

        assert_int_equal(s.code, MLG_EIO);
        stream_free(&s);
    }
}

/* --- large files
 * ------------------------------------------------------------------------------
 */

enum { ROWS = 600000 }; /* more than are read at once */

static void save_rows(const char *row)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs("x,y,ind\n", f);
    for (int i = 0; i < ROWS; i++)
        fputs(row, f);
    assert_int_equal(fclose(f), 0);
}

static void few_warnings_are_kept(void **state)
{
    stream s;

    (void)state;
    save_rows("1,2,many\n");
    s = open_told(NULL);
    assert_int_equal(s.code, MLG_OK);
    assert_int_equal(s.n, ROWS);
    assert_int_equal(mlg_diag_count(&s.diag, "population-unreadable"), ROWS);
    assert_int_equal(s.diag.n, 1);
    assert_int_equal(s.diag.groups[0].n_items, MLG_DIAG_KEPT);
    assert_int_equal(s.diag.groups[0].items[MLG_DIAG_KEPT - 1].record, MLG_DIAG_KEPT);
    stream_free(&s);
}

static void digested_on_the_way(void **state)
{
    mlg_population_options o = { .read = { .digest = true }, .threads = 2 };
    const mlg_layer *layer;
    char want[65], *whole;
    stream s;
    FILE *f;
    size_t n;

    (void)state;
    save_rows("1,2,3.25\n");
    f = fopen(path, "rb");
    assert_non_null(f);
    whole = malloc(ROWS * 10);
    assert_non_null(whole);
    n = fread(whole, 1, ROWS * 10, f);
    fclose(f);
    digest_sha256(want, whole, n);
    free(whole);
    s = open_told(&o);
    assert_int_equal(s.code, MLG_OK);
    drain(&s);
    assert_near(s.people, ROWS * 3.25, 0);
    layer = mlg_population_feed(s.p)->layer;
    assert_int_equal(layer->n_sources, 1);
    assert_string_equal(layer->sources[0].name, path);
    assert_string_equal(layer->sources[0].sha256, want);
    assert_int_equal(layer->sources[0].size, n);
    assert_int_equal(layer->n, ROWS);
    stream_free(&s);
}

/* A file that grows or shrinks while it is read is not one to conclude from. */
static void changed_meanwhile(void **state)
{
    (void)state;
    for (int grow = 0; grow < 2; grow++) {
        stream s = { 0 };
        mlg_population_options o = { .threads = 1 };
        FILE *f;

        save_rows("1,2,30\n");
        assert_int_equal(mlg_population_open(&s.p, path, &o, &s.diag, &s.err), MLG_OK);
        if (grow) {
            f = fopen(path, "ab");
            assert_non_null(f);
            fputs("1,2,30\n", f);
            fclose(f);
        } else {
            assert_int_equal(truncate(path, 4300000), 0);
        }
        drain(&s);
        assert_int_equal(s.code, MLG_EIO);
        assert_non_null(strstr(s.err.what, "changed while"));
        stream_free(&s);
    }
}

static void record_without_end(void **state)
{
    FILE *f = fopen(path, "wb");
    char some[4096];
    stream s;

    (void)state;
    assert_non_null(f);
    fputs("x,y,ind\n1,2,3\n1,\"", f);
    memset(some, '\n', sizeof some);
    for (int i = 0; i < 20000; i++)
        fwrite(some, 1, sizeof some, f);
    assert_int_equal(fclose(f), 0);
    s = open_told(NULL);
    assert_int_equal(s.code, MLG_EDATA);
    assert_non_null(strstr(s.err.what, "longer than 64 MiB"));
    assert_int_equal(s.err.record, 2);
    stream_free(&s);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_as_written),       cmocka_unit_test(refusals),
        cmocka_unit_test(few_warnings_are_kept), cmocka_unit_test(digested_on_the_way),
        cmocka_unit_test(changed_meanwhile),     cmocka_unit_test(record_without_end),
    };

    return cmocka_run_group_tests_name("population", tests, NULL, NULL);
}
