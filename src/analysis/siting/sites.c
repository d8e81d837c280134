#include "analysis/siting/sites.h"

#include "analysis/siting/said.h"
#include "base/big.h"
#include "base/i18n.h"
#include "base/order.h"
#include "base/par.h"
#include "base/text.h"
#include "geo/place.h"
#include "geo/rtree.h"
#include "maillage/classify.h"
#include "model/build.h"
#include "model/fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- columns ----------------------------------------------------------------------- */

static mlg_code find_columns(mlg_sites *s, const mlg_columns *c, mlg_err *err)
{
    static const mlg_columns none = { 0 };
    const mlg_layer *l = s->layer;

    c = c ? c : &none;
    if (fields_choose(&s->id, l, c->id, F_ID, err) != MLG_OK ||
        fields_choose(&s->name, l, c->name, F_NAME, err) != MLG_OK ||
        fields_choose(&s->commune, l, c->commune, F_COMMUNE, err) != MLG_OK ||
        fields_choose(&s->precision, l, c->precision, F_PRECISION, err) != MLG_OK ||
        fields_choose(&s->kind, l, c->kind, F_KIND, err) != MLG_OK ||
        fields_choose(&s->wave, l, c->wave, F_WAVE, err) != MLG_OK ||
        fields_choose(&s->date, l, c->date, F_DATE, err) != MLG_OK ||
        fields_choose(&s->declared, l, c->declared, F_DECLARED, err) != MLG_OK ||
        fields_choose(&s->grant, l, c->grant, F_GRANT, err) != MLG_OK ||
        fields_choose(&s->bearer, l, c->bearer, F_BEARER, err) != MLG_OK ||
        fields_choose(&s->state, l, c->state, F_STATE, err) != MLG_OK ||
        fields_choose(&s->reach, l, c->reach, F_REACH, err) != MLG_OK ||
        fields_choose(&s->override, l, c->override, F_OVERRIDE, err) != MLG_OK ||
        fields_choose(&s->justification, l, c->justification, F_JUSTIFICATION, err) != MLG_OK)
        return err->code;
    return MLG_OK;
}

/* --- precision ----------------------------------------------------------------------- */

/* How coarse a position is: metres, or the whole commune. */
typedef struct coarseness {
    bool commune;
    double radius;
} coarseness;

static coarseness of_radius(double metres)
{
    return metres < 0 ? (coarseness){ true, 0 } : (coarseness){ false, metres };
}

/* Metres ("50", "50m", "1 km"), a result type of the address base, or "commune". */
static bool read_precision(const char *text, const mlg_rules *rules, coarseness *out)
{
    const struct {
        const char *word;
        double metres;
    } words[] = { { "housenumber", rules->precision.housenumber_m },
                  { "street", rules->precision.street_m },
                  { "locality", rules->precision.locality_m },
                  { "municipality", rules->precision.municipality_m },
                  { "commune", -1 } };
    char folded[24];
    double metres;

    if (text_distance(text, &metres)) {
        *out = of_radius(metres);
        return true;
    }
    text_fold(folded, sizeof folded, text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!strcmp(folded, words[i].word)) {
            *out = of_radius(words[i].metres);
            return true;
        }
    }
    return false;
}

