#ifndef MLG_SITES_H
#define MLG_SITES_H
#include "maillage/day.h"
#include "maillage/rules.h"
#include "maillage/study.h"
#include "maillage/zones.h"

/* The places to classify. A site's location is a region: a point with a radius, or
 * somewhere in a commune. */
typedef struct mlg_sites mlg_sites;

typedef enum mlg_kind { MLG_FABRIQUE, MLG_TIERS_LIEU } mlg_kind;

typedef enum mlg_location {
    MLG_NOWHERE, /* no usable location */
    MLG_POINT,   /* within `radius` of a point; 0: exactly there */
    MLG_COMMUNE  /* somewhere in the commune(s) of its code */
} mlg_location;

typedef enum mlg_state {
    MLG_STATE_UNSAID, /* nothing readable is said: counted among existing places */
    MLG_EXISTANT,     /* the place exists */
    MLG_PROJET        /* it is to be made */
} mlg_state;

#define MLG_NO_WAVE INT32_MIN

typedef struct mlg_sites_options {
    const mlg_columns *columns; /* NULL: found by their usual names */
    const char *precision;      /* metres or "commune", of sites that say none; NULL: exact */
    const mlg_rules *rules;     /* radii of the address base's result types */
    bool any_kind;              /* the kind of each does not matter: none is looked for */
    unsigned threads;
} mlg_sites_options;

/* Takes the layer over, even on failure. Sites without a kind are fabriques. Duplicate ids,
 * same places, unreadable cells are warnings in `diag`. */
mlg_code mlg_sites_new(mlg_sites **out, mlg_layer *layer, const mlg_sites_options *options,
                       mlg_planes *planes, mlg_diag *diag, mlg_err *err);
void mlg_sites_free(mlg_sites *sites); /* NULL is fine */

/* The same sites, less those that were not there or will close, and more that are planned:
 * an earlier network, a scenario. Records keep their numbers; the planned ones follow. An
 * unknown identifier is MLG_EUSAGE; a fabrique that says no wave or day where one is asked is
 * left out, which is a warning. For coverage only. */
typedef struct mlg_sites_choice {
    int32_t after_wave;   /* fabriques of later waves are left out; MLG_NO_WAVE: none are */
    int32_t until;        /* fabriques of later days are left out; MLG_NO_DAY: none are */
    char *const *without; /* identifiers */
    size_t n_without;
    const mlg_sites *with; /* may be NULL */
} mlg_sites_choice;

mlg_code mlg_sites_choose(mlg_sites **out, const mlg_sites *from,
                          const mlg_sites_choice *choice, mlg_diag *diag, mlg_err *err);

/* Texts are borrowed from the sites. `site` counts records from 0. */
size_t mlg_sites_count(const mlg_sites *sites);
const mlg_layer *mlg_sites_layer(const mlg_sites *sites);
const char *mlg_site_id(const mlg_sites *sites, size_t site);
const char *mlg_site_name(const mlg_sites *sites, size_t site);
const char *mlg_site_commune(const mlg_sites *sites,
                             size_t site); /* code, as the file writes it */
const char *mlg_site_wave(const mlg_sites *sites,
                          size_t site); /* as the file writes it, like the date */
const char *mlg_site_date(const mlg_sites *sites, size_t site);
const char *mlg_site_justification(const mlg_sites *sites, size_t site);
const char *mlg_site_bearer(const mlg_sites *sites, size_t site);   /* likewise */
const char *mlg_site_declared(const mlg_sites *sites, size_t site); /* likewise */

/* What was read of those texts; what cannot be read is a warning of mlg_sites_new, by record
 * and value, and not said here. */
int32_t mlg_site_wave_number(const mlg_sites *sites,
                             size_t site); /* 9 of "9", "Vague 9", "9e vague"; MLG_NO_WAVE */
int32_t mlg_site_day(const mlg_sites *sites, size_t site);  /* see mlg_day; MLG_NO_DAY */
double mlg_site_grant(const mlg_sites *sites, size_t site); /* euros, not negative; NaN */
double mlg_site_reach(const mlg_sites *sites, size_t site); /* its own, ground metres; NaN */
mlg_state mlg_site_state(const mlg_sites *sites, size_t site);
mlg_kind mlg_site_kind(const mlg_sites *sites, size_t site);
mlg_location mlg_site_location(const mlg_sites *sites, size_t site);
double mlg_site_radius(const mlg_sites *sites, size_t site); /* metres; NaN unless MLG_POINT */
bool mlg_site_lonlat(const mlg_sites *sites, size_t site,
                     mlg_xy *lonlat); /* false: no coordinates */
#endif
