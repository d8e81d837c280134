#include "analysis/identity/pairs.h"

#include "analysis/siting/commune_list.h"
#include "analysis/identity/groups.h"
#include "analysis/identity/signature.h"
#include "analysis/identity/squares.h"
#include "base/i18n.h"
#include "base/par.h"
#include "geo/zones.h"
#include "model/fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double radius_counted = 1000;
enum { CHUNK = 256 }; /* squares of a step */

typedef struct found {
    mlg_pair *pairs;
    size_t n, room;
} found;

/* The points of one plane, sorted so that what is near is near in memory. */
typedef struct sheet {
    squares squares;
    size_t first;       /* seat of its first point */
    double most_radius; /* of its points */
} sheet;

typedef struct task {
    const mlg_sites *sites;
    const mlg_identity_options *options;
    labels labels;
    const plane *planes[PLANE_END];
    sheet sheets[PLANE_END];
    uint32_t *seat;        /* of each site */
    signature *signatures; /* by seat */
    groups communes;
    _Atomic bool *loose; /* sites of crowds that not all were compared with */
    const sheet *sheet;  /* the one at hand */
    found *found;        /* of each commune, or of each chunk of squares */
} task;

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static bool has_point(const mlg_sites *s, size_t site)
{
    return s->location[site] == MLG_POINT && s->plane[site];
}

static double radius_of(const mlg_sites *s, size_t site)
{
    return fmin(s->radius[site], radius_counted);
}

/* --- evidence --------------------------------------------------------------------------------
 */

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

static const signature *signature_at(const task *t, uint32_t site)
{
    return &t->signatures[t->seat[site]];
}

