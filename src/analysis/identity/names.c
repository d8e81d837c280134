#include "analysis/identity/names.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const double strong_weight = 1, weak_weight = 0.3;
static const double run_from = 0.85; /* how alike two runs of letters must be to count */

/* Articles, legal forms, kinds of bearer; sorted, like the next. */
static const char *const left_out[] = {
    "a",           "agglomeration",
    "and",         "asso",
    "association", "au",
    "aux",         "avec",
    "cae",         "ccas",
    "cie",         "co",
    "collectif",   "communaute",
    "commune",     "communes",
    "cooperative", "d",
    "dans",        "de",
    "des",         "du",
    "en",          "epcc",
    "epci",        "et",
    "eurl",        "federation",
    "fondation",   "gip",
    "groupe",      "interet",
    "l",           "la",
    "le",          "les",
    "mairie",      "par",
    "pour",        "sa",
    "sarl",        "sas",
    "sci",         "scic",
    "scop",        "societe",
    "sous",        "sur",
    "syndicat",    "the",
    "un",          "une",
    "ville",
};

/* What kind of place it is: says little about which. */
static const char *const kinds[] = {
    "atelier",     "ateliers", "cafe",       "centre",      "coworking",    "culturel",
    "culturelle",  "espace",   "espaces",    "fab",         "fablab",       "fabrique",
    "fabriques",   "ferme",    "friche",     "hub",         "lab",          "labo",
    "laboratoire", "lieu",     "lieux",      "maison",      "maker",        "makers",
    "makerspace",  "mjc",      "numerique",  "pole",        "ressourcerie", "rural",
    "social",      "sociale",  "territoire", "territoires", "tiers",        "tierslieu",
    "tierslieux",
};

