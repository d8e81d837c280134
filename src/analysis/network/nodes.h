#ifndef MLG_NODES_H
#define MLG_NODES_H
#include "analysis/siting/communes.h"
#include "maillage/network.h"

/* The sites of a network where they are measured from: each at its own point or, failing
 * that, at an interior point of its commune. */
typedef struct nodes {
    const mlg_sites *sites;
    size_t n;
    uint32_t *site;
    mlg_xy *at, *lonlat; /* NaN: unlocated */
    uint8_t *plane;      /* PLANE_NONE: unlocated */
    double *reach;       /* metres: no possible position is farther from `at`; NaN: not known */
    uint32_t *order;     /* every node, neighbours near each other */
    uint32_t *rank;      /* by identifier (byte order), then record; NULL until nodes_rank */
} nodes;

typedef enum nodes_kind { NODES_ALL, NODES_FABRIQUES, NODES_OTHERS } nodes_kind;

/* `interior` has a point inside each commune; may be NULL without communes. */
mlg_code nodes_new(nodes *out, const mlg_sites *sites, nodes_kind kind,
                   const commune_index *index, const mlg_zones *communes,
                   const mlg_xy *interior, mlg_planes *planes, mlg_err *err);
void nodes_release(nodes *n);
mlg_code nodes_rank(nodes *n, mlg_err *err);
#endif
