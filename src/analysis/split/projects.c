#include "analysis/split/projects.h"

#include "analysis/split/whereabouts.h"
#include "base/i18n.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

const char *mlg_need_name(mlg_need n)
{
    static const char *const names[] = { "non_pourvu", "pourvu", "indetermine", "hors_couche" };

    return names[n];
}

static bool is_project(const mlg_sites *s, size_t site)
{
    return s->kinds[site] == MLG_FABRIQUE && s->states[site] == MLG_PROJET;
}

/* "Département" is "departement". */
static const mlg_zones *find_level(mlg_zones *const *levels, size_t n, const char *wanted)
{
    char one[128], other[128];

    text_fold(one, sizeof one, wanted ? wanted : "");
    for (size_t i = 0; i < n; i++) {
        text_fold(other, sizeof other, mlg_zones_name(levels[i]));
        if (one[0] && !strcmp(one, other))
            return levels[i];
    }
    return NULL;
}

/* What existing fabriques make of a territory. */
typedef struct supply {
    uint32_t surely;   /* the first that is inside for certain; MLG_NO_FABRIQUE */
    uint32_t possibly; /* the first that may be inside; MLG_NO_FABRIQUE */
} supply;

static mlg_code supply_level(supply *at, whereabouts *w, const mlg_sites *s, mlg_err *err)
{
    for (size_t i = 0; i < s->n; i++) {
        const uint32_t *zones;
        size_t n;

        if (s->kinds[i] != MLG_FABRIQUE || is_project(s, i))
            continue;
        if (whereabouts_find(w, i, &zones, &n, err) != MLG_OK)
            return err->code;
        for (size_t k = 0; k < n; k++) {
            supply *t = &at[zones[k]];

            if (t->possibly == MLG_NO_FABRIQUE)
                t->possibly = (uint32_t)i;
            if (n == 1 && t->surely == MLG_NO_FABRIQUE)
                t->surely = (uint32_t)i;
        }
    }
    return MLG_OK;
}

static mlg_project judge(size_t site, const uint32_t *zones, size_t n, const supply *at)
{
    mlg_project p = { .site = (uint32_t)site,
                      .need = MLG_NEED_NOWHERE,
                      .zone = MLG_NO_ZONE,
                      .n_zones = (uint32_t)n,
                      .fabrique = MLG_NO_FABRIQUE };
    size_t surely = 0, possibly = 0;

    for (size_t k = 0; k < n; k++) {
        const supply *t = &at[zones[k]];

        surely += t->surely != MLG_NO_FABRIQUE;
        possibly += t->possibly != MLG_NO_FABRIQUE;
        if (p.fabrique == MLG_NO_FABRIQUE)
            p.fabrique = t->surely != MLG_NO_FABRIQUE ? t->surely : t->possibly;
    }
    if (!n)
        return p;
    p.zone = zones[0];
    p.need = !possibly ? MLG_NEED_MET : surely == n ? MLG_NEED_NOT_MET : MLG_NEED_UNKNOWN;
    return p;
}

static mlg_code judge_all(mlg_programme *p, const mlg_zones *communes, mlg_err *err)
{
    const mlg_sites *s = p->classes->sites;
    size_t n_zones = mlg_zones_count(p->level), k = 0;
    supply *at = malloc((n_zones + 1) * sizeof *at);
    whereabouts *w = NULL;
    mlg_code code = at ? whereabouts_new(&w, s, p->level, communes, err)
                       : mlg_fail(err, MLG_ENOMEM, _("out of memory"));

    for (size_t i = 0; at && i < n_zones; i++)
        at[i] = (supply){ MLG_NO_FABRIQUE, MLG_NO_FABRIQUE };
    if (code == MLG_OK)
        code = supply_level(at, w, s, err);
    for (size_t i = 0; code == MLG_OK && i < s->n; i++) {
        const uint32_t *zones;
        size_t n;

        if (!is_project(s, i))
            continue;
        code = whereabouts_find(w, i, &zones, &n, err);
        if (code != MLG_OK)
            break;
        p->projects[k] = judge(i, zones, n, at);
        p->needs[p->projects[k++].need]++;
    }
    whereabouts_free(w);
    free(at);
    return code;
}

mlg_code projects_make(mlg_programme *p, mlg_zones *const *levels, size_t n_levels,
                       const mlg_zones *communes, mlg_err *err)
{
    const mlg_sites *s = p->classes->sites;
    size_t said = 0, k = 0;

    for (size_t i = 0; i < s->n; i++) {
        said += s->kinds[i] == MLG_FABRIQUE && s->states[i] != MLG_STATE_UNSAID;
        p->n_projects += is_project(s, i);
    }
    p->without_state = p->sites - said;
    if (!said)
        p->missing |= 1u << MLG_MISSING_STATES;
    p->level = find_level(levels, n_levels, p->classes->rules->coverage.level);
    if (!p->n_projects)
        return MLG_OK;
    p->projects = calloc(p->n_projects, sizeof *p->projects);
    if (!p->projects)
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    if (p->level)
        return judge_all(p, communes, err);
    p->missing |= 1u << MLG_MISSING_TERRITORIES;
    p->needs[MLG_NEED_UNKNOWN] = p->n_projects;
    for (size_t i = 0; i < s->n; i++)
        if (is_project(s, i))
            p->projects[k++] = (mlg_project){ .site = (uint32_t)i,
                                              .need = MLG_NEED_UNKNOWN,
                                              .zone = MLG_NO_ZONE,
                                              .fabrique = MLG_NO_FABRIQUE };
    return MLG_OK;
}
