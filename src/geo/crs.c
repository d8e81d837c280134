#include "geo/crs.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/text.h"
#include "geo/plane.h"
#include "geo/wkt.h"

#include <ctype.h>
#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- what a definition is ----------------------------------------------------------- */

/* Codes whose meaning to us is known. EPSG's UTM series are computed. */
static const struct code {
    const char *authority, *code;
    crs_kind kind;
    plane_id plane;
    const char *name;
} codes[] = {
    { "OGC", "CRS84", CRS_LONLAT, PLANE_NONE, "WGS 84" },
    { "CRS", "84", CRS_LONLAT, PLANE_NONE, "WGS 84" },
    { "EPSG", "4326", CRS_LONLAT, PLANE_NONE, "WGS 84" },
    { "EPSG", "4979", CRS_LONLAT, PLANE_NONE, "WGS 84" },
    { "EPSG", "4258", CRS_LONLAT, PLANE_NONE, "ETRS89" },
    { "EPSG", "4269", CRS_LONLAT, PLANE_NONE, "NAD83" },
    { "EPSG", "4171", CRS_LONLAT, PLANE_NONE, "RGF93" },
    { "EPSG", "4965", CRS_LONLAT, PLANE_NONE, "RGF93" },
    { "EPSG", "9777", CRS_LONLAT, PLANE_NONE, "RGF93 v2" },
    { "EPSG", "9782", CRS_LONLAT, PLANE_NONE, "RGF93 v2b" },
    { "IGNF", "RGF93G", CRS_LONLAT, PLANE_NONE, "RGF93" },
    { "EPSG", "5489", CRS_LONLAT, PLANE_NONE, "RGAF09" },
    { "EPSG", "4558", CRS_LONLAT, PLANE_NONE, "RRAF91" },
    { "EPSG", "4640", CRS_LONLAT, PLANE_NONE, "RRAF91" },
    { "EPSG", "4624", CRS_LONLAT, PLANE_NONE, "RGFG95" },
    { "EPSG", "4627", CRS_LONLAT, PLANE_NONE, "RGR92" },
    { "EPSG", "4470", CRS_LONLAT, PLANE_NONE, "RGM04" },
    { "EPSG", "4463", CRS_LONLAT, PLANE_NONE, "RGSPM06" },
    { "EPSG", "2154", CRS_PLANE, PLANE_MAINLAND, "Lambert-93" },
    { "EPSG", "9793", CRS_PLANE, PLANE_MAINLAND, "RGF93 v2 / Lambert-93" },
    { "EPSG", "9794", CRS_PLANE, PLANE_MAINLAND, "RGF93 v2b / Lambert-93" },
    { "ESRI", "102110", CRS_PLANE, PLANE_MAINLAND, "Lambert-93" },
    { "IGNF", "LAMB93", CRS_PLANE, PLANE_MAINLAND, "Lambert-93" },
    { "IGNF", "RGF93LAMB93", CRS_PLANE, PLANE_MAINLAND, "Lambert-93" },
    { "EPSG", "5490", CRS_PLANE, PLANE_ANTILLES, "RGAF09 / UTM 20N" },
    { "EPSG", "4559", CRS_PLANE, PLANE_ANTILLES, "RRAF91 / UTM 20N" },
    { "EPSG", "2989", CRS_PLANE, PLANE_ANTILLES, "RRAF91 / UTM 20N" },
    { "EPSG", "2972", CRS_PLANE, PLANE_GUYANE, "RGFG95 / UTM 22N" },
    { "EPSG", "2975", CRS_PLANE, PLANE_REUNION, "RGR92 / UTM 40S" },
    { "EPSG", "4471", CRS_PLANE, PLANE_MAYOTTE, "RGM04 / UTM 38S" },
    { "EPSG", "4467", CRS_PLANE, PLANE_SAINT_PIERRE, "RGSPM06 / UTM 21N" },
};

static const struct series {
    long first, last;
    unsigned zone; /* of the first; 61 to 120 are south */
    const char *datum;
} series[] = {
    { 32601, 32660, 1, "WGS 84" },
    { 32701, 32760, 61, "WGS 84" },
    { 25828, 25838, 28, "ETRS89" },
    { 26901, 26923, 1, "NAD83" },
};

