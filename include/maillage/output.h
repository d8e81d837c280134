#ifndef MLG_OUTPUT_H
#define MLG_OUTPUT_H
#include "maillage/classify.h"
#include "maillage/compare.h"
#include "maillage/coverage.h"
#include "maillage/identity.h"
#include "maillage/network.h"
#include "maillage/programme.h"
#include "maillage/simplify.h"
#include "maillage/split.h"
#include "maillage/sensitivity.h"
#include "maillage/study.h"

/* Results as files: whole or not at all. Texts are in the language of outputs (gettext);
 * keys and words such as `hors_grands_centres` never change. Same inputs, same bytes. */

typedef enum mlg_format {
    MLG_CSV,       /* ',' UTF-8 LF decimal point */
    MLG_CSV_EXCEL, /* ';' UTF-8 with BOM, CRLF, decimal comma: opens in Excel in French */
    MLG_GEOJSON    /* RFC 7946 */
} mlg_format;

/* What an answer rests on; written into every file (beside it, for CSV). Borrowed. */
typedef struct mlg_input {
    const char *role; /* "sites", "qpv", "centres", "communes", "territoires", "population" */
    const char *name; /* vintage, definition or level; NULL: none */
    const mlg_layer *layer;
} mlg_input;

typedef struct mlg_provenance {
    const mlg_rules *rules;   /* with the thresholds in force; NULL: of a comparison */
    const mlg_reach *reaches; /* of coverage, the main one first */
    size_t n_reaches;
    bool by_catchments;         /* those of the study are reach as well */
    const mlg_network *network; /* the distances it was asked for; NULL: none */
    const mlg_study *study;     /* licences and sources of its layers; NULL: not known */
    double tolerance_m;         /* of a comparison; NaN: none */
    const mlg_input *inputs;
    size_t n_inputs;
    double simplify_m; /* no published border is off by more; 0: none is */
} mlg_provenance;

typedef struct mlg_output {
    const char *path; /* "-": standard output */
    mlg_format format;
    bool overwrite;
    unsigned threads;
    int decimals; /* of degrees in GeoJSON; 0: MLG_DECIMALS */
    const mlg_provenance *provenance;
} mlg_output;

mlg_code mlg_write_sites(const mlg_classification *c, const mlg_output *out, mlg_err *err);

/* `lonlat`: the level's polygons in degrees (mlg_zones_lonlat); only GeoJSON needs them. */
mlg_code mlg_write_territories(const mlg_coverage *c, size_t level, const mlg_polys *lonlat,
                               const mlg_output *out, mlg_err *err);

/* Those without any fabrique, likewise: the list to publish. */
mlg_code mlg_write_unserved(const mlg_coverage *c, size_t level, const mlg_polys *lonlat,
                            const mlg_output *out, mlg_err *err);

/* Both as GeoJSON, the same bytes in less time: what `unserved` says beside its path is not
 * asked. */
mlg_code mlg_write_territories_twice(const mlg_coverage *c, size_t level,
                                     const mlg_polys *lonlat, const mlg_output *all,
                                     const mlg_output *unserved, mlg_err *err);

/* What a scenario changes, territory by territory: two coverages of the same levels. */
mlg_code mlg_write_scenario(const mlg_coverage *before, const mlg_coverage *after, size_t level,
                            const mlg_polys *lonlat, const mlg_output *out, mlg_err *err);

/* How far people live, by territory and group; wants cells. A table without geometry. */
mlg_code mlg_write_distances(const mlg_coverage *c, size_t level, const mlg_output *out,
                             mlg_err *err);

/* `lonlat`: the gaps as they are published, one feature each; NULL: as the coverage has them.
 */
mlg_code mlg_write_gaps(const mlg_coverage *c, const mlg_polys *lonlat, const mlg_output *out,
                        mlg_err *err);

/* What the GeoJSON of a level, or of the gaps (level: n_levels), takes beside its polygons. */
mlg_code mlg_frame_bytes(size_t *bytes, const mlg_coverage *c, size_t level,
                         const mlg_output *out, mlg_err *err);

/* A layer of polygons with its own columns (GeoJSON), one feature a record; `lonlat`: its
 * polygons in degrees (mlg_layer_lonlat). And what that takes beside them. */
mlg_code mlg_write_layer(const mlg_layer *layer, const mlg_polys *lonlat, const mlg_output *out,
                         mlg_err *err);
mlg_code mlg_layer_frame_bytes(size_t *bytes, const mlg_layer *layer, const mlg_output *out,
                               mlg_err *err);

/* One row per change, the unchanged zones only if `all`. `lonlat`: the polygons of these rows
 * (mlg_zones_comparison_lonlat); only GeoJSON needs them. */
mlg_code mlg_write_zone_changes(const mlg_zones_comparison *c, bool all,
                                const mlg_polys *lonlat, const mlg_output *out, mlg_err *err);

/* The same in JSON, with the counts, the sources and every warning. */
mlg_code mlg_write_zones_comparison(const mlg_zones_comparison *c,
                                    const mlg_provenance *provenance, const mlg_diag *diag,
                                    const char *path, bool overwrite, mlg_err *err);

/* One row per site that changed, was added or removed; of every site if `all`. */
mlg_code mlg_write_site_changes(const mlg_results_comparison *c, bool all,
                                const mlg_output *out, mlg_err *err);

/* The same in JSON, with transitions, intervals, causes, and what became of the QPV if their
 * layers were compared. */
mlg_code mlg_write_results_comparison(const mlg_results_comparison *c,
                                      const mlg_provenance *provenance, const mlg_diag *diag,
                                      const char *path, bool overwrite, mlg_err *err);

/* One row per node (hubs, then places), per link, per hub with its area (GeoJSON only), per
 * zone of a level (CSV only). */
mlg_code mlg_write_nodes(const mlg_network *n, const mlg_output *out, mlg_err *err);
mlg_code mlg_write_links(const mlg_network *n, const mlg_output *out, mlg_err *err);
mlg_code mlg_write_areas(const mlg_network *n, const mlg_output *out, mlg_err *err);
mlg_code mlg_write_densities(const mlg_network *n, size_t level, const mlg_output *out,
                             mlg_err *err);

/* Nodes and links with every column, as GraphML for Gephi and igraph; `format` plays no
 * part. */
mlg_code mlg_write_graphml(const mlg_network *n, const mlg_output *out, mlg_err *err);

/* What a study found: what was not asked for is NULL. Borrowed. */
typedef struct mlg_answers {
    const char *title; /* may be NULL */
    const mlg_classification *classes;
    const mlg_split *split;         /* of those classes */
    const mlg_programme *programme; /* likewise, as the next */
    const mlg_declared *declared;
    const mlg_identity *identity;
    const mlg_place_split *places; /* of that identity */
    const mlg_sensitivity *sensitivity;
    const mlg_coverage *coverage, *scenario; /* that with the planned changes, or NULL */
    const mlg_network *network;
    const mlg_diag *diag; /* never NULL */
} mlg_answers;

/* The study in JSON: parameters, sources, every answer there is, every warning. */
mlg_code mlg_write_summary(const mlg_answers *answers, const mlg_provenance *provenance,
                           const char *path, bool overwrite, mlg_err *err);
#endif
