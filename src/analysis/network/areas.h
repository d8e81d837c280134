#ifndef MLG_AREAS_H
#define MLG_AREAS_H
#include "analysis/network/vicinity.h"

/* The land nearest to each hub: the cells of the vicinities cut to the outline of the
 * territory. Fills area_m2 of the hubs, areas, area_m2 and area_without_m2 of the network. Of
 * hubs at one place the first has it all. */
mlg_code areas_find(mlg_network *net, const vicinities *all, const mlg_zones *territory,
                    mlg_planes *planes, unsigned threads, mlg_err *err);
#endif
