#ifndef MLG_GEO_ANTIMERIDIAN_H
#define MLG_GEO_ANTIMERIDIAN_H
#include "maillage/antimeridian.h"

/* From longitudes that jump to longitudes that go on, in place. Where no edge is longer than
 * half a turn nothing changes; else every polygon of the layer is moved by whole turns into
 * the one that starts at the layer's western end, after the widest stretch without any. A ring
 * around a pole is closed along it. */
mlg_code antimeridian_unroll(mlg_polys *polys, mlg_err *err);

/* From what files hold, in place: a feature drawn on both sides of the map (cut at the
 * antimeridian, or with edges that leap over it) or beyond 180 degrees is put together by
 * itself, its parts merged where they meet. The others stay as they are. */
mlg_code antimeridian_join(mlg_polys *polys, mlg_err *err);

#endif
