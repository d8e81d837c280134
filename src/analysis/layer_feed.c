#include "analysis/people.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/fields.h"

#include <math.h>
#include <stdlib.h>

static mlg_code hand_over(void *from, mlg_batch *out, mlg_err *err)
{
    layer_feed *f = from;
    const mlg_layer *layer = f->feed.layer;

    (void)err;
    *out = (mlg_batch){
        .n = f->done ? 0 : layer->n, .first = 1, .points = layer->points, .numbers = f->numbers
    };
    f->done = true;
    return MLG_OK;
}

static void read_numbers(layer_feed *f, size_t k, const mlg_column *c, mlg_diag *diag)
{
    const mlg_layer *layer = f->feed.layer;

    for (size_t i = 0; i < layer->n; i++) {
        const char *text = mlg_cell(c, i);
        double *number = &f->numbers[i * f->feed.n_numbers + k];

        if (!text_is_missing(text) && text_number(text, number))
            continue;
        *number = NAN;
        mlg_diag_add(diag, MLG_WARNING, "population-unreadable", layer->name, (int64_t)i + 1,
                     N_("population '%.40s' is not a number: counted as 0"), text);
    }
}

static mlg_code find_column(const mlg_column **out, const mlg_layer *layer, const char *told,
                            mlg_err *err)
{
    *out = told ? mlg_layer_column(layer, told) : fields_find(layer, F_POPULATION);
    if (*out)
        return MLG_OK;
    return mlg_fail(err, MLG_EDATA, _("has no column of people such as '%s': name it"),
                    told ? told : fields_names(F_POPULATION)[0]);
}

static mlg_code fill(layer_feed *f, const char *column, char *const *groups, size_t n_groups,
                     mlg_diag *diag, mlg_err *err)
{
    const mlg_layer *layer = f->feed.layer;

    if (layer->geometry != MLG_GEOMETRY_POINT)
        return mlg_fail(
            err, MLG_EDATA,
            _("holds no points; population cells are points with a number of people"));
    f->numbers = malloc((layer->n * (1 + n_groups) + 1) * sizeof *f->numbers);
    f->names = calloc(1 + n_groups, sizeof *f->names);
    if (!f->numbers || !f->names)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    f->feed.n_numbers = 1 + n_groups;
    f->feed.names = f->names;
    for (size_t k = 0; k <= n_groups; k++) {
        const mlg_column *c;

        if (find_column(&c, layer, k ? groups[k - 1] : column, err) != MLG_OK)
            return err->code;
        f->names[k] = c->name;
        read_numbers(f, k, c, diag);
    }
    return MLG_OK;
}

mlg_code layer_feed_new(layer_feed **out, const mlg_layer *layer, const char *column,
                        char *const *groups, size_t n_groups, mlg_diag *diag, mlg_err *err)
{
    layer_feed *f = calloc(1, sizeof *f);

    *out = NULL;
    if (!f)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    f->feed = (mlg_feed){ .layer = layer, .from = f, .next = hand_over };
    if (fill(f, column, groups, n_groups, diag, err) == MLG_OK) {
        *out = f;
        return MLG_OK;
    }
    layer_feed_free(f);
    return mlg_at(err, layer->name, 0);
}

void layer_feed_free(layer_feed *f)
{
    if (!f)
        return;
    free(f->numbers);
    free(f->names);
    free(f);
}
