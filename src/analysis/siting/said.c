#include "analysis/siting/said.h"

#include "base/big.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/text.h"
#include "maillage/classify.h"

#include <math.h>
#include <string.h>

/* --- waves ------------------------------------------------------------------------------ */

/* "2e", "1ere", "3eme": what follows the digits of a rank. */
static bool is_rank_end(const char *s, size_t n)
{
    static const char *const ends[] = { "e", "eme", "er", "ere", "re", "nd", "nde" };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strlen(ends[i]) == n && !strncmp(s, ends[i], n))
            return true;
    return !n;
}

static bool is_wave_word(const char *s, size_t n)
{
    static const char *const words[] = { "vague", "wave", "v", "n", "no", "numero", "num" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == n && !strncmp(s, words[i], n))
            return true;
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* One word of a folded text: "9", "9e", "v9" give the number. */
static bool wave_word(const char *s, size_t n, int32_t *number, int *numbers)
{
    size_t first = 0, last;

    while (first < n && !is_digit(s[first]))
        first++;
    if (first && !is_wave_word(s, first))
        return false;
    if (first == n)
        return true;
    *number = 0;
    for (last = first; last < n && is_digit(s[last]); last++) {
        if (last - first >= 6)
            return false;
        *number = *number * 10 + (s[last] - '0');
    }
    (*numbers)++;
    return is_rank_end(s + last, n - last);
}

bool said_wave(const char *text, int32_t *number)
{
    char folded[48];
    double value;
    int numbers = 0;

    if (text_number(text, &value)) { /* a spreadsheet may have made it "9.0" */
        *number = value >= 0 && value < 1e6 && value == floor(value) ? (int32_t)value : -1;
        return *number >= 0;
    }
    text_fold(folded, sizeof folded, text);
    for (const char *s = folded; *s;) {
        size_t n = strcspn(s, "_");

        if (!wave_word(s, n, number, &numbers))
            return false;
        s += n + (s[n] == '_');
    }
    return numbers == 1;
}

static void read_waves(mlg_sites *s)
{
    for (size_t i = 0; s->waves && i < s->n; i++) {
        const char *text = mlg_cell(s->wave, i);

        if (!*text || !said_wave(text, &s->waves[i]))
            s->waves[i] = MLG_NO_WAVE;
    }
}

/* --- dates ------------------------------------------------------------------------------ */

static void tell_date(const mlg_sites *s, size_t site, date_said said, mlg_diag *diag)
{
    const char *text = mlg_cell(s->date, site), *where = s->layer->name;
    int64_t record = (int64_t)site + 1;

    if (said == DATE_IMPOSSIBLE)
        mlg_diag_add(diag, MLG_WARNING, "date-impossible", where, record,
                     N_("date '%.40s' is no day of the years 1900 to 2199 (the day is read "
                        "before the month): taken as missing"),
                     text);
    else if (said == DATE_SHORT_YEAR)
        mlg_diag_add(diag, MLG_WARNING, "date-short-year", where, record,
                     N_("date '%.40s' has no year of four digits: taken as missing; write "
                        "30/03/2021 or 2021-03-30"),
                     text);
    else
        mlg_diag_add(diag, MLG_WARNING, "date-unreadable", where, record,
                     N_("date '%.40s' is not understood: taken as missing; write 30/03/2021 "
                        "or 2021-03-30"),
                     text);
}

static void read_dates(mlg_sites *s, mlg_diag *diag)
{
    size_t forms[2] = { 0, 0 };

    for (size_t i = 0; s->day && i < s->n; i++) {
        const char *text = mlg_cell(s->date, i);
        date_form form;
        date_said said;

        s->day[i] = MLG_NO_DAY;
        if (text_is_missing(text))
            continue;
        said = date_read(text, &s->day[i], &form);
        if (said == DATE_READ)
            forms[form]++;
        else
            tell_date(s, i, said, diag);
    }
    if (forms[DATE_ISO] && forms[DATE_FRENCH])
        mlg_diag_add(diag, MLG_NOTE, "dates-mixed", s->layer->name, 0,
                     N_("dates are written in two ways: %zu as 2021-03-30, %zu as "
                        "30/03/2021 (day first)"),
                     forms[DATE_ISO], forms[DATE_FRENCH]);
}

/* --- grants ----------------------------------------------------------------------------- */

/* Cuts a unit off the end; what it multiplies by, 0 when it is none of ours. */
static double cut_unit(char *text)
{
    static const struct {
        const char *unit;
        double factor;
    } units[] = { { "k\xE2\x82\xAC", 1000 },
                  { "keur", 1000 },
                  { "\xE2\x82\xAC", 1 },
                  { "euros", 1 },
                  { "euro", 1 },
                  { "eur", 1 } };
    size_t n = strlen(text);

    for (size_t i = 0; i < n; i++)
        if (text[i] >= 'A' && text[i] <= 'Z')
            text[i] = (char)(text[i] - 'A' + 'a');
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t m = strlen(units[i].unit);

        if (n > m && !strcmp(text + n - m, units[i].unit)) {
            text[n - m] = '\0';
            return units[i].factor;
        }
    }
    return 1;
}

