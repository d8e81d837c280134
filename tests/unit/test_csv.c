#include "read_bytes.h"

#include <csv.h>
#include <stdio.h>

/* --- what a table says ------------------------------------------------------------------ */

static void says_cells(void **state)
{
    static const struct {
        const char *what, *text, *column;
        size_t row;
        const char *want;
    } rows[] = {
        { "comma", "id,nom\n1,Lille\n", "nom", 0, "Lille" },
        { "semicolon", "id;nom\n1;Lille\n", "nom", 0, "Lille" },
        { "tab", "id\tnom\n1\tLille\n", "nom", 0, "Lille" },
        { "bar", "id|nom\n1|Lille\n", "nom", 0, "Lille" },
        { "one column", "nom\nLille\n", "nom", 0, "Lille" },
        { "delimiter inside quotes does not count", "\"a;b;c\",d\n1,2\n", "d", 0, "2" },
        { "leading zeros stay", "code,x1\n01004,1\n", "code", 0, "01004" },
        { "Corsica", "code;z\n2A004;1\n", "code", 0, "2A004" },
        { "list in quotes", "code,z\n\"13055, 13070\",1\n", "code", 0, "13055, 13070" },
        { "newline in quotes", "nom,z\n\"a\nb\",1\n", "nom", 0, "a\nb" },
        { "row after a newline in quotes", "nom,z\n\"a\nb\",1\nc,2\n", "z", 1, "2" },
        { "doubled quotes", "nom,z\n\"le \"\"lab\"\"\",1\n", "nom", 0, "le \"lab\"" },
        { "quotes inside an unquoted cell", "nom,z\nle \"lab\",1\n", "nom", 0, "le \"lab\"" },
        { "CRLF", "id,nom\r\n1,Lille\r\n", "nom", 0, "Lille" },
        { "old Mac", "id,nom\r1,Lille\r2,Nice\r", "nom", 1, "Nice" },
        { "no newline at the end", "id,nom\n1,Lille", "nom", 0, "Lille" },
        { "blanks around", "id , nom\n 1 , Lille \n", "nom", 0, "Lille" },
        { "empty cell", "id,nom\n1,\n", "nom", 0, "" },
        { "blank lines are no rows", "id,nom\n\n1,Lille\n\n", "nom", 0, "Lille" },
        { "short row", "a,b,c\n1\n", "c", 0, "" },
        { "long row", "a,b\n1,2,3\n", "b", 0, "2" },
        { "byte order mark", "\xEF\xBB\xBFid,nom\n1,Lille\n", "id", 0, "1" },
        { "UTF-8", "nom,z\nÉvry,1\n", "nom", 0, "Évry" },
        { "CP1252", "nom,z\n\xC9vry \x96 c\x9Cur,1\n", "nom", 0, "Évry – cœur" },
        { "first of two columns of a name", "a,a\n1,2\n", "a", 0, "1" },
        { "accents and case of a name", "N° Départ,z\n59,1\n", "n_depart", 0, "59" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = read_text(csv_read_bytes, rows[i].text, NULL);

        if (!o.layer || strcmp(cell_of(&o, rows[i].column, rows[i].row), rows[i].want))
            fail_msg("%s: got \"%s\"", rows[i].what,
                     o.layer ? cell_of(&o, rows[i].column, rows[i].row) : o.err.what);
        outcome_free(&o);
    }
}

static void says_encoding(void **state)
{
    static const struct {
        const char *what, *text;
        size_t n;
        const char *option, *encoding, *from, *want;
    } rows[] = {
        { "plain", "n,z\nab,1\n", 9, NULL, "UTF-8", "detected", "ab" },
        { "UTF-8", "n,z\n\xC3\xA9,1\n", 9, NULL, "UTF-8", "detected", "é" },
        { "CP1252", "n,z\n\xE9 ,1\n", 9, NULL, "CP1252", "detected", "é" },
        { "option wins", "n,z\n\xE9 ,1\n", 9, "latin2", "ISO-8859-2", "option", "é" },
        { "CP850", "n,z\n\x82 ,1\n", 9, "CP850", "CP850", "option", "é" },
        { "mark", "\xEF\xBB\xBFn,z\n\xC3\xA9,1\n", 12, NULL, "UTF-8", "bom", "é" },
        { "UTF-16",
          "\xFF\xFEn\0,\0z\0\n\0\xE9\0,\0"
          "1\0\n\0",
          18, NULL, "UTF-16LE", "bom", "é" },
        { "UTF-16, big",
          "\xFE\xFF\0n\0,\0z\0\n\0\xE9\0,\0"
          "1\0\n",
          18, NULL, "UTF-16BE", "bom", "é" },
        { "UTF-16, no mark",
          "n\0,\0z\0\n\0\xE9\0,\0"
          "1\0\n\0",
          16, NULL, "UTF-16LE", "detected", "é" },
        { "UTF-16, big, no mark",
          "\0n\0,\0z\0\n\0\xE9\0,\0"
          "1\0\n",
          16, NULL, "UTF-16BE", "detected", "é" },
        { "UTF-32",
          "\xFF\xFE\0\0n\0\0\0,\0\0\0z\0\0\0\n\0\0\0\xE9\0\0\0,\0\0\0"
          "1\0\0\0\n\0\0\0",
          36, NULL, "UTF-32LE", "bom", "é" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mlg_read_options options = { .encoding = rows[i].option };
        outcome o = read_blob(csv_read_bytes, rows[i].text, rows[i].n, &options);

        if (!o.layer)
            fail_msg("%s: %s", rows[i].what, o.err.what);
        assert_string_equal(o.layer->encoding, rows[i].encoding);
        assert_string_equal(o.layer->encoding_from, rows[i].from);
        assert_string_equal(cell_of(&o, "n", 0), rows[i].want);
        outcome_free(&o);
    }
}

/* --- where it is ---------------------------------------------------------------------------
 */

static void finds_coordinates(void **state)
{
    static const struct {
        const char *what, *text, *crs, *from;
        double x, y; /* of row 0; NaN: none */
    } rows[] = {
        { "lon, lat", "lon,lat\n2.5,48.5\n", "OGC:CRS84", "columns", 2.5, 48.5 },
        { "order of columns", "latitude,longitude\n48.5,2.5\n", "OGC:CRS84", "columns", 2.5,
          48.5 },
        { "decimal comma", "lon;lat\n2,5;48,5\n", "OGC:CRS84", "columns", 2.5, 48.5 },
        { "metres", "x;y\n652000;6862000\n", "", "", 652000, 6862000 },
        { "Lambert-93", "x_l93;y_l93\n652 000,5;6 862 000\n", "EPSG:2154", "columns", 652000.5,
          6862000 },
        { "degrees before metres", "x,y,lon,lat\n1,2,3,4\n", "OGC:CRS84", "columns", 3, 4 },
        { "blank", "lon,lat\n,\n1,2\n", "OGC:CRS84", "columns", 1, 2 },
        { "NA", "id,lon,lat\n1,NA,NA\n", "OGC:CRS84", "columns", (double)NAN, (double)NAN },
        { "text", "id,lon,lat\n1,abc,48\n", "OGC:CRS84", "columns", (double)NAN, (double)NAN },
        { "half", "id,lon,lat\n1,,48\n", "OGC:CRS84", "columns", (double)NAN, (double)NAN },
        { "far", "id,lon,lat\n1,1e300,48\n", "OGC:CRS84", "columns", (double)NAN, (double)NAN },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = read_text(csv_read_bytes, rows[i].text, NULL);

        if (!o.layer)
            fail_msg("%s: %s", rows[i].what, o.err.what);
        assert_int_equal(o.layer->geometry, MLG_GEOMETRY_POINT);
        assert_string_equal(o.layer->crs, rows[i].crs);
        assert_string_equal(o.layer->crs_from, rows[i].from);
        if (isnan(rows[i].x)) {
            assert_true(isnan(o.layer->points[0].x) && isnan(o.layer->points[0].y));
            assert_int_equal(o.layer->n_without_geometry, 1);
        } else {
            assert_true(o.layer->points[0].x == rows[i].x && o.layer->points[0].y == rows[i].y);
        }
        outcome_free(&o);
    }
}

static void takes_told_coordinates(void **state)
{
    mlg_read_options told = { .x = "e", .y = "n", .crs = "EPSG:2154" };
    mlg_read_options wrong = { .x = "e", .y = "nord" }, half = { .x = "e" };
    mlg_read_options plane = { .crs = "EPSG:2154" };
    outcome o = read_text(csv_read_bytes, "e,n,lon,lat\n1,2,3,4\n", &told);

    (void)state;
    assert_non_null(o.layer);
    assert_true(o.layer->points[0].x == 1 && o.layer->points[0].y == 2);
    assert_string_equal(o.layer->crs, "EPSG:2154");
    assert_string_equal(o.layer->crs_from, "option");
    outcome_free(&o);

    o = read_text(csv_read_bytes, "e,n\n1,2\n", &wrong);
    assert_null(o.layer);
    assert_int_equal(o.err.code, MLG_EUSAGE);
    assert_string_equal(o.err.what, "has no column \"nord\"");
    outcome_free(&o);

    o = read_text(csv_read_bytes, "e,n\n1,2\n", &half);
    assert_int_equal(o.err.code, MLG_EUSAGE);
    outcome_free(&o);

    o = read_text(csv_read_bytes, "x,y,lon,lat\n1,2,3,4\n", &plane);
    assert_true(o.layer->points[0].x == 1); /* metres were asked for */
    outcome_free(&o);

    o = read_text(csv_read_bytes, "a,b\n1,2\n", NULL);
    assert_int_equal(o.layer->geometry, MLG_GEOMETRY_NONE);
    assert_null(o.layer->points);
    outcome_free(&o);
}

/* --- what is wrong with it
 * -------------------------------------------------------------------- */

static void warns(void **state)
{
    static const struct {
        const char *what, *text, *kind;
        int64_t record;
    } rows[] = {
        { "short", "a,b\n1,2\n1\n", "row-short", 2 },
        { "long", "a,b\n1,2,3\n", "row-long", 1 },
        { "empty", "a,b\n1,2\n,\n", "row-empty", 2 },
        { "twice", "a,a\n1,2\n", "column-duplicate", 0 },
        { "unreadable", "lon,lat\n1,2\nx,2\n", "coordinate-unreadable", 2 },
        { "half", "id,lon,lat\na,1,\n", "coordinate-incomplete", 1 },
        { "none", "id,lon,lat\na,,\n", "coordinate-blank", 1 },
        { "far", "lon,lat\n1e300,2\n", "coordinate-impossible", 1 },
        { "decoded twice", "nom,b\nx,1\nCitÃ©,2\n", "text-mojibake", 2 },
        { "broken", "\xEF\xBB\xBFnom,b\nCit\xE9,2\n", "text-encoding", 1 },
        { "guessed", "nom,b\nCit\xE9,2\n", "encoding-detected", 0 },
    };
    outcome o;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        o = read_text(csv_read_bytes, rows[i].text, NULL);
        if (!o.layer || !item_of(&o, rows[i].kind))
            fail_msg("%s: no %s", rows[i].what, rows[i].kind);
        assert_int_equal(item_of(&o, rows[i].kind)->record, rows[i].record);
        outcome_free(&o);
    }
    o = read_blob(csv_read_bytes, "a,b\nx\0y,2\n", 10, NULL);
    assert_string_equal(cell_of(&o, "a", 0), "x");
    assert_int_equal(item_of(&o, "text-nul")->record, 1);
    outcome_free(&o);
    o = read_blob(csv_read_bytes,
                  "\xFF\xFE"
                  "a\0\n\0x\0\n",
                  9, NULL); /* half a character */
    assert_string_equal(cell_of(&o, "a", 0), "x");
    assert_int_equal(mlg_diag_count(&o.diag, "text-encoding"), 1);
    outcome_free(&o);
    o = read_text(csv_read_bytes, "a,b\n1,2,,\n", NULL); /* empty cells too many are no loss */
    assert_int_equal(o.diag.n, 0);
    outcome_free(&o);
}

static void refuses(void **state)
{
    static const struct {
        const char *what, *text, *sentence;
        int64_t record;
    } rows[] = {
        { "nothing", "", "is empty", 0 },
        { "newlines", "\n\n", "is empty", 0 },
        { "no header", "1,2.5,48\n2,3,49\n", "starts with numbers", 0 },
        { "unclosed", "a,b\n1,2\n3,\"x\n4,5\n", "never closed", 2 },
    };
    mlg_read_options unknown = { .encoding = "klingon" };
    outcome o;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        o = read_text(csv_read_bytes, rows[i].text, NULL);
        if (o.layer || !strstr(o.err.what, rows[i].sentence))
            fail_msg("%s: %s", rows[i].what, o.layer ? "read" : o.err.what);
        assert_int_equal(o.err.code, MLG_EDATA);
        assert_int_equal(o.err.record, rows[i].record);
        outcome_free(&o);
    }
    o = read_text(csv_read_bytes, "a,b\n1,2\n", &unknown);
    assert_null(o.layer);
    assert_non_null(strstr(o.err.what, "--encoding"));
    outcome_free(&o);
}

