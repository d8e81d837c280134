#ifndef MLG_EXACT_H
#define MLG_EXACT_H
#include "maillage/layer.h"

/* On which side of the directed line a->b is c? 1 left, -1 right, 0 exactly on it: the
 * exact sign for the doubles given (barring under- and overflow), after a fast filter.
 * The filter's bound: Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast
 * Robust Geometric Predicates", 1997, section 4.3. */
int orientation(mlg_xy a, mlg_xy b, mlg_xy c);

/* Is p on the closed segment a-b, exactly? */
bool on_segment(mlg_xy a, mlg_xy b, mlg_xy p);
#endif
