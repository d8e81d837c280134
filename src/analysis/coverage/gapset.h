#ifndef MLG_GAPSET_H
#define MLG_GAPSET_H
#include "analysis/coverage/served.h"
#include "maillage/coverage.h"

/* What lies beyond every reach, as polygons for maps with figures that do not depend on how
 * they are drawn. */

/* The part of one territory that lies in one gap. */
typedef struct gap_piece {
    uint32_t zone, gap;
    double area_m2;
} gap_piece;

typedef struct gapset {
    size_t n;
    mlg_gap *gaps;    /* largest first; `population` is left to the caller: NaN */
    mlg_polys polys;  /* one feature per gap, in its plane */
    plane_id *plane;  /* of each gap */
    double *area_out; /* of each zone, as served_areas() says */
    size_t n_pieces;
    gap_piece *pieces; /* by zone, then gap: a zone may lie in several gaps */
    struct gap_index *index;
} gapset;

typedef struct gapset_options {
    double chord_m; /* a drawn arc is nowhere farther from the true one */
    bool merged;    /* across territories; else each territory's gaps are its own */
    bool tiled;     /* the zones tile the land (tiling.h); else what cancelling borders leaves
                       apart is overlaid, and the area that two share is counted once */
    unsigned threads;
} gapset_options;

/* A gap is a connected part of the territories beyond every reach; parts that share a border
 * are one gap, those that only touch at points are not. Its area is the sum of its pieces'
 * and adds up to served_areas(). `remote` is the point of the gap farthest from any fabrique,
 * by ground distance, to GAP_REMOTE_TOLERANCE_M; NaN without a fabrique in that plane.
 * n_communes counts the zones of `communes` that the gap shares more than 1 m2 with (NULL:
 * 0). */
#define GAP_REMOTE_TOLERANCE_M 0.01
mlg_code gapset_new(gapset **out, served *s, const mlg_zones *zones, const mlg_zones *communes,
                    const gapset_options *options, mlg_planes *planes, mlg_err *err);
void gapset_free(gapset *g); /* NULL is fine */

/* The gap around a place known to be beyond reach, or within a metre of it (borders move by
 * less than that when drawn); UINT32_MAX: none. Pure, for any thread. */
uint32_t gapset_at(const gapset *g, plane_id id, mlg_xy at);

/* The polygons in degrees, for publication; the caller's. */
mlg_code gapset_lonlat(mlg_polys *out, const gapset *g, unsigned threads, mlg_err *err);
#endif
