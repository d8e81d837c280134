#include "geo/geos_worker.h"

#include "base/i18n.h"

#include <stdlib.h>

mlg_code geos_worker_open(void **out, void *task, mlg_err *err)
{
    geos_worker *w = calloc(1, sizeof *w);

    *out = NULL;
    if (!w)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    w->task = task;
    if (geos_room_new(&w->room, err) != MLG_OK) {
        free(w);
        return err->code;
    }
    *out = w;
    return MLG_OK;
}

void geos_worker_close(void *worker)
{
    geos_worker *w = worker;

    geos_room_free(w->room);
    free(w);
}
