#ifndef MLG_DOUBT_H
#define MLG_DOUBT_H
#include "analysis/network/leaning.h"

/* Could an attachment be another one within the uncertainty of locations? It is certain when
 * for every possible position of the place and of the hubs the same hub is nearest (among
 * those that were candidates) and the same side of the distance asked for.
 *
 * For one position a of its hub and b of another, the positions of the place nearer to a are
 * a half-plane; a region lies in it as soon as its corners do. Hence it is enough to compare,
 * at the corners of the place's region, the farthest position of the hub and the nearest of
 * the other. Discs are taken as the polygon of 32 sides around them. */
mlg_code doubt_find(mlg_place *rows, const leaning *l, const commune_index *index,
                    const mlg_zones *communes, mlg_err *err);
#endif
