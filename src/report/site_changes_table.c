#include "report/tables.h"

#include "base/i18n.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    ID,
    NOM,
    ETAT,
    APPARIE,
    CLASSE_A,
    CLASSE_B,
    ELIGIBILITE_A,
    ELIGIBILITE_B,
    POSSIBLES_A,
    POSSIBLES_B,
    CAUSES,
    CERTAINE,
    EXPLICATION,
    CODE_QP_A,
    CODE_QP_B,
    DISTANCE_QPV_A,
    DISTANCE_QPV_B,
    CHANGEMENT_QP_A,
    CHANGEMENT_QP_B,
    CODE_CENTRE_A,
    CODE_CENTRE_B,
    DISTANCE_CENTRE_A,
    DISTANCE_CENTRE_B,
    DEPLACEMENT,
    N_COLUMNS
};

static const table_column columns[N_COLUMNS] = {
    [ID] = { "id", COLUMN_TEXT, 0, N_("identifier of the site, in B if it is there") },
    [NOM] = { "nom", COLUMN_TEXT, 0, N_("name of the site, likewise") },
    [ETAT] = { "etat", COLUMN_TEXT, 0,
               N_("change, inchange, ajoute (in B only) or retire (in A only)") },
    [APPARIE] = { "apparie_par", COLUMN_TEXT, 0,
                  N_("how the site of A and that of B were matched: id or nom_et_lieu") },
    [CLASSE_A] = { "classe_a", COLUMN_TEXT, 0, N_("class in A, the former result") },
    [CLASSE_B] = { "classe_b", COLUMN_TEXT, 0, N_("class in B, the latter result") },
    [ELIGIBILITE_A] = { "eligibilite_a", COLUMN_TEXT, 0, N_("eligibility in A") },
    [ELIGIBILITE_B] = { "eligibilite_b", COLUMN_TEXT, 0, N_("eligibility in B") },
    [POSSIBLES_A] = { "eligibilites_possibles_a", COLUMN_LIST, 0,
                      N_("every eligibility that the location allows in A") },
    [POSSIBLES_B] = { "eligibilites_possibles_b", COLUMN_LIST, 0,
                      N_("every eligibility that the location allows in B") },
    [CAUSES] = { "causes", COLUMN_LIST, 0,
                 N_("what differs and may explain the change: position, precision, derogation, "
                    "regle, qpv_modifie, qpv_cree, qpv_supprime, qpv, centre, commune, "
                    "version, "
                    "inconnue") },
    [CERTAINE] = { "cause_certaine", COLUMN_TEXT, 0,
                   N_("oui: this one cause, nothing else could have done it; else non") },
    [EXPLICATION] = { "explication", COLUMN_TEXT, 0, N_("the same in words") },
    [CODE_QP_A] = { "code_qp_a", COLUMN_TEXT, 0, N_("code of the nearest QPV in A") },
    [CODE_QP_B] = { "code_qp_b", COLUMN_TEXT, 0, N_("code of the nearest QPV in B") },
    [DISTANCE_QPV_A] = { "distance_qpv_m_a", COLUMN_NUMBER, 2,
                         N_("ground distance to the nearest QPV in A, metres") },
    [DISTANCE_QPV_B] = { "distance_qpv_m_b", COLUMN_NUMBER, 2,
                         N_("ground distance to the nearest QPV in B, metres") },
    [CHANGEMENT_QP_A] = { "changement_qp_a", COLUMN_TEXT, 0,
                          N_("what became of the nearest QPV of A, when the layers are "
                             "given") },
    [CHANGEMENT_QP_B] = { "changement_qp_b", COLUMN_TEXT, 0,
                          N_("what the nearest QPV of B comes from, when the layers are "
                             "given") },
    [CODE_CENTRE_A] = { "code_centre_a", COLUMN_TEXT, 0,
                        N_("code of the nearest large urban centre in A") },
    [CODE_CENTRE_B] = { "code_centre_b", COLUMN_TEXT, 0,
                        N_("code of the nearest large urban centre in B") },
    [DISTANCE_CENTRE_A] = { "distance_centre_m_a", COLUMN_NUMBER, 2,
                            N_("ground distance to the nearest large urban centre in A, "
                               "metres") },
    [DISTANCE_CENTRE_B] = { "distance_centre_m_b", COLUMN_NUMBER, 2,
                            N_("ground distance to the nearest large urban centre in B, "
                               "metres") },
    [DEPLACEMENT] = { "deplacement_m", COLUMN_NUMBER, 2,
                      N_("ground distance between the two positions, metres") },
};

static const mlg_result_site *site_of(const mlg_result *r, uint32_t row)
{
    return row == MLG_NO_ROW ? NULL : &r->rows[row];
}

/* --- the explanation, in words ---------------------------------------------------------------
 */

