#ifndef MLG_JOINTS_H
#define MLG_JOINTS_H
#include "analysis/coverage/remains.h"

/* Where a catchment's edge crosses a border, the two zones' remains each have a vertex, worked
 * out apart: a few nanometres from each other, where the borders to be cancelled (geo/merge.h)
 * want the same doubles. Vertices that are not the zones' own and lie within JOINT_M of each
 * other become one, that of least x, then y; within JOINT_M of a zone's own vertex, that one.
 * Areas were measured before, and stay. False: out of memory. */
#define JOINT_M 1e-6
bool remains_join(remain *r, const mlg_zones *zones);
#endif
