#include "analysis/compare/match_sites.h"

#include "analysis/identity/names.h"
#include "base/i18n.h"
#include "base/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double near_m = 1000;
enum { TRIED = 64 }; /* candidates of one key looked at before giving up */

mlg_code positions_apart(double *out, mlg_xy a, mlg_xy b, mlg_planes *planes, mlg_err *err)
{
    plane_id id = plane_at(a, PLANE_NONE);
    mlg_xy at[2] = { a, b };
    const plane *opened;

    *out = NAN;
    if (!isfinite(a.x) || !isfinite(b.x))
        return MLG_OK;
    *out = a.x == b.x && a.y == b.y ? 0 : INFINITY;
    if (*out == 0 || !id || plane_at(b, PLANE_NONE) != id)
        return MLG_OK;
    if (planes_get(planes, id, &opened, err) != MLG_OK)
        return err->code;
    if (!plane_from_lonlat(planes->open[id], at, 2))
        *out = plane_ground(opened, at[0], at[1]);
    return MLG_OK;
}

typedef struct matching {
    const mlg_result *a, *b;
    mlg_planes *planes;
    uint32_t *to;
    uint8_t *how;
    bool *taken; /* of B */
    size_t refused;
    mlg_err *err;
} matching;

static void take(matching *m, uint32_t a, uint32_t b, mlg_matched how)
{
    m->to[a] = b;
    m->how[a] = (uint8_t)how;
    m->taken[b] = true;
}

static bool same_commune(const mlg_result_site *a, const mlg_result_site *b)
{
    return *a->commune && !strcmp(a->commune, b->commune);
}

static bool alike(const mlg_result_site *a, const mlg_result_site *b)
{
    place_name l, r;

    if (!strcmp(a->name, b->name))
        return true;
    name_read(&l, a->name, "");
    name_read(&r, b->name, "");
    return name_similarity(&l, &r) >= NAME_ALIKE;
}

/* --- by id ----------------------------------------------------------------------------------
 */

/* Another name in another place is another site. */
static mlg_code credible(bool *out, matching *m, uint32_t a, uint32_t b)
{
    const mlg_result_site *l = &m->a->rows[a], *r = &m->b->rows[b];
    double apart;

    *out = true;
    if (!*l->name || !*r->name || alike(l, r) || same_commune(l, r))
        return MLG_OK;
    if (positions_apart(&apart, l->lonlat, r->lonlat, m->planes, m->err) != MLG_OK)
        return m->err->code;
    if (isnan(apart))
        *out = !*l->commune || !*r->commune;
    else
        *out = apart <= near_m;
    return MLG_OK;
}

typedef struct named {
    const char *id;
    uint32_t row;
} named;

static int by_id(const void *a, const void *b)
{
    const named *l = a, *r = b;
    int order = strcmp(l->id, r->id);

    return order ? order : l->row < r->row ? -1 : 1;
}

static size_t list_ids(named *out, const mlg_result *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n; i++)
        if (*r->rows[i].id)
            out[n++] = (named){ r->rows[i].id, (uint32_t)i };
    qsort(out, n, sizeof *out, by_id);
    return n;
}

/* Those of one id on both sides: mostly one each. */
static mlg_code match_group(matching *m, const named *a, size_t n_a, const named *b, size_t n_b)
{
    for (size_t i = 0; i < n_a; i++) {
        bool yes = false;

        for (size_t k = 0; !yes && k < n_b && k < TRIED; k++) {
            if (m->taken[b[k].row])
                continue;
            if (credible(&yes, m, a[i].row, b[k].row) != MLG_OK)
                return m->err->code;
            if (yes)
                take(m, a[i].row, b[k].row, MLG_MATCHED_BY_ID);
        }
        m->refused += !yes && i < n_b;
    }
    return MLG_OK;
}

