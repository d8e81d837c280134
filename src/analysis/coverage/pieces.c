#include "analysis/coverage/remains.h"

#include "model/build.h"

#include <stdlib.h>
#include <string.h>

/* --- pieces
 * -------------------------------------------------------------------------------------------
 */

/* Most of the hole's vertices are inside the shell: they may touch. */
static bool holds(const mlg_xy *shell, size_t n, const mlg_xy *hole, size_t n_hole)
{
    size_t in = 0;

    for (size_t i = 0; i + 1 < n_hole; i++)
        in += ring_covers(shell, n, hole[i]);
    return 2 * in > n_hole - 1;
}

typedef struct rings {
    size_t n;
    size_t *at; /* ring i is at[i] .. at[i+1]-1 of xy */
    mlg_xy *xy;
    double *area;
    size_t *shell; /* a hole's; its own for a shell; n: none */
} rings;

static void rings_free(rings *r)
{
    free(r->at);
    free(r->xy);
    free(r->area);
    free(r->shell);
}

static bool draw_rings(rings *out, cut *c, const discs *d, double chord)
{
    size_t n = 0, room = 0;

    *out = (rings){ .n = c->n,
                    .at = malloc((c->n + 1) * sizeof *out->at),
                    .area = malloc((c->n + 1) * sizeof *out->area),
                    .shell = malloc((c->n + 1) * sizeof *out->shell) };
    if (!out->at || !out->area || !out->shell)
        return false;
    for (size_t l = 0; l < c->n; l++) {
        out->area[l] = cut_loop_area(c, l, d);
        cut_loop_draw(c, l, d, chord);
        if (c->no_memory)
            return false;
        if (n + c->n_ring > room) {
            mlg_xy *xy = realloc(out->xy, (room = 2 * (n + c->n_ring)) * sizeof *xy);

            if (!xy)
                return false;
            out->xy = xy;
        }
        out->at[l] = n;
        memcpy(out->xy + n, c->ring, c->n_ring * sizeof *out->xy);
        n += c->n_ring;
    }
    out->at[c->n] = n;
    return true;
}

/* Each hole goes to the smallest shell around it. */
static void find_shells(rings *r)
{
    for (size_t h = 0; h < r->n; h++) {
        r->shell[h] = r->area[h] > 0 ? h : r->n;
        for (size_t s = 0; r->area[h] <= 0 && s < r->n; s++) {
            if (r->area[s] <= 0 || r->area[s] < -r->area[h] ||
                (r->shell[h] < r->n && r->area[r->shell[h]] <= r->area[s]))
                continue;
            if (holds(r->xy + r->at[s], r->at[s + 1] - r->at[s], r->xy + r->at[h],
                      r->at[h + 1] - r->at[h]))
                r->shell[h] = s;
        }
    }
}

static bool add_ring(polys_build *b, const rings *r, size_t i)
{
    return polys_build_ring(b, r->xy + r->at[i], r->at[i + 1] - r->at[i]) != RING_NO_MEMORY;
}

static bool keep_pieces(remain *out, const rings *r)
{
    polys_build *b = polys_build_new();
    bool fine = b;
    size_t n = 0;

    out->piece_m2 = calloc(r->n + 1, sizeof *out->piece_m2);
    for (size_t s = 0; fine && out->piece_m2 && s < r->n; s++) {
        if (r->shell[s] != s)
            continue;
        fine = add_ring(b, r, s);
        for (size_t h = 0; fine && h < r->n; h++) {
            if (r->shell[h] != s)
                continue;
            out->piece_m2[n] += r->area[h];
            if (h != s)
                fine = add_ring(b, r, h);
        }
        fine = fine && polys_build_end_polygon(b) && polys_build_end_feature(b);
        n++;
    }
    if (!fine || !out->piece_m2) {
        polys_build_free(b);
        return false;
    }
    polys_build_finish(b, &out->pieces);
    return true;
}

bool pieces_draw(remain *out, cut *c, const discs *d, double chord)
{
    rings r;
    bool fine = draw_rings(&r, c, d, chord);

    if (fine) {
        find_shells(&r);
        fine = keep_pieces(out, &r);
    }
    rings_free(&r);
    return fine;
}
