#ifndef MLG_REPORT_NETWORK_H
#define MLG_REPORT_NETWORK_H
#include "maillage/network.h"
#include "report/table.h"

#include <jansson.h>

/* The published tables of the network. Nodes are the hubs, then the places; "F12" and "T7"
 * are the fabrique of record 12 and the tiers-lieu of record 7, each in its layer. */
enum { NODE_ROOM = 16 };
const char *node_of_hub(char text[NODE_ROOM], const mlg_network *n, uint32_t hub);
const char *node_of_place(char text[NODE_ROOM], const mlg_network *n, uint32_t place);

void nodes_table(table *t, const mlg_network *n);
enum { LINK_DE = 2, LINK_VERS = 3 }; /* columns of the links: their two nodes */
void links_table(table *t, const mlg_network *n);
void areas_table(table *t, const mlg_network *n);

typedef struct density_words {
    const mlg_network *n;
    size_t level;
} density_words;

void density_table(table *t, density_words *words, const mlg_network *n, size_t level);

/* The site's identifier or, without one, its record. */
void set_site_id(table_value *v, const mlg_sites *sites, size_t site);

/* The summary's `reseau`. NULL: out of memory. */
json_t *network_json(const mlg_network *n);
#endif
