#include "analysis/split/waves.h"

#include "analysis/siting/sites.h"
#include "analysis/split/split.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/order.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* --- spellings -------------------------------------------------------------------------- */

enum { SPELLINGS_MAX = 1000, SLOTS = 4096, FOLDED = 256, NO_WAVE = UINT32_MAX };

/* Labels come in waves: the same few texts again and again, each looked at once. */
typedef struct spelling {
    const char *text;
    uint32_t wave;
} spelling;

typedef struct gathering {
    const mlg_sites *sites;
    mlg_wave *waves; /* MLG_WAVES_MAX + 1 */
    size_t n_waves;
    size_t n_spellings;
    spelling slots[SLOTS]; /* open addressing; text NULL: free */
} gathering;

static bool same_wave(const mlg_wave *w, const char *text, int32_t number, const char *folded)
{
    char other[FOLDED];

    if (number != MLG_NO_WAVE || w->number != MLG_NO_WAVE)
        return number == w->number;
    text_fold(other, sizeof other, w->name);
    return folded[0] ? !strcmp(folded, other) : !strcmp(text, w->name);
}

/* The wave of a spelling not met before; NO_WAVE: they are too many. */
static uint32_t wave_of_text(gathering *g, const char *text, int32_t number)
{
    char folded[FOLDED];

    text_fold(folded, sizeof folded, text);
    for (size_t i = 0; i < g->n_waves; i++) {
        if (!same_wave(&g->waves[i], text, number, folded))
            continue;
        if (strcmp(text, g->waves[i].name) < 0)
            g->waves[i].name = text;
        return (uint32_t)i;
    }
    if (g->n_waves == MLG_WAVES_MAX)
        return NO_WAVE;
    g->waves[g->n_waves] = (mlg_wave){ .name = text, .number = number };
    return (uint32_t)g->n_waves++;
}

static uint32_t wave_of_site(gathering *g, size_t site)
{
    const char *text = mlg_site_wave(g->sites, site);
    uint32_t slot = text_key(text) % SLOTS;

    while (g->slots[slot].text && strcmp(g->slots[slot].text, text) != 0)
        slot = (slot + 1) % SLOTS;
    if (!g->slots[slot].text) {
        uint32_t wave = g->n_spellings++ < SPELLINGS_MAX
                            ? wave_of_text(g, text, mlg_site_wave_number(g->sites, site))
                            : NO_WAVE;

        if (wave == NO_WAVE)
            return NO_WAVE;
        g->slots[slot] = (spelling){ text, wave };
    }
    return g->slots[slot].wave;
}

/* Which wave each fabrique is of, in order of appearance. False: too many waves. */
static bool gather(gathering *g, mlg_programme *p)
{
    const mlg_sites *s = g->sites;

    for (size_t i = 0; i < s->n; i++) {
        p->wave_of[i] = NO_WAVE;
        if (s->kinds[i] != MLG_FABRIQUE)
            continue;
        if (text_is_missing(mlg_site_wave(s, i)))
            p->without_wave++;
        else if ((p->wave_of[i] = wave_of_site(g, i)) == NO_WAVE)
            return false;
    }
    if (p->without_wave && g->n_waves) { /* a group of their own, the last */
        g->waves[g->n_waves] = (mlg_wave){ .name = "", .number = MLG_NO_WAVE };
        for (size_t i = 0; i < s->n; i++)
            if (s->kinds[i] == MLG_FABRIQUE && p->wave_of[i] == NO_WAVE)
                p->wave_of[i] = (uint32_t)g->n_waves;
        g->n_waves++;
    }
    return true;
}

/* --- order ------------------------------------------------------------------------------ */

static void date_waves(mlg_programme *p)
{
    const mlg_sites *s = p->classes->sites;

    for (size_t w = 0; w < p->n_waves; w++)
        p->waves[w].first_day = p->waves[w].last_day = MLG_NO_DAY;
    for (size_t i = 0; i < s->n; i++) {
        mlg_wave *w;

        if (p->wave_of[i] == NO_WAVE || mlg_site_day(s, i) == MLG_NO_DAY)
            continue;
        w = &p->waves[p->wave_of[i]];
        if (w->first_day == MLG_NO_DAY || mlg_site_day(s, i) < w->first_day)
            w->first_day = mlg_site_day(s, i);
        if (mlg_site_day(s, i) > w->last_day)
            w->last_day = mlg_site_day(s, i);
    }
}

