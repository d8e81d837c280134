#ifndef MLG_NEAR_H
#define MLG_NEAR_H
#include "analysis/network/nodes.h"

/* The hubs of one plane (all of them, or those of one territory), made quick to ask which
 * two are nearest. Immutable once made. */
typedef struct near_sheet {
    plane_id id;
    const plane *plane;
    const nodes *hubs; /* borrowed */
    size_t n;
    uint32_t *hub;
    rtree *tree;      /* of points: items index `hub` */
    rtree *regions;   /* of the boxes of all their possible positions; NULL when all exact */
    double scale_max; /* over them and `around` */
} near_sheet;

/* Takes `hub` over (malloc'ed, n hubs of plane `id`), even on failure. Places to ask about
 * lie in `around`. */
mlg_code near_sheet_new(near_sheet *out, plane_id id, uint32_t *hub, size_t n,
                        const nodes *hubs, mlg_box around, mlg_planes *planes, mlg_err *err);
void near_sheet_release(near_sheet *s);

/* One sheet per plane with hubs. `around[id]` holds the places of plane `id`. */
typedef struct near_sheets {
    near_sheet *of[PLANE_END]; /* NULL: no hub there */
} near_sheets;

mlg_code near_sheets_new(near_sheets *out, const nodes *hubs, const mlg_box *around,
                         mlg_planes *planes, mlg_err *err);
void near_sheets_release(near_sheets *s);

/* The box of everything asked about in each plane; `boxes` has PLANE_END slots, empty to
 * begin with. */
void near_boxes_clear(mlg_box *boxes);
void near_boxes_add(mlg_box *boxes, const uint8_t *planes, const mlg_xy *at, size_t n);

/* The nearest hub and the next, on the ground; ties to the smaller rank. */
typedef struct near_two {
    uint32_t hub[2];  /* MLG_NO_HUB: none */
    double ground[2]; /* INFINITY: none */
} near_two;

/* `skip` is left out (MLG_NO_HUB: none). `guess` (NULL: none) is an answer of the same sheet
 * for a place nearby: it makes the search faster and never changes its answer. */
near_two near_find(const near_sheet *s, mlg_xy at, uint32_t skip, const near_two *guess);
#endif
