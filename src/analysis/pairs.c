#include "analysis/pairs.h"

#include "analysis/names.h"
#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"
#include "geo/zones.h"
#include "model/fields.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double most_radius = 1000;
enum { CROWD = 64, NEIGHBOURS = 16, CODES = 8, SQUARES = 4, CODE_ROOM = 16 };

enum { SIGNS = 15, SIGNS_MANY = UINT16_MAX };

/* Which words a name has: names alike share a sign, and hence a bit. */
typedef struct signature {
    uint64_t bits[4];
    uint64_t numbers; /* likewise of its numbers: names with other numbers are not alike */
    uint32_t id;      /* key of the identifier; 0: none */
    uint16_t n;       /* SIGNS_MANY: more than there is room for */
    uint16_t sign[SIGNS];
} signature;

/* A key (of a place, of a word) and a site that has it, side by side. */
typedef struct entries {
    uint32_t *key, *site;
    size_t n;
} entries;

typedef struct found {
    mlg_pair *pairs;
    size_t n, room;
} found;

/* Sites to be compared with each other: site[from[g]] .. site[from[g + 1]-1]. */
typedef struct groups {
    uint32_t *site;
    size_t *from, n, n_sites, room, room_sites;
} groups;

typedef struct task {
    const mlg_sites *sites;
    const mlg_identity_options *options;
    const mlg_column *commune_name;
    const plane *planes[PLANE_END];
    signature *signatures;
    groups groups;
    found *found; /* of each group */
} task;

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* --- communes
 * --------------------------------------------------------------------------------- */

/* The next code of "13055, 13070"; false at the end. */
static bool next_code(const char **list, char out[CODE_ROOM])
{
    static const char *const between = ",; ";
    size_t n;

    *list += strspn(*list, between);
    n = strcspn(*list, between);
    snprintf(out, CODE_ROOM, "%.*s", (int)(n < CODE_ROOM ? n : CODE_ROOM - 1), *list);
    *list += n;
    return n;
}

/* The commune of a municipal arrondissement (Insee, code officiel géographique). */
static const char *city_of(const char *code)
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

/* --- who may be where -----------------------------------------------------------------------
 */

static uint32_t mixed(uint64_t a, uint64_t b)
{
    uint64_t h = (a * 0x9E3779B97F4A7C15u) ^ (b * 0xC2B2AE3D27D4EB4Fu);

    h ^= h >> 29;
    return (uint32_t)(h * 0xBF58476D1CE4E5B9u >> 32);
}

static void add(entries *e, uint32_t key, size_t site)
{
    for (size_t i = e->n; i-- && e->site[i] == site;)
        if (e->key[i] == key)
            return;
    e->key[e->n] = key;
    e->site[e->n++] = (uint32_t)site;
}

static bool has_point(const mlg_sites *s, size_t site)
{
    return s->location[site] == MLG_POINT && s->plane[site];
}

static double radius_of(const mlg_sites *s, size_t site)
{
    return fmin(s->radius[site], most_radius);
}

/* Squares as wide as two points may be apart: those that the square of that width around
 * the point meets. Two points near each other have one in common. */
static void add_squares(entries *e, const mlg_sites *s, size_t i, double width)
{
    double half = width / 2;

    for (int k = 0; k < 4; k++) {
        int64_t column = (int64_t)floor((s->at[i].x + (k & 1 ? half : -half)) / width);
        int64_t row = (int64_t)floor((s->at[i].y + (k & 2 ? half : -half)) / width);

        add(e, mixed(mixed((uint64_t)column, (uint64_t)row), s->plane[i]), i);
    }
}

static mlg_code list_places(entries *e, const task *t, mlg_err *err)
{
    const mlg_sites *s = t->sites;
    size_t room = s->n * (CODES + SQUARES) + 1;
    double most = 0;

    *e = (entries){ malloc(room * sizeof *e->key), malloc(room * sizeof *e->site), 0 };
    if (!e->key || !e->site)
        return no_memory(err);
    for (size_t i = 0; i < s->n; i++)
        if (has_point(s, i))
            most = fmax(most, radius_of(s, i));
    for (size_t i = 0; i < s->n; i++) {
        const char *codes = mlg_site_commune(s, i);
        char code[CODE_ROOM];

        for (int k = 0; k < CODES && next_code(&codes, code); k++)
            add(e, text_key(city_of(code)), i);
        if (has_point(s, i)) /* 1 % for the plane's scale */
            add_squares(e, s, i, 1.01 * (t->options->near_m + 2 * most) + 1);
    }
    return MLG_OK;
}