/* A territory's plane where UTM's zone is its own. */
static plane_id plane_of_zone(unsigned zone)
{
    switch (zone) {
    case 20:
        return PLANE_ANTILLES;
    case 21:
        return PLANE_SAINT_PIERRE;
    case 22:
        return PLANE_GUYANE;
    case 98:
        return PLANE_MAYOTTE;
    case 100:
        return PLANE_REUNION;
    default:
        return PLANE_UTM + zone;
    }
}

typedef struct meaning {
    crs_kind kind;
    plane_id plane;
    char name[120];
} meaning;

static bool mean_series(meaning *m, const char *code)
{
    char *end;
    long number = strtol(code, &end, 10);

    if (*end)
        return false;
    for (size_t i = 0; i < sizeof series / sizeof *series; i++) {
        const struct series *s = &series[i];
        unsigned zone = s->zone + (unsigned)(number - s->first);

        if (number < s->first || number > s->last)
            continue;
        m->kind = CRS_PLANE;
        m->plane = plane_of_zone(zone);
        snprintf(m->name, sizeof m->name, "%s / UTM %u%c (EPSG:%ld)", s->datum,
                 zone > 60 ? zone - 60 : zone, zone > 60 ? 'S' : 'N', number);
        return true;
    }
    return false;
}

static void mean_code(meaning *m, const char *authority, const char *code)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (strcasecmp(authority, codes[i].authority) || strcasecmp(code, codes[i].code))
            continue;
        m->kind = codes[i].kind;
        m->plane = codes[i].plane;
        snprintf(m->name, sizeof m->name, "%s (%s:%s)", codes[i].name, codes[i].authority,
                 codes[i].code);
        return;
    }
    if (!strcasecmp(authority, "EPSG") && mean_series(m, code))
        return;
    m->kind = CRS_OTHER;
    snprintf(m->name, sizeof m->name, "%.40s:%.40s", authority, code);
}

/* The words of `text` between ':', '/' and '#', trimmed: at most `most`, the last ones. */
static size_t split(const char *text, char words[][40], size_t most)
{
    size_t n = 0;

    for (const char *at = text; *at;) {
        size_t length = strcspn(at, ":/#"), skipped = length + (at[length] != '\0');
        const char *word = at;

        while (length && isspace((unsigned char)*word)) {
            word++;
            length--;
        }
        while (length && isspace((unsigned char)word[length - 1]))
            length--;
        if (length >= sizeof words[0])
            return 0;
        if (length) {
            if (n == most)
                memmove(words[0], words[1], sizeof words[0] * --n);
            memcpy(words[n], word, length);
            words[n++][length] = '\0';
        }
        at += skipped;
    }
    return n;
}

static bool is_word(const char *text)
{
    if (!*text)
        return false;
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && *text != '_' && *text != '-' && *text != '.')
            return false;
    return true;
}

/* "EPSG:2154", "2154", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::2154",
 * "http://www.opengis.net/def/crs/EPSG/0/2154", ".../gml/srs/epsg.xml#2154",
 * "+init=epsg:2154". */
static bool find_code(const char *text, char authority[40], char code[40])
{
    bool long_form = !strncasecmp(text, "urn:", 4) || !strncasecmp(text, "http", 4);
    bool old_form = !strncasecmp(text, "+init=", 6);
    char words[12][40];
    size_t n = split(old_form ? text + 6 : text, words, 12);

    snprintf(authority, 40, "EPSG");
    if (!n || !is_word(words[n - 1]))
        return false;
    snprintf(code, 40, "%s", words[n - 1]);
    if (n == 1 && !strcasecmp(code, "CRS84")) {
        snprintf(authority, 40, "OGC");
        return true;
    }
    if (n == 1) /* four or five digits */
        return strspn(code, "0123456789") == strlen(code) && strlen(code) >= 4 &&
               strlen(code) <= 5;
    if (!long_form) {
        snprintf(authority, 40, "%s", words[0]);
        return n == 2 && is_word(authority);
    }
    for (size_t i = n - 1; i--;) {
        static const char *const known[] = { "EPSG", "OGC", "ESRI", "IGNF" };

        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            if (!strncasecmp(words[i], known[k], strlen(known[k])) &&
                !isalnum((unsigned char)words[i][strlen(known[k])])) {
                snprintf(authority, 40, "%s", known[k]);
                return true;
            }
    }
    return false;
}

