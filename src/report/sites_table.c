#include "report/tables.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    ID,
    NOM,
    TYPE,
    CLASSE,
    CLASSES_POSSIBLES,
    ELIGIBILITE,
    ELIGIBILITES_POSSIBLES,
    CODE_QP,
    LIB_QP,
    DISTANCE_QPV,
    CODE_CENTRE,
    LIB_CENTRE,
    DISTANCE_CENTRE,
    MARGE,
    LOCALISATION,
    RAYON,
    INSEE_COM,
    MOTIF,
    PROFONDEUR_QPV,
    COMMUNE_TROUVEE,
    CLASSE_CALCULEE,
    JUSTIFICATION,
    LON,
    LAT,
    VAGUE,
    DATE,
    MILLESIME_QPV,
    SUBVENTION,
    PORTEUR,
    ETAT,
    CLASSE_DECLAREE,
    N_COLUMNS
};

static const table_column columns[N_COLUMNS] = {
    [ID] = { "id", COLUMN_TEXT, 0, N_("identifier of the site") },
    [NOM] = { "nom", COLUMN_TEXT, 0, N_("name of the site") },
    [TYPE] = { "type", COLUMN_TEXT, 0, N_("fabrique or tiers_lieu") },
    [CLASSE] = { "classe", COLUMN_TEXT, 0,
                 N_("where the site stands with regard to the QPV and the large urban "
                    "centres") },
    [CLASSES_POSSIBLES] = { "classes_possibles", COLUMN_LIST, 0,
                            N_("every class that the location allows") },
    [ELIGIBILITE] = { "eligibilite", COLUMN_TEXT, 0,
                      N_("the half of the programme it may be booked in") },
    [ELIGIBILITES_POSSIBLES] = { "eligibilites_possibles", COLUMN_LIST, 0,
                                 N_("every eligibility that the location allows") },
    [CODE_QP] = { "code_qp", COLUMN_TEXT, 0, N_("code of the nearest QPV") },
    [LIB_QP] = { "lib_qp", COLUMN_TEXT, 0, N_("name of the nearest QPV") },
    [DISTANCE_QPV] = { "distance_qpv_m", COLUMN_NUMBER, 2,
                       N_("ground distance to the nearest QPV in metres, 0 inside; from a "
                          "commune: the least possible") },
    [CODE_CENTRE] = { "code_centre", COLUMN_TEXT, 0,
                      N_("code of the nearest large urban centre") },
    [LIB_CENTRE] = { "lib_centre", COLUMN_TEXT, 0,
                     N_("name of the nearest large urban centre") },
    [DISTANCE_CENTRE] = { "distance_centre_m", COLUMN_NUMBER, 2,
                          N_("ground distance to the nearest large urban centre in metres, 0 "
                             "inside; from a commune: the least possible") },
    [MARGE] = { "marge_m", COLUMN_NUMBER, 2,
                N_("how far the point may move before its class changes, in metres") },
    [LOCALISATION] = { "localisation", COLUMN_TEXT, 0,
                       N_("what is known of the place: point or commune") },
    [RAYON] = { "rayon_m", COLUMN_NUMBER, 1,
                N_("the site lies within this distance of the point, in metres; 0: exactly "
                   "there") },
    [INSEE_COM] = { "insee_com", COLUMN_TEXT, 0, N_("Insee code of the commune, as given") },
    [MOTIF] = { "motif", COLUMN_TEXT, 0, N_("the rule that decided") },
    [PROFONDEUR_QPV] = { "profondeur_qpv_m", COLUMN_NUMBER, 2,
                         N_("inside a QPV: ground distance to its edge in metres") },
    [COMMUNE_TROUVEE] = { "commune_trouvee_par", COLUMN_TEXT, 0,
                          N_("how the commune's polygon was found: code or point") },
    [CLASSE_CALCULEE] = { "classe_calculee", COLUMN_TEXT, 0,
                          N_("class before an override; else the same") },
    [JUSTIFICATION] = { "justification", COLUMN_TEXT, 0,
                        N_("written justification of an override") },
    [LON] = { "lon", COLUMN_NUMBER, 7, N_("longitude of the point, degrees") },
    [LAT] = { "lat", COLUMN_NUMBER, 7, N_("latitude of the point, degrees") },
    [VAGUE] = { "vague", COLUMN_TEXT, 0, N_("wave of the label, as given") },
    [DATE] = { "date", COLUMN_TEXT, 0, N_("date of the label, as given") },
    [MILLESIME_QPV] = { "millesime_qpv", COLUMN_TEXT, 0,
                        N_("QPV layer that the site is judged on; empty: its date does not "
                           "tell which, or none is in force") },
    [SUBVENTION] = { "subvention", COLUMN_NUMBER, 2, N_("grant in euros; empty: not said") },
    [PORTEUR] = { "porteur", COLUMN_TEXT, 0, N_("who bears it, as given") },
    [ETAT] = { "etat", COLUMN_TEXT, 0, N_("existant or projet; empty: not said") },
    [CLASSE_DECLAREE] = { "classe_declaree", COLUMN_TEXT, 0,
                          N_("class that the list itself declares, as given") },
};

