#ifndef MLG_FIELDS_H
#define MLG_FIELDS_H
#include "maillage/layer.h"

/* What the columns of French files are usually called. Names are compared folded (accents,
 * case and punctuation aside); the first of a field's usual names that the layer has wins. */
typedef enum field {
    /* of sites */
    F_ID,
    F_NAME,
    F_LON,
    F_LAT,
    F_X,
    F_Y,
    F_COMMUNE,
    F_COMMUNE_LABEL, /* its name, beside the code */
    F_PRECISION,
    F_KIND,
    F_WAVE,
    F_DATE,
    F_DECLARED,
    F_GRANT,
    F_BEARER,
    F_STATE,
    F_REACH,
    F_OVERRIDE,
    F_JUSTIFICATION,
    /* of polygons: code and name, by role */
    F_QPV_CODE,
    F_QPV_NAME,
    F_CENTRE_CODE,
    F_CENTRE_NAME,
    F_COMMUNE_CODE,
    F_EPCI_CODE,
    F_ARRONDISSEMENT_CODE,
    F_DEPARTEMENT_CODE,
    F_REGION_CODE,
    F_TERRITORY_CODE,
    F_TERRITORY_NAME,
    F_POPULATION,
    F_CATCHMENT_SITE, /* of a catchment: identifier of its site */
    F_COUNT
} field;

const mlg_column *fields_find(const mlg_layer *layer, field f); /* NULL: none */

/* The column of that name if one is told (MLG_EDATA when there is none), else the usual one
 * (NULL when there is none). */
mlg_code fields_choose(const mlg_column **out, const mlg_layer *layer, const char *told,
                       field f, mlg_err *err);

/* The usual names of a field, NULL-terminated, for messages. */
const char *const *fields_names(field f);
#endif
