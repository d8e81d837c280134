#include "analysis/siting/communes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct entry {
    const char *code;
    uint32_t zone;
} entry;

struct commune_index {
    const mlg_zones *zones;
    entry *sorted;
    size_t n;
};

commune_index *commune_index_new(const mlg_zones *communes)
{
    size_t n = communes ? communes->n : 0;
    commune_index *index = calloc(1, sizeof *index);
    entry *sorted = malloc((n + 1) * sizeof *sorted);

    if (!index || !sorted) {
        free(index);
        free(sorted);
        return NULL;
    }
    *index = (commune_index){ communes, sorted, 0 };
    for (size_t i = 0; i < n; i++)
        sorted[communes->rank[i]] = (entry){ mlg_zone_code(communes, i), (uint32_t)i };
    for (size_t i = 0; i < n; i++)
        if (communes->plane[sorted[i].zone] && sorted[i].code[0])
            sorted[index->n++] = sorted[i];
    return index;
}

void commune_index_free(commune_index *index)
{
    if (!index)
        return;
    free(index->sorted);
    free(index);
}

/* Every zone of exactly that code (a commune may come in several records). */
static size_t look_up(const commune_index *index, const char *code, uint32_t *out, size_t n)
{
    size_t low = 0, high = index->n;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (strcmp(index->sorted[middle].code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < index->n && n < COMMUNES_MAX && !strcmp(index->sorted[low].code, code); low++)
        out[n++] = index->sorted[low].zone;
    return n;
}

/* The three communes cut into municipal arrondissements (Insee, code officiel géographique). */
static const struct {
    const char *commune;
    int first, last;
} divided[] = { { "75056", 75101, 75120 },
                { "69123", 69381, 69389 },
                { "13055", 13201, 13216 } };

size_t commune_of_code(const commune_index *index, const char *code, uint32_t *out)
{
    size_t n = look_up(index, code, out, 0);
    int number = (int)strtol(code, NULL, 10);

    for (size_t i = 0; !n && i < sizeof divided / sizeof *divided; i++) {
        if (number >= divided[i].first && number <= divided[i].last)
            return look_up(index, divided[i].commune, out, 0);
        if (strcmp(code, divided[i].commune))
            continue;
        for (int a = divided[i].first; a <= divided[i].last; a++) {
            char arrondissement[16];

            snprintf(arrondissement, sizeof arrondissement, "%d", a);
            n = look_up(index, arrondissement, out, n);
        }
    }
    return n;
}

static size_t keep_one_plane(const mlg_zones *zones, uint32_t *out, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++)
        if (zones->plane[out[i]] == zones->plane[out[0]])
            out[kept++] = out[i];
    return kept;
}

size_t commune_of_site(const commune_index *index, const mlg_sites *sites, size_t site,
                       uint32_t *out, mlg_found *found)
{
    static const char *const between = ",; ";
    const char *codes = mlg_site_commune(sites, site);
    size_t n = 0;

    *found = MLG_FOUND_BY_CODE;
    while (*codes && n < COMMUNES_MAX) { /* "13055, 13070" */
        uint32_t some[COMMUNES_MAX];
        size_t length = strcspn(codes, between), more;
        char code[16];

        snprintf(code, sizeof code, "%.*s", (int)(length < 15 ? length : 15), codes);
        more = length ? commune_of_code(index, code, some) : 0;
        for (size_t i = 0; i < more && n < COMMUNES_MAX; i++)
            out[n++] = some[i];
        codes += length;
        codes += strspn(codes, between);
    }
    if (n)
        return keep_one_plane(index->zones, out, n);
    *found = MLG_FOUND_NOT;
    if (index->zones && sites->plane[site]) {
        zone_hit hit = zones_nearest(index->zones, sites->plane[site], sites->at[site]);

        if (hit.zone != ZONE_NONE && hit.distance == 0) {
            *found = MLG_FOUND_BY_POINT;
            out[n++] = hit.zone;
        }
    }
    return n;
}
