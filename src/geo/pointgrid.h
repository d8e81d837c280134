#ifndef MLG_POINTGRID_H
#define MLG_POINTGRID_H
#include "geo/rtree.h"

/* Points of a plane by the squares of a grid, two to a square: what is nearest to a place is
 * mostly in the nine squares around it. Where points crowd, or are too few, a tree answers.
 * Immutable, hence free to share between threads. */
typedef struct pointgrid pointgrid;

/* Copies the points; borrows the tree, which has their boxes. NULL: out of memory. */
pointgrid *pointgrid_new(const mlg_xy *at, size_t n, const rtree *tree);
void pointgrid_free(pointgrid *g); /* NULL is fine */

typedef struct nearest_point {
    uint32_t point;   /* as in the array given; of several as near, any */
    double d2;        /* planar distance to it, squared; INFINITY: there is none */
    double others_d2; /* no other is nearer than that; mostly far from attained */
} nearest_point;

/* `known`: a distance that the nearest is surely within; INFINITY will do. */
nearest_point pointgrid_nearest(const pointgrid *g, mlg_xy at, double known);
#endif
