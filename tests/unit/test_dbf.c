#include "shp_bytes.h"

#include <stdio.h>

static outcome read_dbf(const made *dbf, const char *cpg, const char *option)
{
    mlg_read_options options = { .encoding = option };
    shp_files files = { .dbf = blob_of("test.dbf", dbf) };

    if (cpg)
        files.cpg = (blob){ "test.cpg", cpg, strlen(cpg) };
    return read_files(&files, &options);
}

static void says_cells(void **state)
{
    static const struct {
        const char *what;
        char type;
        const char *cell, *want;
    } rows[] = {
        { "code with leading zero", 'C', "01004", "01004" },
        { "blanks around", 'C', "  a b ", "a b" },
        { "empty", 'C', "", "" },
        { "number", 'N', "     12.50", "12.50" },
        { "number left-aligned", 'F', "-3", "-3" },
        { "number that did not fit", 'N', "**********", "" },
        { "stars in a text", 'C', "**********", "**********" },
        { "date", 'D', "20200930", "20200930" },
        { "no date", 'D', "00000000", "" },
        { "zeros in a text", 'C', "00000000", "00000000" },
        { "yes", 'L', "T", "T" },
        { "not known", 'L', "?", "" },
        { "decimal comma stays", 'N', "68,500", "68,500" },
        { "memo", 'M', "         1", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made_field fields[] = { { "A", 'C', 3 }, { "B", rows[i].type, 10 } };
        const char *cells[] = { "xyz", rows[i].cell };
        made dbf = made_dbf(fields, 2, cells, 1, 0);
        outcome o = read_dbf(&dbf, NULL, NULL);

        assert_non_null(o.layer);
        assert_string_equal(cell_of(&o, "A", 0), "xyz");
        if (strcmp(cell_of(&o, "B", 0), rows[i].want))
            fail_msg("%s: \"%s\"", rows[i].what, cell_of(&o, "B", 0));
        outcome_free(&o);
    }
}

static void says_types(void **state)
{
    made_field fields[] = {
        { "C", 'C', 1 }, { "N", 'N', 1 }, { "F", 'F', 1 }, { "D", 'D', 8 }, { "L", 'L', 1 }
    };
    mlg_type want[] = { MLG_TEXT, MLG_NUMBER, MLG_NUMBER, MLG_DATE, MLG_LOGICAL };
    made dbf = made_dbf(fields, 5, NULL, 0, 0);
    outcome o = read_dbf(&dbf, NULL, NULL);

    (void)state;
    assert_non_null(o.layer);
    assert_int_equal(o.layer->n, 0);
    assert_int_equal(o.layer->geometry, MLG_GEOMETRY_NONE);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(o.layer->columns[i].type, want[i]);
    outcome_free(&o);
}

/* option > .cpg > language driver > what the bytes look like */
static void chooses_encoding(void **state)
{
    static const struct {
        const char *what, *cell, *cpg, *option;
        unsigned char ldid;
        const char *encoding, *from, *want;
    } rows[] = {
        { "ASCII", "Nice", NULL, NULL, 0, "UTF-8", "detected", "Nice" },
        { "UTF-8 found", "\xC3\x89vry", NULL, NULL, 0, "UTF-8", "detected", "Évry" },
        { "CP1252 found", "\xC9vry", NULL, NULL, 0, "CP1252", "detected", "Évry" },
        { "driver", "\x90vry", NULL, NULL, 2, "CP850", "ldid", "Évry" },
        { "driver of Windows", "\xC9vry", NULL, NULL, 3, "CP1252", "ldid", "Évry" },
        { "driver that says nothing", "\xC3\x89vry", NULL, NULL, 0x57, "UTF-8", "detected",
          "Évry" },
        { ".cpg before driver", "\xC9vry", "1252", NULL, 2, "CP1252", "cpg", "Évry" },
        { "option before .cpg", "\x90vry", "UTF-8", "850", 3, "CP850", "option", "Évry" },
        { ".cpg utf8", "\xC3\x89vry", "utf8\r\n", NULL, 0, "UTF-8", "cpg", "Évry" },
        { ".cpg with a mark", "\xC3\x89vry", "\xEF\xBB\xBFUTF-8", NULL, 0, "UTF-8", "cpg",
          "Évry" },
        { ".cpg blank", "\xC9vry", " \n", NULL, 0, "CP1252", "detected", "Évry" },
        { ".cpg ISO-8859-1", "\xC9vry \x9C", "ISO-8859-1", NULL, 0, "ISO-8859-1", "cpg",
          "Évry œ" },
        { ".cpg of ESRI", "\xC9vry", "ISO 88591", NULL, 0, "ISO-8859-1", "cpg", "Évry" },
        { ".cpg 88592", "\xE8", "88592", NULL, 0, "ISO-8859-2", "cpg", "č" },
        { ".cpg ISO-8859-15", "\xA4", "8859-15", NULL, 0, "ISO-8859-15", "cpg", "€" },
        { ".cpg ANSI 1251", "\xD0", "ANSI 1251", NULL, 0, "CP1251", "cpg", "Р" },
        { ".cpg Big-5", "\xB0\xEA", "Big-5", NULL, 0, "BIG5", "cpg", "國" },
        { ".cpg koi8r", "\xD2", "koi8r", NULL, 0, "KOI8-R", "cpg", "р" },
        { ".cpg shiftjis", "\x83\x4A", "shiftjis", NULL, 0, "SHIFT_JIS", "cpg", "カ" },
        { "driver of Taiwan", "\xB0\xEA", NULL, NULL, 0x78, "CP950", "ldid", "國" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made_field field = { "NOM", 'C', 12 };
        made dbf = made_dbf(&field, 1, &rows[i].cell, 1, rows[i].ldid);
        outcome o = read_dbf(&dbf, rows[i].cpg, rows[i].option);

        if (!o.layer)
            fail_msg("%s: %s", rows[i].what, o.err.what);
        if (strcmp(o.layer->encoding, rows[i].encoding) ||
            strcmp(o.layer->encoding_from, rows[i].from) ||
            strcmp(cell_of(&o, "NOM", 0), rows[i].want))
            fail_msg("%s: \"%s\" in %s from %s", rows[i].what, cell_of(&o, "NOM", 0),
                     o.layer->encoding, o.layer->encoding_from);
        outcome_free(&o);
    }
}

static void detects_over_all_cells(void **state)
{
    made_field field = { "NOM", 'C', 5 };
    const char *mixed[] = { "\xC3\x89", "\xC9" }, *cut[] = { "\xC3\x89vr\xC3", "\xC3\x89" };
    const char *latin[] = { "aaaa\xC9", "b" };
    made dbf = made_dbf(&field, 1, mixed, 2, 0);
    outcome o = read_dbf(&dbf, NULL, NULL);

    (void)state;
    assert_string_equal(o.layer->encoding, "CP1252"); /* one cell is not UTF-8 */
    outcome_free(&o);

    dbf = made_dbf(&field, 1, cut, 2, 0); /* the column's width cut a character in two */
    o = read_dbf(&dbf, NULL, NULL);
    assert_string_equal(o.layer->encoding, "UTF-8");
    assert_string_equal(cell_of(&o, "NOM", 0), "Évr");
    assert_int_equal(item_of(&o, "text-cut")->record, 1);
    outcome_free(&o);

    dbf = made_dbf(&field, 1, latin, 2, 0); /* nothing else speaks for UTF-8 */
    o = read_dbf(&dbf, NULL, NULL);
    assert_string_equal(o.layer->encoding, "CP1252");
    assert_string_equal(cell_of(&o, "NOM", 0), "aaaaÉ");
    outcome_free(&o);
}

static void warns(void **state)
{
    made_field fields[] = {
        { "NOM", 'C', 12 }, { "N", 'N', 4 }, { "NOM", 'C', 2 }, { "M", 'M', 2 }, { "W", 'C', 0 }
    };
    const char *cells[] = { "a", "1", "b", "1", "", "CitÃ©", "****", "c", "2", "" };
    made dbf = made_dbf(fields, 5, cells, 2, 0);
    outcome o = read_dbf(&dbf, "UTF-8", NULL);

    (void)state;
    assert_non_null(o.layer);
    assert_int_equal(o.layer->n_columns, 4);
    assert_string_equal(cell_of(&o, "NOM", 0), "a"); /* the first of that name */
    assert_int_equal(item_of(&o, "text-mojibake")->record, 2);
    assert_int_equal(item_of(&o, "number-overflow")->record, 2);
    assert_int_equal(mlg_diag_count(&o.diag, "column-duplicate"), 1);
    assert_int_equal(mlg_diag_count(&o.diag, "column-type"), 2);
    outcome_free(&o);

    cells[0] = "\xC9";
    dbf = made_dbf(fields, 5, cells, 2, 0);
    o = read_dbf(&dbf, "UTF-8", NULL); /* declared, and not so */
    assert_string_equal(cell_of(&o, "NOM", 0), "É");
    assert_int_equal(item_of(&o, "text-encoding")->record, 1);
    outcome_free(&o);

    cells[0] = "\xB0";
    dbf = made_dbf(fields, 5, cells, 2, 0);
    o = read_dbf(&dbf, "Big5", NULL); /* half a character, and not at the column's end */
    assert_string_equal(cell_of(&o, "NOM", 0), "\uFFFD");
    assert_int_equal(item_of(&o, "text-encoding")->record, 1);
    outcome_free(&o);
}

static void leaves_out_deleted(void **state)
{
    made_field field = { "A", 'C', 3 };
    const char *cells[] = { "a", "*b", "c" };
    made dbf = made_dbf(&field, 1, cells, 3, 0);
    outcome o = read_dbf(&dbf, NULL, NULL);

    (void)state;
    assert_int_equal(o.layer->n, 2);
    assert_string_equal(cell_of(&o, "A", 1), "c");
    assert_int_equal(item_of(&o, "record-deleted")->record, 2);
    outcome_free(&o);
}

static void refuses(void **state)
{
    made_field field = { "A", 'C', 3 };
    const char *cells[] = { "a", "b" };
    made whole = made_dbf(&field, 1, cells, 2, 0), dbf;
    outcome o;

    (void)state;
    for (size_t n = 0; n < whole.n; n++) { /* cut anywhere: read whole or refused */
        dbf = whole;
        dbf.n = n;
        o = read_dbf(&dbf, NULL, NULL);
        if (n < whole.n - 1) {
            assert_null(o.layer);
            assert_int_equal(o.err.code, MLG_EDATA);
            assert_string_equal(o.err.where, "test.dbf");
        } else {
            assert_non_null(o.layer); /* only the end mark is missing */
        }
        outcome_free(&o);
    }
    dbf = whole;
    dbf.at[32 + 16] = 100; /* a column wider than the record */
    o = read_dbf(&dbf, NULL, NULL);
    assert_null(o.layer);
    outcome_free(&o);

    o = read_dbf(&whole, "klingon", NULL);
    assert_null(o.layer);
    assert_string_equal(o.err.where, "test.cpg");
    assert_non_null(strstr(o.err.what, "klingon"));
    assert_non_null(strstr(o.err.what, "--encoding"));
    outcome_free(&o);

    o = read_dbf(&whole, "UTF-16", NULL);
    assert_null(o.layer);
    assert_non_null(strstr(o.err.what, "UTF-16 cannot be"));
    outcome_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_cells),
        cmocka_unit_test(says_types),
        cmocka_unit_test(chooses_encoding),
        cmocka_unit_test(detects_over_all_cells),
        cmocka_unit_test(warns),
        cmocka_unit_test(leaves_out_deleted),
        cmocka_unit_test(refuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
