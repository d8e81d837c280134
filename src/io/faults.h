#ifndef MLG_FAULTS_H
#define MLG_FAULTS_H
#include "maillage/diag.h"

/* What may be wrong with a record, in one wording whichever reader meets it. */
typedef enum fault {
    FAULT_NONE,
    ROW_EMPTY,
    ROW_SHORT,
    ROW_LONG,
    TEXT_NUL,
    TEXT_ENCODING,
    SHAPE_IS_NULL,
    SHAPE_IS_EMPTY,
    SHAPE_IS_OTHER,
    AXIS_UNREADABLE, /* one coordinate is no number: wants column and text */
    POINT_IMPOSSIBLE,
    POINT_INCOMPLETE,
    POINT_BLANK,
    PEOPLE_UNREADABLE, /* wants the text */
    PEOPLE_NEGATIVE,
    PEOPLE_TOO_MANY
} fault;

void fault_tell(mlg_diag *diag, fault f, const char *where, int64_t record, const char *column,
                const char *text);
#endif
