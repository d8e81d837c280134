#include "test.h"

#include "fake_table.h"

#include <csv.h>

static const table_column columns[] = {
    { "id", COLUMN_TEXT, 0, "Identifiant" },
    { "nb", COLUMN_INTEGER, 0, "Nombre" },
    { "distance_m", COLUMN_NUMBER, 2, "Distance" },
    { "classes", COLUMN_LIST, 0, "Classes possibles" },
};

static const char *const cells[] = {
    "01004",
    "12",
    "3.14159",
    "qpv",
    "2A",
    "-3",
    "-0.001",
    "qpv|hors",
    "a,b",
    "0",
    "nan",
    "",
    "dit \"oui\"",
    "",
    "inf",
    "un, deux|\"trois\"",
    "ligne 1\nligne 2",
    "7",
    "1234567.5",
    "x;y",
    "d\303\251but;fin",
    "1e15",
    "299.995",
    "\303\251t\303\251",
    "",
    "",
    "",
    "",
};

static const fake data = { cells, 4, 7, columns, NULL };
static const table t = { "sites", columns, 4, 7, 0, &data, fake_value, NULL, NULL, NULL, NULL };

static void test_machine(void **state)
{
    (void)state;
    mlg_err err = { 0 };
    file_out *out;
    char *text;

    WRITTEN(text, write_csv(&t, CSV_MACHINE, 1, out, &err));

    assert_string_equal(text, "id,nb,distance_m,classes\n"
                              "01004,12,3.14,qpv\n"
                              "2A,-3,0.00,qpv;hors\n"
                              "\"a,b\",0,,\n"
                              "\"dit \"\"oui\"\"\",,,\"un, deux;\"\"trois\"\"\"\n"
                              "\"ligne 1\nligne 2\",7,1234567.50,x;y\n"
                              "d\303\251but;fin,1000000000000000,300.00,\303\251t\303\251\n"
                              ",,,\n");
    free(text);
}

static void test_excel(void **state)
{
    (void)state;
    mlg_err err = { 0 };
    file_out *out;
    char *text;

    WRITTEN(text, write_csv(&t, CSV_EXCEL_FR, 1, out, &err));

    assert_string_equal(text,
                        "\xEF\xBB\xBFid;nb;distance_m;classes\r\n"
                        "01004;12;3,14;qpv\r\n"
                        "2A;-3;0,00;\"qpv;hors\"\r\n"
                        "a,b;0;;\r\n"
                        "\"dit \"\"oui\"\"\";;;\"un, deux;\"\"trois\"\"\"\r\n"
                        "\"ligne 1\nligne 2\";7;1234567,50;\"x;y\"\r\n"
                        "\"d\303\251but;fin\";1000000000000000;300,00;\303\251t\303\251\r\n"
                        ";;;\r\n");
    free(text);
}

/* What libcsv, which has no part in writing, reads back. */
typedef struct readback {
    size_t row, column, wrong;
} readback;

static void on_cell(void *text, size_t n, void *arg)
{
    readback *r = arg;

    if (r->row && r->column == 0 && r->row <= 7) {
        const char *want = cells[(r->row - 1) * 4];

        r->wrong += strlen(want) != n || memcmp(want, text, n) != 0;
    }
    r->column++;
}

static void on_row(int end, void *arg)
{
    readback *r = arg;

    (void)end;
    r->wrong += r->column != 4;
    r->column = 0;
    r->row++;
}

static void test_reads_back(void **state)
{
    (void)state;
    for (csv_flavour flavour = CSV_MACHINE; flavour <= CSV_EXCEL_FR; flavour++) {
        mlg_err err = { 0 };
        file_out *out;
        char *text;

        WRITTEN(text, write_csv(&t, flavour, 2, out, &err));
        const char *from = text + (flavour == CSV_EXCEL_FR ? 3 : 0);
        readback r = { 0 };
        struct csv_parser p;

        assert_int_equal(csv_init(&p, 0), 0);
        csv_set_delim(&p, flavour == CSV_EXCEL_FR ? ';' : ',');
        assert_int_equal(csv_parse(&p, from, strlen(from), on_cell, on_row, &r), strlen(from));
        csv_fini(&p, on_cell, on_row, &r);
        csv_free(&p);
        assert_int_equal(r.row, 8);
        assert_int_equal(r.wrong, 0);
        free(text);
    }
}

static void test_threads_change_nothing(void **state)
{
    static const size_t sizes[] = { 0, 1, 2047, 2048, 2049, 70001 };

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        table many = t;
        mlg_err err = { 0 };
        file_out *out;

        many.n_rows = sizes[i];

        char *one;

        WRITTEN(one, write_csv(&many, CSV_MACHINE, 1, out, &err));

        for (unsigned threads = 2; threads <= 8; threads++) {
            char *text;

            WRITTEN(text, write_csv(&many, CSV_MACHINE, threads, out, &err));

            assert_string_equal(text, one);
            free(text);
        }
        free(one);
    }
}

static void test_blank_line_is_never_written(void **state)
{
    (void)state;
    static const char *const empty[] = { "" };
    static const fake nothing = { empty, 1, 1, columns, NULL };
    table one = { "t", columns, 1, 2, 0, &nothing, fake_value, NULL, NULL, NULL, NULL };
    mlg_err err = { 0 };
    file_out *out;
    char *text;

    WRITTEN(text, write_csv(&one, CSV_MACHINE, 1, out, &err));

    assert_string_equal(text, "id\n\"\"\n\"\"\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machine),
        cmocka_unit_test(test_excel),
        cmocka_unit_test(test_reads_back),
        cmocka_unit_test(test_threads_change_nothing),
        cmocka_unit_test(test_blank_line_is_never_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
