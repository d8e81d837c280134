#ifndef MLG_FUZZ_H
#define MLG_FUZZ_H
#include "io/readers.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the fuzzer: what a reader handed out breaks a promise of layer.h. */
static inline void fuzz_require(bool truth)
{
    if (!truth)
        abort();
}

static inline void fuzz_check_polys(const mlg_polys *p, size_t n)
{
    fuzz_require(p->n == n && p->ring_of[0] == 0 && p->ring_of[n] == p->n_rings);
    for (size_t f = 0; f < n; f++) {
        fuzz_require(p->ring_of[f] <= p->ring_of[f + 1]);
        if (p->ring_of[f] < p->ring_of[f + 1])
            fuzz_require(!p->hole[p->ring_of[f]]);
    }
    for (size_t r = 0; r < p->n_rings; r++) {
        uint32_t from = p->xy_of[r], to = p->xy_of[r + 1];

        fuzz_require(to >= from + 4 && to <= p->n_xy);
        fuzz_require(p->xy[from].x == p->xy[to - 1].x && p->xy[from].y == p->xy[to - 1].y);
    }
    for (size_t i = 0; i < p->n_xy; i++)
        fuzz_require(readers_possible(p->xy[i]));
}

/* `code` is what the reader said; on success every promise of layer.h is checked. */
static inline void fuzz_check(mlg_code code, mlg_layer *layer, mlg_diag *diag,
                              const mlg_err *err)
{
    size_t without = 0;

    if (code != MLG_OK) {
        fuzz_require(err->code == code && err->what[0] && !strchr(err->what, '\n'));
    } else {
        for (size_t c = 0; c < layer->n_columns; c++)
            for (size_t i = 0; i < layer->n; i++)
                without += strlen(mlg_cell(&layer->columns[c], i)) > SIZE_MAX / 2;
        if (layer->geometry == MLG_GEOMETRY_POINT)
            for (size_t i = 0; i < layer->n; i++)
                without += !readers_possible(layer->points[i]);
        else if (layer->geometry != MLG_GEOMETRY_NONE)
            fuzz_check_polys(&layer->polys, layer->n);
        if (layer->geometry == MLG_GEOMETRY_POINT)
            fuzz_require(without == layer->n_without_geometry);
        fuzz_require(layer->n_without_geometry <= layer->n);
    }
    mlg_layer_free(layer);
    mlg_diag_release(diag);
}
#endif