/* One point or comma with three digits behind it and no more than three before: a French
 * hand may mean thousands, an English one as well. */
static bool is_ambiguous(const char *text)
{
    size_t before, after;

    text += strspn(text, "+- ");
    before = strspn(text, "0123456789");
    if (!before || before > 3 || text[0] == '0' || (text[before] != '.' && text[before] != ','))
        return false;
    after = strspn(text + before + 1, "0123456789");
    text += before + 1 + after;
    return after == 3 && !text[strspn(text, " ")];
}

static const double most_euros = 1e9; /* beyond, it is no grant: a phone number, a SIRET */

said_money said_grant(const char *text, double *euros)
{
    char plain[64];
    double value, factor;

    if (strlen(text) >= sizeof plain)
        return MONEY_UNREADABLE;
    memcpy(plain, text, strlen(text) + 1);
    factor = cut_unit(plain);
    if (!text_number(plain, &value))
        return MONEY_UNREADABLE;
    if (value < 0)
        return MONEY_NEGATIVE;
    if (value * factor > most_euros)
        return MONEY_UNREADABLE;
    if (factor == 1 && is_ambiguous(plain))
        return MONEY_AMBIGUOUS;
    *euros = value * factor;
    return MONEY_READ;
}

static void tell_grant(const mlg_sites *s, size_t site, said_money said, mlg_diag *diag)
{
    const char *text = mlg_cell(s->grant, site), *where = s->layer->name;
    int64_t record = (int64_t)site + 1;

    if (said == MONEY_NEGATIVE)
        mlg_diag_add(diag, MLG_WARNING, "grant-negative", where, record,
                     N_("grant '%.40s' is negative: taken as missing"), text);
    else if (said == MONEY_AMBIGUOUS)
        mlg_diag_add(diag, MLG_WARNING, "grant-ambiguous", where, record,
                     N_("grant '%.40s' may be thousands or decimals: taken as missing; write "
                        "150000"),
                     text);
    else
        mlg_diag_add(diag, MLG_WARNING, "grant-unreadable", where, record,
                     N_("grant '%.40s' is not a number of euros: taken as missing"), text);
}

static void read_grants(mlg_sites *s, mlg_diag *diag)
{
    for (size_t i = 0; s->grants && i < s->n; i++) {
        const char *text = mlg_cell(s->grant, i);
        said_money said;

        s->grants[i] = NAN;
        if (text_is_missing(text))
            continue;
        said = said_grant(text, &s->grants[i]);
        if (said == MONEY_AMBIGUOUS && s->grant->type == MLG_NUMBER) { /* 75.000 of a DBF */
            text_number(text, &s->grants[i]);
            said = MONEY_READ;
        }
        if (said != MONEY_READ)
            tell_grant(s, i, said, diag);
    }
}

/* --- declared classes, states ------------------------------------------------------------ */

