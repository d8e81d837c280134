#ifndef MLG_MAP_H
#define MLG_MAP_H
#include "maillage/output.h"

/* The public map: a page that needs no server and asks nothing of the network. Its data are
 * what the study's answers say, nothing is worked out again; what a study has not is said.
 * Everything is borrowed; what is NULL or 0 is not shown. */

/* Polygons to draw, in degrees, one feature per zone. */
typedef struct mlg_map_outlines {
    mlg_polys lonlat;
    double tolerance_m; /* by which they were simplified; 0: they were not */
} mlg_map_outlines;

/* A layer shown as it is. */
typedef struct mlg_map_zones {
    const char *role; /* "qpv", "centres", "communes", "dessertes" */
    const mlg_zones *zones;
    const mlg_map_outlines *outlines; /* of the zones shown */
    const uint32_t *rows;             /* which are; NULL: all */
    size_t n_rows;
} mlg_map_zones;

/* A file of results that the page offers. */
typedef struct mlg_map_link {
    const char *name; /* "sites.csv" */
    const char *href; /* "../sites.csv", from the page */
} mlg_map_link;

typedef struct mlg_map {
    const mlg_answers *answers;
    const mlg_provenance *provenance;
    const mlg_sites *sites;
    const char *lang;               /* of the outputs: "fr" or "en"; the reader may change it */
    const mlg_map_outlines *levels; /* of the coverage, one each */
    const mlg_map_outlines *gaps;   /* of the coverage, with a reach */
    const mlg_map_outlines *areas;  /* of the network's hubs */
    const mlg_map_zones *zones;
    size_t n_zones;
    const mlg_map_link *links;
    size_t n_links;
    const char *basemap;        /* raster tiles ("https://host/{z}/{x}/{y}.png") or the URL of a
                                   style (".json"); NULL: none, and nothing leaves the page */
    const char *basemap_credit; /* whose it is */
    const char *page;           /* the folder of the built page: share/maillage/web */
} mlg_map;

/* MLG_EUSAGE: the basemap is no such URL. MLG_EDATA: `page` has not been built. */
mlg_code mlg_map_check(const mlg_map *map, mlg_err *err);

/* Can a map be written to that folder? MLG_EIO when it is there and `overwrite` is false, or
 * holds something that no map is made of: nothing of anyone's is ever removed. */
mlg_code mlg_map_may_write(const char *folder, bool overwrite, mlg_err *err);

/* What the map takes, all its files together, and what some outlines take of that: lighter
 * outlines are how a map becomes smaller. `map->page` must have been checked. */
mlg_code mlg_map_bytes(size_t *bytes, const mlg_map *map, mlg_err *err);
size_t mlg_map_outlines_bytes(const mlg_map_outlines *outlines);

/* The page as a folder: made beside it, then put in its place, so that readers see the former
 * one or the new one. `map->page` must have been checked. */
mlg_code mlg_write_map(const mlg_map *map, const char *folder, bool overwrite, mlg_err *err);

/* The same as one HTML file, to mail around. "-": standard output. */
mlg_code mlg_write_map_file(const mlg_map *map, const char *path, bool overwrite, mlg_err *err);
#endif
