#include "base/stop.h"

#include "base/i18n.h"

#include <stdatomic.h>

static atomic_int asked;

void mlg_stop(void)
{
    atomic_store(&asked, 1);
}

mlg_code stop_check(mlg_err *err)
{
    if (!atomic_load(&asked))
        return MLG_OK;
    return mlg_fail(err, MLG_ESTOPPED, _("interrupted"));
}