/* MLG_NO_WAVE and MLG_NO_DAY come last. */
static int by_figure(int32_t a, int32_t b)
{
    if (a == b)
        return 0;
    if (a == INT32_MIN || b == INT32_MIN)
        return a == INT32_MIN ? 1 : -1;
    return a < b ? -1 : 1;
}

static int compare_names(const mlg_wave *a, const mlg_wave *b)
{
    return strcmp(a->name, b->name);
}

/* A wave without a name is that of the labels that say none. */
static int none_last(const mlg_wave *a, const mlg_wave *b)
{
    return !a->name[0] - !b->name[0];
}

static int by_number(const void *left, const void *right)
{
    const mlg_wave *a = left, *b = right;
    int order = none_last(a, b);

    order = order ? order : by_figure(a->number, b->number);
    return order ? order : compare_names(a, b);
}

static int by_date(const void *left, const void *right)
{
    const mlg_wave *a = left, *b = right;
    int order = none_last(a, b);

    order = order ? order : by_figure(a->first_day, b->first_day);
    return order ? order : by_number(a, b);
}

/* "1-8" before "9", "vague 2 bis" before "vague 10"; without any number: by their letters. */
static int32_t number_within(const char *name)
{
    int32_t number = 0;

    name += strcspn(name, "0123456789");
    if (!*name)
        return MLG_NO_WAVE;
    for (; *name >= '0' && *name <= '9' && number < 1000000; name++)
        number = number * 10 + (*name - '0');
    return number;
}

static int by_name(const void *left, const void *right)
{
    const mlg_wave *a = left, *b = right;
    int order = none_last(a, b);

    order = order ? order : by_figure(number_within(a->name), number_within(b->name));
    return order ? order : compare_names(a, b);
}

static mlg_wave_order order_of(const mlg_programme *p)
{
    bool numbered = true, dated = true;

    for (size_t w = 0; w < p->n_waves; w++) {
        if (!p->waves[w].name[0])
            continue;
        numbered &= p->waves[w].number != MLG_NO_WAVE;
        dated &= p->waves[w].first_day != MLG_NO_DAY;
    }
    return numbered ? MLG_BY_NUMBER : dated ? MLG_BY_DATE : MLG_BY_NAME;
}

/* Sorts the waves; wave_of follows. */
static void sort_waves(mlg_programme *p)
{
    static int (*const orders[])(const void *, const void *) = { by_number, by_date, by_name };
    uint32_t to[MLG_WAVES_MAX + 1];
    size_t n_sites = p->classes->sites->n;

    p->order = order_of(p);
    for (size_t w = 0; w < p->n_waves; w++)
        p->waves[w].n_late = w; /* where it was, for a moment */
    qsort(p->waves, p->n_waves, sizeof *p->waves, orders[p->order]);
    for (size_t w = 0; w < p->n_waves; w++) {
        to[p->waves[w].n_late] = (uint32_t)w;
        p->waves[w].n_late = 0;
    }
    for (size_t i = 0; i < n_sites; i++)
        if (p->wave_of[i] != NO_WAVE)
            p->wave_of[i] = to[p->wave_of[i]];
}

/* A wave dated before one of a smaller number: its number or a date is wrong. */
static void check_order(const mlg_programme *p, mlg_diag *diag)
{
    const char *where = p->classes->sites->layer->name;
    const mlg_wave *before = NULL;

    if (p->order == MLG_BY_DATE)
        return;
    for (size_t i = 0; i < p->n_waves; i++) { /* the numbered ones, by number */
        const mlg_wave *w = &p->waves[i];
        char first[2][DATE_ROOM], last[2][DATE_ROOM];

        if (w->number == MLG_NO_WAVE || w->first_day == MLG_NO_DAY)
            continue;
        if (before && (w->first_day < before->first_day || w->last_day < before->last_day))
            mlg_diag_add(diag, MLG_WARNING, "wave-order", where, 0,
                         N_("wave '%.40s' (%s to %s) comes after wave '%.40s' (%s to %s) by "
                            "its number, before it by its dates"),
                         w->name, date_text(first[0], w->first_day),
                         date_text(last[0], w->last_day), before->name,
                         date_text(first[1], before->first_day),
                         date_text(last[1], before->last_day));
        before = w;
    }
}

