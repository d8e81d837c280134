#ifndef MLG_NAMES_H
#define MLG_NAMES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names of places, made comparable. A name is its words without accents, case and
 * punctuation; letters spelt one by one are joined (T.E.T.R.I.S); articles, legal forms and
 * kinds of bearer (association, SCIC, communauté de communes, ...) are left out unless
 * nothing else remains. Words for the kind of place (fablab, tiers lieu, espace, ...) and
 * those of the commune's own name are weak: they weigh 0.3 instead of 1. */
enum { NAME_ROOM = 192, NAME_WORDS = 24 };

typedef struct place_name {
    char text[NAME_ROOM]; /* words, each ended by a NUL */
    uint8_t n;
    uint8_t at[NAME_WORDS], length[NAME_WORDS];
    bool weak[NAME_WORDS];
    bool strong; /* one word at least is not weak */
} place_name;

/* `commune`: its name, or "". A name too long is cut. */
void name_read(place_name *out, const char *text, const char *commune);

/* From 0 to 1, symmetric; 1 for names with the same words. The greatest of
 *   twice the weight of the common words, over the weight of all (Dice 1945);
 *   0.9 times their weight over that of the shorter name, when one of them is strong;
 *   1 - d / n for the letters as one run of n, d being their restricted edit distance
 *     (Damerau 1964, adjacent letters may swap), from 0.85 on, when both names are strong.
 * Words are common when they are equal, or one edit apart from 5 letters on, two from 9 on;
 * names with different numbers are never alike (0). */
double name_similarity(const place_name *a, const place_name *b);

bool name_is_number(const char *word);

#define NAME_ALIKE 0.8

/* The words as one text, sorted, for finding equal names. Returns `out`. */
char *name_key(const place_name *n, char out[NAME_ROOM]);
#endif