static mlg_code match_ids(matching *m)
{
    named *a = malloc((m->a->n + 1) * sizeof *a), *b = malloc((m->b->n + 1) * sizeof *b);
    mlg_code code = a && b ? MLG_OK : mlg_fail(m->err, MLG_ENOMEM, _("out of memory"));
    size_t n_a = code == MLG_OK ? list_ids(a, m->a) : 0;
    size_t n_b = code == MLG_OK ? list_ids(b, m->b) : 0;

    for (size_t i = 0, k = 0; code == MLG_OK && i < n_a && k < n_b;) {
        int order = strcmp(a[i].id, b[k].id);
        size_t i_end = i + 1, k_end = k + 1;

        if (order) {
            i += order < 0;
            k += order > 0;
            continue;
        }
        while (i_end < n_a && !strcmp(a[i_end].id, a[i].id))
            i_end++;
        while (k_end < n_b && !strcmp(b[k_end].id, b[k].id))
            k_end++;
        code = match_group(m, a + i, i_end - i, b + k, k_end - k);
        i = i_end;
        k = k_end;
    }
    free(a);
    free(b);
    return code;
}

/* --- by name and place
 * ------------------------------------------------------------------------ */

static uint32_t key_of(const mlg_result_site *s)
{
    char key[NAME_ROOM];
    place_name n;

    name_read(&n, s->name, "");
    return n.n ? text_key(name_key(&n, key)) | 1 : 0;
}

static bool same_name(const mlg_result_site *a, const mlg_result_site *b)
{
    char key_a[NAME_ROOM], key_b[NAME_ROOM];
    place_name l, r;

    name_read(&l, a->name, "");
    name_read(&r, b->name, "");
    return !strcmp(name_key(&l, key_a), name_key(&r, key_b));
}

/* The nearest of the sites of B listed, if it is near enough. */
static mlg_code match_nearest(matching *m, uint32_t a, const uint32_t *list, size_t n)
{
    const mlg_result_site *l = &m->a->rows[a];
    uint32_t best = MLG_NO_ROW;
    double least = INFINITY;

    for (size_t i = 0; i < n && i < TRIED; i++) {
        const mlg_result_site *r = &m->b->rows[list[i]];
        double apart;

        if (m->taken[list[i]] || !same_name(l, r))
            continue;
        if (positions_apart(&apart, l->lonlat, r->lonlat, m->planes, m->err) != MLG_OK)
            return m->err->code;
        if (!(apart <= near_m) && !same_commune(l, r))
            continue;
        apart = isnan(apart) ? near_m : apart;
        if (best == MLG_NO_ROW || apart < least) {
            best = list[i];
            least = apart;
        }
    }
    if (best != MLG_NO_ROW)
        take(m, a, best, MLG_MATCHED_BY_NAME);
    return MLG_OK;
}

static uint32_t *keys_of(const mlg_result *r)
{
    uint32_t *keys = malloc((r->n + 1) * sizeof *keys);

    for (size_t i = 0; keys && i < r->n; i++)
        keys[i] = key_of(&r->rows[i]);
    return keys;
}

static mlg_code match_names(matching *m)
{
    uint32_t *keys_a = keys_of(m->a), *keys_b = keys_of(m->b);
    uint32_t *order = keys_b ? order_by_key(keys_b, m->b->n) : NULL;
    mlg_code code = keys_a && order ? MLG_OK : mlg_fail(m->err, MLG_ENOMEM, _("out of memory"));

    for (size_t i = 0; code == MLG_OK && i < m->a->n; i++) {
        size_t low = 0, high = m->b->n, end;

        if (m->to[i] != MLG_NO_ROW || !keys_a[i])
            continue;
        while (low < high) {
            size_t middle = (low + high) / 2;

            if (keys_b[order[middle]] < keys_a[i])
                low = middle + 1;
            else
                high = middle;
        }
        for (end = low; end < m->b->n && end < low + TRIED && keys_b[order[end]] == keys_a[i];)
            end++;
        code = match_nearest(m, (uint32_t)i, order + low, end - low);
    }
    free(keys_a);
    free(keys_b);
    free(order);
    return code;
}

mlg_code match_sites(uint32_t *to, uint8_t *how, size_t *refused, const mlg_result *a,
                     const mlg_result *b, mlg_planes *planes, mlg_err *err)
{
    matching m = { .a = a,
                   .b = b,
                   .planes = planes,
                   .to = to,
                   .how = how,
                   .taken = calloc(b->n + 1, sizeof *m.taken),
                   .err = err };
    mlg_code code = m.taken ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    for (size_t i = 0; i < a->n; i++) {
        to[i] = MLG_NO_ROW;
        how[i] = MLG_MATCHED_NOT;
    }
    if (code == MLG_OK)
        code = match_ids(&m);
    if (code == MLG_OK)
        code = match_names(&m);
    free(m.taken);
    *refused = m.refused;
    return code;
}