/* --- splits ------------------------------------------------------------------------------- */

/* Pivots of each wave side by side, those of a wave in the order of the sites. */
static void list_pivots(mlg_programme *p, split_counts *counts)
{
    mlg_pivot *pivots = p->pivots;
    const mlg_classification *c = p->classes;
    size_t sizes[MLG_WAVES_MAX + 1] = { 0 };

    for (size_t i = 0; i < c->sites->n; i++)
        if (p->wave_of[i] != NO_WAVE && split_is_pivot(c->rows[i].eligibilities))
            sizes[p->wave_of[i]]++;
    for (size_t w = 0; w < p->n_waves; w++) {
        p->waves[w].split.pivots = pivots;
        pivots += sizes[w];
    }
    for (size_t i = 0; i < c->sites->n; i++) {
        unsigned set = c->rows[i].eligibilities;
        mlg_split *split;

        if (p->wave_of[i] == NO_WAVE || !split_is_pivot(set))
            continue;
        split = &p->waves[p->wave_of[i]].split;
        split->pivots[split->n_pivots].site = (uint32_t)i;
        split_weigh(&split->pivots[split->n_pivots++], set, &counts[p->wave_of[i]], split);
    }
}

static void split_waves(mlg_programme *p, split_counts *counts)
{
    const mlg_classification *c = p->classes;
    split_counts all = { { 0 } };
    const mlg_wave *before = NULL;

    for (size_t i = 0; i < c->sites->n; i++) {
        if (p->wave_of[i] == NO_WAVE)
            continue;
        counts[p->wave_of[i]].of[c->rows[i].eligibilities]++;
        p->waves[p->wave_of[i]].classes[c->rows[i].klass]++;
    }
    for (size_t i = 0; i < p->n_waves; i++) {
        mlg_wave *w = &p->waves[i];
        size_t labels = 0, until = 0;

        for (unsigned set = 1; set < SPLIT_SETS; set++) {
            labels += counts[i].of[set];
            until += all.of[set] += counts[i].of[set];
        }
        for (int k = 0; k < MLG_CLASS_COUNT; k++)
            w->classes_until[k] = w->classes[k] + (before ? before->classes_until[k] : 0);
        split_conclude(&w->split, &counts[i], mlg_target_of(c->rules, labels));
        split_conclude(&w->until, &all, mlg_target_of(c->rules, until));
        w->over = w->name[0] && labels > c->rules->programme.wave_max;
        before = w;
    }
    list_pivots(p, counts);
}

/* --- all together ---------------------------------------------------------------------------
 */

static mlg_code make(mlg_programme *p, gathering *g, mlg_diag *diag, mlg_err *err)
{
    split_counts *counts;

    if (!gather(g, p)) {
        mlg_diag_add(diag, MLG_WARNING, "waves-too-many", g->sites->layer->name, 0,
                     N_("the column '%.40s' holds more than %d different waves: it is taken "
                        "to hold something else, and no wave is counted"),
                     g->sites->wave->name, MLG_WAVES_MAX);
        p->without_wave = p->sites;
        return MLG_OK;
    }
    p->n_waves = g->n_waves;
    if (!p->n_waves)
        return MLG_OK;
    counts = calloc(p->n_waves, sizeof *counts);
    if (!counts)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    date_waves(p);
    sort_waves(p);
    check_order(p, diag);
    split_waves(p, counts);
    free(counts);
    return MLG_OK;
}

mlg_code waves_make(mlg_programme *p, mlg_diag *diag, mlg_err *err)
{
    const mlg_sites *s = p->classes->sites;
    gathering *g = calloc(1, sizeof *g);
    mlg_code code;

    p->waves = calloc(MLG_WAVES_MAX + 1, sizeof *p->waves);
    p->wave_of = malloc((s->n + 1) * sizeof *p->wave_of);
    if (!g || !p->waves || !p->wave_of) {
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    } else {
        g->sites = s;
        g->waves = p->waves;
        code = make(p, g, diag, err);
    }
    free(g);
    if (code == MLG_OK && !p->n_waves) {
        p->missing |= 1u << MLG_MISSING_WAVES;
        free(p->waves);
        free(p->wave_of);
        p->waves = NULL;
        p->wave_of = NULL;
    }
    return code;
}
