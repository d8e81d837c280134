#ifndef MLG_ANTIMERIDIAN_H
#define MLG_ANTIMERIDIAN_H
#include "maillage/layer.h"

/* Polygons in degrees across the antimeridian. Inside the program they go on beyond it (179,
 * 181, 183...), so that an edge is an edge and neighbours share their vertices; in files
 * they are cut there (RFC 7946, section 3.1.9). All of this is pure; any thread. */

/* Does any vertex lie beyond 180 degrees? */
bool mlg_beyond_antimeridian(const mlg_polys *polys);

/* A copy with every polygon cut at the antimeridian, longitudes in -180 .. 180; features keep
 * their numbers. Parts narrower than `least` degrees are left out unless they are all there
 * is. Freed with mlg_polys_release. */
mlg_code mlg_cut_antimeridian(mlg_polys *out, const mlg_polys *polys, double least,
                              mlg_err *err);

/* Which longitudes are taken, to half a degree, and exactly at the ends. */
enum { MLG_MERIDIANS = 720 };
typedef struct mlg_meridians {
    bool taken[MLG_MERIDIANS];
    double least[MLG_MERIDIANS], most[MLG_MERIDIANS]; /* in -180 .. 180 */
} mlg_meridians;

void mlg_meridians_add(mlg_meridians *m, double west, double east); /* west <= east, any turn */
/* The shortest stretch that holds all of them: `west` in -180 .. 180, `east` up to a turn
 * farther. False: none was added, or they go all the way round. `m` starts zeroed. */
bool mlg_meridians_stretch(const mlg_meridians *m, double *west, double *east);
#endif
