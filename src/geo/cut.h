#ifndef MLG_CUT_H
#define MLG_CUT_H
#include "geo/discs.h"
#include "geo/edges.h"

/* A polygon minus the union of discs: its boundary, of straight edges and arcs, traced
 * exactly once, then measured in closed form and drawn as finely as asked.
 *
 * Rings are walked from vertex to vertex; while they stay nearer to where the distance to the
 * union's end was last measured than that distance, nothing can happen, and nothing is
 * looked at. Elsewhere each edge is cut by the arcs around; entries and exits must
 * alternate along rings and along arcs, and whatever does not is said (`broken`). */

/* A corner of a boundary; from here to the next one the way is straight, or clockwise about
 * `disc` from angle `from` down to `to`. */
typedef struct corner {
    mlg_xy at;
    uint32_t disc; /* DISC_NONE: straight */
    double from, to;
} corner;

/* Closed boundaries, the land to their left: loop l has corners corner_of[l] ..
 * corner_of[l+1]-1 (the first is not repeated). */
typedef struct cut {
    size_t n, n_corners;
    size_t room, corner_room;
    uint32_t *corner_of;
    corner *corners;
    bool broken;    /* contradictory: another draw of the discs is needed */
    bool no_memory; /* nothing else counts then */
    bool whole;     /* nothing meets the union: all is left, and no loop is made */
    /* workings, kept from one use to the next */
    struct crossing *crossings;
    struct slot *slots;
    mlg_xy *ring;
    uint8_t *met; /* loops of the frontier that a ring crosses */
    size_t n_crossings, crossing_room, slot_room, n_ring, ring_room, met_room;
} cut;

void cut_release(cut *c);

/* Feature f of `polys`, whose edges are `e`, minus the discs; reuses `out` (zeroed to begin
 * with). Every disc whose circle passes through the feature's box must be in the frontier. */
void cut_feature(cut *out, const mlg_polys *polys, const edges *e, size_t f, const discs *d,
                 const frontier *front);

/* m2 of the ellipsoid to the left of a loop, negative for a hole: straight edges and arcs are
 * integrated in closed form. A drawn ring gives the area of the straight ring; each segment
 * of circle, cut finely enough for the scale to count as linear in it, the rest. */
double cut_loop_area(cut *c, size_t loop, const discs *d);

/* The loop as a ring, closed, in c->ring: each arc by chords that leave it nowhere by more
 * than `chord`, and whose ends inside the arc depend on the disc alone. */
void cut_loop_draw(cut *c, size_t loop, const discs *d, double chord);
#endif
