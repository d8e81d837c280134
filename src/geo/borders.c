#include "geo/borders.h"

#include "base/big.h"
#include "base/i18n.h"
#include "base/par.h"

#include <stdlib.h>

typedef struct task {
    const mlg_polys *polys;
    const uint32_t *across;
    borders *out;
} task;

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static uint32_t end_of(const task *t, uint32_t from, uint32_t last)
{
    uint32_t to = from + 1;

    while (to < last && t->across[to] == t->across[from])
        to++;
    return to;
}

static mlg_code count_ring(void *arg, size_t r, mlg_err *err)
{
    const task *t = arg;
    uint32_t last = t->polys->xy_of[r + 1] - 1, n = 0;

    (void)err;
    for (uint32_t from = t->polys->xy_of[r]; from < last; from = end_of(t, from, last))
        n++;
    t->out->of_ring[r + 1] = n;
    return MLG_OK;
}

static mlg_code list_ring(void *arg, size_t r, mlg_err *err)
{
    const task *t = arg;
    uint32_t last = t->polys->xy_of[r + 1] - 1, at = t->out->of_ring[r];

    (void)err;
    for (uint32_t from = t->polys->xy_of[r], to; from < last; from = to) {
        to = end_of(t, from, last);
        t->out->list[at++] = (border){ from, to, t->across[from] };
    }
    return MLG_OK;
}

static mlg_code list_all(task *t, unsigned threads, mlg_err *err)
{
    static const par_job count = { .run = count_ring }, list = { .run = list_ring };
    borders *out = t->out;
    size_t n = t->polys->n_rings;

    out->of_ring = calloc(n + 1, sizeof *out->of_ring);
    if (!out->of_ring)
        return no_memory(err);
    if (par_for(n, threads, &count, t, err) != MLG_OK)
        return err->code;
    for (size_t r = 0; r < n; r++)
        out->of_ring[r + 1] += out->of_ring[r];
    out->list = malloc((out->of_ring[n] + 1) * sizeof *out->list);
    return out->list ? par_for(n, threads, &list, t, err) : no_memory(err);
}

mlg_code borders_find(borders *out, const mlg_polys *p, unsigned threads, mlg_err *err)
{
    seam_ring *rings = malloc((p->n_rings + 1) * sizeof *rings);
    uint32_t *across = big_new(p->n_xy + 1, sizeof *across);
    task t = { p, across, out };
    mlg_code code = rings && across ? MLG_OK : no_memory(err);

    *out = (borders){ 0 };
    for (uint32_t f = 0; code == MLG_OK && f < p->n; f++)
        for (size_t r = p->ring_of[f]; r < p->ring_of[f + 1]; r++)
            rings[r] = (seam_ring){ p->xy + p->xy_of[r], p->xy_of[r + 1] - p->xy_of[r] - 1,
                                    p->xy_of[r], f };
    if (code == MLG_OK)
        code = seams_find(across, false, rings, p->n_rings, threads, err);
    if (code == MLG_OK)
        code = list_all(&t, threads, err);
    free(rings);
    free(across);
    return code;
}

void borders_release(borders *b)
{
    free(b->of_ring);
    free(b->list);
    *b = (borders){ 0 };
}
