#ifndef MLG_WAVES_H
#define MLG_WAVES_H
#include "maillage/programme.h"

/* Fills n_waves, waves (their splits, dates and cumulative splits), order, wave_of,
 * without_wave and the missing bit of a programme whose `classes` and `sites` are set;
 * `pivots` has room for one per fabrique. */
mlg_code waves_make(mlg_programme *p, mlg_diag *diag, mlg_err *err);
#endif
