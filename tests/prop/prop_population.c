/* Streamed population files against the same file read whole: whatever the bytes, the size of a
 * read and the number of threads, the same rows, the same warnings, the same refusals. */
#include "test.h"

#include "base/buf.h"
#include "base/par.h"
#include "dice.h"
#include "io/cells.h"
#include "shp_bytes.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *one_of(dice *d, const char *const *from, int n)
{
    return from[dice_int(d, 0, n - 1)];
}
#define ONE_OF(d, ...)                                                                         \
    one_of(d, (const char *const[]){ __VA_ARGS__ },                                            \
           sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* How one file is written. */
typedef struct style {
    char delimiter;
    const char *line;
    int quotes, odd; /* percent of cells quoted, or odd */
} style;

static void add_number(buf *text, dice *d, const style *s)
{
    switch (dice_int(d, 0, 9)) {
    case 0:
        buf_printf(text, "%d", dice_int(d, -5, 1000));
        break;
    case 1:
        buf_printf(text, "%.17g", dice_in(d, 0, 1e7));
        break;
    case 2:
        buf_printf(text, "%de%d", dice_int(d, 1, 99), dice_int(d, -3, 3));
        break;
    case 3:
        if (s->delimiter != ',') {
            buf_printf(text, "%d,%02d", dice_int(d, 0, 999), dice_int(d, 0, 99));
            break;
        }
        /* fall through */
    default:
        buf_printf(text, "%.*f", dice_int(d, 0, 8), dice_in(d, 0, 1e6));
    }
}

static void add_cell(buf *text, dice *d, const style *s)
{
    bool quoted = dice_int(d, 0, 99) < s->quotes;

    if (dice_int(d, 0, 30) == 0)
        buf_text(text, ONE_OF(d, " ", "  ", s->delimiter == '\t' ? " " : "\t"));
    if (quoted)
        buf_char(text, '"');
    if (dice_int(d, 0, 99) >= s->odd) {
        add_number(text, d, s);
    } else {
        buf_text(text,
                 ONE_OF(d, "", "NA", "-", "12 000",
                        "12\xC2\xA0"
                        "000",
                        "x", "-7", "1e11", "1e13", "nan", "\xE9", "caf\xC3\xA9", "1.2.3", "5e",
                        "+4", "007", ".5", "1.", "123456789012345678", "0.000000000000001"));
        if (quoted)
            buf_text(text, ONE_OF(d, "", "\"\"", "\n", "\r\n", ",", ";"));
        else if (dice_int(d, 0, 9) == 0)
            buf_char(text, '"'); /* astray */
        if (dice_int(d, 0, 19) == 0)
            buf_char(text, '\0');
    }
    if (quoted)
        buf_text(text, ONE_OF(d, "\"", "\"", "\"", "\"", "\" ", "\"x"));
    if (dice_int(d, 0, 30) == 0)
        buf_char(text, ' ');
}

static void add_row(buf *text, dice *d, const style *s, int columns)
{
    int odd = dice_int(d, 0, 99);
    int n = odd < s->odd / 4 ? dice_int(d, 0, columns + 2) : columns;

    for (int c = 0; c < n; c++) {
        if (c)
            buf_char(text, s->delimiter);
        if (odd != 99 || !s->odd) /* a row of nothing */
            add_cell(text, d, s);
    }
    buf_text(text, dice_int(d, 0, 200) ? s->line : ONE_OF(d, "\n", "\r\n", "\r", "\n\n"));
}

static buf file_of(dice *d)
{
    static const char *const heads[] = { "x", "y", "ind" };
    style s = { ",;\t"[dice_int(d, 0, 2)], ONE_OF(d, "\n", "\n", "\r\n", "\r"),
                dice_int(d, 0, 2) * dice_int(d, 0, 50), dice_int(d, 0, 2) * 10 };
    int extra = dice_int(d, 0, 3), rows = dice_int(d, 0, 300);
    buf text = { 0 };

    buf_text(&text, ONE_OF(d, "", "", "\xEF\xBB\xBF", "\n\n"));
    for (int c = 0; c < 3; c++)
        buf_printf(&text, "%s%s%c", s.quotes ? "\"" : "", heads[c],
                   s.quotes ? '"' : s.delimiter),
            s.quotes ? buf_char(&text, s.delimiter) : (void)0;
    for (int c = 0; c < extra; c++)
        buf_printf(&text, "c%d%c", c, s.delimiter);
    buf_printf(&text, "age%s", s.line);
    for (int r = 0; r < rows; r++)
        add_row(&text, d, &s, 4 + extra);
    if (text.n && dice_int(d, 0, 3) == 0)
        text.n--; /* no break at the end, or a little less */
    return text;
}

/* --- both readings
 * ----------------------------------------------------------------------------
 */

typedef struct reading {
    mlg_code code;
    mlg_err err;
    mlg_diag diag;
    size_t n;
    mlg_xy *points;
    double *numbers; /* two a row */
} reading;

static void reading_free(reading *r)
{
    mlg_diag_release(&r->diag);
    free(r->points);
    free(r->numbers);
}

typedef struct run {
    const mlg_feed *feed;
    mlg_batch *pieces;
} run;

static mlg_code read_piece(void *arg, size_t i, mlg_err *err)
{
    const run *r = arg;

    return r->feed->piece(r->feed->from, i, &r->pieces[i], err);
}

static void add(reading *r, const mlg_batch *b)
{
    if (!b->n)
        return;
    r->points = realloc(r->points, (r->n + b->n) * sizeof *r->points);
    r->numbers = realloc(r->numbers, (r->n + b->n) * 2 * sizeof *r->numbers);
    memcpy(r->points + r->n, b->points, b->n * sizeof *b->points);
    memcpy(r->numbers + 2 * r->n, b->numbers, 2 * b->n * sizeof *b->numbers);
    r->n += b->n;
}

/* The pieces of a run side by side. */
static void drain(reading *r, const mlg_feed *feed, unsigned threads)
{
    static const par_job job = { .run = read_piece };
    size_t n = 1;

    for (r->n = 0; n;) {
        run at = { .feed = feed };

        r->code = feed->next(feed->from, &n, &r->diag, &r->err);
        if (r->code != MLG_OK || !n)
            return;
        at.pieces = calloc(n, sizeof *at.pieces);
        assert_non_null(at.pieces);
        r->code = par_for(n, threads, &job, &at, &r->err);
        for (size_t i = 0; r->code == MLG_OK && i < n; i++)
            add(r, &at.pieces[i]);
        free(at.pieces);
        if (r->code != MLG_OK)
            return;
    }
}

/* A shapefile is read with all its columns, and told of in the same order, texts and all. */
static bool in_order;

static char *groups[] = { (char *)"age" };

static reading read_whole(const char *path)
{
    mlg_population_options o = { .groups = groups, .n_groups = 1 };
    mlg_population *p = NULL;
    mlg_layer *layer = NULL;
    reading r = { 0 };

    r.code = mlg_read(&layer, path, NULL, &r.diag, &r.err);
    if (r.code == MLG_OK)
        r.code = mlg_population_of_layer(&p, layer, &o, &r.err);
    if (r.code == MLG_OK)
        drain(&r, mlg_population_feed(p), 1);
    mlg_population_free(p);
    mlg_layer_free(layer);
    return r;
}

static reading read_streamed(const char *path, size_t step, unsigned threads, int passes)
{
    mlg_population_options o = { .groups = groups, .n_groups = 1, .threads = threads };
    mlg_population *p = NULL;
    reading r = { 0 };

    r.code = cells_open(&p, path, &o, step, &r.diag, &r.err);
    while (r.code == MLG_OK && passes--)
        drain(&r, mlg_population_feed(p), threads);
    mlg_population_free(p);
    return r;
}

/* --- the same
 * ---------------------------------------------------------------------------------
 */

static const mlg_diag_group *group_of(const mlg_diag *diag, const char *kind)
{
    for (size_t i = 0; i < diag->n; i++)
        if (!strcmp(diag->groups[i].kind, kind))
            return &diag->groups[i];
    return NULL;
}

/* Texts of columns that do not count are looked at only when all is read. */
static bool of_texts(const char *kind)
{
    return !strncmp(kind, "text-", 5) || !strcmp(kind, "encoding-detected");
}

static void assert_told_alike(const reading *a, const reading *b)
{
    for (size_t i = 0; i < a->diag.n; i++) {
        const mlg_diag_group *g = &a->diag.groups[i], *h = group_of(&b->diag, g->kind);

        if (!in_order && of_texts(g->kind))
            continue;
        if (in_order)
            assert_string_equal(b->diag.groups[i].kind, g->kind);
        if (!h || h->count != g->count)
            fail_msg("%s: %d told, %d streamed", g->kind, (int)g->count, h ? (int)h->count : 0);
        for (size_t k = 0; k < g->n_items; k++) {
            assert_int_equal(g->items[k].record, h->items[k].record);
            assert_string_equal(g->items[k].values, h->items[k].values);
        }
    }
    for (size_t i = 0; i < b->diag.n; i++)
        assert_true((!in_order && of_texts(b->diag.groups[i].kind)) ||
                    group_of(&a->diag, b->diag.groups[i].kind));
}

static void assert_same(const reading *whole, const reading *streamed)
{
    assert_int_equal(streamed->code, whole->code);
    if (whole->code != MLG_OK) {
        assert_string_equal(streamed->err.what, whole->err.what);
        assert_int_equal(streamed->err.record, whole->err.record);
        return;
    }
    assert_int_equal(streamed->n, whole->n);
    for (size_t i = 0; i < whole->n; i++) {
        const double *a = &whole->numbers[2 * i], *b = &streamed->numbers[2 * i];
        mlg_xy p = whole->points[i], q = streamed->points[i];

        if (!((p.x == q.x && p.y == q.y) || (isnan(p.x) && isnan(q.x))) ||
            !(a[0] == b[0] || (isnan(a[0]) && isnan(b[0]))) ||
            !(a[1] == b[1] || (isnan(a[1]) && isnan(b[1]))))
            fail_msg(
                "record %zu: (%.17g, %.17g) %.17g %.17g, streamed (%.17g, %.17g) %.17g %.17g",
                i + 1, p.x, p.y, a[0], a[1], q.x, q.y, b[0], b[1]);
    }
    assert_told_alike(whole, streamed);
}

static void save(const char *path, const buf *text)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(text->at, 1, text->n, f), text->n);
    assert_int_equal(fclose(f), 0);
}