static void set_zone(table_value *v, const mlg_zones *zones, uint32_t zone,
                     const char *(*what)(const mlg_zones *, size_t))
{
    table_set_text(v, zone == MLG_NO_ZONE ? "" : what(zones, zone));
}

/* Without identifiers, a site is named by its record. */
static void set_id(table_value *v, const mlg_sites *sites, size_t row)
{
    const char *id = mlg_site_id(sites, row);

    if (!*id) {
        snprintf(v->scratch, sizeof v->scratch, "%zu", row + 1);
        id = v->scratch;
    }
    table_set_text(v, id);
}

static void set_classes(table_value *v, uint8_t set)
{
    for (int c = 0; c < MLG_CLASS_INDETERMINE; c++)
        if (set & 1u << c)
            v->list[v->n_list++] = mlg_class_name((mlg_class)c);
}

static void set_eligibilities(table_value *v, uint8_t set)
{
    for (int e = 0; e < MLG_ELIGIBLE_INDETERMINEE; e++)
        if (set & 1u << e)
            v->list[v->n_list++] = mlg_eligibility_name((mlg_eligibility)e);
}

static void set_reason(table_value *v, const sites_words *w, size_t row)
{
    const mlg_site_class *r = &w->c->rows[row];

    table_set_text(v, w->because[r->reason]);
    if (r->reason != MLG_BECAUSE_OVERRIDE)
        return;
    snprintf(v->scratch, sizeof v->scratch, "%s%s", w->override,
             mlg_site_justification(w->c->sites, row));
    table_set_text(v, v->scratch);
}

static void set_place(table_value *v, const mlg_sites *sites, size_t row, size_t column)
{
    mlg_location location = mlg_site_location(sites, row);
    mlg_xy at;

    switch (column) {
    case LOCALISATION:
        table_set_text(v, location == MLG_POINT     ? "point"
                          : location == MLG_COMMUNE ? "commune"
                                                    : "");
        break;
    case RAYON:
        table_set_number(v, mlg_site_radius(sites, row));
        break;
    default:
        if (mlg_site_lonlat(sites, row, &at))
            table_set_number(v, column == LON ? at.x : at.y);
        else
            v->null = true;
    }
}

static const char *found_by(const mlg_site_class *r)
{
    return r->found == MLG_FOUND_BY_CODE    ? "code"
           : r->found == MLG_FOUND_BY_POINT ? "point"
                                            : "";
}

static void set_verdict(table_value *v, const sites_words *w, size_t row, size_t column)
{
    const mlg_site_class *r = &w->c->rows[row];

    switch (column) {
    case CLASSE:
        table_set_text(v, mlg_class_name((mlg_class)r->klass));
        break;
    case CLASSE_CALCULEE:
        table_set_text(v, mlg_class_name((mlg_class)r->computed));
        break;
    case CLASSES_POSSIBLES:
        set_classes(v, r->classes);
        break;
    case ELIGIBILITE:
        table_set_text(v, mlg_eligibility_name((mlg_eligibility)r->eligibility));
        break;
    case ELIGIBILITES_POSSIBLES:
        set_eligibilities(v, r->eligibilities);
        break;
    case MOTIF:
        set_reason(v, w, row);
        break;
    default:
        table_set_text(v, found_by(r));
    }
}

/* What the list says of the label beside its place. */
static void set_said(table_value *v, const mlg_sites *sites, size_t row, size_t column)
{
    static const char *const states[] = {
        [MLG_STATE_UNSAID] = "", [MLG_EXISTANT] = "existant", [MLG_PROJET] = "projet"
    };

    switch (column) {
    case VAGUE:
        table_set_text(v, mlg_site_wave(sites, row));
        break;
    case DATE:
        table_set_text(v, mlg_site_date(sites, row));
        break;
    case SUBVENTION:
        table_set_number(v, mlg_site_grant(sites, row));
        break;
    case PORTEUR:
        table_set_text(v, mlg_site_bearer(sites, row));
        break;
    case CLASSE_DECLAREE:
        table_set_text(v, mlg_site_declared(sites, row));
        break;
    default:
        table_set_text(v, states[mlg_site_state(sites, row)]);
    }
}

