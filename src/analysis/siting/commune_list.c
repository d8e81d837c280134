#include "analysis/siting/commune_list.h"

#include <stdlib.h>
#include <string.h>

bool next_code(const char **list, char out[CODE_ROOM])
{
    static const char *const between = ",; ";
    size_t n;

    *list += strspn(*list, between);
    n = strcspn(*list, between);
    memcpy(out, *list, n < CODE_ROOM ? n : CODE_ROOM - 1);
    out[n < CODE_ROOM ? n : CODE_ROOM - 1] = '\0';
    *list += n;
    return n;
}

/* Insee, code officiel géographique. */
const char *city_of(const char *code)
{
    long number = strlen(code) == 5 ? strtol(code, NULL, 10) : 0;

    return number >= 75101 && number <= 75120   ? "75056"
           : number >= 69381 && number <= 69389 ? "69123"
           : number >= 13201 && number <= 13216 ? "13055"
                                                : code;
}

bool same_commune(const mlg_sites *s, uint32_t a, uint32_t b)
{
    const char *left = mlg_site_commune(s, a);
    char l[CODE_ROOM], r[CODE_ROOM];

    if (!*left || !strcmp(left, mlg_site_commune(s, b)))
        return *left;
    while (next_code(&left, l))
        for (const char *right = mlg_site_commune(s, b); next_code(&right, r);)
            if (!strcmp(l, r) || !strcmp(city_of(l), r) || !strcmp(l, city_of(r)))
                return true;
    return false;
}
