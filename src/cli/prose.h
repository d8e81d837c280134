#ifndef MLG_PROSE_H
#define MLG_PROSE_H

enum { NUMBER_SIZE = 64 };

/* A number as prose writes it: thousands by narrow no-break spaces, and the reader's
 * decimal point: 1 234 567,8. Returns `text`. */
const char *prose(char text[NUMBER_SIZE], double value, int decimals);
#endif