static bool close_to(double a, double b)
{
    return fabs(a - b) <= 1e-7; /* of a degree, a centimetre */
}

static bool is_lambert_93(const wkt *w)
{
    return (!strcmp(w->method, "lambert_conformal_conic") ||
            !strcmp(w->method, "lambert_conformal_conic_2sp") ||
            !strcmp(w->method, "lambert_conic_conformal_2sp")) &&
           close_to(w->lat_0, 46.5) && close_to(w->lon_0, 3) &&
           close_to(fmin(w->lat_1, w->lat_2), 44) && close_to(fmax(w->lat_1, w->lat_2), 49) &&
           (w->scale == 0 || w->scale == 1) && close_to(w->false_x, 700000) &&
           close_to(w->false_y, 6600000);
}

/* 0: not UTM. */
static unsigned utm_zone(const wkt *w)
{
    double zone = (w->lon_0 + 183) / 6;
    bool south = close_to(w->false_y, 10000000);

    if (strcmp(w->method, "transverse_mercator") &&
        strcmp(w->method, "transverse_mercator_complex") && strcmp(w->method, "gauss_kruger"))
        return 0;
    if (!close_to(w->lat_0, 0) || !close_to(w->scale, 0.9996) || w->lat_1 != 0 ||
        w->lat_2 != 0 || !close_to(w->false_x, 500000) || (!south && w->false_y != 0) ||
        !close_to(zone, round(zone)) || !(zone > 0.5 && zone < 60.5))
        return 0;
    return (unsigned)round(zone) + (south ? 60 : 0);
}

static void mean_wkt(meaning *m, const wkt *w)
{
    const double degree = 0.017453292519943295;
    bool ours = fabs(w->axis - 6378137) < 0.01 && fabs(w->flattening - 298.2572) < 1e-3 &&
                w->prime == 0 && !w->shifted &&
                (w->angle == 0 || fabs(w->angle - degree) < 1e-10);
    unsigned zone;

    m->kind = CRS_OTHER;
    snprintf(m->name, sizeof m->name, "%s", w->name);
    if (!ours)
        return;
    if (w->kind == WKT_GEOGRAPHIC && w->angle != 0) {
        m->kind = CRS_LONLAT;
        return;
    }
    if (w->kind != WKT_PROJECTED || w->length != 1)
        return;
    if (is_lambert_93(w)) {
        m->plane = PLANE_MAINLAND;
        snprintf(m->name, sizeof m->name, "Lambert-93 (EPSG:2154)");
    } else if ((zone = utm_zone(w))) {
        m->plane = plane_of_zone(zone);
        snprintf(m->name, sizeof m->name, "%.60s (%s EPSG:%d)", w->name, _("taken as"),
                 plane_epsg(m->plane));
    }
    if (m->plane)
        m->kind = CRS_PLANE;
}

/* Past a byte order mark and blanks. */
static const char *start_of(const char *definition)
{
    if (!strncmp(definition, "\xEF\xBB\xBF", 3))
        definition += 3;
    while (isspace((unsigned char)*definition))
        definition++;
    return definition;
}

/* The first 60 bytes of a definition on one line, for messages; whole characters. */
static void quote(char out[64], const char *definition)
{
    size_t n = 0;

    for (const char *s = start_of(definition); *s && n < 60; s++)
        out[n++] = isspace((unsigned char)*s) ? ' ' : *s;
    while (n && !text_is_utf8(out, n))
        n--;
    out[n] = '\0';
}

