#ifndef MLG_TEXT_H
#define MLG_TEXT_H
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

bool text_is_utf8(const char *text, size_t n); /* RFC 3629: no surrogates, no overlong forms */
void text_drop_cut(char *text); /* drops the bytes of UTF-8 characters that were cut short */

/* Append `n` bytes of Windows-1252 (a superset of ISO-8859-1's printable part) as
 * UTF-8. The five bytes it leaves undefined become U+FFFD. */
void text_from_cp1252(buf *out, const char *text, size_t n);

/* Does this UTF-8 text look like UTF-8 that was decoded as CP1252 and encoded again
 * ("CitÃ©" for "Cité")? */
bool text_is_mojibake(const char *text);

/* Lower case, accents removed (Latin letters), every run of anything else than letters
 * and digits as one '_', none at the ends: "N° Départ. " -> "n_depart". Cut to `size`. */
void text_fold(char *out, size_t size, const char *text);

/* A number as the French write it: "1 234,5" (plain, no-break or narrow no-break
 * space), "1234.5", "-3", "1e3". The whole text must be one finite number. */
bool text_number(const char *text, double *value);
bool text_number_n(const char *text, size_t n, double *value); /* not NUL-terminated */

/* A distance in metres: "300", "300m", "1,5 km". Not negative, and not longer than
 * the way around the Earth. */
bool text_distance(const char *text, double *metres);

/* Blank, or one of the usual words for a missing value: "NA", "N/A", "NULL", "nan", "-". */
bool text_is_missing(const char *text);
#endif
