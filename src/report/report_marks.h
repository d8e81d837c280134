#ifndef MLG_REPORT_MARKS_H
#define MLG_REPORT_MARKS_H
#include "report/report.h"
#include "report/report_frame.h"

/* Colours, hatchings and symbols on paper, those of the web map, with what explains them. */

/* A NULL attribute is left out; `under`: a colour below a hatching. */
typedef struct paint {
    const char *under, *fill, *opacity, *stroke;
} paint;

extern const paint paint_statuts[MLG_STATUT_COUNT], paint_gap, paint_catchment;

/* Once a page: the hatchings that paints refer to. */
void marks_hatchings(report *r);

/* Of a class, or of a site without one (MLG_CLASS_COUNT). */
void marks_symbol(report *r, size_t klass, double x, double y, double size);

/* Below the map: as many lines as it takes, the first one at `y`. */
void marks_legend(report *r, const report_map *m, double y);
void marks_scale(report *r, const frame *f, double y);
#endif