/* --- names
 * -------------------------------------------------------------------------------------- */

static const char *commune_name(const task *t, size_t site)
{
    return mlg_cell(t->commune_name, site);
}

/* Words alike start or end alike: a single edit spares one end, and so do nearly always two
 * in a word of nine letters. Calls `tell` with a hash of each. */
enum { KEYS = 2 * NAME_WORDS + 2, END = 3 };

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

static size_t keys_of(uint32_t out[KEYS], const place_name *n)
{
    char run[NAME_ROOM];
    size_t kept = 0, length = 0;

    for (size_t i = 0; i < n->n; i++) {
        const char *word = n->text + n->at[i];

        if (!n->weak[i] || !n->strong)
            kept += ends_of(out + kept, word, n->length[i]);
        memcpy(run + length, word, n->length[i]);
        length += n->length[i];
    }
    run[length] = '\0';
    if (length)
        kept += ends_of(out + kept, run, length);
    return kept;
}

static mlg_code sign_one(void *arg, size_t i, mlg_err *err)
{
    task *t = arg;
    signature *mark = &t->signatures[i];
    uint32_t keys[KEYS];
    size_t n;
    place_name words;

    (void)err;
    name_read(&words, mlg_site_name(t->sites, i), commune_name(t, i));
    n = keys_of(keys, &words);
    *mark =
        (signature){ .id = *mlg_site_id(t->sites, i) ? text_key(mlg_site_id(t->sites, i)) | 1
                                                     : 0 };
    for (size_t k = 0; k < words.n; k++)
        if (name_is_number(words.text + words.at[k]))
            mark->numbers |= 1ull << (text_key(words.text + words.at[k]) & 63);
    for (size_t k = 0; k < n; k++) {
        mark->bits[keys[k] >> 6 & 3] |= 1ull << (keys[k] & 63);
        if (k < SIGNS)
            mark->sign[k] = (uint16_t)(keys[k] >> 16);
    }
    mark->n = n <= SIGNS ? (uint16_t)n : SIGNS_MANY;
    return MLG_OK;
}

static bool may_be_alike(const signature *a, const signature *b)
{
    if (a->numbers && b->numbers && a->numbers != b->numbers)
        return false;
    if (!((a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1]) | (a->bits[2] & b->bits[2]) |
          (a->bits[3] & b->bits[3])))
        return false;
    if (a->n == SIGNS_MANY || b->n == SIGNS_MANY)
        return true;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++)
            if (a->sign[i] == b->sign[k])
                return true;
    return false;
}

/* --- groups
 * -------------------------------------------------------------------------------------- */

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
    const spelt *l = a, *r = b;
    int order = strcmp(l->key, r->key);

    return order ? order : l->site < r->site ? -1 : l->site > r->site;
}

/* Sorts sites[0 .. n-1] by name. */
static bool spell_out(const task *t, uint32_t *sites, size_t n)
{
    spelt *list = malloc(n * sizeof *list);

    if (!list)
        return false;
    for (size_t i = 0; i < n; i++) {
        char key[NAME_ROOM];
        place_name words;

        name_read(&words, mlg_site_name(t->sites, sites[i]), commune_name(t, sites[i]));
        snprintf(list[i].key, sizeof list[i].key, "%.39s", name_key(&words, key));
        list[i].site = sites[i];
    }
    qsort(list, n, sizeof *list, by_spelling);
    for (size_t i = 0; i < n; i++)
        sites[i] = list[i].site;
    free(list);
    return true;
}

