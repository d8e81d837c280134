#include "io/cells.h"

#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/fields.h"

#include <stdlib.h>
#include <string.h>

/* --- what the readers share
 * -------------------------------------------------------------------
 */

static mlg_code find_column(const mlg_column **out, const mlg_layer *layer, const char *told,
                            mlg_err *err)
{
    *out = told ? mlg_layer_column(layer, told) : fields_find(layer, F_POPULATION);
    if (*out)
        return MLG_OK;
    return mlg_fail(err, MLG_EDATA, _("has no column of people such as '%s': name it"),
                    told ? told : fields_names(F_POPULATION)[0]);
}

mlg_code cells_columns(mlg_population *p, const mlg_column **columns, const mlg_layer *layer,
                       const mlg_population_options *o, mlg_err *err)
{
    if (layer->geometry != MLG_GEOMETRY_POINT)
        return mlg_fail(
            err, MLG_EDATA,
            _("holds no points; population cells are points with a number of people"));
    if (o->n_groups >= SLOTS_MAX - SLOT_NUMBERS)
        return mlg_fail(err, MLG_EUSAGE, _("too many levels, reaches or groups at once"));
    p->names = calloc(1 + o->n_groups, sizeof *p->names);
    if (!p->names)
        return readers_no_memory(err);
    p->feed.names = p->names;
    p->feed.n_numbers = 1 + o->n_groups;
    for (size_t k = 0; k <= o->n_groups; k++) {
        if (find_column(&columns[k], layer, k ? o->groups[k - 1] : o->column, err) != MLG_OK)
            return err->code;
        p->names[k] = columns[k]->name;
    }
    return MLG_OK;
}

void cells_numbers(double *numbers, const mlg_layer *layer, const mlg_column *const *columns,
                   size_t n, mlg_diag *diag)
{
    char shown[60];

    for (size_t at = 0; at < layer->n * n; at++) {
        const mlg_column *c = columns[at % n];
        const char *text = mlg_cell(c, at / n);
        bool read = !text_is_missing(text) && text_number(text, &numbers[at]);
        fault f = read ? cells_clean(&numbers[at]) : PEOPLE_UNREADABLE;

        if (!read)
            numbers[at] = NAN;
        if (f)
            fault_tell(diag, f, layer->name, (int64_t)(at / n) + 1, c->name,
                       readers_quote(shown, sizeof shown, text, strlen(text)));
    }
}

void cells_tell(mlg_population *p, fault f, int64_t record, const char *column,
                const char *text)
{
    mlg_diag *diag = f < AXIS_UNREADABLE     ? &p->of_rows
                     : f < PEOPLE_UNREADABLE ? &p->of_points
                                             : &p->of_numbers;

    if (!p->told)
        fault_tell(diag, f, p->feed.layer->name, record, column, text);
}

mlg_code cells_end(mlg_population *p, mlg_diag *diag, mlg_err *err)
{
    bool first = !p->told;

    p->told = true;
    if (!mlg_diag_append(diag, &p->of_rows) || !mlg_diag_append(diag, &p->of_points) ||
        !mlg_diag_append(diag, &p->of_numbers))
        return readers_no_memory(err);
    if (first && !p->feed.layer->n)
        mlg_diag_add(diag, MLG_WARNING, "population-empty", p->feed.layer->name, 0,
                     N_("holds no record: nobody is counted"));
    return MLG_OK;
}

/* --- a layer in memory: one run
 * -----------------------------------------------------------------
 */

enum { HELD_PIECE = 1 << 14 }; /* rows */

typedef struct held {
    mlg_population *p;
    double *numbers;
    bool done;
} held;

static void held_close(void *from)
{
    held *h = from;

    free(h->numbers);
    free(h);
}

static mlg_code held_next(void *from, size_t *pieces, mlg_diag *diag, mlg_err *err)
{
    held *h = from;
    const mlg_layer *layer = h->p->feed.layer;

    *pieces = h->done ? 0 : (layer->n + HELD_PIECE - 1) / HELD_PIECE;
    h->done = *pieces;
    return *pieces || h->p->told ? MLG_OK : cells_end(h->p, diag, err);
}

