#ifndef MLG_CELLS_DRAWN_H
#define MLG_CELLS_DRAWN_H
#include "analysis/network/vicinity.h"

/* The cells of a vicinity in its plane, as far as they may meet `box` (of that plane): one
 * feature per place, without rings where it does not reach. Great circles bend there: no two
 * vertices are more than 2.5 km apart (1 cm off the curve). Neighbours share their borders
 * vertex by vertex. Released by the caller. */
mlg_code cells_draw(mlg_polys *out, const vicinity *t, mlg_box box, mlg_planes *planes,
                    mlg_err *err);
#endif
