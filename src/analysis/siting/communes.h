#ifndef MLG_COMMUNES_H
#define MLG_COMMUNES_H
#include "analysis/siting/sites.h"
#include "geo/zones.h"
#include "maillage/classify.h"

/* Which communes a site's code names. Immutable once made. */
typedef struct commune_index commune_index;

/* `communes` may be NULL (nothing is ever found) and is borrowed. NULL: out of memory. */
commune_index *commune_index_new(const mlg_zones *communes);
void commune_index_free(commune_index *index); /* NULL is fine */

enum {
    COMMUNES_MAX = 32
}; /* of one site: "13055, 13070", or the 20 arrondissements of Paris */

/* The communes of site's code(s): by code; failing that, an arrondissement of Paris, Lyon or
 * Marseille by its commune and the reverse; failing that, the one that covers the site's
 * point. Only those of the first one's plane. Returns how many; 0: MLG_FOUND_NOT. */
size_t commune_of_site(const commune_index *index, const mlg_sites *sites, size_t site,
                       uint32_t *out, mlg_found *found);

/* The zones of one code, Paris, Lyon and Marseille likewise. */
size_t commune_of_code(const commune_index *index, const char *code, uint32_t *out);
#endif
