#include "session.h"

#include "base/i18n.h"
#include "maillage/day.h"

#include <stdlib.h>
#include <string.h>

static const mlg_period always = { MLG_NO_DAY, MLG_NO_DAY };

/* What the study says of a layer's period, else what the rules say of that name. False:
 * nothing is said. The texts were checked when they were read. */
static bool period_of(mlg_vintage *v, const mlg_study_layer *said, const mlg_rules *rules)
{
    v->mainland = v->overseas = always;
    if (said->valid) {
        mlg_period_read(said->valid, &v->mainland);
        v->overseas = v->mainland;
        if (said->valid_overseas)
            mlg_period_read(said->valid_overseas, &v->overseas);
        return true;
    }
    for (unsigned i = 0; said->name && i < rules->n_vintages; i++) {
        if (strcmp(rules->vintages[i].name, said->name))
            continue;
        v->mainland = rules->vintages[i].mainland;
        v->overseas = rules->vintages[i].overseas;
        if (said->valid_overseas)
            mlg_period_read(said->valid_overseas, &v->overseas);
        return true;
    }
    return false;
}

static bool any_date(const mlg_sites *sites)
{
    for (size_t i = 0; i < mlg_sites_count(sites); i++)
        if (mlg_site_day(sites, i) != MLG_NO_DAY)
            return true;
    return false;
}

/* --at was not said: each site's own date if that can be, else the first layer. */
static void choose(session *s, bool all_periods)
{
    const char *first = mlg_zones_name(s->qpv[0]);

    s->geography.when = MLG_WHEN_CHOSEN;
    if (s->n_qpv == 1)
        return;
    if (!all_periods)
        mlg_diag_add(&s->diag, MLG_WARNING, "vintage-undated", "qpv", 0,
                     N_("%zu QPV layers are given without their periods: sites are judged on "
                        "'%.40s'; say when each is in force (--valid) or choose one (--at)"),
                     s->n_qpv, first);
    else if (!any_date(s->sites))
        mlg_diag_add(&s->diag, MLG_WARNING, "date-unsaid", "qpv", 0,
                     N_("no site has a date: all are judged on the QPV layer '%.40s'; choose "
                        "another with --at"),
                     first);
    else
        s->geography.when = MLG_WHEN_OWN_DATE;
}

static mlg_code choose_said(session *s, const char *at, bool all_periods, mlg_err *err)
{
    mlg_geography *g = &s->geography;

    for (size_t i = 0; i < s->n_qpv; i++)
        if (!strcmp(mlg_zones_name(s->qpv[i]), at)) {
            g->when = MLG_WHEN_CHOSEN;
            g->chosen = i;
            return MLG_OK;
        }
    if (!strcmp(at, "date"))
        g->when = MLG_WHEN_OWN_DATE;
    else if (mlg_day(at, &g->day))
        g->when = MLG_WHEN_DAY;
    else
        return mlg_fail(err, MLG_EUSAGE,
                        _("--at takes 'date', a day such as 2021-06-30 or the name of a QPV "
                          "layer, not '%.40s'"),
                        at);
    if (all_periods)
        return MLG_OK;
    return mlg_fail(err, MLG_EUSAGE,
                    _("--at %.40s needs the period of every QPV layer: give them with --valid"),
                    at);
}

mlg_code session_geography(session *s, mlg_err *err)
{
    bool all_periods = true;
    mlg_code code = MLG_OK;

    s->vintages = calloc(s->n_qpv, sizeof *s->vintages);
    if (!s->vintages)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (size_t i = 0; i < s->n_qpv; i++) {
        s->vintages[i].zones = s->qpv[i];
        all_periods &= period_of(&s->vintages[i], &s->study->qpv[i], s->rules);
    }
    s->geography = (mlg_geography){
        .qpv = s->vintages, .n_qpv = s->n_qpv, .centres = s->centres[0], .communes = s->communes
    };
    if (s->study->at)
        code = choose_said(s, s->study->at, all_periods, err);
    else
        choose(s, all_periods);
    if (code == MLG_EUSAGE && s->from_file)
        err->code = code = MLG_EDATA; /* the study is at fault, not the command line */
    return code;
}
