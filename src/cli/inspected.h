#ifndef MLG_INSPECTED_H
#define MLG_INSPECTED_H
#include "maillage/inspect.h"

#include <stdio.h>

/* The facts of one file as a readable sheet, in the language of messages. */
typedef struct inspected_sheet {
    const mlg_inspection *inspection;
    const mlg_diag *diag;
    bool communes; /* were communes given to compare with? */
} inspected_sheet;

void inspected_print(const inspected_sheet *facts, FILE *to);
#endif
