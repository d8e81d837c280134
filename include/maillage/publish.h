#ifndef MLG_PUBLISH_H
#define MLG_PUBLISH_H
#include "maillage/output.h"
#include "maillage/study.h"

/* What a study's results are published as, beside its tables: a workbook, a description that
 * ties the files together, a report to print. Texts are in the language of outputs; the same
 * answers give the same bytes. */

/* XLSX: one sheet per table (sites, each level, its scenario, gaps, network), then sources and
 * definitions. Codes and texts are text, figures are numbers. MLG_EDATA: more rows than a sheet
 * has. */
enum { MLG_WORKBOOK_ROWS = 1048575 };
mlg_code mlg_write_workbook(const mlg_answers *answers, const mlg_provenance *provenance,
                            const char *path, bool overwrite, mlg_err *err);

/* One file of results, there already; borrowed. */
typedef struct mlg_published {
    const char *name;  /* in the folder of the package: "sites.csv" */
    const char *path;  /* as it can be opened */
    mlg_format format; /* of a CSV: which one; of other files it does not matter */
} mlg_published;

/* datapackage.json (Frictionless Data Package 1) beside those files, with their sizes and
 * SHA-256, and schemas/NAME.json (Table Schema) for each CSV table among them. */
mlg_code mlg_write_package(const mlg_answers *answers, const mlg_provenance *provenance,
                           const mlg_published *files, size_t n_files, const char *folder,
                           bool overwrite, mlg_err *err);

/* The study on paper: one HTML page for A4, with maps as SVG. */
typedef struct mlg_report {
    const mlg_answers *answers;
    const mlg_provenance *provenance;
    const mlg_sites *sites;
    const mlg_polys *levels; /* outlines to draw of each level of the coverage, degrees */
    const mlg_polys *gaps;   /* of the gaps; NULL: as the coverage has them */
    const mlg_polys *qpv;    /* NULL: none; likewise the next two */
    const mlg_polys *centres;
    const mlg_polys *catchments; /* of the main reach, degrees: one a layer, n_catchments */
    size_t n_catchments;
    double tolerance_m; /* by which outlines were simplified; 0: they were not */
    size_t fiches;      /* the level with one page per territory; n_levels: none */
} mlg_report;

mlg_code mlg_write_report(const mlg_report *report, const char *path, bool overwrite,
                          mlg_err *err); /* "-": standard output */
#endif