static void streamed_as_whole(void **state)
{
    dice d = dice_new("population");
    static const char path[] = "streamed.csv";

    (void)state;
    for (int round = 0; round < 600; round++) {
        buf text = file_of(&d);
        reading whole, streamed;

        save(path, &text);
        whole = read_whole(path);
        streamed = read_streamed(path, (size_t)dice_int(&d, 1, dice_int(&d, 0, 1) ? 40 : 5000),
                                 (unsigned)dice_int(&d, 1, 3), dice_int(&d, 1, 2));
        assert_same(&whole, &streamed);
        reading_free(&whole);
        reading_free(&streamed);
        buf_free(&text);
    }
    unlink(path);
}

/* --- shapefiles ------------------------------------------------------------------------- */

static void add_shape(made_shp *s, dice *d, int odd)
{
    static const mlg_xy line[] = { { 1, 2 }, { 3, 4 } };
    made short_one = { .n = 0 };

    switch (dice_int(d, 0, 99) < odd ? dice_int(d, 0, 4) : 9) {
    case 0:
        shp_null(s);
        break;
    case 1:
        shp_point(s, dice_int(d, 0, 1) ? NAN : 1e13, 1);
        break;
    case 2: {
        uint32_t two = 2, type = s->type;

        s->type = 3;
        shp_parts(s, line, &two, 1);
        s->type = type;
        break;
    }
    case 3:
        if (dice_int(d, 0, 20))
            break; /* a count that does not agree would be too frequent */
        put_int(&short_one, s->type, false);
        shp_record(s, &short_one);
        break;
    default:
        shp_point(s, dice_in(d, 0, 1e6), dice_in(d, 0, 1e6));
    }
}

