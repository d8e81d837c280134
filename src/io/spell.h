#ifndef MLG_SPELL_H
#define MLG_SPELL_H

/* How far a word is from a known one: letters to add, drop or change, accents, case and
 * punctuation aside. SPELL_FAR when that is more than a slip of the pen (a third of the
 * known word). For "did you mean". */
enum { SPELL_FAR = 1000 };
unsigned spell_apart(const char *said, const char *known);
#endif