static unsigned name_evidence(const task *t, uint32_t a, uint32_t b, double *similarity)
{
    const char *of_a = mlg_site_name(t->sites, a), *of_b = mlg_site_name(t->sites, b);
    char key_a[NAME_ROOM], key_b[NAME_ROOM];
    place_name l, r;

    *similarity = 1;
    if (!strcmp(of_a, of_b) && may_be_alike(signature_at(t, a), signature_at(t, b)))
        return MLG_SAME_NAME; /* and it has words */
    label_read(&l, &t->labels, a);
    label_read(&r, &t->labels, b);
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

/* Do they share a name or an id? If so, and their places too, they are a pair. */
static bool weigh(mlg_pair *out, const task *t, uint32_t a, uint32_t b)
{
    bool id = *mlg_site_id(t->sites, a) &&
              !strcmp(mlg_site_id(t->sites, a), mlg_site_id(t->sites, b));
    unsigned place, alike = 0;

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

/* --- comparing ------------------------------------------------------------------------------
 */

/* Two sites that may be a pair, by their signatures. */
static bool may_match(const signature *a, const signature *b)
{
    return (a->id && a->id == b->id) || may_be_alike(a, b);
}

static mlg_code compare(found *f, const task *t, uint32_t a, uint32_t b, mlg_err *err)
{
    mlg_pair pair;

    if (!weigh(&pair, t, a, b))
        return MLG_OK;
    if (f->n == f->room) {
        size_t room = 2 * f->room + 4;
        mlg_pair *more = realloc(f->pairs, room * sizeof *more);

        if (!more)
            return no_memory(err);
        f->pairs = more;
        f->room = room;
    }
    f->pairs[f->n++] = pair;
    return MLG_OK;
}

static mlg_code compare_all(found *f, const task *t, const uint32_t *sites, size_t n,
                            mlg_err *err)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (may_match(signature_at(t, sites[i]), signature_at(t, sites[k])) &&
                compare(f, t, sites[i], sites[k], err) != MLG_OK)
                return err->code;
    return MLG_OK;
}

/* Changes their order. */
static mlg_code compare_crowd(found *f, const task *t, uint32_t *sites, size_t n, mlg_err *err)
{
    groups g = { 0 };
    mlg_code code = groups_of_crowd(&g, t->loose, &t->labels, sites, n, err);

    for (size_t i = 0; code == MLG_OK && i < g.n; i++)
        code = compare_all(f, t, g.site + g.from[i], g.from[i + 1] - g.from[i], err);
    groups_release(&g);
    return code;
}

static mlg_code compare_commune(void *arg, size_t g, mlg_err *err)
{
    const task *t = arg;
    uint32_t *sites = t->communes.site + t->communes.from[g];
    size_t n = t->communes.from[g + 1] - t->communes.from[g];

    return n > GROUP_MOST ? compare_crowd(&t->found[g], t, sites, n, err)
                          : compare_all(&t->found[g], t, sites, n, err);
}

/* What may be that far on the ground: 1 % for the plane's scale. */
static double planar(double ground)
{
    return 1.01 * ground + 1;
}

/* Point i of the sheet with those from k to end. */
static mlg_code compare_points(found *f, const task *t, size_t i, size_t k, size_t end,
                               mlg_err *err)
{
    const squares *q = &t->sheet->squares;
    const signature *marks = t->signatures + t->sheet->first;
    double most =
        planar(t->options->near_m + radius_of(t->sites, q->item[i]) + t->sheet->most_radius);

    for (; k < end; k++) {
        double dx = q->at[i].x - q->at[k].x, dy = q->at[i].y - q->at[k].y;

        if (dx * dx + dy * dy > most * most || !may_match(&marks[i], &marks[k]))
            continue;
        if (compare(f, t, q->item[i], q->item[k], err) != MLG_OK)
            return err->code;
    }
    return MLG_OK;
}

static mlg_code compare_square(found *f, const task *t, size_t q, mlg_err *err)
{
    const squares *s = &t->sheet->squares;
    uint32_t ahead[SQUARES_AHEAD];
    size_t n = squares_ahead(s, q, ahead);

    for (size_t i = s->from[q]; i < s->from[q + 1]; i++) {
        if (compare_points(f, t, i, i + 1, s->from[q + 1], err) != MLG_OK)
            return err->code;
        for (size_t k = 0; k < n; k++)
            if (compare_points(f, t, i, s->from[ahead[k]], s->from[ahead[k] + 1], err) !=
                MLG_OK)
                return err->code;
    }
    return MLG_OK;
}

static size_t count_of(const squares *s, size_t q)
{
    return s->from[q + 1] - s->from[q];
}

/* Is it, or one ahead of it, too full to compare all with all? */
static bool is_crowded(const squares *s, size_t q)
{
    uint32_t ahead[SQUARES_AHEAD];
    bool crowded = count_of(s, q) > GROUP_MOST;

    for (size_t k = squares_ahead(s, q, ahead); k--;)
        crowded = crowded || count_of(s, ahead[k]) > GROUP_MOST;
    return crowded;
}

/* The square and those ahead of it, as one crowd. */
static mlg_code compare_crowded(found *f, const task *t, size_t q, mlg_err *err)
{
    const squares *s = &t->sheet->squares;
    uint32_t ahead[SQUARES_AHEAD], *sites;
    size_t n = count_of(s, q), n_ahead = squares_ahead(s, q, ahead), all = n;
    mlg_code code;

    for (size_t k = 0; k < n_ahead; k++)
        all += count_of(s, ahead[k]);
    sites = malloc(all * sizeof *sites);
    if (!sites)
        return no_memory(err);
    memcpy(sites, s->item + s->from[q], n * sizeof *sites);
    for (size_t k = 0; k < n_ahead; n += count_of(s, ahead[k++]))
        memcpy(sites + n, s->item + s->from[ahead[k]], count_of(s, ahead[k]) * sizeof *sites);
    code = compare_crowd(f, t, sites, all, err);
    free(sites);
    return code;
}

static mlg_code compare_squares(void *arg, size_t chunk, mlg_err *err)
{
    const task *t = arg;
    const squares *s = &t->sheet->squares;
    size_t end = (chunk + 1) * CHUNK < s->n ? (chunk + 1) * CHUNK : s->n;
    found *f = &t->found[chunk];

    for (size_t q = chunk * CHUNK; q < end; q++)
        if ((is_crowded(s, q) ? compare_crowded(f, t, q, err) : compare_square(f, t, q, err)) !=
            MLG_OK)
            return err->code;
    return MLG_OK;
}

/* --- seats -------------------------------------------------------------------------------- */

/* The points of a plane take the next seats, in squares as wide as two may be apart. */
static mlg_code seat_plane(task *t, plane_id id, size_t *seats, mlg_err *err)
{
    const mlg_sites *s = t->sites;
    sheet *h = &t->sheets[id];
    uint32_t *points = malloc((s->n + 1) * sizeof *points);
    size_t n = 0;
    bool sorted;

    for (size_t i = 0; points && i < s->n; i++)
        if (s->plane[i] == id && has_point(s, i)) {
            points[n++] = (uint32_t)i;
            h->most_radius = fmax(h->most_radius, radius_of(s, i));
        }
    sorted = points && squares_new(&h->squares, s->at, points, n,
                                   planar(t->options->near_m + 2 * h->most_radius));
    free(points);
    if (!sorted)
        return no_memory(err);
    h->first = *seats;
    for (size_t i = 0; i < n; i++)
        t->seat[h->squares.item[i]] = (uint32_t)(*seats)++;
    return MLG_OK;
}

/* Those without a point sit last. */
static mlg_code seat_all(task *t, mlg_planes *planes, mlg_err *err)
{
    const mlg_sites *s = t->sites;
    size_t seats = 0;

    for (size_t i = 0; i < s->n; i++) {
        plane_id id = s->plane[i];

        if (id && !t->planes[id] && planes_get(planes, id, &t->planes[id], err) != MLG_OK)
            return err->code;
    }
    for (plane_id id = 1; id < PLANE_END; id++)
        if (t->planes[id] && seat_plane(t, id, &seats, err) != MLG_OK)
            return err->code;
    for (size_t i = 0; i < s->n; i++)
        if (!has_point(s, i))
            t->seat[i] = (uint32_t)seats++;
    return MLG_OK;
}

static mlg_code sign_one(void *arg, size_t site, mlg_err *err)
{
    const task *t = arg;
    place_name words;

    (void)err;
    label_read(&words, &t->labels, site);
    t->signatures[t->seat[site]] = signature_of(&words, mlg_site_id(t->sites, site));
    return MLG_OK;
}

/* --- all pairs ---------------------------------------------------------------------------- */

static int by_sites(const void *a, const void *b)
{
    const mlg_pair *l = a, *r = b;

    if (l->a != r->a)
        return l->a < r->a ? -1 : 1;
    return l->b < r->b ? -1 : l->b > r->b;
}

/* Runs `job` n times, each with pairs of its own, and adds them to `all`. */
static mlg_code collect(found *all, task *t, size_t n, const par_job *job, mlg_err *err)
{
    size_t sum = all->n;
    mlg_code code;

    if (!n)
        return MLG_OK;
    t->found = calloc(n + 1, sizeof *t->found);
    if (!t->found)
        return no_memory(err);
    code = par_for(n, t->options->threads, job, t, err);
    for (size_t i = 0; i < n; i++)
        sum += t->found[i].n;
    if (code == MLG_OK && sum > all->room) {
        mlg_pair *more = realloc(all->pairs, sum * sizeof *more);

        all->pairs = more ? more : all->pairs;
        all->room = more ? sum : all->room;
        code = more ? MLG_OK : no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; code == MLG_OK && k < t->found[i].n; k++)
            all->pairs[all->n++] = t->found[i].pairs[k];
        free(t->found[i].pairs);
    }
    free(t->found);
    return code;
}

