#ifndef MLG_DISCS_H
#define MLG_DISCS_H
#include "geo/plane.h"

/* Ground discs in a plane, and where their union ends: the exact shape of what lies within
 * reach. Discs are closed.
 *
 * A ground circle of radius r about a place is drawn, in a conformal plane, as a circle of
 * shifted centre: with k the scale there, g the slope of ln k and q = k r, its centre is
 * displaced by g q^2 / 2 and its radius is q (1 + q^2 (|g|^2 / 4 + K / 12 k^2)), K the
 * Earth's curvature. What remains is an oval that no circle can follow, growing with the cube
 * of the radius: 2 cm at 20 km, 2.4 m (0.002 %) at 100 km, 40 m at 250 km, at most. In the
 * area of a whole disc it cancels: 1e-8 of it at 20 km, 2e-7 at 100 km. (prop.discs measures
 * both against PROJ's geodesics.)
 *
 * Circles may touch, coincide or meet three at a point; polygons may have their vertices on
 * circles. To keep every decision consistent, each radius is changed by a pseudo-random part
 * of up to 1e-10 of itself (2 micrometres at 20 km), drawn from the disc's own figures: the
 * same for any order and any company. Whatever is still contradictory is noticed, never
 * guessed, and tried again with another draw (`attempt`). */
typedef struct discs discs;

enum { DISC_NONE = UINT32_MAX };

typedef struct disc {
    mlg_xy at; /* in the plane, as drawn */
    double radius;
} disc;

/* The circle that draws a ground circle: closed form, above. */
disc disc_of_ground(const plane *p, mlg_xy centre, double ground_m);

/* Disc i reaches ground_m[of[i]] around centre[i]; `of` NULL: ground_m[i]. Those with a
 * positive radius; NaN and 0 cover nothing. Twins are one. The plane is borrowed. NULL: out of
 * memory. */
discs *discs_new(const plane *p, const mlg_xy *centre, const double *ground_m,
                 const uint32_t *of, size_t n, unsigned attempt);
void discs_free(discs *d); /* NULL is fine */

size_t discs_count(const discs *d);
const plane *discs_plane(const discs *d);
disc discs_get(const discs *d, uint32_t i);

/* How far outside of disc i: negative inside. The one predicate of in and out. */
double disc_beyond(const discs *d, uint32_t i, mlg_xy at);

/* The least of those: outside, the planar distance to the union; inside, minus the depth in
 * the deepest disc. INFINITY without discs. `*hint` is a disc to start from, DISC_NONE or not,
 * then the one found: a good one saves time and never changes the answer. */
double discs_beyond(const discs *d, mlg_xy at, uint32_t *hint);

/* Of the discs that meet a circle, one that holds all of it or, failing that, the one deepest
 * about its centre; DISC_NONE: none meets it. */
uint32_t discs_about(const discs *d, mlg_xy at, double radius);

/* Every disc whose circle may pass through the box. */
void discs_crossing(const discs *d, mlg_box box, void (*hit)(void *arg, uint32_t i), void *arg);

/* Every disc j, i too, that may meet disc i, near ones mostly first, until `hit` answers
 * false. */
void discs_meeting(const discs *d, uint32_t i, bool (*hit)(void *arg, uint32_t j), void *arg);

/* --- the boundary of the union -------------------------------------------------------------
 */

/* A run of a circle that no other disc covers: counter-clockwise from angle `from`, in
 * [0, 2 pi), to `to` <= from + 2 pi. */
typedef struct arc {
    double from, to;
    uint32_t disc;
    uint32_t before, after; /* the discs that hide what precedes and follows; DISC_NONE: a
                               whole circle */
    uint32_t previous;      /* the arc that ends where this one begins; DISC_NONE: not known */
    uint32_t loop;          /* closed loops are numbered; DISC_NONE: part of an unknown one */
} arc;

/* The exposed arcs of the discs with wanted[i] != 0, in the order of the discs, chained where
 * both sides are wanted. */
typedef struct frontier {
    size_t n_arcs, n_loops;
    arc *arcs;
    mlg_box *loop_box;
    uint32_t *loop_arc; /* one arc of each loop */
    struct frontier_index *index;
    bool broken; /* contradictory: another draw is needed */
} frontier;

mlg_code frontier_new(frontier **out, const discs *d, const uint8_t *wanted, unsigned threads,
                      mlg_err *err);
void frontier_free(frontier *f); /* NULL is fine */

/* A short piece of an arc, for those who look where arcs pass. */
typedef struct arc_piece {
    double from, to;
    uint32_t arc;
} arc_piece;

/* Every piece whose box meets the box. */
void frontier_near(const frontier *f, mlg_box box,
                   void (*hit)(void *arg, const arc_piece *piece), void *arg);

/* Every loop whose box meets the box. */
void frontier_loops(const frontier *f, mlg_box box, void (*hit)(void *arg, uint32_t loop),
                    void *arg);
#endif
