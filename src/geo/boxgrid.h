#ifndef MLG_BOXGRID_H
#define MLG_BOXGRID_H
#include "maillage/layer.h"

/* Boxes that are nearly all small and of like size, such as those of short pieces of line:
 * found by the square cells that they meet, several times faster than in an R-tree, which
 * keeps the few wide ones. Immutable, hence free to share between threads. Boxes are named
 * by their index in the array given. */
typedef struct boxgrid boxgrid;

boxgrid *boxgrid_new(const mlg_box *boxes, size_t n); /* copies. NULL: out of memory */
void boxgrid_free(boxgrid *c);                        /* NULL is fine */

/* Every box that meets `box` (touching counts), in no particular order and perhaps twice, until
 * `hit` answers false. */
void boxgrid_query(const boxgrid *c, mlg_box box, bool (*hit)(void *arg, uint32_t item),
                   void *arg);
#endif
