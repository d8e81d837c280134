#include "analysis/identity/groups.h"

#include "analysis/siting/commune_list.h"
#include "analysis/identity/signature.h"
#include "base/i18n.h"
#include "base/order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEIGHBOURS = 16, CODES = 8 };

/* A key (of a commune, of a word) and a site that has it, side by side. */
typedef struct entries {
    uint32_t *key, *site;
    size_t n;
} entries;

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

void label_read(place_name *out, const labels *l, size_t site)
{
    name_read(out, mlg_site_name(l->sites, site), mlg_cell(l->commune_name, site));
}

void groups_release(groups *g)
{
    free(g->site);
    free(g->from);
}

static bool add_group(groups *g, const uint32_t *sites, size_t n)
{
    if (g->n_sites + n > g->room_sites) {
        size_t room = 2 * g->room_sites + n + 1024;
        uint32_t *more = realloc(g->site, room * sizeof *more);

        if (!more)
            return false;
        g->site = more;
        g->room_sites = room;
    }
    if (g->n + 2 > g->room) {
        size_t room = 2 * g->room + 256;
        size_t *more = realloc(g->from, room * sizeof *more);

        if (!more)
            return false;
        g->from = more;
        g->room = room;
    }
    memcpy(g->site + g->n_sites, sites, n * sizeof *sites);
    g->from[g->n++] = g->n_sites;
    g->n_sites += n;
    g->from[g->n] = g->n_sites;
    return true;
}

typedef struct spelt {
    char key[40];
    uint32_t site;
} spelt;

static int by_spelling(const void *a, const void *b)
{
    const spelt *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    return order ? order : x->site < y->site ? -1 : x->site > y->site;
}

/* Sorts sites[0 .. n-1] by name. */
static bool spell_out(const labels *l, uint32_t *sites, size_t n)
{
    spelt *list = malloc(n * sizeof *list);

    if (!list)
        return false;
    for (size_t i = 0; i < n; i++) {
        char key[NAME_ROOM];
        place_name words;

        label_read(&words, l, sites[i]);
        snprintf(list[i].key, sizeof list[i].key, "%.39s", name_key(&words, key));
        list[i].site = sites[i];
    }
    qsort(list, n, sizeof *list, by_spelling);
    for (size_t i = 0; i < n; i++)
        sites[i] = list[i].site;
    free(list);
    return true;
}

static void add(entries *e, uint32_t key, size_t site)
{
    for (size_t i = e->n; i-- && e->site[i] == site;)
        if (e->key[i] == key)
            return;
    e->key[e->n] = key;
    e->site[e->n++] = (uint32_t)site;
}

/* The sites of a crowded place once per key of their names and of their ids. */
static mlg_code list_words(entries *e, const labels *l, const uint32_t *sites, size_t n,
                           mlg_err *err)
{
    uint32_t keys[NAME_KEYS];

    *e = (entries){ malloc((n * (NAME_KEYS + 1) + 1) * sizeof *e->key),
                    malloc((n * (NAME_KEYS + 1) + 1) * sizeof *e->site), 0 };
    if (!e->key || !e->site)
        return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        const char *id = mlg_site_id(l->sites, sites[i]);
        size_t kept;
        place_name words;

        label_read(&words, l, sites[i]);
        kept = name_keys(keys, &words);
        for (size_t k = 0; k < kept; k++)
            add(e, keys[k], sites[i]);
        if (*id)
            add(e, text_key(id) * 2654435761u, sites[i]); /* no word's key */
    }
    return MLG_OK;
}

/* Calls `take` for every run of equal keys, its sites in order. `e` is used up. */
typedef mlg_code taker(void *arg, uint32_t *sites, size_t n, mlg_err *err);

static mlg_code each_run(entries *e, taker *take, void *arg, mlg_err *err)
{
    uint32_t *order = e->key ? order_by_key(e->key, e->n) : NULL;
    uint32_t *sites = malloc((e->n + 1) * sizeof *sites);
    mlg_code code = order && sites ? MLG_OK : no_memory(err);

    for (size_t i = 0, end; code == MLG_OK && i < e->n; i = end) {
        for (end = i; end < e->n && e->key[order[end]] == e->key[order[i]]; end++)
            sites[end - i] = e->site[order[end]];
        if (end - i > 1)
            code = take(arg, sites, end - i, err);
    }
    free(order);
    free(sites);
    free(e->key);
    free(e->site);
    return code;
}

/* Each site once per commune of its list. */
static mlg_code list_communes(entries *e, const labels *l, mlg_err *err)
{
    const mlg_sites *s = l->sites;
    size_t room = s->commune ? s->n * CODES + 1 : 1;

    *e = (entries){ malloc(room * sizeof *e->key), malloc(room * sizeof *e->site), 0 };
    if (!e->key || !e->site)
        return no_memory(err);
    for (size_t i = 0; s->commune && i < s->n; i++) {
        const char *codes = mlg_site_commune(s, i);
        char code[CODE_ROOM];

        for (int k = 0; k < CODES && next_code(&codes, code); k++)
            add(e, text_key(city_of(code)), i);
    }
    return MLG_OK;
}

/* --- places --------------------------------------------------------------------------------
 */

typedef struct making {
    groups *groups;
    _Atomic bool *loose;
} making;

static mlg_code take_commune(void *arg, uint32_t *sites, size_t n, mlg_err *err)
{
    return add_group(arg, sites, n) ? MLG_OK : no_memory(err);
}

mlg_code groups_of_communes(groups *g, const labels *l, mlg_err *err)
{
    entries communes;

    if (list_communes(&communes, l, err) == MLG_OK)
        return each_run(&communes, take_commune, g, err);
    free(communes.key);
    free(communes.site);
    return err->code;
}

/* Too many share that word: the alphabet will have to do. */
static mlg_code take_words(void *arg, uint32_t *sites, size_t n, mlg_err *err)
{
    making *m = arg;

    if (n <= GROUP_MOST)
        return add_group(m->groups, sites, n) ? MLG_OK : no_memory(err);
    for (size_t i = 0; i < n; i++)
        m->loose[sites[i]] = true;
    return MLG_OK;
}

mlg_code groups_of_crowd(groups *g, _Atomic bool *loose, const labels *l, uint32_t *crowd,
                         size_t n, mlg_err *err)
{
    making m = { g, loose };
    entries words;

    if (list_words(&words, l, crowd, n, err) != MLG_OK) {
        free(words.key);
        free(words.site);
        return err->code;
    }
    if (each_run(&words, take_words, &m, err) != MLG_OK)
        return err->code;
    if (!spell_out(l, crowd, n))
        return no_memory(err);
    for (size_t i = 0; i < n; i += NEIGHBOURS / 2) {
        if (!add_group(g, crowd + i, n - i < NEIGHBOURS ? n - i : NEIGHBOURS))
            return no_memory(err);
        if (n - i <= NEIGHBOURS)
            break;
    }
    return MLG_OK;
}
