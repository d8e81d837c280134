#include "maillage/layer.h"

#include "base/file.h"
#include "base/text.h"
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

mlg_layer *layer_new(const char *path)
{
    mlg_layer *layer = calloc(1, sizeof *layer);

    if (!layer)
        return NULL;
    layer->name = strdup(file_base(path));
    layer->box = (mlg_box){ 1, 1, 0, 0 };
    if (layer->name)
        return layer;
    free(layer);
    return NULL;
}

void mlg_polys_release(mlg_polys *polys)
{
    free(polys->ring_of);
    free(polys->xy_of);
    free(polys->hole);
    free(polys->xy);
    *polys = (mlg_polys){ 0 };
}

void mlg_layer_free(mlg_layer *layer)
{
    if (!layer)
        return;
    for (size_t i = 0; i < layer->n_columns; i++) {
        free(layer->columns[i].name);
        free(layer->columns[i].at);
        free(layer->columns[i].text);
    }
    free(layer->columns);
    mlg_polys_release(&layer->polys);
    free(layer->points);
    free(layer->name);
    free(layer->format);
    free(layer->encoding);
    free(layer->encoding_from);
    free(layer->crs);
    free(layer->crs_from);
    free(layer->delimiter);
    free(layer);
}

const mlg_column *mlg_layer_column(const mlg_layer *layer, const char *name)
{
    char want[80], have[80];

    text_fold(want, sizeof want, name);
    for (size_t i = 0; i < layer->n_columns; i++) { /* the exact name wins */
        if (!strcmp(layer->columns[i].name, name))
            return &layer->columns[i];
    }
    for (size_t i = 0; i < layer->n_columns; i++) {
        text_fold(have, sizeof have, layer->columns[i].name);
        if (*want && !strcmp(have, want))
            return &layer->columns[i];
    }
    return NULL;
}

bool polys_like(mlg_polys *out, const mlg_polys *from)
{
    *out = (mlg_polys){ .n = from->n,
                        .n_rings = from->n_rings,
                        .n_xy = from->n_xy,
                        .ring_of = malloc((from->n + 1) * sizeof *out->ring_of),
                        .xy_of = malloc((from->n_rings + 1) * sizeof *out->xy_of),
                        .hole = malloc(from->n_rings + 1),
                        .xy = malloc((from->n_xy + 1) * sizeof *out->xy) };
    if (!out->ring_of || !out->xy_of || !out->hole || !out->xy) {
        mlg_polys_release(out);
        return false;
    }
    out->ring_of[0] = out->xy_of[0] = 0;
    if (!from->n) /* it may have no arrays at all */
        return true;
    memcpy(out->ring_of, from->ring_of, (from->n + 1) * sizeof *out->ring_of);
    memcpy(out->xy_of, from->xy_of, (from->n_rings + 1) * sizeof *out->xy_of);
    memcpy(out->hole, from->hole, from->n_rings);
    return true;
}

bool mlg_polys_copy(mlg_polys *out, const mlg_polys *from)
{
    if (!polys_like(out, from))
        return false;
    if (from->n)
        memcpy(out->xy, from->xy, from->n_xy * sizeof *out->xy);
    return true;
}
