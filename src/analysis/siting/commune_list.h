#ifndef MLG_COMMUNE_LIST_H
#define MLG_COMMUNE_LIST_H
#include "analysis/siting/sites.h"

/* Communes as sites tell them: a code, or a list of codes such as "13055, 13070". */
enum { CODE_ROOM = 16 };

/* The next code of the list, cut where it is too long; false at the end. */
bool next_code(const char **list, char out[CODE_ROOM]);

/* The commune of a municipal arrondissement of Paris, Lyon or Marseille; else the code. */
const char *city_of(const char *code);

/* Are the sites in one commune, as far as their codes tell? */
bool same_commune(const mlg_sites *sites, uint32_t a, uint32_t b);
#endif
