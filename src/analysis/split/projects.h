#ifndef MLG_PROJECTS_H
#define MLG_PROJECTS_H
#include "maillage/programme.h"

/* Fills level, n_projects, projects, needs and the missing bits of states and territories of
 * a programme whose `classes` is set. */
mlg_code projects_make(mlg_programme *p, mlg_zones *const *levels, size_t n_levels,
                       const mlg_zones *communes, mlg_err *err);
#endif
