#ifndef MLG_BEARERS_H
#define MLG_BEARERS_H
#include "maillage/programme.h"

/* The kinds of bearer that rules list. Borrows the texts. */
typedef struct bearers bearers;

bearers *bearers_new(const mlg_rules *rules); /* NULL: out of memory */
void bearers_free(bearers *b);                /* NULL is fine */

/* Is this one among them? See mlg_bearer. */
mlg_bearer bearers_find(const bearers *b, const char *text);
#endif
