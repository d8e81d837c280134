#ifndef MLG_PEOPLE_H
#define MLG_PEOPLE_H
#include "analysis/coverage/hubs.h"
#include "analysis/coverage/reach.h"
#include "geo/zones.h"
#include "maillage/coverage.h"

/* Population cells, counted as they stream by: each where its point is, and within reach
 * when a fabrique is at no more than its reach (closed form of plane.h; within 1 m of a
 * reach the geodesic decides). Nothing is kept per cell, and numbers are added exactly, so
 * that neither their order nor the number of threads shows. */

/* What the counting rests on, all borrowed. */
typedef struct people_setup {
    const mlg_feed *feed;
    const hubs *hubs;
    const reaches *reaches;
    const mlg_zones *const *sets; /* where cells are looked for, each counted apart */
    size_t n_sets;
    /* The gap of the main reach around a place beyond it (UINT32_MAX: none), for the cells
     * of sets[0]. NULL: no gaps. Pure. */
    uint32_t (*gap_at)(const void *gaps, plane_id id, mlg_xy at);
    const void *gaps;
    size_t n_gaps;
    mlg_planes *planes;
    unsigned threads;
} people_setup;

typedef struct people people;

/* Counts everything the feed gives. */
mlg_code people_new(people **out, const people_setup *setup, mlg_diag *diag, mlg_err *err);
void people_free(people *p); /* NULL is fine */

/* Territories as lists of zones of one set. */
typedef struct people_group {
    size_t set;
    const uint32_t *zones;
    size_t n;
} people_group;

/* People of a territory: everyone, and those beyond reach r. */
double people_all(const people *p, const people_group *of);
double people_beyond(const people *p, const people_group *of, size_t reach);

/* Their mean place, in the zones' plane; false: nobody, or zones of several planes. */
bool people_middle(const people *p, const people_group *of, mlg_xy *at);

/* How far they live, for group k of the feed's numbers (0: everyone). */
mlg_distances people_distances(const people *p, const people_group *of, size_t k);

double people_in_gap(const people *p, size_t gap);

/* Inhabited cells in no zone of the set, and their people. */
void people_outside(const people *p, size_t set, size_t *cells, double *number);
#endif