/* Bisection; first letters settle nearly every step. */
static bool is_among(const char *word, const char *const *words, size_t n)
{
    size_t from = 0, to = n;

    while (from < to) {
        size_t middle = (from + to) / 2;
        int order = word[0] - words[middle][0];

        if (!order && !(order = strcmp(word, words[middle])))
            return true;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return false;
}

bool name_is_number(const char *word)
{
    return word[strspn(word, "0123456789")] == '\0';
}

/* Is it one of the words of `folded`, which are joined by '_'? */
static bool is_word_of(const char *word, const char *folded)
{
    size_t n = strlen(word);

    for (const char *at = folded; (at = strstr(at, word)); at++)
        if ((at == folded || at[-1] == '_') && (at[n] == '_' || !at[n]))
            return true;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "S.C.I.C. T.E.T.R.I.S" -> "SCIC. TETRIS": a point between single letters goes. */
static void join_letters(char out[2 * NAME_ROOM], const char *text)
{
    size_t used = 0, letters = 0; /* letters since the last boundary; 1 after such a point */

    for (; *text && used + 1 < 2 * NAME_ROOM; text++) {
        if (*text == '.' && letters == 1 && is_letter(text[1])) {
            letters = 0;
            continue;
        }
        letters = is_letter(*text) ? letters + 1 : (unsigned char)*text < 0x80 ? 0 : 2;
        out[used++] = *text;
    }
    out[used] = '\0';
}

static void add_word(place_name *out, const char *word, size_t length, const char *commune)
{
    size_t at = out->n ? (size_t)out->at[out->n - 1] + out->length[out->n - 1] + 1 : 0;
    char *text = out->text + at;

    if (out->n == NAME_WORDS || at + length + 1 > NAME_ROOM)
        return;
    memcpy(text, word, length);
    text[length] = '\0';
    out->at[out->n] = (uint8_t)at;
    out->length[out->n] = (uint8_t)length;
    out->weak[out->n] =
        is_among(text, kinds, sizeof kinds / sizeof *kinds) || is_word_of(text, commune);
    out->strong = out->strong || !out->weak[out->n];
    out->n++;
}

static void add_words(place_name *out, const char *folded, const char *commune, bool all)
{
    for (const char *word = folded; *word;) {
        size_t n = strcspn(word, "_");
        char one[NAME_ROOM];

        memcpy(one, word, n);
        one[n] = '\0';
        if (all || !is_among(one, left_out, sizeof left_out / sizeof *left_out))
            add_word(out, word, n, commune);
        word += n;
        word += *word == '_';
    }
}

void name_read(place_name *out, const char *text, const char *commune)
{
    char joined[2 * NAME_ROOM], folded[NAME_ROOM], place[96];

    out->n = 0;
    out->strong = false;
    join_letters(joined, text);
    text_fold(folded, sizeof folded, joined);
    text_fold(place, sizeof place, commune);
    add_words(out, folded, place, false);
    if (!out->n)
        add_words(out, folded, place, true);
}

static const char *word_of(const place_name *n, size_t i)
{
    return n->text + n->at[i];
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *name_key(const place_name *n, char out[NAME_ROOM])
{
    const char *words[NAME_WORDS];
    size_t used = 0;

    for (size_t i = 0; i < n->n; i++)
        words[i] = word_of(n, i);
    if (n->n)
        qsort(words, n->n, sizeof *words, by_text);
    for (size_t i = 0; i < n->n; i++) {
        size_t length = strlen(words[i]);

        memcpy(out + used, words[i], length);
        used += length;
        out[used++] = ' ';
    }
    out[used ? used - 1 : 0] = '\0';
    return out;
}

/* --- similarity -----------------------------------------------------------------------------
 */

/* Edit distance with swaps of adjacent letters; more than `most`: most + 1. */
static unsigned edits(const char *a, size_t n, const char *b, size_t m, unsigned most)
{
    uint8_t rows[3][NAME_ROOM + 1];
    uint8_t *before = rows[0], *last = rows[1], *now = rows[2];

    if ((n > m ? n - m : m - n) > most)
        return most + 1;
    for (size_t k = 0; k <= m; k++)
        last[k] = (uint8_t)k;
    for (size_t i = 1; i <= n; i++) {
        uint8_t *spare = before, least = now[0] = (uint8_t)i;

        for (size_t k = 1; k <= m; k++) {
            unsigned d = last[k - 1] + (a[i - 1] != b[k - 1]);

            d = last[k] + 1u < d ? last[k] + 1u : d;
            d = now[k - 1] + 1u < d ? now[k - 1] + 1u : d;
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
                before[k - 2] + 1u < d)
                d = before[k - 2] + 1u;
            now[k] = (uint8_t)d;
            least = now[k] < least ? now[k] : least;
        }
        if (least > most)
            return most + 1;
        before = last;
        last = now;
        now = spare;
    }
    return last[m];
}

static bool same_word(const place_name *a, size_t i, const place_name *b, size_t k)
{
    size_t n = a->length[i], m = b->length[k], shorter = n < m ? n : m;
    const char *l = word_of(a, i), *r = word_of(b, k);

    if (n == m && !memcmp(l, r, n))
        return true;
    if (shorter < 5 || name_is_number(l) || name_is_number(r))
        return false;
    return edits(l, n, r, m, shorter < 9 ? 1 : 2) <= (shorter < 9 ? 1u : 2u);
}

static double weight_of(const place_name *n, size_t i)
{
    return n->weak[i] ? weak_weight : strong_weight;
}

static double weight_of_all(const place_name *n)
{
    double sum = 0;

    for (size_t i = 0; i < n->n; i++)
        sum += weight_of(n, i);
    return sum;
}

/* Each word counts once; equal ones are paired before those that are only near. */
static double common_weight(const place_name *a, const place_name *b, bool *strong)
{
    bool used_a[NAME_WORDS] = { false }, used_b[NAME_WORDS] = { false };
    double sum = 0;

    *strong = false;
    for (int near = 0; near < 2; near++)
        for (size_t i = 0; i < a->n; i++)
            for (size_t k = 0; !used_a[i] && k < b->n; k++) {
                double l = weight_of(a, i), r = weight_of(b, k);

                if (used_b[k] ||
                    !(near ? same_word(a, i, b, k)
                           : a->length[i] == b->length[k] &&
                                 !memcmp(word_of(a, i), word_of(b, k), a->length[i])))
                    continue;
                used_a[i] = used_b[k] = true;
                sum += l < r ? l : r;
                *strong = *strong || (!a->weak[i] && !b->weak[k]);
            }
    return sum;
}

static bool has_number(const place_name *n, const char *number)
{
    for (size_t i = 0; i < n->n; i++)
        if (!strcmp(word_of(n, i), number))
            return true;
    return false;
}

/* A number of one that the other, which has numbers too, lacks. */
static bool numbers_differ(const place_name *a, const place_name *b)
{
    bool of_a = false, of_b = false, lacking = false;

    for (size_t i = 0; i < a->n; i++)
        if (name_is_number(word_of(a, i))) {
            of_a = true;
            lacking = lacking || !has_number(b, word_of(a, i));
        }
    for (size_t i = 0; i < b->n; i++)
        if (name_is_number(word_of(b, i))) {
            of_b = true;
            lacking = lacking || !has_number(a, word_of(b, i));
        }
    return of_a && of_b && lacking;
}

static size_t run_of(const place_name *n, char out[NAME_ROOM])
{
    size_t used = 0;

    for (size_t i = 0; i < n->n; i++) {
        memcpy(out + used, word_of(n, i), n->length[i]);
        used += n->length[i];
    }
    return used;
}

static double run_similarity(const place_name *a, const place_name *b)
{
    char l[NAME_ROOM], r[NAME_ROOM];
    size_t n = run_of(a, l), m = run_of(b, r), longer = n > m ? n : m;
    unsigned most = (unsigned)((1 - run_from) * (double)longer);
    unsigned d = edits(l, n, r, m, most);

    return d > most ? 0 : 1 - (double)d / (double)longer;
}

static bool follows(const place_name *a, const place_name *b)
{
    size_t n = (size_t)a->at[a->n - 1] + a->length[a->n - 1];
    size_t m = (size_t)b->at[b->n - 1] + b->length[b->n - 1];

    return n != m ? n > m : memcmp(a->text, b->text, n) > 0;
}

double name_similarity(const place_name *a, const place_name *b)
{
    double of_a = weight_of_all(a), of_b = weight_of_all(b), common, best, inside;
    bool strong;

    if (!a->n || !b->n || numbers_differ(a, b))
        return 0;
    /* The pairing of near words may depend on the order: the same for both. */
    if (follows(a, b)) {
        const place_name *other = a;

        a = b;
        b = other;
    }
    common = common_weight(a, b, &strong);
    best = 2 * common / (of_a + of_b);
    inside = strong ? 0.9 * common / (of_a < of_b ? of_a : of_b) : 0;
    best = inside > best ? inside : best;
    if (a->strong && b->strong && best < 1) {
        double run = run_similarity(a, b);

        best = run > best ? run : best;
    }
    return best > 1 ? 1 : best;
}
