#include "report/dossier.h"

#include "base/i18n.h"
#include "report/json.h"
#include "report/words.h"

#include <stdarg.h>
#include <stdio.h>

/* Sentences added one by one; a failure to add is found at the end. */
typedef struct list {
    json_t *all;
    int fault;
} list;

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
say(list *l, const char *format, ...)
{
    char text[1200];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    l->fault |= json_array_append_new(l->all, text_json(text));
}

static size_t coarse(const mlg_classification *c)
{
    size_t n = 0;

    for (size_t i = 0; i < mlg_sites_count(c->sites); i++)
        n += mlg_site_kind(c->sites, i) == MLG_FABRIQUE &&
             mlg_site_location(c->sites, i) == MLG_COMMUNE;
    return n;
}

static size_t overridden(const mlg_classification *c)
{
    size_t n = 0;

    for (size_t i = 0; i < mlg_sites_count(c->sites); i++)
        n += mlg_site_kind(c->sites, i) == MLG_FABRIQUE &&
             c->rows[i].reason == MLG_BECAUSE_OVERRIDE;
    return n;
}

static void of_locations(list *l, const dossier *d)
{
    const mlg_classification *c = d->answers->classes;
    size_t communes = coarse(c), decided = overridden(c);
    size_t undetermined = d->answers->split->eligibilities[MLG_ELIGIBLE_INDETERMINEE];

    if (communes)
        say(l,
            O_("Fabriques known by their commune only: %zu of %zu. Nothing is said of where in "
               "it they are; an address to the house number would settle them."),
            communes, c->fabriques.sites);
    if (undetermined)
        say(l,
            O_("Fabriques whose half cannot be told: %zu. They are left out of the first "
               "interval and widen the second."),
            undetermined);
    if (decided)
        say(l,
            O_("Fabriques classed by a justified decision of the study rather than by the "
               "computation: %zu. The dossier shows the decision, and does not judge it."),
            decided);
    say(l, "%s",
        O_("Positions are taken as the list gives them: that a place really stands there has "
           "not been checked."));
}

static void of_vintage(list *l, const mlg_geography *g)
{
    char day[MLG_DAY_ROOM];

    switch (g->when) {
    case MLG_WHEN_OWN_DATE:
        say(l, "%s",
            O_("Each place is judged on the QPV in force at its own date; a place without a "
               "date "
               "is held against every vintage."));
        break;
    case MLG_WHEN_DAY:
        say(l, O_("The QPV are those in force on %s."), mlg_day_text(day, g->day));
        break;
    default:
        say(l,
            O_("The QPV are those of the layer '%.120s'; a place is not judged on the "
               "boundaries "
               "of another vintage."),
            mlg_zones_name(g->qpv[g->chosen].zones));
    }
}

static void of_definitions(list *l, const dossier *d)
{
    char metres[WORDS_NUMBER];

    say(l,
        O_("No text sets 'immediate proximity' as a distance. The distance used here (%s) is a "
           "convention: another one may give another answer."),
        words_metres(metres, d->provenance->rules->proximity_m));
    say(l,
        O_("No text defines 'large urban centre'. The definition used here is the layer "
           "'%.120s': "
           "another one may give another answer."),
        mlg_zones_name(d->answers->classes->geography.centres));
    of_vintage(l, &d->answers->classes->geography);
}

json_t *dossier_limits_json(const dossier *d)
{
    list l = { json_array(), 0 };

    of_definitions(&l, d);
    of_locations(&l, d);
    say(&l, "%s",
        O_("'Kept' means that a booking reaching both targets exists. It does not say in which "
           "half the programme did book each place."));
    say(&l, "%s", O_("Each label counts once, even if two labels are one and the same place."));
    say(&l, "%s",
        O_("This dossier is indicative: it is no regulatory attestation, and does not replace "
           "the official zoning consulted at the address."));
    if (!l.fault)
        return l.all;
    json_decref(l.all);
    return NULL;
}

/* Parts that a dossier may have, that this one has not, and why. */
static void absent(dossier *d)
{
    static const char *const missing[MLG_MISSING_COUNT] = {
        [MLG_MISSING_WAVES] = N_("Waves: no fabrique says its wave."),
        [MLG_MISSING_DATES] = N_("Dates against deadlines: no fabrique says its date."),
        [MLG_MISSING_GRANTS] = N_("Grants and budget: no fabrique says its grant."),
        [MLG_MISSING_BEARERS] = N_("Bearers: no fabrique says its kind of bearer."),
        [MLG_MISSING_STATES] = N_("Projects: no fabrique says whether it is one."),
        [MLG_MISSING_DECLARED] = N_("Declared classes: no site declares one."),
        [MLG_MISSING_DEADLINES] = N_("Deadlines: the rules list none."),
        [MLG_MISSING_TERRITORIES] = N_("Projects in territories not provided for: no layer of "
                                       "the rules' level was given."),
    };
    const mlg_answers *a = d->answers;
    html *h = &d->page;

    html_section(h, "absent", 3, O_("Not in this dossier"));
    html_open(h, "ul", NULL);
    for (int m = 0; a->programme && m < MLG_MISSING_COUNT; m++)
        if (a->programme->missing & 1u << m)
            html_element(h, "li", O_(missing[m]));
    if (!a->programme)
        html_element(h, "li", O_("Waves, money, bearers and projects: not asked for."));
    if (!a->sensitivity)
        html_element(h, "li", O_("Robustness of the verdict: not asked for."));
    if (!a->coverage)
        html_element(h, "li",
                     O_("Territories without a fabrique: not asked for, or no territory layer "
                        "was given."));
    html_close(h);
    html_close(h);
}

void dossier_limits(dossier *d)
{
    const mlg_answers *a = d->answers;
    html *h = &d->page;
    json_t *sentence;
    size_t i;

    html_section(h, "limits", 2, O_("What cannot be concluded"));
    html_open(h, "ul", NULL);
    json_array_foreach(d->limits, i, sentence)
        html_element(h, "li", json_string_value(sentence));
    html_close(h);
    if (!a->coverage || !a->sensitivity || !a->programme || a->programme->missing)
        absent(d);
    html_close(h);
}
