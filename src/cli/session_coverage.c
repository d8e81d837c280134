#include "session.h"

#include "cmd.h"

#include "base/i18n.h"

#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- reaches ------------------------------------------------------------------------------ */

static void doubt_reach(session *s, double metres)
{
    if (metres < 100)
        mlg_diag_add(&s->diag, MLG_WARNING, "reach-short", "reach", 0,
                     N_("the reach is %g metres; kilometres are written 20km"), metres);
    if (metres > 500e3)
        mlg_diag_add(&s->diag, MLG_WARNING, "reach-long", "reach", 0,
                     N_("the reach is %g km; nothing is measured from one territory overseas "
                        "to another"),
                     metres / 1000);
}

/* "20km", "10km,20km", "30min,15min" with such catchments. */
mlg_code session_read_reaches(session *s, mlg_err *err)
{
    const char *said = s->study->reach;

    if (!said)
        return MLG_OK;
    s->n_reaches = mlg_reaches_read(said, s->study, s->reaches, SESSION_REACHES);
    for (size_t i = 0; i < s->n_reaches; i++)
        if (s->reaches[i].m <= 0)
            return mlg_fail(err, MLG_EUSAGE,
                            _("reach: 0 serves nobody; give a distance such as 20km, or leave "
                              "it out to look at who has a fabrique inside"));
    for (size_t i = 0; i < s->n_reaches; i++)
        doubt_reach(s, s->reaches[i].m);
    if (s->n_reaches)
        return MLG_OK;
    return mlg_fail(err, MLG_EUSAGE,
                    _("reach: '%.40s' is not a distance such as 300m or 20km or the name of "
                      "catchments, nor several that differ (10km,20km)"),
                    said);
}

/* --- levels ------------------------------------------------------------------------------- */

/* "epci", "bassin=BV2022": a level made of the communes; "commune": these themselves. */
static mlg_code make_level(session *s, mlg_zones **out, const char *said, mlg_err *err)
{
    size_t n = strcspn(said, "=");
    char *name = strndup(said, n);
    mlg_zones_options options = { .name = name,
                                  .role = name ? mlg_role_of_level(name) : MLG_ROLE_TERRITORY,
                                  .code = said[n] ? said + n + 1 : NULL,
                                  .threads = common.threads };
    mlg_code code = MLG_OK;

    if (!name)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    cmd_progress(s->command, _("making the level %s"), name);
    if (options.role == MLG_ROLE_COMMUNE)
        *out = s->communes;
    else
        code = mlg_zones_by_code(out, s->communes, &options, s->planes, &s->diag, err);
    free(name);
    return code;
}

static mlg_code load_levels(session *s, mlg_err *err)
{
    const mlg_study *study = s->study;
    mlg_code code = MLG_OK;

    s->levels = calloc(study->n_territories + study->n_levels + 1, sizeof *s->levels);
    if (!s->levels)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (study->n_levels && !s->communes)
        return mlg_fail(err, s->from_file ? MLG_EDATA : MLG_EUSAGE,
                        _("levels are made of the communes: give them (--communes FILE)"));
    for (unsigned i = 0; code == MLG_OK && i < study->n_territories; i++) {
        const char *level = study->territories[i].name;

        if (session_is_communes(study, &study->territories[i]))
            s->levels[i] = s->communes;
        else
            code = session_load_zones(s, &s->levels[i], &study->territories[i],
                                      mlg_role_of_level(level ? level : ""), err);
        s->n_levels += code == MLG_OK;
    }
    for (unsigned i = 0; code == MLG_OK && i < study->n_levels; i++) {
        code = make_level(s, &s->levels[s->n_levels], study->levels[i], err);
        s->n_levels += code == MLG_OK;
    }
    return code;
}

static mlg_code open_population(session *s, const mlg_study_layer *said, mlg_err *err)
{
    mlg_population_options options = { .read = session_reading(s, said),
                                       .column = said->columns.population,
                                       .groups = said->groups,
                                       .n_groups = said->n_groups,
                                       .threads = common.threads };

    cmd_progress(s->command, _("reading %s"), said->file);
    return mlg_population_open(&s->population, said->file, &options, &s->diag, err);
}

mlg_code session_load_coverage(session *s, bool people, mlg_err *err)
{
    const mlg_study *study = s->study;

    if (load_levels(s, err) != MLG_OK)
        return err->code;
    return people && study->n_population ? open_population(s, study->population, err) : MLG_OK;
}

