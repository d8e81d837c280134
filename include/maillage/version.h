#ifndef MLG_VERSION_H
#define MLG_VERSION_H

/* Of what the results depend on: every output carries these. */
typedef enum mlg_component {
    MLG_VERSION_MAILLAGE,
    MLG_VERSION_GEOS,
    MLG_VERSION_PROJ,
} mlg_component;

/* "0.1.0", "3.11.1-CAPI-1.17.1", "9.1.1": of the libraries loaded now, which may differ
 * from those compiled against. Static text. */
const char *mlg_version(mlg_component component);
#endif
