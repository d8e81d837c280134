#ifndef MLG_VALUE_H
#define MLG_VALUE_H
#include "io/yaml.h"
#include "maillage/day.h"

/* Texts of a doc as numbers and words. `path` is where the text stands (see doc_line); a
 * NULL text was not said: MLG_OK, and nothing is written. A text that is not what it should
 * be is an MLG_EDATA that names its key, its line, and what is allowed. */
mlg_code value_number(const doc *d, const char *path, const char *text, double *out,
                      mlg_err *err); /* not negative */
mlg_code value_share(const doc *d, const char *path, const char *text, double *out,
                     mlg_err *err); /* 0 to 1 */
mlg_code value_count(const doc *d, const char *path, const char *text, unsigned *out,
                     mlg_err *err); /* 1 to a million */
mlg_code value_distance(const doc *d, const char *path, const char *text, double *metres,
                        mlg_err *err);

/* A distance, or "commune": -1. */
mlg_code value_radius(const doc *d, const char *path, const char *text, double *metres,
                      mlg_err *err);

/* One of `words`, which ends with NULL: its number. */
mlg_code value_word(const doc *d, const char *path, const char *text, const char *const *words,
                    unsigned *which, mlg_err *err);

/* A calendar day, "2021-03-30". */
mlg_code value_period(const doc *d, const char *path, const char *text, mlg_period *out,
                      mlg_err *err); /* "2015-01-01/2023-12-31" */
mlg_code value_date(const doc *d, const char *path, const char *text, mlg_err *err);
#endif