mlg_code session_load_catchments(session *s, mlg_err *err)
{
    const mlg_study *study = s->study;

    s->catchments = calloc(study->n_catchments + 1, sizeof *s->catchments);
    if (!s->catchments)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    for (; s->n_catchments < study->n_catchments; s->n_catchments++) {
        const mlg_study_layer *said = &study->catchments[s->n_catchments];
        const mlg_catchments_options options = { .name = said->name,
                                                 .where = said->where,
                                                 .n_where = said->n_where,
                                                 .site = said->columns.site,
                                                 .threads = common.threads };
        mlg_layer *layer = NULL;

        if (session_load(s, &layer, said, err) != MLG_OK ||
            mlg_catchments_new(&s->catchments[s->n_catchments], layer, &options, s->planes,
                               &s->diag, err) != MLG_OK)
            return err->code;
    }
    return MLG_OK;
}

/* --- the network ---------------------------------------------------------------------------
 */

/* "5": a wave; "2021-06-30": a day. */
static mlg_code read_moment(mlg_sites_choice *c, const mlg_study *study, mlg_err *err)
{
    char *end = NULL;
    long wave = study->after_wave ? strtol(study->after_wave, &end, 10) : 0;

    if (study->after_wave && (end == study->after_wave || *end || wave < 0 || wave > 1000000))
        return mlg_fail(err, MLG_EUSAGE, _("after_wave: '%.40s' is not the number of a wave"),
                        study->after_wave);
    if (study->after_wave)
        c->after_wave = (int32_t)wave;
    if (study->until && !mlg_day(study->until, &c->until))
        return mlg_fail(err, MLG_EUSAGE, _("until: '%.40s' is not a day such as 2021-06-30"),
                        study->until);
    return MLG_OK;
}

static mlg_code load_planned(session *s, mlg_err *err)
{
    const mlg_study_layer *said = s->study->with;
    mlg_sites_options options = { .columns = &said->columns,
                                  .precision = said->precision,
                                  .rules = s->rules,
                                  .threads = common.threads };
    mlg_layer *layer = NULL;
    mlg_code code = session_load(s, &layer, said, err);

    return code == MLG_OK
               ? mlg_sites_new(&s->planned, layer, &options, s->planes, &s->diag, err)
               : code;
}

/* The sites that are measured, and those of the scenario. */
static mlg_code choose_sites(session *s, mlg_err *err)
{
    const mlg_study *study = s->study;
    mlg_sites_choice now = { .after_wave = MLG_NO_WAVE, .until = MLG_NO_DAY }, then = now;
    mlg_code code = read_moment(&now, study, err);

    if (code == MLG_OK && (study->after_wave || study->until))
        code = mlg_sites_choose(&s->existing, s->sites, &now, &s->diag, err);
    if (code == MLG_OK && study->n_with)
        code = load_planned(s, err);
    then.with = s->planned;
    then.without = study->without;
    then.n_without = study->n_without;
    if (code == MLG_OK && (study->n_with || study->n_without))
        code = mlg_sites_choose(&s->after, s->existing ? s->existing : s->sites, &then,
                                &s->diag, err);
    if (code == MLG_EUSAGE && s->from_file)
        err->code = code = MLG_EDATA;
    return code;
}

/* --- the answer --------------------------------------------------------------------------- */

/* Reading layers leaves holes that nothing of coverage fits in: they go back to the system. */
static void return_holes(void)
{
#ifdef M_TRIM_THRESHOLD
    malloc_trim(0);
#endif
}

mlg_code session_cover(session *s, mlg_err *err)
{
    mlg_coverage_options options = { .reaches = s->reaches,
                                     .n_reaches = s->n_reaches,
                                     .catchments = s->catchments,
                                     .n_catchments = s->n_catchments,
                                     .rules = s->rules,
                                     .communes = s->communes,
                                     .cells = s->population ? mlg_population_feed(s->population)
                                                            : NULL,
                                     .threads = common.threads };

    mlg_code code = choose_sites(s, err);

    if (code == MLG_OK)
        code = mlg_catchments_link(s->catchments, s->n_catchments,
                                   s->after      ? s->after
                                   : s->existing ? s->existing
                                                 : s->sites,
                                   &s->diag, err);
    cmd_progress(s->command, _("measuring coverage"));
    return_holes();
    if (code == MLG_OK)
        code = mlg_cover(&s->coverage, s->existing ? s->existing : s->sites, s->levels,
                         s->n_levels, &options, s->planes, &s->diag, err);
    if (code == MLG_OK && s->after) {
        mlg_diag twice = { 0 }; /* the same layers say the same things again */

        cmd_progress(s->command, _("measuring the scenario"));
        code = mlg_cover(&s->scenario, s->after, s->levels, s->n_levels, &options, s->planes,
                         &twice, err);
        mlg_diag_release(&twice);
    }
    return code;
}
