#ifndef MLG_HUBS_H
#define MLG_HUBS_H
#include "analysis/siting/communes.h"

/* The fabriques as points to measure from: each at its own point or, failing that, at an
 * interior point of its commune. Immutable once made. */
typedef struct hub_sheet {
    plane_id id;
    const plane *plane;
    size_t n;
    mlg_xy *at;
    uint32_t *site;
    const mlg_sites *sites; /* borrowed: their identifiers settle ties */
    rtree *tree;
    double scale_max; /* over them and 1000 km around */
} hub_sheet;

typedef struct hubs {
    size_t n_sheets;
    hub_sheet *sheets;
} hubs;

mlg_code hubs_new(hubs **out, const mlg_sites *sites, const commune_index *index,
                  const mlg_zones *communes, const mlg_xy *interior, mlg_planes *planes,
                  mlg_err *err);
void hubs_free(hubs *h); /* NULL is fine */

const hub_sheet *hubs_sheet(const hubs *h, plane_id id); /* NULL: none there */

/* Nearest hub on the ground (ties: the smaller identifier in byte order, then the earlier
 * record): its site, or MLG_NO_SITE. `*hint` is a hub to start from, whichever number it is,
 * then the one found: a near one saves time and none changes the answer. */
uint32_t hubs_nearest(const hub_sheet *sheet, mlg_xy at, double *ground_m, uint32_t *hint);

/* Hubs that may be within `reach` ground metres of the box: calls `hit` with their index. */
void hubs_around(const hub_sheet *sheet, mlg_box box, double reach,
                 bool (*hit)(void *arg, uint32_t hub), void *arg);
#endif
