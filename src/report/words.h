#ifndef MLG_WORDS_H
#define MLG_WORDS_H
#include "maillage/coverage.h"
#include "maillage/split.h"

/* What readers are told instead of our keys, in the language of outputs. */
const char *words_language(void); /* "fr" */
const char *words_class(mlg_class c);
const char *words_eligibility(mlg_eligibility e);
const char *words_verdict(mlg_verdict v);
const char *words_statut(mlg_statut s);

/* "1 234,5" with narrow no-break spaces; "–" when not finite. Returns `text`. */
enum { WORDS_NUMBER = 64 };
char *words_number(char text[WORDS_NUMBER], double value, int decimals);
char *words_metres(char text[WORDS_NUMBER], double metres); /* "87 m", "1 830 m", "12,4 km" */

/* A site's identifier or, without one, its record ("n° 12"); `text` has room for 24. */
const char *words_site(char text[24], const mlg_sites *sites, size_t site);
#endif
