#ifndef MLG_RESULT_NOTES_H
#define MLG_RESULT_NOTES_H
#include "maillage/result.h"

/* Fill in the result's version, parameters and sources from what its file, or a file beside
 * it, says of its provenance. None, or one that cannot be read, leaves `told` false: only
 * memory fails. */
mlg_code result_notes(mlg_result *r, const char *path, mlg_err *err);
#endif
