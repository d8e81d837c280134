#ifndef MLG_REACH_H
#define MLG_REACH_H

/* How far a fabrique serves people: a ground distance, or catchments by their name, which then
 * serve in this reach and in those alone that name them. */
typedef struct mlg_reach {
    double m;         /* ground metres, more than 0; NaN: no distance */
    const char *name; /* of catchments ("30min"), borrowed; NULL: a distance */
} mlg_reach;
#endif
