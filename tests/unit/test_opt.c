#include "test.h"

#include "cli/opt.h"

#include <string.h>

static bool quiet, help;
static const char *output;
static opt_list layers;
static unsigned threads;

static const opt options[] = {
    { .help = "Layers" },
    { .name = "layer", .value = "FILE", .help = "a layer", .list = &layers },
    { .name = "output", .letter = 'o', .value = "FILE", .help = "where", .text = &output },
    { .name = "threads", .value = "N", .help = "workers", .count = &threads },
    { .name = "quiet", .help = "no words", .flag = &quiet },
    { 0 },
};

static int setup(void **state)
{
    (void)state;
    quiet = help = false;
    output = NULL;
    threads = 0;
    return 0;
}

enum { MOST = 12 };

static size_t count(char *const *argv)
{
    size_t n = 0;

    while (argv[n])
        n++;
    return n;
}

static void test_all_kinds(void **state)
{
    char *argv[] = { "inspect", "a.shp",     "--layer", "x=1", "-o",  "out.csv", "--layer=y=2",
                     "--quiet", "--threads", "3",       "--",  "--b", NULL };
    opt_args *args;
    int n;

    (void)state;
    assert_int_equal(opt_parse(&args, options, &help, (int)count(argv), argv), 0);
    assert_string_equal(output, "out.csv");
    assert_int_equal(threads, 3);
    assert_true(quiet);
    assert_int_equal(layers.n, 2);
    assert_string_equal(layers.at[0], "x=1");
    assert_string_equal(layers.at[1], "y=2");

    char **rest = opt_rest(args, &n);

    assert_int_equal(n, 2);
    assert_string_equal(rest[0], "a.shp");
    assert_string_equal(rest[1], "--b");
    opt_args_free(args);
    assert_int_equal(layers.n, 0);
}

static void test_a_dash_is_an_argument(void **state)
{
    char *argv[] = { "inspect", "-", NULL };
    opt_args *args;
    int n;

    (void)state;
    assert_int_equal(opt_parse(&args, options, &help, 2, argv), 0);
    assert_string_equal(opt_rest(args, &n)[0], "-");
    assert_int_equal(n, 1);
    opt_args_free(args);
}

static void test_refusals(void **state)
{
    static char *const rows[][MOST] = {
        { "inspect", "--bogus" },
        { "inspect", "-z" },
        { "inspect", "--output" },
        { "inspect", "--quiet=yes" },
        { "inspect", "--threads", "" },
        { "inspect", "--threads", "-1" },
        { "inspect", "--threads", "4294967296" },
        { "inspect", "--threads", "99999999999999999999999" },
        { "inspect", "--threads", "2x" },
        { "inspect", "-o", "a", "--output", "b" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *argv[MOST];
        opt_args *args;

        memcpy(argv, rows[i], sizeof argv);
        setup(NULL);
        assert_int_equal(opt_parse(&args, options, &help, (int)count(argv), argv), 2);
        opt_args_free(args);
    }
}

static void test_required(void **state)
{
    const opt needs[] = {
        { .name = "output",
          .required = true,
          .value = "FILE",
          .help = "where",
          .text = &output },
        { .name = "help", .help = "help", .flag = &help },
        { 0 },
    };
    char *none[] = { "classify", NULL }, *asks[] = { "classify", "--help", NULL };
    opt_args *args;

    (void)state;
    assert_int_equal(opt_parse(&args, needs, &help, 1, none), 2);
    opt_args_free(args);
    assert_int_equal(opt_parse(&args, needs, &help, 2, asks), 0);
    assert_true(help);
    opt_args_free(args);
}

static void test_nearest(void **state)
{
    static const char *const names[] = { "sites", "qpv", "centres", "threads", NULL };
    static const struct {
        const char *word, *want;
    } rows[] = {
        { "site", "sites" },
        { "sties", "sites" },
        { "centers", "centres" },
        { "qvp", "qpv" },
        { "thread", "threads" },
        { "zzz", "" },
        { "population", "" },
        { "", "" },
        { "a-name-that-is-much-longer-than-any-option-has-ever-been", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *near = opt_nearest(rows[i].word, names);

        assert_string_equal(near ? near : "", rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_all_kinds, setup),
        cmocka_unit_test_setup(test_a_dash_is_an_argument, setup),
        cmocka_unit_test_setup(test_refusals, setup),
        cmocka_unit_test_setup(test_required, setup),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
