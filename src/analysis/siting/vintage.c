#include "analysis/siting/vintage.h"

#include "analysis/siting/sites.h"
#include "base/i18n.h"

#include <string.h>

static bool starts_after(int32_t from, int32_t to)
{
    return from != MLG_NO_DAY && to != MLG_NO_DAY && from > to;
}

static bool holds(const mlg_period *p, int32_t day)
{
    return !starts_after(p->from, day) && !starts_after(day, p->to);
}

static mlg_code refuse(const mlg_vintage *a, const mlg_vintage *b, bool overseas, int32_t day,
                       mlg_err *err)
{
    char text[MLG_DAY_ROOM];

    if (day == MLG_NO_DAY)
        return mlg_fail(err, MLG_EDATA,
                        _("the QPV layers '%.40s' and '%.40s' have no periods that tell when "
                          "each is in force: give them (--valid), or choose one (--at)"),
                        mlg_zones_name(a->zones), mlg_zones_name(b->zones));
    return mlg_fail(err, MLG_EDATA,
                    overseas ? _("the QPV layers '%.40s' and '%.40s' are both in force "
                                 "overseas on %s: correct their periods (--valid)")
                             : _("the QPV layers '%.40s' and '%.40s' are both in force on %s: "
                                 "correct their periods (--valid)"),
                    mlg_zones_name(a->zones), mlg_zones_name(b->zones),
                    mlg_day_text(text, day));
}

static mlg_code check_apart(const mlg_vintage *a, const mlg_vintage *b, bool overseas,
                            mlg_err *err)
{
    const mlg_period *p = overseas ? &a->overseas : &a->mainland;
    const mlg_period *q = overseas ? &b->overseas : &b->mainland;

    if (starts_after(p->from, q->to) || starts_after(q->from, p->to))
        return MLG_OK;
    return refuse(a, b, overseas, starts_after(p->from, q->from) ? p->from : q->from, err);
}

static mlg_code check_periods(const mlg_geography *g, mlg_err *err)
{
    char from[MLG_DAY_ROOM], to[MLG_DAY_ROOM];

    for (size_t i = 0; i < g->n_qpv; i++) {
        const mlg_vintage *v = &g->qpv[i];
        const mlg_period *wrong = starts_after(v->mainland.from, v->mainland.to) ? &v->mainland
                                  : starts_after(v->overseas.from, v->overseas.to)
                                      ? &v->overseas
                                      : NULL;

        if (wrong)
            return mlg_fail(err, MLG_EDATA,
                            _("the period of the QPV layer '%.40s' ends (%s) before it starts "
                              "(%s)"),
                            mlg_zones_name(v->zones), mlg_day_text(to, wrong->to),
                            mlg_day_text(from, wrong->from));
        for (size_t k = 0; k < i; k++)
            if (check_apart(&g->qpv[k], v, false, err) != MLG_OK ||
                check_apart(&g->qpv[k], v, true, err) != MLG_OK)
                return err->code;
    }
    return MLG_OK;
}

/* By its plane; a commune location without a point, by the Insee code (97x and 98x). */
static bool is_mainland(const mlg_sites *s, size_t site)
{
    const char *commune = mlg_site_commune(s, site);

    if (s->plane[site] != PLANE_NONE)
        return s->plane[site] == PLANE_MAINLAND;
    return strncmp(commune, "97", 2) && strncmp(commune, "98", 2);
}

static vintages in_force(const mlg_geography *g, bool mainland, int32_t day)
{
    vintages set = 0;

    for (size_t v = 0; v < g->n_qpv; v++)
        if (holds(mainland ? &g->qpv[v].mainland : &g->qpv[v].overseas, day))
            set |= (vintages)1 << v;
    return set;
}

static void warn(const mlg_sites *s, size_t site, vintages set, int32_t day, mlg_diag *diag)
{
    char text[MLG_DAY_ROOM];

    if (day == MLG_NO_DAY)
        mlg_diag_add(diag, MLG_WARNING, "date-missing", s->layer->name, (int64_t)site + 1,
                     N_("'%.60s' has no date: it is held against every vintage of the QPV"),
                     mlg_site_name(s, site));
    else if (!set)
        mlg_diag_add(diag, MLG_WARNING, "no-vintage", s->layer->name, (int64_t)site + 1,
                     N_("no QPV layer is in force for '%.60s' on %s"), mlg_site_name(s, site),
                     mlg_day_text(text, day));
}

mlg_code vintages_of_sites(vintages *out, const mlg_sites *s, const mlg_geography *g,
                           mlg_diag *diag, mlg_err *err)
{
    const vintages all = g->n_qpv < 64 ? ((vintages)1 << g->n_qpv) - 1 : ~(vintages)0;

    if (g->when != MLG_WHEN_CHOSEN && check_periods(g, err) != MLG_OK)
        return err->code;
    for (size_t i = 0; i < s->n; i++) {
        int32_t day = g->when == MLG_WHEN_DAY ? g->day : mlg_site_day(s, i);

        if (g->when == MLG_WHEN_CHOSEN) {
            out[i] = (vintages)1 << g->chosen;
            continue;
        }
        out[i] = day == MLG_NO_DAY ? all : in_force(g, is_mainland(s, i), day);
        warn(s, i, out[i], day, diag);
    }
    return MLG_OK;
}
