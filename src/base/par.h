#ifndef MLG_PAR_H
#define MLG_PAR_H
#include "maillage/error.h"

/* What one parallel loop needs. `open` runs on the calling thread, once per
 * worker, in order: library contexts are born here, never concurrently. Without `open`
 * the worker is `shared` itself; without `close` nothing is closed. */
typedef struct par_job {
    mlg_code (*open)(void **worker, void *shared, mlg_err *err);
    mlg_code (*run)(void *worker, size_t i, mlg_err *err);
    void (*close)(void *worker);
} par_job;

/* Run job->run for every i in [0, n). Workers write only to slot i of the
 * caller's result, so the outcome does not depend on `threads`. On failure the
 * error of the SMALLEST failing i is reported, whatever the schedule was. */
mlg_code par_for(size_t n, unsigned threads, const par_job *job, void *shared, mlg_err *err);
#endif
