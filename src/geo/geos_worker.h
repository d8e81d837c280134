#ifndef MLG_GEOS_WORKER_H
#define MLG_GEOS_WORKER_H
#include "geo/geos.h"

/* A worker of par_for (base/par.h) that needs nothing of its own but a room. */
typedef struct geos_worker {
    void *task; /* what the loop shares */
    geos_room *room;
} geos_worker;

/* The job's `open` and `close`. */
mlg_code geos_worker_open(void **out, void *task, mlg_err *err);
void geos_worker_close(void *worker);
#endif