/* The sites of a crowded place once per key of their names and of their ids. */
static mlg_code list_words(entries *e, const task *t, const uint32_t *sites, size_t n,
                           mlg_err *err)
{
    uint32_t keys[KEYS];

    *e = (entries){ malloc((n * (KEYS + 1) + 1) * sizeof *e->key),
                    malloc((n * (KEYS + 1) + 1) * sizeof *e->site), 0 };
    if (!e->key || !e->site)
        return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        const char *id = mlg_site_id(t->sites, sites[i]);
        size_t kept;
        place_name words;

        name_read(&words, mlg_site_name(t->sites, sites[i]), commune_name(t, sites[i]));
        kept = keys_of(keys, &words);
        for (size_t k = 0; k < kept; k++)
            add(e, keys[k], sites[i]);
        if (*id)
            add(e, mixed(text_key(id), 1), sites[i]);
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

typedef struct making {
    task *task;
    bool *crowd; /* sites among them */
} making;

/* Too many share that word: the alphabet will have to do. */
static mlg_code take_words(void *arg, uint32_t *sites, size_t n, mlg_err *err)
{
    making *m = arg;

    if (n <= CROWD)
        return add_group(&m->task->groups, sites, n) ? MLG_OK : no_memory(err);
    for (size_t i = 0; i < n; i++)
        m->crowd[sites[i]] = true;
    return MLG_OK;
}

static mlg_code take_place(void *arg, uint32_t *sites, size_t n, mlg_err *err)
{
    making *m = arg;
    entries words;

    if (n <= CROWD)
        return add_group(&m->task->groups, sites, n) ? MLG_OK : no_memory(err);
    if (list_words(&words, m->task, sites, n, err) != MLG_OK) {
        free(words.key);
        free(words.site);
        return err->code;
    }
    if (each_run(&words, take_words, arg, err) != MLG_OK)
        return err->code;
    if (!spell_out(m->task, sites, n))
        return no_memory(err);
    for (size_t i = 0; i < n; i += NEIGHBOURS / 2) {
        if (!add_group(&m->task->groups, sites + i, n - i < NEIGHBOURS ? n - i : NEIGHBOURS))
            return no_memory(err);
        if (n - i <= NEIGHBOURS)
            break;
    }
    return MLG_OK;
}

static mlg_code make_groups(task *t, size_t *crowded, mlg_err *err)
{
    making m = { t, calloc(t->sites->n + 1, sizeof *m.crowd) };
    entries places = { 0 };
    mlg_code code = m.crowd ? list_places(&places, t, err) : no_memory(err);

    if (code == MLG_OK) {
        code = each_run(&places, take_place, &m, err);
    } else {
        free(places.key);
        free(places.site);
    }
    for (size_t i = 0; m.crowd && i < t->sites->n; i++)
        *crowded += m.crowd[i];
    free(m.crowd);
    return code;
}

/* --- pairs
 * --------------------------------------------------------------------------------------- */

static bool same_id(const task *t, uint32_t a, uint32_t b)
{
    uint32_t id = t->signatures[a].id;

    return id && id == t->signatures[b].id &&
           !strcmp(mlg_site_id(t->sites, a), mlg_site_id(t->sites, b));
}

/* What their places say, 0 when they are apart. */
static unsigned place_evidence(const task *t, uint32_t a, uint32_t b, double *distance)
{
    const mlg_sites *s = t->sites;
    unsigned said = same_commune(s, a, b) ? MLG_SAME_COMMUNE : 0;

    *distance = NAN;
    if (!s->plane[a] || s->plane[a] != s->plane[b])
        return said;
    if (s->at[a].x == s->at[b].x && s->at[a].y == s->at[b].y) {
        *distance = 0;
        return has_point(s, a) && has_point(s, b) ? said | MLG_SAME_POINT : said;
    }
    *distance = plane_ground(t->planes[s->plane[a]], s->at[a], s->at[b]);
    if (has_point(s, a) && has_point(s, b) &&
        *distance <= t->options->near_m + radius_of(s, a) + radius_of(s, b))
        said |= MLG_NEAR;
    return said;
}

static unsigned name_evidence(const task *t, uint32_t a, uint32_t b, double *similarity)
{
    const char *of_a = mlg_site_name(t->sites, a), *of_b = mlg_site_name(t->sites, b);
    char key_a[NAME_ROOM], key_b[NAME_ROOM];
    place_name l, r;

    *similarity = 1;
    if (!strcmp(of_a, of_b) && may_be_alike(&t->signatures[a], &t->signatures[b]))
        return MLG_SAME_NAME; /* and it has words */
    name_read(&l, of_a, commune_name(t, a));
    name_read(&r, of_b, commune_name(t, b));
    *similarity = name_similarity(&l, &r);
    if (!l.n || !r.n || *similarity < t->options->alike)
        return 0;
    return strcmp(name_key(&l, key_a), name_key(&r, key_b)) ? MLG_CLOSE_NAME : MLG_SAME_NAME;
}

static bool other_wave(const mlg_sites *s, uint32_t a, uint32_t b)
{
    int32_t l = mlg_site_wave_number(s, a), r = mlg_site_wave_number(s, b);

    return l != MLG_NO_WAVE && r != MLG_NO_WAVE && l != r;
}

static bool weigh(mlg_pair *out, const task *t, uint32_t a, uint32_t b)
{
    bool id = same_id(t, a, b);
    unsigned place, alike = 0;

    if (!id && !may_be_alike(&t->signatures[a], &t->signatures[b]))
        return false;
    *out = (mlg_pair){ .a = a < b ? a : b, .b = a < b ? b : a };
    place = place_evidence(t, out->a, out->b, &out->distance_m);
    if (place)
        alike = name_evidence(t, out->a, out->b, &out->similarity);
    if (!place || !(id || alike))
        return false;
    out->evidence = (uint8_t)(place | alike | (id ? MLG_SAME_ID : 0) |
                              (other_wave(t->sites, a, b) ? MLG_OTHER_WAVE : 0));
    return true;
}

static mlg_code compare_group(void *arg, size_t g, mlg_err *err)
{
    task *t = arg;
    const uint32_t *sites = t->groups.site + t->groups.from[g];
    size_t n = t->groups.from[g + 1] - t->groups.from[g];
    found *f = &t->found[g];
    mlg_pair pair;

    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            if (sites[i] == sites[k] || !weigh(&pair, t, sites[i], sites[k]))
                continue;
            if (f->n == f->room) {
                size_t room = 2 * f->room + 4;
                mlg_pair *more = realloc(f->pairs, room * sizeof *more);

                if (!more)
                    return no_memory(err);
                f->pairs = more;
                f->room = room;
            }
            f->pairs[f->n++] = pair;
        }
    return MLG_OK;
}

