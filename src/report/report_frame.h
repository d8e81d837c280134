#ifndef MLG_REPORT_FRAME_H
#define MLG_REPORT_FRAME_H
#include "maillage/sites.h"

/* Where a map on paper draws what: a frame for the mainland, others beside it for the parts of
 * France that are far from it and one for elsewhere, each by its own scale. */
enum { FRAME_ELSEWHERE = 8, FRAMES };

typedef struct frame {
    mlg_box box;                /* degrees, of what is drawn in it */
    size_t n;                   /* positions; 0: nothing is drawn in it */
    double x, y, width, height; /* on the paper */
    double sx, sy;              /* pixels per degree */
} frame;

/* First frames are widened until all that a map shows is in them, or closed up around one
 * feature, with a quarter of its size on each side. */
void frames_widen(frame *frames, const mlg_polys *p); /* NULL: not */
void frames_widen_sites(frame *frames, const mlg_sites *sites);
void frames_close_up(frame *frames, const mlg_polys *p, size_t only);

/* Then placed: the one with most in it first, as wide as the column and at most `most` high,
 * the others in a row below. Returns the height. */
size_t frames_main(const frame *frames);
double frames_place(frame *frames, double most);

const char *frame_name(size_t which);
size_t frame_of(mlg_xy p);                             /* which frame a position is in */
size_t frame_of_feature(const mlg_polys *p, size_t f); /* FRAMES: it has no polygon */
mlg_xy frame_paper(const frame *f, mlg_xy p);
bool frames_show(const frame *frames, mlg_xy at);

/* May a feature be seen in its frame? Of maps that show all, all may. */
bool frame_sees(const frame *f, const mlg_polys *p, size_t feature);
#endif
