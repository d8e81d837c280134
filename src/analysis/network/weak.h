#ifndef MLG_WEAK_H
#define MLG_WEAK_H
#include "analysis/network/nodes.h"

/* Where the mesh is weak: components, bridges and articulations of its links `within`
 * (Hopcroft and Tarjan 1973, without recursion). Linear. Fills degree, component and
 * articulation of the hubs, bridge of the links, and the network's three counts. */
mlg_code weak_find(mlg_network *net, const nodes *hubs, mlg_err *err);
#endif
