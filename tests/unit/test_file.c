#include "test.h"

#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    fclose(f);
}

static void assert_holds(const char *path, const char *want)
{
    mlg_err err = { 0 };
    file f;

    assert_ok(file_read(&f, path, &err));
    assert_int_equal(f.size, strlen(want));
    assert_memory_equal(f.data, want, f.size);
    file_close(&f);
}

static size_t entries(const char *folder)
{
    DIR *d = opendir(folder);
    size_t n = 0;

    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

/* An empty folder of its own for each test. */
static int enter(void **state)
{
    char *name = strdup("file-XXXXXX");

    if (!name || !mkdtemp(name))
        return -1;
    *state = name;
    return chdir(name);
}

static int leave(void **state)
{
    char command[64];

    snprintf(command, sizeof command, "rm -rf %s", (char *)*state);
    free(*state);
    return chdir("..") || system(command);
}

static void test_whole_or_not_at_all(void **state)
{
    mlg_err err = { 0 };
    file_out *out;

    (void)state;
    assert_ok(file_out_open(&out, "a.csv", false, &err));
    assert_ok(file_out_write(out, "one", 3, &err));
    assert_false(file_exists("a.csv"));
    assert_ok(file_out_write(out, " two", 4, &err));
    assert_ok(file_out_commit(out, &err));
    assert_holds("a.csv", "one two");

    assert_int_equal(file_out_open(&out, "a.csv", false, &err), MLG_EIO);
    assert_ok(file_out_open(&out, "a.csv", true, &err));
    assert_ok(file_out_write(out, "new", 3, &err));
    file_out_abort(out);
    assert_holds("a.csv", "one two");
    assert_int_equal(entries("."), 1);
    file_out_abort(NULL);
}

/* A result is as readable as the user's umask allows. */
static void test_mode(void **state)
{
    mode_t before = umask(027);
    mlg_err err = { 0 };
    struct stat info;
    file_out *out;

    (void)state;
    assert_ok(file_out_open(&out, "a.csv", false, &err));
    assert_ok(file_out_commit(out, &err));
    umask(before);
    assert_int_equal(stat("a.csv", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
}

/* A device or a pipe is written, not replaced. */
static void test_special(void **state)
{
    static char word[] = "through";
    mlg_err err = { 0 };
    struct stat info;
    file_out *out;
    char got[8] = "";
    int reader;

    (void)state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    reader = open("pipe", O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    assert_ok(file_out_open(&out, "pipe", false, &err));
    assert_ok(file_out_write(out, word, 7, &err));
    assert_ok(file_out_commit(out, &err));
    assert_int_equal(read(reader, got, 7), 7);
    assert_string_equal(got, word);
    close(reader);
    assert_int_equal(stat("pipe", &info), 0);
    assert_true(S_ISFIFO(info.st_mode));

    assert_ok(file_out_open(&out, "/dev/full", false, &err));
    assert_int_equal(file_out_write(out, word, 7, &err), MLG_EIO);
    file_out_abort(out);
    assert_int_equal(stat("/dev/full", &info), 0);
    assert_true(S_ISCHR(info.st_mode));
}

static void test_refusals(void **state)
{
    mlg_err err = { 0 };
    file_out *out;
    file f;

    (void)state;
    assert_int_equal(file_read(&f, "nowhere", &err), MLG_EIO);
    assert_string_equal(err.where, "nowhere");
    assert_int_equal(file_read(&f, ".", &(mlg_err){ 0 }), MLG_EIO);
    assert_int_equal(file_out_open(&out, "no/folder/a.csv", false, &(mlg_err){ 0 }), MLG_EIO);
    assert_null(out);
}

static void test_read(void **state)
{
    (void)state;
    put("empty", "");
    assert_holds("empty", "");
    put("text", "some text");
    assert_holds("text", "some text");
    assert_true(file_exists("text"));
    assert_string_equal(file_base("a/b/text"), "text");
    assert_string_equal(file_base("text"), "text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_whole_or_not_at_all, enter, leave),
        cmocka_unit_test_setup_teardown(test_mode, enter, leave),
        cmocka_unit_test_setup_teardown(test_special, enter, leave),
        cmocka_unit_test_setup_teardown(test_refusals, enter, leave),
        cmocka_unit_test_setup_teardown(test_read, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
