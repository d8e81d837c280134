#ifndef MLG_GROUPS_H
#define MLG_GROUPS_H
#include "analysis/identity/names.h"
#include "analysis/siting/sites.h"

/* Sites, and the column that names their communes beside them (NULL: none does). */
typedef struct labels {
    const mlg_sites *sites;
    const mlg_column *commune_name;
} labels;

void label_read(place_name *out, const labels *l, size_t site);

/* Sites to be compared with each other: site[from[g]] .. site[from[g + 1] - 1]. A site may
 * be in several groups. Zeroed: none yet. */
typedef struct groups {
    uint32_t *site;
    size_t *from, n;
    size_t n_sites, room, room_sites;
} groups;

void groups_release(groups *g);

/* Adds each commune of the sites, by their codes. */
mlg_code groups_of_communes(groups *g, const labels *l, mlg_err *err);

/* At most so many sites are all compared with each other. A place with more is a crowd, cut
 * up by what its sites are called: those that share an id, or the start or the end of a
 * word; where even these are too many, neighbours in the alphabet. */
enum { GROUP_MOST = 256 };

/* Adds the groups of a crowd, crowd[0 .. n - 1], and changes its order. `loose[site]` becomes
 * true for those that only the alphabet holds together; several threads may share it. */
mlg_code groups_of_crowd(groups *g, _Atomic bool *loose, const labels *l, uint32_t *crowd,
                         size_t n, mlg_err *err);
#endif
