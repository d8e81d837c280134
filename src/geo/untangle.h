#ifndef MLG_UNTANGLE_H
#define MLG_UNTANGLE_H
#include "geo/arcs.h"

/* Put vertices back until the kept ones draw what the arcs drew: no two borders meet elsewhere
 * than at a junction, nothing jumps to the other side of a border, no ring turns inside
 * out. A kept segment stands for the chain of vertices given up between its ends; it is
 * split at the farthest of them when
 *   - it meets another segment elsewhere than at a common end, or lies on it, unless
 *     no polygon uses both (two drawings of one border may become one),
 *   - an end of another lies between the segment and its chain,
 *   - its ring has lost its orientation.
 * Segments that give nothing up are left as they are: what the source crosses stays crossed.
 * `hole` tells, ring by ring, which ones run clockwise. `keep` is one per vertex of the arcs;
 * `restored` counts those added. No vertex is farther than `tolerance_m` from its segment
 * afterwards if none was before. */
mlg_code untangle(uint8_t *keep, size_t *restored, const arcs *a, const uint8_t *hole,
                  double tolerance_m, unsigned threads, mlg_err *err);
#endif
