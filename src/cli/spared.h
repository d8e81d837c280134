#ifndef MLG_SPARED_H
#define MLG_SPARED_H
#include "maillage/study.h"

#include <stdbool.h>

/* May an answer be written there? MLG_EIO when a folder is in the way, or a file and
 * `overwrite` is false; MLG_EUSAGE when it is one of the study's own files, whatever
 * `overwrite` says: a study never eats what it was made from. "-" and devices may. */
mlg_code spared_check(const mlg_study *study, const char *path, bool overwrite, mlg_err *err);
#endif
