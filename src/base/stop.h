#ifndef MLG_BASE_STOP_H
#define MLG_BASE_STOP_H
#include "maillage/error.h"
#include "maillage/stop.h"

/* MLG_ESTOPPED once mlg_stop() was called. Asked between the steps of long work. */
mlg_code stop_check(mlg_err *err);
#endif