typedef struct phrase {
    char *text;
    size_t size, used;
} phrase;

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
say(phrase *w, const char *what, ...)
{
    va_list args;
    int n;

    if (w->used && w->used + 3 < w->size) {
        memcpy(w->text + w->used, "; ", 3);
        w->used += 2;
    }
    va_start(args, what);
    n = vsnprintf(w->text + w->used, w->size - w->used, what, args);
    va_end(args);
    if (n > 0)
        w->used = w->used + (size_t)n < w->size ? w->used + (size_t)n : w->size - 1;
}

/* "350 m"; "-" where there is no distance. */
static const char *metres(char text[32], double distance)
{
    if (isfinite(distance))
        snprintf(text, 32, "%.0f m", distance);
    else
        snprintf(text, 32, "-");
    return text;
}

static void say_place(phrase *w, unsigned causes, const mlg_site_change *s,
                      const mlg_result_site *a, const mlg_result_site *b)
{
    if (causes & 1u << MLG_CAUSE_POSITION) {
        if (isfinite(s->moved_m) && s->moved_m > 0)
            say(w, O_("the point moved by %.0f m"), s->moved_m);
        else
            say(w, O_("the commune was %.20s, it is %.20s"), *a->commune ? a->commune : "-",
                *b->commune ? b->commune : "-");
    }
    if (causes & 1u << MLG_CAUSE_PRECISION)
        say(w, "%s", O_("the location is known with another precision"));
    if (causes & 1u << MLG_CAUSE_OVERRIDE)
        say(w, O_("override: %.120s"),
            b->klass != b->computed ? b->justification : O_("withdrawn"));
}

static void say_qpv(phrase *w, unsigned causes, const mlg_results_comparison *c,
                    const mlg_result_site *a, const mlg_result_site *b)
{
    char text_a[32], text_b[32];
    const char *at_a = metres(text_a, a->distance_qpv), *at_b = metres(text_b, b->distance_qpv);

    if (causes & 1u << MLG_CAUSE_QPV_ABOLISHED)
        say(w, O_("QPV %.20s, at %s, no longer exists"), a->code_qpv, at_a);
    if (causes & 1u << MLG_CAUSE_QPV_CREATED)
        say(w, O_("QPV %.20s, at %s, is new"), b->code_qpv, at_b);
    if (causes & 1u << MLG_CAUSE_QPV_MODIFIED)
        say(w, O_("the boundary of QPV changed: %.20s at %s, then %.20s at %s"), a->code_qpv,
            at_a, b->code_qpv, at_b);
    if (causes & 1u << MLG_CAUSE_QPV)
        say(w,
            c->qpv ? O_("nearest QPV %.20s at %s, then %.20s at %s, though neither "
                        "changed beyond the tolerance")
                   : O_("nearest QPV %.20s at %s, then %.20s at %s: created, abolished "
                        "or modified cannot be told without the two layers (--qpv)"),
            *a->code_qpv ? a->code_qpv : "-", at_a, *b->code_qpv ? b->code_qpv : "-", at_b);
}

static void say_rest(phrase *w, unsigned causes, const site_changes_words *t,
                     const mlg_result_site *a, const mlg_result_site *b)
{
    char text_a[32], text_b[32];

    if (causes & 1u << MLG_CAUSE_RULE)
        say(w, O_("thresholds: %s"), t->thresholds);
    if (causes & 1u << MLG_CAUSE_CENTRE)
        say(w, O_("large urban centres: %.20s at %s, then %.20s at %s"),
            *a->code_centre ? a->code_centre : "-", metres(text_a, a->distance_centre),
            *b->code_centre ? b->code_centre : "-", metres(text_b, b->distance_centre));
    if (causes & 1u << MLG_CAUSE_COMMUNE)
        say(w, "%s", O_("the commune polygons differ"));
    if (causes & 1u << MLG_CAUSE_VERSION)
        say(w, O_("nothing differs but the version of the tool: %s, then %s"), t->c->a->version,
            t->c->b->version);
    if (causes & 1u << MLG_CAUSE_UNKNOWN)
        say(w, "%s", O_("nothing that the results say explains it"));
}

static void set_explanation(table_value *v, const site_changes_words *t,
                            const mlg_site_change *s)
{
    const mlg_result_site *a = site_of(t->c->a, s->a), *b = site_of(t->c->b, s->b);
    phrase w = { v->scratch, sizeof v->scratch, 0 };

    v->scratch[0] = '\0';
    if (a && b) {
        say_place(&w, s->causes, s, a, b);
        say_qpv(&w, s->causes, t->c, a, b);
        say_rest(&w, s->causes, t, a, b);
    }
    table_set_text(v, v->scratch);
}

/* --- cells -----------------------------------------------------------------------------------
 */

static const char *state_of(const mlg_site_change *s)
{
    return s->a == MLG_NO_ROW   ? "ajoute"
           : s->b == MLG_NO_ROW ? "retire"
           : s->changed         ? "change"
                                : "inchange";
}

