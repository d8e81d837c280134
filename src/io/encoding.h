#ifndef MLG_ENCODING_H
#define MLG_ENCODING_H
#include "base/buf.h"
#include "maillage/error.h"

/* Text of any encoding to UTF-8. Single-threaded; UTF-8 and CP1252 may be shared. */
typedef struct encoding encoding;

/* By any usual name: "UTF-8", "utf8", "1252", "ANSI 1252", "latin1", "ISO 88591",
 * "Big-5", "koi8r", ... An unknown one is an MLG_EDATA that says which names work. */
mlg_code encoding_open(encoding **out, const char *name, mlg_err *err);
void encoding_free(encoding *e); /* NULL is fine */

/* The name of a DBF language driver's encoding; NULL: says nothing (0, 0x57) or unknown. */
const char *encoding_of_ldid(unsigned ldid);

const char *encoding_name(const encoding *e); /* "UTF-8", "CP1252", "BIG5"; borrowed */
bool encoding_is_utf8(const encoding *e);
bool encoding_keeps_ascii(const encoding *e); /* false: UTF-16 and the like */

typedef enum encoded {
    ENCODED,         /* every byte means something */
    ENCODED_CUT,     /* ends in the middle of a character, which was left out */
    ENCODED_DOUBTFUL /* not UTF-8 and read as CP1252, or bytes replaced by U+FFFD */
} encoded;

/* Append `n` bytes as UTF-8. */
encoded encoding_add(encoding *e, buf *out, const char *text, size_t n);

/* Of a text that comes in parts: all of this one but the `left` last bytes, which belong to a
 * character that the next one finishes and are to be given again before it. */
encoded encoding_add_part(encoding *e, buf *out, const char *text, size_t n, bool first,
                          size_t *left);

/* What some bytes look like, for guessing. */
typedef enum utf8_look { LOOKS_ASCII, LOOKS_UTF8, LOOKS_CUT_UTF8, LOOKS_OTHER } utf8_look;
utf8_look encoding_look(const char *text, size_t n);
bool encoding_is_ascii(const char *text, size_t n);
#endif