/* In order, each once: two sites may meet in several groups. */
static void put_in_order(found *all)
{
    size_t kept = 0;

    if (all->n)
        qsort(all->pairs, all->n, sizeof *all->pairs, by_sites);
    for (size_t i = 0; i < all->n; i++)
        if (!kept || by_sites(&all->pairs[kept - 1], &all->pairs[i]))
            all->pairs[kept++] = all->pairs[i];
    all->n = kept;
}

/* In the squares of each plane, and in communes. */
static mlg_code find_all(found *all, task *t, mlg_err *err)
{
    static const par_job sign = { .run = sign_one }, in_squares = { .run = compare_squares },
                         in_communes = { .run = compare_commune };
    mlg_code code = par_for(t->sites->n, t->options->threads, &sign, t, err);

    for (plane_id id = 1; code == MLG_OK && id < PLANE_END; id++) {
        t->sheet = &t->sheets[id];
        code = collect(all, t, (t->sheet->squares.n + CHUNK - 1) / CHUNK, &in_squares, err);
    }
    if (code == MLG_OK)
        code = groups_of_communes(&t->communes, &t->labels, err);
    return code == MLG_OK ? collect(all, t, t->communes.n, &in_communes, err) : code;
}

static bool task_open(task *t)
{
    size_t n = t->sites->n + 1;

    t->labels = (labels){ t->sites, fields_find(t->sites->layer, F_COMMUNE_LABEL) };
    t->seat = malloc(n * sizeof *t->seat);
    t->signatures = malloc(n * sizeof *t->signatures);
    t->loose = calloc(n, sizeof *t->loose);
    return t->seat && t->signatures && t->loose;
}

static void task_release(task *t)
{
    for (plane_id id = 1; id < PLANE_END; id++)
        squares_release(&t->sheets[id].squares);
    groups_release(&t->communes);
    free(t->loose);
    free(t->seat);
    free(t->signatures);
}

mlg_code pairs_find(mlg_pair **out, size_t *n, size_t *crowded, const mlg_sites *sites,
                    const mlg_identity_options *options, mlg_planes *planes, mlg_err *err)
{
    task t = { .sites = sites, .options = options };
    found all = { malloc(sizeof *all.pairs), 0, 1 };
    mlg_code code = task_open(&t) && all.pairs ? seat_all(&t, planes, err) : no_memory(err);

    if (code == MLG_OK)
        code = find_all(&all, &t, err);
    put_in_order(&all);
    *crowded = 0;
    for (size_t i = 0; t.loose && i < sites->n; i++)
        *crowded += t.loose[i];
    *out = all.pairs;
    *n = all.n;
    task_release(&t);
    return code;
}
