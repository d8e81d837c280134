#ifndef MLG_DISTANCES_H
#define MLG_DISTANCES_H
#include "analysis/coverage/hubs.h"
#include "maillage/coverage.h"

/* How many people live how far from the nearest fabrique: a histogram per zone, in steps of
 * 100 m, over the distances that are possible in it. Shared by all threads. */
typedef struct distances distances;

enum { DISTANCE_STEP_M = 100 };

distances *distances_new(const hubs *h, const mlg_zones *zones,
                         size_t n_groups); /* NULL: memory */
void distances_free(distances *d);         /* NULL is fine */

/* The step of a distance: step k holds those in ](k - 1) * 100 m, k * 100 m]. */
static inline uint32_t distance_step(double ground_m)
{
    double k = ground_m / DISTANCE_STEP_M;
    uint32_t whole = (uint32_t)k;

    return whole + (k > whole);
}

/* From any thread, in any order. */
void distances_add(distances *d, uint32_t zone, uint32_t step, size_t group, double number);

/* Deciles and bands of some zones taken together; `population` is everyone, with or without
 * a fabrique in their plane. */
void distances_read(const distances *d, const uint32_t *zones, size_t n, size_t group,
                    double population, mlg_distances *out);
#endif
