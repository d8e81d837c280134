#ifndef MLG_PROGRAMME_H
#define MLG_PROGRAMME_H
#include "maillage/split.h"

/* What the sites say beside their place (wave, date, grant, bearer, state), held against the
 * rules. Only fabriques count, one per label, as in the split. What no fabrique says is
 * missing: it is named, nothing is concluded from it, and nothing is put in its stead. */

/* --- waves ------------------------------------------------------------------------------ */

/* Labels whose `wave` has the same number ("9", "Vague 9") or, without a number, the same
 * name (accents, case and punctuation aside); those that say none are a group of their own,
 * the last. */
typedef struct mlg_wave {
    const char *name;            /* as the file writes it (of several spellings, the first in
                                  * byte order); "": the labels that say no wave */
    int32_t number;              /* MLG_NO_WAVE: a name, or none */
    int32_t first_day, last_day; /* of its labels; MLG_NO_DAY: none says a date */
    int32_t deadline; /* the rules' first one not before first_day; MLG_NO_DAY: none */
    size_t classes[MLG_CLASS_COUNT], classes_until[MLG_CLASS_COUNT];
    mlg_split split; /* of the wave: the target is the rules' shares of its labels */
    mlg_split until; /* of the wave and those before, likewise; its pivots are those of the
                      * waves and are not listed again */
    bool over;       /* more labels than the rules' wave_max */
    size_t n_grants; /* labels that say their grant */
    double grants;   /* their sum, euros */
    size_t n_late;   /* labels dated after the deadline, see mlg_late */
} mlg_wave;

/* What puts the waves in order, for the cumulative split: their numbers when every wave has
 * one; else their first dates when every wave has one; else numbers, then names (byte order).
 */
typedef enum mlg_wave_order { MLG_BY_NUMBER, MLG_BY_DATE, MLG_BY_NAME } mlg_wave_order;

enum { MLG_WAVES_MAX = 200 }; /* more: the column holds something else, and is told so */

/* A label dated after a deadline. The deadline of a wave is the rules' first one that is not
 * before the wave's earliest date, so that a label later than its own wave's deadline stands
 * out; a wave that begins after them all, and a label without a wave, are held against the
 * last one. A label that is dated by its decision rather than by its filing may rightly come
 * after: these are to be looked at, not condemned. */
typedef struct mlg_late {
    uint32_t site;
    int32_t deadline;
} mlg_late;

/* --- money ------------------------------------------------------------------------------ */

typedef enum mlg_budget {
    MLG_BUDGET_KEPT,   /* every label says its grant, and the sum is within the budget */
    MLG_BUDGET_OVER,   /* the grants that are said make more already */
    MLG_BUDGET_UNKNOWN /* some labels say none */
} mlg_budget;

const char *mlg_budget_name(mlg_budget b); /* "tenu", "depasse", "indetermine" */

/* --- bearers ----------------------------------------------------------------------------- */

/* Is a kind of bearer among those of the rules? Texts are compared without accents and case;
 * usual words ("SCIC", "mairie", "communauté de communes") stand for the kinds that they are.
 * A word that is not known is never taken for ineligible. */
typedef enum mlg_bearer {
    MLG_BEARER_UNSAID,
    MLG_BEARER_LISTED,
    MLG_BEARER_NOT_LISTED, /* a known kind, which the rules do not list */
    MLG_BEARER_UNKNOWN,    /* not recognised, or too general to tell */
    MLG_BEARER_COUNT
} mlg_bearer;

const char *mlg_bearer_name(mlg_bearer b); /* "non_dit", "admis", "non_admis", "non_reconnu" */

/* --- projects ----------------------------------------------------------------------------- */

/* A project must lie in a territory non pourvu of the rules' level. Here a territory is
 * pourvu when an existing fabrique (any whose state is not `projet`) is inside, wherever
 * within its location that may be; reach plays no part, nor do other projects. */
typedef enum mlg_need {
    MLG_NEED_MET,     /* no existing fabrique can be in its territory */
    MLG_NEED_NOT_MET, /* one is, in each territory that it can lie in */
    MLG_NEED_UNKNOWN, /* it depends on coarse locations, or no layer tells */
    MLG_NEED_NOWHERE, /* it lies in no territory of the layer */
    MLG_NEED_COUNT
} mlg_need;