static mlg_code locate(mlg_sites *s, const mlg_sites_options *o, mlg_diag *diag, mlg_err *err)
{
    coarseness usual = { false, 0 };

    if (s->layer->geometry == MLG_GEOMETRY_NONE && !s->commune)
        mlg_diag_add(diag, MLG_WARNING, "location-columns-missing", s->layer->name, 0,
                     N_("no column holds positions or commune codes under a usual name: name "
                        "them, as in --column sites.lon=NAME"));
    if (o->precision && !read_precision(o->precision, o->rules, &usual))
        return mlg_fail(err, MLG_EUSAGE,
                        _("'%.40s' is no precision: give metres (50m) or commune"),
                        o->precision);
    if (!s->precision && !o->precision && s->commune && s->layer->geometry == MLG_GEOMETRY_NONE)
        mlg_diag_add(diag, MLG_WARNING, "precision-unsaid", s->layer->name, 0,
                     N_("holds commune codes and no positions: say --precision commune, for "
                        "places to be somewhere in their commune"));
    else if (!s->precision && !o->precision)
        mlg_diag_add(
            diag, MLG_NOTE, "precision-unsaid", s->layer->name, 0,
            N_("no precision is said: positions are taken as exact (see --precision)"));
    for (size_t i = 0; i < s->n; i++) {
        const char *said = mlg_cell(s->precision, i);
        coarseness c = usual;

        if (!text_is_missing(said) && !read_precision(said, o->rules, &c))
            mlg_diag_add(diag, MLG_WARNING, "precision-unknown", s->layer->name, (int64_t)i + 1,
                         N_("precision '%.40s' is neither metres nor a known word: the default "
                            "is taken"),
                         said);
        if (c.radius > 0) /* else it is zero, where nothing need be written */
            s->radius[i] = (float)c.radius;
        if (c.commune && (s->plane[i] || mlg_cell(s->commune, i)[0]))
            s->location[i] = MLG_COMMUNE;
        else
            s->location[i] = s->plane[i] ? MLG_POINT : MLG_NOWHERE;
        if (s->location[i] == MLG_NOWHERE)
            mlg_diag_add(diag, MLG_WARNING, "site-unlocated", s->layer->name, (int64_t)i + 1,
                         N_("'%.80s' has no usable location"), mlg_site_name(s, i));
    }
    return MLG_OK;
}

/* --- kinds and overrides --------------------------------------------------------------- */

static void read_kinds(mlg_sites *s, mlg_diag *diag)
{
    if (!s->kind)
        mlg_diag_add(diag, MLG_WARNING, "kind-unsaid", s->layer->name, 0,
                     N_("no column says what kind each site is: all are taken as fabriques"));
    for (size_t i = 0; s->kind && i < s->n; i++) {
        char folded[40];

        text_fold(folded, sizeof folded, mlg_cell(s->kind, i));
        if (!folded[0])
            mlg_diag_add(diag, MLG_WARNING, "kind-unsaid", s->layer->name, (int64_t)i + 1,
                         N_("'%.80s' does not say what kind it is: taken as a fabrique"),
                         mlg_site_name(s, i));
        if (!folded[0] || !strncmp(folded, "fabrique", 8))
            continue;
        s->kinds[i] = MLG_TIERS_LIEU;
        if (strncmp(folded, "tiers_lieu", 10))
            mlg_diag_add(diag, MLG_WARNING, "kind-unknown", s->layer->name, (int64_t)i + 1,
                         N_("kind '%.40s' is taken as tiers_lieu"), mlg_cell(s->kind, i));
    }
}

static void read_overrides(mlg_sites *s, mlg_diag *diag)
{
    for (size_t i = 0; s->override && i < s->n; i++) {
        const char *said = mlg_cell(s->override, i);
        uint8_t forced = 0;
        char folded[40];

        if (text_is_missing(said))
            continue;
        text_fold(folded, sizeof folded, said);
        for (int c = 0; c < MLG_CLASS_INDETERMINE; c++)
            if (!strcmp(folded, mlg_class_name((mlg_class)c)))
                forced = (uint8_t)(c + 1);
        if (!forced)
            mlg_diag_add(diag, MLG_WARNING, "override-unknown", s->layer->name, (int64_t)i + 1,
                         N_("override '%.40s' is not a class: ignored"), said);
        else if (text_is_missing(mlg_site_justification(s, i)))
            mlg_diag_add(diag, MLG_WARNING, "override-unjustified", s->layer->name,
                         (int64_t)i + 1,
                         N_("override without a written justification: ignored"));
        else
            s->forced[i] = forced;
    }
}

