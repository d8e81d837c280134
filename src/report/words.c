#include "report/words.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *words_language(void)
{
    /* translators: the code of your language, as in <html lang="..."> */
    return O_("en");
}

const char *words_class(mlg_class c)
{
    static const char *const words[MLG_CLASS_COUNT] = {
        [MLG_CLASS_QPV] = N_("in a QPV"),
        [MLG_CLASS_PROXIMITE] = N_("in the immediate proximity of a QPV"),
        [MLG_CLASS_HORS] = N_("far from any QPV, outside the large urban centres"),
        [MLG_CLASS_GRAND_CENTRE] = N_("far from any QPV, in a large urban centre"),
        [MLG_CLASS_INDETERMINE] = N_("undetermined"),
        [MLG_CLASS_NON_LOCALISE] = N_("not located"),
    };

    return O_(words[c]);
}

const char *words_eligibility(mlg_eligibility e)
{
    static const char *const words[MLG_ELIGIBLE_COUNT] = {
        [MLG_ELIGIBLE_QPV] = N_("QPV half only"),
        [MLG_ELIGIBLE_HORS] = N_("half outside the large urban centres only"),
        [MLG_ELIGIBLE_DEUX] = N_("either half"),
        [MLG_ELIGIBLE_AUCUNE] = N_("neither half"),
        [MLG_ELIGIBLE_INDETERMINEE] = N_("undetermined eligibility"),
    };

    return O_(words[e]);
}

const char *words_verdict(mlg_verdict v)
{
    static const char *const words[] = { [MLG_TENU] = N_("kept"),
                                         [MLG_NON_TENU] = N_("not kept"),
                                         [MLG_INDETERMINE] = N_("undecided") };

    return O_(words[v]);
}

const char *words_statut(mlg_statut s)
{
    static const char *const words[MLG_STATUT_COUNT] = {
        [MLG_STATUT_POURVU] = N_("has a fabrique"),
        [MLG_STATUT_DESSERVI] = N_("served from outside"),
        [MLG_STATUT_PARTIEL] = N_("served in part"),
        [MLG_STATUT_NON_POURVU] = N_("not provided for"),
    };

    return O_(words[s]);
}

const char *words_level(const char *level)
{
    static const char *const words[][2] = {
        { "commune", N_("communes") },
        { "epci", N_("EPCI") },
        { "arrondissement", N_("arrondissements") },
        { "departement", N_("départements") },
        { "region", N_("regions") },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(level, words[i][0]))
            return O_(words[i][1]);
    return level;
}

char *words_number(char text[WORDS_NUMBER], double value, int decimals)
{
    char digits[WORDS_NUMBER];
    int n, whole;
    size_t used = 0;

    if (!isfinite(value) || fabs(value) > 1e15) {
        snprintf(text, WORDS_NUMBER, "\xE2\x80\x93");
        return text;
    }
    n = snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
    whole = decimals ? n - decimals - 1 : n;
    if (value < 0)
        used = (size_t)snprintf(text, WORDS_NUMBER, "\xE2\x88\x92");
    for (int i = 0; i < n && used + 5 < WORDS_NUMBER; i++) {
        if (i && i < whole && (whole - i) % 3 == 0)
            used += (size_t)snprintf(text + used, WORDS_NUMBER - used, "\xE2\x80\xAF");
        /* translators: the decimal point of your language */
        text[used++] = i == whole ? O_(".")[0] : digits[i];
    }
    text[used] = '\0';
    return text;
}

char *words_euros(char text[WORDS_NUMBER], double euros)
{
    return words_number(text, euros, fmod(round(euros * 100), 100) != 0 ? 2 : 0);
}

char *words_metres(char text[WORDS_NUMBER], double metres)
{
    bool far = metres >= 9999.5;
    size_t n;

    words_number(text, far ? metres / 1000 : metres, far ? 1 : 0);
    n = 0;
    while (text[n])
        n++;
    if (isfinite(metres))
        snprintf(text + n, WORDS_NUMBER - n, far ? "\xC2\xA0km" : "\xC2\xA0m");
    return text;
}

const char *words_site(char text[24], const mlg_sites *sites, size_t site)
{
    const char *id = mlg_site_id(sites, site);

    if (*id)
        return id;
    /* translators: a site without identifier is named by its record */
    snprintf(text, 24, O_("no. %zu"), site + 1);
    return text;
}

bool words_one_reach(const mlg_coverage *c)
{
    return !c->n_catchments && !c->by_own_reach;
}

static void add_count(buf *out, size_t n, const char *how, bool *begun)
{
    if (n)
        buf_printf(out, "%s%zu %s", *begun ? ", " : " ", n, how);
    *begun |= n > 0;
}

static void add_catchments(buf *out, const mlg_catchments *c)
{
    const char *choice = mlg_catchments_choice(c);

    buf_printf(out, " %s", mlg_zones_name(mlg_catchments_zones(c)));
    if (*choice)
        buf_printf(out, " (%s)", choice);
    buf_printf(out, O_(", %zu polygons"), mlg_catchments_count(c));
    if (!mlg_catchments_linked(c))
        buf_text(out, O_(", which name no fabrique and serve as they are"));
}

/* Where catchments have a reach to themselves: which one the figures are about. */
static void add_reaches(buf *out, const mlg_coverage *c)
{
    bool named = false;

    for (size_t r = 0; r < c->n_reaches; r++)
        named |= c->reaches[r].name != NULL;
    for (size_t r = 0; named && r < c->n_reaches; r++) {
        const mlg_reach *one = &c->reaches[r];
        char far[WORDS_NUMBER];

        buf_text(out, r == 0 ? O_(" Main reach: ") : r == 1 ? O_("; beside it: ") : ", ");
        buf_text(out, one->name ? one->name : words_metres(far, one->m));
    }
    buf_text(out, named ? "." : "");
}

void words_serving(buf *out, const mlg_coverage *c)
{
    char far[WORDS_NUMBER], within[2 * WORDS_NUMBER];
    bool begun = false;

    snprintf(within, sizeof within, O_("within %s"), words_metres(far, c->reach_m));
    buf_text(out, O_("Reach of the fabriques:"));
    add_count(out, c->by_catchment, O_("by a catchment of their own"), &begun);
    add_count(out, c->by_own_reach, O_("by a distance of their own"), &begun);
    add_count(out, c->by_asked_reach, within, &begun);
    add_count(out, c->by_nothing, O_("without a reach of their own"), &begun);
    buf_text(out, begun ? "." : " 0.");
    for (size_t i = 0; i < c->n_catchments; i++) {
        buf_text(out, i ? O_(";") : O_(" Catchments:"));
        add_catchments(out, c->catchments[i]);
    }
    buf_text(out, c->n_catchments ? "." : "");
    add_reaches(out, c);
}

void words_serving_p(html *h, const mlg_coverage *c)
{
    buf words = { 0 };

    if (words_one_reach(c))
        return;
    words_serving(&words, c);
    h->out.broken |= words.broken;
    html_p(h, "%s", words.at ? words.at : "");
    buf_free(&words);
}