const char *
mlg_need_name(mlg_need n); /* "non_pourvu", "pourvu", "indetermine", "hors_couche" */

typedef struct mlg_project {
    uint32_t site;
    uint8_t need;      /* mlg_need */
    uint32_t zone;     /* its territory (the first of several by code); MLG_NO_ZONE */
    uint32_t n_zones;  /* how many territories it can lie in */
    uint32_t fabrique; /* an existing one of that territory (the first by record), or
                        * MLG_NO_FABRIQUE */
} mlg_project;

#define MLG_NO_FABRIQUE UINT32_MAX

/* --- all together ---------------------------------------------------------------------------
 */

typedef enum mlg_missing {
    MLG_MISSING_WAVES, /* no fabrique says it, or the column holds no waves */
    MLG_MISSING_DATES,
    MLG_MISSING_GRANTS,
    MLG_MISSING_BEARERS,
    MLG_MISSING_STATES,
    MLG_MISSING_DECLARED,
    MLG_MISSING_DEADLINES,   /* the rules list none */
    MLG_MISSING_TERRITORIES, /* there are projects, and no layer of the rules' level */
    MLG_MISSING_COUNT
} mlg_missing;

/* "vagues", "dates", "subventions", "porteurs", "etats", "classes_declarees", "echeances",
 * "territoires" */
const char *mlg_missing_name(mlg_missing m);

/* Arrays of sites are in the order of the sites. Freed with mlg_programme_free. */
typedef struct mlg_programme {
    const mlg_classification *classes; /* borrowed, like its sites and rules */
    unsigned missing;                  /* bits 1 << mlg_missing */
    size_t sites;                      /* fabriques */
    size_t without_wave, without_date, without_grant, without_state;

    size_t n_waves; /* 0 when missing; the labels without a wave are counted as one */
    mlg_wave *waves;
    mlg_wave_order order;
    mlg_pivot *pivots; /* of the waves, one after the other: their splits point into it */
    uint32_t *wave_of; /* per site: index into waves; NULL without waves. Not of tiers-lieux */

    int32_t last_deadline; /* MLG_NO_DAY: none */
    size_t n_late;
    mlg_late *late;

    double grants; /* sum of those said, euros */
    mlg_budget budget;
    size_t n_out_of_range; /* grants below grant_min_eur or above grant_max_eur */
    uint32_t *out_of_range;

    size_t bearers[MLG_BEARER_COUNT];
    uint8_t *bearer_of; /* per site: mlg_bearer */

    const mlg_zones *level; /* the territories; NULL: none of the rules' level */
    size_t n_projects;
    mlg_project *projects;
    size_t needs[MLG_NEED_COUNT];
} mlg_programme;

/* `levels` may be empty; the one that the rules name (coverage.level) is used. `communes`,
 * for commune locations, may be NULL. Unrecognised bearers, waves whose order is not that of
 * their dates and columns that hold no waves are warnings in `diag`. */
mlg_code mlg_programme_new(mlg_programme **out, const mlg_classification *c,
                           mlg_zones *const *levels, size_t n_levels, const mlg_zones *communes,
                           mlg_diag *diag, mlg_err *err);
void mlg_programme_free(mlg_programme *p); /* NULL is fine */

/* --- declared against computed -------------------------------------------------------------
 */

/* Classes that the sites declare (all sites, tiers-lieux too), against those computed, which
 * are the geometry's: a justified override is shown with the evidence, not counted. */
typedef struct mlg_declared {
    const mlg_classification *classes; /* borrowed */
    size_t declared, undeclared;       /* sites; unknown words are undeclared */
    size_t confusion[MLG_CLASS_INDETERMINE][MLG_CLASS_COUNT]; /* [declared][computed] */
    size_t compatible[MLG_CLASS_INDETERMINE]; /* undetermined or without a location, and the
                                               * declared class is possible */
    size_t agreed, possible, n_disagreements; /* together: declared */
    uint32_t *disagreements;                  /* sites whose declared class is not possible */
} mlg_declared;

/* The class that a site declares; MLG_CLASS_INDETERMINE: none. */
mlg_class mlg_declared_class(const mlg_sites *sites, size_t site);

mlg_code mlg_declared_new(mlg_declared **out, const mlg_classification *c, mlg_err *err);
void mlg_declared_free(mlg_declared *d); /* NULL is fine */
#endif