static bool mean(meaning *m, const char *definition)
{
    const char *text = start_of(definition);
    char authority[40], code[40], folded[40];
    wkt w;

    *m = (meaning){ .kind = CRS_OTHER };
    if (find_code(text, authority, code)) {
        mean_code(m, authority, code);
        return true;
    }
    text_fold(folded, sizeof folded, text);
    if (!strcmp(folded, "lambert_93") || !strcmp(folded, "lambert93")) {
        mean_code(m, "EPSG", "2154");
        return true;
    }
    if (!strcmp(folded, "wgs84") || !strcmp(folded, "wgs_84")) {
        mean_code(m, "EPSG", "4326");
        return true;
    }
    wkt_read(&w, text);
    if (w.kind != WKT_UNREADABLE) {
        mean_wkt(m, &w);
        return w.kind != WKT_LOCAL;
    }
    snprintf(m->name, sizeof m->name, "%.60s", text);
    return strstr(text, "+proj=") || *text == '{';
}

mlg_code crs_identify(const char *definition, crs_kind *kind, unsigned *id, char *name,
                      size_t name_size, mlg_err *err)
{
    char start[64];
    meaning m;
    wkt w;

    if (!mean(&m, definition)) {
        quote(start, definition);
        wkt_read(&w, start_of(definition));
        if (!start[0])
            return mlg_fail(err, MLG_ECRS, "%s",
                            _("the coordinate system is empty: give it with --crs"));
        return mlg_fail(err, MLG_ECRS,
                        w.kind == WKT_LOCAL
                            ? _("the coordinate system '%s' is a drawing's own: give the true "
                                "one with --crs")
                            : _("'%s' is not a coordinate system: give it with --crs"),
                        start);
    }
    *kind = m.kind;
    *id = m.plane;
    if (name)
        snprintf(name, name_size, "%s", m.name);
    return MLG_OK;
}

/* --- do the coordinates belong to it? ------------------------------------------------ */

static bool apart(mlg_box a, mlg_box b)
{
    return a.xmin > b.xmax || a.xmax < b.xmin || a.ymin > b.ymax || a.ymax < b.ymin;
}

static bool within(mlg_box inner, mlg_box outer)
{
    return inner.xmin >= outer.xmin && inner.xmax <= outer.xmax && inner.ymin >= outer.ymin &&
           inner.ymax <= outer.ymax;
}

/* What numbers like these usually are, and the --crs to say so; NULL: no idea. */
static const char *looks_like(mlg_box box)
{
    static const struct look {
        mlg_box box;
        const char *what;
    } looks[] = {
        { { -180, -90, 180, 90 }, N_("degrees: give --crs EPSG:4326") },
        { { 0, 6000000, 1300000, 7200000 }, N_("Lambert-93 metres: give --crs EPSG:2154") },
        { { 0, 1600000, 1300000, 2700000 },
          N_("Lambert II extended metres: give --crs EPSG:27572") },
        { { -600000, 5000000, 1100000, 6700000 },
          N_("Web Mercator metres: give --crs EPSG:3857") },
        { { 100000, 0, 900000, 10000000 },
          N_("UTM metres: give the zone with --crs, EPSG:32601 to 32760") },
    };

    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if (within(box, looks[i].box))
            return _(looks[i].what);
    return NULL;
}

mlg_code crs_check_range(crs_kind kind, unsigned id, mlg_box box, mlg_err *err)
{
    static const mlg_box degrees = { -180, -90, 180, 90 }, turns = { -360, -90, 360, 90 };
    static const mlg_box lambert = { -1000000, 5000000, 2000000, 8200000 };
    static const mlg_box utm = { -1500000, 0, 2500000, 10000000 };
    const mlg_box *can = kind == CRS_LONLAT ? &turns : id == PLANE_MAINLAND ? &lambert : &utm;
    bool small = within(box, degrees); /* whatever the plane, degrees are not its metres */
    const char *declared = kind == CRS_LONLAT     ? _("degrees")
                           : id == PLANE_MAINLAND ? _("Lambert-93 metres")
                                                  : _("UTM metres");
    const char *look;

    if (kind == CRS_OTHER || box.xmin > box.xmax || box.ymin > box.ymax)
        return MLG_OK;
    if (!apart(box, *can) && !(small && kind == CRS_PLANE))
        return MLG_OK;
    look = looks_like(box);
    if (look)
        return mlg_fail(err, MLG_ECRS,
                        _("declares %s but holds coordinates from (%.1f, %.1f) to (%.1f, "
                          "%.1f), which look like %s"),
                        declared, box.xmin, box.ymin, box.xmax, box.ymax, look);
    return mlg_fail(err, MLG_ECRS,
                    _("declares %s but holds coordinates from (%.1f, %.1f) to (%.1f, %.1f), "
                      "which cannot be: give the true system with --crs"),
                    declared, box.xmin, box.ymin, box.xmax, box.ymax);
}

