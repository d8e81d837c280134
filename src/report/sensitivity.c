#include "report/split.h"

#include "report/json.h"

static json_t *cell_json(const mlg_reading *c)
{
    return json_pack("{s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o}",
                     "distance_m", figure_json(c->distance_m, 1e-3), "stricte", c->strict,
                     "centre", text_json(c->centres), "millesime", text_json(c->vintage),
                     "classes", class_counts_json(c->classes), "eligibilites",
                     eligibility_counts_json(c->eligibilities), "intervalle_qpv",
                     interval_json(c->qpv), "intervalle_hors", interval_json(c->hors),
                     "intervalle_qpv_incertitude", interval_json(c->qpv_all),
                     "intervalle_hors_incertitude", interval_json(c->hors_all), "verdict",
                     mlg_verdict_name(c->verdict), "sites_changes", count_json(c->changed));
}

json_t *sensitivity_json(const mlg_sensitivity *s)
{
    json_t *cells = json_array();
    int fault = 0;

    for (size_t i = 0; i < s->n_cells; i++)
        fault |= json_array_append_new(cells, cell_json(&s->cells[i]));
    if (!fault)
        return cells;
    json_decref(cells);
    return NULL;
}
