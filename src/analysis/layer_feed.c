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

static void read_numbers(double *numbers, const mlg_layer *layer, const mlg_column *c,
                         mlg_diag *diag)
{
    for (size_t i = 0; i < layer->n; i++) {
        const char *text = mlg_cell(c, i);

        if (!text_is_missing(text) && text_number(text, &numbers[i]))
            continue;
        numbers[i] = NAN;
        mlg_diag_add(diag, MLG_WARNING, "population-unreadable", layer->name, (int64_t)i + 1,
                     N_("population '%.40s' is not a number: counted as 0"), text);
    }
}

mlg_code layer_feed_new(layer_feed **out, const mlg_layer *layer, const char *column,
                        mlg_diag *diag, mlg_err *err)
{
    const mlg_column *c =
        column ? mlg_layer_column(layer, column) : fields_find(layer, F_POPULATION);
    layer_feed *f;

    *out = NULL;
    if (layer->geometry != MLG_GEOMETRY_POINT)
        mlg_fail(err, MLG_EDATA,
                 _("holds no points; population cells are points with a number of people"));
    else if (!c)
        mlg_fail(err, MLG_EDATA, _("has no column of people such as '%s': name it"),
                 column ? column : fields_names(F_POPULATION)[0]);
    if (layer->geometry != MLG_GEOMETRY_POINT || !c)
        return mlg_at(err, layer->name, 0);
    f = calloc(1, sizeof *f);
    if (!f || !(f->numbers = malloc((layer->n + 1) * sizeof *f->numbers))) {
        free(f);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    f->name = c->name;
    f->feed = (mlg_feed){ layer, 1, &f->name, f, hand_over };
    read_numbers(f->numbers, layer, c, diag);
    *out = f;
    return MLG_OK;
}

void layer_feed_free(layer_feed *f)
{
    if (!f)
        return;
    free(f->numbers);
    free(f);
}
