#ifndef MLG_PAIRS_H
#define MLG_PAIRS_H
#include "analysis/siting/sites.h"
#include "maillage/identity.h"

/* Every pair of sites that is one place by the rules of mlg_identity_new, by a then b;
 * malloc'ed. */
mlg_code pairs_find(mlg_pair **out, size_t *n, size_t *crowded, const mlg_sites *sites,
                    const mlg_identity_options *options, mlg_planes *planes, mlg_err *err);
#endif