static int by_sites(const void *a, const void *b)
{
    const mlg_pair *l = a, *r = b;

    if (l->a != r->a)
        return l->a < r->a ? -1 : 1;
    return l->b < r->b ? -1 : l->b > r->b;
}

/* All of them, each once: two sites may meet in several groups. */
static mlg_code gather(mlg_pair **out, size_t *n, const task *t, mlg_err *err)
{
    size_t all = 0, kept = 0;

    for (size_t g = 0; g < t->groups.n; g++)
        all += t->found[g].n;
    *out = malloc((all + 1) * sizeof **out);
    if (!*out)
        return no_memory(err);
    all = 0;
    for (size_t g = 0; g < t->groups.n; g++) {
        if (t->found[g].n)
            memcpy(*out + all, t->found[g].pairs, t->found[g].n * sizeof **out);
        all += t->found[g].n;
    }
    qsort(*out, all, sizeof **out, by_sites);
    for (size_t i = 0; i < all; i++)
        if (!kept || by_sites(&(*out)[kept - 1], &(*out)[i]))
            (*out)[kept++] = (*out)[i];
    *n = kept;
    return MLG_OK;
}

static mlg_code open_planes(task *t, mlg_planes *planes, mlg_err *err)
{
    for (size_t i = 0; i < t->sites->n; i++) {
        plane_id id = t->sites->plane[i];

        if (id && !t->planes[id] && planes_get(planes, id, &t->planes[id], err) != MLG_OK)
            return err->code;
    }
    return MLG_OK;
}

mlg_code pairs_find(mlg_pair **out, size_t *n, size_t *crowded, const mlg_sites *sites,
                    const mlg_identity_options *options, mlg_planes *planes, mlg_err *err)
{
    static const par_job sign = { .run = sign_one }, compare = { .run = compare_group };
    task t = { .sites = sites,
               .options = options,
               .commune_name = fields_find(sites->layer, F_COMMUNE_LABEL),
               .signatures = malloc((sites->n + 1) * sizeof *t.signatures) };
    mlg_code code = t.signatures ? open_planes(&t, planes, err) : no_memory(err);

    *out = NULL;
    *n = *crowded = 0;
    if (code == MLG_OK)
        code = par_for(sites->n, options->threads, &sign, &t, err);
    if (code == MLG_OK)
        code = make_groups(&t, crowded, err);
    if (code == MLG_OK && !(t.found = calloc(t.groups.n + 1, sizeof *t.found)))
        code = no_memory(err);
    if (code == MLG_OK)
        code = par_for(t.groups.n, options->threads, &compare, &t, err);
    if (code == MLG_OK)
        code = gather(out, n, &t, err);
    for (size_t g = 0; t.found && g < t.groups.n; g++)
        free(t.found[g].pairs);
    free(t.found);
    free(t.groups.site);
    free(t.groups.from);
    free(t.signatures);
    return code;
}