/* A header of many names over rows of one cell must not cost columns times rows. */
static void bounds_memory(void **state)
{
    enum { NAMES = 5000, ROWS = 20000 };
    char *text = malloc(2 * (NAMES + ROWS) + 1), *to = text;
    outcome o;

    (void)state;
    assert_non_null(text);
    for (int i = 0; i < NAMES; i++)
        *to++ = i ? ',' : 'a';
    *to++ = '\n';
    for (int i = 0; i < ROWS; i++, to += 2)
        memcpy(to, "1\n", 2);
    o = read_blob(csv_read_bytes, text, (size_t)(to - text), NULL);
    assert_null(o.layer);
    assert_int_equal(o.err.code, MLG_EDATA);
    outcome_free(&o);
    free(text);
}

/* --- the same as libcsv
 * ------------------------------------------------------------------------ */

enum { ORACLE_CELLS = 64, ORACLE_TEXT = 64 };

typedef struct oracle {
    char cells[ORACLE_CELLS][ORACLE_CELLS][ORACLE_TEXT];
    size_t row, cell;
} oracle;

static void oracle_cell(void *text, size_t n, void *data)
{
    oracle *o = data;

    assert_true(o->row < ORACLE_CELLS && o->cell < ORACLE_CELLS && n < ORACLE_TEXT);
    snprintf(o->cells[o->row][o->cell++], ORACLE_TEXT, "%.*s", (int)n, (const char *)text);
}