/* --- to degrees ------------------------------------------------------------------------ */

struct crs_step {
    PJ_CONTEXT *ctx;
    PJ *pj;
    char operation[512];
    double accuracy;
    char said[200]; /* PROJ's last word */
};

static void remember(void *data, int level, const char *message)
{
    crs_step *step = data;

    (void)level;
    snprintf(step->said, sizeof step->said, "%s", message);
}

/* Grids tie NTF to RGF93, not to WGS 84; PROJ would use three parameters to reach the
 * latter, 2 m instead of 1. */
static bool leads_to_rgf93(PJ_CONTEXT *ctx, const PJ *crs)
{
    PJ *base = proj_crs_get_geodetic_crs(ctx, crs);
    PJ *datum = base ? proj_crs_get_datum(ctx, base) : NULL;
    const char *name = datum ? proj_get_name(datum) : NULL;
    bool yes = name && !strncmp(name, "Nouvelle Triangulation Francaise", 32);

    proj_destroy(datum);
    proj_destroy(base);
    return yes;
}

static PJ *source_of(crs_step *step, const char *from)
{
    const char *text = start_of(from);
    char authority[40], code[40], plain[96];
    buf typed = { 0 };
    PJ *crs;

    if (find_code(text, authority, code)) {
        snprintf(plain, sizeof plain, "%s:%s", authority, code);
        return proj_create(step->ctx, plain);
    }
    if (*text != '+' || strstr(text, "type=crs"))
        return proj_create(step->ctx, text);
    buf_printf(&typed, "%s +type=crs", text); /* an operation otherwise */
    crs = typed.broken ? NULL : proj_create(step->ctx, typed.at);
    buf_free(&typed);
    return crs;
}

/* Does it place things by two coordinates on the Earth? */
static bool is_horizontal(const PJ *crs)
{
    switch (proj_get_type(crs)) {
    case PJ_TYPE_GEOCENTRIC_CRS:
    case PJ_TYPE_VERTICAL_CRS:
    case PJ_TYPE_TEMPORAL_CRS:
    case PJ_TYPE_ENGINEERING_CRS:
        return false;
    default:
        return proj_is_crs(crs);
    }
}

/* Adds one operation to those told, unless it is there already. */
static void tell(crs_step *step, PJ *operation)
{
    const char *name = proj_get_name(operation);
    double accuracy = proj_coordoperation_get_accuracy(step->ctx, operation);
    size_t n = strlen(step->operation);

    if (proj_get_type(operation) == PJ_TYPE_CONVERSION)
        accuracy = 0; /* a mere change of coordinates */
    if (!name || strstr(step->operation, name))
        return;
    snprintf(step->operation + n, sizeof step->operation - n, "%s%s", n ? " | " : "", name);
    if (!n)
        step->accuracy = accuracy;
    else if (accuracy < 0 || step->accuracy < 0)
        step->accuracy = -1;
    else
        step->accuracy = fmax(accuracy, step->accuracy);
}