static mlg_code held_piece(void *from, size_t i, mlg_batch *out, mlg_err *err)
{
    const held *h = from;
    const mlg_layer *layer = h->p->feed.layer;
    size_t first = i * HELD_PIECE, left = layer->n - first;

    (void)err;
    *out = (mlg_batch){ .n = left < HELD_PIECE ? left : HELD_PIECE,
                        .points = layer->points + first,
                        .numbers = h->numbers + first * h->p->feed.n_numbers };
    return MLG_OK;
}

static mlg_code held_open(mlg_population *p, const mlg_population_options *o, mlg_err *err)
{
    const mlg_column *columns[SLOTS_MAX];
    const mlg_layer *layer = p->feed.layer;
    held *h = calloc(1, sizeof *h);

    if (!h)
        return readers_no_memory(err);
    p->feed.from = h;
    p->feed.next = held_next;
    p->feed.piece = held_piece;
    p->close = held_close;
    h->p = p;
    if (cells_columns(p, columns, layer, o, err) != MLG_OK)
        return err->code;
    h->numbers = malloc((layer->n * p->feed.n_numbers + 1) * sizeof *h->numbers);
    if (!h->numbers)
        return readers_no_memory(err);
    cells_numbers(h->numbers, layer, columns, p->feed.n_numbers, &p->of_numbers);
    return MLG_OK;
}

mlg_code mlg_population_of_layer(mlg_population **out, const mlg_layer *layer,
                                 const mlg_population_options *options, mlg_err *err)
{
    mlg_population *p = calloc(1, sizeof *p);

    *out = NULL;
    if (!p)
        return readers_no_memory(err);
    p->feed.layer = layer;
    if (held_open(p, options, err) == MLG_OK) {
        *out = p;
        return MLG_OK;
    }
    mlg_population_free(p);
    return mlg_at(err, layer->name, 0);
}

/* --- a file
 * -------------------------------------------------------------------------------------
 */

static mlg_code open_whole(mlg_population *p, const char *path, const mlg_population_options *o,
                           mlg_diag *diag, mlg_err *err)
{
    if (mlg_read(&p->own, path, &o->read, diag, err) != MLG_OK)
        return err->code;
    p->feed.layer = p->own;
    return held_open(p, o, err);
}

static mlg_code open_file(mlg_population *p, const char *path, const mlg_population_options *o,
                          size_t step, mlg_diag *diag, mlg_err *err)
{
    const char *format = readers_format(path);
    bool csv = format && !strcmp(format, "csv"), shp = format && !strcmp(format, "shapefile");
    mlg_code code;

    if (!csv && !shp)
        return open_whole(p, path, o, diag, err);
    p->feed.layer = p->own = readers_layer(path, format);
    if (!p->own)
        return readers_no_memory(err);
    code = csv ? csv_cells_open(p, path, o, step, diag, err)
               : shp_cells_open(p, path, o, step, diag, err);
    if (code != MLG_OK || p->feed.from)
        return code;
    mlg_layer_free(p->own);
    p->own = NULL;
    return open_whole(p, path, o, diag, err);
}

mlg_code cells_open(mlg_population **out, const char *path,
                    const mlg_population_options *options, size_t step, mlg_diag *diag,
                    mlg_err *err)
{
    mlg_population *p = calloc(1, sizeof *p);

    *out = NULL;
    if (!p)
        return readers_no_memory(err);
    if (open_file(p, path, options, step, diag, err) == MLG_OK) {
        *out = p;
        return MLG_OK;
    }
    mlg_population_free(p);
    return mlg_at(err, path, 0);
}

mlg_code mlg_population_open(mlg_population **out, const char *path,
                             const mlg_population_options *options, mlg_diag *diag,
                             mlg_err *err)
{
    return cells_open(out, path, options, 0, diag, err);
}

const mlg_feed *mlg_population_feed(const mlg_population *p)
{
    return &p->feed;
}

void mlg_population_free(mlg_population *p)
{
    if (!p)
        return;
    if (p->close)
        p->close(p->feed.from);
    mlg_layer_free(p->own);
    free(p->names);
    mlg_diag_release(&p->of_rows);
    mlg_diag_release(&p->of_points);
    mlg_diag_release(&p->of_numbers);
    free(p);
}
