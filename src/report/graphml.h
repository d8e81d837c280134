#ifndef MLG_GRAPHML_H
#define MLG_GRAPHML_H
#include "base/file.h"
#include "report/table.h"

/* A graph in GraphML (Brandes et al. 2002), as Gephi and igraph read it: every column of the
 * two tables is an attribute, nodes are known by their id column, links by columns `de` and
 * `vers` of the links. Undirected. `nom` is called `label`, which Gephi shows, and `id`
 * `id_site`, since igraph keeps `id` for the node's own key. `meta` becomes a comment. */
mlg_code write_graphml(const table *nodes, const table *links, size_t de, size_t vers,
                       const char *meta, unsigned threads, file_out *out, mlg_err *err);
#endif
