#include "report/compare.h"

#include "base/i18n.h"
#include "report/json.h"
#include "report/provenance.h"

#include <math.h>
#include <string.h>

/* Distinct codes, or names, of some records. */
static json_t *texts_json(const mlg_zones *z, const uint32_t *records, size_t n,
                          const char *(*text)(const mlg_zones *, size_t))
{
    json_t *all = json_array();
    const char *last = "";
    int fault = 0;

    for (size_t i = 0; i < n; i++) {
        const char *now = text(z, records[i]);

        if (*now && strcmp(now, last))
            fault |= json_array_append_new(all, text_json(now));
        last = now;
    }
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *area_json(double m2)
{
    return figure_json(m2, 1);
}

static json_t *change_json(const mlg_zones_comparison *c, size_t row)
{
    const mlg_zone_change *r = &c->rows[row];
    const uint32_t *a = c->a_of + r->first_a, *b = c->b_of + r->first_b;

    return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
                     count_json(row + 1), "changement", mlg_change_name((mlg_change)r->change),
                     "codes_a", texts_json(c->a, a, r->n_a, mlg_zone_code), "noms_a",
                     texts_json(c->a, a, r->n_a, mlg_zone_label), "codes_b",
                     texts_json(c->b, b, r->n_b, mlg_zone_code), "noms_b",
                     texts_json(c->b, b, r->n_b, mlg_zone_label), "surface_a_m2",
                     area_json(r->n_a ? r->area_a : NAN), "surface_b_m2",
                     area_json(r->n_b ? r->area_b : NAN), "surface_commune_m2",
                     area_json(r->common), "surface_gagnee_m2", area_json(r->gained),
                     "surface_perdue_m2", area_json(r->lost), "gagnee_au_dela_m2",
                     area_json(r->gained_beyond), "perdue_au_dela_m2",
                     area_json(r->lost_beyond));
}

static json_t *side_json(const mlg_zones *z, size_t units, double area)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "nom", text_json(mlg_zones_name(z)),
                     "enregistrements", count_json(mlg_zones_count(z)), "zones",
                     count_json(units), "surface_m2", area_json(area));
}

/* Counts, areas, and the rows that changed. NULL: out of memory. */
json_t *zones_comparison_json(const mlg_zones_comparison *c)
{
    json_t *counts = json_object(), *rows = json_array();
    double a = 0, b = 0, gained = 0, lost = 0;
    int fault = 0;

    for (int i = 0; i < MLG_CHANGE_COUNT; i++)
        fault |= json_object_set_new(counts, mlg_change_name((mlg_change)i),
                                     count_json(c->counts[i]));
    for (size_t i = 0; i < c->n; i++) {
        a += c->rows[i].area_a;
        b += c->rows[i].area_b;
        gained += c->rows[i].gained;
        lost += c->rows[i].lost;
    }
    for (size_t i = 0; i < c->n_changed; i++)
        fault |= json_array_append_new(rows, change_json(c, c->changed[i]));
    json_t *all = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "objet", "couches",
                            "tolerance_m", figure_json(c->tolerance_m, 1e-3), "a",
                            side_json(c->a, c->codes_a, a), "b", side_json(c->b, c->codes_b, b),
                            "codes_communs", count_json(c->codes_shared), "changements", counts,
                            "surface_gagnee_m2", area_json(gained), "surface_perdue_m2",
                            area_json(lost), "detail", rows);
    if (!fault)
        return all;
    json_decref(all);
    return NULL;
}

mlg_code mlg_write_zones_comparison(const mlg_zones_comparison *c,
                                    const mlg_provenance *provenance, const mlg_diag *diag,
                                    const char *path, bool overwrite, mlg_err *err)
{
    json_t *all =
        json_pack("{s:o, s:o, s:o}", "maillage", provenance_json(provenance), "comparaison",
                  zones_comparison_json(c), "avertissements", diag_json(diag));
    mlg_code code = write_json(all, path, overwrite, err);

    json_decref(all);
    return code;
}
