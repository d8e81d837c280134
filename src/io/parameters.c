#include "base/i18n.h"
#include "base/text.h"
#include "maillage/rules.h"
#include "maillage/simplify.h"
#include "maillage/study.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool mlg_distance(const char *text, double *metres)
{
    return text_distance(text, metres);
}

static const char *catchments_called(const mlg_study *study, const char *name)
{
    for (unsigned i = 0; i < study->n_catchments; i++)
        if (study->catchments[i].name && !strcmp(study->catchments[i].name, name))
            return study->catchments[i].name;
    return NULL;
}

static bool read_reach(const char *text, const mlg_study *study, mlg_reach *reach)
{
    *reach = (mlg_reach){ NAN, catchments_called(study, text) };
    return reach->name || text_distance(text, &reach->m);
}

static bool same_reach(mlg_reach a, mlg_reach b)
{
    return a.name || b.name ? a.name == b.name : a.m == b.m;
}

/* The next piece of a list; `text` moves behind it. */
static bool piece(const char **text, const char *separator, const mlg_study *study,
                  mlg_reach *reach)
{
    size_t n = strcspn(*text, separator);
    char one[64];
    bool fine = n < sizeof one;

    if (fine) {
        memcpy(one, *text, n);
        one[n] = '\0';
        fine = read_reach(one, study, reach);
    }
    *text += n + ((*text)[n] != '\0');
    return fine;
}

size_t mlg_reaches_read(const char *text, const mlg_study *study, mlg_reach *reaches,
                        size_t room)
{
    const char *separator = strchr(text, ';') ? ";" : ",";
    size_t n = 0;

    if (room && read_reach(text, study, &reaches[0])) /* "1,5km" is one */
        return 1;
    do {
        if (n == room || !piece(&text, separator, study, &reaches[n]))
            return 0;
        for (size_t i = 0; i < n; i++)
            if (same_reach(reaches[i], reaches[n]))
                return 0;
        n++;
    } while (*text);
    return n;
}

static mlg_code distance(double *to, const char *name, const char *text, mlg_err *err)
{
    if (!text || text_distance(text, to))
        return MLG_OK;
    return mlg_fail(err, MLG_EUSAGE, _("%s: '%.40s' is not a distance such as 300m or 20km"),
                    name, text);
}

/* A distance, or the whole commune (negative). */
static mlg_code radius(double *to, const char *name, const char *text, mlg_err *err)
{
    if (text && !strcmp(text, "commune")) {
        *to = -1;
        return MLG_OK;
    }
    return distance(to, name, text, err);
}

static mlg_code share(double *to, const char *name, const char *text, mlg_err *err)
{
    double value;

    if (!text)
        return MLG_OK;
    if (!text_number(text, &value) || value < 0 || value > 1)
        return mlg_fail(err, MLG_EUSAGE, _("%s: '%.40s' is not a share between 0 and 1"), name,
                        text);
    *to = value;
    return MLG_OK;
}

mlg_code mlg_rules_change(mlg_rules *rules, const mlg_parameters *p, mlg_err *err)
{
    if (distance(&rules->proximity_m, "proximity", p->proximity, err) != MLG_OK ||
        distance(&rules->commune_margin_m, "commune_margin", p->commune_margin, err) !=
            MLG_OK ||
        radius(&rules->precision.housenumber_m, "housenumber", p->housenumber, err) != MLG_OK ||
        radius(&rules->precision.street_m, "street", p->street, err) != MLG_OK ||
        radius(&rules->precision.locality_m, "locality", p->locality, err) != MLG_OK ||
        radius(&rules->precision.municipality_m, "municipality", p->municipality, err) !=
            MLG_OK ||
        share(&rules->coverage.served, "served", p->served, err) != MLG_OK ||
        share(&rules->coverage.unserved, "unserved", p->unserved, err) != MLG_OK)
        return err->code;
    if (rules->coverage.unserved > rules->coverage.served)
        return mlg_fail(err, MLG_EUSAGE, _("unserved (%g) is above served (%g)"),
                        rules->coverage.unserved, rules->coverage.served);
    if (!p->bound)
        return MLG_OK;
    if (strcmp(p->bound, "strict") && strcmp(p->bound, "inclusive"))
        return mlg_fail(err, MLG_EUSAGE, _("bound is strict or inclusive, not '%.40s'"),
                        p->bound);
    rules->proximity_strict = !strcmp(p->bound, "strict");
    return MLG_OK;
}

bool mlg_size(const char *text, size_t *bytes)
{
    static const struct {
        const char *unit;
        double bytes;
    } units[] = { { "", 1 },          { "b", 1 },        { "o", 1 },         { "k", 1e3 },
                  { "kb", 1e3 },      { "ko", 1e3 },     { "m", 1e6 },       { "mb", 1e6 },
                  { "mo", 1e6 },      { "g", 1e9 },      { "gb", 1e9 },      { "go", 1e9 },
                  { "kib", 1024 },    { "kio", 1024 },   { "mib", 1048576 }, { "mio", 1048576 },
                  { "gib", 1 << 30 }, { "gio", 1 << 30 } };
    size_t n = strcspn(text, "kKmMgGbBoO");
    char number[40], unit[8];
    double value;

    if (n >= sizeof number || strlen(text + n) >= sizeof unit)
        return false;
    snprintf(number, sizeof number, "%.*s", (int)n, text);
    text_fold(unit, sizeof unit, text + n);
    if (!text_number(number, &value) || value < 0)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i].unit) || value * units[i].bytes > 1e15)
            continue;
        *bytes = (size_t)(value * units[i].bytes);
        return true;
    }
    return false;
}

mlg_code mlg_publication_read(mlg_simplify_options *out, const mlg_publication *p, mlg_err *err)
{
    double decimals = MLG_DECIMALS;

    out->tolerance_m = 0;
    out->max_bytes = 0;
    if (distance(&out->tolerance_m, "simplify", p->simplify, err) != MLG_OK)
        return err->code;
    if (p->max_size && (!mlg_size(p->max_size, &out->max_bytes) || !out->max_bytes))
        return mlg_fail(err, MLG_EUSAGE,
                        _("max_size: '%.40s' is not a size such as 1MB or 500kB"), p->max_size);
    if (p->decimals && (!text_number(p->decimals, &decimals) || decimals != floor(decimals) ||
                        decimals < MLG_DECIMALS_MIN || decimals > MLG_DECIMALS_MAX))
        return mlg_fail(err, MLG_EUSAGE, _("decimals: '%.40s' is not a number from %d to %d"),
                        p->decimals, MLG_DECIMALS_MIN, MLG_DECIMALS_MAX);
    out->decimals = (int)decimals;
    return MLG_OK;
}
