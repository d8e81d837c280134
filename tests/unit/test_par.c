#include "test.h"

#include "base/par.h"

#include <stdlib.h>

/* Each index is run once, on a worker that was opened, and the smallest failure wins. */
typedef struct task {
    unsigned char *ran;
    size_t fails_from, fails_step; /* step 0: never */
    unsigned opened, closed, refuse_at;
} task;

static mlg_code open_worker(void **worker, void *shared, mlg_err *err)
{
    task *t = shared;

    if (++t->opened == t->refuse_at)
        return mlg_fail(err, MLG_ENOMEM, "no room for a worker");
    *worker = t;
    return MLG_OK;
}

static mlg_code run_one(void *worker, size_t i, mlg_err *err)
{
    task *t = worker;

    t->ran[i]++;
    if (t->fails_step && i >= t->fails_from && (i - t->fails_from) % t->fails_step == 0) {
        mlg_fail(err, MLG_EDATA, "refused");
        return mlg_at(err, NULL, (int64_t)i);
    }
    return MLG_OK;
}

static void close_worker(void *worker)
{
    task *t = worker;

    t->closed++;
}

static const par_job job = { open_worker, run_one, close_worker };

static void test_once_each(void **state)
{
    static const size_t sizes[] = { 0, 1, 2, 3, 17, 256, 257, 10000 };

    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        for (unsigned threads = 0; threads <= 100; threads = threads * 2 + 1) {
            task t = { .ran = calloc(sizes[s] + 1, 1) };
            mlg_err err = { 0 };

            assert_non_null(t.ran);
            assert_ok(par_for(sizes[s], threads, &job, &t, &err));
            for (size_t i = 0; i < sizes[s]; i++)
                assert_int_equal(t.ran[i], 1);
            assert_int_equal(t.ran[sizes[s]], 0);
            assert_int_equal(t.opened, t.closed);
            free(t.ran);
        }
    }
}

static void test_smallest_failure(void **state)
{
    static const struct {
        size_t n, from, step;
    } rows[] = {
        { 1, 0, 1 }, { 10, 9, 1 }, { 5000, 0, 1 }, { 5000, 1234, 7 }, { 5000, 4999, 1 }
    };

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        for (unsigned threads = 1; threads <= 8; threads++) {
            task t = { .ran = calloc(rows[r].n, 1),
                       .fails_from = rows[r].from,
                       .fails_step = rows[r].step };
            mlg_err err = { 0 };

            assert_non_null(t.ran);
            assert_int_equal(par_for(rows[r].n, threads, &job, &t, &err), MLG_EDATA);
            assert_int_equal(err.record, rows[r].from);
            assert_int_equal(t.opened, t.closed);
            free(t.ran);
        }
    }
}

static void test_worker_that_cannot_open(void **state)
{
    task t = { .ran = calloc(10, 1), .refuse_at = 3 };
    mlg_err err = { 0 };

    (void)state;
    assert_non_null(t.ran);
    assert_int_equal(par_for(10, 4, &job, &t, &err), MLG_ENOMEM);
    assert_int_equal(t.closed, 2);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(t.ran[i], 0);
    free(t.ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_once_each),
        cmocka_unit_test(test_smallest_failure),
        cmocka_unit_test(test_worker_that_cannot_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
