#ifndef MLG_COMPARED_H
#define MLG_COMPARED_H
#include "maillage/compare.h"

/* What a comparison found, in a few sentences on standard error. */
void compared_tell_zones(const mlg_zones_comparison *c);
void compared_tell_results(const mlg_results_comparison *c);
#endif
