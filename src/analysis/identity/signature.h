#ifndef MLG_SIGNATURE_H
#define MLG_SIGNATURE_H
#include "analysis/identity/names.h"

enum { SIGNS = 13, SIGNS_MANY = UINT16_MAX, NAME_KEYS = 2 * NAME_WORDS + 2 };

/* Which words a name has, so that names that are not alike are told apart without being
 * read: names alike share a sign, and hence a bit. */
typedef struct signature {
    uint64_t bits[2];
    uint64_t numbers; /* of all its numbers; 0: none. With other numbers, not alike */
    uint32_t id;      /* key of the identifier; 0: none */
    uint16_t n;       /* SIGNS_MANY: more than there is room for */
    uint16_t sign[SIGNS];
} signature;

/* Keys of the starts and ends of its words: words alike start or end alike, since a single
 * edit spares one end, and so do nearly always two in a word of nine letters. */
size_t name_keys(uint32_t out[NAME_KEYS], const place_name *name);

signature signature_of(const place_name *name, const char *id);

/* False: the names are not alike. */
bool may_be_alike(const signature *a, const signature *b);
#endif
