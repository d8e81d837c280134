#ifndef MLG_MESH_H
#define MLG_MESH_H
#include "analysis/network/vicinity.h"

/* The links between hubs: fills n_mesh, mesh, tree_m of the network, and each hub's degree,
 * component and articulation (maillage/network.h says what they are). mesh_m is set. */
mlg_code mesh_find(mlg_network *net, const vicinities *t, const nodes *hubs, unsigned threads,
                   mlg_err *err);
#endif
