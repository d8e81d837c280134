#ifndef MLG_COARSE_H
#define MLG_COARSE_H
#include "analysis/siting/communes.h"
#include "analysis/siting/region.h"

/* The sites whose location is too coarse for distances: each distinct region is cut up once,
 * however many sites share it. */
typedef struct coarse_nearest {
    uint32_t zone;   /* ZONE_NONE: none in that plane */
    double distance; /* the least, ground metres; NaN: no zone */
} coarse_nearest;

typedef struct coarse {
    size_t n;          /* distinct regions */
    uint32_t *of_site; /* the region of each site, or COARSE_NONE */
    uint8_t *found;    /* of each site: how its communes were found (mlg_found) */
    standings *cells;  /* of region r: region_cells() of them, from r * region_cells() */
    coarse_nearest *qpv, *centre; /* of regions made of communes, if asked: region r, vintage v
                                   * at r * n_qpv + v; region r, first definition at r */
} coarse;

enum { COARSE_NONE = UINT32_MAX };

typedef struct coarse_question {
    const mlg_sites *sites;
    const mlg_zones *communes; /* may be NULL */
    const commune_index *index;
    const region_criteria *criteria;
    double margin; /* of a commune's edge, ground metres */
    bool nearest;
    mlg_planes *planes;
    unsigned threads;
} coarse_question;

/* `wanted[i]`: the vintages (bit 1 << qpv) that site i is held against; 0: it is left alone.
 * A wanted site without a region is a commune whose polygon was not found. */
mlg_code coarse_settle(coarse *out, const coarse_question *question, const uint64_t *wanted,
                       mlg_err *err);
void coarse_release(coarse *c); /* an empty one is fine */
#endif
