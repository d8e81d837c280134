#ifndef MLG_CATCHMENTS_H
#define MLG_CATCHMENTS_H
#include "maillage/sites.h"
#include "maillage/zones.h"

/* Where fabriques serve people, as polygons of any router (isochrones), instead of a distance
 * as the crow flies. Immutable once linked. */
typedef struct mlg_catchments mlg_catchments;

typedef struct mlg_catchments_options {
    const char *name;   /* what they are ("30 min"); NULL: the file's name */
    char *const *where; /* "COLUMN=VALUE": which of the file to take; none said: all */
    size_t n_where;
    const char *site; /* column of the sites' identifiers; NULL: found by its usual names */
    unsigned threads;
} mlg_catchments_options;

/* Takes the layer over, even on failure. A record is taken if, of each column that a condition
 * names, it has one of the values said; two numbers are compared as numbers ("30" is "30.0"),
 * texts to the letter. If there is none, MLG_EDATA lists the values there are. Those taken are
 * repaired where invalid, like zones; nothing is said of the others. */
mlg_code mlg_catchments_new(mlg_catchments **out, mlg_layer *layer,
                            const mlg_catchments_options *options, mlg_planes *planes,
                            mlg_diag *diag, mlg_err *err);
void mlg_catchments_free(mlg_catchments *c); /* NULL is fine */

/* Finds the site of each catchment of `all` by its identifier, in the sites of a study: those
 * of mlg_sites_choose(), if there are planned ones. From then on, a catchment serves where one
 * of the sites of that identifier is a fabrique that is there; one whose site is unknown
 * serves nowhere. Without a column of identifiers, or unless linked, it serves as it is,
 * whatever the sites. Warnings: catchments without a known site, of several in one file for
 * the same site, that do not reach their site; fabriques without a catchment. When no
 * catchment of a file has a known site: MLG_EDATA. */
mlg_code mlg_catchments_link(mlg_catchments *const *all, size_t n, const mlg_sites *sites,
                             mlg_diag *diag, mlg_err *err);

/* Their polygons, one zone per record of the file, without polygon unless taken; the code is
 * the identifier of the site, if they say one. Borrowed. */
const mlg_zones *mlg_catchments_zones(const mlg_catchments *c);
const char *mlg_catchments_choice(const mlg_catchments *c); /* "AA_MINS=30, AA_MODE=TC"; "" */
size_t mlg_catchments_count(const mlg_catchments *c);       /* of those taken */
bool mlg_catchments_linked(const mlg_catchments *c);        /* do they say their sites? */

/* Does it serve, with these sites: those linked or, record by record, the first of them? */
bool mlg_catchment_serves(const mlg_catchments *c, size_t record, const mlg_sites *sites);
#endif