static void value(const void *data, size_t row, size_t column, table_value *v)
{
    const sites_words *w = data;
    const mlg_classification *c = w->c;
    const mlg_site_class *r = &c->rows[row];

    switch (column) {
    case ID:
        set_id(v, c->sites, row);
        break;
    case NOM:
        table_set_text(v, mlg_site_name(c->sites, row));
        break;
    case TYPE:
        table_set_text(v, mlg_site_kind(c->sites, row) == MLG_FABRIQUE ? "fabrique"
                                                                       : "tiers_lieu");
        break;
    case CODE_QP:
        set_zone(v, mlg_class_qpv(c, row), r->qpv, mlg_zone_code);
        break;
    case LIB_QP:
        set_zone(v, mlg_class_qpv(c, row), r->qpv, mlg_zone_label);
        break;
    case DISTANCE_QPV:
        table_set_number(v, r->distance_qpv);
        break;
    case CODE_CENTRE:
        set_zone(v, c->geography.centres, r->centre, mlg_zone_code);
        break;
    case LIB_CENTRE:
        set_zone(v, c->geography.centres, r->centre, mlg_zone_label);
        break;
    case DISTANCE_CENTRE:
        table_set_number(v, r->distance_centre);
        break;
    case MARGE:
        table_set_number(v, r->margin);
        break;
    case PROFONDEUR_QPV:
        table_set_number(v,
                         r->distance_qpv == 0 && mlg_site_location(c->sites, row) == MLG_POINT
                             ? r->depth_qpv
                             : NAN);
        break;
    case INSEE_COM:
        table_set_text(v, mlg_site_commune(c->sites, row));
        break;
    case JUSTIFICATION:
        table_set_text(v, mlg_site_justification(c->sites, row));
        break;
    case VAGUE:
    case DATE:
    case SUBVENTION:
    case PORTEUR:
    case ETAT:
    case CLASSE_DECLAREE:
        set_said(v, c->sites, row, column);
        break;
    case MILLESIME_QPV:
        table_set_text(
            v, r->vintage < c->geography.n_qpv ? mlg_zones_name(mlg_class_qpv(c, row)) : "");
        break;
    case LOCALISATION:
    case RAYON:
    case LON:
    case LAT:
        set_place(v, c->sites, row, column);
        break;
    default:
        set_verdict(v, w, row, column);
    }
}

static bool point(const void *data, size_t row, mlg_xy *lonlat)
{
    return mlg_site_lonlat(((const sites_words *)data)->c->sites, row, lonlat);
}

/* The sentences, with the rule's figures in them. */
static void look_up(sites_words *w, const mlg_rules *rules)
{
    char distance[32];

    snprintf(distance, sizeof distance, "%g m", rules->proximity_m);
    snprintf(w->because[MLG_BECAUSE_IN_QPV], sizeof w->because[0], "%s",
             O_("in a QPV, edge included"));
    snprintf(w->because[MLG_BECAUSE_NEAR_QPV], sizeof w->because[0],
             rules->proximity_strict ? O_("less than %s from a QPV")
                                     : O_("at most %s from a QPV"),
             distance);
    snprintf(w->because[MLG_BECAUSE_OUTSIDE], sizeof w->because[0],
             rules->proximity_strict
                 ? O_("%s or more from every QPV, outside every large urban centre")
                 : O_("more than %s from every QPV, outside every large urban centre"),
             distance);
    snprintf(w->because[MLG_BECAUSE_IN_CENTRE], sizeof w->because[0],
             rules->proximity_strict
                 ? O_("%s or more from every QPV, in a large urban centre")
                 : O_("more than %s from every QPV, in a large urban centre"),
             distance);
    snprintf(w->because[MLG_BECAUSE_COARSE], sizeof w->because[0], "%s",
             O_("the location is too coarse to tell"));
    snprintf(w->because[MLG_BECAUSE_NO_QPV_DATA], sizeof w->because[0], "%s",
             O_("the QPV layer has no data there"));
    snprintf(w->because[MLG_BECAUSE_NO_CENTRE_DATA], sizeof w->because[0], "%s",
             O_("the layer of large urban centres has no data there"));
    snprintf(w->because[MLG_BECAUSE_NO_VINTAGE], sizeof w->because[0], "%s",
             O_("no QPV layer is in force at its date"));
    snprintf(w->because[MLG_BECAUSE_NO_DATE], sizeof w->because[0], "%s",
             O_("it has no date, and the vintages of the QPV disagree"));
    snprintf(w->because[MLG_BECAUSE_NO_COMMUNE], sizeof w->because[0], "%s",
             O_("the commune's polygon was not found"));
    snprintf(w->because[MLG_BECAUSE_NO_LOCATION], sizeof w->because[0], "%s",
             O_("no usable location"));
    w->because[MLG_BECAUSE_OVERRIDE][0] = '\0';
    w->override = O_("justified decision: ");
}

void sites_table(table *t, sites_words *words, const mlg_classification *c)
{
    words->c = c;
    look_up(words, c->rules);
    *t = (table){ .name = "sites",
                  .columns = columns,
                  .n_columns = N_COLUMNS,
                  .n_rows = mlg_sites_count(c->sites),
                  .id_column = ID,
                  .data = words,
                  .value = value,
                  .point = point };
}
