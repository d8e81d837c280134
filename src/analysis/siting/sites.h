#ifndef MLG_ANALYSIS_SITES_H
#define MLG_ANALYSIS_SITES_H
#include "geo/plane.h"
#include "maillage/sites.h"

/* Inside view of sites. */
struct mlg_sites {
    mlg_layer *layer; /* attributes; its points moved here */
    size_t n;
    const mlg_column *id, *name, *commune, *precision, *kind, *wave, *date, *override,
        *justification, *declared, *grant, *bearer, *state, *reach;
    mlg_xy *lonlat, *at; /* degrees, and in the site's plane; NaN: no coordinates */
    uint8_t *plane;      /* PLANE_NONE: no coordinates */
    uint8_t *location;   /* mlg_location */
    uint8_t *kinds;      /* mlg_kind */
    uint8_t *forced;     /* 1 + the class of a justified override; 0: none */
    float *radius;
    /* What a column says; NULL: there is none, and nobody says it (mlg_site_day, ...). */
    int32_t *day;      /* MLG_NO_DAY: not said */
    int32_t *waves;    /* MLG_NO_WAVE: not a number */
    double *grants;    /* euros; NaN: not said */
    double *reaches;   /* ground metres; NaN: not said */
    uint8_t *declares; /* 1 + the class declared; 0: none */
    uint8_t *states;   /* mlg_state */
    uint8_t *absent;   /* 1: not part of the network measured; NULL: all are */
    uint32_t *order;   /* every site, neighbours near each other (sites_order) */
};

mlg_code sites_order(mlg_sites *s, mlg_err *err);

/* For who cannot answer when no fabrique is anywhere: MLG_EDATA, and what to do about it. */
mlg_code sites_nowhere(const mlg_sites *s, mlg_err *err);
#endif
