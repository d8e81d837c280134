#ifndef MLG_IO_STUDY_H
#define MLG_IO_STUDY_H
#include "maillage/dossier.h"
#include "maillage/rules.h"
#include "maillage/study.h"

/* Studies, rules and dossiers from bytes, which is how the fuzzer reads them. Relative paths
 * start at `folder` ("" or ending in '/'); NULL: names are taken as they are, and no file is
 * looked for. Errors carry no `where`. */
mlg_code study_parse(mlg_study **out, const char *text, size_t n, const char *folder,
                     mlg_err *err);
mlg_code dossier_parse(mlg_dossier **out, const char *text, size_t n, mlg_err *err);
mlg_code rules_parse(mlg_rules **out, const char *text, size_t n, mlg_err *err);
#endif