static mlg_code step_open(crs_step *step, const char *from, mlg_err *err)
{
    static const char *const strict[] = { "ALLOW_BALLPARK=NO", NULL };
    char start[64];
    PJ *source = source_of(step, from), *target = NULL, *raw = NULL;
    mlg_code code = MLG_OK;

    quote(start, from);
    if (source && !is_horizontal(source)) {
        code = mlg_fail(err, MLG_ECRS,
                        _("'%s' does not place things on a map: give another coordinate "
                          "system with --crs"),
                        start);
        goto out;
    }
    if (!source) {
        code = mlg_fail(err, MLG_ECRS,
                        _("PROJ does not know the coordinate system '%s': give another with "
                          "--crs (%.100s)"),
                        start, step->said[0] ? step->said : _("no reason given"));
        goto out;
    }
    target =
        proj_create(step->ctx, leads_to_rgf93(step->ctx, source) ? "EPSG:4171" : "EPSG:4326");
    raw =
        target ? proj_create_crs_to_crs_from_pj(step->ctx, source, target, NULL, strict) : NULL;
    step->pj = raw ? proj_normalize_for_visualization(step->ctx, raw) : NULL;
    if (!step->pj)
        code = mlg_fail(err, MLG_ECRS,
                        _("no trustworthy transformation leads from '%s' to longitude and "
                          "latitude: give another system with --crs"),
                        start);
    else if (proj_get_type(step->pj) != PJ_TYPE_UNKNOWN)
        tell(step, step->pj); /* the only one */
    else
        snprintf(step->operation, sizeof step->operation, "%s",
                 _("one of several, chosen by place"));
out:
    proj_destroy(raw);
    proj_destroy(target);
    proj_destroy(source);
    return code;
}

mlg_code crs_step_new(crs_step **out, const char *from, mlg_err *err)
{
    crs_step *step = calloc(1, sizeof *step);
    mlg_code code;

    *out = NULL;
    if (!step || !(step->ctx = proj_context_create())) {
        free(step);
        return mlg_fail(err, MLG_ENOMEM, "%s", _("out of memory"));
    }
    step->accuracy = -1;
    proj_log_func(step->ctx, step, remember);
    proj_context_set_enable_network(step->ctx, 0);
    code = step_open(step, from, err);
    if (code != MLG_OK)
        crs_step_free(step);
    else
        *out = step;
    return code;
}

void crs_step_free(crs_step *step)
{
    if (!step)
        return;
    proj_destroy(step->pj);
    proj_context_destroy(step->ctx);
    free(step);
}

const char *crs_step_operation(const crs_step *step, double *accuracy_m)
{
    if (accuracy_m)
        *accuracy_m = step->accuracy;
    return step->operation;
}

/* Where PROJ chooses by place: what it chose for a few points. */
static void tell_samples(crs_step *step, const mlg_xy *at, size_t n)
{
    step->operation[0] = '\0';
    step->accuracy = -1;
    for (size_t i = 0; i < n; i++) {
        PJ_COORD there = proj_trans(step->pj, PJ_FWD, proj_coord(at[i].x, at[i].y, 0, 0));
        PJ *used = isfinite(there.xy.x) ? proj_trans_get_last_used_operation(step->pj) : NULL;

        if (used)
            tell(step, used);
        proj_destroy(used);
    }
}

size_t crs_step_run(crs_step *step, mlg_xy *xy, size_t n)
{
    enum { SAMPLES = 9 };
    bool one = proj_get_type(step->pj) != PJ_TYPE_UNKNOWN;
    mlg_xy samples[SAMPLES];
    size_t n_samples = n < SAMPLES ? n : SAMPLES, lost = 0;

    if (!n)
        return 0;
    for (size_t i = 0; i < n_samples && !one; i++)
        samples[i] = xy[n_samples > 1 ? (n - 1) / (n_samples - 1) * i : 0];
    proj_trans_generic(step->pj, PJ_FWD, &xy->x, sizeof *xy, n, &xy->y, sizeof *xy, n, NULL, 0,
                       0, NULL, 0, 0);
    for (size_t i = 0; i < n; i++) {
        /* PROJ answers nonsense politely: the other side of the Earth has no latitude 95. */
        if (fabs(xy[i].x) <= 180 && fabs(xy[i].y) <= 90)
            continue;
        xy[i] = (mlg_xy){ NAN, NAN };
        lost++;
    }
    if (!one)
        tell_samples(step, samples, n_samples);
    return lost;
}

void crs_versions(char *proj_version, size_t size)
{
    snprintf(proj_version, size, "%s", proj_info().version);
}
