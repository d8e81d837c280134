#ifndef MLG_VINTAGE_H
#define MLG_VINTAGE_H
#include "maillage/classify.h"

/* A set of vintages: bit 1 << index in the geography. */
typedef uint64_t vintages;

/* Which vintages each site may be judged on: one, all (no date) or none (no vintage in
 * force). `out` has room for one set per site. Warns of the last two. MLG_EDATA: two vintages
 * are in force on the same day. */
mlg_code vintages_of_sites(vintages *out, const mlg_sites *sites, const mlg_geography *g,
                           mlg_diag *diag, mlg_err *err);
#endif
