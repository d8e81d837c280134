#ifndef MLG_WHEREABOUTS_H
#define MLG_WHEREABOUTS_H
#include "analysis/coverage/attach.h"

/* In which territories of a level a site can lie, wherever within its location it may be. */
typedef struct whereabouts whereabouts;

/* Borrows all; `communes` may be NULL. One thread at a time. */
mlg_code whereabouts_new(whereabouts **out, const mlg_sites *sites, const mlg_zones *level,
                         const mlg_zones *communes, mlg_err *err);
void whereabouts_free(whereabouts *w); /* NULL is fine */

/* By code, then by record; borrowed until the next call. A point lies in the territory that
 * covers it (of several, the smallest code); a disc, in all that come nearer than its radius;
 * a commune, in the territory that its columns name, failing that in the one around a point
 * inside it. */
mlg_code whereabouts_find(whereabouts *w, size_t site, const uint32_t **zones, size_t *n,
                          mlg_err *err);
#endif
