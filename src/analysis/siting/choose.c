#include "analysis/siting/sites.h"

#include "base/i18n.h"
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

/* The sites of one list, then those of another, record by record. */
typedef struct joining {
    const mlg_sites *first, *second; /* the second may be NULL */
    mlg_sites *out;
} joining;

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static bool add_cells(column_build *b, const mlg_column *c, size_t n)
{
    bool fine = true;

    for (size_t i = 0; fine && i < n; i++)
        fine = column_build_add(b, mlg_cell(c, i), strlen(mlg_cell(c, i)));
    return fine;
}

static bool join_column(joining *j, const mlg_column **to, const mlg_column *a,
                        const mlg_column *b)
{
    mlg_layer *l = j->out->layer;
    column_build *build;

    if (!a && !b)
        return true;
    build = column_build_new(a ? a->name : b->name, MLG_TEXT);
    if (!build || !add_cells(build, a, j->first->n) ||
        (j->second && !add_cells(build, b, j->second->n))) {
        column_build_free(build);
        return false;
    }
    column_build_finish(build, &l->columns[l->n_columns]);
    *to = &l->columns[l->n_columns++];
    return true;
}

#define JOIN_COLUMN(member)                                                                    \
    join_column(j, &j->out->member, j->first->member, j->second ? j->second->member : NULL)

static bool join_columns(joining *j)
{
    j->out->layer->columns = calloc(16, sizeof *j->out->layer->columns);
    return j->out->layer->columns && JOIN_COLUMN(id) && JOIN_COLUMN(name) &&
           JOIN_COLUMN(commune) && JOIN_COLUMN(precision) && JOIN_COLUMN(kind) &&
           JOIN_COLUMN(wave) && JOIN_COLUMN(date) && JOIN_COLUMN(override) &&
           JOIN_COLUMN(justification) && JOIN_COLUMN(declared) && JOIN_COLUMN(grant) &&
           JOIN_COLUMN(bearer) && JOIN_COLUMN(state) && JOIN_COLUMN(reach);
}

/* One array behind the other. */
static bool join_array(void **to, const void *a, size_t n_a, const void *b, size_t n_b,
                       size_t unit)
{
    *to = calloc(n_a + n_b + 1, unit);
    if (!*to)
        return false;
    if (n_a)
        memcpy(*to, a, n_a * unit);
    if (n_b)
        memcpy((char *)*to + n_a * unit, b, n_b * unit);
    return true;
}

#define JOIN_ARRAY(member)                                                                     \
    join_array((void **)&j->out->member, j->first->member, j->first->n,                        \
               j->second ? j->second->member : NULL, j->second ? j->second->n : 0,             \
               sizeof *j->out->member)

static bool join_arrays(joining *j)
{
    return JOIN_ARRAY(lonlat) && JOIN_ARRAY(at) && JOIN_ARRAY(plane) && JOIN_ARRAY(location) &&
           JOIN_ARRAY(kinds) && JOIN_ARRAY(forced) && JOIN_ARRAY(radius) &&
           JOIN_ARRAY(declares) && JOIN_ARRAY(states);
}

/* What the columns say, one of the two lists may not. */
static bool join_said(joining *j)
{
    mlg_sites *s = j->out;
    size_t n = s->n + 1;

    if ((s->wave && !(s->waves = malloc(n * sizeof *s->waves))) ||
        (s->date && !(s->day = malloc(n * sizeof *s->day))) ||
        (s->grant && !(s->grants = malloc(n * sizeof *s->grants))) ||
        (s->reach && !(s->reaches = malloc(n * sizeof *s->reaches))))
        return false;
    for (size_t i = 0; i < s->n; i++) {
        const mlg_sites *from = i < j->first->n ? j->first : j->second;
        size_t k = i < j->first->n ? i : i - j->first->n;

        if (s->waves)
            s->waves[i] = mlg_site_wave_number(from, k);
        if (s->day)
            s->day[i] = mlg_site_day(from, k);
        if (s->grants)
            s->grants[i] = mlg_site_grant(from, k);
        if (s->reaches)
            s->reaches[i] = mlg_site_reach(from, k);
    }
    return true;
}

/* The first ones' absences are kept; the second are all there. */
static bool join_absences(joining *j)
{
    mlg_sites *s = j->out;

    s->absent = calloc(s->n + 1, 1);
    if (!s->absent)
        return false;
    if (j->first->absent)
        memcpy(s->absent, j->first->absent, j->first->n);
    return true;
}

static mlg_sites *join(const mlg_sites *first, const mlg_sites *second)
{
    joining j = { .first = first, .second = second, .out = calloc(1, sizeof *j.out) };

    if (!j.out)
        return NULL;
    j.out->n = first->n + (second ? second->n : 0);
    j.out->layer = layer_new(first->layer->name);
    if (j.out->layer) {
        j.out->layer->n = j.out->n;
        if (join_columns(&j) && join_arrays(&j) && join_said(&j) && join_absences(&j))
            return j.out;
    }
    mlg_sites_free(j.out);
    return NULL;
}

/* --- who is there ---------------------------------------------------------------------------
 */

/* A fabrique whose wave or day is not said cannot be told to have been there. */
static void leave_out_later(mlg_sites *s, const mlg_sites_choice *c, mlg_diag *diag)
{
    for (size_t i = 0; i < s->n; i++) {
        bool unknown =
            (c->after_wave != MLG_NO_WAVE && mlg_site_wave_number(s, i) == MLG_NO_WAVE) ||
            (c->until != MLG_NO_DAY && mlg_site_day(s, i) == MLG_NO_DAY);

        if (s->kinds[i] != MLG_FABRIQUE)
            continue;
        if (unknown)
            mlg_diag_add(diag, MLG_WARNING, "site-undated", s->layer->name, (int64_t)i + 1,
                         N_("'%.60s' says no wave or date that can be compared: left out"),
                         mlg_site_name(s, i));
        s->absent[i] |=
            unknown ||
            (c->after_wave != MLG_NO_WAVE && mlg_site_wave_number(s, i) > c->after_wave) ||
            (c->until != MLG_NO_DAY && mlg_site_day(s, i) > c->until);
    }
}

static mlg_code leave_out(mlg_sites *s, const char *id, mlg_err *err)
{
    bool found = false;

    for (size_t i = 0; i < s->n; i++) {
        if (strcmp(mlg_site_id(s, i), id))
            continue;
        found = true;
        s->absent[i] = 1;
    }
    return found ? MLG_OK
                 : mlg_fail(err, MLG_EUSAGE, _("--without: no site has the identifier '%.60s'"),
                            id);
}

mlg_code mlg_sites_choose(mlg_sites **out, const mlg_sites *from, const mlg_sites_choice *c,
                          mlg_diag *diag, mlg_err *err)
{
    mlg_sites *s = join(from, c->with);
    mlg_code code = s ? sites_order(s, err) : no_memory(err);

    *out = NULL;
    if (s && (c->after_wave != MLG_NO_WAVE || c->until != MLG_NO_DAY))
        leave_out_later(s, c, diag);
    for (size_t i = 0; code == MLG_OK && i < c->n_without; i++)
        code = leave_out(s, c->without[i], err);
    if (code == MLG_OK)
        *out = s;
    else
        mlg_sites_free(s);
    return code;
}
