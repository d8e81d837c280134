#ifndef MLG_ZONES_H
#define MLG_ZONES_H
#include "maillage/diag.h"
#include "maillage/layer.h"

/* Polygons with a code and a name, ready to be measured: placed on the planes of France
 * (or UTM), repaired where invalid, indexed. QPV, large urban centres, communes and
 * territories are all zones. */
typedef struct mlg_zones mlg_zones;

/* The planes in use: one object per study, shared by everything measured together. Not for
 * two threads at a time; outlives the zones and sites made with it. */
typedef struct mlg_planes mlg_planes;

mlg_code mlg_planes_new(mlg_planes **out, mlg_err *err);
void mlg_planes_free(mlg_planes *planes); /* NULL is fine */

typedef enum mlg_role {
    MLG_ROLE_QPV,
    MLG_ROLE_CENTRE,
    MLG_ROLE_COMMUNE,
    MLG_ROLE_EPCI,
    MLG_ROLE_ARRONDISSEMENT,
    MLG_ROLE_DEPARTEMENT,
    MLG_ROLE_REGION,
    MLG_ROLE_TERRITORY /* any other polygon layer */
} mlg_role;

/* "commune", "epci", "arrondissement", "departement", "region": the role; else TERRITORY. */
mlg_role mlg_role_of_level(const char *level);

/* The finest role whose own code column (CODE_QP, INSEE_COM, SIREN_EPCI, ...) the layer has;
 * else TERRITORY. */
mlg_role mlg_role_of_layer(const mlg_layer *layer);

typedef struct mlg_zones_options {
    const char *name; /* vintage ("2015"), definition ("gcu") or level ("epci"); NULL: the
                         file's name */
    mlg_role role;
    const char *code, *label, *population; /* columns; NULL: found by their usual names */
    const char *covers; /* planes the layer covers though it may be empty there:
                           "mainland,reunion"; NULL: none */
    unsigned threads;
} mlg_zones_options;

/* Takes the layer over, even on failure. What was repaired or cannot be used is in `diag`. */
mlg_code mlg_zones_new(mlg_zones **out, mlg_layer *layer, const mlg_zones_options *options,
                       mlg_planes *planes, mlg_diag *diag, mlg_err *err);
void mlg_zones_free(mlg_zones *zones); /* NULL is fine */

/* Zones of a higher level from those of a lower one: `base` merged by a column of its layer
 * that holds their codes, options->code or the usual one of the role; border by border, so
 * that the parts add up to the whole. A name is taken from a usual column (lib_epci, ...).
 * `base` is borrowed and must outlive them. A zone of the base without such a code is in
 * none of them, which is a warning; a code used in two planes makes a zone in each. */
mlg_code mlg_zones_by_code(mlg_zones **out, const mlg_zones *base,
                           const mlg_zones_options *options, mlg_planes *planes, mlg_diag *diag,
                           mlg_err *err);

/* A copy of the polygons in degrees, one feature per zone; freed with mlg_polys_release. */
mlg_code mlg_zones_lonlat(mlg_polys *out, const mlg_zones *zones, unsigned threads,
                          mlg_err *err);

/* The polygons themselves, moved out of zones that nothing is asked of any more but codes,
 * names and areas. */
mlg_code mlg_zones_give_lonlat(mlg_polys *out, mlg_zones *zones, unsigned threads,
                               mlg_err *err);

/* The polygons of any layer, moved out of it and into degrees, one feature a record: to draw
 * and publish, not to measure. Invalid ones are repaired and told. Errors: no polygons, an
 * unknown coordinate system. */
mlg_code mlg_layer_lonlat(mlg_polys *out, mlg_layer *layer, unsigned threads, mlg_diag *diag,
                          mlg_err *err);

/* The column of codes that the layer's role (mlg_role_of_layer) has by its usual names; NULL.
 */
const mlg_column *mlg_layer_code(const mlg_layer *layer);

/* All borrowed from the zones. A zone is named by its record, counted from 0. */
size_t mlg_zones_count(const mlg_zones *zones);
const char *mlg_zones_name(const mlg_zones *zones);
const mlg_layer *mlg_zones_layer(const mlg_zones *zones);
const char *mlg_zone_code(const mlg_zones *zones, size_t zone);
const char *mlg_zone_label(const mlg_zones *zones, size_t zone);
double mlg_zone_area(const mlg_zones *zones, size_t zone);       /* m2 on the ellipsoid */
double mlg_zone_population(const mlg_zones *zones, size_t zone); /* NaN: not known */
#endif