uint8_t said_class(const char *text)
{
    static const struct {
        const char *word;
        mlg_class means;
    } words[] = { { "qpv", MLG_CLASS_QPV },
                  { "en_qpv", MLG_CLASS_QPV },
                  { "dans_qpv", MLG_CLASS_QPV },
                  { "dans_un_qpv", MLG_CLASS_QPV },
                  { "proximite_qpv", MLG_CLASS_PROXIMITE },
                  { "proximite", MLG_CLASS_PROXIMITE },
                  { "proximite_immediate", MLG_CLASS_PROXIMITE },
                  { "a_proximite_d_un_qpv", MLG_CLASS_PROXIMITE },
                  { "hors_grands_centres", MLG_CLASS_HORS },
                  { "hors_grand_centre", MLG_CLASS_HORS },
                  { "hors_grands_centres_urbains", MLG_CLASS_HORS },
                  { "hors_des_grands_centres_urbains", MLG_CLASS_HORS },
                  { "hors_gcu", MLG_CLASS_HORS },
                  { "grand_centre", MLG_CLASS_GRAND_CENTRE },
                  { "grand_centre_urbain", MLG_CLASS_GRAND_CENTRE },
                  { "gcu", MLG_CLASS_GRAND_CENTRE } };
    char folded[48];

    text_fold(folded, sizeof folded, text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(folded, words[i].word))
            return (uint8_t)(1 + words[i].means);
    return 0;
}

static void read_declared(mlg_sites *s, mlg_diag *diag)
{
    for (size_t i = 0; s->declared && i < s->n; i++) {
        const char *text = mlg_cell(s->declared, i);

        if (text_is_missing(text))
            continue;
        s->declares[i] = said_class(text);
        if (!s->declares[i])
            mlg_diag_add(diag, MLG_WARNING, "declared-unknown", s->layer->name, (int64_t)i + 1,
                         N_("declared class '%.40s' is none of qpv, proximite_qpv, "
                            "hors_grands_centres, grand_centre: taken as missing"),
                         text);
    }
}

static void read_states(mlg_sites *s, mlg_diag *diag)
{
    static const struct {
        const char *word;
        mlg_state means;
    } words[] = { { "existant", MLG_EXISTANT },   { "existante", MLG_EXISTANT },
                  { "existing", MLG_EXISTANT },   { "ouvert", MLG_EXISTANT },
                  { "ouverte", MLG_EXISTANT },    { "en_activite", MLG_EXISTANT },
                  { "en_service", MLG_EXISTANT }, { "projet", MLG_PROJET },
                  { "en_projet", MLG_PROJET },    { "project", MLG_PROJET } };
    char folded[24];

    for (size_t i = 0; s->state && i < s->n; i++) {
        const char *text = mlg_cell(s->state, i);

        if (text_is_missing(text))
            continue;
        text_fold(folded, sizeof folded, text);
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (!strcmp(folded, words[k].word))
                s->states[i] = (uint8_t)words[k].means;
        if (s->states[i] == MLG_STATE_UNSAID)
            mlg_diag_add(diag, MLG_WARNING, "state-unknown", s->layer->name, (int64_t)i + 1,
                         N_("state '%.40s' is neither existant nor projet: taken as missing"),
                         text);
    }
}

/* Room for what the columns that are there may say. */
static bool make_room(mlg_sites *s)
{
    size_t n = s->n + 1;

    return (!s->wave || (s->waves = big_new(n, sizeof *s->waves))) &&
           (!s->date || (s->day = big_new(n, sizeof *s->day))) &&
           (!s->grant || (s->grants = big_new(n, sizeof *s->grants)));
}

mlg_code said_read(mlg_sites *sites, mlg_diag *diag, mlg_err *err)
{
    if (!make_room(sites))
        return mlg_fail(err, MLG_ENOMEM, _("out of memory"));
    read_waves(sites);
    read_dates(sites, diag);
    read_grants(sites, diag);
    read_declared(sites, diag);
    read_states(sites, diag);
    return MLG_OK;
}
