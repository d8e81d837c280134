#ifndef MLG_WORDS_H
#define MLG_WORDS_H
#include "maillage/coverage.h"
#include "maillage/split.h"
#include "report/html.h"

/* What readers are told instead of our keys, in the language of outputs. */
const char *words_language(void); /* "fr" */
const char *words_class(mlg_class c);
const char *words_eligibility(mlg_eligibility e);
const char *words_verdict(mlg_verdict v);
const char *words_statut(mlg_statut s);
/* Territories of a level; a level of the study's own is called as it calls it. */
const char *words_level(const char *level);

/* "1 234,5" with narrow no-break spaces; "–" when not finite. Returns `text`. */
enum { WORDS_NUMBER = 64 };
char *words_number(char text[WORDS_NUMBER], double value, int decimals);
char *words_euros(char text[WORDS_NUMBER], double euros);   /* cents where there are any */
char *words_metres(char text[WORDS_NUMBER], double metres); /* "87 m", "1 830 m", "12,4 km" */

/* What reach means where it is not one distance for all: how many fabriques serve a catchment,
 * a distance of their own, the one asked, nothing; and which catchments. */
void words_serving(buf *out, const mlg_coverage *c);
void words_serving_p(html *h, const mlg_coverage *c); /* as a paragraph, where it is not */
bool words_one_reach(const mlg_coverage *c);          /* it is one distance for all */

/* A site's identifier or, without one, its record ("n° 12"); `text` has room for 24. */
const char *words_site(char text[24], const mlg_sites *sites, size_t site);
#endif
