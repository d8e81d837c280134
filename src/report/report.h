#ifndef MLG_REPORT_REPORT_H
#define MLG_REPORT_REPORT_H
#include "maillage/publish.h"
#include "report/html.h"

/* The report on its way to its file: one function a subject. */
typedef struct report {
    html page;
    const mlg_report *said;
    const mlg_coverage *coverage;           /* NULL: none */
    const mlg_classification *classes;      /* likewise */
    uint32_t *neighbours_from, *neighbours; /* of that level (mlg_neighbours) */
} report;

/* --- maps ------------------------------------------------------------------------------- */

/* What a map shows, from back to front; NULL and false: not that. */
typedef struct report_map {
    const char *title, *description, *caption;
    const mlg_polys *statuts;        /* territories of `level`, painted by statut */
    const mlg_level_coverage *level; /* their rows, and their names if few */
    const mlg_polys *outlines;       /* drawn only */
    const mlg_polys *gaps;
    bool catchments; /* of the main reach */
    bool sites;      /* by class where there is one */
    size_t only;     /* one territory with its surroundings, or REPORT_ALL */
    double height;   /* at most */
} report_map;

enum { REPORT_ALL = UINT32_MAX };

void report_draw(report *r, const report_map *map);

/* --- parts of the page ----------------------------------------------------------------------
 */

void report_figures(report *r); /* key figures */
void report_classes(report *r); /* sites by class, the split */
void report_level(report *r, size_t level);
void report_gaps(report *r);
void report_method(report *r);
void report_sources(report *r);
void report_warnings(report *r);
mlg_code report_fiches(report *r, mlg_err *err);
#endif
