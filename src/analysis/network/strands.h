#ifndef MLG_STRANDS_H
#define MLG_STRANDS_H
#include "analysis/network/nodes.h"

/* The links as they run on the ground: fills lines, attached and n_attached of the network,
 * from its mesh and its places. Geodesics with a vertex every 5 km at most (2 m off the curve
 * at 60 degrees of latitude), cut where they cross the antimeridian. */
mlg_code strands_draw(mlg_network *net, const nodes *hubs, const nodes *places, mlg_err *err);
#endif