/* Other positions of the same records in the .shx, as editors leave them. */
static void shuffle(made *shx, dice *d, uint32_t n)
{
    for (uint32_t i = n; i > 1; i--) {
        char *a = shx->at + 100 + 8 * (i - 1),
             *b = shx->at + 100 + 8 * dice_int(d, 0, (int)i - 1);
        char swap[8];

        memcpy(swap, a, 8);
        memmove(a, b, 8);
        memcpy(b, swap, 8);
    }
}

static made table_of(dice *d, uint32_t n, int odd)
{
    static const made_field fields[] = { { "ind", 'N', 9 },
                                         { "nom", 'C', 5 },
                                         { "age", 'N', 6 },
                                         { "nom", 'C', 1 },
                                         { "binaire", 'B', 2 } };
    static char texts[600][12];
    const char *cells[600];

    for (uint32_t i = 0; i < 5 * n; i++) {
        bool text = i % 5 == 1 || i % 5 == 3;

        cells[i] = texts[i];
        if (dice_int(d, 0, 99) < odd)
            snprintf(
                texts[i], sizeof texts[i], "%s",
                text ? ONE_OF(d, "caf\xC3\xA9", "\xE9t\xE9", "vill\xC3\xA9", "\xC3\x83\xC2\xA9")
                     : ONE_OF(d, "*********", "-7", "NA", "", "1e11", "?", "12,5"));
        else
            snprintf(texts[i], sizeof texts[i], "%s%d",
                     i % 5 == 0 && dice_int(d, 0, 99) < odd / 4 ? "*" : "",
                     dice_int(d, 0, 9999));
    }
    return made_dbf(fields, 5, cells, n, dice_int(d, 0, 3) ? 0 : 0x57);
}

