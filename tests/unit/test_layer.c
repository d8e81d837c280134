#include "test.h"

#include "made.h"

/* A column by its name: exactly as written first, then accents, case and punctuation aside. */
static void columns_by_name(void **state)
{
    static const struct {
        const char *asked, *want;
    } rows[] = {
        { "Nom", "Nom" },
        { "NOM", "NOM" },
        { "nom", "Nom" },
        { "Code QP", "code_qp" },
        { "CODE-QP", "code_qp" },
        { "departement", "Département" },
        { "absent", NULL },
        { "", NULL },
        { "°", NULL },
    };
    made m = made_new("x.csv", "", "Nom|NOM|code_qp|Département");
    mlg_layer *layer = made_layer(&m);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const mlg_column *c = mlg_layer_column(layer, rows[i].asked);

        if (!rows[i].want)
            assert_null(c);
        else
            assert_string_equal(c->name, rows[i].want);
    }
    mlg_layer_free(layer);
}

static void release_leaves_zeros(void **state)
{
    made m = made_new("x.shp", "", "id");
    mlg_layer *layer;

    (void)state;
    made_box(&m, 0, 0, 1, 1);
    made_row(&m, "1");
    layer = made_layer(&m);
    assert_int_equal(layer->polys.n, 1);
    mlg_polys_release(&layer->polys);
    assert_int_equal(layer->polys.n, 0);
    assert_null(layer->polys.xy);
    mlg_polys_release(&layer->polys);
    mlg_layer_free(layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_by_name),
        cmocka_unit_test(release_leaves_zeros),
    };

    return cmocka_run_group_tests_name("layer", tests, NULL, NULL);
}
