#include "base/i18n.h"
#include "base/text.h"
#include "maillage/rules.h"
#include "maillage/study.h"

#include <string.h>

bool mlg_distance(const char *text, double *metres)
{
    return text_distance(text, metres);
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
