#include "test.h"

#include "base/file.h"
#include "base/par.h"
#include "maillage/stop.h"

#include <stdlib.h>
#include <string.h>

/* Once asked, work ends between two steps and no file is left. There is no way back, hence a
 * program of its own. */
static mlg_code stop_at_ten(void *worker, size_t i, mlg_err *err)
{
    unsigned char *ran = worker;

    (void)err;
    ran[i] = 1;
    if (i == 10)
        mlg_stop();
    return MLG_OK;
}

static void ends_between_steps(void **state)
{
    static const par_job job = { .run = stop_at_ten };
    enum { N = 100000 };
    unsigned char *ran = calloc(N, 1);
    size_t n = 0;
    file_out *out = NULL;
    mlg_err err = { 0 };

    (void)state;
    assert_non_null(ran);
    assert_int_equal(file_out_open(&out, "stopped.txt", true, &err), MLG_OK);
    assert_int_equal(file_out_write(out, "before", 6, &err), MLG_OK);
    assert_true(file_exists(file_out_where(out)));
    assert_int_equal(par_for(N, 2, &job, ran, &err), MLG_ESTOPPED);
    for (size_t i = 0; i < N; i++)
        n += ran[i];
    assert_true(ran[10] && n < N);
    assert_int_equal(file_out_write(out, "after", 5, &err), MLG_ESTOPPED);
    assert_string_equal(err.what, "interrupted");

    char *temporary = strdup(file_out_where(out));

    file_out_abort(out);
    assert_false(file_exists(temporary));
    assert_false(file_exists("stopped.txt"));
    free(temporary);
    free(ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(ends_between_steps) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
