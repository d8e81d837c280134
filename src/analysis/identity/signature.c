#include "analysis/identity/signature.h"

#include "base/order.h"

#include <string.h>

enum { END = 3 };

static size_t ends_of(uint32_t *out, const char *text, size_t n)
{
    char end[END + 2] = { 0 };
    size_t kept = 0;

    if (n <= END) {
        out[kept++] = text_key(text);
        return kept;
    }
    memcpy(end, text, END);
    end[END] = '>';
    out[kept++] = text_key(end);
    memcpy(end, text + n - END, END);
    end[END] = '<';
    out[kept++] = text_key(end);
    return kept;
}

size_t name_keys(uint32_t out[NAME_KEYS], const place_name *name)
{
    char run[NAME_ROOM];
    size_t kept = 0, length = 0;

    for (size_t i = 0; i < name->n; i++) {
        const char *word = name->text + name->at[i];

        if (!name->weak[i] || !name->strong)
            kept += ends_of(out + kept, word, name->length[i]);
        memcpy(run + length, word, name->length[i]);
        length += name->length[i];
    }
    run[length] = '\0';
    if (length)
        kept += ends_of(out + kept, run, length);
    return kept;
}

signature signature_of(const place_name *name, const char *id)
{
    signature mark = { .id = *id ? text_key(id) | 1 : 0 };
    uint32_t keys[NAME_KEYS];
    size_t n = name_keys(keys, name);

    for (size_t k = 0; k < name->n; k++)
        if (name_is_number(name->text + name->at[k]))
            mark.numbers |= text_key(name->text + name->at[k]) * 0x9E3779B97F4A7C15u | 1;
    for (size_t k = 0; k < n; k++) {
        mark.bits[keys[k] >> 6 & 1] |= 1ull << (keys[k] & 63);
        if (k < SIGNS)
            mark.sign[k] = (uint16_t)(keys[k] >> 16);
    }
    mark.n = n <= SIGNS ? (uint16_t)n : SIGNS_MANY;
    return mark;
}

bool may_be_alike(const signature *a, const signature *b)
{
    if (a->numbers && b->numbers && a->numbers != b->numbers)
        return false;
    if (!((a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1])))
        return false;
    if (a->n == SIGNS_MANY || b->n == SIGNS_MANY)
        return true;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++)
            if (a->sign[i] == b->sign[k])
                return true;
    return false;
}