static void oracle_row(int newline, void *data)
{
    oracle *o = data;
    bool any = false;

    (void)newline;
    for (size_t i = 0; i < o->cell; i++)
        any |= o->cells[o->row][i][0] != '\0';
    if (any || !o->row)
        o->row++;
    else
        memset(o->cells[o->row], 0, sizeof o->cells[o->row]);
    o->cell = 0;
}

/* Lines without quotes are split by the reader itself; whatever the mixture, the table is the
 * one that libcsv alone would have made. */
static void agrees_with_libcsv(void **state)
{
    static const char alphabet[] = "ab ,,\n\n\"\r;\t";
    static oracle o;
    unsigned seed = 20260101;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[48] = "h,i,j\n";
        size_t n = 6;
        struct csv_parser parser;
        outcome got;

        while (n < 6 + (unsigned)round % 40) {
            seed = seed * 1103515245u + 12345u;
            text[n++] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        memset(&o, 0, sizeof o);
        assert_int_equal(csv_init(&parser, 0), 0);
        csv_parse(&parser, text, n, oracle_cell, oracle_row, &o);
        csv_set_opts(&parser, CSV_STRICT | CSV_STRICT_FINI);
        got = read_blob(csv_read_bytes, text, n, NULL);
        if (csv_fini(&parser, oracle_cell, oracle_row, &o)) {
            assert_null(got.layer);
        } else {
            assert_non_null(got.layer);
            if (got.layer->n + 1 != o.row)
                fail_msg("round %d: %zu rows, libcsv %zu: %s", round, got.layer->n, o.row - 1,
                         text);
            for (size_t r = 1; r < o.row; r++)
                for (size_t c = 0; c < 3; c++) {
                    char *want = o.cells[r][c];
                    size_t length = strlen(want);

                    while (length && strchr(" \t\r\n", want[length - 1]))
                        want[--length] = '\0';
                    want += strspn(want, " \t\r\n");
                    if (strcmp(mlg_cell(&got.layer->columns[c], r - 1), want))
                        fail_msg("round %d: row %zu \"%s\", libcsv \"%s\"", round, r,
                                 mlg_cell(&got.layer->columns[c], r - 1), want);
                }
        }
        csv_free(&parser);
        outcome_free(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_cells),
        cmocka_unit_test(says_encoding),
        cmocka_unit_test(finds_coordinates),
        cmocka_unit_test(takes_told_coordinates),
        cmocka_unit_test(warns),
        cmocka_unit_test(refuses),
        cmocka_unit_test(bounds_memory),
        cmocka_unit_test(agrees_with_libcsv),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