static void set_of_side(table_value *v, const mlg_result_site *site, size_t column)
{
    if (!site) {
        v->null = true;
        return;
    }
    switch (column) {
    case CLASSE_A:
        table_set_text(v, mlg_class_name((mlg_class)site->klass));
        break;
    case ELIGIBILITE_A:
        table_set_text(v, mlg_eligibility_name((mlg_eligibility)site->eligibility));
        break;
    case POSSIBLES_A:
        for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++)
            if (site->eligibilities & 1u << e)
                v->list[v->n_list++] = mlg_eligibility_name((mlg_eligibility)e);
        break;
    case CODE_QP_A:
        table_set_text(v, site->code_qpv);
        break;
    case DISTANCE_QPV_A:
        table_set_number(v, site->distance_qpv);
        break;
    case CODE_CENTRE_A:
        table_set_text(v, site->code_centre);
        break;
    default:
        table_set_number(v, site->distance_centre);
    }
}

static void set_change(table_value *v, uint8_t change)
{
    table_set_text(v, change == MLG_CHANGE_COUNT ? "" : mlg_change_name((mlg_change)change));
}

static void set_causes(table_value *v, const mlg_site_change *s)
{
    for (int i = 0; i < MLG_CAUSE_COUNT; i++)
        if (s->causes >> i & 1)
            v->list[v->n_list++] = mlg_cause_name((mlg_cause)i);
}

static void value(const void *data, size_t row, size_t column, table_value *v)
{
    const site_changes_words *t = data;
    const mlg_site_change *s = &t->c->rows[t->rows[row]];
    const mlg_result_site *a = site_of(t->c->a, s->a), *b = site_of(t->c->b, s->b);

    switch (column) {
    case ID:
        table_set_text(v, b ? b->id : a->id);
        break;
    case NOM:
        table_set_text(v, b ? b->name : a->name);
        break;
    case ETAT:
        table_set_text(v, state_of(s));
        break;
    case APPARIE:
        table_set_text(v, s->matched == MLG_MATCHED_BY_ID     ? "id"
                          : s->matched == MLG_MATCHED_BY_NAME ? "nom_et_lieu"
                                                              : "");
        break;
    case CAUSES:
        set_causes(v, s);
        break;
    case CERTAINE:
        table_set_text(v, !s->causes ? "" : s->sure ? "oui" : "non");
        break;
    case EXPLICATION:
        set_explanation(v, t, s);
        break;
    case CHANGEMENT_QP_A:
        set_change(v, s->change_a);
        break;
    case CHANGEMENT_QP_B:
        set_change(v, s->change_b);
        break;
    case DEPLACEMENT:
        table_set_number(v, s->moved_m);
        break;
    case CLASSE_B:
    case ELIGIBILITE_B:
    case POSSIBLES_B:
    case CODE_QP_B:
    case DISTANCE_QPV_B:
    case CODE_CENTRE_B:
    case DISTANCE_CENTRE_B:
        set_of_side(v, b, column - 1);
        break;
    default:
        set_of_side(v, a, column);
    }
}

static bool point(const void *data, size_t row, mlg_xy *lonlat)
{
    const site_changes_words *t = data;
    const mlg_site_change *s = &t->c->rows[t->rows[row]];
    const mlg_result_site *site = site_of(t->c->b, s->b);

    *lonlat = (site ? site : site_of(t->c->a, s->a))->lonlat;
    return isfinite(lonlat->x);
}

/* --- thresholds
 * ------------------------------------------------------------------------------- */

static const char *parameter(const mlg_result *r, const char *key)
{
    for (size_t i = 0; i < r->n_parameters; i++)
        if (!strcmp(r->parameters[i].key, key))
            return r->parameters[i].value;
    return "-";
}

/* "proximite_m 300, 500; borne stricte, incluse" */
static void look_up(site_changes_words *t)
{
    const mlg_result *a = t->c->a, *b = t->c->b;
    phrase w = { t->thresholds, sizeof t->thresholds, 0 };

    t->thresholds[0] = '\0';
    if (!a->told || !b->told) {
        say(&w, "%s", O_("not said on both sides"));
        return;
    }
    for (size_t i = 0; i < a->n_parameters; i++) {
        const char *key = a->parameters[i].key, *of_a = a->parameters[i].value;
        const char *of_b = parameter(b, key);

        if (strcmp(of_a, of_b))
            say(&w, "%s %s, %s", key, of_a, of_b);
    }
    for (size_t i = 0; i < b->n_parameters; i++)
        if (!strcmp(parameter(a, b->parameters[i].key), "-"))
            say(&w, "%s -, %s", b->parameters[i].key, b->parameters[i].value);
}

void site_changes_table(table *t, site_changes_words *words, const mlg_results_comparison *c,
                        const uint32_t *rows, size_t n)
{
    *words = (site_changes_words){ .c = c, .rows = rows };
    look_up(words);
    *t = (table){ .name = "changements",
                  .columns = columns,
                  .n_columns = N_COLUMNS,
                  .n_rows = n,
                  .id_column = ID,
                  .data = words,
                  .value = value,
                  .point = point };
}