static void save_made(const char *name, const made *m, dice *d)
{
    buf bytes = { 0 };

    buf_add(&bytes, m->at, m->n);
    if (dice_int(d, 0, 40) == 0)
        bytes.n -= (size_t)dice_int(d, 1, (int)bytes.n - 1); /* cut short */
    save(name, &bytes);
    buf_free(&bytes);
}

static void save_shapefile(dice *d)
{
    static made_shp s;
    static made dbf;
    int rows = dice_int(d, 0, 110), odd = dice_int(d, 0, 2) * dice_int(d, 0, 30);

    shp_begin(&s, (uint32_t[]){ 1, 11, 21 }[dice_int(d, 0, 2)]);
    for (int i = 0; i < rows; i++)
        add_shape(&s, d, odd);
    shp_end(&s);
    dbf = table_of(d, s.n + (dice_int(d, 0, 30) == 0), odd);
    if (dice_int(d, 0, 2) == 0)
        shuffle(&s.shx, d, s.n);
    unlink("streamed.shx");
    unlink("streamed.cpg");
    save_made("streamed.shp", &s.shp, d);
    if (dice_int(d, 0, 3))
        save_made("streamed.shx", &s.shx, d);
    save_made("streamed.dbf", &dbf, d);
    if (dice_int(d, 0, 3) == 0) {
        buf cpg = { 0 };

        buf_text(&cpg, ONE_OF(d, "UTF-8", "1252", "", odd ? "UTF-8" : "nonsense"));
        save("streamed.cpg", &cpg);
        buf_free(&cpg);
    }
}

static void shapefile_as_whole(void **state)
{
    dice d = dice_new("population of a shapefile");

    (void)state;
    in_order = true;
    for (int round = 0; round < 1500; round++) {
        reading whole, streamed;

        save_shapefile(&d);
        whole = read_whole("streamed.shp");
        streamed = read_streamed("streamed.shp",
                                 (size_t)dice_int(&d, 1, dice_int(&d, 0, 1) ? 400 : 5000),
                                 (unsigned)dice_int(&d, 1, 3), dice_int(&d, 1, 2));
        assert_same(&whole, &streamed);
        reading_free(&whole);
        reading_free(&streamed);
    }
    in_order = false;
    for (const char *const *e = (const char *const[]){ "shp", "shx", "dbf", "cpg", NULL }; *e;
         e++) {
        char name[20];

        snprintf(name, sizeof name, "streamed.%s", *e);
        unlink(name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(streamed_as_whole),
                                        cmocka_unit_test(shapefile_as_whole) };

    return cmocka_run_group_tests_name("population", tests, NULL, NULL);
}
