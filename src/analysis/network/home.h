#ifndef MLG_HOME_H
#define MLG_HOME_H
#include "analysis/network/nodes.h"

/* In which territory of a level each node is: by its commune's own columns where it is
 * located by its commune, else where its position is (edges included, smallest code first).
 * malloc'ed; ZONE_NONE: in none. In parallel. */
mlg_code home_zones(uint32_t **out, const nodes *n, const mlg_zones *level,
                    const commune_index *index, const mlg_zones *communes, unsigned threads,
                    mlg_err *err);
#endif
