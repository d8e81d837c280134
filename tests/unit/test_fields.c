#include "test.h"

#include "made.h"
#include "model/fields.h"

/* Which column of a header plays a role; "": none does. */
static void usual_names(void **state)
{
    static const struct {
        const char *header;
        field field;
        const char *want;
    } rows[] = {
        { "ID|Nom", F_ID, "ID" },
        { "fid|N° SIRET|siret", F_ID, "siret" },
        { "code|id", F_ID, "id" }, /* the order of names, not of columns */
        { "Libellé", F_NAME, "Libellé" },
        { "lib_fabt", F_NAME, "lib_fabt" },
        { "Longitude|Latitude", F_LON, "Longitude" },
        { "Longitude|Latitude", F_LAT, "Latitude" },
        { "result_longitude", F_LON, "result_longitude" },
        { "X|Y", F_X, "X" },
        { "X|Y", F_Y, "Y" },
        { "Code INSEE", F_COMMUNE, "Code INSEE" },
        { "insee_com", F_COMMUNE, "insee_com" },
        { "result_type", F_PRECISION, "result_type" },
        { "Catégorie", F_KIND, "Catégorie" },
        { "vague", F_WAVE, "vague" },
        { "Date label", F_DATE, "Date label" },
        { "dérogation", F_OVERRIDE, "dérogation" },
        { "Justification", F_JUSTIFICATION, "Justification" },
        { "CODE_QP", F_QPV_CODE, "CODE_QP" },
        { "lib_qp", F_QPV_NAME, "lib_qp" },
        { "NOM_QP", F_QPV_NAME, "NOM_QP" },
        { "UU2020", F_CENTRE_CODE, "UU2020" },
        { "insee_com", F_COMMUNE_CODE, "insee_com" },
        { "INSEE_ARM", F_COMMUNE_CODE, "INSEE_ARM" },
        { "siren_epci", F_EPCI_CODE, "siren_epci" },
        { "insee_arr", F_ARRONDISSEMENT_CODE, "insee_arr" },
        { "insee_dep", F_DEPARTEMENT_CODE, "insee_dep" },
        { "insee_reg", F_REGION_CODE, "insee_reg" },
        { "Population", F_POPULATION, "Population" },
        { "Ind", F_POPULATION, "Ind" },
        { "populations", F_POPULATION, "" },
        { "", F_ID, "" },
        { "identité", F_ID, "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        made m = made_new("x.csv", "", rows[i].header);
        mlg_layer *layer = made_layer(&m);
        const mlg_column *c = fields_find(layer, rows[i].field);

        if (strcmp(c ? c->name : "", rows[i].want))
            fail_msg("'%s': %s", rows[i].header, c ? c->name : "none");
        mlg_layer_free(layer);
    }
}

static void every_field_has_names(void **state)
{
    (void)state;
    for (int f = 0; f < F_COUNT; f++) {
        const char *const *names = fields_names((field)f);
        size_t n = 0;

        for (; names[n]; n++) { /* written as they are compared */
            char folded[40];

            text_fold(folded, sizeof folded, names[n]);
            assert_string_equal(folded, names[n]);
        }
        assert_true(n > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual_names),
        cmocka_unit_test(every_field_has_names),
    };

    return cmocka_run_group_tests_name("fields", tests, NULL, NULL);
}
