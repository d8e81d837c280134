#include "io/spell.h"

#include "base/text.h"

#include <string.h>

enum { LETTERS = 32 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned spell_apart(const char *said, const char *known)
{
    char a[LETTERS], b[LETTERS];
    unsigned row[LETTERS + 1];
    size_t n;

    if (strlen(said) > 2 * LETTERS)
        return SPELL_FAR;
    text_fold(a, sizeof a, said);
    text_fold(b, sizeof b, known);
    n = strlen(b);
    for (unsigned j = 0; j <= n; j++)
        row[j] = j;
    for (unsigned i = 0; a[i]; i++) { /* row[j]: edits from a[0..i] to b[0..j) */
        unsigned corner = row[0]++;

        for (size_t j = 0; j < n; j++) {
            unsigned change = corner + (a[i] != b[j]);

            corner = row[j + 1];
            row[j + 1] = least(change, 1 + least(row[j], row[j + 1]));
        }
    }
    return row[n] <= n / 3 ? row[n] : SPELL_FAR;
}
