#include "model/fields.h"

#include "base/i18n.h"

enum { NAMES_MAX = 16 }; /* one more than any list: NULL ends it */

static const char *const usual[F_COUNT][NAMES_MAX] = {
    [F_ID] = { "id", "id_fabt", "id_territoire", "identifiant", "id_site", "code", "ref",
               "siret" },
    [F_NAME] = { "nom", "name", "lib_fabt", "lib_territoire", "libelle", "lib_site", "label",
                 "title", "titre" },
    [F_LON] = { "lon", "lng", "long", "longitude", "x_wgs84", "result_longitude" },
    [F_LAT] = { "lat", "latitude", "y_wgs84", "result_latitude" },
    [F_X] = { "x", "x_l93", "x_lambert93", "x_2154", "coord_x", "coordonnee_x" },
    [F_Y] = { "y", "y_l93", "y_lambert93", "y_2154", "coord_y", "coordonnee_y" },
    [F_COMMUNE] = { "insee_com", "code_insee", "code_commune", "codgeo", "id_geo",
                    "result_citycode", "citycode", "depcom", "com", "commune", "insee" },
    [F_COMMUNE_LABEL] = { "lib_com", "nom_com", "nom_commune", "libelle_commune", "commune_nom",
                          "result_city", "ville" },
    [F_PRECISION] = { "precision", "precision_m", "rayon_m", "rayon", "result_type" },
    [F_KIND] = { "type", "kind", "nature", "categorie" },
    [F_WAVE] = { "vague", "wave" },
    [F_DATE] = { "date", "date_label", "date_labellisation", "date_decision" },
    [F_DECLARED] = { "classe_declaree", "declared", "declare", "classe_annoncee" },
    [F_GRANT] = { "subvention", "subvention_eur", "montant", "montant_eur", "grant", "aide",
                  "montant_subvention", "montant_aide" },
    [F_BEARER] = { "type_porteur", "porteur", "bearer", "forme_juridique", "statut_juridique",
                   "categorie_juridique" },
    [F_STATE] = { "etat", "state", "etat_projet" },
    [F_REACH] = { "portee", "portee_m", "reach" },
    [F_OVERRIDE] = { "derogation", "override", "classe_retenue" },
    [F_JUSTIFICATION] = { "justification", "motif_derogation" },
    [F_QPV_CODE] = { "code_qp", "code_qpv", "codeqp", "codeqpv", "code" },
    [F_QPV_NAME] = { "nom_qp", "lib_qp", "nom_qpv", "lib_qpv", "nom", "libelle", "name" },
    [F_CENTRE_CODE] = { "code", "id_gcu", "uu2020", "code_uu", "siren_epci", "insee_com",
                        "codgeo", "id" },
    [F_CENTRE_NAME] = { "nom", "lib", "libelle", "libuu", "lib_uu", "lib_epci", "nom_epci",
                        "lib_com", "name" },
    [F_COMMUNE_CODE] = { "insee_com", "code_insee", "insee_arm", "codgeo", "depcom",
                         "code_commune", "com", "insee", "code" },
    [F_EPCI_CODE] = { "siren_epci", "code_epci", "epci", "siren" },
    [F_ARRONDISSEMENT_CODE] = { "insee_arr", "code_arr", "arr", "code_arrondissement" },
    [F_DEPARTEMENT_CODE] = { "insee_dep", "code_dep", "dep", "code_departement", "code_dept" },
    [F_REGION_CODE] = { "insee_reg", "code_reg", "reg", "code_region" },
    [F_TERRITORY_CODE] = { "code", "codgeo", "id", "insee" },
    [F_TERRITORY_NAME] = { "nom", "lib_com", "lib_epci", "lib_arr", "lib_dep", "lib_reg",
                           "nom_epci", "nat_epci_nom", "libelle", "libgeo", "nom_com", "lib",
                           "name" },
    [F_POPULATION] = { "population", "pop", "ind", "num_people", "pop2021", "pop2020",
                       "pop2019", "pop2018", "pmun", "habitants" },
    [F_CATCHMENT_SITE] = { "id_site", "site", "site_id", "id_fabrique", "fabrique", "id_lieu" },
};

const mlg_column *fields_find(const mlg_layer *layer, field f)
{
    for (size_t i = 0; i < NAMES_MAX && usual[f][i]; i++) {
        const mlg_column *c = mlg_layer_column(layer, usual[f][i]);

        if (c)
            return c;
    }
    return NULL;
}

mlg_code fields_choose(const mlg_column **out, const mlg_layer *layer, const char *told,
                       field f, mlg_err *err)
{
    *out = told ? mlg_layer_column(layer, told) : fields_find(layer, f);
    if (!told || *out)
        return MLG_OK;
    mlg_fail(err, MLG_EDATA, _("has no column '%.60s'"), told);
    return mlg_at(err, layer->name, 0);
}

const char *const *fields_names(field f)
{
    return usual[f];
}
