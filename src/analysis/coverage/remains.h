#ifndef MLG_REMAINS_H
#define MLG_REMAINS_H
#include "analysis/coverage/served.h"
#include "geo/cut.h"

/* Inside view of served land, and what is left of each zone beyond it: what areas and gaps
 * are made of. */

/* The discs of one plane. */
typedef struct served_sheet {
    plane_id id;
    const plane *plane;
    const hub_sheet *hubs; /* NULL: none there */
    const double *reach_m; /* by site */
    discs *discs;
    unsigned attempt; /* at drawing them */
} served_sheet;

struct served {
    const hubs *hubs;
    const catchment_set *catchments; /* NULL: none */
    size_t n_sheets;
    served_sheet *sheets;
};

served_sheet *served_on(const served *s, plane_id id); /* NULL: nothing serves there */
bool served_draw(served_sheet *s); /* makes its discs anew; false: out of memory */

typedef enum remain_kind { REMAIN_NOTHING, REMAIN_WHOLE, REMAIN_PART } remain_kind;

typedef struct remain {
    remain_kind kind;
    double area_m2;
    /* of a REMAIN_PART, when drawn: one feature per connected piece, in the zone's plane */
    mlg_polys pieces;
    double *piece_m2;
} remain;

/* One per zone. `chord_m` 0: areas alone. */
mlg_code remains_new(remain **out, served *s, const mlg_zones *zones, double chord_m,
                     unsigned threads, mlg_err *err);
void remains_free(remain *r, size_t n); /* NULL is fine */

/* The loops of a cut as pieces: each hole goes to the smallest shell around it. False: out
 * of memory. */
bool pieces_draw(remain *out, cut *c, const discs *d, double chord_m);
#endif