/* A reach of the site's own; a tiers-lieu's serves nobody and is left alone. */
static mlg_code read_reaches(mlg_sites *s, mlg_diag *diag, mlg_err *err)
{
    if (s->reach && !(s->reaches = big_new(s->n + 1, sizeof *s->reaches)))
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; s->reach && i < s->n; i++) {
        const char *said = mlg_cell(s->reach, i);

        s->reaches[i] = NAN;
        if (text_is_missing(said) || text_distance(said, &s->reaches[i]))
            continue;
        s->reaches[i] = NAN;
        mlg_diag_add(diag, MLG_WARNING, "reach-unreadable", s->layer->name, (int64_t)i + 1,
                     N_("reach '%.40s' is not a distance such as 20km: the one asked is taken"),
                     said);
    }
    return MLG_OK;
}

/* --- neighbours and duplicates --------------------------------------------------------- */

/* By their place on a Hilbert curve (degrees: the planes do not matter here). */
mlg_code sites_order(mlg_sites *s, mlg_err *err)
{
    mlg_box box = box_of(s->lonlat, s->n);
    uint32_t *keys = malloc((s->n + 1) * sizeof *keys);

    for (size_t i = 0; keys && i < s->n; i++)
        keys[i] = s->plane[i] ? hilbert_key(box, s->lonlat[i]) : UINT32_MAX;
    s->order = keys ? order_by_key(keys, s->n) : NULL;
    free(keys);
    return s->order ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

static bool same_id(const mlg_sites *s, uint32_t a, uint32_t b)
{
    return !strcmp(mlg_site_id(s, a), mlg_site_id(s, b));
}

static bool same_place(const mlg_sites *s, uint32_t a, uint32_t b)
{
    return s->at[a].x == s->at[b].x && s->at[a].y == s->at[b].y;
}

static void tell_id(const mlg_sites *s, uint32_t a, uint32_t b, mlg_diag *diag)
{
    mlg_diag_add(diag, MLG_WARNING, "id-duplicate", s->layer->name, (int64_t)a + 1,
                 N_("id '%.40s' already seen at record %u"), mlg_site_id(s, a), b + 1);
}

/* Exactly the same point: one place labelled again, or entered twice. */
static void tell_place(const mlg_sites *s, uint32_t a, uint32_t b, mlg_diag *diag)
{
    mlg_diag_add(diag, MLG_WARNING, "place-duplicate", s->layer->name, (int64_t)a + 1,
                 N_("'%.60s' stands at the very place of '%.60s' (record %u)"),
                 mlg_site_name(s, a), mlg_site_name(s, b), b + 1);
}

static uint32_t id_key(const mlg_sites *s, size_t site)
{
    const char *id = mlg_site_id(s, site);

    return *id ? text_key(id) | 1 : 0;
}

static uint32_t place_key(const mlg_sites *s, size_t site)
{
    uint64_t bits[2];

    if (s->location[site] != MLG_POINT)
        return 0;
    memcpy(bits, &s->at[site], sizeof bits);
    return (uint32_t)((bits[0] * 0x9E3779B97F4A7C15u ^ bits[1] * 0xC2B2AE3D27D4EB4Fu) >> 32) |
           1;
}

enum { STRANGERS = 64 }; /* sites that only happen to share a key, looked at before giving up */

/* How sites can be the same, and what is said of it. */
typedef struct sameness {
    uint32_t (*key)(const mlg_sites *s, size_t site); /* of equal sites, equal; 0: no matter */
    bool (*same)(const mlg_sites *s, uint32_t a, uint32_t b);
    void (*tell)(const mlg_sites *s, uint32_t a, uint32_t b, mlg_diag *diag);
} sameness;

/* For every site that is the same as an earlier one, 1 + that one; else 0. */
static uint32_t *earlier_sites(const mlg_sites *s, const sameness *by)
{
    uint32_t *keys = malloc((s->n + 1) * sizeof *keys), *order = NULL;
    uint32_t *earlier = calloc(s->n + 1, sizeof *earlier);

    for (size_t i = 0; keys && i < s->n; i++)
        keys[i] = by->key(s, i);
    if (keys && earlier)
        order = order_by_key(keys, s->n);
    for (size_t i = 1; order && i < s->n; i++) {
        uint32_t a = order[i];

        for (size_t k = i;
             keys[a] && k-- && i - k <= STRANGERS && !earlier[a] && keys[order[k]] == keys[a];)
            if (by->same(s, a, order[k]))
                earlier[a] = order[k] + 1;
    }
    if (!order) {
        free(earlier);
        earlier = NULL;
    }
    free(keys);
    free(order);
    return earlier;
}

static const sameness sames[] = { { id_key, same_id, tell_id },
                                  { place_key, same_place, tell_place } };
enum { SAMES = sizeof sames / sizeof *sames };

/* What takes a sort each. */
typedef struct sorting {
    mlg_sites *sites;
    uint32_t *earlier[SAMES];
} sorting;

static mlg_code sort_one(void *arg, size_t i, mlg_err *err)
{
    sorting *t = arg;

    if (i == SAMES)
        return sites_order(t->sites, err);
    t->earlier[i] = earlier_sites(t->sites, &sames[i]);
    return t->earlier[i] ? MLG_OK : mlg_fail(err, MLG_ENOMEM, _("out of memory"));
}

/* Twins are told in the file's order. */
static mlg_code sort_sites(mlg_sites *s, unsigned threads, mlg_diag *diag, mlg_err *err)
{
    static const par_job job = { .run = sort_one };
    sorting t = { .sites = s };
    mlg_code code = par_for(SAMES + 1, threads, &job, &t, err);

    for (size_t k = 0; k < SAMES; k++) {
        for (size_t i = 0; code == MLG_OK && i < s->n; i++)
            if (t.earlier[k][i])
                sames[k].tell(s, (uint32_t)i, t.earlier[k][i] - 1, diag);
        free(t.earlier[k]);
    }
    return code;
}

/* --- all together ----------------------------------------------------------------------- */

static mlg_code fill(mlg_sites *s, const mlg_sites_options *o, mlg_planes *planes,
                     mlg_diag *diag, mlg_err *err)
{
    if (s->layer->geometry == MLG_GEOMETRY_POINT) {
        if (points_place(s->lonlat, s->at, s->plane, s->layer, o->threads, planes, diag, err) !=
            MLG_OK)
            return err->code;
        free(s->layer->points);
        s->layer->points = NULL;
    } else if (s->layer->geometry == MLG_GEOMETRY_NONE) {
        for (size_t i = 0; i < s->n; i++)
            s->lonlat[i] = s->at[i] = (mlg_xy){ NAN, NAN };
    } else {
        mlg_fail(err, MLG_EDATA,
                 _("holds no points; sites are points, or rows with a commune code"));
        return mlg_at(err, s->layer->name, 0);
    }
    if (find_columns(s, o->columns, err) != MLG_OK || locate(s, o, diag, err) != MLG_OK)
        return err->code;
    if (!o->any_kind)
        read_kinds(s, diag);
    read_overrides(s, diag);
    if (said_read(s, diag, err) != MLG_OK || read_reaches(s, diag, err) != MLG_OK)
        return err->code;
    return sort_sites(s, o->threads, diag, err);
}

mlg_code mlg_sites_new(mlg_sites **out, mlg_layer *layer, const mlg_sites_options *options,
                       mlg_planes *planes, mlg_diag *diag, mlg_err *err)
{
    mlg_sites *s = calloc(1, sizeof *s);
    size_t n = layer->n + 1;
    mlg_code code;

    *out = NULL;
    if (!s) {
        mlg_layer_free(layer);
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    }
    *s = (mlg_sites){ .layer = layer,
                      .n = layer->n,
                      .lonlat = big_new(n, sizeof *s->lonlat),
                      .at = big_new(n, sizeof *s->at),
                      .plane = calloc(n, 1),
                      .location = calloc(n, 1),
                      .kinds = calloc(n, 1),
                      .forced = calloc(n, 1),
                      .radius = big_zeroed(n, sizeof *s->radius),
                      .declares = calloc(n, 1),
                      .states = calloc(n, 1) };
    if (!s->lonlat || !s->at || !s->plane || !s->location || !s->kinds || !s->forced ||
        !s->radius || !s->declares || !s->states)
        code = mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    else
        code = fill(s, options, planes, diag, err);
    if (code != MLG_OK) {
        mlg_at(err, layer->name, 0);
        mlg_sites_free(s);
        return code;
    }
    *out = s;
    return MLG_OK;
}

mlg_code sites_nowhere(const mlg_sites *s, mlg_err *err)
{
    mlg_fail(err, MLG_EDATA,
             _("none of its fabriques has a usable location: geocode their addresses, or name "
               "the columns of positions (--column sites.lon=NAME) or, with --precision "
               "commune, of codes that the communes given (--communes) hold"));
    return mlg_at(err, s->layer->name, 0);
}

void mlg_sites_free(mlg_sites *s)
{
    if (!s)
        return;
    free(s->lonlat);
    free(s->at);
    free(s->plane);
    free(s->location);
    free(s->kinds);
    free(s->forced);
    free(s->radius);
    free(s->day);
    free(s->waves);
    free(s->grants);
    free(s->reaches);
    free(s->absent);
    free(s->declares);
    free(s->states);
    free(s->order);
    mlg_layer_free(s->layer);
    free(s);
}

size_t mlg_sites_count(const mlg_sites *s)
{
    return s->n;
}

const mlg_layer *mlg_sites_layer(const mlg_sites *s)
{
    return s->layer;
}

const char *mlg_site_id(const mlg_sites *s, size_t site)
{
    return mlg_cell(s->id, site);
}

const char *mlg_site_name(const mlg_sites *s, size_t site)
{
    return mlg_cell(s->name, site);
}

const char *mlg_site_commune(const mlg_sites *s, size_t site)
{
    return mlg_cell(s->commune, site);
}

const char *mlg_site_wave(const mlg_sites *s, size_t site)
{
    return mlg_cell(s->wave, site);
}

const char *mlg_site_date(const mlg_sites *s, size_t site)
{
    return mlg_cell(s->date, site);
}

const char *mlg_site_justification(const mlg_sites *s, size_t site)
{
    return mlg_cell(s->justification, site);
}

const char *mlg_site_bearer(const mlg_sites *s, size_t site)
{
    return mlg_cell(s->bearer, site);
}

const char *mlg_site_declared(const mlg_sites *s, size_t site)
{
    return mlg_cell(s->declared, site);
}

int32_t mlg_site_wave_number(const mlg_sites *s, size_t site)
{
    return s->waves ? s->waves[site] : MLG_NO_WAVE;
}

int32_t mlg_site_day(const mlg_sites *s, size_t site)
{
    return s->day ? s->day[site] : MLG_NO_DAY;
}

double mlg_site_grant(const mlg_sites *s, size_t site)
{
    return s->grants ? s->grants[site] : NAN;
}

double mlg_site_reach(const mlg_sites *s, size_t site)
{
    return s->reaches ? s->reaches[site] : NAN;
}

mlg_state mlg_site_state(const mlg_sites *s, size_t site)
{
    return (mlg_state)s->states[site];
}

mlg_kind mlg_site_kind(const mlg_sites *s, size_t site)
{
    return (mlg_kind)s->kinds[site];
}

mlg_location mlg_site_location(const mlg_sites *s, size_t site)
{
    return (mlg_location)s->location[site];
}

double mlg_site_radius(const mlg_sites *s, size_t site)
{
    return s->location[site] == MLG_POINT ? s->radius[site] : NAN;
}

bool mlg_site_lonlat(const mlg_sites *s, size_t site, mlg_xy *lonlat)
{
    *lonlat = s->lonlat[site];
    return s->plane[site] != PLANE_NONE;
}
