#ifndef MLG_ANALYSIS_CATCHMENTS_H
#define MLG_ANALYSIS_CATCHMENTS_H
#include "geo/zones.h"
#include "maillage/catchments.h"

/* The catchments of a study that serve, for one list of sites. Immutable, for any thread. */
typedef struct catchment_set {
    size_t n; /* layers */
    const mlg_zones **zones;
    uint8_t **serves; /* by layer, by record */
    uint8_t *own;     /* 1: the site has a catchment of its own that serves */
    size_t n_serving;
} catchment_set;

/* NULL list: *out is NULL, which every function below takes for no catchment. */
mlg_code catchment_set_new(catchment_set **out, mlg_catchments *const *list, size_t n,
                           const mlg_sites *sites, mlg_err *err);
void catchment_set_free(catchment_set *s);

/* Is the place in one of them, or on its edge? */
bool catchment_set_covers(const catchment_set *s, plane_id id, mlg_xy at);

/* What a box has to do with them. */
typedef enum catchment_part { CATCHMENT_NONE, CATCHMENT_PART, CATCHMENT_ALL } catchment_part;

typedef struct catchment_at {
    uint32_t layer, zone;
} catchment_at;

/* Those whose boundaries may pass through the box, in an order that does not depend on that of
 * the records: `list` grows as needed (zeroed to begin with, freed with free()). False: out
 * of memory. `list` NULL: they are only looked at. */
typedef struct catchment_list {
    catchment_at *at;
    size_t n, room;
} catchment_list;

bool catchment_set_about(const catchment_set *s, plane_id id, mlg_box box, catchment_part *part,
                         catchment_list *list);
#endif
