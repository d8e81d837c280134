#include "base/i18n.h"
#include "base/order.h"
#include "base/text.h"
#include "geo/dissolve.h"
#include "geo/zones.h"
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

/* The zones of the base that have a code, by code, then by plane. */
typedef struct part {
    const char *code;
    uint64_t start; /* text_start */
    plane_id plane;
    uint32_t zone;
} part;

typedef struct parents {
    const mlg_zones *base;
    const mlg_column *code, *label;
    part *parts;
    size_t n_parts, n;
    uint32_t *part_of;
} parents;

static mlg_code no_memory(mlg_err *err)
{
    return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static int by_parent(const void *a, const void *b)
{
    const part *l = a, *r = b;
    int order;

    if (l->start != r->start)
        return l->start < r->start ? -1 : 1;
    order = strcmp(l->code, r->code);
    if (!order)
        order = (l->plane > r->plane) - (l->plane < r->plane);
    return order ? order : l->zone < r->zone ? -1 : 1;
}

/* --- columns ----------------------------------------------------------------------------- */

/* The name of the parent: as the agencies call it, else "lib_LEVEL" or "nom_LEVEL". */
static const mlg_column *label_column(const mlg_layer *layer, const mlg_zones_options *o)
{
    static const char *const usual[] = { [MLG_ROLE_EPCI] = "lib_epci",
                                         [MLG_ROLE_ARRONDISSEMENT] = "lib_arr",
                                         [MLG_ROLE_DEPARTEMENT] = "lib_dep",
                                         [MLG_ROLE_REGION] = "lib_reg",
                                         [MLG_ROLE_TERRITORY] = "lib_territoire" };
    static const char *const before[] = { "lib", "nom", "libelle" };
    const mlg_column *c = o->label ? mlg_layer_column(layer, o->label) : NULL;
    buf name = { 0 };

    if (!c)
        c = mlg_layer_column(layer, usual[o->role]);
    for (size_t i = 0; !c && i < sizeof before / sizeof *before; i++) {
        buf_clear(&name);
        buf_printf(&name, "%s_%s", before[i], o->name);
        c = name.broken ? NULL : mlg_layer_column(layer, name.at);
    }
    buf_free(&name);
    return c;
}

static mlg_code find_columns(parents *p, const mlg_zones_options *o, mlg_err *err)
{
    const mlg_layer *layer = p->base->layer;

    if (o->role < MLG_ROLE_EPCI) {
        mlg_fail(err, MLG_EUSAGE, _("'%.40s' is not a level made of communes"), o->name);
        return mlg_at(err, layer->name, 0);
    }
    if (zones_choose_code(&p->code, layer, o->code, o->role, err) != MLG_OK)
        return err->code;
    if (o->role == MLG_ROLE_TERRITORY && !o->code)
        p->code = mlg_layer_column(layer, o->name);
    if (!p->code) {
        mlg_fail(
            err, MLG_EDATA,
            _("has no column of codes of the level '%.40s': name it (--levels %.40s=COLUMN)"),
            o->name, o->name);
        return mlg_at(err, layer->name, 0);
    }
    p->label = label_column(layer, o);
    return MLG_OK;
}

/* --- grouping ------------------------------------------------------------------------------
 */

static mlg_code group(parents *p, const char *level, mlg_diag *diag, mlg_err *err)
{
    const mlg_zones *base = p->base;

    p->parts = malloc((base->n + 1) * sizeof *p->parts);
    p->part_of = malloc((base->n + 1) * sizeof *p->part_of);
    if (!p->parts || !p->part_of)
        return no_memory(err);
    for (size_t f = 0; f < base->n; f++) {
        const char *code = mlg_cell(p->code, f);

        p->part_of[f] = ZONE_NONE;
        if (!text_is_missing(code))
            p->parts[p->n_parts++] =
                (part){ code, text_start(code), base->plane[f], (uint32_t)f };
        else
            mlg_diag_add(diag, MLG_WARNING, "parent-missing", base->layer->name, (int64_t)f + 1,
                         N_("'%.60s' has no code of the level '%.40s': it counts in none"),
                         mlg_zone_label(base, f), level);
    }
    qsort(p->parts, p->n_parts, sizeof *p->parts, by_parent);
    for (size_t i = 0; i < p->n_parts; i++) {
        if (!i || strcmp(p->parts[i].code, p->parts[i - 1].code) ||
            (p->parts[i].plane != p->parts[i - 1].plane && p->parts[i].plane &&
             p->parts[i - 1].plane))
            p->n++;
        p->part_of[p->parts[i].zone] = (uint32_t)(p->n - 1);
    }
    return MLG_OK;
}

/* --- their layer ----------------------------------------------------------------------------
 */

static bool copy_text(char **to, const char *from)
{
    *to = strdup(from ? from : "");
    return *to;
}

/* Where it comes from is where the base comes from. */
static bool describe(mlg_layer *l, const mlg_layer *from)
{
    l->geometry = MLG_GEOMETRY_POLYGON;
    l->n_sources = from->n_sources;
    memcpy(l->sources, from->sources, sizeof l->sources);
    free(l->format);
    free(l->encoding);
    free(l->encoding_from);
    free(l->crs);
    free(l->crs_from);
    free(l->delimiter);

    bool whole = copy_text(&l->format, from->format); /* each is set, come what may */

    whole &= copy_text(&l->encoding, from->encoding);
    whole &= copy_text(&l->encoding_from, from->encoding_from);
    whole &= copy_text(&l->crs, from->crs);
    whole &= copy_text(&l->crs_from, from->crs_from);
    whole &= copy_text(&l->delimiter, from->delimiter);
    return whole;
}

/* One record per zone: its code and its name, that of its first part which has one. */
static bool fill_columns(mlg_layer *l, const parents *p)
{
    column_build *code = column_build_new(p->code->name, MLG_TEXT);
    column_build *label = column_build_new(p->label ? p->label->name : "nom", MLG_TEXT);
    bool fine = code && label && (l->columns = calloc(2, sizeof *l->columns));

    for (size_t i = 0, g = 0; fine && i < p->n_parts; g++) {
        const char *name = "";
        size_t first = i;

        for (; i < p->n_parts && p->part_of[p->parts[i].zone] == g; i++)
            if (p->label && !*name)
                name = mlg_cell(p->label, p->parts[i].zone);
        fine = column_build_add(code, p->parts[first].code, strlen(p->parts[first].code)) &&
               column_build_add(label, name, strlen(name));
        l->n++;
    }
    if (fine) {
        column_build_finish(code, &l->columns[0]);
        column_build_finish(label, &l->columns[1]);
        l->n_columns = 2;
        return true;
    }
    column_build_free(code);
    column_build_free(label);
    return false;
}

static mlg_layer *make_layer(const parents *p)
{
    mlg_layer *l = layer_new(p->base->layer->name);

    if (l && describe(l, p->base->layer) && fill_columns(l, p))
        return l;
    mlg_layer_free(l);
    return NULL;
}

/* --- all together ---------------------------------------------------------------------------
 */

static mlg_code fill(mlg_zones *z, parents *p, const mlg_zones_options *o, mlg_planes *planes,
                     mlg_diag *diag, mlg_err *err)
{
    const borders *between;
    mlg_code code = zones_borders(&between, p->base, o->threads, err);

    z->code = &z->layer->columns[0];
    z->label = &z->layer->columns[1];
    z->base = p->base;
    z->part_of = p->part_of;
    p->part_of = NULL;
    for (size_t f = 0; f < p->base->n; f++)
        if (z->part_of[f] != ZONE_NONE && p->base->plane[f])
            z->plane[z->part_of[f]] = p->base->plane[f];
    if (code == MLG_OK)
        code = polys_dissolve(&z->polys, &p->base->polys, between, z->part_of, z->n, o->threads,
                              err);
    return code == MLG_OK ? zones_finish(z, o, planes, diag, err) : code;
}

mlg_code mlg_zones_by_code(mlg_zones **out, const mlg_zones *base, const mlg_zones_options *o,
                           mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    parents p = { .base = base };
    mlg_layer *layer;
    mlg_zones *z = NULL;
    mlg_code code = find_columns(&p, o, err);

    *out = NULL;
    if (code == MLG_OK)
        code = group(&p, o->name, diag, err);
    if (code == MLG_OK) {
        layer = make_layer(&p);
        z = layer ? zones_empty(layer, o->name) : NULL;
        code = z ? fill(z, &p, o, planes, diag, err) : no_memory(err);
    }
    free(p.parts);
    free(p.part_of);
    if (code == MLG_OK)
        *out = z;
    else
        mlg_zones_free(z);
    return code == MLG_OK ? code : mlg_at(err, base->layer->name, 0);
}
