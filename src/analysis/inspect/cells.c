#include "analysis/inspect/cells.h"

#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"
#include "base/text.h"
#include "model/fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* --- one column ------------------------------------------------------------------------ */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Different texts among `n` with one and the same key: nearly always one. */
static size_t distinct_in_run(const char **run, size_t n)
{
    size_t i = 1, distinct = 1;

    while (i < n && !strcmp(run[0], run[i]))
        i++;
    if (i == n)
        return 1;
    qsort(run, n, sizeof *run, by_text);
    for (i = 1; i < n; i++)
        distinct += strcmp(run[i], run[i - 1]) != 0;
    return distinct;
}

/* Equal texts have equal keys: sorted by key, they stand together. Sorting rather than
 * hashing, so that no file can be made slow on purpose. */
static mlg_code count_distinct(size_t *out, const char **values, size_t n, mlg_err *err)
{
    uint32_t *keys = malloc((n + 1) * sizeof *keys), *order = NULL;
    const char **sorted = malloc((n + 1) * sizeof *sorted);

    *out = 0;
    for (size_t i = 0; keys && i < n; i++)
        keys[i] = text_key(values[i]);
    if (keys && sorted)
        order = order_by_key(keys, n);
    for (size_t i = 0; order && i < n; i++)
        sorted[i] = values[order[i]];
    for (size_t from = 0, to; order && from < n; from = to) {
        for (to = from + 1; to < n && keys[order[to]] == keys[order[from]];)
            to++;
        *out += distinct_in_run(sorted + from, to - from);
    }
    free(keys);
    free(sorted);
    if (!order)
        return no_memory(err);
    free(order);
    return MLG_OK;
}

static bool has_leading_zero(const char *value)
{
    return value[0] == '0' && value[1] && strspn(value, "0123456789") == strlen(value);
}

static void read_value(mlg_column_facts *f, const char *value)
{
    double number;

    f->leading_zeros += has_leading_zero(value);
    f->mojibake += text_is_mojibake(value);
    if (f->numeric && (f->numeric = text_number(value, &number))) {
        f->min = fmin(f->min, number);
        f->max = fmax(f->max, number);
    }
}

static mlg_code inspect_column(mlg_column_facts *f, const mlg_column *c, size_t rows,
                               mlg_err *err)
{
    const char **values = malloc((rows + 1) * sizeof *values);
    size_t n = 0;
    mlg_code code;

    *f = (mlg_column_facts){ .type = c->type, .numeric = true, .min = NAN, .max = NAN };
    if (!values)
        return no_memory(err);
    for (size_t i = 0; i < rows; i++) {
        const char *cell = mlg_cell(c, i);

        if (!cell[0])
            f->blank++;
        else if (text_is_missing(cell))
            f->missing++;
        else
            read_value(f, values[n++] = cell);
    }
    if (!n || !f->numeric) {
        f->numeric = false;
        f->min = f->max = NAN;
    }
    f->name = strdup(c->name);
    f->example = strdup(n ? values[0] : "");
    code =
        f->name && f->example ? count_distinct(&f->distinct, values, n, err) : no_memory(err);
    free(values);
    return code;
}

/* --- all of them ----------------------------------------------------------------------- */

typedef struct task {
    mlg_column_facts *out;
    const mlg_layer *layer;
} task;

static mlg_code run_task(void *worker, size_t i, mlg_err *err)
{
    task *t = worker;

    return inspect_column(&t->out[i], &t->layer->columns[i], t->layer->n, err);
}

mlg_code cells_inspect(mlg_column_facts *out, const mlg_layer *layer, unsigned threads,
                       mlg_err *err)
{
    static const par_job job = { .run = run_task };
    task t = { out, layer };

    memset(out, 0, layer->n_columns * sizeof *out);
    return par_for(layer->n_columns, threads, &job, &t, err);
}

void cells_release(mlg_column_facts *facts, size_t n)
{
    for (size_t i = 0; facts && i < n; i++) {
        free(facts[i].name);
        free(facts[i].example);
    }
}

/* --- roles ----------------------------------------------------------------------------- */

static const struct usage {
    bool polygons; /* of a layer of polygons; else of points, or of a table */
    const char *role, *use;
    field field;
} usages[] = {
    { false, "sites", "id", F_ID },
    { false, "sites", "name", F_NAME },
    { false, "sites", "lon", F_LON },
    { false, "sites", "lat", F_LAT },
    { false, "sites", "x", F_X },
    { false, "sites", "y", F_Y },
    { false, "sites", "commune", F_COMMUNE },
    { false, "sites", "precision", F_PRECISION },
    { false, "sites", "kind", F_KIND },
    { false, "sites", "wave", F_WAVE },
    { false, "sites", "date", F_DATE },
    { false, "sites", "declared", F_DECLARED },
    { false, "sites", "grant", F_GRANT },
    { false, "sites", "bearer", F_BEARER },
    { false, "sites", "state", F_STATE },
    { false, "sites", "override", F_OVERRIDE },
    { false, "sites", "justification", F_JUSTIFICATION },
    { false, "population", "population", F_POPULATION },
    { true, "qpv", "code", F_QPV_CODE },
    { true, "qpv", "label", F_QPV_NAME },
    { true, "centres", "code", F_CENTRE_CODE },
    { true, "centres", "label", F_CENTRE_NAME },
    { true, "communes", "code", F_COMMUNE_CODE },
    { true, "communes", "label", F_TERRITORY_NAME },
    { true, "epci", "code", F_EPCI_CODE },
    { true, "epci", "label", F_TERRITORY_NAME },
    { true, "arrondissement", "code", F_ARRONDISSEMENT_CODE },
    { true, "arrondissement", "label", F_TERRITORY_NAME },
    { true, "departement", "code", F_DEPARTEMENT_CODE },
    { true, "departement", "label", F_TERRITORY_NAME },
    { true, "region", "code", F_REGION_CODE },
    { true, "region", "label", F_TERRITORY_NAME },
    { true, "territoires", "code", F_TERRITORY_CODE },
    { true, "territoires", "label", F_TERRITORY_NAME },
    { true, "territoires", "population", F_POPULATION },
};
enum { USAGES = sizeof usages / sizeof *usages };

static bool same(const char *a, const char *b)
{
    return !strcmp(a, b);
}

/* A role without its code is not one that the layer could play. */
static bool plays(const mlg_recognised *known, size_t n, const struct usage *u)
{
    if (!u->polygons || !same(u->use, "label"))
        return true;
    return n && same(known[n - 1].role, u->role);
}

mlg_code cells_recognise(mlg_recognised **out, size_t *n, const mlg_layer *layer,
                         const mlg_column_facts *facts, mlg_err *err)
{
    bool polygons = layer->geometry == MLG_GEOMETRY_POLYGON;

    *n = 0;
    *out = calloc(USAGES, sizeof **out);
    if (!*out)
        return no_memory(err);
    for (size_t i = 0; i < USAGES; i++) {
        const struct usage *u = &usages[i];
        const mlg_column *c = fields_find(layer, u->field);
        const mlg_column_facts *f;

        if (!c || u->polygons != polygons || !plays(*out, *n, u))
            continue;
        f = &facts[c - layer->columns];
        (*out)[(*n)++] =
            (mlg_recognised){ .role = u->role,
                              .field = u->use,
                              .column = f->name,
                              .repeated = same(u->use, "id") || same(u->use, "code")
                                              ? layer->n - f->blank - f->missing - f->distinct
                                              : 0 };
    }
    return MLG_OK;
}
