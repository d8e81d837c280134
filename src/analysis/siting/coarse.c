#include "analysis/siting/coarse.h"

#include "base/i18n.h"
#include "base/par.h"
#include "geo/geos_worker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One site's region: a disc, or communes that several sites may share. */
typedef struct place {
    uint32_t site;
    uint32_t n; /* communes; 0: a disc */
    uint32_t which[COMMUNES_MAX];
    uint64_t wanted;
} place;

typedef struct task {
    const coarse_question *question;
    place *list; /* distinct */
    coarse *out;
} task;

static mlg_code nearest_of_region(const geos_worker *w, size_t i, const region *r, mlg_err *err)
{
    const task *t = w->task;
    const region_criteria *k = t->question->criteria;
    coarse *out = t->out;
    mlg_code code = region_nearest(&out->centre[i].zone, &out->centre[i].distance, w->room,
                                   k->centres[0], r, err);

    for (size_t v = 0; code == MLG_OK && v < k->n_qpv; v++) {
        coarse_nearest *to = &out->qpv[i * k->n_qpv + v];

        if (t->list[i].wanted >> v & 1)
            code = region_nearest(&to->zone, &to->distance, w->room, k->qpv[v], r, err);
    }
    return code;
}

static mlg_code run_place(void *arg, size_t i, mlg_err *err)
{
    geos_worker *w = arg;
    const task *t = w->task;
    const coarse_question *q = t->question;
    const mlg_sites *s = q->sites;
    const place *p = &t->list[i];
    region r = { 0 };
    mlg_code code;

    if (p->n)
        code = region_of_communes(&r, w->room, q->communes, p->which, p->n, q->margin, err);
    else
        code = region_of_disc(&r, w->room, q->planes->open[s->plane[p->site]],
                              s->plane[p->site], s->at[p->site], s->radius[p->site], err);
    if (code == MLG_OK)
        code = region_standings(&t->out->cells[i * region_cells(q->criteria)], w->room,
                                q->criteria, p->wanted, &r, err);
    if (code == MLG_OK && q->nearest && p->n)
        code = nearest_of_region(w, i, &r, err);
    region_close(w->room, &r);
    return code == MLG_OK ? code : mlg_at(err, s->layer->name, p->site + 1);
}

/* --- distinct regions ------------------------------------------------------------------ */

/* By communes, so that sites of one commune meet; then by site. */
static int by_communes(const void *a, const void *b)
{
    const place *l = a, *r = b;
    int order;

    if (l->n != r->n)
        return l->n < r->n ? -1 : 1;
    order = memcmp(l->which, r->which, l->n * sizeof *l->which);
    return order ? order : l->site < r->site ? -1 : 1;
}

static bool same_region(const place *a, const place *b)
{
    return a->n && a->n == b->n && !memcmp(a->which, b->which, a->n * sizeof *a->which);
}

/* The regions of the wanted sites, in `list`. Returns how many. */
static size_t list_places(place *list, coarse *out, const coarse_question *q,
                          const uint64_t *wanted)
{
    const mlg_sites *s = q->sites;
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++) {
        place p = { .site = (uint32_t)i, .wanted = wanted[i] };
        mlg_found found = MLG_FOUND_NOT;

        out->of_site[i] = COARSE_NONE;
        if (!wanted[i])
            continue;
        if (s->location[i] == MLG_COMMUNE) {
            p.n = (uint32_t)commune_of_site(q->index, s, i, p.which, &found);
            out->found[i] = (uint8_t)found;
            if (!p.n)
                continue;
        }
        list[n++] = p;
    }
    return n;
}

/* Sorts the regions and keeps one of each, wanted by all that share it. */
static void merge_places(place *list, size_t n, coarse *out)
{
    qsort(list, n, sizeof *list, by_communes);
    for (size_t i = 0; i < n; i++) {
        if (!i || !same_region(&list[i], &list[out->n - 1]))
            list[out->n++] = list[i];
        else
            list[out->n - 1].wanted |= list[i].wanted;
        out->of_site[list[i].site] = (uint32_t)(out->n - 1);
    }
}

static size_t count_wanted(const uint64_t *wanted, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += wanted[i] != 0;
    return count;
}

static bool make_room(coarse *out, const coarse_question *q)
{
    const region_criteria *k = q->criteria;

    out->cells = calloc(out->n * region_cells(k) + 1, 1);
    if (q->nearest) {
        out->qpv = calloc(out->n * k->n_qpv + 1, sizeof *out->qpv);
        out->centre = calloc(out->n + 1, sizeof *out->centre);
    }
    return out->cells && (!q->nearest || (out->qpv && out->centre));
}

mlg_code coarse_settle(coarse *out, const coarse_question *q, const uint64_t *wanted,
                       mlg_err *err)
{
    static const par_job job = { geos_worker_open, run_place, geos_worker_close };
    size_t n = count_wanted(wanted, q->sites->n);
    task t = { q, malloc((n + 1) * sizeof *t.list), out };
    mlg_code code = MLG_OK;

    *out = (coarse){ .of_site = malloc((q->sites->n + 1) * sizeof *out->of_site),
                     .found = calloc(q->sites->n + 1, 1) };
    if (t.list && out->of_site && out->found)
        merge_places(t.list, list_places(t.list, out, q, wanted), out);
    if (!t.list || !out->of_site || !out->found || !make_room(out, q))
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    else if (out->n)
        code = par_for(out->n, q->threads, &job, &t, err);
    free(t.list);
    if (code != MLG_OK)
        coarse_release(out);
    return code;
}

void coarse_release(coarse *c)
{
    free(c->of_site);
    free(c->found);
    free(c->cells);
    free(c->qpv);
    free(c->centre);
    *c = (coarse){ 0 };
}
